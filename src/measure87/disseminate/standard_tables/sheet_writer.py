"""Writes the cells of a workbook: texts that no spreadsheet runs, numbers with their digits."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from measure87.disseminate.standard_tables.cells import Cell
from measure87.disseminate.standard_tables.words import TableWords
from measure87.files import FORMULA_STARTS
from measure87.files.workbook_writing import Format, Look, Sheet, Workbook

SIZE = 10
"""Points of the letters of a cell."""
LINE = 15
"""Points of a line of text."""
_FIT = 1.1
"""Letters that stand in the room of one digit, which widths of columns are counted in."""


@dataclass
class Writer:
    """A workbook in the making; formats are made once."""

    workbook: Workbook
    words: TableWords
    formats: dict[tuple[tuple[str, Look], ...], Format] = field(default_factory=dict)

    @property
    def direction(self) -> dict[str, Look]:
        """Texts run as their language does, whatever they begin with."""
        return {"reading_order": 2} if self.words.spoken.is_mirrored else {}

    @property
    def start(self) -> str:
        """The side on which texts begin."""
        return "right" if self.words.spoken.is_mirrored else "left"

    def format(self, **properties: Look) -> Format:
        """A format with these properties."""
        look = {"font_name": "Arial", "font_size": SIZE, **self.direction, **properties}
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(dict(key))
        return self.formats[key]

    def text(self, sheet: Sheet, row: int, column: int, text: str, **properties: Look) -> None:
        """Text that no spreadsheet runs."""
        if text.lstrip(" ").startswith(FORMULA_STARTS):
            properties["quote_prefix"] = True
        sheet.write_string(row, column, text, self.format(**properties))

    def across(
        self,
        sheet: Sheet,
        row: int,
        last: int,
        widths: Sequence[int],
        text: str,
        *,
        font_size: int = SIZE,
        **properties: Look,
    ) -> None:
        """Text over the columns up to the last, in lines: print is no wider than the table."""
        look: dict[str, Look] = {"text_wrap": True, "valign": "top", "align": self.start}
        look |= {"font_size": font_size, **properties}
        if text.lstrip(" ").startswith(FORMULA_STARTS):
            look["quote_prefix"] = True
        sheet.set_row(
            row, height(text, int(sum(widths) * SIZE / font_size)) * max(1.0, font_size / SIZE)
        )
        merge(sheet, (row, 0, row, last), text, self.format(**look))

    def cell(self, sheet: Sheet, row: int, column: int, cell: Cell, **properties: Look) -> None:
        """A number with its digits and brackets, or what stands for it."""
        if cell.value is None:
            said = self.words.text(f"cells.{cell.state}")
            self.text(sheet, row, column, said, **{"align": "right", **properties})
            return
        digits = "#,##0" + ("." + "0" * cell.decimals if cell.decimals else "")
        if cell.state == "brackets":
            digits = f'"("{digits}")";"("-{digits}")"'
        look = self.format(num_format=digits, align="right", **properties)
        sheet.write_number(row, column, round(cell.value, cell.decimals) + 0.0, look)


def merge(sheet: Sheet, place: tuple[int, int, int, int], text: str, look: Format) -> None:
    """Text over one cell or over several that become one."""
    if place[:2] == place[2:]:
        sheet.write_string(place[0], place[1], text, look)
    else:
        sheet.merge_range(*place, "", look)
        sheet.write_string(place[0], place[1], text, look)


def height(text: str, characters: int, rows: int = 1) -> float:
    """Points that a text needs, wrapped at so many signs and shared by so many rows."""
    characters = int(characters * _FIT)
    lines, length = 1, 0
    for word in text.split():
        if length and length + 1 + len(word) > characters:
            lines, length = lines + 1, len(word)
        else:
            length += len(word) + (1 if length else 0)
    return LINE * lines / rows
