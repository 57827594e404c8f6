"""Standardised rates: limits, classes and who is left out, by hand."""

import math

import polars as pl
import pytest
from scipy import stats

from measure87.estimate.survey import (
    Outcome,
    SurveyDesign,
    estimate_survey,
    standardised_rates,
)
from measure87.estimate.survey.standardised import (
    _belongs,
    _effect,
    _outside_notices,
    _share_limits,
)
from measure87.estimate.weighting import Margin, Range
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Estimate

WORK = Outcome("work", "y", coding="by-type")
MEAN = Outcome("hours", "y", kind="number", statistic="mean")
AGES = Margin(("age",), {("1",): 30.0, ("2",): 70.0})
WEIGHTED = SurveyDesign("w", clusters=("c",))


def frame(**columns):
    """Eight persons of weight 1 in four clusters; four of age 1 with a mean of 1/2, four of 2."""
    own = {
        "w": [1.0] * 8, "c": [1, 1, 2, 2, 3, 3, 4, 4],
        "age": [1, 2, 1, 2, 1, 2, 1, 2], "y": [1, 0, 1, 0, 0, 1, 0, 0],
    }  # fmt: skip
    return pl.DataFrame(own | columns)


def test_a_rate_is_the_sum_of_those_of_the_classes_by_their_shares_of_the_standard():
    """2 of 4 of age 1 and 1 of 4 of age 2: 0.3 x 1/2 + 0.7 x 1/4."""
    (one,) = standardised_rates(frame(), WORK, WEIGHTED, AGES).estimates
    assert one.value == pytest.approx(0.3 / 2 + 0.7 / 4, rel=1e-12)
    assert (one.n, one.statistic, one.interval, one.level) == (
        8,
        "standardised",
        "korn-graubard",
        0.95,
    )


def test_a_mean_has_the_limits_of_t_by_the_clusters():
    """What cluster k adds to the rate is a_k = sum of W_h (y - mean_h) / 4; error by 4 clusters."""
    (one,) = standardised_rates(frame(), MEAN, WEIGHTED, AGES).estimates
    a = [
        0.3 * (1 - 0.5) / 4 + 0.7 * (0 - 0.25) / 4,
        0.3 * (1 - 0.5) / 4 + 0.7 * (0 - 0.25) / 4,
        0.3 * (0 - 0.5) / 4 + 0.7 * (1 - 0.25) / 4,
        0.3 * (0 - 0.5) / 4 + 0.7 * (0 - 0.25) / 4,
    ]
    se = math.sqrt(4 / 3 * sum((x - sum(a) / 4) ** 2 for x in a))
    half = stats.t.ppf(0.975, 3) * se
    assert (one.se, one.df) == pytest.approx((se, 3.0), rel=1e-10)
    assert (one.lower, one.upper) == pytest.approx((one.value - half, one.value + half), rel=1e-10)
    assert (one.interval, one.level, one.flags) == ("wald", 0.95, ())


def test_a_mean_that_does_not_vary_has_an_error_of_nothing_and_a_share_of_nobody_none():
    """A mean of equal numbers is known by its design; that nobody is a case says nothing of it."""
    same = frame(y=[0] * 8)
    (mean,) = standardised_rates(same, MEAN, WEIGHTED, AGES).estimates
    assert (mean.value, mean.se, mean.lower, mean.upper, mean.flags) == (0.0, 0.0, 0.0, 0.0, ())
    (share,) = standardised_rates(same, WORK, WEIGHTED, AGES).estimates
    assert (share.se, share.flags, share.lower) == (None, ("no-variance",), 0.0)
    assert share.upper > 0.0


def test_a_group_in_one_cluster_has_a_mean_without_limits():
    apart = frame(g=["a", "a", "b", "b", "b", "b", "b", "b"])
    a, b = standardised_rates(apart, MEAN, WEIGHTED, AGES, "g").estimates
    told = (a.df, a.se, a.lower, a.upper, a.level, a.interval, a.flags)
    assert told == (0.0, None, None, None, None, None, ("no-variance",))
    assert a.value == pytest.approx(0.3, rel=1e-12)
    assert (b.df, b.flags) == (2.0, ())


def test_one_cluster_more_than_strata_is_enough_for_limits():
    two = frame(c=[1, 1, 1, 1, 2, 2, 2, 2])
    (mean,) = standardised_rates(two, MEAN, WEIGHTED, AGES).estimates
    assert mean.df == 1.0
    assert mean.upper - mean.value == pytest.approx(stats.t.ppf(0.975, 1) * mean.se, rel=1e-9)


def test_a_class_with_nobody_in_the_standard_is_left_out_and_one_with_nobody_seen_is_refused():
    empty = Margin(("age",), {("1",): 30.0, ("2",): 70.0, ("3",): 0.0})
    (one,) = standardised_rates(frame(), WORK, WEIGHTED, empty).estimates
    assert one.value == pytest.approx(0.325, rel=1e-12)
    unseen = Margin(("age",), {("1",): 30.0, ("2",): 60.0, ("3",): 10.0})
    found = standardised_rates(frame(), WORK, WEIGHTED, unseen)
    assert found.estimates == ()
    assert [(one.code, one.text.rpartition(": ")[2]) for one in found.refused] == [
        ("empty-class", "age 3")
    ]


