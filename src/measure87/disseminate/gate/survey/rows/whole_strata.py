"""Whether a row of many cases tells that everybody of a stratum, or of a cluster, in it is one.

A stratum in which all of a group's persons are cases, or none is, adds hardly anything to its
error. So an error that is small for its share says that cases lie in whole strata, and who knows
the strata (brick kilns, camps) knows who they are. So it is with the classes of a benchmark, whose
residuals make the error, and with those who weigh the same in all replicates. Of up to ten cases
all sets are tried; of more, it is asked here whether the row would be another if one of such a
stratum were none. Where errors are made of residuals or replicates it is asked of each case, if
they are not too many.

Of clusters the error tells the other way: one that is large for its share says that cases lie in
few of them, and all of a camp may be cases in all ways to lay them that have so large a one.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from measure87.disseminate.gate.survey.precision.steps import FINEST, Rung
from measure87.disseminate.gate.survey.rows.possible_sets import by_lots, rows_of
from measure87.disseminate.gate.survey.rows.row_audit import Weighing, have_its_row
from measure87.numerics.arrays import BoolArray, IntArray
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.status import UNKNOWN, YES

_TRIES = 8
"""Others with whom all cases who are asked of are exchanged, before it is asked one by one."""
_CLUSTERS = 10
"""Clusters of cases alone that are asked of."""
_FIRST, _OTHERS = 16, 500
"""Persons who are none with whom one of the stratum is exchanged, first and in all; by lot."""
_DRAWN, _MOST = 2_000, 20
"""Sets in which more are exchanged, where none with one has the row; and the most that are."""
_AT_ONCE = 100
"""Sets of these whose rows are made before it is looked whether one is the group's."""
_ALL = 100
"""Cases up to which all are asked of where errors are made of residuals or replicates."""
_SEED = 87


def has_whole_strata(persons: WeighedPersons) -> bool:
    """Whether some cases of a group are to be asked of, and somebody of the group is none."""
    is_case = persons.status == YES
    return not is_case.all() and bool(_in_whole_parts(persons, is_case).any())


def has_whole_clusters(weighing: Weighing) -> bool:
    """Whether some are for their clusters: an exchange with one of a few others has another row.

    Where answers are unknown it is not tried, as they may count as none or not at all.
    """
    persons = weighing.persons
    is_case = persons.status == YES
    left = np.flatnonzero(_in_whole_clusters(persons, is_case))
    if is_case.all() or (persons.status == UNKNOWN).any():
        return bool(len(left)) and not is_case.all()
    others = np.random.default_rng(_SEED).permutation(np.flatnonzero(~is_case))
    return bool(len(_not_exchanged((weighing,), left, others)))


def names_a_stratum(weighings: Sequence[Weighing], rung: Rung = FINEST) -> bool:
    """Whether a case who is asked of is in all sets that are found to have the row at a rung.

    `weighings` are those who are known, once for each row, as `row_audit.rung_of` has them.
    """
    persons = weighings[0].persons
    is_case = persons.status == YES
    asked = np.logical_or.reduce([_asked_of(one.persons, is_case) for one in weighings])
    cases, others = np.flatnonzero(is_case), np.flatnonzero(~is_case)
    if not len(others):
        return False
    rng = np.random.default_rng([_SEED, len(cases), len(others)])
    instead = rng.permutation(others)
    left = _not_exchanged(weighings, np.flatnonzero(asked), instead, rung)
    return any(
        not any(
            have_its_row(weighings, is_case, sets, rung).any()
            for sets in _without(one, persons, instead, rng)
        )
        for one in left.tolist()
    )


def has_an_error_of_none(weighings: Sequence[Weighing]) -> bool:
    """Whether an error by residuals or replicates is 0, as not all are that there could be.

    It says that of each class all are cases or nobody is.
    """
    return any(not one.row.error and _is_alone_without(one.persons) for one in weighings)


def _is_alone_without(persons: WeighedPersons) -> bool:
    """Whether the cases of a group have an error of 0, and others would have one."""
    own = np.flatnonzero(persons.status == YES)[None]
    if persons.errors is None or own.size in (0, len(persons.weight)):
        return False
    one_by_one = np.arange(len(persons.weight))[:, None]
    if rows_of(persons, own, of_rest=False).error[0] > 0.0:
        return False
    return bool((rows_of(persons, one_by_one, of_rest=False).error > 0.0).any())


def _asked_of(persons: WeighedPersons, is_case: BoolArray) -> BoolArray:
    """(n,) cases of strata, or clusters, that nobody of the group is in who is none; or all."""
    return _in_whole_parts(persons, is_case) | _in_whole_clusters(persons, is_case)


def _in_whole_parts(persons: WeighedPersons, is_case: BoolArray) -> BoolArray:
    """(n,) cases of strata that nobody of the group is in who is none; or all cases."""
    if persons.errors is None:
        part = persons.stratum
    elif is_case.sum() <= _ALL:
        return is_case
    else:
        pairs = np.stack([persons.stratum, persons.errors.part])
        part = np.unique(pairs, axis=1, return_inverse=True)[1].ravel()
    return np.asarray(~np.isin(part, part[~is_case]))


