"""Points, with intervals where there are any, on an axis of sizes; as inline SVG.

An interval without an upper end is an arrow. Position and shape carry the meaning, so that the
plot reads the same in grey and for every kind of colour sight.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.charts.axes import SizeAxis
from measure87.disseminate.pages.kit.charts.intervals import WIDE, Block, Point
from measure87.disseminate.pages.kit.charts.vega import block_look, rule_look
from measure87.disseminate.pages.kit.row_labels import block_title, row_height, row_labels, wrapped
from measure87.disseminate.pages.kit.svg import BAR, DOT, Chart, PlotTexts, drawn

_NARROW = (108, 160)
"""Pixels for labels and for the plot, as `WIDE`."""


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
    last = len(blocks) - 1
    spec: dict[str, Chart] = {
        "vconcat": [
            _chart(block, labels, width, axis, texts.axis if n == last else None, narrow)
            for n, block in enumerate(blocks)
        ],
        "spacing": 4,
    }
    return drawn(spec, texts, anchor)


def _chart(
    block: SizeBlock, labels: int, width: int, axis: SizeAxis, title: str | None, narrow: bool
) -> dict[str, Chart]:
    """One block: labels on the left, bars, points, arrows, and the line behind them."""
    lines = wrapped([row.label for row in block.points], labels)
    x = axis.encoding(title, width, few=narrow)
    layers = [_line(block.line, len(block.points), x)] if block.line is not None else []
    layers += _bars(block.points, axis, x)
    chart: dict[str, Chart] = {
        "width": width,
        "height": row_height(lines) * len(block.points),
        "data": {
            "values": [
                {"row": n, "value": row.value, "open": row.hollow}
                for n, row in enumerate(block.points)
            ]
        },
        "encoding": {"y": row_labels(lines, labels)},
        "layer": [*layers, *_points(block.points, x)],
    }
    if block.name:
        chart["title"] = block_look(block_title(block.name, labels + width), 4, frame="bounds")
    return chart


def _points(rows: Sequence[SizePoint], x: dict[str, Chart]) -> list[dict[str, Chart]]:
    """Full points for figures, hollow ones for lower bounds."""
    return [
        {
            "transform": [{"filter": f"datum.open == {json.dumps(hollow)}"}],
            "mark": {
                "type": "point", "filled": not hollow, "size": 75, "color": DOT, "opacity": 1,
                "strokeWidth": 2, **({"fill": "#ffffff"} if hollow else {}),
            },
            "encoding": {"x": {"field": "value", **x}},
        }
        for hollow in (False, True)
        if any(row.hollow is hollow for row in rows)
    ]  # fmt: skip


def _bars(rows: Sequence[SizePoint], axis: SizeAxis, x: dict[str, Chart]) -> list[dict[str, Chart]]:
    """Bars from end to end, and the heads of arrows where there is no upper end."""
    bars = [
        {"row": n, "lower": row.lower, "upper": axis.high if not row.bounded else row.upper}
        for n, row in enumerate(rows)
        if row.lower is not None
    ]
    heads = [{"row": n, "at": axis.high} for n, row in enumerate(rows) if not row.bounded]
    found: list[dict[str, Chart]] = []
    if bars:
        found.append(
            {
                "data": {"values": bars},
                "mark": {"type": "rule", "strokeWidth": 4, "color": BAR},
                "encoding": {"x": {"field": "lower", **x}, "x2": {"field": "upper"}},
            }
        )
    if heads:
        found.append(
            {
                "data": {"values": heads},
                "mark": {"type": "point", "shape": "triangle-right", "filled": True,
                         "size": 130, "color": BAR, "opacity": 1, "clip": False},
                "encoding": {"x": {"field": "at", **x}},
            }
        )  # fmt: skip
    return found


def _line(at: float, rows: int, x: dict[str, Chart]) -> dict[str, Chart]:
    """A dotted line over all rows."""
    return {
        "data": {"values": [{"at": at}]},
        "mark": rule_look(1.5, [2, 3]),
        "encoding": {"x": {"field": "at", **x}, "y": {"value": 0}, "y2": {"value": "height"}},
    }
