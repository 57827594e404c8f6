"""Contrasts of means of persons drawn directly: error, test and what is refused, by hand."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from scipy import stats

from measure87.estimate.survey import (
    DomainTable,
    Outcome,
    SurveyDesign,
    estimate_contrasts,
    estimate_survey,
)
from measure87.estimate.survey.contrast_sets import LinearContrast
from measure87.estimate.survey.differences import Side
from measure87.estimate.survey.linear_contrasts import _largest
from measure87.numerics.simultaneous import LargestT
from measure87.vocabulary.errors import UsageError

MEAN = Outcome("hours", "y", kind="number", statistic="mean")
TOTAL = Outcome("all", "y", kind="number", statistic="total")
DESIGN = SurveyDesign("w", "h", ("c",))
FRAME = pl.DataFrame(
    {
        "w": [1.0] * 12,
        "h": [1] * 4 + [2] * 4 + [3] * 4,
        "c": list(range(12)),
        "g": ["1"] * 4 + ["2"] * 4 + ["3"] * 4,
        "y": [1.0, 2, 3, 4, 2, 4, 6, 8, 5, 5, 5, 5],
    }
)
"""Groups are strata of four: their means are independent, 2.5, 5 and 5 without any error."""
SIDES = tuple(Side("hours", {"g": code}) for code in "123")


def contrast(name, *weights):
    return LinearContrast(name, tuple(zip(SIDES, weights, strict=False)))


def found(*contrasts, outcomes=(MEAN,), figures=None, **options):
    known = estimate_survey(FRAME, list(outcomes), DESIGN, [DomainTable(("g",))]).estimates
    return estimate_contrasts(FRAME, outcomes, DESIGN, contrasts, figures or known, **options)


def error_of(*weights):
    """Variances of 5/3, 20/3 and 0 of four each."""
    return math.sqrt(sum(w**2 * v / 4 for w, v in zip(weights, (5 / 3, 20 / 3, 0.0), strict=False)))


def test_a_contrast_of_two_means_has_their_error_and_limits_and_test_of_t():
    """Clusters less strata of the groups compared: 3 of each group, of which the least count."""
    got = found(contrast("second less first", -1.0, 1.0))
    (one,), (test,) = got.estimates, got.tests
    se = error_of(-1, 1)
    half = stats.t.ppf(0.975, one.df) * se
    assert (one.value, one.se) == pytest.approx((2.5, se), rel=1e-12)
    assert (one.lower, one.upper) == pytest.approx((2.5 - half, 2.5 + half), rel=1e-10)
    assert (one.level, one.interval, one.flags) == (0.95, "wald", ())
    assert test.statistic == pytest.approx(2.5 / se, rel=1e-12)
    assert test.p_value == pytest.approx(2 * stats.t.sf(2.5 / se, one.df), rel=1e-10)
    assert (test.p_adjusted, test.adjustment) == (None, None)
    assert got.refused == ()


def test_of_two_tests_the_lesser_chance_is_doubled_by_holm():
    got = found(contrast("a", -1.0, 1.0), contrast("b", -0.5, 1.0, -0.5))
    a, b = got.tests
    assert {a.adjustment, b.adjustment} == {"holm"}
    least, most = sorted((a, b), key=lambda one: one.p_value)
    assert least.p_adjusted == pytest.approx(min(1.0, 2 * least.p_value), rel=1e-12)
    assert most.p_adjusted == pytest.approx(max(most.p_value, least.p_adjusted), rel=1e-12)


def test_an_average_has_an_error_and_no_test():
    got = found(contrast("mean of two", 0.5, 0.5))
    assert got.tests == ()
    assert got.refused == ()
    assert got.estimates[0].value == pytest.approx(3.75)
    assert got.estimates[0].se == pytest.approx(error_of(0.5, 0.5), rel=1e-12)


@pytest.mark.parametrize("adjust", ["holm", "multivariate-t"])
def test_a_contrast_that_does_not_vary_is_shown_and_its_test_refused(adjust):
    """Of the third group alone: 5 less 5, with errors of 0; averaged it is asked for no test."""
    twice = LinearContrast("nothing", ((SIDES[2], 1.0), (SIDES[2], -1.0)))
    alone = LinearContrast("alone", ((SIDES[2], 1.0),))
    got = found(twice, alone, adjust=adjust)
    assert [(one.name, one.value, one.se) for one in got.estimates] == [
        ("nothing", 0.0, 0.0),
        ("alone", 5.0, 0.0),
    ]
    assert got.tests == ()
    assert [(one.name, one.code) for one in got.refused] == [("nothing", "no-variance")]


def test_a_side_without_an_error_leaves_a_contrast_without_limits_and_level():
    figures = estimate_survey(FRAME, [MEAN], DESIGN, [DomainTable(("g",))]).estimates
    bare = [replace(one, se=None, lower=None, upper=None) for one in figures]
    (one,) = found(contrast("a", -1.0, 1.0), figures=bare).estimates
    told = (one.se, one.lower, one.upper, one.level, one.interval, one.flags)
    assert told == (None, None, None, None, None, ("no-variance",))


def test_limits_of_one_contrast_among_several_at_once_are_wider_than_alone():
    pair = contrast("a", -1.0, 1.0), contrast("b", -1.0, 0.0, 1.0)
    alone, (together, _) = (
        found(pair[0]).estimates[0],
        found(*pair, adjust="multivariate-t").estimates,
    )
    assert together.interval == "multivariate-t"
    assert together.upper - together.lower > alone.upper - alone.lower
    single = found(pair[0], adjust="multivariate-t").estimates[0]
    assert single.upper == pytest.approx(alone.upper, rel=1e-4)


def test_a_contrast_with_a_side_that_is_not_there_is_refused_and_the_others_stand():
    nowhere = LinearContrast("nowhere", ((SIDES[0], 1.0), (Side("hours", {"g": "9"}), -1.0)))
    got = found(nowhere, contrast("a", -1.0, 1.0))
    assert [(one.name, one.code) for one in got.refused] == [("nowhere", "no-side")]
    assert [one.name for one in got.estimates] == ["a"]
    assert found(nowhere).estimates == ()


def test_figures_without_a_value_are_no_side():
    figures = estimate_survey(FRAME, [MEAN], DESIGN, [DomainTable(("g",))]).estimates
    hidden = [replace(one, value=None) for one in figures]
    got = found(contrast("a", -1.0, 1.0), figures=hidden)
    assert [one.code for one in got.refused] == ["no-side"]


def test_different_statistics_and_unknown_words_are_refused():
    mixed = LinearContrast("mixed", ((SIDES[0], 1.0), (Side("all", {"g": "1"}), -1.0)))
    got = found(mixed, outcomes=(MEAN, TOTAL))
    assert [(one.code, one.text) for one in got.refused] == [
        ("different-statistics", "a contrast of mean and total is no figure")
    ]
    with pytest.raises(UsageError, match="there is no adjustment 'tukey'"):
        found(contrast("a", -1.0, 1.0), adjust="tukey")
    with pytest.raises(UsageError, match="there is no measure 'days' to contrast"):
        found(LinearContrast("days", ((Side("days"), 1.0),)))


def test_contrasts_at_once_take_the_fewest_degrees_of_freedom_of_those_with_an_error():
    """One of 12 and one of 3; one of 1 has no error, and does not count."""
    one = SimpleNamespace(everywhere=np.array([1.0, 0.0]), has_error=True, df=12.0)
    other = SimpleNamespace(everywhere=np.array([0.0, 1.0]), has_error=True, df=3.0)
    none = SimpleNamespace(everywhere=np.array([1.0, 1.0]), has_error=False, df=1.0)
    joint = SimpleNamespace(covariance=np.diag([4.0, 9.0]))
    found = _largest([one, other, none], joint)
    wanted = LargestT(np.diag([4.0, 9.0]), 3.0)
    assert found.quantile(0.95) == pytest.approx(wanted.quantile(0.95), rel=1e-9)
    assert _largest([none], joint) is None


def test_who_has_no_code_of_one_variable_counts_in_the_groups_of_another():
    """Half of each group have no code of the second variable."""
    frame = FRAME.with_columns(r=pl.Series(["x", None, "z", None] * 3))
    tables = [DomainTable(("g",)), DomainTable(("r",))]
    known = estimate_survey(frame, [MEAN], DESIGN, tables).estimates
    by_g = contrast("second less first", -1.0, 1.0)
    sides = tuple(Side("hours", {"r": code}) for code in "xz")
    by_r = LinearContrast("z less x", tuple(zip(sides, (-1.0, 1.0), strict=True)))
    alone = estimate_contrasts(frame, (MEAN,), DESIGN, [by_g], known).estimates
    both = estimate_contrasts(frame, (MEAN,), DESIGN, [by_g, by_r], known).estimates
    assert (both[0].value, both[0].se) == pytest.approx((alone[0].value, alone[0].se), rel=1e-12)
    assert both[0].value == pytest.approx(2.5)
    assert both[1].value == pytest.approx((3 + 6 + 5) / 3 - (1 + 2 + 5) / 3)
