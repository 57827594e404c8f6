"""An order of the lists that depends on the counts alone, not on names or on columns."""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby, permutations, product
from math import factorial, prod

import numpy as np

from measure87.numerics.arrays import IntArray

# Lists that no count tells apart are nearly always interchangeable; beyond this many orders
# of them the refined order is taken as it is.
_MOST_ORDERS = 5040


def canonical_order(
    counts: IntArray,
    n_lists: int,
    apart: Collection[tuple[int, int]] = (),
    suppressed: Mapping[int, tuple[int, int]] | None = None,
) -> tuple[int, ...]:
    """Places of the lists in their canonical order.

    Parameters
    ----------
    counts : (2**k - 1,) int64, persons
        Entry h - 1 belongs to history h (bit j: list j).
    n_lists : int
        k.
    apart : pairs of lists that share nobody
    suppressed : history to (lowest, highest)

    Returns
    -------
    tuple of int
        The list to put first, second, and so on. Tables that differ only in the order of their
        lists are brought to the same table.

    Notes
    -----
    Lists are coloured by their totals, then by what they share with lists of each colour, until
    nothing splits any more; orders that remain are all tried, and the smallest table wins.
    """
    histories = np.arange(1, 1 << n_lists, dtype=np.int64)
    shared = _shared(counts, histories, n_lists)
    colours = _refine(
        [
            (
                int(shared[j, j]),
                tuple(_sizes_on(counts, histories, n_lists, j)),
                sum(j in pair for pair in apart),
                sorted(
                    (bounds, history.bit_count())
                    for history, bounds in (suppressed or {}).items()
                    if history >> j & 1
                ),
            )
            for j in range(n_lists)
        ],
        shared,
    )
    places = sorted(range(n_lists), key=lambda j: colours[j])
    tied = [list(group) for _, group in groupby(places, key=lambda j: colours[j])]
    if prod(factorial(len(group)) for group in tied) > _MOST_ORDERS:
        return tuple(places)
    candidates = (
        tuple(j for group in choice for j in group)
        for choice in product(*(permutations(group) for group in tied))
    )
    return min(
        candidates, key=lambda order: _signature(order, counts, histories, apart, suppressed or {})
    )


def _shared(counts: IntArray, histories: IntArray, n_lists: int) -> IntArray:
    """(k, k) persons on both of two lists; the diagonal holds the totals."""
    on = ((histories[:, None] >> np.arange(n_lists)) & 1).astype(np.int64)
    return np.asarray((on * counts[:, None]).T @ on, dtype=np.int64)


def _sizes_on(counts: IntArray, histories: IntArray, n_lists: int, j: int) -> IntArray:
    """(k,) persons of list j by the number of lists they are on, 1 to k."""
    lengths = np.bitwise_count(histories)
    mine = (histories >> j) & 1 == 1
    return np.array([counts[mine & (lengths == m)].sum() for m in range(1, n_lists + 1)])


def _refine(colours: Sequence[object], shared: IntArray) -> list[int]:
    """Split colours by what lists share with lists of each colour, until nothing splits."""
    ranks = _ranks(colours)
    while True:
        finer = _ranks(
            [
                (
                    ranks[j],
                    sorted((ranks[m], int(shared[j, m])) for m in range(len(ranks)) if m != j),
                )
                for j in range(len(ranks))
            ]
        )
        if len(set(finer)) == len(set(ranks)):
            return finer
        ranks = finer


def _ranks(keys: Sequence[object]) -> list[int]:
    """Rank of each key among the different keys."""
    different: list[object] = []
    for key in sorted(keys):  # type: ignore[type-var]
        if not different or different[-1] != key:
            different.append(key)
    return [different.index(key) for key in keys]


def _signature(
    order: Sequence[int],
    counts: IntArray,
    histories: IntArray,
    apart: Collection[tuple[int, int]],
    suppressed: Mapping[int, tuple[int, int]],
) -> tuple[object, ...]:
    """The table as it stands in an order, for comparison."""
    place = {old: new for new, old in enumerate(order)}

    def moved(history: int) -> int:
        return sum(1 << place[j] for j in range(len(order)) if history >> j & 1)

    places = np.zeros_like(histories)
    for old, new in place.items():
        places |= ((histories >> old) & 1) << new
    table = np.zeros_like(counts)
    table[places - 1] = counts
    return (
        tuple(table.tolist()),
        sorted((min(place[i], place[j]), max(place[i], place[j])) for i, j in apart),
        sorted((moved(history), bounds) for history, bounds in suppressed.items()),
    )
