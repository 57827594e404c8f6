"""What is derived of jobs and of persons, against a reading of the rows one by one.

Everybody here is invented.
"""

import random
from datetime import date, timedelta

import polars as pl
import pytest

from measure87.classify import Tables
from measure87.classify.derived import OWN_USE_SERVICES, derive
from measure87.classify.frames import Levels
from measure87.classify.job_times import SurveyTime
from measure87.vocabulary.status import NO, UNKNOWN, YES

DAY = date(2024, 3, 15)
WHOLE_WEEK = 168.0  # hours
ANSWERS = (NO, UNKNOWN, YES, None)
ENDS = ("start", "end")
WHO = {
    "person_id": pl.String,
    "age_years": pl.Int64,
    "answered_on_work": pl.Int8,
    "economic_activity": pl.Int8,
    "economic_hours": pl.Float64,
    "heights": pl.Int8,
    "household_chores": pl.Int8,
    "chores_hours": pl.Float64,
}
JOB = {
    "person_id": pl.String,
    "job_id": pl.String,
    "in_reference_period": pl.Int8,
    "in_reference_week": pl.Int8,
    "goes_on": pl.Int8,
    "start_date": pl.Date,
    "end_date": pl.Date,
    "start_age": pl.Int64,
    "end_age": pl.Int64,
    "age_at_episode": pl.Int64,
    "days": pl.Float64,
    "hours": pl.Float64,
    "form_of_work": pl.String,
    "heights": pl.Int8,
    "worst_form_3a": pl.Int8,
}
OF_JOBS = (
    "in_reference_period", "in_reference_week", "goes_on", "days", "age_at_episode",
    "start_age_low", "start_age_high", "end_age_low", "end_age_high", "hours_low", "hours_high",
)  # fmt: skip
OF_PERSONS = (
    "economic_activity", "economic_hours_low", "economic_hours_high", "heights", "worst_form_3a",
    "chores_hours_low", "chores_hours_high",
)  # fmt: skip


def invented_person(rng, number):
    return {
        "person_id": f"p{number}",
        "age_years": rng.choice((14, 17, 19, 30, None)),
        "answered_on_work": rng.choice(ANSWERS),
        "economic_activity": rng.choice((None, None, NO, UNKNOWN, YES)),
        "economic_hours": rng.choice((None, None, 12.0)),
        "heights": rng.choice((None, None, NO, YES)),
        "household_chores": rng.choice(ANSWERS),
        "chores_hours": rng.choice((None, 5.0)),
    }


def invented_job(rng, person, number, survey):
    seldom = (None, None, None, *ANSWERS)
    age = person["age_years"] or 18
    ages = [rng.choice((None, None, age - 6, age - 2, age - 1, age, age + 1)) for _ in range(3)]
    back = [int(survey.days or 0) + more for more in (-1, 0, 1, 365, 366, 367, 368)]
    dates = [
        rng.choice(
            (None, DAY - timedelta(days=rng.choice(back)), date(2024, rng.randint(1, 5), 15))
        )
        for _ in ENDS
    ]
    return {
        "person_id": person["person_id"],
        "job_id": str(number),
        "in_reference_period": rng.choice(seldom),
        "in_reference_week": rng.choice(seldom),
        "goes_on": rng.choice(seldom),
        **{f"{which}_date": told for which, told in zip(ENDS, dates, strict=True)},
        **dict(zip(("start_age", "end_age", "age_at_episode"), ages, strict=True)),
        "days": rng.choice((None, -1.0, 0.0, 365.0, 366.0, 366.5, 700.0)),
        "hours": rng.choice((None, None, 3.0, 40.0, 100.0)),
        "form_of_work": rng.choice((None, "employment", OWN_USE_SERVICES)),
        "heights": rng.choice(ANSWERS),
        "worst_form_3a": rng.choice(ANSWERS),
    }


def any_told(*answers):
    return max((one for one in answers if one is not None), default=None)


def in_period(job, age, survey):
    """Not told: no for an end that surely lay before, unknown where that hangs on the interview."""
    if survey.days is None:
        return YES
    years = {365.0: 1, 548.0: 2, 30.0: 1}[survey.days]  # begun, whole or not
    placed = None
    if survey.day and job["end_date"]:
        back = (survey.day - job["end_date"]).days
        placed = NO if back > survey.days + 366 else UNKNOWN if back > survey.days else YES
    for told, before in ((job["end_age"], NO), (job["age_at_episode"], UNKNOWN)):
        if placed is None and None not in (age, told):
            placed = before if age - told > years else YES
    return any_told(YES if placed is None else placed, job["goes_on"], job["in_reference_week"])


