"""A first column without a name that numbers the rows, as R and pandas write it."""

import polars as pl

NO_NUMBER = -1
"""Before the first."""


def last_number(cells: pl.Series, before: int = NO_NUMBER) -> int | None:
    """The last of whole numbers that rise from cell to cell, or None if they do not.

    Empty cells number nothing, and are passed over.

    >>> last_number(pl.Series(["1", "2", None, "7"])), last_number(pl.Series(["2", "2"]))
    (7, None)
    """
    text = cells.cast(pl.String).str.strip_chars()
    numbers = text.filter(text != "").str.to_integer(strict=False)
    every = pl.concat([pl.Series([before], dtype=pl.Int64), numbers.rename("")])
    rises = bool((every.diff().drop_nulls() > 0).all())
    return int(every[-1]) if rises and not every.null_count() else None


def left_out_numbers(column: str) -> str:
    """The notice of such a column."""
    return f"column {column} has no name and numbers the rows: left out"
