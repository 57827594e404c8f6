"""Least and greatest days in forced labour of a job, by hand: of a period of 100 days.

An episode has 7 days at least, where nothing was told.
"""

from dataclasses import replace

import narwhals as nw
import polars as pl
import pytest

from measure87.define import Limits, load_definition
from measure87.define.forced_labour.icls20_2018.days import (
    _least_days,
    _most_days,
    days_as_adult_low,
    days_in_job_high,
    days_in_job_low,
)
from measure87.vocabulary.status import NO, UNKNOWN, YES

ICLS = load_definition("forced_labour/icls20_2018")
NUMBERS = {"shortest_episode": 7, "reference_period": 100}
LIMITS = Limits(
    ICLS.limits.entries
    | {name: replace(ICLS.limits[name], bound=number) for name, number in NUMBERS.items()}
)


@pytest.mark.parametrize(
    ("answer", "days", "one_age", "least", "most"),
    [
        (YES, None, True, 7, 100),
        (YES, None, False, 7, 100),
        (YES, 3.0, True, 3, 3),
        (YES, 3.0, False, 3, 3),
        (YES, 7.0, False, 7, 7),
        (YES, 50.0, True, 50, 50),
        # All days but the fewest may be those of another age.
        (YES, 50.0, False, 7, 50),
        (UNKNOWN, 50.0, True, 0, 50),
        (UNKNOWN, None, True, 0, 100),
        (NO, 50.0, True, 0, 0),
        (NO, None, False, 0, 0),
    ],
)
def test_days_lie_between_those_that_are_sure_and_all_that_may_be(
    answer, days, one_age, least, most
):
    frame = nw.from_native(
        pl.DataFrame(
            {"answer": [answer], "days": [days], "one_age": [one_age]},
            schema={"answer": pl.Int8, "days": pl.Float64, "one_age": pl.Boolean},
        )
    )
    said, told = nw.col("answer"), nw.col("days")
    found = frame.select(
        least=_least_days(said, told, LIMITS, nw.col("one_age")),
        most=_most_days(said, told, LIMITS),
        if_one_age=_least_days(said, told, LIMITS),
        least_unasked=_least_days(said, None, LIMITS),
        most_unasked=_most_days(said, None, LIMITS),
    )
    row = found.rows(named=True)[0]
    assert (row["least"], row["most"]) == (least, most)
    if one_age or answer != YES:
        assert row["if_one_age"] == least
    else:
        assert row["if_one_age"] == (7 if days is None else days)
    assert row["least_unasked"] == (7 if answer == YES else 0)
    assert row["most_unasked"] == (0 if answer == NO else 100)


@pytest.mark.parametrize("adult", [NO, UNKNOWN, YES])
@pytest.mark.parametrize("child", [NO, UNKNOWN, YES])
def test_all_days_are_sure_of_who_was_surely_no_child_or_surely_no_adult(child, adult):
    frame = nw.from_native(
        pl.DataFrame({"job": [YES], "adult": [adult], "child": [child], "days": [50.0]})
    )
    job, days = nw.col("job"), nw.col("days")
    found = frame.select(
        of_all=days_in_job_low(job, nw.col("adult"), nw.col("child"), LIMITS, days),
        of_adults=days_as_adult_low(job, nw.col("child"), LIMITS, days),
        most=days_in_job_high(job, LIMITS, days),
    )
    row = found.rows(named=True)[0]
    assert row["of_all"] == (50 if NO in (child, adult) else 7)
    assert row["of_adults"] == (50 if child == NO else 7)
    assert row["most"] == 50
