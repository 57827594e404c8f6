"""Two definitions over the same persons, as bars laid over each other; as inline SVG.

The bar of each definition is as long as what it counts. Where the bars lie above each other,
between two lines, the same persons are counted under both. What sticks out, darker, is counted
under one definition alone; thin bars beneath say by which rule. Position and shade carry the
meaning together, so that the plot reads the same in grey and for every kind of colour sight.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.charts.intervals import NARROW, WIDE
from measure87.disseminate.pages.kit.charts.vega import axis_look, rule_look
from measure87.disseminate.pages.kit.row_labels import axis_title, row_height, row_labels, wrapped
from measure87.disseminate.pages.kit.svg import DOT, INK, Chart, PlotTexts, drawn

_THICK, _THIN = 20, 8
_ROOM_WIDE, _ROOM_NARROW = 0.07, 0.2
"""Share of the axis that a part needs for its number to stand in it."""
_FAR = 0.9
"""Share of the axis beyond which a number stands before its bar."""
_SHARED = "#c3d3df"
Reach = tuple[float, float]
"""From where to where an axis goes."""


@dataclass(frozen=True)
class Overlap:
    """What two definitions count, on the scale of the axis.

    `rules_first` and `rules_second` tell, for those of one alone, by which rule: the rule in
    words and how many.
    """

    first: str
    second: str
    both: float
    first_only: float
    second_only: float
    rules_first: Sequence[tuple[str, float]] = ()
    rules_second: Sequence[tuple[str, float]] = ()
    decimals: int = 1


@dataclass(frozen=True)
class _Look:
    """What all charts of one plot share: pixels, room and form of numbers, direction."""

    labels: int
    width: int
    room: float
    number: str
    mirrored: bool


@dataclass(frozen=True)
class _Bar:
    """One row: its label and parts as (from, to, whether both count them)."""

    label: str
    parts: Sequence[tuple[float, float, bool]]
    thin: bool = False


def overlap_plot(overlap: Overlap, texts: PlotTexts, anchor: str, *, narrow: bool = False) -> str:
    """An SVG element with a title and a description for screen readers.

    Parameters
    ----------
    overlap : what is drawn
    anchor : makes the ids of the element unlike those of the page's other plots
    narrow : for screens of 320 pixels, without the rules
    """
    look = _Look(
        *(NARROW if narrow else WIDE),
        room=_ROOM_NARROW if narrow else _ROOM_WIDE,
        number=f",.{overlap.decimals}f",
        mirrored=texts.mirrored,
    )
    left, right = overlap.first_only, overlap.first_only + overlap.both
    end = right + overlap.second_only
    first = _Bar(overlap.first, ((0.0, left, False), (left, right, True)))
    second = _Bar(overlap.second, ((left, right, True), (right, end, False)))
    blocks = [[first], [second]]
    if not narrow:
        blocks = [[first], _by_rule(overlap.rules_first, 0.0), [second],
                  _by_rule(overlap.rules_second, right)]  # fmt: skip
    blocks = [block for block in blocks if block]
    reach = (0.0, end or 1.0)
    spec: dict[str, Chart] = {
        "vconcat": [
            _chart(block, look, reach, (left, right),
                   texts.axis if number == len(blocks) - 1 else None)
            for number, block in enumerate(blocks)
        ],
        "spacing": 0,
    }  # fmt: skip
    return drawn(spec, texts, anchor)


def _by_rule(rules: Sequence[tuple[str, float]], start: float) -> list[_Bar]:
    """Thin bars, each beginning where the one before it ends."""
    bars = []
    for label, size in rules:
        bars.append(_Bar(label, ((start, start + size, False),), thin=True))
        start += size
    return bars


def _chart(
    bars: Sequence[_Bar],
    look: _Look,
    reach: Reach,
    lines: tuple[float, float],
    axis: str | None,
) -> dict[str, Chart]:
    """Bars of one kind under each other, and the lines between which both count."""
    wraps = wrapped([bar.label for bar in bars], look.labels)
    height = max(row_height(wraps), _THICK + 8)
    thin = bars[0].thin
    parts = [
        {"row": row, "from": start, "to": end, "both": both, "size": end - start,
         "middle": (start + end) / 2.0}
        for row, bar in enumerate(bars)
        for start, end, both in bar.parts
        if end > start
    ]  # fmt: skip
    shade: Chart = {"condition": {"test": "datum.both", "value": _SHARED}, "value": DOT}
    x = _value_axis(reach, axis, look.width)
    layers: list[dict[str, Chart]] = [
        {
            "mark": {"type": "bar", "size": _THIN if thin else _THICK},
            "encoding": {
                "x": {"field": "from", **x, "stack": None},
                "x2": {"field": "to"},
                "color": shade,
            },
        },
        {
            "data": {"values": [{"at": at} for at in lines]},
            "mark": rule_look(1, [3, 3]),
            "encoding": {"x": {"field": "at", **x}, "y": None},
        },
    ]
    layers.append(_numbers_after(x, reach, look) if thin else _numbers_in(x, reach, look))
    return {
        "width": look.width,
        "height": {"step": height},
        "data": {"values": parts},
        "encoding": {"y": row_labels(wraps, look.labels)},
        "layer": layers,
    }


def _numbers_in(x: dict[str, Chart], reach: Reach, look: _Look) -> dict[str, Chart]:
    """The size of each part in it, where there is room."""
    return {
        "transform": [{"filter": f"datum.size >= {look.room * (reach[1] - reach[0])}"}],
        "mark": {"type": "text", "fontSize": 12, "fontWeight": "bold"},
        "encoding": {
            "x": {"field": "middle", **x},
            "text": {"field": "size", "format": look.number},
            "color": {"condition": {"test": "datum.both", "value": INK}, "value": "#ffffff"},
        },
    }


def _numbers_after(x: dict[str, Chart], reach: Reach, look: _Look) -> dict[str, Chart]:
    """The size of each part beside it: after it, or before it where the axis ends."""
    far = reach[0] + _FAR * (reach[1] - reach[0])
    number = {"field": "size", "format": look.number}
    beside: list[dict[str, Chart]] = []
    for side, end, align, shift in (("<=", "to", "left", 6), (">", "from", "right", -6)):
        if look.mirrored:
            align, shift = {"left": "right", "right": "left"}[align], -shift
        mark: Chart = {"type": "text", "fontSize": 12, "align": align, "dx": shift, "color": INK}
        beside.append(
            {
                "transform": [{"filter": f"datum.to {side} {far}"}],
                "mark": mark,
                "encoding": {"x": {"field": end, **x}, "text": number},
            }
        )
    return {"layer": beside}


def _value_axis(reach: Reach, title: str | None, width: int) -> dict[str, Chart]:
    """The axis with 0, so many pixels wide; its numbers and title stand under the last block."""
    return {
        "type": "quantitative",
        "scale": {"domain": list(reach), "nice": True, "zero": True},
        "axis": axis_look(
            axis_title(title, width),
            labels=title is not None,
            labelPadding=8,
            tickCount=5,
        ),
    }