def going_on(job, age):
    """Not told: who worked in it last week is still there, unless its end was told."""
    ended = job["end_date"] is not None or job["end_age"] is not None
    if job["in_reference_week"] == YES:
        return YES
    if ended:
        return NO
    if job["in_reference_week"] is not None:
        return None
    if job["in_reference_period"] == NO:
        return NO
    earlier = None not in (age, job["age_at_episode"]) and job["age_at_episode"] < age
    return None if earlier else YES


def ages_at(which, job, age, survey):
    """Least and greatest age at the start or the end: as told, or else by the date."""
    told, then = job[f"{which}_age"], job[f"{which}_date"]
    if told is not None:
        return told, told
    if None in (age, then, survey.day):
        return None, None
    until = (survey.day.year, survey.day.month, survey.day.day)
    years = max(y for y in range(-9, 99) if (then.year + y, then.month, then.day) <= until)
    # She may be of the next birthday on either day, and the interview a year earlier or later.
    return age - years - 2, min(age - years + 1, age)


def derived_job(job, age, survey):
    row = dict(job)
    if row["days"] is not None:
        most = float("inf") if survey.days is None else survey.days + 1
        row["days"] = row["days"] if 0 <= row["days"] <= most else None
    for name in ("start_age", "end_age", "age_at_episode"):
        if None not in (age, row[name]) and row[name] > age:
            row[name] = None
    if row["in_reference_period"] is None:
        row["in_reference_period"] = in_period(row, age, survey)
    if row["goes_on"] is None:
        row["goes_on"] = going_on(row, age)
    if row["in_reference_week"] is None:
        over = NO in (row["in_reference_period"], row["goes_on"])
        row["in_reference_week"] = NO if over else YES
    for which in ENDS:
        row[f"{which}_age_low"], row[f"{which}_age_high"] = ages_at(which, row, age, survey)
    if row["age_at_episode"] is None and row["start_age_low"] is row["end_age_low"] is None:
        row["age_at_episode"] = age
    row["hours_low"] = row["hours"] or 0.0
    row["hours_high"] = WHOLE_WEEK if row["hours"] is None else row["hours"]
    return row


def derived_person(person, jobs, asks_chores):
    row = dict(person)
    week = [
        NO if job["form_of_work"] == OWN_USE_SERVICES else job["in_reference_week"] for job in jobs
    ]
    silent = person["answered_on_work"] in (NO, UNKNOWN)
    if row["economic_activity"] is None:
        row["economic_activity"] = max(week, default=UNKNOWN if silent else NO)
    for name in ("heights", "worst_form_3a"):
        told = [(w, job[name]) for w, job in zip(week, jobs, strict=True)]
        said = [min(w, answer) for w, answer in told if answer is not None]
        if person.get(name) is None:
            row[name] = max(said, default=None)
    least = sum(job["hours"] or 0.0 for w, job in zip(week, jobs, strict=True) if w == YES)
    most = sum(job["hours_high"] for w, job in zip(week, jobs, strict=True) if w != NO)
    if not jobs:
        most = 0.0 if row["economic_activity"] == NO else WHOLE_WEEK
    own = person["economic_hours"]
    row["economic_hours_low"] = least if own is None else own
    row["economic_hours_high"] = min(most, WHOLE_WEEK) if own is None else own
    told, may = person["chores_hours"], not asks_chores
    may = may or person["household_chores"] in (UNKNOWN, YES)
    row["chores_hours_low"] = told or 0.0
    row["chores_hours_high"] = told if told is not None else WHOLE_WEEK if may else 0.0
    return row


def rows_of(frame, names, keys):
    rows = frame.collect().iter_rows(named=True)
    return {tuple(row[key] for key in keys): {n: row.get(n) for n in names} for row in rows}


