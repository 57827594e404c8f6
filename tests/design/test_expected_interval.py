"""What a plan says of its interval, against samples drawn by code that knows nothing of it."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.design.expected_interval import expected_interval, quantile_of
from measure87.design.planned_sample import PlannedSample
from tests.design.rules import ours, textbook
from tests.recovery.cluster_samples import Truth, draw_sums
from tests.recovery.coverage import cell_sums

DRAWS = 4_000

# Share, icc, clusters, take, CV of weights (half of it common to a cluster); the first three
# expect fewer than 10 cases.
PLANS = [
    Truth(p=0.002, icc=0.05, clusters=100, take=20),
    Truth(p=0.0005, icc=0.01, clusters=100, take=20),
    Truth(p=0.002, icc=0.05, clusters=100, take=20, weight_cv=0.7),
    Truth(p=0.01, icc=0.02, clusters=200, take=20, weight_cv=1.0),
    Truth(p=0.02, icc=0.1, clusters=60, take=25),
    Truth(p=0.2, icc=0.05, clusters=200, take=20),
    Truth(p=0.01, icc=0.05, clusters=100, take=20, take_spread=0.5),
]


def plan_of(truth):
    weighting = np.sqrt(1.0 + truth.weight_cv**2)
    spread = round(truth.take * truth.take_spread)
    return PlannedSample(
        truth.p, truth.clusters, truth.take, truth.icc,
        take_cv=np.sqrt(((2 * spread + 1) ** 2 - 1) / 12) / truth.take,
        weighting_between=weighting, weighting_within=weighting,
    )  # fmt: skip


def drawn(truth):
    sums, _ = draw_sums(truth, DRAWS, np.random.default_rng(87))
    cells = cell_sums(sums, truth)
    return cells, ours(cells, 0.95)


@pytest.mark.parametrize("truth", PLANS, ids=str)
def test_the_half_width_is_that_of_surveys(truth):
    said = expected_interval(plan_of(truth), ours)
    cells, limits = drawn(truth)
    half = (limits.upper - limits.lower) / 2.0
    assert said.half_width == pytest.approx(half.mean(), rel=0.03)
    # Where states are few, one of them may carry a fifth of all surveys.
    kept = np.mean(half <= said.half_width_kept * (1.0 + 1e-6))
    assert kept > 0.8 - 0.025
    assert kept - np.mean(half <= said.half_width_kept * 0.97) > 0.0
    assert said.chance_of_no_case == pytest.approx(np.mean(cells.n_cases == 0), abs=0.02)
    held = np.mean((limits.lower <= truth.p) & (truth.p <= limits.upper))
    assert said.coverage == pytest.approx(held, abs=0.012)


def test_what_four_surveys_in_five_keep_is_above_the_mean():
    for truth in PLANS[:5]:
        said = expected_interval(plan_of(truth), ours)
        assert 1.1 <= said.half_width_kept / said.half_width <= 1.25


def test_without_clusters_and_with_many_persons_it_is_the_textbook():
    said = expected_interval(PlannedSample(0.3, 3_000, 1, 0.0), textbook)
    assert said.half_width == pytest.approx(1.959964 * np.sqrt(0.3 * 0.7 / 3_000), rel=1e-3)
    assert said.coverage == pytest.approx(0.95, abs=0.004)


def test_weights_and_clusters_cost_what_kish_says():
    plan = PlannedSample(0.3, 800, 10, 0.04, weighting_between=1.3)
    said = expected_interval(plan, textbook)
    simple = 1.959964 * np.sqrt(0.3 * 0.7 / 8_000)
    assert plan.design_effect == pytest.approx(1.3 * 1.36)
    assert said.half_width == pytest.approx(simple * np.sqrt(1.3 * 1.36), rel=0.01)


def test_more_clusters_more_correlation_and_more_weights_go_the_way_they_must():
    plan = PlannedSample(0.005, 100, 15, 0.03)
    here = expected_interval(plan, ours).half_width
    assert expected_interval(plan.with_clusters(200), ours).half_width < here
    assert expected_interval(replace(plan, icc=0.2), ours).half_width > here
    assert expected_interval(replace(plan, weighting_between=1.5), ours).half_width > here
    assert expected_interval(plan, ours, level=0.9).half_width < here


def test_a_survey_without_a_case_reports_the_limit_of_the_estimate():
    said = expected_interval(PlannedSample(0.0005, 100, 20, 0.01), ours)
    assert said.upper_without_case > said.half_width
    # 1 - 0.025^(1/n*), with n* = 2,000/(1 + 19 * 0.05) and the ratio of t quantiles
    ratio = (1.9611502 / 1.9842169) ** 2
    assert said.upper_without_case == pytest.approx(1.0 - 0.025 ** (1.95 / 2_000 / ratio), rel=1e-4)


def test_a_quantile_is_a_value_that_enough_lie_at_or_below():
    values, chance = np.array([3.0, 1.0, 2.0]), np.array([0.2, 0.5, 0.3])
    assert quantile_of(values, chance, 0.5) == 1.0
    assert quantile_of(values, chance, 0.8) == 2.0
    assert quantile_of(values, chance, 0.81) == 3.0
