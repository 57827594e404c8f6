"""The translation sheet goes out, comes back, and is put into the form; what is odd is refused."""

import io
import zipfile

import openpyxl
import pytest
from msgspec.structs import replace

from measure87.collect.form.model import Form, Question, Section, form_json, placed
from measure87.collect.form.outputs.sheet import (
    gaps_of,
    progress_of,
    read_translations,
    translated,
    translation_sheet,
    translations_from_json,
    translations_json,
    with_kept_translations,
)
from measure87.collect.form.outputs.sheet.wording import wordings
from measure87.vocabulary.errors import DataError
from tests.collect.form.outputs.made_form import LANGUAGES, made_form

SOURCE, TRANSLATION, BACK = 3, 4, 5
"""Columns of a sheet of words, from 1."""
BANNERS = {"en": "NOT CHECKED", "fr": "NON VÉRIFIÉ"}


def small_form(languages=("en", "fr")):
    """One part, one question, with wording that nobody stands for."""
    section = Section(
        "part",
        (
            Question("told", "note", {"en": "NOT CHECKED: Part", "fr": "NON VÉRIFIÉ : Partie"}),
            Question("age", "integer", {"en": "How old is ${name}?", "fr": "Âge de ${name} ?"}),
        ),
        labels={"en": "Part · NOT CHECKED", "fr": "Partie · NON VÉRIFIÉ"},
    )
    name = Question("name", "text", {"en": "Name?", "fr": "Nom ?"})
    return Form("small", "1", {"en": "Form", "fr": "Formulaire"}, languages, (), (name, section))


def sent(form, path, change=lambda book: None, **options):
    """The sheet of a form as it comes back, after what somebody did to it."""
    path.write_bytes(translation_sheet(form, **options))
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def filled(book):
    """A sheet with everything that is asked for in it."""
    for row in book["people"].iter_rows(min_row=3):
        language = row[0].value
        values = [f"T. {language}", "2026-10-01", f"C. {language}", "2026-10-09", "Office", "12",
                  "2026-10-20", "two words"]  # fmt: skip
        for cell, value in zip(row[1:], values, strict=True):
            cell.value = value
    for sheet in book.worksheets:
        if sheet.title.startswith("words_"):
            for row in sheet.iter_rows(min_row=3):
                row[BACK - 1].value = f"back: {row[SOURCE - 1].value}"


def test_the_sheet_has_every_text_once_and_its_words_in_the_language_of_the_translator():
    form = made_form()
    book = openpyxl.load_workbook(io.BytesIO(translation_sheet(form)))
    assert book.sheetnames == ["about", "people", *(f"words_{one}" for one in LANGUAGES[1:])]
    rows = list(book["words_ar"].iter_rows(min_row=3, values_only=True))
    assert [row[0] for row in rows] == [one.key for one in wordings(form)]
    assert len({row[0] for row in rows}) == len(rows)
    texts = {row[0]: row for row in rows}
    assert texts["label/threat"][SOURCE - 1] == "Has anybody threatened you?"
    assert texts["label/threat"][TRANSLATION - 1] == "هل هددك أحد؟"
    assert texts["choice/yes_no/1"][1] == "جواب"
    assert book["words_ar"].sheet_view.rightToLeft
    assert not book["words_fr"].sheet_view.rightToLeft
    assert book["words_fr"]["D1"].value == "Traduction en Français (fr)"
    assert not book["words_fr"]["D3"].protection.locked
    assert book["words_fr"]["C3"].protection.locked
    assert "${name}" in str(book["about"]["B6"].value)


def test_the_same_form_gives_the_same_sheet():
    assert translation_sheet(made_form()) == translation_sheet(made_form())


def test_a_sheet_that_nobody_touched_comes_back_as_it_was(tmp_path):
    form = made_form()
    read = read_translations(sent(form, tmp_path / "s.xlsx"), form)
    assert form_json(translated(form, read)) == form_json(form)
    codes = {gap.code for gap in gaps_of(form, read)}
    assert codes == {"no-translator", "no-checker", "no-test", "no-back-translation"}


def test_a_sheet_that_is_filled_in_lacks_nothing_and_survives_the_way_round(tmp_path):
    form = made_form(languages=("en", "ar"))
    read = read_translations(sent(form, tmp_path / "s.xlsx", filled), form)
    assert gaps_of(form, read) == []
    assert all(one.is_complete for one in progress_of(form, read))
    (tmp_path / "t.json").write_bytes(translations_json(read))
    assert translations_from_json(tmp_path / "t.json") == read
    again = read_translations(sent(form, tmp_path / "again.xlsx", translations=read), form)
    assert again == read
    tested = translated(form, read)
    assert {one.question.cognitive_test for one in placed(tested) if one.question.labels} == {
        "en: Office, 12 people, 2026-10-20; ar: Office, 12 people, 2026-10-20"
    }
    assert tested.draft, "that a form is no draft is said by the country"


