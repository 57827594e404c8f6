"""The rules against a naive reading of random surveys, on every engine."""

import random

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measure87.classify import Tables
from measure87.define import load_definition
from tests.define.forced_labour.engine_run import differences, engine
from tests.define.forced_labour.invented_surveys import MAYBE, NO, YES, Survey, invent
from tests.define.forced_labour.naive_reading import DEFINITION, READINGS, naive


@pytest.mark.slow
@given(st.data())
@settings(
    max_examples=settings().max_examples * 3 // 5,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_the_rules_agree_with_a_naive_reading_of_any_small_survey(data):
    reading = data.draw(st.sampled_from(READINGS))
    survey = invent(lambda options: data.draw(st.sampled_from(options)), households=2)
    assert differences(naive(survey, reading), engine(Tables(*survey.frames()), reading)) == []


@pytest.fixture(scope="module")
def large() -> Survey:
    return invent(random.Random(87).choice, households=500)


@pytest.mark.few(2)
@pytest.mark.parametrize("reading", READINGS)
def test_the_rules_agree_with_a_naive_reading_of_thousands(large, reading):
    expected = naive(large, reading)
    assert differences(expected, engine(Tables(*large.frames()), reading)) == []
    for name in load_definition(DEFINITION).measures:
        statuses = {row[f"{name}_{reading}" if reading else name] for row in expected.values()}
        assert statuses == {NO, MAYBE, YES, None}, name


@pytest.mark.slow
def test_duckdb_gives_the_same_classes_reasons_and_days(large):
    duckdb = pytest.importorskip("duckdb", reason="pip install 'measure87[duckdb]'")
    with duckdb.connect() as connection:
        tables = Tables(*(connection.from_arrow(frame.to_arrow()) for frame in large.frames()))
        got = engine(tables, None)
    assert differences(engine(Tables(*large.frames()), None), got) == []
    assert differences(naive(large, None), got) == []


@pytest.mark.spark
def test_spark_gives_the_same_classes_reasons_and_days(spark):
    survey = invent(random.Random(88).choice, households=60)
    tables = Tables(*(_on_spark(spark, frame) for frame in survey.frames()))
    got = engine(tables, None, ("forced_labour", "forced_labour_adults"))
    assert differences(got, engine(Tables(*survey.frames()), None)) == []
    judged = naive(survey, None)
    of_these = {i: {n: v for n, v in row.items() if n in got[i]} for i, row in judged.items()}
    assert all(len(row) == len(of_these["h0-1"]) >= 6 for row in of_these.values())
    assert differences(of_these, got) == []


def _on_spark(spark, frame: pl.DataFrame):
    from pyspark.sql import types as t

    kinds = {
        pl.String: t.StringType(),
        pl.Int8: t.ByteType(),
        pl.Int64: t.LongType(),
        pl.Date: t.DateType(),
    }
    fields = [t.StructField(n, kinds.get(k, t.DoubleType())) for n, k in frame.schema.items()]
    return spark.createDataFrame(frame.rows(), t.StructType(fields))
