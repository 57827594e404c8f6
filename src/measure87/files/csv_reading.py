"""CSV files: what separates the cells, in which encoding, and which cells are numbers.

Every cell is read as text first. A column in which every cell that holds something is a
number becomes a column of numbers; "007" is not one, for the zeros would be lost. A text
that a spreadsheet would run as a formula is refused, for the file will be opened in one. What the
file does not say surely is asked for, all at once (`table_form`).
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from measure87.files.csv_batches import CsvText, NotUtf8Error
from measure87.files.csv_encoding import (
    BEYOND_ASCII,
    PROVISIONAL,
    encoding_question,
    is_beyond_ascii,
)
from measure87.files.csv_layout import CsvLayout, layout_of, unnamed_column
from measure87.files.csv_numbers import ColumnKind, is_number, look_at, settled
from measure87.files.csv_quotes import refuse_swallowed_rows, stray_quote
from measure87.files.dictionary_probe import damaged
from measure87.files.header_row import (
    EMPTY_ROWS,
    REMOVE_NOTE,
    WIDE,
    below_a_title,
    empty_rows,
    filled,
    left_out,
)
from measure87.files.other_digits import has_other_digits, with_usual_digits
from measure87.files.row_numbers import NO_NUMBER, last_number, left_out_numbers
from measure87.files.rows_of_file import RowsOfFile
from measure87.files.second_header import refuse_second_header
from measure87.files.selection import Selection
from measure87.files.source_table import TableContent
from measure87.files.table_form import TableForm, asked
from measure87.files.total_row import notice_of_totals
from measure87.vocabulary.errors import DataError

_FORMULA = r"^ *[=+\-@\t\r]"
_DASHES = r"^ *-+ *$"
_UNEVEN = "put quotation marks around text that holds the separator; or the file was cut short"
_MARK, _PACKED_ALIKE = "\ufeff", "x^"
"""A mark that the reader passes over, before text that begins like bytes packed by zlib: it would
be unpacked, and its rows be lost."""


def read_csv(path: Path, wanted: Selection, form: TableForm) -> TableContent:
    """Values of a CSV file."""
    return read_csv_text(CsvText(path.name, lambda: path.open("rb"), form.encoding), wanted, form)


def read_csv_bytes(
    data: bytes, wanted: Selection, form: TableForm, *, name: str
) -> tuple[TableContent, str]:
    """Values and SHA-256 of CSV text."""
    source = CsvText(name, lambda: io.BytesIO(data), form.encoding)
    return read_csv_text(source, wanted, form), hashlib.sha256(data).hexdigest()


def read_csv_text(source: CsvText, wanted: Selection, form: TableForm) -> TableContent:
    """Values of CSV text: once through to learn what the columns are, once to keep them.

    Text without a stated encoding that turns out to be no UTF-8 is gone through again byte by
    byte. If no letter beyond ASCII stands in what is wanted, that gives the same values as every
    encoding would; if one does, the encoding is asked for.

    Raises
    ------
    AskedError
        If the file can be read in several ways; with all the questions that it leaves.
    """
    try:
        return _read(source, wanted, form, None)
    except NotUtf8Error as found:
        return _read(replace(source, encoding=PROVISIONAL), wanted, form, found.line)


def _read(
    source: CsvText, wanted: Selection, form: TableForm, not_utf8: int | None
) -> TableContent:
    """As `read_csv_text`; not_utf8: the first line that is no UTF-8, where it is read by bytes."""
    layout = layout_of(next(source.batches()), form, source.name, source.blank_rows())
    header = layout.header
    is_open = not_utf8 is not None
    chosen = _chosen(wanted, header, source.name, is_open=is_open)
    refuse_formulas(pl.DataFrame({n: [n] for n in header}), source.name, first_row=layout.row)
    kinds = {name: ColumnKind() for name in chosen}
    unsure = {name: is_beyond_ascii(name) for name in chosen} if is_open else {}
    row = layout.row + 1
    for frame in _frames(source, layout):
        refuse_formulas(frame, source.name, first_row=row)
        look_at(kinds, frame)
        for name in (name for name, is_unsure in unsure.items() if not is_unsure):
            unsure[name] = bool(frame[name].str.contains(BEYOND_ASCII).any())
        row += frame.height
    found = settled(kinds, layout.separator, form.decimal)
    questions = [one for one in (layout.question, found.question) if one is not None]
    if not_utf8 is not None and (open_ones := [name for name in chosen if unsure[name]]):
        asked_first = encoding_question(not_utf8, list(header), open_ones)
        questions.insert(0, asked_first)
    if questions:
        raise asked(source.name, questions)
    made = [kind.made(pl.col(name), found.readings[name]) for name, kind in kinds.items()]
    gaps = _Gaps(layout.row + 1)
    parts, last = [], tuple[object, ...]()
    for frame in map(gaps.closed, _frames(source, layout)):
        parts.append(frame.select(made))
        last = frame.row(-1) if frame.height else last
    table = pl.concat(parts, rechunk=False)
    totals = notice_of_totals(last, lambda: _numbers(source, layout, form))
    rows = RowsOfFile(layout.row + 1, gaps.rows)
    refuse_second_header(table, source.name, first_row=rows.of(0))
    dropped = (EMPTY_ROWS,) if gaps.rows else ()
    return TableContent(
        table,
        present=header,
        notices=(*_notices(layout), *dropped, *found.notices, *totals),
        remarks=(empty_rows(len(gaps.rows), gaps.rows[0]),) if gaps.rows else (),
        rows=rows,
    )


def _numbers(source: CsvText, layout: CsvLayout, form: TableForm) -> Iterator[pl.DataFrame]:
    """All cells that are numbers, batch by batch; those of no row at all are none."""
    mark = form.decimal or ("." if layout.separator == "," else ",")
    for frame in map(_Gaps(layout.row + 1).closed, _frames(source, layout)):
        text = pl.all().str.strip_chars().str.replace(mark, ".", literal=True)
        yield frame.select(text.cast(pl.Float64, strict=False))


def _notices(layout: CsvLayout) -> tuple[str, ...]:
    """What was concluded of how the rows lie."""
    below = (below_a_title(layout.row),) if layout.is_found else ()
    numbers = (left_out_numbers("1"),) if layout.is_numbered else ()
    without = (left_out(layout.places_unnamed),) if layout.unnamed else ()
    return *below, *numbers, *without


@dataclass
class _Gaps:
    """Rows of a table that hold nothing, as spreadsheets export them, batch by batch.

    Parameters
    ----------
    row : number of the first row of the next batch
    rows : numbers of those that were found
    """

    row: int
    rows: list[int] = field(default_factory=list)

    def closed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """A batch without them."""
        start, self.row = self.row, self.row + frame.height
        if frame.width < 2 or not frame.select(_is_empty(pl.first()).any()).item():
            return frame
        is_gap = frame.select(pl.all_horizontal(_is_empty(pl.all()))).to_series()
        self.rows += (is_gap.arg_true() + start).to_list()
        return frame.filter(~is_gap)


def _is_empty(cells: pl.Expr) -> pl.Expr:
    return cells.str.strip_chars().fill_null("") == ""


def _chosen(wanted: Selection, header: Sequence[str], name: str, *, is_open: bool) -> list[str]:
    """The wanted columns.

    Where the encoding is open, a name that is not found may be one that is misread: all columns
    whose names it could be are taken, so that the encoding is asked for.
    """
    misread = [one for one in header if is_open and is_beyond_ascii(one)]
    asked_for = (*(wanted.names or ()), *wanted.patterns)
    if not misread or not any(is_beyond_ascii(one) for one in asked_for):
        return wanted.of(header, where=name)
    known = replace(wanted, skip_absent=True).of(header, where=name)
    return list(dict.fromkeys((*known, *misread)))


def _frames(source: CsvText, layout: CsvLayout) -> Iterator[pl.DataFrame]:
    """All cells as text under the header's names, batch by batch, from below the names on."""
    row, start = layout.row + 1, layout.start
    last = NO_NUMBER
    for text in source.batches():
        frame = _cells(text[start:], layout.separator, layout.width, source.name, row)
        start = 0
        frame = with_usual_digits(frame) if has_other_digits(text) else frame
        if layout.is_numbered:
            last = _numbered(frame.to_series(0), last, layout, source.name)
        yield _named(frame, layout, source.name)
        row += frame.height


