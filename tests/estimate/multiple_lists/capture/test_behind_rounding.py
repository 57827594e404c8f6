"""Tables behind a rounded one: against rounding itself, tried until it gives the same."""

from dataclasses import replace
from itertools import chain, permutations, repeat
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from measure87.disseminate.gate.lists.rounded_cells import CellRounding
from measure87.estimate.multiple_lists.capture.behind_rounding import (
    TablesBehind,
    _backwards,
    _forwards,
    _RoundedTogether,
    tables_behind,
)
from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.estimate.multiple_lists.capture.rounding_error import _spread, with_rounding
from measure87.estimate.multiple_lists.methods import METHODS, Method, MethodOptions
from measure87.estimate.multiple_lists.side_by_side import estimate_lists
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError, SizeEstimate
from tests.disseminate.invented_lists import COUNTED, random_table, table_of

MEANS = np.array([2.0, 0.7, 3.5, 1.2])
ROUNDED = np.array([3, 0, 3, 0])


def rounded_anew(counts, rng):
    """Systematic rounding to 3 by hand: an order, a beginning, steps at multiples passed."""
    found = counts.copy()
    excess = rng.integers(0, 3)
    for cell in rng.permutation(len(counts)):
        excess += counts[cell] % 3
        found[cell] = counts[cell] // 3 * 3 + (3 if excess >= 3 else 0)
        excess %= 3
    return found


def test_counts_behind_are_those_that_rounding_by_hand_leads_to_it():
    """Poisson counts are rounded until 3,000 give the same; means within 4.5 standard errors."""
    rng = np.random.default_rng(7)
    behind = []
    while len(behind) < 3000:
        counts = rng.poisson(MEANS)
        if (rounded_anew(counts, rng) == ROUNDED).all():
            behind.append(counts)
    group = _RoundedTogether(np.arange(4), ROUNDED, 3, np.arange(4))
    drawn = np.array([group.counts_behind(MEANS, rng) for _ in range(6000)])[::2]
    want, got = np.array(behind), drawn
    assert got.min() >= 0
    assert (abs(got - ROUNDED) < 3).all()
    for moment in (lambda x: x, lambda x: x**2, lambda x: x * x.sum(axis=1, keepdims=True)):
        one, two = moment(want), moment(got)
        error = np.sqrt(one.var(axis=0) / len(one) + 2.0 * two.var(axis=0) / len(two))
        assert (abs(one.mean(axis=0) - two.mean(axis=0)) < 4.5 * error).all()


def test_what_is_drawn_keeps_the_numbers_on_one_two_and_more_lists_within_the_base():
    table = rounded(random_table(4, 4, 600), 1)
    found = tables_behind(table, 3, np.random.default_rng(2))
    on = np.array([int(history).bit_count() for history in found.rounded.histories])
    assert len(found.behind) == 20
    assert len({tuple(one.counts) for one in found.behind}) > 15
    for one in found.behind:
        change = one.counts - found.rounded.counts
        assert (abs(change) < 3).all()
        assert one.counts.min() >= 0
        assert all(abs(change[on == m].sum()) < 3 for m in range(1, 5))


def test_withheld_and_impossible_cells_are_not_drawn():
    table = rounded(random_table(4, 4, 600, apart=((0, 3),)), 1)
    withheld = replace(table, counts=table.counts * (table.histories != 7), suppressed={7: (1, 4)})
    found = tables_behind(withheld, 3, np.random.default_rng(2))
    (place,) = {int(h) for h in withheld.in_canonical_order().suppressed}
    assert 1 <= found.rounded.counts[place - 1] <= 4
    for one in found.behind:
        assert one.counts[place - 1] == found.rounded.counts[place - 1]
        assert not one.counts[~one.possible].any()


def rounded(table, seed):
    """The table rounded to 3; as it is where no cell can be of few."""
    secret = np.random.default_rng(seed).bytes(32)
    counts = CellRounding(3, secret).counts(table.counts, table.lists, table.possible)
    return table if counts is None else table.with_counts(counts)


