"""What must not matter does not: order of rows, scale of weights, names of codes, the engine."""

from dataclasses import replace

import duckdb
import numpy as np
import polars as pl
import pytest

from measure87.estimate.replicates import GivenReplicates, MadeReplicates
from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.estimate.weighting import Benchmark, Margin
from tests.estimate.replicates.test_naive import KINDS, OUTCOMES, people

DOMAINS = [DomainTable(()), DomainTable(("sex",))]
CLUSTERED = sorted(set(KINDS) - {"persons"})


def figures(frame, name, **options):
    design, asked = KINDS[name]
    return estimate_survey(frame, OUTCOMES, design, DOMAINS, replicates=asked, **options).estimates


def same(one, two, times=1.0):
    assert [e.name for e in one] == [e.name for e in two]
    for a, b in zip(one, two, strict=True):
        scale = times if a.statistic == "total" else 1.0
        assert b.value == pytest.approx(scale * a.value, rel=1e-11)
        assert b.se == pytest.approx(scale * a.se, rel=1e-9)
        assert b.df == a.df


@pytest.mark.parametrize("name", CLUSTERED)
def test_the_order_of_rows(name):
    frame = people()
    same(figures(frame, name), figures(frame.sample(fraction=1.0, shuffle=True, seed=3), name))


@pytest.mark.parametrize("name", KINDS)
def test_the_scale_of_weights(name):
    frame = people()
    scaled = frame.with_columns(pl.col("w") * 1000.0)
    same(figures(frame, name), figures(scaled, name), times=1000.0)


@pytest.mark.parametrize("name", CLUSTERED)
def test_names_of_codes(name):
    frame = people()
    names = {"stratum": "S{:03d}", "psu": "c{}", "place": "P{:03d}", "household": "h{}"}
    renamed = frame.with_columns(
        pl.col(key).map_elements(text.format, return_dtype=pl.String) for key, text in names.items()
    )
    same(figures(frame, name), figures(renamed, name))


@pytest.mark.parametrize(
    "name",
    [  # the others make their replicates as one of these does
        pytest.param(name, marks=pytest.mark.slow if name in ("fay", "jk1-mse") else ())
        for name in CLUSTERED
    ],
)
def test_the_engine(name):
    frame = people()
    with duckdb.connect() as connection:
        connection.register("people", frame.sample(fraction=1.0, shuffle=True, seed=1).to_arrow())
        same(figures(frame, name), figures(connection.table("people"), name))


@pytest.mark.spark
@pytest.mark.parametrize("name", ["jkn", "preston"])
def test_spark(spark, name, tmp_path):
    frame = people()
    frame.write_parquet(tmp_path / "people.parquet")
    table = spark.read.parquet(str(tmp_path / "people.parquet"))
    same(figures(frame, name), figures(table, name))


@pytest.mark.parametrize(
    ("columns", "combined"),
    [(2, True), (2, False), pytest.param(12, True, marks=pytest.mark.slow)],
)
def test_columns_from_another_engine(columns, combined):
    """Weights of replicates, or what the weight is multiplied by in each."""
    rng = np.random.default_rng(1)
    frame = people()
    weight = frame["w"] if combined else 1.0
    factors = {f"rw{r}": weight * rng.choice([0.0, 2.0], frame.height) for r in range(columns)}
    wide = frame.with_columns(**factors)
    asked = GivenReplicates(tuple(factors), "brr", combined=combined)
    design = SurveyDesign("w", "stratum", ("psu",))
    one = estimate_survey(wide, OUTCOMES, design, DOMAINS, replicates=asked).estimates
    with duckdb.connect() as connection:
        connection.register("people", wide.to_arrow())
        relation = connection.table("people")
        two = estimate_survey(relation, OUTCOMES, design, DOMAINS, replicates=asked).estimates
    for a, b in zip(one, two, strict=True):
        assert b.se == pytest.approx(a.se, rel=1e-9)


def test_a_category_that_nobody_has():
    frame = people()
    table = DomainTable(("sex",), {"sex": {"1": ("1",), "2": ("2",), "3": ("3",)}})
    design, asked = KINDS["jkn"]
    result = estimate_survey(frame, OUTCOMES[:1], design, [table], replicates=asked)
    assert [e.group["sex"] for e in result.estimates] == ["1", "2"]
    assert [(r.code, r.group) for r in result.refused] == [("empty-domain", {"sex": "3"})]
    same(result.estimates, figures(frame, "jkn")[1:3])


def test_seeds():
    frame, (design, asked) = people(), KINDS["rao-wu"]
    one, two = (
        estimate_survey(frame, OUTCOMES[:1], design, replicates=replace(asked, seed=seed))
        for seed in (1, 2)
    )
    assert one.estimates[0].se != two.estimates[0].se
    assert one.diagnostics["replicates"] == 60


def test_the_default_interval_takes_its_design_effect_from_the_replicates():
    frame, (design, asked) = people(), KINDS["jkn"]
    got = estimate_survey(frame, OUTCOMES[:1], design, replicates=asked).estimates[0]
    p, n = got.value, got.n
    assert got.interval == "korn-graubard"
    assert got.deff_replacement == pytest.approx(got.se**2 / (p * (1 - p) / (n - 1)))
    louder = replace(asked, kind="fay", rho=0.0)
    other = estimate_survey(frame, OUTCOMES[:1], design, replicates=louder).estimates[0]
    assert (got.deff_replacement > other.deff_replacement) == (
        got.n_effective < other.n_effective
    ) or got.deff_source != "own"


def test_made_replicates_and_a_benchmark_where_persons_were_drawn():
    """A margin of one class only scales weights, so that a share does not change."""
    design, asked = SurveyDesign("w", "stratum"), MadeReplicates("rao-wu", n=40)
    frame = people().with_columns(all=pl.lit("a"))
    benchmark = Benchmark((Margin(("all",), {("a",): 1e6}),))
    share = [Outcome("share", "status", coding="status")]
    one = estimate_survey(frame, share, design, replicates=asked)
    two = estimate_survey(frame, share, design, replicates=asked, benchmark=benchmark)
    assert two.estimates[0].se == pytest.approx(one.estimates[0].se, rel=1e-9)
