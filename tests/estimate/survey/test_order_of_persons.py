"""Persons of every engine in one order: by their identifier, or else by all that is read."""

import duckdb
import polars as pl

from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.weighed_persons import _in_order

ROWS = {"w": [3.0, 1.0, 2.0, 1.0], "sex": [1, 2, 1, 1], "person_id": ["c", "d", "a", "b"]}


def told(frame, columns):
    found = _in_order(as_frame(frame), columns, None)
    assert found.columns == columns
    return [*found.iter_rows()]


def in_duckdb(rows):
    return duckdb.from_arrow(pl.DataFrame(rows).to_arrow())


def test_rows_come_by_their_identifier_which_is_not_handed_on():
    assert told(in_duckdb(ROWS), ["w", "sex"]) == [(2.0, 1), (1.0, 1), (3.0, 1), (1.0, 2)]


def test_without_an_identifier_rows_come_by_all_columns_that_are_asked_for():
    plain = {name: values for name, values in ROWS.items() if name != "person_id"}
    assert told(in_duckdb(plain), ["w", "sex"]) == [(1.0, 1), (1.0, 2), (2.0, 1), (3.0, 1)]


def test_rows_that_have_an_order_keep_it():
    assert told(pl.DataFrame(ROWS), ["sex"]) == [(1,), (2,), (1,), (1,)]
