"""Changes, rates and projections out of `changes.csv`, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.world_report.about import Measure
from measure87.disseminate.world_report.world_content import Row, WorldContent
from measure87.disseminate.world_report.world_words import WorldWords

_PERSONS = frozenset(
    {"persons", "change_in_persons", "from_population", "from_composition", "from_prevalence"}
)
_RATES = frozenset({"annual_rate_of_reduction", "required_rate", "chance_of_target"})
_NEED_A_TARGET = frozenset({"required_rate", "acceleration", "chance_of_target"})
_HELD = "share-held-constant"
"""Flag of shares that a scenario holds where they are."""
_PER_CENT = 100


@dataclass(frozen=True)
class ChangeRow:
    """One line of the table of changes."""

    place: str
    what: str
    years: str
    value: str
    interval: str
    decline: str


def change_rows(content: WorldContent, measure: Measure, words: WorldWords) -> list[ChangeRow]:
    """What the run says of world, regions and groups; nothing of single countries."""
    import polars as pl

    youngest, oldest = content.whole_age(measure.name)
    rows = content.tables["changes"].filter(
        pl.col("measure") == measure.name,
        pl.col("place_kind") != "country",
        pl.col("sex") == "both",
        pl.col("age_from") == youngest,
        pl.col("age_to").is_null() if oldest is None else pl.col("age_to") == oldest,
        pl.col("value").is_not_null(),
    )
    return [
        _row(row, place_title(measure.name, row, content, words), measure, words)
        for row in rows.iter_rows(named=True)
    ]


def place_title(measure: str, row: Row, content: WorldContent, words: WorldWords) -> str:
    """What a row of another table is about: with how many countries, as its estimates say."""
    estimate = content.row_of(measure, row["place"])
    if estimate is not None:
        return words.titled(estimate)
    return words.place(row["place"], content.name_of(row["place"]), row["place_kind"])


def _row(row: Row, place: str, measure: Measure, words: WorldWords) -> ChangeRow:
    return ChangeRow(
        place=place,
        what=_what(row, measure, words),
        years=words.between(str(row["from_year"]), str(row["to_year"])),
        value=_written(row["value"], row["quantity"], measure, words),
        interval=_interval(row, measure, words),
        decline=_decline(row, words),
    )


def _decline(row: Row, words: WorldWords) -> str:
    """The probability of a decline; why there is none where the scenario decides it."""
    if _HELD in (row["flags"] or "").split():
        return words.text("world_change.held")
    likely = row["probability_of_decline"]
    return "" if likely is None else words.share(round(likely, 2))


def _interval(row: Row, measure: Measure, words: WorldWords) -> str:
    if row["lower"] is None or row["upper"] is None:
        return ""
    ends = [_written(row[k], row["quantity"], measure, words) for k in ("lower", "upper")]
    return words.whole(words.text("world.from_to", lower=ends[0], upper=ends[1]))


def _written(value: Any, quantity: str, measure: Measure, words: WorldWords) -> str:
    """A number in the unit of its quantity."""
    if quantity in _PERSONS:
        return words.number(value / 1000)
    if quantity in _RATES:
        return words.whole(words.text("world.per_cent", value=words.number(value * 100, 1)))
    if quantity == "share":
        return words.rate(value, measure)
    if quantity == "change_in_share":
        return words.number(value * measure.per, 1 if measure.per == _PER_CENT else 2)
    return words.number(value, 2)


def _what(row: Row, measure: Measure, words: WorldWords) -> str:
    """The quantity, its unit where the number does not say it, and the scenario."""
    what = words.of_code("world_quantities", row["quantity"])
    if row["quantity"] in _PERSONS:
        what = words.text("world_change.thousands", what=what)
    elif row["quantity"] == "change_in_share" and measure.per == _PER_CENT:
        what = words.text("world_change.points", what=what)
    if not row["scenario"]:
        return what
    scenario = words.of_code("world_scenarios", row["scenario"])
    return words.text("world_change.under", what=what, scenario=scenario)


def change_terms(content: WorldContent, measure: Measure, words: WorldWords) -> list[str]:
    """What is meant by target, base year and needed rate, as far as the rows speak of them."""
    import polars as pl

    rows = content.tables["changes"].filter(pl.col("measure") == measure.name)
    quantities, scenarios = set(rows["quantity"].to_list()), set(rows["scenario"].to_list())
    base, target = str(content.about.stated_year), content.about.content.get("target") or {}
    needed = bool(quantities & _NEED_A_TARGET) or "required_rate" in scenarios
    found = []
    if needed and target.get("share"):
        share, year = words.rate(target["share"], measure), str(target["year"])
        found.append(words.text("world_change.target_share", target=share, year=year))
    if needed and target.get("persons"):
        persons, year = words.persons(target["persons"]), str(target["year"])
        found.append(words.text("world_change.target_persons", target=persons, year=year))
    if rows.filter(pl.col("to_year") > content.about.stated_year).height:
        found.append(words.text("world_change.base_year", year=base))
    if needed and target:
        year = str(target["year"])
        found.append(words.text("world_change.required", base=base, year=year))
    return found


def change_lists(rows: Sequence[ChangeRow]) -> list[list[str]]:
    """The same as lists of cells."""
    return [[r.place, r.what, r.years, r.value, r.interval, r.decline] for r in rows]
