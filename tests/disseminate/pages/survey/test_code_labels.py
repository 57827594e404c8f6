"""Labels of codes: usual ones in the report's language, others in the words of their author."""

from dataclasses import replace

import pytest

from measure87.disseminate.locale.english import english_texts
from measure87.disseminate.pages.kit.context import report_context
from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.survey.in_language import Labels, result_in_language
from measure87.disseminate.pages.survey.page import survey_page
from measure87.vocabulary.columns import PERSONS
from tests.disseminate.pages.survey.invented_comparison import compared_result


def labels(language, group, author=None, **given):
    return Labels(author, words(language)).of(group, given)


def test_usual_codes_have_the_labels_of_the_language():
    group = {"sex": "2", "area": "1", "age": "5-11", "wealth_quintile": "5"}
    given = {"sex": "Female", "area": "Urban", "age": "5-11 years", "wealth_quintile": "Richest"}
    assert labels("fr", group, **given) == {
        "sex": "Féminin", "area": "Urbain", "age": "5-11\u00a0ans",
        "wealth_quintile": "Le plus riche",
    }  # fmt: skip
    assert labels("en", group, **given) == given


def test_a_label_of_its_author_stays_and_is_marked():
    found = labels("fr", {"sex": "2", "region": "3"}, "es", sex="Mujeres", region="Costa")
    assert found == {"sex": "Mujeres", "region": "Costa"}
    assert [label.lang for label in found.values()] == ["es", "es"]
    swapped = labels("fr", {"sex": "1"}, sex="Female")  # 1 is Male: these are somebody's words
    assert swapped == {"sex": "Female"}


def test_a_usual_code_without_a_label_has_one_and_another_code_has_none():
    group = {"school_attendance": "2", "region": "3", "mothers_education": "_missing"}
    assert labels("en", group) == {"school_attendance": "Attending"}
    assert labels("ru", {"school_attendance": "0"}) == {"school_attendance": "Не посещает"}


def test_the_tables_name_every_usual_code_as_mappings_do():
    codes = english_texts("tables")["codes"]
    usual = {column.name: dict(column.levels) for column in PERSONS.columns if column.levels}
    for variable in ("sex", "area", "wealth_quintile", "functional_difficulties",
                     "mothers_functional_difficulties"):  # fmt: skip
        assert codes[variable] == usual[variable]


def of_an_age(side):
    """One side of a difference, of children of 5 to 11 alone."""
    group, labels = {**side.group, "age": "5-11"}, {**side.labels, "age": "5-11 years"}
    return replace(side, group=group, labels=labels)


@pytest.mark.parametrize(
    ("language", "sexes", "age"),
    [("fr", ("Masculin", "Féminin"), "5-11\u00a0ans"), ("en", ("Male", "Female"), "5-11 years")],
)
def test_both_sides_of_a_difference_are_in_the_language(language, sexes, age):
    result = compared_result()
    one = result.differences[0]
    one = of_an_age(replace(one, minus=of_an_age(one.minus)))
    result = replace(result, differences=[one])
    context, spoken = report_context(result, language=language), words(language)
    told = result_in_language(result, context, spoken)
    (one,) = told.differences
    assert one.labels == {"sex": sexes[0], "age": age}
    assert one.minus.labels == {"sex": sexes[1], "age": age}
    page = survey_page(told, context, spoken, "87")
    assert f"{sexes[0]}, {age}" in page
    assert f"{sexes[1]}, {age}" in page
