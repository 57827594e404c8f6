"""Numbers of hours, ages and days that are rather codes for no answer: 9, 98, 99 and 999.

A file without labels does not say that 99 hours are no hours. They are counted as they stand, for a
week can have 98 hours and a person 99 years; so they are named, and the holder says which it is.
So are codes for no answer where that counts as an answer, though it may be that nobody knew, and
marks such as NA that stand as a region or a stratum, for they may be the code of one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from measure87.collect.expressions import Find, unanswered
from measure87.collect.mapping import ColumnMapping

What = Literal["hours", "ages", "days"]

_OF_ONE_DIGIT = (7, 8, 9)
_OF_TWO_DIGITS = (77, 88, 97, 98, 99)
_OF_THREE_DIGITS = (997, 998, 999)
_NO_HOURS = (97, 98, 99)
"""Codes of the model questionnaires; so many hours of a week hardly anybody works."""
_NONE = ("none", "0")
"""Codes for no answer that say themselves that there was nothing."""
_NEAR = 10
"""Numbers below a code that say how often such a number is to be expected."""
_MARKS = ("na", "<na>", "n/a", "#n/a", "nan", "null", "none", ".")
"""What programs write for a cell that holds nothing, in small letters."""
_OF_THE_SAMPLE = ("stratum", "cluster", "cluster_2", "household_id")
"""Identifiers that many persons share: one mark puts all who have it together."""
_AGES = ("age_years", "age_at_episode", "start_age", "end_age")


@dataclass(frozen=True)
class SuspectedCodes:
    """Codes of a variable that may mean something else than what they are read as."""

    table: str
    column: str
    variable: str
    codes: tuple[int | str, ...]
    rows: int


def suspected_in(counts: Mapping[float, int], what: What) -> tuple[int, ...]:
    """Which numbers of a variable may be codes for no answer.

    97, 98 and 99 hours of a week always; otherwise 77, 88, 97, 98 and 99, and 997, 998 and 999
    days, where they are in more rows than any of the ten numbers below; 7, 8 and 9 where nothing is
    above and a gap below. Of days below 100, which are told in so many ways, one row is no heap.

    Parameters
    ----------
    counts : mapping
        Number -> rows that have it, without those declared missing.

    >>> suspected_in({5: 40, 40: 10, 98: 1, 99: 2}, "hours")
    (98, 99)
    >>> suspected_in({96: 9, 97: 7, 98: 5, 99: 3}, "ages"), suspected_in({17: 50, 99: 1}, "ages")
    ((), (99,))
    >>> suspected_in({30: 9, 90: 2, 98: 1, 99: 3, 365: 8, 998: 1}, "days")
    (99, 998)
    >>> suspected_in({0: 4, 1: 9, 2: 3, 8: 1, 9: 2}, "hours")
    (8, 9)
    """
    longer = (*_OF_TWO_DIGITS, *_OF_THREE_DIGITS) if what == "days" else _OF_TWO_DIGITS
    codes = {*_OF_ONE_DIGIT, *longer}
    ordinary = {number: rows for number, rows in counts.items() if number not in codes}
    found = [code for code in longer if code in counts and _is_heaped(code, counts, what)]
    alone = [code for code in _OF_ONE_DIGIT if code in counts]
    beyond = alone and max(counts) == alone[-1] and ordinary
    if beyond and max(ordinary) < alone[0] - 1:
        found = [*alone, *found]
    return tuple(found)


def _is_heaped(code: int, counts: Mapping[float, int], what: What) -> bool:
    """Whether a number is too frequent to be one, or hardly can be one."""
    if what == "hours" and code in _NO_HOURS:
        return True
    plain = (*_OF_TWO_DIGITS, *_OF_THREE_DIGITS)
    below = (rows for number, rows in counts.items()
             if code - _NEAR <= number < code and number not in plain)  # fmt: skip
    single = 1 if what == "days" and code in _OF_TWO_DIGITS else 0
    return counts[code] > max(below, default=single)


def number_of(column: str, unit: str) -> What | None:
    """Whether a standard column holds hours of a week, ages or days; None for other numbers."""
    if column in _AGES:
        return "ages"
    if unit == "days":
        return "days"
    return "hours" if unit == "hours per week" else None


def suspected_codes(
    rows: pl.LazyFrame, mapping: ColumnMapping, find: Find, table: str
) -> list[SuspectedCodes]:
    """Numbers behind a column that may be codes for no answer, and such codes that count as one.

    Where the mapping states a `range`, its author has said which numbers are valid, and nothing is
    named.
    """
    if mapping.column.missing_is_empty:
        return _counted_as_empty(rows, mapping, find, table)
    if mapping.name in _OF_THE_SAMPLE or (mapping.column.kind == "code" and not mapping.codes):
        return _marks_as_codes(rows, mapping, find, table)
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


def is_mark(code: int | str) -> bool:
    """Whether programs write a code for a cell that holds nothing.

    >>> is_mark("NA"), is_mark("NW"), is_mark(99)
    (True, False, False)
    """
    return isinstance(code, str) and code.strip().lower() in _MARKS


def _marks_as_codes(
    rows: pl.LazyFrame, mapping: ColumnMapping, find: Find, table: str
) -> list[SuspectedCodes]:
    """Marks for nothing that are read as a code, where no label says that they are one."""
    found = []
    for name in mapping.variables:
        variable = find(name)
        if variable.numeric:
            continue
        text = variable.text.alias("code")
        marked = text.str.strip_chars().str.to_lowercase().is_in(list(_MARKS))
        held = rows.filter(marked & ~unanswered(mapping, variable)).select(text)
        counts = dict(held.group_by("code").len("rows").collect().iter_rows())
        named = {*mapping.labels, *variable.labelled}
        codes = tuple(sorted(code for code in counts if code not in named))
        if codes:
            told = sum(counts[code] for code in codes)
            found.append(SuspectedCodes(table, mapping.name, variable.name, codes, told))
    return found


def _counted_as_empty(
    rows: pl.LazyFrame, mapping: ColumnMapping, find: Find, table: str
) -> list[SuspectedCodes]:
    """Codes for no answer of a column in which they say what an empty cell does."""
    found = []
    for name in mapping.variables:
        variable = find(name)
        held = rows.filter(unanswered(mapping, variable)).select(variable.text.alias("code"))
        counts = dict(held.drop_nulls().group_by("code").len("rows").collect().iter_rows())
        codes = tuple(sorted(code for code in counts if code.lower() not in _NONE))
        if codes:
            told = sum(counts[code] for code in codes)
            found.append(SuspectedCodes(table, mapping.name, variable.name, codes, told))
    return found


def _counts(rows: pl.LazyFrame, number: pl.Expr) -> dict[float, int]:
    counted = rows.select(number.alias("number")).drop_nulls().group_by("number").len("rows")
    return dict(counted.collect().iter_rows())
