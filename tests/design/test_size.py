"""Sizes by three aims, against the formulas of textbooks where these hold, and properties."""

import math

import numpy as np
import pytest
from scipy import special

from measure87.design.case_counts import chance_of_no_case
from measure87.design.change import Rounds, clusters_for_power, power_of_change
from measure87.design.expected_interval import expected_interval
from measure87.design.planned_sample import PlannedSample
from measure87.design.size import clusters_for_a_case, clusters_for_half_width, least_clusters
from measure87.numerics.proportion_intervals import Limits
from measure87.vocabulary.errors import RefusedError, UsageError
from tests.design.rules import ours, textbook

PLAN = PlannedSample(0.01, 30, 10, 0.02)


def test_the_size_for_a_half_width_is_that_of_the_textbook():
    # n = z^2 p (1 - p)/e^2 for p = 0.5 and e = 0.03: 1,068 persons, in every book on sampling.
    found = clusters_for_half_width(PlannedSample(0.5, 30, 1, 0.0), 0.03, textbook, kept_by=0.5)
    assert found == pytest.approx(1.959964**2 * 0.25 / 0.03**2, rel=0.002)


def test_the_size_is_the_least_that_keeps_the_half_width():
    clusters = clusters_for_half_width(PLAN, 0.005, ours)
    kept = [
        expected_interval(PLAN.with_clusters(clusters + more), ours).half_width_kept
        for more in (-1, 0, 1, 5, 20)
    ]
    assert kept[0] > 0.005
    assert max(kept[1:]) <= 0.005


def test_a_size_by_the_mean_alone_would_be_too_small():
    by_mean = least_clusters(
        PLAN,
        lambda m: expected_interval(PLAN.with_clusters(m), ours).half_width <= 0.005,
        None,
        str,
    )
    assert clusters_for_half_width(PLAN, 0.005, ours) > 1.1 * by_mean


def test_the_size_against_no_case_is_the_rule_of_three_without_clusters():
    found = clusters_for_a_case(PlannedSample(0.01, 30, 1, 0.0), 0.05)
    assert found == math.ceil(math.log(0.05) / math.log(0.99))
    plan = PlannedSample(0.001, 30, 20, 0.1)
    clusters = clusters_for_a_case(plan, 0.05)
    assert chance_of_no_case(plan.with_clusters(clusters)) <= 0.05
    assert chance_of_no_case(plan.with_clusters(clusters - 1)) > 0.05


