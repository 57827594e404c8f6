"""The figures of one measure: its plot and its table, group by group."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.locale.marked import joined
from measure87.disseminate.pages.kit.period import STOCK_OF, contains_stock, flows_with_stock
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.figure_text import (
    Figure,
    FigureText,
    Scale,
    figure_text,
    scale_of,
)
from measure87.disseminate.pages.survey.groups import (
    AGE,
    everybody_in,
    figure_title,
    group_label,
    label_of,
    universe_of,
    variables_of,
)
from measure87.disseminate.pages.survey.measure_plot import Plot, measure_plot
from measure87.disseminate.pages.survey.numbers_beside import Key, apart_from_numbers, key_of

_LONG_TABLE = 16
"""Rows above which a table under a plot is folded on screens."""


@dataclass(frozen=True)
class Row:
    """One group."""

    label: str
    text: FigureText
    number: FigureText | None = None
    """The number of persons beside the rate."""


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
    contains_stock: str
    """That the whole period contains the average day, where both are shown; or empty."""
    is_forced_labour: bool
    scale: Scale
    level: str
    row_heading: str
    """What the rows are: groups, or measures."""
    value_heading: str
    n_heading: str
    row_groups: Sequence[RowGroup]
    has_intervals: bool
    has_numbers: bool
    """Whether numbers of persons stand beside the rates."""
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
        optional = (
            self.has_intervals,
            self.has_numbers,
            self.has_unknowns,
            self.has_cases,
            self.has_care,
        )
        return 2 + sum(optional)


def measure_sections(content: Mapping[str, Any], words: Words) -> list[MeasureSection]:
    """One section for each measure and statistic, main measures first.

    A number of persons stands beside its rate, and by itself only where it has none.
    Measures of one definition that have a figure for everybody and none for a group are one
    section together.
    """
    figures, numbers = apart_from_numbers(content["estimates"])
    by_key: dict[tuple[str, ...], list[Figure]] = {}
    for figure in figures:
        key = (figure["name"], figure["statistic"], figure["method"], figure.get("definition", ""))
        by_key.setdefault(key, []).append(figure)
    about = content["diagnostics"].get("measures", {})
    has_main = any(about.get(key[0], {}).get("headline") for key in by_key)
    has_groups = any(figure["group"] for figure in content["estimates"])
    together_title = words.text("measures.together" if has_groups else "measures.together_plain")
    flows = flows_with_stock(figures, about)
    order = sorted(by_key, key=lambda key: not about.get(key[0], {}).get("headline", False))
    together: dict[tuple[Any, ...], list[Figure]] = {}
    for own in order:
        alone = len(by_key[own]) == 1 and not by_key[own][0]["group"]
        shared = (*own[1:], about.get(own[0], {}).get("per"))
        together.setdefault(shared if alone else own, []).extend(by_key[own])
    return [
        _section(f"figures-{count}", found, numbers, about, together_title, has_main, flows, words)
        for count, found in enumerate(together.values(), start=1)
    ]


def _section(
    anchor: str,
    figures: Sequence[Figure],
    numbers: Mapping[Key, Figure],
    about: Mapping[str, Any],
    together_title: str,
    has_main: bool,
    flows: Container[str],
    words: Words,
) -> MeasureSection:
    """The section of one measure, or of several that have a figure for everybody each."""
    names = list(dict.fromkeys(figure["name"] for figure in figures))
    several = len(names) > 1
    first = about.get(names[0], {})
    scale = scale_of(figures, first, words)
    left_out = {name for name in names if about.get(name, {}).get("unknown") == "exclude"}
    texts = [figure_text(f, scale, words, answered=f["name"] in left_out) for f in figures]
    beside = [_number(numbers.get(key_of(figure)), words) for figure in figures]
    if several:
        title = together_title
        labels = [figure_title(f, about.get(f["name"], {}), words) for f in figures]
        rows = [Row(*cells) for cells in zip(labels, texts, beside, strict=True)]
        row_groups = [RowGroup(words.text("measures.everybody"), rows)]
    else:
        title = figure_title(figures[0], first, words)
        everybody = everybody_in(first, words)
        labels = [group_label(figure, words) or everybody for figure in figures]
        row_groups = _row_groups(figures, texts, beside, everybody, words)
    both = any(n in flows or about.get(n, {}).get(STOCK_OF) in flows for n in names)
    level = next((words.share(f["level"]) for f in figures if "level" in f), "")
    definition = figures[0].get("definition")
    return MeasureSection(
        anchor=anchor,
        title=title,
        universe="" if several else universe_of(first, words),
        definition=definition,
        contains_stock=contains_stock(words) if both else "",
        is_forced_labour=str(definition).startswith("forced_labour"),
        scale=scale,
        level=level,
        row_heading=words.text("hidden.measure" if several else "measures.group"),
        value_heading=words.text("measures.value" if level else "measures.value_plain"),
        n_heading=words.text("measures.n_answered" if left_out == set(names) else "measures.n"),
        row_groups=row_groups,
        has_intervals=any(text.interval for text in texts),
        has_numbers=any(beside),
        has_unknowns=any(text.unknown for text in texts),
        has_cases=any(text.cases for text in texts),
        has_care=any(text.care for text in texts),
        plot=measure_plot(figures, labels, scale, title, level, anchor, words),
        component=has_main and not several and not first.get("headline", False),
    )


def _number(figure: Figure | None, words: Words) -> FigureText | None:
    """The number of persons beside a rate, if there is one."""
    return None if figure is None else figure_text(figure, scale_of([figure], {}, words), words)


def _row_groups(
    figures: Sequence[Figure],
    texts: Sequence[FigureText],
    beside: Sequence[FigureText | None],
    everybody: str,
    words: Words,
) -> list[RowGroup]:
    """Rows in the order of the figures, put together by the variables of their groups."""
    rows: dict[str, list[Row]] = {}
    for figure, text, number in zip(figures, texts, beside, strict=True):
        names = variables_of(figure)
        title, shown = _row_group_title(figure, names, words)
        label = words.commas(label_of(figure, name, words) for name in shown) or everybody
        rows.setdefault(title, []).append(Row(label, text, number))
    return [RowGroup(title, found) for title, found in rows.items()]


def _row_group_title(
    figure: Figure, names: Sequence[str], words: Words
) -> tuple[str, Sequence[str]]:
    """Title of a group's row group, and the variables that its row still names."""
    if not names:
        return "", ()
    shown = names[:-1] if len(names) > 1 and names[-1] == AGE else names
    variables = joined(" × ", [words.of_code("variables", name) for name in shown])
    if len(shown) == len(names):
        return words.text("measures.by", variables=variables), shown
    within = label_of(figure, AGE, words)
    return words.text("measures.by_within", variables=variables, within=within), shown
