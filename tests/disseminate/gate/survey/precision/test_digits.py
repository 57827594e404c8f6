"""Digits that follow the error: the same of a rare event and a common one, and never too many."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from measure87.disseminate.gate.survey.precision.digits import (
    PARTS_OF_RATIO,
    _bounds,
    _value,
    _with_rounding,
    difference_in_digits,
    error_of,
    in_digits,
    is_coarse,
    ratio_of_errors,
    same_weights,
)
from measure87.disseminate.gate.survey.precision.limits import (
    _of_shares,
    agrees,
    limits_by_formula,
    outwards,
    own_n_effective,
    total_limits,
)
from measure87.disseminate.gate.survey.precision.steps import (
    LADDER,
    RUNGS,
    decimals_of,
    down_to_step,
    step_of,
    stepped_error,
    stepped_errors,
    to_step,
)
from measure87.disseminate.gate.survey.precision.weighted_n import one_weighted_n, share_of_step
from measure87.numerics.proportion_intervals import arcsine, exact_limits, logit, wald
from measure87.vocabulary.estimate import Alternative, Estimate

ROUND_ERRORS = st.builds(lambda lead, power: float(f"{lead}e{power}"), st.sampled_from([1, 2, 5]),
                         st.integers(-7, 6))  # fmt: skip
ERRORS = st.floats(1e-7, 1e7) | ROUND_ERRORS
RATE = Estimate(
    "y", "proportion", "taylor", value=0.34567, se=0.02345, lower=0.30123, upper=0.39234,
    level=0.95, n=400, n_cases=138, weighted_n=123456.7, deff=1.2345, deff_replacement=1.3,
    deff_used=1.2345, deff_source="own", n_effective=318.7, n_unknown=5, value_if_no=0.34111,
    value_if_yes=0.35222,
    alternatives=(Alternative("wilson", 0.3002, 0.3911, 1.2345, "x"),),
)  # fmt: skip


def times(figure, factor):
    names = ("value", "se", "lower", "upper", "value_if_no", "value_if_yes")
    scaled = {name: getattr(figure, name) * factor for name in names}
    return replace(figure, statistic="mean", alternatives=(), **scaled)


def is_multiple(number, step):
    return math.isclose(number / step, round(number / step), abs_tol=1e-6)


@pytest.mark.parametrize("rung", RUNGS)
@given(error=ERRORS)
def test_a_step_is_1_2_or_5_and_follows_from_the_released_error(rung, error):
    released, step = stepped_error(error, rung)
    assert f"{step:e}"[0] in "125"
    assert float(f"{step:e}"[:8]) in (1.0, 2.0, 5.0)
    assert step <= rung.value * released * (1 + 1e-9) < step * 2.5 * (1 + 1e-8)
    # Half of the widest step of an error is half the rung's share of it, at the least error.
    assert abs(released - error) <= rung.error / 2 * error * (1 + 1e-9)


@pytest.mark.parametrize("rung", LADDER)
@given(error=ERRORS)
def test_a_step_tells_nothing_that_the_released_error_does_not(rung, error):
    released, step = stepped_error(error, rung)
    assert step == step_of(released, rung.value)
    assert stepped_error(released, rung) == (released, step)


@pytest.mark.parametrize("rung", RUNGS)
@given(errors=st.lists(ERRORS, min_size=1, max_size=20))
def test_many_errors_are_stepped_as_each_alone(rung, errors):
    released, steps = stepped_errors(np.array(errors), rung)
    for k, error in enumerate(errors):
        one, step = stepped_error(error, rung)
        assert (released[k], steps[k]) == (pytest.approx(one), pytest.approx(step))


def test_steps_below_nothing_are_written_without_a_sign():
    assert [str(down_to_step(x, 0.002)) for x in (0.0, 0.0011, 0.0021, -0.0001)] == [
        "0.0", "0.0", "0.002", "-0.002"
    ]  # fmt: skip


def test_by_hand():
    (one,) = in_digits([RATE])
    # .02345 to the next .005, a tenth of which is .0025: so steps of .002.
    assert (one.digits, one.se, one.value) == (0.002, 0.025, 0.346)
    # Without a design effect that gives them, distances .04444 and .04667 go up to the next step,
    # and those of the bounds, .00456 and .00655, to .006 and .008.
    assert (one.lower, one.upper) == (0.3, 0.394)
    assert (one.value_if_no, one.value_if_yes) == (0.34, 0.354)
    # .002 of 123,457 is 247, so steps of 200.
    assert one.weighted_n == 123400.0
    assert (one.n, one.n_cases, one.n_unknown) == (400, 138, 5)
    # The released error is 1.066 times as large, so that a design effect is 13.6 % larger.
    assert (one.deff, one.deff_replacement) == (1.4, 1.5)


OF_KORN = exact_limits(RATE.value, 318.7)
KORN = replace(
    RATE, lower=float(OF_KORN.lower), upper=float(OF_KORN.upper),
    interval="korn-graubard", n_effective=318.7, deff_source="pooled", alternatives=(),
)  # fmt: skip


def test_limits_are_those_of_what_is_released():
    (one,) = in_digits([KORN])
    assert one.n_effective == 320.0
    exact = exact_limits(one.value, 320.0)
    assert one.lower == pytest.approx(float(exact.lower), abs=one.digits)
    assert one.upper == pytest.approx(float(exact.upper), abs=one.digits)
    assert one.lower <= exact.lower
    assert one.upper >= exact.upper
    # Another estimate that is released alike has the same row to the last digit.
    near = replace(KORN, value=KORN.value + 1e-4, se=KORN.se * 1.01)
    limits = exact_limits(near.value, 318.7)
    near = replace(near, lower=float(limits.lower), upper=float(limits.upper))
    (other,) = in_digits([near])
    assert (one.value, one.se, one.lower, one.upper) == (
        other.value, other.se, other.lower, other.upper,
    )  # fmt: skip


@pytest.mark.parametrize("interval", [wald, logit, arcsine])
def test_limits_of_other_intervals_follow_from_value_and_error(interval):
    name = {"wald": "wald", "logit": "logit", "arcsine": "asin"}[interval.__name__]
    limits = interval(RATE.value, RATE.se**2, 30.0, n_effective=1.0)
    figure = replace(RATE, interval=name, df=30.0, lower=float(limits.lower),
                     upper=float(limits.upper), alternatives=())  # fmt: skip
    (one,) = in_digits([figure])
    released = interval(one.value, one.se**2, 30.0, n_effective=1.0)
    assert 0 <= float(released.lower) - one.lower < one.digits
    assert 0 <= one.upper - float(released.upper) < one.digits


@given(st.sampled_from([1e-5, 1e-3, 1.0, 10.0, 1e4]))
def test_digits_are_those_of_the_error_whatever_the_unit(factor):
    (here,), (there,) = in_digits([times(RATE, 1.0)]), in_digits([times(RATE, factor)])
    for name in ("value", "se", "lower", "upper", "digits"):
        assert getattr(there, name) == pytest.approx(getattr(here, name) * factor)


@given(st.floats(1e-4, 1 - 1e-4), st.floats(0.02, 3.0), st.floats(0.5, 3.0), st.floats(0.5, 3.0))
def test_intervals_stay_around_and_grow_by_less_than_a_quarter(value, relative, down, up):
    se = relative * min(value, 1 - value)
    lower, upper = max(value - down * se, 0.0), min(value + up * se, 1.0)
    (one,) = in_digits([replace(RATE, value=value, se=se, lower=lower, upper=upper)])
    assert 0 <= one.lower <= one.value <= one.upper <= 1
    assert is_multiple(one.value, one.digits)
    # A step is at most a tenth of the released error, which is at most an eighth too large.
    assert one.upper - one.lower <= (down + up + 0.225 + 1e-6) * se
    assert 0 < one.value < 1


def test_no_case_stays_none_and_its_limit_has_steps_of_the_interval():
    none = replace(RATE, value=0.0, se=0.0, lower=0.0, upper=0.00912, n_cases=0, deff=None,
                   value_if_no=0.0)  # fmt: skip
    (one,) = in_digits([none])
    assert error_of(none) == 0.00228
    assert (one.value, one.se, one.lower, one.upper) == (0.0, 0.0, 0.0, 0.0092)
    assert one.digits == 0.0002


def test_of_nobody_nothing_tells_an_error():
    nobody = Estimate("y", "total", "taylor", value=0.0, n=100, n_cases=0)
    assert error_of(nobody) == error_of(replace(nobody, value=None)) == 0.0
    assert error_of(replace(nobody, value=9.0, n_cases=9)) == pytest.approx(9 / 9**0.5)
    assert in_digits([nobody]) == (nobody,)


@pytest.mark.parametrize(
    ("lower", "upper", "error"),
    [(None, None, 3.0), (1.0, None, 3.0), (None, 17.0, 3.0), (9.0, 9.0, 3.0), (9.0, 1.0, 3.0),
     (1.0, 17.0, 4.0), (8.0, 9.0, 0.25)],
)  # fmt: skip
def test_without_an_error_a_quarter_of_an_interval_tells_one_where_it_has_a_width(
    lower, upper, error
):
    """Nine cases drawn at random have an error of three."""
    nine = Estimate("y", "total", "taylor", value=9.0, n=100, n_cases=9, lower=lower, upper=upper)
    assert error_of(nine) == pytest.approx(error)


@pytest.mark.parametrize("told", [{"n_cases": 1}, {"n_cases": 0}, {"n_cases": None, "n": 1}, {}])
def test_one_case_and_none_that_is_told_have_an_error_as_large_as_the_value(told):
    one = Estimate("y", "total", "taylor", value=7.0, **told)
    assert error_of(one) == 7.0


def test_without_error_and_interval_the_step_is_that_of_cases_drawn_at_random():
    bare = Estimate("y", "proportion", "taylor", value=0.2, n=100, n_cases=20)
    assert error_of(bare) == 0.04
    (one,) = in_digits([bare])
    assert (one.value, one.digits) == (0.2, 0.002)
    total = Estimate("y", "total", "taylor", value=1234.0, n=100, n_cases=16)
    (number,) = in_digits([total])
    assert (number.value, number.digits) == (1240.0, 20.0)


def test_a_total_is_the_released_share_times_persons():
    total = replace(RATE, statistic="total", value=34567.0, se=2345.0, lower=30123.0,
                    upper=39234.0, value_if_no=34111.0, value_if_yes=35222.0)  # fmt: skip
    share, number = in_digits([RATE, total])
    assert number.value == to_step(100000 * share.value, 200.0) == 34600.0
    assert in_digits([total, RATE])[0] == number


def test_what_is_not_shown_stays():
    hidden = RATE.suppress("confidential")
    kept, one = in_digits([hidden, RATE])
    assert kept == hidden
    assert one.se == 0.025


def test_a_difference_is_that_of_what_is_released():
    first, second = in_digits([RATE, replace(RATE, value=0.2, se=0.0123, name="z")])
    exact = Estimate("y", "difference", "taylor", value=0.14567, se=0.0267, lower=0.09, upper=0.2)
    found = difference_in_digits(exact, first, second)
    assert found.value == 0.146
    assert found.value == pytest.approx(first.value - second.value)
    assert found.lower <= 0.0904
    assert found.upper >= 0.2
    assert decimals_of(found.digits) == 3


def test_a_difference_of_what_has_no_value_or_no_digits_stays_as_it_is():
    first, second = in_digits([RATE, replace(RATE, value=0.2, se=0.0123, name="z")])
    exact = Estimate("y", "difference", "taylor", value=0.14567, se=0.0267)
    no_value = replace(first, value=None)
    assert difference_in_digits(exact, no_value, second) is exact
    assert difference_in_digits(exact, first, replace(second, value=None)) is exact
    nothing = replace(exact, value=None)
    assert difference_in_digits(nothing, first, second) is nothing
    bare = [replace(one, digits=None) for one in (first, second)]
    assert difference_in_digits(exact, *bare) is exact
    assert difference_in_digits(exact, first, bare[1]).digits is not None


@pytest.mark.parametrize("limits", [(None, None), (0.09, 0.2)])
def test_a_difference_keeps_an_error_that_it_has_with_or_without_limits(limits):
    first, second = in_digits([RATE, replace(RATE, value=0.2, se=0.0123, name="z")])
    exact = Estimate("y", "difference", "taylor", value=0.14567, se=0.0267, lower=limits[0],
                     upper=limits[1])  # fmt: skip
    found = difference_in_digits(exact, first, second)
    assert found.se == pytest.approx(0.0267, rel=0.125)
    assert found.se != 0.0267
    assert (found.lower is None, found.upper is None) == (limits[0] is None,) * 2


def test_a_difference_without_error_has_the_digits_of_its_sides_whatever_it_is():
    first, second = in_digits([RATE, replace(RATE, value=0.2, se=0.0123, name="z")])
    every = [
        Estimate("y", "difference", "taylor", value=exact) for exact in (0.1, 0.14567, 0.0021, -0.3)
    ]
    found = [difference_in_digits(exact, first, second) for exact in every]
    assert {(one.value, one.digits, one.se, one.lower) for one in found} == {
        (0.146, 0.001, None, None)
    }


def test_the_weighted_n_of_a_group_is_one_number_for_all_its_measures():
    all_answered = replace(
        RATE, name="z", n_unknown=0, value_if_no=RATE.value, value_if_yes=RATE.value, se=0.0012
    )
    elsewhere = replace(all_answered, group={"sex": "1"})
    one, other, apart = in_digits([RATE, all_answered, elsewhere])
    assert one.weighted_n == other.weighted_n == 123400.0
    assert apart.weighted_n == RATE.weighted_n, "nobody's weight is told by it"


def test_a_total_with_weights_of_its_own_is_in_its_own_steps():
    total = replace(RATE, statistic="total", value=34567.0, se=2345.0, lower=30123.0, upper=39234.0,
                    value_if_no=34111.0, value_if_yes=35222.0, weighted_n=99999.0)  # fmt: skip
    (alone,) = in_digits([total])
    _, beside = in_digits([RATE, total])
    assert (beside.value, beside.se) == (alone.value, alone.se) == (34600.0, 2500.0)


@pytest.mark.parametrize(
    ("share", "lower", "upper"),
    [(0.3009, 0.2481, 0.3602), (0.3008, 0.2401, 0.3711), (0.3007, 0.28, 0.33)],
)
def test_limits_of_a_number_of_persons_are_those_of_its_released_share_and_of_the_size(
    share, lower, upper
):
    """By hand: away from the share as its limits are, and what the size adds, as squares.

    Of 10,000 persons with an error of 240, of which the share's own 0.02 makes 200.
    """

    def away(p, limit, error):
        t = stats.t.ppf(0.975, 30)
        return math.hypot(10_000 * (p - limit), t * math.sqrt(error**2 - 200**2))

    one = Estimate("y", "proportion", "taylor", value=share, se=0.02, lower=lower, upper=upper,
                   df=30, level=0.95, n=400, n_cases=120, weighted_n=10_000.0)  # fmt: skip
    value = 10_000 * share
    limits = {"lower": value - away(share, lower, 240), "upper": value + away(share, upper, 240)}
    total = replace(one, statistic="total", value=value, se=240.0, **limits)
    shown, found = in_digits([one, total])
    assert (found.value, found.se, found.digits) == (10_000 * shown.value, 240.0, 20.0)
    least = found.value - away(shown.value, shown.lower, 240)
    most = found.value + away(shown.value, shown.upper, 240)
    assert (found.lower, found.upper) == (20 * math.floor(least / 20), 20 * math.ceil(most / 20))


@pytest.mark.parametrize("se", [None, 40.0, 450.0, 4500.0])
@pytest.mark.parametrize(
    ("one", "other", "digits"), [(1200.0, 350.0, (100.0, 50.0)), (0.31, 0.125, (0.01, 0.005))]
)
def test_a_difference_is_told_as_finely_as_its_sides_whatever_its_own_error(one, other, digits, se):
    first, second = (
        replace(RATE, value=value, digits=step)
        for value, step in zip((one, other), digits, strict=True)
    )
    exact = Estimate("y", "difference", "taylor", value=one - other, se=se)
    found = difference_in_digits(exact, first, second)
    assert found.value == pytest.approx(one - other, rel=1e-12)
    assert found.digits <= min(digits)
    assert round(found.value, decimals_of(found.digits)) == found.value


def test_where_nobody_or_everybody_is_a_case_one_of_a_person_more_is_taken():
    """Of 3 persons a share of 1 in 4: the variance is 3/16, the error its root over 3."""
    for value in (0.0, 1.0):
        bare = Estimate("y", "proportion", "taylor", value=value, n=3, n_cases=int(3 * value))
        assert error_of(bare) == 0.25


def test_a_difference_of_means_may_be_more_than_one():
    first, second = in_digits([times(RATE, 100.0), replace(times(RATE, 50.0), name="z")])
    exact = Estimate("y", "difference", "taylor", value=17.3, se=1.5, lower=14.2, upper=20.4)
    found = difference_in_digits(exact, first, second)
    assert found.value == pytest.approx(first.value - second.value)
    assert 20.4 <= found.upper <= 20.8
    assert 13.8 <= found.lower <= 14.2


@pytest.mark.parametrize(
    ("limits", "own_lower", "released"),
    [
        ((0.0031, 0.0467), 0.002, (0.0, 0.05)),
        ((-0.0031, 0.0467), 0.002, (0.0, 0.05)),  # no share less than none was found
        ((-0.0031, 0.0467), -0.004, (-0.01, 0.05)),
        ((-0.0031, 0.0467), 0.0, (0.0, 0.05)),
        ((-0.0031, 0.0467), None, (0.0, 0.05)),
        ((0.021, 0.0467), 0.002, (0.02, 0.05)),
        ((0.031, 0.0467), 0.002, (0.02, 0.05)),  # the value itself is never outside
        ((0.0031, 0.0167), 0.002, (0.0, 0.02)),
    ],
)
def test_limits_go_outwards_to_the_next_step_and_not_below_nothing(limits, own_lower, released):
    shown = Estimate("y", "mean", "taylor", value=0.02)
    own = Estimate("y", "mean", "taylor", value=0.021, lower=own_lower, upper=0.05)
    assert outwards(limits, shown, 0.01, own) == pytest.approx(released, abs=1e-12)


@pytest.mark.parametrize(
    ("n_cases", "value", "error", "limits"),
    [
        (138, 1000.0, 100.0, (818.7539, 1181.2461)),
        (138, 150.0, 100.0, (0.0, 331.2461)),
        (None, 150.0, 100.0, (-31.2461, 331.2461)),
    ],
)
def test_limits_of_numbers_are_1_8_errors_away_by_ten_degrees_and_counts_not_below_0(
    n_cases, value, error, limits
):
    """Student's t of 10 degrees is 1.812461 at 95 %."""
    own = 2000.0, 2000.0 - 40 * 1.812461, 2000.0 + 40 * 1.812461
    figure = Estimate(
        "y", "total", "taylor", value=own[0], se=40.0, lower=own[1], upper=own[2],
        level=0.9, df=10.0, interval="wald", n_cases=n_cases,
    )  # fmt: skip
    formula = limits_by_formula(figure, None)
    assert formula is not None
    assert formula(value, error) == pytest.approx(limits, abs=1e-3)
    for unlike in ({"df": None}, {"interval": "other"}, {"level": None}, {"lower": 1800.0}):
        assert limits_by_formula(replace(figure, **unlike), None) is None


