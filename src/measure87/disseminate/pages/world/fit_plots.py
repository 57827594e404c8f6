"""Input and fit of one country: every published figure, what it became, and what the model says.

A figure is a sign with its interval; the shape tells whose definition it follows, a hollow sign
that it was left out. A short line marks the figure brought to the measure that is estimated. The
path with its band, or with one stated year a bar, is the estimate. All plots of a measure have the
same years, each has shares of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from statistics import NormalDist

from measure87.disseminate.pages.kit.charts.axes import ShareAxis
from measure87.disseminate.pages.kit.charts.years import SHAPES, YearPlot, mark, round_years
from measure87.disseminate.pages.world.place_tables import axis_labels
from measure87.disseminate.pages.world.rows import EstimateRow, FigureRow
from measure87.disseminate.pages.world.world_words import WorldWords
from measure87.vocabulary.releases.world import WorldMeasure

WIDTH, HEIGHT = 230, 130
_HALF_BAR = 7.0
"""Half the width of the bar of a single year, in pixels."""
_YES = ("yes", "true", "1")


@dataclass(frozen=True)
class FitPlot:
    """One country's plot."""

    name: str
    svg: str
    note: str


@dataclass(frozen=True)
class Frame:
    """What all plots of a measure have in common."""

    years: tuple[int, int]
    """First and last year of any figure or estimate."""
    shapes: Mapping[str, str]
    """Shape for each measure that published figures are of."""
    level: float
    measure: WorldMeasure
    words: WorldWords


def is_used(row: FigureRow) -> bool:
    """Whether the model used a figure."""
    return row.included.lower() in _YES


def shapes_of(rows: Iterable[FigureRow]) -> dict[str, str]:
    """A shape for each measure that the published figures are of; the last shape for the rest."""
    names = list(dict.fromkeys(row.measure for row in rows))
    return {name: SHAPES[min(n, len(SHAPES) - 1)] for n, name in enumerate(names)}


def shape_legend(shapes: Mapping[str, str]) -> list[tuple[str, str]]:
    """Signs as small pictures, with the names of the measures."""
    head = '<svg class="sign" viewBox="0 0 14 14" aria-hidden="true">'
    return [(f"{head}{mark(7, 7, shape, 'used')}</svg>", name) for name, shape in shapes.items()]


def fit_plot(
    place: EstimateRow, path: Sequence[EstimateRow], figures: Sequence[FigureRow], frame: Frame
) -> FitPlot:
    """The plot of one country.

    Parameters
    ----------
    place
        The country's estimate in the stated year.
    path
        Its estimates in all years, rising.
    figures
        Its published figures, used or not.
    """
    words = frame.words
    figures = [row for row in figures if row.estimate is not None]
    axis = _axis(path, figures, frame.level)
    room = max((frame.years[1] - frame.years[0]) * 0.04, 1.0)
    years = (frame.years[0] - room, frame.years[1] + room)
    plot = YearPlot(WIDTH, HEIGHT, years, axis, words.is_mirrored)
    labels = [(year, str(year)) for year in round_years(*frame.years)]
    plot.frame(labels, axis_labels(axis, frame.measure, words))
    _estimate(plot, path, place.basis == "borrowed")
    for row in figures:
        _figure(plot, row, frame)
    name = words.place(place.place, place.place_name, "country")
    note = "" if figures else words.text("world.borrowed")
    return FitPlot(name, plot.svg(_label(name, place, figures, frame)), note)


def _axis(path: Sequence[EstimateRow], figures: Sequence[FigureRow], level: float) -> ShareAxis:
    tops = [row.upper for row in path]
    for row in figures:
        tops += [row.estimate, row.adjusted, limits_of(row, level)[1]]
    return ShareAxis.over(tops)


def _estimate(plot: YearPlot, path: Sequence[EstimateRow], borrowed: bool) -> None:
    """The path with its band; a bar where there is one year."""
    rows = [
        (row.year, row.lower, row.upper, row.value)
        for row in path
        if row.lower is not None and row.upper is not None and row.value is not None
    ]
    if not rows:
        return
    style = "b" if borrowed else ""
    years, lower, upper, value = zip(*rows, strict=True)
    if len(rows) == 1:
        plot.bar(years[0], lower[0], upper[0], _HALF_BAR, f"band{style}")
        plot.dash(years[0], value[0], f"path{style}", half=_HALF_BAR)
    else:
        plot.band(years, lower, upper, f"band{style}")
        plot.line(years, value, f"path{style}")


def _figure(plot: YearPlot, row: FigureRow, frame: Frame) -> None:
    """A published figure with its interval, and where it was brought to."""
    if row.estimate is None:
        return
    used = is_used(row)
    lower, upper = limits_of(row, frame.level)
    if lower is not None and upper is not None:
        plot.limits(row.year, lower, upper, "err")
    if used and row.adjusted is not None:
        plot.dash(row.year, row.adjusted, "adj")
    shape = frame.shapes.get(row.measure, SHAPES[-1])
    if row.outlier:
        plot.ring(row.year, row.estimate, "odd")
    plot.point(row.year, row.estimate, shape, "used" if used else "left")


def limits_of(row: FigureRow, level: float) -> tuple[float | None, float | None]:
    """Limits of a published figure for the eye: normal on the log-odds, SE over p(1 - p).

    The standard error is the one that the model used, otherwise the published one.
    """
    share, error = row.estimate, row.assumed_se or row.se
    if not error or not share or not 0 < share < 1:
        return None, None
    times = exp(NormalDist().inv_cdf((1 + level) / 2) * error / (share * (1 - share)))
    odds = share / (1 - share)
    return odds / times / (1 + odds / times), odds * times / (1 + odds * times)


def _label(name: str, place: EstimateRow, figures: Sequence[FigureRow], frame: Frame) -> str:
    used = sum(map(is_used, figures))
    odd = sum(bool(row.outlier) for row in figures)
    told = frame.words.text(
        "world_fits.label",
        place=name,
        used=used,
        left=len(figures) - used,
        share=frame.words.rate(place.value, frame.measure),
        interval=frame.words.rate_interval(place, frame.measure),
        year=str(place.year),
    )
    return f"{told} {frame.words.text('world_fits.odd', count=odd)}" if odd else told