def size_of(value, lower, upper, **more):
    return SizeEstimate("chao", value, lower, upper, 0.95, "log-normal", 100, **more)


def toy(*observed):
    """Tables of two lists with so many persons; the first is the rounded one."""
    tables = [table_of("AB", {"A": n - 30, "B": 20, "A+B": 10}) for n in observed]
    return TablesBehind(tables[0], tuple(tables[1:]))


def test_half_widths_and_error_grow_by_the_mean_square_of_the_changes():
    """By hand: 100 above 100, limits 80 and 130 above; changes of log 1.1 and -log 1.1."""
    sizes = iter([200.0, 210.0, 100.0 + 100.0 / 1.1])
    rng = np.random.default_rng(1)
    found = with_rounding(
        size_of(200.0, 180.0, 230.0, se=20.0), toy(100, 100, 100), lambda _: next(sizes), rng
    )
    sd = np.log(1.1)
    assert found.value == 200.0
    assert found.lower == pytest.approx(100 + 100 * np.exp(-np.hypot(np.log(0.8), 1.959964 * sd)))
    assert found.upper == pytest.approx(100 + 100 * np.exp(np.hypot(np.log(1.3), 1.959964 * sd)))
    assert found.se == pytest.approx(np.hypot(20.0, 100 * sd))
    before = (np.log(0.8) ** 2 + np.log(1.3) ** 2) / 2 / 1.959964**2
    share = sd**2 / (sd**2 + before)
    assert found.diagnostics["share_of_variance_from_rounding"] == pytest.approx(share)


def test_nothing_changes_where_no_table_behind_has_another_figure():
    size = size_of(200.0, 100.0, None, se=20.0)
    found = with_rounding(size, toy(100, 100), lambda _: 200.0, np.random.default_rng(1))
    assert (found.lower, found.upper, found.se) == (100.0, None, 20.0)
    assert "share_of_variance_from_rounding" not in found.diagnostics


def test_a_table_without_an_estimate_is_left_out_and_told():
    def point(table):
        if table.observed == 103:
            raise NotEstimableError("none", code="none")
        return 200.0 + (table.observed - 100)

    found = with_rounding(
        size_of(200.0, 180.0, 230.0), toy(100, 103, 101), point, np.random.default_rng(1)
    )
    assert found.lower < 180.0
    (notice,) = found.notices
    assert notice.code == "tables-left-out"
    assert notice.text.startswith("1 of 2 ")


def test_draws_of_a_posterior_are_spread_by_as_much():
    draws = 100.0 + 100.0 * np.exp(np.random.default_rng(3).normal(0, 0.1, 4000))
    size = replace(size_of(200.0, 182.0, 222.0, se=10.0, draws=draws), interval="posterior")
    sizes = iter([200.0, 220.0])
    found = with_rounding(size, toy(100, 100), lambda _: next(sizes), np.random.default_rng(4))
    spread = np.log(found.draws - 100.0).std()
    assert spread == pytest.approx(np.hypot(0.1, np.log(1.2)), rel=0.03)


@pytest.mark.slow
@pytest.mark.parametrize(
    "method",
    [
        "independence",
        "sample-coverage",
        pytest.param("chao", marks=pytest.mark.proof),
    ],
)
def test_what_is_added_is_what_rounding_did_change(method):
    """Over 55 rounded tables: mean squares added and changed, within a factor of two.

    They are heavy-tailed: with half as many tables either may be twice the other by chance.
    """
    options = MethodOptions(replicates=100)
    point = METHODS[method].size or METHODS[method].again
    changed, added = [], []
    for seed in range(80):
        exact = random_table(seed, 3 + seed % 2, 400)
        table = rounded(exact, seed)
        if table is exact:
            continue
        try:
            was, now = point(exact, options), point(table, options)
        except NotEstimableError:
            continue
        behind = tables_behind(table, 3, np.random.default_rng(seed))
        floor = min(exact.observed, *(t.observed for t in (table, *behind.behind)))
        size = replace(size_of(now, None, None, se=0.0), observed=floor)
        wide = with_rounding(size, behind, lambda t: point(t, options), np.random.default_rng(1))
        changed.append(np.log((now - floor) / (was - floor)) ** 2)
        added.append((wide.se / (now - floor)) ** 2)
    assert len(added) >= 50
    assert 0.5 < np.mean(added) / np.mean(changed) < 2.0


