"""Jobs in columns, hours of single days, rows that stand twice, and several surveys in one file."""

import pytest

from measure87.collect.assistant import (
    Codebook,
    CodebookVariable,
    codebook_of,
    proposals_text,
    propose,
)

DAYS = [
    ("en", "Hours worked on {}", ["Monday", "Saturday", "Sunday", "Tuesday"]),
    ("fr", "Heures travaillées le {}", ["lundi", "samedi", "dimanche", "mardi"]),
    ("es", "Horas trabajadas el {}", ["lunes", "sábado", "domingo", "martes"]),
    ("pt", "Horas trabalhadas no {}", ["sábado", "domingo"]),
    ("pt", "Horas trabalhadas na {}", ["segunda-feira", "terça-feira"]),
    ("ru", "Отработано часов в {}", ["понедельник", "субботу", "воскресенье", "вторник"]),
    ("ar", "عدد ساعات العمل يوم {}", ["الاثنين", "الخميس", "السبت", "الأحد", "الثلاثاء"]),
]
WEEKS = [
    ("en", "Hours worked, Monday to Sunday"),
    ("fr", "Heures travaillées du lundi au dimanche"),
    ("es", "Horas trabajadas de lunes a domingo"),
    ("pt", "Horas trabalhadas de segunda-feira a domingo"),
    ("ru", "Отработано часов с понедельника по воскресенье"),
    ("ar", "عدد ساعات العمل من الأحد إلى السبت"),
]
THIRD = [
    ("en", "Hours worked in third job"),
    ("en", "Hours worked, job 3"),
    ("fr", "Heures travaillées dans le troisième emploi"),
    ("es", "Horas trabajadas en el tercer empleo"),
    ("pt", "Horas trabalhadas no terceiro trabalho"),
    ("ru", "Отработано часов на третьей работе"),
    ("ar", "عدد ساعات العمل في العمل الثالث"),
]


def places(label, language):
    book = Codebook("x", (CodebookVariable("v", label, bounds=(1.0, 60.0)),))
    return set(propose(book, language).chosen)


@pytest.mark.parametrize(
    ("language", "label"), [(n, text.format(day)) for n, text, days in DAYS for day in days]
)
def test_hours_of_one_day_are_none_of_a_week(language, label):
    assert not {name for name, _ in places(label, language) if "hours" in name}


@pytest.mark.parametrize(("language", "label"), WEEKS)
def test_hours_of_all_days_are_those_of_the_week(language, label):
    assert {name for name, _ in places(label, language)} & {"persons.economic_hours", "jobs.hours"}


@pytest.mark.parametrize(("language", "label"), THIRD)
def test_hours_of_a_third_job_are_of_no_other(language, label):
    assert places(label, language) == {("jobs.hours", "third")}


ROSTER = {
    "cluster": [1, 1, 2, 2], "hh": [1, 2, 1, 2], "line": [1, 1, 1, 1],
    "worked_last_week": [1, 1, 2, 1], "hours_job1": [10, 20, None, 30],
    "hours_job2": [5, None, None, 8], "hours_job3": [None, None, None, 2],
}  # fmt: skip


def test_no_job_of_a_roster_in_columns_is_lost(source):
    text = proposals_text(propose(codebook_of(source(ROSTER))), "s")
    for job in ("main", "second", "third"):
        assert f'job = "{job}"' in text
    assert "or hours_job3" not in text
    assert '# variables = ["hours_job1", "hours_job2", "hours_job3"]\n# combine = "sum"' in text


def test_persons_that_stand_twice_are_told(source):
    twice = {name: [*values, *values[:2]] for name, values in ROSTER.items()}
    text = proposals_text(propose(codebook_of(source(twice))), "s")
    assert (
        "# cluster, hh, line are those of another row in fewer than 25 rows, first rows 1 and 5"
        in text
    )
    assert "those of another row" not in proposals_text(propose(codebook_of(source(ROSTER))), "s")


@pytest.mark.parametrize(
    ("years", "told"),
    [([2019, 2019, 2020, 2020], True), ([2020] * 4, False), ([1999, 2003, 2011, 2020], False)],
)
def test_several_years_in_a_file_are_asked_about(source, years, told):
    text = proposals_text(propose(codebook_of(source(ROSTER | {"round": years}))), "s")
    assert ('# keep = [{ variable = "round", codes = [2020] }]' in text) == told


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("regiao", "persons.region"), ("Região", "persons.region"), ("situacao", "persons.area"),
        ("الأسرة", "persons.household_id"), ("رقم_الأسرة", "persons.household_id"),
    ],
)  # fmt: skip
def test_names_of_offices_that_write_portuguese_and_arabic(name, concept):
    book = Codebook("x", (CodebookVariable(name, bounds=(1.0, 2.0)),))
    assert concept in {found for found, _ in propose(book).chosen}