def _numbered(cells: pl.Series, before: int, layout: CsvLayout, name: str) -> int:
    """The last number of a column without a name; refuses what does not number the rows."""
    last = last_number(cells, before)
    if last is None:
        raise unnamed_column(1, layout.width, name)
    return last


def _named(frame: pl.DataFrame, layout: CsvLayout, name: str) -> pl.DataFrame:
    """The columns that have a name, under it; refuses those at the right that hold something."""
    end = layout.first + len(layout.header)
    for place, column in enumerate(frame.columns[end:], end + 1):
        if bool((frame[column].str.strip_chars() != "").any()):
            raise unnamed_column(place, layout.width, name)
    named = frame.select(frame.columns[layout.first : end])
    return named.rename(dict(zip(named.columns, layout.header, strict=True)))


def _cells(text: str, separator: str, width: int, name: str, first_row: int) -> pl.DataFrame:
    """The cells of a batch as text, which begins with the row of that number."""
    schema = {f"c{i}": pl.String for i in range(width)}
    # The reader takes an empty first line for a row of one cell.
    below = text.lstrip("\r\n") if width > 1 else text
    empty = len(text[: len(text) - len(below)].splitlines())
    gap = pl.DataFrame({name: [None] * empty for name in schema}, schema)
    if not below.strip("\r\n"):
        return gap
    if below.startswith(_PACKED_ALIKE):
        below = _MARK + below
    try:
        frame = pl.read_csv(
            io.BytesIO(below.encode()),
            has_header=False,
            separator=separator,
            infer_schema=False,
            schema=schema,
            truncate_ragged_lines=False,
        )
    except pl.exceptions.PolarsError as error:
        fault = _uneven(text, separator, width, name, first_row)
        fault = fault or stray_quote(text, separator, name, first_row)
        raise fault or damaged(name, "its rows cannot be told apart") from error
    frame = pl.concat([gap, frame]) if empty else frame
    refuse_swallowed_rows(frame, text, separator, name, first_row=first_row)
    short = width > 1 and frame.to_series(frame.width - 1).null_count() > 0
    if short and (fault := _uneven(text, separator, width, name, first_row)):
        raise fault
    return frame


