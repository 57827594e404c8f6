"""`measure87 design`: tables for people, JSON for programs, and faults in one sentence."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main

SIMPLE = ["--prevalence-percent", "1", "--icc", "0.05", "--asked", "20"]


def run(*arguments):
    return CliRunner().invoke(main, ["design", *arguments])


def test_a_size_is_told_to_people_and_to_programs():
    told = run("size", *SIMPLE, "--half-width-points", "0.6")
    assert told.exit_code == 0
    assert "half-width kept by 80 % of surveys" in told.stdout
    assert "effective cases are expected" in told.stderr
    found = json.loads(run("size", *SIMPLE, "--half-width-points", "0.6", "--json").stdout)
    assert (found["schema"], found["command"]) == (1, "design size")
    assert found["interval"]["half_width_points_kept"] <= 0.6
    assert f"{found['clusters']:,}" in told.stdout
    assert "None" not in told.stdout


def test_clusters_given_say_what_they_tell():
    found = json.loads(run("size", *SIMPLE, "--clusters", "100", "--json").stdout)
    assert found["clusters"] == 100
    assert found["aims"] == []


def test_prices_lay_takes_side_by_side():
    prices = ["--cost-per-cluster", "400", "--cost-per-asked", "15"]
    found = json.loads(run("size", *SIMPLE, "--half-width-points", "1", *prices, "--json").stdout)
    assert found["cost"] == found["clusters"] * (400 + 20 * 15)
    assert {20} < {take["asked_per_cluster"] for take in found["takes"]}


def test_a_change_has_its_power():
    rounds = ["--clusters", "200", "--before-percent", "2", "--overlap-percent", "50"]
    found = json.loads(run("power", *SIMPLE, *rounds, "--json").stdout)
    assert found["command"] == "design power"
    assert 0.7 < found["change"]["power"] < 0.95
    assert found["change"]["change"] == pytest.approx(-0.01)
    assert 0.0 < found["change"]["correlation"] < 0.5


def test_a_plan_is_drawn_from_a_file_of_everybody(tmp_path):
    people = pl.DataFrame(
        {"ea": [i // 40 for i in range(4_000)], "forced": [int(i % 37 == 0) for i in range(4_000)]}
    )
    people.write_csv(tmp_path / "everybody.csv")
    asked = [
        "simulate", *SIMPLE, "--clusters", "30", "--population", str(tmp_path / "everybody.csv"),
        "--outcome", "forced", "--cluster", "ea", "--draws", "100",
    ]  # fmt: skip
    found = json.loads(run(*asked, "--json").stdout)
    assert found["population"] == "everybody.csv"
    assert found["simulated"]["draws"] == 100
    assert found["simulated"]["persons"]["value"] == 600
    assert "100 times from everybody.csv" in run(*asked).stdout


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["size"], 2, "needs --prevalence-percent"),
        (["size", *SIMPLE], 2, "how large"),
        (["size", *SIMPLE, "--half-width-points", "60"], 2, "60 points"),
        (["size", *SIMPLE, "--clusters", "1"], 1, "'clusters' is 1"),
        (["power", *SIMPLE, "--clusters", "100"], 2, "no round before"),
        (["power", *SIMPLE, "--before-percent", "1", "--clusters", "100"], 2, "same prevalence"),
        (["simulate", *SIMPLE, "--clusters", "9", "--outcome", "x"], 2, "one population"),
        (["simulate", *SIMPLE, "--clusters", "9", "--outcome", "forced_labour",
          "--invented", "1"], 2, "9 clusters cannot be two or more in each of 8 strata"),
    ],
)  # fmt: skip
def test_a_fault_is_one_sentence_and_a_status(arguments, status, words):
    done = run(*arguments, "--json")
    assert done.exit_code == status
    error = json.loads(done.stdout)["error"]
    assert words in error["text"]
    assert error["hint"]


def test_what_cannot_be_had_is_refused_with_status_3(tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text(
        "[outcome]\nprevalence_percent = 1\nicc = 0.05\n[sample]\nasked_per_cluster = 20\n"
        "clusters_in_population = 50\n[aim]\nhalf_width_points = 0.1\n"
    )
    done = run("size", str(plan))
    assert done.exit_code == 3
    assert "cannot be had: with 50 clusters" in done.stderr
