"""How the rows of CSV text are laid out: the separator, the row of names, where data begin."""

import csv
import io
from dataclasses import dataclass
from itertools import islice

from measure87.files.dictionary_probe import damaged
from measure87.files.header_row import SAMPLE_ROWS, below_title
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

    @property
    def width(self) -> int:
        """Cells of a row."""
        return len(self.header) + self.unnamed

    @property
    def places_unnamed(self) -> list[str]:
        """Places of the columns without a name, counted from 1."""
        return [str(place + 1) for place in range(len(self.header), self.width)]


def layout_of(text: str, form: TableForm, name: str) -> CsvLayout:
    """The layout of CSV text, by its first rows.

    Raises
    ------
    DataError
        If a column has no name, or there is no such row.
    """
    said = _said_by_first_line(text)
    separator, question = said or form.separator, None
    at = form.header_row - 1 if form.header_row is not None else (1 if said else 0)
    if separator is None:
        separator, question = _separator(text, at)
    is_found = False
    if form.header_row is None and not said:
        titled = {sep: below_title(_rows(text, sep)) for sep in _to_try(separator, form)}
        places = {sep: place for sep, place in titled.items() if place is not None}
        if len(places) == 1:
            ((separator, at),) = places.items()
            is_found, question = True, None
    cells, start = _names(text, separator, at, name)
    header = _without_last_unnamed(cells, name)
    unnamed = len(cells) - len(header)
    return CsvLayout(separator, header, at + 1, start, is_found, question, unnamed)


def _to_try(separator: str, form: TableForm) -> str:
    return separator if form.separator is not None else SEPARATORS


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


def _names(text: str, separator: str, at: int, name: str) -> tuple[tuple[str, ...], int]:
    """The names in a row, and how many characters end with it."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=separator)
    try:
        row = next(islice(reader, at, None), None)
    except csv.Error as error:
        raise damaged(name, str(error)) from error
    if row is None:
        raise DataError(
            f"there is no row {at + 1} with names of columns",
            code="header-row",
            where=name,
            hint="header_row counts from 1",
        )
    return tuple(cell.strip() for cell in row), lines.tell()


def _without_last_unnamed(cells: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The names of columns, several of them, before those at the right that have none."""
    header = cells
    while header and not header[-1]:
        header = header[:-1]
    header = header if len(header) > 1 else cells
    if "" in header:
        raise unnamed_column(header.index("") + 1, len(cells), name)
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