@pytest.mark.parametrize("n", [12, 400])
def test_limits_of_few_persons_are_those_of_their_number(n):
    """By the equation of the likelihood ratio, and by R's `svyciprop(method = "beta")`."""
    p, se, df = 0.3, 0.06, 20.0
    figure = Estimate("y", "proportion", "taylor", value=p, n=n, df=df, level=0.95)
    t = stats.t.ppf(0.975, df)
    ratio = _of_shares(replace(figure, interval="likelihood"), 90.0, 0.95)
    for q in ratio(p, se):
        divergence = p * math.log(p / q) + (1 - p) * math.log((1 - p) / (1 - q))
        assert divergence == pytest.approx(t**2 * se**2 * n / (n - 1) / (2 * p * (1 - p)), rel=1e-6)
    size = p * (1 - p) / se**2 * (stats.t.ppf(0.975, n - 1) / t) ** 2
    lower = stats.beta.ppf(0.025, size * p, size * (1 - p) + 1)
    upper = stats.beta.ppf(0.975, size * p + 1, size * (1 - p))
    beta = _of_shares(replace(figure, interval="korn-graubard-r"), 90.0, 0.95)
    assert beta(p, se) == pytest.approx((lower, upper), rel=1e-9)


def test_limits_are_a_pair_or_none():
    figure = Estimate("y", "total", "taylor", value=30.0, lower=20.0, upper=40.0)
    assert _bounds(figure) == (20.0, 40.0)
    assert _bounds(replace(figure, lower=None)) is None
    assert _bounds(replace(figure, upper=None)) is None


