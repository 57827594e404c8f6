"""The map of a brief: the first main figure in the regions of a file that the study names.

What stands in the way of a map, and who is not on it, is told after the run: codes as a file of
borders has them are seldom those of a survey at first.
"""

from collections.abc import Iterator, Sequence

from measure87.disseminate.definition_texts import BriefExtras
from measure87.disseminate.pages.brief.grammar import Grammar
from measure87.disseminate.pages.brief.model import BriefPicture, BriefTable
from measure87.disseminate.pages.kit.charts.regions import region_map
from measure87.disseminate.pages.kit.svg import plot_texts
from measure87.disseminate.pages.survey.brief.certainty import can_harm, is_certain
from measure87.disseminate.pages.survey.brief.headlines import Headline, headlines_of
from measure87.disseminate.pages.survey.brief.terms import noun_of, unit_of
from measure87.disseminate.pages.survey.figure_text import figure_text, level_of, scale_of
from measure87.disseminate.pages.survey.groups import group_label
from measure87.vocabulary.estimate import MISSING_CATEGORY, Estimate, Result
from measure87.vocabulary.release_files.reading import account_of_gate
from measure87.vocabulary.releases.common import StatedRules

_SHARE = "proportion"
_FEWEST = 2
"""Regions with a value that make a map."""
_MOST_CODES = 20
"""Codes that one sentence names."""


def map_of(
    headlines: Sequence[Headline],
    result: Result,
    extras: BriefExtras,
    rules: StatedRules | None,
    grammar: Grammar,
) -> BriefPicture | None:
    """The map; None without borders, or where no main figure may be shown by these regions."""
    if not extras.regions:
        return None
    for one in headlines:
        figures = _drawn(one, result, extras, rules)
        if len(figures) >= _FEWEST:
            return _picture(one, figures, extras, grammar)
    return None


def _drawn(
    one: Headline, result: Result, extras: BriefExtras, rules: StatedRules | None
) -> list[Estimate]:
    """The figures of a main figure that a map may show; none where it would name who is harmed."""
    if can_harm(one.figure.name, one.figure.definition, {extras.map_by}, rules):
        return []
    codes = {region.code for region in extras.regions}
    return [
        figure
        for figure in _by_region(result, extras.map_by)
        if figure.name == one.figure.name
        and figure.group[extras.map_by] in codes
        and is_certain(figure)
    ]


def _by_region(result: Result, variable: str) -> list[Estimate]:
    """The shares of the groups of one variable alone."""
    return [
        figure
        for figure in result.estimates
        if figure.statistic == _SHARE and set(figure.group) == {variable}
    ]


def without_map(result: Result, extras: BriefExtras) -> Iterator[str]:
    """Why there is no map though a file of borders was given, or what is not on it."""
    variable, areas = extras.map_by, {region.code for region in extras.regions}
    figures = _by_region(result, variable)
    groups = [*(one.group for one in figures), *(one.group for one in result.refused)]
    codes = {group[variable] for group in groups if set(group) == {variable}} - {MISSING_CATEGORY}
    if not areas:
        return
    if not codes:
        yield (
            f"no map is drawn, for there is no table by {variable} alone: "
            "write it under by, or another variable in map_by"
        )
        return
    if not codes & areas:
        yield (
            f"no map is drawn, for no polygon has a code of {variable} ({_listed(codes)}): "
            "name the property that has them in map_key"
        )
        return
    account = account_of_gate(result)
    rules = account.rules if account else None
    if all(len(_drawn(one, result, extras, rules)) < _FEWEST for one in headlines_of(result)):
        yield (
            f"no map is drawn, for fewer than {_FEWEST} groups of {variable} have a main figure "
            "that is certain enough, or it is one of which no region is named"
        )
        return
    if without := codes - areas:
        yield f"the map has no polygon for codes of {variable}: {_listed(without)}"
    if n := len(areas - codes):
        yield (
            f"{n} of {len(areas)} polygons of the map are hatched, for {variable} never has "
            "their codes"
        )


def _listed(codes: set[str]) -> str:
    """Codes in one sentence, not more than it can hold."""
    named = sorted(codes)
    more = [f"and {len(named) - _MOST_CODES} more"] if len(named) > _MOST_CODES else []
    return ", ".join([*named[:_MOST_CODES], *more])


def _picture(
    one: Headline, figures: Sequence[Estimate], extras: BriefExtras, grammar: Grammar
) -> BriefPicture:
    words, about = grammar.words, one.about
    noun, scale = (
        noun_of(one.figure.name, about, grammar),
        scale_of(figures, about.per if about else None, words),
    )
    unit, level = unit_of(about, scale, grammar), level_of(figures, words)
    texts = [figure_text(figure, scale, words) for figure in figures]
    codes = [figure.group[extras.map_by] for figure in figures]
    labels = dict(zip(codes, (text.value for text in texts), strict=True))
    values = {code: figure.value or 0.0 for code, figure in zip(codes, figures, strict=True)}
    title = grammar.say("brief_map.title", noun=noun)
    svg = region_map(
        extras.regions, values, labels,
        plot_texts(title, grammar.say("brief_map.about"), "", words), "map-of-regions",
    )  # fmt: skip
    rows = [
        [group_label(figure, words), text.value, text.interval or ""]
        for figure, text in zip(figures, texts, strict=True)
    ]
    columns = [
        grammar.say("brief_chart.group"),
        grammar.say("brief_chart.value"),
        grammar.say("brief_chart.interval", level=level),
    ]
    return BriefPicture(
        title=title,
        wide=svg,
        caption=grammar.say("brief_map.caption", unit=unit),
        values=BriefTable(grammar.say("brief_chart.values", noun=noun), columns, rows),
    )
