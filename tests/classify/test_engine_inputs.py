"""What the engine takes from jobs, and what it does without optional inputs."""

from datetime import date
from itertools import product

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.classify.derived import derive, items_from_jobs
from measure87.classify.frames import Levels
from measure87.define import load_definition
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import NO, UNKNOWN, YES


@pytest.fixture
def levels() -> Levels:
    persons = pl.LazyFrame(
        {"person_id": ["asked", "not asked", "no job"], "age_years": [16, 16, 16]}
    )
    jobs = pl.LazyFrame(
        {"person_id": ["asked", "not asked"], "job_id": ["1", "1"], "heights": [2, None]},
        schema_overrides={"heights": pl.Int8},
    )
    return Levels(Tables(persons, jobs))


def test_a_hazard_that_no_job_was_asked_about_is_not_a_yes(levels):
    derive(levels, frozenset({"heights"}))
    rows = levels.frames["person"].sort("person_id").collect()
    assert rows["person_id"].to_list() == ["asked", "no job", "not asked"]
    assert rows["heights"].to_list() == [2, None, None]


@pytest.mark.parametrize(
    ("column", "most"), [("chores_hours", 168.0), ("chores_hours_per_day", 24.0)]
)
def test_an_untold_number_of_hours_lies_between_nought_and_the_longest_time_there_is(column, most):
    persons = pl.LazyFrame(
        {"person_id": ["told", "untold", "none"], column: [3.0, None, None]}
    ).with_columns(household_chores=pl.Series([2, 2, 0], dtype=pl.Int8))
    levels = Levels(Tables(persons))
    derive(levels, frozenset({f"{column}_low", f"{column}_high"}))
    rows = levels.frames["person"].sort("person_id").collect()
    assert rows[f"{column}_low"].to_list() == [0.0, 3.0, 0.0]
    assert rows[f"{column}_high"].to_list() == [0.0, 3.0, most]


def test_two_definitions_with_a_measure_of_the_same_name_are_refused():
    name = "child_labour_sdg_a"
    editions = [
        load_definition("child_labour/sdg_8_7_1"),
        load_definition("child_labour/sdg_8_7_1@2020-01-01"),
    ]
    persons = pl.DataFrame({"person_id": ["a"]})
    with pytest.raises(DataError, match=f"both have the measure {name}"):
        classify(Tables(persons), [(definition, [name]) for definition in editions])


def test_jobs_supply_work_and_where_they_tell_hours_those_too():
    assert items_from_jobs(["person_id", "industry"]) == {"economic_activity"}
    assert items_from_jobs(["hours"]) == {"economic_activity", "economic_hours"}


def _goes_on(job):
    """Whether a job goes on, read as a person would read its row; None where nothing tells."""
    ended = job["end_date"] is not None or job["end_age"] is not None
    if job["goes_on"] is not None:
        return job["goes_on"]
    if job["in_reference_week"] == YES:
        return YES
    if job["in_reference_week"] is not None:
        return NO if ended else None  # she may be on leave
    if ended or job["in_reference_period"] == NO:
        return NO
    return None if job["age_at_episode"] == 14 else YES


def _in_week(job):
    if job["in_reference_week"] is not None:
        return job["in_reference_week"]
    return NO if job["in_reference_period"] == NO or _goes_on(job) == NO else YES


def test_whether_jobs_go_on_and_are_of_the_week_is_read_from_what_was_told_of_them():
    """Of persons of 16; everything that may be told of a job, and not."""
    told = {
        "end_date": [None, date(2024, 5, 1)],
        "end_age": [None, 15],
        "in_reference_period": [None, NO, YES],
        "goes_on": [None, NO, UNKNOWN, YES],
        "in_reference_week": [None, NO, YES],
        "age_at_episode": [None, 14, 16],
    }
    jobs = [dict(zip(told, values, strict=True)) for values in product(*told.values())]
    statuses = ("in_reference_period", "goes_on", "in_reference_week")
    types = dict.fromkeys(statuses, pl.Int8) | {"end_date": pl.Date}
    keys = [{"person_id": "a", "job_id": str(k)} for k in range(len(jobs))]
    rows = [key | job for key, job in zip(keys, jobs, strict=True)]
    frame = pl.DataFrame(rows, schema_overrides=types, infer_schema_length=None)
    persons = pl.LazyFrame({"person_id": ["a", "b"], "age_years": [16, 16]})
    levels = Levels(Tables(persons, frame.lazy()))
    derive(levels, frozenset({"goes_on", "age_at_episode", "economic_activity"}))
    got = {row["job_id"]: row for row in levels.frames["job"].collect().iter_rows(named=True)}
    assert len(got) == len(jobs) == 432
    for key, job in zip(keys, jobs, strict=True):
        one = got[key["job_id"]]
        assert (one["goes_on"], one["in_reference_week"]) == (_goes_on(job), _in_week(job)), job
    work = levels.frames["person"].sort("person_id").collect()["economic_activity"].to_list()
    assert work == [YES, NO], "who has no job does not work"


def test_definitions_beside_each_other_find_what_each_finds_alone():
    persons = pl.DataFrame(
        {
            "person_id": ["a", "b", "c"],
            "age_years": [9, 13, 16],
            "economic_activity": [YES, YES, NO],
            "economic_hours": [2.0, 10.0, None],
        },
        schema_overrides={"economic_activity": pl.Int8},
    )
    asked = [
        (load_definition("child_labour/sdg_8_7_1"), ["child_labour_sdg_a"]),
        (load_definition("child_labour/mics6_tables"), ["children_in_economic_activity"]),
    ]
    both = classify(Tables(persons), asked).collect().to_native()
    assert both["child_labour_sdg_a"].to_list() == [YES, NO, NO]
    for one in asked:
        alone = classify(Tables(persons), [one]).collect().to_native()
        assert both.select(alone.columns).equals(alone)
