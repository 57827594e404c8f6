"""Smoothed weights against a known shift, and the fit of the tail against maximum likelihood."""

import math

import numpy as np
import pytest
from scipy import stats

from measure87.combine.validation.importance import (
    Weights,
    equal_weights,
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


# Written out, step by step.


def fitted_by_hand(x):
    """Zhang & Stephens' posterior mean over a grid, one value of theta after the other."""
    n = len(x)
    number = 30 + math.floor(math.sqrt(n))
    quartile = x[max(math.floor(n / 4 + 0.5), 1) - 1]
    thetas, logs = [], []
    for j in range(1, number + 1):
        theta = 1 / x[-1] + (1 - math.sqrt(number / (j - 0.5))) / (3 * quartile)
        k = sum(math.log(1 - theta * one) for one in x) / n
        thetas.append(theta)
        logs.append(n * (math.log(-theta / k) - k - 1))
    weights = [1 / sum(math.exp(other - one) for other in logs) for one in logs]
    theta = sum(w * t for w, t in zip(weights, thetas, strict=True))
    k = sum(math.log(1 - theta * one) for one in x) / n
    return (n * k + 5.0) / (n + 10.0), -k / theta


@pytest.mark.parametrize("n", [5, 6, 7, 30, 99])
def test_the_fit_is_that_written_out(n):
    x = np.sort(stats.genpareto.rvs(0.3, size=n, random_state=np.random.default_rng(n)))
    assert fit_generalised_pareto(x) == pytest.approx(fitted_by_hand(x.tolist()), rel=1e-9)


@pytest.mark.parametrize(("draws", "tail"), [(26, 6), (40, 8), (225, 45), (400, 60), (1000, 95)])
def test_as_many_of_the_largest_are_smoothed_as_are_told(draws, tail):
    """A fifth, or three times the root if that is less; the rest keep their proportions."""
    ratio = np.random.default_rng(draws).normal(size=draws)
    found = smoothed_weights(ratio)
    order = np.argsort(ratio)
    top = np.exp(ratio - ratio.max())[order]
    shape, scale = fitted_by_hand((top[-tail:] - top[-tail - 1]).tolist())
    for i in range(tail):
        chance = (i + 0.5) / tail
        excess = scale * ((1 - chance) ** -shape - 1) / shape
        top[draws - tail + i] = min(cut(ratio, tail) + excess, 1.0)
    wanted = np.empty(draws)
    wanted[order] = top / top.sum()
    assert found.shape == pytest.approx(shape)
    assert found.weight == pytest.approx(wanted)


def cut(ratio, tail):
    """The largest ratio that is not smoothed, over the largest of all."""
    return math.exp(sorted(ratio)[-tail - 1] - max(ratio))


@pytest.mark.parametrize(("draws", "told"), [(20, False), (21, True), (25, True)])
def test_a_tail_of_fewer_than_five_says_nothing(draws, told):
    ratio = np.random.default_rng(1).normal(size=draws)
    found = smoothed_weights(ratio)
    assert np.isfinite(found.shape) == told
    if not told:
        assert found.weight == pytest.approx(np.exp(ratio) / np.exp(ratio).sum())


@pytest.mark.parametrize(("shape", "usable"), [(0.69, True), (0.7, False), (np.inf, False)])
def test_weights_are_usable_below_a_shape_of_seven_tenths(shape, usable):
    assert Weights(np.full(4, 0.25), shape).usable is usable


def test_draws_that_stand_for_themselves_weigh_alike():
    for usable in (True, False):
        found = equal_weights(8, usable=usable)
        assert found.weight.tolist() == [0.125] * 8
        assert found.effective_draws == 8.0
        assert found.usable is usable
    assert equal_weights(8).usable
    assert Weights(np.array([0.5, 0.5, 0.0, 0.0]), 0.0).effective_draws == 2.0
    # Ratios that differ by the rounding of the machine alone are alike.
    almost = smoothed_weights(np.array([1.0, 1.0 + 4e-16, 1.0] * 10))
    assert (almost.shape, almost.weight.tolist()) == (-np.inf, [1 / 30] * 30)


def test_a_weighted_quantile_is_the_smallest_value_whose_weights_reach_its_chance():
    values, weight = np.array([3.0, 1.0, 2.0, 9.0]), np.array([2.0, 1.0, 1.0, 4.0])
    for chance, wanted in ((0.0, 1), (0.125, 1), (0.126, 2), (0.25, 2), (0.3, 3), (0.5, 3), (1, 9)):
        assert weighted_quantile(values, weight, chance) == wanted
