"""Raking by classes gives the factors of the general solution, which shares none of its sums."""

import numpy as np
import pytest

from measure87.numerics.calibration import calibration_factors
from measure87.numerics.raking import raking_factors


def cells(seed: int, sizes: tuple[int, ...] = (3, 4, 5), n: int = 80):
    rng = np.random.default_rng(seed)
    own = np.column_stack([rng.integers(0, size, n) for size in sizes])
    place = (own + np.cumsum([0, *sizes[:-1]])).astype(np.int32)
    weight = rng.uniform(0.5, 40.0, n)
    true = weight * np.exp(rng.normal(0.0, 0.3, n))
    totals = sum(np.bincount(column, true, sum(sizes)) for column in place.T)
    return place, weight, totals


@pytest.mark.parametrize("seed", range(5))
def test_factors_are_those_of_the_general_solution(seed):
    place, weight, totals = cells(seed)
    x = np.zeros((len(weight), len(totals)))
    for column in place.T:
        x[np.arange(len(weight)), column] = 1.0
    found = raking_factors(place, weight, totals)
    expected = calibration_factors(x, weight, totals)
    assert found.is_met
    assert expected.is_met
    np.testing.assert_allclose(found.factor, expected.factor, rtol=1e-9)
    np.testing.assert_allclose(
        sum(np.bincount(c, weight * found.factor, len(totals)) for c in place.T), totals, rtol=1e-10
    )


def test_a_start_moves_rounding_alone():
    place, weight, totals = cells(7)
    first = raking_factors(place, weight, totals)
    again = raking_factors(place, weight * 1.1, totals, first.exponent)
    np.testing.assert_allclose(again.factor * 1.1, first.factor, rtol=1e-10)


def test_margins_that_cannot_be_met_are_said_to_be_so():
    place = np.array([[0, 2], [1, 3]], dtype=np.int32)  # the margins are one
    found = raking_factors(place, np.ones(2), np.array([6.0, 4.0, 5.0, 5.0]))
    assert not found.is_met


def test_a_class_without_weight_is_not_met():
    place = np.array([[0, 2], [1, 3], [1, 2]], dtype=np.int32)
    found = raking_factors(place, np.array([0.0, 1.0, 1.0]), np.array([6.0, 4.0, 5.0, 5.0]))
    assert not found.is_met
