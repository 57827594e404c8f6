"""Taylor linearisation: variances of ratios and totals from the covariance of totals.

What is answered: given the estimated covariance of the totals that a figure is made of,
what is the figure's variance? Symmetric 3 x 3 matrices travel packed in their upper
triangle, six numbers in the order 00, 01, 02, 11, 12, 22 (`PAIRS`); leading axes are free.

Source: Woodruff (1971), J. Am. Stat. Assoc. 66, 411-414; Sarndal, Swensson & Wretman
(1992), Model Assisted Survey Sampling, ch. 4 and 5.
"""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

PAIRS = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
"""Rows and columns of the six packed numbers."""

_ROUNDING = 1e-13


def outer(vector: FloatArray) -> FloatArray:
    """Packed products of a vector with itself, (..., 3) to (..., 6)."""
    return np.stack([vector[..., a] * vector[..., b] for a, b in PAIRS], axis=-1)


def between_units(
    first: FloatArray, second: FloatArray, units: FloatArray, fraction: FloatArray
) -> FloatArray:
    """Covariance of a parent's total from the spread of its units' totals.

    (1 - f) m/(m - 1) [sum A A' - (sum A)(sum A)'/m]; 0 where there is one unit.

    Parameters
    ----------
    first : (..., 3) float
        Sum of A over the units.
    second : (..., 6) float
        Packed sum of A A' over the units.
    units, fraction : (...) float
        Units in the sample, absent ones included; their share of the population's units.
    """
    m = np.maximum(units, 1.0)[..., None]
    scale = np.where(m > 1.0, (1.0 - fraction[..., None]) * m / np.maximum(m - 1.0, 1.0), 0.0)
    return scale * (second - outer(first) / m)


def quadratic_form(gradient: FloatArray, covariance: FloatArray) -> FloatArray:
    """Variance g' C g of a figure with gradient g, (..., 3) and packed (..., 6) to (...)."""
    total = np.zeros(np.broadcast_shapes(gradient.shape[:-1], covariance.shape[:-1]))
    for place, (a, b) in enumerate(PAIRS):
        twice = 1.0 if a == b else 2.0
        total += twice * gradient[..., a] * gradient[..., b] * covariance[..., place]
    return total


def variance(gradient: FloatArray, covariance: FloatArray, scale: FloatArray) -> FloatArray:
    """`quadratic_form`, and exactly 0 where it is less than the rounding error of its terms.

    Parameters
    ----------
    scale : (..., 6) float
        Packed sum of A A' behind the covariance: what the rounding is measured by.
    """
    value = quadratic_form(gradient, covariance)
    size = quadratic_form(np.abs(gradient), np.abs(scale))
    return np.where(value > _ROUNDING * size, value, 0.0)


def ratio_gradient(
    numerator: FloatArray, denominator: FloatArray, ratio: FloatArray, total: FloatArray
) -> FloatArray:
    """Gradient of (a'T)/(b'T) by the totals T: (a - ratio b) / b'T.

    Parameters
    ----------
    numerator, denominator : (..., 3) float
        The weights a and b with which the totals enter.
    ratio, total : (...) float
        The ratio; its denominator b'T.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return (numerator - ratio[..., None] * denominator) / total[..., None]
