"""How the rows of CSV text are laid out: the separator, the row of names, where data begin."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from measure87.files.dictionary_probe import damaged
from measure87.files.header_row import SAMPLE_ROWS, WIDE, below_title, row_below_one_cell
from measure87.files.table_form import SEPARATORS, Question, TableForm
from measure87.vocabulary.errors import DataError

_FIRST_LINES = 1_000_000
"""Characters in which the first rows are looked for."""
_SAID = "sep="
_QUOTE = '"'
_TITLES = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a vertical bar"}


@dataclass(frozen=True)
class CsvLayout:
    """How the rows lie.

    Parameters
    ----------
    separator : between cells
    header : names of the columns
    unnamed : columns without a name at the right of the others; they may hold nothing
    is_numbered : whether a column without a name stands before the others; it may number the rows
    row : of the names, counted from 1
    start : characters of the text before the first row of data
    is_found : whether the names were found below a title
    question : what is left open of the separator
    """

    separator: str
    header: tuple[str, ...]
    row: int
    start: int
    is_found: bool = False
    question: Question | None = None
    unnamed: int = 0
    is_numbered: bool = False

    @property
    def first(self) -> int:
        """Place of the first column that has a name."""
        return int(self.is_numbered)

    @property
    def width(self) -> int:
        """Cells of a row."""
        return self.first + len(self.header) + self.unnamed

    @property
    def places_unnamed(self) -> list[str]:
        """Places of the columns at the right without a name, counted from 1."""
        return [str(place + 1) for place in range(self.first + len(self.header), self.width)]


def layout_of(text: str, form: TableForm, name: str, above: int = 0) -> CsvLayout:
    """The layout of CSV text, by its first rows.

    Parameters
    ----------
    above : blank lines before the text, which have numbers too

    Raises
    ------
    DataError
        If a column has no name, there is no such row, or the cells of a row are not parted.
    """
    said = _said_by_first_line(text)
    separator, question = said or form.separator, None
    at = 1 if said else 0
    if form.header_row is not None:
        at = form.header_row - 1 - above
        if at < 0:
            raise _no_row(form.header_row, name)
    if separator is None:
        separator, question = _separator(text, at)
    is_found = False
    if form.header_row is None and not said:
        titled = {sep: below_title(_rows(text, sep)) for sep in _to_try(separator, form)}
        places = {sep: place for sep, place in titled.items() if place is not None}
        if len(places) == 1:
            ((separator, at),) = places.items()
            is_found, question = True, None
        elif form.separator is None and (below := _below_one_cell(text, name)) is not None:
            separator, at = below
            question = _question_of_names(at + above, len(_rows(text, separator)[at]))
    cells, start = _names(text, separator, at, name, above)
    is_numbered = len(cells) > WIDE and not cells[0] and bool(cells[1])
    header = _without_last_unnamed(cells, name, first=int(is_numbered))
    unnamed = len(cells) - len(header) - int(is_numbered)
    return CsvLayout(
        separator, header, at + 1 + above, start, is_found, question, unnamed, is_numbered
    )


def _below_one_cell(text: str, name: str) -> tuple[str, int] | None:
    """The separator and the row of names where the first row is one cell and rows below are not.

    Raises
    ------
    DataError
        If every row is one cell that seems to hold several.
    """
    rows = {sep: [row for row in _rows(text, sep) if row] for sep in SEPARATORS}
    if any(not one or len(one[0]) > 1 for one in rows.values()):
        return None
    found = {sep: row_below_one_cell(_rows(text, sep)) for sep in SEPARATORS}
    places = {sep: at for sep, at in found.items() if at is not None and len(rows[sep][-1]) >= WIDE}
    if len(places) == 1:
        return next(iter(places.items()))
    _refuse_unparted(text, [row[0] for row in rows[SEPARATORS[0]] if len(row) == 1], name)
    return None


def _refuse_unparted(text: str, cells: list[str], name: str) -> None:
    """Refuse rows of one cell each where each holds as many signs, or words, that part cells."""
    if len(cells) < WIDE:
        return
    for sign, what in _TITLES.items():
        if count := _even([len(cell.split(sign)) for cell in cells]):
            hint = "quotation marks around a whole row make one cell of it: take them away"
            raise _unparted(what, count, hint, name)
    in_marks = [len(row) for row in _rows(text, " ") if row]
    if count := _even([len(cell.split()) for cell in cells]) or _even(in_marks):
        hint = "blanks part no cells: export the file with commas, semicolons or tabs"
        raise _unparted("blanks", count, hint, name)


def _even(parts: list[int]) -> int:
    """How many parts every row has, if all have as many, and several; else 0."""
    return parts[0] if len(set(parts)) == 1 and parts[0] >= WIDE else 0


def _unparted(what: str, count: int, hint: str, name: str) -> DataError:
    return DataError(
        f"every row is one cell; it would be {count} if cells were parted by: {what}",
        code="unparted-cells",
        where=name,
        hint=hint,
    )


def _question_of_names(at: int, width: int) -> Question:
    return Question(
        f"its first row is one cell, and row {at + 1} may name {width} columns",
        f"header_row = {at + 1}",
        code="header-row",
    )


def _to_try(separator: str, form: TableForm) -> str:
    return separator if form.separator is not None else SEPARATORS


def separator_of_columns(text: str, columns: Collection[str]) -> str:
    """What splits the first line of text into most of the columns that a table must have.

    A comma where nothing finds more. Spreadsheets write semicolons in the many languages that have
    a comma in numbers.

    >>> separator_of_columns("who;when;why\\nA;2027-03-02;a slip, twice", ("who", "why"))
    ';'
    """

    def found(separator: str) -> int:
        names = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
        return len(set(columns).intersection(names))

    return max(SEPARATORS, key=found)


def _said_by_first_line(text: str) -> str | None:
    """The separator of a first line `sep=;`, as spreadsheets write and read it."""
    line = text[:8].splitlines()[0].strip('"') if text[:8].splitlines() else ""
    sign = line[len(_SAID) :]
    return sign if line.lower().startswith(_SAID) and sign in [*SEPARATORS] else None


def _rows(text: str, separator: str) -> list[list[str]]:
    whole = len(text) <= _FIRST_LINES
    first = text if whole else text[: text.rfind("\n", 0, _FIRST_LINES) + 1]
    lines = io.StringIO(first, newline="")
    try:
        return list(islice(csv.reader(lines, delimiter=separator), SAMPLE_ROWS))
    except csv.Error:
        return []


def _separator(text: str, at: int) -> tuple[str, Question | None]:
    """What splits the row of names; where several do, what splits all rows into as many cells."""
    rows = {sep: [row for row in _rows(text, sep)[at:] if row] for sep in SEPARATORS}
    widths = {sep: [len(row) for row in rows[sep]] for sep in SEPARATORS}
    splits = [sep for sep in SEPARATORS if widths[sep] and widths[sep][0] > 1]
    if len(splits) < 2:
        return (splits or [","])[0], None
    even = [sep for sep in splits if len(set(widths[sep])) == 1 and not _cuts_quotes(rows[sep])]
    if len(even) == 1:
        return even[0], None
    most = max(even or splits, key=lambda sep: widths[sep][0])
    return most, _question(even, widths) if even else None


def _cuts_quotes(rows: list[list[str]]) -> bool:
    """Whether some cell has one of two quotation marks: the separator stands between them."""
    return any(cell.count(_QUOTE) % 2 for row in rows for cell in row)


def _question(even: list[str], widths: dict[str, list[int]]) -> Question:
    lines = [f'"{_written(sep)}"' for sep in even]
    ways = " or ".join(f"{_TITLES[sep]} ({widths[sep][0]} columns)" for sep in even)
    return Question(
        f"its cells may be separated by {ways}",
        f"separator = {lines[0]}",
        tuple(lines[1:]),
        code="separator",
    )


def _written(separator: str) -> str:
    return "\\t" if separator == "\t" else separator


def _names(
    text: str, separator: str, at: int, name: str, above: int
) -> tuple[tuple[str, ...], int]:
    """The names in a row, and how many characters end with it."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=separator)
    try:
        row = next(islice(reader, at, None), None)
    except csv.Error as error:
        raise damaged(name, str(error)) from error
    if row is None:
        raise _no_row(at + 1 + above, name)
    return tuple(cell.strip() for cell in row), lines.tell()


def _no_row(number: int, name: str) -> DataError:
    return DataError(
        f"there is no row {number} with names of columns",
        code="header-row",
        where=name,
        hint="header_row counts from 1",
    )


def _without_last_unnamed(cells: tuple[str, ...], name: str, *, first: int) -> tuple[str, ...]:
    """The names of columns, several of them, before those at the right that have none.

    first : place of the first column that has a name
    """
    header = cells[first:]
    while header and not header[-1]:
        header = header[:-1]
    header = header if len(header) > 1 else cells[first:]
    if "" in header:
        raise unnamed_column(header.index("") + 1 + first, len(cells), name)
    return header


def unnamed_column(place: int, width: int, name: str) -> DataError:
    """The error for a column without a name."""
    return DataError(
        f"column {place} of {width} has no name",
        code="unnamed-column",
        where=name,
        hint="the first line must name every column; if the names stand further down, write "
        "header_row = N, the number of their row",
    )
