"""An explanation in words: of a girl of 16 with two jobs, 3 and 44 hours, one with heavy loads."""

from dataclasses import replace

import polars as pl
import pytest

from measure87.classify import Explanation, Tables, explain_person
from measure87.define import load_definition
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import NO, UNKNOWN, YES

ICLS = load_definition("child_labour/icls18_2008_amended_2018")
HEADLINES = ("child_labour_icls", "hazardous_work_icls")
TABLES = Tables(
    pl.DataFrame({"person_id": ["x", "y"], "age_years": [16, 16]}).lazy(),
    pl.DataFrame(
        {
            "person_id": ["x", "x", "y"],
            "job_id": ["1", "2", "1"],
            "hours": [3.0, 44.0, 5.0],
            "heavy_loads": [YES, None, NO],
            "dangerous_tools": [NO, UNKNOWN, NO],
            "form_of_work": ["employment", "own_use_production", None],
        },
        schema_overrides={"heavy_loads": pl.Int8, "dangerous_tools": pl.Int8},
    ).lazy(),
)


FEW = replace(ICLS, measures={name: ICLS.measures[name] for name in HEADLINES})


@pytest.fixture(scope="module")
def found() -> Explanation:
    return explain_person(TABLES, FEW, "x")


def test_rules_of_jobs_name_the_job_and_tell_what_was_said_of_it(found):
    rows = [one for one in found.rules if one.rule == "is_employment"]
    assert [(one.row, dict(one.inputs), one.result) for one in rows] == [
        ("job_id 1", {"form_of_work": "employment"}, "yes"),
        ("job_id 2", {"form_of_work": "own_use_production"}, "yes"),
    ]


def test_rules_of_the_person_tell_answers_in_words_and_numbers_as_they_are(found):
    rules = {one.rule: one for one in found.rules if one.level == "person"}
    assert {one.row for one in rules.values()} == {""}
    loads = rules["works_with_dangerous_tools_or_loads"]
    told = {"exposed_in_employment": "yes", "heavy_loads": "yes", "dangerous_tools": "unknown"}
    assert (dict(loads.inputs), loads.result) == (told, "yes")
    long = rules["works_long_hours"]
    told = {"exposed_in_employment": "yes", "working_hours_low": 47, "working_hours_high": 47}
    assert (dict(long.inputs), long.result) == (told, "yes")
    assert rules["abused_at_work"].result == "does not arise"
    assert rules["light_work"].result == "no"


def test_each_measure_tells_which_rule_decided_it(found):
    rule = "works_with_dangerous_tools_or_loads"
    told = [(one.measure, one.status, one.decided_by) for one in found.measures]
    assert told == [(name, "yes", rule) for name in HEADLINES]


def test_somebody_who_is_not_there_is_not_named():
    with pytest.raises(DataError, match="no person with that identifier") as caught:
        explain_person(TABLES, FEW, "Zed")
    assert "Zed" not in caught.value.text


def test_who_is_no_case_has_no_deciding_rule_and_who_is_outside_has_no_status():
    few = explain_person(TABLES, FEW, "y")
    assert [(one.status, one.decided_by, one.cites) for one in few.measures] == [
        ("no", None, ())
    ] * 2
    persons = pl.DataFrame({"person_id": ["x"], "age_years": [3]}).lazy()
    outside = explain_person(Tables(persons, TABLES.jobs), FEW, "x")
    assert [(one.status, one.decided_by, one.cites) for one in outside.measures] == [
        ("outside the universe", None, ())
    ] * 2


def test_an_undetermined_measure_names_the_rule_that_leaves_it_open():
    persons = pl.DataFrame(
        {"person_id": ["x"], "age_years": [16], "heavy_loads": [UNKNOWN], "dangerous_tools": [NO]},
        schema_overrides={"heavy_loads": pl.Int8, "dangerous_tools": pl.Int8},
    ).lazy()
    jobs = pl.DataFrame({"person_id": ["x"], "job_id": ["1"], "hours": [5.0]}).lazy()
    found = {one.measure: one for one in explain_person(Tables(persons, jobs), FEW, "x").measures}
    one = found["hazardous_work_icls"]
    assert (one.status, one.decided_by) == ("unknown", "works_with_dangerous_tools_or_loads")
    assert one.cites
