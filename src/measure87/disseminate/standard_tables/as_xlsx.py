"""Tables as one workbook: a sheet per table, numbers as numbers, no formula anywhere.

Text that a spreadsheet could take for a formula is text with a quote prefix, which stays text
when somebody edits the cell. The same tables give the same bytes.
"""

import io
import zipfile
from datetime import UTC, datetime

from measure87.disseminate.standard_tables.cells import FilledTable, TableBook
from measure87.disseminate.standard_tables.layout import head_rows
from measure87.disseminate.standard_tables.sheet_writer import LINE, Writer, height, merge
from measure87.disseminate.standard_tables.words import TableWords
from measure87.files.workbook_writing import Look, Sheet

_NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)
"""Stands for the day of writing: the result alone decides the bytes."""
_A4 = 9
_LABELS_WIDTH, _NUMBER_WIDTH = 38, 13
_CONTENTS = (16, 74)
"""Characters that fit into the columns of the list of tables, which fill a page upright."""
_WIDE = 10
"""Columns from which on a table is printed across the page, as in the PDF."""
_LEAST_ACROSS = 5
"""Columns of numbers over which texts may run, also where the table has fewer."""
_CORE = "docProps/core.xml"


def workbook_bytes(book: TableBook, words: TableWords) -> bytes:
    """The workbook of all tables."""
    import xlsxwriter

    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    workbook = xlsxwriter.Workbook(target, options)
    workbook.set_properties(
        {
            "title": book.title,
            "subject": words.text("document.subject"),
            "author": book.author,
            "created": _NO_DATE,
        }
    )
    writer = Writer(workbook, words)
    names = [_sheet_name(table) for table in book.tables]
    _contents(writer, book, names)
    for table, name in zip(book.tables, names, strict=True):
        _sheet(writer, book, table, name)
    workbook.close()
    return _with_language(target.getvalue(), book.language)


def _sheet_name(table: FilledTable) -> str:
    """A sheet's name: the number of its table, 31 signs at most and none that is refused."""
    name = "".join("-" if sign in "[]:*?/\\'" else sign for sign in table.number or table.id)
    return name[:31]


def _contents(writer: Writer, book: TableBook, names: list[str]) -> None:
    """The first sheet: what the study is, what must not be overlooked, the list of tables."""
    sheet = writer.workbook.add_worksheet(writer.words.text("document.sheet_contents")[:31])
    _page(sheet, book)
    sheet.set_portrait()
    sheet.set_column(0, 0, _CONTENTS[0])
    sheet.set_column(1, 1, _CONTENTS[1])
    writer.across(sheet, 0, 1, _CONTENTS, book.title, bold=True, font_size=14)
    row = 2
    for title, text in book.warnings:
        writer.text(sheet, row, 0, title, bold=True, font_color="#6D2600", valign="top")
        writer.text(sheet, row, 1, text, text_wrap=True, valign="top", font_color="#6D2600")
        sheet.set_row(row, height(text, _CONTENTS[1]))
        row += 1
    for name, value in book.facts:
        writer.text(sheet, row, 0, name, bold=True)
        writer.text(sheet, row, 1, value, text_wrap=True, valign="top")
        sheet.set_row(row, height(value, _CONTENTS[1]))
        row += 1
    row += 1
    for table, name in zip(book.tables, names, strict=True):
        link = writer.format(font_color="#0B4F7D", underline=1)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", link, table.number or table.id)
        writer.text(sheet, row, 1, table.title, text_wrap=True, valign="top")
        sheet.set_row(row, height(table.title, _CONTENTS[1]))
        row += 1
    writer.across(sheet, row + 1, 1, _CONTENTS, writer.words.text("document.footer"), italic=True)


