"""Sums of weights of sets of persons, by going through all sets of a few."""

from itertools import combinations, product

import numpy as np
import pytest

from measure87.disseminate.gate.survey.compared import sums_by_two_weights
from measure87.disseminate.gate.survey.compared.sums_by_two_weights import (
    Classes,
    Stayed,
    _walk,
    alike,
    are_at_most,
    fit,
    points_of,
)


def fits(then, now, off_then=0.5, off_now=5.0):
    points = np.array([1.0, 2.0, 3.0, 4.0])
    return fit(points, 10 * points, np.array(then), off_then, np.array(now), off_now).tolist()


def test_a_point_fits_what_is_wanted_to_either_side_and_both_at_once():
    """From 2 to 3, where now is 20 and 30: the limits are within."""
    assert fits([2.5, 2.5, 2.5, 2.5], [15.0, 24.0, 35.0, 36.0]) == [True, True, True, False]
    assert fits([2.5, 2.5], [14.0, 25.0]) == [False, True]
    assert fits([0.4, 0.5, 4.5, 4.6], [10.0, 10.0, 40.0, 40.0]) == [False, True, True, False]
    assert fits([2.5], [25.0], off_now=4.0) == [False]
    assert fits([3.5], [10.0]) == [False]  # 1 would fit by now alone


def walked(n, cases, low, high, steps=4000, every=1, part=None):
    """Persons whose weights tell them: 2^k then and 3^k now; the first `cases` start as such."""
    place = np.arange(n)
    part = np.zeros(n, dtype=np.int64) if part is None else np.array(part)
    first = np.flatnonzero(np.isin(place, cases))
    rest = np.flatnonzero(~np.isin(place, cases))
    lots = np.random.default_rng(3).random((steps, 3))
    then, now = _walk(2.0**place, 3.0**place, part, first, rest, low, high, lots, every)
    sets = [tuple(k for k in range(n) if int(one) >> k & 1) for one in then.tolist()]
    assert now.tolist() == [sum(3.0**k for k in some) for some in sets]
    return sets


def test_a_walk_meets_all_sets_of_so_many_within_limits_and_no_others():
    """Of six persons two are cases; 3^a + 3^b is from 12 to 100 of seven such pairs, and 84 of one,
    81 + 3."""
    pairs = {some for some in combinations(range(6), 2) if 12 <= sum(3**k for k in some) <= 100}
    assert len(pairs) == 7
    assert {*walked(6, (0, 2), 12.0, 100.0)} == pairs
    # From out of the limits it comes nearer, from either side.
    assert {*walked(6, (0, 1), 12.0, 100.0)} == pairs
    assert {*walked(6, (4, 5), 12.0, 100.0)} == pairs
    # Both limits are within them.
    assert {*walked(6, (0, 1), 84.0, 84.0)} == {(1, 4)}


def test_it_exchanges_persons_of_one_part_alone():
    found = {*walked(6, (0, 1, 3), 0.0, 1e9, part=[0, 0, 0, 1, 1, 1])}
    assert found == {(*two, one) for two in combinations(range(3), 2) for one in range(3, 6)}


def test_each_of_so_many_sets_is_kept_from_the_first_on():
    assert len(walked(6, (0, 2), 0.0, 1e9, steps=100)) == 100
    assert len(walked(6, (0, 2), 0.0, 1e9, steps=100, every=7)) == 14
    assert len(walked(6, (0, 2), 0.0, 1e9, steps=97, every=7)) == 13
    ones = np.ones(4)
    part, cases, others = np.zeros(4, int), np.array([0]), np.array([1, 2, 3])
    lots = np.random.default_rng(3).random((50, 3))
    then, now = _walk(ones, ones, part, cases, others, 1.0, 1.0, lots, 1)
    assert then.tolist() == now.tolist() == [1.0] * 50


@pytest.mark.parametrize("cases", [(), (0, 1, 2, 3)])
def test_of_nobody_or_of_everybody_there_is_one_set(cases):
    weight = sum(3.0**k for k in cases)
    assert walked(4, cases, weight, weight) == [cases]
    assert walked(4, cases, weight + 1, weight + 2) == []
    assert walked(4, cases, weight - 2, weight - 1) == []