def _uneven(text: str, separator: str, width: int, name: str, first_row: int) -> DataError | None:
    """The error for the first row that has more or fewer cells than the first line, if any has."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    is_after_empty = False
    try:
        for number, row in enumerate(rows, start=first_row):
            if row and len(row) != width:
                is_short = width >= WIDE and 2 * len(row) <= width
                is_note = is_short and _is_note(row, is_after_empty, rows)
                return _uneven_row(number, len(row), width, name, is_note, is_after_empty)
            is_after_empty = not row
    except csv.Error:
        return None
    return None


def _is_note(row: Sequence[str], is_after_empty: bool, below: Iterator[list[str]]) -> bool:
    """Whether a row of few cells is a note below the table, with no fuller row under it.

    A last row of one cell may also be what is left of a row where the file was cut short: words
    with blanks between them are not.
    """
    is_words = filled(row) == 1 and len(row[0].split()) > 1 and any(map(str.isalpha, row[0]))
    try:
        return (is_words or is_after_empty) and all(filled(one) <= filled(row) for one in below)
    except csv.Error:
        return False


def _uneven_row(
    number: int, cells: int, width: int, name: str, is_note: bool, is_after_empty: bool
) -> DataError:
    if is_note and is_after_empty and cells == 1:
        return DataError(
            f"row {number} holds one cell after an empty row",
            code="note-in-table",
            where=name,
            hint=REMOVE_NOTE,
        )
    return DataError(
        f"row {number} has {cells} cell(s) and the first line {width}",
        code="note-in-table" if is_note else "uneven-rows",
        where=name,
        hint=REMOVE_NOTE if is_note else _UNEVEN,
    )


def refuse_formulas(frame: pl.DataFrame, name: str, *, first_row: int) -> None:
    """Refuse cells of text that a spreadsheet would run; the first row has that number.

    Raises
    ------
    DataError
        With their number, column and first row.
    """
    starting = frame.select(pl.all().str.contains(_FORMULA).any())
    for column in (name for name in frame.columns if starting[name].item()):
        starts = frame[column].str.contains(_FORMULA).arg_true()
        rows = starts.filter(_runs(frame[column].gather(starts)))
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


def _runs(cells: pl.Series) -> pl.Series:
    """Of cells that begin like a formula, which are neither numbers nor dashes."""
    cell = pl.col("cell")
    harmless = is_number(cell.str.strip_chars()) | cell.str.contains(_DASHES)
    return pl.DataFrame({"cell": cells}).select(~harmless).to_series()
