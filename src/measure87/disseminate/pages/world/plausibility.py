"""Published totals beside the estimate's own, and why the two may differ.

A check of plausibility that a reader makes. Definitions, countries, ages and years are unlike,
so that agreement proves nothing; nothing is differenced and nothing fitted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.world.change_rows import Figure
from measure87.disseminate.pages.world.published_totals import Published, published_totals
from measure87.disseminate.pages.world.rows import EstimateRow, Limited, rows_of
from measure87.disseminate.pages.world.world_content import WHOLE, WorldContent
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import FORCED_LABOUR, WorldMeasure

_HOURS_ALONE, _WITH_CHORES = "child_labour_sdg_a", "child_labour_sdg_b"
_MILLION = 1_000_000


@dataclass(frozen=True)
class TotalRow:
    """One line: a published total, or the estimate's own of one measure and year.

    Attributes
    ----------
    years, counts : str
        What it is about: a year or a period, and whom it counts.
    millions, share : Figure
        With what stands below: how it was seen, or the interval.
    source : str
    why : str
        Reasons, in words that the list below the table explains.
    is_ours : bool
    """

    years: str
    counts: str
    millions: Figure
    share: Figure
    source: str
    why: str
    is_ours: bool


@dataclass(frozen=True)
class Plausibility:
    """The table, and what its words of reason mean."""

    rows: Sequence[TotalRow]
    reasons: Sequence[tuple[str, str]]


def plausibility(content: WorldContent, words: WorldWords) -> Plausibility | None:
    """The table; None for invented figures, and where nobody published a total of the topic."""
    measures = [one for one in content.about.measures if _topic(one)]
    if content.about.invented or not measures:
        return None
    published = published_totals(_topic(measures[0]))
    whys = [_reasons(one, measures, content) for one in published]
    entries = [
        (one.years[1], _theirs(one, why, content, words))
        for one, why in zip(published, whys, strict=True)
    ]
    years = {content.about.stated_year, *(one.years[1] for one in published)}
    entries += [
        (year, row)
        for one in measures
        for year in sorted(years & set(content.about.estimated_years))
        for row in _ours(one, year, content, words)
    ]
    rows = [row for _, row in sorted(entries, key=lambda one: (one[0], one[1].is_ours))]
    told = [code for code in _ALL if any(code in why for why in whys)]
    explained = [_explained(code, measures, content, words) for code in told]
    return Plausibility(rows, explained)


_ALL = ("definition", "chores", "other", "forms", "countries", "no_whole", "ages", "year",
        "minimum")  # fmt: skip
"""Reasons in the order in which they are told."""


def _topic(measure: WorldMeasure) -> str:
    """Topic of the totals that a measure may stand beside; empty for parts, as hazardous work."""
    kind = measure.kind or ""
    if kind == FORCED_LABOUR or (kind and measure.name.startswith(kind)):
        return kind
    return ""


def _reasons(
    total: Published, measures: Sequence[WorldMeasure], content: WorldContent
) -> list[str]:
    """Why a published total may differ from the estimate's: codes of the texts."""
    names = {one.name for one in measures}
    forced = total.topic == FORCED_LABOUR
    whole = content.row_of(measures[0].name, WHOLE)
    found = {
        "definition": bool(names & {_HOURS_ALONE, _WITH_CHORES}),
        "chores": _WITH_CHORES in names,
        "other": not forced and bool(names - {_HOURS_ALONE, _WITH_CHORES}),
        "forms": forced,
        "countries": whole is not None and bool(whole.n_countries_missing),
        "no_whole": whole is None,
        "ages": any(content.whole_age(one) != (total.ages or (0, None)) for one in names),
        "year": not set(range(total.years[0], total.years[1] + 1))
        & set(content.about.estimated_years),
        "minimum": total.is_minimum,
    }
    return [code for code in _ALL if found[code]]


def _theirs(
    total: Published, why: Sequence[str], content: WorldContent, words: WorldWords
) -> TotalRow:
    key = "forced" if total.topic == FORCED_LABOUR else "child"
    per = content.about.measures[0]
    share = words.rate(total.share, per) if total.share is not None else ""
    seen = words.text(f"seen.{total.share_seen}") if share else ""
    first, last = total.years
    return TotalRow(
        years=str(last) if first == last else words.between(str(first), str(last)),
        counts=words.text(f"world_totals.{key}"),
        millions=(words.number(total.persons / _MILLION, 1),
                  words.text(f"seen.{total.persons_seen}")),
        share=(share, seen),
        source=words.in_english(f"{total.publication} ({total.copy})"),
        why=words.commas(words.text(f"world_totals.{code}") for code in why),
        is_ours=False,
    )  # fmt: skip


def _ours(
    measure: WorldMeasure, year: int, content: WorldContent, words: WorldWords
) -> Iterator[TotalRow]:
    """The estimate's own total of a year; nothing where it is refused."""
    rows = content.everybody(measure.name, "share"), content.everybody(measure.name, "persons")
    share, persons = (
        next(iter(rows_of(one.filter(place=WHOLE, year=year), EstimateRow)), None) for one in rows
    )
    if share is None or persons is None or persons.value is None:
        return
    yield TotalRow(
        years=str(year),
        counts=words.label(measure),
        millions=_millions(persons.value, persons, words),
        share=(words.rate(share.value, measure), words.rate_interval(share, measure)),
        source=words.text("world_totals.ours"),
        why=words.text("world_totals.about", place=words.titled(share)),
        is_ours=True,
    )


def _millions(persons: float, limits: Limited, words: WorldWords) -> Figure:
    value = words.number(persons / _MILLION, 1)
    if limits.lower is None or limits.upper is None:
        return value, ""
    ends = (words.number(one / _MILLION, 1) for one in (limits.lower, limits.upper))
    return value, words.between(*ends)


def _explained(
    code: str, measures: Sequence[WorldMeasure], content: WorldContent, words: WorldWords
) -> tuple[str, str]:
    values: dict[str, str | int] = {}
    if code == "chores":
        values["measure"] = next(words.label(m) for m in measures if m.name == _WITH_CHORES)
    if code == "countries":
        whole = content.row_of(measures[0].name, WHOLE)
        if whole is None or whole.n_countries is None or whole.n_countries_missing is None:
            raise AssertionError("countries are missing of a whole that there is not")
        every = whole.n_countries + whole.n_countries_missing
        values |= {"count": whole.n_countries, "all": every}
    text = words.text(f"world_totals.why_{code}", **values)
    return words.text(f"world_totals.{code}"), text
