"""What charts draw lies where its numbers are: read off the drawing, and held against the data."""

import math
import re
from html import unescape

import pytest

from measure87.disseminate.pages.kit.charts.axes import SizeAxis, written
from measure87.disseminate.pages.kit.charts.circles import Edge, circles_plot
from measure87.disseminate.pages.kit.charts.curves import Curve, density_plot, path_plot
from measure87.disseminate.pages.kit.charts.overlaps import Overlap, overlap_plot
from measure87.disseminate.pages.kit.charts.ruler import Ruler, Tick
from measure87.disseminate.pages.kit.charts.sizes import SizeBlock, SizePoint, extent, size_plot
from measure87.disseminate.pages.kit.charts.stack import row_texts
from measure87.disseminate.pages.kit.row_labels import wrapped
from measure87.disseminate.pages.kit.svg import BAR, DOT, PlotTexts

TENTH = 0.051
"""Pixels to which a curve is written."""
SMALL = 0.006
WIDTHS = {False: 500, True: 160}
DIRECTIONS = pytest.mark.parametrize("mirrored", [False, True])
SCREENS = pytest.mark.parametrize("narrow", [False, True])
ARABIC = {"decimal": "٫", "thousands": "٬", "numerals": list("٠١٢٣٤٥٦٧٨٩")}


def says(mirrored=False, signs=None):
    return PlotTexts("Title", "About", "Persons", signs or {}, mirrored)


def turn(x, width, mirrored):
    """Pixels from where the axis begins."""
    return width - x if mirrored else x


def group_of(svg, attributes):
    """What stands in the groups of one look."""
    return "".join(re.findall(rf"<g {re.escape(attributes)}[^>]*>(.*?)</g>", svg))


def numbers(svg, pattern):
    return [tuple(map(float, found)) for found in re.findall(pattern, svg)]


def discs(svg):
    return numbers(svg, r'<circle cx="([-\d.]+)" cy="([-\d.]+)"')


def lines(svg):
    return numbers(svg, r'<line x1="([-\d.]+)" x2="([-\d.]+)" y1="([-\d.]+)"')


def axis_numbers(svg):
    """The numbers under a chart and where they stand."""
    under = re.findall(r'<text x="([-\d.]+)" y="17">([^<]+)</text>', svg)
    return [(float(x), unescape(text).strip("\u2066\u2067\u2068\u2069")) for x, text in under]


def path_places(path):
    """The corners of a path of `M`, `L`, `H` and `V`."""
    x = y = 0.0
    for letter, rest in re.findall(r"([MLHV])([-\d.,]+)", path):
        if letter == "H":
            x = float(rest)
        elif letter == "V":
            y = float(rest)
        else:
            x, y = map(float, rest.split(","))
        yield x, y


ROWS = (
    SizePoint("a", 1000.0, 800.0, 1400.0),
    SizePoint("b", 700.0, 600.0, None, bounded=False, hollow=True),
    SizePoint("c", 900.0),
)


@DIRECTIONS
@SCREENS
@pytest.mark.parametrize("log", [False, True])
def test_sizes_lie_where_they_are_on_their_axis(mirrored, narrow, log):
    block, width = SizeBlock("All", ROWS, line=850.0), WIDTHS[narrow]
    axis = SizeAxis.over(*extent([block]), log=log)
    svg = size_plot([block], axis, says(mirrored), "a", narrow=narrow)

    def at(size):
        if log:
            share = math.log(size / axis.low) / math.log(axis.high / axis.low)
        else:
            share = size / axis.high
        return turn(width * share, width, mirrored)

    full, hollow = (discs(group_of(svg, look)) for look in (f'fill="{DOT}"', 'fill="#ffffff"'))
    wanted = [(at(1000.0), 11), (at(900.0), 55)]
    for found, place in zip(full, wanted, strict=True):
        assert found == pytest.approx(place, abs=SMALL)
    assert hollow == [pytest.approx((at(700.0), 33), abs=SMALL)]
    bars = lines(group_of(svg, f'stroke="{BAR}"'))
    wanted = [(at(800.0), at(1400.0), 11), (at(600.0), at(axis.high), 33)]
    for found, place in zip(bars, wanted, strict=True):
        assert found == pytest.approx(place, abs=SMALL)
    ((head, y),) = numbers(group_of(svg, f'fill="{BAR}"'), r'd="M([-\d.]+),(\d+)l')
    assert (head, y) == pytest.approx((at(axis.high) + (-4.94 if mirrored else 4.94), 33), abs=0.01)
    ((x, _, bottom),) = numbers(svg, r'<line x1="([-\d.]+)" x2="([-\d.]+)" y2="(\d+)"')
    assert (x, bottom) == pytest.approx((at(850.0), 66), abs=SMALL)
    for x, text in axis_numbers(svg):
        assert x == pytest.approx(at(float(text.replace(",", ""))), abs=SMALL)


def test_a_bar_beyond_the_axis_ends_with_it():
    block = SizeBlock("", (SizePoint("a", 20.0, 10.0, 4000.0),))
    svg = size_plot([block], SizeAxis(0.0, 100.0, False), says(), "a")
    assert lines(svg) == [(50.0, 500.0, 11.0)]


