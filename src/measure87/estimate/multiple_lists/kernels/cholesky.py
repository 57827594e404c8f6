"""Cholesky factors of small matrices inside compiled loops, where a library call costs more."""

import math

import numba

_SMALLEST_PIVOT = 1e-13


@numba.njit(cache=True)
def factorise(information, n_terms):  # type: ignore[no-untyped-def]
    """Cholesky factor in the lower triangle, in place; False if not positive definite.

    A pivot is judged against the diagonal that it came from.
    """
    for j in range(n_terms):
        pivot = information[j, j]
        before = pivot
        for m in range(j):
            pivot -= information[j, m] * information[j, m]
        if not pivot > _SMALLEST_PIVOT * before:
            return False
        root = math.sqrt(pivot)
        information[j, j] = root
        for i in range(j + 1, n_terms):
            entry = information[i, j]
            for m in range(j):
                entry -= information[i, m] * information[j, m]
            information[i, j] = entry / root
    return True


@numba.njit(cache=True)
def solve_factorised(factor, n_terms, right):  # type: ignore[no-untyped-def]
    """Solve with a Cholesky factor, in place of the right-hand side."""
    for i in range(n_terms):
        entry = right[i]
        for m in range(i):
            entry -= factor[i, m] * right[m]
        right[i] = entry / factor[i, i]
    for i in range(n_terms - 1, -1, -1):
        entry = right[i]
        for m in range(i + 1, n_terms):
            entry -= factor[m, i] * right[m]
        right[i] = entry / factor[i, i]
