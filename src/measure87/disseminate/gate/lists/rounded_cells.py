"""Rounds the cells of a capture table at random, so that each keeps three values or more.

A release of lists is a function of its capture table that anybody can compute: a reader could list
the tables that fit the counts shown and run the public program on each. So the figures and counts
that are released are made of a rounded table, and tell nothing more than that table does.

Random rounding to a base b, as Statistics New Zealand did with b = 3 for census tables
("Safeguarding confidentiality", archive.stats.govt.nz, seen): a count c goes to the multiple of b
below it, or to the one above with the chance (c mod b) / b. So its expectation is c, a count of
none stays none, and behind a rounded r lie the counts from r - b + 1 to r + b - 1, behind 0 those
from 0 to b - 1. Chances come from a secret of the study: the same table is always rounded alike,
and who has not the secret cannot undo it.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol

import numpy as np

from measure87.numerics.arrays import BoolArray, IntArray

LEAST_BASE = 3
"""Behind a rounded 0 lie as many counts as the base has units: three at least."""
SURELY_MANY = 2
"""Of how many bases each cell is, at least, where counts are released as they are."""
_BYTES = 6
"""Of a chance. Seven have more digits than a number of the machine, which may round up to 1."""


class RoundedBefore(Protocol):
    """What the cells of a study were rounded to in its releases before."""

    @property
    def is_first(self) -> bool:
        """Whether nothing was released before."""

    def stays_exact(self, stratum: str) -> bool:
        """Whether this very study was released, the counts of a stratum as they are."""

    def rounded(self, stratum: str, history: int, base: int) -> int | None:
        """To what a cell was rounded; None where its count was another, or stood as it is."""

    def first(self, stratum: str, history: int, base: int) -> tuple[int, int] | None:
        """What a cell counted when it was first rounded, and to what; None where it never was."""


@dataclass(frozen=True)
class CellRounding:
    """How the cells of one study are rounded.

    Attributes
    ----------
    minimum_cases : int
        Fewer persons are not shown; 1 says that the counts are public, and nothing is rounded.
    secret : bytes
        Of the study, and nobody else's.
    before : RoundedBefore or None
        Releases of the same tables, of which cells keep the rounding that they had.
    """

    minimum_cases: int
    secret: bytes = field(repr=False)
    before: RoundedBefore | None = None

    @property
    def base(self) -> int:
        """What counts are rounded to, persons."""
        return max(self.minimum_cases, LEAST_BASE)

    def counts(
        self, counts: IntArray, lists: Sequence[str], possible: BoolArray, stratum: str = ""
    ) -> IntArray | None:
        """The counts of a capture table as a release is made of them.

        Parameters
        ----------
        counts : (2**k - 1,) persons
            Entry h - 1 is of history h, whose bit j says whether the person is on list j.
        lists : k names
        possible : (2**k - 1,)
            False for histories that no person can have; their count is 0.
        stratum : of which the table is; tables of two strata are rounded apart

        Returns
        -------
        (2**k - 1,) persons, or None
            Multiples of `base`. None where the counts may stay as they are: they are public, or
            each rounded cell has twice the base or more, so that none can be of few. Persons on
            exactly m lists differ by less than `base` in all from what they were, for each m; but
            where there were releases before, of which each cell keeps its rounding, by less than
            that for each cell whose count is another now.
        """
        if self.minimum_cases <= 1:
            return None
        if self.before is not None and not self.before.is_first:
            return self._beside(self.before, counts, _labels(lists), stratum)
        rounded = self._rounded(counts, _labels(lists), stratum)
        many = rounded[possible] >= SURELY_MANY * self.base
        return None if many.all() else rounded

    def generator(self, purpose: str) -> np.random.Generator:
        """Random numbers that the secret alone decides, for what goes along with the cells."""
        return np.random.default_rng(
            int.from_bytes(hmac.digest(self.secret, purpose.encode(), "sha256"))
        )

    def _beside(
        self,
        before: RoundedBefore,
        counts: IntArray,
        labels: Sequence[tuple[str, ...]],
        stratum: str,
    ) -> IntArray | None:
        """Counts beside those of releases before: never as they are, if they were not all so."""
        if before.stays_exact(stratum):
            return None
        found = counts.copy()
        for k, label in enumerate(labels):
            kept = before.rounded(stratum, k + 1, self.base)
            first = before.first(stratum, k + 1, self.base)
            cell = f"{label} of {stratum!r}"
            found[k] = self._alone(int(counts[k]), cell, first) if kept is None else kept
        return found

    def _alone(self, count: int, cell: str, first: tuple[int, int] | None) -> int:
        """One cell, after a secret number from 0 to under the base was added: always the same.

        Who knows by how many persons a cell grew from one release to the next, and when it came to
        the next multiple, so knows the count with that number, and not the count. By another
        chance each time three releases told it.
        """
        added = self._added(cell, first)
        return (count + added) // self.base * self.base

    def _added(self, cell: str, first: tuple[int, int] | None) -> int:
        """What is added to a cell before it goes down to a multiple, as it was `first` rounded."""
        added = int(self._chance(f"added to {cell}") * self.base)
        if first is None:
            return added
        count, rounded = first
        could_be = [k for k in range(self.base) if (count + k) // self.base * self.base == rounded]
        if added in could_be or not could_be:
            return added
        return could_be[int(self._chance(f"added to {cell} again") * len(could_be))]

    def _rounded(
        self, counts: IntArray, labels: Sequence[tuple[str, ...]], stratum: str
    ) -> IntArray:
        """Every cell; those of persons on as many lists share their chances."""
        found = counts.copy()
        by_number = sorted(range(len(labels)), key=lambda cell: (len(labels[cell]), labels[cell]))
        for _, cells in groupby(by_number, key=lambda cell: len(labels[cell])):
            together = list(cells)
            found[together] = self._together(
                counts[together], [labels[cell] for cell in together], stratum
            )
        return found

    def _together(
        self, counts: IntArray, labels: Sequence[tuple[str, ...]], stratum: str
    ) -> IntArray:
        """Systematic rounding: a step up where the sum of remainders passes a multiple of the base.

        Cells are taken in a secret order from a secret beginning, so that each has its own chance.
        """
        table = repr((stratum, list(zip(labels, counts.tolist(), strict=True))))
        order = sorted(range(len(labels)), key=lambda k: self._chance(f"order {k} of {table}"))
        begin = self.base * self._chance(f"begin {table}")
        sums = begin + np.concatenate([[0], np.cumsum(counts[order] % self.base)])
        ups = np.diff(np.floor(sums / self.base)).astype(np.int64)
        found = counts - counts % self.base
        found[order] += self.base * ups
        return found

    def _chance(self, of_what: str) -> float:
        """A number from 0 to under 1 that is the same for the same text."""
        digest = hmac.digest(self.secret, of_what.encode(), hashlib.sha256)
        return int.from_bytes(digest[:_BYTES]) / 2.0 ** (8 * _BYTES)


def _labels(lists: Sequence[str]) -> list[tuple[str, ...]]:
    """Of each history its lists by name, so that the order of columns does not matter."""
    return [
        tuple(sorted(name for j, name in enumerate(lists) if history >> j & 1))
        for history in range(1, 1 << len(lists))
    ]