def test_what_is_no_number_stays_as_it_is():
    endless = Estimate("y", "mean", "taylor", value=math.inf, se=0.1)
    assert in_digits([endless]) == (endless,)


@pytest.mark.parametrize("untold", ["n", "df", "level"])
def test_effective_persons_need_persons_degrees_of_freedom_and_a_level(untold):
    told = replace(RATE, df=30.0)
    assert own_n_effective(told, 1.3) == pytest.approx(400 / 1.3, rel=0.1)
    assert own_n_effective(replace(told, **{untold: None}), 1.3) is None


def with_its_total(share):
    """A share of 57 persons who weigh 5,700, and the number of cases, with design effects."""
    at_random = share * (1 - share) / 56
    one = Estimate(
        "y", "proportion", "taylor", value=share, se=0.0401, n=57, n_cases=6, weighted_n=5700.0,
        deff=0.0401**2 / at_random,
    )  # fmt: skip
    total = replace(
        one, statistic="total", value=5700 * share, se=231.0,
        deff=231.0**2 / (5700**2 * at_random),
    )  # fmt: skip
    return one, total


def test_a_design_effect_of_a_total_does_not_tell_a_share_finer_than_its_step():
    shares = (0.0983, 0.0995, 0.1012, 0.1021)
    rows = [in_digits(with_its_total(share), rungs={0: 1, 1: 1}) for share in shares]
    assert rows[0][1].deff is not None
    assert all(row == rows[0] for row in rows)


