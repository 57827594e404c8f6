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
    def finds_least(self) -> bool:
        """Whether `least` finds the least, and not only less."""
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

    def least(self, costs: FloatArray, but: float) -> FloatArray | None:
        """Whole numbers (size,) of least cost, if that is below `but`.

        None if there are none, or if none were found within the limit of work. Where weighted
        figures say something of counts any that cost less, for the least take long to find.
        """
        if self.possible is None:
            return None
        parts = [part for part in self._parts if costs[part.columns].any()]
        if self._known.is_weighted and len(parts) == 1:
            return self._less(parts[0], costs, but)
        solved = [cheapest(part.sums, costs[part.columns]) for part in parts]
        self.linear += len(solved)
        rest = costs.copy()
        for part in parts:
            rest[part.columns] = 0.0
        if rest @ self.possible + sum(cost for _, cost in solved) > but - 1 + TOLERANCE:
            return None
        values = self.possible.copy()
        for part, (found, _) in zip(parts, solved, strict=True):
            if found is None:
                self.integer += 1
                found = cheapest_whole(part.sums, costs[part.columns])
            if found is not None:
                values[part.columns] = found
        return values

    def _less(self, part: Part, costs: FloatArray, but: float) -> FloatArray | None:
        """Whole numbers (size,) near `possible` that cost less, where all that costs is in a part.

        None if none were found.
        """
        if self.possible is None:
            return None
        self.linear += 1
        self.integer += 1
        near, own = self.possible[part.columns], costs[part.columns]
        elsewhere = float(costs @ self.possible - own @ near)
        found = whole_nearby(part.sums, own, but - 1 - elsewhere, near)
        if found is None:
            return None
        values = self.possible.copy()
        values[part.columns] = found
        return values
