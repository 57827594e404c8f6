"""Findings of a world's brief: all countries together by each measure, then regions by the first.

Regions are chosen by how many people live in them, and told in the order of their names: never by
how high their figure is. Where there is no figure of all countries together, a region's sentence
says itself of what it is.
"""

from collections.abc import Sequence

from measure87.disseminate.pages.brief.model import MOST_FINDINGS
from measure87.disseminate.pages.world.brief.figures import (
    PlaceFigure,
    Speech,
    limits_of,
    regions_of,
    whole_of,
)
from measure87.disseminate.pages.world.world_content import WorldContent
from measure87.vocabulary.releases.world import WorldMeasure


def findings_of(content: WorldContent, speech: Speech) -> list[str]:
    """One sentence each: those of the first measure and its regions, then the other measures."""
    measures = content.about.measures[:MOST_FINDINGS]
    wholes = [(one, whole_of(content, one)) for one in measures]
    told = [place_sentence(content, one, whole, speech) for one, whole in wholes if whole]
    most = MOST_FINDINGS - len(told)
    if wholes[0][1] is None:
        return [*_regions_alone(content, measures[0], most, speech), *told]
    return [*told[:1], *_regions(content, measures[0], most, speech), *told[1:]]


def place_sentence(
    content: WorldContent, measure: WorldMeasure, place: PlaceFigure, speech: Speech
) -> str:
    """How many people that is in a place, all countries together say, and which share of them."""
    words = speech.words
    share, lower, upper = limits_of(place.share)
    slots: dict[str, str | int] = {
        "label": words.label(measure),
        "year": str(content.about.stated_year),
        "who": words.age(*content.whole_age(measure.name)),
        "place": words.titled(place.share),
        "share": words.rate(share, measure),
        "share_lower": words.rate(lower, measure),
        "share_upper": words.rate(upper, measure),
        "level": words.share(content.about.level),
    }
    children = measure.kind == "child_labour"
    if not children or place.persons is None:
        slots["per"] = measure.shown_per
    if place.persons is None:
        return speech.say("brief_world.share_alone", **slots)
    slots |= _numbers(place, speech)
    return speech.say(f"brief_world.{'children' if children else 'people'}", **slots)


def _numbers(one: PlaceFigure, speech: Speech) -> dict[str, str]:
    if one.persons is None:
        raise AssertionError("a place without a number of people has no such slots")
    ends = [speech.words.persons(end) for end in limits_of(one.persons)]
    return dict(zip(("number", "number_lower", "number_upper"), ends, strict=True))


def _regions(content: WorldContent, measure: WorldMeasure, most: int, speech: Speech) -> list[str]:
    """Regions of which a number of people is known, those with the most people first."""
    places = [one for one in regions_of(content, measure, speech.words) if one.persons is not None]
    return [_region(one, measure, speech) for one in _largest(places, most)]


def _regions_alone(
    content: WorldContent, measure: WorldMeasure, most: int, speech: Speech
) -> list[str]:
    """The same of regions that no sentence on all countries together goes before."""
    places = _largest(regions_of(content, measure, speech.words), most)
    return [place_sentence(content, measure, one, speech) for one in places]


def _largest(places: Sequence[PlaceFigure], most: int) -> list[PlaceFigure]:
    """Those with the most people, in the order in which they stand."""
    largest = sorted(places, key=lambda one: -(one.share.population or 0.0))[:most]
    return [one for one in places if one in largest]


def _region(one: PlaceFigure, measure: WorldMeasure, speech: Speech) -> str:
    share, lower, upper = (speech.share(end, measure) for end in limits_of(one.share))
    return speech.say(
        "brief_world.region",
        place=speech.words.titled(one.share),
        share=share,
        share_lower=lower,
        share_upper=upper,
        **_numbers(one, speech),
    )
