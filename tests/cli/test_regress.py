"""`measure87 estimate regress`: options, output, and failures in one sentence."""

import json

import pytest
from click.testing import CliRunner

from measure87.cli import main
from tests.estimate.regression.schools import WITH_REPLICATES
from tests.estimate.regression.test_regression_replicates import KEPT
from tests.estimate.replicates.r_reference import with_weights
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


@pytest.fixture
def schools(tmp_path):
    """The clusters of schools with R's bootstrap weights beside them, as a producer gives them."""
    frame, columns = with_weights("apiclus1", "subbootstrap")
    named = frame.rename({name: f"rw{i}" for i, name in enumerate(columns, start=1)})
    named.write_csv(tmp_path / "schools.csv")
    return str(tmp_path / "schools.csv")


SCORES = ["--outcome", "api00", "--family", "linear", "--number", "ell", "--number", "meals",
          "--weight", "pw"]  # fmt: skip


def test_replicate_weights_of_a_producer_give_the_errors_of_r(schools):
    done = run(schools, *SCORES, "--replicate-weight", "RW*", "--replicate-method", "bootstrap",
               "--json")  # fmt: skip
    assert done.exit_code == 0, done.output
    got, expected = json.loads(done.stdout), KEPT["subbootstrap"]["linear"]
    assert [one["se"] for one in got["estimates"]] == pytest.approx(expected["se"], rel=1e-9)
    assert {one["df"] for one in got["estimates"]} == {expected["df"]}
    assert got["diagnostics"]["replicates"] == 40
    assert got["diagnostics"]["variance"] == "bootstrap"


def test_replicates_are_made_of_the_clusters(schools):
    done = run(schools, *SCORES, "--cluster", "dnum", "--make-replicates", "jk1", "--json")
    assert done.exit_code == 0, done.output
    got = [one["se"] for one in json.loads(done.stdout)["estimates"]]
    expected = WITH_REPLICATES["rclus1.glm"]["coef"]["Std. Error"]
    assert got == pytest.approx(expected, rel=1e-9)
    text = run(schools, *SCORES, "--cluster", "dnum", "--make-replicates", "jk1").stdout
    assert "15 replicates (jk1), 12 degrees of freedom" in text


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "nothing says how they were made"),
        (["--replicate-weight", "rw*"], "nothing says how they were made"),
        (["--replicate-weight", "rw*", "--make-replicates", "jk1"], "both are asked for"),
        (["--make-replicates", "jk1", "--replicate-quantiles", "replicates"],
         "says nothing of a regression"),
    ],
)  # fmt: skip
def test_replicates_are_asked_for_in_one_way(schools, options, says):
    done = run(schools, *SCORES, "--cluster", "dnum", *options)
    assert done.exit_code == 2
    assert says in done.stderr
    assert "Traceback" not in done.output


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
