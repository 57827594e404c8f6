"""The codebook: the columns of decision 48, in every form that it is written in."""

import csv
import io
import json
from pathlib import Path

import pytest
from lxml import etree, html

from measure87.collect.form.model import Choice, ChoiceList, Form, Question, Serves
from measure87.collect.form.outputs.codebook.as_data import (
    codebook_csv,
    codebook_json,
    serves_text,
)
from measure87.collect.form.outputs.codebook.as_ddi import codebook_ddi
from measure87.collect.form.outputs.codebook.as_html import codebook_page
from measure87.collect.form.outputs.codebook.columns import tables_of
from measure87.collect.form.outputs.numbering import numbered
from tests.collect.form.outputs.made_form import LANGUAGES, made_form

SCHEMAS = Path(__file__).parents[3] / "reference" / "ddi_codebook" / "schemas"
SPACE = "{ddi:codebook:2_6}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def test_there_is_a_table_for_each_repeat_and_a_column_for_each_choice_of_several():
    tables = {table.name: table for table in tables_of(made_form())}
    assert list(tables) == ["main", "roster", "jobs"]
    assert [c.name for c in tables["main"].columns] == [
        "start", "today", "device", "consent", "n_members", "alone", "threat", "threat_when",
        "where",
    ]  # fmt: skip
    assert [c.name for c in tables["roster"].columns][4:7] == [
        "chores/water", "chores/wood", "chores/none",
    ]  # fmt: skip
    assert tables["roster"].own == ("_id", "_row")
    assert tables["jobs"].own == ("_id", "_row", "_parent_row")
    assert "_deleted" in tables["main"].own


def test_who_is_asked_counts_the_parts_that_a_question_lies_in():
    main = {c.name: c for c in tables_of(made_form())[0].columns}
    assert main["threat_when"].asked == (
        "(${consent} = '1' and ${n_members} > 0) and (${threat} = '1' or ${threat} = '8')"
    )
    assert main["consent"].asked == ""


def test_json_has_texts_words_and_what_each_column_serves():
    content = json.loads(codebook_json(numbered(made_form())))
    assert content["schema"] == 1
    assert content["form"]["draft"] is True
    columns = {c["name"]: c for table in content["tables"] for c in table["columns"]}
    threat = columns["threat"]
    assert threat["serves"] == [
        {"table": "circumstances", "column": "answer", "item": "CO2", "stage": "work",
         "mode": "subjected"}
    ]  # fmt: skip
    assert threat["codes"][3] == {
        "code": "9", "labels": dict(made_form().lists[0].choices[3].labels), "says": "refused",
    }  # fmt: skip
    assert set(threat["asked"]["words"]) == set(LANGUAGES)
    assert threat["number"] == "E2"
    assert columns["name"]["identifier"] is True
    assert columns["job_hours"]["path"] == "roster/jobs/job_hours"


def test_csv_is_safe_to_open_and_has_a_column_for_each_language():
    text = codebook_csv(numbered(made_form()))
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["column"] for row in rows] == [
        column.name for table in tables_of(made_form()) for column in table.columns
    ]
    threat = next(row for row in rows if row["column"] == "threat")
    assert threat["codes_fr"] == "1 = Oui; 2 = Non; 8 = Ne sait pas; 9 = Refuse"
    assert threat["serves"] == "circumstances.answer CO2 (work, subjected)"
    assert threat["label_ar"] == "هل هددك أحد؟"
    risky = Form("f", "1", {"en": "F"}, ("en",), (), (Question("q", "text", {"en": "=1+1"}),))
    assert "'=1+1" in codebook_csv(numbered(risky))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_a_row_for_each_column_in_its_language(language):
    form = made_form()
    root = html.fromstring(codebook_page(numbered(form), language))
    assert (root.get("lang"), root.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    heads = [th.text for th in root.iter("th") if th.get("scope") == "row"]
    assert heads == [column.name for table in tables_of(form) for column in table.columns]
    said = " ".join(root.itertext())
    assert (
        form.list_of(Question("q", "select_one", choices="sex")).choices[0].labels[language] in said
    )
    assert "${" not in said


def test_negative_codes_keep_their_sign_on_the_left_in_arabic():
    codes = ChoiceList("c", (Choice("-8", {"ar": "لا أعرف"}),))
    question = Question("q", "select_one", {"ar": "كم؟ (-9)"}, choices="c", constraint=". > -7")
    form = Form("f", "1", {"ar": "F"}, ("ar",), (codes,), (question,))
    page = codebook_page(numbered(form), "ar")
    assert all(f"\u200e-{number}" in page for number in (7, 8, 9))


def test_a_choice_of_several_serves_what_is_named_for_it():
    several = Question(
        "q", "select_multiple", {"en": "Which?"}, choices="c",
        serves=(Serves("persons", "carries_water", choice="a"), Serves("persons", "chores_asked")),
    )  # fmt: skip
    lists = (ChoiceList("c", (Choice("a", {"en": "A"}), Choice("b", {"en": "B"}))),)
    form = Form("f", "1", {"en": "F"}, ("en",), lists, (several,))
    (table,) = tables_of(form)
    assert [[one.column for one in column.serves] for column in table.columns] == [
        ["carries_water", "chores_asked"], ["chores_asked"],
    ]  # fmt: skip
    assert serves_text(several.serves[0]) == "persons.carries_water"


def test_ddi_is_valid_and_holds_questions_in_every_language_but_no_identifier():
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "codebook.xsd"))
    root = etree.fromstring(codebook_ddi(numbered(made_form())).encode())
    schema.assertValid(root)
    variables = {one.get("name"): one for one in root.iter(f"{SPACE}var")}
    assert "name" not in variables
    assert "where" not in variables
    threat = variables["threat"]
    assert {one.get(LANGUAGE) for one in threat.iter(f"{SPACE}qstn")} == set(LANGUAGES)
    assert threat.find(f"{SPACE}qstn[@{LANGUAGE}='ar']/{SPACE}qstnLit").text == "هل هددك أحد؟"
    missing = [one.get("missing") for one in threat.iter(f"{SPACE}catgry")]
    assert missing == [None, None, "Y", "Y"]
    assert variables["age"].get("intrvl") == "contin"
    files = [one.text for one in root.iter(f"{SPACE}fileName")]
    assert files == ["main.parquet", "roster.parquet", "jobs.parquet"]


def test_ddi_of_a_form_of_one_question_is_valid_too():
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "codebook.xsd"))
    for kind in ("text", "note"):
        form = Form("f", "1", {"en": "F"}, ("en",), (), (Question("q", kind, {"en": "\x0bQ"}),))
        schema.assertValid(etree.fromstring(codebook_ddi(numbered(form)).encode()))
