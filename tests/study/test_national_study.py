"""A national definition is one folder of the study, without code."""

import json

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.study import new_study

DEFINITION = """
schema = 1
extends = "child_labour/sdg_8_7_1"
title = "Child labour with shorter hours at 15 to 17 (invented law)"
prefix = "zz"
"""

THRESHOLDS = """
[economic_activity_at_15_to_17]
at_least = {hours}
unit = "hours per week"
ages = [15, 17]
from = 2024-01-01
cite = {{ key = "ZZ-LAW", title = "Law of Z (invented)", at = "section 3", seen = "printed" }}
"""

CASES = """case,who,tests,age_years,economic_activity,economic_hours,expect.zz_child_labour_sdg_a
1,Girl of 16 who worked 20 hours,section 3: 20 hours,16,yes,20,yes
2,Boy of 16 who worked 19 hours,section 3: below 20 hours,16,yes,19,no
"""


@pytest.fixture
def study(tmp_path, invented_data):
    folder = tmp_path / "s"
    new_study(folder, "mics6", data=invented_data / "fs.sav", country="ZZZ")
    settings = folder / "study.toml"
    text = settings.read_text().replace("definitions = [", 'definitions = [\n  "zz/hours",')
    settings.write_text(text)
    national = folder / "definitions" / "zz" / "hours"
    national.mkdir(parents=True)
    (national / "definition.toml").write_text(DEFINITION)
    (national / "thresholds.toml").write_text(THRESHOLDS.format(hours=20))
    (national / "cases.csv").write_text(CASES)
    return folder


def values(folder, name, **group):
    found = json.loads((folder / "out" / "estimates.json").read_text())["estimates"]
    return next(e for e in found if e["name"] == name and e["group"] == group)


def test_a_national_definition_gives_figures_beside_the_standard(study):
    settings = study / "study.toml"
    text = settings.read_text()
    settings.write_text(text.replace("minimum_cases = 3 ", "minimum_cases = 1 "))
    done = CliRunner().invoke(main, ["run", str(study)])
    assert done.exit_code == 0, done.output
    own = values(study, "zz_child_labour_sdg_a", age="15-17")
    standard = values(study, "child_labour_sdg_a", age="15-17")
    assert own["value"] > standard["value"]
    assert own["definition"] == "zz/hours@2024-01-01"
    same = values(study, "zz_child_labour_sdg_a", age="5-14")
    assert same["value"] == values(study, "child_labour_sdg_a", age="5-14")["value"]
    assert "Law of Z (invented)" in (study / "out" / "report.html").read_text()


def test_a_case_that_does_not_come_out_stops_the_run(study):
    national = study / "definitions" / "zz" / "hours"
    (national / "thresholds.toml").write_text(THRESHOLDS.format(hours=30))
    done = CliRunner().invoke(main, ["run", str(study), "--json"])
    assert done.exit_code == 1
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "failing-cases"
    assert "case 1" in error["text"]
    assert not (study / "out").exists()


def test_code_in_a_national_definition_is_refused(study):
    (study / "definitions" / "zz" / "hours" / "rules.py").write_text("x = 1\n")
    done = CliRunner().invoke(main, ["run", str(study), "--json"])
    assert done.exit_code == 1
    assert "never code" in json.loads(done.stdout)["error"]["text"]


def test_a_file_is_classified_alone_under_the_national_definition(study, invented_data, tmp_path):
    given = ["classify", str(invented_data / "fs.sav"), "--map", str(study / "mapping.toml")]
    given += ["--definition", "zz/hours", "-o", str(tmp_path / "c.csv"), "--json"]
    refused = CliRunner().invoke(main, given)
    assert refused.exit_code == 1
    done = CliRunner().invoke(main, [*given, "--folder", str(study / "definitions")])
    assert done.exit_code == 0, done.output
    own = json.loads(done.stdout)["counts"]["zz_child_labour_sdg_a"]
    standard = CliRunner().invoke(
        main, [*given[:5], "child_labour/sdg_8_7_1", *given[6:]], catch_exceptions=False
    )
    assert own["yes"] > json.loads(standard.stdout)["counts"]["child_labour_sdg_a"]["yes"]
