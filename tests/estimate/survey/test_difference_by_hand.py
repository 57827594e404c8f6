"""The difference of two figures: its parts by hand, and what it takes from each side."""

import math

import pytest
from scipy import stats

from measure87.estimate.survey import flags
from measure87.estimate.survey.differences import difference, differences_of_rounds
from measure87.vocabulary.estimate import Estimate

FIRST = {"value": 0.3, "se": 0.04, "lower": 0.2, "upper": 0.45, "df": 30.0}
SECOND = {"value": 0.1, "se": 0.03, "lower": 0.07, "upper": 0.18, "df": 20.0}


def figure(told, **more):
    plain = {
        "name": "work",
        "statistic": "proportion",
        "method": "taylor",
        "unit": "proportion",
        "level": 0.9,
        "interval": "korn-graubard",
        "n": 500,
    }
    return Estimate(**(plain | told | more))


def pair(first=None, second=None, **both):
    return figure(FIRST | both | (first or {})), figure(SECOND | both | (second or {}))


def length(one, other, r):
    return math.sqrt(one**2 + other**2 - 2 * r * one * other)


@pytest.mark.parametrize("r", [-1.0, -0.4, 0.0, 0.5, 1.0])
def test_error_and_limits_know_how_both_figures_vary_together(r):
    """First less second: from 0.3 down 0.1 and up 0.15, from 0.1 down 0.03 and up 0.08."""
    found = difference(*pair(), covariance=r * 0.04 * 0.03)
    assert found.value == pytest.approx(0.2)
    assert found.se == pytest.approx(length(0.04, 0.03, r), rel=1e-9, abs=1e-9)
    limits = (0.2 - length(0.1, 0.08, r), 0.2 + length(0.15, 0.03, r))
    assert (found.lower, found.upper) == pytest.approx(limits, rel=1e-9)
    assert (found.level, found.interval, found.df) == (0.9, "mover", 20.0)
    assert (found.statistic, found.name, found.unit) == ("difference", "work", "proportion")


@pytest.mark.parametrize("sign", [-1, 1])
def test_no_correlation_is_beyond_1(sign):
    """A covariance from other degrees of freedom can be a little greater than both errors."""
    beyond, most = (difference(*pair(), covariance=sign * c) for c in (0.0013, 0.0012))
    assert (beyond.lower, beyond.upper) == pytest.approx((most.lower, most.upper))


def test_of_independent_samples_and_where_it_is_not_known_the_covariance_is_0():
    plain = difference(*pair(), covariance=0.0)
    assert difference(*pair()) == plain
    assert difference(*pair(), covariance=None) == plain
    assert plain.se == pytest.approx(0.05)


def test_plain_intervals_on_both_sides_give_a_plain_one_with_the_fewest_degrees_of_freedom():
    found = difference(*pair(interval="wald"))
    half = stats.t.ppf(0.95, 20.0) * 0.05
    assert (found.lower, found.upper) == pytest.approx((0.2 - half, 0.2 + half), rel=1e-9)
    assert found.interval == "wald"
    for one in ({"interval": "wald"}, {}):
        other = {} if one else {"interval": "wald"}
        assert difference(*pair(one, other)).interval == "mover"


@pytest.mark.parametrize("untold", [{"se": None}, {"df": None}])
def test_plain_intervals_without_an_error_or_degrees_of_freedom_are_put_together(untold):
    found = difference(*pair(interval="wald", **untold))
    limits = (0.2 - math.hypot(0.1, 0.08), 0.2 + math.hypot(0.15, 0.03))
    assert (found.lower, found.upper) == pytest.approx(limits)
    assert found.interval == "mover"


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("end", ["lower", "upper", "level"])
def test_a_side_without_limits_leaves_none(side, end):
    sides = [{}, {}]
    sides[side] = {end: None}
    found = difference(*pair(*sides))
    assert (found.lower, found.upper, found.level, found.interval) == (None,) * 4
    assert found.se == pytest.approx(0.05)
    assert flags.NO_VARIANCE not in found.flags


def test_sides_of_different_levels_have_no_limits():
    found = difference(*pair({"level": 0.95}))
    assert (found.lower, found.level) == (None, None)


