"""Writes the workbook with which a country is consulted.

Cells are text or numbers, never formulas; text that a spreadsheet could take for one is marked
as text. Sheets with figures are protected against slips, the answer sheet has cells to fill in
and a list to choose from. The same content gives the same bytes.
"""

import io
from collections.abc import Mapping
from datetime import UTC, datetime

from measure87.disseminate.workbooks import Format, Look, Sheet, Workbook
from measure87.files import FORMULA_STARTS
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

_NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)
_FILLED_IN = 3
"""Columns of the answer sheet that are not the country's."""


def consultation_workbook(book: ConsultationBook) -> bytes:
    """The .xlsx file of one country."""
    import xlsxwriter

    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    workbook = xlsxwriter.Workbook(target, options)
    workbook.set_properties({"title": book.title, "created": _NO_DATE})
    writer = _Writer(workbook)
    _about(writer, book)
    _figures(writer, ESTIMATES_SHEET, CONSULTED_ESTIMATES, book.estimates)
    _figures(writer, INPUTS_SHEET, CONSULTED_INPUTS, book.inputs)
    _answers(writer, book)
    workbook.close()
    return target.getvalue()


_TO_FILL_IN: Mapping[str, Look] = {
    "locked": False, "bg_color": "#FFF7DC", "border": 1, "num_format": "@",
}  # fmt: skip
"""Dates stay what is typed: "@" makes the cell a text."""


class _Writer:
    """A workbook in the making; formats are made once."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.formats: dict[tuple[tuple[str, Look], ...], Format] = {}

    def format(self, **properties: Look) -> Format:
        """A format with these properties."""
        look = {"font_name": "Arial", "font_size": 10, "valign": "top", **properties}
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(dict(key))
        return self.formats[key]

    def cell(self, sheet: Sheet, row: int, column: int, value: Cell, **properties: Look) -> None:
        """A number, a text that no spreadsheet runs, or nothing."""
        if value is None:
            sheet.write_blank(row, column, None, self.format(**properties))
        elif isinstance(value, str):
            if value.lstrip(" ").startswith(FORMULA_STARTS):
                properties["quote_prefix"] = True
            sheet.write_string(row, column, value, self.format(text_wrap=True, **properties))
        else:
            sheet.write_number(row, column, value, self.format(**properties))


def _about(writer: _Writer, book: ConsultationBook) -> None:
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


def _figures(writer: _Writer, name: str, table: Table, rows: tuple[tuple[Cell, ...], ...]) -> None:
    sheet = writer.workbook.add_worksheet(name)
    sheet.set_column(0, len(table.columns) - 1, 16)
    _head(writer, sheet, [(column.name, column.about) for column in table.columns])
    for row, cells in enumerate(rows, start=2):
        for column, cell in enumerate(cells):
            writer.cell(sheet, row, column, cell)
    sheet.protect()


def _answers(writer: _Writer, book: ConsultationBook) -> None:
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


def _head(writer: _Writer, sheet: Sheet, columns: list[tuple[str, str]]) -> None:
    """Two rows: what a column is in words, and its name."""
    for column, (name, words) in enumerate(columns):
        writer.cell(sheet, 0, column, words[:1].upper() + words[1:], bold=True)
        writer.cell(sheet, 1, column, name, italic=True, bottom=1)
    sheet.freeze_panes(2, 0)
