"""The Equal Earth projection: areas on the map are in proportion to areas on the globe.

Source: B. Šavrič, T. Patterson and B. Jenny (2019), The Equal Earth map projection, International
Journal of Geographical Information Science 33(3), 454-465, on a sphere. The paper itself was not
seen (`secondary`): the coefficients are those of d3-geo 3.1.2, and equal areas are tested.
"""

from collections.abc import Sequence
from math import asin, cos, pi, radians, sin, sqrt

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = sqrt(3) / 2
CENTRE = 11.0
"""Meridian in the middle, degrees east: the edge of the map then runs through Bering Strait."""


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """A position on the map of a sphere of radius 1; x to the east, y to the north.

    Parameters
    ----------
    longitude, latitude
        Degrees; the longitude as counted from the middle of the map.

    >>> [round(one, 4) for one in (*equal_earth(180, 0), *equal_earth(0, 90))]
    [2.7066, 0.0, 0.0, 1.3174]
    """
    angle = asin(_M * sin(radians(latitude)))
    square = angle * angle
    sixth = square**3
    steep = 9 * _A4 * sixth * square + 7 * _A3 * sixth + 3 * _A2 * square + _A1
    y = angle * (_A4 * sixth * square + _A3 * sixth + _A2 * square + _A1)
    return radians(longitude) * cos(angle) / (_M * steep), y


def from_centre(longitude: float) -> float:
    """A longitude counted from the middle of the map, from -180 to 180."""
    return (longitude - CENTRE + 180.0) % 360.0 - 180.0


def unwrapped(longitudes: Sequence[float]) -> list[float]:
    """The same longitudes from the middle, without a jump where a line crosses the map's edge.

    Each is moved by whole turns to within half a turn of the one before; where the line as a
    whole then lies beyond an edge it is moved back.
    """
    found: list[float] = []
    for longitude in map(from_centre, longitudes):
        turns = round((found[-1] - longitude) / 360.0) if found else 0
        found.append(longitude + 360.0 * turns)
    middle = (min(found) + max(found)) / 2
    return [one - 360.0 * round(middle / 360.0) for one in found]


WIDTH = 2 * equal_earth(180, 0)[0]
HEIGHT = 2 * equal_earth(0, 90)[1]
"""Size of the whole world on the map, for a sphere of radius 1; its area is 4 pi."""
AREA = 4 * pi
