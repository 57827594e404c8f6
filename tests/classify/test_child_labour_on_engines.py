"""Polars, DuckDB and Spark give the same classes and counts of child labour, exactly."""

from collections import Counter

import pytest

from measure87.classify import Tables, classify
from measure87.define import list_definitions, load_definition

DEFINITIONS = [name for name in list_definitions() if name.startswith("child_labour/")]


@pytest.fixture(scope="module")
def survey(invent_survey):
    persons, jobs = invent_survey(11, 6_000)
    return persons, jobs


def _classified(tables: Tables) -> dict[str, dict]:
    definitions = [load_definition(name) for name in DEFINITIONS]
    frame = classify(tables, [(d, list(d.measures)) for d in definitions])
    native = frame.to_native()
    if hasattr(native, "toPandas"):
        rows = [row.asDict() for row in native.collect()]
    else:
        rows = list(frame.collect().iter_rows(named=True))
    return {row["person_id"]: row for row in rows}


@pytest.fixture(scope="module")
def on_polars(survey):
    persons, jobs = survey
    return _classified(Tables(persons.lazy(), jobs.lazy()))


def _counts(found: dict[str, dict]) -> dict[str, Counter]:
    names = next(iter(found.values())).keys() - {"person_id"}
    return {name: Counter(row[name] for row in found.values()) for name in names}


@pytest.mark.slow
def test_duckdb_gives_the_same_classes_and_reasons(survey, on_polars):
    duckdb = pytest.importorskip("duckdb", reason="pip install 'measure87[duckdb]'")
    persons, jobs = (duckdb.from_arrow(table.to_arrow()) for table in survey)
    found = _classified(Tables(persons, jobs))
    assert _counts(found) == _counts(on_polars)
    assert found == on_polars


@pytest.mark.spark
def test_spark_gives_the_same_classes_and_reasons(survey, on_polars, spark, tmp_path):
    # Forty rules make long expressions: compiling them takes a minute, interpreting seconds.
    spark.conf.set("spark.sql.codegen.wholeStage", "false")
    tables = []
    for name, table in zip(("persons", "jobs"), survey, strict=True):
        table.write_parquet(tmp_path / f"{name}.parquet")
        tables.append(spark.read.parquet(str(tmp_path / f"{name}.parquet")))
    found = _classified(Tables(*tables))
    spark.conf.unset("spark.sql.codegen.wholeStage")
    assert _counts(found) == _counts(on_polars)
    assert found == on_polars


def test_the_survey_has_every_answer_in_every_measure(on_polars):
    for name, counts in _counts(on_polars).items():
        if not name.endswith("__reason"):
            assert set(counts) == {None, 0, 1, 2}, name
