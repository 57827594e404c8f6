"""What a table between rooms declares: its columns, their kinds, units and levels."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["identifier", "status", "code", "integer", "number", "date"]


@dataclass(frozen=True)
class Column:
    """One declared column."""

    name: str
    kind: Kind
    about: str
    unit: str | None = None
    levels: tuple[tuple[str, str], ...] = ()
    """Code and English label, for columns of kind `code` whose levels are fixed."""
    not_known: str | None = None
    """The code for what was asked and not told, where an empty cell says something else."""
    missing_is_empty: bool = False
    """Whether codes for no answer say what an empty cell does, and not that it is not known."""
    required: bool = False
    most: float | None = None
    """The greatest value that an untold number can have; None: it has none that is known, and
    no rule may ask for it."""


@dataclass(frozen=True)
class Table:
    """One declared table; `row` says what a row is."""

    name: str
    row: str
    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        """The column of that name; KeyError if the table does not declare it."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        """Whether the table declares a column of that name."""
        return any(column.name == name for column in self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all declared columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that must be there."""
        return tuple(column.name for column in self.columns if column.required)


HOURS_IN_WEEK = 168.0
"""The greatest value that untold weekly hours can have."""

LEAP_DAY = 1
"""So many days more than its length a reference period can have: twelve months of a leap year."""

OLDEST = 130.0
"""The greatest age in completed years that an untold age can be."""

HOURS_IN_DAY = 24.0
"""The greatest value that untold hours of one day can have."""
