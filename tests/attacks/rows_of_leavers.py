"""Attack: of those who left or came between two releases, whose statuses fit the rows of both?

The reader knows who is in either release, with which weight, and that nobody else's answers or
weights changed. Of a group the cases now less those of then are the cases who came less those who
left; so are their weighted numbers, each known to half a step of the share. Where persons were
drawn one by one, errors say the same of squares of weights. She goes through all ways in which
those who left and came could have answered, and keeps those that every group leaves.
"""

from collections.abc import Iterator

import numpy as np

from tests.attacks.claims import Claim, Person, distinct
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import SAME, off_by
from tests.attacks.reading import Figure
from tests.attacks.truth import YES, Group

MOST_CHANGED = 16


def rows_of_leavers(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases, of those who left or came."""
    return distinct(
        Person(evidence.left[k], name, YES, f"all {len(ways)} ways that fit two rows")
        for name, ways in ways_left(evidence)
        for k in np.flatnonzero(ways.all(axis=0))
    )


def ways_left(evidence: Evidence) -> Iterator[tuple[str, np.ndarray]]:
    """Measures that any group shows twice, and (ways, changed) who could be a case."""
    if evidence.public is None or not 0 < len(evidence.left) <= MOST_CHANGED:
        return
    first, second = (release.shares for release in evidence.releases)
    for name in sorted({name for name, _ in first.keys() & second.keys()}):
        every = 2 ** len(evidence.left)
        ways = (np.arange(every)[:, None] >> np.arange(len(evidence.left))) & 1 == 1
        for key in first.keys() & second.keys():
            if key[0] == name:
                ways = ways[_fits(ways, first[key], second[key], key[1], evidence)]
        if 0 < len(ways) < every:
            yield name, ways


def _fits(
    ways: np.ndarray, then: Figure, now: Figure, group: Group, evidence: Evidence
) -> np.ndarray:
    """(ways,) which of them a group that both releases show does not rule out."""
    fits = np.ones(len(ways), dtype=bool)
    public = evidence.public
    if public is None or any(one.is_hidden or one.n_cases is None for one in (then, now)):
        return fits
    inside = public.inside(group)
    was, is_ = (inside & _there(evidence, len(inside), k) for k in (0, 1))
    if (then.n, now.n) != (was.sum(), is_.sum()):
        return fits
    changed = np.array(evidence.left)
    sign = is_[changed].astype(int) - was[changed].astype(int)
    weight, came = public.weight[changed], ways * sign
    fits &= came.sum(axis=1) == now.n_cases - then.n_cases
    for power in (1, 2):
        (low, high), (least, most) = (
            _between(one, public, rows, power) for one, rows in ((then, was), (now, is_))
        )
        moved = came @ weight**power
        slack = SAME * (public.weight[inside] ** power).sum()
        fits &= (moved >= least - high - slack) & (moved <= most - low + slack)
    return fits


def _there(evidence: Evidence, persons: int, number: int) -> np.ndarray:
    """(n,) who is in a release."""
    found = np.ones(persons, dtype=bool)
    found[list(evidence.left)] = [number in releases for releases in evidence.there]
    return found


def _between(figure: Figure, public: Public, rows: np.ndarray, power: int) -> tuple[float, float]:
    """Least and greatest sum of the cases' weights, or of their squares."""
    if not figure.n_cases:
        return 0.0, 0.0
    weight, n = public.weight[rows], int(rows.sum())
    off = (figure.digits or 0.0) / 2
    low, high = figure.value - off, figure.value + off
    if power == 1:
        return low * weight.sum(), high * weight.sum()
    clusters = public.columns["cluster"][rows]
    if not figure.se or high >= 0.5 or len(np.unique(clusters)) < n:
        return -np.inf, np.inf
    factor, squares = (n - 1) / n * weight.sum() ** 2, (weight**2).sum()
    least, most = (factor * max(figure.se + sign * off_by(figure), 0.0) ** 2 for sign in (-1, 1))
    shares = (low, figure.value, high)
    return (
        min((least - p**2 * squares) / (1 - 2 * p) for p in shares),
        max((most - p**2 * squares) / (1 - 2 * p) for p in shares),
    )
