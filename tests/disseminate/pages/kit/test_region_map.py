"""The map of regions: a shade and a number for each that has a value, hatched where none is."""

import re
from math import cos, pi, sin

import pytest

from measure87.disseminate.pages.kit.charts.regions import SHADES, region_map
from measure87.disseminate.pages.kit.svg import PlotTexts
from measure87.files.geojson import Region


def square(code, east, north=0.0, size=1.0):
    corners = ((east, north), (east + size, north), (east + size, north + size),
               (east, north + size), (east, north))  # fmt: skip
    return Region(code, (corners,))


REGIONS = (square("1", 0.0), square("2", 1.0), square("3", 2.0))
TEXTS = PlotTexts("Title & <more>", "About", "")


def drawn(values, regions=REGIONS):
    labels = {code: f"{value:.0f}%" for code, value in values.items()}
    return region_map(regions, values, labels, TEXTS, "map")


def test_the_lowest_is_lightest_the_highest_darkest_and_what_has_no_value_is_hatched():
    svg = drawn({"1": 10.0, "2": 20.0})
    fills = re.findall(r'<path d="M[^"]+Z" fill="([^"]+)"', svg)
    assert fills == [SHADES[0], SHADES[-1], "url(#map-hatch)"]
    assert re.findall(r">(\d+%)</text>", svg) == ["10%", "20%"]


def test_a_region_too_small_for_its_number_has_none():
    tiny = square("4", 3.0, size=0.01)
    assert ">5%</text>" not in drawn({"1": 10.0, "4": 5.0}, (*REGIONS, tiny))


def test_it_describes_itself_and_needs_nothing_else():
    svg = drawn({"1": 10.0})
    assert '<title id="map-title">Title &amp; &lt;more&gt;</title>' in svg
    assert 'role="img"' in svg
    assert not re.search(r"https?://(?!www\.w3\.org)", svg)


def test_shapes_keep_their_proportions_and_stay_inside():
    """At 60 degrees a degree of longitude is half as long as one of latitude."""
    svg = drawn({"1": 1.0}, (square("1", 0.0, 59.5),))
    points = [tuple(map(float, one.split(","))) for one in re.findall(r"[\d.]+,[\d.]+", svg)]
    across, down = ([one[axis] for one in points] for axis in (0, 1))
    assert abs((max(across) - min(across)) / (max(down) - min(down)) - 0.5) < 0.01
    width, height = map(float, re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups())
    assert (min(across), min(down)) >= (0, 0)
    assert max(across) <= width + 1
    assert max(down) <= height + 1


def corners_of(svg):
    """The corners of each ring of each shape, in pixels."""
    rings = re.findall(r"M([^MZ]+)Z", svg)
    return [[tuple(map(float, one.split(","))) for one in ring.split("L")] for ring in rings]


def test_the_number_stands_in_the_part_with_the_largest_area_and_not_in_one_of_many_corners():
    """An island of sixty corners beside a mainland of four, as borders of coasts are drawn."""
    (mainland,) = square("1", 0.0, size=10.0).rings
    island = [(20.0 + 0.5 * cos(2 * pi * k / 60), 5.0 + 0.5 * sin(2 * pi * k / 60))
              for k in range(61)]  # fmt: skip
    svg = drawn({"1": 7.0}, (Region("1", (tuple(island), mainland)),))
    x = float(re.search(r'<text x="([\d.]+)"', svg)[1])
    _, mainland_drawn = corners_of(svg)
    assert x == pytest.approx(max(east for east, _ in mainland_drawn) / 2, abs=5)


def test_a_country_on_both_sides_of_the_180th_meridian_is_drawn_in_one_piece():
    """As Fiji is: three degrees in the west of the meridian and two in its east."""
    west, east = square("1", 177.0, -18.0, 3.0), square("2", -180.0, -18.0, 2.0)
    svg = drawn({"1": 1.0, "2": 2.0}, (west, east))
    first, second = ([x for x, _ in shape] for shape in corners_of(svg))
    assert max(first) == min(second)
    assert (max(first) - min(first)) / (max(second) - min(second)) == pytest.approx(1.5, rel=0.01)
    assert max(second) - min(first) > 400


def test_a_border_that_comes_back_to_a_corner_keeps_both_visits():
    """Two squares that meet in a corner, written as one ring."""
    ring = ((0, 0), (1, 0), (1, 1), (2, 1), (2, 2), (1, 2), (1, 1), (0, 1), (0, 0))
    (shape,) = corners_of(drawn({"1": 1.0}, (Region("1", (ring,)),)))
    assert len(shape) == len(ring) - 1
    assert len({*shape}) == len(ring) - 2
