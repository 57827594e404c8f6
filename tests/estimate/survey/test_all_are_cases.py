"""The number of persons where everybody is a case: it is the size of a domain, which varies."""

import math

import numpy as np
import polars as pl
import pytest
from scipy import stats

from measure87.estimate.survey import (
    Contrast,
    DomainTable,
    Outcome,
    Side,
    SurveyDesign,
    estimate_differences,
    estimate_survey,
)
from measure87.estimate.weighting import Benchmark, Margin

N = 200
FRAME = pl.DataFrame(
    {
        "w": [50.0 + (i * 37 % 101) for i in range(N)],
        "c": [i // 10 for i in range(N)],
        "g": ["a" if i % 3 else "b" for i in range(N)],
        "all": [1] * N,
        "most": [0] + [1] * (N - 1),
        "none": [0] * N,
    }
)
DESIGN = SurveyDesign("w", None, "c")
SIZE = float(FRAME["w"].sum())
INTERVALS = ["korn-graubard", "korn-graubard-r", "logit", "asin", "likelihood", "wilson", "wald"]


def total(column, interval, frame=FRAME, design=DESIGN, **more):
    outcome = Outcome(column, column, statistic="total")
    return estimate_survey(frame, [outcome], design, interval=interval, **more).estimates[0]


def naive_se(weight):
    """Of a sum of weights: from the sums of 20 clusters."""
    sums = np.asarray(weight).reshape(20, 10).sum(axis=1)
    return float(np.sqrt(20 / 19 * ((sums - sums.mean()) ** 2).sum()))


def test_t_limits_lie_either_side_of_the_size():
    got, se = total("all", "wald"), naive_se(FRAME["w"])
    half = stats.t.ppf(0.975, 19) * se
    assert got.value == pytest.approx(SIZE)
    assert got.se == pytest.approx(se)
    assert (got.lower, got.upper) == (pytest.approx(SIZE - half), pytest.approx(SIZE + half))
    near = total("most", "wald")
    assert got.upper - got.value == pytest.approx(near.upper - near.value, rel=0.1)


@pytest.mark.parametrize("interval", INTERVALS)
def test_every_interval_has_the_error_of_the_size_and_a_limit_above_it(interval):
    got = total("all", interval)
    assert got.se == pytest.approx(naive_se(FRAME["w"]))
    assert got.lower < got.value < got.upper
    assert got.deff is None
    assert "all-cases" in got.flags


@pytest.mark.parametrize("interval", INTERVALS)
def test_nobody_is_a_total_without_an_error_still(interval):
    got = total("none", interval)
    assert (got.value, got.se, got.lower) == (0.0, None, 0.0)
    assert got.upper > 0.0


@pytest.mark.parametrize("interval", ["wald", "korn-graubard"])
def test_a_size_that_is_known_has_no_error_and_the_limits_of_the_share(interval):
    benchmark = Benchmark((Margin(("g",), {("a",): 20_000.0, ("b",): 9_000.0}),))
    outcome = Outcome("all", "all")
    got = total("all", interval, benchmark=benchmark)
    share = estimate_survey(
        FRAME, [outcome], DESIGN, interval=interval, benchmark=benchmark
    ).estimates[0]
    assert got.se is None
    assert got.lower == pytest.approx(29_000.0 * share.lower)
    assert got.upper == pytest.approx(29_000.0)


def test_the_share_of_everybody_has_no_error():
    got = estimate_survey(FRAME, [Outcome("all", "all")], DESIGN, interval="wald").estimates[0]
    assert (got.value, got.se, got.upper) == (1.0, None, 1.0)


def test_differences_of_sizes_have_the_error_of_a_difference():
    outcomes = [Outcome("all", "all", statistic="total")]
    table = DomainTable(("g",))
    figures = estimate_survey(FRAME, outcomes, DESIGN, [table], interval="wald").estimates
    contrast = Contrast(Side("all", {"g": "a"}), Side("all", {"g": "b"}))
    (got,) = estimate_differences(FRAME, outcomes, DESIGN, [contrast], figures).estimates
    signed = FRAME.select(pl.when(pl.col("g") == "a").then("w").otherwise(-pl.col("w")))
    se = naive_se(signed.to_series())
    half = stats.t.ppf(0.975, 19) * se
    assert got.se == pytest.approx(se)
    assert (got.lower, got.upper) == (
        pytest.approx(got.value - half),
        pytest.approx(got.value + half),
    )
    assert math.isfinite(got.df)
