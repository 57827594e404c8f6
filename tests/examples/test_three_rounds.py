"""The example of three rounds: its trend is that of the truth that was planted."""

import json
import sys
from importlib import util
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "examples" / "three-rounds"
MOST_BYTES = 30_000


@pytest.fixture(scope="module")
def script():
    spec = util.spec_from_file_location("make_rounds", FOLDER / "make_rounds.py")
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_example_is_small_and_has_no_data():
    files = [
        path for path in FOLDER.rglob("*") if path.is_file() and "__pycache__" not in str(path)
    ]
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
    assert {path.name for path in files} == {
        "README.md", "make_rounds.py", "mapping.toml", "study.toml",
    }  # fmt: skip


@pytest.mark.slow
def test_the_trend_is_that_of_the_truth(script, tmp_path):
    result = script.make_rounds(tmp_path)
    (slope,) = (
        one for one in result.trends
        if (one.name, one.statistic, dict(one.group)) == (script.MEASURE, "slope", {})
    )  # fmt: skip
    years = sorted(script.FREED)
    truth = [
        json.loads((tmp_path / str(year) / "truth.json").read_text())[script.MEASURE]
        for year in years
    ]
    true_slope = np.polyfit([one.date - 2016 for one in slope.trend.rounds], truth, 1)[0]
    assert abs(slope.value - true_slope) < 3 * slope.se
    assert slope.value < 0.0
    assert slope.trend.p_value < 0.05
    assert [one.source for one in slope.trend.rounds] == ["estimates.json", "estimates.json", None]
    assert [one.name for one in slope.trend.rounds] == [script.DATES[year] for year in years]
    report = (tmp_path / "2024" / "out" / "report.html").read_text("utf-8")
    assert "percentage points a year" in report
