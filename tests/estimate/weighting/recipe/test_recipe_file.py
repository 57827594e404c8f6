"""A recipe is read strictly: all that is wrong is told at once, and nothing is guessed."""

from pathlib import Path

import polars as pl
import pytest

from measure87.estimate.weighting import prepare_recipe, read_recipe
from measure87.estimate.weighting.recipe import (
    KINDS,
    Calibration,
    HouseholdShare,
    Response,
    Waves,
)
from measure87.estimate.weighting.weighted_table import variables_of
from measure87.vocabulary.errors import StudyError

WHOLE = """
schema = 1
[base]
weights = ["w"]
probabilities = ["p"]
[[steps]]
kind = "eligibility"
column = "known"
eligible = ["1"]
ineligible = ["2"]
unknown = ["3"]
classes = ["region"]
[[steps]]
kind = "response"
column = "result"
answered = ["1"]
not_answered = ["2"]
[[steps]]
kind = "propensity"
column = "result2"
answered = ["1"]
not_answered = ["2"]
categories = ["region"]
numbers = ["age"]
groups = 5
[[steps]]
kind = "selected-one"
eligible = "children"
cap = 4
[[steps]]
kind = "household-share"
household = ["cluster", "household"]
[[steps]]
kind = "calibration"
population = "population.csv"
distance = "logit"
maximum_factor = 2.5
[steps.sums]
income = 1000000
[[steps]]
kind = "trimming"
times_median = 5
within = ["stratum"]
[[steps]]
kind = "waves"
wave = "year"
"""


def written(folder: Path, text: str) -> Path:
    (folder / "population.csv").write_text("sex,persons\n1,60\n2,40\n", "utf-8")
    (folder / "recipe.toml").write_text(text, "utf-8")
    return folder / "recipe.toml"


def test_every_kind_of_step_is_read_in_its_order(tmp_path):
    found = read_recipe(written(tmp_path, WHOLE))
    assert tuple(step.kind for step in found.steps) == KINDS
    calibration = found.steps[5]
    assert isinstance(calibration, Calibration)
    assert calibration.sums == {"income": 1000000.0}
    assert (calibration.minimum_factor, calibration.maximum_factor) == (0.3, 2.5)
    assert isinstance(found.steps[1], Response)
    assert isinstance(found.steps[4], HouseholdShare)
    assert isinstance(found.steps[7], Waves)
    assert found.columns == (
        "w", "p", "known", "region", "result", "result2", "age", "children", "cluster",
        "household", "income", "stratum", "year",
    )  # fmt: skip


WRONG = {
    "no base": ("[base]\nweights = ['w']\nprobabilities = ['p']", "", "'base' is missing"),
    "an empty base": ("weights = ['w']\nprobabilities = ['p']", "", "no column gives"),
    "an unknown kind": ("kind = 'waves'", "kind = 'wave'", "'kind' is 'wave'"),
    "no kind": ("kind = 'waves'\n", "", "'kind' is missing"),
    "an unknown key": ("times_median", "times_mean", "'times_mean' is not known"),
    "two limits": ("times_median = 5", "times_median = 5\nlargest = 9", "trimming needs one"),
    "a limit below the median": ("times_median = 5", "times_median = 0.5", "'times_median' is 0.5"),
    "no population": ("population = 'population.csv'\n", "", "'population' is missing"),
    "a population that is not there": ("population.csv", "people.csv", "no file 'people.csv'"),
    "a distance that nobody knows": ("'logit'", "'square'", "'distance' is 'square'"),
    "bounds on one side": (
        "maximum_factor = 2.5",
        "minimum_factor = 1.5",
        "'minimum_factor' is 1.5",
    ),
    "no answered codes": ("answered = ['1']\nnot_answered = ['2']\n[[", "[[", "'answered' is"),
    "nothing explains": ("categories = ['region']\nnumbers = ['age']\n", "", "no column explains"),
    "one group": ("groups = 5", "groups = 1", "'groups' is 1"),
    "codes as numbers": ("unknown = ['3']", "unknown = [3]", "'unknown' is 3"),
    "another schema": ("schema = 1", "schema = 2", "schema 2 is not known"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said(case, tmp_path):
    old, new, text = WRONG[case]
    plain = WHOLE.replace('"', "'")
    assert old in plain
    with pytest.raises(StudyError) as caught:
        read_recipe(written(tmp_path, plain.replace(old, new)))
    assert text in str(caught.value)
    assert "recipe.toml" in str(caught.value) or "step" in str(caught.value)


def test_all_faults_are_told_at_once(tmp_path):
    text = WHOLE.replace("groups = 5", "groups = 1").replace("times_median = 5", "")
    with pytest.raises(StudyError) as caught:
        read_recipe(written(tmp_path, text))
    assert len(caught.value.others) == 1


def test_a_population_is_read_by_the_columns_of_the_table(tmp_path):
    text = """
schema = 1
[base]
weights = ["w"]
[[steps]]
kind = "calibration"
population = "population.csv"
"""
    recipe = read_recipe(written(tmp_path, text))
    frame = pl.DataFrame({"SEX": [1, 2, 2], "w": [1.0, 1.0, 3.0]})
    prepared = prepare_recipe(frame, recipe)
    assert prepared.weights(prepared.base).weights.tolist() == pytest.approx([60.0, 10.0, 30.0])
    assert any(notice.code == "thin-class" for notice in prepared.notices)


def test_a_population_may_call_columns_otherwise(tmp_path):
    text = """
schema = 1
[base]
weights = ["w"]
[[steps]]
kind = "calibration"
population = "population.csv"
columns = { sex = "HL4" }
"""
    recipe = read_recipe(written(tmp_path, text))
    frame = pl.DataFrame({"HL4": [1, 2, 2], "sex": ["x", "y", "z"], "w": [1.0, 1.0, 3.0]})
    assert variables_of(recipe) == ("w", "HL4")
    prepared = prepare_recipe(frame, recipe)
    assert prepared.weights(prepared.base).weights.tolist() == pytest.approx([60.0, 10.0, 30.0])
    other = read_recipe(written(tmp_path, text.replace("sex =", "sec =")))
    with pytest.raises(StudyError, match="no variable 'sec'"):
        prepare_recipe(frame, other)
