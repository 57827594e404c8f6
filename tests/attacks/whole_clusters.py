"""Attack: an error that is too large for any way to lay cases but those that fill a cluster.

Of one stratum, where all weigh the same, the error follows from how many cases are in each cluster.
The greatest that it can be with somebody of a cluster who is none is found cluster by cluster; if
the released one is larger, all of the cluster are cases.
"""

from collections.abc import Iterator

import numpy as np

from tests.attacks.claims import Claim, Person
from tests.attacks.clusters_short import clusters_of
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import in_each_release, off_by
from tests.attacks.reading import Release
from tests.attacks.truth import YES

LEAST = 2
"""Persons of a cluster that is asked of."""


def whole_clusters(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases, as everybody of their cluster is."""
    return in_each_release(evidence, _named)


def _named(release: Release, public: Public) -> Iterator[Claim]:
    for figure in release.shares.values():
        inside = np.flatnonzero(public.inside(figure.group))
        if figure.is_hidden or figure.unknown != 0 or figure.n != len(inside):
            continue
        if figure.se is None or not figure.n_cases or np.ptp(public.weight[inside]):
            continue
        names = np.unique(clusters_of(public.columns)[inside], return_inverse=True)[1]
        sizes = np.bincount(names)
        least = figure.se - off_by(figure)
        for size in np.unique(sizes[sizes >= LEAST]):
            most = sizes.copy()
            most[np.flatnonzero(sizes == size)[0]] -= 1
            if _greatest_error(sizes, most, figure.n_cases) < least:
                for row in inside[sizes[names] == size]:
                    yield Person(int(row), figure.name, YES, "all of her cluster, by the error")


def _greatest_error(sizes: np.ndarray, most: np.ndarray, cases: int) -> float:
    """The greatest error of a share with so many cases, at most so many in each cluster."""
    n, k = sizes.sum(), len(sizes)
    best = np.full(cases + 1, -np.inf)
    best[0] = 0.0
    for size, at_most in zip(sizes.tolist(), most.tolist(), strict=True):
        after = np.full(cases + 1, -np.inf)
        for own in range(min(at_most, cases) + 1):
            square = (own - cases / n * size) ** 2
            after[own:] = np.maximum(after[own:], best[: cases + 1 - own] + square)
        best = after
    return float(np.sqrt(max(best[cases], 0.0) * k / (k - 1)) / n)
