"""Inputs that cannot be: a clear sentence on the command line, and nothing is written."""

import json

import pytest
from click.testing import CliRunner

from measure87.cli import main
from tests.study.world.made_world import (
    BASE,
    SETTINGS,
    SURVEYED,
    figure,
    figure_rows,
    write_figures,
    write_made_world,
    write_population,
)

KENYA = figure("KEN", BASE, 0.1)


def combine(config):
    """Run; the error object, and the exit status. Nothing may have been written."""
    folder = config.parent
    before = sorted(folder.rglob("*"))
    done = CliRunner().invoke(main, ["combine", str(config), "-o", str(folder / "out"), "--json"])
    assert sorted(folder.rglob("*")) == before
    assert "Traceback" not in done.output
    told = json.loads(done.stdout)
    assert told.keys() == {"schema", "error"}
    assert f"Error: {told['error']['text']}" in done.stderr
    return told["error"], done.exit_code


@pytest.mark.parametrize(
    ("rows", "text", "where"),
    [
        ([figure("KEN", BASE, 10.5)], "a share of 10.5 cannot be: KEN 2016", "row 2"),
        ([figure("KEX", BASE, 0.1)], "'KEX'", "row 2"),
        ([figure("KEN", BASE, 0.1, se=0)], "a standard error of 0 cannot be: KEN 2016", "row 2"),
        ([figure("KEN", BASE, 0.1, year=1900)], "the year 1900 is out of reach", "row 2"),
        (
            [KENYA, figure("KEN", BASE, 0.2)],
            "two rows for the same figure disagree: 0.1 and 0.2 for KEN 2016",
            "row 3",
        ),
    ],
)
def test_a_figure_that_cannot_be_is_named_with_its_row(tmp_path, rows, text, where):
    config = write_made_world(tmp_path)
    write_figures(tmp_path, rows)
    error, status = combine(config)
    assert text in error["text"]
    assert where in error["where"]
    assert error["hint"]
    assert status == 1


def test_a_percentage_over_100_is_named_with_its_row(tmp_path):
    config = write_made_world(tmp_path, SETTINGS.replace(
        'file = "figures.csv"', 'file = "figures.csv"\nformat = "sdg_csv"'
    ))  # fmt: skip
    (tmp_path / "figures.csv").write_text(
        "series,geo_area,year,value,sex,age\nSL_TLF_CHLDEA,404,2016,125.9,BOTHSEX,5-17\n"
    )
    error, status = combine(config)
    assert error["text"] == "a percentage of 125.9 cannot be"
    assert error["where"] == "figures.csv row 2"
    assert status == 1


def test_a_population_file_that_does_not_reach_the_year_is_the_wrong_file(tmp_path):
    config = write_made_world(tmp_path)
    write_population(tmp_path, years=(2005, 2010))
    error, status = combine(config)
    assert error["code"] == "population-year"
    assert error["text"].startswith("the population file does not reach 2016: it has ")
    assert status == 1


def test_a_population_file_without_the_ages_is_refused(tmp_path):
    config = write_made_world(tmp_path)
    text = (tmp_path / "population.csv").read_text().replace(",5,17,", ",5,14,")
    (tmp_path / "population.csv").write_text(text)
    error, status = combine(config)
    assert "17" in error["text"] or "15" in error["text"]
    assert status == 1


TREND = SETTINGS.replace("year = 2016\n", "trend = true\nyears = [2010, 2016]\n", 1).replace(
    "changes = [[2012, 2016]]", "changes = [[2012, 2015]]"
)


def test_a_trend_that_one_year_per_country_cannot_carry_is_refused_with_the_count(tmp_path):
    config = write_made_world(tmp_path, TREND)
    write_population(tmp_path, years=(2010, 2015, 2020))
    error, status = combine(config)
    assert error["code"] == "trend-not-carried"
    assert (
        f"{len(SURVEYED)} of {len(SURVEYED)} countries have figures for one year only"
        in (error["text"])
    )
    assert status == 3


def test_a_trend_that_nine_countries_would_carry_is_refused_still(tmp_path):
    config = write_made_world(tmp_path, TREND)
    write_population(tmp_path, years=(2010, 2015, 2020))
    earlier = [figure(c, BASE, 0.2, year=2012) for c in SURVEYED[:9]]
    write_figures(tmp_path, figure_rows() + earlier)
    error, status = combine(config)
    assert "9 for more; at least 10 must have two years or more" in error["text"]
    assert status == 3


def test_a_measure_that_no_figure_is_about_is_told_with_those_there_are(tmp_path):
    error, status = combine(write_made_world(tmp_path, SETTINGS.replace(BASE, "child_labor")))
    assert error["code"] == "no-figures"
    assert BASE in error["hint"]
    assert status == 3


def test_a_statement_with_a_gap_lets_nothing_out(tmp_path):
    text = "\n".join(one for one in SETTINGS.splitlines() if not one.startswith("funding"))
    error, status = combine(write_made_world(tmp_path, text))
    assert error["code"] == "gather-incomplete"
    assert "funding" in error["text"]
    assert status == 3


def test_what_the_settings_ask_for_wrongly_is_not_the_fault_of_the_command_line(tmp_path):
    text = SETTINGS.replace("[model]", "[modell]")
    error, status = combine(write_made_world(tmp_path, text))
    assert error["code"] == "unknown-key"
    assert error["hint"] == "did you mean model?"
    assert status == 1


def test_writing_into_the_folder_of_the_inputs_replaces_none_of_them(tmp_path):
    config = write_made_world(tmp_path)
    before = (tmp_path / "figures.csv").read_bytes()
    done = CliRunner().invoke(main, ["combine", str(config), "-o", str(tmp_path)])
    assert done.exit_code == 1
    assert "among its inputs" in done.stderr
    assert (tmp_path / "figures.csv").read_bytes() == before
