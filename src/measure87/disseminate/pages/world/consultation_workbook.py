"""Writes the workbook with which a country is consulted.

Cells are text or numbers, never formulas; text that a spreadsheet could take for one is marked
as text. Sheets with figures are protected against slips, the answer sheet has cells to fill in
and a list to choose from. The same content gives the same bytes.
"""

from collections.abc import Mapping

from measure87.files.workbook_writing import CellWriter, Look, Sheet
from measure87.vocabulary.columns.table import Table
from measure87.vocabulary.consultation import (
    ABOUT_SHEET,
    ANSWER_COLUMNS,
    ANSWERS_SHEET,
    CONSULTED_ESTIMATES,
    CONSULTED_INPUTS,
    ESTIMATES_SHEET,
    INPUTS_SHEET,
    RESPONSES,
    Cell,
    ConsultationBook,
)

_FILLED_IN = 3
"""Columns of the answer sheet that are not the country's."""


def consultation_workbook(book: ConsultationBook) -> bytes:
    """The .xlsx file of one country."""
    writer = CellWriter(book.title)
    _about(writer, book)
    _figures(writer, ESTIMATES_SHEET, CONSULTED_ESTIMATES, book.estimates)
    _figures(writer, INPUTS_SHEET, CONSULTED_INPUTS, book.inputs)
    _answers(writer, book)
    return writer.content()


_TO_FILL_IN: Mapping[str, Look] = {
    "locked": False, "bg_color": "#FFF7DC", "border": 1, "num_format": "@",
}  # fmt: skip
"""Dates stay what is typed: "@" makes the cell a text."""


def _about(writer: CellWriter, book: ConsultationBook) -> None:
    sheet = writer.workbook.add_worksheet(ABOUT_SHEET)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 100)
    lines: list[tuple[str, str]] = [
        ("title", book.title),
        ("country", book.country),
        ("name", book.country_name),
        ("run", book.run),
        ("figures", book.figures_hash),
        *((f"note {number}", note) for number, note in enumerate(book.notes, start=1)),
    ]
    for row, (key, text) in enumerate(lines):
        writer.cell(sheet, row, 0, key, bold=True)
        writer.cell(sheet, row, 1, text)
    sheet.protect()


def _figures(
    writer: CellWriter, name: str, table: Table, rows: tuple[tuple[Cell, ...], ...]
) -> None:
    sheet = writer.workbook.add_worksheet(name)
    sheet.set_column(0, len(table.columns) - 1, 16)
    _head(writer, sheet, [(column.name, column.about) for column in table.columns])
    for row, cells in enumerate(rows, start=2):
        for column, cell in enumerate(cells):
            writer.cell(sheet, row, column, cell)
    sheet.protect()


def _answers(writer: CellWriter, book: ConsultationBook) -> None:
    sheet = writer.workbook.add_worksheet(ANSWERS_SHEET)
    for column, width in enumerate((12, 24, 60, 36, 60, 24, 24, 14)):
        sheet.set_column(column, column, width)
    _head(writer, sheet, list(ANSWER_COLUMNS))
    for row, question in enumerate(book.questions, start=2):
        for column, text in enumerate(question):
            writer.cell(sheet, row, column, text)
        for column in range(_FILLED_IN, len(ANSWER_COLUMNS)):
            writer.cell(sheet, row, column, None, **_TO_FILL_IN)
    sheet.data_validation(
        2,
        _FILLED_IN,
        1 + len(book.questions),
        _FILLED_IN,
        {"validate": "list", "source": [label for _, label in RESPONSES]},
    )
    sheet.protect()


def _head(writer: CellWriter, sheet: Sheet, columns: list[tuple[str, str]]) -> None:
    """Two rows: what a column is in words, and its name."""
    for column, (name, words) in enumerate(columns):
        writer.cell(sheet, 0, column, words[:1].upper() + words[1:], bold=True)
        writer.cell(sheet, 1, column, name, italic=True, bottom=1)
    sheet.freeze_panes(2, 0)
