"""Samples that are bad, thin or odd: one clear sentence, or a figure that says so."""

import polars as pl
import pytest

from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.vocabulary.errors import DataError, UsageError

FRAME = pl.DataFrame(
    {
        "h": [1, 1, 1, 1, 2, 2, 2, 2],
        "c": [1, 1, 2, 2, 1, 1, 2, 2],
        "w": [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0],
        "s": pl.Series([0, 2, 0, 0, 2, 0, 1, None], dtype=pl.Int8),
        "y": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, None],
        "g": ["a", "a", "a", "a", "b", "b", "b", None],
    }
)
DESIGN = SurveyDesign("w", "h", ("c",))
P = Outcome("p", "s", coding="status")


def only(frame, outcome=P, design=DESIGN, **options):
    (estimate,) = estimate_survey(frame, [outcome], design, **options).estimates
    return estimate


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "missing"), (-2.5, "a negative number"), (float("nan"), "missing"),
                         (float("inf"), "no finite number")]
)  # fmt: skip
def test_a_weight_that_cannot_be_used_is_named_by_its_row_and_never_by_its_value(value, shown):
    frame = FRAME.with_columns(w=pl.Series([1.0, 1.0, value, *[1.0] * 5]))
    with pytest.raises(DataError, match=f"w is {shown} .*first at row 3") as caught:
        only(frame)
    assert "2.5" not in str(caught.value)
    assert caught.value.code == "bad-weight"
    assert caught.value.hint


def test_a_weight_of_zero_leaves_the_person_out_and_keeps_the_cluster():
    frame = FRAME.with_columns(w=pl.Series([0.0, 0.0, 1, 2, 1, 2, 1, 2]))
    result = estimate_survey(frame, [Outcome("m", "y", "number", "mean")], DESIGN)
    (got,) = result.estimates
    assert got.n == 5
    assert (got.n_clusters, got.df) == (3, 1)
    assert result.diagnostics["clusters"] == 4
    assert result.diagnostics["rows_with_weight_zero"] == 2
    assert result.diagnostics["single_cluster_strata"] == 0
    assert got.se > 0


@pytest.mark.parametrize(
    ("weights", "df"),
    [([1, 2, 1, 2, 1, 2, 1, 2], 2), ([0, 0, 1, 2, 1, 2, 1, 2], 1), ([0, 0, 0, 0, 1, 2, 1, 2], 1)],
)
def test_a_stratum_without_weight_costs_no_degree_of_freedom(weights, df):
    """Of 2 strata of 2 clusters each: 4 - 2, then 3 - 2, then 2 - 1."""
    frame = FRAME.with_columns(w=pl.Series(weights, dtype=pl.Float64))
    assert estimate_survey(frame, [P], DESIGN).diagnostics["design_df"] == df


def test_a_status_that_is_none_is_named():
    frame = FRAME.with_columns(s=pl.Series([0, 2, 0, 7, 2, 0, 1, None], dtype=pl.Int8))
    with pytest.raises(DataError, match="s holds a value that is no status"):
        only(frame)


def test_a_missing_cluster_is_named():
    frame = FRAME.with_columns(c=pl.Series([1, None, 2, 2, 1, 1, 2, 2]))
    with pytest.raises(DataError, match="c is missing in 1 rows"):
        only(frame)


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(DataError, match="no column weight") as caught:
        only(FRAME, design=SurveyDesign("weight"))
    assert "h, c, w, s" in caught.value.hint


def test_an_empty_table_is_refused():
    with pytest.raises(DataError, match="no rows"):
        only(FRAME.clear())


