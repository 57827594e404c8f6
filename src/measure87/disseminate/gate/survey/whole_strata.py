"""Whether a row of many cases tells that everybody of a stratum in it is one.

A stratum in which all of a group's persons are cases, or none is, adds hardly anything to its
error. So an error that is small for its share says that cases lie in whole strata, and who knows
the strata (brick kilns, camps) knows who they are. Of up to ten cases all sets are tried; of more,
it is asked here whether the row would be another if one of such a stratum were none.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from measure87.disseminate.gate.survey.row_audit import Weighing, have_its_row
from measure87.numerics.arrays import BoolArray, IntArray
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.status import YES

_FIRST, _OTHERS = 16, 500
"""Persons who are none with whom one of the stratum is exchanged, first and in all; by lot."""
_DRAWN, _MOST = 2_000, 20
"""Sets in which more are exchanged, where none with one has the row; and the most that are."""
_SEED = 87


def has_whole_strata(persons: WeighedPersons) -> bool:
    """Whether everybody of a stratum in a group is a case, and somebody of the group is none."""
    is_case = persons.status == YES
    return bool(len(_whole(persons, is_case))) and not is_case.all()


def names_a_stratum(weighings: Sequence[Weighing]) -> bool:
    """Whether somebody of a stratum of cases alone is in all sets that are found to have the row.

    `weighings` are those who are known, once for each row, as `row_audit.rung_of` has them.
    """
    persons = weighings[0].persons
    is_case = persons.status == YES
    whole = np.isin(persons.stratum, _whole(persons, is_case))
    cases, others = np.flatnonzero(is_case), np.flatnonzero(~is_case)
    if not len(others):
        return False
    rng = np.random.default_rng([_SEED, len(cases), len(others)])
    instead = rng.permutation(others)
    return any(
        not any(
            have_its_row(weighings, is_case, sets).any()
            for sets in _without(one, cases, instead, rng)
        )
        for one in np.flatnonzero(whole).tolist()
    )


def _whole(persons: WeighedPersons, is_case: BoolArray) -> IntArray:
    """Strata that nobody of the group is in who is no case."""
    return np.setdiff1d(persons.stratum, persons.stratum[~is_case])


def _without(
    one: int, cases: IntArray, others: IntArray, rng: np.random.Generator
) -> Iterator[IntArray]:
    """Sets without one of the cases: first a few with another instead, which mostly do."""
    yield _with_one_for(one, cases, others[:_FIRST])
    yield _with_one_for(one, cases, others[_FIRST:_OTHERS])
    yield _with_more_for(one, cases, others, rng)


def _with_one_for(one: int, cases: IntArray, others: IntArray) -> IntArray:
    """Sets that have somebody else instead of one of the cases."""
    sets = np.repeat(cases[cases != one][None], len(others), axis=0)
    return np.concatenate([sets, others[:, None]], axis=1)


def _with_more_for(
    one: int, cases: IntArray, others: IntArray, rng: np.random.Generator
) -> IntArray:
    """Sets that have others instead of her and some more; none where nobody else could be one."""
    left = cases[cases != one]
    most = min(len(left), len(others) - 1, _MOST - 1)
    if most < 1:
        return np.zeros((0, len(cases)), dtype=np.int64)
    sets = np.repeat(cases[None], _DRAWN, axis=0)
    for row in sets:
        number = int(rng.integers(1, most + 1))
        stay = rng.choice(left, len(left) - number, replace=False)
        row[: len(stay)] = stay
        row[len(stay) :] = rng.choice(others, number + 1, replace=False)
    return sets
