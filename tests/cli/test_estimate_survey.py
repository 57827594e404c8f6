"""`measure87 estimate survey`: results, errors, exit statuses, as a user sees them."""

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from click.testing import CliRunner

from measure87.cli import main

DATA = Path(__file__).parents[1] / "reference" / "r_survey"
CLUSTERS = ["--weight", "pw", "--cluster", "dnum", "--cluster", "snum", "--fpc", "fpc1", "--fpc",
            "fpc2"]  # fmt: skip


def run(*arguments, text=None):
    return CliRunner().invoke(main, ["estimate", "survey", *map(str, arguments)], input=text)


def test_a_mean_of_a_two_stage_sample_is_that_of_r():
    done = run(DATA / "apiclus2.csv", "--measure", "api00", "--statistic", "mean", *CLUSTERS,
               "--json")  # fmt: skip
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (found["command"], found["released"]) == ("estimate survey", False)
    assert found["estimates"][0]["se"] == pytest.approx(30.0990273768366, rel=1e-9)
    assert found["provenance"]["inputs"] == {"apiclus2.csv": "not hashed"}


def test_tables_filters_and_shares_of_one_code(tmp_path):
    target = tmp_path / "out.json"
    done = run(DATA / "apiclus2.csv", "--measure", "comp.imp=Yes", *CLUSTERS, "--by", "stype",
               "--by", "stype*awards", "--where", "awards=No", "-o", target)  # fmt: skip
    assert (done.exit_code, done.stdout) == (0, "")
    groups = [e["group"] for e in json.loads(target.read_text())["estimates"]]
    assert groups[:3] == [{"stype": "E"}, {"stype": "H"}, {"stype": "M"}]
    assert groups[3:] == [{"stype": code, "awards": "No"} for code in "EHM"]


def test_standard_input_is_csv_and_a_table_is_for_people():
    text = "w,c,s\n" + "".join(f"1,{i // 5},{int(i % 7 == 0)}\n" for i in range(100))
    done = run("-", "--measure", "s", "--weight", "w", "--cluster", "c", text=text)
    assert done.exit_code == 0
    assert "15.00%" in done.stdout
    assert "Not released" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "text"),
    [
        (["--measure", "api000", "--statistic", "mean"], 1, "no column 'api000'"),
        (["--measure", "api00"], 1, "statuses; api00 holds 122 different values without a label"),
        (["--measure", "stype=Q", "--weight", "sname"], 1, "never holds the code Q"),
        (["--measure", "sch.wide=Yes", "--weight", "sname"], 1, "sname holds text and not"),
        (["--measure", "sch.wide=Yes", "--fpc", "stype"], 1, "stype holds text and not"),
        (["--measure", "sch.wide=Yes", "--denominator", "enroll"], 2, "has no denominator"),
        (["--measure", "api00", "--statistic", "mean", "--unknown", "no"], 2,
         "a missing number cannot count"),
        (["--measure", "sch.wide=Yes", "--cluster", "dnum", "--cluster", "dnum"], 2,
         "named twice"),
        (["--measure", "sch.wide=Yes", "--level", "95"], 2, "must lie between 0 and 1"),
        (["--measure", "sname", "--statistic", "mean"], 1, "holds text"),
        (["--measure", "stype=Q"], 1, "never holds the code Q"),
        (["--measure", "sch.wide=Yes", "--strata", "stype", "--single-cluster", "fail"], 1,
         "a stratum has one cluster only"),
        (["--measure", "api00", "--statistic", "quantile", "--quantile", "50"], 2,
         "must lie between 0 and 1"),
        (["--measure", "api00", "--statistic", "mean", "--quantile", "0.5"], 2,
         "a mean has no share of a quantile"),
        (["--measure", "stype", "--statistic", "quantile"], 1, "holds text"),
        (["--measure", "api00", "--replicate-weight", "w*"], 2, "nothing says how they were made"),
        (["--measure", "api00", "--interval", "exact"], 2, "interval"),
        (["--measure", "api00", "--statistic", "mean", "--foo"], 2, "No such option"),
        (["--measure", "api00", "--statistic", "mean", "--where", "stype"], 2, "has no code"),
        (["--measure", "api00", "--statistic", "mean", "--where", "stype=Q"], 3, None),
    ],
)  # fmt: skip
def test_every_mistake_has_one_sentence_and_its_exit_status(arguments, status, text, tmp_path):
    if "exact" in arguments:
        arguments = ["--measure", "sch.wide=Yes", *arguments[2:]]
    target = tmp_path / "out.txt"
    plain = run(DATA / "lonely_apistrat.csv", *arguments, "-o", target)
    assert plain.exit_code == status
    assert "Traceback" not in plain.output
    told = run(DATA / "lonely_apistrat.csv", *arguments, "--json")
    assert told.exit_code == status
    found = json.loads(told.stdout)
    if text is None:
        assert found["refused"][0]["code"] == "empty-domain"
        return
    assert not target.exists()
    assert text in plain.stderr
    assert text in found["error"]["text"]
    assert found["schema"] == 1


