"""What does a plan do when it is drawn many times from a population that is known?

Bias, coverage and half-width of the interval that the survey will really have, its cases and its
cost, each with the error that a finite number of draws leaves. The rule of the interval comes
from outside, and gets the sums that a table of the sample has.
"""

import math
from dataclasses import dataclass

import numpy as np

from measure87.design.drawing import Drawn, Scheme, draw_samples
from measure87.design.expected_interval import KEPT_BY, IntervalRule, SampleSums, quantile_of
from measure87.design.population import Population
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import UsageError

_PERSONS_AT_ONCE = 1_000_000


@dataclass(frozen=True)
class Figure:
    """A mean over draws, and its Monte Carlo standard error."""

    value: float
    error: float


@dataclass(frozen=True)
class Simulated:
    """What many draws of a plan showed; shares, not points of 100.

    Attributes
    ----------
    draws : int
    truth : float
        Share of the population with the outcome.
    bias : Figure
        Mean estimate less the truth.
    coverage : Figure
        Share of intervals that hold the truth.
    half_width : Figure
        Mean half-width.
    kept : Figure or None
        Share of draws whose half-width is at most the stated one, if one was stated.
    half_width_kept : float
        What a share `kept_by` of draws kept.
    cases, persons, clusters_with_cases : Figure
        Found in a sample.
    without_case : Figure
        Share of draws without a case.
    found : Figure
        Persons whom the answers show as cases, true or not.
    """

    draws: int
    truth: float
    bias: Figure
    coverage: Figure
    half_width: Figure
    kept: Figure | None
    half_width_kept: float
    kept_by: float
    cases: Figure
    persons: Figure
    without_case: Figure


def simulate_plan(
    population: Population,
    scheme: Scheme,
    rule: IntervalRule,
    rng: np.random.Generator,
    *,
    draws: int = 1_000,
    level: float = 0.95,
    kept_by: float = KEPT_BY,
    stated_half_width: float | None = None,
) -> Simulated:
    """Draw a plan many times, and see what it tells.

    Parameters
    ----------
    population : Population
    scheme : Scheme
        How a sample is drawn and asked.
    rule : IntervalRule
    rng : numpy.random.Generator
    draws : int
        At least 2.
    stated_half_width : float, optional
        What the plan promises that a share `kept_by` of surveys keep.
    """
    if draws < 2:
        raise UsageError(f"{draws} draws have no error to tell", code="draws",
                         hint="draw 2 times or more, such as 1000")  # fmt: skip
    at_once = max(1, min(draws, _PERSONS_AT_ONCE // (scheme.clusters * scheme.asked)))
    parts = []
    for begin in range(0, draws, at_once):
        number = min(at_once, draws - begin)
        parts.append(sums_of_draws(draw_samples(population, scheme, number, rng)))
    sums = SampleSums(*(np.concatenate(columns) for columns in
                        zip(*(vars(part).values() for part in parts), strict=True)))  # fmt: skip
    return _summary(sums, rule, population.prevalence, level, kept_by, stated_half_width)


def _summary(
    sums: SampleSums, rule: IntervalRule, truth: float, level: float, kept_by: float,
    stated: float | None,
) -> Simulated:  # fmt: skip
    limits = rule(sums, level)
    half = (limits.upper - limits.lower) / 2.0
    draws = half.size
    return Simulated(
        draws=draws,
        truth=truth,
        bias=_mean(sums.p - truth),
        coverage=_mean((limits.lower <= truth) & (truth <= limits.upper)),
        half_width=_mean(half),
        kept=None if stated is None else _mean(half <= stated),
        half_width_kept=quantile_of(half, np.full(draws, 1.0 / draws), kept_by),
        kept_by=kept_by,
        cases=_mean(sums.n_cases),
        persons=_mean(sums.n),
        without_case=_mean(sums.n_cases == 0.0),
    )


def _mean(values: np.ndarray) -> Figure:
    numbers = values.astype(np.float64)
    return Figure(float(numbers.mean()), float(numbers.std(ddof=1)) / math.sqrt(numbers.size))


def sums_of_draws(drawn: Drawn) -> SampleSums:
    """The sums of each sample, with the linearised variance of its share between clusters.

    Strata apart, with replacement; a cluster without anybody who counts is no cluster of the
    table, as in a survey that publishes the persons it asked.
    """
    w, y = drawn.weight, drawn.found * drawn.weight
    rows = drawn.draws * drawn.clusters

    def in_clusters(values: FloatArray) -> FloatArray:
        sums = np.bincount(drawn.cluster, values, rows)
        return np.asarray(sums.reshape(drawn.draws, drawn.clusters), dtype=np.float64)

    n, cases = in_clusters(np.ones(w.size)), in_clusters(drawn.found.astype(np.float64))
    weight, weighed = in_clusters(w), in_clusters(y)
    total = weight.sum(axis=1)
    p = weighed.sum(axis=1) / total
    people, with_outcome = n.sum(axis=1), cases.sum(axis=1)
    p = np.where(with_outcome == people, 1.0, p)
    variance, strata = _between(weighed - p[:, None] * weight, n > 0.0, _strata_of(drawn))
    inside = (with_outcome > 0.0) & (with_outcome < people)
    return SampleSums(
        p=p,
        variance=np.where(inside, variance / total**2, 0.0),
        n=people,
        n_cases=with_outcome,
        n_clusters_with_cases=(cases > 0.0).sum(axis=1).astype(np.float64),
        sum_w=total,
        sum_w2=in_clusters(w**2).sum(axis=1),
        sum_cluster_w2=(weight**2).sum(axis=1),
        df=(n > 0.0).sum(axis=1) - strata,
    )


def _strata_of(drawn: Drawn) -> FloatArray:
    """Stratum of each cluster, (draws, clusters); 0 for a cluster without anybody."""
    found = np.zeros(drawn.draws * drawn.clusters)
    found[drawn.cluster] = drawn.stratum
    return found.reshape(drawn.draws, drawn.clusters)


def _between(
    residual: FloatArray, present: np.ndarray, stratum: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Variance of a total from its clusters, stratum by stratum, and the strata there are.

    A stratum with one cluster counts by its distance from 0, the mean of all residuals, as
    `single_cluster = "adjust"` has it.
    """
    variance, strata = np.zeros(len(residual)), np.zeros(len(residual))
    for one in range(int(stratum.max()) + 1):
        here = present & (stratum == one)
        m = here.sum(axis=1).astype(np.float64)
        square = np.where(here, residual**2, 0.0).sum(axis=1)
        total = np.where(here, residual, 0.0).sum(axis=1)
        several = m > 1.0
        scale = np.where(several, m / np.maximum(m - 1.0, 1.0), 1.0)
        about_mean = square - np.where(several, total**2 / np.maximum(m, 1.0), 0.0)
        variance += np.where(m > 0.0, scale * np.maximum(about_mean, 0.0), 0.0)
        strata += m > 0.0
    return variance, strata
