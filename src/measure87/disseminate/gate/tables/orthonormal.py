"""Orthonormal rows with the span of others, by Gram-Schmidt with pivoting.

For the many small matrices of the disclosure gate. The library's pivoted QR gives the same span,
but shares each of its small steps out among threads: on a machine whose processors are busy that
took fifty times as long as the arithmetic.
"""

import numba
import numpy as np

from measure87.numerics.arrays import FloatArray, IntArray

# Sums in whatever order the processor is quickest in, and no more than that: that there is no NaN,
# no infinity and no sign of zero is not assumed. A sum of r products of rows no longer than 1 is
# off by about r * 1.1e-16 at most, whatever the order: each of its r roundings adds one part.
_ANY_ORDER = {"reassoc", "contract"}


def orthonormal_rows(rows: FloatArray, tolerance: float) -> FloatArray:
    """Orthonormal rows with the same span.

    Parameters
    ----------
    rows : (m, r) float
    tolerance : float
        A remainder shorter than this times the longest row (or than 1, if that is shorter) is
        taken for rounding.

    Returns
    -------
    (k, r) float
        k is the rank of `rows`.

    Notes
    -----
    The longest remainder is taken first, and each is made orthogonal twice ("twice is enough").
    Source: Bjorck (1994), Linear Algebra and its Applications 197-198, 297-316.

    >>> orthonormal_rows(np.array([[0.0, 2.0], [0.0, 1.0]]), 1e-6)
    array([[0., 1.]])
    """
    basis = np.zeros((min(rows.shape), rows.shape[1]))
    rank = _fill(np.array(rows, dtype=np.float64, order="C"), basis, tolerance)
    return basis[:rank]


def taken_in_turn(rows: FloatArray, vector: FloatArray, tolerance: float) -> list[int] | None:
    """Positions of the first rows that together give a vector back.

    Parameters
    ----------
    rows : (m, r) float
        Each in turn is taken if those before it do not give it back.
    vector : (r,) float
    tolerance : float
        A remainder that is shorter counts as nothing.

    Returns
    -------
    list of int, or None
        Independent rows, of which the vector is one sum alone; None if all do not give it back.

    >>> taken_in_turn(np.array([[1.0, 0.0], [2.0, 0.0], [1.0, 1.0]]), np.array([0.0, 3.0]), 1e-6)
    [0, 2]
    """
    taken = np.empty(min(rows.shape), dtype=np.int64)
    basis = np.empty((min(rows.shape), rows.shape[1]))
    left = np.array(vector, dtype=np.float64)
    size = _take(np.array(rows, dtype=np.float64, order="C"), left, tolerance, basis, taken)
    return None if size < 0 else [int(k) for k in taken[:size]]


@numba.njit(cache=True, fastmath=_ANY_ORDER)
def _dot(one: FloatArray, other: FloatArray) -> float:
    total = 0.0
    for k in range(one.shape[0]):
        total += one[k] * other[k]
    return total


@numba.njit(cache=True, fastmath=_ANY_ORDER)
def _take_out(row: FloatArray, unit: FloatArray) -> float:
    """Take from a row what lies along a unit row; the square of the length that is left."""
    share = _dot(row, unit)
    left = 0.0
    for k in range(row.shape[0]):
        row[k] -= share * unit[k]
        left += row[k] * row[k]
    return left


@numba.njit(cache=True, fastmath=_ANY_ORDER)
def _fill(rest: FloatArray, basis: FloatArray, tolerance: float) -> int:
    """Fill `basis` from `rest`, which is used up; the number of rows filled."""
    sizes = np.array([_dot(rest[k], rest[k]) for k in range(rest.shape[0])])
    if sizes.size == 0:
        return 0
    least = (tolerance * max(1.0, np.sqrt(sizes.max()))) ** 2
    for rank in range(basis.shape[0]):
        longest = np.argmax(sizes)
        row = rest[longest]
        size = sizes[longest]
        for _ in range(2):
            for other in range(rank):
                size = _take_out(row, basis[other])
        if size <= least:
            return rank
        basis[rank] = row / np.sqrt(size)
        for k in range(rest.shape[0]):
            sizes[k] = _take_out(rest[k], basis[rank])
    return int(basis.shape[0])


@numba.njit(cache=True, fastmath=_ANY_ORDER)
def _take(
    rest: FloatArray, left: FloatArray, tolerance: float, basis: FloatArray, taken: IntArray
) -> int:
    """Fill `taken` with positions of rows, which are used up; how many, or -1 if too few."""
    least = tolerance**2
    rank = 0
    size = _dot(left, left)
    for k in range(rest.shape[0]):
        if size < least or rank == basis.shape[0]:
            break
        length = 0.0
        for _ in range(2):
            length = _dot(rest[k], rest[k])
            for other in range(rank):
                length = _take_out(rest[k], basis[other])
        if length > least:
            basis[rank] = rest[k] / np.sqrt(length)
            taken[rank] = k
            for _ in range(2):
                size = _take_out(left, basis[rank])
            rank += 1
    return rank if size < least else -1
