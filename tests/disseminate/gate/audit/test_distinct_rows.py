"""Sums that are said more than once, by a naive second way."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from measure87.disseminate.gate.audit.distinct_rows import distinct_rows


@pytest.mark.parametrize("seed", range(5))
def test_of_sums_that_are_the_same_the_first_is_kept(seed):
    rng = np.random.default_rng(seed)
    dense = rng.integers(-1, 2, (300, 4)).astype(float)
    least = rng.choice([-np.inf, 0.0, 3.0], 300)
    most = np.where(np.isinf(least), 5.0, least + rng.integers(0, 2, 300))
    seen, expected = set(), []
    for row in zip(dense.tolist(), least.tolist(), most.tolist(), strict=True):
        key = (tuple(row[0]), *row[1:])
        expected.append(key not in seen)
        seen.add(key)
    assert not all(expected)
    assert distinct_rows(csr_array(dense), least, most).tolist() == expected


def test_the_same_sum_between_other_limits_is_kept():
    matrix = csr_array(np.ones((3, 2)))
    found = distinct_rows(matrix, np.array([0.0, 0.0, 1.0]), np.array([1.0, 2.0, 1.0]))
    assert found.tolist() == [True, True, True]
