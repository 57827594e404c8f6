"""Attack: which sets of persons fit a row and all that stands beside it?

As `known_rows`, by a reader who has the other figures of the measure too. Nobody is a case in a
group of which it is said that none is. Where whoever could be a case of one group is in another,
the cases of the first are among those of the second: so many, and of these its row has to fit.
"""

from collections.abc import Iterator
from itertools import combinations
from math import comb

import numpy as np

from tests.attacks.claims import Claim, Person
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import MOST_SETS, fitting, in_each_release
from tests.attacks.reading import Figure, Release
from tests.attacks.truth import YES


def rows_together(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases, by all that is said of groups of one measure."""
    return in_each_release(evidence, _named)


def _named(release: Release, public: Public) -> Iterator[Claim]:
    for name in release.measures:
        shown = [one for one in release.shares.values() if one.name == name and _is_plain(one)]
        inside = {one.group: public.inside(one.group) for one in shown}
        could_be = np.ones(len(public.weight), dtype=bool)
        for one in shown:
            if one.n_cases == 0:
                could_be &= ~inside[one.group]
        for one in shown:
            if one.n_cases:
                yield from _named_in(one, shown, inside, could_be, public)


def _is_plain(figure: Figure) -> bool:
    """Whether a figure is shown, of all who were asked."""
    left_out = figure.leaves_out and figure.unknown != 0
    return not figure.is_hidden and figure.n_cases is not None and not left_out


def _named_in(
    figure: Figure,
    shown: list[Figure],
    inside: dict[frozenset[tuple[str, str]], np.ndarray],
    could_be: np.ndarray,
    public: Public,
) -> Iterator[Claim]:
    members, size = inside[figure.group], figure.n_cases or 0
    could = np.flatnonzero(members & could_be)
    if not size < len(could) or comb(len(could), size) > MOST_SETS:
        return
    sets = np.array([*combinations(could.tolist(), size)])
    for other in shown:
        among = inside[other.group] & could_be
        if other.n_cases and not (among & ~members).any():
            sets = _fitting(sets, other, inside[other.group], public)
    if len(sets):
        times = np.bincount(sets.ravel(), minlength=len(members))
        how = f"all sets of {size} in {len(could)} that fit its row and those beside it"
        for row in np.flatnonzero(times == len(sets)):
            yield Person(int(row), figure.name, YES, how)


def _fitting(sets: np.ndarray, figure: Figure, inside: np.ndarray, public: Public) -> np.ndarray:
    """The sets of which so many persons are in a group as are its cases, and fit its row."""
    sets = sets[inside[sets].sum(axis=1) == figure.n_cases]
    if not len(sets):
        return sets
    rows = np.flatnonzero(inside)
    of_group = np.searchsorted(rows, sets[inside[sets]]).reshape(len(sets), -1)
    return sets[fitting(of_group, figure, rows, public)]
