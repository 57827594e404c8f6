"""The table of leaks: a study is a row, rows stand, and what does not hold fails."""

import csv

import pytest

from tests.attacks.leaks import BY_LEDGER
from tests.attacks.leaks_main import NOTHING, holds, main, read_rows, ways_of, write_rows

GOOD = {
    "study": "1", "persons": "748", "weights": "cluster", "by": "sex region", "definitions": "2",
    "skip": "coded", "tables": "False", "numbers": "False", "differences": "False",
    "again": "; ".join(ways_of(1)), "releases": "4", "figures": "78", "hidden": "101",
    "counts": "0", "persons_told": "0", "attributes": "0", "in_files": "0", "not_released": "",
}  # fmt: skip


def going_on(path):
    return main(["--studies", "1", "--table", str(path), "--go-on"])


def test_every_way_comes_in_its_turn():
    assert len(BY_LEDGER) == 12
    assert {way for seed in range(6) for way in ways_of(seed)} == set(BY_LEDGER)
    assert all(len(ways_of(seed)) == 2 for seed in range(12))


def test_a_row_that_stands_is_kept_and_its_study_not_tried_again(tmp_path, capsys):
    path = tmp_path / "leaks.csv"
    write_rows(path, {1: GOOD})
    assert going_on(path) == 0
    assert read_rows(path) == {1: GOOD}
    assert "1 of 1 studies hold" in capsys.readouterr().out


@pytest.mark.parametrize("change", [*({one: "1"} for one in NOTHING), {"releases": "0"}])
def test_what_was_told_or_not_released_fails(tmp_path, change):
    path = tmp_path / "leaks.csv"
    write_rows(path, {1: GOOD | change})
    assert holds(GOOD)
    assert going_on(path) == 1


@pytest.mark.slow
def test_a_study_is_attacked_and_stands_in_the_table(tmp_path):
    path = tmp_path / "leaks.csv"
    assert main(["--studies", "1", "--seed", "24", "--most", "330", "--table", str(path)]) == 0
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert int(row["releases"]) > 2
    assert int(row["hidden"]) > 0
