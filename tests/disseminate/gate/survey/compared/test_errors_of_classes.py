"""Errors by how many of each class are cases: person by person, and as they are released."""

import numpy as np
import pytest

from measure87.disseminate.gate.survey.compared.errors_of_classes import (
    ANY,
    fit_with_errors,
    limits_of_error,
    spreads_of,
)
from measure87.disseminate.gate.survey.compared.sums_by_two_weights import Classes, Stayed
from measure87.disseminate.gate.survey.precision.steps import FINEST, LADDER, step_of, stepped_error


@pytest.mark.parametrize("rung", LADDER)
def test_every_error_that_is_released_so_is_within_the_limits(rung):
    rng = np.random.default_rng(4)
    for error in 10 ** rng.uniform(-3, 0, 300):
        released, digits = stepped_error(error, rung)
        if rung != FINEST and digits == step_of(released):
            continue  # As a finer rung could have it.
        low, high = limits_of_error(released, digits)
        assert low <= error <= high
        for near in (low - 0.01 * released, high + 0.01 * released):
            assert stepped_error(near, rung)[0] != released


def test_without_steps_nothing_is_known_of_an_error():
    assert limits_of_error(0.02, None) == limits_of_error(0.0213, 0.002) == ANY


@pytest.mark.parametrize("rung", LADDER)
@pytest.mark.parametrize("unit", [1.0, 1e-6])
def test_limits_are_where_another_error_is_released_in_any_unit(rung, unit):
    """Found by halving; what is said to be possible is at most a thousandth more."""
    for error in (0.0123, 0.02, 0.047, 0.08):
        released, digits = stepped_error(unit * error, rung)
        if rung != FINEST and digits == step_of(released):
            continue
        low, high = limits_of_error(released, digits)

        def edge(inside, outside, released=released):
            for _ in range(60):
                middle = (inside + outside) / 2
                same = stepped_error(middle, rung)[0] == released
                inside, outside = (middle, outside) if same else (inside, middle)
            return inside

        least, most = (edge(unit * error, far * unit * error) for far in (0.3, 3.0))
        for further in (least - low, high - most):
            assert -1e-12 * released <= further <= 0.001 * released