def _sheet(writer: Writer, book: TableBook, table: FilledTable, name: str) -> None:
    """One table: title, head, rows, notes."""
    sheet = writer.workbook.add_worksheet(name)
    _page(sheet, book)
    if len(table.columns) < _WIDE:
        sheet.set_portrait()
    last = max(len(table.columns), _LEAST_ACROSS)
    widths = (_LABELS_WIDTH, *[_NUMBER_WIDTH] * last)
    sheet.set_column(0, 0, _LABELS_WIDTH)
    sheet.set_column(1, last, _NUMBER_WIDTH)
    writer.across(sheet, 0, last, widths, table.name, bold=True, font_size=12)
    writer.across(sheet, 1, last, widths, table.about)
    writer.across(sheet, 2, last, widths, _line_of(book), italic=True)
    row = 4
    if table.lacking:
        writer.across(sheet, row, last, widths, table.lacking)
        row += 1
    else:
        first = row
        row = _head(writer, sheet, table, first)
        sheet.freeze_panes(row, 1)
        sheet.repeat_rows(first, row - 1)
        row = _body(writer, sheet, table, row)
    row += 1
    for note in table.notes:
        writer.across(sheet, row, last, widths, note, font_size=9)
        row += 1


def _line_of(book: TableBook) -> str:
    """The study's title, with what nobody may overlook."""
    return " - ".join((book.title, *(title for title, _ in book.warnings)))


def _page(sheet: Sheet, book: TableBook) -> None:
    """How a sheet prints: landscape, as wide as one page, with its number."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    title = book.title.replace("&", "&&")
    start, end = ("R", "L") if book.direction == "rtl" else ("L", "R")
    sheet.set_footer(f"&{start}{title[:100]}&{end}&P / &N")
    if book.direction == "rtl":
        sheet.right_to_left()


def _head(writer: Writer, sheet: Sheet, table: FilledTable, first: int) -> int:
    """The head of a table; the row after it."""
    look: dict[str, Look] = {
        "bold": True, "text_wrap": True, "valign": "bottom", "align": "center", "bottom": 1,
    }  # fmt: skip
    rows = head_rows(table.columns)
    corner = writer.format(**{**look, "align": writer.start})
    last = first + len(rows) - 1
    merge(sheet, (first, 0, last, 0), table.corner, corner)
    for number, cells in enumerate(rows):
        tallest = max((height(c.text, _NUMBER_WIDTH * c.columns, c.rows) for c in cells), default=0)
        sheet.set_row(first + number, max(tallest, LINE))
        for cell in cells:
            place = (
                first + number,
                1 + cell.column,
                first + number + cell.rows - 1,
                cell.column + cell.columns,
            )
            merge(sheet, place, cell.text, writer.format(**look))
    return last + 1


def _body(writer: Writer, sheet: Sheet, table: FilledTable, row: int) -> int:
    """The rows of a table; the row after them."""
    for block in table.blocks:
        if block.title:
            for column in range(len(table.columns) + 1):
                writer.text(
                    sheet, row, column, "" if column else block.title, bold=True, bg_color="#EEF2F5"
                )
            row += 1
        look: dict[str, Look] = {"bold": True} if block.is_total else {}
        for line in block.rows:
            indent = {"indent": 1} if block.title else {}
            writer.text(sheet, row, 0, line.label, text_wrap=True, valign="top", **look, **indent)
            sheet.set_row(row, height(line.label, _LABELS_WIDTH))
            for column, cell in enumerate(line.cells, start=1):
                writer.cell(sheet, row, column, cell, valign="top", **look)
            row += 1
    return row


def _with_language(data: bytes, language: str) -> bytes:
    """The same workbook with its language among its properties, which the writer cannot set."""
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == _CORE:
                said = f"<dc:language>{language}</dc:language></cp:coreProperties>"
                content = content.replace(b"</cp:coreProperties>", said.encode())
            plain = zipfile.ZipInfo(entry.filename, date_time=_NO_DATE.timetuple()[:6])
            plain.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(plain, content)
    return target.getvalue()
