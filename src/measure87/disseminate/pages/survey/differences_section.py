"""Differences: what less what, in points, with an interval and what it says of 0.

No verdict of "significant" is given. The interval says more, and many differences looked at
find some by chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from measure87.disseminate.pages.kit.charts.intervals import Block, Point, interval_plot
from measure87.disseminate.pages.kit.svg import plot_texts
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.survey.difference_text import (
    PERCENT,
    DifferenceText,
    difference_scale,
    difference_text,
)
from measure87.disseminate.pages.survey.figure_text import Key, Scale, key_of, level_of
from measure87.disseminate.pages.survey.groups import (
    everybody_in,
    group_label,
    measure_title,
    measures_of,
)
from measure87.disseminate.pages.survey.measure_plot import Plot, point_of
from measure87.vocabulary.estimate import Estimate, Minus, Result, Statistic
from measure87.vocabulary.releases.survey import StatedMeasure

_LONG_TABLE = 16
"""Rows above which a table under a plot is folded on screens."""


@dataclass(frozen=True)
class DifferenceRow:
    """One difference."""

    label: str
    """What less what."""
    text: DifferenceText


@dataclass(frozen=True)
class DifferenceTable:
    """Differences of one kind on one scale: between groups, between measures, or of two rounds."""

    anchor: str
    title: str
    unit: str
    about: str
    """What the error takes into account; empty where that was said before."""
    level: str
    row_groups: Sequence[tuple[str, Sequence[DifferenceRow]]]
    """What the rows have in common, and the rows."""
    plot: Plot | None
    folded: bool

    @property
    def has_care(self) -> bool:
        """Whether any row has to be read with care."""
        return any(row.text.care for _, rows in self.row_groups for row in rows)


type _Values = Mapping[tuple[Key, Statistic], Estimate]
"""The figures of a result by what they are of, and their statistic."""


@dataclass(frozen=True)
class _Named:
    """A difference in words: what it has in common with others, and what less what."""

    kind: str
    source: str
    common: str
    label: str
    figure: Estimate
    minus: Minus
    per: int | None


def difference_tables(result: Result, words: Words) -> list[DifferenceTable]:
    """The differences that a study asked for, those of one kind and scale together.

    Those of definitions side by side stand with these.
    """
    abouts = measures_of(result)
    beside = {name for name, about in abouts.items() if about.kind == "side-by-side"}
    values = {(key_of(f), f.statistic): f for f in result.estimates}
    found: dict[tuple[str, str, int | None, str | None], list[_Named]] = {}
    for figure in result.differences:
        if figure.minus is None or figure.name in beside:
            continue
        one = _named(figure, figure.minus, abouts, words)
        found.setdefault((one.kind, one.source, one.per, figure.unit), []).append(one)
    tables = [
        _table(f"difference-{number}", together, values, words)
        for number, together in enumerate(found.values(), start=1)
    ]
    said = [table.about for table in tables]
    return [
        replace(table, about="") if table.about in said[:number] else table
        for number, table in enumerate(tables)
    ]


def _named(
    figure: Estimate, minus: Minus, abouts: Mapping[str, StatedMeasure], words: Words
) -> _Named:
    """What a difference is of: two rounds, two measures in a group, or two groups."""
    about = abouts.get(figure.name)
    everybody = everybody_in(about, words)
    title = measure_title(figure.name, about, words)
    group = group_label(figure, words) or everybody
    per = about.per if about else None
    if minus.source is not None:
        return _Named("rounds", minus.source, title, group, figure, minus, per)
    if minus.name != figure.name:
        other = measure_title(minus.name, abouts.get(minus.name), words)
        label = words.text("differences.row", first=title, second=other)
        return _Named("measures", "", group, label, figure, minus, per)
    second = group_label(minus, words) or everybody
    label = words.text("differences.row", first=group, second=second)
    return _Named("groups", "", title, label, figure, minus, per)


def _table(anchor: str, named: Sequence[_Named], values: _Values, words: Words) -> DifferenceTable:
    """The table and the plot of differences of one kind."""
    kind, per = named[0].kind, named[0].per
    scale = difference_scale([one.figure for one in named], per, words)
    rows: dict[str, list[DifferenceRow]] = {}
    texts = []
    for one in named:
        sides = _sides(one, values)
        text = difference_text(one.figure, sides, scale, words)
        texts.append(text)
        rows.setdefault(one.common, []).append(DifferenceRow(one.label, text))
    title = words.text(f"differences.{kind}", source=named[0].source)
    level = level_of((one.figure for one in named), words)
    about = "independent" if kind == "rounds" else "covariance"
    plot = _plot(named, texts, scale, title, level, anchor, words)
    return DifferenceTable(
        anchor=anchor,
        title=title,
        unit=scale.unit,
        about=words.text(f"differences.{about}") if level else "",
        level=level,
        row_groups=list(rows.items()),
        plot=plot,
        folded=plot is not None and len(named) > _LONG_TABLE,
    )


def _sides(one: _Named, values: _Values) -> tuple[Estimate | None, Estimate | None]:
    """Both figures of a difference, as far as this result has them."""
    minus = one.minus
    first = values.get((key_of(one.figure), minus.statistic))
    if minus.source is not None:
        return first, None
    key = minus.name, minus.definition or "", frozenset(minus.group.items())
    return first, values.get((key, minus.statistic))


def _plot(
    named: Sequence[_Named],
    texts: Sequence[DifferenceText],
    scale: Scale,
    title: str,
    level: str,
    anchor: str,
    words: Words,
) -> Plot | None:
    """Differences with a line at 0; None where none is shown."""
    blocks: dict[str, list[Point]] = {}
    for one, text in zip(named, texts, strict=True):
        point = point_of(one.label, one.figure, scale, text)
        if point is not None:
            blocks.setdefault(one.common, []).append(point)
    if not blocks:
        return None
    kind = "" if level else "_plain"
    said = plot_texts(
        words.text("differences.plot_title", what=title),
        words.text(f"differences.plot_description{kind}", level=level),
        _axis(scale, words),
        words,
    )
    parts = [Block(name, points) for name, points in blocks.items()]
    return Plot(
        wide=interval_plot(parts, said, f"{anchor}-wide", line_at_zero=True),
        narrow=interval_plot(parts, said, f"{anchor}-narrow", narrow=True, line_at_zero=True),
        caption=words.text(f"differences.plot_caption{kind}", what=title, level=level),
        hidden=None,
        blocks=parts,
        axis=said.axis,
    )


def _axis(scale: Scale, words: Words) -> str:
    """What the axis of differences counts."""
    if scale.per is None:
        return scale.unit
    key = "units.axis_points" if scale.per == PERCENT else "units.axis_points_per"
    return words.text(key, per=words.number(scale.per))
