import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure87.numerics import design_effects

REFERENCE = Path(__file__).parents[1] / "reference" / "r_survey_ciprop" / "deff.json"
ROWS = json.loads(REFERENCE.read_text(encoding="utf-8"))
SCHOOLS = {"dclus1": 6194.0003242492585, "dclus1_nofpc": 6194.0003242492585, "dsrs": 6194.0}


# Reference: tests/reference/r_survey_ciprop. Same arithmetic, so rounding only.
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['call']} {row['category']}")
def test_design_effects_are_those_of_r(row):
    design = row["call"].split(", ")[1]
    n, p = row["n"], row["est"]
    got = design_effects.design_effect(row["var"], p * (1 - p) * n / (n - 1), n, SCHOOLS[design])
    assert got == pytest.approx(row["deff"], rel=1e-9)


def test_the_effect_against_replacement_lacks_the_finite_population_correction():
    one = design_effects.design_effect(0.002, 0.2, 150, 1500)
    other = design_effects.design_effect_replacement(0.002, 0.2, 150)
    assert other == pytest.approx(one * (1 - 150 / 1500))


def test_a_design_effect_that_is_not_defined_is_not_a_number():
    got = design_effects.design_effect([0.0, 0.1], [0.0, 0.2], [10, 10], [100, 5])
    assert np.isnan(got).all()
    assert np.isnan(design_effects.design_effect_replacement(0.0, 0.0, 10))


def test_nobody_and_persons_who_do_not_differ_have_no_design_effect():
    # A variance above 0 over one of 0 would be infinite, and nobody would make it 0.
    assert np.isnan(design_effects.design_effect(0.1, 0.0, 10, 100))
    assert np.isnan(design_effects.design_effect_replacement(0.1, 0.0, 10))
    assert np.isnan(design_effects.design_effect(0.1, 0.2, 0, 100))
    assert np.isnan(design_effects.design_effect_replacement(0.1, 0.2, 0))


def test_a_sample_of_everybody_has_no_design_effect_and_of_all_but_one_person_it_has():
    assert np.isnan(design_effects.design_effect(0.1, 0.2, 10, 10))
    # Without replacement 0.2/10 (1 - 10/11) = 0.02/11.
    one_left = design_effects.design_effect(0.1, 0.2, 10, 11)
    assert one_left == pytest.approx(0.1 / (0.02 / 11), rel=1e-12)
    # One person of 11: 0.2/1 (1 - 1/11) = 2/11.
    one_asked = design_effects.design_effect(0.1, 0.2, 1, 11)
    assert one_asked == pytest.approx(0.1 / (2 / 11), rel=1e-12)
    assert design_effects.design_effect_replacement(0.1, 0.2, 1) == pytest.approx(0.5)


def sample():
    """Invented: weights of persons in clusters of unequal size."""
    rng = np.random.default_rng(7)
    cluster = np.repeat(np.arange(8), [1, 2, 3, 5, 8, 2, 4, 6])
    return rng.lognormal(0.0, 0.7, cluster.size), cluster


def test_the_model_is_the_variance_of_correlated_persons():
    # A second implementation: the whole covariance matrix of the persons.
    weights, cluster = sample()
    icc = 0.13
    covariance = np.where(cluster[:, None] == cluster[None, :], icc, 0.0)
    np.fill_diagonal(covariance, 1.0)
    variance = weights @ covariance @ weights / weights.sum() ** 2
    totals = np.bincount(cluster, weights)
    got = design_effects.model_design_effect(
        design_effects.weighting_effect(weights.size, weights.sum(), (weights**2).sum()),
        design_effects.effective_take((weights**2).sum(), (totals**2).sum()),
        icc,
    )
    assert got == pytest.approx(variance * weights.size, rel=1e-12)


def test_weights_cost_one_plus_their_squared_variation():
    weights, _ = sample()
    got = design_effects.weighting_effect(weights.size, weights.sum(), (weights**2).sum())
    assert got == pytest.approx(1.0 + (weights.std() / weights.mean()) ** 2)


def test_equal_clusters_of_equal_weights_count_their_persons():
    assert design_effects.effective_take(5 * 20 * 3.0**2, 5 * (20 * 3.0) ** 2) == 20.0


@given(weighting=st.floats(1.0, 5.0), take=st.floats(1.5, 200.0), icc=st.floats(0.0, 1.0))
def test_the_implied_correlation_undoes_the_model(weighting, take, icc):
    effect = design_effects.model_design_effect(weighting, take, icc)
    got = design_effects.implied_correlation(effect, weighting, take)
    assert got == pytest.approx(icc, abs=1e-9)


def test_the_implied_correlation_stays_between_0_and_1_and_is_unknown_without_clusters():
    got = design_effects.implied_correlation([0.4, 99.0, 2.0], 1.0, [20.0, 20.0, 1.0])
    assert list(got[:2]) == [0.0, 1.0]
    assert np.isnan(got[2])
