"""Digits that follow the error: the same of a rare event and a common one, and never too many."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from measure87.disseminate.gate.survey.digits import difference_in_digits, error_of, in_digits
from measure87.disseminate.gate.survey.limits import _of_shares, outwards, own_n_effective
from measure87.disseminate.gate.survey.steps import (
    LADDER,
    RUNGS,
    decimals_of,
    step_of,
    stepped_error,
    stepped_errors,
    to_step,
)
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


def test_what_is_not_shown_and_numbers_of_a_base_stay():
    hidden = RATE.suppress("confidential")
    kept, one = in_digits([hidden, RATE], keeps_numbers=True)
    assert kept == hidden
    assert (one.value, one.weighted_n, one.se) == (RATE.value, RATE.weighted_n, 0.025)


def test_a_difference_is_that_of_what_is_released():
    first, second = in_digits([RATE, replace(RATE, value=0.2, se=0.0123, name="z")])
    exact = Estimate("y", "difference", "taylor", value=0.14567, se=0.0267, lower=0.09, upper=0.2)
    found = difference_in_digits(exact, first, second)
    assert found.value == 0.146
    assert found.value == pytest.approx(first.value - second.value)
    assert found.lower <= 0.0904
    assert found.upper >= 0.2
    assert decimals_of(found.digits) == 3


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
        ((0.021, 0.0467), 0.002, (0.02, 0.05)),
        ((0.031, 0.0467), 0.002, (0.02, 0.05)),  # the value itself is never outside
        ((0.0031, 0.0167), 0.002, (0.0, 0.02)),
    ],
)
def test_limits_go_outwards_to_the_next_step_and_not_below_nothing(limits, own_lower, released):
    shown = Estimate("y", "mean", "taylor", value=0.02)
    own = Estimate("y", "mean", "taylor", value=0.021, lower=own_lower, upper=0.05)
    assert outwards(limits, shown, 0.01, own) == pytest.approx(released, abs=1e-12)


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