def test_limits_of_wilson_are_of_as_many_persons_as_value_and_error_say():
    """By hand: of n persons drawn at random the error is the root of p (1 - p) / n."""
    p, n, level, df = 0.2, 150.0, 0.95, 40.0
    figure = Estimate(
        "y", "proportion", "taylor", value=p, se=math.sqrt(p * (1 - p) / n), df=df, level=level,
        interval="wilson", lower=0.1, upper=0.3, n=400, n_cases=80,
    )  # fmt: skip
    t = float(stats.t.ppf((1 + level) / 2, df))
    middle = (p + t**2 / (2 * n)) / (1 + t**2 / n)
    half = t / (1 + t**2 / n) * math.sqrt(p * (1 - p) / n + t**2 / (4 * n**2))
    limits = _of_shares(figure, 7.0, level)
    assert limits is not None
    assert limits(p, figure.se) == pytest.approx((middle - half, middle + half))


@pytest.mark.parametrize(
    ("digits", "se", "coarse"),
    [(0.002, 0.03, False), (0.005, 0.03, True), (0.0021, 0.03, True), (None, 0.03, False),
     (0.005, None, False), (0.005, 0.0, False)],
)  # fmt: skip
def test_a_figure_is_coarse_whose_steps_are_wider_than_a_tenth_of_its_error(digits, se, coarse):
    """Of an error of 0.03 the step of every figure is 0.002."""
    assert is_coarse(replace(RATE, digits=digits, se=se)) is coarse


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [(100.0, 100.0, True), (100.0, 100.0 + 1e-8, True), (100.0, 100.1, False), (None, None, True),
     (100.0, None, False), (None, 100.0, False)],
)  # fmt: skip
def test_figures_of_one_weighted_n_have_the_same_weights(one, other, same):
    assert same_weights(replace(RATE, weighted_n=one), replace(RATE, weighted_n=other)) is same


