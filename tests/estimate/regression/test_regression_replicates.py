"""Regressions with errors from replicates: R, a naive loop, what must not matter, and bad input."""

import json
from dataclasses import replace

import duckdb
import numpy as np
import polars as pl
import pytest

from measure87.estimate.replicates import GivenReplicates, MadeReplicates
from measure87.estimate.survey import (
    Outcome,
    SurveyDesign,
    estimate_regression,
    estimate_survey,
)
from measure87.estimate.survey import regression_replicates as module
from measure87.estimate.survey.regression_terms import Terms
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.status import NO, YES
from tests.estimate.regression import naive_regression as naive
from tests.estimate.regression.schools import WITH_REPLICATES, outcome_of, sample, terms_of
from tests.estimate.replicates.r_reference import CLUSTERS, REPLICATES, STRATA
from tests.estimate.replicates.test_naive import KINDS, PAIRS, people, weights_of
from tests.estimate.replicates.test_r_replicates import given

FAMILIES = ("linear", "logistic", "probit", "poisson")
TERMS = Terms(("sex", "x"), frozenset({"x"}))
WORK = Outcome("share", "status", coding="status")
JKN = MadeReplicates("jkn")


def regress(frame, design=PAIRS, replicates=JKN, family="logistic", **options):
    return estimate_regression(
        frame, WORK, options.pop("terms", TERMS), design, family=family, replicates=replicates,
        **options,
    )  # fmt: skip


R = {
    "rclus1.glm": ("apiclus1", CLUSTERS, MadeReplicates("jk1")),
    "rstrat_jkn.glm": ("apistrat", STRATA, MadeReplicates("jkn")),
}


@pytest.mark.parametrize("entry", WITH_REPLICATES)
def test_jackknives_are_those_of_r(entry):
    """`svyglm` of R survey 4.4-2; least squares, so that no iteration ends early."""
    source, design, asked = R[entry]
    got = estimate_regression(
        sample(source), outcome_of("api00"), terms_of(("ell", "meals")), design, family="linear",
        replicates=asked,
    )  # fmt: skip
    expected = WITH_REPLICATES[entry]
    values = [one.value for one in got.coefficients]
    np.testing.assert_allclose(values, expected["coef"]["Estimate"], rtol=1e-9)
    np.testing.assert_allclose(got.covariance, expected["vcov"], rtol=1e-9)
    p = [one.p for one in got.coefficients]
    np.testing.assert_allclose(p, expected["coef"]["Pr(>|t|)"], rtol=1e-8)
    assert got.df == expected["df.resid"]
    assert (got.method, got.replicates, got.replicates_failed) == (asked.kind, asked_n(entry), 0)


def asked_n(entry):
    return {"rclus1.glm": 15, "rstrat_jkn.glm": 200}[entry]


KEPT = json.loads((REPLICATES / "regressions.json").read_text(encoding="utf-8"))
MODELS = {
    "linear": ("api00", ("ell", "meals"), None),
    "logistic": ("sch.wide", ("ell", "meals"), None),
    "poisson": ("api.stu", ("stype",), "enroll"),
}


