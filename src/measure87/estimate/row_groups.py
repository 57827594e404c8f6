"""Which rows of a table have the same codes, and sums over them that repeat to the last digit.

A group-by adds the parts of several threads in the order in which they are done, so that two
runs differ in the last digit. Here rows are added in their order.
"""

import math
from collections.abc import Sequence

import numpy as np
import polars as pl

from measure87.numerics.arrays import IntArray

_LARGEST_CROSSING = 1 << 22
"""Combinations of codes that are numbered by a look-up table."""

_ROW = "measure87_number_of_row"


def rows_by_codes(frame: pl.DataFrame, columns: Sequence[str]) -> tuple[IntArray, pl.DataFrame]:
    """The number of each row's combination of codes, and the combinations, sorted, missing last.

    >>> place, found = rows_by_codes(pl.DataFrame({"a": [2, None, 2, 1]}), ["a"])
    >>> place.tolist(), found["a"].to_list()
    ([1, 2, 1, 0], [1, 2, None])
    """
    ranked = [_ranks(frame[name]) for name in columns]
    sizes = [len(codes) for _, codes in ranked]
    if math.prod(sizes) > _LARGEST_CROSSING:
        return _by_joining(frame, columns)
    key = np.zeros(frame.height, dtype=np.int64)
    for (rank, _), size in zip(ranked, sizes, strict=True):
        key = key * size + rank
    number, seen = _numbered(key, math.prod(sizes))
    parts = np.unravel_index(seen, sizes)
    found = {
        name: codes[part] for name, (_, codes), part in zip(columns, ranked, parts, strict=True)
    }
    return number, pl.DataFrame(found)


def _ranks(column: pl.Series) -> tuple[IntArray, pl.Series]:
    """The rank of each value of a column among those it has, and these, missing last."""
    if not column.dtype.is_integer() or column.dtype == pl.UInt64 or column.is_empty():
        return _ranks_by_joining(column)
    lowest, highest = column.min(), column.max()
    if not (isinstance(lowest, int) and isinstance(highest, int)):
        return _ranks_by_joining(column)
    room = highest - lowest + 2
    if room > _LARGEST_CROSSING:
        return _ranks_by_joining(column)
    wide = column.cast(pl.Int64)
    value = (wide - lowest).fill_null(room - 1).to_numpy()
    rank, seen = _numbered(value, room)
    codes = pl.Series(column.name, seen[seen < room - 1] + lowest).cast(column.dtype)
    missing = pl.Series(column.name, [None] * (len(seen) - len(codes)), dtype=column.dtype)
    return rank, codes.append(missing)


def _numbered(value: IntArray, room: int) -> tuple[IntArray, IntArray]:
    """The rank of whole numbers from 0 to `room` among those that occur, and these."""
    occurs = np.bincount(value, minlength=room) > 0
    return (np.cumsum(occurs) - 1)[value], np.flatnonzero(occurs)


def _ranks_by_joining(column: pl.Series) -> tuple[IntArray, pl.Series]:
    number, found = _by_joining(column.to_frame(), [column.name])
    return number, found.to_series()


def _by_joining(frame: pl.DataFrame, columns: Sequence[str]) -> tuple[IntArray, pl.DataFrame]:
    """As `rows_by_codes`, of codes of any kind."""
    found = frame.select(columns).unique().sort(columns, nulls_last=True)
    place = frame.select(columns).join(
        found.with_row_index(_ROW), on=columns, how="left", nulls_equal=True, maintain_order="left"
    )
    return place[_ROW].cast(pl.Int64).to_numpy(), found


def sums_by_codes(
    frame: pl.DataFrame, columns: Sequence[str], numbers: Sequence[str]
) -> pl.DataFrame:
    """Sums of columns of numbers for each combination of codes; a missing number adds nothing.

    >>> sums_by_codes(pl.DataFrame({"a": [2, 1, 2], "x": [1.0, 2.0, 4.0]}), ["a"], ["x"]).rows()
    [(1, 2.0), (2, 5.0)]
    """
    place, found = rows_by_codes(frame, columns)
    return found.with_columns(
        pl.Series(name, np.bincount(place, frame[name].fill_null(0.0).to_numpy(), found.height))
        for name in numbers
    )
