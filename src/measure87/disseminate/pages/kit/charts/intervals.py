"""Points with intervals on an axis with 0, as inline SVG that needs nothing else.

Differences can be below 0: there a line stands at 0.

Position alone carries the meaning, so that the plot reads the same in grey and for every kind
of colour sight.

These plots are many in a report, and rows with their bars need no layout: every place follows from
the number of rows and lines. So they are written as they are, and not by way of Vega, which
measures each text (a tenth of a second for a plot) and whose widths are those of the machine's
letters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

from measure87.disseminate.pages.kit.charts.round_axis import RoundAxis, round_axis
from measure87.disseminate.pages.kit.row_labels import (
    LINE,
    axis_title,
    block_title,
    row_height,
    wrapped,
)
from measure87.disseminate.pages.kit.svg import (
    BAR,
    DOT,
    GRID,
    INK,
    PlotTexts,
    finished,
    signed,
)

WIDE = (210, 500)
NARROW = (116, 160)
"""Pixels for labels and for the plot."""
_LEAST = 90
"""Pixels that a narrow plot keeps beside the numbers of its rows."""
_EDGE = 5
_DIGIT = 7
"""Pixels around the plot, and of a digit."""
_TITLE = 15
_BETWEEN = 4
"""Pixels for the last line of a block's title, and between blocks."""
_BESIDE = 8
_BASELINE = 4
"""Pixels from a label to the plot, and from the middle of a letter down to its line."""
_NUMBERS, _UNDER_NUMBERS = 17, 32
"""Pixels from the plot down to the numbers of its axis, and to its title."""
_BOTTOM = 34
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
    sheet = _Sheet(labels, width, axis, texts, line_at_zero, columns)
    parts, top = [], 0
    for number, block in enumerate(blocks):
        title = block_title(block.name, sheet.labels + sheet.width) if block.name else []
        lines = wrapped([point.label for point in block.points], sheet.labels)
        top += _BETWEEN if number else 0
        top += _TITLE + LINE * (len(title) - 1) if title else 0
        drawn = "".join(sheet.block(block, lines, title))
        parts.append(f'<g transform="translate(0,{top})">{drawn}</g>')
        top += row_height(lines) * len(lines)
    title = axis_title(texts.axis, sheet.width) or [""]
    parts.append(f'<g transform="translate(0,{top})">{"".join(sheet.numbers(title))}</g>')
    beside = sheet.over + sum(columns)
    width = sheet.labels + sheet.width + beside + 2 * _EDGE
    height = top + _BOTTOM + LINE * (len(title) - 1) + 2 * _EDGE
    left = _EDGE + (beside if texts.mirrored else sheet.labels)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><g transform="translate({left},{_EDGE})" font-size="12px" '
        f'fill="{INK}">'
        f"{''.join(parts)}</g></svg>"
    )
    return finished(svg, texts, anchor)


def _columns(points: Sequence[Point], *, narrow: bool) -> tuple[int, int]:
    """Pixels for the estimates and for the intervals behind the rows; 0 where there are none."""
    shown = [[point.written for point in points], [point.interval for point in points]]
    value, interval = (max(map(len, texts), default=0) * _DIGIT for texts in shown)
    return (value + _BESIDE if value else 0, interval + _BESIDE if interval and not narrow else 0)


