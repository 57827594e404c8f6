"""How common the same thing is under each definition: a table and a plot of one row each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.pages.kit.svg import plot_texts
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.figure_text import (
    Figure,
    FigureText,
    Scale,
    figure_text,
    scale_of,
)
from measure87.disseminate.pages.survey.groups import measure_title, universe_of
from measure87.disseminate.pages.survey.measure_plot import Plot, axis_title
from measure87.disseminate.pages.survey.plots import Block, Point, interval_plot


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


def prevalences_of(
    figures: Sequence[tuple[Figure, Mapping[str, Any]]], anchor: str, words: Words
) -> Prevalences:
    """The figure for everybody under each definition, with what the study says of its measure."""
    about = figures[0][1] if figures else {}
    scale = scale_of([figure for figure, _ in figures], about, words)
    rows = [
        Prevalence(
            measure_title(figure["name"], own, words) + universe_of(own, words),
            figure.get("definition"),
            figure_text(figure, scale, words),
        )
        for figure, own in figures
    ]
    level = next((words.share(f["level"]) for f, _ in figures if "level" in f), "")
    points = [
        Point(row.label, *(figure.get(k, figure["value"]) * scale.factor for k in _POINT))
        for row, (figure, _) in zip(rows, figures, strict=True)
        if "value" in figure
    ]
    plot = (
        _plot(points, axis_title(figures[0][0], scale, words), anchor, level, words)
        if (len(points) > 1)
        else None
    )
    return Prevalences(anchor, scale, level, rows, plot)


_POINT = ("value", "lower", "upper")


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
    )
