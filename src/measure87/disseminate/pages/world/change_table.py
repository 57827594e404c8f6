"""Editions, changes and target of one measure in one table that a reader takes in at a glance.

All countries together have every line; regions have one each, of what was asked first: change, else
the rate that the target needs, else what would be under a scenario. Everything else (sub-regions,
sexes, ages, parts of a change of each region) is in `changes.csv` and `editions.csv`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from measure87.disseminate.locale.marked import as_start
from measure87.disseminate.pages.world.change_rows import ChangeLine, change_line, place_title
from measure87.disseminate.pages.world.rows import ChangeRow, Where, rows_of
from measure87.disseminate.pages.world.unanswered import unanswered
from measure87.disseminate.pages.world.world_content import WHOLE, WorldContent
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import StatedEdition, WorldMeasure

if TYPE_CHECKING:
    import polars as pl

_PARTS = ("from_population", "from_composition", "from_prevalence")
_PACE = ("required_rate", "acceleration", "chance_of_target")


@dataclass(frozen=True)
class ChangeGroup:
    """Lines that stand under one heading of the table."""

    name: str
    lines: Sequence[ChangeLine]


@dataclass(frozen=True)
class ChangeTable:
    """The table, and what stands below it.

    Attributes
    ----------
    groups : list of ChangeGroup
    beside : list of str
        What editions published of the same measure, in sentences.
    has_editions : bool
    more : str
        Where everything is.
    unanswered : list of str
        What was asked of all countries together and is refused, with the reason.
    """

    groups: Sequence[ChangeGroup]
    beside: Sequence[str]
    has_editions: bool
    more: str
    unanswered: Sequence[str] = ()


def change_table(
    content: WorldContent, measure: WorldMeasure, words: WorldWords
) -> ChangeTable | None:
    """The table of a measure; nothing where neither changes nor editions were asked for.

    Without lines where all that was asked for is refused.
    """
    every = content.tables["changes"].filter(measure=measure.name)
    found = [one for one in content.about.editions or () if one.measure == measure.name]
    refused = unanswered(content, measure, words)
    if not every.height and not found and not refused:
        return None
    rows = _of_everybody(every, content, measure)
    groups = [
        _whole(rows.filter(place=WHOLE), found, content, measure, words),
        _regions(rows.filter(place_kind="region"), content, measure, words),
    ]
    return ChangeTable(
        groups=[one for one in groups if one.lines],
        beside=[words.in_english(text) for one in found for text in one.comparison or ()],
        has_editions=bool(found),
        more=words.text("world_change.more_editions" if found else "world_change.more"),
        unanswered=refused,
    )


def _of_everybody(
    rows: "pl.DataFrame", content: WorldContent, measure: WorldMeasure
) -> "pl.DataFrame":
    """Rows of both sexes and all ages, with a value."""
    import polars as pl

    youngest, oldest = content.whole_age(measure.name)
    return rows.filter(
        pl.col("sex") == "both",
        pl.col("age_from") == youngest,
        pl.col("age_to").is_null() if oldest is None else pl.col("age_to") == oldest,
        pl.col("value").is_not_null(),
    )


def _whole(
    rows: "pl.DataFrame", found: Sequence[StatedEdition], content: WorldContent,
    measure: WorldMeasure, words: WorldWords,
) -> ChangeGroup:  # fmt: skip
    """All countries together: editions, changes, rates and the target, years to come."""
    named = Where(WHOLE, "world")
    lines = [_edition(one, measure, words) for one in found]
    lines += _changes(rows, measure, words)
    lines += _single(rows, _PACE, measure, words)
    lines += _ahead(rows, measure, words)
    return ChangeGroup(place_title(measure.name, named, content, words), lines)


def _edition(one: StatedEdition, measure: WorldMeasure, words: WorldWords) -> ChangeLine:
    share, persons = one.share, one.persons
    return ChangeLine(
        what=words.in_english(one.label),
        years=str(one.year),
        share=(words.rate(share.value, measure), words.rate_interval(share, measure)),
        persons=(words.thousands(persons.value), words.thousands_interval(persons)),
        decline="",
    )


def _changes(
    rows: "pl.DataFrame", measure: WorldMeasure, words: WorldWords
) -> Iterable[ChangeLine]:
    """Each change; the longest up to the last year with its parts and its yearly rate."""
    spans = _spans(rows)
    for span in spans:
        of_span = _by_quantity(rows, span)
        share, persons = of_span.get("change_in_share"), of_span.get("change_in_persons")
        yield change_line(_change_name(measure, words), share, persons, measure, words)
        if span != _main(spans):
            continue
        for part in _PARTS:
            if part in of_span:
                name = words.of_code("world_quantities", part)
                yield change_line(name, None, of_span[part], measure, words)
        yield from _single(_of_span(rows, span), ("annual_rate_of_reduction",), measure, words)


def _spans(rows: "pl.DataFrame") -> list[tuple[int, int]]:
    """First and last year of every change, rising."""
    import polars as pl

    changes = rows.filter(pl.col("quantity").is_in(["change_in_share", "change_in_persons"]))
    return sorted(set(changes.select("from_year", "to_year").iter_rows()))


def _main(spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The longest change up to the last year."""
    return min(spans, key=lambda span: (-span[1], span[0]))


