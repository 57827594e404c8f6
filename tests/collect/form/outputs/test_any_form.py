"""Whatever a form says, what is written of it can be read, and a word of it runs nothing."""

import csv
import io
import json

import docx
import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from measure87.collect.form.model import Choice, ChoiceList, Form, Question, Section, placed
from measure87.collect.form.outputs.codebook.as_data import codebook_csv, codebook_json
from measure87.collect.form.outputs.codebook.as_ddi import codebook_ddi
from measure87.collect.form.outputs.codebook.as_html import codebook_page
from measure87.collect.form.outputs.cspro import cspro_dictionary
from measure87.collect.form.outputs.numbering import numbered
from measure87.collect.form.outputs.paper.as_docx import docx_bytes
from measure87.collect.form.outputs.paper.as_html import paper_page
from measure87.collect.form.outputs.paper.layout import paper_of
from measure87.collect.form.outputs.sheet import (
    gaps_of,
    read_translations,
    translated,
    translation_sheet,
)
from measure87.collect.form.outputs.xlsform import xlsform
from measure87.vocabulary.errors import DataError
from tests.collect.form.outputs.test_cspro import faults

LANGUAGES = ("en", "ar")
words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",)) | st.sampled_from("<>&\"'=+${}()"),
    max_size=25,
)
texts = st.one_of(st.just({}), st.fixed_dictionaries(dict.fromkeys(LANGUAGES, words)))
expressions = st.one_of(
    st.just(""), st.sampled_from(["${q1} = '1'", "not(${q2} > 3)", "${nobody} = 1", "(("]), words
)
kinds = st.sampled_from(
    ["select_one", "select_multiple", "integer", "decimal", "text", "date", "time", "datetime",
     "geopoint", "image", "note", "acknowledge", "calculate", "hidden", "start", "audit"]
)  # fmt: skip
CODES = ChoiceList("codes", (Choice("1", {"en": "One"}, "yes"), Choice("b", {"ar": "باء"})))


@st.composite
def forms(draw):
    count = 0

    def question():
        nonlocal count
        count += 1
        kind = draw(kinds)
        return Question(
            f"q{count}", kind, draw(texts), draw(texts),
            choices="codes" if kind.startswith("select") else "",
            relevant=draw(expressions), constraint=draw(expressions),
            calculation=draw(expressions) if kind == "calculate" else "",
            constraint_messages=draw(texts), sensitive=draw(st.booleans()),
        )  # fmt: skip

    def section(depth):
        nonlocal count
        count += 1
        name = f"s{count}"
        inside = [question() for _ in range(draw(st.integers(0, 3)))]
        if depth and draw(st.booleans()):
            inside.append(section(depth - 1))
        return Section(name, tuple(inside), repeats=draw(st.booleans()), labels=draw(texts),
                       relevant=draw(expressions), repeat_count=draw(expressions))  # fmt: skip

    children = [draw(st.sampled_from([question, lambda: section(2)]))() for _ in range(4)]
    return Form(
        "f", "1", draw(texts), LANGUAGES, (CODES,), tuple(children), draft=draw(st.booleans())
    )


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(forms())
def test_everything_that_is_written_can_be_read(form):
    for language in LANGUAGES:
        paper = paper_of(form, language)
        for page in (paper_page(paper), codebook_page(numbered(form), language)):
            root = html.fromstring(page)
            assert not list(root.iter("script", "img", "iframe", "object"))
        docx.Document(io.BytesIO(docx_bytes(paper)))
    etree.fromstring(codebook_ddi(numbered(form)).encode())
    tables = json.loads(codebook_json(numbered(form)))["tables"]
    columns = [column for table in tables for column in table["columns"]]
    rows = list(csv.DictReader(io.StringIO(codebook_csv(numbered(form)).removeprefix("\ufeff"))))
    assert [row["column"] for row in rows] == [column["name"] for column in columns]
    assert faults(json.loads(cspro_dictionary(form))) == []
    for workbook in (xlsform(form), translation_sheet(form)):
        book = openpyxl.load_workbook(io.BytesIO(workbook))
        assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


def read_or_refused(path, form):
    try:
        return read_translations(path, form)
    except DataError as error:
        return error


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(form=forms())
def test_no_question_is_lost_on_the_way_through_a_translation_sheet(form, tmp_path_factory):
    path = tmp_path_factory.mktemp("sheets") / "s.xlsx"
    path.write_bytes(translation_sheet(form))
    read = read_or_refused(path, form)
    if isinstance(read, DataError):
        # A text with a sign that turns text, or that begins like a formula, is refused.
        assert read.code in ("answer", "formula", "changed-wording")
        return
    gaps_of(form, read)
    after = translated(form, read)
    assert [one.path for one in placed(after)] == [one.path for one in placed(form)]
