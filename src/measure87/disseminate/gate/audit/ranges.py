"""The least and greatest value that sums of unknown counts can have.

Every solution is a way things could be; one that shows a sum to be open settles it, so most
sums need no programme of their own. What was possible stays possible when less is shown.
"""

from collections.abc import Callable, Sequence
from math import inf

import numpy as np
from scipy.sparse import csr_array

from measure87.disseminate.gate.audit.programme import Programme, Solution
from measure87.disseminate.gate.tables.spans import Bools, Floats

TOLERANCE = 1e-5
"""Persons; the solver keeps its rows to 1e-7."""
_ROUNDS = 4


class Ranges:
    """What solutions have shown of some sums, in persons; `size` sums."""

    def __init__(self, size: int) -> None:
        self.least = np.full(size, inf)
        self.greatest = np.full(size, -inf)

    def take(self, values: Floats) -> None:
        """One more value (size,) that each can have; NaN where none is known."""
        np.fmin(self.least, values, out=self.least)
        np.fmax(self.greatest, values, out=self.greatest)

    @property
    def low(self) -> Floats:
        """(size,) least whole numbers."""
        return np.asarray(np.ceil(self.least - TOLERANCE))

    @property
    def high(self) -> Floats:
        """(size,) greatest whole numbers."""
        return np.asarray(np.floor(self.greatest + TOLERANCE))

    @property
    def tried(self) -> Bools:
        """(size,) of which sums some value is known to be possible."""
        return np.asarray(self.least <= self.greatest)


def narrow_down(
    programme: Programme,
    sums: csr_array,
    ranges: Sequence[Ranges],
    closed: Callable[[], Bools],
    rng: np.random.Generator,
    enough: int | None = None,
) -> dict[int, frozenset[int]]:
    """Find the range of each sum, exact for those that stay closed.

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
        Which sums, (K,), are known too well by what was found so far.
    rng
        Draws which sums are made large together.
    enough
        After how many that stay closed to stop; None to find them all.

    Returns
    -------
    dict of int to frozenset
        Of each sum that stays closed, the figures without which its range would be wider.
    """

    def take(costs: Floats) -> Solution:
        solution = programme.least(costs)
        for found in ranges:
            found.take(sums @ solution.values)
        return solution

    if not ranges[0].tried.all():
        for factors in _together(sums.shape[0], rng):
            take(sums.T @ (factors * closed()))
    needed: dict[int, frozenset[int]] = {}
    for k in map(int, np.flatnonzero(closed())):
        row = sums[[k]].toarray().ravel()
        by: frozenset[int] = frozenset()
        for sign in (-1.0, 1.0):
            if closed()[k]:
                by |= _supports(programme, take(sign * row))
        if closed()[k]:
            needed[k] = by
            if len(needed) == enough:
                break
    return needed


def _together(size: int, rng: np.random.Generator) -> list[Floats]:
    """Costs that make many sums large, or small, at once."""
    alone = np.ones(size)
    return [-alone, alone, *(-rng.random(size) for _ in range(_ROUNDS))]


def _supports(programme: Programme, solution: Solution) -> frozenset[int]:
    """The figures whose rows hold a sum where it is: those with a price."""
    said_by = programme.constraints.said_by[np.abs(solution.prices) > TOLERANCE]
    return frozenset(int(k) for k in said_by if k >= 0)
