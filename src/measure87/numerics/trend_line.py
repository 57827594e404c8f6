"""A line, or a line with one bend, through the figures of several rounds: arrays alone.

What is answered: by how much does a figure move a year, and is there a date at which that changes?
Both are weighted sums of the figures, so that their variance follows from the figures' full
covariance, whatever the weights are (a working variance, and then the true one). The largest of
several tests of a bend is held against its own distribution, that of the largest of as many
correlated Student's t, which is simulated.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from measure87.numerics.arrays import FloatArray

DRAWS = 100_000
"""Simulated rounds behind the p-value of the largest test."""


@dataclass(frozen=True)
class Largest:
    """The largest of several tests.

    p_value : chance of a largest test as great, if none of the contrasts is other than 0
    p_error : standard error of it, for it is simulated; 0 where it is exact
    multiplier : standard errors that hold all contrasts at once, with the level's chance
    """

    p_value: float
    p_error: float
    multiplier: float


def line_contrast(dates: FloatArray, weights: FloatArray) -> FloatArray:
    """Weights c of the figures (R,) in the slope c'y of their weighted least-squares line.

    dates, weights : (R,) float, at least two dates that differ; weights above 0.

    >>> line_contrast(np.array([2010.0, 2014.0]), np.array([1.0, 9.0])).round(9).tolist()
    [-0.25, 0.25]
    """
    centred = dates - np.average(dates, weights=weights)
    moment = weights * centred
    return np.asarray(moment / (moment @ centred))


def bend_contrasts(dates: FloatArray, weights: FloatArray, at: float) -> FloatArray:
    """Weights of the figures in the slope up to a date and in its change there, (2, R).

    The line is unbroken: y = a + b t + d max(t - at, 0). At least one date lies on either side.

    >>> found = bend_contrasts(np.array([0.0, 1.0, 2.0]), np.ones(3), 1.0)
    >>> np.allclose(found, [[-1.0, 1.0, 0.0], [1.0, -2.0, 1.0]])
    True
    """
    t = dates - dates[0]
    columns = np.column_stack([np.ones_like(t), t, np.maximum(dates - at, 0.0)])
    root = np.sqrt(weights / weights.sum())[:, None]
    return np.asarray(np.linalg.pinv(columns * root)[1:] * root.T)


def two_sided_p(t: npt.ArrayLike, df: float) -> FloatArray:
    """Chance of a Student's t as far from 0; df may be infinite."""
    size = np.abs(np.asarray(t, dtype=np.float64))
    if np.isinf(df):
        return np.asarray(2.0 * special.ndtr(-size))
    return np.asarray(2.0 * special.stdtr(max(df, 1.0), -size))


def largest_test(
    t: FloatArray,
    correlation: FloatArray,
    df: float,
    level: float,
    rng: np.random.Generator,
    draws: int = DRAWS,
) -> Largest:
    """The largest of k tests that are correlated, under the hypothesis that all are of 0.

    Parameters
    ----------
    t : (k,) float
        Contrasts over their standard errors.
    correlation : (k, k) float
        Of the contrasts.
    df : float
        Degrees of freedom of their variance, which they share.

    Notes
    -----
    The contrasts are taken to be normal. One test alone has no simulation. The p-value counts the
    observed one among the draws, (1 + b) / (1 + draws), so that it is never 0.
    """
    observed = float(np.abs(t).max())
    df = max(df, 1.0)
    if len(t) == 1:
        tail = (1.0 + level) / 2.0
        half = special.ndtri(tail) if np.isinf(df) else special.stdtrit(df, tail)
        return Largest(float(two_sided_p(observed, df)), 0.0, float(half))
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    z = np.abs(rng.standard_normal((draws, len(t))) @ root.T).max(axis=1)
    if not np.isinf(df):
        z = z / np.sqrt(rng.chisquare(df, draws) / df)
    p = (1.0 + float(np.count_nonzero(z >= observed))) / (1.0 + draws)
    return Largest(p, float(np.sqrt(p * (1.0 - p) / draws)), float(np.quantile(z, level)))
