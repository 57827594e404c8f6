"""Another population table makes other weights of the same persons: the ledger knows it."""

import shutil

import polars as pl
import pytest

from measure87.study import run_study
from measure87.study.ledger.census import PERSON, WEIGHS, WEIGHT
from measure87.study.ledger.store import read_ledger
from tests.study import tiny

HEADER = "age,sex,persons,year,source\n"


def population(folder, boys, girls):
    rows = f"5-17,1,{boys},2025,invented\n5-17,2,{girls},2025,invented\n"
    (folder / "population.csv").write_text(HEADER + rows)


def census(folder):
    """Who is in the last release, of its only input."""
    (found,) = read_ledger(folder).entries[-1].censuses.values()
    return found.persons


@pytest.fixture(scope="module", params=["benchmarked", "survey"])
def once(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("benchmarks") / "s"
    tiny.write_study(folder)
    with (folder / "study.toml").open("a") as file:
        file.write(f'\n[numbers]\ntable = "population.csv"\nrates = "{request.param}"\n')
    population(folder, 40_000, 50_000)
    run_study(folder)
    return folder


def test_the_same_table_again_is_the_same_release(once, tmp_path):
    folder = shutil.copytree(once, tmp_path / "s")
    run_study(folder)
    assert len(read_ledger(folder).entries) == 1


def test_another_number_of_boys_changes_the_weights_of_boys(once, tmp_path):
    folder = shutil.copytree(once, tmp_path / "s")
    before = census(folder)
    population(folder, 55_000, 50_000)
    run_study(folder)
    after = census(folder)
    assert after[PERSON].equals(before[PERSON])
    others = set(after.filter(before[WEIGHT] != after[WEIGHT])["by sex"])
    assert others == {"1"}


def test_the_ledger_keeps_the_weights_that_rates_are_made_with(once):
    kept = census(once)[WEIGHS].sum()
    if "benchmarked" in (once / "study.toml").read_text():
        assert kept == pytest.approx(90_000)
    else:
        weights = pl.read_csv(once / "persons.csv")["w"]
        assert kept == pytest.approx(weights.sum())
