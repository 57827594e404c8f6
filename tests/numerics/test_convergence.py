import math

import numpy as np
import pytest
from scipy import stats

from measure87.numerics.convergence import (
    effective_sample_size,
    quantile_standard_error,
    rank_normalised_r_hat,
    tail_effective_sample_size,
)
from measure87.vocabulary.errors import DataError


def naive_scores(values):
    flat = [x for chain in values for x in chain]
    score = {}
    for x in set(flat):
        rank = sum(y < x for y in flat) + (sum(y == x for y in flat) + 1) / 2
        score[x] = stats.norm.ppf((rank - 3 / 8) / (len(flat) + 1 / 4))
    return [[score[x] for x in chain] for chain in values]


def naive_halves(draws):
    half = len(draws[0]) // 2
    return [list(c[:half]) for c in draws] + [list(c[len(c) - half :]) for c in draws]


def naive_r_hat(chains):
    n = len(chains[0])
    w = np.mean([np.var(c, ddof=1) for c in chains])
    b = n * np.var([np.mean(c) for c in chains], ddof=1)
    return math.sqrt(((n - 1) / n * w + b / n) / w)


def naive_size(chains):
    """Lag by lag, as the sequence of Geyer is described: no transforms, no arrays."""
    m, n = len(chains), len(chains[0])
    means = [np.mean(c) for c in chains]

    def covariance(lag):
        return np.mean(
            [
                sum((c[i] - mu) * (c[i + lag] - mu) for i in range(n - lag)) / n
                for c, mu in zip(chains, means, strict=True)
            ]
        )

    w = covariance(0) * n / (n - 1)
    v = w * (n - 1) / n + np.var(means, ddof=1)
    rho = [1.0, 1 - (w - covariance(1)) / v]
    t = 1
    even, odd = rho
    while t < n - 3 and even + odd > 0:
        even, odd = (1 - (w - covariance(t + k)) / v for k in (1, 2))
        if even + odd >= 0:
            rho += [even, odd]
        t += 2
    last = t - 2
    rho = [*rho[: last + 1], even if even > 0 else 0.0]
    for k in range(1, last - 1, 2):
        if rho[k + 1] + rho[k + 2] > rho[k - 1] + rho[k]:
            rho[k + 1] = rho[k + 2] = (rho[k - 1] + rho[k]) / 2
    tau = -1 + 2 * sum(rho[: last + 1]) + rho[last + 1]
    return m * n / max(tau, 1 / math.log10(m * n))


def autoregressive(rng, chains, n, rho):
    noise = rng.normal(size=(chains, n)) * math.sqrt(1 - rho**2)
    draws = np.empty((chains, n))
    draws[:, 0] = rng.normal(size=chains)
    for t in range(1, n):
        draws[:, t] = rho * draws[:, t - 1] + noise[:, t]
    return draws


CASES = [(4, 60, 0.0), (4, 60, 0.7), (3, 81, -0.4), (2, 50, 0.9), (1, 64, 0.3), (5, 8, 0.2)]


@pytest.mark.parametrize(("chains", "n", "rho"), CASES)
def test_r_hat_and_size_are_those_of_a_second_implementation(chains, n, rho):
    draws = np.round(autoregressive(np.random.default_rng(chains + n), chains, n, rho), 1)
    halves = naive_halves(draws.tolist())
    scores = naive_scores(halves)
    middle = np.median(np.array(halves))
    folded = naive_scores([[abs(x - middle) for x in chain] for chain in halves])
    want = max(naive_r_hat(scores), naive_r_hat(folded))
    assert rank_normalised_r_hat(draws) == pytest.approx(want, rel=1e-10)
    assert effective_sample_size(draws) == pytest.approx(naive_size(scores), rel=1e-9)


@pytest.mark.parametrize(("chains", "n", "rho"), CASES)
def test_the_size_for_the_tails_is_that_of_a_second_implementation(chains, n, rho):
    draws = autoregressive(np.random.default_rng(chains * n), chains, n, rho)
    halves = np.array(naive_halves(draws.tolist()))
    want = min(
        naive_size((halves <= np.quantile(halves, p)).astype(float).tolist()) for p in (0.05, 0.95)
    )
    assert tail_effective_sample_size(draws) == pytest.approx(want, rel=1e-9)


@pytest.mark.parametrize("rho", [-0.5, 0.0, 0.5, 0.9])
def test_the_size_of_an_autoregression_is_its_known_size(rho):
    draws = autoregressive(np.random.default_rng(5), 4, 40_000, rho)
    # For a correlation rho at lag 1 the mean of n draws is worth n (1 - rho) / (1 + rho).
    # Ranks change that by a few percent.
    want = draws.size * (1 - rho) / (1 + rho)
    assert effective_sample_size(draws) == pytest.approx(want, rel=0.06)
    assert rank_normalised_r_hat(draws) < 1.01


def test_the_standard_error_of_a_median_is_the_spread_of_medians():
    rng = np.random.default_rng(11)
    medians, errors = [], []
    for _ in range(200):
        draws = autoregressive(rng, 4, 500, 0.6)
        medians.append(np.median(draws))
        errors.append(quantile_standard_error(draws, 0.5))
    assert np.mean(errors) == pytest.approx(np.std(medians), rel=0.15)


def test_chains_in_different_places_do_not_agree():
    draws = np.random.default_rng(1).normal(size=(4, 1000))
    draws[0] += 0.5
    assert rank_normalised_r_hat(draws) > 1.01


def test_chains_of_different_spread_do_not_agree_though_their_centres_do():
    draws = np.random.default_rng(1).normal(size=(4, 1000))
    draws[0] *= 2
    assert rank_normalised_r_hat(draws) > 1.01


def test_a_trend_shared_by_all_chains_is_seen():
    draws = np.random.default_rng(1).normal(size=(4, 1000)) + np.linspace(0, 1, 1000)
    assert rank_normalised_r_hat(draws) > 1.01


def test_nothing_changes_when_the_draws_are_transformed():
    draws = autoregressive(np.random.default_rng(3), 4, 300, 0.5)
    assert effective_sample_size(np.exp(draws)) == effective_sample_size(draws)


def test_draws_that_stand_still_are_answered_without_a_number_that_is_none():
    still = np.ones((4, 100))
    assert rank_normalised_r_hat(still) == 1.0
    assert effective_sample_size(still) == tail_effective_sample_size(still) == 400
    assert rank_normalised_r_hat(still * np.arange(4)[:, None]) == math.inf


@pytest.mark.parametrize(
    ("draws", "code"),
    [
        (np.ones(100), "wrong-shape"),
        (np.ones((4, 3)), "too-few-draws"),
        (np.full((4, 100), np.nan), "draw-not-finite"),
    ],
)
def test_draws_that_cannot_be_judged_are_refused(draws, code):
    with pytest.raises(DataError) as found:
        rank_normalised_r_hat(draws)
    assert found.value.code == code
