"""Thresholds: numbers and choices with a date, a citation and one side.

A limit names the side on which its boundary falls: `at_least`, `above`, `below` or
`at_most`. A limit that is a choice among words (how unknown hours count) has `counts_as`, and
in `words` all that may stand there; one that is a plain quantity (days in a reference period)
has `value`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

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
    words: tuple[str, ...] = ()
    """What `counts_as` may say; rules know these words and no others."""

    @property
    def number(self) -> float:
        """The bound as a number."""
        if isinstance(self.bound, str):
            raise DefinitionError(f"limit {self.name} is the word {self.bound!r}, not a number")
        return float(self.bound)

    @property
    def length(self) -> float | None:
        """The bound as a number; None of a word, such as that of a period without an end."""
        return None if isinstance(self.bound, str) else float(self.bound)

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
