"""Wordings of questions, and names of variables, as offices have them: what each is proposed for.

Beside them lie labels that sound like a question and are another: the year in place of the week,
the wife in place of the person, who looks for work, who pays for it. They may be proposed for
nothing: a wrong proposal is worse than none.
"""

import pytest

from measure87.collect import parse_mapping
from measure87.collect.assistant import Codebook, CodebookVariable, propose
from measure87.collect.assistant.terms import LANGUAGES, terms_of
from measure87.collect.presets import skeleton_mapping
from tests.collect.codebooks_read import Worded, worded

LABELS = ("wordings.csv", "wordings_later.csv", "wordings_last.csv")
NAMES = ("names.csv", "names_later.csv")
IN_WEEK, IN_YEAR = "persons.economic_activity", "persons.worked_in_past_year"


def proposed_for(wording: Worded) -> str:
    """The concept that a wording is proposed for alone; empty if it is for none."""
    chosen = propose(Codebook("x", (wording.variable,)), wording.language).chosen
    return next((concept for concept, _ in chosen), "")


def asked(label: str, language: str) -> str:
    values = {"1": "Yes", "2": "No"}
    return proposed_for(Worded(language, CodebookVariable("V1", label, values), ""))


# wordings.csv served to mend the terms. Before, right, wrong and not proposed were en 63 2 1,
# fr 58 4 4, es 59 1 6, pt 57 3 6, ar 55 2 9, ru 0 0 66 (there was no list). wordings_later.csv was
# written with it and set apart; before en 56 0 5, fr 51 0 7, es 52 0 7, pt 49 0 9, ar 45 0 13,
# ru 0 0 58; the first run after gave en 59 0 2, fr 58 0 0, es 58 0 1, pt 56 0 2, ar 50 0 8,
# ru 54 1 3. wordings_last.csv was written after that; before 65 3 22 in all six, first run 81 3 6.
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LABELS)
def test_wordings_of_offices_are_proposed_for_what_they_ask(name, language):
    found = [
        (proposed_for(each), each.truth)
        for each in worded(name, language)
        if each.truth and not each.may_be_missed
    ]
    assert found
    assert [pair for pair in found if pair[0] not in ("", pair[1])] == []
    assert sum(got == true for got, true in found) >= 0.9 * len(found)


# Before, 21 of 157, 21 of 145 and 16 of 97 near misses were proposed; the first runs after were
# 7 of 145 and 22 of 97, of which 4 in Russian. What the first runs found has been mended.
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LABELS + NAMES)
def test_near_misses_are_proposed_for_nothing(name, language):
    near = [each for each in worded(name, language) if not each.truth]
    assert near
    got = {each.variable.text: proposed_for(each) for each in near}
    assert {text: concept for text, concept in got.items() if concept} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LABELS)
def test_what_may_be_missed_is_proposed_for_nothing_else(name, language):
    """Work in the past year, and a job from which somebody is absent."""
    got = [(proposed_for(each), each.truth) for each in worded(name, language) if each.truth]
    assert [pair for pair in got if pair[0] not in ("", pair[1])] == []


# Before: 126 of 214 names, of which 1 of 46 in Russian; of names_later.csv 43 of 81, on the first
# run after 74.
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_names_of_variables_without_labels_are_proposed(name, language):
    found = [
        (proposed_for(each), each.truth)
        for each in worded(name, language)
        if each.truth and not each.may_be_missed
    ]
    assert [pair for pair in found if pair[0] not in ("", pair[1])] == []
    assert sum(got == true for got, true in found) >= 0.85 * len(found)


@pytest.mark.parametrize(
    ("language", "label", "concept"),
    [
        ("en", "Worked in the last 7 days", IN_WEEK),
        ("en", "Worked in the last 12 months", IN_YEAR),
        ("en", "Days worked in the last 7 days", ""),
        ("en", "Worked abroad in the last 7 days", ""),
        ("en", "Father worked in the last 7 days", ""),
        ("en", "Worked in the last 7 days or 12 months", ""),
        ("fr", "A travaillé la semaine dernière", IN_WEEK),
        ("fr", "N'a pas travaillé la semaine dernière", ""),
        ("fr", "A travaillé au cours des 12 derniers mois", IN_YEAR),
        ("es", "Trabajó la semana pasada", IN_WEEK),
        ("es", "Días de trabajo en la semana pasada", ""),
        ("pt", "Trabalhou na semana de referência", IN_WEEK),
        ("ar", "عمل خلال الأسبوع الماضي", IN_WEEK),
        ("ar", "لم يعمل خلال الأسبوع الماضي", ""),
        ("ru", "Работал за последние семь дней", IN_WEEK),
        ("ru", "Не работал на прошлой неделе", ""),
    ],
)
def test_any_work_is_asked_for_only_where_the_time_is_named_and_nothing_else(
    language, label, concept
):
    assert asked(label, language) == concept


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("en", "Worked overtime"),
        ("fr", "A fait des heures supplémentaires"),
        ("es", "Trabajó horas extras"),
        ("pt", "Fez horas extras"),
        ("ar", "عمل ساعات إضافية"),
        ("ru", "Работал сверхурочно"),
    ],
)
def test_overtime_is_forced_only_where_a_word_says_so(language, label):
    assert not asked(label, language).startswith("circumstances.")


def test_which_job_alone_says_nothing_of_it():
    assert asked("Year started in main job", "en") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_are_needed_are_of_known_concepts(language):
    """Else a misspelt name of a concept would do nothing, and nobody would see it."""
    terms = terms_of(language)
    assert terms.needs
    assert set(terms.needs) <= set(terms.concepts)


def test_a_russian_file_without_labels_has_its_columns_proposed(source):
    """Nothing of it was proposed before."""
    columns = {
        "номер_домохозяйства": [1, 1, 2], "номер_строки": [1, 2, 1], "возраст": [12, 14, 9],
        "пол": [1, 2, 2], "вес": [2.3, 2.4, 2.3], "страта": [1, 1, 2], "кластер": [1, 1, 2],
        "работал": [1, 2, 2], "отработанные_часы": [10, None, None], "возраст_жены": [30, 30, 31],
    }  # fmt: skip
    text = skeleton_mapping("simpoc", source(columns)).replace("= false", "= true")
    persons = parse_mapping(text)["simpoc"].persons
    known = ("age_years", "sex", "weight", "stratum")
    assert {name: persons[name].variables for name in known} == {
        "age_years": ("возраст",), "sex": ("пол",), "weight": ("вес",), "stratum": ("страта",),
    }  # fmt: skip
    assert persons["economic_activity"].variables == ("работал",)
    assert persons["economic_hours"].variables == ("отработанные_часы",)
    assert "возраст_жены" not in text