@pytest.mark.parametrize("side", [0, 1])
def test_a_side_without_an_error_leaves_limits_alone(side):
    sides = [{}, {}]
    sides[side] = {"se": None}
    found = difference(*pair(*sides), covariance=0.001)
    assert found.se is None
    limits = (0.2 - math.hypot(0.1, 0.08), 0.2 + math.hypot(0.15, 0.03))
    assert (found.lower, found.upper) == pytest.approx(limits)
    assert flags.NO_VARIANCE not in found.flags
    sides[side] = {"se": None, "lower": None}
    assert flags.NO_VARIANCE in difference(*pair(*sides)).flags


@pytest.mark.parametrize("side", [0, 1])
def test_a_side_that_lacks_its_variance_is_told_of_the_difference(side):
    sides = [{}, {}]
    sides[side] = {"flags": (flags.NO_VARIANCE,)}
    assert difference(*pair(*sides)).flags == (flags.NO_VARIANCE,)


def test_flags_are_those_of_both_sides_but_for_those_of_one_figure_alone():
    first = {"flags": (flags.FEW_CASES, flags.WIDE_INTERVAL, flags.BORROWED)}
    second = {"flags": (flags.FEW_PERSONS, flags.FEW_CASES, flags.UNKNOWNS_MATTER)}
    assert difference(*pair(first, second)).flags == (flags.FEW_CASES, flags.FEW_PERSONS)


def test_figures_that_were_rounded_are_off_by_that_too():
    found = difference(*pair({"digits": 0.1}, {"digits": 0.02}), covariance=0.0006)
    expected = 0.04**2 + 0.03**2 - 2 * 0.0006 + (0.1**2 + 0.02**2) / 12
    assert found.se == pytest.approx(math.sqrt(expected), rel=1e-12)


def test_an_error_of_0_has_no_correlation():
    found = difference(*pair({"se": 0.0}), covariance=0.001)
    assert (found.lower, found.upper) == pytest.approx(
        (0.2 - math.hypot(0.1, 0.08), 0.2 + math.hypot(0.15, 0.03))
    )


def test_degrees_of_freedom_are_the_fewest_that_are_known():
    assert difference(*pair({"df": None})).df == 20.0
    assert difference(*pair(None, {"df": None})).df == 30.0
    assert difference(*pair(df=None)).df is None


@pytest.mark.parametrize("side", [0, 1])
def test_a_difference_is_of_two_values(side):
    sides = [{}, {}]
    sides[side] = {"value": None}
    with pytest.raises(AssertionError, match="of two values"):
        difference(*pair(*sides))


def test_what_is_taken_away_is_told():
    first, second = pair({"group": {"sex": "1"}}, {"group": {"sex": "2"}, "name": "school"})
    minus = difference(first, second, source="2015").minus
    assert (minus.name, minus.statistic, minus.source) == ("school", "proportion", "2015")
    assert dict(minus.group) == {"sex": "2"}
    assert dict(difference(first, second).group) == {"sex": "1"}


def test_rounds_are_compared_figure_by_figure():
    """By name, statistic, quantile and group; what one of them lacks is passed over."""
    later = [
        figure(FIRST),
        figure(FIRST, group={"sex": "1"}),
        figure(FIRST, name="school"),
        figure(FIRST, name="hours", unit="hours"),
        figure(FIRST, name="hidden", value=None),
        figure(FIRST, name="unseen"),
        figure(FIRST, name="age", statistic="quantile", quantile=0.5),
        figure(FIRST, name="gap", statistic="difference"),
    ]
    earlier = [
        figure(SECOND),
        figure(SECOND, group={"sex": "2"}),
        figure(SECOND, name="hours", unit="minutes"),
        figure(SECOND, name="hidden"),
        figure(SECOND, name="unseen", value=None),
        figure(SECOND, name="age", statistic="quantile", quantile=0.25),
        figure(SECOND, name="gap", statistic="difference"),
    ]
    found = differences_of_rounds(later, earlier, "2015")
    (one,) = found.estimates
    assert (one.name, dict(one.group), one.minus.source) == ("work", {}, "2015")
    assert one.se == pytest.approx(0.05)
    assert [(refused.name, refused.code) for refused in found.refused] == [
        ("hours", "different-units"),
        ("hidden", "side-not-shown"),
        ("unseen", "side-not-shown"),
    ]
