"""Jobs that are one work episode share their answers, and count their days once."""

import narwhals as nw
import polars as pl
import pytest

from measure87.classify import Tables, classify
from measure87.classify.tied_jobs import days_once
from measure87.define import load_definition
from measure87.vocabulary.status import NO, UNKNOWN, YES


def test_the_days_of_an_episode_stand_at_its_first_job_alone():
    jobs = pl.LazyFrame(
        {
            "person_id": ["1", "1", "1", "2"],
            "job_id": ["a", "b", "c", "a"],
            "episode_id": ["e", "e", None, "e"],
            "in_reference_period": [2, 2, 2, 2],
            "days": [100.0, 120.0, 30.0, 7.0],
        }
    )
    found = days_once(nw.from_native(jobs)).collect().to_native()
    assert found["days"].to_list() == [120.0, 0.0, 30.0, 7.0]


@pytest.mark.parametrize("recruiter", ["a", "c"])
@pytest.mark.parametrize(
    "told_of_the_recruiter",
    [
        {"in_reference_period": NO},
        {"in_reference_period": UNKNOWN},
        {"end_age": 20},
        {"days": 9999.0},
        {},
    ],
)
def test_the_days_stand_at_the_job_of_the_period_whatever_its_name(
    recruiter, told_of_the_recruiter
):
    rows = [
        {"job_id": recruiter, **told_of_the_recruiter},
        {"job_id": "b", "days": 913.0, "in_reference_period": YES},
    ]
    kinds = {"job_id": pl.String, "in_reference_period": pl.Int8, "end_age": pl.Int64}
    jobs = pl.DataFrame(rows, schema={**kinds, "days": pl.Float64})
    persons = pl.DataFrame({"person_id": ["1"], "age_years": [30]})
    answers = pl.DataFrame(
        {
            "person_id": ["1", "1"],
            "job_id": [recruiter, "b"],
            "question": ["1", "2"],
            "item": ["IN2", "CO5"],
            "answer": pl.Series([YES, YES], dtype=pl.Int8),
        }
    )
    tied = jobs.with_columns(person_id=pl.lit("1"), episode_id=pl.lit("e"))
    measure = "forced_labour_adults"
    chosen = [(load_definition("forced_labour/icls20_2018"), [measure])]
    found = classify(Tables(persons, tied, answers), chosen).collect()
    assert found[measure].to_list() == [YES]
    assert found[f"{measure}__share"].to_list() == [913 / 1826]