def _of_span(rows: "pl.DataFrame", span: tuple[int, int]) -> "pl.DataFrame":
    return rows.filter(from_year=span[0], to_year=span[1])


def _by_quantity(rows: "pl.DataFrame", span: tuple[int, int]) -> dict[str, ChangeRow]:
    import polars as pl

    plain = _of_span(rows, span).filter(pl.col("scenario").fill_null("") == "")
    return {row.quantity: row for row in rows_of(plain, ChangeRow)}


def _change_name(measure: WorldMeasure, words: WorldWords) -> str:
    return words.text(
        "world_change.change_points" if measure.shown_per == 100 else "world_change.change"
    )


def _single(
    rows: "pl.DataFrame", quantities: Sequence[str], measure: WorldMeasure, words: WorldWords
) -> Iterable[ChangeLine]:
    """Quantities that stand alone, each on a line."""
    for quantity in quantities:
        for row in rows_of(rows.filter(quantity=quantity), ChangeRow):
            name = words.of_code("world_quantities", quantity)
            yield change_line(name, row, None, measure, words)


def _ahead(rows: "pl.DataFrame", measure: WorldMeasure, words: WorldWords) -> Iterable[ChangeLine]:
    """Share and persons of years to come, by scenario."""
    import polars as pl

    later = rows.filter(pl.col("quantity").is_in(["share", "persons"]))
    keys = later.select("scenario", "to_year").unique(maintain_order=True)
    for scenario, year in keys.iter_rows():
        pair = {row.quantity: row for row in
                rows_of(later.filter(scenario=scenario, to_year=year), ChangeRow)}  # fmt: skip
        name = as_start(words.of_code("world_scenarios", scenario))
        yield change_line(name, pair.get("share"), pair.get("persons"), measure, words)


def _regions(
    rows: "pl.DataFrame", content: WorldContent, measure: WorldMeasure, words: WorldWords
) -> ChangeGroup:
    """One line a region, in the alphabet of the page's language."""
    spans = _spans(rows)
    if spans:
        rows, name = _of_span(rows, _main(spans)), _change_name(measure, words)
        pair = ("change_in_share", "change_in_persons")
    elif rows.filter(quantity="required_rate").height:
        name, pair = words.of_code("world_quantities", "required_rate"), ("required_rate", "")
    elif rows.height:
        last = rows_of(rows.sort("to_year", maintain_order=True).tail(1), ChangeRow)[0]
        rows = rows.filter(scenario=last.scenario, to_year=last.to_year)
        name, pair = words.of_code("world_scenarios", last.scenario), ("share", "persons")
    else:
        return ChangeGroup("", ())
    found: dict[str, dict[str, ChangeRow]] = {}
    for row in rows_of(rows, ChangeRow):
        if row.quantity in pair:
            found.setdefault(row.place, {})[row.quantity] = row
    order = sorted(found.values(), key=lambda one: words.place_order(next(iter(one.values()))))
    lines = [_of_region([one.get(k) for k in pair], content, measure, words) for one in order]
    return ChangeGroup(words.text("world_change.of_regions", what=name), lines)


def _of_region(
    pair: Sequence[ChangeRow | None],
    content: WorldContent,
    measure: WorldMeasure,
    words: WorldWords,
) -> ChangeLine:
    row = next(one for one in pair if one)
    title = place_title(measure.name, row, content, words)
    return change_line(title, pair[0], pair[1], measure, words)
