"""What surveys of an invented world publish, against what is true and what is wrong with them."""

import json
import tomllib

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.combine.inputs import read_covariates, read_figures, read_population
from measure87.define.classifications.geography.region_sets import partition_of, read_region_file
from measure87.simulate.world import write_world
from measure87.simulate.world.child_figures import PROXY
from measure87.simulate.world.forced_figures import FIVE_YEARS


def logit(share):
    return np.log(share / (1 - share))


def beside_truth(world, measure, true=None):
    """Figures with the truth of their place, year, sex and age, and what is wrong with them."""
    truth = world.truth.filter(pl.col("measure") == (true or measure))
    truth = truth.rename({"place": "country"})
    surveys = world.surveys.select("country", "year", "error", "proxy", "gross", "bias_of_kind")
    keys = ["country", "year", "sex", "age_from", "age_to"]
    found = world.figures.filter(pl.col("measure") == measure)
    together = found.join(truth, on=keys, how="left", nulls_equal=True)
    return together.join(surveys, on=["country", "year"])


def test_figures_miss_the_truth_by_their_errors_and_by_as_much_chance_as_they_say(many_surveys):
    figures = beside_truth(many_surveys, "child_labour_sdg_a").filter(
        (pl.col("age_to") - pl.col("age_from") == 12)
        & (pl.col("sex") == "both")
        & (pl.col("recall_days") == 7)
        & pl.col("se").is_not_null()
        & (pl.col("estimate") * pl.col("n").fill_null(2000) > 60)
    )
    share = figures["estimate"].to_numpy()
    wrong = figures["error"].to_numpy() + PROXY * figures["proxy"].to_numpy()
    se = figures["se"].to_numpy() / (share * (1 - share))
    z = (logit(share) - logit(figures["share"].to_numpy()) - wrong) / se
    assert len(z) > 150
    assert abs(z.mean()) < 0.3
    assert 0.8 < np.median(np.abs(z)) / 0.6745 < 1.25


def test_parts_add_up_to_the_total_that_is_published_beside_them(many_surveys):
    world = many_surveys
    persons = {
        (c, y, s, a): n
        for c, y, s, a, n in world.population.select(
            "country", "year", "sex", "age_from", "persons"
        ).iter_rows()
    }
    checked = 0
    figures = world.figures.filter(pl.col("measure") == "child_labour_sdg_a")
    for (country, year, _), rows in figures.group_by("country", "year", "source"):
        cells = rows.filter(
            (pl.col("sex") != "both") & (pl.col("age_to") - pl.col("age_from") < 12)
        )
        if cells.height != 6:
            continue
        total = rows.filter(
            (pl.col("sex") == "both") & (pl.col("age_to") - pl.col("age_from") == 12)
        )
        weight = [
            persons[country, year, s, a] for s, a in cells.select("sex", "age_from").iter_rows()
        ]
        got = np.average(cells["estimate"].to_numpy(), weights=weight)
        assert got == pytest.approx(total["estimate"][0], abs=2e-4)
        checked += 1
    assert checked > 50


def test_surveys_differ_in_definition_detail_recall_and_in_what_they_tell(children):
    figures = children.figures
    per_survey = figures.group_by("source").agg(
        pl.col("measure").n_unique().alias("measures"),
        pl.col("sex").n_unique().alias("sexes"),
        pl.col("age_from").n_unique().alias("ages"),
        pl.col("recall_days").n_unique().alias("recalls"),
    )
    assert set(per_survey["measures"]) >= {1, 2}
    assert set(per_survey["sexes"]) == {1, 3}
    assert set(per_survey["ages"]) == {1, 3}
    assert set(per_survey["recalls"]) == {1}
    assert set(figures["recall_days"]) == {7.0, 365.0}
    for name in ("se", "n", "deff"):
        assert 0.1 < figures[name].is_null().mean() < 0.95
    assert figures["n"].max() <= 40_000
    assert children.surveys["n"].min() >= 500
    assert children.surveys["deff"].is_between(1, 6).all()


