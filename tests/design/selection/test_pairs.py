"""Joint probabilities: against all that can happen, sums over units, and samples drawn."""

from itertools import combinations, permutations

import numpy as np
import pytest
from scipy.stats import chi2

from measure87.design.selection.chances import chances
from measure87.design.selection.sampford import draw_sampford, sampford_pairs
from measure87.design.selection.sequential import (
    chromy_pairs,
    draw_chromy,
    draw_pivotal,
    draw_systematic,
    pivotal_pairs,
    systematic_pairs,
    whole_ended,
)

PI = chances(np.array([3.0, 1, 4, 1, 5, 9, 2, 6]), 3).pi


TOO_FAR = 5.0
"""Of 144 comparisons one lies farther off than this by chance once in 10,000 runs."""


def systematic(pi):
    return systematic_pairs(pi, whole_ended(np.cumsum(pi)))


EXACT = {
    "sampford": (draw_sampford, sampford_pairs),
    "systematic": (draw_systematic, systematic),
    "pivotal": (draw_pivotal, pivotal_pairs),
    "chromy": (draw_chromy, chromy_pairs),
}


def invented(seed):
    rng = np.random.default_rng(seed)
    found = chances(rng.gamma(2, 1, int(rng.integers(5, 9))), int(rng.integers(2, 4)))
    return found.pi[~found.certain]


def sampford_of_all_samples(pi):
    """The definition, sample by sample."""
    n, w = round(pi.sum()), pi / (1 - pi)
    pairs, whole = np.zeros((pi.size, pi.size)), 0.0
    for one in combinations(range(pi.size), n):
        s = list(one)
        p = w[s].prod() * (1 - pi[s]).sum()
        pairs[np.ix_(s, s)] += p
        whole += p
    return pairs / whole


def pivotal_of_all_contests(pi):
    """Every way that the contests can end, with its probability."""
    pairs = np.zeros((pi.size, pi.size))

    def go_on(k, holder, a, drawn, p):
        if p == 0:
            return
        if k == pi.size:
            s = [*drawn, holder] if holder is not None and a > 0.5 else list(drawn)
            pairs[np.ix_(s, s)] += p
            return
        b = pi[k]
        if holder is None or a < 1e-12:
            go_on(k + 1, k, b, drawn, p)
        elif a + b < 1 - 1e-12:
            go_on(k + 1, holder, a + b, drawn, p * a / (a + b))
            go_on(k + 1, k, a + b, drawn, p * b / (a + b))
        else:
            first = (1 - b) / (2 - a - b) if a + b < 2 else 1.0
            rest = a + b - 1
            empty = rest < 1e-12
            go_on(k + 1, None if empty else k, rest, (*drawn, holder), p * first)
            go_on(k + 1, None if empty else holder, rest, (*drawn, k), p * (1 - first))

    go_on(0, None, 0.0, (), 1.0)
    return pairs


def chromy_of_all_draws(pi):
    """Chromy's rule from each start: the count so far is the whole part expected, or one more."""
    pairs = np.zeros((pi.size, pi.size))
    for start in range(pi.size):
        order = np.roll(np.arange(pi.size), -start)
        states = {(): pi[start] / pi.sum()}
        total = 0.0
        for k in order:
            before, total = total, total + pi[k]
            i0, i1 = np.floor(before + 1e-9), np.floor(total + 1e-9)
            f0, f1 = max(before - i0, 0), max(total - i1, 0)
            new = {}
            for s, p in states.items():
                if i1 == i0:
                    more = 0.0 if len(s) > i0 else (f1 - f0) / (1 - f0)
                else:
                    more = f1 / f0 if len(s) > i0 else 1.0
                for taken, q in (((*s, k), more), (s, 1 - more)):
                    new[taken] = new.get(taken, 0.0) + p * q
            states = new
        for s, p in states.items():
            pairs[np.ix_(list(s), list(s))] += p
    return pairs


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(
    ("method", "all_of_it"),
    [
        ("sampford", sampford_of_all_samples),
        ("pivotal", pivotal_of_all_contests),
        ("chromy", chromy_of_all_draws),
    ],
)
def test_pairs_are_those_of_everything_that_can_happen(method, all_of_it, seed):
    pi = invented(seed)
    assert EXACT[method][1](pi) == pytest.approx(all_of_it(pi), abs=1e-12)


