"""Tables of regions and countries: share, limits, a bar, persons, and what each figure rests on.

Places stand in the alphabetical order of their names, countries within their regions: never in the
order of their figures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.charts.axes import ShareAxis
from measure87.disseminate.pages.world.bars import Bar, bar_of
from measure87.disseminate.pages.world.rows import EstimateRow, Limits, RefusalRow, rows_of
from measure87.disseminate.pages.world.trust_parts import reason_of
from measure87.disseminate.pages.world.world_content import WorldContent
from measure87.disseminate.pages.world.world_words import WorldWords, alphabetical
from measure87.vocabulary.releases.world import WorldAbout, WorldMeasure


@dataclass(frozen=True)
class PlaceRow:
    """One place in the stated year."""

    kind: str
    name: str
    share: str
    interval: str
    bar: Bar | None
    persons: str
    persons_interval: str
    rests_on: str
    flags: str
    published: str = ""
    published_year: str = ""
    new_survey: str = ""
    why: str = ""


@dataclass(frozen=True)
class PlaceTable:
    """Places with one axis for all of their bars."""

    axis: Sequence[str]
    rows: Sequence[PlaceRow]
    has_persons: bool
    has_published: bool = False
    """Whether a published figure stands beside an estimate of a country."""


@dataclass(frozen=True)
class RegionCountries:
    """The countries of one region."""

    code: str
    name: str
    table: PlaceTable


def axis_of(rows: Sequence[EstimateRow]) -> ShareAxis:
    """One axis for the bars of some figures."""
    return ShareAxis.over(row.upper or row.value for row in rows)


def axis_labels(axis: ShareAxis, measure: WorldMeasure, words: WorldWords) -> list[str]:
    """The numbers under a table's bars, in the unit of the measure."""
    ends = [mark * measure.shown_per for mark in axis.marks]
    decimals = 0 if all(abs(one - round(one)) < 1e-9 for one in ends) else 1
    if any(round(one, decimals) != round(one, 6) for one in ends):
        decimals = 2
    return [words.number(one, decimals) for one in ends]


def region_table(content: WorldContent, measure: WorldMeasure, words: WorldWords) -> PlaceTable:
    """All countries together, regions, sub-regions and groups, the refused ones among them."""
    rows = [r for r in content.in_year(measure.name).values() if r.place_kind != "country"]
    rows += _refused(content, measure, {row.place for row in rows})
    order = {"world": 0, "region": 1, "subregion": 1, "group": 2}
    rows.sort(key=lambda row: (order[row.place_kind], words.place_order(row)))
    return _table(_nested(rows), content, measure, words)


def _refused(content: WorldContent, measure: WorldMeasure, shown: set[str]) -> list[EstimateRow]:
    """Sums that were refused altogether in the stated year, as rows without figures."""
    found: dict[str, EstimateRow] = {}
    for row in rows_of(content.tables["refused"], RefusalRow):
        wanted = (measure.name, content.about.stated_year, "", "")
        given = (row.measure, row.year, row.sex, row.statistic)
        if given != wanted or row.place_kind == "country" or row.place in shown:
            continue
        name, region = content.name_of(row.place), content.region_around(row.place)
        found[row.place] = EstimateRow(
            measure=row.measure,
            place_kind=row.place_kind,
            place=row.place,
            place_name=name,
            region=region,
            year=content.about.stated_year,
            basis="sum",
            code=row.code,
            text=row.text,
        )
    return list(found.values())


def _nested(rows: Sequence[EstimateRow]) -> list[EstimateRow]:
    """Each sub-region after the region that it lies in; those without one at the end."""
    found: list[EstimateRow] = []
    inside: dict[str, list[EstimateRow]] = {}
    for row in rows:
        if row.place_kind == "subregion":
            inside.setdefault(row.region, []).append(row)
    for row in rows:
        if row.place_kind != "subregion":
            found += [row, *inside.pop(row.place, [])]
    return [*found, *(row for rest in inside.values() for row in rest)]


def countries_by_region(
    content: WorldContent, measure: WorldMeasure, words: WorldWords
) -> list[RegionCountries]:
    """Countries of each region in the alphabetical order of their names."""
    rows = [r for r in content.in_year(measure.name).values() if r.place_kind == "country"]
    axis = axis_of(rows)
    by_region: dict[str, list[EstimateRow]] = {}
    for row in rows:
        by_region.setdefault(content.region_of(row.place), []).append(row)
    named = [(code, _region_name(code, content, words), rows) for code, rows in by_region.items()]
    named.sort(key=lambda one: (one[0] == "", alphabetical(one[1])))
    return [RegionCountries(code, name, _table(
        sorted(rows, key=lambda row: words.place_order(row)), content, measure, words, axis
    )) for code, name, rows in named]  # fmt: skip


