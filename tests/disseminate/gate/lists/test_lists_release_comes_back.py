"""A released study of lists, from its file to structures and back; a damaged one is refused."""

import json

import pytest

from measure87.disseminate import read_released
from measure87.disseminate.definition_texts import ReportContext
from measure87.disseminate.html import page_of_content
from measure87.disseminate.json_text import estimates_json
from measure87.disseminate.publishing import publish
from measure87.disseminate.released_result import result_from_json
from measure87.estimate.multiple_lists import capture_table_from
from measure87.estimate.multiple_lists.methods import METHODS
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.release_files.reading import result_of
from measure87.vocabulary.releases.codec import json_schema
from measure87.vocabulary.releases.lists import ListsDiagnostics, MethodAccount
from tests.disseminate.invented_lists import random_table, released, table_of, unreleased

CELLS = {"A": 220, "B": 190, "C": 160, "D": 90, "A+B": 31, "A+C": 18, "B+C": 12, "B+D": 9,
         "C+D": 2, "A+B+C": 4}  # fmt: skip


def withheld():
    import polars as pl

    rows = {"A": [1, 0, 0, 1, 1, 0], "B": [0, 1, 0, 1, 0, 1], "C": [0, 0, 1, 0, 1, 1],
            "n": ["90", "70", "60", "12", "9", "<5"]}  # fmt: skip
    return capture_table_from(pl.DataFrame(rows), ["A", "B", "C"], count="n")


RELEASES = {
    "few methods": lambda: released(table_of("ABCD", CELLS)),
    "all methods": lambda: released(table_of("ABCD", CELLS), tuple(METHODS)),
    "public": lambda: released(table_of("ABCD", CELLS), minimum_cases=1),
    "apart": lambda: released(random_table(3, 4, 400, apart=((0, 3),)), ("independence", "chao")),
    "strata": lambda: released(
        {"x": random_table(1, 3, 900), "y": random_table(2, 3, 900)}, ("independence",)
    ),
    "withheld": lambda: released(withheld(), ("independence", "bayes-threshold")),
    "nothing estimable": lambda: released(table_of("AB", {"A": 50, "B": 70}), ("stepwise",)),
}


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=pytest.mark.slow if n == "all methods" else ()) for n in RELEASES],
)
def test_a_release_of_lists_comes_back_to_the_same_bytes(name):
    text = estimates_json(RELEASES[name]())
    again = result_from_json(json.loads(text))
    assert isinstance(again.diagnostics, ListsDiagnostics)
    assert all(type(said) is MethodAccount for said in again.diagnostics.lists.methods.values())
    assert estimates_json(again) == text


def test_a_published_folder_is_read_and_published_again_to_the_same_bytes(tmp_path):
    publish(released(table_of("ABCD", CELLS)), tmp_path / "out")
    again = read_released(tmp_path / "out")
    publish(again, tmp_path / "again")
    for name in ("estimates.json", "estimates.csv", "report.html"):
        first, second = (tmp_path / place / name for place in ("out", "again"))
        assert first.read_bytes() == second.read_bytes(), name


def test_what_no_release_says_is_said_before_the_gate_alone():
    before = unreleased(table_of("ABCD", CELLS), ("independence", "stepwise", "chao"))
    content = json.loads(json.dumps(before.to_json()))
    assert content["diagnostics"]["lists"]["methods"]["chao"]["frequencies"] == [660, 72, 4, 0]
    content["released"] = True
    with pytest.raises(StudyError, match=r"methods\.\w+ has '\w+', which this version does not"):
        result_from_json(content)


@pytest.fixture(scope="module")
def content():
    return json.loads(estimates_json(released(table_of("ABCD", CELLS), ("stepwise", "chao"))))


DAMAGES = [
    (("lists", "observed"), "many",
     "diagnostics.lists.observed is 'many', which this version does not know"),
    (("lists", "lists", 0, "persons"), 1.5,
     "diagnostics.lists.lists[1].persons is 1.5 and should be"),
    (("lists", "verdict", "code"), "fine",
     "diagnostics.lists.verdict.code is 'fine'"),
    (("lists", "verdict", "lowest", "value"), "low",
     "diagnostics.lists.verdict.lowest.value is 'low' and should be a number"),
    (("lists", "methods", "chao", "deviance"), 3.5,
     "diagnostics.lists.methods.chao has 'deviance', which this version does not know"),
    (("lists", "robustness_checks", "overlaps", 0, "odds_ratio"), "hidden",
     "diagnostics.lists.robustness_checks.overlaps[1].odds_ratio is 'hidden'"),
    (("lists", "robustness_checks", "without", 0, "values", "stepwise"), None,
     "diagnostics.lists.robustness_checks.without[1].values.stepwise is None and should be a "
     "number"),
    (("disclosure", "rules", "minimum_cases"), None,
     "diagnostics.disclosure.rules.minimum_cases is None and should be a whole number"),
    (("horoscope",), 1, "diagnostics has 'horoscope', which this version does not know"),
    (("lists",), [], "diagnostics.lists is [] and should be an object"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "wrong", "sentence"), DAMAGES, ids=str)
def test_a_damaged_release_is_refused_with_the_place_and_what_should_be_there(
    content, path, wrong, sentence
):
    damaged = json.loads(json.dumps(content))
    *way, last = path
    place = damaged["diagnostics"]
    for key in way:
        place = place[key]
    place[last] = wrong
    for read in (result_from_json, lambda told: page_of_content(told, ReportContext())):
        with pytest.raises(StudyError) as caught:
            read(damaged)
        assert sentence in caught.value.text
        assert "\n" not in caught.value.text
    assert result_of(damaged, only_known=False).estimates == result_of(content).estimates


@pytest.mark.parametrize("lacking", ["counted", "lists", "methods", "verdict"])
def test_a_release_without_a_part_that_is_always_there_is_refused(content, lacking):
    damaged = json.loads(json.dumps(content))
    del damaged["diagnostics"]["lists"][lacking]
    with pytest.raises(StudyError, match=rf"diagnostics\.lists lacks '{lacking}'"):
        result_from_json(damaged)


def test_a_result_that_has_not_passed_the_gate_makes_no_page(content):
    with pytest.raises(StudyError, match="has not passed the disclosure gate"):
        page_of_content({**content, "released": False}, ReportContext())


def test_the_schema_knows_no_number_that_stays_behind_the_gate():
    schema = json_schema(ListsDiagnostics, "What a study of lists says beside its figures")
    account = schema["$defs"]["MethodAccount"]
    assert account["additionalProperties"] is False
    assert account["required"] == ["terms"]
    assert not {"deviance", "frequencies", "p_values", "ratios"} & set(account["properties"])
    assert schema["$defs"]["StatedPopulation"]["required"][-1] == "not"
