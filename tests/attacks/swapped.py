"""Attack: two persons swap their answers, and nothing may tell. Does any byte of any file?

Either they are alike in all that figures are by: they live in one cluster and have one weight,
sex, area, region and age group. If a file depends on which of them said what, it tells of single
persons.

Or they differ in groups of which nothing is shown, and in no other; cluster and weight are the
same. If a file depends on it, what is shown tells of what is not: by a mean over groups, or by the
choice of what is kept back.
"""

import re
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

from tests.attacks.claims import Claim, Trace
from tests.attacks.evidence import Evidence
from tests.attacks.reading import Release
from tests.attacks.studies import Study
from tests.attacks.truth import Truth

ANSWERS = ("activity", "hours", "chores", "chores_hours", "loads", "tools")
KEYED = re.compile(rb"(hmac-)?sha256:?[\": ]*[0-9a-f]{7,64}|\"(bytes\": \d+|ledger\": \"\w+\")")
"""Hashes of the input, which is another file now, of what holds such a hash, and ids by chance."""


def swapped(study: Study) -> Study | None:
    """The study with the answers of two such persons swapped; None where no two differ."""
    return _with_swapped(study, _pair(study))


def swapped_unseen(study: Study, release: Release, truth: Truth) -> Study | None:
    """The study after a swap that changes counts that are kept back, and none that is shown."""
    return _with_swapped(study, _unseen_pair(study, release, truth))


def _with_swapped(study: Study, pair: tuple[int, int] | None) -> Study | None:
    if pair is None:
        return None
    there, back = list(pair), list(pair)[::-1]
    persons = dict(study.persons)
    for name in ANSWERS:
        persons[name] = persons[name].copy()
        persons[name][there] = persons[name][back]
    return replace(study, persons=persons)


def _pair(study: Study) -> tuple[int, int] | None:
    """Two persons of one kind with different answers, of whom one works if there are such."""
    p = study.persons
    age_group = np.searchsorted([12, 15], p["age"], "right")
    kind = list(
        zip(p["cluster"], p["weight"], p["sex"], p["area"], p["region"], age_group, strict=True)
    )
    answers = list(zip(*(p[name] for name in ANSWERS), strict=True))
    seen: dict[object, list[int]] = {}
    for row in np.argsort(p["activity"], kind="stable").tolist():
        other = next((r for r in seen.get(kind[row], ()) if answers[r] != answers[row]), None)
        if other is not None:
            return other, row
        seen.setdefault(kind[row], []).append(row)
    return None


def _unseen_pair(study: Study, release: Release, truth: Truth) -> tuple[int, int] | None:
    """Two of one cluster, weight and age group whom hidden groups alone keep apart."""
    p = study.persons
    age_group = np.searchsorted([12, 15], p["age"], "right")
    shown, hidden = _members(release, truth, hidden=False), _members(release, truth, hidden=True)
    kinds: dict[object, list[int]] = {}
    for row, kind in enumerate(zip(p["cluster"], p["weight"], age_group, strict=True)):
        kinds.setdefault(kind, []).append(row)
    pairs = (pair for rows in kinds.values() for pair in combinations(rows, 2))
    return next((p for p in pairs if hidden.differ(*p) and not shown.differ(*p)), None)


@dataclass(frozen=True)
class Members:
    """Who is a case, or unknown, of each measure, in the groups that are shown or hidden."""

    of_measure: list[tuple[np.ndarray, np.ndarray]]
    """(n,) status, and (n, groups) who is inside."""

    def differ(self, first: int, other: int) -> bool:
        """Whether a count of some group changes if these two swap their statuses."""
        return any(
            status[first] != status[other] and (inside[first] != inside[other]).any()
            for status, inside in self.of_measure
        )


def _members(release: Release, truth: Truth, *, hidden: bool) -> Members:
    found = []
    for measure in release.measures:
        groups = [
            group
            for (name, group), figure in release.shares.items()
            if name == measure and figure.is_hidden == hidden
        ]
        if groups:
            inside = np.stack([truth.inside(group) for group in groups], axis=1)
            found.append((truth.of(measure), inside))
    return Members(found)


def traces(evidence: Evidence) -> list[Claim]:
    """Files that tell a release from the one after the swap."""
    first, second = (release.folder for release in evidence.releases)
    return [*differing(first, second)] if first and second else []


def differing(first: Path, second: Path) -> list[Trace]:
    """Files of two releases that are not the same bytes, hashes of the input apart."""
    names = sorted({p.relative_to(f) for f in (first, second) for p in f.rglob("*") if p.is_file()})
    found = []
    for name in names:
        if not ((first / name).exists() and (second / name).exists()):
            found.append(Trace(name.as_posix(), "is in one release alone"))
            continue
        one, other = (KEYED.sub(b"", (folder / name).read_bytes()) for folder in (first, second))
        if one != other:
            found.append(Trace(name.as_posix(), _where(one, other)))
    return found


def _where(one: bytes, other: bytes) -> str:
    at = next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    return f"differs at byte {at}: {one[at - 30 : at + 20]!r}, {other[at - 30 : at + 20]!r}"
