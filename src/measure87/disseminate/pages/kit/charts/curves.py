"""Curves as inline SVG: a size over a threshold, and densities."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.charts.axes import SizeAxis
from measure87.disseminate.pages.kit.charts.vega import axis_look, block_look, rule_look
from measure87.disseminate.pages.kit.row_labels import axis_title, block_title
from measure87.disseminate.pages.kit.svg import BAR, DOT, Chart, PlotTexts, drawn

_WIDE, _NARROW = (600, 250), (236, 190)
_SMALLEST = 1e-10
_SCIENTIFIC = 0.001


@dataclass(frozen=True)
class Curve:
    """A posterior: sizes and heights, and what is marked on it, persons."""

    name: str
    persons: Sequence[float]
    density: Sequence[float]
    median: float
    lower: float | None
    upper: float | None


def path_plot(
    steps: Sequence[tuple[float, float]],
    used: float | None,
    largest: float,
    axis: SizeAxis,
    texts: tuple[PlotTexts, str],
    anchor: str,
    *,
    narrow: bool,
) -> str:
    """Size over the threshold of stepwise, as a line of steps.

    Parameters
    ----------
    steps : pairs of the smallest threshold at which a size holds, and the size, persons
        The first holds from 0; thresholds never fall.
    used : the threshold of the study, marked by a dashed line
    largest : the end of the axis
    axis : of sizes
    texts : of the plot, and the title of the axis of sizes
    """
    about, size_title = texts
    width, height = _NARROW if narrow else _WIDE
    starts = [max(p, _SMALLEST) for p, _ in steps[1:]]
    first = min([*starts, used or largest, largest]) / 10
    points = [{"p": max(p, first), "size": size} for p, size in steps]
    points.append({"p": largest, "size": steps[-1][1]})
    x = _threshold_axis(first, largest, axis_title(about.axis, width), narrow)
    y = axis.encoding(size_title, height, few=narrow)
    layers: list[dict[str, Chart]] = [
        {
            "data": {"values": points},
            "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2.5,
                     "color": DOT},
            "encoding": {"x": {"field": "p", **x}, "y": {"field": "size", **y}},
        },
        {
            "data": {"values": points[1:-1]},
            "mark": {"type": "point", "filled": True, "size": 45, "color": DOT, "opacity": 1},
            "encoding": {"x": {"field": "p", **x}, "y": {"field": "size", **y}},
        },
    ]  # fmt: skip
    if used is not None and first < used <= largest:
        layers.append(
            {
                "data": {"values": [{"p": used}]},
                "mark": rule_look(1.5, [6, 4]),
                "encoding": {"x": {"field": "p", **x}},
            }
        )
    return drawn({"width": width, "height": height, "layer": layers}, about, anchor)


def _threshold_axis(
    low: float, high: float, title: list[str] | None, narrow: bool
) -> dict[str, Chart]:
    """A logarithmic axis of p-values with a number at every power of ten, or every third."""
    powers = [p for p in range(-12, 1) if low <= 10.0**p <= high]
    every = max(1, len(powers) // (3 if narrow else 6))
    return {
        "type": "quantitative",
        "scale": {"type": "log", "domain": [low, high], "nice": False},
        "axis": axis_look(
            title,
            values=[10.0**p for p in powers[::-every]],
            labelExpr=f"format(datum.value, datum.value < {_SCIENTIFIC} ? '.0e' : '~g')",
        ),
    }


def density_plot(
    curves: Sequence[Curve], axis: SizeAxis, texts: PlotTexts, anchor: str, *, narrow: bool
) -> str:
    """One density under another, on one axis of sizes."""
    width = (_NARROW if narrow else _WIDE)[0]
    last = len(curves) - 1
    charts = [
        _density(curve, width, axis.encoding(texts.axis if n == last else None, width, few=narrow))
        for n, curve in enumerate(curves)
    ]
    return drawn({"vconcat": charts, "spacing": 10}, texts, anchor)


def _density(curve: Curve, width: int, x: dict[str, Chart]) -> dict[str, Chart]:
    top = max(curve.density)
    rows = [
        {"size": size, "height": height, "floor": 0}
        for size, height in zip(curve.persons, curve.density, strict=True)
    ]
    y = {"type": "quantitative", "axis": None, "scale": {"domain": [-0.08 * top, top * 1.02]}}
    marks = [{"median": curve.median, "floor": 0, "top": _height_at(curve)}]
    if curve.lower is not None and curve.upper is not None:
        marks[0] |= {"lower": curve.lower, "upper": curve.upper, "under": -0.06 * top}
    layers: list[dict[str, Chart]] = [
        {
            "data": {"values": rows},
            "mark": {"type": "area", "color": "#c7d6e1", "line": {"color": DOT, "strokeWidth": 2}},
            "encoding": {"x": {"field": "size", **x}, "y": {"field": "height", **y},
                         "y2": {"field": "floor"}},
        },
        {
            "data": {"values": marks},
            "mark": rule_look(1.5),
            "encoding": {"x": {"field": "median", **x}, "y": {"field": "floor", **y},
                         "y2": {"field": "top"}},
        },
    ]  # fmt: skip
    if "lower" in marks[0]:
        layers.append(
            {
                "data": {"values": marks},
                "mark": {"type": "rule", "color": BAR, "strokeWidth": 4},
                "encoding": {"x": {"field": "lower", **x}, "x2": {"field": "upper"},
                             "y": {"field": "under", **y}},
            }
        )  # fmt: skip
    return {
        "width": width,
        "height": 90,
        "title": block_look(block_title(curve.name, width), 2),
        "layer": layers,
    }


def _height_at(curve: Curve) -> float:
    """Height of a curve at its median, between the two points around it."""
    pairs = list(zip(curve.persons, curve.density, strict=True))
    for (left, low), (right, high) in itertools.pairwise(pairs):
        if left <= curve.median <= right:
            return low + (high - low) * (curve.median - left) / ((right - left) or 1.0)
    return 0.0
