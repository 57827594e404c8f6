"""Codes that are read as the contrary of their labels are told, in whatever language they are."""

import pytest

from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.survey.messages import warning_text

PEOPLE = {
    "id": [1, 2, 3, 4],
    "q101": [0, 1, 0, 1],
    "mil": [1, 2, 1, 2],
    "q201": [1, 2, 1, 9],
    "q202": [2, 2, 1, 1],
}
YES_AND_NO = {"1": "Non", "2": "Oui", "9": "NSP"}
LABELS = {
    "q101": {"0": "Féminin", "1": "Masculin"},
    "mil": {"1": "1. URBAIN", "2": "2. RURAL"},
    "q201": YES_AND_NO,
    "q202": {"1": "Oui", "2": "Non"},
}
MAPPING = """
[s]
unmapped = "unknown"
[s.persons.person_id]
variable = "id"
[s.persons.{column}]
variable = "{variable}"
{codes}
"""


@pytest.fixture
def told(source, apply):
    """What is told of the labels of one column, by its code and values."""

    def _told(column, variable, codes, labels=LABELS):
        mapping = MAPPING.format(column=column, variable=variable, codes=codes)
        found = apply(mapping, persons=source(PEOPLE, labels)).report.warnings
        return [one for one in found if one.code.startswith("contrary-")]

    return _told


def test_a_yes_that_is_labelled_no_is_told_and_a_no_that_is_labelled_yes(told):
    (notice,) = told("economic_activity", "q201", "yes = [1]\nno = [2]\nunknown = [9]")
    assert notice.code == "contrary-answers"
    assert notice.values == {
        "variable": "q201", "named": ["1 (Non)", "2 (Oui)"], "item": "economic_activity",
    }  # fmt: skip
    assert "q201: the mapping reads 1 (Non), 2 (Oui) as the contrary" in notice.text


@pytest.mark.parametrize(
    ("codes", "named"),
    [
        ("yes = [1]", ["1 (Non)"]),
        ('no = ["2.0", 1]', ["2 (Oui)"]),
        ("yes = [2]\nno = [1]", None),
        ("yes = [9]\nno = [1]", None),
    ],
)
def test_only_the_codes_that_are_contrary_are_named(told, codes, named):
    found = told("economic_activity", "q201", codes)
    assert [one.values["named"] for one in found] == ([] if named is None else [named])


@pytest.mark.parametrize(
    ("codes", "named"),
    [
        ("yes = [2]\nno = [1, 9]", ["9 (NSP)"]),
        ("yes = [2, 9]\nno = [1]", ["9 (NSP)"]),
        ("yes = [2]\nno = [1]\nunknown = [9]", None),
        ("yes = [2]\nno = [1]", None),
    ],
)
def test_a_code_for_no_answer_that_is_read_as_yes_or_no_is_told(source, apply, codes, named):
    mapping = MAPPING.format(column="economic_activity", variable="q201", codes=codes)
    warnings = apply(mapping, persons=source(PEOPLE, LABELS)).report.warnings
    found = [one for one in warnings if one.code == "no-answer-as-answer"]
    assert [one.values["named"] for one in found] == ([] if named is None else [named])
    for one in found:
        assert one.text.startswith("q201: the mapping reads 9 (NSP) as yes or no")
        for language in ("ar", "es", "fr", "pt", "ru"):
            assert "9 (NSP)" in warning_text(one, {}, words(language))


@pytest.mark.parametrize(
    ("column", "variable", "codes", "named"),
    [
        ("sex", "q101", 'codes = { 0 = "1", 1 = "2" }', ["0 (Féminin)", "1 (Masculin)"]),
        ("sex", "q101", 'codes = { 0 = "2", 1 = "1" }', None),
        ("sex", "q101", 'codes = { 1 = "2" }\nmissing = [0]', ["1 (Masculin)"]),
        ("sex", "q101", "", None),
        ("area", "mil", 'codes = { 1 = "2", 2 = "1" }', ["1 (1. URBAIN)", "2 (2. RURAL)"]),
        ("area", "mil", "", None),
        ("region", "mil", 'codes = { 1 = "2", 2 = "1" }', None),
    ],
)
def test_sex_and_area_are_told_and_what_their_labels_say(told, column, variable, codes, named):
    found = told(column, variable, codes)
    assert [one.values["named"] for one in found] == ([] if named is None else [named])
    assert all(one.code == "contrary-labels" for one in found)


