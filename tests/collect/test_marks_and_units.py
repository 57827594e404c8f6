"""NA as a region or a stratum is told; numbers beside words are not taken as unknown."""

import pytest

from measure87.vocabulary.errors import DataError

MAPPING = """
[s]
unmapped = "fail"
[s.persons.person_id]
variable = "id"
[s.persons.stratum]
variable = "strat"
[s.persons.region]
variable = "reg"
{more}
[s.persons.age_years]
variable = "age"
"""
PEOPLE = {
    "id": [1, 2, 3, 4],
    "strat": ["A", "NA", "NA", "B"],
    "reg": ["N", "NA", "S", None],
    "age": ["5", "6", "7", "8"],
}


def told(found):
    return {(one.column, one.codes) for one in found.report.suspected}


def test_marks_for_nothing_that_are_read_as_codes_are_told(source, apply):
    found = apply(MAPPING.format(more=""), persons=source(PEOPLE))
    assert told(found) == {("region", ("NA",)), ("stratum", ("NA",))}
    notices = {one.code: one for one in found.report.warnings}
    assert "programs write so" in notices["marks-as-codes"].text
    assert found.persons.collect()["region"].to_list() == ["N", "NA", "S", None]


@pytest.mark.parametrize("more", ['missing = ["NA"]', 'labels = { NA = "Namibe" }'])
def test_missing_and_labels_answer(source, apply, more):
    found = apply(MAPPING.format(more=more), persons=source(PEOPLE))
    assert told(found) == {("stratum", ("NA",))}


def test_a_label_of_the_file_answers_too(source, apply):
    labels = {"reg": {"NA": "Namibe"}, "strat": {"NA": "Namibe"}}
    assert not told(apply(MAPPING.format(more=""), persons=source(PEOPLE, labels)))


@pytest.mark.parametrize(
    "ages", [["5 ans", "6ans", "7 лет", "8,5 y"], ["5 سنوات", "6 سنوات", "7", "x"]]
)
def test_numbers_beside_a_unit_are_not_offered_as_unknown(source, apply, ages):
    with pytest.raises(DataError) as caught:
        apply(MAPPING.format(more=""), persons=source(PEOPLE | {"age": ages}))
    assert "leave the numbers alone" in caught.value.hint
    assert "unmapped" not in caught.value.hint
    assert not any(age in str(caught.value) for age in ages if len(age) > 1)


@pytest.mark.parametrize("ages", [["5", "6", "7", "8 y"], ["?", "six", "7", "8 y"]])
def test_other_texts_have_the_hint_of_before(source, apply, ages):
    with pytest.raises(DataError) as caught:
        apply(MAPPING.format(more=""), persons=source(PEOPLE | {"age": ages}))
    assert ("unmapped" in caught.value.hint) == ("six" in ages)
