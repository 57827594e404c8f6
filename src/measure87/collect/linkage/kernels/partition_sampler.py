"""Draws of partitions of records into persons, from what each pair of records says.

Odds of pairs do not make a distribution over partitions: if a is b and b is c, then a is c,
whatever the third pair says; and three pairs are not three times the evidence. Here a partition has
the weight of its clusters, multiplied. A cluster of k records weighs k - 1 times the odds that any
two records are of one person, and for each field the mean, over all trees that join its records,
of the product of the ratios along the tree (records without the field stand aside). So

* a cluster of two weighs its odds: a pair apart from all others is joined with its own probability;
* evidence is counted once for each joining, not once for each pair, of which there are more;
* each field is judged by the records that have it: where b has the name of a and the date of c,
  that a and c agree in neither says nothing more.

A tree is how a cluster may have come about if each record was copied from another, and each tree
by itself is a likelihood; which it was is not known. For a field that is right or wrong in each
record independently the mean is near what it should be: all alike, k - 1 agreements; one wrong,
one disagreement.

Records of one list on which nobody stands twice are never joined. Partitions are drawn by Gibbs
sampling: record after record is taken out of its cluster and put into one of the clusters in which
some record may be of the same person, or alone.

Source: trees for dependence as in Chow & Liu (1968), IEEE Transactions on Information Theory 14(3),
462-467, and their mean as in Meila & Jordan (2000), Learning with mixtures of trees, JMLR 1, 1-48
(both unseen); sums over trees by Kirchhoff's theorem.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numba
import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray, IntArray

BURN_IN = 50
APART = 12
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
    known : (p, f) bool
        Fields that both records of each pair have.
    """

    group: IntArray
    once: BoolArray
    left: IntArray
    right: IntArray
    known: BoolArray


@dataclass(frozen=True)
class Evidence:
    """What the pairs say, all natural logarithms.

    Attributes
    ----------
    ratio : (p, f) float
        Of each field of each pair, how much likelier its agreement is in one person than in two;
        0 where it is not known. -inf in the first field: never of one person.
    odds : float
        That any two records are of one person, before anything is compared.
    otherwise : (f,) float
        Ratios of pairs that were not compared.
    """

    ratio: FloatArray
    odds: float
    otherwise: FloatArray


def draw_partitions(
    records: PairedRecords,
    evidence: Callable[[np.random.Generator], Evidence],
    draws: int,
    rng: np.random.Generator,
    *,
    burn_in: int = BURN_IN,
    apart: int = APART,
) -> IntArray:
    """Draw partitions.

    Parameters
    ----------
    records : PairedRecords
    evidence : called with rng once for each draw
    draws : int
    rng : numpy Generator
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
    known = np.concatenate([records.known, records.known])[order]
    label = np.arange(n, dtype=np.int64)
    found = np.empty((draws, n), dtype=np.int64)
    for draw in range(draws):
        told = evidence(rng)
        ratio = np.concatenate([told.ratio, told.ratio])[order]
        hopeful = told.odds + ratio.sum(axis=1) >= HOPELESS
        pairs = (start, others[order], ratio, known, told.odds, told.otherwise)
        moving = np.unique(np.concatenate([ends[order][hopeful], _together(label)]))
        for _ in range(burn_in if draw == 0 else apart):
            _sweep(
                label,
                rng.permutation(moving),
                rng.random(len(moving)),
                records.group,
                records.once,
                hopeful,
                pairs,
            )
        found[draw] = label
    return found


def _together(label: IntArray) -> IntArray:
    """Records that share their cluster with another: they may have to leave it."""
    return np.flatnonzero(np.bincount(label, minlength=len(label))[label] > 1)


@numba.njit(cache=True)
def _sweep(label, order, chance, group, once, hopeful, pairs):  # type: ignore[no-untyped-def]
    """Move every record once; `label` is changed in place."""
    start, neighbour = pairs[0], pairs[1]
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
            if not hopeful[e]:
                continue
            c = label[neighbour[e]]
            if size[c] == 0 or size[c] == MOST_TOGETHER or np.any(cluster[:count] == c):
                continue
            if once[group[i]] and _has_group(head[c], after, group, group[i]):
                continue
            cluster[count] = c
            weight[count] = _gain(i, head[c], after, pairs)
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
def _gain(i, member, after, pairs):  # type: ignore[no-untyped-def]
    """What the logarithm of a cluster's weight gains by record i."""
    members = np.empty(MOST_TOGETHER, dtype=np.int64)
    k = 0
    while member >= 0:
        members[k] = member
        k += 1
        member = after[member]
    members[k] = i
    return _weight(members[: k + 1], pairs) - _weight(members[:k], pairs)


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
def _weight(members, pairs):  # type: ignore[no-untyped-def]
    """Logarithm of a cluster's weight: odds of each joining, and the mean tree of each field."""
    k = len(members)
    if k < 2:
        return 0.0
    start, neighbour, ratio, known, odds, otherwise = pairs
    place = _places(members, start, neighbour)
    for e in range(len(place)):
        if place[e] >= 0 and ratio[place[e], 0] == -np.inf:
            return -np.inf
    total = (k - 1) * odds
    link = np.zeros((k, k))
    for field in range(len(otherwise)):
        if k == 2:
            value = _link(place[0], field, ratio, known, otherwise)
            total += 0.0 if np.isnan(value) else value
            continue
        e = 0
        for a in range(k):
            for b in range(a + 1, k):
                link[a, b] = link[b, a] = _link(place[e], field, ratio, known, otherwise)
                e += 1
        total += _mean_tree(link)
    return total


