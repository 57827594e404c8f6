"""Programmes of two to four unknowns, whose answers are found by hand."""

from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from measure87.disseminate.gate.audit import programme
from measure87.disseminate.gate.audit.blocks import Blocks
from measure87.disseminate.gate.audit.constraints import NOBODY, limits_of
from measure87.disseminate.gate.audit.linear import Bounds, LinearProgramme, _solver
from measure87.disseminate.gate.audit.parts import parts_of
from measure87.disseminate.gate.audit.programme import Programme
from measure87.disseminate.gate.audit.ranges import EVERY, Ranges, Search, Ways, _is_exact
from measure87.disseminate.gate.audit.relaxation import Relaxation, Side
from measure87.disseminate.gate.audit.rows import Rows, combined, sparse_rows
from measure87.disseminate.gate.audit.solver import (
    Sums,
    _whole,
    cheapest,
    cheapest_parts_of_persons,
    cheapest_whole,
    costing_at_most,
    fewest_parts_of_persons,
    priced,
)
from measure87.disseminate.gate.audit.tightening import (
    ContradictionError,
    Tightened,
    idle,
    tightened,
)
from tests.disseminate.gate.audit.hand_made import known

INF = np.inf


# Rows.


def test_sums_of_sums_add_up_and_leave_out_what_cancels():
    assert combined((1.0, {0: 1.0, 1: 2.0}), (-2.0, {1: 1.0, 2: 1.0})) == {0: 1.0, 2: -2.0}
    assert combined((0.0, {0: 1.0}), (1.0, {1: 1.0})) == {1: 1.0}


def test_sparse_rows_are_the_coefficients_at_their_places():
    got = sparse_rows([{2: 5.0}, {}, {0: 1.0, 1: -1.0}], 3).toarray()
    assert got.tolist() == [[0, 0, 5], [0, 0, 0], [1, -1, 0]]
    rows = Rows()
    rows.add({1: 1.0}, 4.0)
    rows.add({0: 1.0}, 5.0, ("a", "b"))
    assert rows.matrix(2).toarray().tolist() == [[0, 1], [1, 0]]
    assert (rows.values, rows.because) == ([4.0, 5.0], [None, ("a", "b")])


def test_a_way_things_could_be_keeps_every_row_exactly():
    """x + y = 5, x - y at most 1."""
    both = known(2, [((1, 1), 5)], [((1, -1), 1)])
    assert both.fit(np.array([3.0, 2.0]))
    assert both.fit(np.array([0.0, 5.0]))
    assert not both.fit(np.array([4.0, 1.0]))
    assert not both.fit(np.array([3.0, 3.0]))
    assert not both.fit(np.array([-1.0, 6.0]))
    assert both.said_by.tolist() == [0]
    assert both.at_most_said_by.tolist() == [NOBODY]
    assert not both.is_weighted
    assert known(2, (), (), [((1, 1), 3)]).is_weighted


def test_no_group_holds_more_than_ten_times_the_most_that_is_told():
    assert known(1, [((1,), 5)]).limit == 10_000.0
    assert known(1, [((1,), 5000)]).limit == 50_000.0


# One equation at a time.


def bounds(given):
    tight = Tightened(given)
    return list(zip(tight.lower.tolist(), tight.upper.tolist(), strict=True))


def test_an_equation_of_counts_bounds_each_of_them():
    assert bounds(known(2, [((1, 1), 5)])) == [(0, 5), (0, 5)]
    assert bounds(known(2, [((1, -1), 3)], [((1, 0), 7)])) == [(3, 7), (0, 4)]
    assert bounds(known(2, [((1, 1), 5)], [((1, 0), 2)])) == [(0, 2), (3, 5)]
    assert bounds(known(2, [((2, 1), 5)], [((0, 1), 1)])) == [(2, 2.5), (0, 1)]


def test_what_no_sum_holds_may_be_anything():
    assert bounds(known(3, [((1, 0, 1), 5)])) == [(0, 5), (0, 10_000), (0, 5)]
    assert bounds(known(2, [])) == [(0, 10_000)] * 2


def test_bounds_are_carried_from_equation_to_equation():
    """x at most 2 makes y 3 at least, so that z is 1 at most."""
    chain = known(3, [((1, 1, 0), 5), ((0, 1, 1), 4)], [((1, 0, 0), 2)])
    assert bounds(chain) == [(1, 2), (3, 4), (0, 1)]


def test_bounds_are_carried_on_while_only_the_least_or_only_the_greatest_move():
    """3 <= x <= y <= z, and 3 >= x >= y >= z: one bound a round."""
    up = known(3, (), [((-1, 0, 0), -3), ((1, -1, 0), 0), ((0, 1, -1), 0)])
    assert bounds(up) == [(3, 10_000)] * 3
    down = known(3, (), [((1, 0, 0), 3), ((-1, 1, 0), 0), ((0, -1, 1), 0)])
    assert bounds(down) == [(0, 3)] * 3


def test_where_weights_say_something_bounds_are_whole():
    """3x between 4 and 10 persons' weight, but for rounding of the machine."""
    given = known(1, (), (), [((3,), 10), ((-3,), -4)])
    assert bounds(given) == [(2, 3)]
    exact = known(1, (), (), [((0.1,), 0.3 - 1e-9), ((-0.1,), -0.3 - 1e-9)])
    assert bounds(exact) == [(3, 3)]


def test_more_than_can_be_is_a_contradiction():
    with pytest.raises(ContradictionError):
        Tightened(known(2, [((1, 1), 5), ((1, 0), 6)]))
    Tightened(known(2, [((1, 1), 5), ((1, 0), 5)]))


def test_what_has_one_value_is_fixed_and_what_holds_anyway_is_idle():
    tight = Tightened(known(2, [((1, 0), 5)], [((1, -1), 5), ((0, 1), 7), ((1, 1), 9)]))
    assert tight.fixed.tolist() == [True, False]
    # x = 5 and x - y <= 5 say nothing more; y <= 7 nothing beside y <= 4, which x + y <= 9 says.
    assert bounds(known(2, [((1, 0), 5)], [((1, 1), 9)])) == [(5, 5), (0, 4)]
    assert tight.idle.tolist() == [True, True, True, True]
    apart = Tightened(known(2, [((1, 1), 5)]))
    assert apart.idle.tolist() == [False]


