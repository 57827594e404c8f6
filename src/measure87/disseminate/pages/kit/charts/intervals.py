"""Points with intervals on an axis with 0, as inline SVG that needs nothing else.

Differences can be below 0: there a line stands at 0.

Position alone carries the meaning, so that the plot reads the same in grey and for every kind
of colour sight.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from measure87.disseminate.pages.kit.charts.elements import DIGIT, disc, group, level, upright
from measure87.disseminate.pages.kit.charts.round_axis import round_axis
from measure87.disseminate.pages.kit.charts.ruler import Ruler
from measure87.disseminate.pages.kit.charts.stack import (
    BASELINE,
    BESIDE,
    Part,
    Room,
    row_middles,
    row_texts,
    stacked,
)
from measure87.disseminate.pages.kit.row_labels import row_height, wrapped
from measure87.disseminate.pages.kit.svg import BAR, DOT, PlotTexts

WIDE = (210, 500)
NARROW = (116, 160)
"""Pixels for labels and for the plot."""
_LEAST = 90
"""Pixels that a narrow plot keeps beside the numbers of its rows."""
_RADIUS = 4.18


@dataclass(frozen=True)
class Point:
    """One estimate and the ends of its interval, as far as it has any, in the axis' unit."""

    label: str
    value: float
    lower: float | None = None
    upper: float | None = None
    written: str = ""
    """The estimate as the page writes it; it stands at the end of the row."""
    interval: str = ""
    """The interval as the page writes it; it stands behind the estimate on broad screens."""

    @property
    def reach(self) -> tuple[float, float]:
        """From where to where its bar goes; an end that is not there is the point."""
        lower, upper = (self.value if end is None else end for end in (self.lower, self.upper))
        return lower, upper

    @property
    def has_bar(self) -> bool:
        """Whether any end of its bar is elsewhere than the point."""
        return self.reach != (self.value, self.value)


@dataclass(frozen=True)
class Block:
    """Points that stand together, as the groups of one variable do, under a name."""

    name: str
    points: Sequence[Point]


def interval_plot(
    blocks: Sequence[Block],
    texts: PlotTexts,
    anchor: str,
    *,
    narrow: bool = False,
    size: tuple[int, int] | None = None,
    line_at_zero: bool = False,
) -> str:
    """An SVG element with a title and a description for screen readers.

    Parameters
    ----------
    blocks
        Groups by variable, in the order in which they are drawn.
    anchor
        Makes the ids of the element unlike those of the page's other plots.
    narrow
        For screens of 320 pixels.
    size
        Pixels for labels and for the plot; those of a broad or a narrow screen if None.
    line_at_zero
        A line at 0, for differences; the axis goes below 0 where they do.
    """
    ends = [end for block in blocks for point in block.points for end in point.reach]
    least, most = min(0.0, *ends), max(0.0, *ends)
    axis = round_axis(least, most if most > least else 1.0)
    points = [point for block in blocks for point in block.points]
    columns = _columns(points, narrow=narrow)
    labels, width = size or (NARROW if narrow else WIDE)
    if narrow:
        width = max(_LEAST, width - sum(columns))
    sheet = _Sheet(axis.ruler(width, texts), labels, line_at_zero, columns)
    parts = [sheet.part(block) for block in blocks]
    return stacked(parts, sheet.ruler, Room(labels, sum(columns)), texts, anchor)


def _columns(points: Sequence[Point], *, narrow: bool) -> tuple[int, int]:
    """Pixels for the estimates and for the intervals behind the rows; 0 where there are none."""
    shown = [[point.written for point in points], [point.interval for point in points]]
    value, interval = (max(map(len, texts), default=0) * DIGIT for texts in shown)
    return (value + BESIDE if value else 0, interval + BESIDE if interval and not narrow else 0)


@dataclass(frozen=True)
class _Sheet:
    """What all blocks of one plot share: the axis, pixels for labels and columns."""

    ruler: Ruler
    labels: int
    line_at_zero: bool
    columns: tuple[int, int] = (0, 0)

    def part(self, block: Block) -> Part:
        """Bars from end to end with a point at the estimate, beside their labels."""
        lines = wrapped([point.label for point in block.points], self.labels)
        step = row_height(lines)
        bottom = step * len(lines)
        rows = list(zip(row_middles(len(lines), step), block.points, strict=True))
        zero = upright(self.ruler.x(0.0), bottom, 1.5) if self.line_at_zero else ""
        marks = zero + row_texts(lines, step, self.ruler) + self._marks(rows)
        return Part(bottom, marks + "".join(self._written(rows)), block.name)

    def _marks(self, rows: Sequence[tuple[int, Point]]) -> str:
        """The bars of rows that have an interval, and the points over them."""
        at = self.ruler.x
        bars = [
            level(at(point.reach[0]), at(point.reach[1]), y) for y, point in rows if point.has_bar
        ]
        dots = [disc(at(point.value), y, _RADIUS) for y, point in rows]
        thick = f'stroke="{BAR}" stroke-width="4" stroke-linecap="round"'
        return group(bars, thick) + group(dots, f'fill="{DOT}"')

    def _written(self, rows: Sequence[tuple[int, Point]]) -> Iterator[str]:
        """The estimates and the intervals of rows as the page writes them, in two columns."""
        value, interval = self.columns
        ends = (
            self.ruler.width + self.ruler.over + value,
            self.ruler.width + self.ruler.over + value + interval,
        )
        if self.ruler.mirrored:
            ends = (-self.ruler.over - BESIDE, -self.ruler.over - BESIDE - value)
        texts = ([point.written for _, point in rows], [point.interval for _, point in rows])
        for pixels, end, column in zip(self.columns, ends, texts, strict=True):
            if pixels and any(column):
                yield '<g text-anchor="end">'
                for (y, _), text in zip(rows, column, strict=True):
                    if text:
                        written = escape(text, quote=False)
                        yield f'<text x="{end:g}" y="{y + BASELINE}">{written}</text>'
                yield "</g>"
