"""A study finds in its microdata that weights are alike, and the release says so."""

import json

import pytest

from measure87.disseminate.gate.survey import measures
from measure87.study import run_study
from measure87.study.survey.known_persons import of_all_inputs
from measure87.vocabulary.alike_weights import AlikeWeights, WeightClass
from tests.study import tiny

OF_AREA = {1: 300.0, 2: 700.0}
STEP = 5000.0  # eight persons of 700 and not of 300 are 3,200
NAME = "child_labour_icls"
HIDES = "minimum_cases = 8\n"
"""Seven cases are in each area."""


@pytest.fixture
def all_digits(monkeypatch):
    """The steps of weights alone, without those that follow the error."""
    monkeypatch.setattr(measures, "in_digits", lambda estimates, **_: tuple(estimates))


def run(folder, weight, more=""):
    people = [row | {"w": weight(row)} for row in tiny.persons()]
    tiny.write_study(folder, people=people)
    with (folder / "study.toml").open("a") as file:
        file.write(f"\n[disclosure]\nminimum_respondents = 5\nbrackets_below = 5\n{more}")
    run_study(folder)
    return json.loads((folder / "out" / "estimates.json").read_text())


def test_weights_of_areas_are_found_and_figures_of_both_are_given_in_steps(tmp_path, all_digits):
    content = run(
        tmp_path / "s",
        lambda row: OF_AREA[row["area"]],
        HIDES + '[numbers]\nweights = "expansion"\n',
    )
    (notice,) = (w for w in content["warnings"] if w["code"] == "equal-weights-within-class")
    assert notice["values"] == {"variables": ["area"]}
    shown = [e for e in content["estimates"] if "weighted_n" in e]
    assert {e["statistic"] for e in shown} == {"proportion", "total"}
    for one in shown:
        if "area" in one["group"]:
            assert one["weighted_n"] == OF_AREA[int(one["group"]["area"])] * one["n"]
        else:
            assert one["weighted_n"] % STEP == 0


def test_weights_that_vary_in_areas_are_not_alike(tmp_path):
    content = run(tmp_path / "s", lambda row: OF_AREA[row["area"]] + row["id"] % 3, HIDES)
    assert "equal-weights-within-class" not in {w["code"] for w in content["warnings"]}


def test_where_nothing_is_hidden_figures_are_what_was_estimated(tmp_path):
    content = run(tmp_path / "s", lambda row: OF_AREA[row["area"]])
    assert "equal-weights-within-class" not in {w["code"] for w in content["warnings"]}
    (whole,) = (e for e in content["estimates"] if e["name"] == NAME and not e["group"])
    estimated = (22 * 300.0 + 25 * 700.0) / (150 * 1000.0)
    assert whole["value"] == pytest.approx(estimated, abs=whole["digits"] / 2)


def test_a_measure_of_two_inputs_is_of_two_samples():
    classes = (WeightClass({"area": "1"}, 3.0, 3.0), WeightClass({"area": "2"}, 7.0, 7.0))
    one = AlikeWeights(("area",), classes, frozenset({("y", "d", 0, "proportion")}))
    first, second = of_all_inputs([(one,), (one,)])
    assert first == one
    assert second.figures == frozenset({("y", "d", 1, "proportion")})


def test_no_input_has_no_weights():
    assert of_all_inputs([]) == ()


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ru", "ar"])
def test_the_warning_is_said_in_the_language_of_the_report(language):
    from measure87.disseminate.pages.kit.wording import words
    from measure87.disseminate.pages.survey.messages import warning_text
    from measure87.vocabulary.estimate import Notice

    given = Notice("equal-weights-within-class", "x", {"variables": ["region"]})
    said = warning_text(given, {}, words(language))
    assert words(language).codes("variables", ["region"]) in said
