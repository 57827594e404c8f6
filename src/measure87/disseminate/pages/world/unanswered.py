"""What was asked of all countries together and has no answer, with the reason.

A target whose rate is refused must not vanish: the rows that it would have are in no table.
"""

from typing import TYPE_CHECKING

from measure87.disseminate.pages.world.rows import RefusalRow, rows_of
from measure87.disseminate.pages.world.trust_parts import reason_of
from measure87.disseminate.pages.world.world_content import WHOLE, WorldContent
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import WorldMeasure

if TYPE_CHECKING:
    import polars as pl

_OTHERS = frozenset({"other-definition", "target-reached"})
"""Reasons that are about published totals, or are an answer: not about what is open."""
_OF_SCENARIOS = frozenset({"share", "persons"})


def target_is_unanswered(content: WorldContent, measure: WorldMeasure) -> bool:
    """Whether a target was stated, and what it asks of all countries together has no row."""
    if content.about.target is None:
        return False
    needed = content.tables["changes"].filter(
        measure=measure.name, place=WHOLE, quantity="required_rate"
    )
    return needed.is_empty()


def unanswered(content: WorldContent, measure: WorldMeasure, words: WorldWords) -> list[str]:
    """Sentences on changes, target and scenarios of all countries together: what, and why not."""
    found: dict[str, list[str]] = {}
    for row in rows_of(_refusals(content, measure), RefusalRow):
        what = _what(row, content, measure, words)
        if what:
            found.setdefault(reason_of(row, content.about, words), []).append(what)
    return [
        words.text(
            "world_change.unanswered", what=words.commas(dict.fromkeys(asked)), reason=reason
        )
        for reason, asked in found.items()
    ]


def _refusals(content: WorldContent, measure: WorldMeasure) -> "pl.DataFrame":
    """Refusals of all countries together, of everybody."""
    import polars as pl

    youngest, oldest = content.whole_age(measure.name)
    everybody = pl.col("sex").fill_null("").is_in(["", "both"]) & (
        pl.col("age_from").is_null()
        | ((pl.col("age_from") == youngest) & pl.col("age_to").eq_missing(oldest))
    )
    return content.tables["refused"].filter(
        everybody,
        measure=measure.name,
        place=WHOLE,
    )


def _what(row: RefusalRow, content: WorldContent, measure: WorldMeasure, words: WorldWords) -> str:
    """Name of what a row refuses; empty for what is told elsewhere."""
    if row.code in _OTHERS:
        return ""
    if row.statistic in _OF_SCENARIOS:
        earlier = row.year is not None and row.year < content.about.stated_year
        return words.of_code("world_scenarios", "same_rate" if earlier else "required_rate")
    if row.statistic:
        return words.of_code("world_quantities", row.statistic)
    whole_year = row.year in (None, content.about.stated_year)
    if whole_year and target_is_unanswered(content, measure):
        return words.of_code("world_quantities", "required_rate")
    return ""
