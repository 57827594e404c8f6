"""The whole numbers that sums of unknown counts can have, as far as ways things could be show.

Every solution is a way things could be, in whole persons, checked exactly; one that shows a sum
to be open settles it, so most sums need no programme of their own. What was possible stays
possible when less is shown. Of a sum that is not shown to be open, too much is known.
"""

from collections import deque
from collections.abc import Callable, Sequence
from math import inf

import numpy as np
from scipy.sparse import csr_array

from measure87.disseminate.gate.audit.constraints import Constraints, Gone
from measure87.disseminate.gate.audit.programme import Programme
from measure87.disseminate.gate.audit.relaxation import Side
from measure87.disseminate.gate.audit.solver import TOLERANCE
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

_MANY = 8
"""Sums in doubt, above which they are tried together first."""
_HELPS = 0.8
"""Share of them that is left at most where trying them together helps."""

_MOST_WAYS = 300
"""Ways that are kept: of 20,000 unknowns they take 24 MB."""

EVERY = slice(None)
"""All sums."""
Closed = Callable[[slice], BoolArray]
"""Which of some sums are known too well."""
Choose = Callable[[int, frozenset[int], Gone], tuple[int, bool] | None]
"""Of a sum, and of figures that tell it where some tell no more, which one would be hidden, by
position, and whether with all that it tells; None where that is not for sure."""
Less = Callable[[FloatArray, float], FloatArray | None]
"""Of costs, and of what they are so far, a way that costs less."""
ToldBy = tuple[frozenset[int], ...]
"""The figures that tell a sum, those that tell it still once one of them is hidden, and so on."""
_NOBODY: ToldBy = (frozenset(),)
_SIGNS = (1.0, -1.0)
"""Of costs: that make a sum small, and great."""


class Ranges:
    """The least and greatest of some sums, in persons, that solutions have shown; `size` sums."""

    def __init__(self, size: int) -> None:
        self.low = np.full(size, inf)
        self.high = np.full(size, -inf)

    def take(self, values: FloatArray) -> bool:
        """One more value (size,) of each, NaN where none is known; whether any is new."""
        is_new = bool(((values < self.low) | (values > self.high)).any())
        np.fmin(self.low, values, out=self.low)
        np.fmax(self.high, values, out=self.high)
        return is_new

    def tried(self, at: slice | IntArray) -> BoolArray:
        """Of which of some sums some value is known to be possible."""
        return np.asarray(self.low[at] <= self.high[at])

    def is_some(self, at: IntArray) -> BoolArray:
        """Which of some sums were not found to be 0 so far."""
        low = self.low[at]
        return np.asarray((low >= 1) | (low > self.high[at]))


class Ways:
    """Ways things could be that were found while less was shown, the last of them.

    What is shown again may leave some of them possible: those need not be looked for anew.
    """

    def __init__(self) -> None:
        self._kept: deque[IntArray] = deque(maxlen=_MOST_WAYS)

    def keep(self, values: FloatArray) -> None:
        """One more, whole numbers (size,) of persons."""
        self._kept.append(values.astype(np.int32))

    def that_fit(self, known: Constraints) -> list[FloatArray]:
        """Those that are possible by what is known."""
        every = [one.astype(np.float64) for one in self._kept]
        return [one for one in every if known.fit(one)]


