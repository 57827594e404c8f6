"""Confidence limits of a proportion from a complex sample, many cells at a time.

What is answered: between which two shares does the true one lie, given the estimate,
its linearised variance (or an effective number of persons) and the degrees of freedom
of that variance. Every function takes arrays of one shape (or scalars that broadcast),
one entry a cell, and is defined at a share of exactly 0 and exactly 1, where a variance
from the sample is 0 and says nothing: there the caller's `n_effective` decides, so that
no cell ever gets [0, 0], [1, 1] or NaN.

Where this differs from R survey 4.4: `svyciprop` gives NaN ("beta"), [0, 0] ("mean") and
about [1e-12, 5e-12] ("logit") at zero cases, and has no "wilson"; see
`docs/methods/rare-events.md`. Everywhere else `wald`, `logit`, `arcsine`, `likelihood` and
`korn_graubard_r` are R's "mean", "logit" and "xlogit", "asin", "likelihood" and "beta",
except that Wald and arcsine limits are kept within 0 and 1 and that R finds those of the
likelihood by interpolation.

Sources: Korn & Graubard (1998), Survey Methodology 24(2), 193-201 (beta limits with the
effective number of persons); Wilson (1927), J. Am. Stat. Assoc. 22, 209-212; Rao & Scott
(1984), Annals of Statistics 12, 46-60 (the likelihood ratio over a design effect), unseen in
print.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import UsageError

_HALVINGS = 70
"""After so many a length of 1,000 is below the rounding of a log odds."""


@dataclass(frozen=True)
class Limits:
    """Lower and upper confidence limits.

    `lower`, `upper` : (cells,) float, shares from 0 to 1 with lower <= p <= upper.
    """

    lower: FloatArray
    upper: FloatArray


def student_quantile(df: npt.ArrayLike, level: float = 0.95) -> FloatArray:
    """Two-sided quantile of Student's t: the standard errors either side of an estimate.

    Parameters
    ----------
    df : (cells,) float
        Degrees of freedom. Infinite is the normal distribution; below 1 (a domain that
        lies in one cluster) counts as 1, the widest Student distribution in use, because
        a variance without any degree of freedom has no quantile.
    level : float
        Confidence level, 0 to 1.
    """
    _check_level(level)
    upper_tail = 1.0 - (1.0 - level) / 2.0
    freedom = np.maximum(np.asarray(df, dtype=np.float64), 1.0)
    each, at = np.unique(freedom, return_inverse=True)  # few, and each is found by iteration
    known = np.isfinite(each)
    student = special.stdtrit(np.where(known, each, 1.0), upper_tail)
    quantile = np.where(known, student, special.ndtri(upper_tail))
    return np.asarray(quantile[at].reshape(freedom.shape), dtype=np.float64)


def wald(
    p: npt.ArrayLike,
    variance: npt.ArrayLike,
    df: npt.ArrayLike,
    *,
    n_effective: npt.ArrayLike,
    level: float = 0.95,
) -> Limits:
    """Estimate plus and minus t standard errors, kept within 0 and 1.

    Covers far too seldom for rare outcomes (80 % in place of 95 % where 0.2 % of 2,000
    persons in 100 clusters have it); here because readers compare with it.

    Parameters
    ----------
    p : (cells,) float
        Estimated share.
    variance : (cells,) float
        Its linearised variance.
    df : (cells,) float
        Degrees of freedom of the variance.
    n_effective : (cells,) float, persons
        Used only where `p` is 0 or 1: there the limits are those of `exact_limits`.
    """
    share, spread = _floats(p, variance)
    half = student_quantile(df, level) * np.sqrt(spread)
    limits = Limits(np.maximum(share - half, 0.0), np.minimum(share + half, 1.0))
    return _replace_at_bounds(limits, share, n_effective, level)


def logit(
    p: npt.ArrayLike,
    variance: npt.ArrayLike,
    df: npt.ArrayLike,
    *,
    n_effective: npt.ArrayLike,
    level: float = 0.95,
) -> Limits:
    """Wald limits of the log odds, turned back into shares; parameters as in `wald`."""
    share, spread = _floats(p, variance)
    inside = (share > 0.0) & (share < 1.0)
    safe = np.where(inside, share, 0.5)
    half = student_quantile(df, level) * np.sqrt(spread) / (safe * (1.0 - safe))
    centre = special.logit(safe)
    limits = Limits(special.expit(centre - half), special.expit(centre + half))
    return _replace_at_bounds(limits, share, n_effective, level)


def arcsine(
    p: npt.ArrayLike,
    variance: npt.ArrayLike,
    df: npt.ArrayLike,
    *,
    n_effective: npt.ArrayLike,
    level: float = 0.95,
) -> Limits:
    """Wald limits of the angle asin(sqrt(p)), turned back into shares; parameters as in `wald`.

    An angle below 0 (or above a right angle) is the share 0 (or 1); R goes on past it, where
    the sine grows again, and gives a lower limit above 0.
    """
    share, spread = _floats(p, variance)
    inside = (share > 0.0) & (share < 1.0)
    safe = np.where(inside, share, 0.5)
    half = student_quantile(df, level) * np.sqrt(spread) / (2.0 * np.sqrt(safe * (1.0 - safe)))
    centre = np.arcsin(np.sqrt(safe))
    limits = Limits(
        np.sin(np.maximum(centre - half, 0.0)) ** 2,
        np.sin(np.minimum(centre + half, np.pi / 2.0)) ** 2,
    )
    return _replace_at_bounds(limits, share, n_effective, level)


def likelihood(
    p: npt.ArrayLike,
    variance: npt.ArrayLike,
    n: npt.ArrayLike,
    df: npt.ArrayLike,
    *,
    n_effective: npt.ArrayLike,
    level: float = 0.95,
) -> Limits:
    """Shares whose binomial likelihood ratio, over the design effect, is within t^2.

    The limits q solve 2 n [p log(p/q) + (1 - p) log((1 - p)/(1 - q))] = t^2 deff n/(n - 1),
    with deff = n v / (p (1 - p)); the last factor is R's dispersion.

    Parameters
    ----------
    p, variance : (cells,) float
        Estimated share; its linearised variance.
    n, df : (cells,) float
        Persons in the sample of the cell; degrees of freedom of the variance.
    n_effective : (cells,) float, persons
        Used only where `p` is 0 or 1, where R fails.
    """
    share, spread, persons = _floats(p, variance, n)
    inside = (share > 0.0) & (share < 1.0)
    safe = np.where(inside, share, 0.5)
    t2 = student_quantile(df, level) ** 2
    dispersion = persons / np.maximum(persons - 1.0, 1.0)
    allowed = t2 * spread * dispersion / (2.0 * safe * (1.0 - safe))
    limits = Limits(_where_divergence(safe, allowed, -1.0), _where_divergence(safe, allowed, 1.0))
    return _replace_at_bounds(limits, share, n_effective, level)


def _where_divergence(share: FloatArray, allowed: FloatArray, side: float) -> FloatArray:
    """The share q on one side of p whose divergence from p is what is allowed.

    Found by halving on the log odds.
    """
    centre = special.logit(share)
    entropy = special.xlogy(share, share) + special.xlogy(1.0 - share, 1.0 - share)
    near, far = centre, centre + side * 1000.0
    for _ in range(_HALVINGS):
        middle = (near + far) / 2.0
        divergence = entropy + np.logaddexp(0.0, middle) - share * middle
        near = np.where(divergence < allowed, middle, near)
        far = np.where(divergence < allowed, far, middle)
    return np.where(allowed > 0.0, special.expit((near + far) / 2.0), share)


def wilson(
    p: npt.ArrayLike,
    df: npt.ArrayLike,
    *,
    n_effective: npt.ArrayLike,
    level: float = 0.95,
) -> Limits:
    """Score limits of Wilson with an effective number of persons and a t quantile.

    The limits are the shares P for which |p - P| equals t standard errors of P(1 - P)/n.
    At p = 0 the lower limit is 0 and the upper t^2/(n + t^2); mirrored at p = 1.

    Parameters
    ----------
    p, df : (cells,) float
        Estimated share; degrees of freedom of its variance.
    n_effective : (cells,) float, persons
        Persons of a simple random sample that would be worth as much.
    """
    share, n = _floats(p, n_effective)
    t2 = student_quantile(df, level) ** 2
    centre = (share + t2 / (2.0 * n)) / (1.0 + t2 / n)
    half = np.sqrt(t2 * (share * (1.0 - share) / n + t2 / (4.0 * n**2))) / (1.0 + t2 / n)
    lower = np.where(share <= 0.0, 0.0, np.maximum(centre - half, 0.0))
    upper = np.where(share >= 1.0, 1.0, np.minimum(centre + half, 1.0))
    return Limits(np.minimum(lower, share), np.maximum(upper, share))


def korn_graubard(
    p: npt.ArrayLike,
    n: npt.ArrayLike,
    df: npt.ArrayLike,
    *,
    deff: npt.ArrayLike,
    level: float = 0.95,
) -> Limits:
    """Exact binomial limits of the effective number of persons, which never exceeds n.

    Parameters
    ----------
    p : (cells,) float
        Estimated share.
    n : (cells,) float, persons
        Persons in the sample of the cell.
    df : (cells,) float
        Degrees of freedom of the design effect.
    deff : (cells,) float
        Design effect against simple random sampling with replacement, own or borrowed;
        below 1 counts as 1.
    """
    return exact_limits(p, effective_n(n, df, deff=deff, level=level), level=level)


def korn_graubard_r(
    p: npt.ArrayLike,
    variance: npt.ArrayLike,
    n: npt.ArrayLike,
    df: npt.ArrayLike,
    *,
    n_effective: npt.ArrayLike,
    level: float = 0.95,
) -> Limits:
    """`svyciprop(method = "beta")` of R survey 4.4: no cap on the effective number.

    Parameters
    ----------
    p, variance : (cells,) float
        Estimated share; its linearised variance.
    n, df : (cells,) float
        Persons in the sample of the cell; degrees of freedom of the variance.
    n_effective : (cells,) float, persons
        Used only where `p` is 0 or 1, where R gives NaN.
    """
    share, spread, persons = _floats(p, variance, n)
    ratio = student_quantile(persons - 1.0, level) / student_quantile(df, level)
    known = spread > 0.0
    effective = np.where(
        known, share * (1.0 - share) / np.where(known, spread, 1.0) * ratio**2, np.nan
    )
    inside = (share > 0.0) & (share < 1.0)
    limits = exact_limits(share, np.where(known & inside, effective, 1.0), level=level)
    without_spread = inside & ~known
    limits = Limits(
        np.where(without_spread, share, limits.lower), np.where(without_spread, share, limits.upper)
    )
    return _replace_at_bounds(limits, share, n_effective, level)


def effective_n(
    n: npt.ArrayLike,
    df: npt.ArrayLike,
    *,
    deff: npt.ArrayLike,
    level: float = 0.95,
) -> FloatArray:
    """Persons of a simple random sample worth as much as the cell, `df` allowed for.

    n/deff * (t(n - 1)/t(df))^2, and never above n/deff nor above n (Korn & Graubard 1998).

    Parameters
    ----------
    n : (cells,) float, persons
        Persons in the sample of the cell.
    df : (cells,) float
        Degrees of freedom of the design effect.
    deff : (cells,) float
        Design effect; below 1 counts as 1.
    """
    persons, effect = _floats(n, deff)
    ratio = student_quantile(persons - 1.0, level) / student_quantile(df, level)
    return np.asarray(persons / np.maximum(effect, 1.0) * np.minimum(ratio, 1.0) ** 2, np.float64)


def exact_limits(p: npt.ArrayLike, n_effective: npt.ArrayLike, *, level: float = 0.95) -> Limits:
    """Beta (Clopper-Pearson) limits for p * n cases among n persons, n not always whole.

    At p = 0 the lower limit is 0 and the upper one 1 - (alpha/2)^(1/n), so that each tail
    keeps its alpha/2; mirrored at p = 1.
    """
    _check_level(level)
    share, n = _floats(p, n_effective)
    tail = (1.0 - level) / 2.0
    has_cases, has_others = share > 0.0, share < 1.0
    cases = np.where(has_cases, n * share, 1.0)
    others = np.where(has_others, n * (1.0 - share), 1.0)
    low = special.betaincinv(cases, n * (1.0 - share) + 1.0, tail)
    high = special.betaincinv(n * share + 1.0, others, 1.0 - tail)
    return Limits(
        np.where(has_cases, np.minimum(low, share), 0.0),
        np.where(has_others, np.maximum(high, share), 1.0),
    )


def _replace_at_bounds(
    limits: Limits, share: FloatArray, n_effective: npt.ArrayLike, level: float
) -> Limits:
    """Limits from the effective number of persons where no or every person is a case."""
    at_bound = (share <= 0.0) | (share >= 1.0)
    instead = exact_limits(share, n_effective, level=level)
    return Limits(
        np.where(at_bound, instead.lower, limits.lower),
        np.where(at_bound, instead.upper, limits.upper),
    )


def _floats(*values: npt.ArrayLike) -> tuple[FloatArray, ...]:
    """The values as float arrays of one shape."""
    return tuple(np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values)))


def _check_level(level: float) -> None:
    if not 0.0 < level < 1.0:
        raise UsageError(
            f"the confidence level must lie between 0 and 1, not be {level}",
            code="level",
            hint="give a share, such as --level 0.95",
        )
