"""Tests, moments, contrasts, standardised rates: a second implementation, properties, bad input."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import stats

from measure87.estimate.survey import (
    Contrast,
    DomainTable,
    LinearContrast,
    Outcome,
    Side,
    SurveyDesign,
    contrast_set,
    estimate_contrasts,
    estimate_differences,
    estimate_moment,
    estimate_survey,
    independence_test,
    means_test,
    rank_test,
    standardised_rates,
)
from measure87.estimate.survey.wald import wald_statistic
from measure87.estimate.weighting import Margin, Range
from measure87.vocabulary.errors import RefusedError, UsageError
from measure87.vocabulary.status import DECLARED

_spec = importlib.util.spec_from_file_location(
    "analyses_again", Path(__file__).with_name("analyses_again.py")
)
again = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(again)

DESIGN = SurveyDesign("w", "h", ("c",))
HOURS = Outcome("hours", "hours", "number", "mean")
WORK = Outcome("work", "work")
AGES = Margin(("age",), {("1",): 20.0, ("2",): 30.0, ("3",): 50.0})


def sample(seed=1, n=400):
    rng = np.random.default_rng(seed)
    h = rng.integers(0, 3, n)
    c = rng.integers(0, 6, n)
    effect = rng.normal(0.0, 1.0, (3, 6))[h, c]
    return pl.DataFrame(
        {
            "h": h,
            "c": c,
            "w": rng.lognormal(2.0, 0.6, n),
            "area": rng.choice(["a", "b", "c"], n).tolist(),
            "sex": rng.integers(1, 3, n),
            "age": rng.integers(1, 4, n),
            "hours": np.round(effect + rng.normal(5.0, 2.0, n), 0),
            "wage": rng.gamma(2.0, 3.0, n) + effect,
            "work": (rng.random(n) < 0.3).astype(int),
        }
    )


def arrays(frame, *names):
    return [frame[name].to_numpy() for name in (*names, "w", "h", "c")]


def all_of(table, design=DESIGN):
    """The number that each analysis stands on, by its name."""
    figures = estimate_survey(table, [HOURS], design, [DomainTable(("area",))]).estimates
    pairs = contrast_set("pairs", "hours", "area", [one.group["area"] for one in figures])
    contrasts = estimate_contrasts(table, [HOURS], design, pairs, figures)
    rates = standardised_rates(table, WORK, design, AGES, "area")
    tests = {
        f"{method} {column}": independence_test(table, "area", column, design, method=method)
        for method in ("rao-scott", "wald", "adjusted-wald", "lincom")
        for column in ("work", "age")
    }
    tests |= {
        "t": means_test(table, HOURS, "sex", design),
        "means": means_test(table, HOURS, "area", design),
        "shares": means_test(table, WORK, "area", design),
        "ranks": rank_test(table, "hours", "sex", design),
        "ranks3": rank_test(table, "hours", "area", design, method="van-der-waerden"),
    }
    found = {name: (one.statistic, one.p_value) for name, one in tests.items()}
    found |= {one.name: (one.value, one.se, one.lower) for one in contrasts.estimates}
    found |= {f"p {one.name}": (one.p_value, one.p_adjusted) for one in contrasts.tests}
    found |= {
        str(one.group["area"]): (one.value, one.se, one.lower, one.upper) for one in rates.estimates
    }
    for statistic, columns in (("variance", ["hours"]), ("correlation", ["hours", "wage"])):
        one = estimate_moment(table, columns, design, statistic)
        found[statistic] = (one.value, one.se, one.lower, one.upper, one.n)
    return found


def assert_same(one, other, rel=1e-9):
    assert one.keys() == other.keys()
    for name, values in one.items():
        assert values == pytest.approx(other[name], rel=rel, abs=1e-12), name


@pytest.mark.parametrize("seed", range(4))
def test_a_second_implementation_gives_the_same(seed):
    frame = sample(seed)
    got = independence_test(frame, "area", "age", DESIGN)
    expected = again.rao_scott(*arrays(frame, "area", "age"))
    assert (got.statistic, got.df, got.df_denominator, got.p_value) == pytest.approx(expected)
    got = rank_test(frame, "hours", "sex", DESIGN)
    expected = again.wilcoxon(*arrays(frame, "hours", "sex"))
    assert (got.statistic, got.p_value) == pytest.approx(expected)
    got = estimate_moment(frame, ["hours", "wage"], DESIGN, "correlation")
    expected = again.correlation(*arrays(frame, "hours", "wage"))
    assert (got.value, got.se) == pytest.approx(expected)
    rates = standardised_rates(frame, WORK, DESIGN, AGES, "area").estimates
    y, area, age, w, h, c = arrays(frame, "work", "area", "age")
    expected = again.standardised(y, area, age, {1: 0.2, 2: 0.3, 3: 0.5}, w, h, c)
    for one in rates:
        assert (one.value, one.se) == pytest.approx(expected[one.group["area"]])


def test_order_of_rows_scale_of_weights_and_empty_categories_do_not_matter():
    frame = sample()
    expected = all_of(frame)
    assert_same(all_of(frame.sample(fraction=1.0, shuffle=True, seed=3)), expected)
    assert_same(all_of(frame.with_columns(pl.col("w") * 1e-6)), expected)
    levels = pl.Enum(["z", "a", "nobody", "b", "c"])
    assert_same(all_of(frame.with_columns(pl.col("area").cast(levels))), expected)


def test_names_of_groups_do_not_matter():
    frame = sample()
    renamed = frame.with_columns(pl.col("area").replace({"a": "x1", "b": "x2", "c": "x3"}))
    for one, other in zip(all_of(frame).values(), all_of(renamed).values(), strict=True):
        assert one == pytest.approx(other)


@pytest.mark.slow
def test_other_libraries_give_the_same():
    frame = sample()
    expected = all_of(frame)
    assert_same(all_of(frame.lazy()), expected)
    assert_same(
        all_of(frame.to_pandas() if hasattr(frame, "to_pandas") else pd.DataFrame()), expected
    )
    table = duckdb.sql("select * from frame")
    assert_same(all_of(table), expected)


@pytest.mark.slow
@pytest.mark.spark
def test_spark_gives_the_same(spark, tmp_path):
    frame = sample()
    frame.write_parquet(tmp_path / "sample.parquet")
    assert_same(all_of(spark.read.parquet(str(tmp_path / "sample.parquet"))), all_of(frame))


def test_a_contrast_of_two_groups_is_their_difference():
    frame = sample()
    rare = frame.with_columns(work=(pl.col("work") == 1) & (pl.col("area") != "a"))
    figures = estimate_survey(rare, [WORK], DESIGN, [DomainTable(("area",))]).estimates
    for first, second in (("b", "c"), ("b", "a")):
        sides = Side("work", {"area": first}), Side("work", {"area": second})
        (one,) = estimate_differences(rare, [WORK], DESIGN, [Contrast(*sides)], figures).estimates
        asked = LinearContrast("x", ((sides[0], 1.0), (sides[1], -1.0)))
        found = estimate_contrasts(rare, [WORK], DESIGN, [asked], figures)
        (other,) = found.estimates
        same = (other.value, other.lower, other.upper, other.df)
        assert same == pytest.approx((one.value, one.lower, one.upper, one.df))
        assert (other.se is None) == (one.se is None) == (second == "a")
        # Nobody works in a: the contrast has limits, and no test that claims to know its error.
        assert [x.code for x in found.refused] == (["no-variance"] if second == "a" else [])
        assert len(found.tests) == (second != "a")


def test_simultaneous_limits_are_wider_and_adjusted_p_larger():
    frame = sample()
    figures = estimate_survey(frame, [HOURS], DESIGN, [DomainTable(("area",))]).estimates
    asked = contrast_set("pairs", "hours", "area", ["a", "b", "c"])
    one = estimate_contrasts(frame, [HOURS], DESIGN, asked, figures)
    other = estimate_contrasts(frame, [HOURS], DESIGN, asked, figures, adjust="multivariate-t")
    for alone, together in zip(one.estimates, other.estimates, strict=True):
        assert together.lower < alone.lower < alone.upper < together.upper
    for test in (*one.tests, *other.tests):
        assert test.p_value <= test.p_adjusted <= min(1.0, 3.0 * test.p_value) + 1e-3


def test_two_groups_of_a_share_agree_between_tests():
    frame = sample()
    t = means_test(frame, WORK, "sex", DESIGN)
    wald = independence_test(frame, "work", "sex", DESIGN, method="wald")
    assert t.statistic**2 == pytest.approx(wald.statistic, rel=0.05)
    share = {
        one.group["sex"]: one.value
        for one in estimate_survey(frame, [WORK], DESIGN, [DomainTable(("sex",))]).estimates
    }
    assert t.estimate == pytest.approx(share["2"] - share["1"])


def test_a_rate_of_ranges_and_a_domain():
    frame = sample()
    by_code = standardised_rates(frame, WORK, DESIGN, AGES, "area")
    ranges = Margin(("age",), {(Range(1, 1),): 2.0, (Range(2, 2),): 3.0, (Range(3),): 5.0})
    by_range = standardised_rates(frame, WORK, DESIGN, ranges, "area")
    assert [one.se for one in by_range.estimates] == [one.se for one in by_code.estimates]
    with_sex = standardised_rates(frame, WORK, DESIGN, AGES, "area", where={"sex": ("1",)})
    assert with_sex.estimates[0].n == frame.filter(sex=1, area="a").height


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_a_standardised_mean_has_limits_of_student_and_is_worked_out_by_hand(level):
    """18 clusters in 3 strata leave 15 degrees of freedom where every group is in all of them."""
    frame = sample()
    found = standardised_rates(frame, HOURS, DESIGN, AGES, level=level).estimates
    (one,) = found
    means = [
        frame.filter(age=age).select((pl.col("hours") * pl.col("w")).sum() / pl.col("w").sum())
        for age in (1, 2, 3)
    ]
    by_hand = sum(share * mean.item() for share, mean in zip((0.2, 0.3, 0.5), means, strict=True))
    assert one.value == pytest.approx(by_hand, rel=1e-12)
    half = stats.t.ppf(0.5 + level / 2, 15) * one.se
    assert (one.df, one.level, one.interval) == (15, level, "wald")
    assert (one.lower, one.upper) == pytest.approx((by_hand - half, by_hand + half), rel=1e-12)


def test_persons_are_counted_who_have_a_number_and_a_weight_whatever_part_is_asked_for():
    """Of area a no girl has a number, of area b none has a weight; both sexes are asked for."""
    girl = pl.col("sex") == 2
    frame = sample().with_columns(
        hours=pl.when(girl & (pl.col("area") == "a")).then(None).otherwise("hours"),
        w=pl.when(girl & (pl.col("area") == "b")).then(0.0).otherwise("w"),
    )
    found = standardised_rates(frame, HOURS, DESIGN, AGES, "area", where={"sex": ("1", "2")})
    counts = {one.group["area"]: one.n for one in found.estimates}
    boys = {area: frame.filter(pl.col("area") == area, ~girl).height for area in "ab"}
    assert counts == {**boys, "c": frame.filter(area="c").height}


def test_a_rate_without_a_case_has_an_upper_limit_and_one_without_a_class_is_refused():
    frame = sample().with_columns(work=pl.lit(0))
    (one,) = standardised_rates(frame, WORK, DESIGN, AGES).estimates
    assert (one.value, one.lower, one.se) == (0.0, 0.0, None)
    assert 0.0 < one.upper < 0.2
    partial = sample().filter((pl.col("age") != 3) | (pl.col("area") != "b"))
    found = standardised_rates(partial, WORK, DESIGN, AGES, "area")
    assert [x.group["area"] for x in found.estimates] == ["a", "c"]
    (refusal,) = found.refused
    assert (refusal.code, refusal.group) == ("empty-class", {"area": "b"})


def test_an_unknown_status_is_no_answer():
    frame = sample()
    words = frame.with_columns(
        work=pl.when(pl.col("age") == 3).then(pl.lit("unknown"))
        .when(pl.col("work") == 1).then(pl.lit("yes")).otherwise(pl.lit("no"))
        .cast(pl.Enum(list(DECLARED)))
    )  # fmt: skip
    known = frame.with_columns(work=pl.when(pl.col("age") != 3).then(pl.col("work")))
    for method in ("rao-scott", "wald"):
        one = independence_test(words, "work", "sex", DESIGN, method=method)
        other = independence_test(known, "work", "sex", DESIGN, method=method)
        assert one.n == frame.filter(pl.col("age") != 3).height
        assert (one.statistic, one.p_value) == pytest.approx((other.statistic, other.p_value))


def test_who_is_left_out_for_an_answer_is_counted():
    """Unknown status, missing number, missing group; nobody of other sexes, or without weight."""
    rng = np.random.default_rng(3)
    frame = sample().with_columns(
        hours=pl.when(pl.Series(rng.random(400) < 0.8)).then(pl.col("hours")),
        sex=pl.when(pl.Series(rng.random(400) < 0.9)).then(pl.col("sex")),
        work=pl.when(pl.Series(rng.random(400) < 0.7)).then(pl.col("work") * 2).otherwise(1),
        w=pl.when(pl.Series(rng.random(400) < 0.9)).then(pl.col("w")).otherwise(0.0),
    )
    where = {"area": ("a", "b")}
    asked = frame.filter(pl.col("area") != "c", pl.col("w") > 0)
    work = replace(WORK, coding="status")
    answers = {
        "hours": (means_test(frame, HOURS, "sex", DESIGN, where=where), {}),
        "rank": (rank_test(frame, "hours", "sex", DESIGN, where=where), {}),
        "share": (means_test(frame, work, "sex", DESIGN, where=where), {"work": 1}),
        "table": (
            independence_test(frame, "work", "sex", DESIGN, where=where, statuses=("work",)),
            {"work": 1},
        ),
    }
    for name, (test, unknown) in answers.items():
        column = "work" if unknown else "hours"
        both = pl.col(column).is_not_null() & pl.col("sex").is_not_null()
        both &= pl.col("work") != 1 if unknown else True
        assert (test.n, test.n_unknown) == (
            asked.filter(both).height, asked.filter(~both).height
        ), name  # fmt: skip
        assert test.n_unknown > 20, name
    alone = means_test(frame, HOURS, None, DESIGN, value=4.0)
    assert alone.n_unknown == frame.filter(pl.col("w") > 0, pl.col("hours").is_null()).height


def lone(frame):
    """One cluster in each stratum."""
    return frame.with_columns(c=pl.col("h"))


BAD = {
    "one cluster a stratum": (lone, {"no-variance", "too-few-clusters"}),
    "all answers missing": (
        lambda f: f.with_columns(
            hours=pl.lit(None, pl.Float64),
            work=pl.lit(None, pl.Int64),
            wage=pl.lit(None, pl.Float64),
        ),
        {"empty-domain"},
    ),
    "weights of 0": (lambda f: f.with_columns(w=pl.lit(0.0)), {"empty-domain"}),
    "one group": (lambda f: f.with_columns(sex=pl.lit(1)), {"one-group"}),
    "no group": (lambda f: f.with_columns(sex=pl.lit(None, pl.Int64)), {"empty-domain"}),
    "constant": (
        lambda f: f.with_columns(hours=pl.lit(2.1), work=pl.lit(0), wage=pl.lit(2.1)),
        {"constant", "one-group"},
    ),
}
ASKED = {
    "rao-scott": lambda f: independence_test(f, "work", "sex", DESIGN),
    "wald": lambda f: independence_test(f, "work", "sex", DESIGN, method="adjusted-wald"),
    "t": lambda f: means_test(f, HOURS, "sex", DESIGN),
    "shares": lambda f: means_test(f, WORK, "sex", DESIGN),
    "ranks": lambda f: rank_test(f, "hours", "sex", DESIGN),
    "variance": lambda f: estimate_moment(f, ["hours"], DESIGN),
    "correlation": lambda f: estimate_moment(f, ["hours", "wage"], DESIGN, "correlation"),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("which", ASKED)
def test_what_cannot_be_answered_is_refused_in_a_sentence(what, which):
    change, codes = BAD[what]
    if which in ("variance", "correlation") and what in ("one group", "no group"):
        return
    with pytest.raises(RefusedError) as caught:
        ASKED[which](change(sample()))
    assert caught.value.code in codes
    assert caught.value.hint


def test_a_group_without_an_error_of_its_own_is_refused():
    """In one cluster, or without a case, a linearised error is 0 and would make any t large."""
    frame = sample()
    first = (pl.col("h") == 0) & (pl.col("c") == 0)
    apart = frame.with_columns(sex=pl.when(first).then(1).otherwise(2))
    nobody = frame.with_columns(work=pl.when(pl.col("sex") == 1).then(0).otherwise(pl.col("work")))
    for table, outcome in ((apart, HOURS), (nobody, WORK)):
        with pytest.raises(RefusedError, match="no error of its own") as caught:
            means_test(table, outcome, "sex", DESIGN)
        assert caught.value.code == "no-variance"
    # The test of the table has an error still.
    assert independence_test(nobody, "work", "sex", DESIGN).p_value < 1e-4


def test_an_empty_cell_is_a_number_and_a_wald_test_of_too_many_is_refused():
    frame = sample().filter((pl.col("area") != "a") | (pl.col("age") != 2))
    got = independence_test(frame, "area", "age", DESIGN)
    assert 0.0 < got.p_value < 1e-4
    few = sample().filter(pl.col("c") < 2)
    with pytest.raises(RefusedError, match="clusters more than strata"):
        independence_test(few, "area", "age", DESIGN, method="adjusted-wald")


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda f: independence_test(f, "sex", "sex", DESIGN), "one-column"),
        (lambda f: independence_test(f, "sex", "work", DESIGN, method="exact"), "method"),
        (lambda f: independence_test(f, "wage", "hours", DESIGN), "too-many-domains"),
        (lambda f: rank_test(f, "hours", "sex", DESIGN, method="t"), "method"),
        (lambda f: means_test(f, replace(HOURS, statistic="total"), "sex", DESIGN), "statistic"),
        (lambda f: estimate_moment(f, ["hours"], DESIGN, "correlation"), "names"),
        (lambda f: standardised_rates(f, WORK, DESIGN, AGES, "age"), "standard"),
        (lambda f: contrast_set("trend", "hours", "area", ["a", "b"]), "contrast"),
        (lambda f: contrast_set("pairs", "hours", "area", ["a"]), "one-group"),
    ],
)
def test_what_has_no_meaning_is_said(call, code):
    with pytest.raises(UsageError) as caught:
        call(sample())
    assert caught.value.code == code


def test_numbers_on_a_line_correlate_by_one():
    frame = sample().with_columns(wage=-3.0 * pl.col("hours") + 1e6)
    got = estimate_moment(frame, ["hours", "wage"], DESIGN, "correlation")
    assert (got.value, got.lower, got.upper) == pytest.approx((-1.0, -1.0, -1.0), abs=1e-6)


def clustered(rng, clusters=60, take=8):
    """A null sample: two columns, and a number and its groups, that go together in no way but by
    the clusters in which people are alike."""
    place = np.repeat(np.arange(clusters), take)
    n = len(place)
    pull = [rng.normal(0.0, 1.0, clusters)[place] for _ in range(3)]
    return pl.DataFrame(
        {
            "c": place,
            "w": np.repeat(rng.lognormal(0.0, 0.3, clusters), take),
            "a": np.digitize(pull[0] + rng.normal(size=n), [-0.7, 0.7]),
            "b": (pull[1] + rng.normal(size=n) > 0.3).astype(int),
            "y": pull[2] + rng.normal(size=n),
        }
    )


NULL = SurveyDesign("w", None, ("c",))


@pytest.mark.slow
@pytest.mark.parametrize(
    "samples",
    [40, *(pytest.param(more, marks=pytest.mark.proof) for more in (100, 400))],
)
def test_p_values_are_even_where_nothing_goes_together(samples):
    """Each test rejects at 5 % about as often as it says, and p is near uniform."""
    rng = np.random.default_rng(2026)
    p = {"rao-scott": [], "adjusted-wald": [], "means": [], "ranks": []}
    y = Outcome("y", "y", "number", "mean")
    for _ in range(samples):
        frame = clustered(rng)
        for method in ("rao-scott", "adjusted-wald"):
            p[method].append(independence_test(frame, "a", "b", NULL, method=method).p_value)
        p["means"].append(means_test(frame, y, "a", NULL).p_value)
        p["ranks"].append(rank_test(frame, "y", "b", NULL).p_value)
    for method, found in p.items():
        rejected = int(np.sum(np.array(found) < 0.05))
        low, high = stats.binom.interval(0.999, samples, 0.05)
        assert low <= rejected <= high, (method, rejected)
        assert stats.kstest(found, "uniform").pvalue > 1e-3, method
    # A test that takes persons for drawn one by one rejects far too often.
    naive = SurveyDesign("w")
    wrong = sum(means_test(clustered(rng), y, "a", naive).p_value < 0.05 for _ in range(200))
    assert wrong > stats.binom.ppf(0.999, 200, 0.05)


def test_two_persons_are_the_fewest_that_vary():
    """Of 3 and 5 hours the variance is 2, by the textbook's n - 1; of one person there is none."""
    frame = sample(n=2).with_columns(h=pl.lit(1), c=pl.Series([1, 2]), w=pl.lit(4.0))
    frame = frame.with_columns(hours=pl.Series([3.0, 5.0]))
    assert estimate_moment(frame, ["hours"], DESIGN, "variance").value == pytest.approx(2.0)
    with pytest.raises(RefusedError, match="one person has no variance"):
        estimate_moment(frame.head(1), ["hours"], DESIGN, "variance")