class Drawn:
    """Who stayed, left and came; girls' weights were multiplied by one number and boys' by another,
    and of either there are two strata."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        n = 60
        self.sex, stratum = rng.integers(0, 2, n), rng.integers(0, 2, n)
        base = np.array([1.0, 3.0])[stratum]
        place = np.arange(n)
        self.left, self.came = place < 6, place >= n - 5
        self.then = base * np.array([1.2, 0.7])[self.sex] * ~self.came
        self.now = base * np.array([1.3, 0.6])[self.sex] * ~self.left
        self.is_case = rng.random(n) < 0.4

    def spread(self, weight, table):
        """The sum of squares of what is left of a share by classes of the table."""
        found = 0.0
        for one in np.unique(table):
            own = (table == one) & (weight > 0)
            if own.any():
                share = np.average(self.is_case[own], weights=weight[own])
                found += float((weight[own] ** 2 * (self.is_case[own] - share) ** 2).sum())
        return found

    def of(self):
        """What the gate has: classes of those who stayed, kinds of the others, and spreads."""
        both = ~self.left & ~self.came
        classes = Classes.of(Stayed(self.then[both], self.now[both], np.zeros(both.sum(), int)))
        changed = self.left | self.came
        weight = np.where(self.left, self.then, self.now)[changed]
        is_left, is_case = self.left[changed], self.is_case[changed].astype(int)
        spreads = spreads_of(
            classes, weight, is_left, np.ones(len(weight), int),
            (is_left * is_case)[None], (~is_left * is_case)[None],
        )  # fmt: skip
        cases = np.array(
            [
                (self.is_case & both & (self.then == then) & (self.now == now)).sum()
                for then, now in zip(classes.then, classes.now, strict=True)
            ]
        )
        return spreads, cases[None]


@pytest.mark.parametrize("seed", range(5))
def test_spreads_are_those_of_persons_by_either_way_of_classes(seed):
    drawn = Drawn(seed)
    (by_times, by_weight), cases = drawn.of()
    assert by_times.of_then(cases, 0)[0] == pytest.approx(drawn.spread(drawn.then, drawn.sex))
    assert by_times.of_now(cases, 0)[0] == pytest.approx(drawn.spread(drawn.now, drawn.sex))
    for weight, found in (
        (drawn.then, by_weight.of_then(cases, 0)[0]),
        (drawn.now, by_weight.of_now(cases, 0)[0]),
    ):
        alone = np.unique(weight.round(9), return_inverse=True)[1].ravel()
        assert found == pytest.approx(drawn.spread(weight, alone))


def test_where_all_weights_were_multiplied_by_one_number_they_are_of_one_class_or_of_one_each():
    classes = Classes.of(Stayed(np.array([1.0, 2.0]), np.array([2.0, 4.0]), np.zeros(2, int)))
    one, each = spreads_of(
        classes, np.array([2.0]), np.array([True]), np.array([1]), np.array([[1]]),
        np.array([[0]]),
    )  # fmt: skip
    assert one.table[:2].tolist() == [0, 0]
    assert len({*each.table[:2].tolist()}) == 2
    assert one.size_then.tolist() == [1, 2, 0]
    assert one.size_now.tolist() == [1, 1, 0]


def by_hand(weight, table, is_case):
    found = 0.0
    for one in {*table}:
        own = [k for k, of in enumerate(table) if of == one]
        share = sum(weight[k] for k in own if is_case[k]) / sum(weight[k] for k in own)
        found += sum((weight[k] * (is_case[k] - share)) ** 2 for k in own)
    return found


@pytest.mark.parametrize("unit", [1.0, 1e-8])
def test_whoever_left_with_a_weight_of_nobody_who_stayed_is_of_a_class_alone(unit):
    """Four stayed with weights of 1 and 2, times 1 and 2 since; one of 1 and two of 5 and one of 7
    left, and one of 9 came. Of the two of 5 one is a case."""
    then, now = unit * np.array([1.0, 1.0, 2.0, 2.0]), unit * np.array([1.0, 1.0, 4.0, 4.0])
    classes = Classes.of(Stayed(then, now, np.zeros(4, int)))
    weight = unit * np.array([1.0, 5.0, 7.0, 9.0])
    is_left, size = np.array([True, True, True, False]), np.array([1, 2, 1, 1])
    left, came = np.array([[1, 1, 0, 0]]), np.array([[0, 0, 0, 1]])
    (only,) = spreads_of(classes, weight, is_left, size, left, came)
    cases = np.array([[1, 0]])  # one of the two of weight 1 who stayed
    table = [0, 0, 0, 1, 1, 2, 2, 3]
    is_case = [True, False, True, False, False, True, False, False]
    expected = by_hand([1, 1, 1, 2, 2, 5, 5, 7], table, is_case)
    assert only.of_then(cases, 0)[0] / unit**2 == pytest.approx(expected)
    expected = by_hand([1, 1, 4, 4, 9], [0, 0, 1, 1, 2], [True, False, False, False, True])
    assert only.of_now(cases, 0)[0] / unit**2 == pytest.approx(expected)


def test_those_of_one_weight_then_who_have_two_now_are_of_two_classes():
    stayed = Stayed(np.array([1.0, 1.0, 2.0]), np.array([1.0, 2.0, 2.0]), np.zeros(3, int))
    nobody = np.zeros((1, 0), int)
    by_times, by_weight = spreads_of(
        Classes.of(stayed), np.zeros(0), np.zeros(0, bool), np.zeros(0, int), nobody, nobody
    )
    assert len({*by_weight.table.tolist()}) == 3
    # Of 1 to 1 and of 2 to 2 by one number; of 1 to 2 by another.
    assert len({*by_times.table.tolist()}) == 2


def test_a_point_fits_by_its_sums_and_by_either_error():
    drawn = Drawn(1)
    (by, _), cases = drawn.of()
    both = ~drawn.left & ~drawn.came & drawn.is_case
    then, now = (np.array([weight[both].sum()]) for weight in (drawn.then, drawn.now))
    spread_then, spread_now = by.of_then(cases, 0)[0], by.of_now(cases, 0)[0]
    of = (by.then, by.now, by.size_then, by.size_now, by.table, by.left, by.came)

    def fits(off=0.1, of_then=(0.0, 0.1), of_now=(-0.1, 0.1)):
        return fit_with_errors(
            then, now, cases, then + 0.05, off, now, 0.1, of,
            tuple(spread_then + one for one in of_then), tuple(spread_now + one for one in of_now),
        ).tolist()  # fmt: skip

    assert fits(of_then=(-0.1, 0.1)) == [True]
    assert fits(off=0.01, of_then=(-0.1, 0.1)) == [False]
    assert fits(of_then=(0.1, 0.2)) == [False]
    assert fits(of_then=(-0.1, 0.1), of_now=(-0.2, -0.1)) == [False]
