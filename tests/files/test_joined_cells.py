"""Cells of a workbook that are joined over rows: the first alone holds what is meant for all."""

import openpyxl
import pytest

from measure87.files import TableForm, read_source
from measure87.vocabulary.errors import DataError

ROWS = [
    ["hh", "region", "age", "sex"],
    [1, "N", 7, 1], [1, "N", 9, 2], [2, "N", 12, 1], [3, "S", 14, 2], [3, "S", 30, 1],
]  # fmt: skip


@pytest.fixture
def book(tmp_path):
    """Write rows with joined ranges as an XLSX file; titles stand above the names."""

    def _book(*ranges, titles=0, first_column=0):
        made = openpyxl.Workbook()
        sheet = made.active
        for _ in range(titles):
            sheet.append(["Survey"])
        for row in ROWS:
            sheet.append([None] * first_column + row)
        for one in ranges:
            sheet.merge_cells(one)
        path = tmp_path / "t.xlsx"
        made.save(path)
        return path

    return _book


@pytest.mark.parametrize(
    ("ranges", "titles", "first_column", "columns", "rows"),
    [
        (["B2:B4", "B5:B6"], 0, 0, "B", "2 to 4"),
        (["A2:A3", "A5:A6", "B2:B4"], 0, 0, "A, B", "2 to 3"),
        (["B4:B6"], 2, 0, "B", "4 to 6"),
        (["D5:D6"], 0, 2, "D", "5 to 6"),
    ],
)
def test_joined_cells_of_a_column_are_refused(book, ranges, titles, first_column, columns, rows):
    path = book(*ranges, titles=titles, first_column=first_column)
    with pytest.raises(DataError) as caught:
        read_source(path)
    assert caught.value.code == "joined-cells"
    assert f"column(s) {columns} are joined" in caught.value.text
    assert f"first rows {rows}," in caught.value.text
    assert "take the joined cells apart" in caught.value.hint


def test_a_column_that_is_not_read_may_have_them(book):
    path = book("B2:B4")
    assert read_source(path, ["hh", "age"]).lazy.collect()["age"].to_list() == [7, 9, 12, 14, 30]


def test_joined_cells_above_the_names_and_in_one_row_are_no_fault(book):
    path = book("A1:A2", "B1:D1", titles=2)
    assert read_source(path, form=TableForm(header_row=3)).lazy.collect().height == 5
