"""Sums of a sample in every replicate of its weights.

What is answered: what would the sums of `SampleSums.totals` be under each replicate? Made
replicates are held by sampled unit: persons are added up by unit, and the sums multiplied by
the unit's factors. Columns of replicate weights: see `replicate_columns`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
from scipy import sparse

from measure87.estimate.replicates.calibrating import ClassFactors, class_factors, judge_failed
from measure87.estimate.replicates.making import MadeFactors, make_factors
from measure87.estimate.replicates.settings import MadeReplicates
from measure87.estimate.survey.corrections import check_corrections
from measure87.estimate.survey.group_sums import GroupedUnits, check_corrections_of, grouped_units
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.reduction import BATCH_ROWS, columns_of_pass, rows_of_pass
from measure87.estimate.survey.replicate_units import UnitNumbers, unit_of_groups
from measure87.estimate.survey.sampled_units import SampledUnits, UnitRows
from measure87.estimate.survey.sums import SampleSums, ordered
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.estimate.weighting.calibration import CLASS, Calibrated
from measure87.numerics.arrays import BoolArray, FloatArray, Int32Array
from measure87.numerics.pass_arrays import Rows
from measure87.numerics.replicate_sums import add_replicate_sums
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SurveyDesign

LARGEST_PRESENCE = 500_000_000
"""Levels by outcomes by units of which is held whether there are persons: 500 MB."""


@dataclass(frozen=True)
class Sampled:
    """A sample after its pass.

    frame, outcomes, design : the table as it was read, and the weights that were given
    sums, levels : what the pass left
    benchmark, calibrated : where weights are benchmarked; `frame` is then the calibrated table
    """

    frame: "nw.LazyFrame[Any]"
    outcomes: tuple[Outcome, ...]
    design: SurveyDesign
    sums: SampleSums
    levels: Domains
    benchmark: Benchmark | None = None
    calibrated: Calibrated | None = None

    @property
    def is_polars(self) -> bool:
        """Whether the table goes through in batches."""
        return isinstance(self.frame.to_native(), pl.LazyFrame)

    @property
    def in_base(self) -> FloatArray:
        """(O, 3) 1 where a sum of weights is of a figure's persons."""
        return np.array(
            [o.in_denominator if o.kind == "status" else (0.0, 0.0, 1.0) for o in self.outcomes],
            dtype=np.float64,
        ).reshape(-1, 3)

    def class_factors(self, given: FloatArray) -> ClassFactors:
        """Of each class in each replicate, (K, R), of sums of given weights (K, R)."""
        if self.calibrated is None or self.benchmark is None:
            return ClassFactors(np.ones((1, given.shape[1])), 0)
        return class_factors(self.calibrated.classes, given, self.benchmark)


@dataclass(frozen=True)
class ReplicateSums:
    """The totals of a sample in R replicates, and how figures spread between them.

    totals : (levels, O, 3, R); of a number y those of w (y - shift x), as in `SampleSums`
    present : (levels, O, units) whether a unit has persons of a figure; or empty
    factors : (units, R) the factors of these units; or empty
    scale, rscales, mse : see `numerics.replicate_factors.replicate_variance`
    """

    totals: FloatArray
    present: BoolArray
    factors: FloatArray
    scale: float
    rscales: FloatArray
    mse: bool
    method: str
    notices: tuple[Notice, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Replicates, R."""
        return len(self.rscales)


def made_replicates(sampled: Sampled, asked: MadeReplicates) -> ReplicateSums:
    """Sums in replicates that are made from the design; errors as `make_factors`."""
    made, units = factors_of(sampled, asked)
    if sampled.is_polars:
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


def empty_presence(sampled: Sampled, n_units: int) -> BoolArray:
    """Room for whether units have persons, none where it is too large."""
    shape = (len(sampled.levels.targets), len(sampled.outcomes), n_units)
    if np.prod(shape, dtype=np.float64) > LARGEST_PRESENCE:
        return np.zeros((0, 0, 0), dtype=np.bool_)
    return np.zeros(shape, dtype=np.bool_)


def rows_of_batch(batch: pl.DataFrame, sampled: Sampled) -> Rows:
    """A batch as arrays; its units are known otherwise."""
    n = batch.height
    nowhere = UnitRows(
        np.zeros(n, dtype=np.int8), np.zeros(n, dtype=np.int32), np.full((1, n), np.nan)
    )
    shift = sampled.sums.shift.copy()
    return rows_of_pass(batch, sampled.outcomes, nowhere, sampled.levels, shift)


def kinds_of_batch(batch: pl.DataFrame, sampled: Sampled) -> Int32Array:
    """(n,) the calibration class of each row, -1 outside; without a benchmark all are 0."""
    if sampled.calibrated is None:
        return np.zeros(batch.height, dtype=np.int32)
    return np.array(batch[CLASS].fill_null(-1).to_numpy(), dtype=np.int32)


def _batches(sampled: Sampled) -> Iterator[pl.DataFrame]:
    """Batches with the columns that a pass needs."""
    more = () if sampled.calibrated is None else (CLASS,)
    units = SampledUnits(sampled.design)
    chosen = columns_of_pass(
        sampled.frame.to_native(), sampled.outcomes, sampled.design, units, sampled.levels, more
    )
    yield from chosen.collect_batches(
        chunk_size=BATCH_ROWS, maintain_order=True, engine="streaming"
    )


def _in_batches(
    sampled: Sampled, made: MadeFactors, units: UnitNumbers
) -> tuple[FloatArray, BoolArray, int]:
    """Sums of a polars table, presence by unit, and replicates that failed."""
    factors = np.ascontiguousarray(made.factors.factor)
    classes = sampled.class_factors(_given(sampled, made, units))
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
        if sampled.calibrated is not None:
            place = np.lexsort((kind, unit))
        add_replicate_sums(rows, place, unit, kind, factors, more, in_base, present, totals)
    back = np.argsort(order)
    return totals[:, back], present[:, back] if present.size else present, classes.failed


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


def shifted(grouped: GroupedUnits, sampled: Sampled) -> FloatArray:
    """Sums by unit (n, O, 3), of a number y those of y - shift x."""
    sums = grouped.sums.copy()
    for i, outcome in enumerate(sampled.outcomes):
        if outcome.kind == "number":
            sums[:, i, 0] -= sampled.sums.shift[i] * sums[:, i, 1]
    return sums
