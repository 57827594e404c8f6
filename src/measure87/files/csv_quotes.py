"""Quotation marks of CSV text that are not where a program would have put them.

A mark that opens a cell and is not closed there swallows rows, up to the next mark: one cell then
holds what were rows, and nothing else shows it. A mark inside a cell without marks around it
leaves a row that cannot be told from the next.
"""

import re

import polars as pl

from measure87.vocabulary.errors import DataError

_LEAST_COLUMNS = 4
"""Columns from which on a text of several lines has the separators of rows by no chance."""
_HINT = (
    "if it belongs to the text, write it twice, and one more before and after the cell; "
    "otherwise take it out"
)


def refuse_swallowed_rows(
    frame: pl.DataFrame, text: str, separator: str, name: str, *, first_row: int
) -> None:
    """Refuse cells that hold whole rows, for a mark before them was not closed.

    Parameters
    ----------
    frame, text : cells as text, and the text that they were read from
    first_row : number of the first of its rows

    Raises
    ------
    DataError
        With the first row of such a cell.
    """
    if frame.width < _LEAST_COLUMNS or text.count("\n") <= frame.height:
        return
    for place, column in enumerate(frame.columns):
        cells = frame[column]
        for row in cells.str.contains("\n", literal=True).fill_null(value=False).arg_true():
            if _holds_rows(cells[row], separator, place, frame.width):
                raise _stray(row + first_row, name, "opens a cell and is not closed in its row")


def _holds_rows(cell: str, separator: str, place: int, width: int) -> bool:
    """Whether a cell is the end of one row, perhaps some rows, and the begin of another."""
    first, *rows, last = (line.count(separator) for line in cell.split("\n"))
    ends = first == width - 1 - place and last == place
    return ends and all(count == width - 1 for count in rows)


def stray_quote(text: str, separator: str, name: str, first_row: int) -> DataError | None:
    """The error for the first cell in which a mark stands that parts nothing, if any does."""
    cell = _cell(separator)
    at, row = 0, first_row
    while at < len(text):
        found = cell.match(text, at)
        if found is None:
            return _stray(row, name, "stands inside a cell")
        row += "\n" in found["end"]
        at = found.end()
    return None


def _cell(separator: str) -> re.Pattern[str]:
    """A cell with what ends it: text between marks, or text in which marks stand in pairs."""
    part = re.escape(separator)
    quoted = r'"(?:[^"]|"")*"'
    plain = rf'(?!")[^"{part}\r\n]*(?:"[^"\r\n]*"[^"{part}\r\n]*)*'
    return re.compile(rf"(?:{quoted}|{plain})(?P<end>{part}|\r?\n|\Z)")


def _stray(row: int, name: str, what: str) -> DataError:
    return DataError(
        f"a quotation mark in row {row} {what}", code="stray-quote", where=name, hint=_HINT
    )
