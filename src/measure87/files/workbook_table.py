"""A table in a workbook: XLSX, XLS and ODS, read by calamine in a process of its own.

One sheet that is shown and holds something is taken; of several the name is asked for. The names
of columns stand in the first row, or below a title where that is sure. Values are as the workbook
stores them, not as it shows them: 7 shown as 007 is 7, and a text 007 stays a text. Numbers held as
text are numbers where the whole column is. Of a formula the value is read that was stored. Whole
numbers that a spreadsheet cannot hold to their last digit are refused, for keys have become alike.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

import polars as pl

from measure87.files.csv_numbers import ColumnKind, Reading, look_at, settled
from measure87.files.csv_reading import refuse_formulas
from measure87.files.dictionary_probe import damaged
from measure87.files.header_row import (
    EMPTY_ROWS,
    REMOVE_NOTE,
    SAMPLE_ROWS,
    WIDE,
    below_a_title,
    below_title,
    empty_rows,
    filled,
    is_header,
    left_out,
)
from measure87.files.other_digits import with_usual_digits
from measure87.files.row_numbers import last_number, left_out_numbers
from measure87.files.rows_of_file import RowsOfFile
from measure87.files.second_header import refuse_second_header
from measure87.files.selection import Selection
from measure87.files.source_table import (
    LARGEST_WHOLE,
    TableContent,
    code_of,
    code_text,
    tidy,
)
from measure87.files.table_form import AskedError, Question, TableForm, asked, asked_which
from measure87.files.total_row import notice_of_totals
from measure87.files.workbook_faults import (
    column_letters,
    faults_in,
    notice_of_errors,
    refuse_uncomputed,
    remark_of_errors,
    remark_of_shown_zeros,
)
from measure87.files.workbook_reading import refuse_hostile, refuse_hostile_package
from measure87.vocabulary.errors import DataError

MOST_CELLS = 30_000_000
MOST_UNPACKED = 1_500_000_000
_WORKER = Path(__file__).with_name("workbook_worker.py")
_PASSWORD, _TOO_LARGE = 3, 5
_MOST_NAMED = 5
_Cells = list[list[int | float | str | None]]


@dataclass
class _Column:
    """The cells of a column: numbers and texts, each null where the cell is the other."""

    numbers: list[pl.Series] = field(default_factory=list)
    texts: list[pl.Series] = field(default_factory=list)

    def add(self, cells: Sequence[int | float | str | None]) -> None:
        numbers = [None if isinstance(cell, str) else cell for cell in cells]
        texts = [cell if isinstance(cell, str) else None for cell in cells]
        self.numbers.append(pl.Series(numbers, dtype=pl.Float64))
        self.texts.append(pl.Series(texts, dtype=pl.String))

    @property
    def is_empty(self) -> bool:
        every = [*self.numbers, *self.texts]
        return all(part.null_count() == len(part) for part in every)

    @property
    def held(self) -> pl.Series:
        """Whether each cell holds something."""
        return pl.concat(self.numbers).is_not_null() | pl.concat(self.texts).is_not_null()


@dataclass(frozen=True)
class _Sheet:
    """A sheet: its first rows as texts, its first column that is used, and all its cells."""

    name: str
    first_column: int
    columns: list[_Column]
    first: list[list[str]]
    joined: list[tuple[int, int, int]]
    """Cells that are joined over rows of one column: first row, last row, column."""

    def letters(self, column: int) -> str:
        """How spreadsheets name a column of the table."""
        return column_letters(self.first_column + column)


def read_workbook(path: Path, wanted: Selection, form: TableForm) -> TableContent:
    """Values of a sheet of a workbook.

    Raises
    ------
    AskedError
        If several sheets hold something and none was named, or numbers held as text can be read
        in several ways.
    DataError
        If the workbook is hostile, damaged, too large or has a password, or the sheet is not there,
        has a column without a name or a note below the table, or formulas without values.
    """
    _refuse_hostile(path)
    sheet = _read_sheet(path, form)
    if isinstance(sheet, Question):
        raise asked_which(path.name, sheet, lambda name: _left_open(path, wanted, form, name))
    return _content(path, sheet, wanted, form)


def _left_open(path: Path, wanted: Selection, form: TableForm, name: str) -> Sequence[Question]:
    """What a sheet would leave open if it were the one that is meant."""
    try:
        read_workbook(path, wanted, replace(form, sheet=name))
    except AskedError as error:
        return error.questions
    except DataError:
        return ()  # a sheet of notes: what is wrong with it is told if it is chosen
    return ()


def _content(path: Path, sheet: _Sheet, wanted: Selection, form: TableForm) -> TableContent:
    faults = faults_in(path, sheet.name)
    refuse_uncomputed(path.name, faults)
    at, is_found = _row_of_names(sheet, form, path.name)
    is_numbered = _is_numbered(sheet, at)
    names, without = _names(sheet, at, path.name, first=int(is_numbered))
    content = _table(path.name, sheet, at, names, wanted, form)
    notices = (
        below_a_title(at + 1) if is_found else None,
        left_out_numbers(sheet.letters(0)) if is_numbered else None,
        left_out(without) if without else None,
        notice_of_errors(faults),
        *content.notices,
    )
    remarks = (remark_of_errors(faults), remark_of_shown_zeros(path), *content.remarks)
    return replace(content, notices=_said(notices), remarks=_said(remarks))


def _said(texts: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _refuse_hostile(path: Path) -> None:
    if path.suffix.lower() == ".xlsx":
        refuse_hostile(path, most_bytes=MOST_UNPACKED)
    elif path.suffix.lower() == ".ods":
        refuse_hostile_package(path, "an OpenDocument table (.ods)", most_bytes=MOST_UNPACKED)


def _read_sheet(path: Path, form: TableForm) -> _Sheet | Question:
    """The cells of the one sheet that is meant, out of another process; or which of them is."""
    command = [sys.executable, "-I", str(_WORKER), str(path), str(MOST_CELLS)]
    if form.sheet is not None:
        command.append(form.sheet)
    with tempfile.TemporaryFile("w+") as problems, subprocess.Popen(  # noqa: S603 - our own script
        command, stdout=subprocess.PIPE, stderr=problems, text=True, encoding="ascii"
    ) as worker:  # fmt: skip
        out = worker.stdout
        if out is None:
            raise damaged(path.name, "its reader does not start")
        try:
            return _sheet_from(out, path.name, form)
        except _EndedError as error:
            raise _ended(path.name, worker.wait()) from error
        finally:
            worker.kill()


class _EndedError(Exception):
    """The other process ended before it had said everything."""


def _line(out: IO[str]) -> str:
    line = out.readline()
    if not line.endswith("\n"):
        raise _EndedError
    return line


def _sheet_from(out: IO[str], name: str, form: TableForm) -> _Sheet | Question:
    said = json.loads(_line(out))
    chosen = _chosen(said["found"], said["every"], name, form)
    if isinstance(chosen, Question):
        return chosen
    about = json.loads(_line(out))
    columns: list[_Column] = []
    first: list[list[str]] = []
    for block in _blocks(out):
        columns = columns or [_Column() for _ in block]
        for column, cells in zip(columns, block, strict=True):
            column.add(cells)
        if not first:
            rows = zip(*(cells[:SAMPLE_ROWS] for cells in block), strict=True)
            first = [["" if cell is None else code_of(cell) for cell in row] for row in rows]
    joined = [(top, bottom, column) for top, bottom, column in about["joined"]]
    return _Sheet(chosen, about["first_column"], columns, first, joined)


def _blocks(out: IO[str]) -> Iterator[_Cells]:
    while (block := json.loads(_line(out))) is not None:
        yield block


def _chosen(
    found: list[tuple[str, int, int]], every: dict[str, bool], name: str, form: TableForm
) -> str | Question:
    """The name of the one sheet that is meant; or which of them is."""
    shown = [sheet for sheet, is_shown in every.items() if is_shown]
    if len(found) == 1:
        return found[0][0]
    if not found and form.sheet is not None:
        raise DataError(
            f"there is no sheet {form.sheet!r}",
            code="unknown-sheet",
            where=name,
            hint=f"sheets present: {', '.join(shown) or 'none that is shown'}",
        )
    if not found:
        raise DataError(
            f"{name} is empty: no sheet that is shown holds anything",
            code="empty-file",
            where=name,
            hint="name a hidden sheet with sheet = NAME, or export the file again",
        )
    lines = [f"sheet = {json.dumps(sheet, ensure_ascii=False)}" for sheet, _, _ in found]
    sizes = ", ".join(f"{sheet!r} ({rows:,} rows)" for sheet, rows, _ in found)
    return Question(
        f"its sheets {sizes} hold something, and one is read",
        lines[0],
        tuple(line.removeprefix("sheet = ") for line in lines[1:]),
        code="sheet",
    )


def _ended(name: str, status: int) -> DataError:
    if status == _PASSWORD:
        return DataError(
            f"{name} has a password",
            code="password",
            where=name,
            hint="open it in the spreadsheet program, and save it without one",
        )
    if status == _TOO_LARGE:
        return DataError(
            f"{name} has a sheet of more than {MOST_CELLS:,} cells",
            code="too-large",
            where=name,
            hint="save the sheet as CSV, or as Parquet",
        )
    return damaged(name, "it cannot be read to its end")


def _row_of_names(sheet: _Sheet, form: TableForm, name: str) -> tuple[int, bool]:
    """Place of the row of names among the rows that hold something, and whether it was found."""
    if form.header_row is not None:
        at = form.header_row - 1
        if not at < len(sheet.first):
            raise DataError(
                f"there is no row {form.header_row} with names of columns",
                code="header-row",
                where=name,
                hint=f"it is looked for in the first {SAMPLE_ROWS} rows, counted from 1",
            )
        return at, False
    used = [column for column, one in enumerate(sheet.columns) if not one.is_empty]
    rows = [[row[column] for column in used] for row in sheet.first]
    top = next((place for place, row in enumerate(rows) if filled(row)), 0)
    if not rows or is_header(rows[top], len(used)):
        return top, False
    found = below_title(rows)
    return (top, False) if found is None else (found, True)


def _is_numbered(sheet: _Sheet, at: int) -> bool:
    """Whether a first column without a name numbers the rows below those of the names."""
    row = [cell.strip() for cell in sheet.first[at]] if sheet.first else []
    if len(row) <= WIDE or row[0] or not row[1] or sheet.columns[0].is_empty:
        return False
    numbers = pl.concat(sheet.columns[0].numbers).slice(at + 1)
    no_texts = pl.concat(sheet.columns[0].texts).slice(at + 1).null_count() == len(numbers)
    is_whole = bool((numbers.drop_nulls() % 1 == 0).all())
    return no_texts and is_whole and last_number(numbers.cast(pl.Int64, strict=False)) is not None


def _names(sheet: _Sheet, at: int, name: str, *, first: int) -> tuple[dict[int, str], list[str]]:
    """Name by column, and the letters of empty columns that have none.

    first : column from which on each has a name
    """
    row = [cell.strip() for cell in sheet.first[at]] if sheet.first else []
    empty = [column for column, one in enumerate(sheet.columns) if one.is_empty]
    bare = [
        column
        for column, cell in enumerate(row)
        if not cell and column >= first and column not in empty
    ]
    if bare:
        letters = ", ".join(sheet.letters(column) for column in bare[:_MOST_NAMED])
        raise DataError(
            f"column(s) {letters} of {len(row)} have no name in row {at + 1}",
            code="unnamed-column",
            where=name,
            hint="if cells of that row are joined, or the names stand further down, write "
            "header_row = N, the number of the row that names every column",
        )
    without = [sheet.letters(column) for column in empty if not row[column]]
    return {column: cell for column, cell in enumerate(row) if cell}, without


def _table(
    name: str, sheet: _Sheet, at: int, names: dict[int, str], wanted: Selection, form: TableForm
) -> TableContent:
    """The wanted columns below the row of names, each as what it is."""
    present = tuple(names.values())
    chosen = wanted.of(present, where=name)
    numbers, texts = (
        pl.DataFrame(
            {
                title: pl.concat(getattr(sheet.columns[column], kind))
                for column, title in names.items()
            }
        ).slice(at + 1)
        for kind in ("numbers", "texts")
    )
    kept = {column: title for column, title in names.items() if title in chosen}
    _refuse_joined(sheet, kept, at, name)
    _refuse_cut_numbers(sheet, kept, at, name)
    is_row = _rows_with_cells(numbers, texts, name, at + 2)
    gaps = ((~is_row).arg_true() + at + 2).to_list()
    texts = with_usual_digits(texts)
    refuse_formulas(texts, name, first_row=at + 2)
    numbers, texts = numbers.filter(is_row), texts.filter(is_row)
    kinds = {title: ColumnKind() for title in chosen}
    look_at(kinds, texts)
    found = settled(kinds, None, form.decimal)
    if found.question is not None:
        raise asked(name, [found.question])
    frame = pl.DataFrame(
        [
            _joined(numbers[title], texts[title], kinds[title], found.readings[title])
            for title in chosen
        ]
    )
    rows = RowsOfFile(at + 2, gaps)
    refuse_second_header(frame, name, first_row=rows.of(0))
    dropped = (EMPTY_ROWS,) if gaps else ()
    totals = notice_of_totals(texts.row(-1) if texts.height else (), lambda: [numbers])
    notices = (*dropped, *found.notices, *totals)
    return TableContent(
        tidy(frame),
        present=present,
        notices=notices,
        remarks=(empty_rows(len(gaps), gaps[0]),) if gaps else (),
        rows=rows,
    )


def _refuse_joined(sheet: _Sheet, kept: dict[int, str], at: int, name: str) -> None:
    """Refuse cells of a column that are joined over rows, where the first alone holds the value.

    What is meant for all of a household or a region would be unknown of all but one.

    Raises
    ------
    DataError
        With the first such rows and the columns.
    """
    joined = [one for one in sheet.joined if one[0] > at and one[2] in kept]
    held = {column: sheet.columns[column].held for column in {one[2] for one in joined}}
    rows = {
        column: (top, bottom)
        for top, bottom, column in sorted(joined, reverse=True)
        if held[column].slice(top, bottom - top + 1).arg_true().to_list() == [0]
    }
    if not rows:
        return
    top, bottom = min(rows.values())
    letters = ", ".join(sheet.letters(column) for column in sorted(rows)[:_MOST_NAMED])
    raise DataError(
        f"cells of column(s) {letters} are joined over several rows, first rows {top + 1} to "
        f"{bottom + 1}, and the first alone holds the value",
        code="joined-cells",
        where=name,
        hint="in the spreadsheet program take the joined cells apart, and fill the value down",
    )


def _refuse_cut_numbers(sheet: _Sheet, kept: dict[int, str], at: int, name: str) -> None:
    """Refuse whole numbers of so many digits that a spreadsheet has lost the last of them.

    It keeps numbers as floats and fifteen digits of what is typed: keys that differ behind those
    are one. A warning would not do, for persons or households would be counted as one.

    Raises
    ------
    DataError
        With the columns, how many cells there are, and the first row.
    """
    below = {column: pl.concat(sheet.columns[column].numbers).slice(at + 1) for column in kept}
    cut = {column: (cells.abs() >= LARGEST_WHOLE).arg_true() for column, cells in below.items()}
    columns = [column for column, rows in cut.items() if len(rows)]
    if not columns:
        return
    letters = ", ".join(sheet.letters(column) for column in columns[:_MOST_NAMED])
    count = sum(len(cut[column]) for column in columns)
    row = min(int(cut[column][0]) for column in columns) + at + 2
    raise DataError(
        f"{count} cell(s) of column(s) {letters} hold whole numbers of 16 digits or more as "
        f"numbers, first in row {row}: a spreadsheet keeps 15 digits, and numbers that differ in "
        "the others are alike",
        code="cut-numbers",
        where=name,
        hint="format the column as text and fill it again from where the numbers come from, or "
        "take that table as CSV; without need of the column, remove it",
    )


def _rows_with_cells(
    numbers: pl.DataFrame, texts: pl.DataFrame, name: str, first_row: int
) -> pl.Series:
    """Which rows hold something.

    Raises
    ------
    DataError
        If one cell stands alone after an empty row: a note, and no row of the table.
    """
    cells = pl.sum_horizontal(pl.all().is_not_null())
    count = numbers.select(cells).to_series() + texts.select(cells).to_series()
    is_row = count > 0
    if is_row.all():
        return is_row
    alone = (count == 1) & (~is_row).shift(1).fill_null(value=False)
    if numbers.width >= WIDE and bool(alone.any()):
        raise DataError(
            f"row {int(alone.arg_true()[0]) + first_row} holds one cell after an empty row",
            code="note-in-table",
            where=name,
            hint=REMOVE_NOTE,
        )
    return is_row


def _joined(numbers: pl.Series, texts: pl.Series, kind: ColumnKind, reading: Reading) -> pl.Series:
    """A column of numbers and texts: numbers, where its texts are numbers too, or texts."""
    if not kind.some:
        is_text = numbers.null_count() == len(numbers)
        return texts if is_text else numbers.alias(texts.name)
    known = numbers.drop_nulls()
    is_whole = reading is Reading.WHOLE and bool((known == known.round(0)).all())
    if reading is Reading.WHOLE and not is_whole and not kind.point:
        reading = Reading.TEXT  # a float would not hold its whole numbers, which are keys
    made = texts.to_frame().select(kind.made(pl.col(texts.name), reading)).to_series()
    if reading is not Reading.TEXT:
        kept = pl.Int64() if is_whole else pl.Float64()
        frame = pl.DataFrame({"a": numbers.cast(kept), "b": made.cast(kept)})
        return frame.select(pl.coalesce("a", "b").alias(texts.name)).to_series()
    written = numbers.to_frame("n").select(code_text("n", pl.Float64())).to_series()
    frame = pl.DataFrame({"a": made, "b": written})
    return frame.select(pl.coalesce("a", "b").alias(texts.name)).to_series()
