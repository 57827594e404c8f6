"""`estimate survey` and what else reads persons refuse a row of totals, as a study does."""

import json

import pytest
from click.testing import CliRunner

from measure87.cli import main

WEIGHTS = [1.5, 2.25, 1.0, 0.5, 3.0, 2.0, 1.25, 1.75, 2.5, 1.0, 0.75, 1.1]


@pytest.fixture
def table(tmp_path):
    rows = [f"{k},{k % 2},{w},{'a' if k < 6 else 'b'}" for k, w in enumerate(WEIGHTS)]
    rows.append(f",1,{sum(WEIGHTS)},Sum")
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["id,work,w,region", *rows]), encoding="utf-8")
    return path


def asked(table, *more):
    options = ["--measure", "work", "--weight", "w", *more]
    return CliRunner().invoke(main, ["estimate", "survey", str(table), *options])


def test_it_is_refused_with_its_row(table):
    found = asked(table)
    assert found.exit_code == 1
    assert "row 14 has the weight (w) of all other rows together" in found.stderr
    assert "take the rows of totals out of the file" in found.stderr


def test_where_it_is_not_among_those_asked_for_it_may_stand(table):
    found = asked(table, "--where", "region=a", "--json")
    assert found.exit_code == 0, found.stderr
    assert json.loads(found.stdout)["estimates"][0]["n"] == 6


@pytest.mark.parametrize("weight", ["", "-2", "nan", "text"])
def test_weights_that_are_none_are_for_whoever_weighs(table, weight):
    lines = table.read_text("utf-8").splitlines()
    table.write_text("\n".join([*lines[:-1], f"99,1,{weight},b"]), encoding="utf-8")
    found = asked(table)
    assert found.exit_code == 1
    assert "this is our fault" not in found.stderr
    assert "totals" not in found.stderr
