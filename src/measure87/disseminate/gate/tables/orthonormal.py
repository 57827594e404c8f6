"""Orthonormal rows with the span of others, by Gram-Schmidt with pivoting.

For the many small matrices of the disclosure gate. The library's pivoted QR gives the same span,
but shares each of its small steps out among threads: on a machine whose processors are busy that
took fifty times as long as the arithmetic.
"""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Sums in whatever order the processor is quickest in: rounding is far below every tolerance here.
_ANY_ORDER: Any = {"reassoc", "contract"}


def orthonormal_rows(rows: Floats, tolerance: float) -> Floats:
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
    rank = _fill(np.array(rows, dtype=np.float64), basis, tolerance)
    return basis[:rank]


def lengths_outside(vectors: Floats, basis: Floats) -> Floats:
    """(m,) lengths of what of some vectors (m, r) lies outside the span of orthonormal rows (k, r).

    >>> lengths_outside(np.array([[3.0, 4.0]]), np.array([[1.0, 0.0]]))
    array([4.])
    """
    found: Floats = _lengths(np.array(vectors, dtype=np.float64), basis)
    return found


@numba.njit(cache=True, fastmath=_ANY_ORDER)
def _dot(one: Any, other: Any) -> float:
    total = 0.0
    for k in range(one.shape[0]):
        total += one[k] * other[k]
    return total


@numba.njit(cache=True, fastmath=_ANY_ORDER)
def _take_out(row: Any, unit: Any) -> float:
    """Take from a row what lies along a unit row; the square of the length that is left."""
    share = _dot(row, unit)
    left = 0.0
    for k in range(row.shape[0]):
        row[k] -= share * unit[k]
        left += row[k] * row[k]
    return left


@numba.njit(cache=True, fastmath=_ANY_ORDER)
def _fill(rest: Any, basis: Any, tolerance: float) -> int:
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
def _lengths(rest: Any, basis: Any) -> Any:
    """Lengths of the rows of `rest` outside the span of `basis`; `rest` is used up."""
    found = np.empty(rest.shape[0])
    for k in range(rest.shape[0]):
        for unit in basis:
            _take_out(rest[k], unit)
        found[k] = np.sqrt(_dot(rest[k], rest[k]))
    return found
