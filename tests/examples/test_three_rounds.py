"""The example of three rounds: trend, weights, errors and plan are what was planted and asked."""

import json
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from measure87.study import check_study
from tests.examples.runs import rounds_script, three_rounds

FOLDER = Path(__file__).parents[2] / "examples" / "three-rounds"
MOST_BYTES = 30_000
FILES = {"README.md", "make_rounds.py", "mapping.toml", "plan.toml", "recipe.toml", "study.toml"}


@pytest.fixture(scope="module")
def script():
    return rounds_script()


@pytest.fixture(scope="module")
def rounds(tmp_path_factory):
    """The folder with the rounds, and the newest one's result."""
    return three_rounds(tmp_path_factory)


def true_shares(script, folder) -> list[float]:
    """Of the rounds in order."""
    paths = [folder / str(year) / "truth.json" for year in sorted(script.FREED)]
    return [json.loads(path.read_text())[script.MEASURE] for path in paths]


def share_of(script, result):
    """The figure of all children."""
    (figure,) = (
        one for one in result.estimates
        if (one.name, one.statistic, dict(one.group)) == (script.MEASURE, "proportion", {})
    )  # fmt: skip
    return figure


def test_the_example_is_small_and_has_no_data():
    files = [
        path for path in FOLDER.rglob("*") if path.is_file() and "__pycache__" not in str(path)
    ]
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
    assert {path.name for path in files} == FILES


@pytest.mark.slow
def test_the_trend_is_that_of_the_truth(script, rounds):
    folder, result = rounds
    (slope,) = (
        one for one in result.trends
        if (one.name, one.statistic, dict(one.group)) == (script.MEASURE, "slope", {})
    )  # fmt: skip
    years = sorted(script.FREED)
    truth = true_shares(script, folder)
    true_slope = np.polyfit([one.date - 2016 for one in slope.trend.rounds], truth, 1)[0]
    assert abs(slope.value - true_slope) < 3 * slope.se
    assert slope.value < 0.0
    assert slope.trend.p_value < 0.05
    earlier = [f"{year}/out/estimates.json" for year in years[:-1]]
    assert [one.source for one in slope.trend.rounds] == [*earlier, None]
    assert [one.name for one in slope.trend.rounds] == [script.DATES[year] for year in years]
    report = (folder / "2024" / "out" / "report.html").read_text("utf-8")
    assert "percentage points a year" in report
    assert "each replicate repeats all its steps" in report


@pytest.mark.slow
def test_the_newest_round_is_weighed_and_its_errors_are_of_replicates(script, rounds):
    folder, result = rounds
    figure = share_of(script, result)
    assert figure.method == "rao-wu"
    truth = true_shares(script, folder)[-1]
    assert figure.lower < truth < figure.upper
    assert abs(figure.value - truth) < 3 * figure.se
    assert 0.003 < figure.se < 0.02
    codes = [one.code for one in result.warnings]
    assert "weights-by-recipe-repeated" in codes
    assert "weights-by-recipe" not in codes
    (told,) = (one for one in result.warnings if one.code == "errors-by-replicates")
    assert told.values["replicates"] == 200
    before = json.loads((folder / "2020" / "out" / "estimates.json").read_text("utf-8"))
    assert {one["method"] for one in before["estimates"]} == {"taylor"}


@pytest.mark.slow
def test_the_recipe_meets_the_census(script, rounds):
    folder, _ = rounds
    (kept,) = (folder / "2024" / "private").glob("*/fs/persons.parquet")
    persons = pl.read_parquet(kept)
    census = pl.read_csv(folder / "2024" / "population.csv", schema_overrides={"region": pl.String})
    weighed = persons.group_by("region").agg(pl.col("weight").sum())
    both = census.join(weighed, on="region")
    assert both.height == 4
    assert both["weight"].to_list() == pytest.approx(both["persons"].to_list(), rel=1e-9)
    steps = check_study(folder / "2024").to_json()["weights"]["fs"]
    assert [one["step"] for one in steps] == ["base", "selected-one", "response", "calibration"]
    drawn, answered = steps[0]["persons"], steps[-1]["persons"]
    assert 0.75 < answered / drawn < 0.9


@pytest.mark.slow
def test_the_plan_of_the_next_round_is_sized(script, rounds):
    """Two rounds of that size have 0.8 of a chance to show the fall, by their normal difference."""
    told = script.size_of_the_next(rounds[0])
    numbers = {
        name: float(re.search(rf"^{name} +([\d.,]+)", told, re.MULTILINE)[1].replace(",", ""))
        for name in (
            "clusters",
            "persons counted",
            "design effect",
            "half-width kept by 80 % of surveys",
        )
    }
    clusters, persons, deff, half = numbers.values()
    assert persons == pytest.approx(clusters * 15 * 0.85, rel=0.01)
    assert half <= 1.5
    variance = [p * (1 - p) * deff / (n * 15 * 0.85) for p, n in ((0.09, clusters), (0.12, 200))]
    assert 0.03 / np.sqrt(sum(variance)) == pytest.approx(1.96 + 0.84, rel=0.05)