@pytest.mark.parametrize(
    ("least", "most", "is_idle"),
    [(-5, 5, True), (-4, 5, False), (-5, 4, False), (0, INF, False), (-INF, 0, False)],
)
def test_a_difference_of_two_of_up_to_five_is_idle_between_minus_five_and_five(
    least, most, is_idle
):
    limits = np.zeros(2), np.full(2, 5.0)
    between = np.array([float(least)]), np.array([float(most)])
    assert idle(csr_array(np.array([[1.0, -1.0]])), between, limits).tolist() == [is_idle]


def test_what_has_nothing_in_common_falls_into_parts():
    """x + y = 5; z + u = 4; v = 3 is put in."""
    rows = [((1, 1, 0, 0, 1), 8), ((0, 0, 1, 1, 0), 4), ((0, 0, 0, 0, 1), 3)]
    parts = list(parts_of(Tightened(known(5, rows))))
    assert [part.columns.tolist() for part in parts] == [[0, 1], [2, 3]]
    assert [part.sums.least.tolist() for part in parts] == [[5.0], [4.0]]
    assert [part.sums.most.tolist() for part in parts] == [[5.0], [4.0]]
    assert parts[0].sums.upper.tolist() == [5.0, 5.0]
    assert parts[0].sums.matrix.toarray().tolist() == [[1.0, 1.0]]


def test_a_sum_of_what_is_fixed_that_is_not_so_is_a_contradiction():
    """x = 1, and x is 0.5 at most, which one equation cannot see."""
    tight = Tightened(known(2, [((1, 0), 1), ((0, 1), 1)]))
    tight.least = np.array([1.0, 2.0])
    tight.most = np.array([1.0, 2.0])
    with pytest.raises(ContradictionError):
        list(parts_of(tight))


# The solver.


def sums(rows, least, most, upper=9.0):
    size = len(rows[0])
    matrix = csr_array(np.array(rows, dtype=float))
    return Sums(
        matrix, np.array(least, float), np.array(most, float), np.zeros(size), np.full(size, upper)
    )


FIVE = sums([(1, 1)], [5], [5])
HALVES = sums([(2, 2)], [5], [5])
"""x + y = 2.5: with whole persons there is no way."""
ROUND = sums([(1, 1, 0), (0, 1, 1), (1, 0, 1)], [1, 1, 1], [INF, INF, INF])
"""Each two of three have one person: in parts of persons 1.5 suffice, in whole ones it takes 2."""


def test_a_solution_keeps_every_bound():
    assert FIVE.fit(np.array([5.0, 0.0]))
    for wrong in ((5.0, 1.0), (4.0, 0.0), (-1.0, 6.0), (10.0, -5.0)):
        assert not FIVE.fit(np.array(wrong))
    assert not sums([(1, 1)], [5], [5], upper=4.0).fit(np.array([5.0, 0.0]))


def test_the_cheapest_is_found_with_its_cost():
    found, cost = cheapest(FIVE, np.array([1.0, 2.0]))
    assert (found.tolist(), cost) == ([5.0, 0.0], 5.0)
    found, cost = cheapest(FIVE, np.array([-1.0, -2.0]))
    assert (found.tolist(), cost) == ([0.0, 5.0], -10.0)


def test_what_does_not_come_out_whole_is_no_way_things_could_be():
    found, cost = cheapest(ROUND, np.ones(3))
    assert found is None
    assert cost == pytest.approx(1.5)
    parts = cheapest_parts_of_persons(ROUND, np.ones(3))
    assert parts.tolist() == pytest.approx([0.5, 0.5, 0.5])
    whole = cheapest_whole(ROUND, np.ones(3))
    assert whole.sum() == 2.0
    assert ROUND.fit(whole)


@pytest.mark.parametrize(
    ("rows", "least", "costs", "cheapest"),
    [
        ([(4, 2, 3), (1, 5, 0)], [9, 6], [6.0, 13.0, 1.0], [1, 1, 1]),
        ([(4, 3, 4), (4, 3, 0)], [6, 5], [16.0, 8.0, 7.0], [0, 2, 0]),
    ],
)
def test_no_whole_numbers_are_cheaper_than_the_cheapest(rows, least, costs, cheapest):
    """All 343 ways to give each of three unknowns 0 to 6 persons are tried."""
    every = np.indices((7, 7, 7)).reshape(3, -1)
    fits = every[:, (np.array(rows) @ every >= np.array(least)[:, None]).all(axis=0)]
    assert fits[:, np.argmin(costs @ fits)].tolist() == cheapest
    found = cheapest_whole(sums(rows, least, [INF, INF], upper=6.0), np.array(costs))
    assert found.tolist() == cheapest


def test_what_nothing_fits_is_a_contradiction():
    with pytest.raises(ContradictionError):
        cheapest_whole(HALVES, np.ones(2))
    none = sums([(1, 1)], [50], [50])
    with pytest.raises(ContradictionError):
        cheapest(none, np.ones(2))
    assert cheapest_parts_of_persons(none, np.ones(2)) is None
    assert cheapest_parts_of_persons(HALVES, np.ones(2)).sum() == pytest.approx(2.5)


@pytest.mark.parametrize("seed", range(20))
def test_the_fewest_persons_are_those_of_a_solver_that_reduces_the_programme_first(seed):
    given = drawn_sums(np.random.default_rng(seed), 7, 5)
    few = fewest_parts_of_persons(given)
    assert few.sum() == pytest.approx(from_nothing(given, np.ones(5)), abs=1e-7)
    within = given.matrix @ few
    assert (within >= given.least - 1e-6).all()
    assert (within <= given.most + 1e-6).all()


def test_of_what_nothing_fits_there_are_no_fewest():
    assert fewest_parts_of_persons(sums([(1, 1)], [50], [50])) is None


def test_of_the_ways_those_that_cost_no_more():
    two = costing_at_most(ROUND, np.ones(3), 2.0)
    assert two.fit(np.array([1.0, 1.0, 0.0]))
    assert not two.fit(np.ones(3))
    assert ROUND.fit(np.ones(3))


