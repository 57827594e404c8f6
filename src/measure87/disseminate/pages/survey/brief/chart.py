"""The chart of a brief: groups of the first main figure that has any, and their values."""

from collections.abc import Sequence

from measure87.disseminate.pages.brief.grammar import Grammar
from measure87.disseminate.pages.brief.model import BriefPicture, BriefTable
from measure87.disseminate.pages.survey.brief.certainty import can_harm, is_certain
from measure87.disseminate.pages.survey.brief.headlines import Headline
from measure87.disseminate.pages.survey.brief.terms import noun_of
from measure87.disseminate.pages.survey.figure_text import figure_text, level_of, scale_of
from measure87.disseminate.pages.survey.groups import everybody_in, group_label, variables_of
from measure87.disseminate.pages.survey.measure_plot import measure_plot
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.releases.common import StatedRules

FEWEST_CASES = 10
"""Cases of a group that the chart shows."""
_MOST_ROWS = 12
"""Rows that leave room for the rest of two pages."""
_SHARE = "proportion"
_OF_WHOM = ("n", "n_cases", "n_unknown", "value", "lower", "upper")


def chart_of(
    headlines: Sequence[Headline], result: Result, rules: StatedRules | None, grammar: Grammar
) -> BriefPicture | None:
    """The chart; None where no main figure has two groups that may be shown."""
    for one in headlines:
        groups = _few(_groups(one, result, rules))
        if len(groups) > 1:
            return _picture(one, [one.figure, *groups], grammar)
    return None


def _groups(one: Headline, result: Result, rules: StatedRules | None) -> list[Estimate]:
    """Groups of one variable with cases enough, in the order of the release.

    A group of everybody (ages 5 to 17 of these ages) would be the same figure twice.
    """
    return [
        figure
        for figure in result.estimates
        if figure.name == one.figure.name
        and figure.statistic == _SHARE
        and len(figure.group) == 1
        and (figure.n_cases or 0) >= FEWEST_CASES
        and is_certain(figure)
        and not _is_whole(figure, one.figure)
        and not can_harm(figure.name, figure.definition, figure.group, rules)
    ]


def _is_whole(group: Estimate, whole: Estimate) -> bool:
    """Whether a group is everybody, as far as a release tells."""
    return all(getattr(group, name) == getattr(whole, name) for name in _OF_WHOM)


def _few(groups: Sequence[Estimate]) -> list[Estimate]:
    """Those of whole variables, as long as there is room."""
    found: list[Estimate] = []
    for variable in dict.fromkeys(variables_of(one)[0] for one in groups):
        those = [one for one in groups if variable in one.group]
        if len(those) > 1 and len(found) + len(those) <= _MOST_ROWS:
            found += those
    return found


def _picture(one: Headline, figures: Sequence[Estimate], grammar: Grammar) -> BriefPicture | None:
    words, about = grammar.words, one.about
    noun = noun_of(one.figure.name, about, grammar)
    labels = [group_label(figure, words) or everybody_in(about, words) for figure in figures]
    scale = scale_of(figures, about.per if about else None, words)
    level = level_of(figures, words)
    texts = [figure_text(figure, scale, words) for figure in figures]
    plot = measure_plot(figures, labels, texts, about, scale, noun, level, "brief", words)
    if plot is None or not level:
        return None
    rows = [
        [label, text.value, text.interval or ""] for label, text in zip(labels, texts, strict=True)
    ]
    columns = [
        grammar.say("brief_chart.group"),
        grammar.say("brief_chart.value"),
        grammar.say("brief_chart.interval", level=level),
    ]
    return BriefPicture(
        title=grammar.say("brief_chart.title", noun=noun),
        wide=plot.wide,
        narrow=plot.narrow,
        caption=grammar.say("brief_chart.caption", noun=noun, cases=FEWEST_CASES, level=level),
        values=BriefTable(grammar.say("brief_chart.values", noun=noun), columns, rows),
    )
