"""Numbers of hours and ages that are rather codes for no answer: 9, 98 and 99 that nobody declared.

A file without labels does not say that 99 hours are no hours. They are counted as they stand, for a
week can have 98 hours and a person 99 years; so they are named, and the holder says which it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from measure87.collect.expressions import Find, unanswered
from measure87.collect.mapping import ColumnMapping

What = Literal["hours", "ages"]

_OF_ONE_DIGIT = (7, 8, 9)
_OF_TWO_DIGITS = (77, 88, 97, 98, 99)
_NO_HOURS = (97, 98, 99)
"""Codes of the model questionnaires; so many hours of a week hardly anybody works."""
_NEAR = 10
"""Numbers below a code that say how often such a number is to be expected."""
_AGES = ("age_years", "age_at_episode", "start_age", "end_age")


@dataclass(frozen=True)
class SuspectedCodes:
    """Numbers of a variable that may be codes for no answer, and are read as numbers."""

    table: str
    column: str
    variable: str
    codes: tuple[int, ...]
    rows: int


def suspected_in(counts: Mapping[float, int], what: What) -> tuple[int, ...]:
    """Which numbers of a variable may be codes for no answer.

    97, 98 and 99 hours of a week always; otherwise 77, 88, 97, 98 and 99 where they are in more
    rows than any of the ten numbers below; 7, 8 and 9 where nothing is above and a gap below.

    Parameters
    ----------
    counts : mapping
        Number -> rows that have it, without those declared missing.

    >>> suspected_in({5: 40, 40: 10, 98: 1, 99: 2}, "hours")
    (98, 99)
    >>> suspected_in({96: 9, 97: 7, 98: 5, 99: 3}, "ages"), suspected_in({17: 50, 99: 1}, "ages")
    ((), (99,))
    >>> suspected_in({0: 4, 1: 9, 2: 3, 8: 1, 9: 2}, "hours")
    (8, 9)
    """
    codes = {*_OF_ONE_DIGIT, *_OF_TWO_DIGITS}
    ordinary = {number: rows for number, rows in counts.items() if number not in codes}
    found = [code for code in _OF_TWO_DIGITS if code in counts and _is_heaped(code, counts, what)]
    alone = [code for code in _OF_ONE_DIGIT if code in counts]
    beyond = alone and max(counts) == alone[-1] and ordinary
    if beyond and max(ordinary) < alone[0] - 1:
        found = [*alone, *found]
    return tuple(found)


def _is_heaped(code: int, counts: Mapping[float, int], what: What) -> bool:
    """Whether a number is too frequent to be one, or hardly can be one."""
    if what == "hours" and code in _NO_HOURS:
        return True
    below = (rows for number, rows in counts.items()
             if code - _NEAR <= number < code and number not in _OF_TWO_DIGITS)  # fmt: skip
    return counts[code] > max(below, default=0)


def number_of(column: str, unit: str) -> What | None:
    """Whether a standard column holds hours of a week or ages; None for other numbers."""
    if column in _AGES:
        return "ages"
    return "hours" if unit == "hours per week" else None


def suspected_codes(
    rows: pl.LazyFrame, mapping: ColumnMapping, find: Find, table: str
) -> list[SuspectedCodes]:
    """Numbers behind a column that may be codes for no answer.

    Where the mapping states a `range`, its author has said which numbers are valid, and nothing is
    named.
    """
    what = number_of(mapping.name, mapping.column.unit or "")
    if what is None:
        return []
    found = []
    for leaf in mapping.leaves:
        if leaf.range is not None or mapping.range is not None or leaf.scale != 1.0:
            continue
        for name in leaf.variables:
            variable = find(name)
            counts = _counts(rows.filter(~unanswered(leaf, variable)), variable.number)
            codes = suspected_in(counts, what)
            if codes:
                told = sum(counts[code] for code in codes)
                found.append(SuspectedCodes(table, mapping.name, variable.name, codes, told))
    return found


def _counts(rows: pl.LazyFrame, number: pl.Expr) -> dict[float, int]:
    counted = rows.select(number.alias("number")).drop_nulls().group_by("number").len("rows")
    return dict(counted.collect().iter_rows())
