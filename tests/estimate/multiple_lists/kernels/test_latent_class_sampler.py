from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from measure87.estimate.multiple_lists.kernels.latent_class_draws import (
    draw_binomial,
    log_gamma_draw,
    split_persons,
)
from measure87.estimate.multiple_lists.kernels.latent_class_sampler import (
    LatentClassPrior,
    cells_of,
    extend_chain,
    start_chain,
)


def possible_cells(k, apart):
    histories = np.arange(1, 1 << k)
    found = np.ones(len(histories), dtype=bool)
    for i, j in apart:
        found &= (histories & (1 << i | 1 << j)) != (1 << i | 1 << j)
    return found


def by_weighting(rng, counts, possible, k, prior, draws):
    """Chance of 0, 1, 2, ... unseen by weighting draws from the prior: no chain, no classes drawn.

    Given the parameters the seen cells are multinomial, and the unseen negative binomial under
    the prior 1/N.
    """
    chance = np.zeros(2000)
    n = counts.sum()
    for _ in range(draws // 100_000):
        m = 100_000
        alpha = rng.gamma(prior.a, 1 / prior.b, m)
        left, weight = np.ones(m), np.empty((prior.classes, m))
        for c in range(prior.classes - 1):
            v = 1 - rng.random(m) ** (1 / np.maximum(alpha, 1e-300))
            weight[c] = left * v
            left = left * (1 - v)
        weight[-1] = left
        chances = rng.random((prior.classes, k, m))

        def cell(h, weight=weight, chances=chances):
            each = weight.copy()
            for j in range(k):
                each *= chances[:, j] if h >> j & 1 else 1 - chances[:, j]
            return each.sum(axis=0)

        cells = np.array([cell(h + 1) for h in np.flatnonzero(possible)])
        seen, missed = cells.sum(axis=0), cell(0)
        likelihood = np.exp((counts[possible][:, None] * np.log(cells / seen)).sum(axis=0))
        ratio = seen / (seen + missed)
        # Sorted by the ratio, draws are taken together in groups of nearly the same ratio.
        grid = np.linspace(0, 1, 2001)
        mass = np.histogram(ratio, grid, weights=likelihood)[0]
        middle = (grid[1:] + grid[:-1]) / 2
        chance += mass @ stats.nbinom.pmf(np.arange(2000)[None], n, middle[:, None])
    return chance / chance.sum()


CASES = [
    (3, [6, 5, 2, 4, 1, 1, 2], (), LatentClassPrior(2)),
    (3, [9, 7, 0, 6, 2, 3, 0], ((0, 1),), LatentClassPrior(3)),
    *(
        pytest.param(*case, marks=pytest.mark.slow)  # more classes, more lists, another prior
        for case in (
            (3, [6, 5, 2, 4, 1, 1, 2], (), LatentClassPrior(10)),
            (
                4,
                [5, 4, 0, 4, 2, 1, 0, 3, 1, 2, 0, 0, 0, 0, 0],
                ((0, 1), (2, 3)),
                LatentClassPrior(10),
            ),
            (3, [3, 2, 1, 2, 1, 0, 4], (), LatentClassPrior(4, 1.0, 1.0)),
        )
    ),
]


@pytest.mark.few(1)
@pytest.mark.parametrize(("k", "counts", "apart", "prior"), CASES)
def test_the_posterior_is_that_of_weighted_draws_from_the_prior(k, counts, apart, prior):
    counts = np.array(counts)
    possible = possible_cells(k, apart)
    want = by_weighting(np.random.default_rng(3), counts, possible, k, prior, 300_000).cumsum()
    cells = cells_of(counts, possible)
    draws = []
    for start, rng in zip((0, 200), np.random.default_rng(4).spawn(2), strict=True):
        state = start_chain(rng, cells, prior, start)
        draws.append(extend_chain(rng, cells, prior, state, 80_000)[5_000:])
    pooled = np.concatenate(draws)
    for p in (0.05, 0.25, 0.5, 0.75, 0.95):
        at = int(np.searchsorted(want, p))
        # Some 5,000 effective draws on either side: a standard error of 0.01 at most.
        assert (pooled <= at).mean() == pytest.approx(want[at], abs=0.03)


def test_a_chain_that_is_extended_is_the_chain_that_ran_on():
    cells = cells_of([6, 5, 2, 4, 1, 1, 2], np.ones(7, dtype=bool))
    prior = LatentClassPrior()
    first, second = np.random.default_rng(1), np.random.default_rng(1)
    one = start_chain(first, cells, prior, 10)
    whole = extend_chain(first, cells, prior, one, 500)
    two = start_chain(second, cells, prior, 10)
    parts = [extend_chain(second, cells, prior, two, n) for n in (200, 0, 300)]
    np.testing.assert_array_equal(whole, np.concatenate(parts))
    np.testing.assert_array_equal(one.on, two.on)


def test_persons_are_neither_lost_nor_made():
    counts = np.array([60, 50, 0, 40, 12, 13, 0])
    cells = cells_of(counts, possible_cells(3, [(0, 1)]))
    rng = np.random.default_rng(2)
    state = start_chain(rng, cells, LatentClassPrior(), 30)
    for _ in range(50):
        (unseen,) = extend_chain(rng, cells, LatentClassPrior(), state, 1)
        imagined = state.held.sum() - counts.sum() - unseen
        assert unseen == state.unseen[0]
        assert imagined >= 0
        # Imagined persons are on both lists that are kept apart; nobody else is.
        assert state.on[0].sum() == 60 + 12 + imagined
        assert (state.on <= state.held).all()


@pytest.mark.parametrize(("n", "p"), [(5, 0.3), (40, 0.1), (2000, 0.003), (90, 0.5), (10**6, 1e-9)])
def test_binomial_draws_have_the_binomial_distribution(n, p):
    rng = np.random.default_rng(6)
    draws = np.array([draw_binomial(rng, n, p) for _ in range(20_000)])
    for k in np.unique(draws):
        exact = stats.binom.cdf(k, n, p)
        assert (draws <= k).mean() == pytest.approx(exact, abs=4 * 0.5 / np.sqrt(20_000))


@pytest.mark.parametrize("persons", [1, 3, 4, 500])
def test_persons_are_split_in_proportion_with_the_right_spread(persons):
    weights = np.array([0.5, 3.0, 0.0, 0.01, 1.5])
    share = weights / weights.sum()
    rng = np.random.default_rng(7)
    out, rest = np.zeros(5, dtype=np.int64), np.empty(5)
    found = []
    for _ in range(20_000):
        split_persons(rng, persons, weights, rest, out)
        found.append(out.copy())
    found = np.array(found)
    assert (found.sum(axis=1) == persons).all()
    assert found.mean(axis=0) == pytest.approx(persons * share, abs=5 * np.sqrt(persons / 20_000))
    covariance = persons * (np.diag(share) - np.outer(share, share))
    for i, j in combinations(range(5), 2):
        assert np.cov(found[:, i], found[:, j])[0, 1] == pytest.approx(
            covariance[i, j], abs=0.04 * persons
        )


@pytest.mark.parametrize("shape", [0.01, 0.3, 1.0, 40.0])
def test_log_gamma_draws_have_their_known_mean_and_no_infinity(shape):
    rng = np.random.default_rng(8)
    draws = np.array([log_gamma_draw(rng, shape) for _ in range(20_000)])
    assert np.isfinite(draws).all()
    exact = stats.loggamma(shape)
    assert draws.mean() == pytest.approx(exact.mean(), abs=5 * exact.std() / np.sqrt(20_000))
