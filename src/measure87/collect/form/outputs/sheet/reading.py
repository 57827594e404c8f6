"""Reads translation sheets that came back.

A sheet that comes back is nobody's file: it is looked at as any workbook is, and refused if it has
macros, links to other files, sheets that were not sent out or a formula, if it is of another form,
or if words that were to be translated are not those of the form. What is merely not there yet is
no fault, nor are texts that the form has got since: `completeness` tells them.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from measure87.collect.form.model import Form, Texts
from measure87.collect.form.outputs.sheet.as_xlsx import (
    ABOUT,
    HEAD_ROWS,
    PEOPLE,
    PEOPLE_COLUMNS,
    WORD_COLUMNS,
    about_rows,
    words_sheet,
)
from measure87.collect.form.outputs.sheet.records import (
    CognitiveTest,
    LanguageRecord,
    TranslatedText,
    Translations,
)
from measure87.collect.form.outputs.sheet.wording import Wording, by_key, wordings
from measure87.files.workbook_reading import (
    Sheet,
    read_sheet,
    refuse_formulas,
    refuse_other_columns,
)
from measure87.vocabulary.errors import DataError

_TURNING = re.compile("[\u202a-\u202e\x00-\x08\x0b-\x1f\x7f]")
"""Signs that turn the direction of text, and signs that are none."""
_MOST_PERSONS = 100_000


def read_translations(path: Path, form: Form, banners: Texts | None = None) -> Translations:
    """What a sheet says.

    Parameters
    ----------
    path
        .xlsx, as it came back.
    form
        The form that the sheet was written of.
    banners
        As they were given to `translation_sheet`.

    Raises
    ------
    DataError
        `formula`, `macros`, `external-links`, `embedded-objects`, `unknown-sheet`,
        `hidden-sheet`, `changed-columns`, `further-cell`, `another-form`, `changed-wording`,
        `answer`, or as `read_sheet` for a file that is none.
    MissingExtraError
        If openpyxl is not installed.
    """
    targets = form.languages[1:]
    names = (ABOUT, PEOPLE, *map(words_sheet, targets))
    # Sheets are read first, for that holds them to a size; then every cell is looked at.
    sheets = {name: read_sheet(path, name) for name in names}
    refuse_formulas(
        path,
        names,
        other="keep remarks in the column for comments, and remove the sheet",
        hidden="show it, look at what it holds, and save the workbook again",
    )
    columns = {PEOPLE: PEOPLE_COLUMNS, **dict.fromkeys(map(words_sheet, targets), WORD_COLUMNS)}
    for title, named in columns.items():
        refuse_other_columns(
            sheets[title], title, named, head=HEAD_ROWS,
            where_to="move it into the column for comments, or of people into their notes",
        )  # fmt: skip
    found = wordings(form, banners)
    about = about_rows(form, found)
    said = {row[0]: row[1] or "" for row in sheets[ABOUT].cells if len(row) > 1 and row[0]}
    _refuse_another(path, said, about)
    people = tuple(_people(path, sheets[PEOPLE], form))
    is_same = said.get("words") == about["words"]
    texts = {
        one: dict(_texts(path, sheets[words_sheet(one)], words_sheet(one), found, form, is_same))
        for one in targets
    }
    return Translations(
        form=form.id,
        source=form.languages[0],
        words_hash=about["words"],
        people=people,
        texts=texts,
    )


def _refuse_another(path: Path, said: dict[str, str], about: dict[str, str]) -> None:
    if said.get("form") != about["form"] or said.get("source") != about["source"]:
        raise DataError(
            f"this sheet is of the form {said.get('form')!r}, not of {about['form']!r}",
            code="another-form",
            where=path.name,
            hint="read it with the form that it was written of",
        )


def _rows(sheet: Sheet, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Filled rows below the head, with their number, as texts by column."""
    for number, cells in enumerate(sheet.cells[HEAD_ROWS:], start=1 + HEAD_ROWS):
        padded = [*cells, *[None] * len(columns)]
        row = {name: (cell or "").strip() for name, cell in zip(columns, padded, strict=False)}
        if any(row.values()):
            yield number, row


def _people(path: Path, sheet: Sheet, form: Form) -> Iterator[LanguageRecord]:
    seen: set[str] = set()
    for number, row in _rows(sheet, PEOPLE_COLUMNS):
        where = f"{path.name}, sheet {PEOPLE!r}, row {number}"
        _refuse_signs(row, where)
        language = row["language"]
        if language not in form.languages or language in seen:
            again = "stands twice" if language in seen else "is none of the form"
            raise _unclear(where, f"the language {language!r} {again}")
        seen.add(language)
        yield LanguageRecord(
            language=language,
            translator=row["translator"],
            translated_on=_day(row["translated_on"], where),
            checker=row["checker"],
            checked_on=_day(row["checked_on"], where),
            test=CognitiveTest(
                who=row["tested_by"],
                persons=_number(row["tested_persons"], where),
                on=_day(row["tested_on"], where),
                notes=row["test_notes"],
            ),
        )


def _texts(
    path: Path, sheet: Sheet, name: str, found: list[Wording], form: Form, is_same: bool
) -> Iterator[tuple[str, TranslatedText]]:
    """Each text under its key; the source words must be those that were sent out."""
    wanted = by_key(found)
    first = form.languages[0]
    seen: set[str] = set()
    for number, row in _rows(sheet, WORD_COLUMNS):
        where = f"{path.name}, sheet {name!r}, row {number}"
        _refuse_signs(row, where)
        key = row["key"]
        if key not in wanted or key in seen:
            again = "stands twice" if key in seen else "is none of the form"
            raise _changed(where, f"the key {key!r} {again}", is_same)
        if _one_line(row["source"]) != _one_line(wanted[key].texts[first]):
            raise _changed(where, "the words to be translated are not those of the form", is_same)
        seen.add(key)
        yield (
            key,
            TranslatedText(
                source=wanted[key].texts[first],
                text=row["translation"],
                back=row["back"],
                comment=row["comment"],
            ),
        )


def _refuse_signs(row: dict[str, str], where: str) -> None:
    """Refuse signs that show a text otherwise than it is."""
    for column, text in row.items():
        if _TURNING.search(text):
            raise _unclear(
                where, f"the column {column} holds a sign that cannot be seen and turns text"
            )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _day(text: str, where: str) -> str:
    if not text:
        return ""
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        raise _unclear(where, f"the date {text!r} is none; write it as 2026-11-28") from None


def _number(text: str, where: str) -> int:
    if not text:
        return 0
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_PERSONS:
        raise _unclear(where, f"the number of persons {text!r} is none")
    return int(text)


def _changed(where: str, what: str, is_same: bool) -> DataError:
    """Something was changed in the sheet, or in the form since it was written."""
    since = "write a new sheet with `-o`: the form has changed since, and copy what is still right"
    here = "leave keys and source words as they are; write remarks into the comment"
    return DataError(what, code="changed-wording", where=where, hint=here if is_same else since)


def _unclear(where: str, what: str) -> DataError:
    return DataError(what, code="answer", where=where, hint="correct the sheet, and read it again")
