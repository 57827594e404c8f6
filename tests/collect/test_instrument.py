"""The record of the instrument: what was asked, at which stage, by which question, of whom."""

import polars as pl

from measure87.collect import Collected, instrument_of, parse_mapping
from measure87.vocabulary.columns import CIRCUMSTANCES
from measure87.vocabulary.instrument import INSTRUMENT
from measure87.vocabulary.reference_period import parse_period
from measure87.vocabulary.releases.codec import plain

SECTION = parse_mapping(
    """
schema = 1
[fl.persons.person_id]
variable = "id"
[[fl.jobs]]
job = "1"
[fl.words]
Q1 = "Are you locked in at work?"
[[fl.circumstances]]
question = "Q1"
item = "IN9"
stage = "LEAVING"
variable = "Q1"
yes = [1]
no = [2]
[[fl.circumstances]]
question = "Q1"
item = "CO2"
stage = "DURING"
variable = "Q1"
yes = [1]
no = [2]
"""
)["fl"]
QUESTIONS = {"Q1": frozenset({"IN9", "CO2"})}


def _collected(**columns) -> Collected:
    persons = pl.LazyFrame({"person_id": [1, 2], **columns})
    items = frozenset({"IN9", "CO2", "age_years"})
    return Collected(persons, None, None, items=items, questions=QUESTIONS)


def test_every_item_has_a_row_with_how_it_was_asked():
    record = instrument_of(
        SECTION, _collected(), period=parse_period("12 months"), respondent="self", mode="telephone"
    )
    assert [row.item for row in record.items] == [code for code, _ in CIRCUMSTANCES["item"].levels]
    assert record.asked == {"IN9", "CO2"}
    row = next(row for row in record.items if row.item == "IN9")
    assert (row.stages, row.questions) == (("LEAVING",), ("Q1",))
    assert row.words == ("Are you locked in at work?",)
    told = plain(record.stated)
    assert told["reference_period"] == "12 months"
    assert (told["respondent"], told["mode"]) == ("self", "telephone")
    assert "IN1" in told["not_asked"]


def test_a_file_of_answers_tells_its_stages_itself():
    rows = pl.LazyFrame({"item": ["IN9", "IN9", "CO2"], "stage": ["LEAVING", "DURING", None]})
    mapped = parse_mapping('schema = 1\n[fl.persons.person_id]\nvariable = "id"\n')["fl"]
    collected = Collected(
        pl.LazyFrame({"person_id": [1]}), None, rows, items=frozenset({"IN9", "CO2"})
    )
    record = instrument_of(mapped, collected)
    stages = {row.item: row.stages for row in record.items}
    assert stages["IN9"] == ("DURING", "LEAVING")
    assert stages["CO2"] == ()


def test_who_answered_is_taken_from_the_persons_where_it_is_mapped():
    for codes, found in ((["self", None], "self"), (["proxy"] * 2, "proxy"),
                         (["self", "proxy"], "mixed"), ([None, None], "self")):  # fmt: skip
        persons = _collected(respondent=pl.Series(codes, dtype=pl.String))
        assert instrument_of(SECTION, persons, respondent="self").respondent == found


def test_the_declared_table_has_what_the_record_holds():
    assert INSTRUMENT.names == (
        "item", "asked", "stages", "questions", "words", "reference_period", "respondent", "mode",
    )  # fmt: skip
