"""What else of an interview lies in the folder of the field, beside its tables.

Back-checks, tables of repeats that the form no longer has, the log of corrections, and the pages of
former evenings, which may name cases: they are made anew in the next evening.
"""

import csv
import io
from collections.abc import Collection
from pathlib import Path

import polars as pl

from measure87.collect.ethics.agreement import MAIN, table_name
from measure87.collect.ethics.places import FIELD, TABLES
from measure87.collect.form.model import Form, placed, repeats
from measure87.files import BYTE_ORDER_MARK, write_whole
from measure87.files.csv_layout import separator_of_columns

CORRECTIONS, EVENING = "corrections.csv", "evening"


type Rows = Collection[tuple[str, int]] | None
"""Rows of an interview by table and number; None: all of them."""


def remove_traces(study: Path, form: Form, interview: str, rows: Rows) -> int:
    """Take an interview, or rows of it, out of all that is not a table of the form.

    Returns how many rows and pages it was.
    """
    folder = study / FIELD
    known = {MAIN, *(chain[-1].name for chain in repeats(form))}
    removed = 0
    for path in sorted(folder.rglob("*.parquet")):
        if path.parent != folder / TABLES or path.stem not in known:
            removed += _from_parquet(path, interview, rows)
    removed += _from_log(folder / CORRECTIONS, form, interview, rows)
    pages = folder / EVENING
    for page in sorted(pages.iterdir()) if pages.is_dir() else []:
        if page.is_file():
            page.unlink()
            removed += 1
    return removed


def _from_parquet(path: Path, interview: str, rows: Rows) -> int:
    frame = pl.read_parquet(path)
    if "_id" not in frame.columns:
        return 0
    gone = pl.col("_id").cast(pl.String) == interview
    if rows is not None:
        if "_row" not in frame.columns:
            return 0
        gone &= pl.col("_row").is_in([line for table, line in rows if table == path.stem])
    left = frame.filter(~gone.fill_null(value=False))
    if len(left) < len(frame):
        buffer = io.BytesIO()
        left.write_parquet(buffer)
        write_whole(path, buffer.getvalue(), private=True)
    return len(frame) - len(left)


def _from_log(path: Path, form: Form, interview: str, rows: Rows) -> int:
    """Lines of the log of corrections, which has what stood there and what stands there now."""
    if not path.is_file():
        return 0
    text = path.read_bytes().decode("utf-8")
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    text = text.removeprefix(mark)
    separator = separator_of_columns(text, ("interview", "row", "question"))
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    if not lines or "interview" not in lines[0]:
        return 0
    hers = {
        (one.question.name, str(line))
        for one in placed(form)
        for table, line in rows or ()
        if table_name(one) == table
    }
    left = [lines[0]]
    for line in lines[1:]:
        told = dict(zip(lines[0], line, strict=False))
        question = told.get("question", "").partition("/")[0]
        is_hers = rows is None or (question, told.get("row", "")) in hers
        if told.get("interview") != interview or not is_hers:
            left.append(line)
    if len(left) < len(lines):
        buffer = io.StringIO(newline="")
        csv.writer(buffer, delimiter=separator, lineterminator="\n").writerows(left)
        write_whole(path, mark + buffer.getvalue(), private=True)
    return len(lines) - len(left)
