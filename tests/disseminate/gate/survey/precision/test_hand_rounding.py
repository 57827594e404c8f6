"""Rounding of a few numbers, by hand."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from measure87.disseminate.gate.survey.precision.controlled_rounding import _steps, round_together
from measure87.disseminate.gate.survey.precision.rounding import round_figures
from measure87.disseminate.gate.tables.boxes import dimensions
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Alternative
from tests.disseminate.gate.audit.random_tables import figure


def rounded(numbers, base, sums=(), within=()):
    return round_together(np.array(numbers, dtype=float), base, sums, within).tolist()


def test_numbers_alone_go_to_the_nearest_multiple():
    assert rounded([0, 2, 3, 5, 7, 8, 100], 5) == [0, 0, 5, 5, 5, 10, 100]
    assert rounded([7.4, 7.6], 5) == [5, 10]
    assert np.isnan(rounded([np.nan], 5)[0])


def test_a_whole_stays_the_sum_of_its_parts():
    """7 and 7 are 14: 5 and 5 would be 10, so one goes up, or the whole to 10."""
    whole, one, other = rounded([14, 7, 7], 5, [(0, (1, 2))])
    assert whole == one + other
    assert {one, other} <= {5, 10}
    assert (whole, one, other) != (15, 5, 5)
    # 6 + 6 + 6 are 18: each 5 makes 15, which is nearer in all than a 20.
    assert rounded([18, 6, 6, 6], 5, [(0, (1, 2, 3))]) == [15, 5, 5, 5]


def test_what_does_not_add_up_is_left_alone():
    assert rounded([13, 8, 8], 5, [(0, (1, 2))]) == [15, 10, 10]
    assert rounded([16, 8, np.nan], 5, [(0, (1, 2))])[:2] == [15, 10]
    assert rounded([np.nan, 8, 8], 5, [(0, (1, 2))])[1:] == [10, 10]


def test_a_part_is_at_most_its_whole():
    """12 of 13 would be 10 of 15; 8 of 7 cannot be; 3 of 2 neither."""
    assert rounded([7, 7], 5, (), [(1, 0)]) == [5, 5]
    assert rounded([7, 8], 5, (), [(1, 0)]) in ([10, 10], [5, 5])
    assert rounded([12, 12.4], 5, (), [(0, 1)]) == [10, 10]
    assert rounded([7, np.nan], 5, (), [(1, 0)])[0] == 5


def test_multiples_move_where_nothing_nearer_adds_up():
    """Five parts of 1 beside 5: one of them becomes 5, or the whole 0."""
    found = rounded([5, 1, 1, 1, 1, 1], 5, [(0, (1, 2, 3, 4, 5))])
    assert found[0] == sum(found[1:])
    assert set(found) <= {0, 5}
    # Ten parts of 1 beside 10: 10 stays and two parts go up.
    found = rounded([10, *[1] * 10], 5, [(0, tuple(range(1, 11)))])
    assert found[0] == sum(found[1:]) in (5, 10)


# Figures.

PEOPLE = ({}, {"s": "1"}, {"s": "2"})


def figures(*rows, **changes):
    """Of everybody and two sexes, with weights of 10."""
    return [
        replace(figure("x", n, cases, **group), weighted_n=10.0 * n, **changes)
        for (n, cases), group in zip(rows, PEOPLE, strict=False)
    ]


def after(given, base=5):
    dims = dimensions([e.group for e in given], [{}] * len(given), {})
    return round_figures(given, dims, base)


def test_counts_become_multiples_and_a_share_is_made_of_the_rounded_numbers():
    (only,) = after(figures((83, 17)))
    assert (only.n, only.n_cases) == (85, 15)
    assert only.weighted_n == 830.0
    assert only.value == pytest.approx(170 / 830)
    (again,) = after(figures((83, 17)), base=100)
    assert (again.n, again.n_cases, again.weighted_n) == (100, 0, 800.0)
    assert again.value == pytest.approx(200 / 800)


def test_groups_still_add_up():
    every = after(figures((84, 14), (42, 7), (42, 7)))
    for what in ("n", "n_cases", "weighted_n"):
        whole, *parts = (getattr(e, what) for e in every)
        assert whole == sum(parts)


def test_a_total_goes_with_its_share():
    (share,) = figures((83, 17))
    total = replace(share, statistic="total", value=170.0)
    one, other = after([share, total], base=100)
    assert other.value == 200.0
    assert one.value == pytest.approx(other.value / other.weighted_n)


def test_without_weights_persons_are_rounded():
    (share,) = [replace(e, weighted_n=None) for e in figures((83, 17))]
    (only,) = after([share])
    assert only.value == pytest.approx(15 / 85)
    assert only.weighted_n is None


def test_what_would_give_counts_back_goes_and_limits_hold_the_value():
    told = {
        "n_clusters_with_cases": 9, "n_effective": 50.0, "deff": 1.5, "deff_replacement": 1.5,
        "deff_used": 1.6, "deff_source": "own", "value_if_no": 0.1, "value_if_yes": 0.3,
        "alternatives": (Alternative("wald", 0.0, 1.0, 1.4, "x"),), "n_clusters": 30, "df": 25.0,
        "se": 0.02,
    }  # fmt: skip
    (only,) = after(figures((83, 17), lower=0.2049, upper=0.21, **told))
    gone = {name: getattr(only, name) for name in told if name not in ("n_clusters", "df", "se")}
    assert set(gone.values()) == {None, ()}
    assert (only.n_clusters, only.df, only.se) == (30, 25.0, 0.02)
    # 170/830 is under the lower limit of the estimate.
    assert only.lower == only.value == pytest.approx(170 / 830)
    assert only.upper == 0.21
    (above,) = after(figures((83, 17), lower=0.1, upper=0.2))
    assert above.upper == above.value
    (open_,) = after(figures((83, 17), lower=0.3, upper=None))
    assert (open_.lower, open_.upper) == (0.3, None)


def test_unknowns_are_rounded_beside_the_others_and_hidden_figures_stay():
    given = [replace(figure("x", 83, 17, 7), weighted_n=830.0)]
    assert after(given)[0].n_unknown == 5
    assert after(figures((83, 17)))[0].n_unknown is None
    hidden = [given[0].suppress("confidential")]
    assert after(hidden) == tuple(hidden)


def test_a_group_of_which_nothing_is_left_is_refused():
    with pytest.raises(UsageError, match="rounding to 500 leaves nothing of a group of x"):
        after([replace(figure("x", 83, 17), weighted_n=83.0)], base=500)


def test_a_mean_keeps_its_value():
    mean = replace(figure("m", 83, 0), statistic="mean", value=3.7, n_cases=None, weighted_n=830.0)
    (only,) = after([mean])
    assert (only.value, only.n, only.n_cases, only.weighted_n) == (3.7, 85, None, 830.0)


@pytest.mark.parametrize(
    ("given", "more", "found"), [(5.0, 1.0, [1.0]), (5.0, -1.0, [-1.0]), (0.0, 0.0, [0.0]),
                                 (0.0, 1.0, None), (5.0, -2.0, None), (5.0, 2.0, None)]
)  # fmt: skip
def test_a_multiple_may_go_one_step_away_and_nobody_stays_nobody(given, more, found):
    """Fives that must go up by so many steps, of at most one."""
    numbers = np.array([given])
    rows = ([np.ones(1)], [more], [more])
    steps = _steps(numbers, numbers / 5, np.array([True]), 5, rows, 1)
    assert (None if steps is None else steps.tolist()) == found


@pytest.mark.parametrize("numbers", [[np.nan, 7.0], [7.0, np.nan]])
def test_a_part_of_which_no_number_is_known_is_held_to_nothing(numbers):
    found = rounded(numbers, 5, within=[(0, 1)])
    assert [None if np.isnan(one) else one for one in found] == [
        None if np.isnan(one) else 5.0 for one in numbers
    ]


def nearest_by_hand(numbers, base, sums, within):
    """The least distance of all choices of multiples that add up, further away by and by."""
    for spread in (0, 1, 3):
        choices = []
        for number in numbers:
            below, rest = divmod(number, base)
            if rest:
                steps = range(below - spread, below + 2 + spread)
            else:
                steps = range(below - spread, below + spread + 1) if number else [0]
            choices.append([base * step for step in steps if step >= 0])
        fit = [
            sum(abs(one - number) for one, number in zip(chosen, numbers, strict=True))
            for chosen in product(*choices)
            if all(chosen[whole] == sum(chosen[k] for k in parts) for whole, parts in sums)
            and all(chosen[part] <= chosen[whole] for part, whole in within)
        ]
        if fit:
            return spread, min(fit)
    raise AssertionError("three further are enough for these")


@pytest.mark.parametrize("seed", range(60))
def test_multiples_are_the_nearest_that_add_up_by_trying_all(seed):
    """A whole of two or three parts, some of them multiples or none already."""
    rng = np.random.default_rng([19, seed])
    base, size = int(rng.integers(2, 6)), int(rng.integers(2, 4))
    parts = [int(one) for one in rng.integers(0, 14, size)]
    for k in np.flatnonzero(rng.random(size) < 0.4):
        parts[k] -= parts[k] % base
    numbers = [sum(parts), *parts, parts[0] // 2]
    sums, within = [(0, tuple(range(1, size + 1)))], [(size + 1, 1)]
    found = round_together(np.array(numbers, dtype=float), base, sums, within).tolist()
    assert all(one % base == 0 and one >= 0 for one in found)
    assert found[0] == sum(found[1 : size + 1])
    assert found[-1] <= found[1]
    assert all(one == 0 for one, number in zip(found, numbers, strict=True) if number == 0)
    spread, least = nearest_by_hand(numbers, base, sums, within)
    away = sum(abs(one - number) for one, number in zip(found, numbers, strict=True))
    assert away == pytest.approx(least)
    assert all(
        one == number for one, number in zip(found, numbers, strict=True)
        if number % base == 0 and not spread
    )  # fmt: skip


def test_what_is_not_shown_or_counts_nobody_is_not_rounded():
    share = figure("y", 103, 41, 7)
    others = (share.suppress("confidential"), replace(share, n=None, statistic="mean"))
    found = round_figures((share, *others), dimensions([{}], [{}], {}), 5)
    assert found[1:] == others
    assert (found[0].n, found[0].n_cases, found[0].n_unknown) == (105, 40, 5)


def test_a_count_that_a_figure_does_not_tell_is_not_told_for_another_of_its_group():
    share = figure("y", 103, 41, 7)
    mean = replace(share, statistic="mean", n_cases=None, n_unknown=None)
    _, found = round_figures((share, mean), dimensions([{}], [{}], {}), 5)
    assert (found.n, found.n_cases, found.n_unknown) == (105, None, None)


def test_a_number_beside_its_share_is_of_as_many_as_both_say():
    """100 are a quarter of 400, and 380 are known."""
    share = replace(figure("y", 40, 10), value=0.25, weighted_n=380.0)
    total = replace(share, statistic="total", value=100.0)
    found = round_figures((share, total), dimensions([{}], [{}], {}), 5)
    assert [one.value for one in found] == [0.25, 100.0]
    assert {one.weighted_n for one in found} == {380.0}
