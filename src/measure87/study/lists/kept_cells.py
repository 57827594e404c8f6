"""What the ledger keeps of a capture table, and whether a new one differs in too few persons.

A table of lists names nobody, so who left or came is told by its cells. Kept of each is a keyed
hash of its count: it tells whether a count is the same or one or two off, for these can be
tried by whoever has the secret of the folder, and it says nothing to anybody else.
"""

import hmac
from collections.abc import Iterator, Sequence

from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.study.keyed_hash import HashKey
from measure87.study.ledger.census import Census, census_by_person
from measure87.study.ledger.store import Entry
from measure87.vocabulary.errors import StudyError

CELLS = "cells"
"""The name under which an entry has them; a cell stands where a census of persons has a person."""
_COUNT = "count"
_CHARACTERS = 32


def cells_of(study: ListStudy, key: HashKey) -> Census:
    """Every cell of every stratum, of the first draw, as the ledger keeps it."""
    counts = dict(_cells(study, key))
    codes = {cell: (_hashed(key, f"{cell} {count}"),) for cell, count in counts.items()}
    return census_by_person((_COUNT,), codes, dict.fromkeys(codes, ""))


def require_enough_differ(
    study: ListStudy, key: HashKey, entries: Sequence[Entry], minimum: int
) -> None:
    """Refuse a table that differs from an earlier one in fewer persons than may be told.

    A person who is on other lists now counts as one who left and one who came. Tables of other
    lists are not compared.

    Raises
    ------
    StudyError
        `too-few-differ`; the earlier release stands.
    """
    counts = dict(_cells(study, key))
    for entry in entries:
        before = entry.censuses.get(CELLS)
        if before is None or not before.codes.keys() & counts.keys():
            continue
        if 0 < _differ(counts, before, key, minimum) < minimum:
            raise _too_few_differ(minimum)


def _differ(counts: dict[str, int], before: Census, key: HashKey, minimum: int) -> int:
    """By how many persons a table differs from one that was kept; `minimum` stands for more."""
    found = 0
    for cell in {**counts, **before.codes}:
        now = counts.get(cell, 0)
        kept = before.codes.get(cell, (_hashed(key, f"{cell} 0"),))[0]
        steps = sorted(range(1 - minimum, minimum), key=abs)
        off = (abs(d) for d in steps if now + d >= 0 and _hashed(key, f"{cell} {now + d}") == kept)
        found += next(off, minimum)
        if found >= minimum:
            return minimum
    return found


def _cells(study: ListStudy, key: HashKey) -> Iterator[tuple[str, int]]:
    """Hash of the name of each cell, whatever the order of columns, and its count."""
    for stratum, draws in study.tables.items():
        table = draws[0]
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
