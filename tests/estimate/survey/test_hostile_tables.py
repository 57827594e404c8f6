"""Columns of the wrong kind and values that cannot be: one sentence, on every engine."""

import tracemalloc

import duckdb
import polars as pl
import pytest

from measure87.estimate.survey import (
    DomainTable,
    Outcome,
    SurveyDesign,
    estimate_covariance,
    estimate_survey,
)
from measure87.estimate.survey import batches as passes
from measure87.estimate.survey.levels import CodeBook
from measure87.vocabulary.errors import DataError, UsageError

N = 40
FRAME = pl.DataFrame(
    {
        "h": [i // 20 for i in range(N)],
        "c": [i // 4 for i in range(N)],
        "w": [10.0] * N,
        "s": pl.Series([2 * (i % 5 == 0) for i in range(N)], dtype=pl.Int8),
        "y": [float(i) for i in range(N)],
    }
)
DESIGN = SurveyDesign("w", "h", ("c",))
P = Outcome("p", "s", coding="status")
MEAN = Outcome("m", "y", "number", "mean")
TWO_STAGES = SurveyDesign("w", "h", ("c", "b"), ("f1", "f2"))


def engines(frame):
    return {"polars": frame, "duckdb": duckdb.sql("SELECT * FROM frame")}


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize(
    ("column", "values", "outcome", "text"),
    [
        ("s", pl.lit(value=True), P, "s holds true and false and not statuses"),
        ("s", pl.lit("yes"), P, "s holds text and not statuses"),
        ("s", pl.lit(0.5), P, "s holds a value that is no status"),
        ("s", pl.lit(300), P, "s holds a value that is no status"),
        ("s", pl.lit(-1, dtype=pl.Int8), P, "s holds a value that is no status"),
        ("y", pl.lit("a"), MEAN, "y holds text and not numbers"),
        ("y", pl.lit(float("-inf")), MEAN, "y holds a number that cannot be added up"),
        ("w", pl.lit("a"), P, "w holds text and not numbers"),
        ("w", pl.lit(value=True), P, "w holds true and false and not numbers"),
        ("w", pl.lit(1e200), P, "a weight must be zero or positive, and a number; w is too large"),
    ],
)
def test_a_value_that_cannot_be_is_told_in_one_sentence(engine, column, values, outcome, text):
    frame = FRAME.with_columns(values.alias(column))
    with pytest.raises(DataError, match=text) as caught:
        estimate_survey(engines(frame)[engine], [outcome], DESIGN)
    assert caught.value.where == column
    assert caught.value.hint


def test_a_denominator_that_is_infinite_is_no_missing_value():
    frame = FRAME.with_columns(x=pl.Series([float("inf"), *[1.0] * (N - 1)]))
    with pytest.raises(DataError, match="x holds a number that cannot be added up"):
        estimate_survey(frame, [Outcome("r", "y", "number", "ratio", "x")], DESIGN)


def test_text_in_a_weight_is_shown_with_the_first_value_that_is_no_number():
    frame = FRAME.with_columns(w=pl.Series(["1.5", "n/a", *["2"] * (N - 2)]))
    with pytest.raises(DataError, match="w holds text and not numbers, first in row"):
        estimate_survey(frame, [P], DESIGN)


def test_a_correction_in_text_and_a_domain_of_lists_are_named():
    with pytest.raises(DataError, match="f holds text and not numbers, first in row"):
        estimate_survey(FRAME.with_columns(f=pl.lit("x")), [P], SurveyDesign("w", "h", ("c",),
                        ("f",)))  # fmt: skip
    listed = FRAME.with_columns(g=pl.concat_list("h", "c"))
    with pytest.raises(DataError, match="g holds values of type List"):
        estimate_survey(listed, [P], DESIGN, [DomainTable(("g",))])


def test_a_stage_named_twice_is_refused():
    with pytest.raises(UsageError, match="named twice: c, c"):
        estimate_survey(FRAME, [P], SurveyDesign("w", "h", ("c", "c")))


def test_what_a_missing_number_counts_as_cannot_be_chosen():
    with pytest.raises(UsageError, match="a missing number cannot count as 'no'"):
        Outcome("m", "y", "number", "mean", unknown="no")


def test_an_interval_of_shares_that_was_asked_of_a_mean_is_told():
    result = estimate_survey(FRAME, [P, MEAN], DESIGN, interval="logit")
    assert [w.text for w in result.warnings] == [
        "logit is an interval of shares; m has t limits (wald)"
    ]
    assert estimate_survey(FRAME, [P, MEAN], DESIGN).warnings == ()


@pytest.mark.parametrize("rule", ["adjust", "remove", "average"])
def test_one_cluster_alone_gives_no_standard_error(rule):
    design = SurveyDesign("w", "h", ("c",), single_cluster=rule)
    one = FRAME.filter(pl.col("c") == 0)
    mean = estimate_survey(one, [MEAN], design).estimates[0]
    assert (mean.value, mean.se, mean.lower, mean.deff) == (1.5, None, None, None)
    assert "no-variance" in mean.flags
    share = estimate_survey(one, [P], design).estimates[0]
    assert (share.value, share.se, share.lower) == (0.25, None, None)
    none = estimate_survey(one.filter(pl.col("s") == 0), [P], design).estimates[0]
    assert (none.value, none.lower) == (0.0, 0.0)
    assert 0.0 < none.upper < 1.0


def test_a_domain_in_one_single_cluster_stratum_has_no_standard_error_and_others_have():
    frame = FRAME.filter((pl.col("h") == 1) | (pl.col("c") == 0))
    found = estimate_survey(frame, [MEAN], DESIGN, [DomainTable(("h",))]).estimates
    assert found[0].se is None
    assert found[1].se > 0.0
    joint = estimate_covariance(frame, [MEAN], DESIGN, DomainTable(("h",)))
    with pytest.raises(DataError, match="no variance for this contrast"):
        joint.contrast({0: 1.0, 1: -1.0})
    assert joint.contrast({1: 1.0})[1] == pytest.approx(found[1].se)


def test_a_cluster_that_counts_as_certain_has_no_error_by_that_claim():
    one = FRAME.filter(pl.col("c") == 0)
    certain = SurveyDesign("w", "h", ("c",), single_cluster="certainty")
    assert estimate_survey(one, [MEAN], certain).estimates[0].se == 0.0


def test_unknown_variance_of_everybody_leaves_the_assumed_correlation():
    """A sample of one cluster tells nothing of correlation: the limit is that of the prior."""
    one = FRAME.filter(pl.col("c") == 0)
    domains = [DomainTable(), DomainTable(("k",))]
    sample = one.with_columns(k=pl.Series([1, 1, 2, 2]))
    found = estimate_survey(sample, [P], DESIGN, domains).estimates
    none = next(e for e in found if e.n_cases == 0)
    assert none.deff_source == "icc"
    assert none.deff_used == pytest.approx(1 + 0.05 * (2 - 1))


def test_a_cluster_with_one_unit_below_is_told_and_fails_under_fail():
    frame = FRAME.with_columns(
        b=pl.when(pl.col("c") < 2).then(0).otherwise(pl.int_range(pl.len()) % 2),
        f1=pl.lit(8), f2=pl.lit(4),
    )  # fmt: skip
    for table in engines(frame).values():
        (notice,) = estimate_survey(table, [MEAN], TWO_STAGES).warnings
        assert notice.code == "single-unit-cluster"
        assert notice.text.startswith("2 clusters have one unit of the next stage in the sample")
    fail = SurveyDesign("w", "h", ("c", "b"), ("f1", "f2"), single_cluster="fail")
    for run in (estimate_survey, estimate_covariance):
        with pytest.raises(DataError, match="2 clusters have one unit"):
            run(frame, [MEAN], fail)
    average = SurveyDesign("w", "h", ("c", "b"), ("f1", "f2"), single_cluster="average")
    with pytest.raises(UsageError, match="average has no covariance"):
        estimate_covariance(frame, [MEAN], average)
    taken_whole = frame.with_columns(f2=pl.when(pl.col("c") < 2).then(1).otherwise(4))
    assert estimate_survey(taken_whole, [MEAN], fail).warnings == ()


def test_covariances_fail_by_name_where_figures_do():
    lone = FRAME.filter((pl.col("h") == 1) | (pl.col("c") == 0))
    fail = SurveyDesign("w", "h", ("c",), single_cluster="fail")
    for run in (estimate_survey, estimate_covariance):
        with pytest.raises(DataError, match=r"a stratum .*has one cluster only"):
            run(lone, [MEAN], fail)


def test_a_period_share_without_a_case_has_no_standard_error():
    frame = FRAME.with_columns(s=pl.lit(0, dtype=pl.Int8), y=pl.lit(0.0))
    stock = Outcome("stock", "y", "number", "mean", share_of="p")
    flow, share = estimate_survey(frame, [P, stock], DESIGN).estimates
    assert (share.value, share.se, share.deff) == (0.0, None, None)
    assert share.upper == pytest.approx(flow.upper)


def test_clusters_that_lie_apart_are_sorted_in_parts_with_the_same_result(monkeypatch):
    frame = FRAME.with_columns(pl.col("c").cast(pl.String), g=pl.int_range(pl.len()) % 3)
    apart = frame.sample(fraction=1.0, shuffle=True, seed=3)
    domains = [DomainTable(), DomainTable(("g",))]
    expected = estimate_survey(frame, [P, MEAN], DESIGN, domains)
    monkeypatch.setattr(passes, "PART_ROWS", 7)
    for table in (apart, apart.lazy()):
        got = estimate_survey(table, [P, MEAN], DESIGN, domains)
        assert got.diagnostics == expected.diagnostics
        for one, other in zip(got.estimates, expected.estimates, strict=True):
            assert (one.group, one.n, one.df) == (other.group, other.n, other.df)
            assert one.se == pytest.approx(other.se, rel=1e-12)


def test_a_bad_weight_is_found_in_its_own_row_where_clusters_lie_apart():
    apart = FRAME.with_columns(c=pl.int_range(pl.len()) % 10)
    weights = pl.Series([10.0] * 20 + [-1.0] + [10.0] * 19)
    with pytest.raises(DataError, match="first at row 21"):
        estimate_survey(apart.with_columns(w=weights), [P], SurveyDesign("w", None, ("c",)))


def test_codes_that_lie_far_apart_need_no_large_table():
    book = CodeBook()
    tracemalloc.start()
    numbers = [book.numbers(pl.Series([low, low + 1]))[0] for low in (1, 50_000_000, 1)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert numbers == [0, 2, 0]
    assert book.codes == ["1", "2", "50000000", "50000001"]
    assert peak < 10_000_000


@pytest.mark.parametrize(("more", "dots"), [(36, False), (37, True)])
def test_the_hint_names_forty_columns_at_most(more, dots):
    wide = pl.DataFrame(
        {"w": [1.0], "c": [1], "y": [1], "h": [1]} | {f"x{k}": [1] for k in range(more)}
    )
    with pytest.raises(DataError) as fault:
        estimate_survey(wide, [Outcome("y", "y")], SurveyDesign("wt", "h", ("c",)), [DomainTable()])
    assert fault.value.hint.endswith(", ...") == dots
    assert "measure87_" not in fault.value.hint


@pytest.mark.parametrize("weight", [None, float("nan"), -1.0])
def test_a_weight_that_cannot_be_is_named_on_other_engines_too(weight):
    frame = pl.DataFrame({"w": [1.0, weight, 2.0, 1.0], "c": [1, 2, 3, 4], "y": [1, 0, 1, 0]})
    connection = duckdb.connect()
    connection.register("t", frame.to_arrow())
    with pytest.raises(DataError, match="weight"):
        estimate_survey(
            connection.table("t"),
            [Outcome("y", "y")],
            SurveyDesign("w", None, ("c",)),
            [DomainTable()],
        )
