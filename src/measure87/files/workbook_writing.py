"""Writes workbooks: what we ask of one in the making (XlsxWriter says no types of its own).

Cells are text or numbers, never formulas; text that a spreadsheet could take for one is marked as
text. The same content gives the same bytes.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Protocol

from measure87.files.writing import FORMULA_STARTS

_NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)

type Look = str | int | float | bool
"""A property of a format: a name of a font, a size, whether it is bold."""


class Format(Protocol):
    """How a cell looks; made by a workbook, and by nobody else."""

    def set_bold(self) -> None:
        """Heavier letters."""
        ...


class Sheet(Protocol):
    """A sheet; rows and columns are counted from 0."""

    def set_column(self, first: int, last: int, width: float) -> None:
        """Width of columns, in signs."""
        ...

    def set_row(self, row: int, height: float) -> None:
        """Height of a row, points."""
        ...

    def write_string(self, row: int, column: int, text: str, look: Format) -> None:
        """Text that stays text."""
        ...

    def write_number(self, row: int, column: int, number: float, look: Format) -> None:
        """A number."""
        ...

    def write_url(self, row: int, column: int, url: str, look: Format, text: str) -> None:
        """A link, and what stands for it."""
        ...

    def write_blank(self, row: int, column: int, nothing: None, look: Format) -> None:
        """An empty cell that looks like something."""
        ...

    def merge_range(
        self, top: int, left: int, bottom: int, right: int, text: str, look: Format
    ) -> None:
        """Several cells as one."""
        ...

    def freeze_panes(self, row: int, column: int) -> None:
        """What stays when one scrolls: the rows above and the columns before."""
        ...

    def repeat_rows(self, first: int, last: int) -> None:
        """Rows that stand on each page."""
        ...

    def set_landscape(self) -> None:
        """Pages are wider than high."""
        ...

    def set_portrait(self) -> None:
        """Pages are higher than wide."""
        ...

    def set_paper(self, paper: int) -> None:
        """The paper, by its number in the file format."""
        ...

    def fit_to_pages(self, wide: int, high: int) -> None:
        """At most so many pages; 0 is as many as there are."""
        ...

    def hide_gridlines(self, option: int) -> None:
        """Where lines between cells are not drawn."""
        ...

    def set_footer(self, text: str) -> None:
        """What stands under each page."""
        ...

    def right_to_left(self) -> None:
        """The first column is on the right."""
        ...

    def protect(self) -> None:
        """Only cells that are not locked may be written."""
        ...

    def data_validation(
        self, top: int, left: int, bottom: int, right: int, rule: Mapping[str, str | Sequence[str]]
    ) -> None:
        """What may be written into cells."""
        ...


class Workbook(Protocol):
    """A workbook that is being written."""

    def add_worksheet(self, name: str) -> Sheet:
        """A new sheet after the others."""
        ...

    def add_format(self, properties: Mapping[str, Look]) -> Format:
        """A format with some properties."""
        ...

    def close(self) -> None:
        """Write it to where it goes."""
        ...


class CellWriter:
    """A workbook in the making; formats are made once."""

    def __init__(self, title: str) -> None:
        import xlsxwriter

        self._target = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        book = xlsxwriter.Workbook(self._target, options)
        book.set_properties({"title": title, "created": _NO_DATE})
        self.workbook: Workbook = book
        self.formats: dict[tuple[tuple[str, Look], ...], Format] = {}

    def format(self, **properties: Look) -> Format:
        """A format with these properties."""
        look = {"font_name": "Arial", "font_size": 10, "valign": "top", **properties}
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(dict(key))
        return self.formats[key]

    def cell(
        self, sheet: Sheet, row: int, column: int, value: str | float | None, **properties: Look
    ) -> None:
        """A number, a text that no spreadsheet runs, or nothing."""
        if value is None:
            sheet.write_blank(row, column, None, self.format(**properties))
        elif isinstance(value, str):
            if value.lstrip(" ").startswith(FORMULA_STARTS):
                properties["quote_prefix"] = True
            sheet.write_string(row, column, value, self.format(text_wrap=True, **properties))
        else:
            sheet.write_number(row, column, value, self.format(**properties))

    def content(self) -> bytes:
        """The .xlsx file; nothing can be written any more."""
        self.workbook.close()
        return self._target.getvalue()
