"""The counts that a list study would release, each as a sum over cells of the capture table.

A margin is `("observed",)`, `("size", j)`, `("alone", j)` (on list j and no other) or
`("both", i, j)` with i < j; j is the place of a list in the table. Persons with one capture
history are a cell: history h has bit j where the person is on list j.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from measure87.numerics.arrays import BoolArray, IntArray
from measure87.vocabulary.releases.common import Shown
from measure87.vocabulary.releases.lists import AboutLists

Margin = tuple[str, *tuple[int, ...]]

OBSERVED: Margin = ("observed",)


@dataclass(frozen=True)
class Margins:
    """Counts of persons, by what they count.

    Attributes
    ----------
    lists : names
    counts : margin to persons
    apart : pairs of places of lists that cannot share a person
    """

    lists: tuple[str, ...]
    counts: Mapping[Margin, int]
    apart: tuple[tuple[int, int], ...] = ()

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each list."""
        return {name: j for j, name in enumerate(self.lists)}

    @property
    def histories(self) -> IntArray:
        """All histories, 1 to 2**k - 1."""
        return np.arange(1, 1 << len(self.lists), dtype=np.int64)

    def pair(self, names: Sequence[str]) -> Margin:
        """The margin of persons on both of two lists."""
        i, j = sorted(self.places[name] for name in names)
        return "both", i, j


def margins_of(about: AboutLists) -> Margins:
    """The margins in what a result says about its lists; those that are not known are absent."""
    names = tuple(entry.name for entry in about.lists)
    places = {name: j for j, name in enumerate(names)}
    apart = tuple(
        (min(places[a], places[b]), max(places[a], places[b]))
        for a, b in about.mutually_exclusive or ()
    )
    return Margins(names, dict(_counts(about, places)), apart)


def _counts(about: AboutLists, places: Mapping[str, int]) -> Iterator[tuple[Margin, int]]:
    if about.observed is not None:
        yield OBSERVED, counted(about.observed)
    for j, entry in enumerate(about.lists):
        if entry.persons is not None:
            yield ("size", j), counted(entry.persons)
        if entry.on_no_other is not None:
            yield ("alone", j), counted(entry.on_no_other)
    for overlap in about.robustness_checks.overlaps if about.robustness_checks is not None else ():
        i, j = sorted(places[name] for name in overlap.lists)
        yield ("both", i, j), counted(overlap.both)


def counted(persons: Shown | None) -> int:
    """A number of persons as it was counted: before the gate none is hidden."""
    if not isinstance(persons, int):
        raise AssertionError("a count is missing before the disclosure gate")
    return persons


def members(margin: Margin, histories: IntArray) -> BoolArray:
    """Which histories a margin counts."""
    kind, *at = margin
    if kind == "alone":
        return np.asarray(histories == 1 << at[0])
    wanted = sum(1 << j for j in at)
    return np.asarray((histories & wanted) == wanted)
