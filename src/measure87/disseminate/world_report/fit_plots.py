"""Input and fit of each country: every published figure, what it became, and what the model says.

A figure is a sign with its interval; the shape tells whose definition it follows, a hollow sign
that it was left out. A short line marks the figure brought to the measure that is estimated. The
path with its band, or with one stated year a bar, is the estimate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measure87.disseminate.world_report.about import Measure
from measure87.disseminate.world_report.bars import Axis
from measure87.disseminate.world_report.place_tables import axis_labels
from measure87.disseminate.world_report.world_content import Row, WorldContent
from measure87.disseminate.world_report.world_words import WorldWords
from measure87.disseminate.world_report.year_plot import SHAPES, YearPlot, mark, round_years

WIDTH, HEIGHT = 230, 130
_ROOM = 1.5
"""Years left free on both sides of what is drawn."""
_YES = ("yes", "true", "1")


@dataclass(frozen=True)
class FitPlot:
    """One country's plot."""

    name: str
    svg: str
    note: str


def is_used(row: Row) -> bool:
    """Whether the model used a figure."""
    return str(row["included"]).lower() in _YES


def shapes_of(rows: Sequence[Row]) -> dict[str, str]:
    """A shape for each measure that the published figures are of; the last shape for the rest."""
    names = list(dict.fromkeys(row["measure"] for row in rows))
    return {name: SHAPES[min(n, len(SHAPES) - 1)] for n, name in enumerate(names)}


def shape_legend(shapes: Mapping[str, str]) -> list[tuple[str, str]]:
    """Signs as small pictures, with the names of the measures."""
    head = '<svg class="sign" viewBox="0 0 14 14" aria-hidden="true">'
    return [(f"{head}{mark(7, 7, shape, 'used')}</svg>", name) for name, shape in shapes.items()]


def fit_plot(
    place: Row, path: Sequence[Row], figures: Sequence[Row], shapes: Mapping[str, str],
    content: WorldContent, measure: Measure, words: WorldWords,
) -> FitPlot:  # fmt: skip
    """The plot of one country.

    Parameters
    ----------
    place
        The country's estimate in the stated year.
    path
        Its estimates in all years, rising.
    figures
        Its published figures, used or not; each with its share.
    """
    figures = [row for row in figures if row["estimate"] is not None]
    years = [row["year"] for row in (*path, *figures)]
    first, last = min(years), max(years)
    plot = YearPlot(
        WIDTH, HEIGHT, (first - _ROOM, last + _ROOM), _axis(path, figures), words.is_mirrored
    )
    labels = [(year, str(year)) for year in round_years(first, last)]
    plot.frame(labels, axis_labels(plot.axis, measure, words))
    _estimate(plot, path, place["basis"] == "borrowed")
    for row in figures:
        _figure(plot, row, shapes, content.about.level)
    name = words.place(place["place"], place["place_name"], "country")
    return FitPlot(
        name, plot.svg(_label(name, place, figures, measure, words)), _note(figures, words)
    )


def _axis(path: Sequence[Row], figures: Sequence[Row]) -> Axis:
    tops = [row["upper"] for row in path] + [row["estimate"] for row in figures]
    return Axis.over([*tops, *(row["adjusted"] for row in figures)])


def _estimate(plot: YearPlot, path: Sequence[Row], borrowed: bool) -> None:
    """The path with its band; a bar where there is one year."""
    rows = [row for row in path if row["lower"] is not None and row["upper"] is not None]
    if not rows:
        return
    style = "b" if borrowed else ""
    years = [row["year"] for row in rows]
    lower, upper, value = ([row[k] for row in rows] for k in ("lower", "upper", "value"))
    if len(rows) == 1:
        wide = [years[0] - 0.6, years[0] + 0.6]
        plot.band(wide, lower * 2, upper * 2, f"band{style}")
        plot.dash(years[0], value[0], f"path{style}", half=6)
    else:
        plot.band(years, lower, upper, f"band{style}")
        plot.line(years, value, f"path{style}")


def _figure(plot: YearPlot, row: Row, shapes: Mapping[str, str], level: float) -> None:
    """A published figure with its interval, and where it was brought to."""
    used = is_used(row)
    lower, upper = limits_of(row, level)
    if lower is not None and upper is not None:
        plot.limits(row["year"], lower, upper, "err")
    if used and row["adjusted"] is not None:
        plot.dash(row["year"], row["adjusted"], "adj")
    style = "used" if used else "left"
    plot.point(row["year"], row["estimate"], shapes.get(row["measure"], SHAPES[-1]), style)


def limits_of(row: Row, level: float) -> tuple[float | None, float | None]:
    """Limits of a published figure, on the log-odds, from the error that the model used.

    This is for the eye: normal on the log-odds, SE of the share over p(1 - p).
    """
    from statistics import NormalDist

    share, error = row["estimate"], row["assumed_se"] if row["assumed_se"] else row["se"]
    if not error or not 0 < share < 1:
        return None, None
    reach = NormalDist().inv_cdf((1 + level) / 2) * error / (share * (1 - share))
    odds, times = share / (1 - share), 2.718281828459045**reach
    return odds / times / (1 + odds / times), odds * times / (1 + odds * times)


def _label(
    name: str, place: Row, figures: Sequence[Row], measure: Measure, words: WorldWords
) -> str:
    used = [row for row in figures if is_used(row)]
    return words.text(
        "world_fits.label",
        place=name,
        used=len(used),
        left=len(figures) - len(used),
        share=words.rate(place["value"], measure),
        interval=words.rate_interval(place, measure),
        year=str(place["year"]),
    )


def _note(figures: Sequence[Row], words: WorldWords) -> str:
    return "" if figures else words.text("world.borrowed")
