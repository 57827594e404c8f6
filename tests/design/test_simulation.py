"""Plans drawn from known populations: the plan's promises, and the survey's own estimator."""

import time

import numpy as np
import polars as pl
import pytest

from measure87.design.drawing import Scheme, allocation, draw_samples
from measure87.design.expected_interval import expected_interval
from measure87.design.fieldwork import Asking, one_child, screened
from measure87.design.planned_sample import PlannedSample
from measure87.design.population import population_of
from measure87.design.simulation import simulate_plan, sums_of_draws
from measure87.estimate.survey import SurveyDesign, estimate_survey
from measure87.estimate.survey.outcomes import Outcome
from measure87.vocabulary.errors import DataError, UsageError
from tests.design.populations import beta_population, households
from tests.design.rules import ours

# Share, icc, clusters in the population; clusters and persons drawn. The first two expect fewer
# than 10 cases.
PLANS = [
    (0.003, 0.05, 3_000, 100, 20),
    (0.001, 0.03, 3_000, 150, 20),
    (0.02, 0.05, 3_000, 200, 15),
    (0.1, 0.10, 3_000, 80, 20),
    (0.01, 0.02, 3_000, 300, 10),
]


@pytest.mark.few(2)
@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_the_plan_keeps_its_promises_in_a_thousand_draws(plan):
    p, icc, there, clusters, take = plan
    population = beta_population(p, icc, there, 120, seed=87)
    said = expected_interval(
        PlannedSample(population.prevalence, clusters, take, population.icc), ours
    )
    started = time.process_time()
    shown = simulate_plan(
        population, Scheme(clusters, take), ours, np.random.default_rng(1),
        stated_half_width=said.half_width_kept * (1.0 + 1e-9),
    )  # fmt: skip
    assert time.process_time() - started < 5.0
    assert shown.draws == 1_000
    assert said.half_width == pytest.approx(shown.half_width.value, rel=0.05)
    assert shown.kept.value > 0.8 - 3.0 * shown.kept.error
    assert 1.03 <= said.half_width_kept / said.half_width <= 1.4
    assert said.coverage == pytest.approx(shown.coverage.value, abs=0.02)
    assert shown.coverage.value > 0.94
    assert abs(shown.bias.value) < 4.0 * shown.bias.error
    assert shown.cases.value == pytest.approx(
        clusters * take * population.prevalence, abs=4.0 * shown.cases.error
    )


def test_rare_plans_state_a_tenth_to_a_quarter_more_than_their_mean():
    for p, icc, _, clusters, take in PLANS[:2]:
        said = expected_interval(PlannedSample(p, clusters, take, icc), ours)
        assert clusters * take * p < 10.0
        assert 1.1 <= said.half_width_kept / said.half_width <= 1.25


SCHEMES = [
    (lambda: beta_population(0.05, 0.1, 300, 40, seed=2, strata=3), Scheme(60, 10)),
    (
        lambda: beta_population(0.05, 0.1, 300, 40, seed=3),
        Scheme(60, 10, response=0.7, sensitivity=0.9, specificity=0.97),
    ),
    (lambda: households(4), Scheme(50, 12, one_of_unit=True)),
    (lambda: households(5), Scheme(50, 12)),
    (lambda: beta_population(0.002, 0.1, 300, 40, seed=6), Scheme(20, 5)),
]


@pytest.mark.parametrize(("population", "scheme"), SCHEMES)
def test_every_draw_has_the_figures_of_estimate_survey(population, scheme):
    drawn = draw_samples(population(), scheme, 4, np.random.default_rng(87))
    limits = ours(sums := sums_of_draws(drawn), 0.95)
    for draw in range(4):
        here = drawn.draw == draw
        table = pl.DataFrame(
            {"y": drawn.found[here], "w": drawn.weight[here], "s": drawn.stratum[here],
             "c": drawn.cluster[here]}
        )  # fmt: skip
        outcome = Outcome("y", "y", coding="by-type")
        found = estimate_survey(table, [outcome], SurveyDesign("w", "s", ("c",))).estimates[0]
        assert (found.n, found.n_cases, found.df) == (
            sums.n[draw], sums.n_cases[draw], sums.df[draw],
        )  # fmt: skip
        assert sums.p[draw] == pytest.approx(found.value, rel=1e-9, abs=1e-15)
        assert np.sqrt(sums.variance[draw]) == pytest.approx(found.se or 0.0, rel=1e-9)
        assert limits.lower[draw] == pytest.approx(found.lower, rel=1e-9, abs=1e-15)
        assert limits.upper[draw] == pytest.approx(found.upper, rel=1e-9)


