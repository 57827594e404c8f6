"""What a comparison shows: its released figures, and how common the same is by each definition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.pages.kit.charts.intervals import Block, Point, interval_plot
from measure87.disseminate.pages.kit.svg import plot_texts
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.figure_text import (
    FigureText,
    Scale,
    figure_text,
    level_of,
    scale_of,
)
from measure87.disseminate.pages.survey.groups import measure_title, measures_of, universe_of
from measure87.disseminate.pages.survey.measure_plot import Plot, axis_title, point_of
from measure87.disseminate.pages.survey.people import same_people
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.releases.survey import StatedMeasure

_OTHER_RULES = "other_rules"


@dataclass(frozen=True)
class Released:
    """The released figures and what they are called."""

    result: Result
    context: ReportContext
    words: Words

    def figure(self, name: str | None, group: Mapping[str, str]) -> Estimate | None:
        """The proportion of a name in a group."""
        return next(
            (f for f in self.result.estimates if f.name == name and f.group == group
             and f.statistic == "proportion"), None,
        )  # fmt: skip

    def difference(self, first: str | None, second: str | None) -> Estimate | None:
        """One share alone less the other."""
        return next(
            (f for f in self.result.differences
             if f.name == first and f.minus is not None and f.minus.name == second), None,
        )  # fmt: skip

    def about(self, name: str) -> StatedMeasure | None:
        """What the study says of a measure."""
        return measures_of(self.result).get(name)

    def title(self, name: str) -> str:
        """Title of a measure."""
        return measure_title(name, self.about(name), self.words)

    def rule(self, measure: str, rule: str) -> str:
        """A rule of the definition of a measure, in words."""
        if rule == _OTHER_RULES:
            return self.words.text("side_by_side.other_rules")
        about = self.about(measure)
        texts = (
            d.rule_texts for d in self.context.definitions if about and d.id == about.definition
        )
        found = next(texts, {}).get(rule)
        return found.rstrip(".") if found else self.words.in_english(rule.replace("_", " "))


@dataclass(frozen=True)
class Prevalence:
    """One definition."""

    label: str
    """Title of its measure, and whom it is about."""
    definition: str | None
    text: FigureText


@dataclass(frozen=True)
class Prevalences:
    """One survey under several definitions."""

    anchor: str
    scale: Scale
    level: str
    rows: Sequence[Prevalence]
    plot: Plot | None

    @property
    def has_care(self) -> bool:
        """Whether any row has to be read with care."""
        return any(row.text.care for row in self.rows)


def prevalences_of(names: Sequence[str], released: Released, anchor: str) -> Prevalences:
    """The figure for everybody under each definition, by the names of their measures."""
    words = released.words
    figures = [f for name in names if (f := released.figure(name, {})) is not None]
    about = released.about(figures[0].name) if figures else None
    scale = scale_of(figures, about.per if about else None, words)
    rows = [
        Prevalence(
            released.title(figure.name) + universe_of(released.about(figure.name), words),
            figure.definition,
            figure_text(figure, scale, words),
        )
        for figure in figures
    ]
    level = level_of(figures, words)
    points = [
        point
        for row, figure in zip(rows, figures, strict=True)
        if (point := point_of(row.label, figure, scale, row.text)) is not None
    ]
    plot = None
    if len(points) > 1:
        people = same_people(released.about(figure.name) for figure in figures)
        plot = _plot(points, axis_title(figures[0], people, scale, words), anchor, level, words)
    return Prevalences(anchor, scale, level, rows, plot)


def _plot(points: Sequence[Point], axis: str, anchor: str, level: str, words: Words) -> Plot:
    kind = "" if level else "_plain"
    texts = plot_texts(
        words.text("side_by_side.prevalence_plot"),
        words.text(f"side_by_side.prevalence_description{kind}", level=level),
        axis,
        words,
    )
    blocks = [Block("", points)]
    caption = words.text(f"side_by_side.prevalence_caption{kind}", count=len(points), level=level)
    return Plot(
        wide=interval_plot(blocks, texts, f"{anchor}-wide"),
        narrow=interval_plot(blocks, texts, f"{anchor}-narrow", narrow=True),
        caption=caption,
        hidden=None,
        blocks=blocks,
        axis=axis,
    )