@numba.njit(cache=True)
def _link(place, field, ratio, known, otherwise):  # type: ignore[no-untyped-def]
    """Ratio of a field of a pair; nan where it is not known."""
    if place < 0:
        return otherwise[field]
    return ratio[place, field] if known[place, field] else np.nan


@numba.njit(cache=True)
def _mean_tree(link):  # type: ignore[no-untyped-def]
    """Logarithm of the mean over trees of the product of exp(link); link is changed.

    A record all of whose links are nan stands aside; other nan are 0. Records are taken out one
    after the other, their links going to pairs of the others: no difference is ever taken.
    """
    inside = _with_a_link(link)
    k = len(inside)
    if k < 2:
        return 0.0
    link[:, :] = np.where(np.isnan(link), 0.0, link)
    top = np.max(link)
    total = (k - 1) * top - (k - 2) * np.log(k)
    link[:, :] = np.exp(link - top)
    for gone in range(k - 1):
        a, others = inside[gone], inside[gone + 1 :]
        whole = 0.0
        for b in others:
            whole += link[a, b]
        total += np.log(whole)
        for b in others:
            for c in others:
                link[b, c] += link[a, b] * link[a, c] / whole
    return total


@numba.njit(cache=True)
def _with_a_link(link):  # type: ignore[no-untyped-def]
    """Records with a link that is not nan; what stands on the diagonal is not read."""
    k = len(link)
    found = np.empty(k, dtype=np.int64)
    count = 0
    for a in range(k):
        for b in range(k):
            if a != b and not np.isnan(link[a, b]):
                found[count] = a
                count += 1
                break
    return found[:count]


@numba.njit(cache=True)
def _places(members, start, neighbour):  # type: ignore[no-untyped-def]
    """Where the pairs of members stand, (0, 1), (0, 2), ..., (1, 2), ...; -1 for none."""
    k = len(members)
    found = np.full(k * (k - 1) // 2, -1, dtype=np.int64)
    e = 0
    for a in range(k):
        first = start[members[a]]
        others = neighbour[first : start[members[a] + 1]]
        for b in range(a + 1, k):
            at = np.searchsorted(others, members[b])
            if at < len(others) and others[at] == members[b]:
                found[e] = first + at
            e += 1
    return found


@numba.njit(cache=True)
def _free(size):  # type: ignore[no-untyped-def]
    """The first number that no cluster has; there is one, for somebody was just taken out."""
    for c in range(len(size)):
        if size[c] == 0:
            return c
    return -1
