"""Outlines, projection and classes of the map."""

import itertools
from math import pi

import pytest
from msgspec.structs import replace

from measure87.disseminate.pages.kit.charts.axes import ShareAxis
from measure87.disseminate.pages.kit.charts.years import round_years
from measure87.disseminate.pages.world.bars import bar_of
from measure87.disseminate.pages.world.map_shapes import is_inside, world_shapes
from measure87.disseminate.pages.world.projection import (
    CENTRE,
    equal_earth,
    from_centre,
    unwrapped,
)
from measure87.disseminate.pages.world.rows import EstimateRow
from measure87.disseminate.pages.world.topology import read_topology
from measure87.disseminate.pages.world.world_map import class_limits, class_of, shade


def test_a_topology_is_read_as_the_specification_says():
    # Two squares beside each other, one of them walking their common side backwards.
    content = {
        "transform": {"scale": [1, 1], "translate": [10, 20]},
        "arcs": [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [1, 0], [0, 1],
                 [-1, 0]]],
        "objects": {"areas": {"geometries": [
            {"type": "Polygon", "id": "001", "properties": {"name": "West"}, "arcs": [[0, 1]]},
            {"type": "MultiPolygon", "properties": {"name": "East"}, "arcs": [[[2, -1]]]},
        ]}},
    }  # fmt: skip
    found = read_topology(content, "areas")
    west, east = found.outlines
    assert west.polygons[0][0].positions == [(11, 20), (11, 21), (10, 21), (10, 20), (11, 20)]
    assert east.polygons[0][0].positions == [(11, 20), (12, 20), (12, 21), (11, 21), (11, 20)]
    assert (west.code, east.code) == ("001", "")
    assert found.borders() == [0]


def test_areas_are_in_proportion_everywhere():
    """A small cell's area on the map is its area on the globe (by differences, relative 1e-6)."""
    step = 1e-3
    for latitude in (-70, -33, 0, 15, 48, 80):
        for longitude in (-150, 0, 90):
            x0, y0 = equal_earth(longitude, latitude)
            x1, y1 = equal_earth(longitude + step, latitude)
            x2, y2 = equal_earth(longitude, latitude + step)
            drawn = abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0))
            from math import cos, radians

            true = radians(step) ** 2 * cos(radians(latitude + step / 2))
            assert drawn == pytest.approx(true, rel=1e-5)


def test_the_map_is_as_large_as_the_globe():
    """Strips of latitude add up to the area of a sphere, 4 pi."""
    n = 2000
    area = 0.0
    for k in range(n):
        y0, y1 = (equal_earth(0, -90 + 180 * j / n)[1] for j in (k, k + 1))
        area += 2 * equal_earth(180, -90 + 180 * (k + 0.5) / n)[0] * (y1 - y0)
    assert area == pytest.approx(4 * pi, rel=1e-5)


def test_a_line_across_the_edge_does_not_jump():
    found = unwrapped([-168.0, -170.0, -172.0])
    assert [round(b - a, 9) for a, b in itertools.pairwise(found)] == [-2.0, -2.0]
    assert from_centre(CENTRE) == 0


def test_every_country_has_a_place_and_no_outline_runs_across_the_map():
    shapes = world_shapes()
    assert len(shapes.countries) > 170
    assert not set(shapes.countries) & set(shapes.dots)
    for code, path in shapes.countries.items():
        steps = [abs(int(n)) for n in path.replace("-", " -").replace("M", " ").replace("l", " ")
                 .replace("z", " ").split()]  # fmt: skip
        assert steps, code
        for part in path.split("M")[1:]:
            moves = part.split("l")[1].rstrip("z").replace("-", " -").split()
            assert max(abs(int(n)) for n in moves) < 120, code
    assert all(0 <= x <= 1001 and 0 <= y <= 452 for x, y in shapes.dots.values())


def test_the_dots_lie_where_the_islands_are():
    dots = world_shapes().dots
    assert dots["CPV"][0] < dots["STP"][0] < dots["MUS"][0] < dots["MDV"][0] < dots["WSM"][0]
    assert dots["FRO"][1] < dots["MLT"][1] < dots["BRB"][1] < dots["MUS"][1]


def test_disputed_areas_belong_to_nobody_and_have_dashed_borders():
    shapes = world_shapes()
    assert "ESH" not in shapes.countries
    assert shapes.neutral.count("z") >= 5  # Western Sahara, Crimea, Kosovo, N. Cyprus, Somaliland
    assert shapes.dashed.count("M") >= 5
    assert "z" not in shapes.dashed
    assert len(set(shapes.countries["RUS"].split("z")) & set(shapes.neutral.split("z")) - {""}) == 0


def test_inside_and_outside():
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
    assert is_inside((1, 3), square)
    assert not is_inside((5, 3), square)
    assert not is_inside((-1, 3), square)


def test_classes_are_round_rise_and_hold_about_a_fifth_each():
    shares = [k / 1000 for k in range(1, 301)]
    limits = class_limits(shares)
    assert limits == sorted(limits)
    assert all(float(f"{limit:.2g}") == limit for limit in limits)
    counts = [sum(class_of(s, limits) == k for s in shares) for k in range(5)]
    assert all(30 <= count <= 100 for count in counts)


def test_countries_that_are_all_alike_are_one_class():
    assert class_limits([0.1, 0.1, 0.1]) == []
    assert [shade(k, 1) for k in range(1)] == [0]
    assert [shade(k, 3) for k in range(3)] == [0, 2, 4]


def test_the_palest_and_the_darkest_shade_stay_apart_in_grey():
    from pathlib import Path

    import measure87.disseminate.pages.world as package

    css = (Path(package.__file__).parent / "templates" / "world.css").read_text("utf-8")
    import re

    shades = [re.search(rf"\.q{k} \{{ fill: #(\w{{6}})", css)[1] for k in range(5)]
    grey = [sum(w * int(s[i : i + 2], 16) for w, i in ((0.299, 0), (0.587, 2), (0.114, 4)))
            for s in shades]  # fmt: skip
    assert all(pale - dark > 25 for pale, dark in itertools.pairwise(grey)), grey


def test_a_bar_lies_on_its_axis():
    axis = ShareAxis.over([0.13, None, 0.37])
    assert axis.end == pytest.approx(0.4)
    row = EstimateRow(
        measure="m", place_kind="country", place="PER", year=2024,
        value=0.2, lower=0.1, upper=0.3, basis="borrowed",
    )  # fmt: skip
    found = bar_of(row, axis)
    assert (found.start, found.width, found.point, found.borrowed) == (25.0, 50.0, 50.0, True)
    assert bar_of(replace(row, lower=None), axis) is None


def test_years_under_an_axis_begin_and_end_with_the_data():
    assert round_years(2000, 2024) == [2000, 2010, 2024]
    assert round_years(2020, 2020) == [2020]
    assert round_years(2018, 2020) == [2018, 2019, 2020]
