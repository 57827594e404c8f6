"""Numbers in proportion to given scores, but none below its least nor above its most."""

import numpy as np

from measure87.numerics.arrays import FloatArray, IntArray

_HALVINGS = 200


def bounded_shares(
    score: FloatArray, total: float, low: FloatArray, high: FloatArray, cost: FloatArray
) -> FloatArray:
    """Numbers n = clip(k score, low, high) whose cost is the total.

    Parameters
    ----------
    score : (H,) float, not negative
    total : float
        Sum of cost times n; between the costs of `low` and of `high`.
    low, high : (H,) float
    cost : (H,) float, above 0

    Returns
    -------
    (H,) float
        Units. Where only strata of score 0 have room left, these share what is left alike.

    Notes
    -----
    With score = N S / sqrt(cost) this is the least variance of a total for a cost, bounds
    included: the conditions of Karush, Kuhn and Tucker give n = clip(k score, low, high), one k.

    >>> ones = np.ones(3)
    >>> bounded_shares(np.array([1.0, 2, 7]), 10.0, 0 * ones, np.array([9.0, 9, 4]), ones)
    array([2., 4., 4.])
    """
    if total >= float(cost @ np.where(score > 0, high, low)):
        filled = np.where(score > 0, high, low)
        return _level(filled, total, high, cost)
    positive = score > 0
    below, above = 0.0, float((high[positive] / score[positive]).max())
    for _ in range(_HALVINGS):
        middle = 0.5 * (below + above)
        if middle in (below, above):
            break
        if float(cost @ np.clip(middle * score, low, high)) < total:
            below = middle
        else:
            above = middle
    return _exact(score, total, low, high, cost, above)


def _exact(
    score: FloatArray, total: float, low: FloatArray, high: FloatArray, cost: FloatArray, k: float
) -> FloatArray:
    """The shares of k; those between their bounds are solved for, as no halving does exactly."""
    n = np.clip(k * score, low, high)
    free = (n > low) & (n < high)
    left = total - float(cost @ np.where(free, 0.0, n))
    if free.any() and left > 0:
        n = np.where(free, score * left / float(cost[free] @ score[free]), n)
    return np.clip(n, low, high)


def _level(n: FloatArray, total: float, high: FloatArray, cost: FloatArray) -> FloatArray:
    """What is left goes to those with room, the same number to each as far as it has room."""
    room = high - n
    left = total - float(cost @ n)
    if left <= 0 or not (room > 0).any():
        return n
    return n + bounded_shares((room > 0).astype(np.float64), left, 0.0 * n, room, cost)


def largest_remainders(n: FloatArray, low: IntArray, high: IntArray, total: int) -> IntArray:
    """Whole numbers near n within bounds that add up to the total.

    Each gets the whole part, and those with the largest remainders one more. n adds up to `total`
    and is within the bounds, which are whole, so that each result is too.

    >>> bounds = np.zeros(3, np.int64), np.full(3, 9)
    >>> largest_remainders(np.array([1.2, 2.5, 2.3]), *bounds, 6)
    array([1, 3, 2])
    """
    whole = np.clip(np.floor(n + 1e-9), low, high).astype(np.int64)
    while (short := total - int(whole.sum())) > 0:
        room = np.flatnonzero(whole < high)
        first = room[np.argsort(-(n - whole)[room], kind="stable")][:short]
        whole[first] += 1
    return whole
