"""First proposals beside the truth: the codebook of a real survey, and invented ones."""

import csv
from pathlib import Path

import polars as pl
import pytest

from measure87.collect import apply_mapping, parse_mapping
from measure87.collect.assistant import (
    Codebook,
    CodebookVariable,
    codebook_of,
    proposals_text,
    propose,
)
from measure87.collect.presets import mics6_mapping
from measure87.files import UserMissing
from measure87.vocabulary.errors import StudyError
from tests.collect.codebooks_read import codebook, judged, pairs, traps, values_of

REFERENCE = Path(__file__).parents[2] / "reference" / "mics6_codebook" / "mics6_fs_codebook.csv"


ASKED_PERSON = 'ask = "variables that together differ for every person: cluster, household, line"'
ASKED_SECOND = (
    'present = { ask = "who has a second job, yes and no; without this line everybody has one" }'
)


def one(label, values="", bounds=None, name="V1"):
    """The concepts that a single variable is proposed for."""
    book = Codebook("x", (CodebookVariable(name, label, values_of(values), bounds),))
    return {concept for _, concept in pairs(propose(book, "en"))}


# First run on these codebooks, before any term was mended for them (precision, recall):
# en 1.000 0.842, fr 1.000 0.857, es 1.000 0.972, pt 0.967 0.806, ar 1.000 0.865.
# The floors are below what is had now; a change of terms that loses more is seen.
@pytest.mark.parametrize(
    ("language", "precision", "recall"),
    [(name, 0.95, 0.9) for name in ("en", "fr", "es", "pt", "ar", "ru")],
)
def test_first_proposals_meet_the_truth_of_an_invented_codebook(language, precision, recall):
    found = judged(language)
    assert found.precision >= precision
    assert found.recall >= recall


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar", "ru"])
def test_what_sounds_like_a_column_and_is_another_thing_is_not_proposed(language):
    """The age of the head, hours a day, the weight of a body, school the year before."""
    book, truth = traps(language)
    found = pairs(propose(book))
    assert found - truth == set()
    assert len(found) >= 0.85 * len(truth)


@pytest.mark.parametrize(
    ("language", "yes", "no", "label"),
    [
        ("en", "Yes", "No", "N/A"),
        ("en", "Yes", "No", "NIU (not in universe)"),
        ("fr", "Oui", "Non", "Non applicable"),
        ("fr", "Oui", "Non", "Non concerné"),
        ("es", "Sí", "No", "No aplica"),
        ("es", "Sí", "No", "No corresponde"),
        ("pt", "Sim", "Não", "Não se aplica"),
        ("ar", "نعم", "لا", "لا ينطبق"),
        ("ru", "Да", "Нет", "Не применимо"),
    ],
)
def test_what_does_not_apply_is_no_no(language, yes, no, label):
    labels = {"en": "Fetched water", "fr": "Chercher de l'eau", "es": "Acarreó agua",
              "pt": "Foi buscar água", "ar": "جلب الماء", "ru": "Носил воду"}  # fmt: skip
    values = {"1": yes, "2": no, "9": label}
    book = Codebook("x", (CodebookVariable("V1", labels[language], values),))
    text = proposals_text(propose(book, language))
    assert "no = [2]\nnot_asked = [9]\n" in text
    assert "unknown" not in text.partition("fetched_water]")[2].partition("confirmed")[0]


def test_hours_that_say_of_what_they_are_do_not_follow_the_activity_before():
    labels = ("Fetched water", "Hours on homework", "Hours watching television")
    book = Codebook("x", tuple(CodebookVariable(f"V{i}", t) for i, t in enumerate(labels)))
    assert pairs(propose(book, "en")) == {("V0", "persons.fetched_water")}


def test_numbers_without_labels_that_are_no_codes_speak_against_a_status():
    assert one("Fetched water", bounds=(1.0, 2.0)) == {"persons.fetched_water"}
    assert one("Fetched water", bounds=(0.0, 180.0)) == set()


