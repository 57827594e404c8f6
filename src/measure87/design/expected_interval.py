"""What interval will a planned survey really have?

Every state that the survey may be in (`case_counts`) is given to the rule that makes the
interval, with the sums that a table of such a sample would have: the share, its linearised
variance between clusters, the weights. What comes back is weighed by the chance of the state.
Nothing is normal but what the rule itself says so.

Half-widths are half the length of the interval. Their mean hides that surveys which find more
cases than expected have wider intervals, so the plan states the half-width that four surveys in
five keep: by convention 80 %, as power is.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from measure87.design.case_counts import (
    NODES,
    CaseCounts,
    case_counts,
    chance_of_no_case,
    gamma_nodes,
)
from measure87.design.planned_sample import PlannedSample
from measure87.numerics.arrays import FloatArray
from measure87.numerics.proportion_intervals import Limits

KEPT_BY = 0.8
"""Share of surveys that keep the half-width which a plan states."""


@dataclass(frozen=True)
class SampleSums:
    """What a sample leaves for its interval; float arrays of one shape (samples,).

    p, variance : share and its linearised variance (0 where p is 0 or 1)
    n, n_cases, n_clusters_with_cases : persons; of them with the outcome; clusters with such
    sum_w, sum_w2, sum_cluster_w2 : sums of weights, squared weights, squared cluster sums
    df : clusters less strata
    """

    p: FloatArray
    variance: FloatArray
    n: FloatArray
    n_cases: FloatArray
    n_clusters_with_cases: FloatArray
    sum_w: FloatArray
    sum_w2: FloatArray
    sum_cluster_w2: FloatArray
    df: FloatArray


IntervalRule = Callable[[SampleSums, float], Limits]
"""Limits of each sample at a confidence level; that of `estimate` is handed in from outside."""


@dataclass(frozen=True)
class ExpectedInterval:
    """What a plan will tell.

    Attributes
    ----------
    half_width : float
        Mean over surveys, a share (not points of 100).
    half_width_kept : float
        What a share `kept_by` of surveys keep at least.
    kept_by : float
        That share, 0 to 1.
    coverage : float
        Chance that the interval holds the true share.
    chance_of_no_case : float
        Chance that nobody in the sample is a case.
    upper_without_case : float
        Upper limit that such a survey would report.
    cases_low, cases_high : float
        Cases that 80 % of surveys lie between (10 % below, 10 % above).
    level : float
        Confidence level of the interval.
    """

    half_width: float
    half_width_kept: float
    kept_by: float
    coverage: float
    chance_of_no_case: float
    upper_without_case: float
    cases_low: float
    cases_high: float
    level: float


def expected_interval(
    plan: PlannedSample,
    rule: IntervalRule,
    *,
    level: float = 0.95,
    kept_by: float = KEPT_BY,
    true_share: float | None = None,
) -> ExpectedInterval:
    """Interval that a planned survey will have, over all surveys that it may become.

    Parameters
    ----------
    plan : PlannedSample
    rule : IntervalRule
        How the interval is made of the sums of a sample.
    level : float
        Confidence level, 0 to 1.
    kept_by : float
        Share of surveys that are to keep the stated half-width.
    true_share : float, optional
        What the coverage is of, where answers have errors: the truth, and not what is found.
    """
    truth = plan.prevalence if true_share is None else true_share
    counts = weighted_states(plan, case_counts(plan))
    sums = sums_of(plan, counts)
    limits = rule(sums, level)
    half = (limits.upper - limits.lower) / 2.0
    held = (limits.lower <= truth) & (truth <= limits.upper)
    return ExpectedInterval(
        half_width=float(counts.chance @ half),
        half_width_kept=quantile_of(half, counts.chance, kept_by),
        kept_by=kept_by,
        coverage=float(counts.chance @ held),
        chance_of_no_case=chance_of_no_case(plan),
        upper_without_case=_upper_without_case(plan, rule, level),
        cases_low=quantile_of(counts.cases, counts.chance, 0.1),
        cases_high=quantile_of(counts.cases, counts.chance, 0.9),
        level=level,
    )


def quantile_of(values: FloatArray, chance: FloatArray, share: float) -> float:
    """The least of the values that a share of chance lies at or below."""
    order = np.argsort(values, kind="stable")
    below = np.cumsum(chance[order])
    at = int(np.searchsorted(below, share - 1e-9))
    return float(values[order][min(at, values.size - 1)])


@dataclass(frozen=True)
class WeightedStates(CaseCounts):
    """States with the sum of the weights of the cases, where the mean weight is 1."""

    weight: FloatArray
    relative_variance: FloatArray


def weighted_states(plan: PlannedSample, counts: CaseCounts) -> WeightedStates:
    """Part every state by how heavy its cases happen to be.

    The sum of weights of x cases has mean x and variance x (k_w - 1)(1 - p) + D (k_b - 1), with
    D the sum over clusters of (cases - p persons)^2 and k_w, k_b the loss from weights within
    and between clusters; its shape is a gamma distribution.
    """
    share = counts.cases / plan.persons
    residual = _residual(counts.cases + 2.0 * counts.pairs, counts.cases_by_take, share, plan)
    variance = counts.cases * (plan.weighting_within - 1.0) * np.maximum(1.0 - share, 0.0)
    variance = variance + residual * (plan.weighting_between - 1.0)
    relative = np.where(counts.cases > 0.0, variance / np.maximum(counts.cases, 1.0) ** 2, 0.0)
    quantiles = NODES if plan.weighting > 1.0 else NODES[:1]
    nodes = gamma_nodes(counts.cases, variance, quantiles)
    parts = quantiles.size
    return WeightedStates(
        chance=np.repeat(counts.chance / parts, parts),
        cases=np.repeat(counts.cases, parts),
        pairs=np.repeat(counts.pairs, parts),
        clusters_with_cases=np.repeat(counts.clusters_with_cases, parts),
        cases_by_take=np.repeat(counts.cases_by_take, parts),
        weight=np.minimum(nodes.ravel(), plan.persons),
        relative_variance=np.repeat(relative, parts),
    )


def _residual(
    squares: FloatArray, products: FloatArray, share: FloatArray, plan: PlannedSample
) -> FloatArray:
    """Sum over clusters of (cases - share x persons)^2, multiplied out."""
    persons = plan.clusters * plan.mean_square_take
    return np.maximum(squares - 2.0 * share * products + share**2 * persons, 0.0)


def sums_of(plan: PlannedSample, states: WeightedStates) -> SampleSums:
    """The sums that a table of persons in each state would have, at a mean weight of 1."""
    within, between = plan.weighting_within, plan.weighting_between
    x, m, n = states.cases, plan.clusters, plan.persons
    safe = np.maximum(x, 1.0)
    p = states.weight / n
    expected = between * (within * x + 2.0 * states.pairs)
    squares = states.weight**2 * expected / (safe**2 * (1.0 + states.relative_variance))
    products = states.weight / safe * between * (states.cases_by_take + (within - 1.0) * x)
    cluster_w2 = between * (m * plan.mean_square_take + (within - 1.0) * n)
    square = squares - 2.0 * p * products + p**2 * cluster_w2
    inside = (x > 0.0) & (p < 1.0)
    variance = np.where(inside, m / (m - 1.0) * np.maximum(square, 0.0) / n**2, 0.0)
    one = np.ones_like(x)
    return SampleSums(
        p=p,
        variance=variance,
        n=n * one,
        n_cases=x,
        n_clusters_with_cases=states.clusters_with_cases,
        sum_w=n * one,
        sum_w2=n * plan.weighting * one,
        sum_cluster_w2=cluster_w2 * one,
        df=float(plan.df) * one,
    )


def _upper_without_case(plan: PlannedSample, rule: IntervalRule, level: float) -> float:
    zero = np.zeros(1)
    nobody = WeightedStates(np.ones(1), zero, zero, zero, zero, weight=zero, relative_variance=zero)
    return float(rule(sums_of(plan, nobody), level).upper[0])
