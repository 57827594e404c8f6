"""The rows of one measure: which are coarser than others, and which are not shown.

Cases are asked of with what the groups beside the row say: those of fewest cases first, so that the
rows of parts are there for the rows of wholes. Rows that earlier releases showed are among them,
and stay as they are: what does not do beside them is what is new.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from measure87.disseminate.gate.audit.seen import Measure
from measure87.disseminate.gate.kept_releases import Group, group_of, without_who
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.survey.precision.steps import LADDER, RUNGS, Rung
from measure87.disseminate.gate.survey.rows.cell_row import CellRow, cell_row
from measure87.disseminate.gate.survey.rows.measures_before import MeasuresBefore
from measure87.disseminate.gate.survey.rows.possible_sets import MOST_PERSONS
from measure87.disseminate.gate.survey.rows.row_audit import (
    Beside,
    Weighing,
    are_safe_within,
    is_safe_beside_narrower,
    rung_beside_narrower,
    rung_together,
)
from measure87.disseminate.gate.survey.rows.rows_before import rows_before
from measure87.disseminate.gate.survey.rows.rows_that_overlap import (
    MOST_OF_GROUP,
    OverlappingRow,
    named,
)
from measure87.disseminate.gate.survey.rows.rows_together import narrowed
from measure87.disseminate.gate.tables.boxes import Box
from measure87.disseminate.gate.tables.tables import Cell, Table
from measure87.numerics.arrays import IntArray
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import UNKNOWN, YES

_NOBODY = np.zeros(0, dtype=np.int64)


class MeasureRows:
    """The rows of one measure, and who is in which of its groups.

    Parameters
    ----------
    table, figures, measures
        The measure's groups; all figures, and of each its measure.
    rules
        Who is behind the figures, and how few are too few.
    leaves_out
        Whether those who are unknown are left out of the respondents.
    """

    def __init__(
        self,
        table: Table,
        figures: Sequence[Estimate],
        measures: Sequence[Measure],
        rules: DisclosureRules,
        *,
        leaves_out: bool,
    ) -> None:
        self.cells = list(table.cells.values())
        self._figures, self._measures, self._rules = list(figures), list(measures), rules
        self._leaves_out = leaves_out
        self._now = len(self.cells)
        self._before: dict[int, int] = {}
        """Places of groups that earlier releases showed, to the rung; after those of this release
        the ones that it does not list."""
        self.released: dict[int, int] = {}
        self.hidden: list[int] = []
        self.beside: dict[int, int] = {}
        """Places of groups that are coarser for those beside them, to the rung."""
        self._gone: list[int] = []
        """Places of groups that are hidden for those beside them."""
        self._known: dict[int, WeighedPersons | None] = {}
        self._could_be: dict[int, IntArray] = {}
        self._known_open: dict[int, IntArray] = {}
        self._every: dict[int, tuple[Weighing, ...] | None] = {}
        self._tried_at: dict[int, int] = {}

    @cached_property
    def _few(self) -> Mapping[int, CellRow]:
        """Those that are audited, by place."""
        persons = self._rules.persons
        if persons is None:
            return {}
        rows = {
            k: cell_row(
                cell, self._figures, self._measures, persons, self._behind(k), few=self._few_open(k)
            )
            for k, cell in enumerate(self.cells)
            if _has_enough(cell, self._rules, left_out=self._leaves_out) or k in self._before
        }
        return {k: row for k, row in rows.items() if row is not None}

    def stand_beside(self, shown: Mapping[Group, Sequence[Estimate]]) -> None:
        """Take in what earlier releases showed of one measure, by group; before the audit."""
        if self._rules.persons is None:
            return
        places = {
            group_of(self._figures[at]): k for k, cell in enumerate(self.cells) for at in cell.at
        }
        rows = rows_before(shown, self._rules.persons, leaves_out=self._leaves_out)
        for group, row in rows:
            if group not in places:
                places[group] = len(self.cells)
                at = [*range(len(self._figures), len(self._figures) + len(row.figures))]
                self._figures += row.figures
                self._measures += [(one.name, one.definition or "", 0) for one in row.figures]
                share = row.figures[0]
                cell = Cell(Box({}), at, share.n, share.n_cases, row.unknown, share.n)
                self.cells.append(cell)
            self._before.setdefault(places[group], row.rung)

    def of_now(self) -> list[tuple[int, int]]:
        """Places of groups of this release that are shown, with their rungs."""
        hidden = {*self.hidden}
        return [(k, r) for k, r in self.released.items() if k < self._now and k not in hidden]

    def audit(self) -> None:
        """Find the rung of each row, or that it is not shown: in `released` and `hidden`.

        Where rows beside each other need coarser ones all is asked again, for what names nobody in
        some steps may do so in others.
        """
        self._audit_few()
        while self._stand_beside_each_other():
            self._audit_few()
        self._tried_at = dict(self.released)

    def _audit_few(self) -> None:
        self.released, self.hidden = {}, [*self._gone]
        few = self._few.keys() - {*self._gone}
        for k in sorted(few, key=lambda k: (self._cases(k), self.cells[k].n or 0, k)):
            alone = 0 if k >= self._now else self._alone(k)
            if alone is None:
                self.hidden.append(k)
            if alone is not None or k in self._before:
                self._release(k, alone or 0)

    def stay_beside_each_other(self) -> None:
        """Hide what names somebody where rows became coarser after the audit."""
        if any(self._tried_at.get(k) != rung for k, rung in self.released.items()):
            self._stand_beside_each_other(1)

    def _alone(self, k: int) -> int | None:
        return self._few[k].rung(
            self._rules.minimum_cases,
            leaves_out=self._leaves_out,
            from_rung=self.beside.get(k, 0),
        )

    def _stand_beside_each_other(self, rungs: int = len(LADDER)) -> bool:
        """Make rows coarser that name somebody together; whether any are, or are hidden for it.

        The first of so many rungs is as they are.
        """
        before = dict(self.beside), len(self._gone)
        many = [k for k in self._shown_rows if self._cases(k) > MOST_PERSONS]
        wider: list[tuple[IntArray, IntArray]] = []
        for k in sorted(many, key=lambda k: (-len(self._could_be_of(k)), k)):
            if k not in self.hidden:
                self._try_within(k, wider, rungs)
        return before != (self.beside, len(self._gone))

    def _try_within(self, k: int, wider: list[tuple[IntArray, IntArray]], rungs: int) -> None:
        """Make rows of a group, and of groups in it, coarser that name somebody together.

        Where that does not do tables within the group go, those by most variables first, of these
        the one that is listed last: with all of their rows, for one follows from the others. The
        row of the group stays, and everybody's.

        Parameters
        ----------
        k
            The group.
        wider
            Rows in the sample of who could be a case in groups that were tried, and of the cases
            of whom others can be cases instead; the group's own are added.
        rungs
            How many are tried.
        """
        among, cases = self._could_be_of(k), self._cases(k)
        if not cases < len(among) <= MOST_OF_GROUP:
            return
        rows = self._within(among, cases)
        is_case = np.isin(among, _cases_of(self._known_row(k) or ()))
        asked = is_case.copy()
        for all_of, open_ in wider:
            if np.isin(among, all_of).all():
                asked &= ~np.isin(among, open_)
        while len(rows) > 1 and asked.any():
            told = (
                [own for one in rows for own in self._overlapping(one, among, least)]
                for least in range(rungs)
            )
            names = (named(is_case, one, asked).any() for one in told)
            rung = next((least for least, is_told in enumerate(names) if not is_told), None)
            if rung is not None:
                self._make_coarser(self._new([*rows]), rung)
                wider.append((among, among[is_case]))
                return
            if not self._lose_a_table(k, rows):
                return

    def _make_coarser(self, new: Sequence[int], rung: int) -> None:
        if rung:
            self.beside |= {one: max(rung, self.beside.get(one, 0)) for one in new}

    def _lose_a_table(self, k: int, rows: list[int]) -> bool:
        """Hide one within a group, in place; whether there is any."""
        new = [one for one in self._new(rows) if one != k and self._by(one)]
        if not new:
            return False
        by = self._by(max(new, key=lambda one: (len(self._by(one)), one)))
        for one in new:
            if self._by(one) == by:
                rows.remove(one)
                self._gone.append(one)
                self._hide(one)
        return True

    def _within(self, among: IntArray, cases: int) -> list[int]:
        """Places of rows that are shown of some persons, who are in order."""
        return [
            one
            for one in self._shown_rows
            if one not in self.hidden
            and self._cases(one) <= cases
            and len(self._could_be_of(one)) <= len(among)
            and np.isin(self._could_be_of(one), among, assume_unique=True).all()
        ]

    def _overlapping(self, k: int, among: IntArray, least: int) -> list[OverlappingRow]:
        known = self._known_row(k) or ()
        could_be = np.isin(_rows_of(known), self._could_be_of(k))
        place = np.searchsorted(among, _rows_of(known)[could_be])
        so_far = max(least, self.beside.get(k, 0), self.released.get(k, 0))
        rung = RUNGS[self._before.get(k, so_far)]
        return [OverlappingRow(one, could_be, place, rung) for one in known]

    @cached_property
    def _shown_rows(self) -> list[int]:
        """Places of groups with cases whose rows are shown, unless they are hidden for others."""
        every = range(len(self.cells))
        return [k for k in every if self._cases(k) and self._is_shown(k) and self._known_row(k)]

    def _could_be_of(self, k: int) -> IntArray:
        """Rows in the sample of who is known of a group and could be a case, in order."""
        if k not in self._known_open:
            behind, known = self._behind(k), _NOBODY
            if behind is not None and behind.rows is not None:
                known = behind.rows
                if self._leaves_out:
                    known = known[behind.status != UNKNOWN]
                known = np.sort(np.setdiff1d(known, self._nobody, assume_unique=True))
            self._known_open[k] = known
        return self._known_open[k]

    def _by(self, k: int) -> tuple[str, ...]:
        """The variables that a group is by."""
        return tuple(sorted(self._figures[self.cells[k].at[0]].group))

    def _known_row(self, k: int) -> tuple[Weighing, ...] | None:
        """The rows of a group with who is known, however many are cases."""
        if k not in self._every:
            persons, row = self._rules.persons, self._few.get(k)
            if row is None and persons is not None:
                of, behind = self.cells[k], self._behind(k)
                row = cell_row(of, self._figures, self._measures, persons, behind, few=True)
            self._every[k] = None if row is None else row.known(leaves_out=self._leaves_out)
        return self._every[k]

    def _release(self, k: int, alone: int) -> None:
        """Release a row at the rung that it needs by what is shown beside it, with its parts.

        Where there is none, parts go before the whole, the most divided first. What an earlier
        release showed is there already: of that nothing goes, and nothing becomes coarser.
        """
        known = self._few[k].known(leaves_out=self._leaves_out)
        rows = known[0].persons.rows
        is_few = self._cases(k) >= self._rules.minimum_cases
        is_few &= self._cases(k) <= MOST_PERSONS or self._few_open(k)
        parts = self._parts(k) if rows is not None and is_few else []
        rung: int | None = alone
        while rows is not None and is_few and (new := self._new((k, *parts))):
            rung = self._together(k, rows, known, parts, alone)
            if rung is not None or new[-1] == k:
                break
            parts.remove(new[-1])
            self._hide(new[-1])
        if k in self._before:
            shown = self._before[k]
            self.released[k] = max(alone, shown if shown < len(LADDER) else 0)
        elif rung is None:
            self.hidden.append(k)
            return
        for one in self._new((k, *parts)):
            self.released[one] = max(self.released.get(one, alone), rung or 0)

    def stand_over(self, narrow: "MeasureRows") -> None:
        """Make rows coarser that name somebody beside those of a measure whose cases are theirs.

        Where that does not do the narrower row goes. What an earlier release showed stays as it is,
        so that the other one becomes coarser, or goes.
        """
        for group, k in self._places.items():
            j = narrow._places.get(group)
            if j is None or not self._are_nested(k, narrow, j):
                continue
            if k in self._before and j in narrow._before:
                continue
            rungs = self._rungs_beside(k, narrow, j)
            if rungs is None and j in narrow._before:
                self._hide(k)
            elif rungs is None:
                narrow._hide(j)
            else:
                self.released[k], narrow.released[j] = rungs

    @property
    def groups(self) -> set[Group]:
        """Groups whose rows are audited, and shown."""
        return {group for group, k in self._places.items() if k in self.released}

    def give_way(self, table: Table, elsewhere: MeasuresBefore) -> set[str]:
        """Hide new rows of few beside those of measures that only earlier releases have.

        Returns the names of these.
        """
        found: set[str] = set()
        for group, k in self._places.items():
            is_new = k in self.released and k not in self._before
            if is_new and self._rules.minimum_cases <= self._cases(k) <= MOST_PERSONS:
                names = elsewhere.beside(table, group)
                if names:
                    self._hide(k)
                found |= names
        return found

    def _rungs_beside(self, k: int, narrow: "MeasureRows", j: int) -> tuple[int, int] | None:
        """The finest rungs of a row and a narrower one, this one first; None if there are none."""
        above, below = self._shown_row(k), narrow._shown_row(j)
        is_case = above[0].persons.status == YES
        own, least = self.released[k], narrow.released[j]
        coarser = [narrow._rung(j)] if j in narrow._before else LADDER[least:]
        for more, shown in enumerate(coarser):
            if k in self._before:
                is_safe = is_safe_beside_narrower(above, is_case, self._rung(k), below, shown)
                found = own if is_safe else None
            else:
                found = rung_beside_narrower(above, is_case, below, shown)
            if found is not None:
                return max(own, found), least + more
        return None

    def _are_nested(self, k: int, narrow: "MeasureRows", j: int) -> bool:
        """Whether few are cases of a released row, and those of a narrower one are among them."""
        least = self._rules.minimum_cases
        if not (k in self.released and j in narrow.released):
            return False
        if not least <= narrow._cases(j) <= self._cases(k) <= MOST_PERSONS:
            return False
        (above, *_), (below, *_) = self._shown_row(k), narrow._shown_row(j)
        if above.persons.rows is None or below.persons.rows is None:
            return False
        cases, among = (
            one.rows[one.status == YES]
            for one in (below.persons, above.persons)
            if one.rows is not None
        )
        others = len(among) - len(cases)
        is_inside = np.isin(below.persons.rows, above.persons.rows).all()
        return bool(is_inside and np.isin(cases, among).all()) and others not in range(1, least)

    def _shown_row(self, k: int) -> tuple[Weighing, ...]:
        return self._few[k].known(leaves_out=self._leaves_out)

    def _rung(self, k: int) -> Rung:
        return RUNGS[self._before[k]] if k in self._before else RUNGS[self.released[k]]

    @cached_property
    def _places(self) -> dict[Group, int]:
        """Of each group its place; after `stand_beside`."""
        return {
            group_of(self._figures[at]): k
            for k, cell in enumerate(self.cells)
            for at in cell.at[:1]
        }

    @property
    def all_cases(self) -> int:
        """Cases of the group that has the most of them."""
        return max((self._cases(k) for k in range(len(self.cells))), default=0)

    def _new(self, places: Sequence[int]) -> list[int]:
        """Those that no earlier release showed, in their order."""
        return [one for one in places if one not in self._before]

    def _hide(self, k: int) -> None:
        self.released.pop(k, None)
        self.beside.pop(k, None)
        self.hidden.append(k)

    def _together(
        self, k: int, rows: IntArray, known: tuple[Weighing, ...], parts: Sequence[int], alone: int
    ) -> int | None:
        """The rung of a row by itself and with parts of it; None if there is none."""
        weighings = [self._few[one].known(leaves_out=self._leaves_out) for one in parts]
        narrow = narrowed(
            rows,
            (self._of(one) for one in self._without_case if one != k),
            ((_rows_of(of), self._cases(one)) for one, of in zip(parts, weighings, strict=True)),
        )
        if narrow.says_nothing:
            return alone
        beside = [
            Beside(part, of, self._before.get(one, self.released[one]), one in self._before)
            for one, of, part in zip(parts, weighings, narrow.parts, strict=True)
        ]
        is_case = known[0].persons.status == YES
        if k in self._before:
            safe = are_safe_within(known, is_case, narrow, beside, self._before[k])
            return 0 if safe else None
        found = rung_together(known, is_case, narrow, beside, self.beside.get(k, 0))
        return None if found is None else max(alone, found)

    def rung_for_unknown(self, k: int, rung: int) -> int | None:
        """The rung that a row needs for those who are unknown; None if there is none.

        Who could be unknown is not in a group of which it is shown that nobody is.
        """
        behind = self._behind(k)
        possible = None
        if behind is not None and behind.rows is not None:
            nobody = (self._of(one) for one in self._without_unknown if one != k)
            possible = narrowed(behind.rows, nobody, ()).possible
        return self._few[k].rung_for_unknown(
            self._rules.minimum_cases, rung, possible, leaves_out=self._leaves_out
        )

    def _few_open(self, k: int) -> bool:
        """Whether few could be a case and are none, by what is shown beside a row."""
        could_be = len(self._open(k))
        return could_be < len(self._of(k)) and could_be - self._cases(k) <= MOST_PERSONS

    def _cases(self, k: int) -> int:
        return self.cells[k].cases or 0

    def _parts(self, k: int) -> list[int]:
        """Places of released rows whose cases are among those of a group, all or but for enough.

        They are where whoever could be a case of the row is in the group, and could be one.
        """
        own, cases = self._open(k), self._cases(k)
        found = [
            one
            for one in self.released
            if cases - self._cases(one) not in range(1, self._rules.minimum_cases)
            and 0 < self._cases(one) <= cases
            and bool(np.isin(self._open(one), own).all())
        ]
        # The last goes first.
        return sorted(found, key=lambda one: (self._variables(one), -(self.cells[one].n or 0)))

    def _variables(self, k: int) -> int:
        """By how many variables a group is."""
        return len(self._figures[self.cells[k].at[0]].group)

    def _open(self, k: int) -> IntArray:
        """Rows in the sample of those of a group who are in no group of which nobody is a case."""
        if k not in self._could_be:
            self._could_be[k] = np.setdiff1d(self._of(k), self._nobody, assume_unique=True)
        return self._could_be[k]

    @cached_property
    def _nobody(self) -> IntArray:
        """Rows of those who are in a group that is shown because nobody is a case."""
        return np.unique(np.concatenate([_NOBODY, *(self._of(k) for k in self._without_case)]))

    @cached_property
    def _without_case(self) -> list[int]:
        """Places of groups that are shown because nobody is a case."""
        return [k for k, cell in enumerate(self.cells) if cell.cases == 0 and self._is_shown(k)]

    @cached_property
    def _without_unknown(self) -> list[int]:
        """Places of groups of which it is shown that nobody is unknown."""
        return [k for k, cell in enumerate(self.cells) if not cell.unknown and self._is_shown(k)]

    def _is_shown(self, k: int) -> bool:
        """Whether a group is shown if it is none of few, and it is known who is in it."""
        cell, behind = self.cells[k], self._behind(k)
        if behind is None or behind.rows is None:
            return False
        if k in self._before:
            return True
        if not _has_enough(cell, self._rules, left_out=self._leaves_out):
            return False
        unknown = int((behind.status == UNKNOWN).sum())
        yes = int((behind.status == YES).sum())
        others = len(behind.rows) - unknown - yes
        is_few = any(0 < one < self._rules.minimum_cases for one in (yes, others))
        return unknown == (cell.unknown or 0) and yes <= (cell.cases or 0) and not is_few

    def _of(self, k: int) -> IntArray:
        """Rows in the sample of those whom a figure is about; none where they are not known."""
        behind = self._behind(k)
        return _NOBODY if behind is None or behind.rows is None else behind.rows

    def _behind(self, k: int) -> WeighedPersons | None:
        """Who is behind the share of a cell that counts cases."""
        if k not in self._known:
            at = next((one for one in self.cells[k].at if self._is_share(one)), None)
            persons = self._rules.persons
            group = {} if at is None else without_who(self._figures[at].group)
            self._known[k] = (
                None
                if at is None or persons is None
                else persons.of(self._measures[at], "proportion", group)
            )
        return self._known[k]

    def _is_share(self, at: int) -> bool:
        figure = self._figures[at]
        return figure.statistic == "proportion" and figure.n_cases is not None


def _has_enough(cell: Cell, rules: DisclosureRules, *, left_out: bool) -> bool:
    """Whether a group has respondents enough to be shown."""
    judged = cell.respondents(rules.minimum_cases, left_out=left_out) or 0
    return judged >= rules.minimum_respondents


def _rows_of(weighings: Sequence[Weighing]) -> IntArray:
    """Rows in the sample of those of whom the cases are a share."""
    rows = weighings[0].persons.rows if weighings else None
    return _NOBODY if rows is None else rows


def _cases_of(weighings: Sequence[Weighing]) -> IntArray:
    """Rows in the sample of the cases of a row."""
    rows = _rows_of(weighings)
    return rows[weighings[0].persons.status == YES] if len(rows) else rows
