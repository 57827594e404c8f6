"""The people whom a measure counts: children, adults, or persons of other ages, as sentences say.

Whoever has not completed 18 years is a child (Convention No. 182, Article 2), so the ages that a
measure is about say who its people are.
"""

from collections.abc import Iterable
from typing import Literal

from measure87.disseminate.pages.kit.period import period_text
from measure87.disseminate.pages.kit.wording import Value, Words
from measure87.vocabulary.releases.survey import StatedMeasure

type People = Literal["children", "adults", "persons"]
_ADULT = 18
"""Completed years from which nobody is a child."""


def people_of(about: StatedMeasure | None) -> People:
    """Who the people of a measure are, by its ages; persons where it gives none."""
    if about is None or about.ages is None:
        return "persons"
    first, last = about.ages
    if last is not None and last < _ADULT:
        return "children"
    return "adults" if first >= _ADULT else "persons"


def counted(count: Value, about: StatedMeasure | None, words: Words) -> str:
    """So many of the people of a measure: `100 children aged 5 to 17`."""
    return _described(words.text(f"people.{people_of(about)}", n=count), about, words)


def answers_about(count: Value, about: StatedMeasure | None, words: Words) -> str:
    """On how many answers a figure rests, and whom they are about, as a sentence."""
    people = words.text(f"people.{people_of(about)}", n=count)
    if about is not None and about.universe and about.ages is not None:
        people = _aged(people, about.ages, words)
    return words.text("lead.answers", people=people)


def share_of_people(about: StatedMeasure | None, words: Words) -> str:
    """What a share in per cent is of: `% of children aged 5 to 17`."""
    return _described(words.text(f"people_share.{people_of(about)}"), about, words)


def same_people(abouts: Iterable[StatedMeasure | None]) -> StatedMeasure | None:
    """A measure whose people are those of all measures on one axis; None where they differ."""
    found = list(abouts)
    whom = {
        (about.ages, about.universe, about.reference_period) if about else None for about in found
    }
    return found[0] if len(whom) == 1 else None


def _described(people: str, about: StatedMeasure | None, words: Words) -> str:
    """People with their ages, or with what else the study says of them, and the period."""
    if about is None:
        return people
    said = [people]
    if about.universe and about.ages is not None:
        said = [_aged(people, about.ages, words)]
    elif about.universe:
        said.append(about.universe)
    if about.reference_period is not None:
        said.append(period_text(about.reference_period, words))
    return words.commas(said)


def _aged(people: str, ages: tuple[int, int | None], words: Words) -> str:
    first, last = ages
    if last is None:
        return words.text("people_aged.from", people=people, first=first)
    return words.text("people_aged.from_to", people=people, first=first, last=last)
