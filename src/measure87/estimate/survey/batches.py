"""How many persons are read at a time, so that a pass stays within some memory.

A pass keeps sums alone, so what it takes beside them is the batch that is being read: its columns,
and the arrays that the compiled loop has of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

BATCH_ROWS = 262_144
"""Persons per batch: large enough that overhead vanishes, small enough for the cache."""
PART_ROWS = 2_000_000
"""Persons that are sorted at a time where clusters do not stand together."""

PROGRAM_BYTES = 350_000_000
"""What the program with its libraries takes before it reads anything, roughly."""
_AHEAD_BYTES = 20_000_000
_CELL_BYTES = 48
"""What each column takes whatever the batch is, for row groups that are read ahead, and each cell
of a batch: as a column, as an array. Measured on 20 million persons in row groups of 500,000, of 9
and 24 columns and in batches of 32,768 to 1,048,576: 19 million and 38 to 45."""
_LEAST_ROWS = 4_096

_limit: ContextVar[int | None] = ContextVar("memory limit of a pass", default=None)


@contextmanager
def within_memory(limit: int | None) -> Iterator[None]:
    """Passes inside read no more at a time than fits into so many bytes; None: as much as is fast.

    The sums themselves, which grow with clusters and groups, are not counted.
    """
    token = _limit.set(limit)
    try:
        yield
    finally:
        _limit.reset(token)


def batch_rows(columns: int) -> int:
    """Persons per batch of so many columns.

    >>> batch_rows(20)
    262144
    >>> with within_memory(1_000_000_000):
    ...     batch_rows(20)
    260416
    """
    return _rows(columns, BATCH_ROWS)


def part_rows(columns: int) -> int:
    """Persons that are sorted at a time, of so many columns."""
    return _rows(columns, PART_ROWS)


def _rows(columns: int, most: int) -> int:
    limit = _limit.get()
    if limit is None:
        return most
    columns = max(1, columns)
    fitting = (limit - PROGRAM_BYTES - _AHEAD_BYTES * columns) // (_CELL_BYTES * columns)
    return max(_LEAST_ROWS, min(most, fitting))
