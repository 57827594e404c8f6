"""Quantiles of a weighted sample.

What is answered: below which value lies a given share of the population? Of the many rules
for values between two observations this is the inverse of the weighted distribution
function, rule 1 of Hyndman & Fan (1996, The American Statistician 50, 361-365; unseen in
print) and "math" of R survey.
"""

import numpy as np

from measure87.numerics.arrays import FloatArray

_ROUNDING = 1e-12


def weighted_quantile(values: FloatArray, weights: FloatArray, share: float) -> float:
    """The smallest value at or below which lies at least `share` of the weight.

    Parameters
    ----------
    values : (n,) float
        Sorted values, n at least 1.
    weights : (n,) float
        Their weights, positive.
    share : float
        0 to 1.

    Notes
    -----
    Sums of weights are compared to 1e-12 of the whole, so that the median of four equal
    weights is the second value whatever their rounding.

    >>> weighted_quantile(np.array([1.0, 2.0, 5.0]), np.array([1.0, 1.0, 2.0]), 0.5)
    2.0
    """
    reached = np.cumsum(weights)
    wanted = (share - _ROUNDING) * reached[-1]
    place = min(int(np.searchsorted(reached, wanted)), len(values) - 1)
    return float(values[place])
