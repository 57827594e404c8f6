"""Counts of pandas of which some are withheld: numbers, and text such as "<5" among them.

pandas keeps both in one column; everywhere else the column is text, as it is in a file.
"""

import math
from numbers import Real
from typing import Any

import narwhals as nw


def with_ranges_as_text(table: Any, count: str | None) -> Any:
    """The table with its column of counts as text, if it holds numbers and text together.

    Parameters
    ----------
    table : a table of any library, or anything else, which is given back as it is
    count : name of the column, or None
    """
    try:
        frame: Any = nw.from_native(table, pass_through=True)
    except nw.exceptions.DuplicateError:  # told where the table is read
        return table
    if not isinstance(frame, nw.DataFrame) or count is None or count not in frame.columns:
        return table
    if frame.schema[count] != nw.Object:
        return table
    entries = frame[count].to_list()
    if not any(isinstance(entry, str) for entry in entries):
        return table
    texts = [_as_text(entry) for entry in entries]
    column = nw.new_series(count, texts, nw.String, backend=frame.implementation)
    return frame.with_columns(column).to_native()


def _as_text(entry: Any) -> str | None:
    """A count as a file has it.

    >>> [_as_text(entry) for entry in (12.0, 7, "<5", 1.5, float("nan"), None)]
    ['12', '7', '<5', '1.5', None, None]
    """
    if entry is None or type(entry).__name__ == "NAType" or entry != entry:
        return None
    is_whole = isinstance(entry, Real) and math.isfinite(entry) and entry == math.floor(entry)
    return str(int(entry)) if is_whole and not isinstance(entry, bool) else str(entry)