def test_those_of_no_class_of_the_standard_are_counted_over_the_groups():
    """Ages 2 to 9 are one class: of g the fourth and of h two, age 10 and one without, are out."""
    ages = frame(
        age=pl.Series([2, 9, 3, 1, 4, 10, 2, None]), g=["g", "g", "g", "g", "h", "h", "h", "h"]
    )
    standard = Margin(("age",), {(Range(2, 9),): 10.0})
    found = standardised_rates(ages, WORK, WEIGHTED, standard, "g")
    assert [(dict(one.group), one.n) for one in found.estimates] == [
        ({"g": "g"}, 3),
        ({"g": "h"}, 2),
    ]
    assert [one.values for one in found.warnings if one.code == "outside-standard"] == [
        {"measure": "work", "persons": 3}
    ]


def test_the_words_of_who_is_left_out():
    assert _outside_notices("work", 0) == []
    (one,), (two,) = _outside_notices("work", 1), _outside_notices("work", 2)
    assert one.text.startswith("work: 1 person with an answer is in no class")
    assert two.text.startswith("work: 2 persons with an answer are in no class")


def test_a_total_and_the_variable_of_the_standard_are_refused():
    total = Outcome("work", "y", coding="by-type", statistic="total")
    with pytest.raises(UsageError, match="a total is not standardised"):
        standardised_rates(frame(), total, WEIGHTED, AGES)
    with pytest.raises(UsageError, match="age is the variable of the groups and of the standard"):
        standardised_rates(frame(), WORK, WEIGHTED, AGES, "age")


@pytest.mark.parametrize(
    ("code", "part", "is_of_it"),
    [
        ("1", "1", True), ("1", "01", False), ("5", Range(5, 11), True), ("11", Range(5, 11), True),
        ("12", Range(5, 11), False), ("4", Range(5, 11), False), ("_missing", Range(5, 11), False),
    ],
)  # fmt: skip
def test_a_code_is_of_its_class_and_a_number_of_its_range(code, part, is_of_it):
    assert _belongs(code, part) is is_of_it


@pytest.mark.parametrize(
    ("n", "effective", "effect"),
    [(100, 50.0, 2.0), (100, 200.0, 1.0), (None, 50.0, 1.0), (100, None, 1.0), (0, 50.0, 1.0)],
)
def test_the_effect_is_that_of_the_plain_share_and_one_at_least(n, effective, effect):
    crude = Estimate("work", "proportion", "taylor", n=n, n_effective=effective)
    assert _effect(crude) == effect


@pytest.mark.parametrize(("least", "effective"), [(80.0, 50.0), (30.0, 30.0)])
def test_where_nobody_is_a_case_the_upper_limit_is_that_of_the_fewer_persons(least, effective):
    """Of n persons none: (1 - p)^n = 0.025; n is 100 / 2, or that of the thinnest class."""
    lower, upper = _share_limits(0.0, 0.0, 9.0, 100.0, least, 2.0, 0.95)
    assert (lower, upper) == pytest.approx((0.0, 1 - 0.025 ** (1 / effective)), rel=1e-9)
    above = _share_limits(1.0 + 1e-12, 0.0, 9.0, 100.0, least, 2.0, 0.95)
    assert above == pytest.approx((0.025 ** (1 / effective), 1.0), rel=1e-9)


@pytest.mark.parametrize(
    ("variance", "df", "by_variance"),
    [(0.0025, 1.0, True), (0.0025, 0.5, False), (0.0, 9.0, False), (0.0025, 9.0, True)],
)
def test_a_share_with_an_error_has_limits_by_it_and_another_by_its_persons(
    variance, df, by_variance
):
    """p (1 - p) / variance = 0.16 / 0.0025 = 64 persons, fewer by t where clusters are few."""
    found = _share_limits(0.2, variance, df, 100.0, 40.0, 1.0, 0.95)
    n = 40.0
    if by_variance:
        n = 64 * (stats.t.ppf(0.975, 99) / stats.t.ppf(0.975, df)) ** 2
    cases = 0.2 * n
    wanted = (
        stats.beta.ppf(0.025, cases, n - cases + 1),
        stats.beta.ppf(0.975, cases + 1, n - cases),
    )
    assert found == pytest.approx(wanted, rel=1e-7)


def test_where_nobody_is_a_case_unequal_weights_thin_the_persons_of_the_thinnest_class():
    """Four of age 2 are to be 0.7 of all: as 4 / 0.7 persons, over the effect of the weights."""
    heavier = frame(y=[0] * 8, w=[1.0, 1.0, 1.0, 1.0, 4.0, 4.0, 4.0, 4.0])
    (crude,) = estimate_survey(heavier, [WORK], WEIGHTED).estimates
    effect = crude.n / crude.n_effective
    assert effect > 1.2
    (one,) = standardised_rates(heavier, WORK, WEIGHTED, AGES).estimates
    assert one.upper == pytest.approx(1 - 0.025 ** (0.7 * effect / 4), rel=1e-9)
