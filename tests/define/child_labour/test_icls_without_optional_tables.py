"""The ICLS measures on a survey that has only part of what they can use."""

from dataclasses import replace

import polars as pl
import pytest

from measure87.classify import Tables, classify, explain_person
from measure87.define import load_definition
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import NO, YES

ICLS = load_definition("child_labour/icls18_2008_amended_2018")
HEADLINES = [measure.name for measure in ICLS.measures.values() if measure.headline]
CHILDREN = {
    "person_id": ["loads", "light", "long"],
    "age_years": [16, 13, 16],
    "economic_activity": [YES, YES, YES],
    "economic_hours": [10.0, 10.0, 50.0],
    "heavy_loads": [YES, NO, NO],
    "dangerous_tools": [NO, NO, NO],
}
TYPES = {name: pl.Int8 for name in CHILDREN if name not in ("person_id", "economic_hours")}


def _persons(**without) -> pl.DataFrame:
    table = pl.DataFrame(CHILDREN, schema_overrides=TYPES)
    return table.drop(list(without))


def test_the_two_headlines_need_neither_jobs_nor_lists_nor_other_hazards():
    frame = classify(Tables(_persons().lazy()), [(ICLS, HEADLINES)]).collect()
    rows = {row["person_id"]: row for row in frame.iter_rows(named=True)}
    assert {name: [row[m] for m in HEADLINES] for name, row in rows.items()} == {
        "loads": [YES, YES],
        "light": [NO, NO],
        "long": [YES, YES],
    }


def test_without_hours_the_measure_is_refused():
    assert "economic_hours" in ICLS.measures["hazardous_work_icls"].required
    with pytest.raises(DataError, match="economic_hours"):
        classify(Tables(_persons(economic_hours=True).lazy()), [(ICLS, HEADLINES)])


def test_without_both_hazards_that_every_module_has_the_measure_is_refused():
    assert ("heavy_loads", "dangerous_tools") in ICLS.measures["hazardous_work_icls"].one_of
    neither = _persons(heavy_loads=True, dangerous_tools=True)
    with pytest.raises(DataError, match="one of heavy_loads, dangerous_tools"):
        classify(Tables(neither.lazy()), [(ICLS, HEADLINES)])


@pytest.mark.parametrize(("item", "loads"), [("heavy_loads", NO), ("dangerous_tools", YES)])
def test_one_of_the_two_is_enough_and_the_other_counts_for_nothing(item, loads):
    persons = _persons(**{item: True})
    frame = classify(Tables(persons.lazy()), [(ICLS, ["hazardous_work_icls"])]).collect()
    found = dict(zip(frame["person_id"], frame["hazardous_work_icls"], strict=True))
    assert found == {"loads": loads, "light": NO, "long": YES}


@pytest.mark.parametrize(
    "name",
    [
        "child_labour_icls_with_industries",
        "hazardous_work_icls_with_industries",
        "hazardous_work_icls_with_occupations",
    ],
)
def test_a_sensitivity_measure_that_rests_on_codes_of_jobs_needs_jobs(name):
    with pytest.raises(DataError, match="table of jobs"):
        classify(Tables(_persons().lazy()), [(ICLS, [name])])


def test_the_explanation_leaves_out_rules_that_the_survey_cannot_give():
    parts = {name: ICLS.measures[name] for name in HEADLINES}
    found = explain_person(Tables(_persons().lazy()), replace(ICLS, measures=parts), "loads")
    decided = {finding.measure: finding.decided_by for finding in found.measures}
    assert decided == dict.fromkeys(HEADLINES, "works_with_dangerous_tools_or_loads")
    assert found.measures[0].cites[0].key == "R190"
    assert "in_designated_hazardous_industry" not in {rule.rule for rule in found.rules}


def test_no_headline_reads_industries_or_occupations_and_the_measures_beside_it_are_flagged():
    assert HEADLINES == ["child_labour_icls", "hazardous_work_icls"]
    for name in HEADLINES:
        assert ICLS.lists_behind(name) == ()
        used = {*ICLS.measures[name].required, *ICLS.measures[name].optional}
        assert not used & {"industry", "occupation"}
    for name in ("child_labour_icls_with_industries", "hazardous_work_icls_with_industries"):
        assert ICLS.unverified_lists(name) == ("hazardous_industries",)
    assert ICLS.unverified_lists("hazardous_work_icls_with_occupations") == (
        "hazardous_industries",
        "hazardous_occupations",
    )
