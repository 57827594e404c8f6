"""Factors by which weights meet totals; agreement with R is in `tests/estimate/survey`."""

import numpy as np
import pytest
from scipy.optimize import minimize

from measure87.numerics.calibration import (
    calibration_factors,
    inverse_products,
    regression_coefficients,
)

RNG = np.random.default_rng(4)
X = np.column_stack([np.repeat(np.eye(3), 2, axis=0), np.tile(np.eye(2), (3, 1))])
WEIGHT = RNG.uniform(5.0, 20.0, 6)
TOTALS = (RNG.uniform(0.8, 1.3, 6) * WEIGHT) @ X


@pytest.mark.parametrize("distance", ["raking", "linear", "logit", "truncated"])
def test_totals_are_met_though_the_margins_repeat_each_other(distance):
    found = calibration_factors(X, WEIGHT, TOTALS, distance=distance, bounds=(0.5, 2.0))
    assert found.is_met
    np.testing.assert_allclose((WEIGHT * found.factor) @ X, TOTALS, rtol=1e-11)


def test_raked_factors_are_a_product_and_linear_ones_a_sum():
    """The shape of a solution: on a two-way table its interaction vanishes."""
    for distance, scale in (("raking", np.log), ("linear", lambda g: g)):
        factor = calibration_factors(X, WEIGHT, TOTALS, distance=distance).factor
        table = scale(factor).reshape(3, 2)
        centred = table - table.mean(0) - table.mean(1, keepdims=True) + table.mean()
        np.testing.assert_allclose(centred, 0.0, atol=1e-10)


def test_logit_factors_stay_within_their_bounds():
    wanted = np.array([30.0, 10.0])
    found = calibration_factors(np.eye(2), np.array([20.0, 20.0]), wanted, distance="logit",
                                bounds=(0.4, 1.6))  # fmt: skip
    assert found.is_met
    narrow = calibration_factors(np.eye(2), np.array([20.0, 20.0]), wanted, distance="logit",
                                 bounds=(0.8, 1.2))  # fmt: skip
    assert not narrow.is_met
    assert narrow.factor.min() >= 0.8 - 1e-9
    assert narrow.factor.max() <= 1.2 + 1e-9


def nearest_within(x, weight, totals, bounds):
    """The weighted least squares that the truncated distance solves, by a general optimiser."""
    found = minimize(
        lambda g: (weight * (g - 1.0) ** 2).sum(),
        np.ones(len(weight)),
        jac=lambda g: 2.0 * weight * (g - 1.0),
        bounds=[bounds] * len(weight),
        constraints={
            "type": "eq",
            "fun": lambda g: (weight * g) @ x - totals,
            "jac": lambda g: (weight[:, None] * x).T,
        },
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert found.success
    return found.x


@pytest.mark.parametrize("seed", range(6))
def test_the_truncated_distance_is_least_squares_within_bounds(seed):
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(30), rng.normal(size=30), rng.integers(0, 2, 30)])
    weight = rng.uniform(1.0, 5.0, 30)
    totals = (weight * rng.uniform(0.75, 1.4, 30)) @ x
    bounds = (0.8, 1.3)
    found = calibration_factors(x, weight, totals, distance="truncated", bounds=bounds)
    assert found.is_met
    assert found.factor.min() >= 0.8
    assert found.factor.max() <= 1.3
    expected = nearest_within(x, weight, totals, bounds)
    np.testing.assert_allclose(found.factor, expected, atol=2e-6)


def test_bounds_that_no_factors_keep_are_not_met():
    x, weight = np.eye(2), np.ones(2)
    for distance in ("logit", "truncated"):
        found = calibration_factors(
            x, weight, np.array([1.0, 2.0]), distance=distance, bounds=(0.5, 1.5)
        )
        assert not found.is_met


def test_totals_that_contradict_each_other_are_not_met():
    contradictory = TOTALS + np.array([5.0, 0.0, 0.0, 0.0, 0.0])
    found = calibration_factors(X, WEIGHT, contradictory)
    assert not found.is_met
    assert found.misfit > 1e-3


def test_a_regression_on_repeated_dummies_fits_as_one_on_a_basis():
    y = RNG.normal(size=(6, 2))
    sums = WEIGHT[:, None] * y
    fitted = X @ regression_coefficients(X, inverse_products(X, WEIGHT), sums)
    basis = X[:, :4]
    root = np.sqrt(WEIGHT)[:, None]
    expected = basis @ np.linalg.lstsq(basis * root, y * root, rcond=None)[0]
    np.testing.assert_allclose(fitted, expected, atol=1e-10)
