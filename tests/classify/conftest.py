"""An invented survey of children, full of boundaries, unknowns and several jobs."""

import random

import polars as pl
import pytest

from measure87.vocabulary.columns import HAZARDS

HOURS = (0.0, 0.5, 1.0, 7.0, 8.0, 13.0, 14.0, 20.0, 21.0, 22.0, 42.0, 43.0, 44.0, 50.0)
SERVICES = (
    ("fetched_water", "water_hours"),
    ("collected_firewood", "firewood_hours"),
    ("household_chores", "chores_hours"),
)
ANSWERS = (
    *HAZARDS,
    "chores_unhealthy",
    "chores_dangerous_location",
    "worst_form_3a",
    "worst_form_3b",
    "worst_form_3c",
)
PERSON_TYPES = (
    {"person_id": pl.String, "age_years": pl.Int64, "answered_on_work": pl.Int8}
    | {"economic_activity": pl.Int8, "economic_hours": pl.Float64}
    | {name: pl.Int8 for name, _ in SERVICES}
    | {name: pl.Float64 for _, name in SERVICES}
    | dict.fromkeys(ANSWERS, pl.Int8)
)
JOB_TYPES = {
    "person_id": pl.String,
    "job_id": pl.String,
    "in_reference_week": pl.Int8,
    "hours": pl.Float64,
    "industry": pl.String,
    "occupation": pl.String,
    "heights": pl.Int8,
}


def _person(rng: random.Random, number: int) -> dict:
    activity = rng.choice((0, 0, 2, 2, 1, None))
    told = activity in (1, 2) and rng.random() < 0.8
    row = {
        "person_id": f"p{number:06d}",
        "age_years": rng.choice((*range(3, 20), None)),
        "answered_on_work": rng.choice((2, 2, None, 1, 0)),
        "economic_activity": activity,
        "economic_hours": rng.choice(HOURS) if told else None,
    }
    for service, hours in SERVICES:
        row[service] = rng.choice((0, 0, 2, 2, 1, None))
        told = row[service] in (1, 2) and rng.random() < 0.8
        row[hours] = rng.choice(HOURS) if told else None
    risk = rng.choice((0.0, 0.1))
    for name in ANSWERS:
        answers, weights = (0, 1, 2, None), (0.9 - 2 * risk, risk / 2, risk, 0.1 + risk / 2)
        row[name] = rng.choices(answers, weights)[0]
    return row


def _jobs(rng: random.Random, person: str) -> list[dict]:
    return [
        {
            "person_id": person,
            "job_id": str(job),
            "in_reference_week": rng.choice((2, 2, None, 0, 1)),
            "hours": rng.choice((*HOURS, None, None)),
            "industry": rng.choice(("0510", "F", "4711", "01", "4711", "0111", None)),
            "occupation": rng.choice(("9333", "4110", "9211", "5122", None)),
            "heights": rng.choice((0, 0, 0, 2, 1, None)),
        }
        for job in range(rng.choice((0, 0, 1, 1, 2, 3)))
    ]


@pytest.fixture(scope="session")
def invent_survey():
    """A function of seed and number of persons: persons and jobs, as polars frames."""

    def invent(seed: int, persons: int) -> tuple[pl.DataFrame, pl.DataFrame]:
        rng = random.Random(seed)
        rows = [_person(rng, number) for number in range(persons)]
        jobs = [job for row in rows for job in _jobs(rng, row["person_id"])]
        return pl.DataFrame(rows, PERSON_TYPES), pl.DataFrame(jobs, JOB_TYPES)

    return invent
