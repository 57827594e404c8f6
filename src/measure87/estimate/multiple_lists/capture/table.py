"""How many persons were seen on which lists: the one input of every list method.

A capture history says on which of k lists a person was found. Persons on no list are never
observed; their number is what the methods of this room estimate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import numpy.typing as npt

from measure87.estimate.multiple_lists.capture.canonical_order import canonical_order
from measure87.estimate.multiple_lists.capture.table_entries import (
    names_of_lists,
    places_of_pair,
    whole_numbers,
    zeros_and_ones,
)
from measure87.numerics.arrays import BoolArray, IntArray
from measure87.vocabulary.errors import DataError


@dataclass(frozen=True)
class CaptureTable:
    """Counts of persons by capture history.

    Attributes
    ----------
    lists : tuple of str
        Names of the k lists. A history is a whole number whose bit j says whether the person
        was on `lists[j]`.
    counts : (2**k - 1,) int64, persons
        Entry h - 1 is the number of persons with history h; the history 0 is not observed.
    apart : frozenset of (int, int)
        Pairs of lists that cannot share a person (structural zeros), each as i < j. A history
        with both is impossible: it has no cell, which is not the same as a cell that is empty.
    suppressed : mapping of history to (lowest, highest)
        Cells of which the holder says only a range ("<5"). Their entry in `counts` is 0 and
        must be filled before a fit; see `suppressed_cells`.
    """

    lists: tuple[str, ...]
    counts: IntArray
    apart: frozenset[tuple[int, int]] = frozenset()
    suppressed: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def from_histories(
        cls,
        lists: Sequence[str],
        histories: npt.ArrayLike,
        counts: npt.ArrayLike,
        *,
        apart: Sequence[tuple[str, str]] = (),
        suppressed: Mapping[int, tuple[int, int]] | None = None,
    ) -> "CaptureTable":
        """Sum counts over equal histories.

        Parameters
        ----------
        lists : k names
        histories : (r, k) of 0 and 1
            One row per capture history; rows may repeat, in any order.
        counts : (r,) whole numbers, persons
        apart : pairs of names of lists that cannot share a person
        suppressed : history to (lowest, highest), as in the class

        Raises
        ------
        DataError
            For entries that are not 0 or 1, counts that are not whole or are negative, a
            history of nobody's list, fewer than one list, or persons on two lists that are
            said to be apart (a range that begins above 0 is persons too).
        """
        names = names_of_lists(lists)
        rows = zeros_and_ones(histories, names)
        persons = whole_numbers(counts, len(rows))
        codes = rows @ (1 << np.arange(len(names), dtype=np.int64))
        if (persons[codes == 0] > 0).any():
            n = int(persons[codes == 0].sum())
            who = "1 person is" if n == 1 else f"{n} persons are"
            text = f"{who} on no list; a person who is on no list cannot have been observed"
            raise DataError(
                text,
                code="on-no-list",
                hint="leave out rows whose lists are all 0",
            )
        table = np.zeros(1 << len(names), dtype=np.int64)
        np.add.at(table, codes, persons)
        pairs = frozenset(places_of_pair(names, first, second) for first, second in apart)
        made = cls(names, table[1:], pairs, dict(suppressed or {}))
        made._refuse_shared()
        return made._without_impossible_ranges()

    @property
    def n_lists(self) -> int:
        """Number of lists, k."""
        return len(self.lists)

    @property
    def observed(self) -> int:
        """Persons on at least one list."""
        return int(self.counts.sum())

    @property
    def histories(self) -> IntArray:
        """All histories 1 to 2**k - 1, in the order of `counts`."""
        return np.arange(1, 1 << self.n_lists, dtype=np.int64)

    @property
    def possible(self) -> BoolArray:
        """(2**k - 1,) whether a person can have the history, given the mutually exclusive lists."""
        found = np.ones(len(self.counts), dtype=np.bool_)
        for first, second in self.apart:
            both = (1 << first) | (1 << second)
            found &= (self.histories & both) != both
        return found

    @property
    def list_totals(self) -> IntArray:
        """(k,) persons on each list."""
        return np.array([self.overlap(1 << j) for j in range(self.n_lists)], dtype=np.int64)

    def overlap(self, history: int) -> int:
        """Persons on at least all the lists of a history (a superset sum)."""
        return int(self.counts[(self.histories & history) == history].sum())

    def with_counts(self, counts: IntArray) -> "CaptureTable":
        """The same lists with other counts and nothing suppressed."""
        return CaptureTable(self.lists, np.asarray(counts, dtype=np.int64), self.apart)

    def in_canonical_order(self) -> "CaptureTable":
        """The same table with its lists in an order that depends on counts alone.

        Methods that draw random numbers, or break ties, work on this order, so that the answer
        does not depend on how lists are named or arranged.
        """
        order = canonical_order(self.counts, self.n_lists, self.apart, self.suppressed)
        return self.reordered(order)

    def reordered(self, order: Sequence[int]) -> "CaptureTable":
        """The same table with list `order[j]` as list j."""
        place = {old: new for new, old in enumerate(order)}
        moved = reorder_histories(self.histories, order)
        counts = np.zeros_like(self.counts)
        counts[moved - 1] = self.counts
        apart = frozenset((min(place[i], place[j]), max(place[i], place[j])) for i, j in self.apart)
        suppressed = {
            int(reorder_histories(np.array([history]), order)[0]): bounds
            for history, bounds in self.suppressed.items()
        }
        return CaptureTable(tuple(self.lists[j] for j in order), counts, apart, suppressed)

    def without_list(self, name: str) -> "CaptureTable":
        """The table as it were had this list never been kept."""
        gone = self.lists.index(name)
        kept = [j for j in range(self.n_lists) if j != gone]
        return self._folded([[j] for j in kept], [self.lists[j] for j in kept])

    def among(self, name: str) -> "CaptureTable":
        """What the other lists know of the persons on this list.

        Persons on this list alone are unobserved there, so the size of this list, which is
        known, can be estimated from the others as a check of a method.
        """
        bit = self.lists.index(name)
        members = CaptureTable(
            self.lists, np.where((self.histories >> bit) & 1 == 1, self.counts, 0), self.apart
        )
        return members.without_list(name)

    def merging(self, first: str, second: str, name: str | None = None) -> "CaptureTable":
        """The table with two lists taken as one; it takes the place of the first."""
        i, j = self.lists.index(first), self.lists.index(second)
        groups = [[i, j] if m == i else [m] for m in range(self.n_lists) if m != j]
        joined = name or f"{first}+{second}"
        names = [joined if m == i else self.lists[m] for m in range(self.n_lists) if m != j]
        return self._folded(groups, names)

    def _folded(self, groups: Sequence[Sequence[int]], names: Sequence[str]) -> "CaptureTable":
        """A table whose list m is the union of the lists in `groups[m]`."""
        codes = np.zeros_like(self.histories)
        for bit, members in enumerate(groups):
            on_one = np.zeros(len(codes), dtype=np.bool_)
            for member in members:
                on_one |= (self.histories >> member) & 1 == 1
            codes |= on_one.astype(np.int64) << bit
        table = np.zeros(1 << len(groups), dtype=np.int64)
        np.add.at(table, codes, self.counts)
        apart = frozenset(
            (a, b)
            for a, b in combinations(range(len(groups)), 2)
            if all((min(i, j), max(i, j)) in self.apart for i in groups[a] for j in groups[b])
        )
        return CaptureTable(tuple(names), table[1:], apart)

    def _refuse_shared(self) -> None:
        """Refuse persons on two lists that are said to share nobody."""
        for i, j in sorted(self.apart):
            both = (1 << i) | (1 << j)
            shared = self.overlap(both)
            withheld = [low for h, (low, _) in self.suppressed.items() if h & both == both]
            if not shared and any(withheld):
                raise DataError(
                    f"lists {self.lists[i]!r} and {self.lists[j]!r} are said to share nobody, "
                    f"but {sum(map(bool, withheld))} withheld cells of both hold somebody",
                    code="lists-not-mutually-exclusive",
                    hint="if empty cells are withheld as well, say that a withheld cell may hold "
                    "nobody; otherwise do not declare the two lists mutually exclusive",
                )
            if shared:
                who = "1 person is" if shared == 1 else f"{shared} persons are"
                text = (
                    f"lists {self.lists[i]!r} and {self.lists[j]!r} are said to share nobody, "
                    f"but {who} on both"
                )
                raise DataError(
                    text,
                    code="lists-not-mutually-exclusive",
                    hint="correct the linkage, or do not declare the two lists mutually exclusive",
                )

    def _without_impossible_ranges(self) -> "CaptureTable":
        """The table without ranges of cells that cannot hold anybody."""
        kept = {h: bounds for h, bounds in self.suppressed.items() if self.possible[h - 1]}
        return CaptureTable(self.lists, self.counts, self.apart, kept)


def reorder_histories(histories: IntArray, order: Sequence[int]) -> IntArray:
    """The same histories where list `order[j]` is list j."""
    moved = np.zeros_like(histories)
    for new, old in enumerate(order):
        moved |= ((histories >> old) & 1) << new
    return moved
