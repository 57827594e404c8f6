"""The figures of one measure: its plot and its table, group by group."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from measure87.disseminate.locale.marked import joined
from measure87.disseminate.pages.kit.period import contains_stock, flows_with_stock
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.figure_text import (
    NO_FIGURE,
    FigureText,
    Key,
    Scale,
    apart_from_numbers,
    figure_text,
    key_of,
    level_of,
    scale_of,
)
from measure87.disseminate.pages.survey.groups import (
    AGE,
    everybody_in,
    figure_title,
    group_label,
    label_of,
    measures_of,
    universe_of,
    variables_of,
)
from measure87.disseminate.pages.survey.measure_plot import Plot, measure_plot
from measure87.disseminate.pages.survey.people import same_people
from measure87.disseminate.pages.survey.refused_groups import RefusedGroup, refused_groups
from measure87.vocabulary.estimate import Estimate, Minus, Result
from measure87.vocabulary.releases.survey import StatedMeasure

_LONG_TABLE = 8
"""Rows above which a table under a plot is folded on screens."""


@dataclass(frozen=True)
class Row:
    """One group."""

    label: str
    text: FigureText
    number: FigureText | None = None
    """The number of persons beside the rate."""
    full_label: str = ""
    """The whole group, where the heading of its rows says a part of it."""
    refused: str = ""
    """Why there is no figure of this group, where it was refused."""


@dataclass(frozen=True)
class RowGroup:
    """The groups of one variable, or of several crossed."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class MeasureSection:
    """One measure as the report shows it."""

    anchor: str
    name: str
    """Of its measure, or of the first of several."""
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
            self.has_unknowns,
            self.has_cases,
            self.has_care,
        )
        return 2 + sum(optional)


def measure_sections(result: Result, words: Words) -> list[MeasureSection]:
    """One section for each measure and statistic, main measures first.

    A number of persons stands beside its rate, and by itself only where it has none.
    Measures of one definition that have a figure for everybody and none for a group are one
    section together.
    """
    figures, numbers = apart_from_numbers(result.estimates)
    by_key: dict[tuple[str, ...], list[Estimate]] = {}
    for figure in figures:
        key = (figure.name, figure.statistic, figure.method, figure.definition or "")
        by_key.setdefault(key, []).append(figure)
    abouts = measures_of(result)
    main = {name for name, about in abouts.items() if about.headline}
    has_groups = any(figure.group for figure in result.estimates)
    shared = _Shared(
        numbers,
        abouts,
        together_title=words.text("measures.together" if has_groups else "measures.together_plain"),
        has_main=any(key[0] in main for key in by_key),
        refused=refused_groups(result),
        flows=flows_with_stock(figures, abouts),
    )
    together: dict[tuple[str | int | None, ...], list[Estimate]] = {}
    for own in sorted(by_key, key=lambda key: key[0] not in main):
        alone = len(by_key[own]) == 1 and not by_key[own][0].group
        alike = (*own[1:], abouts[own[0]].per if own[0] in abouts else None)
        together.setdefault(alike if alone else own, []).extend(by_key[own])
    return [
        _section(f"figures-{count}", found, shared, words)
        for count, found in enumerate(together.values(), start=1)
    ]


@dataclass(frozen=True)
class _Shared:
    """What all sections share."""

    numbers: Mapping[Key, Estimate]
    abouts: Mapping[str, StatedMeasure]
    together_title: str
    """Title of measures that are one section together."""
    has_main: bool
    refused: Mapping[str, Sequence[RefusedGroup]]
    """Measure to its groups that were refused."""
    flows: Container[str]
    """Measures of which the whole period and the average day are both shown."""

    def leaves_out(self, name: str) -> bool:
        """Whether a measure leaves those out whose status is unknown."""
        return name in self.abouts and self.abouts[name].unknown == "exclude"

    def contains_stock(self, name: str) -> bool:
        """Whether a measure is the flow or the stock of such a pair."""
        own = self.abouts.get(name)
        return name in self.flows or (own is not None and own.stock_of in self.flows)


def _section(
    anchor: str, figures: Sequence[Estimate], shared: _Shared, words: Words
) -> MeasureSection:
    """The section of one measure, or of several that have a figure for everybody each."""
    names = list(dict.fromkeys(figure.name for figure in figures))
    several, abouts = len(names) > 1, shared.abouts
    first = abouts.get(names[0])
    people = same_people(abouts.get(name) for name in names)
    scale = scale_of(figures, first.per if first else None, words)
    texts = [figure_text(f, scale, words, answered=shared.leaves_out(f.name)) for f in figures]
    beside = [_number(shared.numbers.get(key_of(figure)), words) for figure in figures]
    if several:
        title = shared.together_title
        labels = [figure_title(f, abouts.get(f.name), words) for f in figures]
        rows = [Row(*cells, cells[0]) for cells in zip(labels, texts, beside, strict=True)]
        row_groups = [RowGroup(words.text("measures.everybody"), rows)]
    else:
        title = figure_title(figures[0], first, words)
        everybody = everybody_in(first, words)
        labels = [group_label(figure, words) or everybody for figure in figures]
        row_groups = _row_groups(figures, texts, beside, everybody, words)
        row_groups = _with_refused(row_groups, shared.refused.get(names[0], ()), words)
    level = level_of(figures, words)
    answered = all(map(shared.leaves_out, names))
    definition = figures[0].definition
    return MeasureSection(
        anchor=anchor,
        name=names[0],
        title=title,
        universe="" if several else universe_of(first, words),
        definition=definition,
        contains_stock=contains_stock(words) if any(map(shared.contains_stock, names)) else "",
        is_forced_labour=(definition or "").startswith("forced_labour"),
        scale=scale,
        level=level,
        row_heading=words.text("hidden.measure" if several else "measures.group"),
        value_heading=words.text("measures.value" if level else "measures.value_plain"),
        n_heading=words.text("measures.n_answered" if answered else "measures.n"),
        row_groups=row_groups,
        has_intervals=any(text.interval for text in texts),
        has_numbers=any(beside),
        has_unknowns=any(text.unknown_no or text.unknown_hidden for text in texts),
        has_cases=any(text.cases for text in texts),
        has_care=any(text.care for text in texts),
        plot=measure_plot(figures, labels, texts, people, scale, title, level, anchor, words),
        component=shared.has_main and not several and not (first and first.headline),
    )


def _number(figure: Estimate | None, words: Words) -> FigureText | None:
    """The number of persons beside a rate, if there is one."""
    return None if figure is None else figure_text(figure, scale_of([figure], None, words), words)


def _row_groups(
    figures: Sequence[Estimate],
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
        whole = words.commas(label_of(figure, name, words) for name in names) or everybody
        rows.setdefault(title, []).append(Row(label, text, number, whole))
    return [RowGroup(title, found) for title, found in rows.items()]


def _with_refused(
    row_groups: Sequence[RowGroup], refused: Sequence[RefusedGroup], words: Words
) -> list[RowGroup]:
    """The same with a row for each refused group, among the groups of its variables."""
    rows: dict[str, list[Row]] = {part.title: list(part.rows) for part in row_groups}
    for one in refused:
        title, shown = _row_group_title(one.group, variables_of(one.group), words)
        label = words.commas(label_of(one.group, name, words) for name in shown)
        rows.setdefault(title, []).append(Row(label, NO_FIGURE, refused=one.reason))
    return [RowGroup(title, found) for title, found in rows.items()]


def _row_group_title(
    figure: Estimate | Minus, names: Sequence[str], words: Words
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
