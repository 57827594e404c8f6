"""Profile likelihood of a size against the binomial likelihood of two lists, written anew."""

import math

import numpy as np
import pytest
from scipy import optimize, special, stats

from measure87.estimate.multiple_lists.intervals import profile
from measure87.estimate.multiple_lists.intervals.log_normal import log_normal_limits, log_normal_sd
from measure87.estimate.multiple_lists.intervals.profile import (
    LARGEST_FACTOR,
    _cross,
    profile_limits,
    profile_log_likelihood,
)
from measure87.estimate.multiple_lists.kernels.poisson_regression import NoMaximumError

# The first list alone, the second alone, both.
COUNTS = np.array([30.0, 20.0, 10.0])
DESIGN = np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]])
NONE = np.zeros(3)


def of_two_lists(size, counts=COUNTS):
    """log C(N, n) + the lists' own chances, each list's share of N at its best."""
    first, second = counts[0] + counts[2], counts[1] + counts[2]
    n = counts.sum()
    value = special.gammaln(size + 1) - special.gammaln(size - n + 1)
    for persons in (first, second):
        value += special.xlogy(persons, persons / size)
        value += special.xlogy(size - persons, 1 - persons / size)
    return value


def test_the_profile_is_the_likelihood_of_two_independent_lists():
    sizes = [60.5, 80.0, 120.0, 400.0]
    found = [profile_log_likelihood(DESIGN, COUNTS, NONE, size)[0] for size in sizes]
    assert np.diff(found) == pytest.approx(
        np.diff([of_two_lists(size) for size in sizes]), abs=1e-6
    )


def test_coefficients_are_those_of_the_lists_at_that_size():
    """At 120 the lists of 40 and 30 are independent: odds of 1/2 and 1/3, 60 on neither."""
    _, coefficients = profile_log_likelihood(DESIGN, COUNTS, NONE, 120.0)
    assert np.exp(coefficients) == pytest.approx([60.0, 0.5, 1 / 3], rel=1e-6)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_limits_are_where_the_likelihood_has_fallen_by_half_a_quantile(level):
    best = optimize.minimize_scalar(
        lambda x: -of_two_lists(x), bounds=(61, 400), method="bounded", options={"xatol": 1e-8}
    )
    needed = -best.fun - stats.chi2.ppf(level, 1) / 2

    def over(size):
        return of_two_lists(size) - needed

    wanted = optimize.brentq(over, 60.001, best.x), optimize.brentq(over, best.x, 5000)
    assert profile_limits(DESIGN, COUNTS, NONE, 120.0, level) == pytest.approx(wanted, rel=1e-5)


def test_cells_that_stand_for_several_histories_say_the_same():
    """Lists of one chance: 50 persons on one of two lists, 10 on both."""
    one = profile_limits(
        np.array([[1.0, 1.0], [1.0, 2.0]]), np.array([50.0, 10.0]), np.log([2.0, 1.0]), 120.0, 0.95
    )
    design = np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 2.0]])
    other = profile_limits(design, np.array([25.0, 25.0, 10.0]), NONE, 120.0, 0.95)
    assert one == pytest.approx(other, rel=1e-6)


def test_without_a_fall_there_is_no_limit():
    """One person on both of two lists: next to any size; all but one on both: nobody unobserved."""
    lower, upper = profile_limits(DESIGN, np.array([5.0, 5.0, 1.0]), NONE, 36.0, 1 - 1e-9)
    assert upper is None
    assert lower == 11.0, "as certain as this not even one more is certain"
    lower, upper = profile_limits(DESIGN, np.array([1.0, 1.0, 60.0]), NONE, 62.02, 0.95)
    assert lower == 62.0
    assert upper < 64


def test_a_crossing_is_found_by_doubled_steps_up_to_the_end():
    asked = []

    def above(x):
        asked.append(x)
        return 3.0 - abs(x)

    assert _cross(above, 0.0, 1.0, 10.0) == pytest.approx(3.0)
    # Steps of 1/4, 1/2, 1 and 2, the last of which is beyond.
    assert asked[:4] == [0.25, 0.75, 1.75, 3.75]
    assert _cross(above, 0.0, -1.0, -10.0) == pytest.approx(-3.0)
    asked.clear()
    assert _cross(above, 0.0, 1.0, 2.0) is None
    assert asked == [0.25, 0.75, 1.75, 2.0]
    assert _cross(above, 0.0, 1.0, 3.0) is None, "not below at the end"
    assert LARGEST_FACTOR == 1e4


def test_log_normal_limits_are_symmetric_on_the_log_scale_of_the_unobserved():
    lower, upper = log_normal_limits(100.0, 50.0, 20.0, 0.9)
    assert (lower - 100) * (upper - 100) == pytest.approx(2500.0)
    sd = math.log((upper - 100) / 50) / 1.6448536269514722
    assert sd == pytest.approx(log_normal_sd(50.0, 20.0)) == pytest.approx(math.log(1.16) ** 0.5)


def test_a_fit_that_fails_from_where_the_last_one_ended_begins_anew(monkeypatch):
    """Every second fit that is begun elsewhere fails: the limits are the same."""
    tried = []

    def odd(design, counts, offset, size, start=None):
        if start is not None:
            tried.append(size)
            if len(tried) % 2:
                raise NoMaximumError("begun too far away")
        return profile_log_likelihood(design, counts, offset, size, start)

    monkeypatch.setattr(profile, "profile_log_likelihood", odd)
    found = profile_limits(DESIGN, COUNTS, NONE, 120.0, 0.95)
    monkeypatch.undo()
    assert len(tried) > 2
    assert found == pytest.approx(profile_limits(DESIGN, COUNTS, NONE, 120.0, 0.95), rel=1e-6)
