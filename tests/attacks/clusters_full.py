"""Attack: as many clusters have a case as there are, or so few that the cases fill them.

A public-use file gives everybody's cluster and groups, without answers. Cases lie in as many
clusters as a row says, or in fewer than ten where a flag says so; whoever must be one wherever they
lie is one, and whoever cannot be is none. What a whole has more than its parts is such a row, where
parts share no cluster. And where as many clusters have a case after some persons left, those that
are empty now had none.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from tests.attacks.claims import Claim, Person, distinct
from tests.attacks.clusters_short import clusters_of
from tests.attacks.evidence import Evidence, Public
from tests.attacks.reading import Figure
from tests.attacks.truth import NO, YES


def clusters_full(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases, or none, by where the cases must lie."""
    public = evidence.public
    if public is None or "cluster" not in public.columns:
        return []
    found = [claim for figure in evidence.figures for claim in _told(figure, public)]
    for release in evidence.releases:
        found += _by_subtraction([*release.shares.values()], public)
    return distinct([*found, *_of_who_left(evidence, public)])


def _told(figure: Figure, public: Public) -> Iterator[Claim]:
    rows = np.flatnonzero(public.inside(figure.group))
    if figure.is_hidden or not figure.n_cases or figure.asked != len(rows):
        return
    numbers: Sequence[int] = ()
    if figure.n_clusters_with_cases:
        numbers = (figure.n_clusters_with_cases,)
    elif "few-clusters-with-cases" in figure.flags:
        numbers = range(1, 10)
    if numbers:
        yield from _named(figure, rows, figure.n_cases, numbers, public)


def _named(
    figure: Figure, rows: np.ndarray, cases: int, numbers: Sequence[int], public: Public
) -> Iterator[Claim]:
    """Whoever of some rows must be a case, or cannot be, with any of some numbers of clusters."""
    names = np.unique(clusters_of(public.columns)[rows], return_inverse=True)[1]
    sizes = np.bincount(names)
    how = f"{cases} cases in {numbers[0]} to {numbers[-1]} of {len(sizes)} clusters"

    def fits(size: int, her: tuple[int, int]) -> bool:
        others = np.delete(sizes, np.flatnonzero(sizes == size)[0])
        return any(_fits(others, cases, number, with_her=her) for number in numbers)

    for size in np.unique(sizes):
        here = rows[sizes[names] == size]
        if not fits(size, (0, size - 1)):
            yield from (Person(int(row), figure.name, YES, how) for row in here)
        elif not figure.unknown and not fits(size, (1, size)):
            yield from (Person(int(row), figure.name, NO, how) for row in here)


def _by_subtraction(figures: Sequence[Figure], public: Public) -> Iterator[Claim]:
    """Of everybody less all groups by one variable that tell their clusters, but for one."""
    told = [one for one in figures if one.n_clusters_with_cases and not one.is_hidden]
    clusters = clusters_of(public.columns)
    for whole in (one for one in told if not one.group):
        one_by = [one for one in figures if one.name == whole.name and len(one.group) == 1]
        for variable in {name for one in one_by for name, _ in one.group}:
            parts = [one for one in one_by if dict(one.group).keys() == {variable}]
            rest = [one for one in parts if not one.n_clusters_with_cases and one.n_cases]
            where = np.concatenate([np.unique(clusters[public.inside(one.group)]) for one in parts])
            if len(rest) != 1 or len(where) != len(np.unique(clusters)):
                continue
            if len(np.unique(where)) == len(where):
                others = sum(one.n_clusters_with_cases or 0 for one in parts)
                number = (whole.n_clusters_with_cases or 0) - others
                rows = np.flatnonzero(public.inside(rest[0].group))
                yield from _named(rest[0], rows, rest[0].n_cases or 0, (number,), public)


def _of_who_left(evidence: Evidence, public: Public) -> Iterator[Claim]:
    """Of two releases with as many clusters that have a case: clusters that are empty had none."""
    if len(evidence.releases) != 2 or not evidence.left:
        return
    before, after = (release.shares for release in evidence.releases)
    left, clusters = np.array(evidence.left), clusters_of(public.columns)
    stay = np.setdiff1d(np.arange(len(clusters)), left)
    alone = ~np.isin(clusters[left], clusters[stay])
    for key in before.keys() & after.keys():
        then, now = before[key], after[key]
        number = then.n_clusters_with_cases
        if key[1] or not number or number != now.n_clusters_with_cases:
            continue
        how = f"{number} clusters before and after"
        yield from (Person(int(row), then.name, NO, how) for row in left[alone])
        if (then.n_cases or 0) - (now.n_cases or 0) == (~alone).sum():
            yield from (Person(int(row), then.name, YES, how) for row in left[~alone])


def _fits(others: np.ndarray, cases: int, number: int, with_her: tuple[int, int]) -> bool:
    """Whether cases can lie so if from `least` to `most` of them are in her cluster."""
    least, most = with_her
    largest = np.sort(others)[::-1]

    def rest(clusters: int) -> tuple[int, int] | None:
        """Least and most cases of so many other clusters that have one."""
        if not 0 <= clusters <= len(largest):
            return None
        return clusters, int(largest[:clusters].sum())

    for hers, clusters in (((0, 0), number), ((max(least, 1), most), number - 1)):
        beside = rest(clusters)
        if beside is None or hers[0] > hers[1] or (hers == (0, 0) and least):
            continue
        if hers[0] + beside[0] <= cases <= hers[1] + beside[1]:
            return True
    return False
