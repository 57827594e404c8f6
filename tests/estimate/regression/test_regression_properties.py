"""Regressions: what must not matter does not, what cannot be fitted is said, unknown is not no."""

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.estimate.survey.regression import estimate_regression
from measure87.estimate.survey.regression_terms import Terms
from measure87.vocabulary.errors import DataError, Measure87Error, UsageError
from measure87.vocabulary.status import DECLARED
from tests.estimate.regression.schools import DESIGNS, sample

DESIGN = SurveyDesign("w", "strat", ("ea",))
WORK = Outcome("work", "work")
FAMILIES = ("linear", "logistic", "probit", "poisson")
TERMS = Terms(("sex*region", "age"), frozenset({"age"}))


@cache
def invented(n=600):
    """Invented children in 60 places of 6 strata; a few answers and ages are missing."""
    rng = np.random.default_rng(8)
    sex, region = rng.integers(1, 3, n), rng.integers(1, 4, n)
    age = rng.integers(5, 18, n).astype(float)
    ea = np.repeat(np.arange(n // 10), 10)
    eta = -3.0 + 0.15 * age + 0.4 * (sex == 2) + rng.normal(0, 0.4, n // 10)[ea]
    word = np.where(rng.random(n) < 1 / (1 + np.exp(-eta)), "yes", "no").astype(object)
    word[rng.random(n) < 0.04] = "unknown"
    age[rng.random(n) < 0.02] = np.nan
    return pl.DataFrame(
        {
            "work": pl.Series(word, dtype=pl.Enum(DECLARED)), "sex": sex, "region": region,
            "age": age, "w": rng.gamma(3.0, 40.0, n), "ea": ea, "strat": ea // 10,
        }
    )  # fmt: skip


def figures(found):
    """Label to value, error and p."""
    return {one.label: (one.value, one.se, one.p) for one in found.coefficients}


def same(got, expected, rel=1e-8):
    assert got.keys() == expected.keys()
    for label, numbers in expected.items():
        assert got[label] == pytest.approx(numbers, rel=rel, abs=1e-11), label


@pytest.mark.parametrize("family", FAMILIES)
def test_order_of_rows_scale_of_weights_and_names_of_codes_do_not_matter(family):
    frame = invented()
    expected = figures(estimate_regression(frame, WORK, TERMS, DESIGN, family=family))
    mixed = frame.sample(fraction=1.0, shuffle=True, seed=3)
    same(figures(estimate_regression(mixed, WORK, TERMS, DESIGN, family=family)), expected)
    scaled = frame.with_columns(pl.col("w") / 977.0)
    same(figures(estimate_regression(scaled, WORK, TERMS, DESIGN, family=family)), expected)
    renamed = frame.with_columns(
        pl.col("sex").replace_strict({1: "zz boys", 2: "a girls"}, return_dtype=pl.String)
    )
    stated = replace(TERMS, reference={"sex": "zz boys"})
    got = figures(estimate_regression(renamed, WORK, stated, DESIGN, family=family))
    same({name.replace("sex=a girls", "sex=2"): x for name, x in got.items()}, expected)


@pytest.mark.parametrize("family", ["linear", "logistic"])
def test_the_largest_part_in_ones_own_answer_is_that_of_the_hat_matrix_where_it_is_asked_for(
    family,
):
    frame = invented(200).filter(pl.col("work").cast(pl.String) != "unknown").drop_nulls()
    frame = frame.filter(pl.col("age").is_not_nan())
    terms = Terms(("sex", "age"), frozenset({"age"}))
    assert estimate_regression(frame, WORK, terms, DESIGN, family=family).leverage is None
    found = estimate_regression(frame, WORK, terms, DESIGN, family=family, leverage=True)
    girl = (frame["sex"] == 2).to_numpy().astype(float)
    x = np.column_stack([np.ones(frame.height), girl, frame["age"].to_numpy()])
    weight = frame["w"].to_numpy()
    if family == "logistic":
        fitted = 1 / (1 + np.exp(-x @ [one.value for one in found.coefficients]))
        weight = weight * fitted * (1 - fitted)
    root = np.sqrt(weight)[:, None] * x
    hat = root @ np.linalg.inv(root.T @ root) @ root.T
    assert found.leverage == pytest.approx(np.diag(hat).max(), rel=1e-6)


def test_another_reference_gives_the_same_model():
    frame = invented()
    first = estimate_regression(frame, WORK, Terms(("sex",)), DESIGN)
    second = estimate_regression(frame, WORK, Terms(("sex",), reference={"sex": "2"}), DESIGN)
    assert (first.reference, second.reference) == ({"sex": "1"}, {"sex": "2"})
    one, other = first.coefficient("sex=2"), second.coefficient("sex=1")
    assert (one.value, one.se) == pytest.approx((-other.value, other.se), rel=1e-10)
    assert one.ratio == pytest.approx(1 / other.ratio, rel=1e-10)
    assert first.tests[0].f == pytest.approx(second.tests[0].f, rel=1e-9)


@pytest.mark.parametrize("design", [DESIGN, SurveyDesign("w", "strat"), SurveyDesign("w")])
@pytest.mark.parametrize("rule", ["adjust", "average"])
def test_a_saturated_linear_regression_is_the_table(design, rule):
    """Second way: means of domains, and the error of their difference, by the one pass."""
    frame, design = invented(), replace(design, single_cluster=rule)
    number = frame.with_columns(y=pl.col("work").cast(pl.String) == "yes").filter(
        pl.col("work").cast(pl.String) != "unknown"
    )
    got = estimate_regression(
        number, Outcome("y", "y"), Terms(("sex",)), design, family="linear", averages=("sex",)
    )
    table = estimate_survey(number, [Outcome("y", "y")], design, [DomainTable(("sex",))]).estimates
    assert got.coefficients[0].value == pytest.approx(table[0].value, rel=1e-12)
    assert got.coefficients[0].se == pytest.approx(table[0].se, rel=1e-9)
    assert got.coefficient("sex=2").value == pytest.approx(table[1].value - table[0].value)
    for average, cell in zip(got.averages, table, strict=True):
        assert (average.value, average.se) == pytest.approx((cell.value, cell.se), rel=1e-9)


@pytest.mark.few(1)
@pytest.mark.parametrize("family", ["linear", "logistic", "poisson"])
def test_errors_are_those_of_units_nudged_one_by_one(family):
    """Infinitesimal jackknife: how coefficients and averages move with a unit's weight. It knows
    nothing of scores and informations, and shows that the average counts both its parts. Of probit
    the information is the expected one, as in R, and not the curvature that a nudge meets."""
    frame = sample("apistrat").with_columns(row=pl.int_range(pl.len()))
    frame = frame.sort("stype").gather_every(5).with_columns(row=pl.int_range(pl.len()))
    outcome = Outcome("comp.imp", "comp.imp")
    terms, design = Terms(("stype", "ell"), frozenset({"ell"})), SurveyDesign("pw", "stype")

    def asked(table):
        got = estimate_regression(table, outcome, terms, design, family=family, averages=("stype",))
        return got, np.array([x.value for x in (*got.coefficients, *got.averages)])

    found, _ = asked(frame)
    nudge = 1e-3
    moved = np.array([
        (asked(frame.with_columns(pw=pl.col("pw") * (1 + sign * nudge * (pl.col("row") == k))))[1])
        * sign / (2 * nudge) for k in range(frame.height) for sign in (1, -1)
    ]).reshape(frame.height, 2, -1).sum(axis=1)  # fmt: skip
    variance = np.zeros(moved.shape[1])
    for code in "EHM":
        part = moved[(frame["stype"] == code).to_numpy()]
        variance += len(part) / (len(part) - 1) * ((part - part.mean(axis=0)) ** 2).sum(axis=0)
    errors = [x.se for x in (*found.coefficients, *found.averages)]
    np.testing.assert_allclose(errors, np.sqrt(variance), rtol=1e-5)


def test_the_unknown_are_left_out_and_counted_and_never_a_no():
    frame = invented()
    got = estimate_regression(frame, WORK, TERMS, DESIGN)
    unknown = frame["work"].cast(pl.String) == "unknown"
    no_age = frame["age"].is_nan()
    assert got.n_unknown == unknown.sum() > 0
    assert got.missing == {"age": (no_age & ~unknown).sum()}
    assert got.n == frame.height - (unknown | no_age).sum()
    assert [w.code for w in got.warnings] == ["unknown-left-out", "missing-terms"]
    as_no = frame.with_columns(pl.col("work").cast(pl.String) == "yes")
    other = estimate_regression(as_no, WORK, TERMS, DESIGN)
    assert other.coefficients[0].value != pytest.approx(got.coefficients[0].value, rel=1e-3)


def test_a_part_of_the_sample_is_a_domain_and_its_absent_clusters_count():
    """With a few clusters left of each stratum the subset alone has another error."""
    frame = invented()
    two = Terms(("age",), frozenset({"age"}))
    got = estimate_regression(frame, WORK, two, DESIGN, where={"region": ("1",)})
    other = frame.with_columns(work=pl.when(pl.col("region") == 1).then("work"))
    hidden = estimate_regression(other, WORK, two, DESIGN)
    same(figures(hidden), figures(got), 1e-12)
    alone = estimate_regression(frame.filter(pl.col("ea") % 3 == 0), WORK, two, DESIGN)
    some = frame.with_columns(part=pl.col("ea") % 3)
    kept = estimate_regression(some, WORK, two, DESIGN, where={"part": ("0",)})
    assert kept.coefficients[1].value == pytest.approx(alone.coefficients[1].value, rel=1e-10)
    assert kept.df == alone.df
    assert kept.coefficients[1].se != pytest.approx(alone.coefficients[1].se, rel=1e-3)


def test_codes_that_nobody_has_make_no_coefficient():
    frame = invented()
    plain = estimate_regression(frame, WORK, Terms(("sex",)), DESIGN)
    enum = pl.Enum(["1", "2", "3"])
    wide = frame.with_columns(pl.col("sex").cast(pl.String).cast(enum))
    same(figures(estimate_regression(wide, WORK, Terms(("sex",)), DESIGN)), figures(plain))
    part = frame.filter((pl.col("sex") == 1) | (pl.col("region") != 3))
    crossed = estimate_regression(part, WORK, Terms(("sex*region",)), DESIGN)
    assert "sex=2*region=3" not in figures(crossed)
    assert crossed.warnings[-1].code == "empty-crossing"


def test_crossings_bring_their_parts_and_each_stands_once():
    assert Terms(("b*a*c", "a")).all == (
        ("b",), ("a",), ("c",), ("b", "a"), ("b", "c"), ("a", "c"), ("b", "a", "c"),
    )  # fmt: skip
    assert Terms(("a*b", "b*a")).all == (("a",), ("b",), ("a", "b"))


def duckdb_table(frame):
    import duckdb

    return duckdb.from_arrow(frame.to_arrow())


@pytest.mark.parametrize("kind", ["lazy", "pandas", "arrow", "duckdb"])
def test_every_kind_of_table_gives_the_same(kind):
    frame = invented().with_columns(
        pl.col("work").cast(pl.String).replace_strict(
            {"yes": 1, "no": 0, "unknown": None}, return_dtype=pl.Int8
        )
    )  # fmt: skip
    table = {
        "lazy": frame.lazy, "pandas": frame.to_pandas, "arrow": frame.to_arrow,
        "duckdb": lambda: duckdb_table(frame),
    }[kind]()  # fmt: skip
    expected = figures(estimate_regression(frame, WORK, TERMS, DESIGN))
    same(figures(estimate_regression(table, WORK, TERMS, DESIGN)), expected, 1e-9)


@pytest.mark.spark
def test_spark_gives_the_same(spark, tmp_path):
    frame = invented().with_columns(
        pl.col("work").cast(pl.String).replace_strict(
            {"yes": 1, "no": 0, "unknown": None}, return_dtype=pl.Int8
        )
    )  # fmt: skip
    frame.write_parquet(tmp_path / "sample.parquet")
    table = spark.read.parquet(str(tmp_path / "sample.parquet"))
    expected = figures(estimate_regression(frame, WORK, TERMS, DESIGN))
    same(figures(estimate_regression(table, WORK, TERMS, DESIGN)), expected, 1e-9)


def small(**columns):
    """Forty invented persons, two a cluster."""
    rows = {
        "work": [0, 1, 0, 0, 1] * 8, "sex": [1, 2] * 20, "age": [5.0 + k % 13 for k in range(40)],
        "w": [1.0] * 40, "ea": [k // 2 for k in range(40)], "strat": [k // 20 for k in range(40)],
    }  # fmt: skip
    return pl.DataFrame(rows | columns)


SEX, AGE = Terms(("sex",)), Terms(("age",), frozenset({"age"}))
TWICE = Terms(("age", "copy"), frozenset({"age", "copy"}))


@pytest.mark.parametrize(
    ("frame", "terms", "design", "code"),
    [
        (small(work=[0, 1] * 20), SEX, DESIGN, "separation"),
        (small(sex=[1] * 40), SEX, DESIGN, "one-category"),
        (small(age=[9.0] * 40), AGE, DESIGN, "collinear"),
        (small(copy=[2.0 * (5.0 + k % 13) for k in range(40)]), TWICE, DESIGN, "collinear"),
        (small(work=pl.Series([None] * 40, dtype=pl.Int8)), SEX, DESIGN, "empty-domain"),
        (small(age=[None] * 40).cast({"age": pl.Float64}), AGE, DESIGN, "empty-domain"),
        (small(work=[0] * 40), SEX, DESIGN, "answers-equal"),
        (small(work=[1] * 40), SEX, DESIGN, "answers-equal"),
        (small(w=[-1.0] + [1.0] * 39), SEX, DESIGN, "bad-weight"),
        (small(w=[None] + [1.0] * 39), SEX, DESIGN, "bad-weight"),
        (small(w=[0.0] * 40), SEX, DESIGN, "empty-domain"),
        (small(age=[float("inf")] + [9.0] * 39), AGE, DESIGN, "bad-number"),
        (small(ea=[k // 20 for k in range(40)]), SEX, DESIGN, "too-few-clusters"),
        (small(strat=[k // 2 for k in range(40)]), SEX, DESIGN, "too-few-clusters"),
        (small(n=[5.0] * 40), SEX, replace(DESIGN, fpc=("n",)), "correction-too-small"),
        (small().head(0), SEX, DESIGN, "empty-table"),
        (small(), Terms(("sex",), reference={"sex": "7"}), DESIGN, "unknown-code"),
        (small(), Terms(("area",)), DESIGN, "unknown-column"),
        (small(sex=["a"] * 20 + ["b"] * 20), Terms(("sex",), frozenset({"sex"})), DESIGN,
         "wrong-type"),
        (small(work=[3] * 40), SEX, DESIGN, "bad-status"),
        (small(sex=list(range(40)), ea=list(range(40)), work=[0, 1] * 20).vstack(
            small(sex=list(range(40, 80)), ea=list(range(40, 80)))), SEX, DESIGN,
         "too-many-categories"),
    ],
)  # fmt: skip
def test_what_cannot_be_fitted_is_one_sentence(frame, terms, design, code):
    with pytest.raises(DataError) as caught:
        estimate_regression(frame, WORK, terms, design)
    assert caught.value.code == code
    assert "nan" not in str(caught.value).lower()


def test_no_error_tells_a_code_of_a_category():
    named = {1: "Maria Zyx", 2: "Qorbel"}
    for work in ([0, 1] * 20, [0, 1, 0, 0, 1] * 8):
        frame = small(work=work).with_columns(
            pl.col("sex").replace_strict(named, return_dtype=pl.String), copy=pl.col("sex") - 1
        )
        with pytest.raises(DataError) as caught:
            estimate_regression(frame, WORK, Terms(("sex", "copy"), frozenset({"copy"})), DESIGN)
        assert caught.value.code in ("separation", "collinear")
        assert not any(name in str(caught.value) for name in named.values())


@pytest.mark.parametrize("rule", ["adjust", "average", "certainty", "remove"])
def test_strata_with_one_cluster_follow_their_rule_and_are_told(rule):
    frame = small(strat=[0] * 2 + [1] * 38)
    got = estimate_regression(frame, WORK, SEX, replace(DESIGN, single_cluster=rule))
    assert [w.code for w in got.warnings] == ["single-cluster-stratum"]
    with pytest.raises(DataError, match="one cluster only"):
        estimate_regression(frame, WORK, SEX, replace(DESIGN, single_cluster="fail"))


@pytest.mark.parametrize(
    ("terms", "options", "code"),
    [
        ({"named": ()}, {}, "no-term"),
        ({"named": ("sex*sex",)}, {}, "term"),
        ({"named": ("sex",), "reference": {"age": "1"}}, {}, "reference"),
        ({"named": ("sex",)}, {"family": "tobit"}, "family"),
        ({"named": ("sex",)}, {"level": 95}, "level"),
        ({"named": ("sex",)}, {"averages": ("age",)}, "average"),
    ],
)
def test_what_there_is_not_cannot_be_asked(terms, options, code):
    with pytest.raises(UsageError) as caught:
        estimate_regression(small(), WORK, Terms(**terms), DESIGN, **options)
    assert caught.value.code == code


def test_an_exposure_must_be_positive():
    with pytest.raises(Measure87Error, match="must be positive"):
        estimate_regression(
            small(years=[0.0] + [1.0] * 39), WORK, SEX, DESIGN, family="poisson", exposure="years"
        )


def test_no_number_of_a_result_is_nan():
    table, design = DESIGNS["dclus2"]
    for family in FAMILIES:
        got = estimate_regression(
            sample(table), Outcome("comp.imp", "comp.imp"),
            Terms(("stype", "ell"), frozenset({"ell"})), design, family=family,
            averages=("stype",),
        )  # fmt: skip
        numbers = [x for one in (*got.coefficients, *got.tests, *got.averages)
                   for x in vars(one).values() if isinstance(x, float)]  # fmt: skip
        assert np.isfinite(numbers).all()
        assert np.isfinite(got.covariance).all()


def test_many_persons_and_one_gives_a_known_answer():
    """Recovery: the coefficients of an invented population, within their own errors."""
    rng = np.random.default_rng(11)
    n = 40_000
    x, girl = rng.normal(size=n), rng.integers(0, 2, n)
    p = 1 / (1 + np.exp(1.0 - 0.7 * x - 0.5 * girl))
    # One in five of those without the outcome, four in five of those with it: chances known.
    y = rng.random(n) < p
    chance = np.where(y, 0.8, 0.2)
    drawn = rng.random(n) < chance
    frame = pl.DataFrame({"y": y, "x": x, "girl": girl, "w": 1 / chance}).filter(pl.Series(drawn))
    got = estimate_regression(
        frame, Outcome("y", "y"), Terms(("x", "girl"), frozenset({"x"})), SurveyDesign("w")
    )
    for one, truth in zip(got.coefficients, (-1.0, 0.7, 0.5), strict=True):
        assert abs(one.value - truth) < 3 * one.se < 0.2
