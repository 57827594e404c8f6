"""Tables as CSV: a header, one row per row, numbers as numbers, signs in columns of their own.

A figure in brackets would be read as a negative number by spreadsheets, so signs never stand in
the cell of a number: where a column has signs, a column beside it holds them. Each file begins
with a mark of byte order, by which spreadsheet programs know letters of every language.
"""

from collections.abc import Iterator, Sequence

from measure87.disseminate.standard_tables.cells import (
    Cell,
    FilledTable,
    TableBook,
)
from measure87.disseminate.standard_tables.words import TableWords
from measure87.files import BYTE_ORDER_MARK, csv_text

IN_BRACKETS = "( )"
"""Sign of a figure that rests on few respondents."""


def table_csv(table: FilledTable, words: TableWords) -> str:
    """One table: block, row, then its columns, each with its signs where it has some."""
    rows = [row for block in table.blocks for row in block.rows]
    signed = [any(row.cells[k].state != "shown" for row in rows) for k in range(len(table.columns))]
    header = [words.text("document.group"), table.corner or words.text("document.row")]
    for column, has_signs in zip(table.columns, signed, strict=True):
        name = " - ".join((*column.under, column.text))
        header += [name, f"{name} ({words.text('document.sign')})"] if has_signs else [name]
    body = [
        [block.title, row.label, *_cells(row.cells, signed, words)]
        for block in table.blocks
        for row in block.rows
    ]
    return BYTE_ORDER_MARK + csv_text([header, *body])


def contents_csv(book: TableBook, words: TableWords) -> str:
    """What each table is: file, number, title, whom it speaks of, notes."""
    names = ("file", "number", "name", "about", "notes")
    header = [words.text(f"document.{name}") for name in names]
    rows = [
        [
            "" if t.lacking else f"{t.id}.csv",
            t.number,
            t.title,
            t.about,
            " ".join((*filter(None, [t.lacking]), *t.notes)),
        ]
        for t in book.tables
    ]
    return BYTE_ORDER_MARK + csv_text([header, *rows])


def _number(cell: Cell) -> float | int | None:
    """The number of a cell with the digits that the table prints."""
    if cell.value is None:
        return None
    return round(cell.value, cell.decimals) + 0.0 if cell.decimals else round(cell.value)


def _cells(
    cells: Sequence[Cell], signed: Sequence[bool], words: TableWords
) -> Iterator[float | int | str | None]:
    for cell, has_signs in zip(cells, signed, strict=True):
        yield _number(cell)
        if has_signs:
            yield IN_BRACKETS if cell.state == "brackets" else words.find(f"cells.{cell.state}")