@pytest.mark.parametrize(
    "survey",
    [SurveyTime(), SurveyTime(365.0), SurveyTime(548.0, DAY), SurveyTime(30.0, DAY)],
    ids=["no period", "a year", "18 months until a day", "a month until a day"],
)
@pytest.mark.parametrize(
    "unasked",
    [
        (),
        ("age_years",),
        ("start_date", "end_date", "start_age", "end_age"),
        ("start_date", "end_date"),
        ("start_age", "end_age", "age_at_episode"),
        ("goes_on", "in_reference_week", "in_reference_period"),
        ("answered_on_work", "economic_activity", "economic_hours", "form_of_work", "days"),
        ("heights", "household_chores"),
    ],
    ids=lambda names: " ".join(names) or "all asked",
)
def test_jobs_and_persons_have_what_a_reading_of_the_rows_derives(survey, unasked):
    rng = random.Random(f"{survey} {unasked}")
    persons = [invented_person(rng, number) for number in range(80)]
    jobs = [
        invented_job(rng, person, number, survey)
        for person in persons
        for number in range(rng.choice((0, 1, 2, 3)))
    ]
    for row in (*persons, *jobs):
        row.update({name: None for name in unasked if name in row})
    frames = (pl.LazyFrame(persons, WHO), pl.LazyFrame(jobs, JOB))
    levels = Levels(Tables(*(frame.drop(unasked, strict=False) for frame in frames)))
    derive(levels, frozenset({*OF_JOBS, *OF_PERSONS}), survey)
    ages = {person["person_id"]: person["age_years"] for person in persons}
    expected = [derived_job(job, ages[job["person_id"]], survey) for job in jobs]
    found = rows_of(levels.frames["job"], OF_JOBS, ("person_id", "job_id"))
    assert len(found) == len(jobs)
    for told, row in zip(jobs, expected, strict=True):
        got = found[row["person_id"], row["job_id"]]
        assert got == {name: row[name] for name in OF_JOBS}, (told, ages[row["person_id"]])
    found = rows_of(levels.frames["person"], OF_PERSONS, ("person_id",))
    for person in persons:
        own = [row for row in expected if row["person_id"] == person["person_id"]]
        row = derived_person(person, own, "household_chores" not in unasked)
        assert found[(person["person_id"],)] == {name: row[name] for name in OF_PERSONS}, person


def test_what_no_rule_reads_is_not_derived():
    """No age comes to the jobs, which costs a join, and no hazard to the person."""
    persons = pl.LazyFrame({"person_id": ["a"], "age_years": [15]})
    jobs = pl.LazyFrame({"person_id": ["a"], "job_id": ["1"], "start_age": [12], "heights": [YES]})
    levels = Levels(Tables(persons, jobs))
    derive(levels, frozenset({"economic_activity"}))
    derived = {"job": {"age_years", "age_at_episode"}, "person": {"heights"}}
    for level, names in derived.items():
        assert not names & levels.columns[level]


@pytest.mark.parametrize("survey", [SurveyTime(), SurveyTime(365.0, DAY)], ids=["none", "a year"])
def test_who_is_active_does_not_hang_on_what_else_is_asked_for(survey):
    """Nor whether an age that cannot be ends a job before the week."""
    rng = random.Random(f"alone {survey}")
    persons = [invented_person(rng, number) for number in range(200)]
    jobs = [invented_job(rng, person, 1, survey) for person in persons]
    told = [job["end_age"] for job in jobs]
    ages = [person["age_years"] for person in persons]
    assert any(None not in pair and pair[0] > pair[1] for pair in zip(told, ages, strict=True))
    found = []
    for wanted in (OF_PERSONS, ("economic_activity",)):
        levels = Levels(Tables(pl.LazyFrame(persons, WHO), pl.LazyFrame(jobs, JOB)))
        derive(levels, frozenset(wanted) | {*(OF_JOBS if wanted == OF_PERSONS else ())}, survey)
        found.append(rows_of(levels.frames["person"], ("economic_activity",), ("person_id",)))
    assert found[0] == found[1]


@pytest.mark.parametrize("told", ["end_age", "age_at_episode"])
def test_an_age_above_that_at_the_interview_ends_no_job(told):
    """Of one at 16 whose job is said to have been at 20, and of nothing else of its times."""
    persons = pl.LazyFrame({"person_id": ["a"], "age_years": [16]})
    jobs = pl.LazyFrame({"person_id": ["a"], "job_id": ["1"], told: [20]})
    levels = Levels(Tables(persons, jobs))
    derive(levels, frozenset({"economic_activity"}))
    assert levels.frames["person"].collect()["economic_activity"].item() == YES
