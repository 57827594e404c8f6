"""A job that nobody asked about is unknown, by whichever way its answers reach the person."""

import types

import narwhals as nw
import polars as pl
import pytest

from measure87.classify.frames import Levels, Tables
from measure87.define.rule import rule, rules_of

TEXT = types.ModuleType("invented_text")


@rule(level="circumstance")
def happened(answer: nw.Expr) -> nw.Expr:
    """It happened, as one row of an answer says."""
    return answer


@rule(level="circumstance", gives="number", reduce="sum")
def times(answer: nw.Expr) -> nw.Expr:
    """How often it was told."""
    return answer


for function in (happened, times):
    function.__module__ = TEXT.__name__
    setattr(TEXT, function.__name__, function)


PERSONS = pl.DataFrame({"person_id": ["asked", "half asked", "no job", "unasked"]})
JOBS = pl.DataFrame(
    {
        "person_id": ["asked", "half asked", "half asked", "unasked"],
        "job_id": ["1", "1", "2", "1"],
    }
)
ANSWERS = pl.DataFrame(
    {
        "person_id": ["asked", "half asked"],
        "job_id": ["1", "1"],
        "question": ["Q", "Q"],
        "item": ["CO1", "CO1"],
        "answer": [0, 0],
    },
    schema_overrides={"answer": pl.Int8},
)


def lifted(*tables) -> Levels:
    levels = Levels(Tables(*tables))
    levels.add("circumstance", happened=nw.col("answer"), times=nw.col("answer").cast(nw.Float64))
    levels.lift("person", rules_of(TEXT))
    return levels


@pytest.fixture
def levels() -> Levels:
    return lifted(PERSONS, JOBS, ANSWERS)


def test_an_answer_lifted_to_the_person_leaves_an_unasked_job_unknown(levels):
    rows = levels.frames["person"].sort("person_id").collect()
    assert rows["person_id"].to_list() == ["asked", "half asked", "no job", "unasked"]
    assert rows["happened"].to_list() == [0, 1, 0, 1]


def test_a_number_lifted_to_the_person_is_nought_where_there_is_nothing_to_add(levels):
    assert levels.frames["person"].collect()["times"].to_list() == [0.0] * 4


def test_who_gave_no_answer_is_unknown_where_nobody_asked_which_jobs_there_are():
    """Of two who were asked one said nothing; of the others nothing was to be asked."""
    silent = ANSWERS.with_columns(answer=pl.Series([0, None], dtype=pl.Int8))
    rows = lifted(PERSONS, None, silent).frames["person"].sort("person_id").collect()
    assert rows["happened"].to_list() == [0, 1, 0, 0]


def test_an_engine_that_adds_nothing_to_a_null_finds_nought_as_well():
    duckdb = pytest.importorskip("duckdb", reason="pip install 'measure87[duckdb]'")
    silent = ANSWERS.with_columns(answer=pl.lit(None, dtype=pl.Int8))
    with duckdb.connect() as connection:
        tables = [connection.from_arrow(one.to_arrow()) for one in (PERSONS, JOBS, silent)]
        rows = lifted(*tables).frames["person"].sort("person_id").collect("pyarrow")
        assert rows["times"].to_list() == [0.0] * 4
