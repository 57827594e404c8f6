"""Labels that name another unit, another time or the contrary are proposed for nothing.

An age in months, hours of a month or of yesterday, and a question that asks who did not, read as
the one that they resemble, give a figure that is wrong and looks right.
"""

import pytest

from measure87.collect.assistant import Codebook, CodebookVariable, propose

WRONG = {
    "en": ["Age in months", "Age (weeks)", "Hours worked yesterday",
           "Hours worked in the last month", "Did not fetch water", "Did not collect firewood",
           "Does not attend school"],
    "fr": ["Âge en semaines", "Heures travaillées par mois", "Heures travaillées hier",
           "N'a pas cherché de l'eau", "N'a pas ramassé du bois", "Ne fréquente pas l'école"],
    "es": ["Edad en meses", "Edad al primer empleo", "Horas trabajadas al mes",
           "Sin trabajo los últimos 7 días", "No acarreó agua", "No asiste a la escuela"],
    "pt": ["Idade em meses", "Horas trabalhadas por mês", "Horas trabalhadas ontem",
           "Não buscou água", "Não frequenta a escola"],
    "ru": ["Возраст в месяцах", "Количество часов работы в месяц", "Не носил воду",
           "Не посещает школу"],
    "ar": ["العمر بالأشهر", "عدد ساعات العمل في الشهر", "لم يجلب الماء", "لم يجمع الحطب"],
}  # fmt: skip
RIGHT = {
    "en": [("Age in completed years", "age_years"), ("Hours worked last week", "economic_hours")],
    "fr": [("Âge en années révolues", "age_years"), ("A cherché de l'eau", "fetched_water")],
    "es": [("Edad en años cumplidos", "age_years"), ("Acarreó agua", "fetched_water")],
    "pt": [("Idade em anos completos", "age_years"), ("Frequenta a escola", "school_attendance")],
    "ru": [("Возраст, полных лет", "age_years"), ("Посещает школу", "school_attendance")],
    "ar": [("العمر بالسنوات", "age_years"), ("جلب الماء", "fetched_water")],
}
YES_NO = {"1": "Yes", "2": "No"}


def proposed(label, language):
    number = any(word in label.casefold() for word in ("age", "âge", "edad", "idade", "возр", "عمر",
                 "hour", "heure", "hora", "час", "ساع"))  # fmt: skip
    variable = CodebookVariable("V1", label, {} if number else YES_NO, (0, 60) if number else None)
    return [concept for concept, _ in propose(Codebook("x", (variable,)), language).chosen]


@pytest.mark.parametrize("language", WRONG)
def test_another_unit_another_time_or_the_contrary_is_proposed_for_nothing(language):
    found = {label: proposed(label, language) for label in WRONG[language]}
    assert {label: concepts for label, concepts in found.items() if concepts} == {}


@pytest.mark.parametrize("language", RIGHT)
def test_what_they_resemble_is_proposed(language):
    for label, column in RIGHT[language]:
        assert proposed(label, language) == [f"persons.{column}"], label
