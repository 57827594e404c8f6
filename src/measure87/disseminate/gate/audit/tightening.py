"""How small and how great each unknown can be, by one equation at a time.

What an equation leaves of one unknown, when all others are as small or as great as they can be,
is the most that it can be; repeated until nothing changes. It is quick, finds most of what
equations say, and nothing that they do not.
"""

import numpy as np
from scipy.sparse import csc_array, csr_array

from measure87.disseminate.gate.audit.constraints import Constraints
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

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
        self.lower, self.upper = tightened(
            self.matrix,
            (self.least, self.most),
            (np.zeros(size), np.full(size, known.limit)),
            whole=known.is_weighted,
        )

    @property
    def fixed(self) -> BoolArray:
        """(size,) which unknowns can have one value only."""
        return np.asarray(self.lower == self.upper)

    @property
    def idle(self) -> BoolArray:
        """(rows,) which sums lie where they must whatever their unknowns are."""
        return idle(self.matrix, (self.least, self.most), (self.lower, self.upper))


def tightened(
    matrix: csr_array,
    between: tuple[FloatArray, FloatArray],
    limits: tuple[FloatArray, FloatArray],
    *,
    whole: bool = False,
    slack: float = 0.0,
) -> tuple[FloatArray, FloatArray]:
    """How small and how great each unknown can be, by one sum at a time.

    Parameters
    ----------
    matrix : (rows, size)
        Sums of unknowns.
    between : two of (rows,)
        The least and the most that they are.
    limits : two of (size,) persons
        The same of each unknown, to begin with.
    whole
        Whether limits become whole persons where they are not.
    slack : persons
        What counts as rounding: no limit moves by less, and none that are so near contradict.

    Raises
    ------
    ContradictionError
        If some unknown would have to be more than it can be.
    """
    # Entries by unknown, and within one by sum.
    entries = csc_array(matrix)
    (least, most), (lower, upper) = between, limits
    all_rows = entries.indices.astype(np.int64)
    all_columns = np.repeat(np.arange(matrix.shape[1]), np.diff(entries.indptr))
    row, column, factor = all_rows, all_columns, entries.data
    for _ in range(_ROUNDS):
        held, own = _left(row, column, factor, (least, most), (lower, upper))
        new_lower, new_upper = lower.copy(), upper.copy()
        new_lower[held] = np.maximum(lower[held], own[0])
        new_upper[held] = np.minimum(upper[held], own[1])
        if whole:
            new_lower, new_upper = np.ceil(new_lower - _WHOLE), np.floor(new_upper + _WHOLE)
        if (new_lower > new_upper + slack).any():
            raise ContradictionError
        moved = (new_lower > lower + slack) | (new_upper < upper - slack)
        lower, upper = new_lower, new_upper
        if not moved.any():
            break
        # Only sums of what has moved can say more.
        again = np.zeros(matrix.shape[0], dtype=np.bool_)
        again[all_rows[moved[all_columns]]] = True
        some = again[all_rows]
        row, column, factor = all_rows[some], all_columns[some], entries.data[some]
    return lower, upper


def _left(
    row: IntArray,
    column: IntArray,
    factor: FloatArray,
    between: tuple[FloatArray, FloatArray],
    limits: tuple[FloatArray, FloatArray],
) -> tuple[IntArray, tuple[FloatArray, FloatArray]]:
    """Which unknowns are in sums, (k,), and what one sum at a time leaves of each, (k,) twice.

    `row`, `column` and `factor`, (entries,), are of whole sums, in the order of their unknowns.
    """
    first = np.flatnonzero(np.diff(column, prepend=-1))
    (least, most), (lower, upper) = between, limits
    low, high, up = lower[column], upper[column], factor > 0
    smallest = factor * np.where(up, low, high)
    greatest = factor * np.where(up, high, low)
    all_small = np.bincount(row, smallest, len(least))
    all_great = np.bincount(row, greatest, len(least))
    rest = (most[row] - (all_small[row] - smallest)) / factor
    other = (least[row] - (all_great[row] - greatest)) / factor
    if not len(first):
        return column, (low, high)
    at_least = np.maximum.reduceat(np.where(up, other, rest), first)
    at_most = np.minimum.reduceat(np.where(up, rest, other), first)
    return column[first], (at_least, at_most)


def idle(
    matrix: csr_array,
    between: tuple[FloatArray, FloatArray],
    limits: tuple[FloatArray, FloatArray],
    *,
    slack: float = 0.0,
) -> BoolArray:
    """(rows,) which sums lie where they must whatever their unknowns are.

    Parameters
    ----------
    matrix, between, limits, slack
        As `tightened` has them.
    """
    positive, negative = csr_array(matrix.maximum(0)), csr_array(matrix.minimum(0))
    (least, most), (lower, upper) = between, limits
    smallest: FloatArray = positive @ lower + negative @ upper
    greatest: FloatArray = positive @ upper + negative @ lower
    return np.asarray((smallest >= least - slack) & (greatest <= most + slack))
