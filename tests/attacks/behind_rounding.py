"""Attack on lists whose cells were rounded by a secret: find the rounded table, then what fits it.

The reader knows the program and not the secret. She finds the rounded table as she would find any
(`list_attack`), then puts one count after another in a cell, and runs the public program with new
secrets. A count is out if it is never released as the true one was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.attacks.list_attack import MOST_TABLES, Rerun, Table, margins_of, tables_that_fit
from tests.attacks.list_studies import Cell

MOST_SECRETS = 40
"""That are tried for a count. The rarest of the ways to round is taken by one secret in three."""


@dataclass(frozen=True)
class Behind:
    """What a release leaves of a cell: the rounded count, and the counts that may lie behind it."""

    cell: Cell
    rounded: int
    counts: tuple[int, ...]


def rounded_tables(said: dict[str, Any], rerun: Rerun) -> list[Table]:
    """Tables of multiples of the base that would be released just so."""
    base = said["diagnostics"]["lists"]["cells_rounded_to"]
    lists = len(said["diagnostics"]["lists"]["lists"])
    fit = [
        table
        for table in tables_that_fit(margins_of(said), lists)[:MOST_TABLES]
        if not any(number % base for number in table.values())
    ]
    return [table for table in fit if rerun(table) == said]


def counts_behind(
    said: dict[str, Any], table: Table, rerun: Rerun, wanted: Callable[[int], bool], enough: int
) -> Iterator[Behind]:
    """For each cell whose rounded count is wanted, counts that would be released just so.

    The other cells are left as they were rounded. Stops at a number of counts that is enough.
    """
    base = said["diagnostics"]["lists"]["cells_rounded_to"]
    for cell, rounded in table.items():
        if not wanted(rounded):
            continue
        found: list[int] = []
        near = sorted(
            range(max(rounded - base, 0), rounded + base + 1), key=lambda n: abs(n - rounded)
        )
        for count in near:
            other = {**table, cell: count}
            if any(rerun(other) == said for _ in range(1 if count == rounded else MOST_SECRETS)):
                found.append(count)
            if len(found) >= enough:
                break
        yield Behind(cell, rounded, tuple(sorted(found)))