def test_a_rounded_study_has_the_same_figures_and_wider_intervals():
    table = rounded(random_table(4, 4, 600), 1)
    methods = ("independence", "stepwise", "chao", "decomposable")
    options = MethodOptions(replicates=100)
    as_it_is = estimate_lists(
        ListStudy(COUNTED, {"": [table]}), methods, options, robustness_checks=False
    )
    study = ListStudy(COUNTED, {"": [table]}, rounded_to={"": 3})
    found = estimate_lists(study, methods, options, robustness_checks=False)
    for one, other in zip(as_it_is.sizes, found.sizes, strict=True):
        assert (one.method, one.value) == (other.method, other.value)
        assert other.lower < one.lower
        assert one.upper is None or other.upper > one.upper
        assert 0 < other.diagnostics["share_of_variance_from_rounding"] < 0.5
    order = (2, 0, 3, 1)
    again = replace(study, tables={"": [table.reordered(order)]})
    turned = estimate_lists(again, methods[:1], options, robustness_checks=False)
    assert turned.sizes[0].lower == pytest.approx(found.sizes[0].lower)


def test_a_method_that_cannot_be_tried_again_says_that_rounding_is_left_out(monkeypatch):
    monkeypatch.setitem(METHODS, "chao", Method(METHODS["chao"].run))
    table = rounded(random_table(4, 4, 600), 1)
    study = ListStudy(COUNTED, {"": [table]}, rounded_to={"": 3})
    (found,) = estimate_lists(study, ("chao",), robustness_checks=False).sizes
    (plain,) = estimate_lists(
        ListStudy(COUNTED, {"": [table]}), ("chao",), robustness_checks=False
    ).sizes
    assert [n.code for n in found.notices if n not in plain.notices] == ["rounding-not-in-interval"]
    assert (found.lower, found.se) == (plain.lower, plain.se)


def test_every_method_but_the_slowest_can_be_tried_again():
    without = {name for name, one in METHODS.items() if one.size is None and one.again is None}
    assert without == {"latent-class"}


@pytest.mark.parametrize("method", [name for name in METHODS if name != "latent-class"])
def test_the_size_that_is_tried_again_is_the_figure(method):
    """On the same table; draws of `bayes-threshold` are fewer."""
    table = rounded(random_table(4, 4, 600), 1)
    options = MethodOptions(replicates=100)
    chosen = METHODS[method]
    alone = (chosen.size or chosen.again)(table, options)
    tolerance = 0.05 if method == "bayes-threshold" else 1e-6
    assert alone == pytest.approx(chosen.run(table, options).value, rel=tolerance)


def test_strata_are_widened_each_and_their_sum_with_them():
    tables = {s: [rounded(random_table(k, 3, 600), k)] for k, s in enumerate("xy", 11)}
    methods, options = ("independence", "chao"), MethodOptions(replicates=100)
    plain, wide = (
        estimate_lists(
            ListStudy(COUNTED, tables, rounded_to=to), methods, options, robustness_checks=False
        )
        for to in ({}, {"x": 3})
    )
    for before, after in zip(plain.sizes, wide.sizes, strict=True):
        assert after.lower < before.lower
    for before, after in zip(plain.by_stratum["x"], wide.by_stratum["x"], strict=True):
        assert after.lower < before.lower
    for before, after in zip(plain.by_stratum["y"], wide.by_stratum["y"], strict=True):
        assert after.lower == before.lower