@pytest.mark.parametrize("method", EXACT)
@pytest.mark.parametrize("n", [2, 7, 25])
def test_pairs_add_up(method, n):
    """Over the second unit they are n pi; the diagonal is pi (a sample has n units)."""
    found = chances(np.random.default_rng(n).gamma(3, 1, 60), n)
    pi = found.pi[~found.certain]
    pairs = EXACT[method][1](pi)
    assert np.diag(pairs) == pytest.approx(pi)
    assert pairs.sum(axis=1) == pytest.approx(pi.sum() * pi)
    assert pairs == pytest.approx(pairs.T)
    assert pairs.min() >= -1e-15
    assert np.all(pairs <= np.minimum(pi[:, None], pi) + 1e-12)


@pytest.mark.few(2)
@pytest.mark.parametrize("method", EXACT)
def test_samples_have_the_chances_of_units_and_pairs(method):
    draw, pairs_of = EXACT[method]
    rng = np.random.default_rng(20)
    draws, together = 20_000, np.zeros((8, 8))
    for _ in range(draws):
        taken = draw(PI, rng).astype(float)
        assert taken.sum() == 3
        together += np.outer(taken, taken)
    pairs = pairs_of(PI)
    above = np.triu_indices(8)
    counts, expected = together[above], draws * pairs[above]
    never = expected < 1e-9
    assert counts[never].sum() == 0
    z = (counts - expected)[~never] / np.sqrt(expected * (1 - pairs[above]))[~never]
    assert np.abs(z).max() < TOO_FAR
    units = (np.diag(together) - draws * PI) ** 2 / (draws * PI * (1 - PI))
    assert units.sum() < chi2.ppf(1 - 1e-6, 8)  # not independent, as n is fixed: less than chi2


def test_a_wrong_chance_would_be_seen():
    """The bounds above can fail: units drawn alike are none of proportion to size."""
    rng = np.random.default_rng(21)
    counts = sum(np.isin(np.arange(8), rng.choice(8, 3, replace=False)) for _ in range(2_000))
    assert ((counts - 2_000 * PI) ** 2 / (2_000 * PI * (1 - PI))).sum() > chi2.ppf(1 - 1e-6, 8)


@pytest.mark.parametrize("method", EXACT)
def test_pairs_give_the_variance_that_many_samples_have(method):
    """Sen, Yates and Grundy's variance of a weighted total, from the joint probabilities."""
    draw, pairs_of = EXACT[method]
    rng = np.random.default_rng(30)
    found = chances(rng.gamma(3, 1, 25), 6)
    pi = found.pi[~found.certain]
    y = rng.normal(10, 4, pi.size) * np.sqrt(pi)
    pairs, expanded = pairs_of(pi), y / pi
    apart = (expanded[:, None] - expanded) ** 2
    expected = 0.5 * ((np.outer(pi, pi) - pairs) * apart).sum()
    draws = 6_000
    totals = np.array([expanded[draw(pi, rng)].sum() for _ in range(draws)])
    deviations = (totals - y.sum()) ** 2
    error = deviations.std() / np.sqrt(draws)
    assert abs(deviations.mean() - expected) < 4.5 * error
    assert abs(totals.mean() - y.sum()) < 4.5 * totals.std() / np.sqrt(draws)


def test_pairs_of_some_units_are_those_of_all():
    some = np.array([1, 4, 6])
    assert sampford_pairs(PI, some) == pytest.approx(sampford_pairs(PI)[np.ix_(some, some)])


def test_sampford_keeps_its_digits_where_many_are_drawn():
    found = chances(np.random.default_rng(1).gamma(2, 1, 300), 120)
    pi = found.pi[~found.certain]
    some = np.arange(0, pi.size, 20)
    pairs = sampford_pairs(pi, some)
    assert np.all((pairs > 0) & (pairs < 1))
    assert np.all(pairs - np.outer(pi[some], pi[some]) < np.diag(pi[some]))


def test_systematic_sampling_in_all_orders_is_what_simulation_of_it_comes_to():
    pi = chances(np.array([1.0, 2, 3, 4, 2]), 2).pi
    orders = list(permutations(range(5)))
    mean = np.zeros((5, 5))
    for order in orders:
        back = np.argsort(order)
        mean += systematic(pi[list(order)])[np.ix_(back, back)] / len(orders)
    assert mean.sum(axis=1) == pytest.approx(2 * pi)
    assert mean[np.triu_indices(5, 1)].min() > 0  # which in a fixed order it is not
    assert systematic(pi)[np.triu_indices(5, 1)].min() == 0
