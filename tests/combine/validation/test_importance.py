"""Smoothed weights against a known shift, and the fit of the tail against maximum likelihood."""

import numpy as np
import pytest
from scipy import stats

from measure87.combine.validation.importance import (
    fit_generalised_pareto,
    generalised_pareto_quantile,
    smoothed_weights,
    weighted_quantile,
)


@pytest.mark.parametrize("shape", [-0.3, 0.0, 0.3, 0.6, 1.0])
def test_the_tail_is_fitted_as_by_maximum_likelihood(shape):
    rng = np.random.default_rng(4)
    x = np.sort(stats.genpareto.rvs(shape, scale=2.0, size=3000, random_state=rng))
    got = fit_generalised_pareto(x)
    wanted, _, scale = stats.genpareto.fit(x, floc=0.0)
    assert got[0] == pytest.approx(wanted, abs=0.02)
    assert got[1] == pytest.approx(scale, rel=0.03)


def test_quantiles_of_the_tail_are_scipys():
    chance = np.array([0.01, 0.4, 0.99])
    for shape in (-0.2, 0.0, 0.5):
        want = stats.genpareto.ppf(chance, shape, scale=1.3)
        assert generalised_pareto_quantile(chance, shape, 1.3) == pytest.approx(want)


def test_draws_of_one_normal_stand_in_for_a_narrower_one():
    x = np.random.default_rng(5).normal(size=4000)
    ratio = stats.norm.logpdf(x, 0.5, 0.8) - stats.norm.logpdf(x)
    weights = smoothed_weights(ratio)
    assert weights.usable
    assert weights.weight.sum() == pytest.approx(1.0)
    mean = weights.weight @ x
    assert mean == pytest.approx(0.5, abs=0.05)
    assert weighted_quantile(x, weights.weight, 0.95) == pytest.approx(
        stats.norm.ppf(0.95, 0.5, 0.8), abs=0.1
    )


def test_draws_that_cannot_stand_in_are_told():
    x = np.random.default_rng(6).normal(size=1000)
    weights = smoothed_weights(stats.norm.logpdf(x, 0.0, 6.0) - stats.norm.logpdf(x))
    assert not weights.usable
    assert weights.effective_draws < 100


def test_equal_ratios_leave_draws_as_they_are():
    weights = smoothed_weights(np.full(50, -3.2))
    assert weights.usable
    assert weights.effective_draws == pytest.approx(50)


def test_too_few_draws_to_tell_are_not_usable():
    assert not smoothed_weights(np.array([0.0, 1.0, 2.0])).usable
