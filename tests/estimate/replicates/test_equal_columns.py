"""Replicates of a file that are another one again are told."""

import numpy as np
import polars as pl

import measure87 as m
from measure87.estimate.survey.replicate_columns import EqualReplicates


def persons(*copied):
    """Ten villages of six, each left out once; some columns hold those of others."""
    rows = pl.DataFrame(
        {
            "work": [i % 4 == 0 for i in range(60)],
            "w": [10.0 + i % 3 for i in range(60)],
            "village": [i // 6 for i in range(60)],
        }
    )
    columns = [
        pl.when(pl.col("village") == r).then(0.0).otherwise(pl.col("w") * 10 / 9).alias(f"rw{r}")
        for r in range(10)
    ]
    made = rows.with_columns(columns)
    return made.with_columns(pl.col(old).alias(new) for new, old in copied)


def codes(frame):
    survey = m.Survey(frame, "w", clusters="village").replicates(columns="rw*", method="jk1")
    return {one.code: one for one in survey.prevalence("work").warnings}


def test_a_column_that_was_copied_is_told():
    assert "equal-replicates" not in codes(persons())
    found = codes(persons(("rw3", "rw2"), ("rw5", "rw2"), ("rw7", "rw8")))["equal-replicates"]
    assert found.values == {"again": 3, "replicates": 10}
    assert found.text.startswith("3 of 10 replicates are equal to another one in every row")


def told(factors):
    equal = EqualReplicates()
    for column in factors.T:
        equal.take(2.0 * column, np.full(len(factors), 2.0))
    return equal.notices()


def test_replicates_that_leave_everybody_as_she_is_are_no_copies():
    """Those that leave out clusters of other parts of the country than the one in the file."""
    factors = np.array([[1.0, 1.0, 1.0, 0.0], [1.0, 1.0, 1.0, 2.0]])
    assert told(factors) == []
    (found,) = told(np.hstack([factors, factors]))
    assert found.values == {"again": 1, "replicates": 8}


def test_replicates_that_differ_in_one_row_of_many_are_no_copies():
    """Of 50,000 persons, more than those by which degrees of freedom are found."""
    factors = np.full((50_000, 2), 1.5)
    factors[31_415, 1] = 0.0
    assert told(factors) == []