@pytest.mark.parametrize(
    ("fpc", "code"),
    [
        ([4.0, 4.0, 4.0, 4.0, 5.0, 6.0, 5.0, 5.0], "correction-varies"),
        ([0.5, 0.5, 0.5, 0.5, 7.0, 7.0, 7.0, 7.0], "correction-mixed"),
        ([0.0] * 8, "correction-not-positive"),
        ([None] * 4 + [4.0] * 4, "correction-missing"),
        ([1.0, 1.0, 1.0, 1.0, 4.0, 4.0, 4.0, 4.0], "correction-too-small"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(fpc, code):
    frame = FRAME.with_columns(f=pl.Series(fpc, dtype=pl.Float64))
    with pytest.raises(DataError) as caught:
        only(frame, design=SurveyDesign("w", "h", ("c",), ("f",)))
    assert caught.value.code == code


@pytest.mark.parametrize("of_rows", [slice(0, 4), slice(4, 8), slice(6, 8)])
def test_more_units_than_a_cluster_has_are_refused_in_the_last_cluster_too(of_rows):
    second = [2.0] * 8
    second[of_rows] = [1.0] * len(second[of_rows])
    frame = FRAME.with_columns(u=pl.Series(range(8)), m=pl.lit(8.0), n=pl.Series(second))
    with pytest.raises(DataError) as caught:
        only(frame, design=SurveyDesign("w", "h", ("c", "u"), ("m", "n")))
    assert caught.value.code == "correction-too-small"


def test_a_correction_may_be_a_number_of_units_or_the_fraction():
    counts = FRAME.with_columns(f=pl.lit(8))
    fractions = FRAME.with_columns(f=pl.lit(0.25))
    design = SurveyDesign("w", "h", ("c",), ("f",))
    assert only(counts, design=design).se == pytest.approx(only(fractions, design=design).se)
    assert only(counts, design=design).se == pytest.approx(0.75**0.5 * only(FRAME).se)


def test_a_sample_that_is_the_whole_population_has_no_sampling_error():
    mean = Outcome("m", "y", "number", "mean")
    for f in (2, 1.0):
        got = only(FRAME.with_columns(f=pl.lit(f)), mean, SurveyDesign("w", "h", ("c",), ("f",)))
        assert got.se == 0.0
    one_each = FRAME.filter(pl.col("c") == 1).with_columns(f=pl.lit(1))
    certain = SurveyDesign("w", "h", ("c",), ("f",), single_cluster="fail")
    assert only(one_each, mean, certain).se == 0.0


def test_an_empty_domain_is_refused_and_does_not_stop_the_run():
    groups = {"g": {"a": ("a",), "z": ("z",)}}
    result = estimate_survey(FRAME, [P], DESIGN, [DomainTable(("g",), groups)])
    assert [e.group["g"] for e in result.estimates] == ["a"]
    refused = {r.group["g"]: r.code for r in result.refused}
    assert refused == {"z": "empty-domain", "_missing": "empty-domain"}


def test_a_domain_of_unknowns_alone_is_refused():
    frame = FRAME.with_columns(g=pl.Series(["a"] * 6 + ["b", "b"]))
    result = estimate_survey(frame, [P], DESIGN, [DomainTable(("g",))])
    assert [(r.group["g"], r.code) for r in result.refused] == [("b", "only-unknown")]


def test_where_nobody_is_left_everything_is_refused():
    result = estimate_survey(FRAME, [P], DESIGN, where={"g": ("q",)})
    assert result.estimates == ()
    assert [r.code for r in result.refused] == ["empty-domain"]


@pytest.mark.parametrize(
    "interval",
    ["wald", "logit", "xlogit", "asin", "likelihood", "wilson", "korn-graubard", "korn-graubard-r"],
)
@pytest.mark.parametrize("statistic", ["proportion", "total"])
def test_no_case_and_all_cases_have_a_limit_on_the_side_that_is_open(interval, statistic):
    base = FRAME.with_columns(n=pl.lit(0, dtype=pl.Int8), a=pl.lit(2, dtype=pl.Int8))
    none = only(base, Outcome("p", "n", statistic=statistic, coding="status"), interval=interval)
    assert (none.value, none.lower, none.se, none.deff) == (0.0, 0.0, None, None)
    size = none.weighted_n if statistic == "total" else 1.0
    assert 0.05 * size < none.upper < size
    assert "no-cases" in none.flags
    every = only(base, Outcome("p", "a", statistic=statistic, coding="status"), interval=interval)
    assert every.value == pytest.approx(size)
    assert every.upper >= every.value * (1 - 1e-12)
    assert 0.0 < every.lower < 0.95 * size
    assert "all-cases" in every.flags


def test_a_clustered_sample_has_a_higher_limit_without_cases_than_a_simple_one():
    n = 400
    frame = pl.DataFrame({"c": [i // 20 for i in range(n)], "s": [0] * n}).cast({"s": pl.Int8})
    clustered = only(frame, design=SurveyDesign(None, None, ("c",)))
    simple = only(frame, design=SurveyDesign())
    assert clustered.upper > 1.3 * simple.upper
    assert clustered.deff_source != "own"
    (other,) = clustered.alternatives
    assert other.upper < clustered.upper


def test_a_stratum_with_one_cluster_in_the_domain_alone_is_no_single_cluster():
    frame = FRAME.with_columns(g=pl.Series(["a", "a", "b", "b", "b", "b", "b", "b"]))
    design = SurveyDesign("w", "h", ("c",), single_cluster="fail")
    result = estimate_survey(frame, [P], design, [DomainTable(("g",))])
    a = next(e for e in result.estimates if e.group == {"g": "a"})
    assert (a.n_clusters, a.df) == (1, 0)
    assert a.se is None
    assert a.lower < a.value < a.upper
    assert {"few-degrees-of-freedom", "no-variance"} <= set(a.flags)


def test_average_without_any_other_stratum_gives_no_variance_and_says_so():
    frame = FRAME.filter(pl.col("c") == 1)
    got = only(frame, design=SurveyDesign("w", "h", ("c",), single_cluster="average"))
    assert (got.se, got.lower, got.upper, got.interval) == (None, None, None, None)
    assert "no-variance" in got.flags
    assert got.to_json()["value"] == got.value


def test_a_number_that_is_far_from_zero_keeps_its_precision():
    far = FRAME.with_columns(pl.col("y") + 1e6)
    outcome = Outcome("m", "y", "number", "mean")
    assert only(far, outcome).se == pytest.approx(only(FRAME, outcome).se, rel=1e-6)


def test_a_total_that_leaves_unknowns_out_says_so():
    result = estimate_survey(FRAME, [Outcome("t", "s", statistic="total", coding="status")], DESIGN)
    assert "unknowns-not-in-total" in [w.code for w in result.warnings]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Outcome("p", "s", "status", "mean"),
        lambda: Outcome("p", "y", "number", "proportion"),
        lambda: Outcome("p", "y", "number", "ratio"),
        lambda: Outcome("p", "y", "number", "mean", denominator="x"),
        lambda: DomainTable(("g", "g")),
        lambda: DomainTable("g"),
        lambda: DomainTable(("g",), {"k": {}}),
        lambda: estimate_survey(FRAME, [], DESIGN),
        lambda: estimate_survey(FRAME, [P], DESIGN, interval="exact"),
        lambda: estimate_survey(FRAME, [P], DESIGN, level=95),
        lambda: estimate_survey([1, 2], [P], DESIGN),
    ],
)
def test_a_call_without_meaning_is_refused(make):
    with pytest.raises(UsageError):
        make()


def test_codes_are_text_and_missing_has_its_own_name():
    frame = FRAME.with_columns(
        f=pl.Series([1.0, 1.0, 2.5, 2.5, None, float("nan"), 10.0, 10.0]),
        b=pl.Series([True, False, None, True, True, True, True, True]),
    )
    mean = Outcome("m", "w", "number", "mean")
    result = estimate_survey(frame, [mean], DESIGN, [DomainTable(("f",)), DomainTable(("b",))],
                             labels={"f": {"10": "Ten"}})  # fmt: skip
    assert [e.group for e in result.estimates] == [
        {"f": "1"}, {"f": "2.5"}, {"f": "10"}, {"f": "_missing"},
        {"b": "0"}, {"b": "1"}, {"b": "_missing"},
    ]  # fmt: skip
    assert [e.labels for e in result.estimates][2] == {"f": "Ten"}


def test_more_groups_than_anybody_can_read_are_refused():
    n = 10_001
    frame = pl.DataFrame({"w": [1.0] * n, "s": [0] * n, "k": range(n)})
    with pytest.raises(DataError, match="groups by k are more than 10,000"):
        estimate_survey(frame, [Outcome("s", "s")], SurveyDesign("w"), [DomainTable(("k",))])
    kept = frame.with_columns(pl.col("k") // 2)
    found = estimate_survey(kept, [Outcome("s", "s")], SurveyDesign("w"), [DomainTable(("k",))])
    assert len(found.estimates) == 5_001


def test_a_figure_has_the_degrees_of_freedom_that_it_has_alone():
    """Known of the first stratum alone: two clusters less one, whatever is estimated beside."""
    first = pl.when(pl.col("h") == pl.col("h").first()).then("y")
    frame = FRAME.with_columns(some=first)
    some = Outcome("some", "some", "number", "mean")
    alone = only(frame, some)
    beside = estimate_survey(frame, [P, some], DESIGN).estimates[1]
    assert alone.df == 1
    assert (beside.df, beside.se) == (alone.df, alone.se)


def test_domains_are_counted_beside_everybody():
    tables = [DomainTable(), DomainTable(("h",))]
    for domains, number in ((tables[:1], 0), (tables, 2)):
        found = estimate_survey(FRAME, [P], DESIGN, domains)
        assert found.diagnostics["domains"] == number
