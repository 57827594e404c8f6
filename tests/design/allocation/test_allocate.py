"""Shared allocations: bounds, sums, and the best whole numbers."""

import itertools

import numpy as np
import pytest

from measure87.design.allocation.allocate import SHARED, allocate_shared
from measure87.design.allocation.bounded import bounded_shares, largest_remainders
from measure87.design.allocation.neyman import best_whole_numbers
from measure87.design.allocation.strata import make_strata
from measure87.design.allocation.targets import targets_of
from measure87.vocabulary.errors import DataError


def strata_of(H=6, seed=1, **more):
    rng = np.random.default_rng(seed)
    return make_strata(
        [f"s{h}" for h in range(H)], rng.integers(100, 5000, H).astype(float),
        variables=["x"], mean=rng.uniform(1, 5, (H, 1)), sd=rng.gamma(2, 2, (H, 1)), **more,
    )  # fmt: skip


@pytest.mark.parametrize("method", SHARED)
@pytest.mark.parametrize("n", [40, 333, 4_000])
def test_numbers_add_up_and_keep_their_bounds(method, n):
    strata = strata_of(
        low=np.array([2, 5, 2, 9, 2, 2]), high=np.array([9999, 30, 800, 99, 99, 9999])
    )
    found = allocate_shared(strata, method, n=n)
    assert found.n.sum() == n
    assert np.all((found.n >= strata.low) & (found.n <= strata.high))
    assert found.real.sum() == pytest.approx(n)
    assert np.abs(found.n - found.real).max() < (1 if method != "neyman" else 2)


def test_without_bounds_they_are_the_textbooks():
    strata = strata_of(low=np.zeros(6, dtype=np.int64))
    N, S = strata.population, strata.sd[:, 0]
    cases = {"proportional": N, "equal": np.ones(6), "neyman": N * S}
    for method, score in cases.items():
        assert allocate_shared(strata, method, n=60).real == pytest.approx(60 * score / score.sum())
    C, X = S / strata.mean[:, 0], N
    score = C * X**0.3
    found = allocate_shared(strata, "power", n=60, power=0.3)
    assert found.real == pytest.approx(60 * score / score.sum())


def test_power_of_1_with_totals_is_neyman():
    strata = strata_of()
    totals = strata.population * strata.mean[:, 0]
    power = allocate_shared(strata, "power", n=300, power=1.0, importance=totals)
    assert power.real == pytest.approx(allocate_shared(strata, "neyman", n=300).real)


def test_a_budget_is_shared_by_spread_over_the_root_of_cost_and_kept():
    cost = np.array([1.0, 4.0, 9.0, 1.0, 2.0, 5.0])
    strata = strata_of(cost=cost, low=np.ones(6, dtype=np.int64))
    found = allocate_shared(strata, "neyman", budget=2_000.0)
    score = strata.population * strata.sd[:, 0] / np.sqrt(cost)
    assert found.real == pytest.approx(2_000 * score / (cost @ score))
    assert 2_000 - cost.sum() < found.cost <= 2_000


def test_neyman_whole_numbers_are_the_best_of_all():
    rng = np.random.default_rng(7)
    for _ in range(60):
        spread = rng.gamma(1, 5, 4) * (rng.random(4) > 0.1)
        low = rng.integers(1, 3, 4)
        high = low + rng.integers(0, 6, 4)
        total = int(rng.integers(low.sum(), high.sum() + 1))
        found = best_whole_numbers(spread, low, high, total)
        each = (range(a, b + 1) for a, b in zip(low, high, strict=True))
        best = min(
            (spread**2 / np.array(n)).sum() for n in itertools.product(*each) if sum(n) == total
        )
        assert found.sum() == total
        assert np.all((found >= low) & (found <= high))
        assert (spread**2 / found).sum() == pytest.approx(best, rel=1e-12)


