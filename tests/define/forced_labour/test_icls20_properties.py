"""What must hold of the rules whatever was answered. Everybody here is invented."""

import random
from dataclasses import replace

import pytest

from measure87.classify import Tables
from measure87.define import load_definition
from tests.define.forced_labour.engine_run import differences, engine
from tests.define.forced_labour.invented_surveys import MAYBE, NO, YES, Survey, invent
from tests.define.forced_labour.naive_reading import DEFINITION

MEASURES = tuple(load_definition(DEFINITION).measures)


@pytest.fixture(scope="module")
def survey() -> Survey:
    return invent(random.Random(5).choice, households=700)


@pytest.fixture(scope="module")
def found(survey) -> dict:
    return engine(Tables(*survey.frames()), None)


def changes(before: dict, after: dict) -> set:
    """All (measure, before, after) of statuses that changed."""
    return {
        (name, row[name], after[person][name])
        for person, row in before.items()
        for name in MEASURES
        if row[name] != after[person][name]
    }


def test_the_order_of_rows_does_not_matter(survey, found):
    shuffled = (frame.sample(fraction=1.0, shuffle=True, seed=3) for frame in survey.frames())
    assert differences(found, engine(Tables(*shuffled), None)) == []


def test_names_of_persons_jobs_and_questions_do_not_matter(survey, found):
    def renamed(rows):
        names = ("person_id", "job_id", "question", "household_id")
        return [row | {n: "x" + row[n] for n in names if n in row} for row in rows]

    other = Survey(*(renamed(t) for t in (survey.persons, survey.jobs, survey.circumstances)))
    got = engine(Tables(*other.frames()), None)
    assert differences({f"x{person}": row for person, row in found.items()}, got) == []


def test_an_unknown_answer_made_known_turns_no_yes_into_a_no_and_no_no_into_a_yes(survey, found):
    told = random.Random(9).choice

    def resolved(rows):
        return [
            {name: told((NO, YES)) if value == MAYBE else value for name, value in row.items()}
            if "line" not in row
            else row
            for row in rows
        ]

    other = replace(
        survey, jobs=resolved(survey.jobs), circumstances=resolved(survey.circumstances)
    )
    seen = {(b, a) for _, b, a in changes(found, engine(Tables(*other.frames()), None))}
    assert seen == {(MAYBE, NO), (MAYBE, YES)}


def test_one_more_means_of_coercion_never_takes_anybody_out(survey, found):
    more = [
        {
            "person_id": job["person_id"],
            "job_id": job["job_id"],
            "question": "one more",
            "item": "CO1",
            "by_whom": "employer",
            "on_whom": "worker",
            "answer": YES,
        }
        for job in survey.jobs
    ]
    other = replace(survey, circumstances=survey.circumstances + more)
    changed = changes(found, engine(Tables(*other.frames()), None))
    # With one more answer fewer rest on a single one.
    outcomes = {(b, a) for name, b, a in changed if name != "forced_labour_adults_one_answer"}
    assert outcomes == {(NO, MAYBE), (NO, YES), (MAYBE, YES)}


def test_the_looser_reading_holds_every_adult_of_the_strict_one(found):
    for row in found.values():
        if row["forced_labour_adults"] is not None:
            assert row["forced_labour_adults_any_item"] >= row["forced_labour_adults"]


def test_forms_and_routes_lie_within_forced_labour(survey, found):
    # A job of which nobody asked about commercial sex, in either way, is unknown in that respect.
    unasked = {
        job["person_id"]
        for job in survey.jobs
        if job["commercial_sexual"] is None and job["worst_form_3b"] is None
    }
    sexual = "forced_labour_commercial_sexual"
    within = [
        name
        for name in MEASURES
        if name.startswith("forced_labour_") and name != "forced_labour_adults_any_item"
    ]
    for person, row in found.items():
        for name in within:
            if name == sexual and person in unasked:
                continue
            # Below 5 only the measure of children from birth on speaks of anybody.
            if row[name] is not None and row["forced_labour"] is not None:
                assert row[name] <= row["forced_labour"], name


def test_the_share_lies_between_its_bounds_and_is_nought_for_a_no(found):
    for row in found.values():
        if row["forced_labour"] is not None:
            low, high = row["forced_labour__share_low"], row["forced_labour__share_high"]
            assert 0 <= low <= high <= 1
            assert row["forced_labour"] != NO or high == 0
            share = row["forced_labour__share"]
            assert share is None or low == share == high
