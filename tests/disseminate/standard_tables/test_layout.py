"""Heads of tables: neighbours share a heading, lone columns reach down."""

from measure87.disseminate.standard_tables.cells import Heading
from measure87.disseminate.standard_tables.layout import HeadCell, head_rows


def test_neighbours_under_one_heading_share_it():
    columns = [Heading("a"), Heading("b", ("X",)), Heading("c", ("X",)), Heading("d", ("Y",))]
    assert head_rows(columns) == [
        [HeadCell("a", 0, 1, 2), HeadCell("X", 1, 2, 1), HeadCell("Y", 3, 1, 1)],
        [HeadCell("b", 1, 1, 1), HeadCell("c", 2, 1, 1), HeadCell("d", 3, 1, 1)],
    ]


def test_equal_headings_under_different_ones_stay_apart():
    columns = [Heading("a", ("X", "k")), Heading("b", ("Y", "k"))]
    assert [[cell.text for cell in row] for row in head_rows(columns)] == [
        ["X", "Y"], ["k", "k"], ["a", "b"],
    ]  # fmt: skip


def test_the_head_covers_every_column_once_on_every_level():
    columns = [Heading("a", ("X",)), Heading("b"), Heading("c", ("X", "k")), Heading("d", ("X",))]
    rows = head_rows(columns)
    for level in range(len(rows)):
        covered = [
            k
            for number, row in enumerate(rows)
            for cell in row
            if number <= level < number + cell.rows
            for k in range(cell.column, cell.column + cell.columns)
        ]
        assert sorted(covered) == [0, 1, 2, 3]