def test_only_sums_that_hold_the_cost_up_have_a_price():
    """x + y = 5, x at most 2 (3 in vain), y dear: it costs 3, for both of the first say so."""
    three = sums([(1, 1), (1, 0), (0, 1)], [5, -INF, -INF], [5, 2, 8])
    least, has_price = priced(three, np.array([0.0, 1.0]))
    assert least == pytest.approx(3.0)
    assert has_price.tolist() == [True, True, False]
    assert three.smaller.least(np.array([0.0, 1.0]))[1] == pytest.approx([2.0, 3.0])
    least, has_price = priced(FIVE, np.array([1.0, 1.0]))
    assert (least, has_price.tolist()) == (pytest.approx(5.0), [True])
    only_limits = sums([(-1, 0)], [-INF], [-4])
    assert priced(only_limits, np.array([1.0, 0.0]))[0] == pytest.approx(4.0)
    assert priced(sums([(1, 1)], [50], [50]), np.ones(2)) == (-INF, [False])


def from_nothing(given, costs):
    """The least cost as another solver finds it that is made for these costs alone."""
    equal = given.least == given.most
    found = linprog(
        costs,
        A_ub=given.matrix[~equal],
        b_ub=given.most[~equal],
        A_eq=given.matrix[equal],
        b_eq=given.most[equal],
        bounds=list(zip(given.lower, given.upper, strict=True)),
        method="highs-ipm",
    )
    return found.fun if found.status == 0 else -INF


def drawn_sums(rng, number, size):
    """Equations and limits of unknowns up to 9 that some whole numbers fit."""
    rows = rng.integers(-1, 2, size=(number, size)) * (rng.random((number, size)) < 0.6)
    equal = rng.random(number) < 0.5
    more = np.where(equal, 0, rng.integers(0, 3, number))
    most = (rows @ rng.integers(0, 6, size=size) + more).astype(float)
    given = sums([tuple(row) for row in rows], np.where(equal, most, -INF), most)
    return replace(given, upper=np.full(size, 9.0))


@pytest.mark.parametrize("seed", range(40))
def test_the_least_of_one_cost_after_the_other_is_that_of_a_solver_made_for_it(seed):
    """One is asked for eight costs in turn; without the sums that have no price it is no less."""
    rng = np.random.default_rng(seed)
    given = drawn_sums(rng, 7, 5)
    for costs in rng.integers(-2, 3, size=(8, 5)).astype(float):
        found = given.linear.solved(costs)
        assert found is not None
        assert found.cost == pytest.approx(from_nothing(given, costs), abs=1e-7)
        cost, has_price = priced(given, costs)
        assert cost == pytest.approx(found.cost)
        needed = Sums(
            csr_array(given.matrix[has_price]),
            given.least[has_price],
            given.most[has_price],
            given.lower,
            given.upper,
        )
        assert from_nothing(needed, costs) == pytest.approx(cost, abs=1e-7)


def test_a_solver_that_is_lent_again_remembers_nothing():
    """A, then others, then A: the same price of each sum, to the byte."""
    drawn = [drawn_sums(np.random.default_rng(seed), 9, 6) for seed in range(12)]
    costs = np.random.default_rng(1).integers(-2, 3, size=(12, 6)).astype(float)

    def told(one, cost):
        return priced(one, cost)[1].tobytes(), replace(one).linear.solved(cost).prices.tobytes()

    before = [told(one, cost) for one, cost in zip(drawn, costs, strict=True)]
    again = [told(one, cost) for one, cost in zip(drawn[::-1], costs[::-1], strict=True)]
    assert again[::-1] == before


# Smaller.


@pytest.mark.parametrize("seed", range(60))
def test_without_what_says_nothing_the_least_is_the_same(seed):
    """Rows said twice, unknowns that one sum leaves a single number, whatever the cost."""
    rng = np.random.default_rng(seed)
    one = drawn_sums(rng, 9, 6)
    twice = rng.integers(0, 9, size=5)
    at = np.concatenate([np.arange(9), twice])
    tied = sums([tuple(np.eye(6)[k]) for k in rng.integers(0, 6, size=2)], [-INF, -INF], [0.0, 0.0])
    given = Sums(
        csr_array(vstack([one.matrix[at], tied.matrix])),
        np.concatenate([one.least[at], tied.least]),
        np.concatenate([one.most[at], tied.most]),
        one.lower,
        one.upper,
    )
    for costs in rng.normal(size=(6, 6)):
        least, way = given.smaller.least(costs)
        assert least == pytest.approx(from_nothing(given, costs), abs=1e-6)
        if way is not None:
            assert costs @ way == pytest.approx(least)
            here = given.matrix @ way
            assert (here >= given.least - 1e-6).all()
            assert (here <= given.most + 1e-6).all()
            assert (way >= given.lower - 1e-6).all()
            assert (way <= given.upper + 1e-6).all()


def test_where_one_sum_at_a_time_tells_everything_nothing_is_left_to_solve():
    """x + y = 5, y = 2, so that x is 3; and a third, of which nothing is said."""
    everything = sums([(1, 1), (0, 1)], [5, 2], [5, 2])
    least, way = everything.smaller.least(np.array([2.0, -1.0]))
    assert least == 4.0
    assert way == pytest.approx([3.0, 2.0])
    assert everything.smaller._programme.rows == 0
    with_third = replace(
        sums([(1, 1, 0), (0, 1, 0)], [5, 2], [5, 2]), lower=np.zeros(3), upper=np.full(3, 7.0)
    )
    least, way = with_third.smaller.least(np.array([2.0, -1.0, -1.0]))
    assert least == pytest.approx(-3.0)
    assert way == pytest.approx([3.0, 2.0, 7.0])


@pytest.mark.parametrize("rows", [[(1, 1), (1, 1)], [(1, 0), (1, 0)], [(1, 1), (1, 0)]])
def test_of_what_contradicts_itself_there_is_no_least(rows):
    """5 and 6 of the same; 5 of both, and 6 of one of them."""
    assert sums(rows, [5, 6], [5, 6]).smaller.least(np.ones(2)) == (-INF, None)


def test_a_contradiction_of_rounding_is_none():
    """0.1 x + 0.2 y = 0.3 and 0.3 x = 0.3, but for the twelfth digit."""
    nearly, off = sums([(0.1, 0.2), (0.3, 0)], [0.3, 0.3], [0.3, 0.3]), np.array([1e-12, 0.0])
    nearly = replace(nearly, least=nearly.least + off, most=nearly.most + off)
    least, way = nearly.smaller.least(np.array([1.0, 1.0]))
    assert least == pytest.approx(2.0)
    assert way == pytest.approx([1.0, 1.0])


