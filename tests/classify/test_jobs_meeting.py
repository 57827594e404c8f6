"""Jobs of which an answer meets a criterion, tied jobs, and counts of causes: by hand."""

import narwhals as nw
import polars as pl
import pytest

from measure87.classify import Tables, jobs_meeting, undetermined_by_cause
from measure87.classify.tied_jobs import answers_of_episodes, days_once
from measure87.define import load_definition
from measure87.vocabulary.status import NO, UNKNOWN, YES

ICLS = load_definition("forced_labour/icls20_2018")
ANSWERS = pl.DataFrame(
    {
        "person_id": ["a", "a", "a", "b", "b", "c"],
        "job_id": ["1", "1", "2", "1", "2", "1"],
        "question": ["q1", "q2", "q1", "q1", "q1", "q1"],
        "item": ["CO2", "CO5", "CO2", "CO5", "IN3", "CO2"],
        "answer": [YES, YES, UNKNOWN, YES, YES, NO],
    },
    schema_overrides={"answer": pl.Int8},
)


def test_jobs_that_meet_a_criterion_are_those_with_a_yes_each_once():
    """Of coercion: a job told of twice, one that is not known, one of another criterion."""
    persons = pl.LazyFrame({"person_id": ["a", "b", "c"]})
    jobs = pl.LazyFrame(
        {"person_id": ["a", "a", "b", "b", "c"], "job_id": ["1", "2", "1", "2", "1"]}
    )
    found = jobs_meeting(Tables(persons, jobs, ANSWERS.lazy()), ICLS, "coercion_answer")
    rows = found.collect().sort("person_id", "job_id").rows()
    assert rows == [("a", "1"), ("b", "1")]


def told(answers, jobs):
    found = answers_of_episodes(nw.from_native(answers.lazy()), jobs).collect().to_native()
    return sorted(found.select("person_id", "job_id", "question", "item").rows())


@pytest.mark.parametrize("episodes", [None, [None] * 5])
def test_answers_about_jobs_that_nothing_ties_stay_as_they_are(episodes):
    jobs = {"person_id": ["a", "a", "b", "b", "c"], "job_id": ["1", "2", "1", "2", "1"]}
    if episodes is not None:
        jobs["episode_id"] = pl.Series(episodes, dtype=pl.String)
    expected = sorted(ANSWERS.select("person_id", "job_id", "question", "item").rows())
    assert told(ANSWERS, nw.from_native(pl.LazyFrame(jobs))) == expected
    assert told(ANSWERS, None) == expected


def test_what_was_answered_of_one_job_was_answered_of_its_whole_episode():
    """Jobs 1 and 2 of the first are one episode; of the second two, though named alike."""
    jobs = nw.from_native(
        pl.LazyFrame(
            {
                "person_id": ["a", "a", "a", "b", "b", "c"],
                "job_id": ["1", "2", "3", "1", "2", "1"],
                "episode_id": ["e", "e", None, "e", "f", None],
            }
        )
    )
    assert told(ANSWERS, jobs) == [
        ("a", "1", "1/q1", "CO2"),
        ("a", "1", "1/q2", "CO5"),
        ("a", "1", "2/q1", "CO2"),
        ("a", "2", "1/q1", "CO2"),
        ("a", "2", "1/q2", "CO5"),
        ("a", "2", "2/q1", "CO2"),
        ("b", "1", "1/q1", "CO5"),
        ("b", "2", "2/q1", "IN3"),
        ("c", "1", "q1", "CO2"),
    ]


@pytest.mark.parametrize("gone", ["episode_id", "days"])
def test_days_stay_as_they_are_where_nothing_ties_jobs_or_none_are_told(gone):
    jobs = pl.LazyFrame(
        {
            "person_id": ["a", "a"],
            "job_id": ["1", "2"],
            "episode_id": ["e", "e"],
            "days": [5.0, 7.0],
        }
    ).drop(gone)
    assert days_once(nw.from_native(jobs)).collect().to_native().equals(jobs.collect())


def test_days_of_an_episode_are_its_longest_at_its_first_job():
    jobs = pl.LazyFrame(
        {
            "person_id": ["a", "a", "a", "b"],
            "job_id": ["2", "1", "3", "2"],
            "episode_id": ["e", "e", None, "e"],
            "days": [70.0, None, 30.0, 9.0],
            "in_reference_period": [2, 2, 2, 2],
        }
    )
    found = days_once(nw.from_native(jobs)).collect().to_native()
    assert found["days"].to_list() == [0.0, 70.0, 30.0, 9.0]


def test_who_is_undetermined_is_counted_by_cause():
    causes = ["works: hours", None, "works: age", "works: hours", None]
    found = undetermined_by_cause(pl.DataFrame({"m__cause": causes}), "m")
    assert (found.measure, found.persons) == ("m", 3)
    assert found.by_cause == {"works: age": 1, "works: hours": 2}
    assert list(found.by_cause) == ["works: age", "works: hours"]
