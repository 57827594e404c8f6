"""Quantiles in domains: against the proportion at or below them, and by simulation."""

import duckdb
import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.estimate.weighting import Benchmark, Margin
from measure87.numerics.quantiles import weighted_quantile
from measure87.vocabulary.errors import DataError, UsageError

DESIGN = SurveyDesign("w", "h", ("c",))
MEDIAN = Outcome("hours", "y", "number", "quantile", quantile=0.5)
THIRD = Outcome("third", "y", "number", "quantile", quantile=0.3)


def sample(seed=1, n=900, clusters=60):
    """An invented sample; the number is missing for every tenth person, some weights are 0."""
    rng = np.random.default_rng(seed)
    c = np.sort(rng.integers(0, clusters, n))
    level = rng.normal(0, 1, clusters)
    return pl.DataFrame(
        {
            "h": c // 10,
            "c": c,
            "w": np.where(rng.random(n) < 0.05, 0.0, rng.lognormal(3, 0.6, n)),
            "y": pl.Series([None if rng.random() < 0.1 else round(v) for v in
                            20 + 4 * level[c] + rng.normal(0, 8, n)], dtype=pl.Float64),
            "g": rng.choice(["a", "b", "c"], n),
            "age": rng.integers(5, 18, n),
        }
    )  # fmt: skip


def by_hand(frame, member, share, interval):
    """Quantile, and the quantiles at the limits of the proportion at or below it."""
    rows = frame.filter(member & pl.col("y").is_not_null() & (pl.col("w") > 0)).sort("y")
    values, weights = rows["y"].to_numpy(), rows["w"].to_numpy()
    value = weighted_quantile(values, weights, share)
    below = pl.when(pl.col("y") <= value).then(2).otherwise(0)
    status = pl.when(member & pl.col("y").is_not_null()).then(below).cast(pl.Int8)
    (p,) = estimate_survey(
        frame.with_columns(s=status),
        [Outcome("p", "s", coding="status")],
        DESIGN,
        interval=interval,
    ).estimates
    at = [weighted_quantile(values, weights, limit) for limit in (p.lower, p.upper)]
    return value, *at, rows.height, p.df


@pytest.mark.parametrize("interval", ["wald", "xlogit", "likelihood", "wilson", "korn-graubard-r"])
def test_limits_are_those_of_the_proportion_at_or_below_the_quantile(interval):
    frame = sample()
    tables = [DomainTable(), DomainTable(("g",))]
    found = estimate_survey(frame, [MEDIAN, THIRD], DESIGN, tables, interval=interval).estimates
    assert [e.name for e in found] == ["hours"] * 4 + ["third"] * 4
    for got in found:
        member = pl.col("g") == got.group["g"] if got.group else pl.lit(value=True)
        value, lower, upper, n, df = by_hand(frame, member, got.quantile, interval)
        assert (got.value, got.lower, got.upper) == (value, lower, upper)
        assert (got.n, got.df, got.interval) == (n, df, interval)
        assert lower <= value <= upper
    assert found[0].n_unknown == frame.filter((pl.col("w") > 0) & pl.col("y").is_null()).height


def test_groups_may_overlap_and_missing_codes_are_told_once():
    frame = sample().with_columns(age=pl.when(pl.col("age") < 17).then("age"))
    groups = {"5-17": tuple(map(str, range(5, 18))), "5-14": tuple(map(str, range(5, 15)))}
    table = DomainTable(("age",), {"age": groups})
    found = estimate_survey(frame, [MEDIAN], DESIGN, [table], interval="wald").estimates
    assert sorted(e.group["age"] for e in found) == ["5-14", "5-17", "_missing"]
    for got in found:
        age = pl.col("age")
        member = {"5-14": age < 15, "5-17": age < 18, "_missing": age.is_null()}
        chosen = member[got.group["age"]].fill_null(value=False)
        assert (got.value, got.lower, got.upper) == by_hand(frame, chosen, 0.5, "wald")[:3]


def test_neither_order_nor_scale_nor_engine_moves_a_quantile():
    frame = sample()
    tables = [DomainTable(("g",))]
    expected = estimate_survey(frame, [MEDIAN], DESIGN, tables, where={"g": ("a", "b")})
    mixed = frame.sample(fraction=1.0, shuffle=True, seed=4)
    heavier = frame.with_columns(pl.col("w") * 1e7)
    for table in (mixed, heavier, frame.lazy(), duckdb.sql("SELECT * FROM mixed")):
        got = estimate_survey(table, [MEDIAN], DESIGN, tables, where={"g": ("a", "b")})
        assert [(e.group, e.value, e.lower, e.upper, e.n) for e in got.estimates] == [
            (e.group, e.value, e.lower, e.upper, e.n) for e in expected.estimates
        ]


