"""Attack: a figure rests on fewer clusters than have somebody of its group.

A public-use file gives everybody's cluster and groups, without answers. Where unknown answers are
left out of the persons that a figure is taken of, a cluster in which nobody of the group answered
is none of its clusters. Few gave no answer, so it is one that has few of the group.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from tests.attacks.claims import FEW, Claim, Count, Person, distinct
from tests.attacks.evidence import Evidence, Public
from tests.attacks.reading import Figure
from tests.attacks.truth import UNSURE

FEW_DEGREES = "few-degrees-of-freedom"
FEWEST_DEGREES = 8.0
"""Degrees of freedom from which on the flag is not there."""


def clusters_short(evidence: Evidence) -> list[Claim]:
    """Single persons who gave no answer, and how many there are where that is kept back."""
    public = evidence.public
    if public is None or "cluster" not in public.columns:
        return []
    return distinct(claim for figure in evidence.figures for claim in _told(figure, public))


def clusters_of(columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """(n,) number of each person's cluster; what bears one name in two strata is two."""
    stratum, cluster = columns.get("stratum", columns["cluster"] * 0), columns["cluster"]
    return np.unique(np.stack([stratum, cluster]), axis=1, return_inverse=True)[1].ravel()


def _told(figure: Figure, public: Public) -> Iterator[Claim]:
    if figure.is_hidden or not figure.leaves_out or figure.n_clusters is None:
        return
    rows = np.flatnonzero(public.inside(figure.group))
    names, of_row, sizes = np.unique(
        clusters_of(public.columns)[rows], return_inverse=True, return_counts=True
    )
    missing = len(names) - figure.n_clusters
    if not missing and FEW_DEGREES in figure.flags and (figure.df or 0.0) >= FEWEST_DEGREES:
        missing = 1  # at least
    # Where their number is kept back though the figure is shown it is mostly one or two.
    most = max(FEW) if figure.unknown is None else figure.unknown
    least = int(np.sort(sizes)[:missing].sum()) if missing > 0 else 0
    if not 0 < least <= most:
        return
    how = f"{missing} of {len(names)} clusters are not among its own"
    if figure.unknown is None and least == most:
        yield Count("unknown", figure.name, figure.group, most, how)
    for k in range(len(names)):
        without = np.sort(np.delete(sizes, k))[:missing]
        if len(without) < missing or without.sum() > most:
            for row in rows[of_row == k]:
                yield Person(int(row), figure.name, UNSURE, how)


def answered_in_one(evidence: Evidence) -> set[int]:
    """Rows of persons who gave no answer, as a share without an error says.

    It has none where those who answered are of one cluster, of several in one stratum; they are
    those of the only one that has as many.
    """
    public = evidence.public
    if public is None:
        return set()
    clusters = clusters_of(public.columns)
    found: set[int] = set()
    for figure in evidence.figures:
        value, answered = figure.value, figure.answered
        if figure.statistic != "proportion" or not figure.leaves_out or figure.se is not None:
            continue
        if value is None or answered is None or not 0 < value < 1:
            continue
        rows = np.flatnonzero(public.inside(figure.group))
        names, of_row, sizes = np.unique(clusters[rows], return_inverse=True, return_counts=True)
        fits = np.flatnonzero(sizes >= answered)
        if len(names) > 1 and len(fits) == 1:
            found |= {*rows[of_row != fits[0]].tolist()}
    return found
