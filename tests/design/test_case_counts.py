"""Chances of cases and of pairs of cases, against naive enumeration and known limits.

Tolerances are those of Fourier sums (1e-13 of the whole, so more of a rare state) and of states
below 1e-11, which are left out.
"""

from collections import defaultdict
from itertools import product

import numpy as np
import pytest
from scipy import stats

from measure87.design import case_counts as module
from measure87.design.case_counts import beta_binomial, case_counts, chance_of_no_case
from measure87.design.planned_sample import PlannedSample


def enumerated(plan):
    """Every way that cases can lie in the clusters, one at a time."""
    one = [
        (size, y, share * stats.betabinom.pmf(y, size, *shapes(plan)))
        for size, share in plan.takes()
        for y in range(size + 1)
    ]
    found = defaultdict(lambda: np.zeros(3))
    for way in product(one, repeat=plan.clusters):
        chance = np.prod([part[2] for part in way])
        cases = sum(y for _, y, _ in way)
        pairs = sum(y * (y - 1) // 2 for _, y, _ in way)
        with_cases = sum(y > 0 for _, y, _ in way)
        by_take = sum(size * y for size, y, _ in way)
        found[cases, pairs] += chance * np.array([1.0, with_cases, by_take])
    return found


def shapes(plan):
    size = (1.0 - plan.icc) / plan.icc
    return plan.prevalence * size, (1.0 - plan.prevalence) * size


@pytest.mark.parametrize(
    "plan",
    [
        PlannedSample(0.2, 4, 3, 0.1),
        PlannedSample(0.05, 3, 5, 0.4),
        PlannedSample(0.3, 3, 3.4, 0.2),
        PlannedSample(0.3, 3, 3, 0.2, take_cv=0.4),
    ],
)
def test_all_states_are_those_of_enumeration(plan):
    counts, naive = case_counts(plan), enumerated(plan)
    assert counts.chance.sum() == pytest.approx(1.0, abs=1e-12)
    assert len(counts.chance) == len(naive)
    for i in range(len(counts.chance)):
        chance, with_cases, by_take = naive[counts.cases[i], counts.pairs[i]]
        assert counts.chance[i] == pytest.approx(chance, abs=1e-12)
        assert counts.clusters_with_cases[i] == pytest.approx(with_cases / chance, rel=1e-6)
        assert counts.cases_by_take[i] == pytest.approx(by_take / chance, rel=1e-6)


def test_moments_give_what_the_full_table_gives(monkeypatch):
    plan = PlannedSample(0.02, 60, 15, 0.08)
    full = case_counts(plan)
    monkeypatch.setattr(module, "_MOST_STATES", 0)
    short = case_counts(plan)
    for x in (8, 14, 18, 30):
        a, b = full.cases == x, short.cases == x
        assert short.chance[b].sum() == pytest.approx(full.chance[a].sum(), rel=1e-8)
        for name in ("pairs", "clusters_with_cases", "cases_by_take"):
            mean = np.average(getattr(full, name)[a], weights=full.chance[a])
            assert np.average(getattr(short, name)[b], weights=short.chance[b]) == pytest.approx(
                mean, rel=1e-6, abs=1e-9
            )


def test_without_correlation_cases_are_binomial():
    counts = case_counts(PlannedSample(0.01, 50, 20, 0.0))
    for x in (0, 3, 10, 25):
        chance = counts.chance[counts.cases == x].sum()
        assert chance == pytest.approx(stats.binom.pmf(x, 1000, 0.01), abs=1e-10)


def test_mean_and_variance_are_those_of_the_design_effect():
    plan = PlannedSample(0.03, 80, 12, 0.07)
    counts = case_counts(plan)
    mean = counts.chance @ counts.cases
    variance = counts.chance @ counts.cases**2 - mean**2
    assert mean == pytest.approx(plan.expected_cases, rel=1e-8)
    binomial = plan.persons * 0.03 * 0.97
    assert variance == pytest.approx(binomial * (1.0 + 11 * 0.07), rel=1e-6)
    assert plan.design_effect == pytest.approx(1.0 + 11 * 0.07)


@pytest.mark.parametrize("icc", [0.0, 1e-4, 0.05, 0.6, 1.0])
def test_the_law_of_one_cluster_has_its_mean_and_correlation(icc):
    law, y = beta_binomial(18, 0.04, icc), np.arange(19)
    mean = law @ y
    assert law.sum() == pytest.approx(1.0, abs=1e-10)  # logarithms of beta functions cancel
    assert mean == pytest.approx(18 * 0.04)
    assert law @ y**2 - mean**2 == pytest.approx(18 * 0.04 * 0.96 * (1.0 + 17 * icc), rel=1e-8)


def test_the_rule_of_three_holds_without_clustering_and_fails_with_it():
    n = 300  # no case among 300: the upper limit is about 3/300
    assert chance_of_no_case(PlannedSample(0.01, n, 1, 0.0)) == pytest.approx(0.99**n)
    clustered = PlannedSample(0.01, 15, 20, 0.2)
    assert chance_of_no_case(clustered) > 3 * 0.99**n
    assert chance_of_no_case(clustered) == pytest.approx(
        stats.betabinom.pmf(0, 20, *shapes(clustered)) ** 15
    )


def test_takes_keep_mean_and_spread():
    plan = PlannedSample(0.1, 30, 17.3, 0.05, take_cv=0.3)
    sizes, chances = np.array(plan.takes()).T
    assert sizes @ chances == pytest.approx(17.3)
    assert np.sqrt(sizes**2 @ chances - 17.3**2) / 17.3 == pytest.approx(0.3, abs=0.01)
