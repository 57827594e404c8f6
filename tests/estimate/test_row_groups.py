"""Numbers of combinations of codes, however the codes are found."""

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from measure87.estimate import row_groups
from measure87.estimate.row_groups import rows_by_codes, sums_by_codes

MISSING = pl.DataFrame(
    {
        "small": [3, None, -2, 3, None, 250],
        "wide": pl.Series([2**40, 0, 2**40, 2**40, 0, -(2**40)], dtype=pl.Int64),
        "unsigned": pl.Series([2**63, 1, None, 2**63, 1, 1], dtype=pl.UInt64),
        "short": pl.Series([-128, 127, None, -128, 127, 127], dtype=pl.Int8),
        "number": [1.5, float("nan"), None, 1.5, float("nan"), -1.0],
        "text": ["b", "a", None, "b", "a", ""],
        "flag": [True, None, False, True, None, True],
        "nothing": pl.Series([None] * 6, dtype=pl.Int16),
    }
)


def naive(frame, columns):
    """Row by row: every combination is looked up among those sorted."""
    found = frame.select(columns).unique().sort(columns, nulls_last=True)
    keys = [repr(row) for row in found.rows()]
    return [keys.index(repr(row)) for row in frame.select(columns).rows()], found


@pytest.mark.parametrize(
    "columns",
    [[name] for name in MISSING.columns]
    + [["text", "small"], ["number", "flag", "short"], ["wide", "nothing"], MISSING.columns],
)
@pytest.mark.parametrize("largest", [1 << 22, 300, 1])
def test_combinations_are_numbered_in_their_order_with_missing_last(columns, largest, monkeypatch):
    monkeypatch.setattr(row_groups, "_LARGEST_CROSSING", largest)
    place, found = rows_by_codes(MISSING, columns)
    expected_place, expected = naive(MISSING, columns)
    assert place.tolist() == expected_place
    assert_frame_equal(found, expected)


def test_an_empty_table_has_no_combinations():
    place, found = rows_by_codes(MISSING.head(0), ["small", "text"])
    assert place.tolist() == []
    assert found.height == 0


def test_rows_are_added_in_their_order():
    values = [1e16, 1.0, -1e16, 1.0]
    frame = pl.DataFrame({"a": [7] * 4, "x": values})
    assert sums_by_codes(frame, ["a"], ["x"])["x"].to_list() == [np.add.accumulate(values)[-1]]


@pytest.mark.parametrize(("values", "codes"), [([5, None, 3, 5], [3, 5, None]), ([4, 4], [4])])
def test_each_value_of_a_column_is_there_once_and_missing_once_and_last(values, codes):
    found = row_groups._ranks(pl.Series("a", values))
    assert found[1].to_list() == codes
    assert [codes[rank] for rank in found[0]] == values


@pytest.mark.parametrize("order", [1, 7])
def test_more_combinations_than_a_machine_counts_are_numbered_in_their_order(order):
    """300 values of nine columns have 2e22."""
    values = [order * row % 300 for row in range(300)]
    frame = pl.DataFrame({f"c{column}": values for column in range(9)})
    place, found = rows_by_codes(frame, frame.columns)
    assert place.tolist() == values
    assert found.rows() == [(value,) * 9 for value in range(300)]


def test_whole_numbers_beyond_half_of_what_64_bits_hold_are_codes_like_others():
    column = pl.Series("a", [2**63 + 5, 2**63 + 4, None, 2**63 + 5], dtype=pl.UInt64)
    place, found = rows_by_codes(column.to_frame(), ["a"])
    assert place.tolist() == [1, 0, 2, 1]
    assert found["a"].to_list() == [2**63 + 4, 2**63 + 5, None]


def test_a_number_that_is_missing_adds_nothing():
    frame = pl.DataFrame({"a": [1, 1, 2], "x": [2.0, None, None]})
    assert sums_by_codes(frame, ["a"], ["x"]).rows() == [(1, 2.0), (2, 0.0)]
