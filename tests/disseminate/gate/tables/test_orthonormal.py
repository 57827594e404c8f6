"""Orthonormal rows span what the given rows span, as the library's pivoted QR finds it."""

import numpy as np
import pytest
from scipy.linalg import qr

from measure87.disseminate.gate.tables.orthonormal import orthonormal_rows, taken_in_turn

TOLERANCE = 1e-6


@pytest.mark.parametrize("seed", range(40))
def test_the_span_is_that_of_the_pivoted_qr_of_scipy(seed):
    rng = np.random.default_rng(seed)
    m, r, rank = rng.integers(1, 60), rng.integers(1, 60), rng.integers(1, 20)
    rows = rng.integers(-1, 2, size=(m, rank)) @ rng.normal(size=(rank, r))
    basis, triangle, _ = qr(rows.T, mode="economic", pivoting=True)
    sizes = np.abs(np.diagonal(triangle))
    wanted = basis[:, sizes > TOLERANCE * max(1.0, sizes.max())].T
    found = orthonormal_rows(rows, TOLERANCE)
    assert found.shape == wanted.shape
    assert found.T @ found == pytest.approx(wanted.T @ wanted, abs=1e-9)
    assert found @ found.T == pytest.approx(np.eye(len(found)), abs=1e-12)


def test_rows_of_nothing_span_nothing():
    assert orthonormal_rows(np.zeros((3, 4)), TOLERANCE).shape == (0, 4)
    assert orthonormal_rows(np.zeros((0, 4)), TOLERANCE).shape == (0, 4)
    assert orthonormal_rows(np.zeros((3, 0)), TOLERANCE).shape == (0, 0)


def test_what_is_given_stays_as_it_was():
    rows = np.array([[3.0, 4.0], [0.0, 5.0]])
    kept = rows.copy()
    orthonormal_rows(rows, TOLERANCE)
    assert (rows == kept).all()


def test_a_remainder_within_the_tolerance_is_taken_for_rounding():
    rows = np.array([[1.0, 0.0], [1.0, 1e-9], [1.0, 1e-3]])
    assert len(orthonormal_rows(rows[:2], TOLERANCE)) == 1
    assert len(orthonormal_rows(rows, TOLERANCE)) == 2


@pytest.mark.parametrize("seed", range(40))
def test_rows_taken_in_turn_are_those_that_raise_the_rank_until_least_squares_is_exact(seed):
    rng = np.random.default_rng(seed)
    m, r = rng.integers(1, 9), rng.integers(1, 6)
    rows = rng.integers(-1, 2, size=(m, r)).astype(float)
    vector = rng.integers(-2, 3, size=r).astype(float)
    taken: list[int] = []
    for k in range(m):
        if np.linalg.matrix_rank([*rows[taken], vector]) == len(taken):
            break
        if np.linalg.matrix_rank(rows[[*taken, k]]) > len(taken):
            taken.append(k)
    given_back = np.linalg.matrix_rank(np.array([*rows[taken], vector])) == len(taken)
    assert taken_in_turn(rows, vector, TOLERANCE) == (taken if given_back else None)


def test_what_is_no_number_is_not_taken_for_one():
    """Sums in any order do not make the compiler assume that all are numbers."""
    rows = np.array([[1.0, 0.0], [np.nan, 1.0]])
    assert np.isnan(orthonormal_rows(rows, TOLERANCE)).any()
    assert taken_in_turn(rows[1:], rows[0], TOLERANCE) is None
