"""Sums of a sample in every replicate of its weights.

What is answered: what would the sums of `SampleSums.totals` be under each replicate? Made
replicates are held by sampled unit: persons are added up by unit, and the sums multiplied by
the unit's factors. Columns of replicate weights: see `replicate_columns`.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl
from scipy import sparse

from measure87.estimate.replicates.calibrating import (
    ClassFactors,
    cell_factors,
    judge_failed,
)
from measure87.estimate.replicates.making import MadeFactors, make_factors
from measure87.estimate.replicates.settings import MadeReplicates
from measure87.estimate.survey.batches import batch_rows
from measure87.estimate.survey.corrections import check_corrections
from measure87.estimate.survey.group_sums import check_corrections_of, grouped_units
from measure87.estimate.survey.replicate_sample import (
    ReplicateSums,
    Sampled,
    columns_of_sample,
    empty_presence,
    kinds_of_batch,
    rows_of_batch,
    shifted,
    sums_of_weights,
)
from measure87.estimate.survey.replicate_units import UnitNumbers, unit_of_groups
from measure87.estimate.survey.sampled_units import SampledUnits
from measure87.estimate.survey.sums import ordered
from measure87.estimate.weighting.fault import RecipeFault
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.numerics.replicate_sums import add_replicate_sums


def made_replicates(sampled: Sampled, asked: MadeReplicates) -> ReplicateSums:
    """Sums in replicates that are made from the design; errors as `make_factors`."""
    made, units = factors_of(sampled, asked)
    if sampled.weighted is not None and not sampled.weighted.prepared.is_by_cells:
        totals, present, failed = by_persons(sampled, made, units)
    elif sampled.is_polars:
        totals, present, failed = _in_batches(sampled, made, units)
    else:
        totals, present = _by_groups(sampled, made, units)
        failed = 0
    rows = made.factors.factor if made.is_last_stage else np.zeros((0, made.factors.n))
    return ReplicateSums(
        totals,
        present,
        rows,
        made.factors.scale,
        made.factors.rscales,
        asked.mse,
        asked.method,
        tuple(judge_failed(failed, made.factors.n)),
        {"replicates": made.factors.n, "replicates_failed": failed},
    )


def factors_of(sampled: Sampled, asked: MadeReplicates) -> tuple[MadeFactors, UnitNumbers]:
    """The replicates of a sample's units, and the numbers of these."""
    design = sampled.design
    if sampled.is_polars:
        is_fraction = check_corrections(sampled.frame.to_native(), design)
    else:
        is_fraction = check_corrections_of(sampled.frame, design)
    n_stages = SampledUnits(design).n_stages
    units = UnitNumbers(sampled.frame, design, is_fraction[:n_stages])
    made = make_factors(units.drawn, asked, design.single_cluster, has_corrections=bool(design.fpc))
    return made, units


def _batches(sampled: Sampled) -> Iterator[pl.DataFrame]:
    """Batches with the columns that a pass needs."""
    columns = columns_of_sample(sampled)
    yield from columns.collect_batches(
        chunk_size=batch_rows(len(columns.collect_schema())),
        maintain_order=True,
        engine="streaming",
    )


def _in_batches(
    sampled: Sampled, made: MadeFactors, units: UnitNumbers
) -> tuple[FloatArray, BoolArray, int]:
    """Sums of a polars table, presence by unit, and replicates that failed."""
    factors = np.ascontiguousarray(made.factors.factor)
    classes = factors_of_kinds(sampled, made, units)
    statuses, numbers = ordered(sampled.outcomes)
    order = [*statuses, *numbers]
    n_units = len(factors) if made.is_last_stage else 0
    present = empty_presence(sampled, n_units)
    shape = (len(sampled.levels.targets), len(order), 3, made.factors.n)
    totals = np.zeros(shape)
    in_base = np.ascontiguousarray(sampled.in_base[order])
    more = np.ascontiguousarray(classes.factor)
    units.restart()
    for batch in _batches(sampled):
        if batch.height == 0:
            continue
        rows = rows_of_batch(batch, sampled)
        unit = made.unit[units.of(batch)]
        kind = kinds_of_batch(batch, sampled)
        place = np.arange(batch.height)
        if sampled.has_kinds:
            place = np.lexsort((kind, unit))
        add_replicate_sums(rows, place, unit, kind, factors, more, in_base, present, totals)
    back = np.argsort(order)
    return totals[:, back], present[:, back] if present.size else present, classes.failed


