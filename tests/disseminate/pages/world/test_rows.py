"""Rows have the columns of the tables that they are of, and what stands in them."""

import polars as pl
import pytest
from msgspec import ValidationError
from msgspec.structs import fields

from measure87.disseminate.pages.world.rows import (
    ChangeRow,
    EstimateRow,
    FigureRow,
    MoveRow,
    RefusalRow,
    ScoreRow,
    rows_of,
)
from measure87.disseminate.pages.world.world_tables import TABLES

KINDS = {
    "estimates": EstimateRow,
    "changes": ChangeRow,
    "figures": FigureRow,
    "validation": ScoreRow,
    "moves": MoveRow,
    "refused": RefusalRow,
}
OF_A_REFUSAL = {"code", "text"}
"""What a row of a refused sum has beside the columns of estimates."""


def test_each_table_has_its_rows():
    assert KINDS.keys() == TABLES.keys()


@pytest.mark.parametrize("name", KINDS)
def test_a_row_asks_for_columns_that_its_table_has(name):
    columns = {column.name for column in TABLES[name].columns}
    extra = OF_A_REFUSAL if name == "estimates" else set()
    assert {field.name for field in fields(KINDS[name])} - extra <= columns


@pytest.mark.parametrize("name", KINDS)
def test_numbers_are_numbers_and_texts_are_texts(name):
    columns = {column.name: column.kind for column in TABLES[name].columns}
    wanted = {str: {"code"}, int: {"integer"}, float: {"number"}}
    for field in fields(KINDS[name]):
        kinds = next(found for kind, found in wanted.items() if kind.__name__ in str(field.type))
        assert columns.get(field.name, "code") in kinds, field.name


def test_a_row_with_something_else_in_a_column_is_refused():
    row = {"measure": "m", "place_kind": "country", "place": "PER", "year": 2024}
    frame = pl.DataFrame([{**row, "value": 0.1}])
    assert rows_of(frame, EstimateRow) == [EstimateRow(**row, value=0.1)]
    with pytest.raises(ValidationError, match="value"):
        rows_of(pl.DataFrame([{**row, "value": "a tenth"}]), EstimateRow)
