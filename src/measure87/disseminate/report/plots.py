"""Points with intervals on an axis from 0, as inline SVG that needs nothing else.

Position alone carries the meaning, so that the plot reads the same in grey and for every kind
of colour sight.
"""

import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

_INK = "#1b2a38"
_DOT = "#0b4f7d"
_BAR = "#7a97ad"
_GRID = "#dde3e8"
_FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"
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


@dataclass(frozen=True)
class PlotTexts:
    """What a plot says about itself; title and description are for screen readers."""

    title: str
    about: str
    axis: str


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
        "config": {"aria": False, "view": {"stroke": None}, "font": _FONT},
    }
    return _described(str(vl_convert.vegalite_to_svg(spec)), anchor, texts)


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
            "labelColor": _INK,
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
                "mark": {"type": "rule", "strokeWidth": 4, "color": _BAR, "strokeCap": "round"},
                "encoding": {"x": {"field": "lower", **_axis(top, axis)}, "x2": {"field": "upper"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1, "color": _DOT},
                "encoding": {"x": {"field": "value", **_axis(top, axis)}},
            },
        ],
    }
    if block.name:
        chart["title"] = {
            "text": block.name,
            "anchor": "start",
            "frame": "bounds",
            "color": _INK,
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
            "titleColor": _INK,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labels": title is not None,
            "labelColor": _INK,
            "labelFontSize": 12,
            "labelFlush": False,
            "labelPadding": 8,
            "ticks": False,
            "domain": False,
            "gridColor": _GRID,
            "tickCount": 5,
        },
    }


def _described(svg: str, anchor: str, texts: PlotTexts) -> str:
    """The element with ids of its own, a width that yields, a title and a description."""
    svg = re.sub(r'(id="|url\(#)(clip\d+|gradient_\d+)', rf"\1{anchor}-\2", svg)
    svg = _lean(svg)
    size = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ', svg)
    width = size.group(1) if size else "100"
    opening = (
        f'<svg role="img" aria-labelledby="{anchor}-title {anchor}-about" '
        f'style="max-width:{float(width):.0f}px" width="100%" font-family="{_FONT}"'
    )
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*" height="[^"]*"', r"\1", svg, count=1)
    svg = svg.replace("<svg", opening, 1)
    head, body = svg.split(">", maxsplit=1)
    return (
        f'{head}><title id="{anchor}-title">{escape(texts.title)}</title>'
        f'<desc id="{anchor}-about">{escape(texts.about)}</desc>{body}'
    )


def _lean(svg: str) -> str:
    """The same picture without roles of its parts, empty shapes and needless digits.

    One picture has one description, so its parts need none.
    """
    svg = re.sub(r' (?:role|aria-\w+|class|pointer-events|font-family|opacity)="[^"]*"', "", svg)
    svg = re.sub(
        r'<path(?: d="(?:M[-\d.,]+h[-\d.]+v[-\d.]+h[-\d.]+Z)?"| display="none")*/>', "", svg
    )
    svg = re.sub(
        r' (?:d|transform|[xy]2)="[^"]*"',
        lambda found: re.sub(r"-?\d+\.\d{3,}", lambda x: f"{float(x[0]):.2f}", found[0]),
        svg,
    )
    svg = svg.replace(' transform="translate(0,0)"', "").replace(
        ' xmlns:xlink="http://www.w3.org/1999/xlink"', ""
    )
    empty = re.compile(r"<g(?: transform=\"[^\"]*\")?(?:/>|></g>)")
    while empty.search(svg):
        svg = empty.sub("", svg)
    return svg
