"""Slopes and bends as weighted sums, and the largest of several tests."""

import numpy as np
import pytest
from scipy import stats

from measure87.numerics.trend_line import (
    bend_contrasts,
    largest_test,
    line_contrast,
    two_sided_p,
)

DATES = np.array([2010.5, 2012.0, 2015.25, 2019.5, 2024.0])
WEIGHTS = np.array([3.0, 1.0, 7.0, 2.0, 5.0])


def test_a_line_is_that_of_least_squares():
    y = np.array([0.2, 0.25, 0.1, 0.12, 0.05])
    expected = np.polyfit(DATES - 2010, y, 1, w=np.sqrt(WEIGHTS))[0]
    assert line_contrast(DATES, WEIGHTS) @ y == pytest.approx(expected, rel=1e-9)


def test_lines_and_bends_that_are_there_are_found_whatever_the_weights():
    y = 0.3 - 0.01 * (DATES - 2010) + 0.03 * np.maximum(DATES - 2015.25, 0.0)
    before, change = bend_contrasts(DATES, WEIGHTS, 2015.25) @ y
    assert (before, change) == pytest.approx((-0.01, 0.03), rel=1e-9)
    straight = 0.3 - 0.01 * (DATES - 2010)
    assert line_contrast(DATES, WEIGHTS) @ straight == pytest.approx(-0.01, rel=1e-9)
    assert bend_contrasts(DATES, WEIGHTS, 2012.0)[1] @ straight == pytest.approx(0.0, abs=1e-12)


def test_p_values_are_those_of_student():
    assert two_sided_p(2.1, 7.0) == pytest.approx(2 * stats.t.sf(2.1, 7), rel=1e-12)
    assert two_sided_p(-2.1, np.inf) == pytest.approx(2 * stats.norm.sf(2.1), rel=1e-12)


def test_one_test_alone_is_exact():
    found = largest_test(np.array([-2.1]), np.eye(1), 7.0, 0.95, np.random.default_rng(1))
    assert found.p_value == pytest.approx(2 * stats.t.sf(2.1, 7), rel=1e-12)
    assert found.p_error == 0.0
    assert found.multiplier == pytest.approx(stats.t.ppf(0.975, 7), rel=1e-12)


@pytest.mark.parametrize("df", [6.0, np.inf])
def test_the_largest_of_correlated_tests_is_as_scipy_integrates_it(df):
    r = np.array([[1.0, 0.6, 0.2], [0.6, 1.0, 0.5], [0.2, 0.5, 1.0]])
    found = largest_test(np.array([0.3, 2.4, -1.0]), r, df, 0.95, np.random.default_rng(2))
    if np.isinf(df):
        law = stats.multivariate_normal(np.zeros(3), r)
        inside = law.cdf(np.full(3, 2.4), lower_limit=np.full(3, -2.4))
    else:
        law = stats.multivariate_t(np.zeros(3), r, df, seed=3)
        inside = law.cdf(np.full(3, 2.4), lower_limit=np.full(3, -2.4))
    # five simulated errors, and scipy's own
    assert found.p_value == pytest.approx(1 - inside, abs=5 * found.p_error + 2e-4)
    assert found.p_value < min(1.0, 3 * float(two_sided_p(2.4, df)))


def test_tests_that_are_the_same_cost_nothing():
    found = largest_test(np.full(3, 2.4), np.ones((3, 3)), 9.0, 0.9, np.random.default_rng(4))
    assert found.p_value == pytest.approx(2 * stats.t.sf(2.4, 9), abs=5 * found.p_error)
