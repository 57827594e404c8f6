"""Holm's method beside a naive one, and what it promises."""

import numpy as np
import pytest

from measure87.numerics.multiplicity import adjusted, holm


def naive(p_values, alpha):
    rejected = [False] * len(p_values)
    for step, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        if p_values[place] > alpha / (len(p_values) - step):
            break
        rejected[place] = True
    return rejected


def test_holm_is_that_of_a_naive_second_computation():
    rng = np.random.default_rng(1)
    for _ in range(200):
        p = rng.random(rng.integers(1, 9)) ** 3
        assert holm(p, 0.05).tolist() == naive(p.tolist(), 0.05)


def test_comparisons_that_are_not_given_count():
    assert adjusted([0.001], 50).tolist() == [0.05]
    assert adjusted([0.001, 0.5], 50)[0] == pytest.approx(0.05)


def test_no_comparison_is_no_rejection():
    assert holm([], 0.05).tolist() == []
