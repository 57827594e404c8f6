"""Reports and tables in a language that nobody speaks: nothing English is left, nothing is cut."""

import io
import json
import re
from dataclasses import replace

import openpyxl
import pytest
from msgspec.structs import replace as changed

from measure87.define import load_definition
from measure87.disseminate.html import page_of_content
from measure87.disseminate.json_text import estimates_json
from measure87.disseminate.pages.kit.context import definition_text, report_context
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.survey.in_language import result_in_language
from measure87.disseminate.pages.survey.not_shown import refused_of
from measure87.disseminate.released_result import result_from_json
from measure87.disseminate.standard_tables.as_csv import table_csv
from measure87.disseminate.standard_tables.as_html import tables_page
from measure87.disseminate.standard_tables.as_xlsx import workbook_bytes
from measure87.disseminate.standard_tables.book import table_book
from measure87.disseminate.standard_tables.words import table_words
from measure87.estimate.multiple_lists.methods import MethodOptions
from measure87.vocabulary.estimate import Refusal
from tests.disseminate.invented_lists import released, table_of
from tests.disseminate.invented_result import invented_result
from tests.disseminate.locale.directions import numbers_that_turn, pieces, words_from_right_in_left
from tests.disseminate.locale.pseudo_language import (
    ARABIC,
    left_over,
    pseudo_language,
    words_outside,
)
from tests.disseminate.pages.lists.test_lists_report import CELLS, LISTS, METHODS
from tests.disseminate.standard_tables.invented_tables import invented_tables

# What is in no language: the program, and the code of a country that is none.
OF_NO_LANGUAGE = {"measure", "ZZZ"}


@pytest.fixture(scope="module")
def lists():
    return json.loads(json.dumps(released(table_of(LISTS, CELLS), METHODS).to_json()))


def report_of(content, language="xx"):
    return page_of_content(content, report_context(result_from_json(content), language=language))


@pytest.fixture
def xx(tmp_path, monkeypatch):
    """The made-up language, from right to left, with French signs for numbers."""
    return pseudo_language(tmp_path / "locale", monkeypatch)


def content_of(result):
    """The released content of a survey, universes with their ages as a run gives them."""
    content = json.loads(estimates_json(result))
    measures = content["diagnostics"]["measures"]
    measures["child_labour_sdg_b"]["ages"] = [5, 17]
    measures["forced_labour_adults"]["ages"] = [18, None]
    return content


def of_its_author(result):
    """Words of a study's labels, which plots show as they are."""
    labels = " ".join(label for figure in result.estimates for label in figure.labels.values())
    return set(words_outside(labels))


@pytest.fixture
def survey(xx):
    return report_of(content_of(invented_result()))


def test_no_english_is_left_in_the_report_of_a_survey(survey):
    left = set(left_over(survey)) - of_its_author(invented_result())
    assert left <= OF_NO_LANGUAGE | {"Inventia", "mai"}


def test_no_english_is_left_in_the_report_of_lists(lists, xx):
    page = report_of(lists)
    assert set(left_over(page)) <= OF_NO_LANGUAGE | set(LISTS)
    assert "⟦Stepwise" in page


@pytest.fixture
def book(xx):
    result = invented_tables(("mics6", "child_labour", "forced_labour"))
    return table_book(result, report_context(result, language="xx"))


def test_no_english_is_left_in_the_tables(book):
    page = tables_page(book, table_words("xx"))
    assert set(left_over(page)) <= OF_NO_LANGUAGE
    assert '<html lang="xx" dir="rtl">' in page


def test_no_english_is_left_in_the_workbook_and_its_sheets_run_from_right_to_left(book):
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_bytes(book, table_words("xx"))))
    labels = {"HYPERLINK", "East", "Coast", "islands", "Ötzi", "the", "hills"}
    study = {"invented", "study", *words_outside("Children in child labour")}
    for sheet in workbook.worksheets:
        assert sheet.sheet_view.rightToLeft, sheet.title
        texts = [cell.value for row in sheet.iter_rows() for cell in row]
        shown = " ".join(text for text in texts if isinstance(text, str))
        cited = {word for cite in _cited() for word in re.findall(r"[^\W\d_]{3,}", cite)}
        assert set(words_outside(shown)) <= OF_NO_LANGUAGE | labels | study | cited, sheet.title


def _cited():
    """Titles of documents and places in them, which stay in the words of the document."""
    from measure87.disseminate.standard_tables import table_set, table_set_names
    from measure87.vocabulary.citation import bibliography

    for name in table_set_names():
        for table in table_set(name).tables:
            yield table.cite.title or bibliography()[table.cite.key].title
            yield table.cite.at


def test_csv_begins_with_a_mark_of_byte_order_and_its_numbers_are_for_machines(book):
    table = next(table for table in book.tables if table.id == "pr_3_3")
    text = table_csv(table, table_words("xx"))
    assert text.startswith("\ufeff")
    assert re.search(r",\d+\.\d,", text)


def test_numbers_and_dates_are_written_as_the_language_writes_them(survey):
    # French signs, for the made-up language writes as French does.
    assert "\u206616,35 – 19,65\u2069" in survey
    assert "\u20664\u202f000\u2069" in survey
    assert "1 mai 2026" in survey
    assert "95\u00a0%" in survey


def test_what_is_in_brackets_and_intervals_is_kept_whole_from_right_to_left(survey):
    assert "\u2066(38)\u2069" in survey


def test_marks_stand_in_texts_and_never_in_attributes(survey, book, lists):
    for page in (survey, tables_page(book, table_words("xx")), report_of(lists)):
        assert "<bdi" in page
        assert not re.search(r'="[^"<>]*<', page)


