"""Editions of published estimates again, by one method, out of `about.json`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.world_report.about import Measure
from measure87.disseminate.world_report.world_content import WorldContent
from measure87.disseminate.world_report.world_words import WorldWords


@dataclass(frozen=True)
class Editions:
    """A table of editions, and what they published beside it.

    Attributes
    ----------
    rows : lists of cells
        Edition, year, share with its interval, thousands of persons with theirs.
    beside : sentences
    """

    rows: Sequence[Sequence[str]]
    beside: Sequence[str]


def editions(content: WorldContent, measure: Measure, words: WorldWords) -> Editions | None:
    """The editions of a measure; nothing where none was asked for."""
    found: Sequence[Mapping[str, Any]] = content.about.content.get("editions") or ()
    mine = [one for one in found if one["measure"] == measure.name]
    if not mine:
        return None
    beside = [words.in_english(str(text)) for one in mine for text in one.get("beside") or ()]
    return Editions([_row(one, measure, words) for one in mine], beside)


def _row(one: Mapping[str, Any], measure: Measure, words: WorldWords) -> list[str]:
    share, persons = one["share"], one["persons"]
    return [
        words.in_english(str(one["label"])),
        str(one["year"]),
        words.rate(share["value"], measure),
        words.rate_interval(share, measure),
        words.thousands(persons["value"]),
        words.thousands_interval(persons),
    ]
