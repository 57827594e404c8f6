"""Every chart of the kit, as it was drawn before."""

import json
from pathlib import Path

import pytest

from measure87.disseminate.pages.kit.charts.intervals import Block, Point, interval_plot
from tests.disseminate.pages.kit.chart_cases import drawn, texts, written

GOLDEN = Path(__file__).parents[3] / "golden" / "charts.json"


def test_every_chart_is_drawn_as_before():
    before = json.loads(GOLDEN.read_text())
    now = json.loads(written(drawn()))
    assert list(now) == list(before)
    assert [name for name in now if now[name] != before[name]] == []


@pytest.mark.parametrize(
    "name", ["intervals", "differences", "sizes", "path", "densities", "circles", "overlap"]
)
def test_a_chart_describes_itself(name):
    elements = {one: svg for one, svg in drawn().items() if one.startswith(name)}
    assert len(elements) >= 4
    for svg in elements.values():
        assert 'role="img"' in svg
        assert "<title id=" in svg
        assert "<desc id=" in svg


def test_a_point_without_interval_stands_without_a_bar():
    lone = interval_plot([Block("", [Point("A", 3.0)])], texts(mirrored=False), "a")
    assert lone.count("<circle") == 1
    assert "<line" not in lone
