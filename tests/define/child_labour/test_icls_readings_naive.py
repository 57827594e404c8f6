"""The readings of the ICLS concept against plain sentences, tried in every possible world.

A second implementation that knows no unknowns: a child of whom something was not told is every
child she could be, each is decided in two values, and what differs among them is unknown.
"""

import itertools
import random

import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.define import load_definition
from measure87.vocabulary.status import NO, UNKNOWN, YES

ICLS = "child_labour/icls18_2008_amended_2018"
WEEK = (0.0, 0.5, 1.0, 13.0, 14.0, 42.0, 43.0, 168.0)
"""Hours that an untold number may be: on both sides of every limit."""

KINDS = (None, None, "school", "undertaking", "unknown")
HOURS = (None, 0.0, 5.0, 13.0, 14.0, 20.0, 43.0)
PERSON = {"person_id": pl.String, "age_years": pl.Int64, "heavy_loads": pl.Int8}
PERSON |= {"worked_in_past_year": pl.Int8, "protected_at_work": pl.Int8}
JOB = {"person_id": pl.String, "job_id": pl.String, "in_reference_week": pl.Int8}
JOB |= {"hours": pl.Float64, "usual_hours": pl.Float64, "temporarily_absent": pl.Int8}
JOB |= {"work_in_training": pl.String, "form_of_work": pl.String}


def _survey(seed, number, *, sure_of_the_week):
    """Children with up to two jobs; answers of every sort."""
    rng = random.Random(seed)
    answers = (NO, YES) if sure_of_the_week else (NO, YES, YES, UNKNOWN)
    persons, jobs = [], []
    for n in range(number):
        person = {"person_id": f"p{n:05d}", "age_years": rng.choice((10, 12, 13, 14, 15, 16, 17))}
        person |= {"heavy_loads": rng.choice((NO, NO, YES))}
        person |= {"worked_in_past_year": rng.choice((NO, YES, UNKNOWN, None))}
        person |= {"protected_at_work": rng.choice((NO, YES, UNKNOWN, None))}
        persons.append(person)
        jobs += [
            {
                "person_id": person["person_id"],
                "job_id": str(job),
                "in_reference_week": rng.choice(answers),
                "hours": rng.choice(HOURS),
                "usual_hours": rng.choice(HOURS),
                "temporarily_absent": rng.choice((NO, NO, YES, UNKNOWN, None)),
                "work_in_training": rng.choice(KINDS),
                "form_of_work": rng.choice((None, "employment", "own_use_services", "volunteer")),
            }
            for job in range(rng.choice((0, 1, 2, 2)))
        ]
    return persons, jobs


def _ways(status):
    return {NO: (False,), YES: (True,), UNKNOWN: (False, True), None: (False,)}[status]


def _kinds(kind):
    return ("none", "school", "undertaking") if kind == "unknown" else (kind or "none",)


def _worlds_of(job):
    """In the week, absent from it, hours, usual hours, kind of training; services are no work."""
    work = job["form_of_work"] != "own_use_services"
    for week, absent, kind in itertools.product(
        _ways(job["in_reference_week"]),
        _ways(job["temporarily_absent"]),
        _kinds(job["work_in_training"]),
    ):
        for hours in WEEK if job["hours"] is None else (job["hours"],):
            for usual in WEEK if job["usual_hours"] is None else (job["usual_hours"],):
                yield {
                    "week": week and work,
                    "absent": absent,
                    "kind": kind,
                    "hours": hours,
                    "usual": usual,
                }


def _labour(age, works, hours, loads, *, counted=None):
    """Hazardous work, and child labour; `counted`: hours that the minimum age reaches."""
    reached = hours if counted is None else counted
    hazardous = works and (loads or hours >= 43)
    young = works and age < 12 and reached >= 1
    not_light = works and 12 <= age < 15 and (reached >= 14 or hazardous)
    return hazardous, hazardous or young or not_light


def _in_week(jobs):
    return [job for job in jobs if job["week"]]


def _training(person, jobs):
    age, now = person["age_years"], _in_week(jobs)
    rest = [
        job
        for job in now
        if not (job["kind"] == "school" or (job["kind"] == "undertaking" and age >= 14))
    ]
    hours, counted = (sum(job["hours"] for job in some) for some in (now, rest))
    yield _labour(age, bool(now), hours, person["heavy_loads"] == YES, counted=counted)


def _protected(person, jobs):
    now = _in_week(jobs)
    hours, loads = sum(job["hours"] for job in now), person["heavy_loads"] == YES
    told = person["protected_at_work"]
    for safe in (False, True) if told is None else _ways(told):
        exempt = safe and person["age_years"] >= 16
        hazardous, labour = _labour(person["age_years"], bool(now), hours, loads)
        yield (False, False) if exempt else (hazardous, labour)


def _twelve_months(person, jobs):
    now = _in_week(jobs)
    loads, age = person["heavy_loads"] == YES, person["age_years"]
    if now:
        yield _labour(age, True, sum(job["hours"] for job in now), loads)
        return
    for worked in _ways(person["worked_in_past_year"]):
        for hours in (one for one in WEEK if one >= 1) if worked else (0.0,):
            yield _labour(age, worked, hours, loads)


READINGS = {"training": _training, "protected": _protected, "twelve_months": _twelve_months}


def _found(reading, persons, jobs):
    definition = load_definition(f"{ICLS}:{reading}")
    names = [f"{measure}_{reading}" for measure in ("hazardous_work_icls", "child_labour_icls")]
    tables = Tables(pl.DataFrame(persons, PERSON).lazy(), pl.DataFrame(jobs, JOB).lazy())
    frame = classify(tables, [(definition, names)]).collect().sort("person_id")
    return frame.select(names).rows()


def _status(worlds):
    return UNKNOWN if len(worlds) > 1 else YES if True in worlds else NO


@pytest.mark.parametrize("reading", READINGS)
def test_a_reading_says_what_holds_in_every_world(reading):
    persons, jobs = _survey(len(reading), 500, sure_of_the_week=reading == "twelve_months")
    for person, found in zip(persons, _found(reading, persons, jobs), strict=True):
        own = [job for job in jobs if job["person_id"] == person["person_id"]]
        ways = {
            way
            for world in itertools.product(*map(_worlds_of_week, own))
            for way in READINGS[reading](person, world)
        }
        expected = tuple(_status({way[place] for way in ways}) for place in (0, 1))
        assert found == expected, (reading, person, own)


def _worlds_of_week(job):
    """Ways in which a job could be, of whose usual hours these readings do not ask."""
    return _worlds_of({**job, "usual_hours": 0.0, "temporarily_absent": NO})


def test_hours_usually_worked_and_jobs_from_which_a_child_was_absent():
    """All of it told: in two values the reading is plain arithmetic."""
    persons, jobs = _survey(7, 300, sure_of_the_week=True)
    for job in jobs:
        job["usual_hours"] = 13.0 if job["usual_hours"] is None else job["usual_hours"]
        job["hours"] = 5.0 if job["hours"] is None else job["hours"]
        job["temporarily_absent"] = YES if job["temporarily_absent"] == YES else NO
    for person, found in zip(persons, _found("usual", persons, jobs), strict=True):
        own = [job for job in jobs if job["person_id"] == person["person_id"]]
        usual = [
            job
            for job in own
            if YES in (job["in_reference_week"], job["temporarily_absent"])
            and job["form_of_work"] != "own_use_services"
        ]
        hours = sum(job["usual_hours"] for job in usual)
        ways = _labour(person["age_years"], bool(usual), hours, person["heavy_loads"] == YES)
        assert found == tuple(YES if way else NO for way in ways), (person, own)
