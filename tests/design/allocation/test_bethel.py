"""The cheapest sample for several targets: a published example, a second solver, certificates."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize

from measure87.design.allocation.allocate import allocate_to_targets
from measure87.design.allocation.bethel import cheapest, unattainable, whole_numbers
from measure87.design.allocation.strata import make_strata, proportion_spread
from measure87.design.allocation.targets import constraint_matrix, cv_of, targets_of
from measure87.vocabulary.errors import DataError, RefusedError

PUBLISHED = json.loads(
    (Path(__file__).parents[2] / "reference" / "r_bethel" / "example.json").read_text()
)


def published_strata(low=1):
    units = np.array(PUBLISHED["units"], dtype=float)
    mean = np.tile(np.array(PUBLISHED["totals"]) / units.sum(), (units.size, 1))
    return make_strata(
        PUBLISHED["strata"],
        units,
        variables=PUBLISHED["variables"],
        mean=mean,
        sd=np.sqrt(np.array(PUBLISHED["variance"])),
        low=np.full(units.size, low),
    )


@pytest.mark.parametrize("printed", PUBLISHED["printed"], ids=lambda one: str(one["cv"]))
def test_rounded_up_it_is_the_published_allocation(printed):
    strata = published_strata()
    found = allocate_to_targets(strata, targets_of(strata, printed["cv"]))
    assert np.ceil(found.real).tolist() == printed["n"]
    assert found.n.sum() <= sum(printed["n"])  # the package only rounds up
    assert np.all(np.array(found.cv) <= printed["cv"])


def invented(seed, H=12, V=3, domains=3):
    rng = np.random.default_rng(seed)
    N = rng.integers(300, 9_000, H).astype(float)
    p = rng.beta(2, 15, (H, V))
    sd = np.column_stack([proportion_spread(p[:, v], N) for v in range(V)])
    strata = make_strata(
        [f"s{h}" for h in range(H)], N, variables=[f"v{v}" for v in range(V)], mean=p, sd=sd,
        cost=rng.uniform(0.5, 3.0, H), effect=rng.uniform(1.0, 2.5, H),
        high=(N * rng.uniform(0.3, 1.0, H)).astype(int),
    )  # fmt: skip
    names = [f"d{h % domains}" for h in range(H)]
    return strata, targets_of(strata, [0.06] * V, names, [0.11] * V)


@pytest.mark.parametrize("seed", range(6))
def test_a_second_solver_finds_no_cheaper_one(seed):
    strata, targets = invented(seed)
    a, high = constraint_matrix(strata, targets), strata.high.astype(float)
    low = strata.low.astype(float)
    assert unattainable(a, high).size == 0
    found = cheapest(a, strata.cost, low, high)
    scale = float(strata.cost @ found.n)
    start = 0.5 * (found.n + high)
    other = minimize(  # in x = log n, in which constraints are convex too
        lambda x: strata.cost @ np.exp(x) / scale,
        np.log(start),
        jac=lambda x: strata.cost * np.exp(x) / scale,
        bounds=list(zip(np.log(low), np.log(high), strict=True)),
        constraints={
            "type": "ineq",
            "fun": lambda x: 1 - np.exp(-x) @ a,
            "jac": lambda x: (a * np.exp(-x)[:, None]).T,
        },
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 500},
    )
    assert other.fun == pytest.approx(1.0, rel=1e-6)
    assert np.exp(other.x) == pytest.approx(found.n, rel=1e-3)  # flat at the bottom
    assert ((1 / found.n) @ a).max() <= 1 + 1e-12
    assert found.gap < 1e-9


def many_targets(H, domains, seed):
    """Ten variables over all strata and in each of many domains."""
    rng = np.random.default_rng(seed)
    N = rng.integers(200, 50_000, H).astype(float)
    p = rng.beta(1, 8, (H, 10))
    sd = np.column_stack([proportion_spread(one, N) for one in p.T])
    strata = make_strata([str(h) for h in range(H)], N, variables=[f"v{v}" for v in range(10)],
                         mean=p, sd=sd, cost=rng.uniform(0.5, 2.0, H))  # fmt: skip
    names = [str(h % domains) for h in range(H)]
    return strata, targets_of(strata, [0.02] * 10, names, [0.08] * 10)


@pytest.mark.parametrize("domains", [10, 75, 150])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_gap_closes_with_many_targets_and_where_they_repeat_each_other(domains, seed):
    """A gap of 0 is a proof: no allocation costs less, however this one was found."""
    strata, targets = many_targets(150, domains, seed)
    found = allocate_to_targets(strata, (*targets, *targets[:5]))
    assert found.gap < 1e-7
    assert all(cv <= one.cv * (1 + 1e-9) for cv, one in zip(found.cv, found.targets, strict=True))
    assert found.cost < (strata.cost @ found.real) * 1.01


def test_chromys_rule_comes_to_the_same():
    """Multipliers times the square of their constraint, again and again; without bounds."""
    rng = np.random.default_rng(9)
    a, cost = rng.gamma(2.0, 5.0, (20, 4)), rng.uniform(1, 3, 20)
    share = np.full(4, 0.25)
    for _ in range(20_000):
        root = np.sqrt(a @ share)
        x = np.sqrt(cost) / (root * (np.sqrt(cost) * root).sum())
        share = share * (x @ a) ** 2
        share /= share.sum()
    n = 1 / x * (x @ a).max()
    found = cheapest(a, cost, np.full(20, 1e-6), np.full(20, 1e7))
    assert cost @ found.n == pytest.approx(cost @ n, rel=1e-6)
    assert found.gap < 1e-7


def test_minima_of_0_and_strata_that_are_taken_whole():
    strata, _ = many_targets(40, 4, 3)
    loose = replace(strata, low=np.zeros(40, dtype=np.int64), high=strata.high // 3)
    found = allocate_to_targets(loose, targets_of(loose, [0.08] * 10))
    assert found.gap < 1e-6
    assert found.n.min() >= 1
    tight = targets_of(loose, [1.0001 * cv_of(loose, one, loose.high * 1.0)
                               for one in targets_of(loose, [0.5] * 10)])  # fmt: skip
    whole = allocate_to_targets(loose, tight)
    assert whole.gap < 1e-3
    assert np.all(whole.n <= loose.high)


def test_one_variable_without_bounds_is_neymans_formula():
    rng = np.random.default_rng(3)
    a, cost = rng.gamma(2.0, 5.0, (7, 1)), rng.uniform(1, 3, 7)
    root = np.sqrt(a[:, 0] / cost)
    expected = root * np.sqrt(a[:, 0] * cost).sum()
    found = cheapest(a, cost, np.full(7, 1e-6), np.full(7, 1e6))
    assert found.n == pytest.approx(expected, rel=1e-9)


def test_no_whole_number_could_be_one_less():
    strata, targets = invented(8)
    found = allocate_to_targets(strata, targets)
    a = constraint_matrix(strata, targets)
    assert ((1 / found.n) @ a).max() <= 1 + 1e-9
    for h in np.flatnonzero(found.n > strata.low):
        fewer = found.n.copy()
        fewer[h] -= 1
        assert ((1 / fewer) @ a).max() > 1
    assert found.cost - strata.cost @ found.real < strata.cost.sum()
    assert found.cost >= strata.cost @ found.real * (1 - 1e-9)


def test_whole_numbers_of_few_strata_are_the_cheapest_there_are():
    a, cost = np.array([[6.0, 1.0], [2.0, 5.0]]), np.array([1.0, 1.0])
    found = cheapest(a, cost, np.ones(2), np.full(2, 40.0))
    bounds = np.ones(2, dtype=np.int64), np.full(2, 40)
    n = whole_numbers(a, cost, found.n, found.multiplier, *bounds)
    pairs = [(i, j) for i in range(1, 41) for j in range(1, 41)
             if 6 / i + 2 / j <= 1 and 1 / i + 5 / j <= 1]  # fmt: skip
    assert n.sum() == min(i + j for i, j in pairs)


def test_order_of_strata_and_unit_of_cost_do_not_matter():
    strata, targets = invented(4)
    a, high, low = constraint_matrix(strata, targets), strata.high * 1.0, strata.low * 1.0
    found = cheapest(a, strata.cost, low, high).n
    turned = cheapest(a[::-1], 100.0 * strata.cost[::-1], low[::-1], high[::-1]).n
    assert turned[::-1] == pytest.approx(found, rel=1e-6)


def test_strata_that_do_not_vary_get_their_minimum():
    strata = make_strata(
        ["a", "b"], np.array([50.0, 80.0]), variables=["x"], mean=np.array([[1.0], [2.0]]),
        sd=np.array([[0.0], [3.0]]),
    )  # fmt: skip
    found = allocate_to_targets(strata, targets_of(strata, [0.1]))
    assert found.n[0] == 2
    assert found.cv[0] <= 0.1


def test_what_cannot_be_had_is_refused_with_what_can():
    strata = make_strata(
        ["a", "b"], np.array([50.0, 80.0]), variables=["x"], mean=np.array([[1.0], [2.0]]),
        sd=np.array([[1.0], [3.0]]), high=np.array([5, 5]),
    )  # fmt: skip
    targets = targets_of(strata, [0.01])
    with pytest.raises(RefusedError, match="1 of 1 targets cannot be met; the first is x") as told:
        allocate_to_targets(strata, targets)
    best = cv_of(strata, targets[0], np.array([5.0, 5.0]))
    assert f"{best:.4g}" in told.value.text


def test_a_total_of_0_and_a_target_of_0_are_told():
    strata = make_strata(["a"], np.array([50.0]), variables=["x"], sd=np.array([[1.0]]))
    with pytest.raises(DataError, match="total of x over all strata is 0"):
        allocate_to_targets(strata, targets_of(strata, [0.1]))
    with pytest.raises(DataError, match="variation of 0 cannot be asked"):
        targets_of(strata, [0.0])
