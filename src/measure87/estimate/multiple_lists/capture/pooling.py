"""Several tables of the same population, drawn from match probabilities: one figure from all.

Which records belong to one person is itself uncertain. Linkage that says how uncertain gives
several tables, each a draw of what the truth may be; an estimate from any one of them hides
that the others exist.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy import stats

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.intervals.log_normal import log_normal_sd
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError, SizeEstimate
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice

Method = Callable[[CaptureTable], SizeEstimate]
Rule = Literal["auto", "rubin", "mixture"]

MOST_REFUSED = 0.1
"""Share of tables without an answer from which nothing is pooled."""
_MIXED_DRAWS = 20_000


@dataclass(frozen=True)
class RubinSum:
    """Figures on the scale of logarithms, combined by Rubin's rules.

    centre : mean of the figures
    within : mean of their variances
    between : variance of the figures
    total : within + (1 + 1/m) between
    df : degrees of freedom of the total
    """

    centre: float
    within: float
    between: float
    total: float
    df: float


def pool_tables(
    tables: Sequence[CaptureTable], method: Method, *, level: float = 0.95, rule: Rule = "auto"
) -> SizeEstimate:
    """Run a method over several tables and pool what it finds; see `pool_sizes`."""
    found: list[SizeEstimate] = []
    refused: list[NotEstimableError] = []
    for table in tables:
        try:
            found.append(method(table))
        except NotEstimableError as error:
            refused.append(error)
    if not tables:
        raise UsageError("there is no table to pool", code="no-tables")
    if len(refused) > MOST_REFUSED * len(tables):
        raise NotEstimableError(
            f"{len(refused)} of {len(tables)} tables have no estimate, the first because "
            f"{refused[0].text}",
            code="tables-not-estimable",
            hint=refused[0].hint,
        )
    pooled = pool_sizes(found, level=level, rule=rule)
    if not refused:
        return pooled
    told = Notice(
        "tables-left-out", f"{len(refused)} of {len(tables)} tables had no estimate: {refused[0]}"
    )
    return replace(pooled, notices=(*pooled.notices, told))


def pool_sizes(
    sizes: Sequence[SizeEstimate], *, level: float = 0.95, rule: Rule = "auto"
) -> SizeEstimate:
    """One figure from estimates of the same population by one method.

    Parameters
    ----------
    sizes : estimates from equally likely tables
    level : float
        0 to 1.
    rule : str
        `mixture`: the draws of every table, each table with the same weight, together; the
        figure is their median. Right for posterior draws, and used by `auto` where all tables
        have draws of that kind.
        `rubin`: means and variances on the scale of the logarithm of the number above the
        smallest number observed, with Rubin's degrees of freedom. Used by `auto` otherwise.

    Returns
    -------
    SizeEstimate
        `interval` is `mixture` or `rubin`; `diagnostics` has the share of the variance that
        comes from the tables differing.

    Raises
    ------
    NotEstimableError
        `no-unobserved` where an estimate equals the number observed.

    Notes
    -----
    The tables are taken to be draws from what is known of the matching. Tables made by one rule
    with different thresholds are no draws, and pooling them says nothing.

    Source: Rubin (1987), Multiple Imputation for Nonresponse in Surveys, Wiley.
    """
    posterior = all(size.draws is not None and size.interval == "posterior" for size in sizes)
    if rule == "mixture" or (rule == "auto" and posterior):
        return _mixture(sizes, level)
    return _rubin(sizes, level)


def rubin(values: FloatArray, variances: FloatArray) -> RubinSum:
    """Rubin's rules for m figures with their variances.

    >>> round(rubin(np.array([1.0, 2.0, 3.0]), np.array([0.5, 0.5, 0.5])).total, 4)
    1.8333
    """
    m = len(values)
    within = float(variances.mean())
    between = float(values.var(ddof=1)) if m > 1 else 0.0
    added = (1.0 + 1.0 / m) * between
    df = math.inf if added == 0 else (m - 1) * (1.0 + within / added) ** 2
    return RubinSum(float(values.mean()), within, between, within + added, df)


def log_unobserved(size: SizeEstimate, floor: float) -> tuple[float, float]:
    """Logarithm of the number above a floor, and its variance, from an estimate.

    The variance is that of a normal interval of the logarithm as wide as the interval given; where
    that has one limit only, or reaches down to the floor, it comes from the standard error.
    """
    above = size.value - floor
    if above <= 0:
        raise NotEstimableError(
            f"{size.method} finds nobody unobserved, so that no error can be told",
            code="no-unobserved",
        )
    if size.lower is not None and size.upper is not None and size.lower > floor:
        z = float(stats.norm.ppf(0.5 + size.level / 2.0))
        width = math.log(size.upper - floor) - math.log(size.lower - floor)
        return math.log(above), (width / (2.0 * z)) ** 2
    if size.se is not None:
        return math.log(above), log_normal_sd(above, size.se) ** 2
    raise NotEstimableError(
        f"{size.method} gives neither a standard error nor two limits to pool",
        code="no-error-to-pool",
    )


def _rubin(sizes: Sequence[SizeEstimate], level: float) -> SizeEstimate:
    """Rubin's rules on the scale of the logarithm."""
    floor = float(min(size.observed for size in sizes))
    logs = np.array([log_unobserved(size, floor) for size in sizes])
    found = rubin(logs[:, 0], logs[:, 1])
    quantile = 0.5 + level / 2.0
    t = float(stats.norm.ppf(quantile) if math.isinf(found.df) else stats.t.ppf(quantile, found.df))
    spread = t * math.sqrt(found.total)
    above = math.exp(found.centre)
    bound = any(size.lower_bound_only for size in sizes)
    return _pooled(
        sizes,
        value=floor + above,
        lower=floor + above * math.exp(-spread),
        upper=None if bound else floor + above * math.exp(spread),
        level=level,
        interval="rubin",
        se=above * math.sqrt(math.expm1(found.total)),
        share=(found.total - found.within) / found.total if found.total > 0 else 0.0,
    )


