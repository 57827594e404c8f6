"""Tail probabilities of sums of weighted chi-squares: the null distributions of Rao-Scott tests.

What is answered: how likely is it that a statistic that behaves like sum_i a_i X_i, with X_i
independent chi-squares of one degree of freedom, is at least x? The a_i are generalised design
effects (eigenvalues); estimated from a design of d degrees of freedom they make the statistic a
sum over an independent chi-square: P(sum_i a_i X_i > x C / d), C a chi-square of d degrees.

That is the chance that a sum of chi-squares with weights of both signs is above 0, which
`chance_above_zero` finds by Imhof's integral and `saddlepoint_above_zero` by a saddle point.

Sources: Imhof (1961), Biometrika 48, 419-426; Kuonen (1999), Biometrika 86, 929-935; Rao & Scott
(1984), Annals of Statistics 12, 46-60 (all three unseen in print; the saddle point as in R survey
4.4-2, function `saddle`, which was read).
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import integrate, optimize, special

from measure87.numerics.arrays import FloatArray

_NEAR_THE_MEAN = 1e-4
"""Saddle points nearer to 0 than this lose all digits, as in R."""

_ALL_DIGITS_LOST = 1e-8
"""Below this the integral, good to some 1e-12, gives way to the saddle point."""


@dataclass(frozen=True)
class SignedSum:
    """A sum of independent chi-squares: their weights, of either sign, and degrees of freedom.

    weights, degrees : (m,) float
    """

    weights: FloatArray
    degrees: FloatArray

    @staticmethod
    def of_statistic(x: float, effects: FloatArray, df: float) -> "SignedSum":
        """What is above 0 where sum_i a_i X_i is above x C / df."""
        weights = np.append(effects, -x / df)
        return SignedSum(weights, np.append(np.ones(len(effects)), df))


def satterthwaite_df(effects: FloatArray) -> float:
    """Degrees of freedom of the multiple of a chi-square with the same mean and variance.

    >>> satterthwaite_df(np.array([2.0, 2.0]))
    2.0
    """
    return float(effects.sum() ** 2 / (effects**2).sum())


def chance_above_zero(total: SignedSum) -> float:
    """P(sum > 0) by numerical inversion of the characteristic function; absolute error 1e-10.

    >>> two = SignedSum(np.array([1.0, -1.0]), np.array([1.0, 1.0]))
    >>> round(chance_above_zero(two), 9)
    0.5
    """
    a, h = total.weights / np.abs(total.weights).max(), total.degrees

    def inside(u: float) -> float:
        angle = 0.5 * float(h @ np.arctan(a * u))
        # Of many degrees of freedom it is too small for a number soon, and then 0.
        return math.sin(angle) / u * math.exp(-0.25 * float(h @ np.log1p((a * u) ** 2)))

    value = 0.0
    for low, high in ((0.0, 1.0), (1.0, 10.0), (10.0, math.inf)):
        part, _ = integrate.quad(inside, low, high, limit=500, epsabs=1e-13, epsrel=1e-11)
        value += float(part)
    return min(1.0, max(0.0, 0.5 + value / math.pi))


def saddlepoint_above_zero(total: SignedSum) -> float | None:
    """P(sum > 0) by the saddle point, good to some per cent of itself however small it is.

    None where the mean is so near 0 that the formula has no digits left.
    """
    a, h = total.weights / total.weights.max(), total.degrees
    low = 0.5 / a[a < 0.0].min() if (a < 0.0).any() else -0.5 * float(h.sum())
    high = 0.5 / float(a.max())
    # Within the pole of either side, as near as rounding lets one come.
    low, high = low * (1.0 - 1e-9), high * (1.0 - 1e-9)

    def slope(z: float) -> float:
        return float(h @ (a / (1.0 - 2.0 * z * a)))

    z = float(optimize.brentq(slope, low, high, xtol=1e-14, rtol=1e-13))
    if abs(z) < _NEAR_THE_MEAN:
        return None
    cumulant = -0.5 * float(h @ np.log1p(-2.0 * z * a))
    w = math.copysign(math.sqrt(max(-2.0 * cumulant, 0.0)), z)
    v = z * math.sqrt(2.0 * float(h @ (a / (1.0 - 2.0 * z * a)) ** 2))
    return float(special.ndtr(-(w + math.log(v / w) / w)))


def exact_tail(x: float, effects: FloatArray, df: float) -> float:
    """P(sum_i a_i X_i > x C / df), C a chi-square of df degrees.

    >>> from scipy import stats
    >>> round(exact_tail(5.0, np.ones(2), 10.0), 6) == round(float(stats.f.sf(2.5, 2, 10)), 6)
    True
    """
    total = SignedSum.of_statistic(x, effects, df)
    found = chance_above_zero(total)
    return found if found > _ALL_DIGITS_LOST else saddlepoint_tail(x, effects, df)


def saddlepoint_tail(x: float, effects: FloatArray, df: float) -> float:
    """The same by the saddle point; next to the mean by Satterthwaite's F."""
    found = saddlepoint_above_zero(SignedSum.of_statistic(x, effects, df))
    return satterthwaite_tail(x, effects, df) if found is None else found


def satterthwaite_tail(x: float, effects: FloatArray, df: float) -> float:
    """The same by an F with the mean and variance of the sum (Rao & Scott's second order).

    F = x / sum a on (sum a)^2 / sum a^2 and df degrees of freedom.
    """
    return float(special.fdtrc(satterthwaite_df(effects), df, x / float(effects.sum())))
