"""Shares by sex and by age, for world and regions in the stated year."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.charts.axes import ShareAxis
from measure87.disseminate.pages.world.bars import Bar, bar_of
from measure87.disseminate.pages.world.place_tables import axis_labels, axis_of
from measure87.disseminate.pages.world.rows import EstimateRow, rows_of
from measure87.disseminate.pages.world.world_content import WorldContent
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import WorldMeasure

_SEXES = ("both", "female", "male")
_PLACES = ("world", "region")


@dataclass(frozen=True)
class BreakdownRow:
    """One group of one place."""

    group: str
    share: str
    interval: str
    bar: Bar | None


@dataclass(frozen=True)
class BreakdownPlace:
    """All groups of one place."""

    name: str
    rows: Sequence[BreakdownRow]


@dataclass(frozen=True)
class Breakdown:
    """All places, with one axis."""

    axis: Sequence[str]
    places: Sequence[BreakdownPlace]


def breakdown(content: WorldContent, measure: WorldMeasure, words: WorldWords) -> Breakdown | None:
    """By sex and age as far as the run has them; None where it has only the whole."""
    rows = _rows(content, measure)
    if len({(r.sex, r.age_from, r.age_to) for r in rows}) <= 1:
        return None
    axis = axis_of(rows)
    together: dict[str, list[EstimateRow]] = {}
    for row in rows:
        together.setdefault(row.place, []).append(row)
    places = [_place(group, axis, content, measure, words) for group in together.values()]
    return Breakdown(axis_labels(axis, measure, words), places)


def _place(
    rows: Sequence[EstimateRow],
    axis: ShareAxis,
    content: WorldContent,
    measure: WorldMeasure,
    words: WorldWords,
) -> BreakdownPlace:
    return BreakdownPlace(words.titled(rows[0]), [
        BreakdownRow(
            group=group_name(row, content, measure, words),
            share=words.rate(row.value, measure),
            interval=words.rate_interval(row, measure),
            bar=bar_of(row, axis),
        )
        for row in rows
    ])  # fmt: skip


def _rows(content: WorldContent, measure: WorldMeasure) -> list[EstimateRow]:
    import polars as pl

    mine = content.tables["estimates"].filter(
        pl.col("measure") == measure.name,
        pl.col("statistic") == "share",
        pl.col("year") == content.about.stated_year,
        pl.col("place_kind").is_in(_PLACES),
    )
    places = list(dict.fromkeys(mine["place"]))
    whole = content.whole_age(measure.name)

    def order(row: EstimateRow) -> tuple[int, bool, int, int]:
        part = (row.age_from, row.age_to) != whole
        return places.index(row.place), part, row.age_from, _SEXES.index(row.sex)

    return sorted(rows_of(mine, EstimateRow), key=order)


def group_name(
    row: EstimateRow, content: WorldContent, measure: WorldMeasure, words: WorldWords
) -> str:
    """Sex and ages of a row, as far as they are not everybody."""
    parts = [] if row.sex == "both" else [words.of_code("world_sexes", row.sex)]
    if (row.age_from, row.age_to) != content.whole_age(measure.name):
        parts.append(words.age(row.age_from, row.age_to))
    return words.commas(parts) if parts else words.text("world.everybody")