def test_sets_far_from_the_limits_are_left_sooner_than_they_are_come_to():
    """Of forty of weight 1 and one of each a heavy 30 is a case by chance alone; where the limits
    are those of a light one she is rare, and where they are anything she is one of 41."""
    weight = np.append(np.ones(40), 30.0)
    part, lots = np.zeros(41, int), np.random.default_rng(5).random((20_000, 3))

    def met(high):
        given = np.array([0]), np.arange(1, 41)
        return _walk(weight, weight, part, *given, 1.0, high, lots, 1)[0]

    free = met(40.0)
    assert 0.01 < (free == 30).mean() < 0.06
    held = met(1.0)
    assert len(held) > 19_990
    assert {*held.tolist()} == {1.0}


@pytest.mark.parametrize(
    ("low", "high", "soft"), [(7.0, 7.0, 2.0), (5.0, 5.5, 2.0), (4.0, 9.0, 5.0), (11.0, 12.0, 2.0)]
)
def test_a_walk_is_at_a_set_as_often_as_that_is_near(low, high, soft):
    """Exchanges are as likely either way, so that (Metropolis et al. 1953) a set is met by the
    exponential of less how far away it is, by the greater of the limits' distance and half of what
    a person weighs; and of those that are kept each as often as the others."""
    now = np.array([1.0, 2.0, 3.0, 4.0, 6.0, 8.0])
    sums = {some: float(now[[*some]].sum()) for some in combinations(range(6), 2)}
    near = {some: np.exp(-max(low - s, s - high, 0.0) / soft) for some, s in sums.items()}
    inside = [some for some, s in sums.items() if low <= s <= high]
    steps = 40_000
    lots = np.random.default_rng(11).random((steps, 3))
    start = np.array([0, 5]), np.arange(1, 5)
    then, _ = _walk(2.0 ** np.arange(6), now, np.zeros(6, int), *start, low, high, lots, 1)
    assert len(then) / steps == pytest.approx(len(inside) / sum(near.values()), abs=0.015)
    for some in inside:
        share = (then == sum(2.0**k for k in some)).mean()
        assert share == pytest.approx(1 / len(inside), abs=0.03)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("most", [200_000, 1])
def test_points_are_the_sums_of_all_sets_within_limits(monkeypatch, most, seed):
    """With so many of each of two parts; whether all are gone through or met."""
    monkeypatch.setattr(sums_by_two_weights, "MOST_POINTS", most)
    rng = np.random.default_rng(seed)
    n, cases = 7, np.array([2, 1])
    then, now = rng.choice([1.0, 2.5, 4.0], n), rng.choice([1.5, 2.0, 5.0], n)
    part = np.array([0, 0, 0, 0, 1, 1, 1])
    stayed = Stayed(then, now, part)
    found = points_of(stayed, Classes.of(stayed), cases, 5.0, 9.0, rng)
    every = np.array([*product((False, True), repeat=n)])
    every = every[(every[:, :4].sum(axis=1) == 2) & (every[:, 4:].sum(axis=1) == 1)]
    sums = {(float(one @ then), float(one @ now)) for one in every}
    assert {*zip(found.then.tolist(), found.now.tolist(), strict=True)} == {
        (one, other) for one, other in sums if 5 <= other <= 9
    }
    assert (np.diff(found.then) >= 0).all()
    assert found.are_all is (most > 1) is (found.cases is not None)


def test_more_cases_than_persons_or_fewer_than_none_have_no_points():
    stayed = Stayed(np.ones(4), np.ones(4), np.array([0, 0, 1, 1]))
    rng = np.random.default_rng(1)
    for cases, number in (((3, 0), 0), ((0, -1), 0), ((2, 2), 1), ((0, 0), 1)):
        found = points_of(stayed, Classes.of(stayed), np.array(cases), 0.0, 9.0, rng)
        assert (len(found.then), found.are_all) == (number, True)


def test_those_alike_have_both_weights_to_nine_digits_in_any_unit():
    weight = np.array([1.0, 1.0 + 1e-10, 1.0 + 1e-7, 2.0, 0.0])
    for unit in (1.0, 1e-9, 1e9):
        first, size = alike(unit * weight, np.zeros(5))
        assert sorted(zip(first.tolist(), size.tolist(), strict=True)) == [
            (0, 2), (2, 1), (3, 1), (4, 1),
        ]  # fmt: skip


def test_choices_are_counted_by_their_product():
    """Two girls and three boys: twelve choices of how many of either."""
    sizes = np.array([2, 3])
    assert [are_at_most(sizes, most) for most in (11, 13)] == [False, True]
