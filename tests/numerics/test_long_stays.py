"""Chains that rested elsewhere are seen, those that nothing holds are not."""

import numpy as np
import pytest

from measure87.numerics.convergence import rank_normalised_r_hat
from measure87.numerics.long_stays import (
    LONGEST_CORRELATED,
    LongStay,
    correlation_time,
    long_stays,
    share_limit,
)


def correlated(rng, n, memory, begin):
    """An autoregression with mean 0, variance 1 and correlation time about `memory`."""
    keep = (memory - 1.0) / (memory + 1.0)
    noise = rng.standard_normal(n) * np.sqrt(1.0 - keep**2)
    draws, now = np.empty(n), begin
    for i in range(n):
        now = keep * now + noise[i]
        draws[i] = now
    return draws


def chains(seed, memory=10, n=20_000, begins=(0.0, -20.0, 20.0, 100.0)):
    rng = np.random.default_rng(seed)
    return np.array([correlated(rng, n, memory, begin) for begin in begins])


def found(draws, warm_up=0.2):
    agreed = draws[:, int(warm_up * draws.shape[1]) :]
    return long_stays(draws, agreed, correlation_time(agreed))


# A naive second implementation: each stretch and each run counted by itself.
def longest_elsewhere(chain, agreed, stretch):
    low, high = np.quantile(agreed, [0.025, 0.975])
    sides = []
    for begin in range(0, len(chain) // stretch * stretch, stretch):
        middle = np.median(chain[begin : begin + stretch])
        sides.append("below" if middle < low else "above" if middle > high else "")
    best = (0, 0)
    for begin in range(len(sides)):
        end = begin
        while end < len(sides) and sides[end] and sides[end] == sides[begin]:
            end += 1
        if end - begin > best[1]:
            best = (begin, end - begin)
    return best[0] * stretch, best[1] * stretch


@pytest.mark.parametrize("memory", [1.5, 10, 60])
@pytest.mark.parametrize("seed", range(5))
def test_chains_that_nothing_holds_have_no_long_stay_wherever_they_begin(seed, memory):
    assert found(chains(seed, memory)) == ()


@pytest.mark.parametrize("begin", [0, 3000, 12_000])
def test_a_chain_that_is_held_is_seen_in_the_warm_up_and_after(begin):
    draws = chains(1)
    draws[2, begin : begin + 600] -= 15.0
    (stay,) = found(draws)
    assert stay.chain == 2
    assert stay.begin == pytest.approx(begin, abs=60)
    assert stay.length == pytest.approx(600, abs=120)
    assert stay.value == pytest.approx(-15.0, abs=1.0)
    assert stay.entered == (begin > 0)


def test_r_hat_is_content_where_the_stay_lies_in_the_warm_up():
    draws = chains(1)
    draws[:3, :3500] -= 15.0
    assert rank_normalised_r_hat(draws[:, 4000:]) < 1.01
    assert [stay.chain for stay in found(draws)] == [0, 1, 2]


@pytest.mark.parametrize("seed", range(6))
def test_a_naive_implementation_finds_the_same(seed):
    rng = np.random.default_rng(seed)
    draws = chains(seed, memory=5, n=6000)
    for chain in range(3):
        begin = int(rng.integers(0, 4000))
        draws[chain, begin : begin + int(rng.integers(50, 1500))] += rng.choice([-8.0, 8.0])
    agreed, stretch = draws[:, 1200:], int(rng.integers(3, 12))
    got = {stay.chain: (stay.begin, stay.length) for stay in long_stays(draws, agreed, stretch)}
    for chain in range(4):
        begin, length = longest_elsewhere(draws[chain], agreed, stretch)
        assert (chain in got) == (length > LONGEST_CORRELATED * stretch)
        assert got.get(chain, (begin, length)) == (begin, length)


def test_a_second_centre_with_a_good_share_is_not_elsewhere():
    draws = chains(3)
    draws[:, ::2000] += 0.0
    for begin in range(0, 20_000, 2000):
        draws[:, begin : begin + 1000] += 15.0
    assert found(draws) == ()


def test_chains_that_stand_still_have_no_stay():
    assert long_stays(np.ones((2, 100)), np.ones((2, 80)), 1.0) == ()


def test_a_chain_shorter_than_a_stretch_has_no_stay():
    assert long_stays(np.ones((2, 10)), np.zeros((2, 10)), 50.0) == ()


def test_a_stay_says_where_and_how_long():
    held = np.r_[np.zeros(300), np.tile([9.0, 10.0, 11.0], 300)]
    assert long_stays([held], held[300:], 10.0) == (LongStay(0, 0, 300, 0.0),)


def jumping(rng, n, enter, leave, begins_there):
    """Whether a chain of two places is in the rarer one, at each iteration."""
    there, now, at = np.zeros(n, dtype=bool), begins_there, 0
    while at < n:
        stay = int(rng.exponential(1.0 / (leave if now else enter))) + 1
        there[at : at + stay] = now
        now, at = not now, at + stay
    return there


# Four chains that begin there, as a search for other answers would have them. The limit is above
# the truth as often as it says, or more often: stays that go on at the end are counted as over.
def test_the_limit_holds_the_share_of_time_that_chains_spend_there():
    rng = np.random.default_rng(5)
    n, leave = 40_000, 1 / 2000
    for share in (0.02, 0.05, 0.1):
        enter = leave * share / (1.0 - share)
        above = 0
        for _ in range(200):
            stays = []
            for chain in range(4):
                there = jumping(rng, n, enter, leave, begins_there=True)
                edges = np.flatnonzero(np.diff(np.r_[0, there.astype(int), 0]))
                stays += [LongStay(chain, b, e - b, 0.0, b > 0) for b, e in edges.reshape(-1, 2)]
            above += share_limit(stays, 4 * n) >= share
        assert above >= 0.93 * 200


def test_without_stays_nothing_lies_elsewhere():
    assert share_limit((), 1000) == 0.0
