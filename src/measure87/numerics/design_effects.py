"""Design effects: how much a sample's design changes the variance of a share or mean.

What is answered: by how much is the variance larger than that of a simple random sample
of as many persons; which part weights and clusters have in it; and which correlation
within clusters would explain it. Arrays of one shape, one entry a cell.

Sources, both read of and not yet in print: Kish (1965), Survey Sampling (design effect, weights,
clusters); Gabler, Haeder & Lahiri (1999), Survey Methodology 25, 105-106 (both in one formula).
"""

import numpy as np
import numpy.typing as npt

from measure87.numerics.arrays import FloatArray


def design_effect(
    variance: npt.ArrayLike,
    unit_variance: npt.ArrayLike,
    n: npt.ArrayLike,
    population: npt.ArrayLike,
) -> FloatArray:
    """Variance over that of a simple random sample without replacement (R's `deff = TRUE`).

    Parameters
    ----------
    variance : (cells,) float
        Linearised variance of the mean or share.
    unit_variance : (cells,) float
        Estimated variance between persons of the population, with n - 1 in place of n
        below (for a share p: p(1 - p) n/(n - 1)).
    n, population : (cells,) float, persons
        Persons in the sample; sum of their weights.

    Returns
    -------
    (cells,) float
        NaN where it is not defined: nobody, no variance between persons, or a sum of weights
        that is not above n.
    """
    v, s2, persons, total = _floats(variance, unit_variance, n, population)
    with np.errstate(divide="ignore", invalid="ignore"):
        simple = s2 / persons * (1.0 - persons / total)
        # A sum of weights that is not above n makes it 0 or less.
        return np.where((simple > 0.0) & (persons > 0.0), v / simple, np.nan)


def design_effect_replacement(
    variance: npt.ArrayLike, unit_variance: npt.ArrayLike, n: npt.ArrayLike
) -> FloatArray:
    """Variance over that of a simple random sample with replacement (R's `"replace"`).

    Parameters and NaN as in `design_effect`.
    """
    v, s2, persons = _floats(variance, unit_variance, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((s2 > 0.0) & (persons > 0.0), v * persons / s2, np.nan)


def weighting_effect(n: npt.ArrayLike, sum_w: npt.ArrayLike, sum_w2: npt.ArrayLike) -> FloatArray:
    """Kish's loss from unequal weights, 1 + CV^2 of the weights; 1 where all are equal.

    Parameters
    ----------
    n : (cells,) float, persons
        Persons in the sample.
    sum_w, sum_w2 : (cells,) float
        Sum of their weights, and of the squares of the weights.
    """
    persons, total, squares = _floats(n, sum_w, sum_w2)
    return np.maximum(persons * squares / total**2, 1.0)


def effective_take(sum_w2: npt.ArrayLike, sum_cluster_w2: npt.ArrayLike) -> FloatArray:
    """Persons per cluster that count for clustering: sum of squared cluster weights over
    the sum of squared weights.

    Equal weights and equal clusters give the persons per cluster; at least 1. Unequal
    clusters count by size, as they do in the variance.

    Parameters
    ----------
    sum_w2 : (cells,) float
        Sum over persons of the squared weight.
    sum_cluster_w2 : (cells,) float
        Sum over clusters of the squared sum of weights of the cell's persons.
    """
    squares, clusters = _floats(sum_w2, sum_cluster_w2)
    return np.maximum(clusters / squares, 1.0)


def model_design_effect(
    weighting: npt.ArrayLike, take: npt.ArrayLike, icc: npt.ArrayLike
) -> FloatArray:
    """Design effect that weights and a correlation within clusters imply.

    deff = weighting * (1 + icc (take - 1)): exact for persons of equal variance whose
    outcomes correlate by `icc` within a cluster and not otherwise, with the `take` of
    `effective_take` and the `weighting` of `weighting_effect`.

    Parameters
    ----------
    weighting, take : (cells,) float
        See `weighting_effect` and `effective_take`.
    icc : (cells,) float
        Correlation of two persons of one cluster, 0 to 1.
    """
    weights, persons, correlation = _floats(weighting, take, icc)
    return weights * (1.0 + correlation * (persons - 1.0))


def implied_correlation(
    deff: npt.ArrayLike, weighting: npt.ArrayLike, take: npt.ArrayLike
) -> FloatArray:
    """Correlation within clusters that explains a design effect; the inverse of
    `model_design_effect`, held between 0 and 1.

    Returns
    -------
    (cells,) float
        NaN where clusters hold one person, so that nothing can be said.
    """
    effect, weights, persons = _floats(deff, weighting, take)
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = (effect / weights - 1.0) / (persons - 1.0)
    return np.where(persons > 1.0 + 1e-9, np.clip(raw, 0.0, 1.0), np.nan)


def _floats(*values: npt.ArrayLike) -> tuple[FloatArray, ...]:
    """The values as float arrays of one shape."""
    return tuple(np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values)))
