"""Polars, DuckDB and Spark: classes and counts equal, sums to 1e-12."""

import duckdb
import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.vocabulary.errors import DataError

OUTCOMES = (
    Outcome("p", "s", coding="status"),
    Outcome("t", "s", statistic="total", unknown="yes", coding="status"),
    Outcome("m", "y", "number", "mean"),
    Outcome("r", "y", "number", "ratio", denominator="x"),
    Outcome("n", "y", "number", "total"),
)
TABLES = (
    DomainTable(),
    DomainTable(("g",)),
    DomainTable(("g", "k"), {"k": {"low": ("1", "2"), "any": ("1", "2", "3")}}),
)
DESIGNS = {
    "two stages": SurveyDesign("w", "h", ("c", "b"), ("f1", "f2")),
    "clusters": SurveyDesign("w", "h", ("c",)),
    "clusters without strata": SurveyDesign("w", None, ("c",)),
    "persons": SurveyDesign("w", "h", (), ("big",)),
    "persons alike": SurveyDesign(),
}
WHERE = {"g": ("a", "b")}


def sample() -> pl.DataFrame:
    """An invented sample of 600 persons; one cluster code occurs in every stratum."""
    rng = np.random.default_rng(5)
    n = 600
    h = rng.integers(0, 4, n)
    c = rng.integers(0, 6, n)
    return pl.DataFrame(
        {
            "h": [f"stratum {i}" for i in h],
            "c": c,
            "b": rng.integers(0, 3, n),
            "f1": pl.Series(np.full(n, 12)),
            "f2": pl.Series(np.full(n, 5)),
            "big": pl.Series(1000 + h),
            "w": np.where(rng.random(n) < 0.05, 0.0, rng.lognormal(2, 0.5, n)),
            "s": pl.Series(rng.choice([0, 1, 2, None], n).tolist(), dtype=pl.Int8),
            "y": pl.Series([None if rng.random() < 0.1 else v for v in rng.normal(2, 1, n)]),
            "x": pl.Series([None if rng.random() < 0.1 else v for v in rng.gamma(2, 1, n)]),
            "g": rng.choice(["a", "b", None], n).tolist(),
            "k": rng.integers(1, 4, n),
        }
    )


def assert_equal(one, other):
    assert len(one.estimates) == len(other.estimates)
    assert one.refused == other.refused
    assert one.warnings == other.warnings
    assert one.diagnostics == other.diagnostics
    for a, b in zip(one.estimates, other.estimates, strict=True):
        left, right = a.to_json(), b.to_json()
        assert left.keys() == right.keys()
        for key, value in left.items():
            if key == "value" or key.startswith(("value_if", "weighted")):
                assert value == pytest.approx(right[key], rel=1e-12)
            elif isinstance(value, float):
                assert value == pytest.approx(right[key], rel=1e-10), (a.name, a.group, key)
            elif key != "alternatives":
                assert value == right[key]


@pytest.mark.few(3)
@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS.keys())
@pytest.mark.parametrize("where", [None, WHERE], ids=["all", "where"])
def test_duckdb_gives_the_same(design, where):
    frame = sample()
    expected = estimate_survey(frame, OUTCOMES, design, TABLES, where=where)
    got = estimate_survey(duckdb.sql("select * from frame"), OUTCOMES, design, TABLES, where=where)
    assert_equal(expected, got)


@pytest.mark.parametrize("library", ["pandas", "pyarrow"])
def test_tables_in_memory_of_other_libraries_give_the_same(library):
    frame = sample()
    table = frame.to_pandas() if library == "pandas" else frame.to_arrow()
    design = DESIGNS["two stages"]
    outcomes = OUTCOMES[2:]
    expected = estimate_survey(frame, outcomes, design, TABLES)
    assert_equal(expected, estimate_survey(table, outcomes, design, TABLES))


@pytest.mark.parametrize(
    ("column", "value", "code"), [("w", -1.0, "bad-weight"), ("s", 5, "bad-status")]
)
def test_duckdb_refuses_what_polars_refuses(column, value, code):
    first = pl.int_range(pl.len()) == 0
    frame = sample().with_columns(
        pl.when(first).then(value).otherwise(pl.col(column)).cast(sample()[column].dtype)
        .alias(column)
    )  # fmt: skip
    for table in (frame, duckdb.sql("select * from frame")):
        with pytest.raises(DataError) as caught:
            estimate_survey(table, OUTCOMES, DESIGNS["clusters"])
        assert caught.value.code == code
        assert caught.value.where == column


@pytest.mark.spark
@pytest.mark.parametrize("name", ["two stages", "persons"])
def test_spark_gives_the_same(spark, name, tmp_path):
    frame = sample()
    frame.write_parquet(tmp_path / "sample.parquet")
    table = spark.read.parquet(str(tmp_path / "sample.parquet"))
    expected = estimate_survey(frame, OUTCOMES, DESIGNS[name], TABLES)
    assert_equal(expected, estimate_survey(table, OUTCOMES, DESIGNS[name], TABLES))


@pytest.mark.parametrize("design", [SurveyDesign("w", "h", ("c",)), SurveyDesign("w", "h")])
def test_numbers_far_from_zero_keep_their_precision_on_every_engine(design):
    frame = sample().drop_nulls("y").with_columns(pl.col("y") + 1e7)
    (expected,) = estimate_survey(frame, OUTCOMES[2:3], design).estimates
    (got,) = estimate_survey(duckdb.sql("SELECT * FROM frame"), OUTCOMES[2:3], design).estimates
    assert got.value == pytest.approx(expected.value, rel=1e-12)
    assert got.se == pytest.approx(expected.se, rel=1e-8)
    assert got.deff == pytest.approx(expected.deff, rel=1e-7)
