"""Limits follow the degrees of freedom that are released, not those of who answered."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from measure87.disseminate.gate.survey.answers.degrees_asked import with_degrees_asked
from measure87.vocabulary.estimate import Alternative, Estimate
from measure87.vocabulary.flags import FEW_DEGREES_OF_FREEDOM

T3, T4 = 3.182446305, 2.776445105
"""Quantiles of Student's t for 95 %, of 3 and 4 degrees of freedom, from a table."""


def moved(*figures, df=4.0):
    found = with_degrees_asked(figures, [replace(one, df=df) for one in figures])
    return found[0] if len(found) == 1 else found


def mean(**fields):
    own = {"value": 10.0, "se": 1.0, "level": 0.95, "interval": "wald", "df": 3.0, "n": 40}
    made = {**own, **fields}
    made = {"lower": made["value"] - T3, "upper": made["value"] + T3, **made}
    return Estimate("y", "mean", "taylor", **made)


def exact(p, n):
    """Clopper-Pearson by scipy's beta distribution."""
    return stats.beta.ppf(0.025, n * p, n * (1 - p) + 1), stats.beta.ppf(
        0.975, n * p + 1, n * (1 - p)
    )


def share(df, deff=2.0, n=90, p=0.2, **fields):
    """A share of an effective size by the rule of Korn & Graubard."""
    size = n / deff * (stats.t.ppf(0.975, n - 1) / stats.t.ppf(0.975, df)) ** 2
    lower, upper = exact(p, size)
    own = {
        "value": p, "se": 0.06, "lower": lower, "upper": upper, "level": 0.95, "n": n,
        "interval": "korn-graubard", "df": df, "n_cases": 18, "n_effective": size,
        "deff_used": deff, "deff_source": "own", "weighted_n": 9000.0,
    }  # fmt: skip
    return Estimate("y", "proportion", "taylor", **{**own, **fields})


def test_limits_of_a_mean_are_by_the_other_quantile():
    found = moved(mean())
    assert (found.lower, found.upper) == pytest.approx((10 - T4, 10 + T4))


def test_limits_and_size_of_a_share_are_those_of_more_degrees():
    found, other = moved(share(3.0)), share(4.0)
    for name in ("n_effective", "lower", "upper"):
        assert getattr(found, name) == pytest.approx(getattr(other, name))


def test_a_borrowed_size_goes_by_everybody_s_degrees_where_these_are_more():
    everybody = share(20.0, n=400)
    group = replace(share(20.0, deff_source="icc"), df=3.0, group={"sex": "1"})
    asked = [replace(everybody, df=21.0), replace(group, df=4.0)]
    found = with_degrees_asked([everybody, group], asked)[1]
    assert found.n_effective == pytest.approx(share(21.0).n_effective)
    assert found.upper == pytest.approx(share(21.0).upper)


def test_a_size_of_its_own_goes_by_its_own_degrees_and_so_does_one_borrowed_of_nobody_known():
    everybody, group = share(20.0, n=400), {"sex": "1"}
    own = share(3.0, group=group)
    asked = [replace(everybody, df=21.0), replace(own, df=4.0)]
    found = with_degrees_asked([everybody, own], asked)[1]
    assert found.n_effective == pytest.approx(share(4.0).n_effective)
    alone = moved(share(3.0, deff_source="icc", group=group))
    assert alone.n_effective == pytest.approx(share(4.0).n_effective)


def of_no_case(df, interval):
    """By closed forms: with no case among n the exact upper limit is 1 - 0.025^(1/n), and that of
    Wilson t^2 / (n + t^2)."""
    n = share(df).n_effective
    t = stats.t.ppf(0.975, df)
    upper = 1 - 0.025 ** (1 / n) if interval == "korn-graubard" else t**2 / (n + t**2)
    return share(df, n_cases=0, interval=interval, value=0.0, se=0.0, lower=0.0, upper=upper)


@pytest.mark.parametrize("interval", ["korn-graubard", "wilson"])
def test_so_do_those_of_no_case(interval):
    found, other = moved(of_no_case(3.0, interval)), of_no_case(4.0, interval)
    assert (found.lower, found.upper) == pytest.approx((0.0, other.upper))


def total(df, of):
    """A total of 9,000 persons, without what the size of the group adds."""
    low, high = (9000 * one for one in (of.lower, of.upper))
    return replace(of, statistic="total", value=1800.0, se=540.0, lower=low, upper=high, df=df)


def test_a_total_has_the_limits_of_its_share_times_persons():
    found = moved(share(3.0), total(3.0, share(3.0)))
    assert found[1].upper == pytest.approx(9000 * share(4.0).upper)


def with_size(df, of):
    """Such a total with an error of 700, of which 540 are the share's: the rest is the group's."""
    rest = stats.t.ppf(0.975, df) ** 2 * (700**2 - 540**2)
    below, above = 9000 * (of.value - of.lower), 9000 * (of.upper - of.value)
    lower, upper = 1800 - np.sqrt(below**2 + rest), 1800 + np.sqrt(above**2 + rest)
    return replace(total(df, of), se=700.0, lower=max(float(lower), 0.0), upper=float(upper))


def test_what_the_size_of_the_group_adds_to_a_total_goes_by_the_quantile():
    found, other = moved(share(3.0), with_size(3.0, share(3.0)))[1], with_size(4.0, share(4.0))
    assert (found.lower, found.upper) == pytest.approx((other.lower, other.upper))


