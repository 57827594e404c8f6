"""Attack: as many clusters have a case as there are, or so few that the cases fill them.

A public-use file gives everybody's cluster and groups, without answers. Cases lie in as many
clusters as a row says; whoever must be one wherever they lie is one, and whoever cannot be is none.
"""

from collections.abc import Iterator

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
    return distinct(claim for figure in evidence.figures for claim in _told(figure, public))


def _told(figure: Figure, public: Public) -> Iterator[Claim]:
    rows = np.flatnonzero(public.inside(figure.group))
    number, cases = figure.n_clusters_with_cases, figure.n_cases
    if figure.is_hidden or not number or not cases or figure.asked != len(rows):
        return
    names = np.unique(clusters_of(public.columns)[rows], return_inverse=True)[1]
    sizes = np.bincount(names)
    how = f"{cases} cases in {number} of {len(sizes)} clusters"
    for size in np.unique(sizes):
        others = np.delete(sizes, np.flatnonzero(sizes == size)[0])
        for row in rows[sizes[names] == size]:
            if not _fits(others, cases, number, with_her=(0, size - 1)):
                yield Person(int(row), figure.name, YES, how)
            elif not figure.unknown and not _fits(others, cases, number, with_her=(1, size)):
                yield Person(int(row), figure.name, NO, how)


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
