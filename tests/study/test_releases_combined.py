"""Whom three releases and more leave, added and taken away: by hand and by trying all."""

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest

from measure87.study.ledger.differing import leave_few


def few(*releases):
    """Of sets of persons, the new release first; each person is a kind."""
    everybody = sorted(set().union(*releases))
    members = np.array([[one in release for one in everybody] for release in releases])
    return leave_few(members, np.ones(len(everybody), dtype=int))


ALL = set(range(200))
LATE, PROXY = set(range(30)), set(range(28, 60))


def test_the_two_of_both_kinds_are_left_by_all_four():
    assert few(ALL - LATE - PROXY, ALL - PROXY, ALL - LATE, ALL)


@pytest.mark.parametrize("missing", range(4))
def test_and_by_no_three_of_them(missing):
    every = [ALL - LATE - PROXY, ALL - PROXY, ALL - LATE, ALL]
    assert not few(*every[:missing], *every[missing + 1 :])


@pytest.mark.parametrize(("both", "told"), [(0, False), (1, True), (10, True), (11, False)])
def test_up_to_ten_are_few(both, told):
    late, proxy = set(range(30)), set(range(30 - both, 60))
    assert few(ALL - late - proxy, ALL - proxy, ALL - late, ALL) is told


def test_two_files_that_miss_two_persons_of_all_leave_them():
    assert few(set(range(90)), set(range(92, 200)), ALL)
    assert not few(set(range(90)), set(range(120, 200)), ALL)


def test_those_who_leave_one_after_the_other_are_told_by_two_at_a_time():
    """Four leave each time: the first less the second plus the third less the fourth is eight."""
    assert not few(*(set(range(4 * k, 200)) for k in (3, 2, 1, 0)))


def test_nor_is_a_release_like_another_asked_about_twice():
    assert not few(ALL - LATE, ALL, ALL - LATE, ALL)


def span(rows):
    """How many of some rows are independent, in fractions."""
    rows, rank = [[Fraction(int(one)) for one in row] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        at = next((k for k in range(rank, len(rows)) if rows[k][column]), None)
        if at is None:
            continue
        rows[rank], rows[at] = rows[at], rows[rank]
        for k in range(rank + 1, len(rows)):
            by = rows[k][column] / rows[rank][column]
            rows[k] = [one - by * other for one, other in zip(rows[k], rows[rank], strict=True)]
        rank += 1
    return rank


def tried(members, sizes, most):
    """Every way to add and take, in whole numbers one by one."""
    for signs in product((-1, 0, 1), repeat=len(members) - 1):
        if sum(map(abs, signs)) < 2:
            continue
        left = [
            sum(sign * int(row[k]) for sign, row in zip((1, *signs), members, strict=True))
            for k in range(len(sizes))
        ]
        number = sum(size for one, size in zip(left, sizes, strict=True) if one)
        if not 0 < number <= most:
            continue
        pairs = [
            [int(a) - int(b) for a, b in zip(one, other, strict=True)]
            for one, other in combinations(members, 2)
        ]
        known = [
            pair
            for pair in pairs
            if any(pair)
            and not any(a and not b and size for a, b, size in zip(pair, left, sizes, strict=True))
        ]
        if span([*known, left]) > span(known):
            return True
    return False


def test_it_is_as_when_every_way_is_tried():
    rng = np.random.default_rng(11)
    found = []
    for _ in range(400):
        kinds = np.array([*product((False, True), repeat=4)][1:]).T
        sizes = rng.integers(1, 9, 15) * (rng.random(15) < rng.choice([0.3, 0.6]))
        there = sizes > 0
        if len({row.tobytes() for row in kinds[:, there]}) < 4 or not kinds[:, there].any(1).all():
            continue
        own = tried(kinds[:, there], sizes[there].tolist(), 10)
        assert leave_few(kinds, sizes) == own
        found.append(own)
    assert 30 < sum(found) < len(found) - 30
