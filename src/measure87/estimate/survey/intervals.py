"""The interval of every cell of one outcome: which method, and what it rests on."""

from dataclasses import dataclass
from typing import get_args

import numpy as np
import numpy.typing as npt

from measure87.estimate.survey.borrowing import BorrowedInterval, CellSums, default_interval
from measure87.estimate.survey.levels import EVERYBODY
from measure87.estimate.survey.linearised import LinearisedCells
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.period_limits import period_share_limits
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.numerics.proportion_intervals import (
    Limits,
    arcsine,
    effective_n,
    korn_graubard_r,
    likelihood,
    logit,
    student_quantile,
    wald,
    wilson,
)
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Interval

DEFAULT_INTERVAL: Interval = "korn-graubard"
_NO_ERROR = 1e-9
"""Standard error over a total below which it is rounding, as of a benchmarked size."""


@dataclass(frozen=True)
class CellIntervals:
    """Intervals of one outcome; arrays of shape (R,).

    name : the method used
    lower, upper : limits, in the figure's unit
    borrowed : what the default interval rests on, None for means, ratios and totals of numbers
    own : the default interval with the cell's own design effect, beside it
    used : what the limits rest on, None where `borrowed` is
    """

    name: str
    lower: FloatArray
    upper: FloatArray
    borrowed: BorrowedInterval | None = None
    own: Limits | None = None
    used: "EffectUsed | None" = None


@dataclass(frozen=True)
class EffectUsed:
    """The design effect that limits rest on; arrays of shape (cells,).

    n_effective : persons, degrees of freedom allowed for; NaN where there is no variance
    deff_used : design effect behind them; NaN so too
    source : `own`, `pooled` or `icc`, see `BorrowedInterval`
    """

    n_effective: FloatArray
    deff_used: FloatArray
    source: npt.NDArray[np.str_]


@dataclass(frozen=True)
class StatusBehind:
    """The status behind a share of a period: its figures, and what their interval rests on."""

    cells: LinearisedCells
    borrowed: BorrowedInterval


def check_interval(interval: str) -> None:
    """Refuse an interval that does not exist, with those that do."""
    if interval not in get_args(Interval):
        raise UsageError(
            f"there is no interval {interval!r}",
            code="interval",
            hint=f"intervals: {', '.join(get_args(Interval))}",
        )


def intervals(
    cells: LinearisedCells,
    outcome: Outcome,
    interval: Interval,
    level: float,
    status: StatusBehind | None = None,
) -> CellIntervals:
    """Intervals of one outcome in every cell.

    `status` is the outcome's `share_of`.

    Proportions use the interval asked for. A total of a status carries the proportion's
    limits over to persons and adds what the uncertain size of the domain contributes
    (see `_total_limits`). Other figures have t limits (`wald`). Where there is no variance,
    limits that are made of it are NaN: those that remain rest on a borrowed design effect.
    """
    if status is not None:
        limits = period_share_limits(cells, status.cells, status.borrowed, outcome.told, level)
        return CellIntervals(DEFAULT_INTERVAL, limits.lower, limits.upper)
    if outcome.kind == "number":
        half = student_quantile(cells.df, level) * np.sqrt(cells.variance)
        return CellIntervals("wald", cells.value - half, cells.value + half)
    counted = _cell_sums(cells)
    pooled = CellSums(**{k: v[EVERYBODY : EVERYBODY + 1] for k, v in vars(counted).items()})
    borrowed = default_interval(counted, pooled, level=level)
    limits = _share_limits(cells, borrowed, interval, level)
    own = borrowed.own if interval == DEFAULT_INTERVAL else None
    if outcome.statistic == "total":
        if interval == "wald":
            limits = _wald_of_total(cells, limits, level)
        else:
            limits = _total_limits(cells, limits, level)
        own = _total_limits(cells, own, level) if own is not None else None
    used = _effect_used(cells, borrowed, interval, level)
    return CellIntervals(interval, limits.lower, limits.upper, borrowed, own, used)


def _effect_used(
    cells: LinearisedCells, borrowed: BorrowedInterval, interval: Interval, level: float
) -> EffectUsed:
    """The design effect behind the limits: only the default borrows one where the cell has its own.

    The others have no floor at 1, and borrow where nobody or everybody is a case.
    """
    if interval == DEFAULT_INTERVAL:
        return EffectUsed(borrowed.n_effective, borrowed.deff_used, borrowed.source)
    is_own = (cells.share > 0.0) & (cells.share < 1.0)
    deff = borrowed.deff_own
    persons = effective_n(np.maximum(cells.n, 1.0), cells.df, deff=1.0, level=level)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(deff > 0.0, persons / deff, np.nan)
    return EffectUsed(
        np.where(is_own, own, borrowed.n_effective),
        np.where(is_own & (deff > 0.0), deff, np.where(is_own, np.nan, borrowed.deff_used)),
        np.where(is_own, "own", borrowed.source),
    )