def test_the_ratio_of_errors_is_that_of_the_total_by_its_share_to_a_part_of_it():
    total = replace(RATE, statistic="total", value=200.0, se=30.0)
    share = replace(RATE, value=0.2, se=0.02)
    # 0.02 of 0.2 is 20 of 200.
    assert ratio_of_errors(total, share) == 1.5
    assert ratio_of_errors(replace(total, se=30.0 + 20 * 0.4 / PARTS_OF_RATIO), share) == 1.5
    assert ratio_of_errors(replace(total, se=30.0 + 20 * 0.6 / PARTS_OF_RATIO), share) > 1.5
    for gone in ({"value": 0.0}, {"se": None}):
        assert ratio_of_errors(replace(total, **gone), share) is None
        assert ratio_of_errors(total, replace(share, **gone)) is None


@pytest.mark.parametrize(
    ("figure", "step", "share"),
    [
        (RATE, 0.002, 0.002),
        (RATE, 5.0, 1.0),
        (replace(RATE, statistic="mean", unit="proportion"), 2.0, 1.0),
        (replace(RATE, statistic="total", weighted_n=50.0), 5.0, 0.1),
        (replace(RATE, statistic="total", weighted_n=50.0), 60.0, 1.0),
        (replace(RATE, statistic="total", weighted_n=50.0, n_cases=None), 5.0, 0.01),
        (replace(RATE, statistic="total", weighted_n=None), 5.0, 0.01),
        (replace(RATE, statistic="mean"), 5.0, 0.01),
    ],
)
def test_a_step_is_at_most_everybodys_weight(figure, step, share):
    assert share_of_step(figure, step) == share


