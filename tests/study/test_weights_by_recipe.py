"""A study whose weights are made by a recipe: who is out, what is told, kept and released."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.estimate.weighting import read_recipe
from measure87.estimate.weighting.weighted_table import weighted_table
from measure87.files import read_source
from measure87.study import check_study, run_study
from measure87.vocabulary.errors import StudyError
from tests.study import tiny

RECIPE = """
schema = 1
[base]
weights = ["w"]
[[steps]]
kind = "response"
column = "result"
answered = ["1"]
not_answered = ["2"]
classes = ["sex"]
[[steps]]
kind = "calibration"
population = "population.csv"
"""
POPULATION = "area,persons\n1,60000\n2,58000\n"
MAPPED = '[survey.persons.weight]\nvariable = "w"\n'
SETTINGS = "\n[disclosure]\nminimum_respondents = 5\nbrackets_below = 5\n"


def write(folder, *, weights='[weights]\nrecipe = "recipe.toml"\n', recipe=RECIPE, mapped=False):
    """The tiny study; of every ten children one did not answer, and has a job in the file."""
    people = [row | {"result": 2 if i % 10 == 3 else 1} for i, row in enumerate(tiny.persons())]
    tiny.write_study(folder, people=people)
    (folder / "recipe.toml").write_text(recipe, "utf-8")
    (folder / "population.csv").write_text(POPULATION, "utf-8")
    with (folder / "study.toml").open("a") as file:
        file.write(SETTINGS + weights)
    if not mapped:
        mapping = folder / "mapping.toml"
        mapping.write_text(mapping.read_text("utf-8").replace(MAPPED, ""), "utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = write(tmp_path_factory.mktemp("weighed") / "s")
    run_study(made)
    return made


def test_figures_have_the_weights_of_the_recipe(folder, tmp_path):
    """The same study with the weight as a column, made before, and without who is out."""
    source = read_source(folder / "persons.csv")
    weighed = weighted_table(source, read_recipe(folder / "recipe.toml"), "own").frame
    other = tmp_path / "other"
    rows = [
        {**row, "w": row["own"]} for row in weighed.drop("result").to_dicts() if row["own"] > 0.0
    ]
    there = {row["id"] for row in rows}
    tiny.write_study(
        other,
        people=[{k: v for k, v in row.items() if k != "own"} for row in rows],
        work=[job for job in tiny.jobs() if job["id"] in there],
    )
    with (other / "study.toml").open("a") as file:
        file.write(SETTINGS)
    run_study(other)
    same = ("name", "group", "value", "se", "n", "lower", "upper")
    one, two = (
        [
            {key: estimate.get(key) for key in same}
            for estimate in json.loads((f / "out" / "estimates.json").read_text())["estimates"]
        ]
        for f in (folder, other)
    )
    assert one == two
    assert len(one) > 5


def test_the_release_names_the_recipe_and_its_hash_and_no_step(folder):
    text = (folder / "out" / "estimates.json").read_text("utf-8")
    content = json.loads(text)
    assert any(one["code"] == "weights-by-recipe" for one in content["warnings"])
    inputs = content["provenance"]["inputs"]
    assert {"recipe.toml", "population.csv"} <= set(inputs)
    assert inputs["recipe.toml"].startswith("sha256:")
    assert "design_effect" not in text.replace("design_effects", "")
    assert "largest_factor" not in text


def test_what_the_steps_did_stays_in_private(folder):
    (kept,) = (folder / "private").glob("*/survey/weights.json")
    content = json.loads(kept.read_text("utf-8"))
    assert content["released"] is False
    assert [step["step"] for step in content["steps"]] == ["base", "response", "calibration"]
    assert [step["persons"] for step in content["steps"]] == [300, 270, 270]
    assert content["steps"][-1]["sum"] == pytest.approx(118_000.0)
    assert kept.stat().st_mode & 0o077 == 0
    persons = pl.read_parquet(kept.with_name("persons.parquet"))
    assert persons.height == 270
    assert persons["weight"].sum() == pytest.approx(118_000.0)


def test_check_reads_the_recipe_and_tells_what_its_steps_do(folder):
    found = check_study(folder)
    told = found.to_json()["weights"]["survey"]
    assert [step["persons"] for step in told] == [300, 270, 270]
    assert any("response: 270 persons" in line for line in found.lines())
    assert found.to_json()["persons"] == {"survey": 270}


def test_a_study_without_a_recipe_says_nothing_of_one(tmp_path):
    plain = write(tmp_path / "s", weights="", mapped=True)
    assert check_study(plain).to_json()["weights"] == {}


BAD = {
    "two weights": ({"mapped": True}, "the mapping gives the column 'weight'"),
    "no such recipe": ({"weights": '[weights]\nrecipe = "r.toml"\n'}, "no file 'r.toml'"),
    "no such input": (
        {"weights": '[weights]\nrecipe = "recipe.toml"\ninput = "hh"\n'}, "no input 'hh'",
    ),
    "a fault of the recipe": (
        {"recipe": RECIPE.replace("classes", "class")}, "'class' is not known",
    ),
    "a column that is not there": ({"recipe": RECIPE.replace('"result"', '"status"')}, "'status'"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("command", ["check", "run"])
def test_what_is_wrong_is_said_by_check_and_run(case, command, tmp_path):
    changes, text = BAD[case]
    done = CliRunner().invoke(main, [command, str(write(tmp_path / "s", **changes)), "--json"])
    assert done.exit_code == 1, done.output
    error = json.loads(done.stdout)["error"]
    assert text in error["text"]
    assert error["hint"]
    assert not (tmp_path / "s" / "out").exists()


def test_a_step_that_cannot_be_done_is_a_refusal(tmp_path):
    recipe = RECIPE.replace('classes = ["sex"]', 'classes = ["sex", "id"]')
    done = CliRunner().invoke(main, ["run", str(write(tmp_path / "s", recipe=recipe)), "--json"])
    assert done.exit_code == 3
    assert "nobody answered" in json.loads(done.stdout)["error"]["text"]


def test_a_recipe_that_changes_while_a_study_runs_is_not_released(tmp_path, monkeypatch):
    made = write(tmp_path / "s")
    from measure87.study.survey import recipe as steps

    estimate = steps.estimate_input

    def meanwhile(source, study):
        (made / "recipe.toml").write_text(RECIPE + "\n# later\n", "utf-8")
        return estimate(source, study)

    monkeypatch.setattr(steps, "estimate_input", meanwhile)
    with pytest.raises(StudyError, match=r"recipe\.toml"):
        run_study(made)


def test_no_sentence_of_a_release_counts_one_or_two_persons(tmp_path):
    """Two persons are older than the population's table: the recipe warns of them, and says so."""
    made = write(tmp_path / "s")
    rows = read_source(made / "persons.csv").lazy.collect().to_dicts()
    for row in rows[:2]:
        row["age"] = 40
    tiny.write_csv(made / "persons.csv", rows)
    (made / "population.csv").write_text("age,persons\n5-11,60000\n12-17,58000\n", "utf-8")
    run_study(made)
    found = check_study(made)
    assert any(one.text.startswith("fewer than 25 persons of ages") for one in found.notices)
    told = (made / "out" / "estimates.json").read_text("utf-8")
    assert "outside-population-table" in told
    assert "2 person" not in told
    (warning,) = [
        one for one in json.loads(told)["warnings"] if one["code"] == "outside-population-table"
    ]
    assert warning["text"].startswith("fewer than 25 persons of ages that are unknown")
    assert warning["values"] == {"persons": "not-shown"}
