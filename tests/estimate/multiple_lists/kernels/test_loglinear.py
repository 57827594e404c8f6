import math

import numpy as np
import pytest

from measure87.estimate.multiple_lists.kernels.history_sums import sum_supersets
from measure87.estimate.multiple_lists.kernels.loglinear import (
    FITTED,
    NO_ESTIMATE,
    SINGULAR,
    fit_loglinear,
    intercept_variance,
    log_likelihood,
    start_from_counts,
)


def design_of(terms, cells):
    histories = np.flatnonzero(cells)
    return ((histories[:, None] & terms) == terms).astype(float)


def fit(counts, terms, cells):
    n_lists = int(math.log2(len(counts)))
    terms = np.array(terms, dtype=np.int64)
    statistics = counts.copy()
    sum_supersets(statistics, n_lists)
    beta, sums = np.zeros(len(terms)), np.empty_like(counts)
    assert start_from_counts(terms, len(terms), counts, cells, n_lists, beta)
    status = fit_loglinear(terms, len(terms), counts, statistics, cells, n_lists, beta, sums)
    return status, beta, sums, statistics, terms


def naive_fit(counts, terms, cells):
    """Iteratively reweighted least squares with the design written out."""
    X, y = design_of(np.array(terms), cells), counts[cells]
    mu = y + 0.1
    for _ in range(200):
        z = np.log(mu) + (y - mu) / mu
        root = np.sqrt(mu)
        beta = np.linalg.lstsq(X * root[:, None], z * root, rcond=None)[0]
        mu = np.exp(X @ beta)
    return beta, mu, np.linalg.inv((X * mu[:, None]).T @ X)


@pytest.mark.parametrize("seed", range(4))
def test_a_fit_begins_at_the_first_step_of_least_squares_from_the_counts_and_a_tenth(seed):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(2.0, 3.0, 16)).astype(float)
    cells = np.arange(16) > 0
    cells[12:14] = seed % 2 == 0
    terms = np.array([0, 1, 2, 4, 8, 3, 6], dtype=np.int64)
    beta = np.zeros(len(terms))
    assert start_from_counts(terms, len(terms), counts, cells, 4, beta)
    X, y = design_of(terms, cells), counts[cells]
    mu = y + 0.1
    root = np.sqrt(mu)
    first = np.linalg.lstsq(X * root[:, None], (np.log(mu) + (y - mu) / mu) * root, rcond=None)[0]
    np.testing.assert_allclose(beta, first, rtol=0, atol=1e-10)


@pytest.mark.parametrize("seed", range(12))
def test_a_fit_equals_least_squares_with_a_written_design(seed):
    rng = np.random.default_rng(seed)
    n_lists = 3 + seed % 3
    counts = rng.poisson(rng.gamma(2.0, 10.0, 1 << n_lists)).astype(float) + 1.0
    counts[0] = 0.0
    cells = np.ones(1 << n_lists, dtype=bool)
    cells[0] = False
    terms = [0, *(1 << j for j in range(n_lists)), 3, 5, 6, 7][: n_lists + 2 + seed // 3 % 3]
    status, beta, sums, statistics, terms = fit(counts, terms, cells)
    naive, mu, covariance = naive_fit(counts, terms, cells)
    assert status == FITTED
    np.testing.assert_allclose(beta, naive, rtol=0, atol=1e-10)
    # The likelihood equations hold: expected statistics are the observed ones.
    np.testing.assert_allclose(sums[terms], statistics[terms], rtol=1e-12)
    assert intercept_variance(terms, len(terms), sums) == pytest.approx(covariance[0, 0], rel=1e-9)
    y = counts[cells]
    direct = sum(n * math.log(m) - m - math.lgamma(n + 1) for n, m in zip(y, mu, strict=True))
    value = log_likelihood(terms, len(terms), statistics, beta, sums, counts)
    assert value == pytest.approx(direct, rel=1e-12)


def test_a_model_without_estimate_is_proved_to_have_none():
    # Everybody of list 0 is on list 1 too: main effect and interaction run apart.
    counts = np.array([0.0, 0.0, 40.0, 7.0, 30.0, 0.0, 5.0, 2.0])
    cells = np.array([False] + [True] * 7)
    status, *_ = fit(counts, [0, 1, 2, 4, 3], cells)
    assert status == NO_ESTIMATE


def test_a_fit_that_begins_far_off_is_not_taken_for_one_without_estimate():
    """Means that are e^12 times too large come down by a factor of e a step, alike in all cells."""
    counts = np.array([0.0, 40.0, 30.0, 12.0, 25.0, 9.0, 8.0, 3.0])
    cells = np.arange(8) > 0
    terms = np.array([0, 1, 2, 4], dtype=np.int64)
    naive, _, _ = naive_fit(counts, terms, cells)
    statistics = counts.copy()
    sum_supersets(statistics, 3)
    beta, sums = naive + 12.0 * (terms == 0), np.empty(8)
    assert fit_loglinear(terms, 4, counts, statistics, cells, 3, beta, sums) == FITTED
    np.testing.assert_allclose(beta, naive, rtol=0, atol=1e-10)


def test_parameters_that_cannot_be_told_apart_are_singular():
    # Lists 0 and 1 have no common cell, so that their interaction has no column.
    counts = np.array([0.0, 9.0, 8.0, 0.0, 7.0, 2.0, 1.0, 0.0])
    cells = np.array([False, True, True, False, True, True, True, False])
    n_lists = 3
    terms = np.array([0, 1, 2, 4, 5, 6], dtype=np.int64)
    statistics = counts.copy()
    sum_supersets(statistics, n_lists)
    beta, sums = np.zeros(6), np.empty(8)
    status = fit_loglinear(terms, 6, counts, statistics, cells, n_lists, beta, sums)
    assert status == SINGULAR
