"""Faults are told with the row that a spreadsheet shows: titles, names and empty rows count.

Every file here is written row by row, and the row that is told is where the fault was put.
"""

import openpyxl
import polars as pl
import pytest

from measure87.collect import apply_mapping, parse_mapping
from measure87.collect.assistant import repeated_rows
from measure87.files import read_source
from measure87.vocabulary.errors import DataError

MAPPING = """
schema = 1
[s]
[s.persons.person_id]
variable = "id"
[s.persons.weight]
variable = "w"
[s.persons.economic_activity]
variable = "q"
yes = [1]
no = [2]
"""
NAMES = ["id", "w", "q", "region"]
LAST = 25


def persons(first, empty=(), faults=None):
    """Rows of a file from one number on: a person in each, but for those that are empty."""
    rows = {row: [] if row in empty else [row, 1.5, 1, "N"] for row in range(first, LAST)}
    for row, (column, value) in (faults or {}).items():
        rows[row][NAMES.index(column)] = value
    return list(rows.values())


def csv_of(rows, tmp_path):
    path = tmp_path / "t.csv"
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def xlsx_of(rows, tmp_path):
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row, 1):
            book.active.cell(number, column, cell)
    path = tmp_path / "t.xlsx"
    book.save(path)
    return path


ABOVE = {1: [NAMES], 3: [["Survey 2024"], [], NAMES]}
"""Rows down to the names, by the number of theirs."""
FAULTS = {
    "a weight": ({20: ("w", -1)}, "first row 20 with a negative number"),
    "a weight that is not there": ({20: ("w", None)}, "first row 20 with an empty cell"),
    "a code": ({19: ("q", 7), 20: ("q", 7)}, "in 2 row(s), first row 19"),
    "an identifier twice": ({12: ("id", 20)}, "first rows 12 and 20"),
}


@pytest.mark.parametrize("written", [csv_of, xlsx_of])
@pytest.mark.parametrize("names", ABOVE)
@pytest.mark.parametrize("empty", [(), (9,), (5, 9, 10, 21)])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_the_row_of_the_sheet(written, names, empty, fault, tmp_path):
    faults, told = FAULTS[fault]
    path = written([*ABOVE[names], *persons(names + 1, empty, faults)], tmp_path)
    with pytest.raises(DataError) as caught:
        apply_mapping(parse_mapping(MAPPING)["s"], {"persons": read_source(path)})
    assert told in str(caught.value)


@pytest.mark.parametrize("written", [csv_of, xlsx_of])
def test_rows_with_commas_alone_count_too(written, tmp_path):
    rows = [NAMES, *persons(2, (), {20: ("w", -1)})]
    rows[8] = ["", "", "", ""]
    with pytest.raises(DataError, match="first row 20 "):
        apply_mapping(
            parse_mapping(MAPPING)["s"], {"persons": read_source(written(rows, tmp_path))}
        )


def test_a_formula_below_an_empty_row_of_a_workbook_has_its_row(tmp_path):
    rows = [NAMES, *persons(2, (5,), {20: ("region", "@x")})]
    with pytest.raises(DataError, match="first in row 20:"):
        read_source(xlsx_of(rows, tmp_path))


def test_rows_that_stand_twice_are_proposed_with_theirs(tmp_path):
    rows = [["Survey 2024"], [], NAMES, *persons(4, (9,), {12: ("id", 20)})]
    assert repeated_rows(read_source(xlsx_of(rows, tmp_path)), ["id"]) == (2, 12, 20)


def test_records_of_other_formats_are_counted_from_1(tmp_path):
    path = tmp_path / "t.parquet"
    pl.DataFrame({"id": [1, 2, 3], "w": [1.0, 1.0, -1.0], "q": [1, 1, 1]}).write_parquet(path)
    with pytest.raises(DataError, match="first row 3 "):
        apply_mapping(parse_mapping(MAPPING)["s"], {"persons": read_source(path)})
