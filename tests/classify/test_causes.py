"""Which missing answer left a person undetermined. Everybody here is invented."""

import polars as pl
import pytest

from measure87.classify import Tables, classify, undetermined_by_cause
from measure87.classify.cases import case_tables
from measure87.define import load_definition
from measure87.define.cases import read_cases
from measure87.vocabulary.status import UNKNOWN

FORCED = load_definition("forced_labour/icls20_2018")
SDG = load_definition("child_labour/sdg_8_7_1")


@pytest.fixture(scope="module")
def causes() -> dict:
    tables = case_tables(read_cases(FORCED.cases, FORCED.id))
    frame = classify(tables, [(FORCED, list(FORCED.measures))], causes=True).collect("polars")
    return {row["person_id"]: row for row in frame.iter_rows(named=True)}


def _case(story: str) -> str:
    stories = read_cases(FORCED.cases, FORCED.id).stories
    (number,) = [number for number, told in stories.items() if story in told]
    return number


@pytest.mark.parametrize(
    ("story", "measure", "cause"),
    [
        ("military service, condition unknown", "forced_labour_adults", "purely_military"),
        ("prison work, hiring unknown", "forced_labour_adults", "hired_to_private"),
        ("prison work, purpose unknown", "forced_labour_adults", "c105_purpose"),
        ("reference period unknown)", "forced_labour_adults", "in_reference_period"),
        ("consent refused)", "forced_labour_adults", "involuntary_answer"),
        ("refusal of one criterion", "forced_labour_adults", "coercion_answer"),
        ("(no answer on work)", "forced_labour_adults", "answered_on_work"),
        ("form unknown)", "forced_labour_private", "imposed_by"),
        ("by whom unknown", "forced_labour_children", "third_party_answer"),
        ("first route: for whom unknown", "forced_labour_children", "for_third_party"),
        ("one answer for both, half of it refused", "forced_labour_adults", "one_answer_for_both"),
        (
            "bondage without a menace contradicts itself",
            "forced_labour_adults",
            "unknown_bondage_without_menace",
        ),
    ],
)
def test_the_cause_is_the_answer_that_is_missing(causes, story, measure, cause):
    text = causes[_case(story)][f"{measure}__cause"]
    assert text.split(": ")[1] == cause


def test_an_undetermined_parent_is_the_cause_of_an_undetermined_child(causes):
    child = causes[_case("an undetermined parent leaves the child unknown")]
    assert child["forced_labour_children__cause"].split(": ") == [
        "child_of_parents_in_forced_labour",
        "parents_then_own_forced_labour",
    ]


def test_everybody_undetermined_has_one_cause_and_nobody_else_has_any(causes):
    frame = pl.DataFrame(list(causes.values()), infer_schema_length=None)
    for measure in FORCED.measures:
        for row in causes.values():
            assert (row[measure] == UNKNOWN) == (row[f"{measure}__cause"] is not None)
        counted = undetermined_by_cause(frame, measure)
        assert counted.persons == sum(counted.by_cause.values()) == (frame[measure] == 1).sum()


def test_untold_hours_are_a_cause_whether_asked_of_the_person_or_of_a_job():
    asked = pl.DataFrame(
        {
            "person_id": ["a"],
            "age_years": [8],
            "economic_activity": [2],
            "economic_hours": [None],
            **{name: [0] for name in ("fetched_water", "collected_firewood", "household_chores")},
            **{f"{name}_hours": [0.0] for name in ("water", "firewood", "chores")},
        },
        schema_overrides={"economic_hours": pl.Float64, "economic_activity": pl.Int8},
    )
    jobs = pl.DataFrame(
        {"person_id": ["a"], "job_id": ["1"], "hours": [None]},
        schema_overrides={"hours": pl.Float64},
    )
    by_job = asked.drop("economic_activity", "economic_hours")
    for tables in (Tables(asked), Tables(by_job, jobs)):
        found = classify(tables, [(SDG, ["child_labour_sdg_a"])], causes=True)
        assert undetermined_by_cause(found, "child_labour_sdg_a").by_cause == {
            "economic_activity_at_5_to_11: economic_hours": 1
        }


@pytest.mark.slow
@pytest.mark.parametrize(
    "measures",
    [
        ("forced_labour", "forced_labour_private"),
        tuple(FORCED.measures),
    ],
    ids=["two", "all"],
)
def test_duckdb_finds_the_same_causes(causes, measures):
    duckdb = pytest.importorskip("duckdb", reason="pip install 'measure87[duckdb]'")
    tables = case_tables(read_cases(FORCED.cases, FORCED.id))
    with duckdb.connect() as connection:
        frames = (tables.persons, tables.jobs, tables.circumstances)
        relations = [connection.from_arrow(frame.collect().to_arrow()) for frame in frames]
        found = classify(Tables(*relations), [(FORCED, list(measures))], causes=True)
        rows = found.collect("pyarrow").to_native().to_pylist()
    assert {f"{name}__cause" for name in measures} <= {*rows[0]}
    of_polars = {who: {name: row[name] for name in rows[0]} for who, row in causes.items()}
    assert {row["person_id"]: row for row in rows} == of_polars
