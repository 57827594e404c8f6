"""The map of a brief: the first main figure in the regions of a file that the study names."""

from collections.abc import Sequence

from measure87.disseminate.definition_texts import BriefExtras
from measure87.disseminate.pages.brief.grammar import Grammar
from measure87.disseminate.pages.brief.model import BriefPicture, BriefTable
from measure87.disseminate.pages.kit.charts.regions import region_map
from measure87.disseminate.pages.kit.svg import plot_texts
from measure87.disseminate.pages.survey.brief.certainty import can_harm, is_certain
from measure87.disseminate.pages.survey.brief.headlines import Headline
from measure87.disseminate.pages.survey.brief.terms import noun_of, unit_of
from measure87.disseminate.pages.survey.figure_text import figure_text, level_of, scale_of
from measure87.disseminate.pages.survey.groups import group_label
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.releases.common import StatedRules

_SHARE = "proportion"
_FEWEST = 2
"""Regions with a value that make a map."""


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
    codes = {region.code for region in extras.regions}
    for one in headlines:
        if can_harm(one.figure.name, one.figure.definition, {extras.map_by}, rules):
            continue
        figures = [
            figure
            for figure in result.estimates
            if figure.name == one.figure.name
            and figure.statistic == _SHARE
            and set(figure.group) == {extras.map_by}
            and figure.group[extras.map_by] in codes
            and is_certain(figure)
        ]
        if len(figures) >= _FEWEST:
            return _picture(one, figures, extras, grammar)
    return None


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
