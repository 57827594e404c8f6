"""The head of a table, row by row, as spreadsheets and pages draw it."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure87.disseminate.standard_tables.cells import Heading


@dataclass(frozen=True)
class HeadCell:
    """A heading over one or several columns and rows."""

    text: str
    column: int
    """Its first column, from 0; the column of labels is not counted."""
    columns: int
    rows: int

    @property
    def is_group(self) -> bool:
        """Whether it stands over other headings."""
        return self.columns > 1 or self.rows == 0


def head_rows(columns: Sequence[Heading]) -> list[list[HeadCell]]:
    """The rows of a table's head, the outermost first.

    Neighbours under one heading share it; a column without as many headings above it as
    others reaches down over the free rows.
    """
    depth = 1 + max((len(column.under) for column in columns), default=0)
    rows: list[list[HeadCell]] = [[] for _ in range(depth)]
    for level in range(depth):
        at = 0
        while at < len(columns):
            under = columns[at].under
            if level > len(under):
                at += 1
            elif level == len(under):
                rows[level].append(HeadCell(columns[at].text, at, 1, depth - level))
                at += 1
            else:
                width = _alike(columns, at, level)
                rows[level].append(HeadCell(under[level], at, width, 1))
                at += width
    return rows


def _alike(columns: Sequence[Heading], at: int, level: int) -> int:
    """How many columns from `at` on share the headings down to a level."""
    shared = columns[at].under[: level + 1]
    width = 1
    while at + width < len(columns) and columns[at + width].under[: level + 1] == shared:
        width += 1
    return width
