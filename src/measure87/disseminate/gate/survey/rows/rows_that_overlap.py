"""Whether rows of groups that overlap, all of them taken together, name somebody.

Sex, area, wealth and three variables more, none crossed with another, are twelve rows beside that
of everybody. Each leaves millions of sets of persons who could be its cases, and all of them
together one: of 60 children with 14 cases an integer programme finds it in half a minute. Sets of
more than ten persons are too many to go through. So of each case it is asked whether a set without
her is found that all rows fit as they are released: first by sets in which she, or she and another
one, are exchanged for others so that no count moves, which is enough nearly everywhere; and then by
integer programmes. There is no clock. Who is in all sets that are found counts as named.

Integer programmes know of an error what it says of sums of squares of weights, where persons were
drawn one by one from one stratum. Where it hangs on clusters or strata as well, on residuals or on
replicates, their sets need not have it; those by exchange do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from measure87.disseminate.gate.survey.precision.steps import Rung, step_of, stepped_error
from measure87.disseminate.gate.survey.rows.possible_sets import rows_of
from measure87.disseminate.gate.survey.rows.row_audit import Weighing, have_its_row
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.numerics.solver_output import solver_output_aside
from measure87.vocabulary.status import YES

MOST_OF_GROUP = 120
"""Persons of a group up to which its rows are tried together."""
_NEAR = 24
"""Others of the same groups for whom each case is exchanged, those of the nearest weight."""
_FIRST, _SECOND = 1_000, 4_000
"""Exchanges of her, and of another case, of which those are put together that move no count."""
_PAIRS, _TRIED = 20_000, 64
"""Such pairs that are looked at for each, and of these the ones whose errors are tried."""
_PROGRAMMES = 8
"""Programmes after which whoever is in all solutions so far is taken to be in every one."""
_NODES = 500
"""Of each programme."""
_NEAR_HALF = 0.02
"""A share so near a half that its error does not hang on who the cases are."""
_SEED = 87
_ALIKE = 1e-9


@dataclass(frozen=True)
class Limits:
    """Sums over the cases of a group, and the least and most that they are by what is released.

    adds : (m, n) what each person of the group adds if she is a case
    least, most : (m,)
    """

    adds: FloatArray
    least: FloatArray
    most: FloatArray


@dataclass(frozen=True)
class OverlappingRow:
    """A row of a group, or of persons of it, as coarse as a rung.

    Attributes
    ----------
    could_be : (n,) bool
        Who of the row could be a case.
    place : (m,) int
        Where in the group each of these is.
    """

    weighing: Weighing
    could_be: BoolArray
    place: IntArray
    rung: Rung

    @cached_property
    def is_case(self) -> BoolArray:
        """(n,) who of the row is a case."""
        return np.asarray(self.weighing.persons.status == YES)

    @property
    def says_who(self) -> bool:
        """Whether everybody who could be is a case: that is asked of each row by itself."""
        return int(self.is_case.sum()) == len(self.place)

    def limits(self, persons: int) -> Limits:
        """What the number of cases and the value say of a group of so many."""
        behind, row = self.weighing.persons, self.weighing.row
        inside, weights = np.zeros((2, persons))
        inside[self.place], weights[self.place] = 1.0, behind.weight[self.could_be]
        cases, size = float(self.is_case.sum()), float(behind.weight.sum())
        _, step = stepped_error(row.error or row.fallback, self.rung)
        share = float(behind.weight[self.is_case].sum()) / size
        value, half = round(share / step) * step, step / 2
        least, most = (value - half) * size, (value + half) * size
        return Limits(
            np.array([inside, weights]), np.array([cases, least]), np.array([cases, most])
        )

    def squares(self, persons: int) -> Limits | None:
        """What the error says of the sum of squares of weights; None where it says more or less."""
        row, behind = self.weighing.row, self.weighing.persons
        if not row.error or not self.is_of_one_by_one or abs(1 - 2 * row.value) < 2 * _NEAR_HALF:
            return None
        weight, share = behind.weight, row.value
        own, every = float(weight[self.is_case] @ weight[self.is_case]), float(weight @ weight)
        by_square = row.error**2 / (own * (1 - 2 * share) + share**2 * every)
        released, step = stepped_error(row.error, self.rung)
        far, half = step_of(row.error, self.rung.error) / 2, step / 2
        value = round(share / step) * step
        ends = [
            (max(error, 0.0) ** 2 / by_square - one**2 * every) / (1 - 2 * one)
            for error in (released - far, released + far)
            for one in (value - half, value + half)
        ]
        adds = np.zeros((1, persons))
        adds[0, self.place] = weight[self.could_be] ** 2
        return Limits(adds, np.array([min(ends)]), np.array([max(ends)]))

    @cached_property
    def is_of_one_by_one(self) -> bool:
        """Whether persons were drawn one by one, from one stratum: weights alone make the error."""
        behind = self.weighing.persons
        is_apart = np.bincount(behind.cluster).max() == 1 and len(np.unique(behind.stratum)) == 1
        own = np.flatnonzero(self.is_case)[None]
        return bool(is_apart) and behind.errors is None and rows_of(behind, own).error[0] > 0

    def fits(self, sets: BoolArray) -> BoolArray:
        """(m,) of sets of the group, (m, n), with as many cases in the row, which have the row."""
        inside = sets[:, self.place]
        moved = np.flatnonzero((inside != self.is_case[self.could_be]).any(axis=1))
        found = np.ones(len(sets), dtype=np.bool_)
        if len(moved):
            chosen = np.nonzero(inside[moved])[1].reshape(len(moved), -1)
            tried = np.flatnonzero(self.could_be)[chosen]
            found[moved] = have_its_row([self.weighing], self.is_case, tried, self.rung)
        return found


def named(is_case: BoolArray, rows: Sequence[OverlappingRow], asked: BoolArray) -> BoolArray:
    """(n,) of the cases who are asked of those in all sets that are found to fit all rows.

    Parameters
    ----------
    is_case : (n,) bool
        Of the group.
    rows
        Its own and those of persons of it.
    asked : (n,) bool
        Of whom it is asked.
    """
    around = _Around(is_case, rows)
    left = asked & is_case
    for row in rows:
        if row.says_who:
            left[row.place] = False
    for without in (around.of_one, around.of_two, around.of_programmes):
        if left.any():
            left = without(left)
    return left


class _Around:
    """Sets of persons of a group that its rows fit, beside the set of its cases."""

    def __init__(self, is_case: BoolArray, rows: Sequence[OverlappingRow]) -> None:
        self._is_case, self._rows, self._persons = is_case, rows, len(is_case)
        limits = [row.limits(self._persons) for row in rows]
        self._adds = np.concatenate([one.adds for one in limits])
        self._least = np.concatenate([one.least for one in limits])
        self._most = np.concatenate([one.most for one in limits])
        self._own = self._adds @ is_case
        rng = np.random.default_rng([_SEED, len(rows), self._persons])
        lots = rng.integers(0, 2**62, len(rows), dtype=np.int64)
        self._groups = (self._adds[::2].astype(np.int64) * lots[:, None]).sum(axis=0)
        """(n,) alike for persons of the same groups; sums are alike where those of groups are."""
        self._weight = self._adds[1::2].max(axis=0)
        self._rng = rng

    def of_one(self, left: BoolArray) -> BoolArray:
        """Who of some is in all sets in which she is exchanged for one of the same groups."""
        cases, others = np.flatnonzero(left), np.flatnonzero(~self._is_case)
        away = np.abs(self._weight[cases][:, None] - self._weight[others])
        away[self._groups[cases][:, None] != self._groups[others]] = np.inf
        near = np.argsort(away, axis=1, kind="stable")[:, :_NEAR]
        one, at = np.nonzero(np.isfinite(np.take_along_axis(away, near, axis=1)))
        return self._after(left, cases[one][:, None], others[near[one, at]][:, None])

    def of_two(self, left: BoolArray) -> BoolArray:
        """The same of those in which she and another are, for two of the same groups together."""
        cases, others = np.flatnonzero(self._is_case), np.flatnonzero(~self._is_case)
        pairs = np.stack([np.repeat(cases, len(others)), np.tile(others, len(cases))])
        goes, comes = pairs[:, self._rng.permutation(pairs.shape[1])[:_SECOND]]
        moved = self._groups[comes] - self._groups[goes]
        order = np.argsort(moved, kind="stable")
        goes, comes, moved = goes[order], comes[order], moved[order]
        for one in np.flatnonzero(left).tolist():
            if left[one]:
                instead = self._rng.permutation(others)[:_FIRST]
                wanted = self._groups[one] - self._groups[instead]
                first, second = _equal(wanted, moved, max(_PAIRS // len(instead), 1))
                is_pair = (goes[second] != one) & (comes[second] != instead[first])
                first, second = instead[first[is_pair]], second[is_pair]
                gone = np.column_stack([np.full(len(first), one), goes[second]])
                left = self._after(left, gone, np.column_stack([first, comes[second]]), _TRIED)
        return left

    def _after(
        self, left: BoolArray, goes: IntArray, comes: IntArray, most: int | None = None
    ) -> BoolArray:
        """Who of some is in all sets in which others come for cases, (m, k), that all rows fit.

        So many are tried of those whose counts and weights are within limits.
        """
        sums = self._own + (self._adds[:, comes] - self._adds[:, goes]).sum(axis=2).T
        near = self._are_within(sums)[:most]
        sets = np.repeat(self._is_case[None], len(near), axis=0)
        np.put_along_axis(sets, goes[near], False, axis=1)
        np.put_along_axis(sets, comes[near], True, axis=1)
        for row in self._rows:
            sets = sets[row.fits(sets)]
        return np.asarray(left & sets.all(axis=0))

    def _are_within(self, sums: FloatArray) -> IntArray:
        """Which of some sums, (m, ...), are within all limits."""
        away = _ALIKE * np.abs(self._own)
        within = (sums >= self._least - away) & (sums <= self._most + away)
        return np.flatnonzero(within.all(axis=1))

    def of_programmes(self, left: BoolArray) -> BoolArray:
        """Who of some is in all solutions of programmes that ask for as few of them as can be.

        Where none of them could be left out it is not asked again.
        """
        within = self._constraint()
        for _ in range(_PROGRAMMES):
            with solver_output_aside():
                solved = milp(
                    left + self._rng.random(self._persons) / self._persons,
                    integrality=np.ones(self._persons, dtype=np.int64),
                    bounds=Bounds(0, 1),
                    constraints=within,
                    options={"node_limit": _NODES, "mip_rel_gap": 0.5},
                )
            if solved.x is None:
                return left
            sets = np.asarray(solved.x > 1 / 2)[None]
            if not all(row.fits(sets)[0] for row in self._rows if row.is_of_one_by_one):
                continue
            if not (left & ~sets[0]).any():
                return left
            left = left & sets[0]
            if not left.any():
                return left
        return left

    def _constraint(self) -> LinearConstraint:
        """What rows say of counts and weights, and of their squares where errors hang on these."""
        squares = [one for row in self._rows if (one := row.squares(self._persons)) is not None]
        adds = np.concatenate([self._adds, *(one.adds for one in squares)])
        least = np.concatenate([self._least, *(one.least for one in squares)])
        most = np.concatenate([self._most, *(one.most for one in squares)])
        scale = np.maximum(adds.max(axis=1), _ALIKE)
        return LinearConstraint(adds / scale[:, None], least / scale, most / scale)


def _equal(some: IntArray, ascending: IntArray, most: int) -> tuple[IntArray, IntArray]:
    """Places of numbers in two arrays that are equal, (m,) each; so many at most of each."""
    start = np.searchsorted(ascending, some, "left")
    number = np.minimum(np.searchsorted(ascending, some, "right") - start, most)
    first = np.repeat(np.arange(len(some)), number)
    within = np.arange(len(first)) - np.repeat(np.cumsum(number) - number, number)
    return first, start[first] + within
