"""`estimate test`, `contrast`, `standardised` and `moment`: files, statuses, refusals, faults."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

import measure87 as m
from measure87.cli import main


@pytest.fixture
def persons(tmp_path):
    rows = pl.DataFrame(
        {
            "Working": [i * 37 % 7 // 5 for i in range(400)],
            "reason": [i * 11 % 3 for i in range(400)],
            "hours": [(i * 29 % 41) + (i // 100) for i in range(400)],
            "w": [1.0 + i % 3 for i in range(400)],
            "psu": [i // 10 for i in range(400)],
            "sex": [1 + i * 13 % 5 // 3 for i in range(400)],
            "region": [1 + i // 100 for i in range(400)],
        }
    )
    path = tmp_path / "persons.csv"
    rows.write_csv(path)
    return path


DESIGN = ["--weight", "w", "--strata", "region", "--cluster", "psu"]


def run(*arguments):
    done = CliRunner().invoke(main, ["estimate", *map(str, arguments), "--json"])
    assert "Traceback" not in done.output
    return done.exit_code, json.loads(done.stdout)


def survey(path):
    return m.Survey(m.read(path), weights="w", strata="region", clusters="psu")


@pytest.mark.parametrize("method", ["rao-scott", "adjusted-wald", "shares", "wilcoxon"])
def test_a_command_gives_what_python_gives(persons, method):
    measure = "hours" if method == "wilcoxon" else "Working"
    code, found = run(
        "test", persons, "--measure", measure, "--by", "sex", "--method", method, *DESIGN
    )
    assert code == 0
    (one,) = found["tests"]
    expected = survey(persons).test(measure, by="sex", method=method).only
    assert one == json.loads(json.dumps(expected.to_json()))
    assert found["released"] is False


def test_several_measures_are_adjusted(persons):
    names = ["--measure", "Working", "--measure", "reason"]
    code, found = run("test", persons, *names, "--by", "sex", *DESIGN)
    assert code == 0
    p = [one["p_value"] for one in found["tests"]]
    assert max(one["p_adjusted"] for one in found["tests"]) == pytest.approx(
        min(1.0, max(2 * min(p), max(p)))
    )
    assert {one["adjustment"] for one in found["tests"]} == {"holm"}


def test_contrasts_have_limits_and_tests(persons):
    code, found = run(
        "contrast", persons, "--measure", "hours", "--by", "region", "--statistic", "mean",
        "--weights", "1=1,2=-0.5,3=-0.5", "--weight", "w", "--cluster", "psu",
    )  # fmt: skip
    assert code == 0
    (one,) = found["estimates"]
    means = {x.group["region"]: x.value for x in survey(persons).mean("hours", by="region")}
    assert one["value"] == pytest.approx(means["1"] - 0.5 * means["2"] - 0.5 * means["3"])
    assert one["statistic"] == "contrast"
    assert found["tests"][0]["p_value"] < 1.0


def test_a_standard_population_is_read_from_a_file(persons, tmp_path):
    standard = tmp_path / "standard.csv"
    standard.write_text("sex,persons\n1,300\n2,700\n")
    code, found = run(
        "standardised", persons, "--measure", "Working", "--by", "region", "--standard", standard,
        *DESIGN,
    )  # fmt: skip
    assert code == 0
    shares = survey(persons).prevalence("Working", by="sex*region")
    of = {(x.group["sex"], x.group["region"]): x.value for x in shares}
    for one in found["estimates"]:
        region = one["group"]["region"]
        expected = 0.3 * of["1", region] + 0.7 * of["2", region]
        assert one["value"] == pytest.approx(expected)


def test_moments_in_each_group(persons):
    code, found = run(
        "moment", persons, "--measure", "hours", "--measure", "w", "--statistic", "correlation",
        "--by", "sex", "--cluster", "psu",
    )  # fmt: skip
    assert code == 0
    assert [one["group"] for one in found["estimates"]] == [{"sex": "1"}, {"sex": "2"}]
    assert all(
        -1.0 <= one["lower"] <= one["value"] <= one["upper"] <= 1.0 for one in found["estimates"]
    )
    assert {one["name"] for one in found["estimates"]} == {"hours with w"}


@pytest.mark.parametrize(
    ("arguments", "exit_code", "code"),
    [
        (["test", "--measure", "Working", "--by", "sex", "--where", "sex=1"], 3, "one-group"),
        (["test", "--measure", "hours", "--by", "psu"], 1, "identifying-groups"),
        (["test", "--measure", "Working", "--by", "nowhere"], 1, "unknown-column"),
        (["test", "--measure", "Working"], 2, "by"),
        (["test", "--measure", "Working", "--method", "shares"], 2, "value"),
        (["test", "--measure", "reason", "--by", "sex", "--method", "shares"], 1, "not-a-status"),
        (["contrast", "--measure", "Working", "--by", "sex", "--baseline", "7"], 2, "contrast"),
        (["contrast", "--measure", "Working", "--by", "sex", "--weights", "1=a"], 2, "contrast"),
        (["moment", "--measure", "hours", "--statistic", "correlation"], 2, "names"),
    ],
)
def test_what_cannot_be_done_is_said(persons, arguments, exit_code, code):
    command, *rest = arguments
    done, found = run(command, persons, *rest, "--cluster", "psu")
    assert done == exit_code
    said = found["error"]["code"] if "error" in found else found["refused"][0]["code"]
    assert said == code


def test_an_unknown_of_classify_is_no_answer(tmp_path):
    rows = [
        {"work": i % 3, "work__reason": "r", "sex": 1 + i * i % 5 // 3, "psu": i // 9}
        for i in range(270)
    ]
    path = tmp_path / "classified.csv"
    pl.DataFrame(rows).write_csv(path)
    code, found = run("test", path, "--measure", "work", "--by", "sex", "--cluster", "psu")
    assert code == 0
    assert found["tests"][0]["n"] == 180
    assert found["tests"][0]["df"] == 1.0


def test_the_table_for_people_never_says_that_p_is_0(persons):
    rows = pl.read_csv(persons).with_columns(twin=pl.col("sex"))
    rows.write_csv(persons)
    done = CliRunner().invoke(
        main, ["estimate", "test", str(persons), "--measure", "twin", "--by", "sex", *DESIGN]
    )
    assert done.exit_code == 0
    assert "<0.0001" in done.stdout
    assert "Not released" in done.stdout


@pytest.mark.parametrize(
    "command",
    [
        ["test", "--measure", "hours", "--by", "sex", "--method", "means"],
        ["contrast", "--measure", "hours", "--by", "sex", "--statistic", "mean"],
        ["moment", "--measure", "hours"],
        [
            "trend",
            "--measure",
            "hours",
            "--statistic",
            "mean",
            "--over",
            "year",
            "--overlap",
            "none",
        ],
    ],
    ids=lambda command: command[0],
)
def test_replicate_weights_of_a_file_that_are_not_used_are_told_of(persons, command):
    kind, *rest = command
    rows = pl.read_csv(persons).with_columns(year=2015 + pl.col("psu") % 2)
    rows.write_csv(persons)
    assert "replicate weights" not in str(run(kind, persons, *rest, *DESIGN)[1]["warnings"])
    rows.with_columns(pl.col("w").alias(f"rw{r}") for r in range(1, 11)).write_csv(persons)
    code, found = run(kind, persons, *rest, *DESIGN)
    assert code == 0
    assert any(
        "replicate weights (rw*), which are not used" in x["text"] for x in found["warnings"]
    )


def test_a_code_that_nobody_has_and_codes_that_are_added_up_are_told_of(persons):
    rows = pl.read_csv(persons).with_columns(done=pl.col("psu").mod(3).replace({2: 9}))
    rows.write_csv(persons)
    design = ["--weight", "w", "--cluster", "psu", "--where", "sex=1", "--where", "sex=7"]
    code, found = run(
        "survey", persons, "--measure", "done", "--statistic", "mean", *design
    )  # fmt: skip
    assert code == 0
    texts = [one["text"] for one in found["warnings"]]
    assert "where: sex never holds the code 7" in texts
    assert any(text.startswith("done looks like a column of codes") for text in texts)