@pytest.mark.parametrize(
    ("nu", "adjusted", "f", "below"),
    [(2.0, True, 0.5, 1.0), (1.9, True, None, None), (1.0, False, 1.0, 1.0), (0.5, False, None, 0)],
)
def test_a_wald_test_wants_as_many_clusters_more_than_strata_as_it_has_figures(
    nu, adjusted, f, below
):
    """Of 1 and 2 with errors of 1 and 2: F is (1 + 1) / 2, adjusted times (nu - 1) / nu."""
    given = np.array([1.0, 2.0]), np.diag([1.0, 4.0]), nu
    if f is None:
        with pytest.raises(RefusedError, match="clusters more than strata"):
            wald_statistic(*given, adjusted=adjusted)
    else:
        got = wald_statistic(*given, adjusted=adjusted)
        assert (got["statistic"], got["df"], got["df_denominator"]) == (f, 2.0, below)


def test_each_group_is_compared_with_the_mean_of_all_with_herself_in_it():
    for k, one in enumerate(contrast_set("mean", "hours", "area", ["a", "b", "c", "d"])):
        weights = [weight for _, weight in one.weights]
        assert weights == [0.75 if at == k else -0.25 for at in range(4)]


def test_sides_of_other_levels_have_a_contrast_without_limits():
    frame = sample()
    figures = list(estimate_survey(frame, [HOURS], DESIGN, [DomainTable(("area",))]).estimates)
    asked = contrast_set("pairs", "hours", "area", ["a", "b"])
    (with_limits,) = estimate_contrasts(frame, [HOURS], DESIGN, asked, figures).estimates
    figures[0] = replace(figures[0], level=0.9)
    (without,) = estimate_contrasts(frame, [HOURS], DESIGN, asked, figures).estimates
    assert with_limits.lower is not None
    assert (without.lower, without.upper) == (None, None)
    assert without.value == with_limits.value


def test_a_column_of_true_and_false_is_one_of_numbers():
    frame = sample().with_columns(told=pl.col("work") == 1)
    told = Outcome("told", "told", "number", "mean")
    (found,) = estimate_survey(frame, [told], DESIGN).estimates
    weight, work = frame["w"].to_numpy(), frame["work"].to_numpy()
    assert found.value == pytest.approx(np.average(work, weights=weight))
