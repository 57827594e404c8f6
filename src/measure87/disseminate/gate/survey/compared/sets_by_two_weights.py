"""Which sets of those who left or came fit two rows, each of who stayed having a weight in either.

A population table makes the weights of those who stayed anew once somebody leaves, so that one row
less the other is no row of those who left. But a reader who knows both weights of everybody knows
more than that: the cases who stayed have one sum by the old weights and one by the new. Where a
table has few classes those sums are few, and so are the numbers of cases that each class of those
who left may have: three girls who left, all cases, and three boys, none, were named. Few sums there
are too where weights stay, and are the same for all of a stratum.

So it is asked of which sets of those who left and came there are cases among those who stayed, as
many as the counts say, beside whom either row comes out. Numbers of the cases of each class are
gone through where these are few. Of more classes sets of cases are met by a walk that exchanges two
persons at a time and stays where the new row is; what it does not meet counts as if it could not
be, so that more is hidden and never less. Where figures of parts of the group are shown in one of
the two releases, each part has its number of cases.
"""

from dataclasses import dataclass, replace
from math import lgamma, sqrt

import numpy as np

from measure87.disseminate.gate.survey.compared.errors_of_classes import (
    ANY,
    Limits,
    Spreads,
    fit_with_errors,
    limits_of_error,
    spreads_of,
)
from measure87.disseminate.gate.survey.compared.sums_by_two_weights import (
    Classes,
    Points,
    Stayed,
    alike,
    are_at_most,
    fit,
    numbers_up_to,
    points_of,
)
from measure87.disseminate.gate.survey.precision.steps import stepped_error
from measure87.disseminate.gate.survey.rows.possible_sets import DRAWN, is_all, sets_of
from measure87.disseminate.gate.survey.rows.row_audit import ENOUGH
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

TRIES = 20
"""Sets drawn at random that could be the cases of those who left or came."""
MOST_NAMED = 2
"""Of them that may have rows which name somebody, where those of the two releases do not."""
MOST_WAYS = 20_000
"""Numbers of cases by class of those who left and came up to which all are gone through."""
_MOST_CLASSES, _MOST_PAIRS = 12, 20_000_000
"""Classes of those who stayed, and pairs of their numbers and ways, up to which errors are used."""
_MACHINE = 1e-9


@dataclass(frozen=True)
class RowTold:
    """What a released row says of the cases' sum of weights.

    cases : how many they are
    weight, off : the middle of what is possible, and by how much the truth may differ from it
    persons, everybody : respondents, and the weight of all of them
    error : least and greatest error of the share
    """

    cases: int
    weight: float
    off: float
    persons: int = 0
    everybody: float = 0.0
    error: Limits = ANY

    @property
    def spread(self) -> Limits:
        """The same of its spread, as `errors_of_classes` has it."""
        low, high = self.error
        factor = self._factor
        return (max(low, 0.0) ** 2 * factor if low > 0 else -np.inf), high**2 * factor

    def error_of(self, spread: float) -> float:
        """The error that follows from a spread."""
        return sqrt(max(spread, 0.0) / self._factor)

    @property
    def _factor(self) -> float:
        return (1 - 1 / self.persons) * self.everybody**2 if self.persons > 1 else 1.0


@dataclass(frozen=True)
class Changed:
    """Those who are in one of two releases alone.

    left, came : weights in the one release that each is in
    part_of_left, part_of_came : parts as of those who stayed
    """

    left: FloatArray
    came: FloatArray
    part_of_left: IntArray
    part_of_came: IntArray

    @classmethod
    def of(cls, left: FloatArray, came: FloatArray) -> "Changed":
        """All in one part."""
        return cls(left, came, np.zeros(len(left), np.int64), np.zeros(len(came), np.int64))


@dataclass(frozen=True)
class Parts:
    """Numbers of cases that are shown of parts of a group, in one of the two releases.

    cases : (parts,)
    is_then : whether they are of those of then, and otherwise of those of now
    """

    cases: IntArray
    is_then: bool


@dataclass(frozen=True)
class Cut:
    """Everybody of a group in two releases, and what is known of its parts."""

    stayed: Stayed
    changed: Changed
    parts: Parts


def name_somebody(
    then: RowTold, now: RowTold, cut: Cut, rng: np.random.Generator, *, as_told: bool
) -> bool:
    """Whether too few sets of those who left and came fit both rows, or somebody is a case in all.

    `as_told` asks it of what the rows say; of sets at random it is asked in any case.
    """
    kinds = _Kinds.of(cut.changed)
    found = True
    for drawn in DRAWN:
        ways = kinds.ways(len(cut.changed.left) + now.cases - then.cases, drawn)
        left, came = kinds.cases(ways.chosen)
        shown = cut.parts
        changed = kinds.by_part(left if shown.is_then else came, len(shown.cases))
        rows = _Rows(then, now, cut.stayed, kinds, ways, shown.cases - changed, rng)
        found = rows.name_somebody(as_told=as_told)
        if not found or ways.are_all:
            break
    return found


