"""Compiled sums of a model's rows are those of matrices."""

import numpy as np
import pytest

from measure87.numerics.model_kernels import add_products, add_unit_scores


@pytest.mark.parametrize("m", [1, 511, 512, 513, 3_000])
def test_sums_and_products_are_those_of_matrices(m):
    rng = np.random.default_rng(m)
    x, score, information = rng.normal(size=(4, m)), rng.normal(size=m), rng.random(m)
    total, products = np.ones(4), np.ones((4, 4))
    add_products(x, score, information, total, products)
    np.testing.assert_allclose(total, 1.0 + x @ score, rtol=1e-12, atol=1e-12)
    expected = np.tril(1.0 + (x * information) @ x.T) + np.triu(np.ones((4, 4)), 1)
    np.testing.assert_allclose(products, expected, rtol=1e-12, atol=1e-12)


def test_scores_are_added_to_their_units_whoever_is_in_a_block():
    rng = np.random.default_rng(5)
    x, score = rng.normal(size=(3, 1_000)), rng.normal(size=1_000)
    unit = np.sort(rng.integers(0, 60, 1_000))
    sums = np.zeros((61, 3))
    for part in (slice(0, 333), slice(333, 334), slice(334, 1_000)):
        add_unit_scores(np.ascontiguousarray(x[:, part]), score[part], unit[part], sums)
    naive = np.zeros((61, 3))
    for i in range(1_000):
        naive[unit[i]] += score[i] * x[:, i]
    np.testing.assert_allclose(sums, naive, rtol=1e-12, atol=1e-12)