def test_what_all_clusters_cannot_do_is_refused_with_what_they_do():
    with pytest.raises(RefusedError, match=r"0.1 points cannot be had: with 200 clusters 80 %"):
        clusters_for_half_width(PLAN, 0.001, ours, most_clusters=200)
    with pytest.raises(RefusedError, match="find no case with a chance of"):
        clusters_for_a_case(PlannedSample(0.0001, 30, 10, 0.02), 0.05, most_clusters=200)
    rounds = Rounds(PLAN, 0.012)
    with pytest.raises(RefusedError, match="not 80 %"):
        clusters_for_power(rounds, 0.8, ours, most_clusters=200)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: PlannedSample(0.0, 30, 10, 0.1), "0 %"),
        (lambda: PlannedSample(1.0, 30, 10, 0.1), "100 %"),
        (lambda: PlannedSample(float("nan"), 30, 10, 0.1), "prevalence"),
        (lambda: PlannedSample(0.1, 30, 10, 1.2), "1.2"),
        (lambda: PlannedSample(0.1, 30, 10, -0.1), "-0.1"),
        (lambda: PlannedSample(0.1, 30, 0.5, 0.1), "0.5 persons"),
        (lambda: PlannedSample(0.1, 4, 10, 0.1, strata=4), "4 clusters in 4 strata"),
        (lambda: PlannedSample(0.1, 10**7, 10, 0.1), "too many"),
        (lambda: PlannedSample(0.1, 30, 10, 0.1, weighting_between=0.9), "0.9"),
        (lambda: clusters_for_half_width(PLAN, 0.0, ours), "0 points"),
        (lambda: clusters_for_half_width(PLAN, 0.7, ours), "70 points"),
        (lambda: clusters_for_half_width(PLAN, 0.01, ours, most_clusters=1), "1 clusters"),
        (lambda: clusters_for_a_case(PLAN, 1.0), "100 %"),
        (lambda: clusters_for_power(Rounds(PLAN, 0.02), 1.0, ours), "power"),
        (lambda: Rounds(PLAN, 0.01), "same prevalence"),
        (lambda: Rounds(PLAN, 0.02, overlap=1.5), "1.5"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_one_sentence(ask, words):
    with pytest.raises(UsageError) as told:
        ask()
    assert words in told.value.text
    assert told.value.hint
    assert "\n" not in told.value.text


@pytest.mark.parametrize(("before", "now", "n"), [(0.2, 0.25, 1000), (0.55, 0.5, 1500)])
def test_the_power_is_that_of_the_textbook_where_counts_are_large(before, now, n):
    spread = math.sqrt((before * (1 - before) + now * (1 - now)) / n)
    wanted = _normal(abs(now - before) / spread - 1.959964)
    found = power_of_change(Rounds(PlannedSample(now, n, 1, 0.0), before), textbook)
    assert found.power == pytest.approx(wanted, abs=0.003)
    assert found.change == pytest.approx(now - before)
    assert found.wrong < 1e-4


def test_shared_clusters_give_the_variance_of_a_difference_of_correlated_shares():
    # Large counts and a Wald interval: the mean half-width is z times the textbook's error.
    plan = PlannedSample(0.3, 400, 20, 0.1)
    rounds = Rounds(plan, 0.25, overlap=0.5, cluster_correlation=0.8)
    r = 0.5 * 0.8 * 0.1 * 20 / (1 + 19 * 0.1)
    assert rounds.correlation == pytest.approx(r)
    a, b = (math.sqrt(p * (1 - p) * 2.9 / 8_000) for p in (0.3, 0.25))
    error = math.sqrt(a**2 + b**2 - 2 * r * a * b)
    found = power_of_change(rounds, textbook)
    assert found.half_width == pytest.approx(1.959964 * error, rel=0.01)
    assert found.power == pytest.approx(_normal(0.05 / error - 1.959964), abs=0.02)


def test_power_agrees_with_two_rounds_drawn_from_one_set_of_places():
    rng, draws, clusters, take = np.random.default_rng(87), 6_000, 100, 20
    size = 0.95 / 0.05
    before = rng.beta(0.02 * size, 0.98 * size, (draws, clusters))
    # The same places: each keeps its rank in the population, which is less than a correlation of 1.
    rank = special.betainc(0.02 * size, 0.98 * size, before)
    now = special.betaincinv(0.01 * size, 0.99 * size, rank)
    earlier, later = (rng.binomial(take, p).sum(axis=1) / (clusters * take) for p in (before, now))
    places = np.corrcoef(before.ravel(), now.ravel())[0, 1]
    plan = PlannedSample(0.01, clusters, take, 0.05)
    rounds = Rounds(plan, 0.02, overlap=1.0, cluster_correlation=places)
    r = rounds.correlation
    assert np.corrcoef(earlier, later)[0, 1] == pytest.approx(r, abs=0.03)
    above, below = _limits(later).upper - later, earlier - _limits(earlier).lower
    length = np.sqrt(above**2 + below**2 - 2 * r * above * below)
    shown = np.mean(later - earlier + length < 0.0)
    said = power_of_change(rounds, _fixed)
    assert said.power == pytest.approx(shown, abs=0.03)
    assert said.power > power_of_change(Rounds(plan, 0.02), _fixed).power + 0.1


def test_the_size_for_a_power_reaches_it():
    rounds = Rounds(PlannedSample(0.05, 30, 10, 0.05), 0.1)
    clusters = clusters_for_power(rounds, 0.8, ours)
    reached = [
        power_of_change(Rounds(rounds.later.with_clusters(m), 0.1), ours).power
        for m in (clusters - 1, clusters)
    ]
    assert reached[0] < 0.8 <= reached[1]


def _fixed(sums, level):
    """Limits with the design effect known: a naive rule for both sides of the comparison."""
    assert level == 0.95
    return _limits(sums.p)


def _limits(p):
    half = 1.959964 * np.sqrt((p + 1 / 2_000) * 1.95 / 2_000)
    return Limits(np.maximum(p - half, 0.0), p + half)


def _normal(z):
    return 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))
