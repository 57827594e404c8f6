"""Known numbers of the population to which weights are benchmarked, and their consistency.

A *margin* is the number of persons in every class of one or more variables: sex by area. One
margin is post-stratification; several (age by sex, and region) are raking. Classes of ages are
ranges of completed years, both ends included.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import get_args

from measure87.numerics.calibration import Distance
from measure87.vocabulary.errors import DataError, UsageError

CLOSE_TOTALS = 0.005
"""Margins whose sums differ by more, as a share, are not of one population."""

_LARGEST_BOUND = 1000.0


@dataclass(frozen=True)
class Range:
    """Values of a number from `first` to `last`, both included; None is open."""

    first: float
    last: float | None = None

    def holds(self, value: float) -> bool:
        """Whether a value lies in it.

        >>> Range(5, 11).holds(11), Range(18).holds(17)
        (True, False)
        """
        return value >= self.first and (self.last is None or value <= self.last)

    def overlaps(self, other: "Range") -> bool:
        """Whether both hold one value."""
        own_end = math.inf if self.last is None else self.last
        other_end = math.inf if other.last is None else other.last
        return self.first <= other_end and other.first <= own_end

    def __str__(self) -> str:
        """As in a table: `5-11`, `18+`.

        >>> str(Range(5, 11)), str(Range(18))
        ('5-11', '18+')
        """
        if self.last is None:
            return f"{self.first:g}+"
        return f"{self.first:g}" if self.last == self.first else f"{self.first:g}-{self.last:g}"


Class = tuple[str | Range, ...]
"""One class: a code, or a range, for each variable of its margin."""


@dataclass(frozen=True)
class Margin:
    """Persons of the population by class.

    variables : columns of the table of persons
    persons : class to persons; a class without anybody is there with 0, or not at all
    """

    variables: tuple[str, ...]
    persons: Mapping[Class, float]

    def __post_init__(self) -> None:
        """Refuse numbers that count nobody, and classes that share persons."""
        for which, number in self.persons.items():
            if not (math.isfinite(number) and number >= 0.0):
                raise DataError(
                    f"the population of {self.text_of(which)} is {number:g}",
                    code="population-not-positive",
                    hint="give a number of persons, 0 or more",
                )
        if self.total <= 0.0:
            raise DataError(
                f"nobody is in any class of {', '.join(self.variables)}",
                code="population-not-positive",
                hint="give the persons of the population by class",
            )
        for one, other in self._pairs_with_equal_codes():
            if all(_meet(a, b) for a, b in zip(one, other, strict=True)):
                raise DataError(
                    f"the classes {self.text_of(one)} and {self.text_of(other)} share persons",
                    code="population-overlap",
                    hint="give every person one class: 5-11 and 12-14, not 5-11 and 11-14",
                )

    def _pairs_with_equal_codes(self) -> Iterator[tuple[Class, Class]]:
        """Classes that could share persons: their codes are equal, whatever their ranges."""
        by_codes: dict[tuple[str, ...], list[Class]] = {}
        for which in self.persons:
            codes = tuple(part for part in which if isinstance(part, str))
            by_codes.setdefault(codes, []).append(which)
        for classes in by_codes.values():
            yield from combinations(classes, 2)

    @property
    def total(self) -> float:
        """Persons of all classes."""
        return math.fsum(self.persons.values())

    def text_of(self, which: Class) -> str:
        """A class in words."""
        pairs = zip(self.variables, which, strict=True)
        return ", ".join(f"{variable} {part}" for variable, part in pairs)


def _meet(one: str | Range, other: str | Range) -> bool:
    if isinstance(one, Range) and isinstance(other, Range):
        return one.overlaps(other)
    return one == other


@dataclass(frozen=True)
class Benchmark:
    """What the population is known to be.

    margins : one is post-stratification, several are raking
    numbers : column of a number to its known sum over the population
    distance, bounds : see `measure87.numerics.calibration`
    source, year : where the numbers come from, for the record
    """

    margins: tuple[Margin, ...]
    numbers: Mapping[str, float] = field(default_factory=dict)
    distance: Distance = "raking"
    bounds: tuple[float, float] = (0.3, 3.0)
    source: str | None = None
    year: int | None = None

    def __post_init__(self) -> None:
        """Refuse a benchmark without a margin, and margins of different populations."""
        if not self.margins:
            raise DataError("no margin of the population is given", code="population-empty")
        if self.distance not in get_args(Distance):
            raise UsageError(
                f"there is no distance {self.distance!r} of a calibration",
                code="calibration",
                hint=f"choose one of {', '.join(get_args(Distance))}",
            )
        low, high = self.bounds
        if not 0.0 <= low < 1.0 < high <= _LARGEST_BOUND:
            raise DataError(
                f"factors cannot be held between {low:g} and {high:g}",
                code="calibration-bounds",
                hint="give a least factor from 0 to below 1 and a largest above 1",
            )
        for margin in self.margins[1:]:
            if abs(margin.total / self.total - 1.0) > CLOSE_TOTALS:
                raise DataError(
                    f"{', '.join(self.margins[0].variables)} add up to {self.total:,.0f} persons "
                    f"and {', '.join(margin.variables)} to {margin.total:,.0f}",
                    code="population-totals",
                    hint="all margins must be of the same population, of the same ages and day",
                )

    @property
    def total(self) -> float:
        """Persons of the population, as the first margin has them."""
        return self.margins[0].total

    @property
    def variables(self) -> tuple[str, ...]:
        """The columns that are needed, each once."""
        named = [name for margin in self.margins for name in margin.variables]
        return tuple(dict.fromkeys((*named, *self.numbers)))
