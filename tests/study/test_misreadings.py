"""Answers that were misread stop the measures that rest on them, and no others."""

import csv
import json

import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.study import run_study
from measure87.vocabulary.errors import RefusedError

STUDY = """
schema = 1
title = "Misread, invented"
country = "ZZZ"
year = 2024
population = "invented children"
invented = true

[inputs.survey]
persons = "persons.csv"
definitions = ["child_labour/sdg_8_7_1"]
"""

MAPPING = """
schema = 1
[survey]
unmapped = "{unmapped}"
[survey.persons.person_id]
variable = "id"
[survey.persons.weight]
variable = "w"
[survey.persons.cluster]
variable = "ea"
[survey.persons.age_years]
variable = "age"
[survey.persons.economic_activity]
variable = "work"
yes = [1]
no = [2]
unknown = [8, 9]
{work}
[survey.persons.economic_hours]
variable = "hours"
missing = [97, 98, 99]
[survey.persons.household_chores]
variable = "chores"
yes = [1]
no = [2]
unknown = [8, 9]
{chores}
[survey.persons.chores_hours]
variable = "chore_hours"
"""

SDG_A, SDG_B = "child_labour_sdg_a", "child_labour_sdg_b"


def children() -> list[dict[str, object]]:
    """Four hundred invented children; every eighth works for long hours."""
    return [
        {
            "id": i,
            "w": 1.0 + (i % 3) / 2,
            "ea": i // 10,
            "age": 5 + i % 13,
            "work": 1 if i % 8 == 0 else 2,
            "hours": 45 if i % 8 == 0 else "",
            "chores": 1 if i % 2 == 0 else 2,
            "chore_hours": 5 if i % 2 == 0 else "",
        }
        for i in range(400)
    ]


def study(folder, people, *, unmapped="unknown", work="", chores=""):
    folder.mkdir(exist_ok=True)
    with (folder / "persons.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(people[0]))
        writer.writeheader()
        writer.writerows(people)
    (folder / "study.toml").write_text(STUDY)
    (folder / "mapping.toml").write_text(
        MAPPING.format(unmapped=unmapped, work=work, chores=chores)
    )
    return folder


def figures(result):
    return {item.name for item in result.estimates}


def refusals(result):
    return {item.name: item for item in result.refused}


def test_a_tidy_file_loses_nothing(tmp_path):
    result = run_study(study(tmp_path / "s", children()))
    assert figures(result) == {SDG_A, SDG_B}
    assert not result.refused


def test_a_code_for_no_that_nobody_named_refuses_its_measure_and_no_other(tmp_path):
    people = [{**one, "chores": 0 if one["chores"] == 2 else 1} for one in children()]
    result = run_study(study(tmp_path / "s", people))
    assert figures(result) == {SDG_A}
    refused = refusals(result)[SDG_B]
    assert refused.code == "misread-unlabelled"  # a text file has no labels
    for word in ("chores", "a code without a label", "200 rows", "household_chores"):
        assert word in refused.text
    assert "'0'" not in refused.text
    assert refused.values == {"variable": "chores", "rows": 200, "item": "household_chores"}


def test_a_code_in_more_persons_than_there_are_cases_refuses_the_measure(tmp_path):
    """60 of 400 are fewer than a fifth, and more than the 50 cases."""
    people = [{**one, "chores": 3 if i < 60 else one["chores"]} for i, one in enumerate(children())]
    assert SDG_B in refusals(run_study(study(tmp_path / "s", people)))
    few = [{**one, "chores": 3 if i < 30 else one["chores"]} for i, one in enumerate(children())]
    assert figures(run_study(study(tmp_path / "t", few))) == {SDG_A, SDG_B}


def test_skips_left_blank_refuse_the_measure_until_the_mapping_says_so(tmp_path):
    """Chores were asked of girls alone, say; the cell of the others is empty."""
    people = [{**one, "chores": "", "chore_hours": ""} if i % 4 else one
              for i, one in enumerate(children())]  # fmt: skip
    result = run_study(study(tmp_path / "s", people))
    assert figures(result) == {SDG_A}
    refused = refusals(result)[SDG_B]
    assert refused.code == "misread-blank"
    assert "chores: the cell is empty" in refused.text
    assert "asked_if, or blank" in refused.text
    told = run_study(study(tmp_path / "t", people, chores='blank = "no"'))
    assert figures(told) == {SDG_A, SDG_B}


def test_asked_are_those_whose_gate_is_open(tmp_path):
    """Hours are empty for all who do not work, and for one in ten who do."""
    workers = [i for i, one in enumerate(children()) if one["work"] == 1]
    few, many = set(workers[::10]), set(workers[::3])
    few_lost = [{**one, "hours": "" if i in few else one["hours"]}
                for i, one in enumerate(children())]  # fmt: skip
    assert figures(run_study(study(tmp_path / "s", few_lost))) == {SDG_A, SDG_B}
    lost = [{**one, "hours": "" if i in many else one["hours"]}
            for i, one in enumerate(children())]  # fmt: skip
    with pytest.raises(RefusedError):
        run_study(study(tmp_path / "t", lost))


def test_answers_that_the_mapping_calls_unknown_are_left_to_the_bounds(tmp_path):
    people = [{**one, "chores": 8 if i % 3 == 0 else one["chores"]}
              for i, one in enumerate(children())]  # fmt: skip
    result = run_study(study(tmp_path / "s", people))
    assert figures(result) == {SDG_A, SDG_B}


def test_check_says_what_run_refuses(tmp_path):
    people = [{**one, "chores": 0 if one["chores"] == 2 else 1} for one in children()]
    folder = study(tmp_path / "s", people)
    told = CliRunner().invoke(main, ["check", str(folder)])
    assert told.exit_code == 0, told.output
    assert "Cannot be computed from answers read as they are:" in told.output
    found = json.loads(CliRunner().invoke(main, ["check", str(folder), "--json"]).output)
    assert [one["name"] for one in found["misread"]] == [SDG_B]
    assert [one["measure"] for one in found["computable"]] == [SDG_A]


def test_an_unmapped_code_still_stops_by_default(tmp_path):
    people = [{**one, "chores": 0 if one["chores"] == 2 else 1} for one in children()]
    folder = study(tmp_path / "s", people, unmapped="fail")
    told = CliRunner().invoke(main, ["run", str(folder)])
    assert told.exit_code == 1
    assert "no line of the mapping names it" in told.output


def test_a_headline_of_which_more_than_half_is_unknown_is_its_bounds(tmp_path):
    """Nine in ten did not say whether they do chores."""
    people = [one if i % 10 == 9 else {**one, "chores": 8, "chore_hours": ""}
              for i, one in enumerate(children())]  # fmt: skip
    folder = study(tmp_path / "s", people)
    told = CliRunner().invoke(main, ["run", str(folder)])
    assert told.exit_code == 0, told.output
    (line,) = [line for line in told.output.splitlines() if line.startswith(SDG_B)]
    assert "between" in line
    assert "more than half of the answers are unknown" in line
    report = (folder / "out" / "report.html").read_text("utf-8")
    assert report.count("no single figure stands for these persons") == 1
