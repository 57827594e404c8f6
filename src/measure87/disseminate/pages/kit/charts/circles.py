"""Lists as circles and their overlaps as lines, as inline SVG.

Thickness and dashes carry what colour would: thick, more shared than chance would give; dashed,
less; dotted, nobody.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.svg import DOT, INK, Chart, PlotTexts, drawn

_WIDTHS = {False: 460, True: 270}
_ROOM = 0.3
"""Around the circle of radius 1, for names."""
_KINDS: dict[str, dict[str, Chart]] = {
    "attract": {"strokeWidth": 4.5, "color": DOT},
    "near": {"strokeWidth": 1.5, "color": INK},
    "avoid": {"strokeWidth": 2, "color": INK, "strokeDash": [9, 4]},
    "empty": {"strokeWidth": 1.5, "color": INK, "strokeDash": [1.5, 5]},
}
_MOST_NUMBERS = 15
"""Overlaps up to which their numbers stand at the lines."""


@dataclass(frozen=True)
class Edge:
    """An overlap: places of its two lists, its number as a text, and how it is drawn."""

    first: int
    second: int
    text: str
    kind: str
    """`attract`, `near`, `avoid` or `empty`."""


def circles_plot(
    lists: Sequence[str], edges: Sequence[Edge], texts: PlotTexts, anchor: str, *, narrow: bool
) -> str:
    """An SVG element; lists stand in a circle in their order."""
    at = [
        (math.sin(2 * math.pi * n / len(lists)), math.cos(2 * math.pi * n / len(lists)))
        for n in range(len(lists))
    ]
    bottom = min(y for _, y in at) - _ROOM
    width = _WIDTHS[narrow]
    numbers = len(edges) <= (_MOST_NUMBERS if not narrow else _MOST_NUMBERS * 2 // 3)
    spec: dict[str, Chart] = {
        "width": width,
        "height": round(width * (1 + _ROOM - bottom) / (2 + 2 * _ROOM)),
        "encoding": {"x": _channel("x"), "y": _channel("y", bottom)},
        "layer": [
            *(_lines(kind, edges, at) for kind in _KINDS if any(e.kind == kind for e in edges)),
            *(_numbers(edges, at) if numbers else ()),
            *_nodes(lists, at, longest=12 if narrow else 24),
        ],
    }
    return drawn(spec, texts, anchor)


def _channel(name: str, bottom: float = -1 - _ROOM) -> dict[str, Chart]:
    domain = [bottom, 1 + _ROOM]
    return {"field": name, "type": "quantitative", "axis": None, "scale": {"domain": domain}}


def _lines(kind: str, edges: Sequence[Edge], at: Sequence[tuple[float, float]]) -> dict[str, Chart]:
    """Lines of one kind."""
    values = [
        {"x": at[e.first][0], "y": at[e.first][1], "x2": at[e.second][0], "y2": at[e.second][1]}
        for e in edges
        if e.kind == kind
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "rule", "strokeCap": "round", **_KINDS[kind]},
        "encoding": {
            "x2": {"field": "x2"}, "y2": {"field": "y2"},
        },
    }  # fmt: skip


def _numbers(edges: Sequence[Edge], at: Sequence[tuple[float, float]]) -> list[dict[str, Chart]]:
    """Persons on both, on white, a quarter of the way along each line."""
    share = 0.25  # where no two lines of a circle cross
    values: list[Chart] = [
        {
            "x": at[e.first][0] * (1 - share) + at[e.second][0] * share,
            "y": at[e.first][1] * (1 - share) + at[e.second][1] * share,
            "text": e.text,
        }
        for e in edges
    ]
    encoding: Chart = {"text": {"field": "text"}}
    size = 12
    halo: Chart = {"type": "text", "fontSize": size, "stroke": "#ffffff", "strokeWidth": 5,
            "strokeJoin": "round"}  # fmt: skip
    words: Chart = {"type": "text", "fontSize": size, "color": INK}
    return [
        {"data": {"values": values}, "mark": mark, "encoding": encoding} for mark in (halo, words)
    ]


def _nodes(
    lists: Sequence[str], at: Sequence[tuple[float, float]], longest: int
) -> list[dict[str, Chart]]:
    """Circles, and the lists' names outside of them."""
    values: list[Chart] = [
        {"x": x, "y": y, "above": y >= -1e-9,
         "name": name if len(name) <= longest else f"{name[: longest - 1]}…"}
        for name, (x, y) in zip(lists, at, strict=True)
    ]  # fmt: skip
    names: list[dict[str, Chart]] = [
        {
            "data": {"values": values},
            "transform": [{"filter": f"datum.above == {str(above).lower()}"}],
            "mark": {"type": "text", "fontSize": 13, "fontWeight": "bold", "color": INK,
                     "dy": -20 if above else 20},
            "encoding": {"text": {"field": "name"}},
        }
        for above in sorted({y >= -1e-9 for _, y in at})
    ]  # fmt: skip
    return [
        {
            "data": {"values": values},
            "mark": {"type": "point", "filled": True, "size": 260, "color": "#ffffff",
                     "stroke": DOT, "strokeWidth": 3, "opacity": 1},
        },
        *names,
    ]  # fmt: skip