def _mixture(sizes: Sequence[SizeEstimate], level: float) -> SizeEstimate:
    """All draws together, each table with the same weight."""
    each = max(1, _MIXED_DRAWS // len(sizes))
    places = (np.arange(each) + 0.5) / each
    quantiles = []
    for size in sizes:
        if size.draws is None:
            raise NotEstimableError(f"{size.method} gives no draws to mix", code="no-draws")
        quantiles.append(np.quantile(size.draws, places))
    draws = np.concatenate(quantiles)
    tail = (1.0 - level) / 2.0
    lower, value, upper = (float(q) for q in np.quantile(draws, [tail, 0.5, 1.0 - tail]))
    between = float(np.var([chunk.mean() for chunk in quantiles]))
    bound = any(size.lower_bound_only for size in sizes)
    return _pooled(
        sizes,
        value=value,
        lower=lower,
        upper=None if bound else upper,
        level=level,
        interval="mixture",
        se=float(draws.std(ddof=1)),
        share=between / float(draws.var()) if draws.var() > 0 else 0.0,
        draws=draws,
    )


def _pooled(
    sizes: Sequence[SizeEstimate],
    *,
    value: float,
    lower: float,
    upper: float | None,
    level: float,
    interval: str,
    se: float,
    share: float,
    draws: FloatArray | None = None,
) -> SizeEstimate:
    """The pooled figure with every notice that any table had."""
    notices = dict.fromkeys(notice for size in sizes for notice in size.notices)
    once: dict[str, Notice] = {}
    for notice in notices:
        once.setdefault(notice.code, notice)
    values = [size.value for size in sizes]
    return SizeEstimate(
        method=sizes[0].method,
        value=value,
        lower=lower,
        upper=upper,
        level=level,
        interval=interval,
        observed=round(float(np.mean([size.observed for size in sizes]))),
        se=se,
        lower_bound_only=any(size.lower_bound_only for size in sizes),
        draws=draws,
        notices=tuple(once.values()),
        diagnostics={
            "tables": len(sizes),
            "share_of_variance_between_tables": share,
            "lowest_value": min(values),
            "highest_value": max(values),
            "observed": [min(s.observed for s in sizes), max(s.observed for s in sizes)],
        },
    )
