"""Attack: which sets of persons fit the rows of halves and of their whole, each in one release?

As `known_rows`, by a reader who has several releases of the same persons, with the same weights.
Whoever is a case of a group is one of just one of two parts that make it up. So she goes through
the sets of either part that fit its own row, takes each of the one with each of the other, and
keeps those whose row is that of the whole. Whoever is in all of them is a case.
"""

from collections.abc import Iterator
from itertools import combinations
from math import comb

import numpy as np

from tests.attacks.claims import Claim, Person, distinct
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import MOST_SETS, all_sets, fitting
from tests.attacks.reading import Figure, Release
from tests.attacks.truth import YES, Group

MOST_PAIRS = 3_000_000


def rows_of_releases(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases, by what releases say of a group and of both its parts."""
    return distinct(
        Person(int(row), whole.name, YES, f"all {len(sets)} sets that fit rows of releases")
        for whole, sets in sets_left(evidence)
        for row in in_all(sets)
    )


def in_all(sets: np.ndarray) -> list[int]:
    """Rows of those who are in each of some sets, (sets, size); nobody where there is none."""
    if not len(sets):
        return []
    rows, times = np.unique(sets, return_counts=True)
    return rows[times == len(sets)].tolist()


def sets_left(evidence: Evidence) -> Iterator[tuple[Figure, np.ndarray]]:
    """Groups of which both parts are shown as well, and sets of rows that all three leave."""
    public = evidence.public
    if public is None or evidence.left:
        return
    shown = _shown(evidence.releases, public)
    for whole in shown.values():
        for one, other in combinations(shown.values(), 2):
            if one.name == other.name == whole.name and _make_up(one, other, whole, public):
                sets = _of_both(one, other, whole, public)
                if sets is not None:
                    yield whole, sets


def _shown(releases: tuple[Release, ...], public: Public) -> dict[tuple[str, Group], Figure]:
    """Every row of known persons with few cases, as the release shows it that says most of it."""
    found: dict[tuple[str, Group], Figure] = {}
    for release in releases:
        for key, figure in release.shares.items():
            asked = int(public.inside(figure.group).sum())
            if figure.is_hidden or figure.unknown != 0 or figure.n != asked or not figure.n_cases:
                continue
            known = found.get(key)
            if known is None or (figure.digits or 0.0) < (known.digits or 0.0):
                found[key] = figure
    return found


def _make_up(one: Figure, other: Figure, whole: Figure, public: Public) -> bool:
    """Whether everybody in a group is in one of two parts of it, and nobody in both."""
    first, second, both = (public.inside(figure.group) for figure in (one, other, whole))
    return not (first & second).any() and bool(((first | second) == both).all())


def _of_both(one: Figure, other: Figure, whole: Figure, public: Public) -> np.ndarray | None:
    """Sets of rows that fit the rows of two parts and of their whole; None if they are too many."""
    first, second = _of_one(one, public), _of_one(other, public)
    if first is None or second is None or len(first) * len(second) > MOST_PAIRS:
        return None
    pairs = np.concatenate(
        [np.repeat(first, len(second), axis=0), np.tile(second, (len(first), 1))], axis=1
    )
    inside = np.flatnonzero(public.inside(whole.group))
    places = np.searchsorted(inside, pairs)
    parts = np.array_split(places, max(1, len(places) // MOST_SETS))
    return pairs[np.concatenate([fitting(part, whole, inside, public) for part in parts])]


def _of_one(figure: Figure, public: Public) -> np.ndarray | None:
    """Sets of rows in the sample that fit the row of a group."""
    inside, size = np.flatnonzero(public.inside(figure.group)), figure.n_cases or 0
    if not size < len(inside) or comb(len(inside), size) > MOST_SETS:
        return None
    sets = all_sets(len(inside), size)
    return inside[sets[fitting(sets, figure, inside, public)]]
