"""Hours that were not asked are any hours: a child of whom they were not asked is never a no."""

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.define import load_definition
from measure87.vocabulary.status import NO, UNKNOWN, YES

_ICLS = "child_labour/icls18_2008_amended_2018"
_NO_WORK = {"economic_activity": NO, "economic_hours": 0.0, "household_chores": NO}
_NOBODY_ASKED = {"economic_activity": None, "economic_hours": None, "household_chores": NO}
_MEASURES = {
    f"{_ICLS}": "child_labour_icls_general",
    f"{_ICLS}:sna": "child_labour_icls_sna",
    "child_labour/mics2": "working_children_mics2",
    "child_labour/sdg_8_7_1": "child_labour_sdg_b",
}


def _class_of(definition, measure, answers):
    asked = {"age_years": 9, "chores_hours": None, "heavy_loads": NO, **answers}
    schema = {
        name: pl.Int64 if name == "age_years" else pl.Float64 if "hours" in name else pl.Int8
        for name in asked
    }
    persons = pl.DataFrame({name: [told] for name, told in asked.items()}, schema=schema)
    tables = Tables(persons.with_columns(person_id=pl.lit("1")))
    chosen = [(load_definition(definition), [measure])]
    return classify(tables, chosen, reasons=False).collect()[measure][0]


@pytest.mark.parametrize("service", ["fetched_water", "collected_firewood"])
@pytest.mark.parametrize(("done", "found"), [(YES, UNKNOWN), (UNKNOWN, UNKNOWN), (NO, NO)])
@pytest.mark.parametrize("definition", _MEASURES)
def test_water_and_firewood_of_which_no_hours_are_asked_may_take_any(
    definition, done, found, service
):
    answers = {**_NO_WORK, service: done}
    assert _class_of(definition, _MEASURES[definition], answers) == found


@pytest.mark.parametrize(
    ("definition", "measure"),
    [
        (_ICLS, "child_labour_icls"),
        (_ICLS, "hazardous_work_icls"),
        ("child_labour/mics4", "child_labour_mics4"),
        ("child_labour/mics3", "child_labour_mics3"),
        ("child_labour/sdg_8_7_1", "child_labour_sdg_a"),
    ],
)
@pytest.mark.parametrize("age_years", [9, 13])
def test_a_child_who_was_not_asked_whether_she_works_is_unknown(definition, measure, age_years):
    answers = {**_NOBODY_ASKED, "fetched_water": NO, "water_hours": None, "age_years": age_years}
    assert _class_of(definition, measure, answers) == UNKNOWN
