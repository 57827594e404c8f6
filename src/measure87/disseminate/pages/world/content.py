"""Everything that the world report says, in its order, made of the written files."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from measure87.disseminate.locale.own_titles import own_title
from measure87.disseminate.pages.world.breakdown import Breakdown, breakdown
from measure87.disseminate.pages.world.change_table import ChangeTable, change_table
from measure87.disseminate.pages.world.change_terms import change_terms
from measure87.disseminate.pages.world.country_fits import RegionFits, country_fits
from measure87.disseminate.pages.world.figure_lists import FigureLists, figure_lists
from measure87.disseminate.pages.world.first_screen import FirstBars, first_bars, titles
from measure87.disseminate.pages.world.key_figures import KeyFigure, key_figures
from measure87.disseminate.pages.world.place_tables import (
    PlaceTable,
    RegionCountries,
    countries_by_region,
    region_table,
)
from measure87.disseminate.pages.world.plausibility import Plausibility, plausibility
from measure87.disseminate.pages.world.trend_plots import Trends, trends
from measure87.disseminate.pages.world.trust_parts import (
    convergence_rows,
    gather_rows,
    move_rows,
    prior_rows,
    provenance_rows,
    refused_rows,
    validation_rows,
)
from measure87.disseminate.pages.world.warnings import (
    first_warnings,
    sentence_said,
    sentences_said,
    warning_said,
)
from measure87.disseminate.pages.world.world_content import WorldContent
from measure87.disseminate.pages.world.world_map import WorldMap, world_map
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import WorldAbout, WorldMeasure


@dataclass(frozen=True)
class MeasureChapter:
    """All of one measure."""

    anchor: str
    title: str
    about: str
    definition: str
    unit: str
    map: WorldMap | None
    regions: PlaceTable
    breakdown: Breakdown | None
    trends: Trends | None
    changes: ChangeTable | None
    terms: Sequence[str]
    """What is meant by the words of the changes."""
    countries: Sequence[RegionCountries]
    fits: Mapping[str, RegionFits]
    """By the code of the region."""
    is_forced_labour: bool
    tells_new_surveys: bool
    """Whether rows of countries say what a new survey would find."""


@dataclass(frozen=True)
class WorldPage:
    """The whole report."""

    title: str
    subtitle: str
    invented: bool
    facts: Sequence[tuple[str, str]]
    year: str
    level: str
    identity: str
    """Which indicator this is and is not."""
    doubts: Sequence[str]
    """Warnings that stand above the figures."""
    key: Sequence[KeyFigure]
    bars: FirstBars | None
    """World and regions by the first measure."""
    measures: Sequence[MeasureChapter]
    has_forced_labour: bool
    trend_refused: str
    """Why there is no trend; empty where one was estimated."""
    totals: Plausibility | None
    """Published totals beside ours."""
    figures: FigureLists
    validation: Sequence[Sequence[str]]
    moves: Sequence[Sequence[str]]
    priors: Sequence[Sequence[str]]
    convergence: Sequence[Sequence[str]]
    gather: Sequence[Sequence[str]]
    refused: Sequence[Sequence[str]]
    sentences: Mapping[str, Sequence[str]]
    warnings: Sequence[str]
    citation: str
    provenance: Sequence[Sequence[str]]


def world_page_of(content: WorldContent, words: WorldWords) -> WorldPage:
    """The report on what a folder holds."""
    about = content.about
    title, subtitle = titles(about, words)
    chapters = [_chapter(content, one, words) for one in about.measures]
    return WorldPage(
        title=title,
        subtitle=subtitle,
        invented=bool(about.invented),
        facts=facts_of(content, words),
        year=str(about.stated_year),
        level=words.share(about.level),
        identity=identity_of(about, words),
        doubts=first_warnings(about, words),
        key=key_figures(content, words),
        bars=first_bars(chapters[0].regions, words) if chapters else None,
        measures=chapters,
        has_forced_labour=any(one.is_forced_labour for one in about.measures),
        trend_refused=_trend_refused(about, words),
        totals=plausibility(content, words),
        figures=figure_lists(content, words),
        validation=validation_rows(content, words),
        moves=move_rows(content, words),
        priors=prior_rows(content, words),
        convergence=convergence_rows(content, words),
        gather=gather_rows(content, words),
        refused=refused_rows(content, words),
        sentences=_sentences(about, words),
        warnings=[warning_said(one, about, words) for one in about.warnings or ()],
        citation=citation_of(about, words),
        provenance=provenance_rows(content, words),
    )


def facts_of(content: WorldContent, words: WorldWords) -> list[tuple[str, str]]:
    """The stated year, the years, the regions, and the level of the intervals."""
    about = content.about
    found = [(words.text("world.stated_year"), str(about.stated_year))]
    years = about.estimated_years
    if len(years) > 1:
        span = words.between(str(years[0]), str(years[-1]))
        found.append((words.text("world.years"), span))
    if regions := _regions(about, words):
        found.append((words.text("world.region_set"), regions))
    found.append((words.text("world.intervals"), words.share(about.level)))
    return found


def _regions(about: WorldAbout, words: WorldWords) -> str:
    """What the regions are called: of a file in the language, of a known set in English."""
    regions = about.own_regions
    if regions.names is not None and regions.name:
        return words.text("world.region_set_of_file", file=regions.name)
    return words.in_english(regions.title) if regions.title else ""


def identity_of(about: WorldAbout, words: WorldWords) -> str:
    """The sentence that keeps one indicator from being taken for another."""
    if all(one.is_forced_labour for one in about.measures):
        return words.text("world.identity_forced")
    return words.text("world.identity")


def _trend_refused(about: WorldAbout, words: WorldWords) -> str:
    if about.trend_estimated:
        return ""
    if not about.trend_text:
        return words.text("world_trend.none")
    return sentence_said(about.trend_text, about, words)


def _sentences(about: WorldAbout, words: WorldWords) -> dict[str, list[str]]:
    found = {
        "coverage_rules": about.coverage_rules,
        "exclusions": about.exclusions,
        "assumptions": about.assumptions,
        "licence_notes": about.licence_notes,
        "notes": about.notes,
    }
    return {key: sentences_said(texts, about, words) for key, texts in found.items()}


def _title(about: WorldAbout, words: WorldWords) -> str:
    """The title: one of ours in the page's language, another as English."""
    return own_title(about.title, words.code, None, None) or words.in_english(about.title)