def test_new_words_reach_questions_answers_messages_parts_and_title(tmp_path):
    form = made_form(languages=("en", "fr"))

    def translate(book):
        for row in book["words_fr"].iter_rows(min_row=3):
            row[TRANSLATION - 1].value = f"Nouveau : {row[SOURCE - 1].value}"

    after = translated(form, read_translations(sent(form, tmp_path / "s.xlsx", translate), form))
    words = {one.key: one.texts for one in wordings(after)}
    before = {one.key: one.texts for one in wordings(form)}
    assert words.keys() == before.keys()
    for key, texts in words.items():
        assert texts["en"] == before[key]["en"]
        assert texts["fr"] == f"Nouveau : {texts['en']}"


def test_a_form_that_is_built_anew_takes_back_what_is_still_a_translation_of_its_words(tmp_path):
    form = made_form(languages=("en", "fr"))

    def translate(book):
        for row in book["words_fr"].iter_rows(min_row=3):
            row[TRANSLATION - 1].value = f"Nouveau : {row[SOURCE - 1].value}"

    read = read_translations(sent(form, tmp_path / "s.xlsx", translate), form)
    assert with_kept_translations(form, tmp_path) == form
    (tmp_path / "translations.json").write_bytes(translations_json(read))
    other = replace(form, title={"en": "Another title", "fr": "Un autre titre"})
    words = {one.key: one.texts["fr"] for one in wordings(with_kept_translations(other, tmp_path))}
    assert words.pop("form_title/") == "Un autre titre"
    assert all(text.startswith("Nouveau : ") for text in words.values())


def test_what_is_lacking_is_told_text_by_text(tmp_path):
    form = made_form(languages=("en", "fr"))

    def spoil(book):
        filled(book)
        rows = {row[0].value: row for row in book["words_fr"].iter_rows(min_row=3)}
        rows["label/sex"][TRANSLATION - 1].value = None
        rows["label/age"][TRANSLATION - 1].value = "Quel âge a-t-il ?"
        rows["label/chores"][TRANSLATION - 1].value = "Que fait ${nobody} ou ${name} ?"
        rows["label/threat"][TRANSLATION - 1].value = "Has anybody threatened you?"
        rows["hint/age"][BACK - 1].value = None
        people = {row[0].value: row for row in book["people"].iter_rows(min_row=3)}
        people["fr"][3].value = people["fr"][1].value.upper()
        people["fr"][6].value = None

    read = read_translations(sent(form, tmp_path / "s.xlsx", spoil), form)
    assert {(gap.code, gap.key) for gap in gaps_of(form, read)} == {
        ("not-translated", "label/sex"),
        ("lost-references", "label/age"),
        ("other-references", "label/chores"),
        ("same-as-source", "label/threat"),
        ("no-back-translation", "hint/age"),
        ("same-person", ""),
        ("no-test", ""),
    }
    (_, french) = progress_of(form, read)
    assert (french.translated, french.wanted) == (french.wanted - 1, len(wordings(form)))
    assert not french.is_complete
    words = {one.key: one.texts["fr"] for one in wordings(translated(form, read))}
    assert words["label/age"] == "Quel âge a-t-il ?"
    assert "${nobody}" not in words["label/chores"], "a form that names nobody cannot be built"


@pytest.mark.parametrize("name", ["${name", "${ name }", "${}"])
def test_a_name_that_is_not_whole_is_told_and_not_taken(tmp_path, name):
    form = made_form(languages=("en", "fr"))

    def spoil(book):
        filled(book)
        for row in book["words_fr"].iter_rows(min_row=3):
            if row[0].value == "label/age":
                row[TRANSLATION - 1].value = f"Quel âge a {name} ?"

    read = read_translations(sent(form, tmp_path / "s.xlsx", spoil), form)
    assert [(gap.code, gap.key) for gap in gaps_of(form, read)] == [
        ("broken-reference", "label/age")
    ]
    words, before = (
        {one.key: one.texts["fr"] for one in wordings(of)} for of in (translated(form, read), form)
    )
    assert words["label/age"] == before["label/age"]


def test_the_banner_goes_when_a_translator_stands_for_the_words(tmp_path):
    form = small_form()
    assert [one.key for one in wordings(form, BANNERS)] == [
        "form_title/", "label/name", "section/part", "label/age",
    ]  # fmt: skip
    for change, title, told in (
        (lambda book: None, "Partie · NON VÉRIFIÉ", "NON VÉRIFIÉ : Partie"),
        (filled, "Partie", "T. fr : Partie"),
    ):
        path = sent(form, tmp_path / "s.xlsx", change, banners=BANNERS)
        book = openpyxl.load_workbook(path)
        cells = {row[0]: row for row in book["words_fr"].iter_rows(values_only=True)}
        assert cells["section/part"][SOURCE - 1] == "Part"
        assert cells["section/part"][TRANSLATION - 1] == "Partie"
        read = read_translations(path, form, BANNERS)
        section = translated(form, read, BANNERS).children[1]
        assert section.labels["fr"] == title
        assert section.children[0].labels["fr"] == told


