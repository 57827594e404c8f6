"""Attack: which sets of persons fit a whole row, value, error and clusters, as it is rounded?

A public-use file gives everybody's weight, cluster and groups, without answers. The reader knows
from the documentation how figures are rounded: a value to its `digits`, an error to at most a
quarter of itself, or a half where `digits` is more than a tenth of it. She goes through all sets
of as many persons as are cases, estimates what each would have given, and keeps those that the row
does not rule out. Whoever is in each of them is a case.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, combinations
from math import comb, floor, log10

import numpy as np

from tests.attacks.claims import Claim, Person, distinct
from tests.attacks.evidence import Evidence, Public
from tests.attacks.reading import Figure, Release
from tests.attacks.truth import YES

MOST_SETS = 100_000
SAME = 1e-9


def known_rows(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases, by all that is said of a group."""
    return in_each_release(evidence, lambda release, public: _named([release], [public]))


def in_each_release(
    evidence: Evidence, named: Callable[[Release, Public], Iterator[Claim]]
) -> list[Claim]:
    """What is claimed of each release by a reader who knows weights and clusters."""
    public = evidence.public
    if public is None or "cluster" not in public.columns:
        return []
    return distinct(
        claim
        for number, release in enumerate(evidence.releases)
        for claim in named(release, public.of_release(number))
    )


def rows_by_two_weights(evidence: Evidence) -> list[Claim]:
    """The same where two releases of the same persons were made with other weights."""
    if evidence.public is None or evidence.left:
        return []
    publics = [evidence.public.of_release(k) for k in range(len(evidence.releases))]
    return distinct(_named(evidence.releases, publics))


def _named(releases: Sequence[Release], publics: Sequence[Public]) -> Iterator[Claim]:
    """Persons in every set that fits the rows of a group in all of some releases."""
    for key, figure in releases[0].shares.items():
        figures = [release.shares[key] for release in releases if key in release.shares]
        if len(figures) < len(releases):
            continue
        inside = np.flatnonzero(publics[0].inside(figure.group))
        size = figure.n_cases or 0
        if any(one.is_hidden or one.unknown != 0 or one.n != len(inside) for one in figures):
            continue
        if not 0 < size < len(inside) or comb(len(inside), size) > MOST_SETS:
            continue
        for row in in_every_fitting_set(figures, inside, publics):
            how = f"all sets of {size} in {len(inside)} that fit its row"
            yield Person(int(inside[row]), figure.name, YES, how)


def in_every_fitting_set(
    figures: Sequence[Figure], inside: np.ndarray, publics: Sequence[Public]
) -> list[int]:
    """Places of those who are in every set that fits all rows; none where no set does."""
    sets = all_sets(len(inside), figures[0].n_cases or 0)
    for figure, public in zip(figures, publics, strict=True):
        sets = sets[fitting(sets, figure, inside, public)]
    if not len(sets):
        return []
    times = np.bincount(sets.ravel(), minlength=len(inside))
    return np.flatnonzero(times == len(sets)).tolist()


def fitting(sets: np.ndarray, figure: Figure, inside: np.ndarray, public: Public) -> np.ndarray:
    """(sets,) which of them the row of a figure does not rule out."""
    value, error, clusters = estimated(sets, inside, public)
    fits = np.abs(value - figure.value) <= (figure.digits or 0.0) / 2 + SAME * value
    if figure.se:
        fits &= np.abs(error - figure.se) <= off_by(figure) + SAME * error
    if figure.n_clusters_with_cases is not None:
        fits &= clusters == figure.n_clusters_with_cases
    return fits


def all_sets(persons: int, size: int) -> np.ndarray:
    """Every set of so many, one a row."""
    flat = chain.from_iterable(combinations(range(persons), size))
    return np.fromiter(flat, dtype=np.int64).reshape(-1, size)


def off_by(figure: Figure) -> float:
    """How far an error may be from the one that is released."""
    if not figure.digits or not figure.se:
        return 0.0
    share = 0.25 if figure.digits <= 0.1 * figure.se * (1 + SAME) else 0.5
    # An error just under the released one may have had the finer step, one over it the wider.
    most = figure.se * (1 + share / 2) * share
    power = 10.0 ** floor(log10(most))
    return max(one * power for one in (1, 2, 5) if one * power <= most) / 2


def estimated(
    sets: np.ndarray, inside: np.ndarray, public: Public
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Share, linearised error and clusters with a case if each set were the cases."""
    weight, everybody = public.weight[inside], public.weight[inside].sum()
    names, cluster = np.unique(public.columns["cluster"][inside], return_inverse=True)
    stratum = public.columns["stratum"]
    is_case = np.zeros((len(sets), len(inside)), dtype=bool)
    np.put_along_axis(is_case, sets, True, axis=1)
    share = (is_case * weight).sum(axis=1) / everybody
    scores = np.zeros((len(sets), len(names)))
    for k in range(len(names)):
        here = cluster == k
        scores[:, k] = ((is_case[:, here] - share[:, None]) * weight[here]).sum(axis=1) / everybody
    variance = np.zeros(len(sets))
    of_name = np.array([stratum[public.columns["cluster"] == name][0] for name in names])
    for one in np.unique(of_name):
        units = len(np.unique(public.columns["cluster"][stratum == one]))
        inner = scores[:, of_name == one]
        if units > 1:
            spread = (inner**2).sum(axis=1) - inner.sum(axis=1) ** 2 / units
            variance += units / (units - 1) * np.maximum(spread, 0.0)
    clusters = np.array([is_case[:, cluster == k].any(axis=1) for k in range(len(names))]).sum(
        axis=0
    )
    return share, np.sqrt(variance), clusters
