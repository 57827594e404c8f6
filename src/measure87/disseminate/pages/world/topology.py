"""Outlines out of a TopoJSON file: rings of longitude and latitude, and the lines they share.

Only what the file of boundaries needs: polygons, quantised arcs, one transform.

Source: the TopoJSON Format Specification, sections 2.1.1 to 2.1.4 (arcs as differences of whole
numbers, a negative index for an arc that is walked backwards).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, NotRequired, TypedDict

Position = tuple[float, float]
"""Longitude and latitude, degrees."""


class _Named(TypedDict):
    name: str


class _Polygon(TypedDict):
    type: Literal["Polygon"]
    id: NotRequired[str]
    properties: _Named
    arcs: list[list[int]]


class _MultiPolygon(TypedDict):
    type: Literal["MultiPolygon"]
    id: NotRequired[str]
    properties: _Named
    arcs: list[list[list[int]]]


class _Collection(TypedDict):
    geometries: list[_Polygon | _MultiPolygon]


class _Transform(TypedDict):
    scale: tuple[float, float]
    translate: tuple[float, float]


class TopoJson(TypedDict):
    """What is read of a file of boundaries."""

    transform: _Transform
    arcs: list[list[tuple[int, int]]]
    objects: Mapping[str, _Collection]


@dataclass(frozen=True)
class Ring:
    """One closed line, with the arcs that it is made of (as numbers of lines, without sign)."""

    positions: Sequence[Position]
    arcs: Sequence[int]


@dataclass(frozen=True)
class Outline:
    """One area: its code (three digits, empty where the file has none), name and polygons.

    A polygon is a list of rings, the outer one first.
    """

    code: str
    name: str
    polygons: Sequence[Sequence[Ring]]


@dataclass(frozen=True)
class Topology:
    """All areas of a file and the lines between them."""

    outlines: Sequence[Outline]
    lines: Sequence[Sequence[Position]]

    def borders(self) -> list[int]:
        """Numbers of the lines that two areas share; the others are coast."""
        used = Counter(arc for ring in self.rings() for arc in ring.arcs)
        return [arc for arc in range(len(self.lines)) if used[arc] > 1]

    def rings(self) -> Iterable[Ring]:
        """Every ring of every area."""
        return (r for one in self.outlines for polygon in one.polygons for r in polygon)


def read_topology(content: TopoJson, name: str) -> Topology:
    """The areas of one collection of a TopoJSON file."""
    scale, origin = content["transform"]["scale"], content["transform"]["translate"]
    lines = [_line(arc, scale, origin) for arc in content["arcs"]]
    geometries = content["objects"][name]["geometries"]
    return Topology([_outline(one, lines) for one in geometries], lines)


def _line(arc: Iterable[Sequence[int]], scale: Sequence[float], origin: Sequence[float]) -> list[
    Position
]:  # fmt: skip
    steps = accumulate(arc, lambda at, step: (at[0] + step[0], at[1] + step[1]))
    return [(x * scale[0] + origin[0], y * scale[1] + origin[1]) for x, y in steps]


def _outline(geometry: _Polygon | _MultiPolygon, lines: Sequence[Sequence[Position]]) -> Outline:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return Outline(
        code=str(geometry.get("id", "")),
        name=str(geometry["properties"]["name"]),
        polygons=[[_ring(ring, lines) for ring in polygon] for polygon in polygons],
    )


def _ring(arcs: Sequence[int], lines: Sequence[Sequence[Position]]) -> Ring:
    """Arcs one after another; the first position of each is the last of the one before."""
    positions: list[Position] = []
    for arc in arcs:
        line = lines[arc] if arc >= 0 else lines[~arc][::-1]
        positions += line[1:] if positions else line
    return Ring(positions, [arc if arc >= 0 else ~arc for arc in arcs])