def test_a_few_surveys_are_grossly_wrong_and_none_says_so(many_surveys):
    gross = many_surveys.surveys.filter("gross")
    assert 0.01 < gross.height / many_surveys.surveys.height < 0.06
    beyond = gross["error"] - gross["bias_of_kind"]
    assert beyond.abs().min() > 0.3
    assert "gross" not in " ".join(many_surveys.figures["note"])


def test_flows_of_five_years_exceed_the_stock_and_detected_cases_lie_far_below_it(forced):
    for measure in ("forced_labour_private", "forced_labour_commercial_sexual"):
        figures = beside_truth(forced, measure, f"{measure}_stock")
        detected = figures.filter(pl.col("source_type") == "administrative")
        assert (detected["estimate"] < 0.5 * detected["share"]).all()
    private = beside_truth(forced, "forced_labour_private", "forced_labour_private_stock").filter(
        (pl.col("recall_days") == FIVE_YEARS) & (pl.col("sex") == "both")
    )
    ratio = private["estimate"].mean() / private["share"].mean()
    assert ratio > 2


def test_forced_labour_counts_are_few_and_none_is_among_them(forced):
    surveys = forced.figures.filter(pl.col("source_type") == "forced_labour_survey")
    assert surveys["n"].is_not_null().all()
    assert surveys["se"].is_null().all()
    assert (surveys["estimate"] == 0).any()


@pytest.mark.parametrize("topic", ["children", "forced"])
def test_every_file_is_read_by_the_readers_and_says_that_it_is_invented(topic, request, tmp_path):
    world = request.getfixturevalue(topic)
    written = write_world(world, tmp_path)
    figures = read_figures(tmp_path / "figures.csv")
    population = read_population(tmp_path / "population.csv")
    covariates = read_covariates(tmp_path / "covariates.csv", vintage="-")
    assert figures.frame.height == world.figures.height
    assert len(population.countries) == 195
    assert len(covariates.names) == 4
    regions = partition_of(read_region_file(tmp_path / "regions.csv"), "subregion")
    assert set(regions) == set(world.places.codes)
    for file in written:
        text = (tmp_path / file.name).read_text("utf-8").splitlines()
        if file.rows == 0:
            assert "INVENTED DATA" in text[0]
        elif file.name != "regions.csv":
            assert all("INVENTED" in line for line in text[1:])


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    command = ["simulate", "world", "--seed", "4", "--countries", "30", "--surveys", "40"]
    for name in ("first", "second"):
        done = CliRunner().invoke(main, [*command, "--json", str(tmp_path / name)])
        assert done.exit_code == 0, done.output
    files = [file["name"] for file in json.loads(done.stdout)["files"]]
    assert len(files) == 11
    for name in files:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_the_command_refuses_a_full_folder_and_sizes_that_cannot_be(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    for arguments, word in (
        ([str(tmp_path)], "empty"),
        ([str(tmp_path / "x"), "--years", "2"], "5"),
    ):
        done = CliRunner().invoke(main, ["simulate", "world", *arguments])
        assert done.exit_code == 2
        assert word in done.stderr
    assert not (tmp_path / "x").exists()


def test_settings_name_files_measures_and_notes_that_are_there(children, forced, tmp_path):
    for world, settings in (
        (children, {"world.toml", "cells.toml", "nested.toml"}),
        (forced, {"world.toml"}),
    ):
        folder = tmp_path / world.shape.topic
        there = {file.name for file in write_world(world, folder)}
        assert {name for name in there if name.endswith(".toml")} == settings
        measures = set(world.figures["measure"])
        for name in settings:
            read = tomllib.loads((folder / name).read_text("utf-8"))
            assert read["invented"] is True
            assert {read["inputs"]["figures"]["file"], read["population"]["file"]} <= there
            assert set(read["covariates"]["use"]) == set(world.covariates["covariate"])
            assert set(read["measures"]) <= measures
            assert read["model"]["reference_source"] in set(world.figures["source_type"])
            for apart in read["model"].get("source_effects", []):
                assert apart["note"] in set(world.figures["note"])


def test_the_figures_hold_nothing_of_the_truth(children, tmp_path):
    written = {file.name for file in write_world(children, tmp_path)}
    assert {"truth/truth.csv", "truth/surveys.csv"} <= written
    assert "share" not in (tmp_path / "figures.csv").read_text("utf-8").splitlines()[0].split(",")
