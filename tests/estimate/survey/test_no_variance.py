"""Figures whose clusters cannot be compared: no standard error, and no limits made of one."""

from typing import get_args

import polars as pl
import pytest

from measure87.estimate.survey import (
    Contrast,
    DomainTable,
    Outcome,
    Side,
    SurveyDesign,
    estimate_covariance,
    estimate_differences,
    estimate_survey,
)
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Interval

DESIGN = SurveyDesign("w", "h", ("c",))
# Invented; the group "one" is four persons of one of the eight clusters.
FRAME = pl.DataFrame(
    {
        "h": [i // 16 for i in range(32)],
        "c": [i // 4 for i in range(32)],
        "w": [1.0, 2.0, 1.5, 1.0] * 8,
        "y": [3.0, 11.0, 25.0, 40.0] + [float(i % 7) for i in range(28)],
        "s": pl.Series([0, 2, 2, 0] + [2 if i % 5 == 0 else 0 for i in range(28)], dtype=pl.Int8),
        "none": pl.Series([0] * 4 + [2 if i % 5 == 0 else 0 for i in range(28)], dtype=pl.Int8),
        "g": ["one"] * 4 + ["others"] * 28,
    }
)
BY_GROUP = [DomainTable(("g",))]
NUMBERS = [
    Outcome("mean", "y", "number", "mean"),
    Outcome("total", "y", "number", "total"),
    Outcome("ratio", "y", "number", "ratio", denominator="w"),
]
SHARE = Outcome("share", "s", coding="status")


def found(outcomes, interval="korn-graubard", frame=FRAME, design=DESIGN):
    result = estimate_survey(frame, outcomes, design, BY_GROUP, interval=interval)
    return {(item.name, item.group["g"]): item for item in result.estimates}


@pytest.mark.parametrize("outcome", NUMBERS, ids=lambda outcome: outcome.name)
def test_a_number_of_one_cluster_has_a_value_and_no_error(outcome):
    got = found([outcome])
    one, others = got[outcome.name, "one"], got[outcome.name, "others"]
    assert one.df == 0
    assert (one.se, one.lower, one.upper, one.level, one.interval) == (None,) * 5
    assert (one.deff, one.deff_replacement) == (None, None)
    assert "no-variance" in one.flags
    assert others.se > 0.0
    assert "no-variance" not in others.flags


@pytest.mark.parametrize("statistic", ["proportion", "total"])
@pytest.mark.parametrize("interval", get_args(Interval))
def test_a_status_of_one_cluster_has_borrowed_limits_or_none(interval, statistic):
    got = found([Outcome("share", "s", statistic=statistic, coding="status")], interval)[
        "share", "one"
    ]
    assert got.se is None
    assert "no-variance" in got.flags
    has_limits = interval == "korn-graubard" and statistic == "proportion"
    assert (got.lower is not None) == has_limits
    assert (got.interval is not None) == has_limits
    assert got.alternatives == ()
    if has_limits:
        assert got.lower < got.value < got.upper


@pytest.mark.parametrize("statistic", ["proportion", "total"])
@pytest.mark.parametrize("interval", get_args(Interval))
def test_one_cluster_without_a_case_keeps_its_upper_limit(interval, statistic):
    got = found([Outcome("none", "none", statistic=statistic, coding="status")], interval)[
        "none", "one"
    ]
    assert (got.value, got.se, got.lower) == (0.0, None, 0.0)
    assert got.upper > 0.0
    assert {"no-cases", "no-variance"} <= set(got.flags)


@pytest.mark.parametrize("interval", get_args(Interval))
def test_a_quantile_of_one_cluster_has_no_error(interval):
    median = Outcome("median", "y", "number", "quantile", quantile=0.5)
    got = found([median], interval)["median", "one"]
    assert got.se is None
    assert "no-variance" in got.flags
    if interval != "korn-graubard":
        assert (got.lower, got.upper, got.interval) == (None, None, None)


def test_strata_with_one_cluster_each_are_not_compared_with_each_other():
    """`adjust` took the distance between two strata for the error of chance inside them."""
    frame = FRAME.filter(pl.col("c").is_in([0, 4]))
    got = found(NUMBERS[:1], frame=frame.with_columns(g=pl.lit("one")))["mean", "one"]
    assert (got.df, got.se, got.lower) == (0, None, None)


def test_a_difference_does_not_carry_the_error_of_one_side_alone():
    figures = estimate_survey(FRAME, NUMBERS[:1], DESIGN, BY_GROUP).estimates
    contrast = Contrast(Side("mean", {"g": "one"}), Side("mean", {"g": "others"}))
    (got,) = estimate_differences(FRAME, NUMBERS[:1], DESIGN, [contrast], figures).estimates
    assert (got.se, got.lower, got.upper) == (None, None, None)
    assert "no-variance" in got.flags


def test_a_difference_with_a_borrowed_side_says_that_it_lacks_a_variance():
    figures = estimate_survey(FRAME, [SHARE], DESIGN, BY_GROUP).estimates
    contrast = Contrast(Side("share", {"g": "one"}), Side("share", {"g": "others"}))
    (got,) = estimate_differences(FRAME, [SHARE], DESIGN, [contrast], figures).estimates
    assert got.se is None
    assert got.lower < got.value < got.upper
    assert "no-variance" in got.flags


def test_covariances_of_one_cluster_are_not_numbers():
    joint = estimate_covariance(FRAME, NUMBERS[:1], DESIGN, BY_GROUP[0])
    with pytest.raises(DataError, match="no variance for this contrast"):
        joint.contrast({joint.position("mean", g="one"): 1.0})
    assert joint.contrast({joint.position("mean", g="others"): 1.0})[1] > 0.0


def test_strata_that_were_taken_whole_have_an_error_of_zero():
    frame = FRAME.filter(pl.col("c").is_in([0, 4])).with_columns(g=pl.lit("one"), n=pl.lit(1))
    design = SurveyDesign("w", "h", ("c",), ("n",))
    got = found(NUMBERS[:1], frame=frame, design=design)["mean", "one"]
    assert (got.df, got.se) == (0, 0.0)
    assert "no-variance" not in got.flags


def test_a_total_with_corrections_and_no_weight_is_refused():
    frame = FRAME.with_columns(n=pl.lit(40))
    design = SurveyDesign(None, "h", ("c",), ("n",))
    result = estimate_survey(
        frame, [*NUMBERS, Outcome("persons", "s", statistic="total", coding="status")], design
    )
    assert [item.name for item in result.estimates] == ["mean", "ratio"]
    assert [(item.name, item.code) for item in result.refused] == [
        ("total", "unweighted-total"),
        ("persons", "unweighted-total"),
    ]
    weighted = SurveyDesign("w", "h", ("c",), ("n",))
    assert estimate_survey(frame, NUMBERS[1:2], weighted).refused == ()
