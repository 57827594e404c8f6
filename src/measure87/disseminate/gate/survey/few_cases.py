"""The rows of groups with few cases: which are coarser than others, and which are not shown.

Asked of every figure with 3 to 10 cases, others or unknown persons before anything else is hidden,
so that what is hidden for it is protected from subtraction like anything else.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from measure87.disseminate.gate.audit.relations import leaves_unknown_out
from measure87.disseminate.gate.audit.seen import Measure, measures_of
from measure87.disseminate.gate.kept_releases import without_who
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.subtraction.layers import Layer
from measure87.disseminate.gate.survey.digits import (
    error_of,
    ratio_of_errors,
    same_weights,
)
from measure87.disseminate.gate.survey.row_audit import (
    MOST_PERSONS,
    Row,
    Weighing,
    rung_of,
    unknown_rung_of,
)
from measure87.disseminate.gate.survey.steps import step_of, stepped_error
from measure87.disseminate.gate.survey.weighted_n import share_of_step
from measure87.disseminate.gate.tables.tables import Cell, Table
from measure87.numerics.weighed_persons import KnownPersons, WeighedPersons
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import NO, UNKNOWN, YES


@dataclass
class FewCases:
    """What the audit of rows came to; cells by table and place in it.

    Attributes
    ----------
    rungs
        Position of a figure to its rung, where that is not the finest.
    hidden, without_unknown
        Cells that are not shown, and cells whose number of unknowns is not.
    """

    rungs: dict[int, int] = field(default_factory=dict)
    hidden: list[tuple[int, int]] = field(default_factory=list)
    without_unknown: list[tuple[int, int]] = field(default_factory=list)


def few_cases(
    figures: Sequence[Estimate],
    tables: Sequence[Table],
    rules: DisclosureRules,
    excluding: Collection[str],
) -> FewCases:
    """Audit every row of few persons; nothing is found where the persons are not known.

    Nor where `minimum_cases` is 1, which says that every count may be told of one person.

    `excluding` names measures that are known to leave their unknowns out.
    """
    found = FewCases()
    if rules.persons is None or not rules.digits or rules.minimum_cases <= 1:
        return found
    measures = measures_of(figures)
    for index, table in enumerate(tables):
        leaves_out = leaves_unknown_out(
            [figures[at] for cell in table.cells.values() for at in cell.at], excluding
        )
        for k, cell in enumerate(table.cells.values()):
            row = _cell(cell, figures, measures, rules.persons)
            if row is None or (cell.n or 0) < rules.minimum_respondents:
                continue
            rung = row.rung(rules.minimum_cases, leaves_out=leaves_out)
            if rung is None:
                found.hidden.append((index, k))
                continue
            coarser = row.rung_for_unknown(rules.minimum_cases, rung, leaves_out=leaves_out)
            if coarser is None:
                found.without_unknown.append((index, k))
            rung = rung if coarser is None else coarser
            found.rungs.update(dict.fromkeys(cell.at, rung) if rung else {})
    return found


def keep_back(layers: Sequence[Layer], cells: Sequence[tuple[int, int]]) -> None:
    """Hide cells that may not be shown by themselves, in place, to be protected like others."""
    for index, k in cells:
        layers[index].shown[k] = False
        layers[index].protected[k] = layers[index].counts[k] != 0


@dataclass(frozen=True)
class _Cell:
    """The proportion of a cell with who is behind it, and again where its total has own weights."""

    figure: Estimate
    weighings: tuple[Weighing, ...]

    @property
    def _persons(self) -> WeighedPersons:
        return self.weighings[0].persons

    def rung(self, minimum: int, *, leaves_out: bool) -> int | None:
        """By the cases, and by those who are none, whichever are few."""
        known = [
            replace(one, persons=self._known(one.persons, leaves_out=leaves_out))
            for one in self.weighings
        ]
        is_case = known[0].persons.status == YES
        n, found = len(is_case), 0
        for chosen in (is_case, ~is_case):
            number = int(chosen.sum())
            if minimum <= number <= MOST_PERSONS and number < n:
                one = rung_of(known, chosen, are_cases=chosen is is_case)
                if one is None:
                    return None
                found = max(found, one)
        return found

    def rung_for_unknown(self, minimum: int, rung: int, *, leaves_out: bool) -> int | None:
        """By those who are unknown, where their number is shown."""
        row = self.weighings[0].row
        number = int((self._persons.status == UNKNOWN).sum())
        if self.figure.value_if_no is None or not minimum <= number <= MOST_PERSONS:
            return rung
        _, step = stepped_error(row.error or row.fallback)
        own = share_of_step(self.figure, step) * (self.figure.weighted_n or 0.0)
        step_of_n = step_of(own, 1.0) if own else 0.0
        return unknown_rung_of(self._persons, row, step_of_n, leaves_out=leaves_out, from_rung=rung)

    def _known(self, persons: WeighedPersons, *, leaves_out: bool) -> WeighedPersons:
        """Those of whom the cases are a share: no or yes, as the figure counts the unknown."""
        if leaves_out:
            return persons.only(persons.status != UNKNOWN)
        counts_unknown = self.figure.n_cases == int((persons.status != NO).sum())
        as_counted = YES if counts_unknown else NO
        status = np.where(persons.status == UNKNOWN, as_counted, persons.status)
        return replace(persons, status=status)


def _cell(
    cell: Cell, figures: Sequence[Estimate], measures: Sequence[Measure], known: KnownPersons
) -> _Cell | None:
    """What is audited of a cell; None where it counts nobody or its persons are not known."""
    counting = [at for at in cell.at if figures[at].n_cases is not None]
    at = next((at for at in counting if figures[at].statistic == "proportion"), None)
    if at is None or not figures[at].n_cases or not _is_few(figures[at]):
        return None
    figure, measure = figures[at], measures[at]
    group = without_who(figure.group)
    persons = known.of(measure, "proportion", group)
    if persons is None or len(persons.weight) == 0:
        return None
    totals = (figures[k] for k in counting if measures[k] == measure)
    total = next((one for one in totals if one.statistic == "total"), None)
    if total is None or same_weights(total, figure):
        ratio = None if total is None else ratio_of_errors(total, figure)
        row = Row(figure.value or 0.0, figure.se or None, ratio, error_of(figure))
        return _Cell(figure, (Weighing(persons, row),))
    row = Row(figure.value or 0.0, figure.se or None, None, error_of(figure))
    others = known.of(measure, "total", group)
    if others is None or not np.array_equal(others.status, persons.status):
        return None
    size = float(others.weight.sum())
    of_total = Row(
        (total.value or 0.0) / size, total.se and total.se / size, None, error_of(total) / size
    )
    return _Cell(figure, (Weighing(persons, row), Weighing(others, of_total)))


def _is_few(figure: Estimate) -> bool:
    """Whether cases, others or unknown persons are few enough to be audited."""
    cases, n = figure.n_cases or 0, figure.n or 0
    return min(cases, n - cases) <= MOST_PERSONS or 0 < (figure.n_unknown or 0) <= MOST_PERSONS