def citation_of(about: WorldAbout, words: WorldWords) -> str:
    """How the run wants to be cited, or title, year and version; a year in the title once."""
    if about.citation:
        return words.in_english(about.citation)
    year = str(about.stated_year)
    untitled = re.sub(rf"\s*[,،(]?\s*{year}\)?$", "", about.title)
    return words.text(
        "world.citation",
        title=_title(replace(about, title=untitled or about.title), words),
        year=year,
        version=about.version,
    )


def unit_of(measure: WorldMeasure, words: WorldWords) -> str:
    """Per how many people shares are shown: `Per cent`."""
    if measure.shown_per == 100:
        return words.text("world.unit_100")
    return words.text("world.unit", per=measure.shown_per)


def _chapter(content: WorldContent, measure: WorldMeasure, words: WorldWords) -> MeasureChapter:
    number = content.about.measures.index(measure)
    countries = countries_by_region(content, measure, words)
    return MeasureChapter(
        anchor=f"measure-{number}",
        title=words.label(measure),
        about=words.in_english(measure.about) if measure.about else "",
        definition=measure.definition or "",
        unit=unit_of(measure, words),
        map=world_map(content, measure, words),
        regions=region_table(content, measure, words),
        breakdown=breakdown(content, measure, words),
        trends=trends(content, measure, words),
        changes=change_table(content, measure, words),
        terms=change_terms(content, measure, words),
        countries=countries,
        fits=country_fits(content, measure, words),
        is_forced_labour=measure.is_forced_labour,
        tells_new_surveys=any(row.new_survey for one in countries for row in one.table.rows),
    )
