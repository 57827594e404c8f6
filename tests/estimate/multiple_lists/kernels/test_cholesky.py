import numpy as np
import pytest

from measure87.estimate.multiple_lists.kernels.cholesky import factorise, solve_factorised


@pytest.mark.parametrize("size", [1, 2, 7, 20])
def test_a_solution_is_that_of_a_library(size):
    rng = np.random.default_rng(size)
    root = rng.normal(size=(size + 3, size))
    matrix, right = root.T @ root, rng.normal(size=size)
    factor, solution = matrix.copy(), right.copy()
    assert factorise(factor, size)
    np.testing.assert_allclose(np.tril(factor), np.linalg.cholesky(matrix), rtol=1e-9)
    solve_factorised(factor, size, solution)
    np.testing.assert_allclose(solution, np.linalg.solve(matrix, right), rtol=1e-8)


def test_a_matrix_that_is_not_positive_definite_is_told():
    assert not factorise(np.array([[1.0, 1.0], [1.0, 1.0]]), 2)
    assert not factorise(np.array([[1.0, 2.0], [2.0, 1.0]]), 2)
    # A scale of its own does not make a parameter singular.
    assert factorise(np.diag([1e12, 1e-12]), 2)
