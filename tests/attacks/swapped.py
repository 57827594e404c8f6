"""Attack: two persons alike in all that figures are by swap their answers. Does anything tell?

They live in one cluster and have one weight, sex, area, region and age group. Nothing that is
released may depend on which of them said what; if a file does, it tells of single persons.
"""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.attacks.claims import Claim, Trace
from tests.attacks.evidence import Evidence
from tests.attacks.studies import Study

ANSWERS = ("activity", "hours", "chores", "chores_hours", "loads", "tools")
KEYED = re.compile(rb"(hmac-)?sha256:?[\": ]*[0-9a-f]{64}|\"bytes\": \d+")
"""Hashes of the input, which is another file now, and of what holds such a hash."""


def swapped(study: Study) -> Study | None:
    """The study with the answers of two such persons swapped; None where no two differ."""
    pair = _pair(study)
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