def factors_of_kinds(sampled: Sampled, made: MadeFactors, units: UnitNumbers) -> ClassFactors:
    """What replicates multiply the weights of each class or cell by, (K, R)."""
    if sampled.weighted is None:
        return sampled.class_factors(_given(sampled, made, units))
    units.restart()
    unit = np.concatenate([made.unit[units.of(batch)] for batch in _batches(sampled)])
    return cell_factors(sampled.weighted.prepared, unit, made.factors.factor)


def _given(sampled: Sampled, made: MadeFactors, units: UnitNumbers) -> FloatArray:
    """Sums of the given weights of each class in each replicate, (K, R)."""
    if sampled.calibrated is None:
        return np.ones((1, made.factors.n))
    shape = (len(sampled.calibrated.classes.factor), len(made.factors.factor))
    given = np.zeros((shape[0], made.factors.n))
    units.restart()
    for batch in _batches(sampled):
        weight, kind = batch["__weight"].to_numpy(), kinds_of_batch(batch, sampled)
        inside = kind >= 0
        place = (kind[inside], made.unit[units.of(batch)][inside])
        given += (
            sparse.coo_array((weight[inside], place), shape=shape).tocsr() @ made.factors.factor
        )
    return given


def by_persons(
    sampled: Sampled, made: MadeFactors, units: UnitNumbers
) -> tuple[FloatArray, BoolArray, int]:
    """Sums under a recipe with a step that needs each weight, one replicate after the other.

    A replicate that no weights can be made of keeps the weights of the whole sample, times the
    factors of its units; it is counted.
    """
    weighted = sampled.weighted
    assert weighted is not None  # noqa: S101 - the caller asked
    batch = columns_of_sample(sampled).collect()
    rows = rows_of_batch(batch, sampled)
    units.restart()
    unit = made.unit[units.of(batch)]
    statuses, numbers = ordered(sampled.outcomes)
    order = [*statuses, *numbers]
    back = np.argsort(order)
    shape = (len(sampled.levels.targets), len(order), 3)
    totals = np.zeros((*shape, made.factors.n))
    failed = 0
    for r in range(made.factors.n):
        factor = made.factors.factor[unit, r]
        try:
            weight = weighted.prepared.weights(weighted.prepared.base * factor).weights
        except RecipeFault:
            weight = weighted.run.weights * factor
            failed += 1
        totals[..., r] = sums_of_weights(rows, weight, shape)[:, back]
    return totals, np.zeros((0, 0, 0), dtype=np.bool_), failed


def _by_groups(
    sampled: Sampled, made: MadeFactors, units: UnitNumbers
) -> tuple[FloatArray, BoolArray]:
    """Sums of a table of any engine, one group-by for each table of domains."""
    present = empty_presence(sampled, len(made.factors.factor) if made.is_last_stage else 0)
    shape = (len(sampled.levels.targets), len(sampled.outcomes), 3, made.factors.n)
    totals = np.zeros(shape)
    n_stages = SampledUnits(sampled.design).n_stages
    for number in range(sampled.levels.n_tables):
        grouped = grouped_units(
            sampled.frame, sampled.outcomes, sampled.design, sampled.levels, number
        )
        unit = made.unit[unit_of_groups(grouped.change, n_stages)]
        sums = shifted(grouped, sampled)
        for level in np.unique(grouped.level[grouped.level >= 0]):
            own = grouped.level == level
            here = unit[own]
            totals[level] += np.einsum("nok,nr->okr", sums[own], made.factors.factor[here])
            if present.size:
                has = np.einsum("nok,ok->no", sums[own], sampled.in_base) > 0.0
                np.logical_or.at(present[level].T, here, has)
    return totals, present
