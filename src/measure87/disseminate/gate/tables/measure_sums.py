"""Which measures are the sum of others: forced labour by private persons and by the State.

A reader who sees that parts add up to their whole for everybody knows that they have nobody
in common, and can take shown parts of any group from the whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from measure87.disseminate.gate.tables.declared_parts import Parts, families
from measure87.disseminate.gate.tables.spans import Floats
from measure87.disseminate.gate.tables.tables import Key, Table

_MOST_PARTS = 5
"""More measures than this are not tried as parts of one."""


@dataclass(frozen=True)
class MeasureSum:
    """A table whose cases are, in every common group, those of other tables together."""

    whole: int
    parts: tuple[int, ...]
    keys: tuple[Key, ...]
    """The common groups."""


def measure_sums(
    tables: Sequence[Table], pairs: Sequence[tuple[int, int]], parts: Parts | None = None
) -> list[MeasureSum]:
    """Every table that is a sum of tables whose cases are among its own.

    Parameters
    ----------
    tables
        By measure.
    pairs
        (narrow, wide) by position: where to look for parts.
    parts
        Declared parts: tried as all those of one characteristic together, and not otherwise.

    No real sum of up to five measures is missed. Where few groups are shown, figures that add
    up by chance are taken for one, which may cost a figure.
    """
    declared = parts or {}
    named = ((index, table.names) for index, table in enumerate(tables))
    tried = list(families(named, declared))
    for whole, table in enumerate(tables):
        narrow = [
            one
            for one, wide in pairs
            if wide == whole and _has_cases(tables[one]) and tables[one].names[0] not in declared
        ]
        tried += ((whole, chosen) for chosen in _candidates(tables, table, narrow))
    return [one for whole, chosen in tried if (one := _sum_of(tables, whole, chosen)) is not None]


def _sum_of(tables: Sequence[Table], whole: int, parts: tuple[int, ...]) -> MeasureSum | None:
    """The sum, if the parts add up to the whole in every group that all of them have."""
    keys = _common([tables[whole], *(tables[k] for k in parts)])
    counts = [_cases(tables[k], keys) for k in parts]
    if keys and np.array_equal(_cases(tables[whole], keys), np.sum(counts, axis=0)):
        return MeasureSum(whole, parts, tuple(keys))
    return None


def _candidates(
    tables: Sequence[Table], whole: Table, narrow: Sequence[int]
) -> Iterator[tuple[int, ...]]:
    """Sets of parts whose greatest counts could add up to that of the whole."""
    target = _cases(whole, list(whole.cells)).max(initial=0.0)
    if target == 0:
        return
    largest = {k: _cases(tables[k], whole.common(tables[k])).max(initial=0.0) for k in narrow}
    for size in range(2, min(_MOST_PARTS, len(narrow)) + 1):
        for parts in combinations(narrow, size):
            if sum(largest[k] for k in parts) >= target:
                yield parts


def _common(tables: Sequence[Table]) -> list[Key]:
    """Groups of which every table has the number of cases, in the order of the first."""
    return [
        key
        for key in tables[0].cells
        if all(key in table.cells and table.cells[key].cases is not None for table in tables)
    ]


def _cases(table: Table, keys: Sequence[Key]) -> Floats:
    """(K,) cases of some groups of a table; none counted as 0."""
    return np.array([table.cells[key].cases or 0 for key in keys], dtype=float)


def _has_cases(table: Table) -> bool:
    return any(cell.cases for cell in table.cells.values())


def unions(rows: Sequence[tuple[int, Sequence[int]]]) -> bool:
    """Whether two parts may make up a whole, with persons who are in both.

    `rows` holds, group by group, the cases of the whole and of each part. Parts that are never
    less than the whole together, and somewhere each less than it, may be such; by chance
    they may not be, which may cost a figure.
    """
    overlapping = any(sum(parts) > total for total, parts in rows)
    proper = all(any(parts[k] < total for total, parts in rows) for k in range(2))
    return overlapping and proper and all(sum(parts) >= total for total, parts in rows)
