"""`measure87 estimate regress`: options, output, and failures in one sentence."""

import json

import pytest
from click.testing import CliRunner

from measure87.cli import main
from tests.library.test_regressing import children, survey

DESIGN = ["--weight", "w", "--cluster", "village"]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "children.csv"
    children().write_csv(path)
    return str(path)


def run(*arguments):
    return CliRunner().invoke(main, ["estimate", "regress", *arguments])


def test_it_gives_what_the_library_gives(table):
    done = run(table, "--outcome", "work", "--term", "sex*region", "--number", "age",
               "--reference", "sex=2", "--average", "sex", "--where", "region=1", "--where",
               "region=2", *DESIGN, "--json")  # fmt: skip
    assert done.exit_code == 0, done.output
    got = json.loads(done.stdout)
    expected = survey().regress(
        "work", "sex*region", numbers="age", reference={"sex": 2}, averages="sex",
        where={"region": [1, 2]},
    ).to_dict()  # fmt: skip
    for name in ("estimates", "tests", "averages", "covariance", "diagnostics"):
        assert got[name] == expected[name]


def test_people_get_a_table_and_warnings_go_to_standard_error(table):
    done = run(table, "--outcome", "work", "--term", "sex", *DESIGN)
    assert done.exit_code == 0
    assert "odds ratio" in done.stdout
    assert "every combination" not in done.stdout
    assert "there is a coefficient for every combination" in done.stderr


def test_a_file_of_rows_gets_rows(table, tmp_path):
    done = run(table, "--outcome", "work", "--term", "sex", *DESIGN, "-o", str(tmp_path / "a.csv"))
    assert done.exit_code == 0
    lines = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("label,value,se,lower")
    assert [line.split(",")[0] for line in lines[1:]] == ["(constant)", "sex=2"]


@pytest.mark.parametrize(
    ("options", "status", "text"),
    [
        (["--outcome", "work", "--term", "village", *DESIGN], 1, "would identify them"),
        (["--outcome", "hours", "--term", "sex", *DESIGN], 1, "hours"),
        (["--outcome", "work", "--term", "sx", *DESIGN], 1, "sx"),
        (["--outcome", "work", *DESIGN], 2, "at least one term"),
        (["--outcome", "work", "--term", "sex", "--where", "region", *DESIGN], 2, "has no code"),
        (["--outcome", "work", "--term", "sex", "--family", "tobit"], 2, "tobit"),
        (["--outcome", "work", "--term", "sex", "--average", "age", *DESIGN], 2, "no category"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(table, options, status, text):
    done = run(table, *options)
    assert done.exit_code == status, done.output
    assert text in done.stderr
    assert "Traceback" not in done.output
