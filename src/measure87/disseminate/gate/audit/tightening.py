"""How small and how great each unknown can be, by one equation at a time.

What an equation leaves of one unknown, when all others are as small or as great as they can be,
is the most that it can be; repeated until nothing changes. It is quick, finds most of what
equations say, and nothing that they do not.
"""

import numpy as np
from scipy.sparse import csc_array, csr_array

from measure87.disseminate.gate.audit.constraints import Constraints
from measure87.numerics.arrays import BoolArray, FloatArray

_ROUNDS = 100
_WHOLE = 1e-6
"""Persons: of what is divided by weights, the rounding of the machine must leave whole numbers."""


class ContradictionError(Exception):
    """Nothing fits all that is published."""


class Tightened:
    """Everything that is published, each sum once, and the bounds of each unknown that follow.

    Attributes
    ----------
    matrix : (rows, size)
        Sums of unknowns.
    least, most : (rows,)
        Between which they lie.
    lower, upper : (size,) persons
        Between which each unknown lies.

    Raises
    ------
    ContradictionError
        If some unknown would have to be more than it can be.
    """

    def __init__(self, known: Constraints) -> None:
        every, distinct = known.every, known.distinct
        self.matrix = csr_array(every.matrix[distinct])
        self.least, self.most = every.least[distinct], every.most[distinct]
        size = self.matrix.shape[1]
        self.lower, self.upper = np.zeros(size), np.full(size, known.limit)
        self._is_weighted = known.is_weighted
        self._tighten()

    def _tighten(self) -> None:
        # Entries by unknown, and within one by sum.
        entries = csc_array(self.matrix)
        row, factor = entries.indices, entries.data
        held = np.flatnonzero(np.diff(entries.indptr))
        first, column = entries.indptr[held], entries.tocoo().col
        up, size = factor > 0, len(self.least)
        for _ in range(_ROUNDS):
            low, high = self.lower[column], self.upper[column]
            smallest = factor * np.where(up, low, high)
            greatest = factor * np.where(up, high, low)
            all_small = np.bincount(row, smallest, size)
            all_great = np.bincount(row, greatest, size)
            rest = (self.most[row] - (all_small[row] - smallest)) / factor
            other = (self.least[row] - (all_great[row] - greatest)) / factor
            most = np.minimum.reduceat(np.where(up, rest, other), first)
            least = np.maximum.reduceat(np.where(up, other, rest), first)
            lower, upper = self.lower.copy(), self.upper.copy()
            lower[held] = np.maximum(lower[held], least)
            upper[held] = np.minimum(upper[held], most)
            if self._is_weighted:
                lower, upper = np.ceil(lower - _WHOLE), np.floor(upper + _WHOLE)
            if (lower > upper).any():
                raise ContradictionError
            changed = (lower > self.lower).any() or (upper < self.upper).any()
            self.lower, self.upper = lower, upper
            if not changed:
                return

    @property
    def fixed(self) -> BoolArray:
        """(size,) which unknowns can have one value only."""
        return np.asarray(self.lower == self.upper)

    @property
    def idle(self) -> BoolArray:
        """(rows,) which sums lie where they must whatever their unknowns are."""
        positive = csr_array(self.matrix.maximum(0))
        negative = csr_array(self.matrix.minimum(0))
        smallest: FloatArray = positive @ self.lower + negative @ self.upper
        greatest: FloatArray = positive @ self.upper + negative @ self.lower
        return np.asarray((smallest >= self.least) & (greatest <= self.most))