@pytest.mark.parametrize("error", [0.0, 500.0])
def test_so_it_goes_where_everybody_is_a_case(error):
    """Then the share has no error, and that of the total is the group's size's alone. With n of n
    cases the exact lower limit is 0.025^(1/n)."""

    def both_by(df):
        lower, t = 0.025 ** (1 / share(df).n_effective), stats.t.ppf(0.975, df)
        every = share(df, n_cases=90, value=1.0, se=0.0, lower=lower, upper=1.0)
        below = float(np.hypot(9000 * (1 - lower), t * error))
        number = replace(
            every, statistic="total", value=9000.0, se=error, lower=max(9000 - below, 0.0),
            upper=float(9000 + t * error),
        )  # fmt: skip
        return every, number

    found, other = moved(*both_by(3.0))[1], both_by(4.0)[1]
    assert (found.lower, found.upper) == pytest.approx((other.lower, other.upper))


def by_quantile(one):
    """Limits of a figure around its value, by 4 in place of 3 degrees."""
    limits = one.value - (one.value - one.lower) * T4 / T3
    return limits, one.value + (one.upper - one.value) * T4 / T3


def test_those_of_a_total_of_which_no_share_or_none_of_its_limits_is_there_go_by_the_quantile():
    """With the share the limits are a beta distribution's, and other than these."""
    one, beside = total(3.0, share(3.0)), share(3.0)
    expected = pytest.approx(by_quantile(one))
    alone = moved(one)
    bare = moved(replace(beside, lower=None), one)[1]
    for found in (alone, bare):
        assert (found.lower, found.upper) == expected
    assert moved(beside, one)[1].upper != pytest.approx(by_quantile(one)[1])


def test_so_do_those_of_a_total_of_no_case():
    share_, number = of_no_case(3.0, "korn-graubard"), total(3.0, of_no_case(3.0, "korn-graubard"))
    number = replace(number, value=0.0, se=0.0)
    found = moved(share_, number)[1]
    assert (found.lower, found.upper) == pytest.approx((0.0, number.upper * T4 / T3))


def test_a_number_of_cases_is_at_least_none_by_either_degrees():
    """Two cases with an error of one: 2 - 3.18 and 2 - 2.78."""
    few = mean(value=2.0, lower=0.0, upper=2 + T3, n_cases=2)
    found = moved(replace(few, statistic="total"))
    assert (found.lower, found.upper) == pytest.approx((0.0, 2 + T4))


def test_limits_without_a_formula_are_as_much_nearer_as_the_quantile():
    found = moved(mean(interval="woodruff", lower=8.0, upper=13.0))
    assert found.lower == pytest.approx(10 - 2 * T4 / T3)
    assert found.upper == pytest.approx(10 + 3 * T4 / T3)
    for lower in (0.0, 0.5):  # no mean of what is positive is less than nothing
        assert moved(mean(interval="woodruff", lower=lower, upper=20.0), df=2.0).lower == 0.0
    below = moved(mean(interval="woodruff", value=1.0, lower=-1.0, upper=3.0))
    assert below.lower == pytest.approx(1 - 2 * T4 / T3)  # as a difference can be
    nothing = moved(mean(interval="woodruff", value=0.0, lower=0.0, upper=3.0))
    assert (nothing.lower, nothing.upper) == pytest.approx((0.0, 3 * T4 / T3))


@pytest.mark.parametrize(("df", "upper"), [(4.0, 0.9 + 0.08 * T4 / T3), (2.0, 1.0)])
def test_those_of_a_share_end_where_everybody_is_a_case(df, upper):
    """With two degrees the quantile is 4.303: 0.9 and 0.108 are more than all."""
    one = share(3.0, p=0.9, interval="other", lower=0.8, upper=0.98)
    assert moved(one, df=df).upper == pytest.approx(upper)


def test_so_is_the_interval_beside_by_its_own_design_effect():
    beside = Alternative("own", *exact(0.2, share(3.0, deff=1.5).n_effective), 1.5, "")
    found = moved(share(3.0, alternatives=(beside,))).alternatives[0]
    other = share(4.0, deff=1.5)
    assert (found.lower, found.upper) == pytest.approx((other.lower, other.upper))
    # By no formula as much nearer as the quantile.
    odd = Alternative("own", 0.1, 0.4, 1.5, "")
    found = moved(share(3.0, alternatives=(odd,))).alternatives[0]
    assert (found.lower, found.upper) == pytest.approx((0.2 - 0.1 * T4 / T3, 0.2 + 0.2 * T4 / T3))


@pytest.mark.parametrize(("df", "few"), [(7.0, True), (8.0, False), (7.9, True)])
def test_the_flag_goes_by_the_degrees_that_are_released(df, few):
    one = mean(flags=("wide-interval", FEW_DEGREES_OF_FREEDOM))
    assert (FEW_DEGREES_OF_FREEDOM in moved(one, df=df).flags) is few
    assert (FEW_DEGREES_OF_FREEDOM in moved(replace(one, df=9.0, flags=()), df=df).flags) is few


@pytest.mark.parametrize("one", [mean(), mean(df=None), mean(df=0.0), mean(level=None)])
def test_nothing_changes_where_degrees_do_not_or_there_are_none(one):
    assert with_degrees_asked([one], [one]) == [one]


@pytest.mark.parametrize("without", [{"df": None}, {"df": 0.0}, {"level": None}])
def test_where_limits_have_no_degrees_or_no_level_they_stay(without):
    one = mean(**without)
    assert moved(one) == replace(one, df=4.0)


def test_where_no_limits_are_known_there_are_none():
    below = moved(mean(upper=None))
    assert (below.lower, below.upper) == (10 - T3, None)
    found = moved(mean(lower=None, upper=None))
    assert (found.lower, found.upper) == (None, None)
    assert np.isclose(found.df, 4.0)
