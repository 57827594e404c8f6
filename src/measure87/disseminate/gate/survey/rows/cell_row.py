"""The row of a group of few cases: the proportion with who is behind it, and how coarse it must be.

Asked of every figure with 3 to 10 cases, others or unknown persons, and of one with more where
somebody outweighs the others, so that a row with her is unlike one without, or where all of a
stratum or cluster are cases, or errors are those of residuals or replicates.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from measure87.disseminate.gate.audit.seen import Measure
from measure87.disseminate.gate.kept_releases import without_who
from measure87.disseminate.gate.survey.precision.digits import (
    error_of,
    ratio_of_errors,
    same_weights,
)
from measure87.disseminate.gate.survey.precision.steps import LADDER, step_of, stepped_error
from measure87.disseminate.gate.survey.precision.weighted_n import share_of_step
from measure87.disseminate.gate.survey.rows.outweighing import stands_out
from measure87.disseminate.gate.survey.rows.possible_sets import MOST_PERSONS
from measure87.disseminate.gate.survey.rows.row_audit import Row, Weighing, rung_of, unknown_rung_of
from measure87.disseminate.gate.survey.rows.rows_before import as_counted
from measure87.disseminate.gate.survey.rows.whole_strata import (
    has_an_error_of_none,
    has_whole_clusters,
    has_whole_strata,
    names_a_stratum,
)
from measure87.disseminate.gate.tables.tables import Cell
from measure87.numerics.arrays import BoolArray
from measure87.numerics.weighed_persons import KnownPersons, WeighedPersons
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import UNKNOWN, YES


@dataclass(frozen=True)
class CellRow:
    """The proportion of a cell with who is behind it, and again where its total has own weights."""

    figure: Estimate
    weighings: tuple[Weighing, ...]

    @property
    def _persons(self) -> WeighedPersons:
        return self.weighings[0].persons

    def known(self, *, leaves_out: bool) -> tuple[Weighing, ...]:
        """Its rows with those of whom the cases are a share."""
        return tuple(
            replace(one, persons=self._known(one.persons, leaves_out=leaves_out))
            for one in self.weighings
        )

    def rung(self, minimum: int, *, leaves_out: bool, from_rung: int = 0) -> int | None:
        """By the cases, and by those who are none, whichever are few; from a rung on.

        Where neither are, by the cases if somebody's weight stands out; and of many cases by
        strata in which all are. An error of 0 that says where cases lie is not released.
        """
        known = self.known(leaves_out=leaves_out)
        is_case = known[0].persons.status == YES
        if has_an_error_of_none(known):
            return None
        n, found = len(is_case), from_rung
        for chosen in (is_case, ~is_case):
            number = int(chosen.sum())
            if minimum <= number <= MOST_PERSONS and number < n:
                one = rung_of(known, chosen, are_cases=chosen is is_case, from_rung=from_rung)
                if one is None:
                    return None
                found = max(found, one)
        if min(is_case.sum(), (~is_case).sum()) > MOST_PERSONS and _one_stands_out(known):
            return rung_of(known, is_case, are_cases=True, from_rung=from_rung)
        if is_case.sum() > MOST_PERSONS and names_a_stratum(known, LADDER[from_rung]):
            return None
        return found

    def rung_for_unknown(
        self, minimum: int, rung: int, possible: BoolArray | None, *, leaves_out: bool
    ) -> int | None:
        """By those who are unknown, where their number is shown; `possible` says who could be.

        Of many only where somebody outweighs the others.
        """
        row = self.weighings[0].row
        number = int((self._persons.status == UNKNOWN).sum())
        if self.figure.value_if_no is None or number < minimum:
            return rung
        if number > MOST_PERSONS and not _unknown_stands_out(self._persons):
            return rung
        _, step = stepped_error(row.error or row.fallback)
        own = share_of_step(self.figure, step) * (self.figure.weighted_n or 0.0)
        step_of_n = step_of(own, 1.0) if own else 0.0
        return unknown_rung_of(
            self._persons,
            row,
            step_of_n,
            leaves_out=leaves_out,
            from_rung=rung,
            possible=possible,
        )

    def _known(self, persons: WeighedPersons, *, leaves_out: bool) -> WeighedPersons:
        return as_counted(persons, self.figure.n_cases, leaves_out=leaves_out)


def cell_row(
    cell: Cell,
    figures: Sequence[Estimate],
    measures: Sequence[Measure],
    known: KnownPersons,
    persons: WeighedPersons | None,
    *,
    few: bool,
) -> CellRow | None:
    """What is audited of a cell; None where it counts nobody or its persons are not known.

    `persons` are those behind its share; `few` says that few others could be a case, however many
    others there are.
    """
    counting = [at for at in cell.at if figures[at].n_cases is not None]
    at = next((at for at in counting if figures[at].statistic == "proportion"), None)
    if at is None or persons is None or len(persons.weight) == 0:
        return None
    figure, measure = figures[at], measures[at]
    group = without_who(figure.group)
    totals = (figures[k] for k in counting if measures[k] == measure)
    total = next((one for one in totals if one.statistic == "total"), None)
    has_own = total is not None and not same_weights(total, figure)
    others = known.of(measure, "total", group) if has_own else None
    if not figure.n_cases:
        # Nobody is a case, and that is shown; but bounds tell what the unknown weigh.
        few = bool(figure.n_unknown)
    elif not few:
        few = _is_few(figure) or _stands_out(figure, persons)
        few |= _is_asked_of_many(figure, persons)
        few |= total is not None and others is not None and _is_asked_of_many(total, others)
    if not (few or _unknown_stands_out(persons)):
        return None
    row = Row(figure.value or 0.0, figure.se or None, None, error_of(figure))
    if total is None or not has_own:
        ratio = None if total is None else ratio_of_errors(total, figure)
        return CellRow(figure, (Weighing(persons, replace(row, total_ratio=ratio)),))
    if others is None or not np.array_equal(others.status, persons.status):
        return None
    size = float(others.weight.sum())
    of_total = Row(
        (total.value or 0.0) / size, total.se and total.se / size, None, error_of(total) / size
    )
    return CellRow(figure, (Weighing(persons, row), Weighing(others, of_total)))


def _is_asked_of_many(figure: Estimate, persons: WeighedPersons) -> bool:
    """Whether many cases are asked of: by strata, classes, clusters, or by an error of 0."""
    is_none = figure.se == 0.0 and persons.errors is not None
    size = float(persons.weight.sum()) if figure.statistic == "total" else 1.0
    error = figure.se / size if figure.se else None
    row = Row((figure.value or 0.0) / size, error, None, error_of(figure) / size)
    return is_none or has_whole_strata(persons) or has_whole_clusters(Weighing(persons, row))


def _is_few(figure: Estimate) -> bool:
    """Whether cases, others or unknown persons are few enough to be audited."""
    cases, n = figure.n_cases or 0, figure.n or 0
    return min(cases, n - cases) <= MOST_PERSONS or 0 < (figure.n_unknown or 0) <= MOST_PERSONS


def _stands_out(figure: Estimate, persons: WeighedPersons) -> bool:
    """Whether somebody of a group outweighs others, by all who are asked."""
    n, cases = len(persons.weight), figure.n_cases or 0
    return cases < n and stands_out(persons.weight, cases, figure.value or 0.0)


def _unknown_stands_out(persons: WeighedPersons) -> bool:
    """The same of those who are unknown, among all who are no cases."""
    weight = persons.weight[persons.status != YES]
    unknown = persons.status[persons.status != YES] == UNKNOWN
    number = int(unknown.sum())
    if not MOST_PERSONS < number < len(weight):
        return False
    return stands_out(weight, number, float(weight[unknown].sum() / weight.sum()))


def _one_stands_out(known: Sequence[Weighing]) -> bool:
    """The same by those who are known, with any of the weights that rows are made with."""
    return any(
        stands_out(one.persons.weight, int((one.persons.status == YES).sum()), one.row.value)
        for one in known
    )