# Limits, by one sum at a time; the naive way looks at all sums each time.


def tightened_from_everything(given, whole):
    matrix, lower, upper = given.matrix.toarray(), given.lower.copy(), given.upper.copy()
    while True:
        before = lower.copy(), upper.copy()
        new = lower.copy(), upper.copy()
        for row, least, most in zip(matrix, given.least, given.most, strict=True):
            for k in np.flatnonzero(row):
                rest = np.delete(np.arange(len(row)), k)
                small = np.minimum(row[rest] * lower[rest], row[rest] * upper[rest]).sum()
                great = np.maximum(row[rest] * lower[rest], row[rest] * upper[rest]).sum()
                ends = sorted([(most - small) / row[k], (least - great) / row[k]])
                new[0][k], new[1][k] = max(new[0][k], ends[0]), min(new[1][k], ends[1])
        lower, upper = new
        if whole:
            lower, upper = np.ceil(lower - 1e-6), np.floor(upper + 1e-6)
        if (lower == before[0]).all() and (upper == before[1]).all():
            return lower, upper


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_only_sums_of_what_moved_are_looked_at_again(seed, whole):
    rng = np.random.default_rng(seed)
    given = drawn_sums(rng, 9, 6)
    if whole:
        factors = rng.choice([1.0, 2.0, 5.0], size=9)
        given = replace(
            given,
            matrix=csr_array(given.matrix * factors[:, None]),
            least=given.least * factors,
            most=given.most * factors,
        )
    between, limits = (given.least, given.most), (given.lower, given.upper)
    found = tightened(given.matrix, between, limits, whole=whole)
    wanted = tightened_from_everything(given, whole)
    assert found[0] == pytest.approx(wanted[0])
    assert found[1] == pytest.approx(wanted[1])


def test_limits_that_hardly_move_are_left():
    """x + y = 1 and x - y = 0: a tenth less than 1 for one leaves the other a tenth less."""
    given = sums([(1, 1), (1, -1)], [1, 0], [1, 0])
    between, limits = (given.least, given.most), (np.zeros(2), np.array([0.9, 1.0]))
    lower, upper = tightened(given.matrix, between, limits, slack=0.2)
    assert lower == pytest.approx([0.0, 0.1])
    assert upper == pytest.approx([0.9, 0.9])
    lower, upper = tightened(given.matrix, between, limits, slack=1e-7)
    assert lower == pytest.approx([0.1, 0.1])
    assert upper == pytest.approx([0.9, 0.9])


# Blocks.


def test_a_kept_programme_takes_other_bounds_for_all_of_its_sums():
    """x, y, and both together; then at least 1, 2 and 4 of them."""
    free = np.full(2, INF)
    matrix = csr_array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    kept = LinearProgramme(matrix, Bounds(np.zeros(3), np.full(3, INF), np.zeros(2), free))
    assert kept.rows == 3
    assert kept.solved(np.ones(2)).cost == 0.0
    kept.within(Bounds(np.array([1.0, 2.0, 4.0]), np.full(3, INF), np.zeros(2), free))
    assert kept.solved(np.ones(2)).cost == 4.0
    wide = csr_array([[1.0, 1.0, 1.0]])
    kept = LinearProgramme(wide, Bounds(np.ones(1), np.full(1, INF), np.zeros(3), np.full(3, 9.0)))
    assert kept.rows == 1
    kept.within(Bounds(np.full(1, 5.0), np.full(1, INF), np.zeros(3), np.full(3, 9.0)))
    assert kept.solved(np.ones(3)).cost == 5.0


def test_what_has_no_least_has_no_solution():
    """Of x there may be as many as one likes."""
    any_ = Bounds(np.full(1, -INF), np.full(1, INF), np.zeros(1), np.full(1, INF))
    kept = LinearProgramme(csr_array([[1.0]]), any_)
    assert kept.solved(np.array([-1.0])) is None
    assert kept.solved(np.array([1.0])).cost == 0.0


# Two blocks of two: x + y = 5 within the first, z + u = 4 within the second, y - z = 1 across.
LINKED = known(4, [((1, 1, 0, 0), 5), ((0, 0, 1, 1), 4), ((0, 1, -1, 0), 1)])


def test_a_block_is_relaxed_by_what_is_said_of_it_alone():
    blocks = Blocks(LINKED, 2)
    first, both = np.array([True, False]), np.array([True, True])
    less_x = np.array([-1.0, 0, 0, 0])
    # Alone x is 5 at most; y is 1 at least by z, so that with both it is 4.
    assert blocks.relaxed(less_x, first) == pytest.approx(-5.0)
    assert blocks.relaxed(less_x, both) == pytest.approx(-4.0)
    assert blocks.solved == 2


def test_who_tells_a_bound_of_some_blocks_is_who_says_something_of_them_alone():
    blocks = Blocks(LINKED, 2)
    first, both = np.array([True, False]), np.array([True, True])
    less_x = np.array([-1.0, 0, 0, 0])
    assert blocks.told_by([Side(less_x, -5.5)], first)[0].figures == {0}
    assert blocks.told_by([Side(less_x, -4.5)], both)[0].figures == {0, 2}
    assert blocks.told_by([Side(less_x, -3.5)], both)[0].figures == {0, 2}


def one_or_two(*said_by):
    """Of 8 without an answer (7 says so) 1 or 2: at most 2 by one, and the others 6 or 7 by two."""
    one, two = said_by
    given = sums([(1, 1), (1, 0), (0, -1), (0, 1)], [8, -INF, -INF, -INF], [8, 2, -6, 7])
    return Relaxation(replace(given, upper=np.full(2, 10.0)), np.array([7, one, two, two]))


AT_LEAST_ONE, AT_MOST_TWO = Side(np.array([1.0, 0.0]), 0.5), Side(np.array([-1.0, 0.0]), -2.5)


def test_of_sums_that_say_the_same_limits_are_left_out():
    """That it is two at most follows from either; that it is one at least, from the second."""
    both, one, two = [AT_LEAST_ONE, AT_MOST_TWO], limits_of(1), limits_of(3)

    def needed(sides, *said_by):
        return one_or_two(*said_by).told_by(sides).figures

    assert needed(both, one, two) == {two, 7}
    assert needed([AT_MOST_TWO], one, 3) == {3, 7}
    assert needed([AT_MOST_TWO], 1, two) == {1}