def test_one_child_of_each_household_is_what_its_plan_says():
    population = households(7, clusters=600)
    shares = {0: 0.3, 1: 0.3, 2: 0.2, 4: 0.2}
    asking = Asking(population.prevalence, population.icc, 80, 12)
    said = expected_interval(one_child(asking, shares).plan, ours)
    scheme = Scheme(80, 12, one_of_unit=True)
    shown = simulate_plan(population, scheme, ours, np.random.default_rng(3), draws=600)
    assert said.half_width == pytest.approx(shown.half_width.value, rel=0.05)
    assert shown.persons.value == pytest.approx(80 * 12 * 0.7, rel=0.02)
    assert abs(shown.bias.value) < 4.0 * shown.bias.error


def test_a_screen_is_what_its_plan_says_and_its_bias_is_shown():
    population = beta_population(0.05, 0.05, 2_000, 60, seed=8)
    asking = Asking(population.prevalence, population.icc, 150, 15)
    work = screened(asking, sensitivity=0.6, specificity=0.95)
    said = expected_interval(work.plan, ours, true_share=population.prevalence)
    scheme = Scheme(150, 15, sensitivity=0.6)
    shown = simulate_plan(population, scheme, ours, np.random.default_rng(4), draws=600)
    assert shown.bias.value == pytest.approx(work.bias, abs=4.0 * shown.bias.error)
    assert said.half_width == pytest.approx(shown.half_width.value, rel=0.05)
    assert said.coverage == pytest.approx(shown.coverage.value, abs=0.06)
    assert said.coverage < 0.5


def test_the_correlation_of_a_population_is_that_of_its_drawn_pairs():
    population = beta_population(0.1, 0.15, 4_000, 30, seed=9)
    drawn = draw_samples(population, Scheme(2_000, 2), 20, np.random.default_rng(5))
    pairs = drawn.found.reshape(-1, 2)
    assert population.icc == pytest.approx(np.corrcoef(pairs.T)[0, 1], abs=0.02)
    assert population.icc == pytest.approx(0.15, abs=0.02)


def test_clusters_come_in_proportion_to_their_size_and_units_alike():
    size = np.repeat([10, 20, 30], 4)
    cluster = np.repeat(np.arange(12), size)
    y = (np.arange(cluster.size) % 7 == 0).astype(float)
    population = population_of(cluster, y, None, None)
    drawn = draw_samples(population, Scheme(4, 5), 4_000, np.random.default_rng(6))
    assert drawn.weight == pytest.approx(240 / (4 * 5))
    assert np.bincount(drawn.draw).tolist() == [20] * 4_000
    assert drawn.truth.mean() == pytest.approx(population.prevalence, abs=0.004)


def test_strata_get_clusters_in_proportion_and_two_at_least():
    population = beta_population(0.1, 0.1, 300, 40, seed=2, strata=3)
    assert allocation(population, 60).tolist() == [20, 20, 20]
    assert allocation(population, 6).tolist() == [2, 2, 2]


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: draw(5), "5 clusters cannot be two"),
        (lambda: draw(400), "400 clusters cannot be drawn from 300"),
        (lambda: draw(30, draws=1), "1 draws"),
        (lambda: people([0, 0, 1], [0, 0, 0]), "nobody or everybody"),
        (lambda: people([0, 0, 1], [np.nan] * 3), "nobody in the population counts"),
        (lambda: people([0, 0, 1], [0, 1, 2]), "other values"),
        (lambda: people([0, 0, 1], [0, 1, 0], unit=[0, 1, 1]), "household lies in two"),
        (lambda: people([0, 0, 1], [0, 1, 0], stratum=[0, 1, 1]), "cluster lies in two"),
    ],
)
def test_what_cannot_be_drawn_is_refused(ask, words):
    with pytest.raises((DataError, UsageError)) as told:
        ask()
    assert words in told.value.text
    assert told.value.hint


def draw(clusters, draws=10):
    population = beta_population(0.1, 0.1, 300, 40, seed=2, strata=3)
    return simulate_plan(
        population, Scheme(clusters, 5), ours, np.random.default_rng(1), draws=draws
    )


def people(cluster, y, stratum=None, unit=None):
    codes = [None if c is None else np.array(c) for c in (stratum, unit)]
    return population_of(np.array(cluster), np.array(y, float), *codes)
