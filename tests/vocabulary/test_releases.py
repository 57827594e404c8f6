"""Structures of a release: plain values and back, and one plain sentence for what does not fit."""

import json

import pytest

from measure87.vocabulary.errors import Measure87Error
from measure87.vocabulary.estimate import Estimate, Notice, Refusal, Result
from measure87.vocabulary.release_files.reading import result_of, study_of, survey_said
from measure87.vocabulary.releases.codec import (
    UnreadableError,
    json_schema,
    known_part,
    plain,
    structure_of,
)
from measure87.vocabulary.releases.former_codes import FORMER_CODES
from measure87.vocabulary.releases.survey import MappingAccount, SurveyDiagnostics

ACCOUNT = {
    "rows_read": {"persons": 90},
    "rows_kept": {"persons": "not-shown"},
    "unmapped": [{"table": "jobs", "column": "sex", "variable": "S1", "rows": 4}],
    "out_of_range": [],
    "unknown": {"persons.hours": 12},
    "absent": {"persons": ["sex"]},
    "assumed": [],
}


def test_a_structure_comes_back_as_it_was_with_its_keys_in_order():
    read = structure_of(SurveyDiagnostics, {"mapping": {"fs": ACCOUNT}})
    assert read.mapping["fs"].rows_kept["persons"] == "not-shown"
    assert json.dumps(plain(read)) == json.dumps({"mapping": {"fs": ACCOUNT}})


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"rows_read": {"persons": "many"}}, "rows_read.persons is 'many'"),
        ({"rows_read": {"persons": 1.5}}, "rows_read.persons is 1.5 and should be a whole number"),
        ({"assumed": [1]}, r"assumed\[1\] is 1 and should be a text"),
        ({"unmapped": [{}]}, r"unmapped\[1\] lacks 'table'"),
        ({"horoscope": {}}, "it has 'horoscope', which this version does not know"),
        ({"rows_read": {"persons": float("nan")}}, "rows_read.persons is nan"),
    ],
)
def test_what_does_not_fit_is_said_with_its_place(changes, text):
    with pytest.raises(UnreadableError, match=text):
        structure_of(MappingAccount, ACCOUNT | changes)


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ({"horoscope": 1}, "mapping.second has 'horoscope'"),
        ({"rows_read": {"a": 1, "b": 2.5}}, "mapping.second.rows_read.b is 2.5 and should be"),
        ({"unmapped": [{"table": "jobs"}]}, r"mapping.second.unmapped\[1\] lacks 'column'"),
        ({"assumed": "x"}, "mapping.second.assumed is 'x' and should be a list"),
    ],
)
def test_of_entries_with_keys_of_their_own_the_one_that_does_not_fit_is_named(entry, text):
    both = {"mapping": {"first": ACCOUNT, "second": ACCOUNT | entry}}
    with pytest.raises(UnreadableError, match=text):
        structure_of(SurveyDiagnostics, both)


def test_what_does_not_fit_says_what_to_do_as_every_error():
    with pytest.raises(Measure87Error) as caught:
        structure_of(MappingAccount, ACCOUNT | {"assumed": [1]})
    assert caught.value.text == "assumed[1] is 1 and should be a text"
    assert caught.value.code == "unreadable"
    assert "the version of measure87 that wrote it" in str(caught.value)


def test_a_result_comes_back_and_a_negative_count_does_not():
    one = Estimate("x", "mean", "taylor", {"sex": "1"}, value=2.5, n=40, flags=("a",))
    result = Result("estimate survey", (one,), warnings=(Notice("a", "b", {"rows": 3}),))
    content = result.to_json()
    assert result_of(content) == result
    content["estimates"][0]["n"] = -1
    with pytest.raises(UnreadableError, match=r"estimates\[1\].n is -1 and should be a whole num"):
        result_of(content)


@pytest.mark.parametrize(
    ("part", "where"),
    [("estimates", r"estimates\[1\]"), ("warnings", r"warnings\[1\]")],
)
def test_keys_of_another_version_are_refused_unless_figures_alone_are_wanted(part, where):
    one = Estimate("x", "mean", "taylor", {})
    content = Result("estimate survey", (one,), warnings=(Notice("a", "b"),)).to_json()
    content[part][0]["horoscope"] = 1
    with pytest.raises(UnreadableError, match=f"{where} has 'horoscope'"):
        result_of(content)
    assert result_of(content, only_known=False).estimates == (one,)