@DIRECTIONS
@SCREENS
def test_the_path_of_stepwise_has_each_size_from_its_threshold_on(mirrored, narrow):
    steps, largest = ((0.0, 900.0), (0.0004, 1200.0), (0.03, 1500.0)), 0.2
    width, height = (236, 190) if narrow else (600, 250)
    axis = SizeAxis.over(900.0, 1500.0)
    svg = path_plot(steps, 0.01, largest, axis, (says(mirrored), "Size"), "a", narrow=narrow)
    first = 0.0004 / 10

    def at(p):
        return turn(width * math.log(p / first) / math.log(largest / first), width, mirrored)

    def up(size):
        return height * (1 - size / axis.high)

    path = re.search(rf'<path d="([^"]+)" fill="none" stroke="{DOT}"', svg)[1]
    wanted = [
        (at(first), up(900)), (at(0.0004), up(900)), (at(0.0004), up(1200)), (at(0.03), up(1200)),
        (at(0.03), up(1500)), (at(largest), up(1500)),
    ]  # fmt: skip
    for found, place in zip(path_places(path), wanted, strict=True):
        assert found == pytest.approx(place, abs=TENTH)
    for found, place in zip(discs(svg), (wanted[2], wanted[4]), strict=True):
        assert found == pytest.approx(place, abs=0.01)
    ((used, _, _),) = numbers(svg, r'<line x1="([-\d.]+)" x2="([-\d.]+)" y2="(\d+)"')
    assert used == pytest.approx(at(0.01), abs=SMALL)
    for x, text in axis_numbers(svg):
        assert x == pytest.approx(at(float(text)), abs=SMALL)
    assert [text for _, text in axis_numbers(svg)] == ["1e-4", "0.001", "0.01", "0.1"]
    beside = re.findall(r'<text x="[-\d.]+" y="([-\d.]+)">\W?([\d,]+)\W?</text>', svg)
    for y, text in beside[: len(axis.ticks(few=narrow))]:
        assert float(y) - 4 == pytest.approx(up(float(text.replace(",", ""))), abs=TENTH)


def test_a_threshold_beyond_the_path_has_no_line():
    axis, about = SizeAxis.over(900.0, 1500.0), (says(), "Size")
    for used in (None, 0.3):
        svg = path_plot(((0.0, 900.0), (0.01, 950.0)), used, 0.2, axis, about, "a", narrow=False)
        assert "<line" not in svg


CURVE = Curve(
    "Posterior", (100.0, 200.0, 400.0, 800.0), (0.0, 0.004, 0.002, 0.0), 250.0, 120.0, 700.0
)


@DIRECTIONS
@SCREENS
def test_a_density_is_as_high_as_its_curve(mirrored, narrow):
    width, axis = (236 if narrow else 600), SizeAxis.over(100.0, 800.0, log=True)
    svg = density_plot([CURVE], axis, says(mirrored), "a", narrow=narrow)

    def at(size):
        share = math.log(size / axis.low) / math.log(axis.high / axis.low)
        return turn(width * share, width, mirrored)

    def up(height):
        return 90 * (1.02 - height / 0.004) / 1.10

    curve = re.search(rf'<path d="([^"]+)" fill="none" stroke="{DOT}"', svg)[1]
    area = re.search(r'<path d="([^"]+)" fill="#c7d6e1"', svg)[1]
    wanted = [(at(s), up(h)) for s, h in zip(CURVE.persons, CURVE.density, strict=True)]
    for found, place in zip(path_places(curve), wanted, strict=True):
        assert found == pytest.approx(place, abs=TENTH)
    around = [*wanted, (at(800.0), up(0.0)), (at(100.0), up(0.0))]
    for found, place in zip(path_places(area), around, strict=True):
        assert found == pytest.approx(place, abs=TENTH)
    median = re.search(r'<path d="(M[^"]+)" stroke="#15202b"', svg)[1]
    for found, height in zip(path_places(median), (0.0, 0.0035), strict=True):
        assert found == pytest.approx((at(250.0), up(height)), abs=TENTH)
    assert lines(svg) == [pytest.approx((at(120.0), at(700.0), up(-0.06 * 0.004)), abs=0.01)]


@DIRECTIONS
@SCREENS
def test_lists_stand_in_a_circle_and_lines_go_from_one_to_the_other(mirrored, narrow):
    names = ["A", "B", "C", "D"]
    edges = [Edge(0, 1, "12", "attract"), Edge(1, 3, "1", "avoid"), Edge(1, 2, "0", "empty")]
    svg = circles_plot(names, edges, says(mirrored), "a", narrow=narrow)
    radius = (270 if narrow else 460) / 2.6
    places = discs(svg)
    middle = (sum(x for x, _ in places) / 4, sum(y for _, y in places) / 4)
    for number, (x, y) in enumerate(places):
        angle = math.pi / 2 * number * (-1 if mirrored else 1)
        away = (radius * math.sin(angle), -radius * math.cos(angle))
        assert (x - middle[0], y - middle[1]) == pytest.approx(away, abs=0.5)
    ends = numbers(svg, r'<line x1="([-\d.]+)" y1="([-\d.]+)" x2="([-\d.]+)" y2="([-\d.]+)"')
    for edge, end in zip(edges, ends, strict=True):
        assert end == pytest.approx((*places[edge.first], *places[edge.second]), abs=0.02)
    (x1, y1), (x2, y2) = places[0], places[1]
    text = numbers(svg, r'<text x="([-\d.]+)" y="([-\d.]+)">\W?12')
    number = (x1 + (x2 - x1) / 4, y1 + (y2 - y1) / 4 + 4)
    assert text == [pytest.approx(number, abs=0.02)] * 2
    dashes = re.findall(r'stroke-dasharray="([\d.,]+)"', svg)
    assert dashes == ["9,4", "1.5,5"]