def test_a_weighted_n_has_the_coarsest_step_of_its_group_where_unknowns_are_left_out_of_it():
    """A thousandth and a hundredth of 123,457: steps of 100 and of 1,000."""
    fine = replace(RATE, digits=0.001, value_if_no=0.34, value_if_yes=0.36)
    coarse, women = replace(fine, digits=0.01), replace(fine, group={"sex": "f"})
    found = one_weighted_n([fine, coarse, women], ["y"])
    assert [one.weighted_n for one in found] == [123000.0, 123000.0, 123500.0]
    small = replace(fine, digits=0.005, weighted_n=1_403.0)  # 7 persons: steps of 5
    assert one_weighted_n([small], ["y"])[0].weighted_n == 1_405.0
    for alone in (replace(fine, n_unknown=0), replace(fine, digits=None)):
        assert one_weighted_n([alone], ["y"])[0].weighted_n == RATE.weighted_n
    counted_as_no = replace(fine, value=0.34)
    assert one_weighted_n([counted_as_no], [])[0].weighted_n == RATE.weighted_n
    assert one_weighted_n([replace(fine, n_cases=None)], [])[0].weighted_n == 123500.0


@pytest.mark.parametrize(
    ("statistic", "limits", "digits", "wide"),
    [
        ("proportion", (0.2, 0.6), 0.1, (0.15, 0.65)),
        ("proportion", (0.03, 0.98), 0.1, (0.0, 1.0)),
        ("proportion", (0.0, 1.0), 0.1, (0.0, 1.0)),
        ("mean", (-0.2, 0.98), 0.1, (-0.25, 1.03)),
        ("mean", (None, None), 0.1, (None, None)),
        ("mean", (-0.2, 0.98), None, (-0.2, 0.98)),
    ],
)
def test_where_steps_are_wide_limits_go_half_a_step_further(statistic, limits, digits, wide):
    shown = replace(RATE, statistic=statistic, digits=digits)
    assert _with_rounding(*limits, shown, RUNGS[-1]) == wide
    assert _with_rounding(*limits, shown, LADDER[-1]) == limits


@pytest.mark.parametrize("deff", [1.0, 2.5, 40.0])
def test_the_design_effect_beside_a_mean_moves_with_its_error_and_is_never_below_1(deff):
    mean = replace(times(RATE, 1.0), alternatives=(Alternative("wald", 0.3, 0.39, deff, "x"),))
    for error in (0.02345, 0.0224, 0.0227):
        (one,) = in_digits([replace(mean, se=error)])
        moved = max(deff * (one.se / error) ** 2, 1.0)
        assert one.alternatives[0].deff == float(f"{moved:.1e}")


@pytest.mark.parametrize(
    ("statistic", "value", "released"),
    [
        ("proportion", 0.004, 0.01),
        ("proportion", 0.0, 0.0),
        ("proportion", 0.016, 0.02),
        ("proportion", 0.996, 0.99),
        ("proportion", 0.99, 0.99),
        ("proportion", 1.0, 1.0),
        ("mean", 0.004, 0.01),
        ("mean", 0.996, 1.0),
        ("mean", -0.004, 0.0),
    ],
)
def test_a_share_is_released_as_nobody_or_everybody_only_where_it_is(statistic, value, released):
    figure = Estimate("y", statistic, "taylor", value=value)
    assert _value(figure, value, 0.01) == pytest.approx(released, abs=1e-12)


@pytest.mark.parametrize("figure", [RATE, times(RATE, 1.0)])
def test_an_interval_beside_the_figures_own_lies_near_what_was_estimated(figure):
    one = replace(figure, alternatives=RATE.alternatives)
    (beside,) = in_digits([one])[0].alternatives
    assert 0.3002 - 0.01 <= beside.lower <= 0.3002 + 0.005
    assert 0.3911 - 0.005 <= beside.upper <= 0.3911 + 0.01


def test_limits_of_a_number_are_those_of_its_share_with_the_error_that_its_size_adds():
    """300 of 1,000: an error of 40, of which the share's 0.03 explains 30."""
    figure = Estimate("y", "total", "taylor", value=300.0, df=20.0, level=0.95)
    more = stats.t.ppf(0.975, 20) ** 2 * (40.0**2 - 30.0**2)
    found = total_limits((0.25, 0.36), 300.0, 40.0, 1000.0, 0.03, figure)
    assert found == pytest.approx((300 - (50**2 + more) ** 0.5, 300 + (60**2 + more) ** 0.5))
    # Of nobody the size adds nothing, whatever its error is; nor does one less than the share's.
    assert total_limits((0.0, 0.01), 0.0, 40.0, 1000.0, 0.0, figure) == pytest.approx((0.0, 10.0))
    less = total_limits((0.25, 0.36), 300.0, 20.0, 1000.0, 0.03, figure)
    assert less == pytest.approx((250.0, 360.0))
    for gone in ("df", "level"):
        assert (
            total_limits((0.2, 0.4), 300.0, 40.0, 1e3, 0.03, replace(figure, **{gone: None}))
            is None
        )