def _in_whole_clusters(persons: WeighedPersons, is_case: BoolArray) -> BoolArray:
    """(n,) one of each cluster of two of the group or more, all of whom are cases: the heaviest.

    The largest of these clusters: a case of a smaller one moves the error less.
    """
    cluster = persons.cluster
    size, cases = np.bincount(cluster), np.bincount(cluster, is_case)
    weight = np.where((size > 1) & (cases == size), np.bincount(cluster, persons.weight), 0.0)
    largest = np.argsort(-weight, kind="stable")[:_CLUSTERS]
    found = np.zeros(len(cluster), dtype=np.bool_)
    for one in largest[weight[largest] > 0.0]:
        inside = np.flatnonzero(cluster == one)
        found[inside[np.argmax(persons.weight[inside])]] = True
    return found


def _not_exchanged(
    weighings: Sequence[Weighing], some: IntArray, others: IntArray, rung: Rung = FINEST
) -> IntArray:
    """Those of some cases for whom none of a few others can stand, so that the row stays.

    The others who weigh most nearly the same, in the order that they have.
    """
    weight, is_case = weighings[0].persons.weight, weighings[0].persons.status == YES
    cases, left = np.flatnonzero(is_case), some
    for k in range(min(_TRIES, len(others))):
        if not len(left):
            break
        away = np.abs(weight[others] - weight[left][:, None])
        other = others[np.argsort(away, axis=1, kind="stable")[:, k]]
        sets = np.repeat(cases[None], len(left), axis=0)
        sets = np.where(sets == left[:, None], other[:, None], sets)
        left = left[~have_its_row(weighings, is_case, sets, rung)]
    return left


def _without(
    one: int, persons: WeighedPersons, others: IntArray, rng: np.random.Generator
) -> Iterator[IntArray]:
    """Sets without one of the cases: first a few with another instead, which mostly do."""
    cases = np.flatnonzero(persons.status == YES)
    yield _with_one_for(one, cases, others[:_FIRST])
    yield _laid_together(one, persons, cases, others)
    yield _with_one_for(one, cases, others[_FIRST:_OTHERS])
    yield from _with_more_for(one, cases, others, rng)


def _laid_together(
    one: int, persons: WeighedPersons, cases: IntArray, others: IntArray
) -> IntArray:
    """Sets in which others instead of her and of some who lie apart are where cases are many.

    So the error stays as large as it can without her.
    """
    cluster = persons.cluster
    beside = np.bincount(cluster, persons.status == YES)[cluster]
    size = np.bincount(cluster)[cluster]
    apart = cases[cases != one]
    apart = apart[np.argsort(beside[apart], kind="stable")]
    found = []
    for most in (beside, size, size - beside):
        near = others[np.lexsort((cluster[others], most[others]))[::-1]]
        found += [
            np.concatenate([apart[more:], near[: more + 1]])
            for more in range(min(len(apart), len(near) - 1, _MOST))
        ]
    return np.array(found, dtype=np.int64).reshape(-1, len(cases))


def _with_one_for(one: int, cases: IntArray, others: IntArray) -> IntArray:
    """Sets that have somebody else instead of one of the cases."""
    sets = np.repeat(cases[cases != one][None], len(others), axis=0)
    return np.concatenate([sets, others[:, None]], axis=1)


def _with_more_for(
    one: int, cases: IntArray, others: IntArray, rng: np.random.Generator
) -> Iterator[IntArray]:
    """Sets that have others instead of her and some more; none where nobody else could be one."""
    left = np.flatnonzero(cases != one)
    most = min(len(left), len(others) - 1, _MOST - 1)
    if most < 1:
        return
    number = rng.integers(1, most + 1, _DRAWN)
    goes = left[by_lots(rng.random((_DRAWN, most)), len(left))]
    comes = others[by_lots(rng.random((_DRAWN, most + 1)), len(others))]
    for start in range(0, _DRAWN, _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        yield _exchanged(one, cases, goes[some], comes[some], number[some])


def _exchanged(
    one: int, cases: IntArray, goes: IntArray, comes: IntArray, number: IntArray
) -> IntArray:
    """Cases with others instead of her, and of the first so many of those who go.

    Parameters
    ----------
    one, cases : (size,) int
        She, and all cases.
    goes : (m, most) int
        For each set some of them, by place among the cases.
    comes : (m, most + 1) int
        For each set others; the first comes for her.
    number : (m,) int
        How many of those who go do.
    """
    sets = np.where(cases == one, comes[:, :1], cases)
    which, of = np.nonzero(np.arange(goes.shape[1]) < number[:, None])
    sets[which, goes[which, of]] = comes[which, 1 + of]
    return sets
