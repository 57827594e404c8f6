"""A second row of headings: labels or questions below the names, as web surveys export them.

Read as a person it would be one more, of whom nothing is known, and every column of numbers would
be one of texts.
"""

import polars as pl

from measure87.files.csv_numbers import is_number
from measure87.vocabulary.errors import DataError

_MOST_ROWS = 3
"""Rows of headings below the names: labels, questions, and names of a program for itself."""
_LEAST_ROWS = 3
"""Rows of numbers below them; of fewer nothing can be said."""
_LEAST_COLUMNS = 3
"""Columns of numbers that begin with words; one or two may be a person's, who said why not."""


def refuse_second_header(frame: pl.DataFrame, name: str, *, first_row: int) -> None:
    """Refuse rows of words above the numbers of all columns that hold numbers.

    Words are no headings where two columns have the same: "refused" is an answer.

    Parameters
    ----------
    first_row
        Number of the first row of the frame, counted from 1.

    Raises
    ------
    DataError
        `second-header`.
    """
    texts = [column for column, kind in frame.schema.items() if kind == pl.String]
    begins = {column: _rows_of_words(frame[column].head(_MOST_ROWS + 1)) for column in texts}
    headed = {column: rows for column, rows in begins.items() if 1 <= rows <= _MOST_ROWS}
    fewest = max(_LEAST_COLUMNS, 1 + sum(kind.is_numeric() for kind in frame.dtypes))
    if len(headed) < fewest:
        return
    headed = {
        column: rows for column, rows in headed.items() if _holds_numbers(frame[column], rows)
    }
    most = max(headed.values(), default=0)
    words = {frame[column][0] for column in headed}
    are_few = len(headed) < fewest or frame.height - most < _LEAST_ROWS
    if not are_few and len(words) == len(headed):
        raise _refusal(name, first_row, most, len(headed))


def _refusal(name: str, row: int, rows: int, columns: int) -> DataError:
    holds = f"row {row} holds" if rows == 1 else f"rows {row} to {row + rows - 1} hold"
    return DataError(
        f"{holds} words in {columns:,} columns that hold numbers in every row below: a second "
        "heading is no person",
        code="second-header",
        where=name,
        hint="take it out of the file; or, if its words are the better names, write "
        f"header_row = {row}",
    )


def _rows_of_words(cells: pl.Series) -> int:
    """How many of the first rows hold words, before the first that holds a number or nothing."""
    return int(_are_words(cells).cast(pl.Int64).cum_prod().sum())


def _holds_numbers(cells: pl.Series, rows: int) -> bool:
    """Whether below some rows of words stand numbers, and no word any more."""
    below = cells.slice(rows)
    return not _are_words(below).any() and bool(_trimmed(below).ne("").any())


def _are_words(cells: pl.Series) -> pl.Series:
    text = _trimmed(cells)
    is_a_number = text.to_frame("text").select(is_number(pl.col("text"))).to_series()
    return (text != "") & ~is_a_number


def _trimmed(cells: pl.Series) -> pl.Series:
    return cells.str.strip_chars().fill_null("")