@pytest.mark.parametrize("gone", ["value", "lower", "upper"])
def test_without_a_value_or_a_limit_there_is_no_formula_and_nothing_agrees(gone):
    t = stats.t.ppf(0.975, 20)
    figure = Estimate("y", "mean", "taylor", value=30.0, se=2.0, lower=30 - 2 * t, upper=30 + 2 * t,
                      df=20.0, level=0.95, interval="wald")  # fmt: skip
    assert limits_by_formula(figure, None) is not None
    assert agrees(figure, (30 - 2 * t, 30 + 2 * t))
    assert not agrees(figure, None)
    less = replace(figure, **{gone: None})
    assert limits_by_formula(less, None) is None
    if gone != "value":
        assert not agrees(less, (30 - 2 * t, 30 + 2 * t))


def test_limits_of_nobody_go_by_the_effective_persons_that_are_released():
    """Wilson's upper limit of a share of 0 is t^2 / (n + t^2)."""
    t2 = stats.t.ppf(0.975, 30) ** 2
    figure = Estimate("y", "proportion", "taylor", value=0.0, se=0.0, lower=0.0,
                      upper=t2 / (90 + t2), n=100, n_cases=0, df=30.0, level=0.95,
                      interval="wilson", n_effective=90.0)  # fmt: skip
    formula = limits_by_formula(figure, 60.0)
    assert formula is not None
    assert formula(0.0, 0.0) == pytest.approx((0.0, t2 / (60 + t2)))
    assert limits_by_formula(replace(figure, n_effective=60.0), 60.0) is None


def test_an_exact_interval_by_a_design_effect_of_its_own_is_made_anew_of_what_is_released():
    p, n, df = 0.3, 400, 30.0
    figure = Estimate("y", "proportion", "taylor", value=p, se=0.04, n=n, n_cases=120, df=df,
                      level=0.95, interval="korn-graubard", n_effective=200.0)  # fmt: skip
    own, beside = (
        exact_limits(p, size, level=0.95) for size in (200.0, own_n_effective(figure, 3.0))
    )
    one = Alternative("korn-graubard", float(beside.lower), float(beside.upper), 3.0, "x")
    figure = replace(figure, lower=float(own.lower), upper=float(own.upper), alternatives=(one,))
    (shown,) = in_digits([figure])
    (released,) = shown.alternatives
    assert released.deff == float(f"{deff_of(shown):.1e}")
    made = exact_limits(shown.value, own_n_effective(figure, deff_of(shown)), level=0.95)
    assert 0 <= float(made.lower) - released.lower <= 0.01
    assert 0 <= released.upper - float(made.upper) <= 0.01


def deff_of(figure):
    return figure.se**2 * figure.n / (figure.value * (1 - figure.value))


def test_a_difference_of_thousandths_is_no_multiple_of_either_step():
    """0.012 in steps of 0.002 less 0.005 in steps of 0.005 is 0.007."""
    first = replace(RATE, value=0.012, digits=0.002)
    second = replace(RATE, value=0.005, digits=0.005)
    exact = Estimate("y", "difference", "taylor", value=0.0071, se=0.4)
    found = difference_in_digits(exact, first, second)
    assert (found.value, found.digits) == (0.007, 0.001)


def test_a_difference_of_numbers_without_error_has_the_finer_of_their_steps():
    first = replace(RATE, statistic="total", value=1200.0, digits=200.0)
    second = replace(RATE, statistic="total", value=500.0, digits=500.0)
    exact = Estimate("y", "difference", "taylor", value=703.0)
    found = difference_in_digits(exact, first, second)
    assert (found.value, found.digits, found.se) == (700.0, 200.0, None)


def beside_its_share(**told):
    """A number of 10,000 persons' weight beside a share of 0.3 with an error of 0.02."""
    share = replace(RATE, value=0.3, se=0.02, weighted_n=10_000.0, alternatives=())
    bare = dict.fromkeys(("lower", "upper", "value_if_no", "value_if_yes"))
    return in_digits([share, replace(share, statistic="total", value=3000.0, **(bare | told))])


def test_a_number_without_an_error_beside_a_share_with_one_goes_by_its_own_interval():
    """A quarter of 1,600 is 400: steps of a tenth of that are 20."""
    _, total = beside_its_share(se=None, lower=2200.0, upper=3800.0)
    assert (total.value, total.se, total.digits) == (3000.0, None, 20.0)


def test_an_error_is_at_least_a_tenth_of_that_of_the_share_times_persons():
    """A tenth of 0.02 of 10,000 is 20, however small the total's own."""
    _, total = beside_its_share(se=0.5)
    assert (total.value, total.se, total.digits) == (3000.0, 20.0, 2.0)


def test_wilson_limits_of_nobody_are_made_of_the_effective_persons():
    """By hand t^2 / (n + t^2), with t of 30 degrees of freedom and 200 persons."""
    t = stats.t.ppf(0.975, 30)
    upper = t**2 / (200 + t**2)
    nobody = Estimate(
        "y", "proportion", "taylor", value=0.0, se=0.0, lower=0.0, upper=upper, df=30, level=0.95,
        n=200, n_cases=0, n_effective=200.0, interval="wilson",
    )  # fmt: skip
    (found,) = in_digits([nobody])
    step = step_of(upper / 4)
    assert (found.value, found.lower) == (0.0, 0.0)
    assert upper <= found.upper <= upper + step


