"""How well do answers of a second interview agree with those of the first?

Sources: the simple response variance and the reliability ratio as IPA's back-check program reports
them (`bcstats`, help file seen), after Hansen, Hurwitz & Bershad (1961), Bulletin of the
International Statistical Institute 38, 359-374, unseen; Cohen (1960), Educational and
Psychological Measurement 20, 37-46, unseen.
"""

import math

import numpy as np
import numpy.typing as npt


def reliability_ratio(first: npt.ArrayLike, second: npt.ArrayLike) -> float:
    """Share of the variance of a number that is not response variance.

    Parameters
    ----------
    first, second : (n,) float
        Answers of the same persons in two interviews, of one unit.

    Returns
    -------
    float
        1 where both are alike throughout; below 0 where they differ more than two persons do; NaN
        where nothing varies, or with fewer than two persons.

    Notes
    -----
    1 minus the simple response variance (half of the mean squared difference) over the variance of
    all answers. Assumes two interviews of one quality, independent of each other.

    >>> reliability_ratio([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])
    1.0
    """
    a, b = np.asarray(first, np.float64), np.asarray(second, np.float64)
    if a.size < 2:
        return math.nan
    variance = float(np.concatenate([a, b]).var())
    if variance <= 0.0:
        return math.nan
    return 1.0 - float(((a - b) ** 2).mean()) / 2.0 / variance


def cohen_kappa(first: npt.ArrayLike, second: npt.ArrayLike) -> float:
    """Cohen's kappa of two classifications of the same persons.

    Parameters
    ----------
    first, second : (n,) int
        Codes, counted from 0.

    Returns
    -------
    float
        1 for full agreement, 0 for that of chance; NaN where all answers are one, or nobody
        answered twice.

    >>> cohen_kappa([0, 0, 1, 1], [0, 0, 1, 0])
    0.5
    """
    a, b = np.asarray(first, np.int64), np.asarray(second, np.int64)
    if a.size == 0:
        return math.nan
    size = int(max(a.max(), b.max())) + 1
    shares_a, shares_b = (np.bincount(one, minlength=size) / one.size for one in (a, b))
    chance = float(shares_a @ shares_b)
    if chance >= 1.0:
        return math.nan
    return (float((a == b).mean()) - chance) / (1.0 - chance)
