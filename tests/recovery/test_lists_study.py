"""The quick part of the study of list methods, and the page made from the whole of it.

Seeds are fixed. What is tested are statements of the page that must not change unseen, the bad
ones included: methods that take all persons to be alike fail where persons differ.
"""

import pytest

from measure87.estimate.multiple_lists.methods import METHODS
from tests.recovery.lists import PAGE, TABLE
from tests.recovery.lists_page import page
from tests.recovery.lists_scenarios import SCENARIOS
from tests.recovery.lists_study import Outcome, methods_of, read_csv, run_sample, summarise

CHEAP = ("independence", "chao", "sample-coverage", "heterogeneity")
SAMPLES = 40


@pytest.fixture(scope="module")
def found():
    """Cheap methods on the first samples of three scenarios."""
    outcomes = [
        outcome
        for scenario in ("independent", "persons-differ", "one-pair")
        for sample in range(SAMPLES)
        for outcome in run_sample(scenario, sample, only=CHEAP)
    ]
    return {(row.scenario, row.method): row for row in summarise(outcomes)}


@pytest.mark.slow
def test_independent_lists_are_estimated_without_bias(found):
    for method in ("independence", "sample-coverage"):
        row = found["independent", method]
        assert row.value_of_truth == pytest.approx(1, abs=0.03)
        assert row.covered >= 0.85


@pytest.mark.slow
def test_lower_bounds_lie_below_the_truth(found):
    for scenario in ("independent", "persons-differ", "one-pair"):
        row = found[scenario, "chao"]
        assert row.bounds == 1
        assert row.covered >= 0.9
        assert row.value_of_truth < 1.02


@pytest.mark.slow
def test_where_persons_differ_independence_leans_low_and_heterogeneity_holds(found):
    low = found["persons-differ", "independence"]
    assert low.value_of_truth < 0.85
    assert low.truth_above > 0.9
    right = found["persons-differ", "heterogeneity"]
    assert right.value_of_truth == pytest.approx(1, abs=0.1)
    assert right.covered >= 0.85


def test_a_pair_that_attracts_misleads_what_allows_for_no_pair(found):
    assert found["one-pair", "independence"].covered < 0.1


@pytest.mark.slow
def test_a_sample_runs_every_method_that_there_is():
    outcomes = run_sample("covariates", 0)
    assert [one.method for one in outcomes] == methods_of(SCENARIOS["covariates"])
    assert {*METHODS, "doubly-robust"} <= {one.method for one in outcomes}
    assert all(one.refused or one.value > 0 for one in outcomes)


def test_a_summary_counts_refusals_bounds_and_misses():
    truth = SCENARIOS["independent"].population
    outcomes = [
        Outcome("independent", 0, "m", value=truth, lower=truth - 5.0, upper=truth + 5.0),
        Outcome("independent", 1, "m", value=1.2 * truth, lower=truth + 5.0, upper=2.0 * truth),
        Outcome("independent", 2, "m", value=0.8 * truth, lower=10.0, bound=True, notices="few"),
        Outcome("independent", 3, "m", refused="no-overlap"),
    ]
    (row,) = summarise(outcomes)
    assert (row.samples, row.refused) == (4, 0.25)
    assert row.value_of_truth == pytest.approx(1)
    assert row.covered == pytest.approx(2 / 3)
    assert (row.truth_above, row.truth_below) == (0, pytest.approx(1 / 3))
    assert row.bounds == row.warned == pytest.approx(1 / 3)


def test_the_page_is_the_one_made_from_the_table():
    assert PAGE.read_text("utf-8") == page(read_csv(TABLE))


def test_the_page_has_every_scenario_and_every_method():
    rows = read_csv(TABLE)
    assert {row.scenario for row in rows} == set(SCENARIOS)
    assert {row.method for row in rows} == set(methods_of(SCENARIOS["covariates"]))
