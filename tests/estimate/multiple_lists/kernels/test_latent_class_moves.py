"""Moves and draws of latent classes against the densities that they must leave as they are."""

import math
from itertools import permutations

import numpy as np
import pytest
from scipy import special, stats

from measure87.estimate.multiple_lists.kernels.latent_class_draws import draw_chances, draw_weights
from measure87.estimate.multiple_lists.kernels.latent_class_moves import (
    _log_likelihood_ratio,
    _log_prior_ratio,
    _rescale_chances,
    log_label_density,
    relabel,
    rescale_classes,
)
from measure87.estimate.multiple_lists.kernels.latent_class_sampler import Cells, cells_of


def label_density(count, alpha, a, b):
    """log p(classes, log alpha), stick by stick, less the logarithms of factorials."""
    beyond = np.append(np.cumsum(count[::-1])[::-1][1:], 0)
    sticks = (
        math.log(alpha)
        + special.gammaln(1 + count)
        + special.gammaln(alpha + beyond)
        - special.gammaln(1 + alpha + beyond + count)
    )[:-1]
    gamma = a * math.log(alpha) - b * alpha
    return float(sticks.sum() + gamma - special.gammaln(1 + count).sum())


@pytest.mark.parametrize("alpha", [0.03, 1.0, 12.0])
@pytest.mark.parametrize("count", [[4, 0], [3, 1, 0, 6], [0, 0, 0, 2, 1], [10**6] * 50])
def test_the_density_of_labels_is_that_of_the_sticks(count, alpha):
    count = np.array(count)
    found = log_label_density(count, alpha, 0.25, 0.5)
    assert found == pytest.approx(label_density(count, alpha, 0.25, 0.5), rel=1e-9, abs=1e-8)


def test_the_density_of_labels_neither_overflows_nor_vanishes():
    """Forty empty classes of a tiny concentration: a product of 1e-1200."""
    count = np.zeros(42, dtype=np.int64)
    found = log_label_density(count, 1e-30, 0.25, 0.5)
    assert found == pytest.approx(label_density(count, 1e-30, 0.25, 0.5), rel=1e-9)


def test_relabelling_leaves_classes_and_concentration_as_probable_as_they_are():
    """Three classes of 5, 2 and 0 persons: the chance of every order, by integration."""
    a, b = 0.8, 0.6
    grid = np.linspace(-14, 6, 2001)
    orders = list(permutations((5, 2, 0)))
    density = np.exp(
        [[label_density(np.array(o), math.exp(x), a, b) for x in grid] for o in orders]
    )
    wanted = density.sum(axis=1) / density.sum()
    mean = (density.sum(axis=0) @ grid) / density.sum()
    rng = np.random.default_rng(3)
    count, alpha = np.array([5, 2, 0]), 1.0
    on = np.array([[50, 20, 0], [5, 2, 0]])
    visits, logs = dict.fromkeys(orders, 0), []
    for _ in range(40_000):
        alpha = relabel(rng, count, on, alpha, a, b)
        visits[tuple(count.tolist())] += 1
        logs.append(math.log(alpha))
    assert (on == np.outer([10, 1], count)).all(), "persons of lists go with their class"
    found = np.array([visits[o] for o in orders]) / 40_000
    assert found == pytest.approx(wanted, abs=0.015)
    assert np.mean(logs) == pytest.approx(mean, abs=0.1)


# Rescaling.


def prior_density(log_weight, alpha):
    """log of prod(nu) R_K^(alpha - 1) / prod(R_2 ... R_(K-1))."""
    weight = np.exp(log_weight)
    beyond = np.cumsum(weight[::-1])[::-1]
    return log_weight.sum() + (alpha - 1) * log_weight[-1] - np.log(beyond[1:-1]).sum()


@pytest.mark.parametrize("k", range(4))
@pytest.mark.parametrize("step", [-0.7, 0.4])
def test_the_ratio_of_priors_is_that_of_the_sticks_density(k, step):
    log_weight = np.log([0.4, 0.1, 0.3, 0.2])
    weight = math.exp(log_weight[k])
    log_whole = math.log1p(weight * (math.exp(step) - 1))
    moved = log_weight - log_whole
    moved[k] += step
    found = _log_prior_ratio(k, step, weight, log_whole, 1.7, log_weight, np.empty(4))
    assert found == pytest.approx(prior_density(moved, 1.7) - prior_density(log_weight, 1.7))