@dataclass(frozen=True)
class _Sheet:
    """What all blocks of one plot share: pixels for labels and bars, the axis, its texts."""

    labels: int
    width: int
    axis: RoundAxis
    texts: PlotTexts
    line_at_zero: bool
    columns: tuple[int, int] = (0, 0)

    def block(
        self, block: Block, lines: Sequence[Sequence[str]], title: Sequence[str]
    ) -> Iterator[str]:
        """Bars from end to end with a point at the estimate, over a grid, beside their labels."""
        step = row_height(lines)
        bottom = step * len(lines)
        grid = "".join(f"M{round(self._x(tick)) + 0.5},0v{bottom}" for tick in self.axis.ticks)
        yield f'<path d="{grid}" stroke="{GRID}"/>'
        if self.line_at_zero:
            zero = self._x(0.0)
            yield (
                f'<line x1="{zero:.2f}" x2="{zero:.2f}" y2="{bottom}" stroke="{INK}" '
                'stroke-width="1.5"/>'
            )
        side, anchor = (-_BESIDE, "end")
        if self.texts.mirrored:
            side, anchor = (self.width + _BESIDE, "start")
        rows = [(step * number + step // 2, point) for number, point in enumerate(block.points)]
        yield f'<g text-anchor="{anchor}">'
        for (y, _), label in zip(rows, lines, strict=True):
            yield _text(label, side, y + _BASELINE - LINE // 2 * (len(label) - 1))
        yield "</g>"
        yield from self._marks(rows)
        yield from self._written(rows)
        if title:
            side, anchor = (-self.labels, "start")
            if self.texts.mirrored:
                side, anchor = (self.width + self.labels, "end")
            yield _text(title, side, -5 - LINE * (len(title) - 1), anchor, bold=True)

    def _marks(self, rows: Sequence[tuple[int, Point]]) -> Iterator[str]:
        """The bars of rows that have an interval, and the points over them."""
        bars = [(y, point.reach) for y, point in rows if point.has_bar]
        if bars:
            yield f'<g stroke="{BAR}" stroke-width="4" stroke-linecap="round">'
            for y, ends in bars:
                lower, upper = map(self._x, ends)
                yield f'<line x1="{lower:.2f}" x2="{upper:.2f}" y1="{y}" y2="{y}"/>'
            yield "</g>"
        yield f'<g fill="{DOT}">'
        for y, point in rows:
            yield f'<circle cx="{self._x(point.value):.2f}" cy="{y}" r="{_RADIUS}"/>'
        yield "</g>"

    def _written(self, rows: Sequence[tuple[int, Point]]) -> Iterator[str]:
        """The estimates and the intervals of rows as the page writes them, in two columns."""
        value, interval = self.columns
        ends = (self.width + self.over + value, self.width + self.over + value + interval)
        if self.texts.mirrored:
            ends = (-self.over - _BESIDE, -self.over - _BESIDE - value)
        texts = ([point.written for _, point in rows], [point.interval for _, point in rows])
        for pixels, end, column in zip(self.columns, ends, texts, strict=True):
            if pixels and any(column):
                yield '<g text-anchor="end">'
                for (y, _), text in zip(rows, column, strict=True):
                    if text:
                        written = escape(text, quote=False)
                        yield f'<text x="{end:g}" y="{y + _BASELINE}">{written}</text>'
                yield "</g>"

    def numbers(self, title: Sequence[str]) -> Iterator[str]:
        """The numbers of the axis, and its title."""
        yield '<g text-anchor="middle">'
        for tick in self.axis.ticks:
            number = signed(tick, self.axis.decimals, self.texts)
            yield _text([number], round(self._x(tick), 2), _NUMBERS)
        yield _text(title, self.width / 2, _UNDER_NUMBERS)
        yield "</g>"

    @property
    def over(self) -> int:
        """Pixels by which the last number may reach beyond the axis."""
        last = self.axis.ticks[-1]
        half = _DIGIT * len(signed(last, self.axis.decimals, self.texts)) / 2
        return max(0, ceil(half - self.width * (1.0 - self.axis.share(last))))

    def _x(self, value: float) -> float:
        """Pixels from the left."""
        share = self.axis.share(value)
        return self.width * (1.0 - share if self.texts.mirrored else share)


def _text(lines: Sequence[str], x: float, y: float, anchor: str = "", *, bold: bool = False) -> str:
    """A text of one line or several; without an anchor it has that of its group."""
    weight = ' font-weight="bold"' if bold else ""
    held = f' text-anchor="{anchor}"' if anchor else ""
    written = escape(lines[0], quote=False)
    if len(lines) > 1:
        written = f"<tspan>{written}</tspan>" + "".join(
            f'<tspan x="{x:g}" dy="{LINE}">{escape(line, quote=False)}</tspan>'
            for line in lines[1:]
        )
    return f'<text x="{x:g}" y="{y:g}"{held}{weight}>{written}</text>'
