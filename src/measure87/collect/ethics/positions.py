"""Whether an interview was held in its unit, told without telling where it was held.

A position is looked at before it is encrypted, or inside of the encrypted file. What leaves is yes,
no or unknown; and, where a study asks for it, the middle of a cell of a fixed grid, 5 km wide or
more. A fixed grid, and no random shift: the shifts of many interviews of one place have a mean.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from measure87.files import code_of
from measure87.vocabulary.errors import DataError

type InUnit = Literal["yes", "no", "unknown"]
type Ring = Sequence[tuple[float, float]]
"""Corners of a polygon as GeoJSON has them: longitude and latitude, degrees."""

_KM_PER_DEGREE = 111.195
"""Length of a degree of latitude on a sphere of radius 6,371 km."""
_METRES = 1000.0
_EAST, _NORTH = 180.0, 90.0


@dataclass(frozen=True)
class Position:
    """A place on the Earth: degrees, and the radius in metres within which the device was."""

    latitude: float
    longitude: float
    accuracy_m: float | None = None

    @classmethod
    def read(cls, text: str) -> "Position | None":
        """A geopoint as forms keep it, `latitude longitude altitude accuracy`; None if it is none.

        >>> Position.read("-6.8 39.3 0 12")
        Position(latitude=-6.8, longitude=39.3, accuracy_m=12.0)
        """
        try:
            parts = [float(part) for part in text.split()]
        except ValueError:
            return None
        if not 2 <= len(parts) <= 4 or not all(map(math.isfinite, parts)):
            return None
        if abs(parts[0]) > _NORTH or abs(parts[1]) > _EAST:
            return None
        return cls(parts[0], parts[1], parts[3] if len(parts) == 4 and parts[3] > 0 else None)


@dataclass(frozen=True)
class Unit:
    """A sampled area: polygons with their holes, or a circle around a point."""

    polygons: Sequence[Sequence[Ring]] = ()
    centre: Position | None = None
    radius_m: float = 0.0


def in_unit(position: Position | None, unit: Unit | None) -> InUnit:
    """Whether a position is in its unit.

    It is unknown where there is no position or no unit, and where the border is nearer than the
    device knew its place. A device that did not say how well it knew is taken at its word.
    """
    if position is None or unit is None or not (unit.polygons or unit.centre):
        return "unknown"
    inside, border_km = _inside(position, unit)
    if border_km * _METRES < (position.accuracy_m or 0.0):
        return "unknown"
    return "yes" if inside else "no"


def coarse(position: Position, grid_km: float) -> tuple[float, float]:
    """Latitude and longitude of the middle of the cell of a fixed grid that a position lies in.

    Rows of cells are `grid_km` high; in each row the cells are as wide, as nearly as a whole number
    of them goes around the Earth.
    """
    rows = max(1, round(180 * _KM_PER_DEGREE / grid_km))
    row = min(rows - 1, int((position.latitude + 90) / 180 * rows))
    latitude = (row + 0.5) * 180 / rows - 90
    around = 360 * _KM_PER_DEGREE * math.cos(math.radians(latitude))
    columns = max(1, round(around / grid_km))
    column = min(columns - 1, int((position.longitude + 180) / 360 * columns))
    return round(latitude, 4), round((column + 0.5) * 360 / columns - 180, 4)


def units_of_geojson(path: Path, key: str) -> Mapping[str, Unit]:
    """Units of a GeoJSON file: polygons, or points with a property `radius_m`.

    Polygons of one code are one unit; those without a code are nobody's.

    Parameters
    ----------
    key : the property that has the code of the unit

    Raises
    ------
    DataError
        If the file is no collection of such features.
    """
    try:
        features = json.loads(path.read_bytes())["features"]
        found: dict[str, Unit] = {}
        for one in features:
            code, unit = code_of(one["properties"][key]), _unit(one)
            if code:
                found[code] = _joined(found[code], unit) if code in found else unit
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        raise DataError(
            f"{path.name} is no GeoJSON of units: a Polygon, MultiPolygon or Point with `radius_m` "
            f"for each, with its code as {key!r}",
            code="bad-units",
            hint="save the units' borders as GeoJSON, longitude and latitude in degrees (WGS 84)",
        ) from None
    return found


def _joined(one: Unit, other: Unit) -> Unit:
    """A unit of two parts; a circle is whole."""
    if one.centre is not None or other.centre is not None:
        raise ValueError
    return Unit([*one.polygons, *other.polygons])


def _unit(feature: Mapping[str, Mapping[str, object]]) -> Unit:
    kind, places = feature["geometry"]["type"], feature["geometry"]["coordinates"]
    if not isinstance(places, list):
        raise TypeError
    if kind == "Point":
        radius = feature["properties"]["radius_m"]
        if not isinstance(radius, int | float) or not radius > 0:
            raise ValueError
        east, north = _degrees(places)
        return Unit(centre=Position(north, east), radius_m=float(radius))
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError
    shapes = [places] if kind == "Polygon" else places
    return Unit([[[_degrees(corner) for corner in ring] for ring in one] for one in shapes])


def _degrees(place: Sequence[object]) -> tuple[float, float]:
    """Longitude, once around at most, and latitude; metres of a projected map are neither."""
    east, north = (float(str(part)) for part in place[:2])
    if not (abs(east) <= 2 * _EAST and abs(north) <= _NORTH):
        raise ValueError
    return east, north


def _inside(position: Position, unit: Unit) -> tuple[bool, float]:
    """Whether a position is inside, and how far the border is, km."""
    if unit.centre is not None:
        x, y = _plane(position, unit.centre.longitude, unit.centre.latitude)
        away = math.hypot(x, y) - unit.radius_m / _METRES
        return away <= 0, abs(away)
    inside, nearest = False, math.inf
    for polygon in unit.polygons:
        rings = [[_plane(position, x, y) for x, y in ring] for ring in polygon]
        crossed = sum(_crosses(a, b) for ring in rings for a, b in _edges(ring))
        inside = inside or crossed % 2 == 1
        nearest = min(nearest, *(_distance(a, b) for ring in rings for a, b in _edges(ring)))
    return inside, nearest


def _plane(origin: Position, longitude: float, latitude: float) -> tuple[float, float]:
    """Kilometres east and north of a position; good for units of up to some 100 km.

    Longitudes are taken the short way round, so that units across the date line are whole.
    """
    east = (longitude - origin.longitude + 540) % 360 - 180
    shrink = math.cos(math.radians(origin.latitude))
    return east * _KM_PER_DEGREE * shrink, (latitude - origin.latitude) * _KM_PER_DEGREE


def _edges(ring: Ring) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    return list(zip(ring, (*ring[1:], ring[0]), strict=True))


def _crosses(a: tuple[float, float], b: tuple[float, float]) -> bool:
    """Whether an edge crosses the ray that goes east from the origin."""
    if (a[1] > 0) == (b[1] > 0):
        return False
    return a[0] - a[1] * (b[0] - a[0]) / (b[1] - a[1]) > 0


def _distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """From the origin to an edge."""
    along = (b[0] - a[0], b[1] - a[1])
    length = along[0] ** 2 + along[1] ** 2
    share = 0.0 if length == 0 else -(a[0] * along[0] + a[1] * along[1]) / length
    share = min(1.0, max(0.0, share))
    return math.hypot(a[0] + share * along[0], a[1] + share * along[1])
