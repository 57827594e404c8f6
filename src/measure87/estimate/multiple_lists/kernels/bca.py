"""Bias-corrected and accelerated bootstrap intervals, and how far chance moves them.

What is answered: which quantiles of the replicates bound the figure, once the replicates' bias
and the figure's skewness are allowed for, and how much would the limits move had the random
numbers been others?

Replicates may be infinite (a sample in which the figure has no bound). Quantiles are the
median-unbiased ones (type 8 of Hyndman & Fan).

Sources: Efron (1987), Better bootstrap confidence intervals, J. Am. Stat. Assoc. 82, 171-185;
DiCiccio & Efron (1996), Bootstrap confidence intervals, Statistical Science 11(3), 189-228
(both unseen; the formulae are those of R SparseMSE 2.0.1, whose limits they give back).
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from measure87.numerics.arrays import FloatArray, IntArray

_HUGE = 1e300
_BLOCKS = 10


@dataclass(frozen=True)
class BcaInterval:
    """Limits, and the quantiles of the replicates that they are.

    lower, upper : float, unit of the figure; infinite where the quantile is
    lower_share, upper_share : float, 0 to 1
    bias_correction, acceleration : float
    """

    lower: float
    upper: float
    lower_share: float
    upper_share: float
    bias_correction: float
    acceleration: float


def bca_interval(
    replicates: FloatArray, estimate: float, acceleration: float, level: float
) -> BcaInterval:
    """BCa limits of a figure.

    Parameters
    ----------
    replicates : (b,) float
        In any order; may hold infinity.
    estimate : float
        The figure from the data themselves.
    acceleration : float
        From `jackknife_acceleration`.
    level : float
        0 to 1.

    Notes
    -----
    Where no replicate, or every replicate, is below the estimate, half a replicate is taken to
    be, so that the correction stays finite.
    """
    ordered = np.sort(np.minimum(replicates, _HUGE))
    below = float((ordered < estimate).sum())
    return _interval(ordered, below, estimate, acceleration, level)


def _interval(
    ordered: FloatArray, below: float, estimate: float, acceleration: float, level: float
) -> BcaInterval:
    """The interval from sorted replicates of which `below` are under the estimate."""
    n = len(ordered)
    correction = float(ndtri(min(max(below, 0.5), n - 0.5) / n))
    shares = [_share(correction, acceleration, tail) for tail in ((1 - level) / 2, (1 + level) / 2)]
    lower, upper = np.quantile(ordered, shares, method="median_unbiased")
    return BcaInterval(
        float(lower),
        math.inf if upper > _HUGE / 1e10 else float(upper),
        shares[0],
        shares[1],
        correction,
        acceleration,
    )


def _share(correction: float, acceleration: float, tail: float) -> float:
    """Share of the replicates to be below a limit that should have `tail` below it."""
    shifted = correction + float(ndtri(tail))
    room = 1.0 - acceleration * shifted
    if room <= 0.0:  # beyond the range of the normalising transformation
        return 0.0 if shifted < 0 else 1.0
    return float(ndtr(correction + shifted / room))


def jackknife_acceleration(values: FloatArray, weights: IntArray) -> float:
    """A sixth of the skewness of the influence of single persons.

    Parameters
    ----------
    values : (m,) float
        The figure without one person of kind i; may hold infinity.
    weights : (m,) int
        Persons of each kind.

    Notes
    -----
    An infinite value outweighs all others: the limit is that of the indicator of infinity.
    """
    if np.isinf(values).any():
        values = np.isinf(values).astype(np.float64)
    residual = float((weights * values).sum() / weights.sum()) - values
    square = float((weights * residual**2).sum())
    if square == 0.0:
        return 0.0
    return float((weights * residual**3).sum()) / (6.0 * math.pow(square, 1.5))


def bca_standard_errors(
    replicates: FloatArray,
    estimate: float,
    acceleration: float,
    level: float,
    rng: np.random.Generator,
    resamples: int = 200,
    few: int = 20,
) -> tuple[float, float]:
    """Standard errors of both limits over other random numbers.

    Parameters
    ----------
    replicates, estimate, acceleration, level : as in `bca_interval`
        Replicates in the order in which they were drawn.
    rng : numpy Generator
    resamples : int
    few : int
        A limit with fewer replicates beyond it is an extreme value.

    Returns
    -------
    lower, upper : float
        Infinite where a limit is in some resample and not in another.

    Notes
    -----
    The replicates are themselves resampled and the interval is made anew, correction included.
    That is too kind to a limit among the few most extreme replicates, whose spread hardly falls
    as their number grows: it gets the spread over ten blocks of replicates, which is too large
    rather than too small.
    """
    ordered = np.sort(np.minimum(replicates, _HUGE))
    under = int((ordered < estimate).sum())
    limits = np.empty((resamples, 2))
    for r in range(resamples):
        drawn = np.sort(rng.integers(0, len(ordered), len(ordered)))
        again = _interval(
            ordered[drawn], float(np.searchsorted(drawn, under)), estimate, acceleration, level
        )
        limits[r] = again.lower, again.upper
    errors = [_spread(limits[:, end]) for end in (0, 1)]
    whole = _interval(ordered, under, estimate, acceleration, level)
    beyond = (whole.lower_share, 1.0 - whole.upper_share)
    if min(beyond) * len(ordered) < few and len(ordered) >= 2 * _BLOCKS:
        blocks = [
            bca_interval(block, estimate, acceleration, level)
            for block in np.array_split(replicates, _BLOCKS)
        ]
        ends = np.array([[block.lower, block.upper] for block in blocks])
        for end in (0, 1):
            if beyond[end] * len(ordered) < few:
                errors[end] = max(errors[end], _spread(ends[:, end]))
    return errors[0], errors[1]


def _spread(limits: FloatArray) -> float:
    """Standard deviation; 0 if all are infinite, infinite if some are."""
    if np.isinf(limits).all():
        return 0.0
    if np.isinf(limits).any():
        return math.inf
    return float(np.std(limits, ddof=1))
