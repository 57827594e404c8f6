"""What share of the variance of an answer lies between interviewers?

The intraclass correlation of the one-way random model, for numbers and for answers of two kinds
(0 and 1): by the mean squares of the analysis of variance, with Searle's interval.

Sources: the interval is Searle's (1971), read of in Ukoumunne (2002), Statistics in Medicine 21,
3757-3774, whose abstract reports coverage close to nominal also where sizes differ; the estimator
is used for binary answers as in Ridout, Demétrio & Firth (1999), Biometrics 55, 137-148, both
unseen in print. How often our interval holds a known truth is in
`tests/numerics/test_intraclass.py`.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from measure87.vocabulary.errors import DataError


@dataclass(frozen=True)
class Intraclass:
    """Share of variance between groups.

    Attributes
    ----------
    share : float
        Below 0 where groups differ less than chance alone would have it.
    lower, upper : float
        Limits; NaN where nothing varies.
    groups, n : int
        How many groups and values it is of.
    size : float
        Mean size of a group, adjusted for unequal sizes.
    f : float
        Mean square between over mean square within groups.
    rest : int
        Degrees of freedom of the mean square within.
    """

    share: float
    lower: float
    upper: float
    groups: int
    n: int
    size: float
    f: float
    rest: int


def intraclass(values: npt.ArrayLike, groups: npt.ArrayLike, level: float = 0.95) -> Intraclass:
    """Share of the variance of values that lies between groups.

    Parameters
    ----------
    values : (n,) float
        Numbers, or 0 and 1; all finite.
    groups : (n,) int
        The group of each value, counted from 0.
    level : float
        Of the interval, 0 to 1.

    Raises
    ------
    DataError
        If there are fewer than two groups, or no group has two values.

    Notes
    -----
    Assumes groups drawn at random from many, and persons given to them at random: where each
    interviewer has an area of her own, areas and interviewers cannot be told apart.

    >>> found = intraclass([1.0, 2.0, 5.0, 6.0], [0, 0, 1, 1])
    >>> round(found.share, 4), round(found.f, 1)
    (0.9394, 32.0)
    """
    y, codes = np.asarray(values, np.float64), np.asarray(groups, np.int64)
    sizes = np.bincount(codes).astype(np.float64)
    present = sizes > 0
    k, n = int(present.sum()), y.size
    if k < 2 or n <= k:
        raise DataError("an intraclass correlation needs two groups, and two values in one of them")
    means = np.bincount(codes, weights=y)[present] / sizes[present]
    sizes = sizes[present]
    between = float((sizes * (means - y.mean()) ** 2).sum()) / (k - 1)
    total = float(((y - y.mean()) ** 2).sum())
    within = max(total - between * (k - 1), 0.0) / (n - k)
    size = (n - float((sizes**2).sum()) / n) / (k - 1)
    if within <= 0.0:
        nothing = between <= 0.0
        share = math.nan if nothing else 1.0
        return Intraclass(share, share, share, k, n, size, math.nan if nothing else math.inf, n - k)
    return _of_f(between / within, size, k, n, n - k, level)


def intraclass_within(
    values: npt.ArrayLike, groups: npt.ArrayLike, areas: npt.ArrayLike, level: float = 0.95
) -> Intraclass:
    """The same within areas that several groups share: what areas differ by is taken out.

    Parameters
    ----------
    values, groups : as in `intraclass`
    areas : (n,) int
        The area of each value, counted from 0.

    Raises
    ------
    DataError
        If no area is shared by two groups, or nothing is left to take an error from.

    Notes
    -----
    Analysis of variance of values on areas and groups, the sum of squares of groups after that of
    areas (Henderson's method 3, Biometrics 9 (1953), 226-252, unseen). Groups that share no area,
    not even by way of others, cannot be compared; each such set has a degree of freedom fewer.
    The share is of the variance within areas.

    >>> found = intraclass_within(
    ...     [1.0, 3.0, 11.0, 14.0, 5.0, 8.0], [0, 1, 0, 1, 0, 1], [0, 0, 1, 1, 2, 2]
    ... )
    >>> round(found.f, 4)
    64.0
    """
    y, group, area = (np.asarray(one) for one in (values, groups, areas))
    counts = np.zeros((int(area.max()) + 1, int(group.max()) + 1))
    np.add.at(counts, (area, group), 1.0)
    sizes = np.maximum(counts.sum(axis=1), 1.0)
    centred = y - (np.bincount(area, weights=y) / sizes)[area]
    crossing = np.diag(counts.sum(axis=0)) - counts.T @ (counts / sizes[:, None])
    sums = np.bincount(group, weights=centred)
    df = int(np.linalg.matrix_rank(crossing, hermitian=True))
    rest = y.size - int((counts.sum(axis=1) > 0).sum()) - df
    if df < 1 or rest < 1:
        raise DataError("no area is shared by two groups, or nothing is left to take an error from")
    left = float(centred @ centred)
    between = float(sums @ np.linalg.pinv(crossing, hermitian=True) @ sums)
    within = max(left - between, 0.0) / rest
    size = float(np.trace(crossing)) / df
    if within <= 1e-12 * float(y @ y):
        nothing = between <= 1e-12 * float(y @ y)
        share, f = (math.nan, math.nan) if nothing else (1.0, math.inf)
        return Intraclass(share, share, share, df + 1, y.size, size, f, rest)
    return _of_f(between / df / within, size, df + 1, y.size, rest, level)


def _of_f(f: float, size: float, groups: int, n: int, rest: int, level: float) -> Intraclass:
    """The share and its limits of a ratio of mean squares."""
    tail = (1.0 - level) / 2.0
    high = float(special.fdtri(groups - 1, rest, 1.0 - tail))
    low = float(special.fdtri(groups - 1, rest, tail))
    limits = (_share(f / high, size), _share(f / low, size))
    return Intraclass(_share(f, size), *limits, groups, n, size, f, rest)


def _share(f: float, size: float) -> float:
    return (f - 1.0) / (f + size - 1.0)


def above_share(found: Intraclass, share: float) -> float:
    """Probability of such an F, or a greater one, were the true share no more than `share`.

    >>> found = intraclass([1.0, 2.0, 5.0, 6.0], [0, 0, 1, 1])
    >>> round(above_share(found, 0.0), 4)
    0.0299
    """
    if math.isnan(found.f):
        return 1.0
    if math.isinf(found.f):
        return 0.0
    shrunk = found.f / (1.0 + found.size * share / (1.0 - share))
    return float(special.fdtrc(found.groups - 1, found.rest, shrunk))
