"""Several tests at once: Holm's rule, and the largest of correlated t."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from measure87.numerics.simultaneous import LargestT, holm


def naive_holm(p):
    """For each, the largest over those no larger of p times how many were not smaller."""
    order = sorted(p)
    steps = [min(1.0, (len(p) - i) * one) for i, one in enumerate(order)]
    return [max(s for s, one in zip(steps, order, strict=True) if one <= mine) for mine in p]


def test_holm_is_its_definition():
    rng = np.random.default_rng(1)
    for _ in range(20):
        p = rng.random(6) ** 3
        assert holm(p) == pytest.approx(naive_holm(list(p)))


def pairs_of(k):
    rows = np.zeros((k * (k - 1) // 2, k))
    for place, (a, b) in enumerate(combinations(range(k), 2)):
        rows[place, [a, b]] = 1.0, -1.0
    return rows


@pytest.mark.parametrize(("k", "df", "rel"), [(3, 10, 1e-8), (4, 20, 1e-4), (6, 8, 3e-4)])
def test_all_pairs_are_the_studentised_range(k, df, rel):
    c = pairs_of(k)
    expected = stats.studentized_range.ppf(0.95, k, df) / np.sqrt(2.0)
    largest = LargestT(c @ c.T, df)
    assert largest.quantile(0.95) == pytest.approx(expected, rel=rel)
    assert largest.tail(expected) == pytest.approx(0.05, rel=20.0 * rel)


def test_independent_normal_is_sidak():
    got = LargestT(np.eye(4), 1e7).quantile(0.95)
    assert got == pytest.approx(stats.norm.isf((1.0 - 0.95**0.25) / 2.0), rel=3e-4)


def test_the_scale_of_an_estimate_does_not_matter():
    c = np.array([[1.0, 0.5], [0.5, 1.0]])
    size = np.diag([1.0, 1000.0])
    assert LargestT(size @ c @ size, 9.0).quantile(0.9) == pytest.approx(
        LargestT(c, 9.0).quantile(0.9), rel=1e-9
    )
