"""Sets of persons who could be the cases of a group, and what would be released of each.

The arithmetic of a proportion and its linearised error, for many sets at a time.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numba
import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.numerics.errors_of_sets import SquaredErrors, between_factor
from measure87.numerics.weighed_persons import WeighedPersons

MOST_PERSONS = 10
"""Cases up to which every row is audited."""
MOST = 12_000
"""Sets up to which all of them are looked at."""
MOST_OF_OTHERS = 6_000
"""Sets of the other cases up to which all are looked at for one who knows that she is a case."""
MOST_WITH_HERSELF = 250_000
"""And sets of all cases."""
DRAWN = (2_000, 20_000)
"""Sets that are drawn at random where there are more: first so many, then so many."""
EXTREMES = 20
"""Heaviest persons, and lightest ones, whom drawn sets must hold."""
SETS_OF_EACH = 100
"""Sets that are drawn for each of them."""
FEW = 10
"""Times as many sets as are drawn up to which one that is drawn again is left out. Of more, so few
are drawn twice that it does not count."""
_SEED = 87
_MOST_PLACES = 4_000_000
"""Places in all drawn sets of many persons together."""


@lru_cache(maxsize=256)
def sets_of(persons: int, size: int, drawn: int) -> IntArray:
    """Sets of `size` of so many persons, (m, size): all if they are few, else some at random.

    The same for the same numbers: they depend on nothing that is secret. Persons of a set are in
    any order.
    """
    if comb(persons, size) <= MOST:
        return every_choice(persons, size)
    rng = np.random.default_rng([_SEED, persons, size])
    found = by_lots(rng.random((min(drawn, _MOST_PLACES // size), size)), persons)
    return each_once(found) if comb(persons, size) <= FEW * drawn else found


@lru_cache(maxsize=4)
def every_set(persons: int, size: int) -> IntArray:
    """All sets of `size` of so many persons, (m, size), though they may be more than `MOST`."""
    return every_choice(persons, size)


def has_few_beside_herself(persons: int, size: int) -> bool:
    """Whether whoever knows that she is a case has so few sets of others that all are tried.

    >>> has_few_beside_herself(60, 3), has_few_beside_herself(60, 5)
    (True, False)
    """
    of_others = comb(persons - 1, size - 1)
    return of_others <= MOST_OF_OTHERS and comb(persons, size) <= MOST_WITH_HERSELF


def every_choice(persons: int, size: int) -> IntArray:
    """All sets of `size` of so many persons, (m, size), in the order of their numbers.

    >>> every_choice(3, 2).tolist(), every_choice(2, 0).shape, every_choice(1, 2).shape
    ([[0, 1], [0, 2], [1, 2]], (1, 0), (0, 2))
    """
    return _every(persons, np.zeros((comb(persons, size), size), dtype=np.int64))


@numba.njit(cache=True)
def _every(persons: int, sets: IntArray) -> IntArray:
    """Fill (m, size) with them: the next raises the last that can be, and counts on from there."""
    number, size = sets.shape
    for m in range(number):
        if m == 0:
            sets[0] = np.arange(size)
            continue
        at = size - 1
        while sets[m - 1, at] == persons - size + at:
            at -= 1
        for j in range(size):
            sets[m, j] = sets[m - 1, j] if j < at else sets[m - 1, at] + 1 + j - at
    return sets


def each_once(sets: IntArray) -> IntArray:
    """Sets (m, size) of persons in any order, the first of all that are the same.

    Two count as the same by the sum of a random number of 64 bits for each person, which
    different sets share by a chance of about 1e-19.

    >>> each_once(np.array([[3, 7], [7, 3], [1, 3], [3, 7]])).tolist()
    [[3, 7], [1, 3]]
    """
    if not sets.size:
        return sets[:1]
    rng = np.random.default_rng(_SEED)
    lots = rng.integers(0, 2**64 - 1, int(sets.max()) + 1, dtype=np.uint64, endpoint=True)
    _, first = np.unique(lots[sets].sum(axis=1), return_index=True)
    return sets[np.sort(first)]


@numba.njit(cache=True)
def by_lots(lots: FloatArray, persons: int) -> IntArray:
    """Sets of so many persons, (m, size) in any order, by lots from 0 to 1 not put back."""
    found = np.empty(lots.shape, dtype=np.int64)
    order = np.arange(persons)
    for m in range(lots.shape[0]):
        for j in range(lots.shape[1]):
            at = j + int(lots[m, j] * (persons - j))
            order[j], order[at] = order[at], order[j]
            found[m, j] = order[j]
    return found


def only_sets(rows: IntArray) -> BoolArray:
    """(m,) which rows of persons, (m, size), have nobody twice; sorts each, in place.

    >>> only_sets(np.array([[2, 1], [3, 3]])).tolist()
    [True, False]
    """
    return _are_sets(rows)


@numba.njit(cache=True)
def _are_sets(rows: IntArray) -> BoolArray:
    """(m,) whether all of a row are different; sorts each, in place."""
    found = np.ones(rows.shape[0], dtype=np.bool_)
    for m in range(rows.shape[0]):
        for j in range(1, rows.shape[1]):
            one, i = rows[m, j], j
            while i > 0 and rows[m, i - 1] > one:
                rows[m, i] = rows[m, i - 1]
                i -= 1
            rows[m, i] = one
        for j in range(1, rows.shape[1]):
            found[m] &= rows[m, j] != rows[m, j - 1]
    return found


def with_extremes(sets: IntArray, weight: FloatArray) -> tuple[IntArray, IntArray]:
    """Sets, and more of them that hold each of the heaviest and lightest persons; who these are.

    Random sets of some of many persons leave most out; whoever weighs most or least fits worst.
    """
    order = np.argsort(weight, kind="stable")
    extremes = np.unique(np.concatenate([order[:EXTREMES], order[-EXTREMES:]]))
    holding = np.repeat(extremes, SETS_OF_EACH)
    others = np.resize(sets, (len(holding), sets.shape[1])).copy()
    is_there = (others[:, 1:] == holding[:, None]).any(axis=1)
    others[:, 0] = holding
    return each_once(np.concatenate([sets, others[~is_there]])), extremes


def is_all(persons: int, size: int) -> bool:
    """Whether `sets_of` gives all sets there are."""
    return comb(persons, size) <= MOST


@dataclass(frozen=True)
class SetRows:
    """What would be estimated if a set were the cases: (m,) each.

    value, error : share of all persons, and its linearised error
    total_error : error of the weighted number of cases, in persons
    clusters : how many clusters have a case
    total_error_of_rest, clusters_of_rest : the last two if all but the set were the cases
    told_clusters : of the clusters with a case what is told: their number, or by a flag that they
        are fewer than ten (-1), or nothing (-2)
    """

    value: FloatArray
    error: FloatArray
    total_error: FloatArray
    clusters: IntArray
    total_error_of_rest: FloatArray
    clusters_of_rest: IntArray
    told_clusters: FloatArray


def rows_of(persons: WeighedPersons, sets: IntArray, *, of_rest: bool = True) -> SetRows:
    """Value and errors of every set, (m, size), the persons being all who are known.

    With t_c the weight of the cases of cluster c, W_c that of its persons, W that of all and p
    the share, the variance of p is the sum over strata h of n_h clusters of

        n_h / (n_h - 1) / W^2 (sum_c (t_c - p W_c)^2 - (sum_c (t_c - p W_c))^2 / n_h),

    times the share of the stratum's clusters that are not in the sample, where only the first
    stage is corrected for a finite population; that of the total the same with p = 0 and W = 1.
    Strata of one cluster add nothing here; corrections of later stages are left out. Both are the
    same factor, or nearly, for all sets of a group. Where weights are benchmarked what residuals
    come to is added; where they have replicates the variance is theirs (`errors_of_sets`). Without
    `of_rest` the clusters of the rest are not counted, and are all.
    """
    weight, everybody = persons.weight, float(persons.weight.sum())
    of_cluster = np.bincount(persons.cluster, weight)
    stratum_of = np.zeros(len(of_cluster), dtype=np.int64)
    stratum_of[persons.cluster] = persons.stratum
    of_stratum = np.bincount(persons.stratum, weight, len(persons.units))
    units = np.maximum(persons.units, 1.0)
    factor = between_factor(persons.units, persons.unasked)
    h = persons.stratum
    beside = factor[h] * (of_cluster[persons.cluster] - of_stratum[h] / units[h])
    total, with_all, own, between, clusters = _sums(
        sets, weight, weight * beside, persons.cluster, h, factor, units
    )
    value = total / everybody
    of_all = (factor[stratum_of] * of_cluster**2).sum() - (factor * of_stratum**2 / units).sum()
    cases = own - between
    number = len(np.unique(persons.cluster))
    told = is_told(number, sets.shape[1], len(weight))
    squared = SquaredErrors(
        cases - 2 * value * with_all + value**2 * float(of_all),
        cases,
        float(of_all) - 2 * with_all + cases,
    )
    if persons.squares is not None:
        squared = persons.squares.of(sets, squared, cases + value**2 * float(of_all))
    if of_rest:
        of_others = number - _emptied(sets, persons.cluster, np.bincount(persons.cluster))
    else:
        of_others = np.full(len(sets), number)
    return SetRows(
        value,
        np.sqrt(np.maximum(squared.share, 0.0)) / everybody,
        np.sqrt(np.maximum(squared.total, 0.0)),
        clusters,
        np.sqrt(np.maximum(squared.total_of_rest, 0.0)),
        of_others,
        clusters.astype(float) if told else np.where(clusters < MOST_PERSONS, -1.0, -2.0),
    )


def is_told(clusters: int, cases: int, persons: int) -> bool:
    """Whether it is told in how many clusters there is a case: see `clusters_with_cases`.

    >>> is_told(30, 40, 200), is_told(30, 10, 200), is_told(200, 40, 200)
    (False, True, True)
    """
    return cases <= MOST_PERSONS or clusters == persons


@numba.njit(cache=True)
def _emptied(sets: IntArray, cluster: IntArray, sizes: IntArray) -> IntArray:
    """(m,) how many clusters have nobody but persons of a set; of sets (m, size), sizes by cluster.

    >>> clusters, sizes = np.array([0, 0, 1, 1, 1, 2]), np.array([2, 3, 1])
    >>> _emptied(np.array([[0, 1, 2], [0, 2, 5]]), clusters, sizes)
    array([1, 1])
    """
    found = np.zeros(sets.shape[0], dtype=np.int64)
    inside = np.zeros(len(sizes), dtype=np.int64)
    for m in range(sets.shape[0]):
        for j in range(sets.shape[1]):
            c = cluster[sets[m, j]]
            inside[c] += 1
            if inside[c] == sizes[c]:
                found[m] += 1
        for j in range(sets.shape[1]):
            inside[cluster[sets[m, j]]] = 0
    return found


_Sums = tuple[FloatArray, FloatArray, FloatArray, FloatArray, IntArray]
"""Of every set, (m,) each: the cases' weights, their products with everybody's sums, the squares of
their sums by cluster and by stratum, and the clusters with a case."""


@numba.njit(cache=True)
def _sums(
    sets: IntArray,
    weight: FloatArray,
    weight_beside: FloatArray,
    cluster: IntArray,
    stratum: IntArray,
    factor: FloatArray,
    units: FloatArray,
) -> _Sums:
    """By the sums of each cluster and stratum; `weight_beside` are weights times everybody's."""
    number, size = sets.shape
    total, with_all = np.zeros(number), np.zeros(number)
    own, between = np.zeros(number), np.zeros(number)
    clusters = np.zeros(number, dtype=np.int64)
    times = np.zeros(cluster.max() + 1, dtype=np.int64)
    of_cluster, of_stratum = np.zeros(len(times)), np.zeros(len(units))
    for m in range(number):
        for j in range(size):
            one = sets[m, j]
            total[m] += weight[one]
            with_all[m] += weight_beside[one]
            clusters[m] += times[cluster[one]] == 0
            times[cluster[one]] += 1
            of_cluster[cluster[one]] += weight[one]
            of_stratum[stratum[one]] += weight[one]
        for j in range(size):
            c, h = cluster[sets[m, j]], stratum[sets[m, j]]
            own[m] += factor[h] * of_cluster[c] ** 2
            between[m] += factor[h] / units[h] * of_stratum[h] ** 2
            of_cluster[c] = of_stratum[h] = 0.0
            times[c] = 0
    return total, with_all, own, between, clusters
