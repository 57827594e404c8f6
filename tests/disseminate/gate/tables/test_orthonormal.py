"""Orthonormal rows span what the given rows span, as the library's pivoted QR finds it."""

import numpy as np
import pytest
from scipy.linalg import qr

from measure87.disseminate.gate.tables.orthonormal import lengths_outside, orthonormal_rows

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


def test_lengths_outside_a_span_are_those_of_the_residuals_of_least_squares():
    rng = np.random.default_rng(3)
    vectors, spanning = rng.normal(size=(9, 7)), rng.normal(size=(4, 7))
    residuals = [v - spanning.T @ np.linalg.lstsq(spanning.T, v, rcond=None)[0] for v in vectors]
    found = lengths_outside(vectors, orthonormal_rows(spanning, TOLERANCE))
    assert found == pytest.approx(np.linalg.norm(residuals, axis=1), rel=1e-12)
