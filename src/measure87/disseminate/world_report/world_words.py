"""The words of a world report in one language, and its numbers: shares, persons, intervals."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.locale.said import definition_words
from measure87.disseminate.locale.texts import head_of, require_language
from measure87.disseminate.report.wording import Words, texts_in
from measure87.disseminate.world_report.about import Measure

_PARTS = ("report", "world")
_PER_CENT = 100
_THREE_DIGITS = 3


@dataclass(frozen=True)
class WorldWords(Words):
    """One language, with the ways in which this report writes its figures."""

    def rate(self, share: float | None, measure: Measure) -> str:
        """A share per 100 or per so many persons, with decimals that fit its size."""
        if share is None:
            return self.text("world.none")
        if measure.per == _PER_CENT:
            return self.whole(self.text("world.per_cent", value=self.number(share * 100, 1)))
        return self.number(share * measure.per, 1)

    def rate_interval(self, row: Mapping[str, Any], measure: Measure) -> str:
        """The limits of a share, from one to the other; nothing where there are none."""
        if row.get("lower") is None or row.get("upper") is None:
            return ""
        lower, upper = (self.number(row[k] * measure.per, 1) for k in ("lower", "upper"))
        return self.between(lower, upper)

    def thousands(self, persons: float | None) -> str:
        """A number of persons in thousands, to three digits."""
        if persons is None:
            return self.text("world.none")
        return self.number(_rounded(persons) / 1000, 0 if persons >= 100_000 else 1)

    def thousands_interval(self, row: Mapping[str, Any]) -> str:
        """The limits of a number of persons, in thousands."""
        if row.get("lower") is None or row.get("upper") is None:
            return ""
        return self.between(self.thousands(row["lower"]), self.thousands(row["upper"]))

    def persons(self, persons: float) -> str:
        """A number of persons in words where it is large: `137.6 million`."""
        from babel.numbers import format_compact_decimal

        million = 1_000_000
        if persons < million:
            return self.number(_rounded(persons))
        text = format_compact_decimal(
            _rounded(persons, 4), format_type="long", locale=self.cldr, fraction_digits=1
        )
        return self.apart(self._digits(str(text)))

    def label(self, measure: Measure) -> str:
        """What a measure is called: in another language as its definition says it there."""
        identity = measure.definition.split("@")[0]
        known = definition_words(identity, self.code).own.get("measures", {})
        return str(known.get(measure.name) or "") or self.in_english(measure.label)

    def place(self, code: str, name: str, kind: str) -> str:
        """The name of a place: of a country in the language, of a region as the run has it."""
        if self.code == "en":
            return name
        if kind == "country":
            found = self.country(code)
            return found if found != code else self.in_english(name)
        if kind == "world":
            return self.text("world.world")
        return self.in_english(name)

    def place_order(self, row: Mapping[str, Any]) -> str:
        """Where a place stands in the alphabet."""
        return alphabetical(self.place(row["place"], row["place_name"], row["place_kind"]))

    def age(self, youngest: int, oldest: int | None) -> str:
        """`5 to 17 years`."""
        if oldest is None:
            return self.text("world.age_open", youngest=youngest)
        return self.text("world.age", youngest=youngest, oldest=oldest)


def alphabetical(text: str) -> str:
    """A text for ordering: without case and marks, `Å` as `a`."""
    letters = unicodedata.normalize("NFKD", str.__str__(text).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _rounded(value: float, digits: int = _THREE_DIGITS) -> float:
    return float(f"{value:.{digits}g}")


def world_words(language: str) -> WorldWords:
    """The words of a language.

    Raises
    ------
    StudyError
        If there is no such language.
    """
    require_language(language)
    return WorldWords(head_of(language), texts_in(language, _PARTS))
