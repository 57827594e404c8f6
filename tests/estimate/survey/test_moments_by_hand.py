"""Variances, covariances and correlations: gradients by small steps, limits by their scales."""

import math

import narwhals as nw
import numpy as np
import polars as pl
import pytest
from scipy import stats

from measure87.estimate.survey import SurveyDesign, estimate_moment
from measure87.estimate.survey.moments import _figure, _limits, _names, _of_both, _sizes
from measure87.vocabulary.errors import RefusedError, UsageError

T = stats.t.ppf(0.975, 11.0)


@pytest.mark.parametrize("statistic", ["covariance", "correlation"])
def test_gradients_are_those_of_small_steps(statistic):
    s = np.array([4.0, 1.5, 9.0])
    value, gradient = _figure(s, statistic, ("x", "y"))
    assert value == pytest.approx(1.5 if statistic == "covariance" else 0.25)
    for k in range(3):
        step = np.zeros(3)
        step[k] = 1e-5
        up, down = (_figure(s + sign * step, statistic, ("x", "y"))[0] for sign in (1, -1))
        assert gradient[k] == pytest.approx((up - down) / 2e-5, abs=1e-8)


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_no_correlation_is_beyond_1(sign):
    value, _ = _figure(np.array([1.0, sign * (1.0 + 1e-9), 1.0]), "correlation", ("x", "y"))
    assert value == sign


@pytest.mark.parametrize(("s", "name"), [([0.0, 0.0, 2.0], "x"), ([2.0, 0.0, 0.0], "y")])
def test_a_number_that_does_not_vary_has_nothing_to_estimate(s, name):
    with pytest.raises(RefusedError, match=f"{name} is the same for everybody"):
        _figure(np.array(s), "correlation", ("x", "y"))


def test_a_variance_has_limits_on_its_logarithm():
    lower, upper, kind = _limits("variance", 8.0, 2.0, 11.0, 0.95)
    assert (lower, upper) == pytest.approx((8.0 * math.exp(-T / 4), 8.0 * math.exp(T / 4)))
    assert kind == "log"
    small = _limits("variance", 0.5, 0.1, 11.0, 0.95)
    assert small == (
        pytest.approx(0.5 * math.exp(-T / 5)),
        pytest.approx(0.5 * math.exp(T / 5)),
        "log",
    )
    assert _limits("variance", 0.0, 0.0, 11.0, 0.95) == (0.0, 0.0, "wald")


def test_a_correlation_has_limits_on_fishers_scale():
    lower, upper, kind = _limits("correlation", 0.6, 0.1, 11.0, 0.95)
    z, half = math.atanh(0.6), T * 0.1 / 0.64
    assert (lower, upper) == pytest.approx((math.tanh(z - half), math.tanh(z + half)))
    assert kind == "fisher-z"
    for one in (-1.0, 1.0, 1.0 - 1e-14):
        assert _limits("correlation", one, 0.0, 11.0, 0.95) == (one, one, "fisher-z")
    near = _limits("correlation", 1.0 - 1e-9, 1e-9, 11.0, 0.95)
    assert near[0] < 1.0 - 1e-9 < near[1] < 1.0


def test_a_covariance_has_plain_limits():
    lower, upper, kind = _limits("covariance", -3.0, 2.0, 11.0, 0.95)
    assert (lower, upper) == pytest.approx((-3.0 - 2.0 * T, -3.0 + 2.0 * T))
    assert kind == "wald"


@pytest.mark.parametrize(
    ("columns", "statistic", "names"),
    [(["a"], "variance", ("a", "a")), (["a", "b"], "covariance", ("a", "b")),
     (("b", "a"), "correlation", ("b", "a"))],
)  # fmt: skip
def test_a_variance_is_of_one_column_and_the_others_of_two(columns, statistic, names):
    assert _names(columns, statistic) == names
    for wrong in ([], ["a", "b", "c"], ["a", "b"] if statistic == "variance" else ["a", "a"]):
        with pytest.raises(UsageError, match=f"a {statistic} is of"):
            _names(wrong, statistic)
    with pytest.raises(UsageError, match="there is no moment 'skew'"):
        _names(columns, "skew")


def test_persons_who_lack_one_number_have_neither():
    nan = float("nan")
    frame = nw.from_native(
        pl.LazyFrame({"a": [1.0, None, 3.0, nan, 5.0, 6.0], "b": [2.0, 3.0, None, 4.0, 6.0, nan]})
    )
    found = _of_both(frame, "a", "b").collect().to_native()
    assert found["measure87_x"].to_list() == [1.0, None, None, None, 5.0, None]
    assert found["measure87_y"].to_list() == [2.0, None, None, None, 6.0, None]


def test_rounding_is_measured_by_the_squares_of_the_means():
    assert _sizes(np.array([-3.0, 2.0])).tolist() == [9.0, 6.0, 4.0]


def test_the_group_of_a_moment_has_its_label():
    frame = pl.DataFrame({"x": [1.0, 2, 3, 5, 8, 9], "g": ["1", "1", "1", "1", "2", "2"]})
    of = {"group": {"g": "1"}, "labels": {"g": {"1": "One"}}}
    one = estimate_moment(frame, ["x"], SurveyDesign(), **of)
    assert (one.group, one.labels, one.n) == ({"g": "1"}, {"g": "One"}, 4)
    assert one.value == pytest.approx(np.var([1.0, 2, 3, 5], ddof=1))
    assert estimate_moment(frame, ["x"], SurveyDesign(), group={"g": "1"}).labels == {}


def test_a_moment_has_the_name_of_its_column_or_of_both():
    frame = pl.DataFrame({"x": [1.0, 2, 3, 5], "y": [2.0, 1, 7, 4]})
    assert estimate_moment(frame, ["x"], SurveyDesign()).name == "x"
    for statistic in ("covariance", "correlation"):
        assert estimate_moment(frame, ["y", "x"], SurveyDesign(), statistic).name == "y with x"
