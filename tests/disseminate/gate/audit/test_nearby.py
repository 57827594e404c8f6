"""Whole numbers near a way things could be, held against all ways there are."""

from itertools import product

import numpy as np
import pytest
from scipy.sparse import csr_array

from measure87.disseminate.gate.audit.nearby import _with_neighbours, whole_nearby
from measure87.disseminate.gate.audit.solver import Sums

INF = np.inf
MOST = 3
"""Of each unknown, in persons."""
WAYS = np.array(list(product(range(MOST + 1), repeat=6)), dtype=float)


def sums(rows, least, most, upper):
    size = len(rows[0])
    return Sums(
        csr_array(np.array(rows, dtype=float)),
        np.array(least, dtype=float),
        np.array(most, dtype=float),
        np.zeros(size),
        np.full(size, float(upper)),
    )


def invented(rng):
    """Two groups of three kinds of persons; their totals, a weighted total, and limits of pairs."""
    rows = [(1, 1, 1, 0, 0, 0), (0, 0, 0, 1, 1, 1), rng.uniform(0.5, 2.0, 6)]
    rows += [np.isin(np.arange(6), pair).astype(float) for pair in ((0, 3), (1, 4), (2, 5))]
    at = rng.integers(0, MOST + 1, 6).astype(float)
    here = np.array(rows) @ at
    width = np.array([0.0, 0.0, 0.8, *rng.integers(0, 3, 3)])
    return sums(rows, here - width, here + width, MOST), at


def every_way(known):
    sums = WAYS @ known.matrix.toarray().T
    return WAYS[((sums >= known.least) & (sums <= known.most)).all(axis=1)]


def test_what_is_found_is_a_way_and_costs_as_little_as_asked():
    """Of 300 programmes, of which every way is known by counting, at least 95 in 100 are found."""
    rng = np.random.default_rng(87)
    there = found = 0
    for _ in range(300):
        known, at = invented(rng)
        costs = rng.permutation([1.0, 1.0, 0.0, 0.0, 0.0, 0.0]) * rng.choice([-1.0, 1.0])
        most = float(costs @ at) - 1
        is_there = bool((every_way(known) @ costs <= most).any())
        way = whole_nearby(known, costs, most, at)
        if way is not None:
            assert known.fit(way)
            assert costs @ way <= most
            assert is_there
            found += 1
        there += is_there
    assert there > 100
    assert found >= 0.95 * there


def test_who_has_nothing_to_do_with_it_stays_as_she_is():
    """Two triangles without an equation in common; only the first costs anything."""
    triangle = [(1, 1, 0), (0, 1, 1), (1, 0, 1)]
    rows = [(*row, 0, 0, 0) for row in triangle] + [(0, 0, 0, *row) for row in triangle]
    both = sums(rows, [1] * 6, [INF] * 6, 10)
    at = np.array([1.0, 1, 1, 3, 2, 5])
    costs = np.array([1.0, 1, 1, 0, 0, 0])
    way = whole_nearby(both, costs, 2.0, at)
    assert both.fit(way)
    assert way[:3].sum() == pytest.approx(2.0)
    assert way[3:].tolist() == [3.0, 2.0, 5.0]


@pytest.mark.parametrize("most", [0.0, 1.0, 2.0, 4.0])
def test_no_more_persons_change_than_must(most):
    """Of nine in three cells five are in the first; who is not to be there goes to another."""
    known = sums([(1, 1, 1)], [9], [9], 9)
    at = np.array([5.0, 2.0, 2.0])
    way = whole_nearby(known, np.array([1.0, 0, 0]), most, at)
    assert way[0] == most
    assert np.abs(way - at).sum() == 2 * (5 - most)


@pytest.mark.parametrize(
    ("rows", "near"),
    [
        ([(1, 1, 0, 0), (0, 0, 1, 1)], [True, True, False, False]),
        ([(1, -1, 1, 0), (0, 0, 1, 1)], [True, True, True, False]),
        ([(1, 1, 1, 1), (0, 0, 1, 1)], [True, False, False, False]),
        ([(1, 1, 0, 0), (0, 1, 1, 0)], [True, True, False, False]),
    ],
)
def test_neighbours_are_those_in_a_sum_of_three_at_most_with_one_that_changes(rows, near):
    matrix = csr_array(np.array(rows, dtype=float))
    assert _with_neighbours(matrix, np.arange(4) == 0).tolist() == near


def test_half_persons_are_no_way():
    """Each two of three have one person: 1.5 in parts of persons, 2 in whole ones."""
    triangle = sums([(1, 1, 0), (0, 1, 1), (1, 0, 1)], [1] * 3, [INF] * 3, 10)
    assert whole_nearby(triangle, np.ones(3), 1.9, np.ones(3)) is None
    assert whole_nearby(triangle, np.ones(3), 1.4, np.ones(3)) is None


def test_those_in_a_short_sum_with_one_that_changes_may_change_too():
    """x is to be 1 less, and y and z, of which y is half a person more by the least change.

    2y + 3z = x + 4 and x at least 1, from x = 2, y = 0, z = 2: with x = 1 whole persons have
    2y + 3z = 5 by y = z = 1 only; the least change in parts of persons leaves y as it is.
    """
    known = sums([(-1, 2, 3), (1, 0, 0)], [4, 1], [4, INF], 10)
    way = whole_nearby(known, np.array([1.0, 0, 0]), 1.0, np.array([2.0, 0, 2]))
    assert way.tolist() == [1.0, 1.0, 1.0]


def test_a_long_sum_makes_no_neighbours():
    """The same beside a fourth unknown that stays 0: the sum has four terms, and y stays too."""
    known = sums([(-1, 2, 3, 50), (1, 0, 0, 0)], [4, 1], [4, INF], 10)
    start = np.array([2.0, 0, 2, 0])
    assert whole_nearby(known, np.array([1.0, 0, 0, 0]), 1.0, start) is None
