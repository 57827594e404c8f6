"""The figures of one measure: its plot and its table, group by group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.report.figure_text import (
    Figure,
    FigureText,
    Scale,
    figure_text,
    scale_of,
)
from measure87.disseminate.report.groups import (
    AGE,
    everybody_in,
    group_label,
    group_list,
    label_of,
    measure_title,
    universe_of,
    variables_of,
)
from measure87.disseminate.report.plots import Block, Point, interval_plot
from measure87.disseminate.report.svg import PlotTexts
from measure87.disseminate.report.wording import Words

SHARE_OF_RESPONDENTS = "share-of-respondents"
"""Method of figures that hold for the respondents alone."""

_LONG_TABLE = 16
"""Rows above which a table under a plot is folded on screens."""


@dataclass(frozen=True)
class Row:
    """One group."""

    label: str
    text: FigureText


@dataclass(frozen=True)
class RowGroup:
    """The groups of one variable, or of several crossed."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Plot:
    """The plot of a section, twice as inline SVG."""

    wide: str
    """For broad screens and print."""
    narrow: str
    caption: str
    hidden: str | None
    """Names what the plot does not show."""


@dataclass(frozen=True)
class MeasureSection:
    """One measure as the report shows it."""

    anchor: str
    title: str
    universe: str
    """With its comma, or empty."""
    definition: str | None
    is_forced_labour: bool
    scale: Scale
    level: str
    row_heading: str
    """What the rows are: groups, or measures."""
    value_heading: str
    n_heading: str
    row_groups: Sequence[RowGroup]
    has_intervals: bool
    has_unknowns: bool
    has_cases: bool
    has_care: bool
    plot: Plot | None
    component: bool
    """A part of main measures, folded away on screens; never in print."""

    @property
    def table_folded(self) -> bool:
        """Whether a long table is folded away beneath its plot; never in print."""
        rows = sum(len(part.rows) for part in self.row_groups)
        return self.plot is not None and not self.component and rows > _LONG_TABLE

    @property
    def columns(self) -> int:
        """Columns of the table after the group's name."""
        optional = (self.has_intervals, self.has_unknowns, self.has_cases, self.has_care)
        return 2 + sum(optional)


def measure_sections(content: Mapping[str, Any], words: Words) -> list[MeasureSection]:
    """One section for each measure and statistic, main measures first.

    Measures of one definition that have a figure for everybody and none for a group are one
    section together.
    """
    by_key: dict[tuple[str, ...], list[Figure]] = {}
    for figure in content["estimates"]:
        key = (figure["name"], figure["statistic"], figure["method"], figure.get("definition", ""))
        by_key.setdefault(key, []).append(figure)
    about = content["diagnostics"].get("measures", {})
    has_main = any(about.get(key[0], {}).get("headline") for key in by_key)
    has_groups = any(figure["group"] for figure in content["estimates"])
    together_title = words.text("measures.together" if has_groups else "measures.together_plain")
    order = sorted(by_key, key=lambda key: not about.get(key[0], {}).get("headline", False))
    together: dict[tuple[Any, ...], list[Figure]] = {}
    for own in order:
        figures = by_key[own]
        alone = len(figures) == 1 and not figures[0]["group"]
        shared = (*own[1:], about.get(own[0], {}).get("per"))
        together.setdefault(shared if alone else own, []).extend(figures)
    return [
        _section(f"figures-{number}", figures, about, together_title, has_main, words)
        for number, figures in enumerate(together.values(), start=1)
    ]


