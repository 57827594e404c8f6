"""Which measures make up another though they may overlap: by hand, and by trying every set."""

from itertools import chain, combinations

import numpy as np
import pytest

from measure87.disseminate.gate.tables import measure_unions
from measure87.disseminate.gate.tables.measure_unions import unions

NAN = np.nan
APART = np.eye(3, dtype=bool)
"""Of three hazards each is somebody's alone."""


def found(total, counts, cases):
    return unions(np.array(total, dtype=float), np.array(counts, dtype=float), np.array(cases))


@pytest.mark.parametrize(
    ("total", "counts", "sets"),
    [
        ([10], [[0, 0, 10]], [[0, 1, 2]]),
        ([10], [[4, 3, 3]], [[0, 1, 2]]),  # nobody meets two
        ([10], [[4, 3, 2]], []),  # somebody meets another
        ([10, 6], [[4, 4, 4], [2, 2, 1]], []),
        # Of a part without a figure there nothing is denied.
        ([10, 6], [[4, 4, 4], [2, 2, NAN]], [[0, 1, 2]]),
    ],
)
def test_three_of_which_each_is_somebodys_alone_make_up_a_whole_or_nothing_does(
    total, counts, sets
):
    assert found(total, counts, APART) == sets


def test_a_part_that_no_person_needs_is_left_out():
    """Whoever is in the third is in one of the others too."""
    cases = np.array([[1, 0, 0], [0, 1, 1], [1, 1, 0]], dtype=bool)
    assert found([6], [[4, 3, 3]], cases) == [[0, 1], [0, 2]]
    assert found([8], [[4, 4, 3]], cases) == [[0, 1]]
    assert found([9], [[4, 4, 3]], cases) == []


def test_where_somebody_is_in_none_of_them_nothing_makes_it_up():
    assert found([6], [[4, 3, 3]], np.array([[1, 0, 0], [0, 0, 0]], dtype=bool)) == []


def test_one_that_is_the_whole_leaves_nothing_for_sets_that_hold_it():
    assert found([6], [[6, 3, 3]], np.array([[1, 0, 1], [1, 1, 0]], dtype=bool)) == [[0], [1, 2]]


def test_of_very_many_sets_the_smallest_are_given():
    """Six pairs, of which each must give one: 64 sets."""
    pairs = np.kron(np.eye(6), np.ones((1, 2))) > 0
    sets = found([1], np.ones((1, 12)), pairs)
    assert len(sets) == measure_unions._MOST_FOUND
    assert all(len(one) == 6 for one in sets)


def every_set(total, counts, cases):
    """The same, by trying each."""
    parts = range(counts.shape[1])
    sets = chain.from_iterable(combinations(parts, size) for size in range(1, len(parts) + 1))
    smallest = []
    for one in sets:
        meets_all = all(any(row[k] for k in one) for row in cases)
        if meets_all and not any(set(other) <= set(one) for other in smallest):
            smallest.append(one)
    return [
        list(one)
        for one in smallest
        if all(
            any(np.isnan(row[k]) for k in one) or sum(row[k] for k in one) >= whole
            for whole, row in zip(total, counts, strict=True)
        )
    ]


def test_the_sets_are_those_that_trying_each_gives():
    rng = np.random.default_rng(5)
    several = 0
    for _ in range(400):
        groups, parts = int(rng.integers(1, 4)), int(rng.integers(2, 6))
        counts = rng.integers(1, 6, (groups, parts)).astype(float)
        counts[rng.random((groups, parts)) < 0.15] = NAN
        total = rng.integers(0, 5, groups).astype(float)
        cases = rng.random((int(rng.integers(1, 5)), parts)) < rng.choice([0.3, 0.5])
        sets = every_set(total, counts, cases)
        several += any(len(one) > 2 for one in sets)
        assert sorted(unions(total, counts, cases)) == sorted(sets)
    assert several > 10
