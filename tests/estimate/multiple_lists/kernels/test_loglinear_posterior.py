import math

import numpy as np
import pytest
from scipy import optimize, stats

from measure87.estimate.multiple_lists.kernels.history_sums import sum_supersets
from measure87.estimate.multiple_lists.kernels.loglinear_posterior import draw_posterior, find_mode


def example(seed):
    """A sparse table of three lists with two interactions, one of which shares nobody."""
    rng = np.random.default_rng(seed)
    counts = np.array([0, 30, 22, 4, 17, 0, 3, 1], dtype=float) + rng.integers(0, 3, 8)
    counts[[0, 5, 7]] = 0.0
    terms = np.array([0, 1, 2, 4, 3, 5], dtype=np.int64)
    precisions = np.array([1e-4, 1e-4, 1e-4, 1e-4, 1.0, 1.0])
    cells = np.array([False] + [True] * 7)
    return counts, terms, precisions, cells


def log_posterior(beta, counts, terms, precisions, cells):
    """Written out cell by cell."""
    histories = np.flatnonzero(cells)
    design = ((histories[:, None] & terms) == terms).astype(float)
    eta = design @ beta
    return counts[cells] @ eta - np.exp(eta).sum() - 0.5 * (precisions * beta**2).sum()


def compiled(counts, terms, precisions, cells):
    statistics = counts.copy()
    sum_supersets(statistics, 3)
    problem = (terms, statistics, precisions, cells, 3)
    mode, factor = np.zeros(6), np.zeros((6, 6))
    mode[0] = 4.0
    assert find_mode(problem, mode, factor)
    return problem, mode, factor


@pytest.mark.parametrize("seed", range(4))
def test_the_mode_is_that_of_a_general_optimiser(seed):
    parts = example(seed)
    _, mode, factor = compiled(*parts)
    found = optimize.minimize(lambda b: -log_posterior(b, *parts), mode + 0.1, method="BFGS")
    np.testing.assert_allclose(mode, found.x, atol=1e-3)
    assert -found.fun <= log_posterior(mode, *parts) + 1e-8
    # The factor is that of the curvature, by differences.
    lower, h = np.tril(factor), 1e-4
    for i in range(6):
        up, down = mode.copy(), mode.copy()
        up[i] += h
        down[i] -= h
        second = log_posterior(up, *parts) - 2 * log_posterior(mode, *parts)
        second += log_posterior(down, *parts)
        assert (lower @ lower.T)[i, i] == pytest.approx(-second / h**2, rel=1e-3)


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", range(3))
def test_draws_have_the_moments_that_importance_sampling_gives(seed):
    """A second way to the same integrals, from heavy-tailed draws about the mode."""
    parts = example(seed)
    problem, mode, factor = compiled(*parts)
    rng = np.random.default_rng(seed)
    draws = np.empty((4, 5000, 6))
    for chain in range(4):
        assert 0.6 < draw_posterior(problem, mode, factor, 500, draws[chain], rng) <= 1
    lower = np.tril(factor)
    proposal = stats.multivariate_t(mode, np.linalg.inv(lower @ lower.T) * 1.3, df=5, seed=seed)
    drawn = proposal.rvs(60_000)
    logs = np.array([log_posterior(b, *parts) for b in drawn]) - proposal.logpdf(drawn)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    assert 1 / (weights**2).sum() > 5000
    for i in range(6):
        mean = (weights * drawn[:, i]).sum()
        sd = math.sqrt((weights * (drawn[:, i] - mean) ** 2).sum())
        assert draws[:, :, i].mean() == pytest.approx(mean, abs=0.05 * sd)
        assert draws[:, :, i].std() == pytest.approx(sd, rel=0.05)
