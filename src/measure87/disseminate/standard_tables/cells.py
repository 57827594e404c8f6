"""What stands in one cell of a table: a number with its signs, or why there is none.

Under 25 respondents a figure is `(*)`, with 25 to 49 it stands in brackets, as MICS prints it;
`(c)` is a figure that is kept back for another reason, `na` a cell that does not apply, a dash
one for which the survey has no answers.
"""

from dataclasses import dataclass
from typing import Literal

State = Literal["shown", "brackets", "few", "confidential", "not-applicable", "lacking"]

SIGNS: dict[State, str] = {
    "few": "(*)",
    "confidential": "(c)",
    "not-applicable": "na",
    "lacking": "–",
}
"""What stands for a number that is not there."""


@dataclass(frozen=True)
class Cell:
    """A cell: `value` is in the units of its column, None where there is no number."""

    state: State
    value: float | None = None
    decimals: int = 1

    @property
    def is_empty(self) -> bool:
        """Whether the figures have nothing for it."""
        return self.state in ("lacking", "not-applicable")


LACKING = Cell("lacking")
NOT_APPLICABLE = Cell("not-applicable")


@dataclass(frozen=True)
class Heading:
    """A column's heading, and those above it, the outermost first."""

    text: str
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class FilledRow:
    """A row: its label, and one cell for each column."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class FilledBlock:
    """Rows under one heading; the total has none."""

    title: str
    rows: tuple[FilledRow, ...]
    is_total: bool = False
    """Whether it is the row for everybody, which stands out."""


@dataclass(frozen=True)
class FilledTable:
    """A table as it is printed."""

    id: str
    number: str
    title: str
    about: str
    """Whom and what it speaks of, in one sentence."""
    corner: str
    """Heading of the column of labels."""
    columns: tuple[Heading, ...]
    blocks: tuple[FilledBlock, ...]
    notes: tuple[str, ...]
    lacking: str = ""
    """Why the table has no figures; empty where it has."""

    @property
    def rows(self) -> int:
        """How many rows it has, without the headings of blocks."""
        return sum(len(block.rows) for block in self.blocks)

    @property
    def name(self) -> str:
        """Number and title."""
        return f"{self.number}  {self.title}" if self.number else self.title


@dataclass(frozen=True)
class TableBook:
    """All tables of a study."""

    title: str
    facts: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]
    """Loud banners: title and text (an invented country, no probability sample)."""
    tables: tuple[FilledTable, ...]
    language: str
    direction: str
    author: str