def test_nothing_is_left_out_where_a_cost_is_not_above_its_bound():
    """It is 2 at most: above -2 the negative is not, though above anything less."""
    asked = one_or_two(limits_of(1), 3)
    at, over = (Side(AT_MOST_TWO.costs, above) for above in (-2.0, -1.5))
    assert asked.told_by([at]).figures == asked.told_by([over]).figures == {limits_of(1)}
    assert asked.told_by([Side(AT_MOST_TWO.costs, -2.01)]).figures == {3, 7}


@pytest.mark.parametrize(("said_by", "rounds"), [((1, limits_of(3)), 1), ((limits_of(1), 3), 2)])
@pytest.mark.parametrize("sides", [1, 2])
def test_it_is_counted_how_often_it_is_solved(said_by, rounds, sides):
    """Once, and once more without the limits that say it is two at most; for each of the sides."""
    asked = one_or_two(*said_by)
    asked.told_by([AT_MOST_TWO] * sides)
    assert asked.solved == rounds * sides
    asked.least(AT_MOST_TWO.costs)
    assert asked.solved == rounds * sides + 1


@pytest.mark.parametrize("seed", range(30))
def test_no_limits_are_named_without_which_a_sum_is_as_sure(seed):
    rng = np.random.default_rng(seed)
    given = drawn_sums(rng, 9, 4)
    said_by = rng.integers(-6, 0, size=9)
    asked = Relaxation(given, said_by)
    costs = rng.integers(-2, 3, size=4).astype(float)
    least, _ = asked.least(costs)
    sides = [Side(costs, least - rng.choice([0.25, 1.25]))]

    def is_above(figures):
        held = np.isin(said_by, [-1, *figures])
        left = replace(
            given, matrix=csr_array(given.matrix[held]), least=given.least[held],
            most=given.most[held],
        )  # fmt: skip
        return from_nothing(left, costs) > sides[0].above

    told_by = asked.told_by(sides).figures
    assert -1 not in told_by
    assert is_above(told_by)
    assert not any(is_above(told_by - {one}) for one in told_by)
    assert asked.least(costs)[0] == pytest.approx(least)


def test_what_was_found_for_other_costs_tells_that_less_is_possible():
    """x was found to be 5 at most alone: then y is nobody, and x less y is 5."""
    blocks, first = Blocks(LINKED, 2), np.array([True, False])
    x_less_y, y = np.array([-1.0, 1.0, 0, 0]), np.array([0.0, 1.0, 0, 0])
    assert not blocks.cost_less(x_less_y, first, -4.0)
    blocks.relaxed(np.array([-1.0, 0, 0, 0]), first)
    assert blocks.cost_less(x_less_y, first, -4.0)
    assert blocks.cost_less(y, first, 1e-9)
    assert not blocks.cost_less(-y, first, -1.0)
    assert blocks.solved == 1


def test_with_the_rest_as_it_is_a_block_finds_another_way():
    blocks = Blocks(LINKED, 2)
    at = np.array([3.0, 2.0, 1.0, 3.0])
    assert LINKED.fit(at)
    first, both = np.array([True, False]), np.array([True, True])
    # y is z + 1, and z stays: so does x.
    assert blocks.restricted(np.array([1.0, 0, 0, 0]), first, at).tolist() == at.tolist()
    found = blocks.restricted(np.array([1.0, 0, 0, 0]), both, at)
    assert LINKED.fit(found)
    assert found[0] == 0.0
    assert at.tolist() == [3.0, 2.0, 1.0, 3.0]
    assert blocks.solved == 2


def test_what_costs_is_made_less_though_a_part_of_it_is_as_it_is():
    """x is 2; of y at most 5 there can be none."""
    blocks, every = Blocks(known(2, [((1, 0), 2)], [((0, 1), 5)]), 2), np.array([True])
    found = blocks.restricted(np.array([1.0, 1.0]), every, np.array([2.0, 5.0]))
    assert found.tolist() == [2.0, 0.0]


def test_a_block_that_does_not_come_out_whole_is_left_but_where_weights_say_something():
    """Each two of three have one person: at least 2 in whole persons, and 1.5 in parts of them."""
    pairs = [((-1, -1, 0), -1), ((0, -1, -1), -1), ((-1, 0, -1), -1)]
    every, at = np.array([True]), np.array([1.0, 1.0, 1.0])
    assert Blocks(known(3, (), pairs), 3).restricted(np.ones(3), every, at) is None
    weighted = known(3, (), pairs, [((1, 1, 1), 8)])
    assert Blocks(weighted, 3).restricted(np.ones(3), every, at).sum() == 2.0


def test_blocks_of_a_sum_and_those_that_share_an_equation_with_them():
    chain = known(
        8,
        [
            ((0, 1, -1, 0, 0, 0, 0, 0), 1),
            ((0, 0, 0, 0, 1, -1, 0, 0), 1),
            ((0, 0, 0, 0, 0, 0, 1, 1), 1),
            ((0, 0, 0, 0, 0, 0, 1, 0), 1),
        ],
    )
    blocks = Blocks(chain, 2)
    own, linked = blocks.around(np.array([1.0, 0, 0, 0, 0, 0, 0, 0]))
    assert own.tolist() == [True, False, False, False]
    assert linked.tolist() == [True, True, False, False]
    costs = np.array([1.0, 0, 0, 0, 0, 2.0, 0, 0])
    assert [one.tolist() for one in blocks.each(costs)] == [
        [True, False, False, False],
        [False, False, True, False],
    ]


def test_a_block_in_fewer_than_half_of_the_equations_links_what_they_are_about():
    rows = [((1, 1, 0), 5), ((0, 1, 1), 4), ((0, 0, 1), 3)]
    _, linked = Blocks(known(3, rows), 1).around(np.array([1.0, 0, 0]))
    assert linked.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("rows", "linked"),
    [
        ([(1, 1, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)], [True, False, False]),  # in two of four
        ([(1, 1, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 1)], [True, True, False]),
        ([(1, 1), (0, 1), (0, 1), (0, 1)], [True, True]),  # in one of four, of two blocks
    ],
)
def test_a_block_links_if_it_is_in_fewer_than_half_of_all_equations(rows, linked):
    given = known(len(rows[0]), [(row, 3) for row in rows])
    first = np.arange(len(rows[0])) == 0
    assert Blocks(given, 1).around(first.astype(float))[1].tolist() == linked


