"""Which cases of a table a rule says yes in, or gives more than nothing of: row by row."""

from dataclasses import replace
from types import SimpleNamespace

import narwhals as nw
import polars as pl
import pytest

from measure87.classify.cases import (
    _cases_with,
    answers_of_rules,
    cases_of_rules,
    run_cases,
)
from measure87.define import load_definition
from measure87.vocabulary.status import NO, UNKNOWN, YES

ROWS = {
    "person_id": ["10", "9", "2", "1", "1"],
    "answer": [YES, UNKNOWN, NO, None, YES],
    "hours": [14.0, 0.0, 0.5, None, 0.0],
}


def cases(name, gives, least=YES):
    levels = SimpleNamespace(frames={"job": nw.from_native(pl.LazyFrame(ROWS))})
    return _cases_with(levels, SimpleNamespace(name=name, gives=gives, level="job"), least)


@pytest.mark.parametrize(
    ("least", "found"),
    [(YES, ("1", "10")), (UNKNOWN, ("1", "9", "10")), (NO, ("1", "2", "9", "10"))],
)
def test_a_case_is_one_of_whose_jobs_has_the_status_or_a_higher_one(least, found):
    """Cases come once each, in the order of their numbers."""
    assert cases("answer", "status", least) == found


@pytest.mark.parametrize("least", [NO, UNKNOWN, YES])
def test_of_a_number_a_case_is_one_with_more_than_nothing(least):
    assert cases("hours", "number", least) == ("2", "10")


SDG = "child_labour/sdg_8_7_1"
CHILDREN = """case,who,tests,age_years,economic_activity,economic_hours,expect.child_labour_sdg_a
1,Child of 4,below the ages,4,yes,20,no
2,Child of 9,below the minimum age,9,yes,20,outside
3,Child of 9,of unknown work,9,unknown,,unknown
"""


def test_who_is_not_of_the_ages_is_told_as_outside():
    definition = replace(load_definition(SDG), cases=CHILDREN)
    told = answers_of_rules(definition, "child_labour_sdg_a")
    assert told == {"1": "outside", "2": "yes", "3": "unknown"}
    failures = [(one.case, one.expected, one.found) for one in run_cases(definition)]
    assert failures == [("1", "no", "outside"), ("2", "outside", "yes")]


def test_a_rule_has_the_cases_in_which_it_says_yes_and_not_those_that_leave_it_open():
    definition = load_definition(SDG)
    measures = {"child_labour_sdg_a": definition.measures["child_labour_sdg_a"]}
    definition = replace(definition, cases=CHILDREN, measures=measures)
    assert cases_of_rules(definition)["economic_activity_at_5_to_11"] == ("2",)
    assert cases_of_rules(definition, UNKNOWN)["economic_activity_at_5_to_11"] == ("2", "3")
