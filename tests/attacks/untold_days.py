"""Attack: who is a case and did not tell her days, by what a stock is short of its measure?

A stock (`forced_labour_adults_stock`) leaves out of its respondents the cases whose days are not
known. Whoever is left out is so known to be a case. A public-use file gives everybody's weight,
cluster and groups, without answers: a cluster that the measure has and its stock has not holds
nobody of the group but such cases, and how much less the respondents of the stock weigh, or how far
apart its bounds are, is what these cases weigh.
"""

from collections.abc import Iterator
from itertools import combinations
from math import comb, floor, log10

import numpy as np

from tests.attacks.claims import FEW, Claim, Person
from tests.attacks.clusters_short import clusters_of
from tests.attacks.evidence import Evidence, Public
from tests.attacks.known_rows import in_each_release
from tests.attacks.outweighed import needed
from tests.attacks.reading import Figure, Release
from tests.attacks.truth import YES

STOCK = "_stock"
MOST_SETS = 3_000_000
SAME = 1e-9


def untold_days(evidence: Evidence) -> list[Claim]:
    """Single persons who are cases, by what their stock leaves out."""
    return in_each_release(evidence, _named)


def _named(release: Release, public: Public) -> Iterator[Claim]:
    for stock in release.figures:
        flow = release.shares.get((stock.name.removesuffix(STOCK), stock.group))
        if stock.statistic != "mean" or flow is None or stock.is_hidden or flow.is_hidden:
            continue
        rows = np.flatnonzero(public.inside(stock.group))
        if flow.unknown != 0 or flow.n != len(rows):
            continue
        for place, how in (
            *_by_clusters(stock, flow, rows, public),
            *_by_weights(stock, flow, public.weight[rows]),
        ):
            yield Person(int(rows[place]), flow.name, YES, how)


def _left_out(stock: Figure, flow: Figure) -> int | None:
    """How many cases did not tell; None where that is kept back."""
    if stock.hides_unknown or stock.n is None or flow.n is None:
        return None
    return flow.n - stock.n


def _by_clusters(
    stock: Figure, flow: Figure, rows: np.ndarray, public: Public
) -> Iterator[tuple[int, str]]:
    """Places of persons without whose cluster so few others could fill those that are missing."""
    if stock.n_clusters is None:
        return
    names, of_row, sizes = np.unique(
        clusters_of(public.columns)[rows], return_inverse=True, return_counts=True
    )
    missing = len(names) - stock.n_clusters
    left = _left_out(stock, flow)
    most = max(FEW) if left is None else left
    if missing <= 0 or not 0 < np.sort(sizes)[:missing].sum() <= most:
        return
    for k in range(len(names)):
        without = np.sort(np.delete(sizes, k))[:missing]
        if len(without) < missing or without.sum() > most:
            for place in np.flatnonzero(of_row == k):
                yield int(place), f"{missing} of {len(names)} clusters are not among its own"


def _by_weights(stock: Figure, flow: Figure, weight: np.ndarray) -> Iterator[tuple[int, str]]:
    """Places of persons who are in each set of so many with the weight that is left out."""
    left = _left_out(stock, flow)
    if not left or left >= len(weight):
        return
    everybody = weight.sum()
    low, high = 0.0, everybody
    if stock.value_if_yes is not None and stock.value_if_no is not None:
        # Days are between none and all of the period; both distances are rounded up.
        apart = stock.value_if_yes - stock.value_if_no
        low = max((apart - 2 * (stock.digits or 0.0)) * everybody, low)
    if stock.weighted_n is not None:
        half = _step(everybody * (stock.digits or 0.0)) / 2
        low = max(everybody - stock.weighted_n - half, low)
        high = min(everybody - stock.weighted_n + half, high)
    how = f"{left} others do not weigh {low:.0f} to {high:.0f}"
    found = {*needed(weight, left, low / everybody)}
    if comb(len(weight), left) <= MOST_SETS:
        found |= {*_in_every_set(weight, left, low, high)}
    yield from ((place, how) for place in sorted(found))


def _in_every_set(weight: np.ndarray, size: int, low: float, high: float) -> list[int]:
    sets = np.array([*combinations(range(len(weight)), size)])
    sums = weight[sets].sum(axis=1)
    near = SAME * weight.sum()
    sets = sets[(sums >= low - near) & (sums <= high + near)]
    times = np.bincount(sets.ravel(), minlength=len(weight))
    return np.flatnonzero(times == len(sets)).tolist() if len(sets) else []


def _step(most: float) -> float:
    """The greatest of 1, 2 or 5 times a power of ten up to a number."""
    if most <= 0:
        return 0.0
    power = 10.0 ** floor(log10(most))
    return max(one * power for one in (1, 2, 5) if one * power <= most * (1 + SAME))