def test_a_block_that_half_of_everything_is_about_does_not_link_all():
    """Persons are in every equation; that they are does not make two measures one."""
    rows = [((1, 1, 0), 5), ((1, 0, 1), 4), ((1, 0, 0), 2), ((0, 1, 0), 3)]
    own, linked = Blocks(known(3, rows), 1).around(np.array([1.0, 0, 0]))
    assert linked.tolist() == own.tolist() == [True, False, False]


# Everything.


def test_some_way_is_found_and_the_least():
    programme = Programme(LINKED, 2)
    assert LINKED.fit(programme.possible)
    costs = np.array([0.0, 1, 0, 0])
    found = programme.less(costs, INF)
    assert LINKED.fit(found)
    assert found[1] == 1.0
    assert programme.less(costs, 1.0) is None
    assert programme.less(costs, 2.0)[1] == 1.0
    assert programme.is_searched_whole
    assert programme.linear > 0


def test_it_is_counted_how_many_programmes_it_takes_to_find_some_way():
    """None where nobody at all fits; two of each part that does not come out whole."""
    nobody = Programme(known(2, (), [((1, 1), 5)]), 1)
    assert (nobody.possible.tolist(), nobody.linear, nobody.integer) == ([0, 0], 0, 0)
    somebody = Programme(LINKED, 2)
    assert (somebody.linear, somebody.integer) == (1, 0)
    two_parts = known(4, [((1, 1, 0, 0), 4), ((0, 0, 1, 1), 6)])
    with patch.object(programme, "cheapest", lambda *_: (None, -INF)):
        apart = Programme(two_parts, 1)
    assert two_parts.fit(apart.possible)
    assert (apart.linear, apart.integer) == (2, 2)


def test_no_way_is_known_where_none_was_found():
    rows = [((1, 1, 0), 3), ((0, 1, 1), 3)]
    with (
        patch.object(programme, "cheapest", lambda *_: (None, 0.0)),
        patch.object(programme, "cheapest_whole", lambda *_: None),
    ):
        found = Programme(known(3, rows), 1)
    assert found.possible is None
    assert found.less(np.ones(3), INF) is None
    assert found.near(np.ones(3), INF) is None


def test_a_way_that_still_fits_is_kept():
    at = np.array([3.0, 2.0, 1.0, 3.0])
    assert Programme(LINKED, 2, at).possible is at
    wrong = np.array([3.0, 2.0, 2.0, 2.0])
    assert LINKED.fit(Programme(LINKED, 2, wrong).possible)


PAIRS = [((-1, -1, 0), -1), ((0, -1, -1), -1), ((-1, 0, -1), -1)]
"""Each two of three have one person: in parts of persons three halves do, in whole ones two."""


def all_three():
    """One person each: who is one too many is found nearby."""
    return Programme(known(3, (), PAIRS), 1, np.ones(3))


def test_whole_numbers_are_found_where_parts_of_persons_are_less():
    programme = all_three()
    found = programme.less(np.ones(3), 3.0)
    assert found.sum() == 2.0
    # One programme in parts of persons finds three halves; then what is near is looked for.
    assert (programme.linear, programme.integer) == (2, 1)


@pytest.mark.parametrize(("but", "least"), [(3.0, 2.0), (2.0, None)])
def test_where_nothing_is_near_the_least_of_everything_is_found(but, least):
    three = all_three()
    with patch.object(programme, "whole_nearby", lambda *_: None):
        found = three.less(np.ones(3), but)
    assert (None if found is None else found.sum()) == least
    assert three.integer == (0 if found is None else 2)


def test_what_is_in_two_parts_is_less_near_in_one_of_them():
    """x + y = 4 and u + v = 6, all with x and u: each part alone is made less."""
    given = known(4, [((1, 1, 0, 0), 4), ((0, 0, 1, 1), 6)])
    found = Programme(given, 1, np.array([0.0, 4, 0, 6])).near(np.array([0.0, 1, 0, 1]), 10.0)
    assert given.fit(found)
    assert found[1] + found[3] == 9.0


def test_nothing_is_near_where_no_part_can_be_less():
    given = known(4, [((1, 1, 0, 0), 4), ((0, 0, 1, 1), 6)])
    least = Programme(given, 1, np.array([4.0, 0, 6, 0]))
    assert least.near(np.array([0.0, 1, 0, 1]), 0.0) is None


def test_where_weights_say_something_any_that_is_less_will_do():
    weighted = Programme(known(3, (), PAIRS, [((1, 1, 1), 8)]), 1)
    assert not weighted.is_searched_whole
    before = weighted.linear, weighted.integer
    found = weighted.near(np.ones(3), 4.0)
    assert found.sum() <= 3.0
    assert (weighted.linear - before[0], weighted.integer - before[1]) == (1, 1)
    assert weighted.near(np.ones(3), 2.0) is None
    assert weighted.less(np.ones(3), 9.0) is None


def test_where_weights_say_something_costs_in_two_parts_are_made_least_together():
    """x + y = 4 and u + v = 6: as it is y and v are 4 and 6, and only v can be less."""
    rows = [((1, 1, 0, 0), 4), ((0, 0, 1, 1), 6)]
    limits = [((1, 0, 0, 0), 1), ((0, 0, 1, 0), 5)]
    given = known(4, rows, limits, [((1, 1, 1, 1), 20)])
    weighted = Programme(given, 1, np.array([1.0, 3.0, 0.0, 6.0]))
    found = weighted.less(np.array([0.0, 1, 0, 1]), 9.0)
    assert found.tolist() == [1, 3, 5, 1]


@pytest.mark.parametrize(("but", "is_found"), [(10.0, True), (9.0, True), (8.0, False)])
def test_what_is_as_it_is_costs_as_much_in_every_way(but, is_found):
    """x = 7, and y + z = 4 with z 3 at most: x + y is 8 at least."""
    rows = [((1, 0, 0), 7), ((0, 1, 1), 4)]
    given = known(3, rows, [((0, 0, 1), 3)], [((1, 1, 1), 20)])
    weighted = Programme(given, 1, np.array([7.0, 4.0, 0.0]))
    found = weighted.near(np.array([1.0, 1, 0]), but)
    assert (found is not None) == is_found
    if is_found:
        assert given.fit(found)
        assert found[:2].sum() < but


