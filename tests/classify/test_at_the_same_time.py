"""A reference period of a month or less is one time. Everybody here is invented."""

from dataclasses import replace

import polars as pl
import pytest

from measure87.classify import Tables, case_tables, classify
from measure87.classify.at_the_same_time import join_parents_then
from measure87.classify.frames import Levels
from measure87.define import Limits, load_definition
from measure87.define.cases import read_cases
from measure87.vocabulary.errors import DataError

ICLS = load_definition("forced_labour/icls20_2018")
ROUTE = "forced_labour_children_of_forced_parents"


def _found(days: float) -> dict:
    """Status on the third route of all cases, under a reference period of so many days."""
    period = replace(ICLS.limits["reference_period"], bound=days)
    limits = Limits({**ICLS.limits.entries, "reference_period": period})
    tables = case_tables(read_cases(ICLS.cases, ICLS.id))
    frame = classify(tables, [(replace(ICLS, limits=limits), [ROUTE])]).collect()
    return dict(zip(frame["person_id"], frame[ROUTE], strict=True))


def _case(story: str) -> str:
    stories = read_cases(ICLS.cases, ICLS.id).stories
    return next(number for number, told in stories.items() if story in told)


@pytest.mark.parametrize(("days", "status"), [(31, 2), (32, 1), (1826, 1)])
def test_in_a_period_of_a_month_work_is_at_the_same_time_without_being_told(days, status):
    assert _found(days)[_case("worked with him and does so no more")] == status


@pytest.mark.parametrize("gone", ["household_id", "line", "mother_line", "father_line"])
def test_jobs_of_parents_cannot_be_found_without_the_lines_of_a_household(gone):
    who = {"person_id": "a", "household_id": "h", "line": 1, "mother_line": 2, "father_line": 0}
    told = {name: [value] for name, value in who.items() if name != gone}
    jobs = pl.LazyFrame({"person_id": ["a"], "job_id": ["1"]})
    levels = Levels(Tables(pl.LazyFrame(told), jobs))
    with pytest.raises(DataError, match=f"the rule on parents needs the column {gone}"):
        join_parents_then(levels, [], ICLS.limits)
