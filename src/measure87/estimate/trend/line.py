"""The slope of a figure over rounds: a weighted least-squares line, and what its error is.

The slope is a weighted sum c'y of the figures, and its variance c'Vc with V their full covariance:
right whatever the weights are. These are effective sizes (p(1 - p)/V of a proportion), which do
not depend on how high a figure came out; weights 1/V would: of rare events a round that found few
by chance has a small V, and would draw the line down. Of two rounds the slope is their difference
over the years, with that difference's limits.

The interval of a slope on the scale of the figures is put together from the rounds' own limits, as
that of a difference is (Zou & Donner's square-and-add for a sum with weights c):

    lower = c'y - sqrt(sum_ij s_i s_j r_ij a_i a_j),  a_i = |c_i| times the distance of y_i from
    its lower limit where c_i > 0 (s = 1), from its upper limit where c_i < 0 (s = -1)

and the upper end with the other limits. Source of the form (unseen in print): Zou, Huang & Zhang
(2009), Computational Statistics & Data Analysis 53, 1080-1085. On log odds, and where all rounds
have the interval `wald`, it is the slope and a t quantile.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from measure87.estimate.trend.chain import Chain
from measure87.numerics.arrays import FloatArray
from measure87.numerics.proportion_intervals import student_quantile
from measure87.numerics.trend_line import line_contrast, two_sided_p
from measure87.vocabulary import flags as flagging
from measure87.vocabulary.estimate import Estimate, Refusal, rounding_variance
from measure87.vocabulary.trend import Scale, Trend, check_scale

METHOD = "wls"
MOVER = "mover"
WALD = "wald"
NO_CASE = "no-case-in-a-round"
TOGETHER = "the rounds' figures vary together so closely that their change has no error"
_ROUNDING = 1e-12
_OF_ONE_FIGURE = frozenset(
    {flagging.WIDE_INTERVAL, flagging.BORROWED, flagging.UNKNOWNS_MATTER, flagging.NO_VARIANCE}
)


@dataclass(frozen=True)
class OnScale:
    """Figures on the scale of the line.

    y : (R,) figures; v : (R, R) their covariance, rounding among it; weights : (R,) of the line
    tested : whether there is a variance of every round to test with
    df : degrees of freedom, the smallest of the rounds'; None where none is known
    """

    y: FloatArray
    v: FloatArray
    weights: FloatArray
    tested: bool
    df: float | None


def slope_of(
    chain: Chain, scale: Scale = "identity"
) -> tuple[Estimate | None, tuple[Refusal, ...]]:
    """The slope of a chain a year, with its interval and test; and what is refused of it.

    Where a round has no case (or no one who is none) its variance is 0 and says nothing: the
    slope keeps its limits, which rest on the round's own, and has neither error nor test. On the
    scale of log odds it is refused.
    """
    check_scale(scale)
    refusal = _refused(chain, scale)
    if refusal is not None:
        return None, (refusal,)
    at = on_scale(chain, scale)
    c = line_contrast(chain.dates, at.weights)
    value, se, p = float(c @ at.y), None, None
    why = () if at.tested else (_no_test(chain),)
    if at.tested:
        se = error_of(c, at.v)
        p = None if se is None or at.df is None else float(two_sided_p(value / se, at.df))
        why = () if se is not None else (chain.refusal("no-variance", TOGETHER),)
    lower, upper, interval = _limits(chain, at, c, scale, value, se)
    found = replace(
        estimate_of(chain, scale, "slope", METHOD, value, se, at.df),
        lower=lower,
        upper=upper,
        level=None if lower is None else chain.last.level,
        interval=None if lower is None else interval,
        trend=replace(trend_of(chain, scale), p_value=p),
    )
    return found, why


def on_scale(chain: Chain, scale: Scale) -> OnScale:
    """The figures of a chain on the scale of the line."""
    y = chain.values
    v = chain.covariance + np.diag([rounding_variance(one.digits) for one in chain.figures])
    weights = _weights(chain)
    tested = bool(np.all(np.diag(chain.covariance) > 0.0))
    if scale == "logit":
        gradient = 1.0 / (y * (1.0 - y))
        y, v = np.log(y / (1.0 - y)), v * np.outer(gradient, gradient)
    known = [one.df for one in chain.figures if one.df is not None]
    return OnScale(y, v, weights, tested, min(known, default=None))


def _weights(chain: Chain) -> FloatArray:
    """Effective sizes of proportions, 1/V of others; persons where a round has no variance."""
    variance, y = np.diag(chain.covariance), chain.values
    if not np.all(variance > 0.0):
        sizes = [float(one.n or 0) for one in chain.figures]
        return np.array(sizes) if all(sizes) else np.ones(len(sizes))
    if chain.last.statistic == "proportion":
        return np.asarray(y * (1.0 - y) / variance)
    return np.asarray(1.0 / variance)


def _refused(chain: Chain, scale: Scale) -> Refusal | None:
    """Why a chain has no slope, if so."""
    y, last = chain.values, chain.last
    if last.statistic == "quantile":
        return chain.refusal("trend-of-quantiles", "a slope of quantiles is not offered")
    if any(flagging.NO_VARIANCE in one.flags for one in chain.figures):
        return chain.refusal("no-variance", "a round's figure has no standard error")
    if np.all(y == 0.0):
        return chain.refusal(NO_CASE, "no round has a case, so there is no slope to tell")
    if scale == "logit" and last.statistic != "proportion":
        return chain.refusal("no-log-odds", f"a {last.statistic} has no log odds")
    if scale == "logit" and not np.all((y > 0.0) & (y < 1.0)):
        text = "a round has no case, or nobody who is none, so its log odds are not finite"
        return chain.refusal(NO_CASE, f"{text}; the scale identity gives a slope")
    if any(not one.se and not _is_at_bound(one) for one in chain.figures):
        return chain.refusal("no-variance", "a round's figure has no standard error")
    return None


def _is_at_bound(figure: Estimate) -> bool:
    """Whether a figure is of no case or of nothing but cases, and has limits all the same."""
    counted = figure.statistic == "proportion" or figure.n_cases is not None
    at_bound = figure.value == 0.0 or (figure.statistic == "proportion" and figure.value == 1.0)
    return counted and at_bound and None not in (figure.lower, figure.upper)


def _no_test(chain: Chain) -> Refusal:
    text = "a round has no case, or nobody who is none: the slope has limits, but no test"
    return chain.refusal(NO_CASE, text)


def _limits(
    chain: Chain, at: OnScale, c: FloatArray, scale: Scale, value: float, se: float | None
) -> tuple[float | None, float | None, str]:
    """Limits and their name; None where a round has none, or the rounds have different levels."""
    figures = chain.figures
    levels = {one.level for one in figures}
    level = figures[-1].level
    if len(levels) > 1 or level is None:
        return None, None, MOVER
    if scale == "logit" or all(one.interval == WALD for one in figures):
        if se is None or at.df is None:
            return None, None, WALD
        half = float(student_quantile(at.df, level)) * se
        return value - half, value + half, WALD
    ends = [(one.lower, one.upper) for one in figures]
    if any(low is None or high is None for low, high in ends):
        return None, None, MOVER
    limits = np.array(ends, dtype=np.float64)
    y = chain.values
    below, above = y - limits[:, 0], limits[:, 1] - y
    r = correlation_of(chain.covariance)
    return (
        value - _together(c, np.where(c > 0.0, below, above), r),
        value + _together(c, np.where(c > 0.0, above, below), r),
        MOVER,
    )


def correlation_of(v: FloatArray) -> FloatArray:
    """Correlations of a covariance matrix; 0 of what has no variance, 1 on the diagonal."""
    se = np.sqrt(np.diag(v))
    product = np.outer(se, se)
    r = np.where(product > 0.0, v / np.where(product > 0.0, product, 1.0), 0.0)
    r = np.clip(r, -1.0, 1.0)
    np.fill_diagonal(r, 1.0)
    return np.asarray(r)


def error_of(c: FloatArray, v: FloatArray) -> float | None:
    """Standard error of c'y; None where the rounds' errors cancel but for their rounding."""
    variance = float(c @ v @ c)
    size = float(np.abs(c) @ np.sqrt(np.diag(v))) ** 2
    return math.sqrt(variance) if variance > _ROUNDING * size else None


def _together(c: FloatArray, distances: FloatArray, r: FloatArray) -> float:
    """Length of weighted distances that are correlated."""
    a = c * distances
    return math.sqrt(max(float(a @ r @ a), 0.0))


def estimate_of(
    chain: Chain,
    scale: Scale,
    statistic: Literal["slope", "change-of-slope"],
    method: str,
    value: float,
    se: float | None,
    df: float | None,
) -> Estimate:
    """A figure of a trend without limits, with the name and group of the newest round's."""
    last = chain.last
    unit = "log odds" if scale == "logit" else last.unit
    flags = [flag for one in chain.figures for flag in one.flags if flag not in _OF_ONE_FIGURE]
    return Estimate(
        name=last.name,
        statistic=statistic,
        method=method,
        group=dict(last.group),
        labels=dict(last.labels),
        definition=last.definition,
        unit=f"{unit} per year" if unit else None,
        value=value,
        se=se,
        df=df,
        flags=tuple(dict.fromkeys(flags)),
        trend=trend_of(chain, scale),
    )


def trend_of(chain: Chain, scale: Scale) -> Trend:
    """What stands behind a figure of a chain, without its test."""
    return Trend(chain.rounds, scale, chain.overlap, crosswalks=chain.crosswalks)
