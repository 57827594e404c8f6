"""What one entry of a count column says: a number of persons, or a range ("<5")."""

import math
import re
from typing import Any

from measure87.vocabulary.cells import cell_kind
from measure87.vocabulary.errors import DataError

_NUMBER = re.compile(r"\d+(?:\.0*)?")
_BELOW = re.compile(r"(<=|≤|<)\s*(\d+)")
_RANGE = re.compile(r"(\d+)\s*(?:-|–|to)\s*(\d+)")


def persons_of(entry: Any, row: int, column: str, lowest: int) -> tuple[int, int] | None:
    """Lowest and highest number of persons that an entry allows.

    Parameters
    ----------
    entry : a number, text or None
        `12` is (12, 12); `"<5"` is (lowest, 4); `"<=5"` is (lowest, 5); `"1-4"` is (1, 4).
    row : int
        Row of the table, from 1, for the error.
    column : str
        Name of the column, for the error.
    lowest : int, persons
        What a suppressed cell holds at least: 1 where empty cells are shown as 0, 0 where they
        are suppressed as well.

    Returns
    -------
    (lowest, highest), or None where nothing was entered

    Raises
    ------
    DataError
        For anything else.

    >>> persons_of("<5", 1, "count", 1), persons_of(12.0, 1, "count", 1)
    ((1, 4), (12, 12))
    """
    if entry is None or (isinstance(entry, float) and math.isnan(entry)):
        return None
    if isinstance(entry, str):
        return _of_text(entry.strip(), row, column, lowest)
    value = float(entry)
    if not (math.isfinite(value) and value >= 0 and value == math.floor(value)):
        raise _not_whole(entry, row, column)
    return int(value), int(value)


def _of_text(text: str, row: int, column: str, lowest: int) -> tuple[int, int] | None:
    """The same for text."""
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        return int(float(text)), int(float(text))
    if found := _BELOW.fullmatch(text):
        low, high = lowest, int(found[2]) - (found[1] == "<")
    elif found := _RANGE.fullmatch(text):
        low, high = int(found[1]), int(found[2])
    else:
        raise _not_whole(text, row, column)
    if low > high:
        raise DataError(
            f"{column!r} has a range at row {row} that leaves no number of persons",
            code="empty-range",
            hint="say what a suppressed cell holds at least (0 or 1), or correct the range",
        )
    return low, high


def _not_whole(entry: object, row: int, column: str) -> DataError:
    """The error for what is neither a number of persons nor a range."""
    return DataError(
        f"{column!r} holds {cell_kind(entry)} at row {row}; a count is a whole number of persons",
        code="count-not-whole",
        hint="write a suppressed cell as a range such as '<5' or '1-4'; give counts made by "
        "match probabilities as several tables of whole numbers",
    )