@pytest.mark.parametrize(("value", "cases"), [(0.3, 120), (0.02, 8)])
def test_an_exact_interval_beside_a_figure_ends_at_the_steps_around_the_one_made_anew(value, cases):
    """By steps of a tenth of the released error; under half a step it begins at 0."""
    figure = Estimate("y", "proportion", "taylor", value=value, se=0.04, n=400, n_cases=cases,
                      df=30.0, level=0.95, interval="korn-graubard", n_effective=200.0)  # fmt: skip
    own, beside = (
        exact_limits(value, size, level=0.95) for size in (200.0, own_n_effective(figure, 3.0))
    )
    one = Alternative("korn-graubard", float(beside.lower), float(beside.upper), 3.0, "x")
    figure = replace(figure, lower=float(own.lower), upper=float(own.upper), alternatives=(one,))
    (shown,) = in_digits([figure])
    step = step_of(shown.se)
    made = exact_limits(shown.value, own_n_effective(figure, deff_of(shown)), level=0.95)
    (released,) = shown.alternatives
    assert released.lower == pytest.approx(step * math.floor(float(made.lower) / step), abs=1e-12)
    assert released.upper == pytest.approx(step * math.ceil(float(made.upper) / step))


def test_a_plain_interval_beside_a_figure_goes_by_the_released_error():
    """By hand the value and t times the error to either side, in steps of 0.002."""
    t = stats.t.ppf(0.975, 30)
    figure = Estimate(
        "y", "proportion", "taylor", value=0.3, se=0.0213, n=400, n_cases=120, df=30.0, level=0.95,
        interval="wald", n_effective=200.0, lower=0.3 - t * 0.0213, upper=0.3 + t * 0.0213,
    )  # fmt: skip
    one = Alternative("wald", figure.lower, figure.upper, 3.0, "x")
    (shown,) = in_digits([replace(figure, alternatives=(one,))])
    assert (shown.value, shown.se) == (0.3, 0.02)
    (released,) = shown.alternatives
    assert (released.lower, released.upper) == (0.258, 0.342)


@pytest.mark.parametrize("lower", [0.97, 0.97063])
def test_limits_of_a_number_beside_a_share_of_everybody_have_the_error_of_the_size(lower):
    """The share of 1 has no error, so that all of the number's is that of how many they are.

    They go by the limit of the share that is released, 0.9705 where it is 0.97063.
    """
    t = stats.t.ppf(0.975, 30)
    share = Estimate("y", "proportion", "taylor", value=1.0, se=0.0, lower=lower, upper=1.0, df=30,
                     level=0.95, n=400, n_cases=400, weighted_n=10_000.0)  # fmt: skip
    away = math.hypot(10_000 * (1 - lower), t * 300)
    limits = {"lower": 10_000 - away, "upper": 10_000 + t * 300}
    total = replace(share, statistic="total", value=10_000.0, se=300.0, **limits)
    shown, found = in_digits([share, total])
    assert (found.value, found.se, found.digits) == (10_000.0, 300.0, 20.0)
    least = 10_000 - math.hypot(10_000 * (1 - shown.lower), t * 300)
    assert found.lower == 20 * math.floor(least / 20)
    assert found.upper == 20 * math.ceil((10_000 + t * 300) / 20)


def test_limits_of_a_share_end_at_1_and_those_of_a_number_do_not():
    share = replace(RATE, value=0.99)
    assert outwards((0.9, 1.1), share, 0.01, share) == (0.9, 1.0)
    mean = replace(share, statistic="mean")
    assert outwards((0.9, 1.1), mean, 0.01, mean) == (0.9, 1.1)
    assert outwards((-0.1, 1.1), mean, 0.01, replace(mean, lower=None)) == (0.0, 1.1)
    assert outwards((-0.1, 1.1), mean, 0.01, replace(mean, lower=-0.1)) == (-0.1, 1.1)


def test_limits_agree_within_a_millionth_of_their_width_however_large_they_are():
    figure = replace(RATE, statistic="total", value=1e6, lower=999_999.0, upper=1_000_001.0)
    assert agrees(figure, (999_999.000_001, 1_000_001.0))
    assert not agrees(figure, (999_999.5, 1_000_001.0))
    assert not agrees(figure, (999_999.0, 1_000_000.5))


@pytest.mark.parametrize("interval", ["wilson", "wald", "likelihood", "asin"])
def test_without_degrees_of_freedom_no_formula_is_known(interval):
    assert limits_by_formula(replace(RATE, df=None, interval=interval), 200.0) is None


def test_a_number_of_nobody_has_no_size_of_those_whose_share_is_0():
    share = Estimate("y", "proportion", "taylor", value=0.0, se=0.0, lower=0.0, upper=0.04, df=30,
                     level=0.95, n=100, n_cases=0, weighted_n=10_000.0)  # fmt: skip
    total = replace(share, statistic="total", upper=400.0)
    _, found = in_digits([share, total])
    assert (found.value, found.lower, found.upper) == (0.0, 0.0, 400.0)
