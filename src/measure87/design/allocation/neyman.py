"""Whole numbers of units that make the variance of a total least."""

import heapq

import numpy as np

from measure87.numerics.arrays import FloatArray, IntArray


def best_whole_numbers(spread: FloatArray, low: IntArray, high: IntArray, total: int) -> IntArray:
    """The whole numbers that make sum(spread^2 / n) least for a total, exactly.

    Parameters
    ----------
    spread : (H,) float
        N S of each stratum: units times the variable's unit.
    low, high : (H,) int
        Bounds; a stratum with spread above 0 has at least 1.
    total : int
        Sum of the numbers, between those of the bounds.

    Returns
    -------
    (H,) int

    Notes
    -----
    The unit that makes n into n + 1 takes spread^2 / (n (n + 1)) away, less with each unit, so
    taking the best unit again and again is optimal. All units that take away more than a limit are
    counted at once, and only the last ones are taken one by one. Source: Wright (2012), The
    American Statistician 66(4), 217-224 (unseen).

    >>> best_whole_numbers(np.array([3.0, 1.0]), np.array([1, 1]), np.array([9, 9]), 4)
    array([3, 1])
    """
    low = np.where(spread > 0, np.maximum(low, 1), low)
    below, above = 0.0, float(spread.max(initial=0.0))
    for _ in range(100):  # the limit: as low as it gets without passing the total
        middle = 0.5 * (below + above)
        if middle <= 0 or int(_counted(spread, middle, low, high).sum()) > total:
            below = middle
        else:
            above = middle
    n = _counted(spread, above, low, high) if above > 0 else low.copy()
    return _one_by_one(spread, n, high, total - int(n.sum()))


def _counted(spread: FloatArray, limit: float, low: IntArray, high: IntArray) -> IntArray:
    """Units of each stratum of which each takes away at least limit^2."""
    root = np.sqrt(1.0 + 4.0 * (spread / limit) ** 2)
    n = np.ceil(np.minimum((root - 1.0) / 2.0, high)).astype(np.int64)
    return np.clip(n, low, high)


def _one_by_one(spread: FloatArray, n: IntArray, high: IntArray, more: int) -> IntArray:
    heap = [(_gain(spread, n, h), h) for h in map(int, np.flatnonzero(n < high))]
    heapq.heapify(heap)
    for _ in range(more):
        _, h = heapq.heappop(heap)
        n[h] += 1
        if n[h] < high[h]:
            heapq.heappush(heap, (_gain(spread, n, h), h))
    return n


def _gain(spread: FloatArray, n: IntArray, h: int) -> float:
    """Less is better: what one unit more takes away, with the other sign."""
    return -(float(spread[h]) ** 2) / (max(int(n[h]), 1) * (int(n[h]) + 1.0))