def test_codes_taken_as_they_are_need_labels_that_say_the_same(told):
    labels = LABELS | {"mil": {"1": "زراعي", "2": "حضر"}}
    assert told("area", "mil", "", labels)[0].values["named"] == ["2 (حضر)"]


@pytest.mark.parametrize(
    ("no", "yes"), [("No", "Sí"), ("NÃO", "SIM"), ("нет", "да"), ("لا", "نعم"), ("2 - no", "yes")]
)
def test_labels_are_read_in_the_languages_of_the_known_words(told, no, yes):
    labels = LABELS | {"q201": {"1": no, "2": yes}}
    assert told("economic_activity", "q201", "yes = [1]\nno = [2]", labels)
    assert not told("economic_activity", "q201", "yes = [2]\nno = [1]", labels)


def test_single_letters_are_read_beside_the_other_of_their_pair(told):
    assert told("sex", "mil", "", LABELS | {"mil": {"1": "M", "2": "H"}})
    assert not told("sex", "mil", "", LABELS | {"mil": {"1": "M", "2": "F"}})


def test_words_that_stand_in_cells_are_their_own_labels(source, apply):
    people = {"id": [1, 2], "w": ["oui", "non"]}
    mapping = MAPPING.format(
        column="economic_activity", variable="w", codes='yes = ["non"]\nno = ["oui"]'
    )
    found = apply(mapping, persons=source(people)).report.warnings
    assert [one.values["named"] for one in found if one.code == "contrary-answers"] == [
        ["non", "oui"]
    ]


def test_variables_that_are_read_alike_are_told_once(source, apply):
    mapping = """
[s]
unmapped = "unknown"
[s.persons.person_id]
variable = "id"
[s.persons.economic_activity]
variables = ["q201", "q202"]
combine = "any"
yes = [1]
no = [2]
"""
    labels = LABELS | {"q202": YES_AND_NO}
    found = apply(mapping, persons=source(PEOPLE, labels)).report.warnings
    told = [one.values["variable"] for one in found if one.code == "contrary-answers"]
    assert told == ["q201, q202"]


JOBS = """
[s]
unmapped = "unknown"
[s.persons.person_id]
variable = "id"
[[s.jobs]]
job = "main"
present = { variable = "q201", yes = [1], no = [2] }
[[s.jobs]]
job = "other"
present = { variable = "q202", yes = [1], no = [2] }
[[s.circumstances]]
question = "Q1"
item = "CO5"
job = "other"
variable = "q202"
yes = [2]
no = [1]
consent_lacked = { variable = "q201", yes = [1], no = [2] }
"""


def test_jobs_and_circumstances_in_rows_of_persons_are_looked_at(source, apply):
    people = PEOPLE | {"q201": [1, 1, 1, 1], "q202": [1, 1, 1, 1]}
    found = apply(JOBS, persons=source(people, LABELS)).report.warnings
    told = [(n.values["variable"], n.values["item"]) for n in found if "contrary" in n.code]
    assert told == [("q201", "present"), ("q202", "answer"), ("q201", "consent_lacked")]


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ru", "ar"])
@pytest.mark.parametrize(
    ("column", "variable", "codes"),
    [("economic_activity", "q201", "yes = [1]\nno = [2]"), ("sex", "q101", 'codes = { 0 = "1" }')],
)
def test_every_language_says_it(told, language, column, variable, codes):
    (notice,) = told(column, variable, codes)
    said = str(warning_text(notice, {}, words(language)))
    assert variable in said
    assert notice.values["named"][0] in said
    assert ("contrary of what the labels say" in said) == (language == "en")
