"""Whether a position is in its unit: by a second method, over the date line, and never a no."""

import json
import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure87.collect.ethics.positions import (
    Position,
    Unit,
    coarse,
    in_unit,
    units_of_geojson,
)
from measure87.collect.intake.servers.taking_in import GPS, with_gps
from measure87.vocabulary.errors import DataError

SQUARE = [(39.0, -7.0), (39.1, -7.0), (39.1, -6.9), (39.0, -6.9), (39.0, -7.0)]
HOLE = [(39.04, -6.96), (39.06, -6.96), (39.06, -6.94), (39.04, -6.94), (39.04, -6.96)]


def turns(x, y, ring):
    """How often a ring goes around a point: the sum of the angles, a second method."""
    total = 0.0
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        step = math.atan2(by - y, bx - x) - math.atan2(ay - y, ax - x)
        total += (step + math.pi) % (2 * math.pi) - math.pi
    return round(total / (2 * math.pi))


def test_random_stars_agree_with_the_sum_of_angles():
    rng = np.random.default_rng(7)
    for _ in range(60):
        angles = np.sort(rng.uniform(0, 2 * math.pi, 9))
        reach = rng.uniform(0.02, 0.1, 9)
        ring = list(zip(39 + reach * np.cos(angles), -7 + reach * np.sin(angles), strict=True))
        for x, y in rng.uniform(-0.1, 0.1, (20, 2)):
            told = in_unit(Position(-7 + y, 39 + x), Unit([[ring]]))
            assert told == ("yes" if turns(39 + x, -7 + y, ring) else "no")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("-6.98 39.02 0 5", "yes"),
        ("-6.95 39.05 0 5", "no"),  # in the hole
        ("-6.5 39.05 0 5", "no"),
        ("-6.98 39.0001 0 100", "unknown"),  # 11 m inside, known to 100 m
        ("-6.98 38.9999 0 100", "unknown"),  # 11 m outside
        ("-6.98 39.0001 0 5", "yes"),
        ("-6.98 39.0001", "yes"),
        ("", "unknown"),
        ("nonsense", "unknown"),
        ("91 39 0 5", "unknown"),
        ("nan 39 0 5", "unknown"),
        ("1 2 3 4 5", "unknown"),
    ],
)
def test_a_polygon_with_a_hole(text, told):
    assert in_unit(Position.read(text), Unit([[SQUARE, HOLE]])) == told


def test_without_a_unit_it_is_unknown():
    assert in_unit(Position(0, 0), None) == "unknown"
    assert in_unit(Position(0, 0), Unit()) == "unknown"


def test_a_unit_across_the_date_line_is_whole():
    ring = [(179.9, -17.0), (-179.9, -17.0), (-179.9, -16.9), (179.9, -16.9)]
    assert in_unit(Position(-16.95, 179.95), Unit([[ring]])) == "yes"
    assert in_unit(Position(-16.95, -179.95), Unit([[ring]])) == "yes"
    assert in_unit(Position(-16.95, 179.8), Unit([[ring]])) == "no"


def test_a_circle_has_its_radius_in_metres():
    """One degree of latitude is 111.195 km on a sphere of 6,371 km: 2 pi 6371 / 360."""
    circle = Unit(centre=Position(60.0, 10.0), radius_m=1000.0)
    assert in_unit(Position(60.0 + 0.99 / 111.195, 10.0), circle) == "yes"
    assert in_unit(Position(60.0 + 1.01 / 111.195, 10.0), circle) == "no"
    east = 0.99 / (111.195 * math.cos(math.radians(60)))
    assert in_unit(Position(60.0, 10.0 + east), circle) == "yes"
    assert in_unit(Position(60.0, 10.0 + 1.03 * east), circle) == "no"


@given(st.floats(-90, 90), st.floats(-180, 180), st.sampled_from([5.0, 10.0, 50.0]))
def test_a_coarse_position_is_of_a_cell_and_of_it_alone(latitude, longitude, grid):
    middle = coarse(Position(latitude, longitude), grid)
    assert coarse(Position(*middle), grid) == middle
    assert abs(middle[0] - latitude) * 111.195 <= 0.51 * grid
    assert -180 <= middle[1] <= 180


def test_units_are_read_of_geojson_and_other_files_are_told(tmp_path):
    path = tmp_path / "units.geojson"
    features = [
        {"properties": {"ea": 7}, "geometry": {"type": "Polygon", "coordinates": [SQUARE, HOLE]}},
        {"properties": {"ea": "8", "radius_m": 500},
         "geometry": {"type": "Point", "coordinates": [39.0, -7.0]}},
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    units = units_of_geojson(path, "ea")
    assert in_unit(Position(-6.98, 39.02), units["7"]) == "yes"
    assert in_unit(Position(-7.0, 39.001), units["8"]) == "yes"
    for wrong in ("{", "[]", '{"features": [{}]}', '{"features": [' * 3,
                  json.dumps({"features": [features[0] | {"properties": {}}]})):  # fmt: skip
        path.write_text(wrong)
        with pytest.raises(DataError, match="no GeoJSON of units"):
            units_of_geojson(path, "ea")


@pytest.mark.parametrize("corner", [[512_000.5, 9_251_000.0], [39.1, 95.0], [None, -7.0]])
def test_metres_of_a_projected_map_are_no_degrees(tmp_path, corner):
    """Taken for degrees they would be some place on the earth, and every interview in another."""
    ring = [[39.0, -7.0], corner, [39.1, -6.9], [39.0, -7.0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    path = tmp_path / "units.geojson"
    path.write_text(json.dumps({"features": [{"properties": {"ea": 1}, "geometry": geometry}]}))
    with pytest.raises(DataError, match="is no GeoJSON of units") as told:
        units_of_geojson(path, "ea")
    assert "degrees (WGS 84)" in told.value.hint


def test_an_area_of_two_parts_is_both_of_them(tmp_path):
    """The last of them alone would send whoever interviewed in the first to be asked why."""
    path = tmp_path / "units.geojson"
    east = [[[x + 5, y] for x, y in SQUARE]]
    shapes = [
        {"type": "Polygon", "coordinates": [SQUARE]},
        {"type": "Polygon", "coordinates": east},
    ]
    features = [{"properties": {"ea": "07"}, "geometry": shape} for shape in shapes]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    units = units_of_geojson(path, "ea")
    assert list(units) == ["07"]
    x, y = (sum(corner[k] for corner in SQUARE[:4]) / 4 for k in (0, 1))
    assert in_unit(Position(y, x), units["07"]) == "yes"
    assert in_unit(Position(y, x + 5), units["07"]) == "yes"
    assert in_unit(Position(y, x + 2), units["07"]) == "no"
    circle = {"properties": {"ea": "07", "radius_m": 5},
              "geometry": {"type": "Point", "coordinates": [39.0, -7.0]}}  # fmt: skip
    path.write_text(json.dumps({"features": [features[0], circle]}))
    with pytest.raises(DataError, match="no GeoJSON of units"):
        units_of_geojson(path, "ea")


def test_an_area_is_found_by_the_number_that_the_form_asks_for():
    main = pl.DataFrame({"_id": ["a", "b"], "ea": [7, 8]})
    units = {"007": Unit([[SQUARE]]), "8": Unit([[SQUARE]])}
    x, y = (sum(corner[k] for corner in SQUARE[:4]) / 4 for k in (0, 1))
    told = with_gps(main, {"a": Position(y, x), "b": Position(y, x + 2)}, units, "ea")
    assert told[GPS].to_list() == ["yes", "no"]
