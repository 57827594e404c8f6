"""The way things could be, in whole persons, that makes a sum as small as can be."""

from functools import cached_property

import numpy as np

from measure87.disseminate.gate.audit.blocks import Blocks
from measure87.disseminate.gate.audit.constraints import Constraints
from measure87.disseminate.gate.audit.nearby import whole_nearby
from measure87.disseminate.gate.audit.parts import Part, parts_of
from measure87.disseminate.gate.audit.solver import TOLERANCE, cheapest, cheapest_whole
from measure87.disseminate.gate.audit.tightening import Tightened
from measure87.numerics.arrays import FloatArray


class Programme:
    """What is published, ready to be solved in whole numbers for many sums.

    Attributes
    ----------
    possible : (size,) persons or None
        One way things could be; None if none was found within the limit of work.
    blocks
        For programmes of less than everything.
    linear, integer
        How many programmes were solved, those of blocks aside. A search nearby counts as one of
        each, though the second is left out where the first comes out whole.
    """

    def __init__(self, known: Constraints, width: int, possible: FloatArray | None = None) -> None:
        """Take what is published; `possible` is a way things could be, if it still fits.

        Raises
        ------
        ContradictionError
            If nothing fits all that is published.
        """
        self._known = known
        self.linear = self.integer = 0
        self.blocks = Blocks(known, width)
        fits = possible is not None and known.fit(possible)
        self.possible = possible if fits else self._some_way()

    @property
    def is_searched_whole(self) -> bool:
        """Whether `less` finds whatever costs less, and not only what is near."""
        return not self._known.is_weighted

    @cached_property
    def _tight(self) -> Tightened:
        return Tightened(self._known)

    @cached_property
    def _parts(self) -> list[Part]:
        return list(parts_of(self._tight))

    def _some_way(self) -> FloatArray | None:
        """One way things could be: what is least of everything, where that fits."""
        values = self._tight.lower.copy()
        for part in self._parts:
            if part.sums.fit(part.sums.lower):
                continue
            nothing = np.zeros(len(part.columns))
            self.linear += 1
            found, _ = cheapest(part.sums, nothing)
            if found is None:
                self.integer += 1
                found = cheapest_whole(part.sums, nothing)
            if found is None:
                return None
            values[part.columns] = found
        return values

    def fits(self, values: FloatArray) -> bool:
        """Whether whole numbers (size,) that were found are a way things could be, by all sums.

        Weighted sums are not asked again: what fits their parts may be off by rounding here.
        """
        return self._known.is_weighted or self._known.fit(values)

    def interval(self, row: FloatArray) -> tuple[float, float]:
        """What a sum (size,) is at least, and, negative, at most, by one equation at a time."""
        low, high = self._tight.lower, self._tight.upper
        up, down = np.maximum(row, 0.0), np.minimum(row, 0.0)
        return float(up @ low + down @ high), -float(up @ high + down @ low)

    def near(self, costs: FloatArray, but: float) -> FloatArray | None:
        """Whole numbers (size,) near `possible` that cost less than `but`, in whole persons.

        Other than `possible` in one part alone; None if none were found.
        """
        if self.possible is None:
            return None
        found = (self._nearby(part, costs, but, self.possible) for part in self._that_cost(costs))
        return next((one for one in found if one is not None), None)

    def less(self, costs: FloatArray, but: float) -> FloatArray | None:
        """Whole numbers (size,) that cost less than `but`, in whole persons.

        None if there are none, or if none were found within the limit of work. The least where
        that comes out whole, else what is near it, and only then the least of everything, which
        takes long to find. Of one part of which weighted figures say something nothing is asked:
        that seldom comes to an end, and `near` is all there is.
        """
        parts = self._that_cost(costs)
        if self.possible is None or (self._known.is_weighted and len(parts) == 1):
            return None
        solved = [cheapest(part.sums, costs[part.columns]) for part in parts]
        self.linear += len(solved)
        rest = costs.copy()
        for part in parts:
            rest[part.columns] = 0.0
        if rest @ self.possible + sum(cost for _, cost in solved) > but - 1 + TOLERANCE:
            return None
        hard = [part for part, (found, _) in zip(parts, solved, strict=True) if found is None]
        values = self.possible.copy()
        for part, (found, _) in zip(parts, solved, strict=True):
            if found is not None:
                values[part.columns] = found
        return values if costs @ values < but else self._whole(hard, costs, but, values)

    def _whole(
        self, parts: list[Part], costs: FloatArray, but: float, at: FloatArray
    ) -> FloatArray:
        """Whole numbers (size,) that cost less than `but`, or as little as was found.

        As `at` outside some parts, of which parts of persons would cost least.
        """
        for part in parts:
            near = self._nearby(part, costs, but, at)
            if near is not None:
                return near
        values = at.copy()
        for part in parts:
            self.integer += 1
            found = cheapest_whole(part.sums, costs[part.columns])
            if found is not None:
                values[part.columns] = found
        return values

    def _that_cost(self, costs: FloatArray) -> list[Part]:
        return [part for part in self._parts if costs[part.columns].any()]

    def _nearby(
        self, part: Part, costs: FloatArray, but: float, at: FloatArray
    ) -> FloatArray | None:
        """Whole numbers (size,) near `at` that cost less than `but`, other in one part alone.

        None if none were found.
        """
        self.linear += 1
        self.integer += 1
        near, own = at[part.columns], costs[part.columns]
        elsewhere = float(costs @ at - own @ near)
        found = whole_nearby(part.sums, own, but - 1 - elsewhere, near)
        if found is None:
            return None
        values = at.copy()
        values[part.columns] = found
        return values
