"""Replicates: their balance, and the variance of a total that is known without them."""

import numpy as np
import pytest

from measure87.numerics.hadamard import hadamard_matrix
from measure87.numerics.replicate_factors import (
    balanced_halves,
    jackknife_n,
    jackknife_one,
    multistage_bootstrap,
    rank_of,
    replicate_variance,
    rescaled_bootstrap,
)

STRATUM = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2])
Y = np.array([3.0, 5.0, 4.0, 10.0, 1.0, 2.0, 2.5, 9.0, 4.0])
NONE = np.zeros(3)


def linearised(y, stratum, fraction):
    """Variance of a total of strata, written out."""
    found = 0.0
    for h in np.unique(stratum):
        own = y[stratum == h]
        n = len(own)
        found += (1 - fraction[h]) * n / (n - 1) * ((own - own.mean()) ** 2).sum()
    return found


def spread(factors, y=Y):
    return float(
        replicate_variance(y @ factors.factor, np.array(y.sum()), factors.scale, factors.rscales)
    )


@pytest.mark.parametrize("at_least", range(1, 130))
def test_hadamard_matrices_are_orthogonal_and_balanced(at_least):
    found = hadamard_matrix(at_least).astype(int)
    n = len(found)
    assert at_least <= n < 1.34 * at_least + 4
    assert set(np.unique(found)) <= {-1, 1}
    assert np.array_equal(found.T @ found, n * np.eye(n, dtype=int))
    assert (found[:, 0] == 1).all()
    assert not found[:, 1:].sum(axis=0).any()


@pytest.mark.parametrize("fraction", [NONE, np.array([0.3, 0.1, 0.0])])
def test_jackknife_n_is_the_linearised_variance_of_a_total(fraction):
    factors = jackknife_n(STRATUM, fraction)
    assert spread(factors) == pytest.approx(linearised(Y, STRATUM, fraction), rel=1e-12)


def test_jackknife_one_is_the_linearised_variance_of_a_total():
    one = np.zeros(len(Y), dtype=int)
    for fraction in (0.0, 0.25):
        expected = linearised(Y, one, [fraction])
        assert spread(jackknife_one(len(Y), fraction)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.5])
def test_balanced_halves_give_the_variance_of_a_total_exactly(rho):
    rng = np.random.default_rng(5)
    for n_strata in (1, 2, 3, 7, 20):
        stratum = rng.permutation(np.repeat(np.arange(n_strata), 2))
        y = rng.normal(size=2 * n_strata)
        factors = balanced_halves(stratum, rho)
        assert set(np.round(np.unique(factors.factor), 12)) == {rho, 2.0 - rho}
        assert spread(factors, y) == pytest.approx(linearised(y, stratum, np.zeros(n_strata)))


@pytest.mark.parametrize("fraction", [NONE, np.array([0.5, 0.2, 0.0])])
def test_the_rescaled_bootstrap_finds_the_variance_of_a_total(fraction):
    factors = rescaled_bootstrap(STRATUM, fraction, 40_000, np.random.default_rng(1))
    assert spread(factors) == pytest.approx(linearised(Y, STRATUM, fraction), rel=0.03)
    for h in range(3):
        own = factors.factor[h == STRATUM]
        np.testing.assert_allclose(own.sum(axis=0), len(own))


def test_the_multistage_bootstrap_finds_the_variance_of_all_stages():
    """Two stages with corrections: the variance written out, see `linearisation`."""
    psu = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3])
    y = np.array([3.0, 8.0, 4.0, 10.0, 1.0, 2.0, 2.5, 9.0, 4.0, 7.0, 0.5])
    first, second = np.array([0.4]), np.array([0.5, 0.25, 0.8, 0.5])
    totals = np.bincount(psu, y)
    expected = linearised(totals, np.zeros(4, dtype=int), first)
    for c in range(4):
        inside = linearised(y[psu == c], np.zeros((psu == c).sum(), dtype=int), second[[c]])
        expected += 0.4 * inside
    parents = (np.zeros(4, dtype=int), psu)
    factors = multistage_bootstrap(parents, (first, second), 60_000, np.random.default_rng(3))
    assert spread(factors, y) == pytest.approx(expected, rel=0.03)


def test_equal_seeds_give_equal_replicates():
    one, two = (
        rescaled_bootstrap(STRATUM, NONE, 50, np.random.default_rng(9)).factor for _ in range(2)
    )
    assert np.array_equal(one, two)


def test_strata_with_one_unit_as_r_has_them():
    """`jknweights` of R survey 4.4 with strata a, a, b under each `survey.lonely.psu`."""
    stratum = np.array([0, 0, 1])
    assert jackknife_n(stratum, np.zeros(2)).factor.tolist() == [[0, 2], [2, 0], [1, 1]]
    adjusted = jackknife_n(stratum, np.zeros(2), lone="adjust")
    assert adjusted.factor.tolist() == [[0, 2, 2], [2, 0, 2], [1, 1, 0]]
    assert adjusted.rscales.tolist() == [0.5, 0.5, 0.5]
    assert jackknife_n(stratum, np.zeros(2), lone="average").scale == 1.5


def test_a_stratum_that_is_there_as_a_whole_has_no_replicates():
    factors = jackknife_n(STRATUM, np.array([1.0, 0.0, 0.0]))
    assert factors.n == 6
    assert (factors.factor[:3] == 1.0).all()


def test_a_figure_that_a_replicate_does_not_have_has_no_variance():
    figures = np.array([[1.0, 2.0], [np.nan, 3.0]])
    found = replicate_variance(figures, np.array([1.0, 2.5]), 1.0, np.ones(2))
    assert np.isnan(found[0])
    assert found[1] == 0.5


def test_rounding_is_no_variance():
    figures = 0.1 + 0.2 + np.array([0.0, 4e-17, -4e-17])
    assert replicate_variance(figures, np.array(0.3), 1.0, np.ones(3)) == 0.0


def test_rank_is_that_of_numpy():
    rng = np.random.default_rng(2)
    for shape in ((5, 9), (30, 8), (12, 12)):
        low = rng.normal(size=(shape[0], 4)) @ rng.normal(size=(4, shape[1]))
        for rows in (low, rng.normal(size=shape)):
            assert rank_of(rows) == np.linalg.matrix_rank(rows)
    assert rank_of(np.zeros((0, 4))) == rank_of(np.zeros((3, 4))) == 0
