"""Tails of sums of weighted chi-squares, against closed forms and against draws."""

import itertools

import numpy as np
import pytest
from scipy import stats

from measure87.numerics.weighted_chi_squares import (
    SignedSum,
    chance_above_zero,
    exact_tail,
    saddlepoint_tail,
    satterthwaite_df,
    satterthwaite_tail,
)


@pytest.mark.parametrize(
    ("m", "df", "x"),
    [
        (1, 3.0, 2.0), (2, 14.5, 9.0), (5, 60.0, 30.0), (2, 598.0, 9.0), (6, 20_000.0, 30.0),
    ],
)  # fmt: skip
def test_equal_weights_are_an_f(m, df, x):
    weights = np.full(m, 1.7)
    expected = stats.f.sf(x / m / 1.7, m, df)
    assert exact_tail(x, weights, df) == pytest.approx(expected, rel=1e-7)
    assert satterthwaite_tail(x, weights, df) == pytest.approx(expected, rel=1e-12)


def test_two_exponentials_have_a_closed_form():
    """a X_2 + b X_2 of two degrees each, less c: exponentials; P(aE > bF) = a / (a + b)."""
    total = SignedSum(np.array([3.0, -2.0]), np.array([2.0, 2.0]))
    assert chance_above_zero(total) == pytest.approx(3.0 / 5.0, abs=1e-10)


@pytest.mark.parametrize("df", [6.3, 20.9, 200.0])
def test_unequal_weights_as_by_draws(df):
    rng = np.random.default_rng(87)
    weights, x, n = np.array([2.5, 1.0, 0.2]), 7.0, 400_000
    sums = rng.chisquare(1.0, (n, 3)) @ weights
    above = sums > x * rng.chisquare(df, n) / df
    error = above.std() / np.sqrt(n)
    assert abs(exact_tail(x, weights, df) - above.mean()) < 4.0 * error
    assert saddlepoint_tail(x, weights, df) == pytest.approx(above.mean(), rel=0.1)


def test_far_tails_keep_their_order_and_never_are_zero():
    weights = np.array([1.5, 0.5])
    found = [exact_tail(x, weights, 40.0) for x in (5.0, 20.0, 80.0, 400.0)]
    assert all(a > b > 0.0 for a, b in itertools.pairwise(found))


def test_satterthwaite_counts_what_weighs():
    assert satterthwaite_df(np.array([1.0, 1.0, 1e-12])) == pytest.approx(2.0)
