"""Reads the borders of regions from a GeoJSON file that anybody may have made.

Only polygons and one property of each feature are read. The file is small, its numbers are
degrees, and no message has anything of its content.

Source: RFC 7946, The GeoJSON Format (2016).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure87.files.source_table import is_plain_name
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.releases.common import Json

MOST_BYTES = 8_000_000
MOST_REGIONS = 500
MOST_POSITIONS = 200_000
"""What a map of two centimetres a region can use, many times over."""
_LONGEST_CODE = 80
_MOST_NAMED = 12
_FEWEST_CORNERS = 4
_DEGREES = (180.0, 90.0)

type Ring = tuple[tuple[float, float], ...]
"""Longitude and latitude of each corner, degrees; the last is the first."""


@dataclass(frozen=True)
class Region:
    """A region: the code that data know it by, and its borders, outer and inner rings alike."""

    code: str
    rings: tuple[Ring, ...]


def read_regions(path: Path, key: str) -> tuple[Region, ...]:
    """The regions of a GeoJSON file.

    Parameters
    ----------
    path : a FeatureCollection of polygons, in degrees
    key : the property of a feature that has the region's code

    Raises
    ------
    DataError
        If the file is too large, is no such collection, has no or too many regions, a region
        without that property, two of one code, or a position that is no place on the earth.
    """
    features = _features(path)
    if not 0 < len(features) <= MOST_REGIONS:
        raise _fault(path, f"has {len(features)} features", f"give 1 to {MOST_REGIONS} regions")
    found = tuple(_region(one, key, path, number) for number, one in enumerate(features, start=1))
    if len({one.code for one in found}) < len(found):
        raise _fault(path, f"has one value of {key!r} twice", "give each region one feature")
    if sum(len(ring) for one in found for ring in one.rings) > MOST_POSITIONS:
        raise _fault(path, f"has more than {MOST_POSITIONS:,} positions", "simplify its borders")
    return found


def _features(path: Path) -> Sequence[Json]:
    """The features of a file that is small enough and is a collection of them."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise _fault(path, f"has {size:,} bytes", f"simplify it to {MOST_BYTES:,} at most")
        content: Json = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise _fault(path, "is no JSON in UTF-8", "write it as GeoJSON anew") from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise _fault(path, "is no FeatureCollection", "write it as GeoJSON anew")
    return features


def _named(properties: Json) -> str:
    """What to do where a feature's code is not under the key: names that it has, and no values."""
    names = list(properties) if isinstance(properties, Mapping) else []
    shown = [name for name in names if is_plain_name(name)][:_MOST_NAMED]
    if not shown:
        return "name it in `map_key`"
    return f"name it in `map_key`; the feature has {', '.join(shown)}"


def _region(feature: Json, key: str, path: Path, number: int) -> Region:
    """One feature as a region."""
    where = f"feature {number}"
    if not isinstance(feature, Mapping):
        raise _fault(path, f"{where} is no feature", "write it as GeoJSON anew")
    properties = feature.get("properties")
    code = properties.get(key) if isinstance(properties, Mapping) else None
    if isinstance(code, float) and code.is_integer():  # a layer of numbers with a point
        code = int(code)
    if isinstance(code, bool) or not isinstance(code, str | int) or len(str(code)) > _LONGEST_CODE:
        raise _fault(path, f"{where} has no text or whole number {key!r}", _named(properties))
    rings = tuple(_rings(feature.get("geometry"), path, where))
    if not rings:
        raise _fault(path, f"{where} has no polygon", "give each region a polygon")
    return Region(str(code), rings)


def _rings(geometry: Json, path: Path, where: str) -> Iterator[Ring]:
    """All rings of a polygon, or of several."""
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    parts = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    polygons = [parts] if kind == "Polygon" else parts
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(polygons, list):
        raise _fault(path, f"{where} is no polygon", "give each region a polygon")
    for polygon in polygons:
        for ring in polygon if isinstance(polygon, list) else [None]:
            if not isinstance(ring, list) or len(ring) < _FEWEST_CORNERS:
                raise _fault(path, f"{where} has a polygon without rings", "write it anew")
            yield tuple(_position(one, path, where) for one in ring)


def _position(position: Json, path: Path, where: str) -> tuple[float, float]:
    """Longitude and latitude; what follows them (a height) is passed over."""
    pair = [_degrees(one, most) for one, most in zip(_pair(position), _DEGREES, strict=False)]
    if len(pair) == len(_DEGREES) and pair[0] is not None and pair[1] is not None:
        return pair[0], pair[1]
    raise _fault(path, f"{where} has a position that is no longitude and latitude in degrees",
                 "write it in WGS 84")  # fmt: skip


def _pair(position: Json) -> list[Json]:
    return position[: len(_DEGREES)] if isinstance(position, list) else []


def _degrees(value: Json, most: float) -> float | None:
    """A number of degrees; None of anything else, and of one that is too large or none at all."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= most else None


def _fault(path: Path, text: str, hint: str) -> DataError:
    return DataError(f"{path.name} {text}", code="bad-geojson", hint=hint)
