"""The first screen: one main finding with its interval, its people and its chart.

The finding is the first that has a figure. Its chart has the measure for everybody and for the
groups of a few variables, so that it stands on the screen beside the figure; a measure that has no
groups is drawn beside the other main measures on its scale.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.figure_text import (
    Key,
    apart_from_numbers,
    figure_text,
    key_of,
    level_of,
    scale_of,
)
from measure87.disseminate.pages.survey.findings import Finding, in_numbers
from measure87.disseminate.pages.survey.groups import (
    everybody_in,
    figure_title,
    label_of,
    measures_of,
    variables_of,
)
from measure87.disseminate.pages.survey.measure_plot import (
    SHARE_OF_RESPONDENTS,
    Plot,
    axis_title,
    measure_plot,
)
from measure87.disseminate.pages.survey.people import answers_about, same_people
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.releases.survey import StatedMeasure

_MOST_ROWS = 6
"""Rows of the chart, so that it ends on the first screen of a telephone."""
_SIZE = (150, 250)
"""Pixels for labels and for the plot beside the figure."""
_MOST_MEASURES = 3
"""Rows of the chart where they are measures, whose labels are long."""
_VARIABLES = ("sex", "area", "age")
"""Variables of the chart in their order; others follow as the study has them."""
_SUBJECTS = ("child_labour", "forced_labour")


@dataclass(frozen=True)
class Lead:
    """What the first screen says."""

    heading: str
    """The subject in plain words; the measure's title where it has none."""
    title: str
    """The measure's title; empty where it is the heading."""
    value: str
    unit: str
    """Of whom the value is a share, or what it counts."""
    interval: str
    people: Sequence[str]
    """How many persons; without a number of them, on how many answers the figure rests."""
    plot: Plot | None


def lead_of(result: Result, findings: Sequence[Finding], words: Words) -> Lead | None:
    """The first finding that has a figure; None where no figure is shown."""
    finding = next((one for one in findings if one.figure is not None and one.value), None)
    if finding is None or finding.figure is None:
        return None
    figure, about = finding.figure, measures_of(result).get(finding.figure.name)
    scale = scale_of([figure], about.per if about else None, words)
    plain = _plain_heading(figure, about, words)
    others = [one.figure for one in findings if one.figure is not None]
    return Lead(
        heading=plain or finding.title,
        title=finding.title if plain else "",
        value=finding.value,
        unit=axis_title(figure, about, scale, words) if scale.per else scale.unit,
        interval=finding.sentences[0],
        people=_people(figure, _numbers(result), about, words),
        plot=_plot(result, figure, others, words),
    )


def subjects_of(result: Result) -> list[str]:
    """Which of the two subjects the figures of a result are about, in their order."""
    named = {(figure.definition or "").partition("/")[0] for figure in result.estimates}
    return [subject for subject in _SUBJECTS if subject in named]


def _plain_heading(figure: Estimate, about: StatedMeasure | None, words: Words) -> str:
    """`Child labour`, where the measure is that; else nothing."""
    if about is None or about.not_prevalence or about.screened or about.outer_of or about.code:
        return ""
    for subject in _SUBJECTS:
        if subject in figure.name and (figure.definition or "").startswith(subject):
            return words.text(f"lead.{subject}")
    return ""


def _numbers(result: Result) -> Mapping[Key, Estimate]:
    return apart_from_numbers(result.estimates)[1]


def _people(
    figure: Estimate, numbers: Mapping[Key, Estimate], about: StatedMeasure | None, words: Words
) -> list[str]:
    """The number of persons; else the answers that the figure rests on, and how to get one."""
    asked = [] if figure.n is None else [answers_about(figure.n, about, words)]
    found = in_numbers(numbers.get(key_of(figure)), words)
    if found or figure.statistic != "proportion":
        return [*found, *asked]
    if figure.method == SHARE_OF_RESPONDENTS:
        return [*asked, words.text("findings.not_chosen")]
    return [*asked, words.text("lead.how_numbers")]


def _plot(
    result: Result, figure: Estimate, others: Sequence[Estimate], words: Words
) -> Plot | None:
    """The measure by a few groups; without groups, the main measures on its scale."""
    abouts = measures_of(result)
    about = abouts.get(figure.name)
    rows = _few_groups(result, figure)
    if len(rows) > 1:
        everybody = everybody_in(about, words)
        labels = [
            words.commas(label_of(one, name, words) for name in variables_of(one)) or everybody
            for one in rows
        ]
        people, title = about, figure_title(figure, about, words)
    else:
        rows = [one for one in others if _on_one_scale(one, figure, abouts)][:_MOST_MEASURES]
        labels = [figure_title(one, abouts.get(one.name), words) for one in rows]
        people = same_people(abouts.get(one.name) for one in rows)
        title = words.text("findings.heading")
    scale = scale_of(rows, about.per if about else None, words)
    texts = [figure_text(one, scale, words) for one in rows]
    level = level_of(rows, words)
    return measure_plot(rows, labels, texts, people, scale, title, level, "lead", words, size=_SIZE)


def _few_groups(result: Result, figure: Estimate) -> list[Estimate]:
    """Everybody, then whole variables in their order as long as they have room."""
    by: dict[str, list[Estimate]] = {}
    for one in apart_from_numbers(result.estimates)[0]:
        same = (one.name, one.statistic, one.definition, one.method)
        own = (figure.name, figure.statistic, figure.definition, figure.method)
        if same == own and len(one.group) == 1 and one.value is not None:
            by.setdefault(next(iter(one.group)), []).append(one)
    rows = [figure]
    first = [name for name in _VARIABLES if name in by]
    for name in (*first, *(name for name in by if name not in first)):
        if len(rows) + len(by[name]) <= _MOST_ROWS:
            rows += by[name]
    return rows


def _on_one_scale(one: Estimate, figure: Estimate, abouts: Mapping[str, StatedMeasure]) -> bool:
    """Whether two measures are shares of as many persons, by one method."""
    pers = [about.per if (about := abouts.get(name)) else None for name in (one.name, figure.name)]
    same = (one.statistic, one.unit, one.method) == (figure.statistic, figure.unit, figure.method)
    return same and pers[0] == pers[1]
