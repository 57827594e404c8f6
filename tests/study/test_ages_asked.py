"""Children below the age from which a survey asks about work are unknown in it, and never a no."""

from measure87.study import run_study
from tests.study.tiny import write_csv

STUDY = """
schema = 1
title = "Labour force, invented"
country = "ZZZ"
year = 2025
population = "invented persons"
invented = true
[inputs.fl]
persons = "persons.csv"
jobs = "jobs.csv"
definitions = ["forced_labour/icls20_2018"]
measures = ["forced_labour_children_worst_forms"]
reference_period = "12 months"
"""
FORMS = ("worst_form_3a", "worst_form_3b", "worst_form_3c")
ENTRY = '[fl.jobs.{0}]\nvariable = "{0}"\nyes = [1]\nno = [2]\n'
MAPPING = """
schema = 1
[fl.persons.person_id]
variable = "id"
[fl.persons.age_years]
variable = "age"
[fl.jobs.person_id]
variable = "id"
[fl.jobs.job_id]
variable = "job"
""" + "".join(ENTRY.format(form) for form in FORMS)  # fmt: skip
ASKED = '[fl.persons.answered_on_work]\nvariable = "asked"\nyes = [1]\nno = [2]\n'


def _figure(folder, mapping=MAPPING):
    """The figure of a file in which the half of those from 15 on have a job, and nobody younger."""
    folder.mkdir()
    ages = [10] * 60 + [15, 16, 17] * 100 + [30] * 60
    persons = [{"id": n, "age": age, "asked": 1} for n, age in enumerate(ages)]
    working = [one["id"] for one in persons if one["age"] >= 15 and one["id"] % 2]
    jobs = [{"id": n, "job": 1} | dict.fromkeys(FORMS, 1 if n % 20 == 1 else 2) for n in working]
    write_csv(folder / "persons.csv", persons)
    write_csv(folder / "jobs.csv", jobs)
    (folder / "study.toml").write_text(STUDY)
    (folder / "mapping.toml").write_text(mapping)
    found = run_study(folder)
    every = (one for one in found.estimates if not one.group)
    warned = {notice.code: notice.text for notice in found.warnings}
    return next(one for one in every if one.name == "forced_labour_children_worst_forms"), warned


def test_who_was_not_asked_is_unknown_and_the_report_says_which_ages(tmp_path):
    figure, warned = _figure(tmp_path / "s")
    assert (figure.n, figure.n_unknown) == (300, 60)
    assert "persons aged 5 to 14: 60 rows, none with a job" in warned["ages-not-asked"]
    assert "60 rows" in (tmp_path / "s/out/report.html").read_text("utf-8")


def test_who_says_that_she_was_asked_is_a_no(tmp_path):
    figure, warned = _figure(tmp_path / "s", MAPPING + ASKED)
    assert (figure.n, figure.n_unknown) == (360, 0)
    assert not [code for code in warned if code.startswith("ages")]
