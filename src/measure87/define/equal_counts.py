"""Counts of measures that are equal, at some ages or at all, by what definitions say.

Read from `equal_counts.json`, which `docs/reference/make_equal_counts.py` writes: at 15 to 17 years
child labour with and without household chores is one; whoever works is below the hours of her age,
at or above them, or did not tell hers. Two readings of a definition differ at some ages alone.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

What = Literal["cases", "unknown"]
Count = tuple[What, str]
"""Of a measure."""


class EqualCounts(msgspec.Struct, frozen=True):
    """Two sums of counts, of `cases` or `unknown` of measures; one of nothing is nobody.

    one, other : kinds of count and names of measures
    ages : completed years, first and last; None for all
    """

    one: tuple[Count, ...]
    other: tuple[Count, ...]
    ages: tuple[int, int] | None

    @property
    def measures(self) -> frozenset[str]:
        """Names of all its measures."""
        return frozenset(name for _, name in (*self.one, *self.other))


class _File(msgspec.Struct):
    definitions: list[str]
    equal: list[EqualCounts]
    readings: list[EqualCounts]
    children: dict[str, list[EqualCounts]]
    """By definition, with its dates."""


@cache
def definitions_with_equal_counts() -> frozenset[str]:
    """Definitions, with their dates, of which equal counts are known."""
    return frozenset(_file().definitions)


def equal_counts() -> tuple[EqualCounts, ...]:
    """All that are known of measures by themselves, in any reading of their definitions."""
    return tuple(_file().equal)


def equal_of_children(definition: str) -> tuple[EqualCounts, ...]:
    """What is equal under 18 of measures of one definition that are of all ages."""
    return tuple(_file().children.get(definition, ()))


def alike_at(age: int, readings: Iterable[str]) -> list[frozenset[Count]]:
    """Sets of counts that are all equal at an age, whatever the readings of their definitions.

    Where a measure is that of another definition, and this is one under two readings, all are.

    Parameters
    ----------
    age : completed years
    readings : how names of measures end under those that there are
    """
    links = [
        ((what, f"{name}{reading}"), (other, f"{name_of_other}{reading}"))
        for reading in readings
        for (what, name), (other, name_of_other) in _pairs_at(age, _file().equal)
    ]
    found: dict[Count, frozenset[Count]] = {}
    for one, other in (*links, *_pairs_at(age, _file().readings)):
        both = found.get(one, frozenset([one])) | found.get(other, frozenset([other]))
        found |= dict.fromkeys(both, both)
    return list(dict.fromkeys(found.values()))


def _pairs_at(age: int, every: Iterable[EqualCounts]) -> Iterator[tuple[Count, Count]]:
    """Of the equal sums those of one count on either side, at an age."""
    for equal in every:
        is_at = equal.ages is None or equal.ages[0] <= age <= equal.ages[1]
        if is_at and len(equal.one) == len(equal.other) == 1:
            yield equal.one[0], equal.other[0]


@cache
def _file() -> _File:
    content = (files("measure87.define") / "equal_counts.json").read_bytes()
    return msgspec.json.decode(content, type=_File)