def test_plots_run_from_right_to_left_and_keep_each_text_whole(survey):
    svg = re.search(r"<svg.*?</svg>", survey, re.DOTALL)[0]
    ticks = re.findall(r'<text x="([\d.]+)" y="17">\u2068(\d+)\u2069', svg)
    places = [float(x) for x, _ in ticks]
    numbers = [int(n) for _, n in ticks]
    assert len(ticks) > 2
    assert numbers == sorted(numbers)
    assert places == sorted(places, reverse=True)


def test_page_numbers_are_in_the_language_and_change_sides(survey):
    assert '@bottom-left { content: "⟦Page " counter(page) " of " counter(pages)' in survey
    assert "@bottom-right { content: " in survey


def test_a_national_definition_keeps_the_words_of_its_author(xx):
    standard = load_definition("child_labour/sdg_8_7_1")
    measures = {f"zz_{name}": one for name, one in standard.measures.items()}
    measures = {name: replace(one, name=name) for name, one in measures.items()}
    national = replace(
        standard, id="zz/cl", extends="child_labour/sdg_8_7_1", title="Ley", measures=measures
    )
    text = definition_text(national, "xx", "es")
    assert text.title.__html__() == '<bdi lang="es">Ley</bdi>'
    assert text.about.startswith("⟦")
    assert all(title.startswith("⟦Children in child labour") for _, title in text.measures)
    assert text.rules[0][0].startswith("⟦")


def test_texts_of_the_author_say_their_language_where_it_was_told(xx):
    told = invented_result(data_language="es")
    page = report_of(content_of(told))
    title = '<bdi lang="es">Child labour and forced labour in Inventia, 2026</bdi>'
    assert f'<p class="subtitle" lang="es">{title}</p>' in page
    assert re.search(r'<h1 lang="xx">\u27e6', page)
    assert '<bdi lang="es">Coast &amp; &lt;islands&gt;</bdi>' in page
    same = report_of(content_of(invented_result(data_language="xx")))
    assert "Coast &amp; &lt;islands&gt;" in same
    assert "<bdi>Coast" not in same


def test_names_of_lists_are_words_of_the_author(lists, xx):
    study = {"title": "Lists", "invented": True, "notes": [], "language": "xx"}
    study |= {"data_language": "es"}
    told = {**lists, "diagnostics": {**lists["diagnostics"], "study": study}}
    page = report_of(told)
    assert '<th scope="row"><bdi lang="es">Hotline</bdi></th>' in page
    assert '<bdi lang="es">Police</bdi> × <bdi lang="es">NGO</bdi>' in page
    assert '<bdi lang="es">' not in report_of(lists)
    assert "<bdi>Hotline</bdi>" in report_of(lists)


def test_a_missing_item_without_a_text_is_marked_and_its_mark_is_not_read_aloud(xx):
    content = content_of(invented_result())
    one = {"definition": "x", "measure": "m", "missing": ["sex or something_else"]}
    content["diagnostics"]["unsupported"] = [one]
    page = report_of(content)
    assert '<bdi lang="en">something else</bdi>' in page
    assert "&lt;bdi" not in page


def test_parts_of_cases_are_named_by_measure_characteristic_and_code(xx):
    result, cases = invented_result(), "forced_labour_adults"
    context, spoken = report_context(result, language="xx"), words("xx")
    measures = result.diagnostics.measures
    of_cases = {"part_of": cases, "characteristic": "status", "code": "family_worker"}
    part = changed(measures[cases], **of_cases)
    told = result_in_language(
        replace(
            result,
            diagnostics=changed(result.diagnostics, measures={**measures, "one_part": part}),
            refused=[Refusal(f"{cases}_by_industry", "empty-domain", "")],
        ),
        context,
        spoken,
    )
    titles = {name: one.title for name, one in told.diagnostics.measures.items()}
    assert titles["one_part"].startswith(f"⟦{titles['forced_labour_adults']}, by ⟦status")
    assert "⟦Contributing family worker" in titles["one_part"]
    ((refused, _, _),) = refused_of(told, context, spoken)
    assert refused.startswith(f"⟦{titles['forced_labour_adults']}, by ⟦industry")


def test_settings_are_named_and_their_numbers_written_in_the_language(lists, xx):
    settings = {"methods": ["bic", "all"], **MethodOptions().to_json()}
    origin = {**lists["provenance"], "settings": settings}
    page = report_of({**lists, "provenance": origin})
    assert set(left_over(page)) <= OF_NO_LANGUAGE | set(LISTS)
    text = re.sub(r"[\u2066\u2069]", "", page)
    assert re.search(r"⟦threshold of stepwise[^<]*</th><td[^>]*>0,02</td>", text)
    assert re.search(r"<td[^>]*>⟦Lowest BIC[^<]*⟦all[^<]*</td>", text)
    assert "⟦as many as make the limits steady" in text


def test_arabic_letters_do_not_disturb_what_is_written(tmp_path, monkeypatch):
    pseudo_language(tmp_path, monkeypatch, locale="ar", script=ARABIC)
    page = report_of(content_of(invented_result()))
    assert "\u206616.35 – 19.65\u2069" in page
    left = set(left_over(page)) - of_its_author(invented_result())
    assert left <= OF_NO_LANGUAGE | {"Inventia", "مايو"}


def test_in_arabic_no_word_runs_from_left_to_right_and_no_number_is_turned(lists):
    tables = invented_tables(language="ar")
    book = table_book(tables, report_context(tables, language="ar"))
    survey = report_of(content_of(invented_result()), "ar")
    for page in (survey, report_of(lists, "ar"), tables_page(book, table_words("ar"))):
        assert sum(bool(around) for around, _ in pieces(page)) > 50, "nothing is set apart"
        assert words_from_right_in_left(page) == []
        assert numbers_that_turn(page) == []
