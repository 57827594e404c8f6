"""Figures and their gradients by three totals, against differences; and contrasts of them."""

import math
from dataclasses import replace

import numpy as np
import pytest

from measure87.estimate.survey.covariance import (
    Covariance,
    _places_with,
    has_persons,
    value_and_gradient,
)
from measure87.estimate.survey.outcomes import Outcome
from measure87.vocabulary.errors import DataError

SHARE = Outcome("work", "s", coding="status")
COUNT = replace(SHARE, statistic="total")
MEAN = Outcome("hours", "y", kind="number", statistic="mean")
STATUS = np.array([600.0, 150.0, 250.0])  # weights of no, unknown and yes
NUMBER = np.array([1200.0, 400.0, 500.0])  # sums of y and x, and of weights


@pytest.mark.parametrize(
    ("outcome", "total", "value"),
    [
        (SHARE, STATUS, 250 / 850),
        (replace(SHARE, unknown="no"), STATUS, 250 / 1000),
        (replace(SHARE, unknown="yes"), STATUS, 400 / 1000),
        (COUNT, STATUS, 250.0),
        (replace(COUNT, unknown="yes"), STATUS, 400.0),
        (replace(COUNT, spread_unknown=True), STATUS, 250 * 1000 / 850),
        (MEAN, NUMBER, 3.0),
        (replace(MEAN, statistic="total"), NUMBER, 1200.0),
        (replace(MEAN, statistic="ratio", denominator="x"), NUMBER, 3.0),
    ],
)
def test_a_gradient_is_what_a_figure_moves_by_with_each_total(outcome, total, value):
    found, gradient = value_and_gradient(outcome, total)
    assert found == pytest.approx(value, rel=1e-12)
    for k in range(3):
        step = np.eye(3)[k] * 1e-3
        above, below = (value_and_gradient(outcome, total + s * step)[0] for s in (1.0, -1.0))
        assert gradient[k] == pytest.approx((above - below) / 2e-3, rel=1e-6, abs=1e-10)


def test_of_nobody_there_is_no_figure():
    assert value_and_gradient(SHARE, np.array([0.0, 150.0, 0.0])) is None
    assert value_and_gradient(replace(SHARE, unknown="no"), np.array([0.0, 1.0, 0.0])) is not None
    assert value_and_gradient(MEAN, np.array([0.0, 0.0, 0.0])) is None


@pytest.mark.parametrize(
    ("outcome", "sums", "some"),
    [
        (SHARE, [0.0, 5.0, 0.0], False),
        (SHARE, [1.0, 0.0, 0.0], True),
        (SHARE, [0.0, 0.0, 1.0], True),
        (replace(SHARE, unknown="no"), [0.0, 5.0, 0.0], True),
        (MEAN, [-4.0, 2.0, 2.0], True),
        (MEAN, [0.0, 0.0, 0.0], False),
        (MEAN, [0.0, 0.0, 2.0], True),
    ],
)
def test_persons_that_a_figure_rests_on(outcome, sums, some):
    assert has_persons(outcome, np.array([sums])).tolist() == [some]


def test_places_are_those_with_somebody_of_each_figure():
    present = np.array([[True, False], [False, False], [True, True], [False, True]])
    found = _places_with(np.array([0, 1, 2, 2]), present)
    assert found.tolist() == [[True, False], [False, False], [True, True]]


V = np.array([[4.0, 1.0, np.nan], [1.0, 9.0, np.nan], [np.nan, np.nan, np.nan]])
THREE = Covariance((("y", {}), ("x", {"g": "1"}), ("x", {"g": "2"})), np.array([3.0, 1.0, 2.0]), V)


def test_a_contrast_of_figures_has_the_error_of_their_weighted_sum():
    assert THREE.contrast({0: 1.0, 1: -1.0}) == pytest.approx((2.0, math.sqrt(11.0)))
    assert THREE.contrast({0: 2.0, 1: 0.5, 2: 0.0}) == pytest.approx((6.5, math.sqrt(20.25)))
    with pytest.raises(DataError) as fault:
        THREE.contrast({0: 1.0, 2: -1.0})
    assert fault.value.code == "no-variance"


def test_figures_that_cancel_have_an_error_of_0():
    same = Covariance((("y", {}), ("x", {})), np.ones(2), np.full((2, 2), 4.0))
    assert same.contrast({0: 1.0, 1: -1.0}) == (0.0, 0.0)
    odd = Covariance((("y", {}), ("x", {})), np.ones(2), np.array([[1.0, 1.1], [1.1, 1.0]]))
    assert odd.contrast({0: 1.0, 1: -1.0}) == (0.0, 0.0)