def test_numbers_of_more_than_two_kinds_speak_for_a_region_and_against_an_area():
    """A name that may be both: dominio of 1 and 2, perhaps 9 for no answer, of 1 to 8, of codes."""
    assert one("", bounds=(1.0, 2.0), name="dominio") == {"persons.area"}
    assert one("", bounds=(1.0, 9.0), name="dominio") == {"persons.area"}
    assert one("", bounds=(1.0, 4.0), name="dominio") == {"persons.region"}
    assert one("", bounds=(101.0, 2503.0), name="dominio") == {"persons.region"}
    # With nothing else that it may be, it is proposed and the remark says what is doubtful.
    assert one("", bounds=(1.0, 3.0), name="urbrur") == {"persons.area"}


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar", "ru"])
def test_the_language_is_found_by_the_labels(language):
    assert propose(codebook(language)[0]).language == language


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar", "ru"])
def test_terms_of_another_language_propose_little(language):
    book, truth = codebook(language)
    other = "ar" if language != "ar" else "en"
    assert len(pairs(propose(book, other)) & truth) < 0.1 * len(truth)


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar", "ru"])
def test_the_text_is_a_mapping_once_it_is_confirmed_and_refused_before(language):
    text = proposals_text(propose(codebook(language)[0]))
    with pytest.raises(StudyError, match="nobody has confirmed") as caught:
        parse_mapping(text)
    assert caught.value.code == "unconfirmed"
    versioned = text.replace('# industry = "', 'industry = "').replace("# occu", "occu")
    answered = versioned.replace(ASKED_SECOND, 'present = { variable = "W9", yes = [1] }')
    mapping = parse_mapping(answered.replace("confirmed = false", "confirmed = true"))
    assert mapping["survey"].persons["sex"].codes == {"1": "1", "2": "2"}


def test_one_entry_that_is_not_confirmed_is_enough_to_refuse():
    text = proposals_text(propose(codebook("fr")[0]))
    all_but_one = text.replace("confirmed = false", "confirmed = true", text.count("= false") - 1)
    with pytest.raises(StudyError, match="1 of the mapping's entries"):
        parse_mapping(all_but_one)


def test_values_speak_for_and_against():
    assert one("Sex", "1=Male; 2=Female") == {"persons.sex"}
    assert one("Sex", "1=Yes; 2=No") == set()
    assert one("Fetched water", "1=Yes; 2=No; 9=DK") == {"persons.fetched_water"}
    assert one("Fetched water", "1=Well; 2=River; 3=Tap") == set()
    assert one("Age in years") == {"persons.age_years"}
    assert one("Age in years", "1=Yes; 2=No") == set()


def test_numbers_that_cannot_be_hours_or_ages_speak_against():
    assert one("Hours worked", bounds=(0.0, 80.0)) == {"persons.economic_hours"}
    assert one("Hours worked", bounds=(0.0, 2400.0)) == set()
    assert one("Age in years", bounds=(1980.0, 2020.0)) == set()


def test_hours_of_nothing_said_follow_the_activity_before():
    labels = ("Fetched water", "Number of hours", "Collected firewood", "Number of hours")
    variables = tuple(CodebookVariable(f"V{i}", label) for i, label in enumerate(labels))
    found = pairs(propose(Codebook("x", variables), "en"))
    assert ("V1", "persons.water_hours") in found
    assert ("V3", "persons.firewood_hours") in found


def test_usual_hours_are_told_and_never_taken_for_hours_worked():
    text = proposals_text(propose(codebook("es")[0]))
    assert "# Usual hours (main job)" in text
    entries = [line for line in text.splitlines() if line.startswith("hours = ")]
    assert entries
    assert all('"p33"' not in line for line in entries)


JOB_TABLE = {
    "ID": [1, 2, 3], "Q1": [1, 2, 1], "Q2": [40, None, 10], "Q3": [111, None, 4711],
    "Q4": [5, 0, 7],
}  # fmt: skip
JOB_LABELS = {
    "Q1": "Worked for pay", "Q2": "Hours actually worked in main job", "Q3": "Industry of main job",
    "Q4": "Hours actually worked in second job",
}  # fmt: skip


def job_proposals(source, **fields):
    table = source(JOB_TABLE, {"Q1": {"1": "Yes", "2": "No"}}, variable_labels=JOB_LABELS, **fields)
    text = proposals_text(propose(codebook_of(table), "en"))
    text = text.replace("confirmed = false", "confirmed = true").replace(
        '# industry = "', 'industry = "'
    )
    return table, text


def test_whoever_does_not_work_has_no_main_job(source):
    """Else all children would be in employment once somebody confirms the proposals."""
    table, text = job_proposals(source)
    main, _, _ = text.partition('job = "second"')
    assert 'present = { variable = "Q1", yes = [1], no = [2] }' in main
    first_alone = f"{main.rpartition('[[survey.jobs]]')[0]}\n".replace(
        ASKED_PERSON, 'variable = "ID"'
    )
    jobs = apply_mapping(parse_mapping(first_alone)["survey"], {"persons": table}).jobs.collect()
    assert jobs["person_id"].to_list() == [1, 3]
    assert jobs["hours"].to_list() == [40.0, 10.0]
    assert jobs["industry"].to_list() == ["0111", "4711"]


