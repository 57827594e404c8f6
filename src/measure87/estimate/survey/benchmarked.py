"""Variances with benchmarked weights: residuals of the calibration regression in place of values.

See `residuals` for what is estimated. After the pass the rows are read twice more, for the sums by
calibration class that the regression needs, and for those by sampled unit. Agrees with
`postStratify`, `rake` and `calibrate` of R survey 4.4 (`tests/estimate/survey/test_r_survey.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from measure87.estimate.survey.covariance import (
    check_lone_parents,
    covariance_of_sums,
    has_persons,
)
from measure87.estimate.survey.engines import as_frame, check_columns
from measure87.estimate.survey.faults import bad_rows, bad_weight
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.reduction import reduce_polars
from measure87.estimate.survey.residuals import EVERYBODY, CalibrationRegression, in_benchmark
from measure87.estimate.survey.sums import SampleSums, ordered
from measure87.estimate.survey.whole_sample import WholeSample, read_whole
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.estimate.weighting.calibration import WEIGHT, Calibrated, Classes, calibrate
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.numerics.cell_sums import CellsOfLevels, add_cell_sums
from measure87.numerics.linearisation import PAIRS
from measure87.numerics.one_thread import one_thread
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.status import YES
from measure87.vocabulary.survey_design import SurveyDesign

LARGEST_ARRAY = 8_000_000
"""Sums by unit or class that are held at a time: 64 MB."""


@dataclass(frozen=True)
class BenchmarkedSums:
    """What the pass leaves of a benchmarked sample.

    sums, levels : as `read_sums`, with the benchmarked weights
    covariance : (R, O, 6) packed covariance of the totals
    calibrated : the table with its weights and classes
    """

    sums: SampleSums
    levels: Domains
    covariance: FloatArray
    calibrated: Calibrated


def read_benchmarked(
    table: Any,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    tables: tuple[DomainTable, ...],
    where: Mapping[str, tuple[str, ...]],
    benchmark: Benchmark,
) -> BenchmarkedSums:
    """Benchmark the weights of a table and reduce it to its sums; errors as `read_sums`."""
    calibrated, weighted = calibrated_table(table, outcomes, design, tables, where, benchmark)
    sums, levels = reduce_polars(calibrated.table, outcomes, weighted, tables, where)
    sample = read_whole(calibrated.table, outcomes, weighted, levels, sums.shift)
    check_lone_parents(sample.units, design.single_cluster)
    covariance = cell_covariances(sample, outcomes, weighted, levels, calibrated.classes)
    return BenchmarkedSums(sums, levels, covariance, calibrated)


def calibrated_table(
    table: Any,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    tables: tuple[DomainTable, ...],
    where: Mapping[str, tuple[str, ...]],
    benchmark: Benchmark,
) -> tuple[Calibrated, SurveyDesign]:
    """The table with its benchmarked weights, and the design that names them."""
    frame = as_frame(table)
    native: Any = frame.to_native()
    if not isinstance(native, pl.LazyFrame):
        raise UsageError(
            "weights are benchmarked in polars, pandas and pyarrow tables alone",
            code="table-type",
            hint="collect the table into polars first",
        )
    check_columns(frame, outcomes, design, tables, where)
    present = frame.collect_schema().names()
    absent = [name for name in benchmark.variables if name not in present]
    if absent:
        raise DataError(
            f"the population is given by {', '.join(absent)}, which the data do not have",
            code="unknown-column",
            where=", ".join(absent),
            hint=f"columns: {', '.join(present[:40])}",
        )
    if design.weight is not None:
        given = pl.col(design.weight).cast(pl.Float64).alias("given")
        if native.select(given).select(bad_rows("given").any()).collect().item():
            raise bad_weight(native, design)
    calibrated = calibrate(native, design.weight, benchmark)
    everybody = calibrated.table.with_columns(pl.lit(YES, dtype=pl.Int8).alias(EVERYBODY))
    return replace(calibrated, table=everybody), replace(design, weight=WEIGHT)


@one_thread()
def cell_covariances(
    sample: WholeSample,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    levels: Domains,
    classes: Classes,
) -> FloatArray:
    """Packed covariance of the totals of every cell, (R, O, 6).

    `sample` has the rows of a calibrated table; cells are read in parts that fit into memory.
    """
    regression = CalibrationRegression(classes)
    auxiliaries = regression.auxiliaries(
        sample.rows.weight, sample.unit, sample.kind, sample.n_units
    )
    reached = in_benchmark(auxiliaries)
    covariance = np.zeros((len(levels.cells), len(outcomes), len(PAIRS)))
    per_cell = 3 * len(outcomes) * max(sample.n_units, regression.n_classes)
    at_once = max(1, LARGEST_ARRAY // per_cell)
    for first in range(0, len(levels.cells), at_once):
        cells = range(first, min(first + at_once, len(levels.cells)))
        to = _cells_of_levels(levels, cells, outcomes)
        shape = (len(cells), len(outcomes), 3)
        by_class = np.zeros((regression.n_classes, *shape))
        add_cell_sums(sample.rows, sample.kind, to, by_class)
        own = np.zeros((sample.n_units, *shape))
        add_cell_sums(sample.rows, sample.unit, to, own)
        slopes = regression.coefficients(by_class.reshape(regression.n_classes, -1))
        z = own - (auxiliaries @ slopes).reshape(own.shape)
        for place, cell in enumerate(cells):
            if own[:, place].any():  # else a domain of which `where` keeps nobody
                covariance[cell] = _of_cell(
                    own[:, place], z[:, place], sample, outcomes, design, reached
                )
    return covariance


def _cells_of_levels(levels: Domains, cells: range, outcomes: tuple[Outcome, ...]) -> CellsOfLevels:
    """Where the rows of each base level count among some cells."""
    own = [[cell - cells.start for cell in every if cell in cells] for every in levels.targets]
    statuses, numbers = ordered(outcomes)
    return CellsOfLevels(
        np.cumsum([0, *map(len, own)], dtype=np.int32),
        np.array([cell for every in own for cell in every], dtype=np.int32),
        np.array(statuses, dtype=np.int32),
        np.array(numbers, dtype=np.int32),
    )


def _of_cell(
    own: FloatArray,
    z: FloatArray,
    sample: WholeSample,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    reached: BoolArray,
) -> FloatArray:
    """Packed covariance of the totals of one cell, (O, 6), of its sums by unit (U, O, 3) and of
    what the regression leaves of them, which reaches all units (U,) with persons in the benchmark.
    """
    present = np.stack([has_persons(o, own[:, i]) for i, o in enumerate(outcomes)], axis=1)
    flat = z.reshape(len(z), -1)
    wide = np.repeat(present, 3, axis=1)
    matrix = covariance_of_sums(sample.units, design, flat, wide, reached)
    blocks = matrix.reshape(len(outcomes), 3, len(outcomes), 3)
    return np.array([[blocks[i, a, i, b] for a, b in PAIRS] for i in range(len(outcomes))])
