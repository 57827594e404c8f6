"""Draws of partitions of records into persons, from odds of pairs.

Odds of pairs do not make a distribution over partitions: if a is b and b is c, then a is c,
whatever the third pair says. Here a partition has the weight of its clusters, multiplied, and a
cluster the weight of building it up: the two parts that are most alike are joined first, and each
joining counts with the mean of the log odds between the two parts (average linkage). So

* a cluster of two weighs its odds: a pair apart from all others is joined with its own probability;
* evidence is counted once for each joining, not once for each pair, of which there are more;
* a record that is like one member of a cluster and unlike another is judged by both.

Records of one list on which nobody stands twice are never joined. Partitions are drawn by Gibbs
sampling: record after record is taken out of its cluster and put into one of the clusters in which
some record may be of the same person, or alone.

The weight is a choice, right for pairs and an approximation for larger clusters; whether it serves
is shown by simulation in the tests.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

BURN_IN = 50
APART = 10
"""Sweeps before the first draw, and from one draw to the next."""
MOST_TOGETHER = 24
"""Records that a cluster may have."""
HOPELESS = -7.0
"""Log odds under which a pair joins nobody, about 1 in 1,100; within a cluster it still counts."""


@dataclass(frozen=True)
class PairedRecords:
    """Records, and the pairs of them that were compared, each once.

    Attributes
    ----------
    group : (n,) int64
        List of each record, from 0.
    once : (groups,) bool
        Lists on which nobody stands twice.
    left, right : (p,) int64
        The two records of each pair, which are not the same.
    """

    group: Integers
    once: npt.NDArray[np.bool_]
    left: Integers
    right: Integers


def draw_partitions(
    records: PairedRecords,
    log_odds: Callable[[np.random.Generator], Floats],
    draws: int,
    rng: np.random.Generator,
    *,
    log_odds_otherwise: float,
    burn_in: int = BURN_IN,
    apart: int = APART,
) -> Integers:
    """Draw partitions.

    Parameters
    ----------
    records : PairedRecords
    log_odds : called with rng once for each draw; gives (p,) float, natural logarithm
        Of each pair, that both are of one person.
    draws : int
    rng : numpy Generator
    log_odds_otherwise : float, natural logarithm
        Of pairs that were not compared; far below 0.
    burn_in, apart : int, sweeps

    Returns
    -------
    (draws, n) int64
        Cluster of each record: a number below n, the same for all of a cluster.
    """
    n = len(records.group)
    ends = np.concatenate([records.left, records.right])
    others = np.concatenate([records.right, records.left])
    order = np.lexsort((others, ends))
    start = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(ends, minlength=n), out=start[1:])
    label = np.arange(n, dtype=np.int64)
    found = np.empty((draws, n), dtype=np.int64)
    for draw in range(draws):
        odds = log_odds(rng)
        odds = np.concatenate([odds, odds])[order]
        moving = np.unique(np.concatenate([ends[order][odds >= HOPELESS], _together(label)]))
        for _ in range(burn_in if draw == 0 else apart):
            _sweep(
                label,
                rng.permutation(moving),
                rng.random(len(moving)),
                records.group,
                records.once,
                start,
                others[order],
                odds,
                log_odds_otherwise,
            )
        found[draw] = label
    return found


def _together(label: Integers) -> Integers:
    """Records that share their cluster with another: they may have to leave it."""
    return np.flatnonzero(np.bincount(label, minlength=len(label))[label] > 1)


@numba.njit(cache=True)
def _sweep(label, order, chance, group, once, start, neighbour, log_odds, otherwise):  # type: ignore[no-untyped-def]
    """Move every record once; `label` is changed in place."""
    n = len(label)
    head = np.full(n, -1, dtype=np.int64)
    after = np.full(n, -1, dtype=np.int64)
    size = np.zeros(n, dtype=np.int64)
    for i in range(n):
        after[i] = head[label[i]]
        head[label[i]] = i
        size[label[i]] += 1
    most = 0
    for i in range(n):
        most = max(most, start[i + 1] - start[i])
    cluster = np.empty(most + 1, dtype=np.int64)
    weight = np.empty(most + 1)

    for step in range(len(order)):
        i = order[step]
        own = label[i]
        _take_out(i, own, head, after, size)
        count = 0
        for e in range(start[i], start[i + 1]):
            if log_odds[e] < HOPELESS:
                continue
            c = label[neighbour[e]]
            if size[c] == 0 or size[c] == MOST_TOGETHER or np.any(cluster[:count] == c):
                continue
            if once[group[i]] and _has_group(head[c], after, group, group[i]):
                continue
            cluster[count] = c
            weight[count] = _gain(i, head[c], after, start, neighbour, log_odds, otherwise)
            count += 1
        place = _chosen(weight[:count], chance[step])
        if place >= 0:
            label[i] = cluster[place]
        else:
            label[i] = own if size[own] == 0 else _free(size)
        after[i] = head[label[i]]
        head[label[i]] = i
        size[label[i]] += 1


@numba.njit(cache=True)
def _chosen(weight, chance):  # type: ignore[no-untyped-def]
    """The place drawn by logarithms of weights beside the weight 1 of being alone, which is -1."""
    top = 0.0
    for place in range(len(weight)):
        top = max(top, weight[place])
    left = chance * (np.exp(weight - top).sum() + np.exp(-top))
    for place in range(len(weight)):
        left -= np.exp(weight[place] - top)
        if left < 0.0:
            return place
    return -1


@numba.njit(cache=True)
def _gain(i, member, after, start, neighbour, log_odds, otherwise):  # type: ignore[no-untyped-def]
    """What the logarithm of a cluster's weight gains by record i."""
    members = np.empty(MOST_TOGETHER, dtype=np.int64)
    k = 0
    while member >= 0:
        members[k] = member
        k += 1
        member = after[member]
    members[k] = i
    without = _weight(members[:k], start, neighbour, log_odds, otherwise)
    return _weight(members[: k + 1], start, neighbour, log_odds, otherwise) - without


