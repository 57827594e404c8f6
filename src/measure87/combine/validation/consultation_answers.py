"""Reads workbooks that countries sent back.

A workbook that comes back is nobody's file: it is looked at as any workbook is
(`files.workbook_reading`), and refused if it is of another run, if a figure in it was changed, or
if a cell holds a formula.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from measure87.combine.validation.answer_log import Answer
from measure87.files.workbook_reading import (
    Sheet,
    read_sheet,
    refuse_formulas,
    refuse_other_columns,
)
from measure87.vocabulary.consultation import (
    ABOUT_SHEET,
    ANSWER_COLUMNS,
    ANSWERS_SHEET,
    CONSULTED_ESTIMATES,
    CONSULTED_INPUTS,
    ESTIMATES_SHEET,
    INPUTS_SHEET,
    RESPONSES,
    Cell,
    ConsultationBook,
    shown_text,
)
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.plain_text import escaped

_HEAD_ROWS = 2
_SHEETS = (ABOUT_SHEET, ESTIMATES_SHEET, INPUTS_SHEET, ANSWERS_SHEET)
_NEEDS_COMMENT = frozenset({"disagree", "new_data", "comment"})


def read_answers(
    path: Path | str, books: Mapping[str, ConsultationBook], *, today: date | None = None
) -> list[Answer]:
    """The answers of one workbook; none where nothing was answered.

    Parameters
    ----------
    path
        .xlsx, as it came back.
    books
        What was sent out, by ISO3.
    today
        After which no answer is dated; that of the machine without it.

    Raises
    ------
    DataError
        `formula`, `unknown-sheet`, `hidden-sheet`, `changed-columns`, `further-cell`,
        `another-run`, `changed-figures`, `unknown-country`, `answer`, or as `read_sheet` for a file
        that is none.
    MissingExtraError
        If openpyxl is not installed.
    """
    file = Path(path)
    # Sheets are read first, for that holds them to a size; then every cell is looked at.
    sheets = {name: read_sheet(file, name) for name in _SHEETS}
    refuse_formulas(
        file,
        _SHEETS,
        other="name other figures in the comment, and where they are published",
        hidden="ask the country for the workbook with every sheet shown, as it was sent",
    )
    said = {row[0]: row[1] for row in sheets[ABOUT_SHEET].cells if len(row) > 1 and row[0]}
    book = _book_of(file, said.get("country"), books)
    if said.get("run") != book.run or said.get("figures") != book.figures_hash:
        raise DataError(
            f"this workbook is of run {said.get('run')}, not of {book.run}",
            code="another-run",
            where=file.name,
            hint="send the country the workbook of this run, and ask again",
        )
    columns = {
        ESTIMATES_SHEET: CONSULTED_ESTIMATES.names,
        INPUTS_SHEET: CONSULTED_INPUTS.names,
        ANSWERS_SHEET: [name for name, _ in ANSWER_COLUMNS],
    }
    for title, named in columns.items():
        refuse_other_columns(
            sheets[title], title, named, head=_HEAD_ROWS,
            where_to="move it into the comment of an answer",
        )  # fmt: skip
    _refuse_changes(file, sheets[ESTIMATES_SHEET], ESTIMATES_SHEET, book.estimates)
    _refuse_changes(file, sheets[INPUTS_SHEET], INPUTS_SHEET, book.inputs)
    return _answers(file, sheets[ANSWERS_SHEET], book, today or date.today())


def _book_of(
    file: Path, country: str | None, books: Mapping[str, ConsultationBook]
) -> ConsultationBook:
    if country is None or country not in books:
        raise DataError(
            f"the workbook is of {country or 'no country'}, which was not consulted",
            code="unknown-country",
            where=file.name,
            hint=f"consulted: {', '.join(sorted(books)) or 'none'}",
        )
    return books[country]


def _refuse_changes(
    file: Path, came_back: Sheet, sheet: str, shown: Sequence[Sequence[Cell]]
) -> None:
    """Refuse a sheet whose cells are not what was sent out."""
    found = _filled(came_back.cells[_HEAD_ROWS:])
    sent = [[shown_text(cell) for cell in row] for row in shown]
    if len(found) != len(sent):
        raise _changed(file, sheet, f"it has {len(found)} rows, {len(sent)} were sent out")
    for number, (now, was) in enumerate(zip(found, sent, strict=True), start=1 + _HEAD_ROWS):
        cells = [shown_text(cell) for cell in now] + [""] * max(0, len(was) - len(now))
        for column, (new, old) in enumerate(zip(cells, was, strict=False), start=1):
            if new != old:
                place = f"row {number}, column {column}"
                raise _changed(file, sheet, f"{place} is {new!r}, it was {old!r}")


def _changed(file: Path, sheet: str, how: str) -> DataError:
    return DataError(
        f"sheet {sheet!r} was changed: {how}",
        code="changed-figures",
        where=file.name,
        hint="leave the figures as they are, and say in the answer what is wrong with them",
    )


def _filled(rows: Sequence[Sequence[str | None]]) -> list[Sequence[str | None]]:
    return [row for row in rows if any(cell not in (None, "") for cell in row)]


def _answers(file: Path, sheet: Sheet, book: ConsultationBook, today: date) -> list[Answer]:
    names = [name for name, _ in ANSWER_COLUMNS]
    asked = {(question, measure) for question, measure, _ in book.questions}
    found = []
    for number, cells in enumerate(sheet.cells[_HEAD_ROWS:], start=1 + _HEAD_ROWS):
        padded = [*cells, *[None] * len(names)]
        row = {name: escaped(cell or "").strip() for name, cell in zip(names, padded, strict=False)}
        if not row["response"] and not row["comment"]:
            continue
        where = f"{file.name}, sheet {ANSWERS_SHEET!r}, row {number}"
        if not row["question"] and not row["measure"]:
            raise _unclear(where, "an answer stands in a row without a question")
        if (row["question"], row["measure"]) not in asked:
            raise _unclear(where, f"there is no question {row['question']!r} {row['measure']!r}")
        found.append(
            {
                "country": book.country,
                "question": row["question"],
                "measure": row["measure"],
                "response": _response(row, where),
                "comment": row["comment"],
                "name": _needed(row, "name", where),
                "office": row["office"],
                "date": _day(_needed(row, "date", where), where, today),
                "run": book.run,
                "file": file.name,
                "sha256": sheet.sha256,
            }
        )
    return found


def _response(row: Mapping[str, str], where: str) -> str:
    """The code of a response that was given by code or in words."""
    given = row["response"].casefold()
    for code, label in RESPONSES:
        if given in (code, label.casefold()):
            if code in _NEEDS_COMMENT and not row["comment"]:
                raise _unclear(where, f"{label!r} needs a comment")
            return code
    allowed = "; ".join(label for _, label in RESPONSES)
    if not given:
        raise _unclear(where, f"a comment stands there, and no answer is chosen of: {allowed}")
    raise _unclear(where, f"the answer {row['response']!r} is none of: {allowed}")


def _needed(row: Mapping[str, str], name: str, where: str) -> str:
    if not row[name]:
        raise _unclear(where, f"the {name} is missing")
    return row[name]


def _day(text: str, where: str, today: date) -> str:
    """A day in ISO form; it may be tomorrow here, for it is in other places."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise _unclear(where, f"the date {text!r} is none; write it as 2026-11-26") from None
    if day > today + timedelta(days=1):
        raise _unclear(where, f"the date {text!r} is still to come")
    return day.isoformat()


def _unclear(where: str, what: str) -> DataError:
    return DataError(
        what, code="answer", where=where, hint="ask the country, and correct the sheet"
    )