def test_the_program_runs_as_a_module_and_help_shows_an_example():
    done = subprocess.run(
        [sys.executable, "-m", "measure87", "estimate", "survey", "--help"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "measure87 estimate survey persons.csv" in done.stdout


def test_the_median_is_that_of_r():
    design = ["--weight", "pw", "--strata", "stype", "--fpc", "fpc"]
    asked = ["--measure", "api00", "--statistic", "quantile", "--interval", "wald"]
    done = run(DATA / "apistrat.csv", *asked, *design, "--json")
    (found,) = json.loads(done.stdout)["estimates"]
    assert (found["statistic"], found["quantile"]) == ("quantile", 0.5)
    assert [found[key] for key in ("value", "lower", "upper")] == [668.0, 642.0, 694.0]


def test_no_identifier_is_told_in_an_error(tmp_path):
    """A column of names is no measure; the error says how many values it has, and not which."""
    for measure in ("sname", "sname=x"):
        done = run(DATA / "apisrs.csv", "--measure", measure)
        assert done.exit_code == 1
        assert "different values" in done.stderr
        assert "Elementary" not in done.output


@pytest.mark.parametrize("words", [("TRUE", "FALSE"), ("True", "False"), ("true", "false")])
def test_true_and_false_in_a_text_file_are_yes_and_no(words):
    text = "c,s\n" + "".join(f"{i // 5},{words[i % 4 != 0]}\n" for i in range(100))
    done = run("-", "--measure", "s", "--cluster", "c", "--json", text=text)
    (figure,) = json.loads(done.stdout)["estimates"]
    assert (figure["value"], figure["n_cases"]) == (0.25, 25)


@pytest.mark.parametrize(
    ("column", "text"), [("w", "w is missing (20 such rows"), ("c", "c is missing in 20 rows"),
                         ("h", "h is missing in 20 rows"), ("f", "f is missing in 20 rows")]
)  # fmt: skip
def test_a_weight_or_place_that_the_file_declares_missing_is_none(tmp_path, column, text):
    """99 is declared missing, and was counted as a weight of 99, or as a cluster."""
    plain = {"w": [1.0 + i % 3 for i in range(200)], "h": [1 + i // 100 for i in range(200)],
             "c": [i // 10 for i in range(200)], "f": [50.0] * 200}  # fmt: skip
    plain[column] = [
        type(plain[column][0])(99) if i % 10 == 0 else value
        for i, value in enumerate(plain[column])
    ]
    frame = pl.DataFrame(plain | {"s": [i % 2 for i in range(200)]})
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"), missing_ranges={column: [99]})
    done = run(tmp_path / "a.sav", "--measure", "s", "--weight", "w", "--strata", "h",
               "--cluster", "c", "--fpc", "f")  # fmt: skip
    assert done.exit_code == 1
    assert text in done.stderr


def test_a_box_that_was_ticked_or_not_is_told(tmp_path):
    text = "s,c\n" + "".join(f"{'1' if i % 4 == 0 else ''},{i // 5}\n" for i in range(100))
    done = run("-", "--measure", "s", "--cluster", "c", "--json", text=text)
    assert [one["code"] for one in json.loads(done.stdout)["warnings"]] == [
        "no-weight",
        "yes-alone",
    ]
