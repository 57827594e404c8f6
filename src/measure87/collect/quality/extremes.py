"""Which numbers lie so far out that a slip is likelier than a rare truth?

The middle of the numbers, never their mean and variance, says what is usual. On each side of the
median the tail beyond the tenth that lies farthest out is taken to fall like an exponential, whose
scale the numbers between the outer tenth and the outer hundredth give: a tail that falls faster, as
a normal one does, is so overstated, and a long one is not taken for slips. Ours; the mean excess
over a high quantile is the usual estimate of such a tail (Embrechts, Klüppelberg & Mikosch 1997,
Modelling Extremal Events, unseen).
"""

import numpy as np
from scipy import special

from measure87.numerics.arrays import BoolArray, FloatArray

_OUTER, _OUTMOST = 0.10, 0.01
_RANKS = np.array([0.75, 0.90, 0.95])
_GAP = 0.4
"""Of its distance to the median, by which a far value stands apart from the nearest usual one."""


def far_values(
    values: FloatArray, alpha: float, side: str = "both", comparisons: int | None = None
) -> BoolArray:
    """Which values lie beyond what chance would bring about once in `1 / alpha` studies.

    Parameters
    ----------
    values : (n,) float
        All finite.
    alpha : float
        Chance of one or more, were all tails exponential or shorter.
    side : `low`, `high` or `both`
    comparisons : int or None
        Values looked at in all, those of other questions too; n if None.

    Returns
    -------
    (n,) bool

    Notes
    -----
    A value must be beyond the limit and stand apart by two fifths of its distance to the median:
    long tails thin out slowly, and slips (80 for 8) leave a gap.

    >>> spread = np.sin(np.arange(400.0)) * 10
    >>> far_values(np.array([*spread, 400.0]), 0.01).nonzero()[0].tolist()
    [400]
    """
    m = max(comparisons or 0, values.size, 1) * (2 if side == "both" else 1)
    middle = float(np.median(values))
    found = np.zeros(values.shape, np.bool_)
    for sign, wanted in ((1.0, "high"), (-1.0, "low")):
        if side in ("both", wanted):
            found |= _beyond(sign * (values - middle), alpha / m)
    return found


def _beyond(distance: FloatArray, chance: float) -> BoolArray:
    """Which distances on one side of the median are far, and stand apart."""
    begins, cap = np.quantile(distance, [1.0 - _OUTER, 1.0 - _OUTMOST])
    normal = float((np.quantile(distance, _RANKS) / special.ndtri(_RANKS)).max())
    excess = np.minimum(distance[distance > begins], cap) - begins
    scale = float(excess.mean()) / (1.0 - _OUTMOST / _OUTER) if excess.size else 0.0
    # Of a normal tail the mean excess over its outer tenth is 0.47 standard deviations.
    scale = max(scale, 0.47 * normal)
    if scale <= 0.0:
        return np.zeros(distance.shape, np.bool_)
    far = distance > begins + scale * np.log(_OUTER / chance)
    order = np.argsort(distance)
    nearer = np.concatenate([[-np.inf], distance[order][:-1]])
    stands = (distance[order] - nearer) >= _GAP * distance[order]
    apart = np.zeros(distance.shape, np.bool_)
    apart[order] = np.maximum.accumulate(far[order] & stands)
    return np.asarray(far & apart)


def suited_scale(values: FloatArray) -> FloatArray:
    """Values as they are, or their logarithms where those are nearer to being symmetric.

    Logarithms are of the value and 1, of values that are not negative.
    """
    if values.min() < 0.0:
        return values
    logs = np.log1p(values)
    return logs if _skew(logs) < _skew(values) else values


def _skew(values: FloatArray) -> float:
    """How far the middle of the outer tenths lies from the median, over their distance."""
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9))
    return float(abs(high + low - 2.0 * middle) / (high - low)) if high > low else 1.0
