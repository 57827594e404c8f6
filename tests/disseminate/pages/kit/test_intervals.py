"""Plots with intervals, beside the library that draws the report's other plots."""

import itertools
import re

import numpy as np
import pytest

from measure87.disseminate.pages.kit.charts.intervals import (
    NARROW,
    WIDE,
    Block,
    Point,
    interval_plot,
)
from measure87.disseminate.pages.kit.charts.round_axis import round_axis
from measure87.disseminate.pages.kit.svg import PlotTexts, signed

GERMAN = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]}
TEXTS = PlotTexts("T", "A", "Per 100 persons")


def drawn_by_vega(start, end, width, signs):
    """Numbers on the axis, where they stand, and the end of the axis, as Vega has them."""
    import vl_convert

    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width,
        "data": {"values": [{"x": end}]},
        "mark": "point",
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "scale": {"domain": [start, end], "nice": True, "zero": True},
                "axis": {"tickCount": 5, "labelFlush": False, "labelOverlap": False},
            }
        },
    }
    svg = vl_convert.vegalite_to_svg(spec, format_locale=signs)
    labels = re.findall(
        r'<text text-anchor="middle" transform="translate\(([-\d.]+),\d+\)"[^>]*>([^<]+)<', svg
    )
    (point,) = re.findall(r"mark-symbol role-mark.*?translate\(([-\d.]+),", svg)
    return [(float(x), text) for x, text in labels if text != "x"], float(point)


def ranges(count):
    """Where axes of reports begin and end: shares, numbers of persons, differences."""
    rng = np.random.default_rng(87)
    for _ in range(count):
        end = float(10 ** rng.uniform(-3, 6)) * rng.choice([1.0, 0.0], p=[0.9, 0.1])
        start = -float(10 ** rng.uniform(-3, 6)) * rng.choice([0.0, 1.0])
        if end > start:
            yield start, end


def as_vega_has_it(start, end, width=500):
    axis = round_axis(start, end)
    texts = PlotTexts("", "", "", GERMAN)
    labels, at = drawn_by_vega(start, end, width, GERMAN)
    assert [text for _, text in labels] == [signed(t, axis.decimals, texts) for t in axis.ticks]
    assert [x for x, _ in labels] == pytest.approx(
        [width * axis.share(tick) for tick in axis.ticks], abs=1e-6
    )
    assert at == pytest.approx(width * axis.share(end), abs=1e-6)


def test_an_axis_is_round_as_vegas_is():
    for reach in [(0.0, 1.0), (0.0, 27.8), (-4.0, 3.0), (-2e4, 0.0), *ranges(20)]:
        as_vega_has_it(*reach)


@pytest.mark.slow
@pytest.mark.parametrize("axes", [250, pytest.param(1_000, marks=pytest.mark.proof)])
def test_an_axis_is_round_as_vegas_is_wherever_it_begins_and_ends(axes):
    for reach in ranges(axes):
        as_vega_has_it(*reach)


def places(svg):
    """Ends of each interval, its estimate and its height above the block's end, in pixels."""
    lines = re.findall(r'<line x1="([-\d.]+)" x2="([-\d.]+)" y1="(\d+)"', svg)
    return [tuple(map(float, line)) for line in lines], [
        float(x) for x in re.findall(r'<circle cx="([-\d.]+)"', svg)
    ]


@pytest.mark.parametrize(("narrow", "size"), [(False, WIDE), (True, NARROW)])
def test_every_point_lies_where_its_number_is_on_the_axis(narrow, size):
    points = [Point("a", 20.0, 15.0, 30.0), Point("b", 0.0, 0.0, 10.0)]
    bars, dots = places(interval_plot([Block("Region", points)], TEXTS, "p", narrow=narrow))
    pixel = size[1] / 30.0
    for found, (low, high, middle) in zip(bars, [(15, 30, 11), (0, 10, 33)], strict=True):
        assert found == pytest.approx((low * pixel, high * pixel, middle), abs=0.01)
    assert dots == pytest.approx([20 * pixel, 0.0], abs=0.01)


def test_from_right_to_left_bars_and_labels_are_mirrored():
    points = [Point("a", 20.0, 15.0, 30.0)]
    mirrored = PlotTexts("T", "A", "x", mirrored=True)
    straight, turned = (
        interval_plot([Block("Region", points)], texts, "p") for texts in (TEXTS, mirrored)
    )
    ((low, high, _),), (dot,) = places(straight)
    ((first, second, _),), (other,) = places(turned)
    assert (first, second, other) == (500 - low, 500 - high, pytest.approx(500 - dot, abs=0.01))
    assert re.search(r'<g text-anchor="start"><text x="508" y="15">\u2068a\u2069<', turned)
    assert re.search(r'<text x="710" y="-5" text-anchor="end"[^>]*>\u2068Region\u2069<', turned)


def test_a_label_of_several_lines_stands_in_the_middle_of_its_row():
    label = "a label of many words that does not fit into one line"
    svg = interval_plot([Block("", [Point(label, 1.0, 0.5, 2.0)])], TEXTS, "p")
    ((_, _, middle),), _ = places(svg)
    first = int(re.search(r'<text x="-8" y="(\d+)"', svg)[1])
    lines = svg.count("<tspan", 0, svg.index("</text>"))
    assert lines > 1
    assert first + 14 * (lines - 1) / 2 == middle + 4


@pytest.mark.parametrize(("narrow", "last"), [(False, "10,000,000"), (True, "8,000,000")])
def test_a_long_number_at_the_end_of_the_axis_is_not_cut(narrow, last):
    points = [Point("a", 9e6, 8e6, 1e7)]
    svg = interval_plot([Block("", points)], TEXTS, "p", narrow=narrow)
    labels = (NARROW if narrow else WIDE)[0]
    whole = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    at, text = re.findall(r'<text x="([-\d.]+)" y="17">([^<]+)<', svg)[-1]
    assert text == last
    assert whole - 5 - labels - float(at) > 6.7 * len(text) / 2


def test_long_numbers_under_a_narrow_plot_do_not_touch():
    svg = interval_plot([Block("", [Point("a", 9e6)])], TEXTS, "p", narrow=True)
    numbers = re.findall(r'<text x="([-\d.]+)" y="17">([^<]+)<', svg)
    ends = [(float(x) - 3.4 * len(text), float(x) + 3.4 * len(text)) for x, text in numbers]
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(ends))
