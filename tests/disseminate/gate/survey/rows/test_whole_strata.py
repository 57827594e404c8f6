"""Whether a row of many cases tells that all of a stratum are, by all ways to spread them."""

from itertools import product

import numpy as np
import pytest

from measure87.disseminate.gate.survey.precision.steps import stepped_error
from measure87.disseminate.gate.survey.rows.possible_sets import rows_of
from measure87.disseminate.gate.survey.rows.row_audit import Row, Weighing, _tells_nothing
from measure87.disseminate.gate.survey.rows.whole_strata import (
    _in_whole_clusters,
    _with_more_for,
    has_whole_clusters,
    has_whole_strata,
    names_a_stratum,
)
from measure87.numerics.weighed_persons import WeighedPersons


def group(asked, cases, beside=(40, 200)):
    """Persons of one weight, some of each stratum; others of the sample are elsewhere."""
    stratum = np.repeat(np.arange(len(asked)), asked)
    status = np.concatenate(
        [np.where(np.arange(n) < k, 2, 0) for n, k in zip(asked, cases, strict=True)]
    )
    units = np.array([n + more for n, more in zip(asked, beside, strict=False)], dtype=float)
    n = len(stratum)
    return WeighedPersons(np.full(n, 10.0), np.arange(n), stratum, units, status)


def row(persons, cases):
    found = rows_of(persons, np.flatnonzero(cases)[None])
    return float(found.value[0]), float(found.error[0])


def weighing(persons):
    value, error = row(persons, persons.status == 2)
    return Weighing(persons, Row(value, error, None, 0.1))


def ways(persons):
    """All numbers of cases by stratum whose row is the group's own as it is released."""
    strata = [np.flatnonzero(persons.stratum == h) for h in range(len(persons.units))]
    own = persons.status == 2
    found = []
    for numbers in product(*(range(len(one) + 1) for one in strata)):
        if sum(numbers) == own.sum():
            is_case = np.zeros(len(own), dtype=bool)
            for one, number in zip(strata, numbers, strict=True):
                is_case[one[:number]] = True
            if released(persons, is_case) == released(persons, own):
                found.append(numbers)
    return found


def released(persons, is_case):
    value, error = row(persons, is_case)
    error, step = stepped_error(error)
    return round(value / step), error


def test_whoever_is_in_a_stratum_of_cases_alone_is_named_where_no_other_numbers_have_the_row():
    rng = np.random.default_rng(6)
    times = {True: 0, False: 0}
    for _ in range(60):
        asked = (int(rng.integers(5, 14)), int(rng.integers(20, 60)))
        cases = (asked[0], int(rng.integers(max(0, 11 - asked[0]), 12)))
        persons = group(asked, cases)
        told = all(numbers[0] == asked[0] for numbers in ways(persons))
        assert has_whole_strata(persons)
        assert names_a_stratum([weighing(persons)]) == told
        times[told] += 1
    assert min(times.values()) > 5


@pytest.mark.parametrize(
    ("asked", "cases", "has"),
    [((8, 30), (8, 4), True), ((8, 30), (7, 5), False), ((8, 30), (8, 30), False)],
)
def test_a_stratum_of_cases_alone_beside_somebody_who_is_none(asked, cases, has):
    assert has_whole_strata(group(asked, cases)) is has


def test_of_two_strata_a_row_tells_something_though_all_weigh_the_same():
    assert not _tells_nothing(group((8, 30), (3, 0)))
    assert _tells_nothing(group((38,), (3,), (200,)))


def test_one_other_person_is_too_few_for_two_to_be_exchanged():
    """Of 12 all but one are cases: she may be one instead of one of the kilns."""
    persons = group((11, 1), (11, 0))
    assert ways(persons) == [(10, 1), (11, 0)]
    assert not names_a_stratum([weighing(persons)])


def in_clusters(sizes, cases):
    """Persons of one weight and stratum in clusters of so many, with so many cases each."""
    cluster = np.repeat(np.arange(len(sizes)), sizes)
    status = [np.where(np.arange(n) < k, 2, 0) for n, k in zip(sizes, cases, strict=True)]
    n, units = len(cluster), np.array([float(len(sizes))])
    one = np.zeros(n, dtype=np.int64)
    return WeighedPersons(np.full(n, 10.0), cluster, one, units, np.concatenate(status))


@pytest.mark.parametrize(
    ("sizes", "cases", "asked", "named"),
    [
        # Eleven of a camp and none of fourteen others: the error is 0.264, released as 0.25. With
        # ten of the camp and one other it is 0.225, and with fewer of it less: released as 0.2.
        ([11] + [1] * 14, [11] + [0] * 14, True, True),
        # Ten of the camp and one other are named by nothing: any ten may be.
        ([11] + [1] * 14, [10, 1] + [0] * 13, False, False),
        # A household of three, all cases, and twelve who are each in another one: squares of cases
        # by household make up 21, and with somebody else instead of one of the three 17. Three
        # pairs and nine in other ones have 21 as well.
        ([3] * 40, [3] + [1] * 12 + [0] * 27, True, False),
        # Everybody is a case.
        ([11] + [1] * 14, [11] + [1] * 14, False, False),
    ],
)
def test_a_whole_cluster_is_named_where_no_way_without_one_of_it_has_so_large_an_error(
    sizes, cases, asked, named
):
    found = weighing(in_clusters(sizes, cases))
    assert has_whole_clusters(found) is asked
    assert names_a_stratum((found,)) is named


def test_the_largest_of_the_clusters_of_cases_alone_are_asked_of():
    persons = in_clusters([2] * 20 + [4] + [1] * 30, [2] * 20 + [4] + [0] * 30)
    asked = _in_whole_clusters(persons, persons.status == 2)
    assert asked.sum() == 10
    assert asked[40:44].sum() == 1
    assert not asked[44:].any()


@pytest.mark.parametrize(("cases", "others", "most"), [(40, 300, 20), (12, 300, 12), (40, 9, 9)])
def test_others_come_for_her_and_for_up_to_nineteen_more(cases, others, most):
    """As many as come go, she among them; with each number of them there are about as many sets."""
    persons = np.random.default_rng(4).permutation(cases + others)
    own, beside = np.sort(persons[:cases]), persons[cases:]
    herself = int(own[cases // 2])
    sets = np.concatenate([*_with_more_for(herself, own, beside, np.random.default_rng(1))])
    assert sets.shape == (2_000, cases)
    assert (np.diff(np.sort(sets, axis=1), axis=1) > 0).all()
    assert not (sets == herself).any()
    came = np.isin(sets, beside)
    assert (came | np.isin(sets, own)).all()
    number, times = np.unique(came.sum(axis=1), return_counts=True)
    assert number.tolist() == [*range(2, most + 1)]
    assert times.min() > 0.5 * times.mean()
    # Nobody goes, or comes, more often than others.
    stays = np.array([(sets == one).any(axis=1).mean() for one in own if one != herself])
    comes = np.array([(sets == one).any(axis=1).mean() for one in beside])
    assert np.ptp(stays) < 0.1
    assert np.ptp(comes) < 0.1


def test_where_one_other_is_there_nobody_comes_for_two():
    rng = np.random.default_rng(1)
    assert not [*_with_more_for(3, np.arange(12), np.array([12]), rng)]
    assert not [*_with_more_for(0, np.array([0]), np.arange(1, 9), rng)]