@numba.njit(cache=True)
def _take_out(i, own, head, after, size):  # type: ignore[no-untyped-def]
    """Take a record out of the chain of its cluster."""
    size[own] -= 1
    if head[own] == i:
        head[own] = after[i]
        return
    before = head[own]
    while after[before] != i:
        before = after[before]
    after[before] = after[i]


@numba.njit(cache=True)
def _has_group(member, after, group, wanted):  # type: ignore[no-untyped-def]
    """Whether a cluster has a record of a list."""
    while member >= 0:
        if group[member] == wanted:
            return True
        member = after[member]
    return False


@numba.njit(cache=True)
def _weight(members, start, neighbour, log_odds, otherwise):  # type: ignore[no-untyped-def]
    """Logarithm of a cluster's weight: the sum of the mean links at which it is built up."""
    k = len(members)
    if k < 2:
        return 0.0
    link = _links(members, start, neighbour, log_odds, otherwise)
    if k == 2:
        return link[0, 1]
    size = np.ones(k)
    total = 0.0
    for _ in range(k - 1):
        first, second = _closest(link, size)
        total += link[first, second]
        for c in range(k):
            mean = size[first] * link[first, c] + size[second] * link[second, c]
            link[first, c] = mean / (size[first] + size[second])
            link[c, first] = link[first, c]
        size[first] += size[second]
        size[second] = 0.0
    return total


@numba.njit(cache=True)
def _links(members, start, neighbour, log_odds, otherwise):  # type: ignore[no-untyped-def]
    """Log odds between the members of a cluster."""
    k = len(members)
    link = np.full((k, k), otherwise)
    for a in range(k):
        first = start[members[a]]
        others = neighbour[first : start[members[a] + 1]]
        for b in range(k):
            place = np.searchsorted(others, members[b])
            if place < len(others) and others[place] == members[b]:
                link[a, b] = log_odds[first + place]
    return link


@numba.njit(cache=True)
def _closest(link, size):  # type: ignore[no-untyped-def]
    """The two parts that are most alike; a part that went into another has size 0."""
    first, second = -1, -1
    for a in range(len(size)):
        for b in range(a + 1, len(size)):
            there = size[a] > 0 and size[b] > 0
            if there and (first < 0 or link[a, b] > link[first, second]):
                first, second = a, b
    return first, second


@numba.njit(cache=True)
def _free(size):  # type: ignore[no-untyped-def]
    """The first number that no cluster has; there is one, for somebody was just taken out."""
    for c in range(len(size)):
        if size[c] == 0:
            return c
    return -1
