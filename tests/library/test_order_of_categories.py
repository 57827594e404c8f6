"""Groups stand in the order that a column itself has: the user has said it once.

Everybody here is invented.
"""

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import measure87 as m

AGES = ["5-11", "12-14", "15-17"]  # in the alphabet 12-14 comes first
ROWS = 120


def _pandas(ordered=True):
    ages = pd.Categorical([AGES[i % 3] for i in range(ROWS)], AGES, ordered=ordered)
    numbers = list(range(ROWS))
    return pd.DataFrame(
        {
            "work": [i % 4 == 0 for i in numbers],
            "w": [1.0 + i % 3 for i in numbers],
            "c": [i // 4 for i in numbers],
            "age": ages,
        }
    )


def _polars():
    plain = pl.DataFrame(_pandas().astype({"age": str}).to_dict("list"))
    return plain.with_columns(pl.col("age").cast(pl.Enum(AGES)))


def groups(frame, **asked):
    found = m.Survey(frame, weights="w", clusters="c").prevalence("work", by="age", **asked)
    return [one.group["age"] for one in found if one.group]


@pytest.mark.parametrize("frame", [_pandas(), _polars(), pa.Table.from_pandas(_pandas())])
def test_groups_of_an_ordered_column_stand_in_its_order(frame):
    assert groups(frame) == AGES
    assert groups(frame, where={"age": ["15-17", "5-11"]}) == ["5-11", "15-17"]


def test_categories_without_an_order_stand_in_that_of_the_alphabet():
    assert groups(_pandas(ordered=False)) == sorted(AGES)


def test_the_order_changes_no_figure():
    one, other = (
        m.Survey(frame, weights="w", clusters="c").prevalence("work", by="age")
        for frame in (_pandas(), _pandas(ordered=False))
    )
    assert {e.group["age"]: (e.value, e.se) for e in one} == {
        e.group["age"]: (e.value, e.se) for e in other
    }
