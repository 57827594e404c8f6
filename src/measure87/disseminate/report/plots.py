"""Points with intervals on an axis with 0, as inline SVG that needs nothing else.

Differences can be below 0: there a line stands at 0.

Position alone carries the meaning, so that the plot reads the same in grey and for every kind
of colour sight.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.report.row_labels import (
    axis_title,
    block_title,
    row_height,
    row_labels,
    wrapped,
)
from measure87.disseminate.report.svg import BAR, DOT, GRID, INK, PlotTexts, drawn

WIDE = (210, 500)
NARROW = (116, 160)
"""Pixels for labels and for the plot."""

Reach = tuple[float, float]
"""From where to where an axis goes."""


@dataclass(frozen=True)
class Point:
    """One group: estimate and ends of its interval, all in the axis' unit."""

    label: str
    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Block:
    """The groups of one variable, under its name."""

    name: str
    points: Sequence[Point]


def interval_plot(
    blocks: Sequence[Block],
    texts: PlotTexts,
    anchor: str,
    *,
    narrow: bool = False,
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
    line_at_zero
        A line at 0, for differences; the axis goes below 0 where they do.
    """
    labels, width = NARROW if narrow else WIDE
    ends = [end for block in blocks for p in block.points for end in (p.lower, p.upper)]
    reach = (min(0.0, *ends), max(0.0, *ends) or (0.0 if min(ends) < 0.0 else 1.0))
    last = len(blocks) - 1
    spec = {
        "vconcat": [
            _chart(
                block, labels, width, reach, texts.axis if number == last else None, line_at_zero
            )
            for number, block in enumerate(blocks)
        ],
        "spacing": 4,
    }
    return drawn(spec, texts, anchor)


def _chart(
    block: Block, labels: int, width: int, reach: Reach, axis: str | None, line_at_zero: bool
) -> dict[str, Any]:
    """One block: bars from end to end with a point at the estimate, labels on the left."""
    lines = wrapped([point.label for point in block.points], labels)
    x = value_axis(reach, axis, width)
    rows = [
        {"row": number, "value": p.value, "lower": p.lower, "upper": p.upper}
        for number, p in enumerate(block.points)
    ]
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "rule", "strokeWidth": 4, "color": BAR, "strokeCap": "round"},
            "encoding": {"x": {"field": "lower", **x},
                         "x2": {"field": "upper"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1, "color": DOT},
            "encoding": {"x": {"field": "value", **x}},
        },
    ]  # fmt: skip
    if line_at_zero:
        layers.insert(0, upright_line(0.0, x))
    chart: dict[str, Any] = {
        "width": width,
        "height": {"step": row_height(lines)},
        "data": {"values": rows},
        "encoding": {"y": row_labels(lines, labels)},
        "layer": layers,
    }
    if block.name:
        chart["title"] = {
            "text": block_title(block.name, labels + width),
            "anchor": "start",
            "frame": "bounds",
            "color": INK,
            "fontSize": 12,
            "offset": 2,
        }
    return chart


def upright_line(at: float, x: Mapping[str, Any]) -> dict[str, Any]:
    """A line from top to bottom at one value of an axis."""
    return {
        "data": {"values": [{"at": at}]},
        "mark": {"type": "rule", "strokeWidth": 1.5, "color": INK},
        "encoding": {"x": {"field": "at", **x}, "y": None},
    }


def value_axis(reach: Reach, title: str | None, width: int) -> dict[str, Any]:
    """The axis with 0, so many pixels wide; its numbers and title stand under the last block."""
    return {
        "type": "quantitative",
        "scale": {"domain": list(reach), "nice": True, "zero": True},
        "axis": {
            "title": axis_title(title, width),
            "titleColor": INK,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labels": title is not None,
            "labelColor": INK,
            "labelFontSize": 12,
            "labelFlush": False,
            "labelPadding": 8,
            "ticks": False,
            "domain": False,
            "gridColor": GRID,
            "tickCount": 5,
        },
    }