def test_excesses_that_follow_from_each_other_are_drawn_as_they_follow():
    """Each step leads to one more, of three, and to nothing else: any of three paths."""
    steps = np.array([np.roll(np.eye(3), 1, axis=1)] * 3)
    reached = _forwards(steps).reached
    rng = np.random.default_rng(8)
    drawn = [_backwards(reached, steps, rng).tolist() for _ in range(60)]
    assert {tuple(one) for one in drawn} == {(0, 1, 2, 0), (1, 2, 0, 1), (2, 0, 1, 2)}


def test_limits_are_measured_above_the_fewest_persons_of_any_table():
    """Behind a rounded table of 110, of which 100 were observed, one of 90: 110 above 90."""
    sizes = iter([200.0, 221.0])
    rng = np.random.default_rng(1)
    found = with_rounding(
        size_of(200.0, 145.0, 310.0, se=20.0), toy(110, 90), lambda _: next(sizes), rng
    )
    sd = np.log(131 / 110)
    widened = np.hypot(np.log(2), 1.959964 * sd)  # 55 and 220 above 90 are half and twice 110
    assert found.lower == pytest.approx(90 + 110 * np.exp(-widened), rel=1e-6)
    assert found.upper == pytest.approx(90 + 110 * np.exp(widened), rel=1e-6)
    assert found.se == pytest.approx(np.hypot(20.0, 110 * sd), rel=1e-12)


@pytest.mark.parametrize("nowhere", [100, 103])
def test_a_size_stays_as_it_is_where_it_or_every_table_behind_has_no_estimate(nowhere):
    size = size_of(200.0, 180.0, 230.0, se=20.0)
    rng = np.random.default_rng(1)

    def point(table):
        if table.observed == nowhere:
            raise NotEstimableError("none", code="none")
        return 210.0

    assert with_rounding(size, toy(100, 103), point, rng) == size


@pytest.mark.parametrize("odd", [100.0, 99.0, np.inf, np.nan])
def test_a_size_that_is_no_number_above_those_observed_is_left_out(odd):
    """Of the two tables behind only the other counts: a change by log 1.1."""
    sizes = iter([200.0, odd, 210.0])
    found = with_rounding(
        size_of(200.0, 180.0, 230.0, se=0.0),
        toy(100, 100, 100),
        lambda _: next(sizes),
        np.random.default_rng(1),
    )
    assert found.se == pytest.approx(100 * np.log(1.1), rel=1e-12)
    assert [one.code for one in found.notices] == ["tables-left-out"]


def test_without_limits_the_share_of_rounding_is_that_of_the_error():
    """0.2 of the number above, and log 1.1 by rounding."""
    sizes = iter([200.0, 210.0])
    size = size_of(200.0, 100.0, None, se=20.0)
    found = with_rounding(size, toy(100, 100), lambda _: next(sizes), np.random.default_rng(1))
    sd = np.log(1.1)
    assert (found.lower, found.upper) == (100.0, None)
    share = found.diagnostics["share_of_variance_from_rounding"]
    assert share == pytest.approx(sd**2 / (sd**2 + 0.04), rel=1e-12)
    sizes = iter([200.0, 210.0])
    bare = with_rounding(
        size_of(200.0, 100.0, None), toy(100, 100), lambda _: next(sizes), np.random.default_rng(1)
    )
    assert (bare.se, dict(bare.diagnostics)) == (None, {})


def test_a_size_that_is_all_who_were_observed_has_nothing_to_widen():
    size = size_of(100.0, 100.0, 120.0, se=3.0)
    sizes = iter([101.0, 102.0])
    found = with_rounding(size, toy(100, 100), lambda _: next(sizes), np.random.default_rng(1))
    assert found == size


def test_less_than_one_person_above_those_observed_is_widened_too():
    sizes = iter([100.5, 100.55])
    found = with_rounding(
        size_of(100.5, 100.2, 101.0, se=0.3),
        toy(100, 100),
        lambda _: next(sizes),
        np.random.default_rng(1),
    )
    assert found.se == pytest.approx(np.hypot(0.3, 0.5 * np.log(1.1)), rel=1e-9)


