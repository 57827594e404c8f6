"""Whole numbers of SPSS and Stata files that have lost their last digits.

Both programs keep a number as a double, which holds whole numbers to their last digit up to 2^53
only: keys that differ behind are one. A warning would not do, for persons or households would be
counted as one.
"""

import polars as pl

from measure87.files.source_table import LARGEST_WHOLE
from measure87.vocabulary.errors import DataError

_MOST_NAMED = 5


def refuse_cut_numbers(frame: pl.DataFrame, as_text: set[str], name: str) -> None:
    """Refuse a table with whole numbers of 2^53 and more.

    Parameters
    ----------
    frame : values as they were read
    as_text : columns whose numbers are text here, for some of their values are kinds of missing
    name : of the file

    Raises
    ------
    DataError
        `cut-numbers`, with the columns, how many cells there are, and the first row.
    """
    held = [n for n, dtype in frame.schema.items() if dtype.is_float() or n in as_text]
    number = pl.col(held).cast(pl.Float64, strict=False)
    is_cut = number.is_finite() & (number == number.round(0)) & (number.abs() >= LARGEST_WHOLE)
    found = frame.select(is_cut.fill_null(False)) if held else pl.DataFrame()
    cut = {column.name: column.arg_true() for column in found.iter_columns() if column.any()}
    if not cut:
        return
    names = ", ".join(list(cut)[:_MOST_NAMED])
    row = min(int(rows[0]) for rows in cut.values()) + 1
    raise DataError(
        f"{sum(map(len, cut.values()))} cell(s) of column(s) {names} hold whole numbers of 2^53 or "
        f"more as numbers, first in row {row}: such a file keeps 15 digits of them, and numbers "
        "that differ in the others are alike",
        code="cut-numbers",
        where=name,
        hint="make the column text where the numbers come from, and take the file anew, or take "
        "that table as CSV; without need of the column, do not read it",
    )