@pytest.mark.parametrize("greatest", [float("inf"), float("nan"), -1.0, 1e18])
def test_numbers_that_are_no_codes_give_no_digits(source, greatest):
    labels = {"Q3": "Industry of main job", "Q4": "Hours worked", "Q5": "Age in years"}
    columns = {"ID": [1, 2]} | {name: [greatest, -5.0] for name in labels}
    table = source(columns, variable_labels=labels)
    assert "digits" not in proposals_text(propose(codebook_of(table), "en"))


def test_questions_with_different_codes_keep_their_own(source):
    """Paid and unpaid work are two codes of yes in one question, and 2 is no in the other."""
    table = source(
        {"ID": [1, 2, 3, 4], "A": [1, 2, 3, 9], "B": [2, 2, 2, 1]},
        {"A": {"1": "Yes, paid", "2": "Yes, unpaid", "3": "No", "9": "Missing"},
         "B": {"1": "Yes", "2": "No"}},
        variable_labels={"A": "Worked for pay", "B": "Helped in family business"},
    )  # fmt: skip
    text = proposals_text(propose(codebook_of(table), "en")).replace(
        ASKED_PERSON, 'variable = "ID"'
    )
    section = parse_mapping(text.replace("confirmed = false", "confirmed = true"))["survey"]
    persons = apply_mapping(section, {"persons": table}).persons.collect()
    assert persons["economic_activity"].to_list() == [2, 2, 0, 2]


def test_a_job_of_which_nobody_knows_who_has_it_stops_the_run(source):
    """No name stands there that the file does not have: the run stops at the question."""
    _, text = job_proposals(source)
    assert ASKED_SECOND in text.partition('job = "second"')[2]
    with pytest.raises(StudyError, match="who has a second job") as caught:
        parse_mapping(text.replace(ASKED_PERSON, 'variable = "ID"'))
    assert caught.value.code == "asked"


def test_no_answer_of_a_person_is_in_the_proposals(source):
    table = source(
        {"SEX": [1, 2, 1], "AGE": [5, 12, 17], "HRS": [11, 37, 98], "NAME": ["Ada", "Bo", "Cy"]},
        {"SEX": {"1": "Male", "2": "Female"}, "HRS": {"98": "DK"}},
        variable_labels={"SEX": "Sex", "AGE": "Age in years", "HRS": "Hours worked"},
        missing_codes={"AGE": UserMissing(("99",))},
    )
    book = codebook_of(table)
    text = proposals_text(propose(book))
    assert {v.name: v.bounds for v in book.variables}["HRS"] == (11, 37)
    for secret in ("Ada", "37", "17", "12"):
        assert secret not in text
    assert "missing = [98]" in text


def test_a_label_of_many_lines_stays_a_comment(source):
    table = source({"SEX": [1, 2]}, variable_labels={"SEX": 'Sex\n[evil]\nx = "1"'})
    text = proposals_text(propose(codebook_of(table)))
    assert "\n[evil]" not in text
    with pytest.raises(StudyError, match="nobody has confirmed"):
        parse_mapping(text)


def mics6_codebook():
    with REFERENCE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


# The truth is the preset mics6, on a file that has these variables. 41 of 42 first proposals were
# true, and 41 of 44 true pairs were proposed; terms were mended on this codebook. What is missed:
# the second name of the cluster, and two labels that do not say what the preset knows.
def test_first_proposals_meet_the_preset_on_the_codebook_of_mics6(source):
    rows = mics6_codebook()
    labels = {row["variable"]: row["label"] for row in rows}
    values = {row["variable"]: values_of(row["value_labels"]) for row in rows}
    table = source(pl.DataFrame({name: [1, 2] for name in labels}), values, variable_labels=labels)
    truth = named(mics6_mapping(table), "fs")
    text = proposals_text(propose(codebook_of(table)), "fs")
    found = named(text.replace("confirmed = false", "confirmed = true"), "fs")
    assert len(found & truth) / len(found) >= 0.95
    assert len(found & truth) / len(truth) >= 0.9


def named(text, section):
    persons = parse_mapping(text)[section].persons
    return {(column, name) for column, mapping in persons.items() for name in mapping.variables}