def name_somebody_of_a_part(
    then: RowTold, cases: int, cut: Cut, more: int | None, rng: np.random.Generator
) -> bool:
    """The same where now a part of the group alone is shown, and it was not shown before.

    What those of the part who left are is told by how many cases a row of then leaves for it.

    Parameters
    ----------
    cases
        Of the part now, which is the first of two.
    more
        How many more cases the group has now than then, where that is told.
    """
    kinds = _Kinds.of(cut.changed)
    if not are_at_most(kinds.size, MOST_WAYS):
        return False
    chosen = numbers_up_to(kinds.size)
    if more is not None:
        chosen = chosen[chosen.sum(axis=1) == len(cut.changed.left) + more]
    left, came = kinds.cases(chosen)
    ways = _Ways(chosen, _sets(chosen, kinds.size), are_all=True)
    of_part = cases - kinds.by_part(came, 2)[:, 0]
    numbers = np.column_stack([of_part, then.cases - left.sum(axis=1) - of_part])
    now = RowTold(cases, 0.0, np.inf)
    rows = _Rows(then, now, cut.stayed, kinds, ways, numbers, rng)
    return len(chosen) > 0 and rows.name_somebody(as_told=True)


@dataclass(frozen=True)
class _Ways:
    """Which of those who left are no cases, and which of those who came are, by their kinds.

    chosen : (m, kinds) how many of each kind
    times : (m,) sets of persons that are so many of each
    are_all : whether there are no others; else they are drawn at random
    """

    chosen: IntArray
    times: FloatArray
    are_all: bool


@dataclass(frozen=True)
class _Kinds:
    """Those who left or came, of whom all of a kind have one weight and are in one part."""

    weight: FloatArray
    part: IntArray
    is_left: BoolArray
    size: IntArray

    @classmethod
    def of(cls, changed: Changed) -> "_Kinds":
        weight = np.concatenate([changed.left, changed.came])
        part = np.concatenate([changed.part_of_left, changed.part_of_came])
        is_left = np.arange(len(weight)) < len(changed.left)
        first, size = alike(weight, part, is_left)
        return cls(weight[first], part[first], is_left[first], size)

    def cases(self, chosen: IntArray) -> tuple[IntArray, IntArray]:
        """Cases of those who left and of those who came, (m, kinds) each."""
        left = np.where(self.is_left, self.size - chosen, 0)
        return left, np.where(self.is_left, 0, chosen)

    def by_part(self, numbers: IntArray, parts: int) -> IntArray:
        """(m, parts) numbers of kinds (m, kinds), added up."""
        inside = self.part[:, None] == np.arange(parts)
        found: IntArray = numbers @ inside.astype(np.int64)
        return found

    def ways(self, chosen: int, drawn: int) -> _Ways:
        """All that choose so many, or of more some that are drawn."""
        if are_at_most(self.size, MOST_WAYS):
            every = numbers_up_to(self.size)
            found = every[every.sum(axis=1) == chosen]
            return _Ways(found, _sets(found, self.size), are_all=True)
        persons = int(self.size.sum())
        fewer = min(chosen, persons - chosen)
        sets = sets_of(persons, fewer, drawn)
        kind = np.repeat(np.arange(len(self.size)), self.size)
        found = np.zeros((len(sets), len(self.size)), dtype=np.int64)
        np.add.at(found, (np.arange(len(sets))[:, None], kind[sets]), 1)
        found = found if fewer == chosen else self.size - found
        return _Ways(found, np.ones(len(found)), are_all=is_all(persons, fewer))


@dataclass(frozen=True)
class _Asked:
    """What a row of then says, or would say; and by which classes its error is made, if at all.

    spread : least and greatest
    """

    weight: float
    spread: Limits = ANY
    spreads: Spreads | None = None


