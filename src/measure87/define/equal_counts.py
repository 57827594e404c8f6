"""Counts of measures that are equal, at some ages or at all, by what definitions say.

Read from `equal_counts.json`, which `docs/reference/make_equal_counts.py` writes: at 15 to 17 years
child labour with and without household chores is one; whoever works is below the hours of her age,
at or above them, or did not tell hers.
"""

from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

What = Literal["cases", "unknown"]


class EqualCounts(msgspec.Struct, frozen=True):
    """Two sums of counts, of `cases` or `unknown` of measures; one of nothing is nobody.

    one, other : kinds of count and names of measures
    ages : completed years, first and last; None for all
    """

    one: tuple[tuple[What, str], ...]
    other: tuple[tuple[What, str], ...]
    ages: tuple[int, int] | None

    @property
    def measures(self) -> frozenset[str]:
        """Names of all its measures."""
        return frozenset(name for _, name in (*self.one, *self.other))


class _File(msgspec.Struct):
    definitions: list[str]
    equal: list[EqualCounts]


@cache
def definitions_with_equal_counts() -> frozenset[str]:
    """Definitions, with their dates, of which equal counts are known."""
    return frozenset(_file().definitions)


def equal_counts() -> tuple[EqualCounts, ...]:
    """All that are known."""
    return tuple(_file().equal)


@cache
def _file() -> _File:
    content = (files("measure87.define") / "equal_counts.json").read_bytes()
    return msgspec.json.decode(content, type=_File)