def _region_name(code: str, content: WorldContent, words: WorldWords) -> str:
    if not code:
        return words.text("world.no_region")
    return words.place(code, content.name_of(code), content.kinds.get(code, "region"))


def _table(
    rows: Sequence[EstimateRow],
    content: WorldContent,
    measure: WorldMeasure,
    words: WorldWords,
    axis: ShareAxis | None = None,
) -> PlaceTable:
    axis = axis or axis_of(rows)
    persons = content.in_year(measure.name, "persons")
    return PlaceTable(
        axis=axis_labels(axis, measure, words),
        rows=[
            _row(
                row,
                persons.get(row.place),
                axis,
                measure,
                rests_on(row, content.about, words),
                words,
            )
            for row in rows
        ],
        has_persons=any(row.place in persons for row in rows),
        has_published=any(row.published is not None for row in rows),
    )


def _row(
    row: EstimateRow,
    persons: EstimateRow | None,
    axis: ShareAxis,
    measure: WorldMeasure,
    basis: str,
    words: WorldWords,
) -> PlaceRow:
    return PlaceRow(
        kind=row.place_kind,
        name=words.titled(row),
        share=words.rate(row.value, measure),
        interval=words.rate_interval(row, measure),
        bar=None if row.value is None else bar_of(row, axis),
        persons=words.thousands(persons.value) if persons else "",
        persons_interval=words.thousands_interval(persons) if persons else "",
        rests_on=basis,
        flags=_flags(row, words),
        published="" if row.published is None else words.rate(row.published, measure),
        published_year=str(row.published_year or ""),
        new_survey=_new_survey(row, measure, words),
        why=why_differs(row, measure, words),
    )


def _new_survey(row: EstimateRow, measure: WorldMeasure, words: WorldWords) -> str:
    """What a new survey of the country would find, with its errors."""
    limits = Limits(row.new_survey_lower, row.new_survey_upper)
    between = words.rate_interval(limits, measure)
    return words.text("world.new_survey", interval=between) if between else ""


def why_differs(row: EstimateRow, measure: WorldMeasure, words: WorldWords) -> str:
    """Why a country's estimate is not its published figure; nothing where there is no figure."""
    codes = row.why_differs.split()
    if not codes:
        return ""
    found = [words.text("world.why", reasons=words.codes("world_why", codes))]
    if row.expected_without is not None:
        expected = words.rate(row.expected_without, measure)
        found.append(words.text("world.expected_without", share=expected))
    return " ".join(found)


def _flags(row: EstimateRow, words: WorldWords) -> str:
    """What to know of a figure; of a sum that lacks people how many these are."""
    found = [*_people_lacking(row, words)]
    left = [one for one in row.flags.split() if not found or one != "members-missing"]
    return words.commas([*found, *(words.of_code("world_flags", one) for one in left)])


def _people_lacking(row: EstimateRow, words: WorldWords) -> Iterator[str]:
    """How many people a sum lacks, and of how many countries nobody knows their people."""
    missing = row.population_missing
    if missing and row.population is not None:
        people = {"all": words.persons(row.population + missing), "missing": words.persons(missing)}
        yield words.text("world.without_data", **people)
    if row.n_countries_without_population:
        count = str(row.n_countries_without_population)
        yield words.text("world.without_population", count=count)


def rests_on(row: EstimateRow, about: WorldAbout, words: WorldWords) -> str:
    """What an estimate rests on, or why there is none.

    Own figures, others', or the countries behind a sum.
    """
    if row.value is None and row.code:
        return words.text("world.refused", reason=reason_of(row, about, words))
    if row.place_kind == "country":
        if row.basis == "borrowed" or not row.n_figures:
            return words.text("world.borrowed")
        return words.text("world.own", count=row.n_figures, year=str(row.latest_figure))
    if row.n_countries_with_figures is None:
        return ""
    if row.coverage is None:
        return words.text("world.behind", count=row.n_countries_with_figures)
    return words.text(
        "world.behind_share",
        count=row.n_countries_with_figures,
        share=words.share(round(row.coverage, 2)),
    )
