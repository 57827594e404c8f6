"""Small groups of persons that follow from released margins by adding and subtracting.

A group is everybody who is on all lists of one set and on none of another ("on A and not on
B", or a cell of the capture table). Its number follows from the margins exactly when its cells
are in the span of theirs. A margin of 0 tells that all its cells are empty, which narrows the
rest, and so do lists that cannot share a person.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from measure87.disseminate.gate.lists.margins import Margin, Margins, members
from measure87.numerics.arrays import IntArray

_CLOSE = 1e-7
_ALL_GROUPS_UP_TO = 7
_TRIPLES_UP_TO = 10
"""Numbers of lists up to which every group, and every group of three lists, is tried."""


@dataclass(frozen=True)
class Leak:
    """A group whose number follows, and the margins that give it."""

    on: int
    off: int
    persons: int
    sources: tuple[Margin, ...]


def find_leak(margins: Margins, shown: Collection[Margin], minimum: int) -> Leak | None:
    """The first group of too few persons that follows from the margins shown; None if none.

    Too few are 1 to `minimum` - 1 persons; and nobody, where everybody of a list would be known
    to be on certain others.
    """
    rows = sorted(shown)
    if not rows:
        return None
    histories = _possible(margins, rows)
    table = np.array([members(margin, histories) for margin in rows], dtype=np.float64)
    counts = np.array([margins.counts[margin] for margin in rows], dtype=np.float64)
    left, scale, right = np.linalg.svd(table, full_matrices=False)
    kept = scale > _CLOSE * scale.max(initial=1.0)
    basis = right[kept]
    solve = left[:, kept] / scale[kept]
    for on, off in _groups(len(margins.lists), histories):
        inside = ((histories & on) == on) & ((histories & off) == 0)
        part = basis[:, inside].sum(axis=1)
        if inside.any() and abs(float(part @ part) - float(inside.sum())) < _CLOSE * inside.sum():
            weights = solve @ part
            persons = round(float(weights @ counts))
            if _few(margins, on, off, persons, minimum, rows):
                used = [rows[r] for r in np.flatnonzero(np.abs(weights) > _CLOSE)]
                return Leak(on, off, persons, tuple(used))
    return None


def _possible(margins: Margins, rows: Sequence[Margin]) -> IntArray:
    """Histories that may have persons, as far as a reader can tell."""
    histories = margins.histories
    empty = np.zeros(len(histories), dtype=np.bool_)
    for pair in margins.apart:
        empty |= members(("both", *pair), histories)
    for margin in rows:
        if margins.counts[margin] == 0:
            empty |= members(margin, histories)
    return histories[~empty]


def _groups(n_lists: int, histories: IntArray) -> Iterator[tuple[int, int]]:
    """Sets of lists that persons are on, and are not on; smaller sets first, cells last."""
    largest = n_lists if n_lists <= _ALL_GROUPS_UP_TO else 3 if n_lists <= _TRIPLES_UP_TO else 2
    for size in range(1, largest + 1):
        for chosen in combinations(range(n_lists), size):
            for signs in range(1, 1 << size):
                on = sum(1 << j for s, j in enumerate(chosen) if (signs >> s) & 1)
                yield on, sum(1 << j for j in chosen) & ~on
    everything = (1 << n_lists) - 1
    if largest < n_lists:
        for history in histories:
            yield int(history), everything & ~int(history)


def _few(
    margins: Margins, on: int, off: int, persons: int, minimum: int, rows: Sequence[Margin]
) -> bool:
    if 0 < persons < minimum:
        return True
    size: Margin = ("size", on.bit_length() - 1)
    everybody = on.bit_count() == 1 and off != 0 and persons == 0
    return everybody and size in rows and margins.counts[size] > 0
