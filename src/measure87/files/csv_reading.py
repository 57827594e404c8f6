"""CSV files: what separates the cells, in which encoding, and which cells are numbers.

Every cell is read as text first. A column in which every cell that holds something is a
number becomes a column of numbers; "007" is not one, for the zeros would be lost. A text
that a spreadsheet would run as a formula is refused, for the file will be opened in one.
"""

import csv
import hashlib
import io
from pathlib import Path

import polars as pl

from measure87.files.dictionary_probe import damaged
from measure87.files.selection import Selection
from measure87.files.source_table import TableContent
from measure87.vocabulary.errors import DataError

_SEPARATORS = ",;\t|"
_FIRST_LINES = 1_000_000
"""Characters in which the first line is looked for."""
_NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"
_NUMBER_COMMA = r"^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$"
_WHOLE = r"^[+-]?\d{1,18}$"
_LEADING_ZERO = r"^[+-]?0\d"
_NOT_A_NUMBER = ["NaN", "nan", "NAN"]
_FORMULA = r"^ *[=+\-@\t\r]"
_DASHES = r"^ *-+ *$"
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def read_csv(path: Path, wanted: Selection, encoding: str | None) -> TableContent:
    """Values of a CSV file."""
    content, _ = read_csv_bytes(path.read_bytes(), wanted, encoding, name=path.name)
    return content


def read_csv_bytes(
    data: bytes, wanted: Selection, encoding: str | None, *, name: str
) -> tuple[TableContent, str]:
    """Values and SHA-256 of CSV text."""
    digest = hashlib.sha256(data).hexdigest()
    if not data.strip():
        raise DataError(
            f"{name} is empty",
            code="empty-file",
            where=name,
            hint="copy or export the file again",
        )
    text = _decode(data, encoding, name)
    separator = _separator(text)
    header = _header(text, separator, name)
    chosen = wanted.of(header, where=name)
    _refuse_formulas(pl.DataFrame({n: [n] for n in header}), name, first_row=1)
    raw = _cells(text, separator, header, name)
    _refuse_formulas(raw, name, first_row=2)
    frame = raw.select(_typed(raw[n], separator) for n in chosen)
    return TableContent(frame, present=tuple(header)), digest


def _decode(data: bytes, encoding: str | None, name: str) -> str:
    if encoding is None:
        marked = (known for mark, known in _BYTE_ORDER_MARKS if data.startswith(mark))
        encoding = next(marked, "utf-8")
    try:
        text = data.decode(encoding)
    except LookupError as error:
        raise DataError(
            f"there is no encoding {encoding!r}",
            code="encoding",
            where=name,
            hint="for instance utf-8, latin-1, windows-1251",
        ) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise DataError(
            f"{name} is not {encoding} text: byte 0x{byte:02x} in line {line}",
            code="encoding",
            where=name,
            hint="save it as UTF-8, or name its encoding (often latin-1 or windows-1252)",
        ) from error
    if "\x00" in text:
        raise damaged(name, "it holds zero bytes, so it is not text")
    text = text.removeprefix("\ufeff").lstrip("\r\n")
    return text if "\n" in text else text.replace("\r", "\n")


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


def _cells(text: str, separator: str, header: list[str], name: str) -> pl.DataFrame:
    """All cells as text under the header's names."""
    try:
        frame = pl.read_csv(
            io.BytesIO(text.encode()),
            has_header=False,
            separator=separator,
            infer_schema=False,
            new_columns=[f"c{i}" for i in range(len(header))],
            truncate_ragged_lines=False,
        )
    except pl.exceptions.PolarsError as error:
        row = _uneven_row(text, separator, len(header))
        if row:
            raise _uneven(row, len(header), name) from error
        raise damaged(name, " ".join(str(error).split("\n")[0].split())[:160]) from error
    short = len(header) > 1 and frame.to_series(frame.width - 1).null_count() > 0
    if short and (row := _uneven_row(text, separator, len(header))):
        raise _uneven(row, len(header), name)
    return frame.slice(1).rename(dict(zip(frame.columns, header, strict=True)))


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


def _uneven(row: tuple[int, int], width: int, name: str) -> DataError:
    return DataError(
        f"row {row[0]} has {row[1]} cell(s) and the first line {width}",
        code="uneven-rows",
        where=name,
        hint="put quotation marks around text that holds the separator; or the file was cut short",
    )


def _refuse_formulas(frame: pl.DataFrame, name: str, *, first_row: int) -> None:
    for column in frame.columns:
        cell = pl.col(column)
        stripped = cell.str.strip_chars()
        number = stripped.str.contains(_NUMBER) | stripped.str.contains(_NUMBER_COMMA)
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


def _typed(cells: pl.Series, separator: str) -> pl.Series:
    """The column as numbers if every cell that holds something is one, else trimmed text."""
    text = cells.str.strip_chars().replace("", None)
    known = text.replace(_NOT_A_NUMBER, [None] * len(_NOT_A_NUMBER))
    there = known.drop_nulls()
    if not len(there) or bool(there.str.contains(_LEADING_ZERO).any()):
        return text
    if bool(there.str.contains(_WHOLE).all()):
        return known.str.strip_prefix("+").cast(pl.Int64)
    if bool(there.str.contains(_NUMBER).all()):
        numbers = known.cast(pl.Float64)
    elif separator == ";" and bool(there.str.contains(_NUMBER_COMMA).all()):
        numbers = known.str.replace(",", ".", literal=True).cast(pl.Float64)
    else:
        return text
    return text if bool(numbers.is_infinite().any()) else numbers
