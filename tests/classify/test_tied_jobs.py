"""Jobs that are one work episode share their answers, and count their days once."""

import narwhals as nw
import polars as pl

from measure87.classify.tied_jobs import days_once


def test_the_days_of_an_episode_stand_at_its_first_job_alone():
    jobs = pl.LazyFrame(
        {
            "person_id": ["1", "1", "1", "2"],
            "job_id": ["a", "b", "c", "a"],
            "episode_id": ["e", "e", None, "e"],
            "days": [100.0, 120.0, 30.0, 7.0],
        }
    )
    found = days_once(nw.from_native(jobs)).collect().to_native()
    assert found["days"].to_list() == [120.0, 0.0, 30.0, 7.0]
