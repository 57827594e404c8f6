"""Which measures are the sum of others: forced labour by private persons and by the State.

A reader who sees that parts add up to their whole for everybody knows that they have nobody
in common, and can take shown parts of any group from the whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from measure87.disseminate.gate.tables.crossed_measures import sums_of
from measure87.disseminate.gate.tables.declared_parts import Parts, families
from measure87.disseminate.gate.tables.known_measures import KnownMeasures
from measure87.disseminate.gate.tables.tables import Key, Table
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

_AT_A_TIME = 1_000
"""Sets of parts that are added up together."""
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
    tables: Sequence[Table],
    pairs: Sequence[tuple[int, int]],
    parts: Parts | None = None,
    known: KnownMeasures | None = None,
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
    known
        What definitions say: measures that can share a case are no parts of one sum. Of measures
        that are crossed it is said which figures add up to which, so counts are not asked of any.

    No real sum of up to five measures is missed. Where few groups are shown, figures that add
    up by chance are taken for one, which may cost a figure.
    """
    declared, known = parts or {}, known or KnownMeasures()
    named = ((index, table.names) for index, table in enumerate(tables))
    tried = list(families(named, declared))
    for whole, table in enumerate(tables):
        narrow = [
            one
            for one, wide in pairs
            if wide == whole
            and _has_cases(tables[one])
            and tables[one].names[0] not in declared
            and not any(map(known.is_of_a_crossing, tables[one].names))
        ]
        tried += (
            (whole, chosen)
            for chosen in _candidates(tables, table, narrow)
            if not _share(tables, chosen, known)
        )
    tried += _of_crossings(tables, known)
    by_whole = {
        whole: _counts(tables, list(tables[whole].cells)) for whole in {k for k, _ in tried}
    }
    found: dict[int, MeasureSum] = {}
    alike: dict[tuple[int, int], list[int]] = {}
    for place, (whole, chosen) in enumerate(tried):
        alike.setdefault((whole, len(chosen)), []).append(place)
    for (whole, _), places in alike.items():
        keys = list(tables[whole].cells)
        sets = np.array([tried[place][1] for place in places], dtype=np.int64)
        for place, common in _adding_up(by_whole[whole], whole, sets):
            shared = tuple(keys[k] for k in np.flatnonzero(common))
            found[places[place]] = MeasureSum(whole, tried[places[place]][1], shared)
    return [found[place] for place in sorted(found)]


def _of_crossings(
    tables: Sequence[Table], known: KnownMeasures
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Measures that are crossed, each with the figures that make it up; of every sample.

    Left out are those of which two are in one table, for they happen to count the same.
    """
    named: dict[str, list[int]] = {}
    for index, table in enumerate(tables):
        for name in table.names:
            named.setdefault(name, []).append(index)
    for whole, names in (one for pair in known.crossed for one in sums_of(pair)):
        for chosen in product(*(named.get(name, []) for name in (whole, *names))):
            if len(set(chosen)) == len(chosen):
                yield chosen[0], chosen[1:]


def _share(tables: Sequence[Table], chosen: Sequence[int], known: KnownMeasures) -> bool:
    """Whether two of some tables hold measures that all can share a case."""
    return any(
        all(known.can_share(a, b) for a in tables[one].names for b in tables[other].names)
        for one, other in combinations(chosen, 2)
    )


def _adding_up(counts: FloatArray, whole: int, parts: IntArray) -> Iterator[tuple[int, BoolArray]]:
    """Which parts (m, size) add up to the whole in every group (K,) that all of them have.

    `counts` (tables, K) are the cases in the groups of the whole; NaN where there is no number.
    Gives the place of the parts, and which groups these are.
    """
    for start in range(0, len(parts), _AT_A_TIME):
        left = counts[whole] - counts[parts[start : start + _AT_A_TIME]].sum(axis=1)
        common = ~np.isnan(left)
        adds_up = common.any(axis=1) & ~(common & (left != 0)).any(axis=1)
        yield from ((start + int(k), common[k]) for k in np.flatnonzero(adds_up))


def _counts(tables: Sequence[Table], keys: Sequence[Key]) -> FloatArray:
    """(tables, K) cases of some groups under each table; NaN where there is no number."""
    cells = [[table.cells.get(key) for key in keys] for table in tables]
    cases = [[None if cell is None else cell.cases for cell in row] for row in cells]
    return np.array(cases, dtype=float)


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


def _cases(table: Table, keys: Sequence[Key]) -> FloatArray:
    """(K,) cases of some groups of a table; none counted as 0."""
    return np.array([table.cells[key].cases or 0 for key in keys], dtype=float)


def _has_cases(table: Table) -> bool:
    return any(cell.cases for cell in table.cells.values())
