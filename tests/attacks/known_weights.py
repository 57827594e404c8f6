"""Attack: whose weights add up to the weighted number of cases?

A public-use file gives everybody's weight and groups, without answers. A share times the weighted
number of persons, or a total, is the sum of the weights of the cases. Whoever is in each set of so
many persons that adds up to it is one of them.
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from tests.attacks.claims import Claim, Person, distinct
from tests.attacks.evidence import Evidence, Public
from tests.attacks.reading import Figure, Release
from tests.attacks.truth import UNSURE, YES, Group

MOST_SETS = 30_000_000
"""Sets of persons that are tried for one figure."""
SAME = 1e-10
"""Of the sum itself: rounding of a computer's arithmetic."""


def known_weights(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases, or gave no answer, by their weights."""
    public = evidence.public
    if public is None:
        return []
    return distinct(
        claim
        for number, release in enumerate(evidence.releases)
        for claim in _named(release, public.of_release(number))
    )


def _named(release: Release, public: Public) -> Iterator[Claim]:
    tried: set[tuple[str, Group, int]] = set()
    for figure in release.figures:
        inside = np.flatnonzero(public.inside(figure.group))
        for number, total, status in _sums(figure, public.weight[inside]):
            if (figure.name, figure.group, status) in tried:
                continue
            tried.add((figure.name, figure.group, status))
            for row in in_every_set(public.weight[inside], number, total):
                how = f"weights of {number} in {len(inside)} add up to {total:.6f}"
                yield Person(int(inside[row]), figure.name, status, how)


def _sums(figure: Figure, weights: np.ndarray) -> Iterator[tuple[int, float, int]]:
    """Numbers of persons with the sum of their weights, and what they answered."""
    if figure.is_hidden or figure.value is None or len(weights) != figure.asked:
        return
    base = 1.0 if figure.statistic == "total" else figure.weighted_n
    if base is None and not figure.leaves_out:
        base = float(weights.sum())
    if base is None or figure.statistic not in ("total", "proportion"):
        return
    if figure.n_cases and not (figure.leaves_out and figure.statistic == "total"):
        yield figure.n_cases, figure.value * base, YES
    if figure.unknown and figure.value_if_yes is not None and figure.value_if_no is not None:
        everybody = 1.0 if figure.statistic == "total" else float(weights.sum())
        yield figure.unknown, (figure.value_if_yes - figure.value_if_no) * everybody, UNSURE


def in_every_set(weights: np.ndarray, size: int, total: float) -> list[int]:
    """Places of those who are in every set of `size` weights that adds up to `total`; none if none.

    Three or four are found as two pairs, or a pair and one.
    """
    n = len(weights)
    if len(set(weights.tolist())) <= 2:
        return []  # so many sets that nobody is in all of them
    if size > 4 or size >= n or n**2 / 2 * (n if size == 3 else 1) > MOST_SETS:
        return []
    common: set[int] | None = None
    for found in _sets(weights, size, total):
        common = found if common is None else common & found
        if not common:
            return []
    return sorted(common or ())


def _sets(weights: np.ndarray, size: int, total: float) -> Iterator[set[int]]:
    near = SAME * abs(total) + 1e-12
    if size < 3:
        tuples = combinations(range(len(weights)), size)
        yield from (set(t) for t in tuples if abs(weights[list(t)].sum() - total) <= near)
        return
    first, second = np.triu_indices(len(weights), 1)
    pairs = weights[first] + weights[second]
    order = np.argsort(pairs)
    rest, of_rest = (
        (total - weights, np.arange(len(weights))[:, None])
        if size == 3
        else (total - pairs, np.stack([first, second], axis=1))
    )
    low = np.searchsorted(pairs[order], rest - near, "left")
    high = np.searchsorted(pairs[order], rest + near, "right")
    for k in np.flatnonzero(high > low):
        for place in order[low[k] : high[k]]:
            found = {*of_rest[k].tolist(), int(first[place]), int(second[place])}
            if len(found) == size:
                yield found
