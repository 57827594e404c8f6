"""The words of a world report in one language, and its numbers: shares, persons, intervals."""

import unicodedata
from dataclasses import dataclass

from measure87.disseminate.locale.said import definition_words
from measure87.disseminate.locale.texts import head_of, require_language, words_of
from measure87.disseminate.pages.kit.wording import Words, texts_in
from measure87.disseminate.pages.world.rows import ChangeRow, EstimateRow, Limited
from measure87.vocabulary.releases.world import WorldMeasure

THE_WORLD = "World"
"""What the whole is called where it is the world and lacks no country of it."""
_PARTS = ("report", "world")
_PER_CENT = 100
_THREE_DIGITS = 3
_MILLION = 1_000_000


@dataclass(frozen=True)
class WorldWords(Words):
    """One language, with the ways in which this report writes its figures."""

    def rate(self, share: float | None, measure: WorldMeasure) -> str:
        """A share per 100 or per so many persons, with decimals that fit its size."""
        if share is None:
            return self.text("world.none")
        if measure.shown_per == _PER_CENT:
            return self.whole(self.text("world.per_cent", value=self.number(share * 100, 1)))
        return self.number(share * measure.shown_per, 1)

    def rate_interval(self, row: Limited, measure: WorldMeasure) -> str:
        """The limits of a share, from one to the other; nothing where there are none."""
        lower, upper = row.lower, row.upper
        if lower is None or upper is None:
            return ""
        per = measure.shown_per
        return self.between(self.number(lower * per, 1), self.number(upper * per, 1))

    def thousands(self, persons: float | None) -> str:
        """A number of persons in thousands, to three digits."""
        if persons is None:
            return self.text("world.none")
        return self.number(_rounded(persons) / 1000, 0 if abs(persons) >= 100_000 else 1)

    def thousands_interval(self, row: Limited) -> str:
        """The limits of a number of persons, in thousands."""
        lower, upper = row.lower, row.upper
        if lower is None or upper is None:
            return ""
        return self.between(self.thousands(lower), self.thousands(upper))

    def persons(self, persons: float) -> str:
        """A number of persons in words where it is large: `137.6 million`."""
        from babel.numbers import format_compact_decimal

        if persons < _MILLION:
            return self.number(_rounded(persons))
        # Rounded once, where it is written: 12,345,600 is 12.3 million, as its thousands say.
        text = format_compact_decimal(
            persons, format_type="long", locale=self.cldr, fraction_digits=1
        )
        return self.apart(self._digits(str(text)))

    def label(self, measure: WorldMeasure) -> str:
        """What a measure is called: in another language as its definition says it there.

        A definition may be stated with more than its id: `child_labour/sdg_8_7_1, first series`.
        """
        identity = (measure.definition or "").split(",")[0].split("@")[0].strip()
        known = words_of(definition_words(identity, self.code).own, "measures")
        return known.get(measure.name) or self.in_english(measure.label)

    def place(self, code: str, name: str, kind: str) -> str:
        """The name of a place, whatever of it an estimate covers: that of a sum is `titled`.

        Regions have their official names; of a file of the user's own, the names there.
        """
        if self.code == "en":
            return name
        if kind == "country":
            found = self.country(code)
            return found if found != code else self.in_english(name)
        if name == THE_WORLD:
            return self.text("world.world")
        known = self.codes_of("world_places").get(name)
        return str(known) if known else self.in_english(name)

    def titled(self, row: EstimateRow) -> str:
        """The name of the place of a row of estimates, and how many of its countries it has."""
        name, missing = bare_name(row), row.n_countries_missing
        if not missing:
            return self.place(row.place, name, row.place_kind)
        count = row.n_countries or 0
        if not name:
            return self.text("world.part_of_all", count=count, all=count + missing)
        place = self.place(row.place, name, row.place_kind)
        return self.text("world.part_of", place=place, count=count, all=count + missing)

    def place_order(self, row: EstimateRow | ChangeRow) -> str:
        """Where a place stands in the alphabet."""
        return alphabetical(self.place(row.place, bare_name(row), row.place_kind))

    def age(self, youngest: int, oldest: int | None) -> str:
        """`5 to 17 years`."""
        if oldest is None:
            return self.text("world.age_open", youngest=youngest)
        return self.text("world.age", youngest=youngest, oldest=oldest)


def bare_name(row: EstimateRow | ChangeRow) -> str:
    """The name of a row's place without how many countries it has; empty for a bare number."""
    if isinstance(row, ChangeRow) or not row.n_countries_missing:
        return row.place_name
    count = row.n_countries or 0
    part = f"{count} of {count + row.n_countries_missing} countries"
    return "" if row.place_name == part else row.place_name.removesuffix(f", {part}")


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
