"""Taylor linearisation: variances of ratios and totals from the covariance of totals.

What is answered: given the estimated covariance of the totals that a figure is made of,
what is the figure's variance? Symmetric 3 x 3 matrices travel packed in their upper
triangle, six numbers in the order 00, 01, 02, 11, 12, 22 (`PAIRS`); leading axes are free.

Source: Woodruff (1971), J. Am. Stat. Assoc. 66, 411-414; Sarndal, Swensson & Wretman
(1992), Model Assisted Survey Sampling, ch. 4 and 5.
"""

from collections.abc import Callable

import numpy as np
from scipy import sparse

from measure87.numerics.arrays import BoolArray, FloatArray, Int8Array, IntArray

FirstStage = Callable[[FloatArray, IntArray], tuple[FloatArray, FloatArray]]

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
    return np.where(value <= _ROUNDING * size, 0.0, value)


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


def totals_of(values: FloatArray, place: IntArray, n: int) -> FloatArray:
    """Sums of rows by place, (m, q) to (n, q).

    >>> totals_of(np.array([[1.0], [2.0], [4.0]]), np.array([1, 0, 1]), 2).tolist()
    [[2.0], [5.0]]
    """
    m = len(place)
    adding = sparse.csr_array((np.ones(m), (place, np.arange(m))), shape=(n, m))
    return np.asarray(adding @ values)


def multistage_covariance(
    z: FloatArray,
    starts: Int8Array,
    correction: FloatArray,
    is_fraction: BoolArray,
    *,
    first_stage: FirstStage,
) -> FloatArray:
    """Covariance matrix of the sums of z over a multi-stage sample.

    Parameters
    ----------
    z : (units, k) float
        Linearised totals of the last-stage units, rows of a parent together.
    starts : (units,) int8
        The first stage at which each row starts a new unit (see `pass_arrays.Rows.change`).
    correction : (stages, units) float
        Correction of each stage: fraction, or units in the population; NaN for none.
    is_fraction : (stages,) bool
    first_stage : callable
        Takes the clusters' totals (clusters, k) and the row where each begins; returns the
        first-stage covariance (k, k) and the fraction sampled in each cluster's stratum
        (clusters,). It knows the strata and the single-cluster rule.

    Returns
    -------
    (k, k) float
    """
    n_stages = correction.shape[0]
    begin = np.flatnonzero(starts == 0)
    clusters = np.add.reduceat(z, begin, axis=0)
    covariance, fraction = first_stage(clusters, begin)
    ends = np.append(begin[1:], len(starts))
    if n_stages > 1:
        for a, b, f in zip(begin, ends, fraction, strict=True):
            if f > 0.0:
                covariance += f * _inside_parent(
                    z[a:b], starts[a:b], correction[:, a:b], is_fraction, 1
                )
    return covariance


def _inside_parent(
    z: FloatArray,
    starts: Int8Array,
    correction: FloatArray,
    is_fraction: BoolArray,
    stage: int,
) -> FloatArray:
    """Covariance that arises inside one parent, from one stage downwards."""
    begin = np.flatnonzero(starts <= stage)
    units = np.add.reduceat(z, begin, axis=0)
    m = len(units)
    known = correction[stage, 0]
    fraction = 0.0 if np.isnan(known) else float(known if is_fraction[stage] else m / known)
    centred = units - units.mean(axis=0)
    covariance = (1.0 - fraction) * m / max(m - 1, 1) * centred.T @ centred
    if stage + 1 < correction.shape[0] and fraction > 0.0:
        ends = np.append(begin[1:], len(starts))
        for a, b in zip(begin, ends, strict=True):
            covariance += fraction * _inside_parent(
                z[a:b], starts[a:b], correction[:, a:b], is_fraction, stage + 1
            )
    return np.asarray(covariance)
