"""CSV files: what separates the cells, in which encoding, and which cells are numbers.

Every cell is read as text first. A column in which every cell that holds something is a
number becomes a column of numbers; "007" is not one, for the zeros would be lost. A text
that a spreadsheet would run as a formula is refused, for the file will be opened in one.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from measure87.files.csv_batches import CsvText
from measure87.files.csv_numbers import ColumnKind, is_number
from measure87.files.dictionary_probe import damaged
from measure87.files.selection import Selection
from measure87.files.source_table import TableContent
from measure87.vocabulary.errors import DataError

_SEPARATORS = ",;\t|"
_FIRST_LINES = 1_000_000
"""Characters in which the first line is looked for."""
_FORMULA = r"^ *[=+\-@\t\r]"
_DASHES = r"^ *-+ *$"


def read_csv(path: Path, wanted: Selection, encoding: str | None) -> TableContent:
    """Values of a CSV file."""
    return _read(CsvText(path.name, lambda: path.open("rb"), encoding), wanted)


def read_csv_bytes(
    data: bytes, wanted: Selection, encoding: str | None, *, name: str
) -> tuple[TableContent, str]:
    """Values and SHA-256 of CSV text."""
    content = _read(CsvText(name, lambda: io.BytesIO(data), encoding), wanted)
    return content, hashlib.sha256(data).hexdigest()


def _read(source: CsvText, wanted: Selection) -> TableContent:
    """Values of CSV text: once through to learn what the columns are, once to keep them."""
    first = next(source.batches())
    separator = _separator(first)
    header = _header(first, separator, source.name)
    chosen = wanted.of(header, where=source.name)
    _refuse_formulas(pl.DataFrame({n: [n] for n in header}), source.name, first_row=1)
    kinds = {name: ColumnKind(decimal_comma=separator == ";") for name in chosen}
    row = 2
    for frame in _frames(source, separator, header):
        _refuse_formulas(frame, source.name, first_row=row)
        for name, kind in kinds.items():
            kind.look(frame[name])
        row += frame.height
    parts = [
        frame.select(kind.made(frame[name]) for name, kind in kinds.items())
        for frame in _frames(source, separator, header)
    ]
    return TableContent(pl.concat(parts, rechunk=False), present=tuple(header))


def _frames(source: CsvText, separator: str, header: Sequence[str]) -> Iterator[pl.DataFrame]:
    """All cells as text under the header's names, batch by batch, without the first line."""
    row = 1
    for text in source.batches():
        frame = _cells(text, separator, header, source.name, row)
        yield frame.slice(1) if row == 1 else frame
        row += frame.height


def _separator(text: str) -> str:
    """The separator that splits the first line into most cells; a comma if none does."""
    first = next((line for line in text[:_FIRST_LINES].splitlines() if line.strip()), "")
    counts = {sep: len(next(csv.reader([first], delimiter=sep), [])) for sep in _SEPARATORS}
    return max(_SEPARATORS, key=lambda sep: counts[sep])


def _header(text: str, separator: str, name: str) -> list[str]:
    try:
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
    except csv.Error as error:
        raise damaged(name, str(error)) from error
    header = [cell.strip() for cell in cells]
    if "" in header:
        raise DataError(
            f"column {header.index('') + 1} of {len(header)} has no name",
            code="unnamed-column",
            where=name,
            hint="the first line must name every column",
        )
    return header


def _cells(
    text: str, separator: str, header: Sequence[str], name: str, first_row: int
) -> pl.DataFrame:
    """The cells of a batch as text, which begins with the row of that number."""
    try:
        frame = pl.read_csv(
            io.BytesIO(text.encode()),
            has_header=False,
            separator=separator,
            infer_schema=False,
            schema={f"c{i}": pl.String for i in range(len(header))},
            truncate_ragged_lines=False,
        )
    except pl.exceptions.PolarsError as error:
        row = _uneven_row(text, separator, len(header))
        if row:
            raise _uneven(row, len(header), name, first_row) from error
        raise damaged(name, "its rows cannot be told apart") from error
    short = len(header) > 1 and frame.to_series(frame.width - 1).null_count() > 0
    if short and (row := _uneven_row(text, separator, len(header))):
        raise _uneven(row, len(header), name, first_row)
    return frame.rename(dict(zip(frame.columns, header, strict=True)))


def _uneven_row(text: str, separator: str, width: int) -> tuple[int, int] | None:
    """Number of the first row that has more or fewer cells than the first line, and how many."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for number, row in enumerate(rows, start=1):
            if row and len(row) != width:
                return number, len(row)
    except csv.Error:
        return None
    return None


def _uneven(row: tuple[int, int], width: int, name: str, first_row: int) -> DataError:
    return DataError(
        f"row {first_row + row[0] - 1} has {row[1]} cell(s) and the first line {width}",
        code="uneven-rows",
        where=name,
        hint="put quotation marks around text that holds the separator; or the file was cut short",
    )


def _refuse_formulas(frame: pl.DataFrame, name: str, *, first_row: int) -> None:
    for column in frame.columns:
        cell = pl.col(column)
        number = is_number(cell.str.strip_chars())
        formula = cell.str.contains(_FORMULA) & ~number & ~cell.str.contains(_DASHES)
        rows = frame.select(formula.fill_null(False).arg_true()).to_series()
        if len(rows):
            row = int(rows[0])
            start = frame[column][row].lstrip(" ")[:1]
            raise DataError(
                f"{len(rows)} cell(s) of column {column!r} hold a formula, first in row "
                f"{row + first_row}: it begins with {start!r}",
                code="formula",
                where=name,
                hint="a spreadsheet would run it; remove the sign, or put an apostrophe before it",
            )
