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
from measure87.disseminate.report.plots import Block, Point, interval_plot
from measure87.disseminate.report.wording import Words

AGE = "age"
SHARE_OF_RESPONDENTS = "share-of-respondents"
"""Method of figures that hold for the respondents alone."""


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
    row_groups: Sequence[RowGroup]
    has_intervals: bool
    has_unknowns: bool
    has_cases: bool
    has_care: bool
    plot_wide: str | None
    """Inline SVG for broad screens and print."""
    plot_narrow: str | None
    plot_caption: str
    plot_hidden: str | None
    """Names the groups that the plot does not show."""

    @property
    def columns(self) -> int:
        """Columns of the table after the group's name."""
        optional = (self.has_intervals, self.has_unknowns, self.has_cases, self.has_care)
        return 2 + sum(optional)


def measure_sections(content: Mapping[str, Any], words: Words) -> list[MeasureSection]:
    """One section for each measure and statistic, main measures first."""
    by_key: dict[tuple[str, ...], list[Figure]] = {}
    for figure in content["estimates"]:
        key = (figure["name"], figure["statistic"], figure["method"], figure.get("definition", ""))
        by_key.setdefault(key, []).append(figure)
    about = content["diagnostics"].get("measures", {})
    order = sorted(by_key, key=lambda key: not about.get(key[0], {}).get("headline", False))
    return [
        _section(f"figures-{number}", by_key[key], about.get(key[0], {}), words)
        for number, key in enumerate(order, start=1)
    ]


def measure_title(name: str, about: Mapping[str, Any], words: Words) -> str:
    """Title of a measure; without one, its name as words."""
    return str(about.get("title") or words.of_code("measure_names", name).capitalize())


def group_label(figure: Figure, words: Words) -> str:
    """A group in words: the labels of its codes."""
    return ", ".join(_label(figure, name, words) for name in _variables(figure))


def group_list(figures: Sequence[Figure], words: Words) -> str:
    """Groups in words, those of the same variables together under the variables' names."""
    found: dict[str, dict[str, None]] = {}
    for figure in figures:
        names = " × ".join(words.of_code("variables", name) for name in _variables(figure))
        label = group_label(figure, words) or words.text("measures.everybody")
        found.setdefault(names, {})[label] = None
    return "; ".join(
        words.text("measures.groups_of", variables=names, groups=", ".join(labels))
        if names
        else ", ".join(labels)
        for names, labels in found.items()
    )


def universe_of(about: Mapping[str, Any]) -> str:
    """Whom a measure speaks of, with its comma, or nothing."""
    return f", {about['universe']}" if about.get("universe") else ""


def _section(
    anchor: str, figures: Sequence[Figure], about: Mapping[str, Any], words: Words
) -> MeasureSection:
    scale = scale_of(figures, about, words)
    universe = universe_of(about)
    everybody = words.text("measures.everybody_of", universe=universe)
    texts = [figure_text(figure, scale, words) for figure in figures]
    level = next((words.share(f["level"]) for f in figures if "level" in f), "")
    title = measure_title(figures[0]["name"], about, words)
    intervals = any(text.interval for text in texts)
    return MeasureSection(
        anchor=anchor,
        title=title,
        universe=universe,
        definition=figures[0].get("definition"),
        is_forced_labour=str(figures[0].get("definition", "")).startswith("forced_labour"),
        scale=scale,
        level=level,
        row_groups=_row_groups(figures, texts, everybody, words),
        has_intervals=intervals,
        has_unknowns=any(text.unknown for text in texts),
        has_cases=any(text.cases for text in texts),
        has_care=any(text.care for text in texts),
        **_plots(figures, scale, title, level, everybody, anchor, words),
    )


def _variables(figure: Figure) -> list[str]:
    """Variables of a group, age last."""
    return sorted(figure["group"], key=lambda name: (name == AGE, name))


def _label(figure: Figure, variable: str, words: Words) -> str:
    """Label of a code; without one, the variable and the code."""
    code = figure["group"][variable]
    if code in words.texts["categories"]:
        return words.of_code("categories", code)
    label = figure.get("labels", {}).get(variable)
    if label:
        return str(label)
    name = words.of_code("variables", variable)
    return words.text("measures.group_code", variable=name, code=code).capitalize()


def _row_groups(
    figures: Sequence[Figure], texts: Sequence[FigureText], everybody: str, words: Words
) -> list[RowGroup]:
    """Rows in the order of the figures, put together by the variables of their groups."""
    rows: dict[str, list[Row]] = {}
    for figure, text in zip(figures, texts, strict=True):
        names = _variables(figure)
        title, shown = _row_group_title(figure, names, words)
        label = ", ".join(_label(figure, name, words) for name in shown) or everybody
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
    within = _label(figure, AGE, words)
    return words.text("measures.by_within", variables=variables, within=within), shown


def _plots(
    figures: Sequence[Figure],
    scale: Scale,
    title: str,
    level: str,
    everybody: str,
    anchor: str,
    words: Words,
) -> dict[str, Any]:
    """Both sizes of the plot of everybody and of each variable by itself, and its caption."""
    simple = [figure for figure in figures if len(figure["group"]) <= 1]
    blocks: dict[str, list[Point]] = {}
    hidden: list[Figure] = []
    for figure in simple:
        label = group_label(figure, words) or everybody
        if "value" not in figure:
            hidden.append(figure)
            continue
        names = _variables(figure)
        block = words.of_code("variables", names[0]).capitalize() if names else ""
        ends = [figure.get(name, figure["value"]) * scale.factor for name in ("lower", "upper")]
        point = Point(label, figure["value"] * scale.factor, *ends)
        blocks.setdefault(block, []).append(point)
    kind = "" if level else "_plain"
    sampled = figures[0]["method"] != SHARE_OF_RESPONDENTS
    axis = "units.axis" if sampled else "units.axis_respondents"
    unit = words.text(axis, per=words.number(scale.per)) if scale.per else scale.unit
    parts = [Block(name, points) for name, points in blocks.items()]
    drawn = sum(len(points) for points in blocks.values()) > 1

    def draw(size: str) -> str | None:
        if not drawn:
            return None
        return interval_plot(
            parts,
            anchor=f"{anchor}-{size}",
            title=words.text("measures.plot_title", measure=title),
            about=words.text(f"measures.plot_description{kind}", level=level),
            axis=unit,
            narrow=size == "narrow",
        )

    left_out = (
        words.text("measures.plot_hidden", groups=group_list(hidden, words)) if hidden else None
    )
    return {
        "plot_wide": draw("wide"),
        "plot_narrow": draw("narrow"),
        "plot_caption": words.text(f"measures.plot_caption{kind}", measure=title, level=level),
        "plot_hidden": left_out,
    }
