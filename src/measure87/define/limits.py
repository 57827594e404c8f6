"""Thresholds and designated lists: data with a date, a citation and one side.

A limit names the side on which its boundary falls: `at_least`, `above`, `below` or
`at_most`. A limit that is a choice among words (how unknown hours count) has `counts_as`,
one that is a plain quantity (days in a reference period) has `value`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, Self

import narwhals as nw

from measure87.vocabulary.citation import Cite
from measure87.vocabulary.errors import DefinitionError

Side = Literal["at_least", "above", "below", "at_most", "value", "counts_as"]
SIDES: tuple[Side, ...] = ("at_least", "above", "below", "at_most", "value", "counts_as")


@dataclass(frozen=True)
class Limit:
    """One dated threshold."""

    name: str
    side: Side
    bound: float | str
    unit: str
    start: date
    """First day on which it is in force."""
    cite: Cite
    ages: tuple[int, int] | None = None
    """Completed years, both ends included."""

    @property
    def number(self) -> float:
        """The bound as a number."""
        if isinstance(self.bound, str):
            raise DefinitionError(f"limit {self.name} is the word {self.bound!r}, not a number")
        return float(self.bound)

    def reached_by(self, quantity: nw.Expr) -> nw.Expr:
        """Whether a quantity in `unit` lies on the limit's side, the boundary as it says."""
        if self.side == "at_least":
            return quantity >= self.number
        if self.side == "above":
            return quantity > self.number
        if self.side == "below":
            return quantity < self.number
        if self.side == "at_most":
            return quantity <= self.number
        raise DefinitionError(f"limit {self.name} has no side to be reached from")

    def covers_age(self, age_years: nw.Expr) -> nw.Expr:
        """Whether an age in completed years is one that the limit speaks of."""
        if self.ages is None:
            raise DefinitionError(f"limit {self.name} names no ages")
        return (age_years >= self.ages[0]) & (age_years <= self.ages[1])

    def __str__(self) -> str:
        """As one would say it: `at least 43 hours per week`."""
        words = {"value": "", "counts_as": "counts as "}.get(
            self.side, self.side.replace("_", " ") + " "
        )
        bound = f"{self.bound:g}" if isinstance(self.bound, float | int) else self.bound
        return f"{words}{bound} {self.unit}".strip()


@dataclass(frozen=True)
class Limits:
    """The limits of a definition in force on one day, under one reading."""

    entries: Mapping[str, Limit]

    def __getitem__(self, name: str) -> Limit:
        """The limit of that name."""
        try:
            return self.entries[name]
        except KeyError:
            raise DefinitionError(
                f"there is no limit {name!r}", hint=f"known: {', '.join(sorted(self.entries))}"
            ) from None


@dataclass(frozen=True)
class DesignatedList:
    """Codes that a law or standard designates, in one version of one classification."""

    name: str
    column: str
    """The standard column that holds such codes (`industry`, `occupation`)."""
    version: str
    """Version of the classification, e.g. `ISIC4`."""
    codes: tuple[str, ...]
    """Codes at any level; a longer code of the data belongs to the listed code it begins with."""
    verified: bool
    """Whether the list was checked against its printed source."""
    cite: Cite

    def holds(self, code: nw.Expr) -> nw.Expr:
        """Whether a code of the data belongs to the list (null where the code is null)."""
        lengths = sorted({len(listed) for listed in self.codes})
        tests = [
            code.str.slice(0, length).is_in([c for c in self.codes if len(c) == length])
            for length in lengths
        ]
        if not tests:
            return nw.lit(False)
        return nw.any_horizontal(*tests, ignore_nulls=False)


@dataclass(frozen=True)
class Lists:
    """The designated lists of a definition."""

    entries: Mapping[str, DesignatedList]

    def __getitem__(self, name: str) -> DesignatedList:
        """The list of that name."""
        try:
            return self.entries[name]
        except KeyError:
            raise DefinitionError(
                f"there is no list {name!r}", hint=f"known: {', '.join(sorted(self.entries))}"
            ) from None

    @property
    def verified(self) -> Self:
        """The same lists, in which one that nobody checked holds no code."""
        return type(self)(
            {
                name: entry if entry.verified else replace(entry, codes=())
                for name, entry in self.entries.items()
            }
        )


def read_limits(raw: Mapping[str, Any], on: date | None, reading: str | None) -> Limits:
    """Choose the limits in force on a day, under a reading.

    Parameters
    ----------
    raw : mapping
        Content of `thresholds.toml`: a table for each limit, or an array of dated tables.
    on : date or None
        The day; None takes the latest.
    reading : str or None
        Name of a reading; a limit that does not have it keeps its own bound.

    Raises
    ------
    DefinitionError
        If a limit has no side or more than one, no date, or none in force on that day.
    """
    chosen = {}
    for name, entry in raw.items():
        versions = entry if isinstance(entry, list) else [entry]
        in_force = [v for v in versions if on is None or _start(name, v) <= on]
        if not in_force:
            first = min(_start(name, version) for version in versions)
            raise DefinitionError(
                f"limit {name} is not in force on {on}; its first version is of {first}",
                code="not-in-force",
            )
        latest = max(in_force, key=lambda version: _start(name, version))
        readings = latest.get("readings", {})
        chosen[name] = _limit(name, latest, readings.get(reading, {}) if reading else {})
    return Limits(chosen)


def _start(name: str, version: Mapping[str, Any]) -> date:
    start = version.get("from")
    if not isinstance(start, date):
        raise DefinitionError(f"limit {name} needs `from`, a date", where="thresholds.toml")
    return start


def _limit(name: str, version: Mapping[str, Any], other: Mapping[str, Any]) -> Limit:
    source = other if any(side in other for side in SIDES) else version
    sides = [side for side in SIDES if side in source]
    if len(sides) != 1:
        raise DefinitionError(
            f"limit {name} needs exactly one of {', '.join(SIDES)}, and has {sides or 'none'}",
            where="thresholds.toml",
        )
    ages = version.get("ages")
    try:
        cite = Cite(**{**version["cite"], **other.get("cite", {})})
    except (KeyError, TypeError):
        raise DefinitionError(
            f"limit {name} needs cite = {{ key, at, seen }}", where="thresholds.toml"
        ) from None
    return Limit(
        name=name,
        side=sides[0],
        bound=source[sides[0]],
        unit=version.get("unit", ""),
        start=_start(name, version),
        cite=cite,
        ages=(ages[0], ages[1]) if ages else None,
    )
