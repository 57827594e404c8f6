"""The cells of one table of persons and how sums in them vary together.

What is answered: a test compares groups, or the cells of a table, as a whole. Its figures are all
linearised over the same persons, those who have an answer to everything that the test is of, and
the clusters and strata that count are those of these persons. All variances go through
`numerics.linearisation.multistage_covariance`, so that every stage and correction counts, or are
those of what a benchmark leaves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np

from measure87.estimate.survey.benchmarked import calibrated_table
from measure87.estimate.survey.covariance import has_persons
from measure87.estimate.survey.engine_columns import collect
from measure87.estimate.survey.engines import as_frame, check_columns
from measure87.estimate.survey.group_sums import GroupedUnits
from measure87.estimate.survey.levels import Domains, code_text
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.residuals import Residuals, classes_of
from measure87.estimate.survey.unit_sums import UnitSums, unit_of_row
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.numerics.linearisation import totals_of
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.estimate import MISSING_CATEGORY
from measure87.vocabulary.status import UNKNOWN
from measure87.vocabulary.survey_design import SurveyDesign

Frame = nw.LazyFrame[Any]
Where = Mapping[str, tuple[str, ...]]

PERSONS = "measure87_persons"
"""A column in which everybody is a 1."""
_EVERYBODY = "measure87_everybody"


@dataclass(frozen=True)
class TableCells:
    """Sums of outcomes in the cells of a table; see `table_cells`.

    codes : codes of each cell, in the order of the table's variables
    sums : (C, O, 3) float
        Of each cell and outcome its three totals (see `group_sums`).
    persons : (C,) float
        Persons in the sample with a weight above 0 and all answers.
    without_answer : persons of the same part of the sample who lack one of them
    df : clusters less strata, of those with persons
    clusters : first-stage clusters with persons
    """

    codes: tuple[tuple[str, ...], ...]
    sums: FloatArray
    persons: FloatArray
    without_answer: int
    df: float
    clusters: int
    _sample: UnitSums
    _grouped: GroupedUnits
    _cell: IntArray
    _class: IntArray
    _outcomes: tuple[Outcome, ...]

    def df_of(self, cells: BoolArray, outcome: int) -> float:
        """Clusters less strata of those with persons of an outcome in some cells."""
        chosen = np.append(cells, False)[self._cell]
        rows = self._grouped.sums[:, outcome]
        return _degrees(
            self._sample, self._grouped, chosen & has_persons(self._outcomes[outcome], rows)
        )[0]

    def covariance(self, gradient: FloatArray) -> FloatArray:
        """Covariance matrix of figures by their gradients (C, O, 3, q), (q, q).

        Raises
        ------
        RefusedError
            `no-variance`, if the sample has no more clusters than strata.
        """
        inside = self._cell >= 0
        rows = self._grouped.sums[inside]
        values = np.einsum("mok,mokq->mq", rows, gradient[self._cell[inside]])
        unit = unit_of_row(self._grouped)
        z = self._sample.of(values, unit[inside], self._class[inside])
        present = np.zeros(len(self._sample.units.starts), dtype=np.bool_)
        present[unit[inside][_with_persons(self._outcomes, rows)]] = True
        wide = np.broadcast_to(present[:, None], z.shape)
        found = self._sample.covariance(z, np.ascontiguousarray(wide))
        if np.isnan(found).any():
            raise RefusedError(
                "the design gives no variance: no more clusters than strata have persons here",
                code="no-variance",
                hint="test a larger part of the sample",
            )
        return found


def table_cells(
    table: Any,
    outcomes: Sequence[Outcome],
    design: SurveyDesign,
    variables: tuple[str, ...],
    *,
    where: Where | None = None,
    benchmark: Benchmark | None = None,
    keep_missing: bool = False,
) -> TableCells:
    """Sums of outcomes in every cell of a table, of persons with a code of each variable.

    Cells without persons are left out; codes stand in the order of `estimate_survey`. With
    `keep_missing` a missing code is one like others.

    Raises
    ------
    RefusedError
        `empty-domain`, if nobody is left.
    """
    chosen, selection = tuple(outcomes), dict(where or {})
    frame = as_frame(table)
    sample = _sample(frame, chosen, design, variables, selection, benchmark)
    grouped, domains = sample.grouped(chosen, variables, {}, selection)
    cells, cell_of_base = _cells(domains, len(variables), keep_missing=keep_missing)
    cell = np.append(cell_of_base, -1)[grouped.level]
    kind = classes_of(domains, grouped) if sample.added else cell
    n_outcomes = len(chosen)
    inside = cell >= 0
    flat = grouped.sums[inside].reshape(-1, 3 * n_outcomes)
    sums = totals_of(flat, cell[inside], len(cells)).reshape(-1, n_outcomes, 3)
    known = _with_persons(chosen, sums)
    if not known.any():
        raise RefusedError(
            "nobody with a weight above 0 has an answer to all that the test is of",
            code="empty-domain",
            hint="name other columns, or take away a condition",
        )
    number = np.where(known, np.cumsum(known) - 1, -1)
    cell = np.append(number, -1)[cell]
    codes = tuple(codes for codes, here in zip(cells, known, strict=True) if here)
    here = (cell >= 0) & _with_persons(chosen, grouped.sums)
    df, clusters = _degrees(sample, grouped, here)
    persons, others = _persons(frame, chosen, design, variables, selection, codes)
    return TableCells(
        codes, sums[known], persons, others, df, clusters, sample, grouped, cell, kind, chosen
    )


def _sample(
    frame: Frame,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    variables: tuple[str, ...],
    where: Where,
    benchmark: Benchmark | None,
) -> UnitSums:
    """The units of a sample, with what a benchmark leaves if there is one."""
    tables = (DomainTable(variables),)
    if benchmark is None:
        check_columns(frame, outcomes, design, tables, where)
        return UnitSums(frame, design, outcomes[:1])
    calibrated, weighted = calibrated_table(frame, outcomes, design, tables, where, benchmark)
    return Residuals(calibrated, weighted)


def _with_persons(outcomes: tuple[Outcome, ...], sums: FloatArray) -> BoolArray:
    """Which rows of sums (m, O, 3) have persons of an outcome, (m,)."""
    return np.any([has_persons(one, sums[:, i]) for i, one in enumerate(outcomes)], axis=0)


def _cells(
    domains: Domains, n: int, *, keep_missing: bool
) -> tuple[list[tuple[str, ...]], IntArray]:
    """Codes of the cells in the order of a table, and the cell of each base level."""
    of_base = [domains.cells[targets[-1]][1][:n] for targets in domains.targets]
    order = [tuple(group.values())[:n] for _, group in domains.reported()] if n else [()]
    every = list(dict.fromkeys(order))
    known = [codes for codes in every if keep_missing or MISSING_CATEGORY not in codes]
    place = {codes: number for number, codes in enumerate(known)}
    return known, np.array([place.get(codes, -1) for codes in of_base], dtype=np.int64)


def _degrees(sample: UnitSums, grouped: GroupedUnits, here: BoolArray) -> tuple[float, int]:
    """Clusters less strata, and clusters, of those with persons in some rows."""
    units = sample.units
    starts = units.starts
    cluster = np.cumsum(units.change[starts] == 0) - 1
    stratum = units.stratum[starts[units.change[starts] == 0]]
    used = np.unique(cluster[np.unique(unit_of_row(grouped)[here])])
    return float(len(used) - len(np.unique(stratum[used]))), len(used)


def _persons(
    frame: Frame,
    outcomes: tuple[Outcome, ...],
    design: SurveyDesign,
    variables: tuple[str, ...],
    where: Where,
    codes: tuple[tuple[str, ...], ...],
) -> tuple[FloatArray, int]:
    """Persons in each cell with a weight above 0 and a number of every outcome, (C,).

    And how many others with a weight above 0 are in the part of the sample that was asked for.
    """
    known = nw.lit(True)
    for outcome in outcomes:
        known = known & _has_answer(outcome)
    counts = nw.lit(True)
    if design.weight is not None:
        counts = nw.col(design.weight).cast(nw.Float64) > 0.0
    keys = list(dict.fromkeys((*variables, *where)))
    ones = frame.with_columns(
        nw.when(known & counts).then(nw.lit(1.0)).otherwise(nw.lit(0.0)).alias(PERSONS),
        nw.when(counts).then(nw.lit(1.0)).otherwise(nw.lit(0.0)).alias(_EVERYBODY),
    )
    sums = nw.col(PERSONS).sum(), nw.col(_EVERYBODY).sum()
    counted = collect(ones.group_by(*keys).agg(*sums) if keys else ones.select(*sums))
    place = {code: number for number, code in enumerate(codes)}
    persons, everybody = np.zeros(len(codes)), 0.0
    for row in counted.iter_rows(named=True):
        if any(code_text(row[name]) not in wanted for name, wanted in where.items()):
            continue
        everybody += row[_EVERYBODY] or 0.0
        number = place.get(tuple(code_text(row[name]) for name in variables))
        if number is not None:
            persons[number] += row[PERSONS] or 0.0
    return persons, round(everybody - float(persons.sum()))


def _has_answer(outcome: Outcome) -> nw.Expr:
    """Whether a person has a number, or a status that counts."""
    answered = nw.lit(True)
    for name in outcome.columns:
        value = nw.col(name).cast(nw.Float64)
        answered = answered & ~value.is_null() & ~value.is_nan()
        if outcome.kind == "status" and outcome.unknown == "exclude":
            answered = answered & (value != float(UNKNOWN))
    return answered
