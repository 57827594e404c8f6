"""`measure87 weight`: the table with its weight, whole or not at all, and what each step did."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.cli.speech.choice import LANGUAGES
from measure87.cli.speech.speaker import Speaker

RECIPE = """
schema = 1
[base]
weights = ["w"]
[[steps]]
kind = "response"
column = "answered"
answered = ["1"]
not_answered = ["0"]
classes = ["region"]
[[steps]]
kind = "calibration"
population = "population.csv"
"""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = ["w,answered,region,sex", "2.5,1,1,1", "2.5,0,1,2", "4,1,2,2", "4,1,2,1", "4,0,2,1"]
    (tmp_path / "persons.csv").write_text("\n".join(rows), "utf-8")
    (tmp_path / "population.csv").write_text("sex,persons\n1,60\n2,40\n", "utf-8")
    (tmp_path / "recipe.toml").write_text(RECIPE, "utf-8")
    return tmp_path


def weigh(*more: str, out: str = "out.csv"):
    return CliRunner().invoke(
        main, ["weight", "persons.csv", "--recipe", "recipe.toml", "-o", out, *more]
    )


@pytest.mark.parametrize("out", ["out.csv", "out.parquet"])
def test_the_table_is_written_with_its_weight(desk, out):
    done = weigh(out=out)
    assert done.exit_code == 0, done.output
    found = (pl.read_csv if out.endswith("csv") else pl.read_parquet)(desk / out)
    assert found.columns == ["w", "answered", "region", "sex", "measure87_weight"]
    # by hand: 5, 6 and 6 after non-response; men 5 + 6 to 60, the woman's 6 to 40
    expected = [60 * 5 / 11, 0.0, 40.0, 60 * 6 / 11, 0.0]
    assert found["measure87_weight"].to_list() == pytest.approx(expected, rel=1e-12)
    assert (desk / out).stat().st_mode & 0o077 == 0
    lines = done.stdout.splitlines()
    assert lines[0] == f"5 persons, measure87_weight in {out}"
    head, dashes, *steps = lines[1:]
    assert set(dashes) == {"-", " "}
    assert [line.split()[0] for line in (head, *steps)] == [
        "step", "base", "response", "calibration",
    ]  # fmt: skip
    assert "thin" not in done.stdout
    assert "Warning: the class sex 1" in done.stderr


def test_as_json_it_says_what_each_step_did(desk):
    done = weigh("--json", "--column", "final")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    base, response, calibration = told["steps"]
    assert (base["step"], base["persons"], base["sum"]) == ("base", 5, 17.0)
    assert base["largest_factor"] is None
    assert (response["persons"], response["sum"]) == (3, 17.0)
    assert response["largest_factor"] == pytest.approx(2.0)
    assert calibration["sum"] == pytest.approx(100.0)
    assert calibration["design_effect"] == pytest.approx(1.0 + calibration["cv"] ** 2)
    assert told["warnings"][0]["code"] == "thin-class"
    assert pl.read_csv(desk / "out.csv").columns[-1] == "final"


BAD = {
    "a class without an answer": ("classes = ['region']", "classes = ['w', 'sex']", 3, "nobody"),
    "a column that is not there": ("'region'", "'regoin'", 1, "no column 'regoin'"),
    "a code that is not named": ("answered = ['1']", "answered = ['2']", 1, "does not name"),
    "a key that is not known": ("classes =", "class =", 1, "'class' is not known"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_one_sentence_and_nothing_is_written(desk, case):
    old, new, status, text = BAD[case]
    (desk / "recipe.toml").write_text(RECIPE.replace('"', "'").replace(old, new), "utf-8")
    done = weigh()
    assert done.exit_code == status, done.output
    assert text in done.stderr
    assert "Traceback" not in done.output
    assert not (desk / "out.csv").exists()


def test_a_file_that_is_no_table_is_refused_before_any_work(desk):
    done = weigh(out="out.json")
    assert done.exit_code == 2
    assert "the table needs a file" in done.stderr


def test_a_column_of_that_name_is_not_replaced(desk):
    done = weigh("--column", "W")
    assert done.exit_code == 1
    assert "has a column 'w' already" in done.stderr


def test_numbers_that_the_file_declares_missing_are_none(desk):
    from measure87.estimate.weighting.recipe import BaseWeights, Recipe, SelectedOne
    from measure87.estimate.weighting.weighted_table import weighted_table
    from measure87.files import SourceTable, UserMissing
    from measure87.vocabulary.errors import DataError

    frame = pl.DataFrame({"w": [1.0, 2.0], "n": [2, 99]})
    recipe = Recipe(base=BaseWeights(weights=("w",)), steps=(SelectedOne(eligible="n"),))
    plain = SourceTable("a.sav", "spss", frame, ("w", "n"))
    assert weighted_table(plain, recipe).run.weights.tolist() == [2.0, 198.0]
    declared = SourceTable(
        "a.sav", "spss", frame, ("w", "n"), missing_codes={"n": UserMissing(("99",))}
    )
    with pytest.raises(DataError, match="n is missing for 1 row"):
        weighted_table(declared, recipe)
    text = pl.DataFrame({"w": [1.0, 2.0], "n": ["2", ".a"]})
    kinds = {"n": UserMissing((".a",))}
    with pytest.raises(DataError, match="n is missing for 1 row"):
        weighted_table(SourceTable("a.dta", "stata", text, ("w", "n"), missing_codes=kinds), recipe)


def test_who_is_of_no_known_age_is_not_said_to_be_of_another(desk):
    (desk / "persons.csv").write_text("w,age\n2,5\n2,\n2,9\n", "utf-8")
    (desk / "population.csv").write_text("age,persons\n5-9,90\n", "utf-8")
    first, second = RECIPE.split("[[steps]]\n")[0], RECIPE.split("[[steps]]\n")[2]
    (desk / "recipe.toml").write_text(f"{first}[[steps]]\n{second}", "utf-8")
    done = weigh("--json")
    assert done.exit_code == 0, done.output
    (told,) = [w for w in json.loads(done.stdout)["warnings"] if w["code"].startswith("outside")]
    assert told["values"] == {"persons": "not-shown"}
    assert "ages that are unknown, or that the population table does not have" in done.stderr


def test_a_population_that_can_be_read_in_several_ways_is_to_be_saved_anew(desk):
    """The options are of the persons' file, and a recipe has no key for the population's."""
    (desk / "population.csv").write_text("sex;persons\n1;1.060\n2;1.040\n", "utf-8")
    done = weigh()
    assert done.exit_code == 1
    assert "population.csv can be read in several ways" in done.stderr
    assert "no sign between thousands" in done.stderr
    assert "--decimal" not in done.stderr


def test_a_column_of_the_population_that_is_no_variable_is_told_as_one(desk):
    (desk / "population.csv").write_text("sex,persons,share\n1,60,0.6\n2,40,0.4\n", "utf-8")
    done = weigh()
    assert done.exit_code == 1
    assert "population.csv gives the population by 'share'" in done.stderr
    assert "but persons, year and source" in done.stderr


TRIMMING = """
schema = 1
[base]
weights = ["w"]
[[steps]]
kind = "trimming"
largest = 5.0
"""


def test_trimming_says_what_it_cut_and_what_that_gained(desk):
    (desk / "persons.csv").write_text("w\n8\n1\n3\n", "utf-8")
    (desk / "recipe.toml").write_text(TRIMMING, "utf-8")
    done = weigh("--json")
    assert done.exit_code == 0, done.output
    base, trimming = json.loads(done.stdout)["steps"]
    # by hand: 8, 1, 3 become 5, 2, 5 (the 3 is lifted above 5 and stays there); 3 of 12 moved
    assert (trimming["cut"], trimming["moved"]) == (1, pytest.approx(0.25))
    assert trimming["design_effect_before"] == pytest.approx(3 * 74 / 144)
    assert trimming["design_effect"] == pytest.approx(3 * 54 / 144)
    assert "cut" not in base
    (desk / "out.csv").unlink()
    *_, last = weigh().stdout.splitlines()
    assert last == (
        "trimming: weights cut: 1; 25.00% of the sum moved to others; "
        "design effect 1.542 before, 1.125 after"
    )


def test_a_limit_that_nobody_reaches_moves_nothing(desk):
    (desk / "persons.csv").write_text("w\n4\n1\n3\n", "utf-8")
    (desk / "recipe.toml").write_text(TRIMMING, "utf-8")
    trimming = json.loads(weigh("--json").stdout)["steps"][1]
    assert (trimming["cut"], trimming["moved"]) == (0, 0.0)
    assert trimming["design_effect_before"] == trimming["design_effect"]


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_what_trimming_cut_is_said_in_every_language(language):
    line = (
        "trimming: weights cut: 1,204; 25.00% of the sum moved to others; "
        "design effect 1.542 before, 1.125 after"
    )
    said = Speaker(language).known(line)
    assert said is not None
    assert "weights" not in said
