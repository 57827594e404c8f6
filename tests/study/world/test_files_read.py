"""What is read and told of files: two of one name, and figures that are left out."""

import hashlib
import json

import pytest

from measure87.study.world.inputs import read_inputs
from measure87.study.world.settings import read_world_settings
from measure87.vocabulary.errors import DataError
from tests.study.world.made_world import (
    BASE,
    FIGURES_HEAD,
    SETTINGS,
    figure,
    figure_rows,
    write_made_world,
)

TWO_FILES = SETTINGS.replace(
    '[inputs.made_up]\nfile = "figures.csv"\n',
    '[inputs.north]\nfile = "a/figures.csv"\n\n[inputs.south]\nfile = "b/figures.csv"\n',
)
NORTH, SOUTH = "figures.csv (inputs.north)", "figures.csv (inputs.south)"


def read(folder, settings, rows):
    """Inputs of a made world whose figures are in the files named."""
    config = write_made_world(folder, settings)
    (folder / "figures.csv").unlink()
    for name, lines in rows.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("\n".join([FIGURES_HEAD, *lines]) + "\n")
    return read_inputs(read_world_settings(config))


def excluding(**what):
    pairs = ", ".join(f"{name} = {json.dumps(value)}" for name, value in what.items())
    return f"exclude = [{{ {pairs} }}]\n"


def test_two_files_of_one_name_are_both_told_by_the_table_that_names_them(tmp_path):
    rows = figure_rows()
    got = read(tmp_path, TWO_FILES, {"a/figures.csv": rows[:6], "b/figures.csv": rows[6:]})
    digest = {
        place: hashlib.sha256((tmp_path / place / "figures.csv").read_bytes()).hexdigest()
        for place in ("a", "b")
    }
    assert digest["a"] != digest["b"]
    assert got.hashes[NORTH].endswith(digest["a"])
    assert got.hashes[SOUTH].endswith(digest["b"])
    assert got.hashes.keys() == {NORTH, SOUTH, "population.csv", "regions.csv"}
    assert str(tmp_path) not in json.dumps(dict(got.hashes))
    assert set(got.figures.frame["origin"]) == {NORTH, SOUTH}


def test_a_row_that_cannot_be_is_told_with_the_file_that_it_is_in(tmp_path):
    rows = {"a/figures.csv": figure_rows(), "b/figures.csv": [figure("MLI", BASE, 1.5)]}
    with pytest.raises(DataError) as caught:
        read(tmp_path, TWO_FILES, rows)
    assert caught.value.where == f"{SOUTH} row 2"


def test_files_that_disagree_are_told_apart_and_one_can_be_left_out_by_its_name(tmp_path):
    rows = {"a/figures.csv": figure_rows(), "b/figures.csv": [figure("KEN", BASE, 0.2)]}
    with pytest.raises(DataError, match="disagree") as caught:
        read(tmp_path / "x", TWO_FILES, rows)
    assert caught.value.where in (f"{NORTH} and {SOUTH}", f"{SOUTH} and {NORTH}")
    settings = excluding(reason="withdrawn", origin=SOUTH) + TWO_FILES
    got = read(tmp_path / "y", settings, rows).figures
    assert got.included.filter(country="KEN", measure=BASE)["estimate"].to_list() == [0.08]
    assert got.frame.filter(origin=SOUTH)["reason"].to_list() == ["withdrawn"]


@pytest.mark.parametrize("place", ["one file", "two files"])
def test_of_two_rows_that_disagree_the_one_left_out_by_the_user_refuses_nothing(tmp_path, place):
    other = figure("KEN", BASE, 0.2, source_type="household_survey")
    rows = {"a/figures.csv": figure_rows(), "b/figures.csv": [other]}
    if place == "one file":
        rows = {"a/figures.csv": [*figure_rows(), other], "b/figures.csv": []}
        rows["b/figures.csv"] = [figure("MLI", BASE, 0.1)]
    with pytest.raises(DataError, match="disagree"):
        read(tmp_path / "x", TWO_FILES, rows)
    line = excluding(reason="a misprint", country="KEN", source_type="household_survey")
    got = read(tmp_path / "y", line + TWO_FILES, rows).figures
    assert got.included.filter(country="KEN", measure=BASE)["estimate"].to_list() == [0.08]
    told = got.frame.filter(country="KEN", measure=BASE, estimate=0.2)
    assert told.select("included", "reason").rows() == [(False, "a misprint")]


def test_a_figure_that_says_the_same_serves_where_the_other_one_is_left_out(tmp_path):
    rows = {
        "a/figures.csv": figure_rows(),
        "b/figures.csv": [figure("KEN", BASE, 0.08, se="", source="")],
    }
    line = excluding(reason="no permission", country="KEN", measure=BASE, origin=NORTH)
    got = read(tmp_path, line + TWO_FILES, rows).figures
    mine = got.included.filter(country="KEN", measure=BASE)
    assert mine["origin"].to_list() == [SOUTH]