def test_a_limit_beyond_the_values_is_absent():
    low = Outcome("low", "y", "number", "quantile", quantile=0.002)
    got = estimate_survey(sample(), [low], DESIGN, interval="wald").estimates[0]
    assert (got.lower, got.se) == (None, None)
    assert got.upper > got.value
    assert "open-interval" in got.flags
    assert "lower" not in got.to_json()


def test_one_cluster_gives_a_quantile_without_limits():
    frame = sample().filter(pl.col("c") == 3)
    got = estimate_survey(frame, [MEDIAN], DESIGN).estimates[0]
    assert (got.lower, got.upper, got.se, got.interval) == (None, None, None, None)
    assert "no-variance" in got.flags


def test_domains_without_numbers_are_refused():
    frame = sample().with_columns(y=pl.when(pl.col("g") != "b").then("y"))
    table = DomainTable(("g",), {"g": {"a": ("a",), "b": ("b",), "z": ("z",)}})
    result = estimate_survey(frame, [MEDIAN], DESIGN, [table])
    assert [e.group["g"] for e in result.estimates] == ["a"]
    assert {r.group["g"]: r.code for r in result.refused} == {
        "b": "only-unknown", "z": "empty-domain",
    }  # fmt: skip
    assert [w.code for w in result.warnings] == ["missing-numbers"]


def test_a_median_that_cannot_be_is_refused():
    infinite = sample().with_columns(y=pl.lit(float("inf")))
    with pytest.raises(DataError, match="y holds a number that cannot be added up"):
        estimate_survey(infinite, [MEDIAN], DESIGN)
    with pytest.raises(DataError, match="no rows"):
        estimate_survey(sample().clear(), [MEDIAN], DESIGN)
    mean = Outcome("m", "y", "number", "mean")
    with pytest.raises(UsageError, match="apart from other statistics"):
        estimate_survey(sample(), [MEDIAN, mean], DESIGN)
    for share in (None, 0.0, 1.0, 50.0):
        with pytest.raises(UsageError, match="quantile"):
            Outcome("q", "y", "number", "quantile", quantile=share)


@pytest.mark.slow
def test_the_interval_of_the_median_holds_the_truth():
    """600 samples, seed 8; fails if fewer are held than chance leaves to 93 % (1 % test).

    40 clusters of 15, half of the variance between clusters; the true median is 0.
    """
    rng = np.random.default_rng(8)
    design = SurveyDesign(None, None, ("c",))
    c = np.repeat(np.arange(40), 15)
    held = 0
    for _ in range(600):
        y = rng.normal(0, 1, 40)[c] + rng.normal(0, 1, 600)
        (got,) = estimate_survey(pl.DataFrame({"c": c, "y": y}), [MEDIAN], design).estimates
        held += got.lower <= 0.0 <= got.upper
    assert held >= 543  # the 1 % quantile of Binomial(600, 0.93)


@pytest.mark.slow
def test_the_default_interval_holds_a_median_that_many_answers_stand_beside():
    """Of 200 samples, seed 1: 50.5 % lie at or below 30 and 80 % at or below 40."""
    rng, held, about = np.random.default_rng(1), 0, 0
    clusters, take = 50, 8
    for _ in range(200):
        u = rng.random(clusters * take)
        y = np.select([u < 0.505, u < 0.8, u < 0.91], [30.0, 40.0, 50.0], 60.0)
        c = np.repeat(np.arange(clusters), take)
        frame = pl.DataFrame({"y": y, "w": np.ones(len(y)), "h": c % 4, "c": c})
        (found,) = estimate_survey(frame, [MEDIAN], DESIGN).estimates
        (as_r,) = estimate_survey(frame, [MEDIAN], DESIGN, interval="wald").estimates
        assert found.lower <= found.value <= found.upper
        held += found.lower <= 30.0 <= found.upper
        about += as_r.lower <= 30.0 <= as_r.upper
    assert held >= 190  # 95 of 100
    assert about < 150


def test_quantiles_are_not_estimated_with_benchmarked_weights():
    frame = pl.DataFrame({"y": [1.0, 2.0, 3.0, 4.0], "sex": [1, 1, 2, 2], "w": [1.0] * 4})
    median = Outcome("y", "y", kind="number", statistic="quantile", quantile=0.5)
    benchmark = Benchmark((Margin(("sex",), {("1",): 20.0, ("2",): 30.0}),))
    with pytest.raises(UsageError, match="not estimated with benchmarked weights"):
        estimate_survey(frame, [median], SurveyDesign("w"), benchmark=benchmark)
    assert estimate_survey(frame, [median], SurveyDesign("w")).estimates