@pytest.mark.parametrize("family", MODELS)
@pytest.mark.parametrize("name", KEPT)
def test_kept_replicates_are_those_of_r(name, family):
    """R's iterations are carried to their end: `tests/reference/r_replicates/regressions.R`."""
    frame, design, asked = given(name)
    outcome, terms, exposure = MODELS[family]
    got = estimate_regression(
        frame.with_columns(pl.col("sch.wide") == "Yes"), outcome_of(outcome), terms_of(terms),
        design, family=family, exposure=exposure, replicates=asked,
    )  # fmt: skip
    expected = KEPT[name][family]
    values = [one.value for one in got.coefficients]
    np.testing.assert_allclose(values, expected["coefficient"], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(got.covariance.ravel(), expected["covariance"], rtol=1e-8)
    assert got.df == expected["df"]


def loop(frame, weights, family, averages=False):
    """Coefficients (R, k), or the average answers of both sexes (R, 2), fit by fit."""
    status = frame["status"].fill_null(-1).to_numpy()
    kept = np.isin(status, [NO, YES])
    y, sex = (status == YES)[kept].astype(float), frame["sex"].to_numpy()[kept]
    x = np.column_stack([np.ones(len(y)), sex == 2, frame["x"].to_numpy()[kept]])
    found = []
    for w in weights[kept].T:
        b, _, _ = naive.fit(family, x, y, w, 0.0, stop_as_r=False)
        if averages:
            given = [np.column_stack([x[:, 0], np.full(len(y), v), x[:, 2]]) for v in (0, 1)]
            b = [np.average(naive.MEAN[family](one @ b), weights=w) for one in given]
        found.append(b)
    return np.array(found)


def spread(figures, value, factors, mse):
    apart = figures - (value if mse else figures.mean(axis=0))
    return factors.scale * sum(
        r * np.outer(one, one) for r, one in zip(factors.rscales, apart, strict=True)
    )


@pytest.mark.few(4)
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("name", ["jk1-mse", "preston", "rao-wu"])
def test_a_loop_over_replicates_gives_the_same(name, family):
    design, asked = KINDS[name]
    frame = people()
    weights, factors = weights_of(frame, design, asked)
    whole = frame["w"].to_numpy()[:, None]
    got = regress(frame, design, asked, family, averages=("sex",))
    b = loop(frame, whole, family)[0]
    np.testing.assert_allclose([one.value for one in got.coefficients], b, rtol=1e-8)
    expected = spread(loop(frame, weights, family), b, factors, asked.mse)
    size = np.sqrt(np.outer(expected.diagonal(), expected.diagonal()))
    np.testing.assert_allclose(got.covariance / size, expected / size, atol=1e-7)
    answers = loop(frame, whole, family, averages=True)[0]
    expected = spread(loop(frame, weights, family, averages=True), answers, factors, asked.mse)
    np.testing.assert_allclose([one.value for one in got.averages], answers, rtol=1e-8)
    errors = [one.se for one in got.averages]
    np.testing.assert_allclose(errors, np.sqrt(expected.diagonal()), rtol=1e-7)


def test_leaving_clusters_out_by_hand_gives_the_jackknife():
    """Factors written out here, cluster by cluster, so that nothing is shared with the package."""
    frame = people()
    whole, psu = frame["w"].to_numpy(), frame["place"].to_numpy()
    pairs = psu // 2
    each = [
        np.where(psu == left, 0.0, np.where(pairs == left // 2, 2.0, 1.0)) * whole
        for left in range(40)
    ]
    b = loop(frame, np.column_stack(each), "logistic")
    apart = b - b.mean(axis=0)
    got = regress(frame)
    expected = 0.5 * apart.T @ apart
    np.testing.assert_allclose(got.covariance, expected, rtol=1e-6, atol=1e-10)
    assert got.df == 40 - 20 + 1 - 3


@pytest.mark.parametrize("combined", [True, False])
@pytest.mark.parametrize("mse", [True, False])
@pytest.mark.parametrize("at_once", [1, 7, 30])
def test_columns_are_the_same_as_replicates_that_were_made(monkeypatch, combined, mse, at_once):
    frame = people(3)
    asked = MadeReplicates("rao-wu", n=30, mse=mse)
    weights, _ = weights_of(frame, PAIRS, asked)
    base = frame["w"].to_numpy()[:, None]
    if not combined:
        weights = np.divide(weights, base, where=base > 0, out=np.ones_like(weights))
    columns = {f"rw{r}": weights[:, r] for r in range(30)}
    columns_of = GivenReplicates(tuple(columns), "bootstrap", mse=mse, combined=combined)
    one = regress(frame, replicates=asked, averages=("sex",))
    monkeypatch.setattr(module, "BLOCK", at_once * one.n)
    two = regress(frame.with_columns(**columns), replicates=columns_of, averages=("sex",))
    np.testing.assert_allclose(two.covariance, one.covariance, rtol=1e-9)
    errors = [[average.se for average in found.averages] for found in (one, two)]
    np.testing.assert_allclose(*errors, rtol=1e-9)
    assert two.df == one.df
    assert (one.method, two.method) == ("rao-wu", "bootstrap")


@pytest.mark.parametrize("family", FAMILIES)
def test_many_bootstraps_are_near_the_linearised_errors(family):
    """A bootstrap and a derivative estimate one thing; 400 replicates know an error to 4 %."""
    frame = people()
    boot = regress(frame, replicates=MadeReplicates("rao-wu", n=400), family=family)
    line = estimate_regression(frame, WORK, TERMS, PAIRS, family=family)
    ratio = np.sqrt(boot.covariance.diagonal() / line.covariance.diagonal())
    assert ((ratio > 0.85) & (ratio < 1.25)).all()


def same(one, two):
    assert [a.label for a in one.coefficients] == [b.label for b in two.coefficients]
    for a, b in zip(one.coefficients, two.coefficients, strict=True):
        assert (b.value, b.se) == (pytest.approx(a.value, rel=1e-8), pytest.approx(a.se, rel=1e-8))
    assert (one.df, one.n, one.replicates_failed) == (two.df, two.n, two.replicates_failed)


@pytest.mark.parametrize("name", ["jkn", "fay", "rao-wu", "preston"])
def test_what_must_not_matter_does_not(name):
    """Order of rows, scale of weights, names of units, an empty category, the engine."""
    design, asked = KINDS[name]
    frame = people()
    expected = regress(frame, design, asked)
    mixed = frame.sample(fraction=1.0, shuffle=True, seed=3)
    same(expected, regress(mixed, design, asked))
    same(expected, regress(frame.with_columns(pl.col("w") * 977.0), design, asked))
    names = {"stratum": "S{:03d}", "psu": "c{}", "household": "h{}"}
    renamed = frame.with_columns(
        pl.col(key).map_elements(text.format, return_dtype=pl.String) for key, text in names.items()
    )
    same(expected, regress(renamed, design, asked))
    empty = frame.with_columns(pl.col("sex").cast(pl.String).cast(pl.Enum(["0", "1", "2", "3"])))
    same(expected, regress(empty, design, asked))
    with duckdb.connect() as connection:
        connection.register("people", mixed.to_arrow())
        same(expected, regress(connection.table("people"), design, asked))


@pytest.mark.parametrize("at_once", [1, 40])
def test_columns_from_another_engine(monkeypatch, at_once):
    wide, columns = with_columns()
    asked = GivenReplicates(columns, "bootstrap")
    expected = regress(wide, replicates=asked)
    monkeypatch.setattr(module, "BLOCK", at_once * expected.n)
    with duckdb.connect() as connection:
        connection.register("people", wide.to_arrow())
        got = regress(connection.table("people"), replicates=asked)
    np.testing.assert_allclose(got.covariance, expected.covariance, rtol=1e-9)


@pytest.mark.spark
def test_spark(spark, tmp_path):
    frame = people()
    frame.write_parquet(tmp_path / "people.parquet")
    table = spark.read.parquet(str(tmp_path / "people.parquet"))
    same(regress(frame), regress(table))


def test_a_part_of_the_sample_is_a_domain_and_its_absent_clusters_count():
    """R: degf of the subset is the rank of its replicate weights, here of 10 clusters of 5 whole
    strata, whose replicates are constant elsewhere."""
    frame = people().with_columns(half=(pl.col("stratum") < 5).cast(pl.Int8))
    got = regress(frame, where={"half": ("1",)})
    assert got.df == np.linalg.matrix_rank(factors_of_jkn()[:10]) - 1 + 1 - 3
    assert got.n == regress(frame.filter(half=1)).n


@pytest.mark.parametrize("n", [10, 19, 200])
def test_there_are_no_more_degrees_of_freedom_than_replicates(n):
    """Rank of the factors themselves, of 40 clusters in 20 strata."""
    asked = MadeReplicates("rao-wu", n=n)
    weights, _ = weights_of(people(), PAIRS, asked)
    rank = np.linalg.matrix_rank(weights / people()["w"].replace(0.0, 1.0).to_numpy()[:, None])
    assert rank == min(n, 21)
    assert regress(people(), replicates=asked).df == rank - 1 + 1 - 3


@pytest.mark.parametrize("name", sorted(set(KINDS) - {"persons"}))
def test_degrees_of_freedom_are_those_of_the_share(name):
    design, asked = KINDS[name]
    (share,) = estimate_survey(people(), [WORK], design, replicates=asked).estimates
    assert regress(people(), design, asked).df == share.df + 1 - 3


@pytest.mark.parametrize("rule", ["adjust", "average", "certainty", "remove"])
def test_a_stratum_with_one_cluster_follows_its_rule(rule):
    """Degrees of freedom as of a share, and errors near the linearised ones under the rule."""
    frame = people().filter(pl.col("place") != 20)
    design = replace(PAIRS, single_cluster=rule)
    (share,) = estimate_survey(frame, [WORK], design, replicates=JKN).estimates
    got = regress(frame, design)
    assert got.df == share.df + 1 - 3
    line = estimate_regression(frame, WORK, TERMS, design, family="logistic")
    ratio = np.sqrt(got.covariance.diagonal() / line.covariance.diagonal())
    assert ((ratio > 0.95) & (ratio < 1.1)).all()


def factors_of_jkn() -> FloatArray:
    """Of 20 pairs: rows clusters, columns replicates."""
    left = np.arange(40)
    pair = left // 2
    alike = np.where(pair[:, None] == pair, 2.0, 1.0)
    return np.where(left[:, None] == left, 0.0, alike)


def with_columns(n=30):
    frame = people()
    weights, _ = weights_of(frame, PAIRS, MadeReplicates("rao-wu", n=n))
    columns = {f"rw{r}": weights[:, r] for r in range(n)}
    return frame.with_columns(**columns), tuple(columns)


def one_place_knows(place=7):
    """A code that one cluster alone has, and in it both answers."""
    rare = pl.col("place") == place
    cases = pl.when(rare & (pl.int_range(pl.len()) % 2 == 0)).then(YES).when(rare).then(NO)
    return people().with_columns(
        sex=pl.when(rare).then(3).otherwise("sex"),
        status=cases.otherwise("status").cast(pl.Int8),
    )


def test_a_replicate_that_cannot_be_fitted_is_counted_and_takes_one_step():
    frame = one_place_knows()
    terms = Terms(("sex",))
    got = regress(frame, terms=terms)
    assert (got.replicates, got.replicates_failed) == (40, 1)
    (notice,) = [one for one in got.warnings if one.code == "replicates-not-fitted"]
    assert notice.values == {"failed": 1, "replicates": 40}
    assert "in 1 of 40 replicates" in notice.text
    assert np.isfinite(got.covariance).all()
    assert got.coefficient("sex=3").se > 0.0


@pytest.mark.parametrize("family", ["logistic", "probit", "poisson"])
def test_a_replicate_without_the_only_cases_of_a_code_is_separated_and_counted(family):
    """A code of two clusters, with cases in one: without that one its coefficient has no end."""
    both, first = pl.col("place").is_in([7, 8]), pl.col("place") == 7
    frame = people().with_columns(sex=pl.when(both).then(3).otherwise("sex")).with_columns(
        status=pl.when(both & ~first).then(NO).otherwise("status").cast(pl.Int8)
    )  # fmt: skip
    assert frame.filter(first & (pl.col("status") == YES)).height > 0
    got = regress(frame, family=family, terms=Terms(("sex",)))
    assert got.replicates_failed == 1
    line = estimate_regression(frame, WORK, Terms(("sex",)), PAIRS, family=family)
    assert got.coefficient("sex=3").se > 0.5 * line.coefficient("sex=3").se
    assert np.isfinite(got.covariance).all()


def test_one_step_in_every_replicate_is_the_linearised_covariance(monkeypatch):
    """What a failed replicate is taken for: b + J sum w u x is linear in the weights."""
    frame = people()
    one_step = module.Refitting.one_step
    monkeypatch.setattr(module.Refitting, "coefficients", one_step)
    got = regress(frame)
    line = estimate_regression(frame, WORK, TERMS, PAIRS, family="logistic")
    np.testing.assert_allclose(got.covariance, line.covariance, rtol=1e-6)


def test_many_replicates_that_fail_are_no_covariance():
    frame = one_place_knows()
    boot = MadeReplicates("rao-wu", n=60)
    with pytest.raises(
        DataError, match="of 60 replicates the regression cannot be fitted"
    ) as error:
        regress(frame, replicates=boot, terms=Terms(("sex",)))
    assert error.value.code == "replicates-failed"
    assert error.value.hint


def test_a_domain_that_a_replicate_has_nobody_of():
    frame = people().with_columns(here=(pl.col("place") == 20).cast(pl.Int8))
    with pytest.raises(DataError, match="nobody of the regression"):
        regress(frame, where={"here": ("1",)}, terms=Terms(("x",), frozenset({"x"})))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (pl.col("rw3") - 1e6, "zero or positive"),
        (pl.when(pl.col("sex") == 1).then("rw3"), "rw3 is missing"),
        (pl.lit("a"), "does not hold numbers"),
        (pl.col("rw3") + 1.0, "sampling weight of 0 and a replicate weight rw3 above 0"),
        (pl.lit(0.0), "nobody of the regression"),
    ],
)
def test_a_replicate_weight_that_cannot_be_used(change, says):
    frame, columns = with_columns()
    with pytest.raises(DataError, match=says) as caught:
        regress(frame.with_columns(rw3=change), replicates=GivenReplicates(columns, "bootstrap"))
    assert caught.value.hint


def test_what_does_not_fit_the_sample():
    frame, columns = with_columns()
    boot = GivenReplicates(columns, "bootstrap")
    with pytest.raises(DataError, match="no replicate column rw99"):
        regress(frame, replicates=replace(boot, columns=(*columns, "rw99")))
    with pytest.raises(UsageError, match="none is named"):
        regress(frame, SurveyDesign(), boot)
    with pytest.raises(UsageError, match="jk1 is for a sample without strata"):
        regress(frame, replicates=MadeReplicates("jk1"))
    two = GivenReplicates(columns[:2], "bootstrap")
    with pytest.raises(DataError, match="2 replicates leave no degree of freedom") as caught:
        regress(frame, replicates=two)
    assert caught.value.code == "too-few-clusters"


def test_persons_drawn_directly_need_a_table_whose_rows_have_an_order():
    frame, (design, asked) = people(), KINDS["persons"]
    assert regress(frame, design, asked).replicates == 60
    with duckdb.connect() as connection:
        connection.register("people", frame.to_arrow())
        with pytest.raises(UsageError, match="need a table in memory"):
            regress(connection.table("people"), design, asked)


def test_a_tenth_of_the_replicates_may_be_without_a_fit_of_their_own():
    assert module._judge_failed(0, 200) == ()
    (notice,) = module._judge_failed(20, 200)
    assert notice.values == {"failed": 20, "replicates": 200}
    with pytest.raises(DataError, match="in 21 of 200 replicates") as caught:
        module._judge_failed(21, 200)
    assert caught.value.code == "replicates-failed"