def test_the_weight_of_an_order_is_that_of_all_its_paths_from_alike_beginnings():
    """Steps (1 0, 1 1), then (2 1, 0 3): halves of 3 paths from none and of 6 from one."""
    steps = np.array([[[1.0, 0.0], [1.0, 1.0]], [[2.0, 1.0], [0.0, 3.0]]])
    found = _forwards(steps)
    assert found.log_weight == pytest.approx(np.log(9 / 2), rel=1e-12)
    wanted = [[1 / 2, 1 / 2], [2 / 3, 1 / 3], [4 / 9, 5 / 9]]
    assert found.reached == pytest.approx(np.array(wanted), rel=1e-12)


@pytest.mark.parametrize(("chance", "taken"), [(0.99, True), (1.01, False)])
def test_an_order_that_weighs_less_is_taken_by_the_ratio_of_the_two(chance, taken):
    """Metropolis's rule: of one to the other by their ratio, and always the other way."""
    means, cells = np.array([0.4, 5.0, 1.0]), np.arange(3)

    def group(order):
        return _RoundedTogether(cells, np.array([3, 3, 0]), 3, np.array(order))

    steps = group(cells)._steps(means)
    orders = [list(one) for one in permutations(range(3))]
    weights = [np.exp(_forwards(steps[one]).log_weight) for one in orders]
    low, high = int(np.argmin(weights)), int(np.argmax(weights))
    ratio = weights[low] / weights[high]
    assert ratio < 0.9

    def after(now, other, first):
        numbers = chain([first], repeat(0.5))
        rng = SimpleNamespace(
            permutation=lambda _: np.array(orders[other]), random=lambda: next(numbers)
        )
        one = group(orders[now])
        one.counts_behind(means, rng)
        return list(one.order)

    assert after(high, low, chance * ratio) == orders[low if taken else high]
    assert after(low, high, 0.999) == orders[high]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_persons_on_one_list_on_some_and_on_all_are_rounded_each(number):
    table = rounded(random_table(4, 3, 600), 1)
    found = tables_behind(table, 3, np.random.default_rng(2))
    on = np.array([int(history).bit_count() for history in found.rounded.histories])
    assert len({tuple(one.counts[on == number]) for one in found.behind}) > 1


def test_excesses_are_drawn_from_what_each_cell_is_reached_with():
    """None before the first cell, one after it and none after the last: no other path is there."""
    reached = np.array([[0.5, 0.5], [0.0, 1.0], [1.0, 0.0]])
    steps = np.array([[[0.0, 1.0], [0.0, 0.0]], [[0.0, 0.0], [1.0, 0.0]]])
    for seed in range(5):
        assert _backwards(reached, steps, np.random.default_rng(seed)).tolist() == [0, 1, 0]


def test_each_draw_above_the_floor_has_one_quantile_of_the_spread():
    """Four of one person above 100: quantiles of 1/8, 3/8, 5/8 and 7/8, each once."""
    spread = _spread(np.full(4, 101.0), 100.0, 0.2, np.random.default_rng(1))
    wanted = 0.2 * stats.norm.ppf([0.125, 0.375, 0.625, 0.875])
    assert np.sort(np.log(spread - 100.0)) == pytest.approx(wanted, rel=1e-9)
    below = _spread(np.array([99.0, 100.0]), 100.0, 0.2, np.random.default_rng(1))
    assert below.tolist() == [99.0, 100.0]


def test_draws_of_a_bootstrap_are_not_spread():
    """They are of the figure that is there: the interval alone is widened."""
    draws = np.array([190.0, 200.0, 215.0])
    size = replace(size_of(200.0, 182.0, 222.0, se=10.0, draws=draws), interval="bca")
    sizes = iter([200.0, 220.0])
    found = with_rounding(size, toy(100, 100), lambda _: next(sizes), np.random.default_rng(4))
    assert found.draws.tolist() == draws.tolist()
    assert found.upper > 222.0