def test_bounded_shares_are_the_best_within_bounds():
    rng = np.random.default_rng(5)
    for _ in range(40):
        spread, cost = rng.gamma(1, 5, 5), rng.uniform(1, 4, 5)
        low, high = rng.uniform(1, 3, 5), rng.uniform(5, 20, 5)
        total = rng.uniform(cost @ low, cost @ high)
        n = bounded_shares(spread / np.sqrt(cost), total, low, high, cost)
        assert cost @ n == pytest.approx(total)
        worth = spread**2 / n**2 / cost  # what a unit of cost takes off the variance
        can_rise, can_fall = n < high - 1e-9, n > low + 1e-9
        if can_rise.any() and can_fall.any():
            assert worth[can_rise].max() <= worth[can_fall].min() * (1 + 1e-9)


def test_what_is_left_over_goes_to_those_with_room():
    ones = np.ones(3)
    found = bounded_shares(np.array([1.0, 0, 0]), 12.0, ones, np.array([4.0, 9, 9]), ones)
    assert found == pytest.approx([4.0, 4.0, 4.0])


def test_largest_remainders_keep_sum_and_bounds():
    n = np.array([2.5, 2.5, 2.5, 2.5])
    whole = largest_remainders(n, np.zeros(4, np.int64), np.array([2, 9, 9, 9]), 10)
    assert whole.tolist() == [2, 3, 3, 2]


def test_the_precision_told_is_that_of_many_samples():
    rng = np.random.default_rng(11)
    people = [rng.gamma(2, 3, 60), rng.gamma(9, 1, 40)]
    strata = make_strata(
        ["a", "b"], np.array([60.0, 40.0]), variables=["x"],
        mean=np.array([[x.mean()] for x in people]),
        sd=np.array([[x.std(ddof=1)] for x in people]),
    )  # fmt: skip
    found = allocate_shared(strata, "neyman", n=20, targets=targets_of(strata, [1.0]))
    totals = [sum(x.size * rng.choice(x, k, replace=False).mean()
                  for x, k in zip(people, found.n, strict=True)) for _ in range(4_000)]  # fmt: skip
    assert np.std(totals) / np.mean(totals) == pytest.approx(found.cv[0], rel=0.05)


@pytest.mark.parametrize(
    ("more", "asked", "said"),
    [
        ({}, {"n": 5}, "minima of all strata take 12"),
        ({}, {"n": 10**7}, "strata have room for"),
        ({}, {}, "either a number of units or a budget"),
        ({}, {"n": 50, "budget": 3.0}, "either a number of units or a budget"),
        ({"low": np.full(6, 10**6)}, {"n": 50}, "above its maximum or its population"),
        ({"cost": np.zeros(6)}, {"n": 50}, "cost of 6 strata is not above 0; first in row 1"),
        ({"effect": np.full(6, np.nan)}, {"n": 50}, "design effect of 6 strata is not above 0"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told(more, asked, said):
    with pytest.raises(DataError, match=said):
        allocate_shared(strata_of(**more), "neyman", **asked)


def test_strata_twice_without_units_or_without_variance_are_told():
    with pytest.raises(DataError, match="the name of the stratum in row 3 stands twice"):
        make_strata(["a", "b", "a"], np.ones(3))
    with pytest.raises(DataError, match="population of the stratum in row 2 is no whole number"):
        make_strata(["a", "b"], np.array([3.0, 0.0]))
    flat = make_strata(["a"], np.array([9.0]), variables=["x"], sd=np.zeros((1, 1)))
    with pytest.raises(DataError, match="x varies in no stratum"):
        allocate_shared(flat, "neyman", n=5)
    with pytest.raises(DataError, match="power allocation needs a mean"):
        allocate_shared(strata_of(), "power", n=50, importance=np.zeros(6))
    with pytest.raises(DataError, match="needs a variable"):
        allocate_shared(make_strata(["a"], np.array([9.0])), "neyman", n=5)
