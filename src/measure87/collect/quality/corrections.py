"""Corrections of answers: a log that is laid over a copy of the tables, which stay as they are.

`field/corrections.csv` has one row a correction: which interview, which answer, what stood there
and what should, who says so, when and why. A correction whose `old` is not what stands there is not
applied: somebody else has changed the answer since.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl

from measure87.collect.form.model import Form, placed
from measure87.files.csv_layout import separator_of_columns
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.plain_text import line_of_zero_byte

_IN_QUOTES = "a cell with a comma in it needs quotation marks"
_PARTING_IN_QUOTES = "a cell that holds the separator needs quotation marks"
FILE = "corrections.csv"
COLUMNS = ("interview", "row", "question", "old", "new", "who", "when", "why")

type Refused = Literal[
    "no-interview",
    "no-question",
    "no-row",
    "other-value",
    "no-choice",
    "wrong-type",
    "no-reason",
    "no-day",
]
"""Why a correction was not applied."""


@dataclass(frozen=True)
class Correction:
    """One row of the log; texts as they stand there, empty for no answer."""

    line: int
    interview: str
    row: str
    question: str
    old: str
    new: str
    who: str
    when: str
    why: str


@dataclass(frozen=True)
class CorrectionAccount:
    """What became of the log.

    Attributes
    ----------
    applied : how many
    items : question to how many of them
    refused : line of the file, and why that correction was not applied
    """

    applied: int = 0
    items: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[tuple[int, Refused], ...] = ()


def read_corrections(field_folder: Path) -> tuple[Correction, ...]:
    """The log of a field folder; empty where there is none.

    Cells may be parted as the spreadsheet of a language parts them: by commas, semicolons or tabs.

    Raises
    ------
    DataError
        If it lacks a column, has a row with more cells than columns, or is no UTF-8 text.
    """
    path = field_folder / FILE
    if not path.is_file():
        return ()
    try:
        text = path.read_bytes().decode("utf-8-sig")
        separator = separator_of_columns(text, COLUMNS)
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))
        names = rows[0].keys() if rows else COLUMNS
    except (UnicodeDecodeError, csv.Error):
        raise DataError(
            f"{FILE} is no table in UTF-8",
            code="encoding",
            where=FILE,
            hint="save it as CSV UTF-8",
        ) from None
    if (line := line_of_zero_byte(text)) is not None:
        raise DataError(
            f"{FILE} holds a zero byte in line {line:,}, so it is not text",
            code="encoding",
            where=FILE,
            hint="save it as CSV UTF-8",
        )
    lacking = [name for name in COLUMNS if name not in names]
    if lacking:
        raise DataError(
            f"{FILE} lacks the columns {', '.join(lacking)}",
            code="missing-column",
            where=FILE,
            hint=f"its columns are {', '.join(COLUMNS)}",
        )
    for number, row in enumerate(rows, start=2):
        if any(cell.strip() for cell in row.get(None, ())):
            raise DataError(
                f"row {number} has more cells than the first line",
                code="uneven-rows",
                where=FILE,
                hint=_IN_QUOTES if separator == "," else _PARTING_IN_QUOTES,
            )
    return tuple(
        Correction(line, *((row[name] or "").strip() for name in COLUMNS))
        for line, row in enumerate(rows, start=2)
    )


def corrected(
    tables: Mapping[str, pl.DataFrame], form: Form, log: Sequence[Correction]
) -> tuple[dict[str, pl.DataFrame], CorrectionAccount]:
    """Copies of tables with the corrections laid on, in the order of the log."""
    changed = dict(tables)
    applied: dict[str, int] = {}
    refused: list[tuple[int, Refused]] = []
    for one in log:
        why = _laid_on(changed, form, one)
        if why is None:
            applied[one.question] = applied.get(one.question, 0) + 1
        else:
            refused.append((one.line, why))
    return changed, CorrectionAccount(sum(applied.values()), applied, tuple(refused))


def _laid_on(tables: dict[str, pl.DataFrame], form: Form, one: Correction) -> Refused | None:
    """Apply one correction; why not, if not."""
    name = _table_of(form, one.question)
    frame = tables.get(name) if name is not None else None
    if name is None or frame is None or one.question not in frame.columns:
        return "no-question"
    fault = _fault(form, one)
    if fault is not None:
        return fault
    here = pl.col("_id") == one.interview
    if not frame.select(here.any()).item():
        return "no-interview"
    if "_row" in frame.columns:
        here &= pl.col("_row").cast(pl.String) == one.row
        if frame.select(here.sum()).item() != 1:
            return "no-row"
    standing = frame.filter(here)[one.question]
    if _as_text(standing[0]) != one.old:
        return "other-value"
    try:
        new = pl.Series([one.new or None], dtype=pl.String).cast(standing.dtype, strict=True)
    except pl.exceptions.PolarsError:
        return "wrong-type"
    value = pl.lit(new[0], dtype=standing.dtype)
    tables[name] = frame.with_columns(
        pl.when(here).then(value).otherwise(pl.col(one.question)).alias(one.question)
    )
    return None


def _table_of(form: Form, question: str) -> str | None:
    return next((p.table or "main" for p in placed(form) if p.question.name == question), None)


def _fault(form: Form, one: Correction) -> Refused | None:
    """What is wrong with a correction, whatever stands in the tables."""
    if not one.who or not one.why:
        return "no-reason"
    try:
        date.fromisoformat(one.when[:10])
    except ValueError:
        return "no-day"
    question = next(p.question for p in placed(form) if p.question.name == one.question)
    options = form.list_of(question)
    if options is not None and one.new and one.new not in {c.name for c in options.choices}:
        return "no-choice"
    return None


def _as_text(value: object) -> str:
    """A cell as one writes it into the log."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