def test_a_sum_lies_between_what_equations_say_one_by_one():
    given = known(2, [((1, 1), 5)], [((1, 0), 2)])
    # 0 <= x <= 2 and 3 <= y <= 5: y - x is 1 to 5, by each alone.
    low, high = Programme(given, 1).interval(np.array([-1.0, 1.0]))
    assert (low, -high) == (1.0, 5.0)


def test_contradictions_are_told():
    with pytest.raises(ContradictionError):
        _ = Programme(known(2, [((1, 1), 5), ((1, 0), 6)]), 1).possible
    pairs = [((2, 2), 5)]
    with pytest.raises(ContradictionError):
        _ = Programme(known(2, pairs), 1).possible


# What sums can be.


def test_ranges_take_what_was_shown_and_nothing_of_what_was_not():
    found = Ranges(3)
    assert not found.tried(EVERY).any()
    found.take(np.array([1.0, np.nan, 3.0]))
    found.take(np.array([2.0, np.nan, 3.0]))
    assert found.low.tolist() == [1.0, INF, 3.0]
    assert found.high.tolist() == [2.0, -INF, 3.0]
    assert found.tried(EVERY).tolist() == [True, False, True]


def test_of_ways_that_were_found_those_are_tried_again_that_are_still_possible():
    """x + y = 5 three times; then it is told that x is 2 at most."""
    ways, found = Ways(), Ranges(2)
    for way in ((0.0, 5.0), (2.0, 3.0), (4.0, 1.0)):
        assert found.take(np.array(way))  # each says more of a sum than those before
        ways.keep(np.array(way))
    assert not found.take(np.array([3.0, 2.0]))
    more = known(2, [((1, 1), 5)], [((1, 0), 2)])
    assert [way.tolist() for way in ways.that_fit(more)] == [[0.0, 5.0], [2.0, 3.0]]


def searched(given, rows, few=lambda low, high: low == high, *, width=None, **more):
    """Sums of which too much is known, with who tells them; and their ranges."""
    every = csr_array(np.array(rows, dtype=float))
    found = Ranges(len(rows))
    search = Search(
        Programme(given, len(rows[0]) if width is None else width),
        every,
        (found,),
        lambda at: ~found.tried(at) | few(found.low[at], found.high[at]),
        **more,
    )
    told = search.closed(np.random.default_rng(1), None)
    return told, found


def test_a_sum_that_has_one_value_is_closed_and_the_figures_that_say_so_are_named():
    """x + y = 5, x + z = 4: y - z is 1 whatever they are, and x is open."""
    given = known(3, [((1, 1, 0), 5), ((1, 0, 1), 4)])
    told, found = searched(given, [(0, 1, -1), (1, 0, 0)])
    assert told == {0: ({0, 1},)}
    assert (found.low[0], found.high[0]) == (1.0, 1.0)
    assert found.low[1] < found.high[1]
    # By blocks of one nothing is said of y and z without x: then it is asked of all blocks.
    assert searched(given, [(0, 1, -1)], width=1)[0] == {0: ({0, 1},)}


def test_what_tells_a_sum_is_asked_again_of_what_is_left_until_it_is_open():
    """x is 2 by a figure, by two others (x + y less y), and by two more (x + z less z)."""
    equations = [((1, 0, 0), 2), ((1, 1, 0), 5), ((0, 1, 0), 3), ((1, 0, 1), 6), ((0, 0, 1), 4)]
    given = known(3, equations)
    asked = []

    def last_of(k, needed, gone):
        asked.append((k, needed, dict(gone)))
        return max(needed), True

    told, _ = searched(given, [(1, 0, 0)], choose=last_of)
    first, *then = told[0]
    ways = [{0}, {1, 2}, {3, 4}]
    assert first in ways
    assert sorted(map(sorted, (first, *then))) == ways_in_order(ways)
    assert [gone for *_, gone in asked] == [
        {}, {max(first): True}, {max(first): True, max(then[0]): True}
    ]  # fmt: skip


def ways_in_order(ways):
    return sorted(sorted(one) for one in ways)


def test_it_is_not_asked_what_tells_a_sum_after_a_choice_that_is_not_sure():
    given = known(2, [((1, 0), 2), ((1, 1), 5), ((0, 1), 3)])
    told, _ = searched(given, [(1, 0)], choose=lambda *_: None)
    assert len(told[0]) == 1


def test_a_figure_that_does_not_say_how_many_are_unknown_tells_its_cases_still():
    """x = 2 by an equation of cases, z = 3 by one that goes with the number of unknowns."""
    given = known(2, [((1, 0), 2), ((0, 1), 3)])
    given = replace(given, of_unknown=np.array([False, True]))
    blocks, everything = Blocks(given, 2), np.array([True])
    x, z = (
        [Side(sign * np.array(row), above) for sign, above in ((1.0, few), (-1.0, -few - 2))]
        for row, few in (((1.0, 0.0), 1.0), ((0.0, 1.0), 2.0))
    )
    for gone, of_x, of_z in (
        ({}, {0}, {1}),
        ({0: False, 1: False}, {0}, None),
        ({0: True}, None, {1}),
    ):
        for sides, of in ((x, of_x), (z, of_z)):
            told, _ = blocks.told_by(sides, everything, gone)
            assert told.figures == of if told.is_above else of is None


def test_the_blocks_on_which_it_rests_are_those_of_sums_with_a_price_and_of_the_count():
    """x = 2 is said alone, y = z and z = 3 together say y; w is said apart."""
    rows = [((1, 0, 0, 0), 2), ((0, 1, -1, 0), 0), ((0, 0, 1, 0), 3), ((0, 0, 0, 1), 4)]
    blocks, everything = Blocks(known(4, rows), 1), np.ones(4, dtype=bool)
    for at, where in ((0, [0]), (1, [1, 2]), (2, [2]), (3, [3])):
        row = np.eye(4)[at]
        told, found = blocks.told_by([Side(row, 1.5), Side(-row, -9.0)], everything)
        assert told.is_above
        assert np.flatnonzero(found).tolist() == where


def test_nobody_is_named_where_it_is_not_asked_who_tells():
    given = known(3, [((1, 1, 0), 5), ((1, 0, 1), 4)])
    told, _ = searched(given, [(0, 1, -1)], tells=False)
    assert told == {0: (frozenset(),)}


