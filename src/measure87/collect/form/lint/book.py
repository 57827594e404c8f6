"""The cells of an XLSForm with their places, from a workbook that nobody vouches for."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Literal

from measure87.collect.form.lint.finding import Place
from measure87.files import code_of
from measure87.files.workbook_reading import MOST_COLUMNS, MOST_ROWS, refuse_hostile
from measure87.vocabulary.errors import DataError, MissingExtraError

MOST_CELLS = 5_000_000
"""Cells of a sheet, empty ones too: some programs write all that were ever formatted."""

type CellKind = Literal["text", "date", "error"]


@dataclass(frozen=True)
class Cell:
    """What a cell says, and where it stands."""

    text: str
    """Without the spaces around it."""
    row: int
    column: int
    """From 1."""
    kind: CellKind = "text"
    raw: str = ""
    """With them."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its headers by column, and its rows of filled cells by column."""

    name: str
    headers: Mapping[int, Cell]
    rows: tuple[Mapping[int, Cell], ...]
    """Rows that have anything, without that of the headers."""

    def place(self, cell: Cell) -> Place:
        """Where a cell stands."""
        return self.at(cell.row, cell.column)

    def at(self, row: int, column: int) -> Place:
        """A place by row and column, filled or not."""
        header = self.headers.get(column)
        return Place(self.name, row, letter_of(column), "" if header is None else header.text)


@dataclass(frozen=True)
class Book:
    """The sheets of a form, by their names in small letters."""

    source: Path
    sheets: Mapping[str, Sheet]


def letter_of(column: int) -> str:
    """The column as a spreadsheet names it.

    >>> letter_of(1), letter_of(27)
    ('A', 'AA')
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_book(path: Path) -> Book:
    """All sheets of an .xlsx file.

    Raises
    ------
    DataError
        If it is no workbook, has macros, links to other files, objects or formulas inside, or is
        too large.
    MissingExtraError
        If openpyxl is not installed.
    """
    refuse_hostile(path)
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError("openpyxl", "field") from None
    try:
        with warnings.catch_warnings():
            # It warns of decorations that it leaves out; they say nothing of a form.
            warnings.simplefilter("ignore")
            opened = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except Exception as error:
        # openpyxl raises many kinds of errors on a damaged file.
        raise _damaged(path) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheets = {one.title.strip().lower(): _sheet(path, one) for one in opened.worksheets}
    finally:
        opened.close()
    return Book(path, sheets)


def _damaged(path: Path) -> DataError:
    return DataError(
        f"{path.name} cannot be read as a workbook",
        code="damaged-file",
        where=path.name,
        hint="open it in a spreadsheet, and save it again as .xlsx",
    )


def _sheet(path: Path, sheet: object) -> Sheet:
    rows: list[dict[int, Cell]] = []
    looked_at = 0
    try:
        sheet.reset_dimensions()  # type: ignore[attr-defined]
        for number, row in enumerate(sheet.iter_rows(), start=1):  # type: ignore[attr-defined]
            looked_at += len(row)
            if looked_at > MOST_CELLS:
                raise _too_large(path, f"{MOST_CELLS:,} cells")
            found = [_cell(path, sheet, one, number, at) for at, one in enumerate(row, start=1)]
            cells = {one.column: one for one in found if one is not None}
            if len(rows) > MOST_ROWS or max(cells, default=0) > MOST_COLUMNS:
                raise _too_large(path, f"{MOST_ROWS:,} rows or {MOST_COLUMNS} columns")
            if cells or not rows:
                rows.append(cells)
    except DataError:
        raise
    except Exception as error:
        raise _damaged(path) from error
    name: str = sheet.title  # type: ignore[attr-defined]
    headers = rows[0] if rows else {}
    return Sheet(name, headers, tuple(row for row in rows[1:] if row))


def _too_large(path: Path, what: str) -> DataError:
    return DataError(
        f"{path.name} has a sheet of more than {what}",
        code="too-large",
        where=path.name,
        hint="delete what is formatted but empty, and save it again",
    )


def _cell(path: Path, sheet: object, cell: object, row: int, column: int) -> Cell | None:
    value = cell.value  # type: ignore[attr-defined]
    kind = cell.data_type if value is not None else ""  # type: ignore[attr-defined]
    if value is None:
        return None
    if kind == "f":
        name: str = sheet.title  # type: ignore[attr-defined]
        raise DataError(
            f"cell {letter_of(column)}{row} of sheet {name!r} has a formula",
            code="formula",
            where=path.name,
            hint="put its value or the expression as text in its place: a form is not computed "
            "by a spreadsheet",
        )
    return _read(value, str(kind), row, column)


def _read(value: object, kind: str, row: int, column: int) -> Cell | None:
    if isinstance(value, datetime | date | time):
        return Cell(value.isoformat(), row, column, "date")
    text = value if isinstance(value, str) else code_of(value)
    if not text.strip():
        return None
    return Cell(text.strip(), row, column, "error" if kind == "e" else "text", text)
