"""Sums over all capture histories inside, or containing, each history.

A history is a whole number whose bit j says whether list j is on it; arrays are indexed by it,
from 0 to 2**k - 1. All sums together take k 2**(k - 1) additions (the zeta transform of the
lattice of subsets).
"""

import numba


@numba.njit(cache=True)
def sum_supersets(values, n_lists):  # type: ignore[no-untyped-def]
    """Replace each entry by the sum over all histories that contain its lists."""
    for j in range(n_lists):
        step = 1 << j
        for start in range(0, 1 << n_lists, 2 * step):
            for h in range(start, start + step):
                values[h] += values[h + step]


@numba.njit(cache=True)
def sum_subsets(values, n_lists):  # type: ignore[no-untyped-def]
    """Replace each entry by the sum over all histories inside it."""
    for j in range(n_lists):
        step = 1 << j
        for start in range(0, 1 << n_lists, 2 * step):
            for h in range(start, start + step):
                values[h + step] += values[h]


@numba.njit(cache=True)
def close_supersets(cells, term):  # type: ignore[no-untyped-def]
    """Close every cell that has all lists of a term."""
    for h in range(len(cells)):
        if h & term == term:
            cells[h] = False
