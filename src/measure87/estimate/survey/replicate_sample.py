"""A sample after its pass, from which replicates are made, and how its rows are read again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import polars as pl

from measure87.estimate.replicates.calibrating import ClassFactors, class_factors
from measure87.estimate.survey.group_sums import GroupedUnits
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.reduction import columns_of_pass, rows_of_pass
from measure87.estimate.survey.sampled_units import SampledUnits, UnitRows
from measure87.estimate.survey.sums import SampleSums
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.estimate.weighting.calibration import CLASS, Calibrated
from measure87.numerics.arrays import BoolArray, FloatArray, Int32Array
from measure87.numerics.pass_arrays import Rows
from measure87.numerics.replicate_factors import replicate_variance
from measure87.numerics.replicate_sums import add_replicate_sums
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SurveyDesign

if TYPE_CHECKING:
    from measure87.estimate.weighting.prepared import PreparedRecipe, RecipeRun

LARGEST_PRESENCE = 500_000_000
"""Levels by outcomes by units of which is held whether there are persons: 500 MB."""


@dataclass(frozen=True)
class Weighted:
    """A recipe, prepared for a table, and the weights that it gives."""

    prepared: "PreparedRecipe"
    run: "RecipeRun"


@dataclass(frozen=True)
class Sampled:
    """A sample after its pass.

    frame, outcomes, design : the table as it was read, and the weights that were given
    sums, levels : what the pass left
    benchmark, calibrated : where weights are benchmarked; `frame` is then the calibrated table
    weighted : where weights come from a recipe; `frame` is then its table, and the weights of
        `design` are the base weights
    """

    frame: "nw.LazyFrame[Any]"
    outcomes: tuple[Outcome, ...]
    design: SurveyDesign
    sums: SampleSums
    levels: Domains
    benchmark: Benchmark | None = None
    calibrated: Calibrated | None = None
    weighted: Weighted | None = None

    @property
    def has_kinds(self) -> bool:
        """Whether replicates multiply the weights of classes or cells, in `CLASS`."""
        return self.calibrated is not None or self.weighted is not None

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

    def variance(self, figures: FloatArray, value: FloatArray) -> FloatArray:
        """Variances (k,) of figures that are (R, k) in the replicates and (k,) in the sample."""
        return replicate_variance(figures, value, self.scale, self.rscales, mse=self.mse)


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
    if not sampled.has_kinds:
        return np.zeros(batch.height, dtype=np.int32)
    return np.array(batch[CLASS].fill_null(-1).to_numpy(), dtype=np.int32)


def columns_of_sample(sampled: Sampled) -> pl.LazyFrame:
    """The columns that a pass needs, of a polars table."""
    more = (CLASS,) if sampled.has_kinds else ()
    units = SampledUnits(sampled.design)
    return columns_of_pass(
        sampled.frame.to_native(), sampled.outcomes, sampled.design, units, sampled.levels, more
    )


def sums_of_weights(rows: Rows, weight: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Sums of persons under one column of weights, (levels, O, 3), statuses before numbers."""
    sums = np.zeros((*shape, 1))
    nobody = np.zeros((0, 0, 0), dtype=np.bool_)
    nowhere = np.zeros(len(weight), dtype=np.int32)
    one = np.ones((1, 1))
    everywhere = np.arange(len(weight))
    add_replicate_sums(
        rows._replace(weight=weight), everywhere, nowhere, nowhere, one, one,
        np.ones(shape[1:]), nobody, sums,
    )  # fmt: skip
    return np.asarray(sums[..., 0])


def shifted(grouped: GroupedUnits, sampled: Sampled) -> FloatArray:
    """Sums by unit (n, O, 3), of a number y those of y - shift x."""
    sums = grouped.sums.copy()
    for i, outcome in enumerate(sampled.outcomes):
        if outcome.kind == "number":
            sums[:, i, 0] -= sampled.sums.shift[i] * sums[:, i, 1]
    return sums
