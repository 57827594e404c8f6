"""Points with intervals on an axis from 0, as inline SVG that needs nothing else.

Position alone carries the meaning, so that the plot reads the same in grey and for every kind
of colour sight.
"""

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from measure87.disseminate.report.svg import BAR, DOT, FONT, GRID, INK, PlotTexts, described_svg

_ROW = 22
_LINE = 14
_WIDE = (210, 500)
_NARROW = (116, 160)
"""Pixels for labels and for the plot."""


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
    blocks: Sequence[Block], texts: PlotTexts, anchor: str, *, narrow: bool = False
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
    """
    import vl_convert

    labels, width = _NARROW if narrow else _WIDE
    top = max(point.upper for block in blocks for point in block.points) or 1.0
    last = len(blocks) - 1
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "vconcat": [
            _chart(block, labels, width, top, texts.axis if number == last else None)
            for number, block in enumerate(blocks)
        ],
        "spacing": 4,
        "background": None,
        "config": {"aria": False, "view": {"stroke": None}, "font": FONT},
    }
    return described_svg(str(vl_convert.vegalite_to_svg(spec)), anchor, texts)


def _chart(block: Block, labels: int, width: int, top: float, axis: str | None) -> dict[str, Any]:
    """One block: bars from end to end with a point at the estimate, labels on the left."""
    lines = [textwrap.wrap(point.label, max(17, labels // 7)) or [""] for point in block.points]
    step = max(_ROW, _LINE * max(map(len, lines)) + 6)
    rows = [
        {"row": number, "value": p.value, "lower": p.lower, "upper": p.upper}
        for number, p in enumerate(block.points)
    ]
    row = {
        "field": "row",
        "type": "ordinal",
        "axis": {
            "title": None,
            "labelExpr": f"{json.dumps(lines)}[datum.value]",
            "labelLimit": labels,
            "labelPadding": 8,
            "labelOffset": _centring([len(one) for one in lines]),
            "labelColor": INK,
            "labelFontSize": 12,
            "minExtent": labels,
            "maxExtent": labels,
            "ticks": False,
            "domain": False,
        },
    }
    chart: dict[str, Any] = {
        "width": width,
        "height": {"step": step},
        "data": {"values": rows},
        "encoding": {"y": row},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 4, "color": BAR, "strokeCap": "round"},
                "encoding": {"x": {"field": "lower", **_axis(top, axis)}, "x2": {"field": "upper"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1, "color": DOT},
                "encoding": {"x": {"field": "value", **_axis(top, axis)}},
            },
        ],
    }
    if block.name:
        chart["title"] = {
            "text": block.name,
            "anchor": "start",
            "frame": "bounds",
            "color": INK,
            "fontSize": 12,
            "offset": 2,
        }
    return chart


def _centring(lines: Sequence[int]) -> Any:
    """How far up labels of several lines go, which would else hang from the middle of a row."""
    return {
        "condition": [
            {
                "test": f"{json.dumps(lines)}[datum.value] == {count}",
                "value": -_LINE * (count - 1) / 2,
            }
            for count in sorted(set(lines) - {1})
        ],
        "value": 0,
    }


def _axis(top: float, title: str | None) -> dict[str, Any]:
    """The axis from 0; its numbers and its title stand under the last block alone."""
    return {
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": True, "zero": True},
        "axis": {
            "title": title,
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
