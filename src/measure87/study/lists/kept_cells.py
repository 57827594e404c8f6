"""What the ledger keeps of a capture table, and what a new one may be beside it.

A table of lists names nobody, so who left or came is told by its cells. Kept of each is a keyed
hash of its count, and of what it was rounded to: they tell whether a count is the same or one or
two off, for these can be tried by whoever has the secret of the folder, and say nothing to anybody
else.

Cells of the same persons that were rounded twice are known better than once: a rounding to 0 and
one to 3 leave 1 and 2. So a second release is of the same lists, strata and base, or of none; and a
cell whose count is as it was has the rounding that it had.
"""

import hmac
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.study.keyed_hash import HashKey
from measure87.study.ledger.census import Census, census_by_person
from measure87.study.ledger.store import Entry
from measure87.study.lists.rounded import in_order
from measure87.vocabulary.errors import StudyError

CELLS = "cells"
"""The name under which an entry has them; a cell stands where a census of persons has a person."""
_KEPT = ("count", "rounded", "stratum")
_EXACT = "as it is"
_CHARACTERS = 32
_FARTHEST = 5_000
"""Persons by which a cell may have grown or shrunk and its earlier count is still found."""
type Codes = tuple[str | None, ...]
"""What is kept of a cell, in the order of `_KEPT`."""


@dataclass(frozen=True)
class TableKind:
    """By what tables are told apart: two of other kinds can be held against each other.

    Attributes
    ----------
    lists : names
    by : names of the columns of strata and of draws, and how lists were grouped, if they were
    base : what cells are rounded to, persons
    """

    lists: Sequence[str]
    by: Sequence[str]
    base: int

    def hashed(self, key: HashKey) -> str:
        """The same for the same kind, whatever the order of lists; no name can be read off it."""
        return _hashed(key, repr((sorted(self.lists), list(self.by), self.base)))


