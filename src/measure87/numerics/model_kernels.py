"""Compiled sums over a block of a model's rows: products of its columns, and scores by unit.

Columns come as rows of `x` (k, m), so that each lies in one piece. Sums of products may be
taken in another order than one by one (`reassoc`), the same on every run.
"""

import numba
import numpy as np

_TILE = 512
"""Rows whose columns stay in the nearest cache."""


@numba.njit(cache=True, fastmath={"reassoc", "contract"})
def add_products(x, score, information, total, products):  # type: ignore[no-untyped-def]
    """Add sum u x of a block to `total` (k,), sum v x x' to the lower half of `products` (k, k)."""
    k, m = x.shape
    weighted = np.empty(_TILE)
    for begin in range(0, m, _TILE):
        rows = min(_TILE, m - begin)
        u = score[begin : begin + rows]
        v = information[begin : begin + rows]
        for j in range(k):
            own = x[j, begin : begin + rows]
            sum_of_scores = 0.0
            for i in range(rows):
                sum_of_scores += u[i] * own[i]
                weighted[i] = v[i] * own[i]
            total[j] += sum_of_scores
            for other in range(j + 1):
                beside = x[other, begin : begin + rows]
                found = 0.0
                for i in range(rows):
                    found += weighted[i] * beside[i]
                products[j, other] += found


@numba.njit(cache=True)
def add_unit_scores(x, score, unit, sums):  # type: ignore[no-untyped-def]
    """Add the scores of a block to the sums of its units (U, k); `unit` (m,) ascends."""
    k, m = x.shape
    for j in range(k):
        own = x[j]
        at = 0
        while at < m:
            of = unit[at]
            total = 0.0
            while at < m and unit[at] == of:
                total += score[at] * own[at]
                at += 1
            sums[of, j] += total
