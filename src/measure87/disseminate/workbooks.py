"""What we ask of a workbook in the making: XlsxWriter says no types of its own."""

from collections.abc import Mapping, Sequence
from typing import Protocol

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