def change_cell(sheet, cell, value):
    def change(book):
        book[sheet][cell].value = value

    return change


def hide(book):
    book["words_fr"].sheet_state = "hidden"


REFUSED = [
    (change_cell("words_fr", "D3", "=1+1"), "formula"),
    (change_cell("people", "B3", "=HYPERLINK(1)"), "formula"),
    (change_cell("words_fr", "C3", "Other words"), "changed-wording"),
    (change_cell("words_fr", "A3", "label/other"), "changed-wording"),
    (change_cell("words_fr", "A4", "form_title/"), "changed-wording"),
    (change_cell("about", "B2", "other"), "another-form"),
    (change_cell("people", "C3", "yesterday"), "answer"),
    (change_cell("people", "G3", "-3"), "answer"),
    (change_cell("people", "G3", "many"), "answer"),
    (change_cell("people", "A4", "en"), "answer"),
    (change_cell("people", "A4", "de"), "answer"),
    (change_cell("words_fr", "D4", "a\u202eb"), "answer"),
    (change_cell("words_fr", "H4", "a better word"), "further-cell"),
    (change_cell("people", "J3", "by telephone"), "further-cell"),
    (lambda book: book["words_fr"].insert_cols(TRANSLATION), "changed-columns"),
    (lambda book: book.create_sheet("more"), "unknown-sheet"),
    (lambda book: book.remove(book["people"]), "unknown-sheet"),
    (hide, "hidden-sheet"),
]


@pytest.mark.parametrize(("change", "code"), REFUSED)
def test_a_sheet_with_something_odd_is_refused_and_says_where(change, code, tmp_path):
    form = small_form()
    with pytest.raises(DataError) as caught:
        read_translations(sent(form, tmp_path / "s.xlsx", change), form)
    assert caught.value.code == code
    assert "s.xlsx" in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/externalLinks/externalLink1.xml", "external-links"),
        ("xl/embeddings/oleObject1.bin", "embedded-objects"),
    ],
)
def test_a_sheet_that_does_something_is_refused_as_a_consultation_workbook_is(part, code, tmp_path):
    path = sent(small_form(), tmp_path / "s.xlsx")
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr(part, b"<a/>")
    with pytest.raises(DataError) as caught:
        read_translations(path, small_form())
    assert caught.value.code == code


def test_a_sheet_of_words_that_have_changed_since_is_refused(tmp_path):
    path = sent(small_form(), tmp_path / "s.xlsx")
    newer = replace(small_form(), title={"en": "New title", "fr": "Formulaire"})
    with pytest.raises(DataError, match="are not those of the form") as caught:
        read_translations(path, newer)
    assert caught.value.code == "changed-wording"
    assert "the form has changed since" in caught.value.hint


def test_a_question_that_the_form_has_got_since_is_lacking_and_no_fault(tmp_path):
    path = sent(small_form(), tmp_path / "s.xlsx")
    more = Question("more", "text", {"en": "Anything else?", "fr": "Autre chose ?"})
    newer = replace(small_form(), children=(*small_form().children, more))
    read = read_translations(path, newer)
    assert ("not-translated", "label/more") in {(g.code, g.key) for g in gaps_of(newer, read)}


def test_a_sheet_can_be_read_again_after_its_words_are_in_the_form(tmp_path):
    form = small_form()
    path = sent(form, tmp_path / "s.xlsx", filled, banners=BANNERS)
    read = read_translations(path, form, BANNERS)
    after = translated(form, read, BANNERS)
    assert "T. en: Part" in {one.question.labels["en"] for one in placed(after)}
    again = read_translations(path, after, BANNERS)
    assert again.texts == read.texts
    assert translated(after, again, BANNERS) == after


def test_a_day_that_a_spreadsheet_made_of_what_was_typed_is_that_day(tmp_path):
    from datetime import datetime

    change = change_cell("people", "C3", datetime(2026, 10, 1))
    read = read_translations(sent(small_form(), tmp_path / "s.xlsx", change), small_form())
    assert read.person("en").translated_on == "2026-10-01"


def test_a_label_that_looks_like_a_formula_goes_out_as_text():
    form = Form("f", "1", {"en": "F"}, ("en", "fr"), (), (Question("q", "text", {"en": "=1+1"}),))
    book = openpyxl.load_workbook(io.BytesIO(translation_sheet(form)))
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


def test_a_file_that_holds_no_translations_is_told(tmp_path):
    (tmp_path / "translations.json").write_text("{}")
    with pytest.raises(DataError, match="holds no translations"):
        translations_from_json(tmp_path / "translations.json")