def test_a_long_name_of_a_list_is_within_the_picture():
    name = "Twenty-four letters long"
    svg = circles_plot(["A", "B", "C", name], [], says(), "a", narrow=False)
    left = float(re.search(r"translate\(([\d.]+),", svg)[1])
    x = float(re.search(rf'<text x="([-\d.]+)" y="[-\d.]+">{name}', svg)[1])
    assert left + x - len(name) * 8 / 2 > 0


@DIRECTIONS
@SCREENS
def test_bars_of_two_definitions_are_as_long_as_what_they_count(mirrored, narrow):
    overlap = Overlap("A", "B", 40.0, 12.5, 3.0, [("r", 8.0), ("s", 4.5)], [("t", 3.0)])
    svg = overlap_plot(overlap, says(mirrored), "a", narrow=narrow)
    pixel = WIDTHS[narrow] / 60.0
    wanted = {False: [(0, 12.5), (12.5, 52.5), (0, 8), (8, 12.5), (12.5, 52.5), (52.5, 55.5),
                      (52.5, 55.5)],
              True: [(0, 12.5), (12.5, 52.5), (12.5, 52.5), (52.5, 55.5)]}[narrow]  # fmt: skip
    boxes = numbers(svg, r'd="M([\d.]+),\d+h([\d.]+)v')
    for (left, wide), (start, end) in zip(boxes, wanted, strict=True):
        ends = sorted(turn(x * pixel, WIDTHS[narrow], mirrored) for x in (start, end))
        assert (left, left + wide) == pytest.approx(tuple(ends), abs=0.011)
    for x, text in axis_numbers(svg):
        assert x == pytest.approx(turn(float(text) * pixel, WIDTHS[narrow], mirrored), abs=SMALL)
    middle = turn(32.5 * pixel, WIDTHS[narrow], mirrored)
    texts = [float(x) for x in re.findall(r'<text x="([\d.]+)" y="\d+">\W?40\.0', svg)]
    assert texts == [pytest.approx(middle, abs=SMALL)] * 2
    after = re.findall(r'<text x="([\d.]+)" y="\d+">\W?(8\.0|4\.5|3\.0)', svg)
    ends = [] if narrow else [("8.0", 8.0, 6), ("4.5", 12.5, 6), ("3.0", 52.5, -6)]
    assert {text: float(x) for x, text in after} == {
        text: pytest.approx(turn(at * pixel + away, WIDTHS[narrow], mirrored), abs=SMALL)
        for text, at, away in ends
    }


def test_every_row_has_its_label_whatever_it_says():
    ruler = Ruler(100, float, (), mirrored=False)
    drawn = row_texts(wrapped(["Same", "Same", ""], 108), 22, ruler)
    assert [int(y) for y in re.findall(r'y="(\d+)"', drawn)] == [15, 37, 59]


def test_a_number_that_would_touch_the_one_before_is_left_out():
    ticks = [Tick(x, "10,000") for x in (0.0, 0.1, 0.2, 0.9)]
    ruler = Ruler(300, lambda x: x, ticks, mirrored=False)
    assert [x for x, _ in axis_numbers("".join(ruler.under(["x"])))] == [0.0, 60.0, 270.0]
    assert ruler.grid(10).count("v10") == 4
    assert (ruler.ahead, ruler.over) == (21, 0)


def test_numbers_beside_an_axis_are_as_d3_writes_them():
    import vl_convert

    values = [1e-4, 0.00025, 0.001, 0.025, 0.15, 0.3, 0.5, 0.0, 1.0, 1.5, 2.5, 7.0, 25.0, 1234567.0]
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": [{"at": n, "value": x} for n, x in enumerate(values)]},
        "transform": [{
            "calculate": "format(datum.value, "
            "datum.value >= 1 || datum.value == 0 ? ',~f' : '~g')",
            "as": "text",
        }],
        "mark": "text",
        "encoding": {"x": {"field": "at"}, "text": {"field": "text"}},
    }  # fmt: skip
    locale = {**ARABIC, "grouping": [3], "currency": ["", ""]}
    svg = vl_convert.vegalite_to_svg(spec, format_locale=locale)
    marks = svg[svg.index("mark-text role-mark") :].split("</g>")[0]
    texts = re.findall(r">([٠-٩٫٬]+)<", marks)
    assert texts == [written(value, says(signs=ARABIC)) for value in values]