def test_a_survey_is_read_as_its_structure_and_facts_of_a_sample_stay_plain():
    said = SurveyDiagnostics(tables={"fs": ["mics6"]}, unsupported=[])
    read = result_of(Result("run", (), diagnostics=said).to_json())
    assert read.diagnostics == survey_said(read) == said
    facts = {"rows": 40, "strata": 3, "single_cluster": "adjust"}
    read = result_of(Result("estimate survey", (), diagnostics=facts).to_json())
    assert read.diagnostics == facts
    assert survey_said(read) == SurveyDiagnostics()


def test_facts_of_a_study_are_found_in_plain_values_too():
    result = Result("run", (), diagnostics={"study": {"country": "NLD", "year": 2016}})
    assert (study_of(result).country, study_of(result).year) == ("NLD", 2016)


def test_a_study_whose_facts_are_of_another_kind_is_not_taken_for_one():
    result = Result("run", (), diagnostics={"study": {"year": "soon"}, "lists": {}})
    with pytest.raises(UnreadableError, match="its study: "):
        study_of(result)


def test_keys_that_are_not_declared_are_passed_over_at_any_depth():
    table = {"mapping": {"fs": ACCOUNT | {"horoscope": 1}}, "stars": []}
    assert known_part(SurveyDiagnostics, table) == {"mapping": {"fs": ACCOUNT}}
    assert known_part(SurveyDiagnostics, {"comparison": [{"moon": 1}], "study": 3}) == {
        "comparison": [{}],
        "study": 3,
    }


def test_a_schema_names_its_draft_and_what_is_required():
    schema = json_schema(SurveyDiagnostics, "What a survey says beside its figures")
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["$defs"]["StatedMeasure"]["additionalProperties"] is False
    assert "definition" in schema["$defs"]["StatedMeasure"]["required"]


def test_what_a_survey_says_is_named_by_its_place_in_the_file():
    content = Result("run", (), diagnostics={"mapping": {"fs": ACCOUNT | {"assumed": 1}}}).to_json()
    with pytest.raises(UnreadableError, match=r"diagnostics\.mapping\.fs\.assumed is 1 and should"):
        result_of(content)


FORMER = {
    "side_by_side": [],
    "mapping": {
        "children": {
            **ACCOUNT,
            "out_of_range": [
                {"table": "jobs", "column": "hours", "variable": "H", "least": 0.0,
                 "greatest": 168.0, "rows": 4}
            ],
        }
    },
}  # fmt: skip
"""What a survey says under the names of earlier versions."""


def test_a_release_of_an_earlier_version_is_read_and_written_under_the_names_of_today():
    found = plain(structure_of(SurveyDiagnostics, FORMER))
    assert found["comparison"] == []
    (row,) = found["mapping"]["children"]["out_of_range"]
    assert (row["minimum"], row["maximum"]) == (0.0, 168.0)
    assert not {"least", "greatest"} & row.keys()
    assert structure_of(SurveyDiagnostics, found) == structure_of(SurveyDiagnostics, FORMER)
    assert known_part(SurveyDiagnostics, FORMER) == known_part(SurveyDiagnostics, found)


def test_a_result_that_says_no_more_than_what_had_another_name_is_a_survey_s():
    read = result_of(Result("run", (), diagnostics={"side_by_side": []}).to_json())
    assert survey_said(read).comparison == []


def test_a_key_under_both_names_is_refused():
    with pytest.raises(UnreadableError, match="'side_by_side', which this version does not know"):
        structure_of(SurveyDiagnostics, FORMER | {"comparison": []})


def test_codes_of_earlier_versions_are_read_as_those_of_today():
    figure = Estimate("x", "proportion", "taylor", value=0.5, flags=("several-apart", "few-cases"))
    kept = Estimate("y", "proportion", "taylor", value=0.5, flags=("few-cases",))
    warnings = [Notice("weights-alike", "text"), Notice("published-before", "text")]
    refused = [Refusal(name="x", group={}, code="lists-apart", text="text")]
    before = Result("run", (figure, kept), refused=refused, warnings=warnings)
    found = result_of(before.to_json())
    assert [one.flags for one in found.estimates] == [
        ("several-own-stratum", "few-cases"),
        ("few-cases",),
    ]
    assert [one.code for one in found.warnings] == [
        "equal-weights-within-class",
        "published-before",
    ]
    assert [one.code for one in found.refused] == ["lists-mutually-exclusive"]


def test_a_code_of_today_is_no_former_one():
    assert not FORMER_CODES.keys() & set(FORMER_CODES.values())
