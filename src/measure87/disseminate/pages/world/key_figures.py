"""The figures that come first: share and number of all countries together, with limits."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.world.rows import EstimateRow
from measure87.disseminate.pages.world.world_content import WHOLE, WorldContent
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import WorldMeasure


@dataclass(frozen=True)
class KeyFigure:
    """One measure in all countries together."""

    label: str
    large: str
    unit: str
    sentences: Sequence[str]
    rests_on: str
    """How many countries have figures of their own; "" where it is not known."""
    definition: str


def key_figures(content: WorldContent, words: WorldWords) -> list[KeyFigure]:
    """One entry for each measure, in the order of about.json."""
    return [_figure(content, measure, words) for measure in content.about.measures]


def _figure(content: WorldContent, measure: WorldMeasure, words: WorldWords) -> KeyFigure:
    share = content.in_year(measure.name).get(WHOLE)
    persons = content.in_year(measure.name, "persons").get(WHOLE)
    return KeyFigure(
        label=words.label(measure),
        large=words.rate(share.value, measure) if share else words.text("world.none"),
        unit=_unit(content, measure, words),
        sentences=_sentences(share, persons, content, measure, words),
        rests_on=_coverage(share, words),
        definition=measure.definition or "",
    )


def _unit(content: WorldContent, measure: WorldMeasure, words: WorldWords) -> str:
    who = words.age(*content.whole_age(measure.name))
    if measure.shown_per == 100:
        return words.text("world.of_all", who=who)
    return words.text("world.of_every", per=measure.shown_per, who=who)


def _sentences(
    share: EstimateRow | None,
    persons: EstimateRow | None,
    content: WorldContent,
    measure: WorldMeasure,
    words: WorldWords,
) -> list[str]:
    if share is None:
        return [words.text("world.no_world_figure")]
    level = words.share(content.about.level)
    found = []
    if share.lower is not None and share.upper is not None:
        limits = {
            "lower": words.rate(share.lower, measure),
            "upper": words.rate(share.upper, measure),
        }
        found.append(words.text("world.key_interval", level=level, **limits))
    if persons is not None and persons.value is not None:
        ends = {"lower": persons.lower, "upper": persons.upper}
        limits = {end: words.persons(one) for end, one in ends.items() if one is not None}
        number = words.persons(persons.value)
        key = "world.key_persons" if limits else "world.key_persons_plain"
        found.append(words.text(key, number=number, **limits))
    found.append(words.text("world.key_about", place=words.titled(share)))
    return [*found, *people_told(share, words)]


def people_told(whole: EstimateRow, words: WorldWords) -> list[str]:
    """How many people are in no figure, and of how many the figure rests on others' figures."""
    found, missing = [], whole.population_missing
    if missing and whole.population is not None:
        people = {"all": words.persons(whole.population + missing)}
        found.append(words.text("world.key_missing", missing=words.persons(missing), **people))
    borrowed = _people_borrowed(whole)
    if borrowed:
        found.append(words.text("world.key_borrowed", borrowed=words.persons(borrowed)))
    if whole.n_countries_without_population:
        count = str(whole.n_countries_without_population)
        found.append(words.text("world.key_without_population", count=count))
    return found


def _people_borrowed(whole: EstimateRow) -> float:
    """People of the figure in countries without a figure of their own near enough to the year."""
    if whole.population is None or whole.coverage is None:
        return 0.0
    covered = whole.coverage * (whole.population + (whole.population_missing or 0.0))
    return max(0.0, float(round(whole.population - covered)))


def _coverage(share: EstimateRow | None, words: WorldWords) -> str:
    if share is None or share.coverage is None:
        return ""
    return words.text(
        "world.key_coverage",
        count=share.n_countries_with_figures,
        share=words.share(round(share.coverage, 2)),
    )