def test_that_density_is_the_one_of_the_sticks():
    """With log-ratios of the weights as coordinates: checked by the Jacobian, numerically."""
    alpha, weight = 1.7, np.array([0.4, 0.1, 0.3, 0.2])

    def sticks_of(ratios):
        weights = np.exp(np.append(ratios, 0.0))
        weights /= weights.sum()
        return weights[:-1] / np.cumsum(weights[::-1])[::-1][:-1]

    def density(weights):
        ratios = np.log(weights[:-1] / weights[-1])
        steps = 1e-6 * np.eye(3)
        slope = [(sticks_of(ratios + s) - sticks_of(ratios - s)) / 2e-6 for s in steps]
        v = sticks_of(ratios)
        return (alpha - 1) * np.log(1 - v).sum() + math.log(abs(np.linalg.det(slope)))

    other = np.array([0.1, 0.2, 0.6, 0.1])
    wanted = density(weight) - density(other)
    found = prior_density(np.log(weight), alpha) - prior_density(np.log(other), alpha)
    assert found == pytest.approx(wanted, abs=1e-6)


def some_state(rng, cells, classes):
    """Parameters, and the chances of cells and classes as they follow."""
    weight = rng.dirichlet(np.ones(classes))
    odds = rng.uniform(0.1, 2.0, (cells.lists, classes))
    return np.log(weight), odds, -np.log1p(odds).sum(axis=0)


def chances_of(cells, log_weight, odds):
    """(C, K) chance of each cell and class, from weights and chances of being on lists."""
    chances = odds / (1 + odds)
    found = np.empty((len(cells.histories), len(log_weight)))
    for c, history in enumerate(cells.histories):
        on = (history >> np.arange(cells.lists) & 1)[:, None]
        found[c] = np.exp(log_weight) * np.where(on, chances, 1 - chances).prod(axis=0)
    return found


def log_likelihood(cells, chance):
    """Of the seen cells, given that a person is seen."""
    seen = len(cells.persons)
    whole = 1 - chance[seen:].sum()
    return float(cells.persons @ np.log(chance[:seen].sum(axis=1) / whole))


COUNTS = np.array([9, 7, 0, 6, 2, 3, 1])
# The first two lists are kept apart.
POSSIBLE = np.array([True, True, False, True, True, True, False])
COUNTS[~POSSIBLE] = 0


def test_ratio_of_likelihoods_and_chances_after_a_class_is_rescaled():
    cells = cells_of(COUNTS, POSSIBLE)
    log_weight, odds, log_miss = some_state(np.random.default_rng(1), cells, 3)
    chance = chances_of(cells, log_weight, odds)
    for k, step in ((0, 0.5), (2, -0.8)):
        weight, grown = math.exp(log_weight[k]), math.exp(step)
        whole = 1 + weight * (grown - 1)
        moved, fewer = log_weight - math.log(whole), odds.copy()
        moved[k] += step
        fewer[:, k] /= grown
        then = chances_of(cells, moved, fewer)
        miss = -np.log1p(fewer[:, k]).sum()
        at_none = math.exp(step - math.log(whole) + miss - log_miss[k])
        factor = at_none / grown ** np.arange(4.0)
        found = _log_likelihood_ratio(k, cells, whole, factor, chance, chance.sum(axis=1))
        wanted = log_likelihood(cells, then) - log_likelihood(cells, chance)
        assert found == pytest.approx(wanted, abs=1e-9)
        now, total = chance.copy(), chance.sum(axis=1)
        _rescale_chances(k, cells.sizes, whole, factor, now, total)
        assert now == pytest.approx(then, rel=1e-12)
        assert total == pytest.approx(then.sum(axis=1), rel=1e-12)


