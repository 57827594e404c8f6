"""Variances from packed covariances."""

import numpy as np
import pytest

from measure87.numerics.linearisation import (
    between_units,
    outer,
    quadratic_form,
    ratio_gradient,
    variance,
)

RNG = np.random.default_rng(3)


def test_the_spread_of_units_is_the_sample_covariance_with_absent_units_as_zeros():
    a = np.vstack([RNG.normal(size=(6, 3)), np.zeros((2, 3))])
    packed = between_units(a.sum(axis=0), outer(a).sum(axis=0), np.array(8.0), np.array(0.25))
    full = 0.75 * 8 * np.cov(a.T, ddof=1)
    np.testing.assert_allclose(packed, full[np.triu_indices(3)], rtol=1e-12)


def test_one_unit_has_no_spread():
    a = np.array([1.0, 2.0, 3.0])
    assert not between_units(a, outer(a), np.array(1.0), np.array(0.0)).any()


def test_no_unit_has_no_spread():
    nothing = between_units(np.zeros(3), np.zeros(6), np.array(0.0), np.array(0.0))
    assert nothing.tolist() == [0.0] * 6


def test_a_quadratic_form_of_packed_numbers_is_that_of_the_matrix():
    root = RNG.normal(size=(3, 3))
    matrix, g = root @ root.T, RNG.normal(size=3)
    packed = matrix[np.triu_indices(3)]
    assert quadratic_form(g, packed) == pytest.approx(g @ matrix @ g, rel=1e-12)
    assert variance(g, packed, packed) == pytest.approx(g @ matrix @ g, rel=1e-12)


def test_what_is_less_than_rounding_is_zero_and_what_is_not_known_stays_so():
    g = np.array([1.0, 0.0, 0.0])
    packed = np.array([1e-15, 0.0, 0.0, 0.0, 0.0, 0.0])
    assert variance(g, packed, np.ones(6)) == 0.0
    assert np.isnan(variance(g, np.full(6, np.nan), np.ones(6)))


def test_the_gradient_of_a_ratio_is_its_numerical_derivative():
    top, bottom = np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 1.0])
    totals = np.array([30.0, 5.0, 10.0])
    ratio = totals @ top / (totals @ bottom)
    got = ratio_gradient(top, bottom, np.array(ratio), np.array(totals @ bottom))
    for k in range(3):
        step = np.zeros(3)
        step[k] = 1e-6
        moved = (totals + step) @ top / ((totals + step) @ bottom)
        assert got[k] == pytest.approx((moved - ratio) / 1e-6, abs=1e-6)
