"""A map of regions in shades of one colour, each with its number, as inline SVG.

Longitudes are shortened by the cosine of the middle latitude, so that shapes are right where a
country is not near a pole. A map is not mirrored: east is on the right in every language. Borders
on both sides of the 180th meridian, as of Fiji, are drawn side by side. Regions without a value
are hatched, and the number stands in each region that is wide enough for it; the table beside the
map has them all.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise

from measure87.disseminate.pages.kit.svg import INK, PlotTexts, described_svg
from measure87.files.geojson import Region, Ring

_WIDTH, _MOST_HEIGHT = 460.0, 420.0
_EDGE = 4.0
_HALF = 180.0
"""Degrees around half of the earth."""
SHADES = ("#e4eef6", "#bcd6e9", "#8ab8d9", "#5596c3", "#2b6f9f")
"""From the lowest fifth of the range of values to the highest."""
_LIGHT_INK = "#ffffff"
_NARROWEST = 26.0
"""Pixels of a region in which a number can be read."""


@dataclass(frozen=True)
class _Frame:
    """How degrees become pixels."""

    west: float
    north: float
    squeeze: float
    scale: float
    width: float
    height: float

    def point(self, position: tuple[float, float]) -> tuple[float, float]:
        """Pixels from the left and from the top."""
        east, north = position
        return (
            round((east - self.west) * self.squeeze * self.scale + _EDGE, 1),
            round((self.north - north) * self.scale + _EDGE, 1),
        )


def region_map(
    regions: Sequence[Region],
    values: Mapping[str, float],
    labels: Mapping[str, str],
    texts: PlotTexts,
    anchor: str,
) -> str:
    """An SVG element with a title and a description for screen readers.

    Parameters
    ----------
    regions : borders, degrees
    values : code of a region to its value; one that is missing is hatched
    labels : code of a region to its value as it is written
    anchor : makes the ids of the element unlike those of the page's other plots
    """
    regions = _side_by_side(regions)
    frame = _frame(regions)
    hatch = f"{anchor}-hatch"
    parts = [
        f'<defs><pattern id="{hatch}" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect width="6" height="6" fill="#ffffff"/>'
        '<path d="M0 6L6 0" stroke="#7a8894" stroke-width="1"/></pattern></defs>'
    ]
    parts += [_shape(one, values, f"url(#{hatch})", frame) for one in regions]
    parts += [_label(one, values, labels, frame) for one in regions]
    size = f"{frame.width:.0f} {frame.height:.0f}"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{frame.width:.0f}" '
        f'height="{frame.height:.0f}" viewBox="0 0 {size}">{"".join(parts)}</svg>'
    )
    return described_svg(svg, anchor, texts)


def _side_by_side(regions: Sequence[Region]) -> Sequence[Region]:
    """Regions with more than half of the earth between them, the short way round."""
    east = sorted({place[0] for one in regions for ring in one.rings for place in ring})
    if east[-1] - east[0] <= _HALF:
        return regions
    gap, first = max((after - before, after) for before, after in pairwise(east))
    if gap <= _HALF:
        return regions
    return [
        replace(
            one,
            rings=tuple(tuple(_eastward(place, first) for place in ring) for ring in one.rings),
        )
        for one in regions
    ]


def _eastward(place: tuple[float, float], first: float) -> tuple[float, float]:
    """A position in the east of a longitude at which the map begins."""
    return (place[0] + 2 * _HALF if place[0] < first else place[0], place[1])


def _frame(regions: Sequence[Region]) -> _Frame:
    positions = [place for one in regions for ring in one.rings for place in ring]
    east, north = ([place[axis] for place in positions] for axis in (0, 1))
    squeeze = max(0.05, math.cos(math.radians((min(north) + max(north)) / 2)))
    across = max((max(east) - min(east)) * squeeze, 1e-6)
    down = max(max(north) - min(north), 1e-6)
    scale = min((_WIDTH - 2 * _EDGE) / across, (_MOST_HEIGHT - 2 * _EDGE) / down)
    return _Frame(
        min(east), max(north), squeeze, scale, across * scale + 2 * _EDGE, down * scale + 2 * _EDGE
    )


def _shape(region: Region, values: Mapping[str, float], hatch: str, frame: _Frame) -> str:
    path = "".join(_path(ring, frame) for ring in region.rings)
    fill = SHADES[_shade(values[region.code], values)] if region.code in values else hatch
    return f'<path d="{path}" fill="{fill}" fill-rule="evenodd" stroke="{INK}" stroke-width="1"/>'


def _path(ring: Ring, frame: _Frame) -> str:
    """One ring; corners side by side that fall on the same tenth of a pixel are one."""
    corners = [frame.point(place) for place in ring]
    points = [one for one, before in zip(corners, [None, *corners], strict=False) if one != before]
    points = points[:-1] if len(points) > 1 and points[-1] == points[0] else points
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in points) + "Z"


def _shade(value: float, values: Mapping[str, float]) -> int:
    """Which of five equal parts of the range a value is in."""
    least, most = min(values.values()), max(values.values())
    share = (value - least) / (most - least) if most > least else 0.0
    return min(len(SHADES) - 1, int(share * len(SHADES)))


def _area(ring: Ring) -> float:
    """Square degrees within a ring."""
    return abs(sum(x * after - then * y for (x, y), (then, after) in pairwise(ring))) / 2


def _label(
    region: Region, values: Mapping[str, float], labels: Mapping[str, str], frame: _Frame
) -> str:
    """The number of a region, in the middle of its largest ring."""
    ring = max(region.rings, key=_area)
    points = [frame.point(place) for place in ring]
    across, down = ([point[axis] for point in points] for axis in (0, 1))
    if region.code not in labels or max(across) - min(across) < _NARROWEST:
        return ""
    x, y = (min(across) + max(across)) / 2, (min(down) + max(down)) / 2
    dark = _shade(values[region.code], values) == len(SHADES) - 1
    return (
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" font-size="12px" '
        f'fill="{_LIGHT_INK if dark else INK}">{escape(labels[region.code], quote=False)}</text>'
    )
