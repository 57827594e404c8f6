"""What is said of some blocks of unknowns, asked for the least of one cost after the other.

And whose figures say so: see docs/decisions/0081-a-solver-that-is-kept.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from measure87.disseminate.gate.audit.constraints import NOBODY
from measure87.disseminate.gate.audit.solver import Sums, priced
from measure87.disseminate.gate.audit.tightening import ContradictionError
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.numerics.remembered import remembered


@dataclass(frozen=True)
class Side:
    """Costs (size,), and the bound that they are to be above."""

    costs: FloatArray
    above: float


@dataclass(frozen=True)
class Told:
    """On what it rests that costs are above bounds.

    figures
        By position, or the `limits_of` one.
    rows : int
        Positions of the sums that have a price.
    is_above
        Whether all costs are above their bounds; where they are not, the rest is all that has a
        price.
    solved
        How many programmes it took.
    """

    figures: frozenset[int]
    rows: IntArray
    is_above: bool
    solved: int


class Relaxation:
    """Sums of some unknowns, kept to be solved again.

    Parameters
    ----------
    sums
        What is said, in parts of persons.
    said_by : (rows,) int
        Position of the figure that says each sum, or the `limits_of` one; `NOBODY` for what holds
        anyway.

    `solved` says how many programmes were solved.
    """

    def __init__(self, sums: Sums, said_by: IntArray) -> None:
        self._sums, self._said_by = sums, said_by
        self.solved = 0

    def least(self, costs: FloatArray) -> tuple[float, FloatArray | None]:
        """The least cost by all that is said, and a way (size,) that costs it.

        Minus infinity and None where there is no solution.
        """
        self.solved += 1
        return _least(self._sums, costs)

    def told_by(
        self, sides: Sequence[Side], out: BoolArray | None = None, *, only_above: bool = False
    ) -> Told:
        """On what it rests that costs are above bounds, by all sums but some, `out` (rows,).

        Several sums may say the same, and which of them has a price is chance. A programme that is
        reduced before it is solved finds what says it most directly, so that the one which is kept,
        and starts where the last ended, is not asked. And limits of one figure after the other are
        left out for as long as all costs stay above their bounds. `only_above`: what is found is of
        use only where all costs are so, and after one that is not no more are asked.
        """
        without = np.zeros(len(self._said_by), dtype=np.bool_) if out is None else out
        told = _told_by(self._sums, self._said_by, list(sides), without, only_above=only_above)
        self.solved += told.solved
        return told


@remembered(ContradictionError)
def _least(sums: Sums, costs: FloatArray) -> tuple[float, FloatArray | None]:
    """The least cost of some sums, and a way (size,): any of those that cost it."""
    return sums.smaller.least(costs)


@remembered(ContradictionError)
def _told_by(
    sums: Sums,
    said_by: IntArray,
    sides: Sequence[Side],
    out: BoolArray,
    *,
    only_above: bool = False,
) -> Told:
    """What `Relaxation.told_by` says."""
    found = _needed(sums, said_by, sides, out, only_above=only_above)
    solved, tried = found.solved, set[int]()
    while found.is_above and (more := {one for one in found.figures if one < NOBODY} - tried):
        one = max(more)
        tried.add(one)
        without = out | (said_by == one)
        other = _needed(sums, said_by, sides, without, only_above=True)
        solved += other.solved
        if other.is_above:
            found, out = other, without
    return replace(found, solved=solved)


def _needed(
    sums: Sums,
    said_by: IntArray,
    sides: Sequence[Side],
    out: BoolArray,
    *,
    only_above: bool = False,
) -> Told:
    """The same with the limits of all figures; `only_above`: of use only where all costs are so."""
    has_price, are_above = np.zeros(len(said_by), dtype=np.bool_), True
    least, most = np.where(out, -np.inf, sums.least), np.where(out, np.inf, sums.most)
    left, solved = replace(sums, least=least, most=most), 0
    for side in sides:
        cost, of_side = priced(left, side.costs)
        solved += 1
        has_price |= of_side
        are_above = are_above and cost > side.above
        if only_above and not are_above:
            break
    by = said_by[has_price]
    figures = frozenset(by[by != NOBODY].tolist())
    return Told(figures, np.flatnonzero(has_price), are_above, solved)