def test_a_sum_within_its_limits_is_closed_only_where_it_cannot_leave_them():
    """x + y = 2: x is 0, 1 or 2; that it is at least 1 must be said."""
    open_ = known(2, [((1, 1), 2)])

    def few(low, high):
        return (low >= 1) & (high < 3)

    assert searched(open_, [(1, 0)], few)[0] == {}
    closed = known(2, [((1, 1), 2), ((0, 0), 0)], [((-1, 0), -1)])
    assert searched(closed, [(1, 0)], few)[0].keys() == {0}


def test_a_sum_that_another_way_shows_to_be_open_is_not_named():
    """x + y = 2: one way has x at 0, and one at 2, which are its limits."""
    told, found = searched(known(2, [((1, 1), 2)]), [(1, 0)])
    assert told == {}
    assert (found.low[0], found.high[0]) == (0.0, 2.0)


def test_a_sum_that_only_several_blocks_together_show_to_be_open_is_not_named():
    """Of the two blocks above x stays as it is while the other does; with both it is 0 to 4."""
    told, found = searched(LINKED, [(1, 0, 0, 0)], width=2)
    assert told == {}
    assert found.low[0] < found.high[0]


@pytest.mark.parametrize(
    ("bound", "found", "exact"),
    [(3.0, 3.0, True), (2.01, 3.0, True), (2.0, 3.0, False), (1.9, 3.0, False), (-3.2, -3.0, True)],
)
def test_what_whole_numbers_reach_is_exact_where_a_bound_leaves_none_below(bound, found, exact):
    assert _is_exact(bound, found) == exact


def test_where_no_way_was_found_a_sum_is_not_taken_for_open():
    programme = Programme(known(2, [((1, 1), 2)]), 2)
    programme.possible = None
    found = Ranges(1)
    search = Search(
        programme, csr_array(np.array([(1.0, 0.0)])), (found,), lambda at: ~found.tried(at)
    )
    assert search.closed(np.random.default_rng(1), None).keys() == {0}


def test_after_enough_sums_the_search_ends():
    given = known(3, [((1, 1, 0), 5), ((1, 0, 0), 2)])
    found = Ranges(2)
    rows = csr_array(np.array([(1.0, 0, 0), (0, 1.0, 0)]))
    search = Search(
        Programme(given, 1),
        rows,
        (found,),
        lambda at: ~found.tried(at) | (found.low == found.high)[at],
    )
    assert search.closed(np.random.default_rng(1), 1).keys() == {0}
    assert search.closed(np.random.default_rng(1), None).keys() == {0, 1}


def test_many_sums_in_doubt_are_tried_together():
    """Ten counts of 20 together: each open, which a few programmes of all show."""
    given = known(10, [((1,) * 10, 20)])
    found = Ranges(10)
    programme = Programme(given, 10)
    search = Search(
        programme,
        csr_array(np.eye(10)),
        (found,),
        lambda at: ~found.tried(at) | (found.low == found.high)[at],
    )
    assert search.closed(np.random.default_rng(1), None) == {}
    assert (found.low < found.high).all()


@pytest.mark.parametrize(("but", "most"), [(3.0, 2.0), (4.0, 3.0), (2.0, None)])
def test_where_weights_say_something_one_person_less_is_less(but, most):
    weighted = Programme(known(3, (), PAIRS, [((1, 1, 1), 8)]), 1)
    found = weighted.near(np.ones(3), but)
    assert (None if found is None else bool(found.sum() <= most)) is (
        None if most is None else True
    )


def test_a_difference_of_two_numbers_is_least_of_the_one_less_most_of_the_other():
    given = known(2, [((1, 1), 5)], [((1, 0), 3), ((-1, 0), -1)])
    # 1 <= x <= 3 and 2 <= y <= 4.
    programme = Programme(given, 1)
    for row, least, most in (
        ((-1, 1), -1, 3),
        ((1, -1), -3, 1),
        ((2, 1), 4, 10),
        ((-2, -1), -10, -4),
    ):
        low, high = programme.interval(np.array(row, dtype=float))
        assert (low, -high) == (least, most)


def test_a_solver_that_is_kept_says_nothing_and_has_one_thread(capfd):
    """So that a release comes out the same on every machine."""
    made = _solver("off")
    assert made.getOptionValue("threads")[1] == 1
    assert made.getOptionValue("output_flag")[1] is False
    programme = LinearProgramme(
        csr_array([[1.0, 1.0]]),
        Bounds(np.array([5.0]), np.array([5.0]), np.zeros(2), np.full(2, 4.0)),
    )
    assert programme.solved(np.array([1.0, 2.0])).cost == 6.0
    assert capfd.readouterr() == ("", "")


# Whole numbers, by hand.

THREE = Sums(
    csr_array(np.ones((1, 2))), np.array([3.0]), np.array([3.0]), np.zeros(2), np.full(2, 3.0)
)
"""Two numbers of 0 to 3 that make three."""


@pytest.mark.parametrize(
    ("values", "whole"),
    [
        (None, None), ([1.0, 2.0], [1, 2]), ([1.0 + 1e-8, 2.0 - 1e-8], [1, 2]),
        ([1.0, 1.6], None), ([1.0, 1.0], None), ([1.6, 1.0], None),
    ],
)  # fmt: skip
def test_a_solution_is_whole_if_all_of_it_is_and_it_fits(values, whole):
    found = _whole(THREE, None if values is None else np.array(values))
    assert (None if found is None else found.tolist()) == whole


def test_sums_of_one_unknown_become_its_bounds():
    """x from 1 to 2, and y, told below 0, from 4 to 5; twice x and x with y stay sums."""
    sums = Sums(
        csr_array(np.array([[1.0, 0.0], [0.0, -1.0], [2.0, 0.0], [1.0, 1.0]])),
        np.array([1.0, -5.0, 2.0, 5.0]), np.array([2.0, -4.0, 6.0, 7.0]),
        np.zeros(2), np.full(2, 9.0),
    )  # fmt: skip
    found = sums.with_bounds()
    assert found.matrix.toarray().tolist() == [[2, 0], [1, 1]]
    assert (found.least.tolist(), found.most.tolist()) == ([2, 5], [6, 7])
    assert (found.lower.tolist(), found.upper.tolist()) == ([1, 4], [2, 5])
