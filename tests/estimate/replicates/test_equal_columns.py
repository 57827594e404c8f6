"""Replicates of a file that are another one again are told."""

import numpy as np
import polars as pl

import measure87 as m
from measure87.estimate.survey.replicate_columns import equal_replicates


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
    told = codes(persons(("rw3", "rw2"), ("rw5", "rw2"), ("rw7", "rw8")))["equal-replicates"]
    assert told.values == {"again": 3, "replicates": 10}
    assert told.text.startswith("3 of 10 replicates are equal to another one in every row")


def test_replicates_that_leave_everybody_as_she_is_are_no_copies():
    """Those that leave out clusters of other parts of the country than the one in the file."""
    factors = np.array([[1.0, 1.0, 1.0, 0.0], [1.0, 1.0, 1.0, 2.0]])
    assert equal_replicates(factors) == []
    (told,) = equal_replicates(np.hstack([factors, factors]))
    assert told.values == {"again": 1, "replicates": 8}
