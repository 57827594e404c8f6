"""The brief of a world estimate: findings, and all that stands around them."""

from collections.abc import Sequence

from measure87.disseminate.pages.brief.grammar import grammar_of
from measure87.disseminate.pages.brief.inputs import inputs_said
from measure87.disseminate.pages.brief.model import MOST_FINDINGS, Brief, BriefTable
from measure87.disseminate.pages.world.brief.figures import Speech, whole_of
from measure87.disseminate.pages.world.brief.findings import findings_of
from measure87.disseminate.pages.world.brief.pictures import chart_of, map_of
from measure87.disseminate.pages.world.brief.trend import trend_of
from measure87.disseminate.pages.world.content import (
    citation_of,
    facts_of,
    identity_of,
    unit_of,
)
from measure87.disseminate.pages.world.first_screen import titles
from measure87.disseminate.pages.world.key_figures import people_told
from measure87.disseminate.pages.world.place_tables import region_table
from measure87.disseminate.pages.world.warnings import first_warnings
from measure87.disseminate.pages.world.world_content import WorldContent
from measure87.disseminate.pages.world.world_words import WorldWords, world_words
from measure87.vocabulary.releases.world import WorldMeasure

PACKAGE = "measure87.disseminate.pages.world"
_FLOW_TO_STOCK = "flow-to-stock"
_IN_TABLE = frozenset({"world", "region"})


def world_brief(content: WorldContent) -> Brief:
    """The brief of what a written folder holds, in the language that its account names.

    Raises
    ------
    StudyError
        If pages do not speak the language.
    """
    about = content.about
    language = about.report_language
    words = world_words(language)
    speech = Speech(grammar_of(language, PACKAGE), words)
    invented = [(words.text("world.invented_title"), words.text("world.invented"))]
    doubts = [(words.text("world.warning"), text) for text in first_warnings(about, words)]
    return Brief(
        language=language,
        title=titles(about, words)[0],
        lead=_lead(content, speech),
        findings=findings_of(content, speech),
        rule=[
            speech.say("brief_world_frame.rule", most=MOST_FINDINGS),
            speech.say("brief_world_frame.doubtful"),
        ],
        is_not=_is_not(content, speech),
        cite=citation_of(about, words),
        provenance=inputs_said(content.about.sources.inputs or {}, speech.grammar),
        facts=facts_of(content, words),
        warnings=[*(invented if about.invented else []), *doubts],
        figures=_table(content, speech),
        chart=chart_of(content, speech),
        map=map_of(content, speech),
        trend=trend_of(content, speech),
        people=_without_data(content, words),
    )


def _lead(content: WorldContent, speech: Speech) -> list[str]:
    """Who made it; of forced labour day or period, and whom it does not reach."""
    about = content.about
    found = [speech.say("brief_world.made", year=str(about.stated_year))]
    forced = [one for one in about.measures if one.is_forced_labour]
    if not forced:
        return found
    if any(one.code == _FLOW_TO_STOCK for one in about.sentences or ()):
        found.append(speech.say("brief_world.stock"))
    else:
        found.append(speech.say("brief_world.by_definition", definitions=_named(forced, speech)))
    return [*found, speech.say("brief_world.no_data_no_figure")]


def _named(measures: Sequence[WorldMeasure], speech: Speech) -> str:
    words = speech.words
    named = dict.fromkeys(one.definition or words.label(one) for one in measures)
    return words.semicolons(words.in_english(one) for one in named)


def _without_data(content: WorldContent, words: WorldWords) -> list[str]:
    """How many people are in none of the figures, and whose figures rest on others."""
    whole = whole_of(content, content.about.measures[0])
    if whole is None:
        return [words.text("world.no_world_figure")]
    return people_told(whole.share, words)


def _is_not(content: WorldContent, speech: Speech) -> list[str]:
    words = speech.words
    return [
        speech.say("brief_world_frame.surveys"),
        speech.say("brief_world_frame.ranked"),
        identity_of(content.about, words),
    ]


def _table(content: WorldContent, speech: Speech) -> BriefTable:
    """World and regions by every measure as the report writes them, the refused ones too."""
    words = speech.words
    rows: list[list[str]] = []
    headings: dict[int, str] = {}
    level = words.share(content.about.level)
    for measure in content.about.measures:
        headings[len(rows)] = words.commas((words.label(measure), unit_of(measure, words)))
        for row in region_table(content, measure, words).rows:
            if row.kind in _IN_TABLE:
                refused = "" if row.bar else words.text("world_map.bare")
                cells = [row.share, row.interval, row.persons, row.persons_interval]
                rows.append([row.name, refused or cells[0], *(one or "–" for one in cells[1:])])
    interval = words.text("world.interval", level=level)
    return BriefTable(
        speech.say("brief_world_frame.table", year=str(content.about.stated_year)),
        [
            words.text("world.place"),
            words.text("world.share"),
            interval,
            words.text("world.persons"),
            interval,
        ],
        rows,
        headings,
    )
