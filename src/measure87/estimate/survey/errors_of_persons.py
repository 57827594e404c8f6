"""How the errors of a pass were made, person by person, where weights are benchmarked or repeated.

For whoever asks what the error of a figure would be if others were its cases: see
`numerics.errors_of_sets`. Nothing of any answer is in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from measure87.estimate.replicates import GivenReplicates, MadeReplicates, Replicates
from measure87.estimate.replicates.calibrating import ClassFactors
from measure87.estimate.survey.engine_columns import collect
from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.replicate_columns import columns_of
from measure87.estimate.survey.replicate_sample import (
    Sampled,
    Weighted,
    columns_of_sample,
    kinds_of_batch,
)
from measure87.estimate.survey.replicate_sums import factors_of, factors_of_kinds
from measure87.estimate.survey.replicated_reading import sample_of
from measure87.estimate.survey.residuals import CalibrationRegression
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.estimate.weighting.calibration import Classes
from measure87.estimate.weighting.fault import RecipeFault
from measure87.numerics.arrays import FloatArray, Int32Array, IntArray
from measure87.numerics.errors_of_sets import (
    ErrorsOfBenchmark,
    ErrorsOfReplicates,
    benchmark_regression,
    constant_part,
)
from measure87.vocabulary.survey_design import SurveyDesign

if TYPE_CHECKING:
    from measure87.estimate.weighting.prepared import PreparedRecipe

MOST_WEIGHTS = 100_000_000
"""Replicate weights that are held at a time: 800 MB."""


@dataclass(frozen=True)
class Repeated:
    """What errors by replicates were estimated from; see `estimate_survey` for these.

    table : the persons of the figures in their order, or all who were drawn, told by `person_id`
    """

    table: Any
    design: SurveyDesign
    asked: Replicates
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recipe: "PreparedRecipe | None" = None


def errors_of_benchmark(
    classes: Classes,
    kind: Int32Array,
    weight: FloatArray,
    cluster: IntArray,
    stratum: IntArray,
    units: FloatArray,
    unasked: FloatArray | None,
) -> ErrorsOfBenchmark:
    """Errors by the residuals of a sample.

    Parameters
    ----------
    classes, kind
        The calibration classes, and (n,) the class of each person; -1 outside, with weight 0.
    weight, cluster, stratum : (n,)
        Of each person, the weight as it was calibrated.
    units, unasked : (strata,)
        As `WeighedPersons` has them.
    """
    regression = CalibrationRegression(classes)
    inside = kind >= 0
    clusters = int(cluster.max(initial=-1)) + 1
    auxiliaries = regression.auxiliaries(
        np.where(inside, weight, 0.0), cluster.astype(np.int32), kind, clusters
    )
    of_cluster = np.zeros(clusters, dtype=np.int64)
    of_cluster[cluster] = stratum
    found = benchmark_regression(regression.by_weight, auxiliaries, of_cluster, units, unasked)
    return ErrorsOfBenchmark(found, kind.astype(np.int64))


def errors_of_replicates(
    repeated: Repeated,
    outcomes: tuple[Outcome, ...],
    domains: tuple[DomainTable, ...],
    benchmark: Benchmark | None,
    identifiers: pl.Series | None,
) -> ErrorsOfReplicates | None:
    """Errors by replicates that go through all that the weights went through.

    Parameters
    ----------
    repeated, outcomes, domains, benchmark
        As figures were estimated from them.
    identifiers
        `person_id` of the persons whose errors are wanted; None where they are those of the table.

    None where there are more weights than can be held, or replicates are made and repeat nothing:
    all errors of a group are then taken to be one factor of those that are linearised.
    """
    asked, frame = repeated.asked, as_frame(repeated.table)
    makes = not isinstance(asked, GivenReplicates)
    if makes and benchmark is None and repeated.recipe is None:
        return None
    sampled, _ = sample_of(
        frame, outcomes, repeated.design, domains, repeated.where, benchmark, repeated.recipe
    )
    found = _given(sampled, asked) if isinstance(asked, GivenReplicates) else _made(sampled, asked)
    if found is None or identifiers is None:
        return found
    everybody = collect(frame.select("person_id"))["person_id"]
    place = identifiers.to_frame().join(
        everybody.to_frame().with_row_index("at"), on="person_id", maintain_order="left", how="left"
    )["at"]
    return found.at(place.to_numpy().astype(np.int64))


def _given(sampled: Sampled, asked: GivenReplicates) -> ErrorsOfReplicates | None:
    """Columns of a producer, benchmarked if the weights were."""
    batch = columns_of_sample(sampled).collect()
    if batch.height * asked.n > MOST_WEIGHTS:
        return None
    base, kind = _base(batch), kinds_of_batch(batch, sampled).astype(np.int64)
    weights = np.stack(list(columns_of(sampled, asked, batch.height)), axis=1)
    if not asked.combined:
        weights = weights * base[:, None]
    part = 2 * kind + constant_part(weights, base)
    if sampled.calibrated is not None:
        inside = kind >= 0
        given = np.zeros((len(sampled.calibrated.classes.factor), asked.n))
        np.add.at(given, kind[inside], weights[inside])
        weights = _of_kinds(weights, kind, sampled.class_factors(given))
    scale, rscales = asked.scales
    return ErrorsOfReplicates(weights, scale * rscales, asked.mse, part)


def _made(sampled: Sampled, asked: MadeReplicates) -> ErrorsOfReplicates | None:
    """Replicates of the design, each weighted as the sample was."""
    made, units = factors_of(sampled, asked)
    batch = columns_of_sample(sampled).collect()
    if batch.height * made.factors.n > MOST_WEIGHTS:
        return None
    units.restart()
    unit = made.unit[units.of(batch)]
    factor, base = made.factors.factor[unit], _base(batch)
    kind = kinds_of_batch(batch, sampled).astype(np.int64)
    part = 2 * kind + constant_part(factor, np.ones(len(factor)))
    weighted = sampled.weighted
    if weighted is not None and not weighted.prepared.is_by_cells:
        weights = _person_by_person(weighted, factor)
    else:
        kinds = factors_of_kinds(sampled, made, units)
        weights = _of_kinds(base[:, None] * factor, kind, kinds)
    return ErrorsOfReplicates(weights, made.factors.scale * made.factors.rscales, asked.mse, part)


def _base(batch: pl.DataFrame) -> FloatArray:
    """The weights before any step, 0 where there is none."""
    return batch["__weight"].fill_nan(0.0).to_numpy()


def _of_kinds(weights: FloatArray, kind: IntArray, factors: ClassFactors) -> FloatArray:
    """Weights (n, R) times what replicates multiply those of each class or cell by; 0 outside."""
    inside = (kind >= 0)[:, None]
    return np.where(inside, weights * factors.factor[np.maximum(kind, 0)], 0.0)


def _person_by_person(weighted: Weighted, factor: FloatArray) -> FloatArray:
    """Weights (n, R) of a recipe with a step that needs each weight."""
    found = np.empty(factor.shape)
    for r, own in enumerate(np.ascontiguousarray(factor.T)):
        try:
            found[:, r] = weighted.prepared.weights(weighted.prepared.base * own).weights
        except RecipeFault:
            found[:, r] = weighted.run.weights * own
    return found
