"""Writes the translation sheet: one sheet a language, one for who stands for it.

Cells to fill in are coloured; the others are protected against slips. Cells are text, never
formulas; the same form gives the same bytes.
"""

from collections.abc import Mapping

from measure87.collect.form.model import Form, Texts
from measure87.collect.form.outputs.languages import Words, is_mirrored, named, said_in, words_of
from measure87.collect.form.outputs.sheet.records import Translations, words_hash
from measure87.collect.form.outputs.sheet.wording import Wording, wordings
from measure87.files.workbook_writing import CellWriter, Look, Sheet

ABOUT = "about"
PEOPLE = "people"
WORD_COLUMNS = ("key", "kind", "source", "translation", "back", "comment")
PEOPLE_COLUMNS = (
    "language", "translator", "translated_on", "checker", "checked_on", "tested_by",
    "tested_persons", "tested_on", "test_notes",
)  # fmt: skip
HEAD_ROWS = 2
_WIDTHS = (24, 16, 50, 50, 50, 30)
_FILL: Mapping[str, Look] = {
    "locked": False, "bg_color": "#FFF7DC", "border": 1, "num_format": "@",
}  # fmt: skip


def words_sheet(language: str) -> str:
    """Name of the sheet of a language."""
    return f"words_{language}"[:31]


def translation_sheet(
    form: Form, translations: Translations | None = None, banners: Texts | None = None
) -> bytes:
    """The .xlsx file that goes to translators.

    Parameters
    ----------
    form
        The first of its languages is translated from; the others stand as they are, to be mended.
    translations
        What came back before: names, translations back and comments are filled in again.
    banners
        By language: what marks wording that nobody stands for, and is no part of it.
    """
    first = form.languages[0]
    words = words_of(first, "sheet")
    writer = CellWriter(f"{words['title']}: {said_in(form.title, first, form)}")
    found = wordings(form, banners)
    _about(writer, form, words, found)
    _people(writer, form, words, translations)
    for language in form.languages[1:]:
        _words(writer, form, language, found, translations)
    return writer.content()


def about_rows(form: Form, found: list[Wording]) -> dict[str, str]:
    """What a sheet is known by."""
    first = form.languages[0]
    hashed = words_hash([(one.key, one.texts[first]) for one in found])
    return {"form": form.id, "version": form.version, "source": first, "words": hashed}


def _about(writer: CellWriter, form: Form, words: Words, found: list[Wording]) -> None:
    sheet = writer.workbook.add_worksheet(ABOUT)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 100)
    title = f"{words['title']}: {said_in(form.title, form.languages[0], form)}"
    spoken = {code: words_of(code, "sheet") for code in form.languages}
    notes = {f"note {code}": f"{one['lead']} {one['people_lead']}" for code, one in spoken.items()}
    rows = {"title": title, **about_rows(form, found), **notes}
    for row, (key, text) in enumerate(rows.items()):
        writer.cell(sheet, row, 0, key, bold=True)
        writer.cell(sheet, row, 1, text.replace("{{", "{").replace("}}", "}"))
    sheet.protect()


def _people(
    writer: CellWriter, form: Form, words: Words, translations: Translations | None
) -> None:
    sheet = writer.workbook.add_worksheet(PEOPLE)
    sheet.set_column(0, len(PEOPLE_COLUMNS) - 1, 24)
    _head(writer, sheet, PEOPLE_COLUMNS, [words[column] for column in PEOPLE_COLUMNS])
    for row, language in enumerate(form.languages, start=HEAD_ROWS):
        writer.cell(sheet, row, 0, language)
        for column, text in enumerate(_person(language, translations), start=1):
            writer.cell(sheet, row, column, text or None, **_FILL)
    sheet.protect()


def _person(language: str, translations: Translations | None) -> tuple[str, ...]:
    if translations is None:
        return ("",) * (len(PEOPLE_COLUMNS) - 1)
    one = translations.person(language)
    persons = str(one.test.persons) if one.test.persons else ""
    return (
        one.translator, one.translated_on, one.checker, one.checked_on, one.test.who, persons,
        one.test.on, one.test.notes,
    )  # fmt: skip


def _words(
    writer: CellWriter,
    form: Form,
    language: str,
    found: list[Wording],
    translations: Translations | None,
) -> None:
    """The sheet of one language, in its own words, with its columns in its own direction."""
    words = words_of(language, "sheet")
    first = form.languages[0]
    sheet = writer.workbook.add_worksheet(words_sheet(language))
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    spoken = {"source": named(first), "back": named(first), "translation": named(language)}
    heads = [words[one].format(language=spoken.get(one, "")) for one in WORD_COLUMNS]
    _head(writer, sheet, WORD_COLUMNS, heads)
    before = translations.texts.get(language, {}) if translations else {}
    mirrored: Mapping[str, Look] = {"reading_order": 2} if is_mirrored(language) else {}
    for row, one in enumerate(found, start=HEAD_ROWS):
        writer.cell(sheet, row, 0, one.key)
        writer.cell(sheet, row, 1, words[one.kind])
        writer.cell(sheet, row, 2, one.texts[first])
        writer.cell(sheet, row, 3, one.texts.get(language) or None, **_FILL, **mirrored)
        told = before.get(one.key)
        writer.cell(sheet, row, 4, (told.back if told else "") or None, **_FILL)
        writer.cell(sheet, row, 5, (told.comment if told else "") or None, **_FILL)
    if is_mirrored(language):
        sheet.right_to_left()
    sheet.protect()


def _head(writer: CellWriter, sheet: Sheet, columns: tuple[str, ...], heads: list[str]) -> None:
    """Two rows: what a column is in words, and its name."""
    for column, (name, words) in enumerate(zip(columns, heads, strict=True)):
        writer.cell(sheet, 0, column, words, bold=True)
        writer.cell(sheet, 1, column, name, italic=True, bottom=1)
    sheet.freeze_panes(HEAD_ROWS, 0)