class Search:
    """Looks for ways things could be that show sums to be open.

    Parameters
    ----------
    programme
        What is published.
    sums : (K, size)
        As sums of unknowns.
    ranges
        Of each sum what is possible; changed in place. The first are those that are asked for;
        what is possible there is so in the others.
    closed
        Which of some sums, by position, are known too well by what was found so far.
    tells
        Whether to find the figures that tell a sum.
    choose
        Which of those would be hidden; without it nothing is asked of what tells a sum then.
    ways
        Where ways things could be are put down, each that says more of a sum than those before it.
    """

    def __init__(
        self,
        programme: Programme,
        sums: csr_array,
        ranges: Sequence[Ranges],
        closed: Closed,
        *,
        tells: bool = True,
        choose: Choose | None = None,
        ways: Ways | None = None,
    ) -> None:
        self._programme, self._sums, self._ranges, self._closed = programme, sums, ranges, closed
        self._tells, self._choose, self._ways = tells, choose, ways

    def _is_closed(self, k: int) -> bool:
        return bool(self._closed(slice(k, k + 1))[0])

    def closed(self, rng: np.random.Generator, enough: int | None) -> dict[int, ToldBy]:
        """Of each sum that no way shows to be open, the figures that tell it, by position.

        Its least and greatest are then exact, unless the limit of work ended the search: it
        counts as closed then as well. `rng` draws what is tried together; after `enough` such
        sums the search ends, or, if None, when all are found.
        """
        self._take(self._programme.possible)
        found: dict[int, ToldBy] = {}
        are_tried = False
        for k in map(int, np.flatnonzero(self._closed(EVERY))):
            if len(found) == enough:
                break
            if not self._is_closed(k):
                continue
            if (told_by := self._settle(k)) is not None:
                found[k] = told_by
            elif not are_tried:  # where the first is known there may be no need to
                self._try_together(rng)
                are_tried = True
        return found

    def _take(self, values: FloatArray | None) -> None:
        if values is None or not self._programme.fits(values):
            return
        sums = self._sums @ values
        says_more = [found.take(sums) for found in self._ranges]
        if self._ways is not None and any(says_more):
            self._ways.keep(values)

    def _try_together(self, rng: np.random.Generator) -> None:
        """Make the sums in doubt large and small, one block after the other, while it helps."""
        programme, left = self._programme, self._closed(EVERY)
        while programme.possible is not None and left.sum() > _MANY:
            costs = self._sums.T @ (rng.uniform(-1.0, 1.0, len(left)) * left)
            values = programme.possible
            for block in programme.blocks.each(costs):
                found = programme.blocks.restricted(costs, block, values)
                values = values if found is None else found
            self._take(values)
            before, left = left.sum(), self._closed(EVERY)
            if left.sum() > _HELPS * before:
                break

    def _settle(self, k: int) -> ToldBy | None:
        """The figures that tell a sum; None if it is open."""
        row = self._sums[[k]].toarray().ravel()
        own, linked = self._programme.blocks.around(row)
        if self._are_exact(k, self._programme.interval(row)):
            return self._told_by(k, row, own, linked) if self._tells else _NOBODY
        if self._is_open_within(k, row, own):
            return None
        if self._is_bounded(k, row, own):
            return self._rests_on(k, row, own) if self._tells else _NOBODY
        near = self._programme.blocks.in_sums_with(own)
        if near is not None:
            if self._is_open_within(k, row, near):
                return None
            if self._is_bounded(k, row, near):
                return self._rests_on(k, row, near) if self._tells else _NOBODY
        if self._is_open_beyond(k, row, linked):
            return None
        return self._told_by(k, row, own, linked) if self._tells else _NOBODY

    def _told_by(self, k: int, row: FloatArray, own: BoolArray, linked: BoolArray) -> ToldBy:
        """The figures that tell a sum that is known to be closed.

        Of as few blocks as do; where what is said of none does, for in parts of persons less is
        possible, those that make the least dear.
        """
        every, near = np.ones_like(own), self._programme.blocks.in_sums_with(own)
        for some in (own, linked) if near is None else (own, near, linked):
            if self._is_bounded(k, row, some):
                return self._rests_on(k, row, some)
        return self._rests_on(k, row, every)

    def _is_open_beyond(self, k: int, row: FloatArray, linked: BoolArray) -> bool:
        """Whether a sum turns out open where other blocks are other than in `possible` too.

        First what is near, for that is found soon where there is anything.
        """
        programme = self._programme
        if self._opens(k, row, programme.near):
            return True
        if not (programme.is_searched_whole and linked.all()) and self._is_bounded(k, row, linked):
            return False
        return self._opens(k, row, programme.less)

    def _is_bounded(self, k: int, row: FloatArray, some: BoolArray) -> bool:
        """Whether what is said of some blocks leaves a sum no less and no more."""
        blocks, sides = self._programme.blocks, self._sides(k, row)
        if any(blocks.cost_less(side.costs, some, side.above - TOLERANCE) for side in sides):
            return False
        return all(blocks.relaxed(side.costs, some) > side.above for side in sides)

    def _rests_on(self, k: int, row: FloatArray, some: BoolArray) -> ToldBy:
        """The figures of some blocks on which it rests that a sum is no less and no more.

        And on which it rests still once the one is hidden that would be: mostly a sum is told in
        many ways, and each would take a look at everything.
        """
        blocks, sides = self._programme.blocks, self._sides(k, row)
        told, where = blocks.told_by(sides, some)
        found, gone = [told.figures], dict[int, bool]()
        while self._choose is not None:
            one = self._choose(k, found[-1], gone)
            if one is None:
                break
            gone[one[0]] = one[1]
            # Of the blocks on which the first rests: of everything it would take far longer.
            told, _ = blocks.told_by(sides, where, gone)
            if not told.is_above:
                break
            found.append(told.figures)
        return tuple(found)

    def _sides(self, k: int, row: FloatArray) -> list[Side]:
        """A sum (size,) and its negative, with what each is above where it is not less."""
        costs = zip(_SIGNS, self._costs(k), strict=True)
        return [Side(sign * row, found - 1 + TOLERANCE) for sign, found in costs]

    def _opens(self, k: int, row: FloatArray, less: Less) -> bool:
        """Whether a sum turns out open where it is made less and less, or more and more."""
        for side, sign in enumerate(_SIGNS):
            before = inf
            while (now := self._costs(k)[side]) < before:
                before = now
                self._take(less(sign * row, before))
                if not self._is_closed(k):
                    return True
        return False

    def _is_open_within(self, k: int, row: FloatArray, some: BoolArray) -> bool:
        """Whether a sum turns out open where only some blocks are other than in `possible`."""
        blocks, possible = self._programme.blocks, self._programme.possible
        if possible is None:
            return False
        for sign in _SIGNS:
            self._take(blocks.restricted(sign * row, some, possible))
            if not self._is_closed(k):
                return True
        return False

    def _are_exact(self, k: int, least: Sequence[float]) -> bool:
        """Whether a sum is not less, and not more, than was found possible."""
        return all(map(_is_exact, least, self._costs(k)))

    def _costs(self, k: int) -> tuple[float, float]:
        """What a sum costs at its least, and at its greatest (negative), as far as was found."""
        return float(self._ranges[0].low[k]), -float(self._ranges[0].high[k])


def _is_exact(bound: float, found: float) -> bool:
    """Whether whole numbers of which none is under a bound are not under what was found."""
    return bound > found - 1 + TOLERANCE
