"""Variances with benchmarked weights: residuals of the calibration regression in place of values.

Weights that meet known numbers of the population carry their own uncertainty. To first order
a figure then varies like the sum of w e, where e is what the weighted regression on the
auxiliaries of the benchmark leaves of the figure's linearised value, over *all* persons of
the benchmark: of a domain too, whose members have the value and everybody else 0.

Everything is made of sums by unit, domain and calibration class. Source: Deville & Sarndal
(1992), J. Am. Stat. Assoc. 87, 376-382 (unseen in print). Agrees with `postStratify`, `rake` and
`calibrate` of R survey 4.4 (`tests/estimate/survey/test_r_survey.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse

from measure87.estimate.survey.covariance import has_persons
from measure87.estimate.survey.engines import as_frame, check_columns
from measure87.estimate.survey.faults import bad_rows, bad_weight
from measure87.estimate.survey.group_sums import GroupedUnits
from measure87.estimate.survey.levels import Domains
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.reduction import reduce_polars
from measure87.estimate.survey.sums import SampleSums
from measure87.estimate.survey.unit_sums import (
    UnitSums,
    rows_by_base,
    unit_of_row,
)
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.estimate.weighting.calibration import CLASS, WEIGHT, Calibrated, Classes, calibrate
from measure87.numerics.calibration import inverse_products, regression_coefficients
from measure87.numerics.linearisation import PAIRS, totals_of
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import MISSING_CATEGORY
from measure87.vocabulary.status import YES
from measure87.vocabulary.survey_design import SurveyDesign

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_EVERYBODY = "measure87_everybody"
_NO_TABLE = -1
"""The number of the table that the cell of everybody belongs to; see `Domains.cells`."""


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
    covariance = np.zeros((len(levels.cells), len(outcomes), len(PAIRS)))
    residuals = Residuals(calibrated, weighted)
    everybody = (_NO_TABLE, DomainTable())
    for number, one in (everybody, *((i, t) for i, t in enumerate(tables) if t.variables)):
        _fill(covariance, number, one, levels, residuals, outcomes, where, sums)
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
    everybody = calibrated.table.with_columns(pl.lit(YES, dtype=pl.Int8).alias(_EVERYBODY))
    return replace(calibrated, table=everybody), replace(design, weight=WEIGHT)


class Residuals(UnitSums):
    """What the calibration regression leaves of sums over persons, unit by unit."""

    added = (CLASS,)

    def __init__(self, calibrated: Calibrated, design: SurveyDesign) -> None:
        everybody = (Outcome(_EVERYBODY, _EVERYBODY, coding="status"),)
        super().__init__(nw.from_native(calibrated.table), design, everybody)
        self._classes: Classes = calibrated.classes
        self._inverse = inverse_products(self._classes.x, self._classes.given)
        self._persons = self._by_unit_and_class()

    def _by_unit_and_class(self) -> sparse.csr_array:
        """Sum of weights of each unit in each class, (U, K)."""
        kind = classes_of(self.domains, self.units)
        known = kind >= 0
        weights = self.units.sums[known, 0].sum(axis=1)
        unit = unit_of_row(self.units)[known]
        shape = (len(self.units.starts), len(self._classes.factor))
        return sparse.csr_array((weights, (unit, kind[known])), shape=shape)

    def of(self, values: FloatArray, unit: IntArray, kind: IntArray) -> FloatArray:
        """Residual sums of each unit.

        Parameters
        ----------
        values : (m, q) float
            Sums of w u over the persons of some rows; all other persons have u = 0.
        unit, kind : (m,) int
            The unit and the calibration class of each row; -1 is of weight 0.

        Returns
        -------
        (U, q) float
        """
        inside = kind >= 0
        own = super().of(values, unit, kind)
        by_class = totals_of(values[inside], kind[inside], len(self._classes.factor))
        by_class /= self._classes.factor[:, None]
        x = self._classes.x
        coefficients = regression_coefficients(x, self._inverse, by_class)
        return np.asarray(own - self._persons @ (x @ coefficients))


def classes_of(domains: Domains, units: GroupedUnits) -> IntArray:
    """The calibration class of each row, -1 outside; the class is the table's last variable."""
    kinds = [_last_code(domains, base) for base in range(len(domains.targets))]
    return np.array([*kinds, -1], dtype=np.int64)[units.level]


def _last_code(domains: Domains, base: int) -> int:
    """The class of a base level; -1 of one without a reported cell."""
    code = domains.cells[domains.targets[base][-1]][1][-1:]
    return -1 if code in ((), (MISSING_CATEGORY,)) else int(code[0])


def _fill(
    covariance: FloatArray,
    number: int,
    table: DomainTable,
    levels: Domains,
    residuals: Residuals,
    outcomes: tuple[Outcome, ...],
    where: Mapping[str, tuple[str, ...]],
    sums: SampleSums,
) -> None:
    """Write the covariance of every cell of one domain table."""
    units, domains = residuals.grouped(outcomes, table.variables, table.groups, where)
    kind, unit = classes_of(domains, units), unit_of_row(units)
    cell_of = {key: place for place, key in enumerate(levels.cells)}
    rows_of: dict[int, list[IntArray]] = {}
    for base, rows in enumerate(rows_by_base(units, len(domains.targets))):
        for target in domains.targets[base]:
            own = domains.cells[target][1]
            place = cell_of.get((number, own[:-1])) if own else None
            if place is not None:
                rows_of.setdefault(place, []).append(rows)
    for cell, parts in rows_of.items():
        rows = np.unique(np.concatenate(parts))
        if not rows.size:  # a domain of which `where` keeps nobody
            continue
        covariance[cell] = _of_cell(units.sums[rows], unit[rows], kind[rows], residuals,
                                    outcomes, sums)  # fmt: skip


def _of_cell(
    values: FloatArray,
    unit: IntArray,
    kind: IntArray,
    residuals: Residuals,
    outcomes: tuple[Outcome, ...],
    sums: SampleSums,
) -> FloatArray:
    """Packed covariance of the totals of one cell, (O, 6)."""
    n_outcomes = len(outcomes)
    shifted = values.copy()
    shifted[:, :, 0] -= sums.shift * values[:, :, 1]
    z = residuals.of(shifted.reshape(len(values), -1), unit, kind)
    present = np.zeros((len(z), n_outcomes), dtype=np.bool_)
    for i, outcome in enumerate(outcomes):
        np.logical_or.at(present[:, i], unit, has_persons(outcome, values[:, i]))
    matrix = residuals.covariance(z, np.repeat(present, 3, axis=1))
    blocks = matrix.reshape(n_outcomes, 3, n_outcomes, 3)
    return np.array([[blocks[i, a, i, b] for a, b in PAIRS] for i in range(n_outcomes)])
