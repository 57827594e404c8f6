"""Every chart of the kit, drawn of invented figures, from left to right and mirrored.

After a change that is meant:

    python -m tests.disseminate.pages.kit.chart_cases tests/golden/charts.json
"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from measure87.disseminate.pages.kit.charts.axes import ShareAxis, SizeAxis
from measure87.disseminate.pages.kit.charts.circles import Edge, circles_plot
from measure87.disseminate.pages.kit.charts.curves import Curve, density_plot, path_plot
from measure87.disseminate.pages.kit.charts.intervals import Block, Point, interval_plot
from measure87.disseminate.pages.kit.charts.overlaps import Overlap, overlap_plot
from measure87.disseminate.pages.kit.charts.sizes import SizeBlock, SizePoint, extent, size_plot
from measure87.disseminate.pages.kit.charts.years import SHAPES, YearPlot, mark, round_years
from measure87.disseminate.pages.kit.svg import PlotTexts

GERMAN = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]}
LONG = "A label of many words & signs that has to be broken into lines to fit beside its row"
SIZES = (
    SizeBlock(
        "All methods",
        (
            SizePoint("Loglinear & co", 1000.0, 800.0, 1400.0),
            SizePoint("Lower bound", 700.0, 600.0, None, bounded=False, hollow=True),
            SizePoint("No interval", 900.0),
        ),
        line=850.0,
    ),
    SizeBlock(LONG, (SizePoint(LONG, 5000.0, 800.0, 9400.0),)),
)
CURVE = Curve(
    "Posterior", (100.0, 200.0, 400.0, 800.0), (0.0, 0.004, 0.002, 0.0), 250.0, 120.0, 700.0
)
PATH = ((0.0, 900.0), (0.0004, 1200.0), (0.03, 1500.0))
LINKED = (
    Edge(0, 1, "12", "attract"), Edge(0, 2, "3", "near"), Edge(1, 2, "0", "empty"),
    Edge(1, 3, "1", "avoid"),
)  # fmt: skip
COUNTED = Overlap(
    "Definition of 2008", "Definition of 2018", 40.0, 12.5, 3.0,
    (("Hours", 8.0), ("Hazards", 4.5)), (("Own-use production", 3.0),),
)  # fmt: skip


def texts(mirrored: bool) -> PlotTexts:
    """What each chart says."""
    return PlotTexts("Title", "About", "Per 100 persons", GERMAN, mirrored)


def intervals(mirrored: bool, narrow: bool, *, below: float = 1.0) -> str:
    """Shares of everybody and by area; differences where `below` is negative."""
    blocks = (
        Block("", (Point("Everybody", 11.25, 9.5, 13.0),)),
        Block("Area", (Point(LONG, 20.0, 15.0, 25.5), Point("Rural", 4 * below, 2 * below, 6.0))),
    )
    return interval_plot(blocks, texts(mirrored), "a", narrow=narrow, line_at_zero=below < 0)


def sizes(mirrored: bool, narrow: bool, *, log: bool) -> str:
    """Sizes by method."""
    axis = SizeAxis.over(*extent(SIZES), log=log)
    return size_plot(SIZES, axis, texts(mirrored), "a", narrow=narrow)


def path(mirrored: bool, narrow: bool) -> str:
    """Size over threshold."""
    about = (texts(mirrored), "Persons")
    return path_plot(PATH, 0.01, 0.2, SizeAxis.over(900.0, 1500.0), about, "a", narrow=narrow)


def densities(mirrored: bool, narrow: bool) -> str:
    """Posteriors, one with its interval and one without."""
    bare = Curve("Without limits", CURVE.persons, CURVE.density, 250.0, None, None)
    axis = SizeAxis.over(100.0, 800.0, log=True)
    return density_plot((CURVE, bare), axis, texts(mirrored), "a", narrow=narrow)


def circles(mirrored: bool, narrow: bool) -> str:
    """Lists and their overlaps."""
    lists = ("Police", "NGO", "Clinic", LONG)
    return circles_plot(lists, LINKED, texts(mirrored), "a", narrow=narrow)


def overlap(mirrored: bool, narrow: bool) -> str:
    """Two definitions."""
    return overlap_plot(COUNTED, texts(mirrored), "a", narrow=narrow)


def years(mirrored: bool, narrow: bool) -> str:
    """Everything that can be drawn over years."""
    plot = YearPlot(230 if narrow else 620, 130, (2000.0, 2024.0), ShareAxis.over([0.31]), mirrored)
    plot.frame([(year, str(year)) for year in round_years(2000, 2024)], ["0 %", "20 %", "40 %"])
    plot.band([2000, 2012, 2024], [0.2, 0.15, 0.1], [0.31, 0.25, 0.2], "band")
    plot.line([2000, 2012, 2024], [0.25, 0.2, 0.15], "path")
    plot.bar(2005, 0.1, 0.3, 7.0, "bandb")
    plot.limits(2016, 0.12, 0.22, "err")
    plot.dash(2016, 0.17, "adj")
    plot.ring(2016, 0.18, "odd")
    for year, shape in enumerate(SHAPES, start=2001):
        plot.point(year, 0.2, shape, "used")
    return plot.svg("What it <shows>") + mark(7, 7, "square", "used")


CHARTS: dict[str, Callable[[bool, bool], str]] = {
    "intervals": intervals,
    "differences": lambda mirrored, narrow: intervals(mirrored, narrow, below=-1.0),
    "sizes": lambda mirrored, narrow: sizes(mirrored, narrow, log=False),
    "sizes, logarithmic": lambda mirrored, narrow: sizes(mirrored, narrow, log=True),
    "path": path,
    "densities": densities,
    "circles": circles,
    "overlap": overlap,
    "years": years,
}


def drawn() -> dict[str, str]:
    """Name to the element of each chart, both directions and widths."""
    return {
        f"{name}{', mirrored' * mirrored}{', narrow' * narrow}": draw(mirrored, narrow)
        for name, draw in CHARTS.items()
        for mirrored in (False, True)
        for narrow in (False, True)
    }


def written(charts: Mapping[str, str]) -> str:
    """Charts as the file holds them: one a line."""
    lines = (f"{json.dumps(name)}: {json.dumps(chart)}" for name, chart in charts.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(written(drawn()))
