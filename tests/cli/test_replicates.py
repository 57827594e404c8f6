"""Replicates on the command line: asked for their method, read, and made."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from tests.estimate.replicates.r_reference import REFS, WITH_COLUMNS, table, with_weights


def run(*arguments):
    return CliRunner().invoke(main, ["estimate", "survey", *map(str, arguments)])


@pytest.fixture
def schools(tmp_path):
    """The clusters of schools with R's bootstrap weights beside them, as a producer gives them."""
    frame, columns = with_weights("apiclus1", "subbootstrap")
    named = frame.rename({name: f"rw{i}" for i, name in enumerate(columns, start=1)})
    named.write_csv(tmp_path / "schools.csv")
    return tmp_path / "schools.csv"


MEAN = ["--measure", "api00", "--statistic", "mean", "--weight", "pw"]


def one(done):
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)["estimates"][0]


def test_a_file_with_replicate_weights_is_asked_how_they_were_made(schools):
    """A simple sample of these schools would have a standard error of 7.8, and it is 24.2."""
    for options in ([], ["--replicate-weight", "rw*"]):
        done = run(schools, *MEAN, *options)
        assert done.exit_code == 2
        assert "(rw*), and nothing says how they were made" in done.stderr
        assert "--replicate-method" in done.stderr


def test_columns_with_their_method(schools):
    got = one(run(schools, *MEAN, "--replicate-weight", "RW*", "--replicate-method", "bootstrap",
                  "--json"))  # fmt: skip
    assert got["se"] == pytest.approx(WITH_COLUMNS["subbootstrap"]["mean"]["se"], rel=1e-9)
    assert (got["method"], got["df"]) == ("bootstrap", 14)


def test_columns_with_a_scale_alone(schools):
    got = one(run(schools, *MEAN, "--replicate-weight", "rw*", "--replicate-scale", 1 / 39,
                  "--replicate-rscales", "1", "--json"))  # fmt: skip
    assert got["se"] == pytest.approx(WITH_COLUMNS["subbootstrap"]["mean"]["se"], rel=1e-9)
    assert got["method"] == "other"


def test_factors_of_the_weight(schools):
    frame = pl.read_csv(schools, infer_schema_length=None, null_values=["", "NA"])
    frame.with_columns(pl.col("^rw.*$") / pl.col("pw")).write_csv(schools)
    got = one(run(schools, *MEAN, "--replicate-weight", "rw*", "--replicate-method", "bootstrap",
                  "--replicate-factors", "--json"))  # fmt: skip
    assert got["se"] == pytest.approx(WITH_COLUMNS["subbootstrap"]["mean"]["se"], rel=1e-9)


def test_differences_have_the_errors_of_the_replicates(schools):
    asked = [*MEAN, "--by", "stype", "--difference", "stype=E minus stype=H", "--json"]
    done = run(schools, *asked, "--replicate-weight", "rw*", "--replicate-method", "bootstrap")
    assert done.exit_code == 0, done.output
    (found,) = json.loads(done.stdout)["differences"]
    frame, columns = with_weights("apiclus1", "subbootstrap")

    def less(weight):
        of = {
            code: frame.filter(pl.col("stype") == code).select(
                (pl.col(weight) * pl.col("api00")).sum() / pl.col(weight).sum()
            ).item()
            for code in ("E", "H")
        }  # fmt: skip
        return of["E"] - of["H"]

    each = [less(name) for name in columns]
    spread = sum((one - sum(each) / len(each)) ** 2 for one in each) / (len(each) - 1)
    assert found["value"] == pytest.approx(less("pw"), rel=1e-9)
    assert found["se"] == pytest.approx(spread**0.5, rel=1e-9)
    assert found["method"] == "bootstrap"


def test_none_leaves_them_out(schools):
    got = one(run(schools, *MEAN, "--replicate-method", "none", "--cluster", "dnum", "--json"))
    assert got["method"] == "taylor"


def test_replicates_that_are_made(tmp_path):
    table("apiclus1").write_csv(tmp_path / "schools.csv")
    clustered = [tmp_path / "schools.csv", *MEAN, "--cluster", "dnum", "--json"]
    got = one(run(*clustered, "--make-replicates", "jk1"))
    assert got["se"] == pytest.approx(REFS["rclus1.mean"]["value"]["se"], rel=1e-9)
    draws = [
        one(run(*clustered, "--make-replicates", "rao-wu", "--replicates", 50, *seed))["se"]
        for seed in ([], ["--replicate-seed", 1], ["--replicate-seed", 2])
    ]
    assert draws[0] == draws[1] != draws[2]
    told = json.loads(run(*clustered, "--make-replicates", "rao-wu").stdout)
    assert told["diagnostics"]["replicates"] == 200


def test_each_replicate_is_benchmarked_again(tmp_path):
    table("apiclus1").write_csv(tmp_path / "schools.csv")
    (tmp_path / "types.csv").write_text("stype,persons\nE,4421\nH,755\nM,1018\n")
    got = one(run(tmp_path / "schools.csv", *MEAN, "--cluster", "dnum", "--make-replicates", "jk1",
                  "--population", tmp_path / "types.csv", "--json"))  # fmt: skip
    assert got["se"] == pytest.approx(REFS["ps_rep.mean"]["value"]["se"], rel=1e-9)


@pytest.mark.parametrize(
    ("options", "status", "says"),
    [
        (["--replicate-scale", "1"], 2, "says nothing without --replicate-weight"),
        (["--replicates", "9"], 2, "says nothing without --make-replicates"),
        (["--replicate-method", "brr"], 2, "says nothing without --replicate-weight"),
        (["--make-replicates", "jk1", "--replicate-scale", "1"], 2, "says nothing without"),
        (["--make-replicates", "jk1", "--replicate-weight", "rw*"], 2, "either made or read"),
        (["--make-replicates", "jk1", "--replicate-rho", "0.5"], 2, "jk1 has no rho"),
        (["--replicate-weight", "rw*", "--replicate-method", "brr", "--replicate-rho", "0.3"], 2,
         "brr has no rho"),
        (["--make-replicates", "jk1", "--replicates", "9"], 2, "the design says how many"),
        (["--make-replicates", "brr", "--cluster", "dnum"], 1, "two clusters in each stratum"),
        (["--replicate-weight", "zz*", "--replicate-method", "brr"], 1, "no column is called zz*"),
        (["--replicate-weight", "rw[1-9]", "--replicate-method", "jkn"], 2, "as rscales"),
        (["--replicate-weight", "rw*", "--replicate-method", "other"], 2, "need a scale"),
        (["--replicate-weight", "rw*", "--replicate-method", "brr", "--replicate-rscales", "a"], 2,
         "no number"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_one_sentence(schools, options, status, says):
    done = run(schools, *MEAN, *options)
    assert done.exit_code == status
    assert says in done.stderr
    assert "Hint: " in done.stderr
    assert "Traceback" not in done.output
