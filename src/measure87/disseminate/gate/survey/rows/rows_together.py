"""What the groups beside a row say of who its few cases could be.

A reader of one row goes through the sets of persons who could be its cases. She has more than the
row: where a group is shown in which nobody is a case, nobody of it is in such a set; where a part
of the group is shown, so many of its persons are, and of these the part's own row has to be what
was released. So sets are taken of those alone who are left, part by part, and the ones that a
part's row rules out are no sets.

Groups are those of one measure. That they will all be shown is taken for granted, for what is
hidden is not yet known when rows are tried: a reader may know less, and never more. What an earlier
release showed is known for good, so that sets are taken of those alone that its rows leave.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import comb, prod

import numba
import numpy as np

from measure87.disseminate.gate.survey.rows.possible_sets import (
    FEW,
    MOST,
    by_lots,
    each_once,
    every_choice,
)
from measure87.numerics.arrays import BoolArray, IntArray

DRAWN = (2_000, 20_000, 60_000)
"""Sets that are drawn at random where there are more; each time where fewer do not do."""
MOST_OF_PART = 200_000
"""Sets of a part that was shown before up to which all are looked at, and drawn where there are
more. Few of them fit its row, and sets of the group are made of these."""
_MOST_PLACES = 2_000_000
"""Places in all sets that are drawn of a part together."""
_SEED = 87


@dataclass(frozen=True)
class Part:
    """A part of a group, or a group none but persons of which can be its cases, shown beside it.

    Attributes
    ----------
    place : (n,) int
        Where in the part each person of the group is; -1 of those who are not in it.
    cases
        How many of its persons are cases.
    left : (m, cases) int
        Sets by place in the group, where only these fit a row of it that was shown before.
    """

    place: IntArray
    cases: int
    left: IntArray | None = None

    @property
    def inside(self) -> BoolArray:
        """(n,) who of the group is in it."""
        return np.asarray(self.place >= 0)


@dataclass(frozen=True)
class Narrowed:
    """Which sets of the persons of a group could be its cases, by what is shown beside it.

    Attributes
    ----------
    possible : (n,) bool
        Who is in no group of which nobody is a case.
    parts
        Parts of the group with some of its cases.
    """

    possible: BoolArray
    parts: tuple[Part, ...] = ()

    @property
    def says_nothing(self) -> bool:
        """Whether everybody may be a case, and nothing is shown of any part."""
        return bool(self.possible.all()) and not self.parts

    def is_all(self, size: int) -> bool:
        """Whether `sets` gives all sets there are."""
        return self._number(size) <= MOST

    def _number(self, size: int) -> int:
        return prod(one.number for one in self._apart(size))

    def sets(self, size: int, drawn: int) -> IntArray:
        """Sets of `size` persons, (m, size), by place: all if they are few, else some at random.

        The same for whoever knows what is shown.
        """
        apart = [one for one in self._apart(size) if one.size]
        if not all(one.number for one in apart):
            return np.zeros((0, size), dtype=np.int64)
        found = _every(apart) if self.is_all(size) else _some(apart, drawn)
        if any(one.left is not None for one in apart) or self._number(size) <= FEW * drawn:
            found = each_once(found)
        inside = np.array([part.inside for part in self.parts], dtype=np.bool_)
        cases = np.array([part.cases for part in self.parts], dtype=np.int64)
        return found[_have_cases(found, inside.reshape(-1, len(self.possible)), cases)]

    def sets_of_part(self, part: Part) -> IntArray:
        """Sets of persons of a part who could be its cases, by place in the group.

        All if they are few; else some at random, the same one more than once.
        """
        apart = [_Apart(np.flatnonzero(part.inside & self.possible), part.cases)]
        if apart[0].number <= MOST_OF_PART:
            return _every(apart)
        return _some(apart, min(MOST_OF_PART, _MOST_PLACES // part.cases))

    def _apart(self, size: int) -> list["_Apart"]:
        """Parts that lie apart, and last the rest; those shown before first."""
        left, rest, found = self.possible.copy(), size, []
        for part in sorted(self.parts, key=_order):
            inside = part.inside & self.possible
            if left[inside].all():
                found.append(_Apart(np.flatnonzero(inside), part.cases, part.left))
                left &= ~inside
                rest -= part.cases
        return [*found, _Apart(np.flatnonzero(left), max(rest, 0))]


def _order(part: Part) -> tuple[bool, int, int]:
    return part.left is None, -part.cases, int(part.inside.sum())


@dataclass(frozen=True)
class _Apart:
    """Places of persons among whom `size` are cases, and sets of them if these alone are left."""

    of: IntArray
    size: int
    left: IntArray | None = None

    @property
    def number(self) -> int:
        """How many sets there are."""
        return comb(len(self.of), self.size) if self.left is None else len(self.left)

    def every(self) -> IntArray:
        """All of them, (number, size)."""
        if self.left is not None:
            return self.left
        return self.of[every_choice(len(self.of), self.size)]

    def some(self, rng: np.random.Generator, drawn: int) -> IntArray:
        """(drawn, size) at random."""
        if self.left is not None:
            return self.left[rng.integers(0, len(self.left), drawn)]
        return self.of[by_lots(rng.random((drawn, self.size)), len(self.of))]


def narrowed(
    rows: IntArray, without_case: Iterable[IntArray], parts: Iterable[tuple[IntArray, int]]
) -> Narrowed:
    """What is known of a group, from who is in which groups beside it.

    Parameters
    ----------
    rows : (n,) int
        Who is in the group, by her row in the sample.
    without_case
        Rows of the persons of each group of which nobody is a case.
    parts
        Rows of the persons of each part, in order, with how many are cases.
    """
    nobody = [np.isin(rows, one) for one in without_case]
    possible = ~np.logical_or.reduce([np.zeros(len(rows), dtype=np.bool_), *nobody])
    return Narrowed(possible, tuple(Part(_place(rows, one), cases) for one, cases in parts))


def with_left(known: Narrowed, left: Sequence[IntArray | None]) -> Narrowed:
    """The same where of some parts only these sets are left, by place in the group."""
    parts = zip(known.parts, left, strict=True)
    return replace(known, parts=tuple(replace(part, left=own) for part, own in parts))


def _place(rows: IntArray, of: IntArray) -> IntArray:
    """Where each of some rows is among others, which are in order; -1 where it is not."""
    place = np.searchsorted(of, rows)
    found = np.take(of, place, mode="clip") == rows if len(of) else np.zeros(len(rows), np.bool_)
    return np.where(found, place, -1)


def sets_in(part: Part, sets: IntArray) -> IntArray:
    """Of sets of a group those persons who are in a part, (m, cases), by place in the part."""
    place = part.place[sets]
    found: IntArray = place[place >= 0].reshape(len(sets), part.cases)
    return found


def _every(apart: Sequence[_Apart]) -> IntArray:
    found = np.zeros((1, 0), dtype=np.int64)
    for one in apart:
        own = one.every()
        before, after = np.repeat(found, len(own), axis=0), np.tile(own, (len(found), 1))
        found = np.concatenate([before, after], axis=1)
    return found


def _some(apart: Sequence[_Apart], drawn: int) -> IntArray:
    """Sets at random, so many of each part."""
    rng = np.random.default_rng(
        [_SEED, *(len(one.of) for one in apart), *(one.size for one in apart)]
    )
    return np.concatenate([one.some(rng, drawn) for one in apart], axis=1)


@numba.njit(cache=True)
def _have_cases(sets: IntArray, inside: BoolArray, cases: IntArray) -> BoolArray:
    """(m,) whether of a set so many are in each part; `inside` is (parts, persons)."""
    found = np.ones(sets.shape[0], dtype=np.bool_)
    for m in range(sets.shape[0]):
        for part in range(len(cases)):
            number = 0
            for one in sets[m]:
                number += inside[part, one]
            if number != cases[part]:
                found[m] = False
                break
    return found
