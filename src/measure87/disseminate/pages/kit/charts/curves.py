"""Curves as inline SVG: a size over a threshold, and densities."""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from measure87.disseminate.pages.kit.charts.axes import SizeAxis, written
from measure87.disseminate.pages.kit.charts.elements import (
    DIGIT,
    EDGE,
    disc,
    element,
    group,
    level,
    moved_down,
    text,
    turned,
    upright,
)
from measure87.disseminate.pages.kit.charts.ruler import Ruler, Tick
from measure87.disseminate.pages.kit.charts.stack import (
    BASELINE,
    BESIDE,
    BOTTOM,
    Part,
    Room,
    stacked,
)
from measure87.disseminate.pages.kit.row_labels import LINE, axis_title
from measure87.disseminate.pages.kit.svg import BAR, DOT, GRID, ON_LIGHT, PlotTexts, in_signs

_WIDE, _NARROW = (600, 250), (236, 190)
_SMALLEST = 1e-10
_SCIENTIFIC = -3
"""Power of ten under which a number is written with its power."""
_DENSITY = 90
"""Pixels of the height of a density."""
_UNDER, _ABOVE, _INTERVAL = 0.08, 1.02, 0.06
"""Room under and above a density and where its interval lies, in shares of its highest point."""
_TOP = 11
_TITLE = 4
"""Pixels above a plot with an upright axis, and from that axis' numbers to its title."""
_AREA = "#c7d6e1"
_RADIUS = 3.35


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
    x = _threshold_ruler(first, largest, width, about, narrow)
    upright_axis = _Upright(axis, height, x, axis_title(size_title, height) or [""], about, narrow)
    places = [(x.x(max(p, first)), upright_axis.y(size)) for p, size in steps]
    start, *corners = places
    path = f"M{_place(*start)}" + "".join(f"H{_short(at)}V{_short(to)}" for at, to in corners)
    title = axis_title(about.axis, width) or [""]
    parts = [
        x.grid(height),
        *upright_axis.drawn(),
        moved_down("".join(x.under(title)), height),
        f'<path d="{path}H{_short(x.x(largest))}" fill="none" stroke="{DOT}" stroke-width="2.5"/>',
        group([disc(*corner, _RADIUS) for corner in corners], f'fill="{DOT}"'),
    ]
    if used is not None and first < used <= largest:
        parts.append(upright(x.x(used), height, 1.5, "6,4"))
    size = (
        upright_axis.room + width + x.over + 2 * EDGE,
        _TOP + height + BOTTOM + LINE * (len(title) - 1) + EDGE,
    )
    left = EDGE + (x.over if about.mirrored else upright_axis.room)
    return element(parts, about, anchor, size=size, left=left, top=_TOP)


def _threshold_ruler(low: float, high: float, width: int, texts: PlotTexts, narrow: bool) -> Ruler:
    """A logarithmic axis of p-values with a number at every power of ten, or every third."""
    powers = [p for p in range(-12, 1) if low <= 10.0**p <= high]
    every = max(1, len(powers) // (3 if narrow else 6))
    ticks = [
        Tick(10.0**p, in_signs(f"1e{p}", texts) if p < _SCIENTIFIC else written(10.0**p, texts))
        for p in reversed(powers[::-every])
    ]
    whole = math.log(high / low)
    return Ruler(width, lambda p: math.log(p / low) / whole, ticks, texts.mirrored)


@dataclass(frozen=True)
class _Upright:
    """The axis of sizes beside a plot, where its direction begins."""

    axis: SizeAxis
    height: int
    across: Ruler
    title: Sequence[str]
    texts: PlotTexts
    few: bool

    def y(self, size: float) -> float:
        """Pixels from the top."""
        return self.height * (1.0 - self.axis.share(size))

    @property
    def _ticks(self) -> Sequence[Tick]:
        return self.axis.ruler(self.height, self.texts, few=self.few).ticks

    @property
    def _to_title(self) -> int:
        """Pixels from the plot to the last line of the title."""
        return BESIDE + DIGIT * max(len(tick.written) for tick in self._ticks) + _TITLE

    @property
    def room(self) -> int:
        """Pixels that numbers and title take."""
        return self._to_title + LINE * len(self.title)

    def drawn(self) -> Iterator[str]:
        """The level lines of the grid, the numbers beside them, the title beside these."""
        places = [(self.y(tick.value), tick) for tick in self._ticks]
        width = self.across.width
        grid = "".join(f"M0,{round(y) + 0.5}h{width}" for y, _ in places)
        yield f'<path d="{grid}" stroke="{GRID}"/>'
        outwards, side, anchor = (1, width, "start") if self.across.mirrored else (-1, 0, "end")
        numbers = [
            text([tick.written], side + outwards * BESIDE, round(y + BASELINE, 1))
            for y, tick in places
        ]
        yield group(numbers, f'text-anchor="{anchor}"')
        away = self._to_title + LINE * (len(self.title) - 1)
        yield turned(self.title, side + outwards * away, self.height / 2, 90 * outwards)


def density_plot(
    curves: Sequence[Curve], axis: SizeAxis, texts: PlotTexts, anchor: str, *, narrow: bool
) -> str:
    """One density under another, on one axis of sizes."""
    ruler = axis.ruler((_NARROW if narrow else _WIDE)[0], texts, few=narrow)
    parts = [Part(_DENSITY, "".join(_density(curve, ruler)), curve.name) for curve in curves]
    return stacked(parts, ruler, Room(0, between=10), texts, anchor)


def _density(curve: Curve, ruler: Ruler) -> Iterator[str]:
    """The curve over its area, a line up to it at its median, and its interval under it."""
    top = max(curve.density)

    def y(height: float) -> float:
        return _DENSITY * (_ABOVE - height / top) / (_ABOVE + _UNDER)

    places = zip(map(ruler.x, curve.persons), map(y, curve.density), strict=True)
    path = "M" + "L".join(_place(*place) for place in places)
    floor, median = y(0.0), ruler.x(curve.median)
    yield f'<path d="{path}V{_short(floor)}H{_short(ruler.x(curve.persons[0]))}" fill="{_AREA}"/>'
    yield f'<path d="{path}" fill="none" stroke="{DOT}" stroke-width="2"/>'
    yield (
        f'<path d="M{_place(median, floor)}V{_short(y(_height_at(curve)))}" stroke="{ON_LIGHT}" '
        'stroke-width="1.5"/>'
    )
    if curve.lower is not None and curve.upper is not None:
        under = round(y(-_INTERVAL * top), 2)
        interval = level(ruler.x(curve.lower), ruler.x(curve.upper), under)
        yield group([interval], f'stroke="{BAR}" stroke-width="4"')


def _place(x: float, y: float) -> str:
    return f"{_short(x)},{_short(y)}"


def _short(pixels: float) -> str:
    """A number of pixels to a tenth."""
    return f"{round(pixels, 1):g}"


def _height_at(curve: Curve) -> float:
    """Height of a curve at its median, between the two points around it."""
    pairs = list(zip(curve.persons, curve.density, strict=True))
    for (left, low), (right, high) in itertools.pairwise(pairs):
        if left <= curve.median <= right:
            return low + (high - low) * (curve.median - left) / ((right - left) or 1.0)
    return 0.0