def _section(
    anchor: str,
    figures: Sequence[Figure],
    about: Mapping[str, Any],
    together_title: str,
    has_main: bool,
    words: Words,
) -> MeasureSection:
    """The section of one measure, or of several that have a figure for everybody each."""
    names = list(dict.fromkeys(figure["name"] for figure in figures))
    several = len(names) > 1
    first = about.get(names[0], {})
    scale = scale_of(figures, first, words)
    texts = [figure_text(figure, scale, words) for figure in figures]
    if several:
        title = together_title
        labels = [measure_title(name, about.get(name, {}), words) for name in names]
        rows = [Row(label, text) for label, text in zip(labels, texts, strict=True)]
        row_groups = [RowGroup(words.text("measures.everybody"), rows)]
    else:
        title = measure_title(names[0], first, words)
        everybody = everybody_in(first, words)
        labels = [group_label(figure, words) or everybody for figure in figures]
        row_groups = _row_groups(figures, texts, everybody, words)
    answered = all(about.get(name, {}).get("unknown") == "exclude" for name in names)
    level = next((words.share(f["level"]) for f in figures if "level" in f), "")
    definition = figures[0].get("definition")
    return MeasureSection(
        anchor=anchor,
        title=title,
        universe="" if several else universe_of(first),
        definition=definition,
        is_forced_labour=str(definition).startswith("forced_labour"),
        scale=scale,
        level=level,
        row_heading=words.text("hidden.measure" if several else "measures.group"),
        value_heading=words.text("measures.value" if level else "measures.value_plain"),
        n_heading=words.text("measures.n_answered" if answered else "measures.n"),
        row_groups=row_groups,
        has_intervals=any(text.interval for text in texts),
        has_unknowns=any(text.unknown for text in texts),
        has_cases=any(text.cases for text in texts),
        has_care=any(text.care for text in texts),
        plot=_plot(figures, labels, scale, title, level, anchor, words),
        component=has_main and not several and not first.get("headline", False),
    )


def _row_groups(
    figures: Sequence[Figure], texts: Sequence[FigureText], everybody: str, words: Words
) -> list[RowGroup]:
    """Rows in the order of the figures, put together by the variables of their groups."""
    rows: dict[str, list[Row]] = {}
    for figure, text in zip(figures, texts, strict=True):
        names = variables_of(figure)
        title, shown = _row_group_title(figure, names, words)
        label = ", ".join(label_of(figure, name, words) for name in shown) or everybody
        rows.setdefault(title, []).append(Row(label, text))
    return [RowGroup(title, found) for title, found in rows.items()]


def _row_group_title(
    figure: Figure, names: Sequence[str], words: Words
) -> tuple[str, Sequence[str]]:
    """Title of a group's row group, and the variables that its row still names."""
    if not names:
        return "", ()
    shown = names[:-1] if len(names) > 1 and names[-1] == AGE else names
    variables = " × ".join(words.of_code("variables", name) for name in shown)
    if len(shown) == len(names):
        return words.text("measures.by", variables=variables), shown
    within = label_of(figure, AGE, words)
    return words.text("measures.by_within", variables=variables, within=within), shown


def _plot(
    figures: Sequence[Figure],
    labels: Sequence[str],
    scale: Scale,
    title: str,
    level: str,
    anchor: str,
    words: Words,
) -> Plot | None:
    """The plot of everybody and of each variable by itself; None where a point is all there is."""
    blocks: dict[str, list[Point]] = {}
    hidden: list[str] = []
    hidden_groups: list[Figure] = []
    for figure, label in zip(figures, labels, strict=True):
        names = variables_of(figure)
        if len(names) > 1:
            continue
        if "value" not in figure:
            if names:
                hidden_groups.append(figure)
            else:
                hidden.append(label)
            continue
        block = words.of_code("variables", names[0]).capitalize() if names else ""
        ends = [figure.get(name, figure["value"]) * scale.factor for name in ("lower", "upper")]
        point = Point(label, figure["value"] * scale.factor, *ends)
        blocks.setdefault(block, []).append(point)
    if sum(map(len, blocks.values())) < 2:
        return None
    if hidden_groups:
        hidden.append(group_list(hidden_groups, words))
    kind = "" if level else "_plain"
    parts = [Block(name, points) for name, points in blocks.items()]
    texts = PlotTexts(
        title=words.text("measures.plot_title", measure=title),
        about=words.text(f"measures.plot_description{kind}", level=level),
        axis=_axis_title(figures[0], scale, words),
    )
    return Plot(
        wide=interval_plot(parts, texts, f"{anchor}-wide"),
        narrow=interval_plot(parts, texts, f"{anchor}-narrow", narrow=True),
        caption=words.text(f"measures.plot_caption{kind}", measure=title, level=level),
        hidden=words.text("measures.plot_hidden", groups="; ".join(hidden)) if hidden else None,
    )


def _axis_title(figure: Figure, scale: Scale, words: Words) -> str:
    """What the axis counts."""
    if scale.per is None:
        return scale.unit
    respondents = figure["method"] == SHARE_OF_RESPONDENTS
    key = "units.axis_respondents" if respondents else "units.axis"
    return words.text(key, per=words.number(scale.per))
