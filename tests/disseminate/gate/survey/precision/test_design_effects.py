"""Design effects that follow from what is released: by hand."""

from dataclasses import replace

import pytest

from measure87.disseminate.gate.survey.precision.design_effects import (
    own_deff,
    ratio_of_deffs,
    two_digits,
    with_design_effects,
)
from measure87.disseminate.gate.survey.precision.limits import own_n_effective
from measure87.vocabulary.estimate import Estimate

SHARE = Estimate("work", "proportion", "taylor", value=0.3, se=0.02, n=400, n_cases=120)
TOTAL = Estimate(
    "work", "total", "taylor", value=3000.0, se=210.0, n=400, n_cases=120, weighted_n=10_000.0
)


def deff(share, se, n=400):
    """The square of the error by that of so many persons drawn at random."""
    return se**2 * n / (share * (1 - share))


def test_the_design_effect_moves_as_value_and_error_do_when_they_are_rounded():
    shown = replace(SHARE, value=0.25, se=0.03)
    expected = deff(0.25, 0.03) / deff(0.3, 0.02)
    assert ratio_of_deffs(SHARE, shown) == pytest.approx(expected, rel=1e-12)
    assert own_deff(shown) == pytest.approx(deff(0.25, 0.03), rel=1e-12)
    whole = replace(TOTAL, value=2500.0, se=200.0)
    expected = deff(0.25, 200.0) / deff(0.3, 210.0)
    assert ratio_of_deffs(TOTAL, whole) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("value", "released"), [(1.0, 0.98), (0.98, 1.0), (0.0, 0.02), (0.02, 0.0)]
)
def test_where_a_number_is_of_nobody_or_everybody_the_errors_alone_say_it(value, released):
    """Of everybody a number has an error too, and no variance of a share."""
    figure = replace(TOTAL, value=value * 10_000.0)
    shown = replace(figure, value=released * 10_000.0, se=250.0)
    assert ratio_of_deffs(figure, shown) == pytest.approx((250 / 210) ** 2, rel=1e-12)


@pytest.mark.parametrize(
    "what",
    [{"statistic": "mean"}, {"n_cases": None}, {"weighted_n": None}, {"value": None}],
)
def test_of_what_is_no_number_of_cases_the_errors_alone_say_it(what):
    figure = replace(TOTAL, **what)
    assert ratio_of_deffs(figure, replace(figure, se=105.0)) == pytest.approx(0.25, rel=1e-12)


def test_without_an_error_nothing_is_multiplied():
    assert ratio_of_deffs(SHARE, replace(SHARE, se=None)) == 1.0
    assert ratio_of_deffs(replace(SHARE, se=None), SHARE) == 1.0


def test_a_design_effect_of_its_own_is_of_a_share_and_at_least_1():
    assert own_deff(replace(SHARE, se=0.001)) == 1.0
    nothing = [
        TOTAL,
        *(replace(SHARE, **x) for x in ({"value": 0.0}, {"value": 1.0}, {"se": None})),
    ]
    assert [own_deff(one) for one in nothing] == [None] * 4


def test_they_have_two_digits():
    assert [two_digits(x) for x in (1.2499, 0.0342, 1234.0)] == [1.2, 0.034, 1200.0]


@pytest.mark.parametrize("less", [{"n_cases": None}, {"weighted_n": None}, {"statistic": "mean"}])
def test_what_is_no_share_of_persons_goes_by_its_errors_alone(less):
    figure = replace(TOTAL, **less)
    shown = replace(figure, value=2500.0, se=200.0)
    assert ratio_of_deffs(figure, shown) == pytest.approx((200 / 210) ** 2, rel=1e-12)
    nothing = replace(SHARE, value=None)
    assert ratio_of_deffs(nothing, replace(SHARE, se=0.03)) == pytest.approx(2.25, rel=1e-12)
    assert ratio_of_deffs(SHARE, replace(nothing, se=0.03)) == pytest.approx(2.25, rel=1e-12)


def test_what_is_used_is_the_own_or_that_of_the_share_or_stays():
    """The own of a share of 0.3 with an error of 0.03 among 400 is 0.0009 x 400 / 0.21."""
    exact = replace(SHARE, deff_used=2.04, deff_source="own", n_effective=196.1, df=30, level=0.95)
    shown = replace(exact, se=0.03)
    found = with_design_effects(shown, exact, None)
    assert found.deff_used == 1.7
    assert found.n_effective == two_digits(own_n_effective(exact, 0.0009 * 400 / 0.21))
    beside = with_design_effects(shown, exact, replace(SHARE, deff_used=1.1, n_effective=360.0))
    assert (beside.deff_used, beside.n_effective) == (1.1, 360.0)
    for other in (replace(exact, deff_source="icc"), replace(exact, deff_used=2.0)):
        plain = with_design_effects(replace(shown, se=None), other, None)
        assert (plain.deff_used, plain.n_effective) == (2.0, 200.0)
    without = with_design_effects(shown, replace(exact, deff_used=None), SHARE)
    assert (without.deff_used, without.n_effective) == (None, 200.0)