@dataclass(frozen=True)
class KeptCells:
    """The cells of a study and those of its releases before.

    Attributes
    ----------
    study : as it is in the file
    entries : of the ledger, the oldest first
    """

    study: ListStudy
    key: HashKey = field(repr=False)
    entries: Sequence[Entry]

    def require_same_kind(self, kind: TableKind) -> None:
        """Refuse tables that can be held against earlier ones of the same persons.

        A stratum that is parted, or put together with another, is one of them under any name.

        Raises
        ------
        StudyError
            `other-tables`; the earlier release stands.
        """
        strata = {_hashed(self.key, repr(stratum)) for stratum in self.study.tables}
        for entry in self.entries:
            before = {codes[2] for codes in entry.censuses[CELLS].codes.values()}
            renamed = before - strata and strata - before
            if entry.fingerprint != kind.hashed(self.key) or renamed or self._moved(entry, before):
                raise _other_tables()

    def _moved(self, entry: Entry, before: Collection[str | None]) -> bool:
        """Whether persons may have gone to new strata from others, or to others from lost ones.

        They may where some are new and a cell of another has fewer, or some are gone and one has
        more. A cell of both would be rounded as one and in two.
        """
        kept = entry.censuses[CELLS].codes
        now = {_hashed(self.key, repr(stratum)): stratum for stratum in self.study.tables}
        came, gone = now.keys() - before, before - now.keys()
        if not (came or gone):
            return False
        for stratum in (name for hashed, name in now.items() if hashed in before):
            for cell, count in self._named[stratum]:
                was = self._kept_count(cell, count, kept) if cell in kept else 0
                if was is None or (came and was > count) or (gone and was < count):
                    return True
        return False

    def require_enough_differ(self, minimum: int) -> None:
        """Refuse a table that differs from an earlier one in fewer persons than may be told.

        A person who is on other lists now counts as one who left and one who came.

        Raises
        ------
        StudyError
            `too-few-differ`; the earlier release stands.
        """
        for entry in self.entries:
            if 0 < self._differ(entry.censuses[CELLS], minimum) < minimum:
                raise _too_few_differ(minimum)

    def census(self, rounded: ListStudy) -> Census:
        """Every cell of every stratum, as the ledger keeps it.

        `rounded` is what is released of the study.
        """
        codes = {}
        for stratum, cells in self._named.items():
            exact = stratum not in rounded.rounded_to
            released = rounded.tables[stratum][0].counts.tolist()
            for (cell, count), number in zip(cells, released, strict=True):
                codes[cell] = (
                    _hashed(self.key, f"{cell} {count}"),
                    self._rounding(cell, _EXACT if exact else number),
                    _hashed(self.key, repr(stratum)),
                )
        return census_by_person(_KEPT, codes, dict.fromkeys(codes, ""))

    @property
    def is_first(self) -> bool:
        """Whether nothing was released before."""
        return not self.entries

    def stays_exact(self, stratum: str) -> bool:
        """Whether this very study was released, the counts of a stratum as they are."""
        same = (before for before in self._before if self._is(before))
        cells = self._counts[stratum]
        return any(
            before[cell][1] == self._rounding(cell, _EXACT) for before in same for cell in cells
        )

    def rounded(self, stratum: str, history: int, base: int) -> int | None:
        """To what a cell was rounded before; None where its count was another, or stood as it is.

        history : bit j says whether persons are on list j
        """
        cell, count = self._named[stratum][history - 1]
        hashed = _hashed(self.key, f"{cell} {count}")
        for before in self._newest_first:
            if cell in before and before[cell][0] == hashed:
                released = self._rounded_to(cell, count, base, before)
                if released is not None:
                    return released
        return None

    def first(self, stratum: str, history: int, base: int) -> tuple[int, int] | None:
        """What a cell counted when it was first rounded, and to what.

        None where it never was, or its count was so far from that of now that it is not found.
        """
        cell, now = self._named[stratum][history - 1]
        for before in self._before:
            if cell not in before or before[cell][1] == self._rounding(cell, _EXACT):
                continue
            count = self._kept_count(cell, now, before)
            released = None if count is None else self._rounded_to(cell, count, base, before)
            if count is not None and released is not None:
                return count, released
        return None

    def _kept_count(self, cell: str, now: int, before: Mapping[str, Codes]) -> int | None:
        """The count of a cell in an earlier release, tried from that of now on."""
        tried = (one for far in range(_FARTHEST) for one in {now - far, now + far} if one >= 0)
        kept = before[cell][0]
        return next((one for one in tried if _hashed(self.key, f"{cell} {one}") == kept), None)

    def _rounded_to(
        self, cell: str, count: int, base: int, before: Mapping[str, Codes]
    ) -> int | None:
        """To what a count was rounded; None where it stood as it is."""
        least = count - count % base
        both = dict.fromkeys((least, least + base))
        return next((one for one in both if before[cell][1] == self._rounding(cell, one)), None)

    @cached_property
    def _named(self) -> Mapping[str, list[tuple[str, int]]]:
        """Hash of the name of each cell, whatever the order of columns, and its count."""
        return {
            stratum: list(_cells_of(stratum, in_order(draws, self.key.secret)[0], self.key))
            for stratum, draws in self.study.tables.items()
        }

    @cached_property
    def _counts(self) -> Mapping[str, Mapping[str, int]]:
        return {stratum: dict(cells) for stratum, cells in self._named.items()}

    @cached_property
    def _before(self) -> list[Mapping[str, Codes]]:
        return [entry.censuses[CELLS].codes for entry in self.entries]

    @cached_property
    def _newest_first(self) -> list[Mapping[str, Codes]]:
        """The releases before; that of this very study first, if there is one."""
        newest = list(reversed(self._before))
        return sorted(newest, key=lambda before: not self._is(before))

    def _is(self, before: Mapping[str, Codes]) -> bool:
        now = {cell: count for cells in self._counts.values() for cell, count in cells.items()}
        return before.keys() == now.keys() and all(
            before[cell][0] == _hashed(self.key, f"{cell} {count}") for cell, count in now.items()
        )

    def _differ(self, before: Census, minimum: int) -> int:
        """By how many persons the study differs from one that was kept; `minimum` for more."""
        counts = {cell: count for cells in self._counts.values() for cell, count in cells.items()}
        found = 0
        for cell in {**counts, **before.codes}:
            now = counts.get(cell, 0)
            kept = before.codes.get(cell, (_hashed(self.key, f"{cell} 0"),))[0]
            steps = sorted(range(1 - minimum, minimum), key=abs)
            tried = ((abs(d), f"{cell} {now + d}") for d in steps if now + d >= 0)
            found += next((d for d, text in tried if _hashed(self.key, text) == kept), minimum)
            if found >= minimum:
                return minimum
        return found

    def _rounding(self, cell: str, released: int | str) -> str:
        return _hashed(self.key, f"{cell} rounded {released}")


def _cells_of(stratum: str, table: CaptureTable, key: HashKey) -> Iterator[tuple[str, int]]:
    for history, count in enumerate(table.counts.tolist(), start=1):
        on = sorted(name for j, name in enumerate(table.lists) if history >> j & 1)
        yield _hashed(key, repr((stratum, sorted(table.lists), on))), count


def _hashed(key: HashKey, text: str) -> str:
    return hmac.digest(key.secret, f"cell {text}".encode(), "sha256").hex()[:_CHARACTERS]


def _too_few_differ(minimum: int) -> StudyError:
    return StudyError(
        f"these lists and those of an earlier release differ in fewer than {minimum} persons. What "
        "the two have between them would tell on which lists these are, so the earlier one "
        "stands and nothing is released",
        code="too-few-differ",
        where="study.toml [lists]",
        hint="release again when more persons differ",
    )


def _other_tables() -> StudyError:
    return StudyError(
        "an earlier release of this folder has other lists, strata, draws or another base of "
        "rounding. Two tables of the same persons, each rounded by itself, tell more than either, "
        "so the earlier one stands and nothing is released",
        code="other-tables",
        where="study.toml [lists]",
        hint="write columns, `strata`, `draw` and `minimum_cases` as they were in that release; "
        "what is to be released by strata is released so the first time, and lists of other "
        "persons have a folder of their own",
    )
