"""The world's outlines as SVG paths on the Equal Earth map, and dots for what is too small.

Outlines are Natural Earth's (see `boundaries/README.md`). An area whose status is disputed and
that the file tells apart belongs to no country here: it stays without colour and its borders are
dashed, whoever else may draw it as part of a country.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from measure87.define.classifications.countries import m49_codes
from measure87.disseminate.pages.world.projection import equal_earth, from_centre, unwrapped
from measure87.disseminate.pages.world.topology import (
    Outline,
    Position,
    Ring,
    Topology,
    read_topology,
)

_FOLDER = "measure87.disseminate.pages.world.boundaries"
_WITHOUT_PEOPLE = frozenset({"010"})
"""Antarctica."""
_DISPUTED_AREAS = frozenset({"732"})
"""Western Sahara; beside areas that have no code in the file."""
_DISPUTED_RINGS = (("643", (34.2, 45.3)),)
"""Parts of a country's outline that are disputed, by a position inside: Crimea."""
_SCALE = 185.0
"""Units of the picture for a radius of 1: the world is 1,000 wide."""
_EAST, _NORTH = 500.7, 246.0


@dataclass(frozen=True)
class Shapes:
    """Everything that every map of the world has in common."""

    countries: dict[str, str]
    """Three-letter code to the path of its outline."""
    neutral: str
    """Path of all areas that belong to no country here."""
    dashed: str
    """Path of their borders with others."""
    dots: dict[str, tuple[int, int]]
    """Three-letter code to the place of a dot, for countries without an outline."""


@cache
def world_shapes() -> Shapes:
    """The shapes, read once."""
    folder = files(_FOLDER)
    content = json.loads(folder.joinpath("countries-110m.json").read_text("utf-8"))
    topology = read_topology(content, "countries")
    iso3 = {m49.zfill(3): code for code, m49 in m49_codes().items()}
    peopled = [one for one in topology.outlines if one.code not in _WITHOUT_PEOPLE]
    rings = {one.code: _own_rings(one) for one in peopled if one.code in iso3}
    neutral = [ring for one in peopled for ring in _neutral_rings(one)]
    return Shapes(
        countries={iso3[code]: _path(own) for code, own in rings.items() if own},
        neutral=_path(neutral),
        dashed=_dashed(topology, neutral),
        dots=dict(_dots(folder.joinpath("small_places.csv").read_text("utf-8"))),
    )


def _is_neutral(outline: Outline) -> bool:
    return not outline.code or outline.code in _DISPUTED_AREAS


def _neutral_rings(outline: Outline) -> list[Ring]:
    """What of an outline belongs to no country here."""
    every = [ring for polygon in outline.polygons for ring in polygon]
    if _is_neutral(outline):
        return every
    inside = [position for code, position in _DISPUTED_RINGS if code == outline.code]
    return [ring for ring in every if any(is_inside(one, ring.positions) for one in inside)]


def _own_rings(outline: Outline) -> list[Ring]:
    """What of an outline is drawn in the colour of the country."""
    neutral = _neutral_rings(outline)
    return [r for polygon in outline.polygons for r in polygon if r not in neutral]


def _dashed(topology: Topology, neutral: Sequence[Ring]) -> str:
    """Lines that neutral areas share with others."""
    shared = set(topology.borders())
    arcs = sorted({arc for ring in neutral for arc in ring.arcs if arc in shared})
    return "".join(_line(topology.lines[arc], closed=False) for arc in arcs)


def _path(rings: Iterable[Ring]) -> str:
    return "".join(_line(ring.positions, closed=True) for ring in rings)


def _line(positions: Sequence[Position], *, closed: bool) -> str:
    """A line in whole units, each point as its step from the one before."""
    longitudes = unwrapped([longitude for longitude, _ in positions])
    points = [_point(x, y) for x, (_, y) in zip(longitudes, positions, strict=True)]
    kept = [p for p, before in zip(points, [None, *points], strict=False) if p != before]
    (x, y), steps = kept[0], []
    for there in kept[1:]:
        steps.append(f"{there[0] - x} {there[1] - y}")
        x, y = there
    if not steps:
        return ""
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}".replace(" -", "-") + "z" * closed


def _point(longitude: float, latitude: float) -> tuple[int, int]:
    x, y = equal_earth(longitude, latitude)
    return round(_EAST + x * _SCALE), round(_NORTH - y * _SCALE)


def _dots(text: str) -> Iterable[tuple[str, tuple[int, int]]]:
    for row in csv.DictReader(io.StringIO(text)):
        yield row["iso3"], _point(from_centre(float(row["longitude"])), float(row["latitude"]))


def is_inside(position: Position, line: Sequence[Position]) -> bool:
    """Whether a position lies within a closed line (even-odd rule)."""
    x, y = position
    inside = False
    for (x1, y1), (x2, y2) in zip(line, [*line[1:], line[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