def test_a_class_that_would_hold_more_than_everybody_is_refused():
    cells = cells_of(COUNTS, POSSIBLE)
    chance = np.full((len(cells.histories), 2), 0.05)
    found = _log_likelihood_ratio(0, cells, 1.0, np.full(4, 1e3), chance, chance.sum(axis=1))
    assert found == -np.inf


def rescaled(rng, cells, alpha, classes, rounds):
    """From a draw of the prior, so many rounds."""
    log_weight, odds, log_miss = (
        np.empty(classes),
        np.empty((cells.lists, classes)),
        np.empty(classes),
    )
    none = np.zeros(classes, dtype=np.int64)
    draw_weights(rng, none, alpha, log_weight)
    draw_chances(rng, none, np.zeros((cells.lists, classes), dtype=np.int64), odds, log_miss)
    chance = chances_of(cells, log_weight, odds)
    total = chance.sum(axis=1)
    for _ in range(rounds):
        rescale_classes(rng, cells, alpha, log_weight, odds, log_miss, chance, total)
    return log_weight, odds, log_miss, chance, total


@pytest.mark.slow
def test_what_is_kept_of_a_state_is_up_to_date_after_many_moves():
    cells, rng = cells_of(COUNTS, POSSIBLE), np.random.default_rng(5)
    log_weight, odds, log_miss, chance, total = rescaled(rng, cells, 1.5, 4, 60)
    assert np.exp(log_weight).sum() == pytest.approx(1.0)
    assert log_miss == pytest.approx(-np.log1p(odds).sum(axis=0))
    assert chance == pytest.approx(chances_of(cells, log_weight, odds), rel=1e-8)
    assert total == pytest.approx(chance.sum(axis=1), rel=1e-8)


def test_without_persons_the_prior_stays_as_it_is():
    """3,000 draws of the prior, each moved ten times: sticks and chances are as before."""
    cells = Cells(2, np.zeros(0, dtype=np.int64), np.array([0]), np.array([0]))
    alpha, rng = 1.5, np.random.default_rng(6)
    states = [rescaled(rng, cells, alpha, 3, 10) for _ in range(3000)]
    weight = np.exp([state[0] for state in states])
    first, second = weight[:, 0], weight[:, 1] / (1 - weight[:, 0])
    chance = np.array([state[1] / (1 + state[1]) for state in states])
    for drawn, wanted in (
        (first, stats.beta(1, alpha)),
        (second, stats.beta(1, alpha)),
        *((chance[:, j, k], stats.uniform()) for j in range(2) for k in range(3)),
    ):
        assert stats.kstest(drawn, wanted.cdf).pvalue > 1e-4
    # Weights and chances are independent, and lists of a class too.
    assert abs(np.corrcoef(first, chance[:, 0, 0])[0, 1]) < 0.08
    assert abs(np.corrcoef(chance[:, 0, 0], chance[:, 1, 0])[0, 1]) < 0.08


# Draws.


def test_chances_and_weights_are_drawn_from_their_beta_distributions():
    count, on = np.array([7, 0, 3]), np.array([[2, 0, 3], [7, 0, 0]])
    odds, log_miss, log_weight = np.empty((2, 3)), np.empty(3), np.empty(3)
    rng, chances, weights = np.random.default_rng(7), [], []
    for _ in range(4000):
        draw_chances(rng, count, on, odds, log_miss)
        assert log_miss == pytest.approx(-np.log1p(odds).sum(axis=0))
        draw_weights(rng, count, 0.7, log_weight)
        assert np.exp(log_weight).sum() == pytest.approx(1.0)
        chances.append(odds / (1 + odds))
        weights.append(np.exp(log_weight))
    chances, weights = np.array(chances), np.array(weights)
    for j in range(2):
        for k in range(3):
            wanted = stats.beta(1 + on[j, k], 1 + count[k] - on[j, k])
            assert stats.kstest(chances[:, j, k], wanted.cdf).pvalue > 1e-4
    assert stats.kstest(weights[:, 0], stats.beta(8, 0.7 + 3).cdf).pvalue > 1e-4
    second = weights[:, 1] / (1 - weights[:, 0])
    assert stats.kstest(second, stats.beta(1, 0.7 + 3).cdf).pvalue > 1e-4
