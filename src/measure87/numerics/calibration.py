"""Calibration: weights as near as possible to given ones that meet known population totals.

What is answered: with which factor must the weight of each class be multiplied so that
weighted sums of the auxiliaries x equal their population totals T,

    sum d F(x'b) x = T,

where d are the given weights and F says what "near" means (Deville & Sarndal's distances):
`raking` F(u) = exp(u), always positive; `linear` F(u) = 1 + u, the regression estimator;
`logit`, bounded on both sides and smooth; `truncated`, the linear cut at both bounds. With one set
of classes all four are post-stratification.

Persons of one class share x, so the sums over classes are enough: K classes, p auxiliaries.
Auxiliaries may repeat each other (each margin adds up to everybody); the factors are unique
all the same. Source: Deville & Sarndal (1992), J. Am. Stat. Assoc. 87, 376-382; Deville,
Sarndal & Sautory (1993), J. Am. Stat. Assoc. 88, 1013-1020 (both unseen in print). Agrees with
`calibrate` and `rake` of R survey 4.4.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from measure87.numerics.arrays import FloatArray

Distance = Literal["raking", "linear", "logit", "truncated"]

CLOSE_ENOUGH = 1e-12
"""Largest distance from a total, as a share of the largest total of its kind."""

_MOST_STEPS = 200
_MOST_HALVINGS = 40
_LARGEST_EXPONENT = 50.0


@dataclass(frozen=True)
class Factors:
    """Factors of the classes, and whether they meet the totals.

    factor : (K,) float
    misfit : largest distance from a total, as a share of that total
    is_met : whether `misfit` is rounding
    """

    factor: FloatArray
    misfit: float
    is_met: bool


def calibration_factors(
    x: FloatArray,
    weight: FloatArray,
    totals: FloatArray,
    *,
    distance: Distance = "raking",
    bounds: tuple[float, float] = (0.3, 3.0),
) -> Factors:
    """Factors by which weights meet totals.

    Parameters
    ----------
    x : (K, p) float
        Auxiliaries of each class.
    weight : (K,) float
        Sum of the given weights of each class, all positive.
    totals : (p,) float
        Population totals of the auxiliaries.
    distance : str
        `raking`, `linear`, `logit` or `truncated`.
    bounds : (float, float)
        Of `logit` and `truncated` alone: least and largest factor, below and above 1.

    Returns
    -------
    Factors
        The nearest that was found; `is_met` is False where no factors meet the totals, or
        none within the bounds.

    >>> x = np.eye(2)
    >>> calibration_factors(x, np.array([2.0, 4.0]), np.array([10.0, 30.0])).factor
    array([5. , 7.5])
    """
    size = np.maximum(np.abs(x).max(axis=0), np.finfo(float).tiny)
    scaled, wanted = x / size, totals / size
    shape, slope = _distance(distance, bounds)
    b = np.zeros(x.shape[1])
    gap = wanted - _sums(scaled, weight, shape(scaled @ b))
    for _ in range(_MOST_STEPS):
        if _misfit(gap, wanted) <= CLOSE_ENOUGH:
            break
        curvature = (scaled * (weight * slope(scaled @ b))[:, None]).T @ scaled
        step = np.linalg.lstsq(curvature, gap, rcond=None)[0]
        moved = _shortened(scaled, weight, wanted, b, step, gap, shape)
        if moved is None:
            break
        b, gap = moved
    misfit = _misfit(gap, wanted)
    return Factors(shape(scaled @ b), misfit, misfit <= 1e3 * CLOSE_ENOUGH)


def _shortened(
    x: FloatArray,
    weight: FloatArray,
    wanted: FloatArray,
    b: FloatArray,
    step: FloatArray,
    gap: FloatArray,
    shape: Callable[[FloatArray], FloatArray],
) -> tuple[FloatArray, FloatArray] | None:
    """The step, halved until it comes nearer to the totals; None if it never does."""
    before = float(gap @ gap)
    length = 1.0
    for _ in range(_MOST_HALVINGS):
        moved = b + length * step
        left = wanted - _sums(x, weight, shape(x @ moved))
        if np.isfinite(left).all() and float(left @ left) < before:
            return moved, left
        length /= 2.0
    return None


def _sums(x: FloatArray, weight: FloatArray, factor: FloatArray) -> FloatArray:
    return np.asarray((weight * factor) @ x)


def _misfit(gap: FloatArray, wanted: FloatArray) -> float:
    """Largest distance from a total, as a share of it (of the largest one, where it is 0)."""
    below = np.where(wanted != 0.0, np.abs(wanted), np.abs(wanted).max(initial=1.0))
    return float(np.abs(gap / below).max(initial=0.0))


def _distance(
    distance: Distance, bounds: tuple[float, float]
) -> tuple[Callable[[FloatArray], FloatArray], Callable[[FloatArray], FloatArray]]:
    """The factor as a function of u = x'b, and its slope."""
    if distance == "linear":
        return (lambda u: 1.0 + u), np.ones_like
    if distance == "raking":
        return _exponential, _exponential
    low, high = bounds
    if distance == "truncated":
        return (
            lambda u: np.clip(1.0 + u, low, high),
            lambda u: ((1.0 + u > low) & (1.0 + u < high)).astype(float),
        )
    a = (high - low) / ((high - 1.0) * (1.0 - low))

    def logit(u: FloatArray) -> FloatArray:
        grown = _exponential(a * u)
        up = high * (1.0 - low) * grown
        return np.asarray((low * (high - 1.0) + up) / (high - 1.0 + (1.0 - low) * grown))

    def slope(u: FloatArray) -> FloatArray:
        grown = _exponential(a * u)
        below = high - 1.0 + (1.0 - low) * grown
        return np.asarray(a * (1.0 - low) * (high - 1.0) * (high - low) * grown / below**2)

    return logit, slope


def _exponential(u: FloatArray) -> FloatArray:
    return np.asarray(np.exp(np.clip(u, -_LARGEST_EXPONENT, _LARGEST_EXPONENT)))


def inverse_products(x: FloatArray, weight: FloatArray) -> FloatArray:
    """(X'WX)^-1 of the auxiliaries, (p, p); a generalised inverse where they repeat each other.

    Parameters
    ----------
    x : (K, p) float
    weight : (K,) float
        Sum of weights of each class.
    """
    size = np.maximum(np.abs(x).max(axis=0), np.finfo(float).tiny)
    scaled = x / size
    cross = (scaled * weight[:, None]).T @ scaled
    found = np.linalg.pinv(cross, rcond=1e-11, hermitian=True)
    return np.asarray(found / np.outer(size, size))


def regression_coefficients(x: FloatArray, inverse: FloatArray, sums: FloatArray) -> FloatArray:
    """Coefficients of the weighted regression of several variables on the auxiliaries.

    Parameters
    ----------
    x : (K, p) float
    inverse : (p, p) float
        See `inverse_products`.
    sums : (K, q) float
        Weighted sum of each variable in each class.

    Returns
    -------
    (p, q) float
        What is fitted by them is unique, where they are not.
    """
    return np.asarray(inverse @ (x.T @ sums))
