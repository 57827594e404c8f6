"""Figures of a brief: those of all countries together and of regions that make a sentence."""

from dataclasses import dataclass

from measure87.disseminate.pages.brief.grammar import Grammar
from measure87.disseminate.pages.world.rows import EstimateRow
from measure87.disseminate.pages.world.world_content import WHOLE, WorldContent
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import WorldMeasure

_PER_CENT = 100


@dataclass(frozen=True)
class Speech:
    """A grammar for sentences, and the words that write a world's figures; of one language."""

    grammar: Grammar
    words: WorldWords

    def say(self, key: str, /, **slots: str | int) -> str:
        """A sentence of the grammar; errors as of `Grammar.say`."""
        return self.grammar.say(key, **slots)

    def share(self, value: float, measure: WorldMeasure) -> str:
        """A share as it stands alone: `9.9%`, or `3.5 per 1,000`."""
        rate = self.words.rate(value, measure)
        if measure.shown_per == _PER_CENT:
            return rate
        return self.say("brief_world.per", share=rate, per=measure.shown_per)


@dataclass(frozen=True)
class PlaceFigure:
    """A place in the stated year: its share with both limits, and the number of people so."""

    share: EstimateRow
    persons: EstimateRow | None


def figure_of(content: WorldContent, measure: WorldMeasure, place: str) -> PlaceFigure | None:
    """The figure of a place; None where it has none, or one without an interval."""
    share = content.in_year(measure.name).get(place)
    if share is None or not is_told(share):
        return None
    persons = content.in_year(measure.name, "persons").get(place)
    return PlaceFigure(share, persons if persons is not None and is_told(persons) else None)


def is_told(row: EstimateRow) -> bool:
    """Whether a row has a value with both limits; a place that was refused has none."""
    return None not in (row.value, row.lower, row.upper)


def whole_of(content: WorldContent, measure: WorldMeasure) -> PlaceFigure | None:
    """All countries of the run together."""
    return figure_of(content, measure, WHOLE)


def regions_of(
    content: WorldContent, measure: WorldMeasure, words: WorldWords
) -> list[PlaceFigure]:
    """Regions with a figure, in the alphabetical order of their names."""
    rows = [row for row in content.in_year(measure.name).values() if row.place_kind == "region"]
    rows.sort(key=words.place_order)
    found = [figure_of(content, measure, row.place) for row in rows]
    return [one for one in found if one is not None]


def limits_of(row: EstimateRow) -> tuple[float, float, float]:
    """Value and limits of a row that has them all."""
    if row.value is None or row.lower is None or row.upper is None:
        raise AssertionError("a row without limits makes no sentence")
    return row.value, row.lower, row.upper
