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


@pytest.fixture
def levels() -> Levels:
    persons = pl.DataFrame({"person_id": ["asked", "half asked", "no job", "unasked"]})
    jobs = pl.DataFrame(
        {
            "person_id": ["asked", "half asked", "half asked", "unasked"],
            "job_id": ["1", "1", "2", "1"],
        }
    )
    answers = pl.DataFrame(
        {
            "person_id": ["asked", "half asked"],
            "job_id": ["1", "1"],
            "question": ["Q", "Q"],
            "item": ["CO1", "CO1"],
            "answer": [0, 0],
        },
        schema_overrides={"answer": pl.Int8},
    )
    levels = Levels(Tables(persons, jobs, answers))
    levels.add("circumstance", happened=nw.col("answer"), times=nw.col("answer").cast(nw.Float64))
    levels.lift("person", rules_of(TEXT))
    return levels


def test_an_answer_lifted_to_the_person_leaves_an_unasked_job_unknown(levels):
    rows = levels.frames["person"].sort("person_id").collect()
    assert rows["person_id"].to_list() == ["asked", "half asked", "no job", "unasked"]
    assert rows["happened"].to_list() == [0, 1, 0, 1]


def test_a_number_lifted_to_the_person_is_nought_where_there_is_nothing_to_add(levels):
    assert levels.frames["person"].collect()["times"].to_list() == [0.0] * 4