class _Rows:
    """The rows of two releases, and the ways in which those who left and came could be cases."""

    def __init__(
        self,
        then: RowTold,
        now: RowTold,
        stayed: Stayed,
        kinds: _Kinds,
        ways: _Ways,
        numbers: IntArray,
        rng: np.random.Generator,
    ) -> None:
        """`numbers` are (m, parts) cases of those who stayed, of each way."""
        self._then, self._now, self._stayed = then, now, stayed
        self._ways, self._rng = ways, rng
        self._classes = Classes.of(stayed)
        left, came = kinds.cases(ways.chosen)
        self._then_weighs, self._now_weighs = left @ kinds.weight, came @ kinds.weight
        self._are_cases = left + came == kinds.size
        self.errors: list[Spreads] = []
        if len(self._classes.size) <= _MOST_CLASSES and now.error != ANY:
            self.errors = spreads_of(
                self._classes, kinds.weight, kinds.is_left, kinds.size, left, came
            )
        self._cases, at = np.unique(numbers, axis=0, return_inverse=True)
        self._which = at.ravel()
        self._ways_of = [np.flatnonzero(self._which == k) for k in range(len(self._cases))]
        sets = [float(ways.times[own].sum()) for own in self._ways_of]
        self._order = np.argsort(-np.array(sets), kind="stable").tolist()
        self._points: dict[int, Points] = {}
        self._room = now.off + _MACHINE * now.weight

    def name_somebody(self, *, as_told: bool) -> bool:
        """See `name_somebody`; by values alone, and by errors too as each kind of them is made."""
        errors = [None, *self.errors]
        if as_told and any(
            self.are_few(_Asked(self._then.weight, self._then.spread, one)) for one in errors
        ):
            return True
        times = self._ways.times
        lots = self._rng.choice(len(times), TRIES, p=times / times.sum()).tolist()
        for spreads in errors:
            said = [self._said_by(one, spreads) for one in lots]
            if sum(one is not None and self.are_few(one) for one in said) > MOST_NAMED:
                return True
        return False

    def are_few(self, asked: _Asked) -> bool:
        """Whether the ways that fit such a row of then are too few, or somebody is a case in all.

        Where none of them fits, and not all there are were looked at, they are few.
        """
        sets, are_cases = 0.0, np.ones(self._are_cases.shape[1], dtype=np.bool_)
        every = self._ways.are_all
        for k in self._order:
            points = self._of(k)
            every &= points.are_all
            fitting = self._fitting(k, asked)
            sets += float(self._ways.times[fitting].sum())
            are_cases &= self._are_cases[fitting].all(axis=0)
            if sets >= ENOUGH - _MACHINE and not are_cases.any():
                return False
        return sets > 0 or not every

    def _fitting(self, k: int, asked: _Asked) -> IntArray:
        """The ways of so many cases of each part among those who stayed that fit both rows."""
        own, points = self._ways_of[k], self._of(k)
        wanted = (
            asked.weight - self._then_weighs[own],
            self._then.off + _MACHINE * self._then.weight,
            self._now.weight - self._now_weighs[own],
            self._room,
        )
        by = asked.spreads
        if by is None or points.cases is None or len(own) * len(points.then) > _MOST_PAIRS:
            return own[fit(points.then, points.now, *wanted)]
        spreads = (
            by.then, by.now, by.size_then, by.size_now, by.table, by.left[own], by.came[own],
        )  # fmt: skip
        return own[
            fit_with_errors(
                points.then, points.now, points.cases, *wanted, spreads, asked.spread,
                self._now.spread,
            )
        ]  # fmt: skip

    def _said_by(self, way: int, by: Spreads | None) -> _Asked | None:
        """What the row of then could say if a way were true; None where it cannot be."""
        points = self._of(int(self._which[way]))
        away = np.abs(points.now + self._now_weighs[way] - self._now.weight)
        possible = np.flatnonzero(away <= self._room)
        if by is not None and points.cases is not None:
            spread = by.of_now(points.cases[possible], way)
            low, high = self._now.spread
            possible = possible[(spread >= low) & (spread <= high)]
        if not len(possible):
            return None
        point = int(possible[self._rng.integers(len(possible))])
        off = self._then.off * self._rng.uniform(-1, 1)
        weight = float(points.then[point] + self._then_weighs[way] + off)
        if by is None or points.cases is None:
            return _Asked(weight)
        error = self._then.error_of(float(by.of_then(points.cases[[point]], way)[0]))
        return _Asked(weight, self._spread_as_released(error), by)

    def _spread_as_released(self, error: float) -> Limits:
        if not error:
            return ANY
        return replace(self._then, error=limits_of_error(*stepped_error(error))).spread

    def _of(self, k: int) -> Points:
        if k not in self._points:
            cases = self._now_weighs
            low = self._now.weight - self._room - cases.max(initial=0.0)
            high = self._now.weight + self._room - cases.min(initial=0.0)
            self._points[k] = points_of(
                self._stayed, self._classes, self._cases[k], low, high, self._rng
            )
        return self._points[k]


def _sets(numbers: IntArray, sizes: IntArray) -> FloatArray:
    """(m,) sets of persons that have so many of each kind.

    >>> _sets(np.array([[1, 2], [3, 0]]), np.array([3, 3])).round(9).tolist()
    [9.0, 1.0]
    """
    logs = np.array([lgamma(k + 1) for k in range(int(sizes.max(initial=0)) + 1)])
    found: FloatArray = np.exp((logs[sizes] - logs[numbers] - logs[sizes - numbers]).sum(axis=1))
    return found
