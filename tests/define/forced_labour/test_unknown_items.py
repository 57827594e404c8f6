"""An answer to an item that is not known: its yes may be any, its no changes nothing."""

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.define import load_definition
from measure87.vocabulary.status import NO, UNKNOWN, YES

ADULTS = ("forced_labour_adults", "involuntary_work_adults", "work_under_menace_adults")
OTHERS = ("forced_labour_adults_any_item", "forced_labour_adults_narrow_consent")
DENIED = [("IN2", NO), ("IN9", NO), ("CO2", NO), ("CO5", NO)]
ANSWERS = {
    "no at all": DENIED,
    "a no more": [*DENIED, (None, NO)],
    "a yes": [*DENIED, (None, YES)],
    "perhaps": [*DENIED, (None, UNKNOWN)],
    "one criterion": [("IN2", YES), ("CO5", NO), (None, YES)],
    "both anyway": [("IN2", YES), ("CO5", YES), (None, YES)],
}
EXPECTED = {
    "no at all": (NO, NO, NO),
    "a no more": (NO, NO, NO),
    "a yes": (UNKNOWN, UNKNOWN, UNKNOWN),
    "perhaps": (UNKNOWN, UNKNOWN, UNKNOWN),
    "one criterion": (UNKNOWN, YES, UNKNOWN),
    "both anyway": (YES, YES, YES),
}
DEFINITIONS = (
    "forced_labour/icls20_2018",
    "forced_labour/hshc_2012",
    "forced_labour/ilo_11_indicators",
    "trafficking/palermo",
)
KNOWN = ("IN2", "IN9", "CO2", "CO5", "CO1", "CO6", "IN3", "R3", "D3", "L1", "P2", "P4")


def _tables(answers: dict, age: int) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    persons = pl.DataFrame({"person_id": list(answers), "age_years": [age] * len(answers)})
    jobs = pl.DataFrame({"person_id": list(answers), "job_id": ["1"] * len(answers)})
    jobs = jobs.with_columns(
        for_third_party=pl.lit(YES, pl.Int8), with_or_for_parents=pl.lit(NO, pl.Int8)
    )
    rows = [
        {
            "person_id": person, "job_id": "1", "question": f"Q{number}", "item": item,
            "answer": answer, "by_whom": "employer", "stage": "DURING",
            "consent_lacked": None, "mode": None,
        }
        for person, told in answers.items()
        for number, (item, answer) in enumerate(told)
    ]  # fmt: skip
    types = {"answer": pl.Int8, "consent_lacked": pl.Int8, "mode": pl.String}
    return persons, jobs, pl.DataFrame(rows, schema_overrides=types, infer_schema_length=None)


def _classified(tables, definition, measures) -> dict[str, tuple[int | None, ...]]:
    found = classify(Tables(*tables), [(definition, measures)], reasons=False)
    rows = found.select("person_id", *measures).collect(backend="polars").rows()
    return {row[0]: tuple(row[1:]) for row in rows}


def test_a_yes_to_an_unknown_item_leaves_both_criteria_unknown_unless_they_hold():
    definition = load_definition("forced_labour/icls20_2018")
    assert _classified(_tables(ANSWERS, 35), definition, list(ADULTS)) == EXPECTED


def test_other_readings_do_not_deny_it_either():
    definition = load_definition("forced_labour/icls20_2018")
    found = _classified(_tables(ANSWERS, 35), definition, list(OTHERS))
    assert {found["a yes"], found["perhaps"], found["one criterion"]} == {(UNKNOWN, UNKNOWN)}
    assert {found["no at all"], found["a no more"]} == {(NO, NO)}


def test_a_child_of_whom_an_unknown_item_was_told_is_unknown():
    definition = load_definition("forced_labour/icls20_2018")
    measure = ["forced_labour_children_third_party"]
    found = _classified(_tables(ANSWERS, 12), definition, measure)
    assert found == {
        "no at all": (NO,), "a no more": (NO,), "a yes": (UNKNOWN,), "perhaps": (UNKNOWN,),
        "one criterion": (UNKNOWN,), "both anyway": (YES,),
    }  # fmt: skip


def _told_by_items(measure, there) -> bool:
    """Whether items tell a measure, and nothing that it needs is lacking."""
    groups = all(set(group) & {*there, *KNOWN} for group in measure.one_of)
    return (
        "item" in {*measure.required, *measure.optional} and there >= {*measure.required} and groups
    )


@pytest.mark.parametrize("definition_id", DEFINITIONS)
def test_no_definition_denies_what_an_unknown_item_may_say(definition_id):
    """Where a yes to some item would be no plain no, a yes to an unknown one is none either."""
    definition = load_definition(definition_id)
    told = [(item, NO) for item in KNOWN]
    answers = {"known": told, "a no": [*told, (None, NO)], "a yes": [*told, (None, YES)]} | {
        f"yes to {item}": [(one, YES if one == item else NO) for one in KNOWN] for item in KNOWN
    }
    tables = _tables(answers, 35)
    there = {name for table in tables for name in table.columns}
    measures = [n for n, one in definition.measures.items() if _told_by_items(one, there)]
    assert measures
    found = _classified(tables, definition, measures)
    for place, measure in enumerate(measures):
        could = {found[f"yes to {item}"][place] for item in KNOWN} - {NO, None}
        if could:
            assert found["a yes"][place] != NO, measure
        assert found["a no"][place] == found["known"][place], measure


def test_duckdb_says_the_same_of_unknown_items():
    duckdb = pytest.importorskip("duckdb", reason="pip install 'measure87[duckdb]'")
    definition = load_definition("forced_labour/icls20_2018")
    with duckdb.connect() as connection:
        names = ("persons", "jobs", "circumstances")
        for name, table in zip(names, _tables(ANSWERS, 35), strict=True):
            connection.register(f"{name}_in", table.to_arrow())
        tables = [connection.table(f"{name}_in") for name in names]
        assert _classified(tables, definition, list(ADULTS)) == EXPECTED
