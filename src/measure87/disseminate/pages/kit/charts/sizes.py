"""Points, with intervals where there are any, on an axis of sizes; as inline SVG.

An interval without an upper end is an arrow. Position and shape carry the meaning, so that the
plot reads the same in grey and for every kind of colour sight.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.charts.axes import SizeAxis
from measure87.disseminate.pages.kit.charts.elements import disc, group, level, upright
from measure87.disseminate.pages.kit.charts.intervals import WIDE, Block, Point
from measure87.disseminate.pages.kit.charts.ruler import Ruler
from measure87.disseminate.pages.kit.charts.stack import (
    Part,
    Room,
    row_middles,
    row_texts,
    stacked,
)
from measure87.disseminate.pages.kit.row_labels import row_height, wrapped
from measure87.disseminate.pages.kit.svg import BAR, DOT, PlotTexts

_NARROW = (108, 160)
"""Pixels for labels and for the plot, as `WIDE`."""
_RADIUS = 4.33
_HEAD = (4.94, 5.7)
"""Half the length and half the width of the head of an arrow, pixels."""


@dataclass(frozen=True)
class SizePoint(Point):
    """One size; `bounded` is False where every size above is as good: its bar ends in an arrow."""

    bounded: bool = True
    hollow: bool = False
    """Whether the figure is a lower bound: the point is hollow."""


@dataclass(frozen=True)
class SizeBlock(Block):
    """Sizes under a name, and a line at a size to hold them against."""

    points: Sequence[SizePoint]
    line: float | None = None


def extent(blocks: Sequence[SizeBlock]) -> tuple[float, float]:
    """Smallest and largest number in some blocks."""
    numbers = [
        x
        for block in blocks
        for x in (block.line, *(x for p in block.points for x in (p.value, *p.reach)))
        if x is not None
    ]
    return min(numbers), max(numbers)


def size_plot(
    blocks: Sequence[SizeBlock],
    axis: SizeAxis,
    texts: PlotTexts,
    anchor: str,
    *,
    narrow: bool = False,
) -> str:
    """An SVG element with a title and a description for screen readers.

    Parameters
    ----------
    blocks : drawn in order, each under its name
    axis : SizeAxis
        Wide enough for all blocks; see `SizeAxis.over`.
    anchor : makes the ids of the element unlike those of the page's other plots
    narrow : for screens of 320 pixels
    """
    labels, width = _NARROW if narrow else WIDE
    ruler = axis.ruler(width, texts, few=narrow)
    parts = [_part(block, labels, ruler, axis.high) for block in blocks]
    return stacked(parts, ruler, Room(labels), texts, anchor)


def _part(block: SizeBlock, labels: int, ruler: Ruler, end: float) -> Part:
    """One block: labels, the line behind its rows, bars, arrows and points."""
    lines = wrapped([row.label for row in block.points], labels)
    step = row_height(lines)
    bottom = step * len(lines)
    rows = list(zip(row_middles(len(lines), step), block.points, strict=True))
    line = "" if block.line is None else upright(ruler.x(block.line), bottom, 1.5, "2,3")
    marks = [row_texts(lines, step, ruler), line, *_bars(rows, ruler, end), *_points(rows, ruler)]
    return Part(bottom, "".join(marks), block.name)


def _bars(rows: Sequence[tuple[int, SizePoint]], ruler: Ruler, end: float) -> Iterator[str]:
    """Bars from end to end, and the heads of arrows where there is no upper end."""
    bars = []
    for y, row in rows:
        upper = row.upper if row.bounded else end
        if row.lower is not None and upper is not None:
            bars.append(level(ruler.x(row.lower), ruler.x(upper), y))
    yield group(bars, f'stroke="{BAR}" stroke-width="4"')
    heads = [_head(ruler.x(end), y, ruler.mirrored) for y, row in rows if not row.bounded]
    yield group(heads, f'fill="{BAR}"')


def _head(x: float, y: int, mirrored: bool) -> str:
    """The head of an arrow to the end of the axis."""
    long, half = -_HEAD[0] if mirrored else _HEAD[0], _HEAD[1]
    return f'<path d="M{x + long:.2f},{y}l{-2 * long:g},{-half:g}v{2 * half:g}Z"/>'


def _points(rows: Sequence[tuple[int, SizePoint]], ruler: Ruler) -> Iterator[str]:
    """Full points for figures, hollow ones for lower bounds."""
    looks = {False: f'fill="{DOT}"', True: f'fill="#ffffff" stroke="{DOT}" stroke-width="2"'}
    for hollow, look in looks.items():
        found = [(y, row) for y, row in rows if row.hollow is hollow]
        yield group([disc(ruler.x(row.value), y, _RADIUS) for y, row in found], look)
