"""What holds of parents at the time of a child's work, against a reading of households one by one.

Everybody here is invented.
"""

import random
from dataclasses import replace
from datetime import date
from itertools import product
from types import SimpleNamespace

import polars as pl
import pytest

from measure87.classify import Tables
from measure87.classify.at_the_same_time import join_parents_then
from measure87.classify.frames import Levels
from measure87.define import Limits, load_definition
from measure87.vocabulary.status import NO, UNKNOWN, YES

ICLS = load_definition("forced_labour/icls20_2018")
ONE_TIME = 31  # days
OF_JOBS = SimpleNamespace(name="held", level="job")
OF_PERSONS = SimpleNamespace(name="bound", level="person")
ANSWERS = (NO, UNKNOWN, YES, None)
WHO = {
    "person_id": pl.String,
    "household_id": pl.String,
    "answered_on_work": pl.Int8,
    "bound": pl.Int8,
}
TIMES = {
    "goes_on": pl.Int8,
    "start_date": pl.Date,
    "end_date": pl.Date,
    "start_age": pl.Int64,
    "end_age": pl.Int64,
    "days": pl.Float64,
}
NOTHING_TOLD = dict.fromkeys((*TIMES, "age_years"))


def limits(days):
    period = replace(ICLS.limits["reference_period"], bound=days)
    return Limits({**ICLS.limits.entries, "reference_period": period})


def household(rng, number):
    """Three persons whose parents are each other, away, untold or not in the table."""
    lines = (0, 1, 2, 2, 3, 9, None)
    return [
        {
            "person_id": f"{number}-{line}",
            "household_id": str(number),
            "line": rng.choice((line, line, line, None)),
            "mother_line": rng.choice(lines),
            "father_line": rng.choice(lines),
            "age_years": rng.choice((14, 15, 16, 40, None)),
            "answered_on_work": rng.choice(ANSWERS),
            "bound": rng.choice(ANSWERS),
        }
        for line in (1, 2, 3)
    ]


def job(rng, person, number):
    told = rng.choice(("dates", "ages", "both", "nothing"))
    dates, ages = told in ("dates", "both"), told in ("ages", "both")
    return {
        "person_id": person["person_id"],
        "job_id": str(number),
        "held": rng.choice((NO, UNKNOWN, YES, YES, None)),
        "goes_on": rng.choice((NO, NO, NO, UNKNOWN, YES, None)),
        "start_date": date(2020, rng.randint(1, 4), 1) if dates else None,
        "end_date": date(2020, rng.randint(2, 5), 1) if dates else None,
        "start_age": rng.randint(9, 13) if ages else None,
        "end_age": rng.randint(11, 14) if ages else None,
        "days": rng.choice((100.0, 182.0, 183.0, 300.0, None)),
    }


def began_before(one, other):
    """Whether one episode began before the other ended.

    By completed years: she was each age for a whole year, of which tenths are tried.
    """
    if None not in (one["start_date"], other["end_date"]):
        found = YES if one["start_date"] <= other["end_date"] else NO
    elif None in (one["age_years"], one["start_age"], other["age_years"], other["end_age"]):
        found = UNKNOWN
    else:
        tenths = range(-9, 10)
        began = [10 * (one["age_years"] - one["start_age"]) + t for t in tenths]
        ended = [10 * (other["age_years"] - other["end_age"]) + t for t in tenths]
        ways = {start >= end for start, end in product(began, ended)}
        found = UNKNOWN if len(ways) == 2 else YES if ways == {True} else NO
    return max(found, other["goes_on"] or NO)


def together(one, other, days):
    """Whether two episodes were at the same time, in a reference period of so many days."""
    if isinstance(days, int):
        if days <= ONE_TIME:
            return YES
        if None not in (one["days"], other["days"]) and one["days"] + other["days"] > days:
            return YES
    return min(began_before(one, other), began_before(other, one))


def of_parents(child, own_job, persons, jobs, days):
    """Statuses of both rules among the parents of a child, at the time of one of her jobs."""
    told = (child["mother_line"], child["father_line"])
    at_home = {line for line in told if line}
    parents = [
        person
        for person in persons
        if person["household_id"] == child["household_id"] and person["line"] in at_home
    ]
    all_known = None not in told and at_home and len(parents) == len(at_home)
    held = [NO if all_known else UNKNOWN]
    bound = list(held)
    for parent in parents:
        theirs = [one for one in jobs if one["person_id"] == parent["person_id"]]
        for one in theirs:
            holds = UNKNOWN if one["held"] is None else one["held"]
            held.append(min(holds, together(own_job, one, days)))
        if not theirs and parent["answered_on_work"] in (NO, UNKNOWN):
            held.append(UNKNOWN)
        holds = UNKNOWN if parent["bound"] is None else parent["bound"]
        bound.append(min(holds, together(own_job, NOTHING_TOLD, days)))
    return max(held), max(bound)


@pytest.mark.parametrize("unasked", [(), ("answered_on_work",), *((name,) for name in TIMES)])
@pytest.mark.parametrize("days", [ONE_TIME, ONE_TIME + 1, 365, "lifetime"])
def test_every_job_has_what_a_reading_of_her_household_finds(days, unasked):
    rng = random.Random(f"{days} {unasked}")
    persons = [person for number in range(60) for person in household(rng, number)]
    jobs = [job(rng, person, n) for person in persons for n in range(rng.choice((0, 1, 1, 2)))]
    for row in (*persons, *jobs):
        row.update({name: None for name in unasked if name in row})
    frames = (
        pl.LazyFrame(persons, {**dict.fromkeys(persons[0], pl.Int64), **WHO}),
        pl.LazyFrame(jobs, {"person_id": pl.String, "job_id": pl.String, "held": pl.Int8, **TIMES}),
    )
    levels = Levels(Tables(*(frame.drop(unasked, strict=False) for frame in frames)))
    join_parents_then(levels, [OF_JOBS, OF_PERSONS], limits(days))
    found = {
        (row["person_id"], row["job_id"]): (row["parents_then_held"], row["parents_then_bound"])
        for row in levels.frames["job"].collect().iter_rows(named=True)
    }
    who = {person["person_id"]: person for person in persons}
    assert len(found) == len(jobs)
    for own in jobs:
        child = who[own["person_id"]]
        # An episode is told with the age at interview of whoever it is of.
        aged = [{**one, "age_years": who[one["person_id"]]["age_years"]} for one in (own, *jobs)]
        expected = of_parents(child, aged[0], persons, aged[1:], days)
        assert found[own["person_id"], own["job_id"]] == expected, (child, own)
