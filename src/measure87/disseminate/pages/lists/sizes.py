"""The figures of all methods: a plot, a table for everybody, and one for each stratum."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.gate.rules import IN_BRACKETS
from measure87.disseminate.pages.kit.charts.axes import SizeAxis
from measure87.disseminate.pages.kit.charts.sizes import SizeBlock, SizePoint, extent, size_plot
from measure87.disseminate.pages.kit.svg import plot_texts
from measure87.disseminate.pages.kit.wording import Words
from measure87.disseminate.pages.lists.picture import Picture, about_axis, picture
from measure87.vocabulary.estimate import SUPPRESSED, Estimate, Result

LOWER_BOUND = "lower-bound"
STRATUM = "stratum"


@dataclass(frozen=True)
class SizeRow:
    """One row of a table of sizes, as texts; `hidden` is why the figure is not shown."""

    group: str
    method: str
    value: str
    interval: str
    kind: str
    care: str
    hidden: str | None = None


def everybody(result: Result) -> list[Estimate]:
    """The figures that are not of one stratum, each method once."""
    return [figure for figure in result.estimates if not figure.group]


def size_rows(figures: Sequence[Estimate], words: Words) -> list[SizeRow]:
    """Figures as rows."""
    return [_row(figure, words) for figure in figures]


def _row(figure: Estimate, words: Words) -> SizeRow:
    flags = figure.flags
    stratum = figure.group.get(STRATUM, words.text("lists.everybody"))
    group = figure.labels.get(STRATUM, stratum)
    method = words.of_code("list_methods", figure.method)
    if figure.value is None:
        reasons = words.codes("reasons", (f for f in flags if f != SUPPRESSED))
        return SizeRow(group, method, "", "", "", "", words.text("lists.hidden", reason=reasons))
    value = words.number(figure.value)
    care = " · ".join(words.of_code("list_flags", flag) for flag in flags if flag != IN_BRACKETS)
    return SizeRow(
        group,
        method,
        words.whole(f"({value})") if IN_BRACKETS in flags else value,
        interval_text(figure, words),
        words.of_code("list_intervals", figure.interval or ""),
        care,
    )


def interval_text(figure: Estimate, words: Words) -> str:
    """From the lower to the upper limit, as far as there are any."""
    if figure.lower is None:
        return words.text("lists.no_interval")
    lower = words.number(figure.lower)
    if figure.upper is None:
        return words.text("lists.no_upper", lower=lower)
    return words.text("lists.range", low=lower, high=words.number(figure.upper))


def sizes_picture(
    figures: Sequence[Estimate], observed: float | None, words: Words
) -> Picture | None:
    """All methods side by side; None where nothing may be shown."""
    rows = [
        SizePoint(
            words.of_code("list_methods", figure.method),
            figure.value,
            figure.lower,
            figure.upper,
            bounded=figure.lower is None or figure.upper is not None,
            hollow=LOWER_BOUND in figure.flags,
        )
        for figure in figures
        if figure.value is not None
    ]
    if not rows:
        return None
    blocks = [SizeBlock("", rows, observed)]
    axis = SizeAxis.over(*extent(blocks))
    texts = plot_texts(
        words.text("lists_figures.plot_title"),
        words.text("lists_figures.plot_about"),
        words.text("lists_figures.axis_log" if axis.log else "lists_figures.axis"),
        words,
    )
    return picture(
        lambda anchor, narrow: size_plot(blocks, axis, texts, anchor, narrow=narrow),
        "sizes",
        words.text("lists_figures.plot_caption", axis=about_axis(axis, words)),
    )
