"""What the engine takes from jobs, and what it does without optional inputs."""

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.classify.derived import derive, items_from_jobs
from measure87.classify.frames import Levels
from measure87.define import load_definition
from measure87.vocabulary.errors import DataError


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
