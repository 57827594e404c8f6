"""Who said that she did not work, and told of a job in the week, is counted. Invented persons."""

import pytest

from measure87.collect import denied_work
from measure87.vocabulary.few_told import FEW

MAPPING = """
[lfs.persons.person_id]
variable = "id"
[lfs.persons.age_years]
variable = "age"
[lfs.persons.economic_activity]
variable = "work"
yes = [1]
no = [2]
unknown = [8]
[lfs.jobs.person_id]
variable = "id"
[lfs.jobs.job_id]
variable = "job"
[lfs.jobs.hours]
variable = "hours"
[lfs.jobs.form_of_work]
variable = "form"
codes = { 1 = "employment", 2 = "own_use_services" }
"""
WEEK = """
[lfs.jobs.in_reference_week]
variable = "week"
yes = [1]
no = [2]
unknown = [8]
"""


def notices(source, apply, work, hours, week, form):
    """Forty persons of one kind, each with one job; a week of None was not asked about."""
    persons = source({"id": list(range(40)), "age": [16] * 40, "work": [work] * 40})
    jobs = {"id": list(range(40)), "job": [1] * 40}
    jobs |= {"hours": [hours] * 40, "week": [week] * 40, "form": [form] * 40}
    return denied_work(apply(MAPPING + (WEEK if week else ""), persons=persons, jobs=source(jobs)))


@pytest.mark.parametrize(
    ("work", "hours", "week", "form"),
    [(2, 50, None, 1), (2, None, 1, 1), (2, 50, 1, None), (2, 1, None, None)],
)
def test_a_no_beside_a_job_of_the_week_is_told(source, apply, work, hours, week, form):
    (notice,) = notices(source, apply, work, hours, week, form)
    assert notice.code == "work-denied"
    assert notice.values == {"rows": 40, "item": "economic_activity"}


@pytest.mark.parametrize(
    ("work", "hours", "week", "form"),
    [
        (1, 50, 1, 1),  # she said so
        (8, 50, 1, 1),  # nobody knows: no contradiction
        (None, 50, 1, 1),  # the questionnaire asks by job
        (2, None, None, 1),  # a job without a word on the week
        (2, 0, None, 1),  # absent
        (2, 50, 2, 1),  # hours of another week
        (2, 50, 8, 1),
        (2, 50, 1, 2),  # services for own use are no employment
    ],
)
def test_what_does_not_contradict_is_not(source, apply, work, hours, week, form):
    assert notices(source, apply, work, hours, week, form) == ()


def test_few_persons_are_some(source, apply):
    told = [2] * 3 + [1] * 37
    persons = source({"id": list(range(40)), "age": [16] * 40, "work": told})
    jobs = {"id": list(range(40)), "job": [1] * 40, "hours": [5] * 40}
    jobs |= {"form": [1] * 40}
    (notice,) = denied_work(apply(MAPPING, persons=persons, jobs=source(jobs)))
    assert notice.values["rows"] == {"below": FEW}
    assert "3" not in notice.text


def test_without_jobs_or_without_the_answer_there_is_nothing_to_say(source, apply):
    persons = source({"id": [1], "age": [16], "work": [2]})
    alone = MAPPING.partition("[lfs.jobs")[0]
    assert denied_work(apply(alone, persons=persons)) == ()
