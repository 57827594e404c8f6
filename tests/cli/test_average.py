"""Published averages from the command line, on a small invented world."""

import json

import pytest
from click.testing import CliRunner

from measure87.cli import main
from tests.study.world.made_world import BASE, figure, write_figures, write_made_world

HEAD = "country,year,sex,age_from,age_to,measure,source_type,source,recall_days,estimate,se,n,note"


@pytest.fixture
def config(tmp_path):
    """NORTH has KEN to MLI, each with 100,000 more children than the one before from a million."""
    return write_made_world(tmp_path)


def average(config, *arguments, region="NORTH"):
    arguments = ["average", str(config), "--measure", BASE, "--region", region, *arguments]
    done = CliRunner().invoke(main, arguments)
    return done.exit_code, done.stdout, done.stderr


def write_marked(config):
    """The latest of two values, one marked y and one marked x, and six without a mark."""
    rows = [figure(c, BASE, 0.1) + "," for c in ("KEN", "UGA", "TZA", "RWA", "GHA", "NGA")]
    rows += [figure("SEN", BASE, 0.5, year=2012) + ",", figure("SEN", BASE, 0.2, year=2015) + ",y"]
    rows += [figure("MLI", BASE, 0.9, year=2005) + ",x"]
    write_figures(config.parent, rows)
    path = config.parent / "figures.csv"
    path.write_text(path.read_text().replace(HEAD, HEAD + ",marks"))


# By hand: 10 % of 1.0 + 1.1 + 1.2 + 1.3 + 1.4 + 1.5 = 7.5, and 20 % of 1.6, over 9.1.
def test_marks_are_unicefs_the_latest_value_counts_and_weights_are_people(config):
    write_marked(config)
    status, text, _ = average(config, "--json")
    found = json.loads(text)
    assert status == 0
    assert found["average"] == pytest.approx((0.75 + 0.32) / 9.1, rel=1e-9)
    assert found["covered"] == pytest.approx(9.1 / 10.8, rel=1e-9)
    reasons = {one["country"]: one["left_out"] for one in found["members"]}
    assert reasons["MLI"].startswith("marked x")
    assert reasons["SEN"] is None


def test_values_outside_the_period_and_marked_ones_can_be_left_out(config):
    write_marked(config)
    for arguments in (("--period", "2016", "2016"), ("--without-marked",)):
        status, text, _ = average(config, *arguments)
        assert status == 0
        assert text.splitlines()[0] == "NORTH: 10.00 %"
    assert "about 2015, outside 2016-2016" in average(config, "--period", "2016", "2016")[1]


def test_less_than_half_of_the_people_makes_no_average_and_says_so(config):
    status, text, _ = average(config, region="EAST")
    assert status == 3
    assert "EAST: no country of Invented east has a value that may be used" in text


def test_a_region_that_there_is_not_is_told_with_those_there_are(config):
    status, _, error = average(config, region="NORD")
    assert status == 2
    assert "there is no region 'NORD'" in error
    assert "WORLD, EAST, NORTH, SOUTH" in error.replace("\n", " ")
