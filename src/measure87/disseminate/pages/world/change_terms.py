"""What is meant by target, base year and needed rate, where a report speaks of them."""

from measure87.disseminate.pages.world.unanswered import target_is_unanswered
from measure87.disseminate.pages.world.world_content import WorldContent
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import WorldMeasure

_NEED_A_TARGET = frozenset({"required_rate", "acceleration", "chance_of_target"})


def change_terms(content: WorldContent, measure: WorldMeasure, words: WorldWords) -> list[str]:
    """What is meant by target, base year and needed rate, as far as the page speaks of them."""
    import polars as pl

    rows = content.tables["changes"].filter(pl.col("measure") == measure.name)
    quantities, scenarios = set(rows["quantity"].to_list()), set(rows["scenario"].to_list())
    base, target = str(content.about.stated_year), content.about.target
    needed = bool(quantities & _NEED_A_TARGET) or "required_rate" in scenarios
    needed = needed or target_is_unanswered(content, measure)
    found = []
    if needed and target and target.share:
        share, year = words.rate(target.share, measure), str(target.year)
        found.append(words.text("world_change.target_share", target=share, year=year))
    if needed and target and target.persons:
        persons, year = words.persons(target.persons), str(target.year)
        found.append(words.text("world_change.target_persons", target=persons, year=year))
    if rows.filter(pl.col("to_year") > content.about.stated_year).height:
        found.append(words.text("world_change.base_year", year=base))
    if needed and target:
        year = str(target.year)
        found.append(words.text("world_change.required", base=base, year=year))
    return found