def _cell_sums(cells: LinearisedCells) -> CellSums:
    """The sums that the default interval needs."""
    return CellSums(
        p=np.nan_to_num(cells.share),
        variance=cells.share_variance,
        n=np.maximum(cells.n, 1.0),
        n_cases=cells.n_cases,
        n_clusters_with_cases=cells.n_clusters_with_cases,
        sum_w=np.where(cells.weighted_n > 0, cells.weighted_n, 1.0),
        sum_w2=np.where(cells.sum_w2 > 0, cells.sum_w2, 1.0),
        sum_cluster_w2=np.where(cells.cluster_w2 > 0, cells.cluster_w2, 1.0),
        df=cells.df,
    )


def _share_limits(
    cells: LinearisedCells, borrowed: BorrowedInterval, interval: Interval, level: float
) -> Limits:
    """Limits of the proportion, as asked for; NaN where they rest on nothing.

    Without a variance the default borrows from everybody, if everybody has one.
    """
    is_default = interval == DEFAULT_INTERVAL
    limits = Limits(borrowed.lower, borrowed.upper)
    if not is_default:
        limits = _asked_limits(cells, borrowed, interval, level)
    known = np.isfinite(cells.share_variance)
    if is_default:
        known = known | known[EVERYBODY]
    is_inside = (cells.share > 0.0) & (cells.share < 1.0)
    unfounded = is_inside & ~known
    return Limits(
        np.where(unfounded, np.nan, limits.lower), np.where(unfounded, np.nan, limits.upper)
    )


def _asked_limits(
    cells: LinearisedCells, borrowed: BorrowedInterval, interval: Interval, level: float
) -> Limits:
    """Limits of the proportion by any interval but the default."""
    p, variance = np.nan_to_num(cells.share), np.nan_to_num(cells.share_variance)
    n_effective = borrowed.n_effective
    if interval == "wald":
        return wald(p, variance, cells.df, n_effective=n_effective, level=level)
    if interval == "asin":
        return arcsine(p, variance, cells.df, n_effective=n_effective, level=level)
    if interval in ("logit", "xlogit"):
        return logit(p, variance, cells.df, n_effective=n_effective, level=level)
    if interval == "wilson":
        known = variance > 0.0
        own = np.where(known, p * (1.0 - p) / np.where(known, variance, 1.0), n_effective)
        return wilson(p, cells.df, n_effective=own, level=level)
    n = np.maximum(cells.n, 1.0)
    if interval == "likelihood":
        return likelihood(p, variance, n, cells.df, n_effective=n_effective, level=level)
    return korn_graubard_r(p, variance, n, cells.df, n_effective=n_effective, level=level)


def total_varies(value: npt.ArrayLike, variance: npt.ArrayLike) -> BoolArray:
    """Whether the sample tells how much a total of a status varies.

    That of nobody is 0 in every sample without a case. That of everybody is the size of the
    domain, which varies unless it is known.
    """
    return np.asarray(np.sqrt(variance) > _NO_ERROR * np.asarray(value))


def _wald_of_total(cells: LinearisedCells, share: Limits, level: float) -> Limits:
    """A number of persons and t standard errors either side of it.

    Where nobody is a case, or everybody of a domain of known size, there is no error, and the
    limits are those of the proportion.
    """
    half = student_quantile(cells.df, level) * np.sqrt(cells.variance)
    is_all_or_none = (cells.share <= 0.0) | (cells.share >= 1.0)
    by_share = is_all_or_none & ~total_varies(cells.value, cells.variance)
    return Limits(
        np.where(by_share, cells.size * share.lower, np.maximum(cells.value - half, 0.0)),
        np.where(by_share, cells.size * share.upper, cells.value + half),
    )


def _total_limits(cells: LinearisedCells, share: Limits, level: float) -> Limits:
    """Limits of a number of persons from those of their proportion.

    The distance from the estimate to a limit is put together from the proportion's own
    distance, times the size W of the domain, and the part of the total's variance that the
    proportion does not explain (the size W is estimated too):

        sqrt(W^2 (p - limit)^2 + t^2 max(V(total) - W^2 V(p), 0))

    With no case that is W times the proportion's upper limit; where W is known, as in the
    classes to which weights were benchmarked, it is so with any number of cases. Source of the
    form (unseen in print): Zou & Donner (2008), Statistics in Medicine 27, 1693-1702.
    """
    size = cells.size
    p = np.nan_to_num(cells.share)
    rest = np.maximum(cells.variance - size**2 * np.nan_to_num(cells.share_variance), 0.0)
    # Nobody is a case however large the domain is, whether or not its size has a variance.
    rest = np.where(p <= 0.0, 0.0, student_quantile(cells.df, level) ** 2 * rest)
    below = np.sqrt(size**2 * (p - share.lower) ** 2 + rest)
    above = np.sqrt(size**2 * (share.upper - p) ** 2 + rest)
    return Limits(np.maximum(cells.value - below, 0.0), cells.value + above)
