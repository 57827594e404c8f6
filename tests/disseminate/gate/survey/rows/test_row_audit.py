"""How coarse a row of few cases must be: against a plain search through all sets of persons."""

from dataclasses import replace
from itertools import combinations, product
from math import comb, floor, log10, sqrt
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate.gate.survey.precision.steps import LADDER
from measure87.disseminate.gate.survey.rows import cell_row, row_audit
from measure87.disseminate.gate.survey.rows.cell_row import CellRow
from measure87.disseminate.gate.survey.rows.possible_sets import (
    DRAWN,
    by_lots,
    every_choice,
    is_all,
    only_sets,
    rows_of,
    sets_of,
    with_extremes,
)
from measure87.disseminate.gate.survey.rows.row_audit import (
    ENOUGH,
    Row,
    Weighing,
    _codes,
    _packed,
    _tells_nothing,
    rung_of,
    unknown_rung_of,
)
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.estimate import Estimate


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_a_row_with_somebody_twice_is_no_set_wherever_she_stands(size):
    rows = np.array(list(product(range(4), repeat=size)))
    given = rows.tolist()
    assert only_sets(rows).tolist() == [len(set(row)) == size for row in given]
    assert rows.tolist() == [sorted(row) for row in given]


def group(seed, persons=18, cases=3, clusters=6, spread=0.4, unknown=0):
    rng = np.random.default_rng(seed)
    weight = 100 * np.exp(spread * rng.standard_normal(persons))
    cluster = rng.integers(0, clusters, persons)
    stratum = (cluster % 2).astype(np.int64)
    status = np.zeros(persons, dtype=np.int64)
    chosen = rng.permutation(persons)
    status[chosen[:cases]] = 2
    status[chosen[cases : cases + unknown]] = 1
    units = np.array([clusters / 2 + 1, clusters / 2 + 2])  # more were drawn than have persons
    return WeighedPersons(weight, cluster, stratum, units, status)


def by_hand(persons, cases):
    """Share, its error and clusters with a case, with loops over strata and clusters."""
    everybody, chosen = persons.weight.sum(), set(cases)
    share = sum(persons.weight[k] for k in chosen) / everybody
    variance = 0.0
    for stratum, units in enumerate(persons.units):
        if units == 1:
            continue  # it tells nothing of how much clusters differ
        scores = dict.fromkeys(persons.cluster[persons.stratum == stratum].tolist(), 0.0)
        for k in np.flatnonzero(persons.stratum == stratum):
            case = 1.0 if int(k) in chosen else 0.0
            scores[int(persons.cluster[k])] += persons.weight[k] * (case - share) / everybody
        mean = sum(scores.values()) / units
        spread = sum((z - mean) ** 2 for z in scores.values())
        spread += (units - len(scores)) * mean**2  # clusters with nobody of the group
        variance += units / (units - 1) * spread
    return share, sqrt(variance), len({int(persons.cluster[k]) for k in chosen})


def rounded(number, step):
    return round(number / step)


def step_within(most):
    power = floor(log10(most * (1 + 1e-9)))
    return max(
        one * 10.0**p
        for p in (power, power + 1)
        for one in (1, 2, 5)
        if one * 10.0**p <= most * (1 + 1e-9)
    )


def row_by_hand(persons, cases, rung, *, are_cases=True):
    """What is released of a set: value and error in whole steps, the step, clusters."""
    share, error, clusters = by_hand(persons, cases)
    if not are_cases:
        rest = set(range(len(persons.cluster))) - set(cases)
        clusters = len({int(persons.cluster[k]) for k in rest})
    released = rounded(error, step_within(error * rung.error)) * step_within(error * rung.error)
    step = step_within(released * rung.value)
    return rounded(share, step), f"{released:.6g}", f"{step:.6g}", clusters


def without_telling(sets):
    """Sets with one row, but for those in which somebody learns of another that she is in too."""
    for one in sorted(set().union(*sets)):
        with_her = [set(other) for other in sets if one in other]
        if len(set.intersection(*with_her)) > 1:
            return without_telling([other for other in sets if one not in other])
    return sets


def rung_by_hand(persons, *, are_cases=True):
    """The first rung at which 20 sets fit with nobody in all, of those not settled before.

    Of sets of cases, without those in which one tells of another; of those who are no cases, with
    everybody in one of them.
    """
    everybody = set(range(len(persons.weight)))
    truth = tuple(np.flatnonzero((persons.status == 2) == are_cases).tolist())
    left = list(combinations(range(len(persons.weight)), len(truth)))
    for number, rung in enumerate(LADDER):
        by_row = {}
        for one in left:
            row = row_by_hand(persons, one, rung, are_cases=are_cases)
            by_row.setdefault(row, []).append(one)
        of_rows = [without_telling(sets) if are_cases else sets for sets in by_row.values()]
        settled = {
            one
            for sets in of_rows
            if len(sets) >= ENOUGH
            and not set.intersection(*map(set, sets))
            and (are_cases or set.union(*map(set, sets)) == everybody)
            for one in sets
        }
        if truth in settled:
            return number
        left = [one for one in left if one not in settled]
    return None


def found_of(persons, rung=rung_of):
    share, error, _ = by_hand(persons, np.flatnonzero(persons.status == 2).tolist())
    weighing = Weighing(persons, Row(share, error, None, error))
    return rung([weighing], persons.status == 2, are_cases=True)


@pytest.mark.parametrize("seed", range(8))
def test_who_is_no_case_is_audited_so_that_nobody_must_be_one(seed):
    persons = group(seed, cases=15, spread=0.3 if seed % 2 else 0.05)
    share, error, _ = by_hand(persons, np.flatnonzero(persons.status != 2).tolist())
    weighing = Weighing(persons, Row(share, error, None, error))
    found = rung_of([weighing], persons.status != 2, are_cases=False)
    assert found == rung_by_hand(persons, are_cases=False)


def test_where_sets_are_drawn_the_heaviest_and_lightest_are_in_some():
    persons = group(5, persons=300, cases=290, clusters=40)
    sets, extremes = with_extremes(sets_of(300, 10, 2_000), persons.weight)
    assert {int(persons.weight.argmax()), int(persons.weight.argmin())} <= set(extremes.tolist())
    assert len(extremes) == 40
    assert set(extremes.tolist()) <= set(sets[2_000:].ravel().tolist())
    assert (np.diff(np.sort(sets, axis=1), axis=1) > 0).all()  # nobody twice


def test_all_choices_are_those_of_itertools():
    for persons in range(9):
        for size in range(persons + 2):
            expected = [list(one) for one in combinations(range(persons), size)]
            assert every_choice(persons, size).tolist() == expected


@pytest.mark.parametrize(("persons", "size"), [(5, 2), (6, 5), (4, 4)])
def test_by_lots_each_set_is_drawn_as_often_and_nobody_is_in_it_twice(persons, size):
    drawn, number = 60_000, comb(persons, size)
    sets = np.sort(by_lots(np.random.default_rng(5).random((drawn, size)), persons), axis=1)
    found, times = np.unique(sets, axis=0, return_counts=True)
    assert found.tolist() == [list(one) for one in combinations(range(persons), size)]
    error = np.sqrt(drawn / number)
    assert np.abs(times - drawn / number).max() < 4.5 * error


def with_a_cluster_alone(persons):
    """The last cluster is a stratum of its own."""
    stratum = np.where(persons.cluster == persons.cluster.max(), 2, persons.stratum)
    return replace(persons, stratum=stratum, units=np.append(persons.units, 1.0))


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_shares_and_errors_are_those_of_loops(seed, alone):
    persons = group(seed, persons=9)
    persons = with_a_cluster_alone(persons) if alone else persons
    sets = sets_of(9, 3, 1)
    assert len(sets) == 84
    rows = rows_of(persons, sets)
    for k, one in enumerate(sets.tolist()):
        share, error, clusters = by_hand(persons, one)
        assert (rows.value[k], rows.error[k]) == (pytest.approx(share), pytest.approx(error))
        assert rows.clusters[k] == clusters
        rest = sorted(set(range(9)) - set(one))
        assert rows.clusters_of_rest[k] == by_hand(persons, rest)[2]
        assert rows.total_error[k] == pytest.approx(error_of_total(persons, one))
        assert rows.total_error_of_rest[k] == pytest.approx(error_of_total(persons, rest))


def error_of_total(persons, cases):
    """Of the weighted number of cases, with loops."""
    variance = 0.0
    for stratum, units in enumerate(persons.units):
        if units == 1:
            continue
        names = set(persons.cluster[persons.stratum == stratum].tolist())
        sums = [sum(persons.weight[k] for k in cases if persons.cluster[k] == c) for c in names]
        sums += [0.0] * (int(units) - len(sums))
        variance += units / (units - 1) * sum((t - sum(sums) / units) ** 2 for t in sums)
    return sqrt(variance)


@pytest.mark.parametrize("seed", range(8))
def test_the_rung_is_that_of_a_plain_search_through_all_sets(seed):
    persons = group(seed)
    assert is_all(18, 3)
    assert found_of(persons) == rung_by_hand(persons)


def test_every_rung_is_needed_somewhere():
    assert {found_of(group(seed, persons=30)) for seed in range(30)} >= {0, 1, 2}
    assert found_of(group(0, persons=10, spread=1.5)) is None


def test_who_outweighs_all_others_together_cannot_be_hidden_by_steps():
    persons = group(1, persons=40)
    weight = persons.weight.copy()
    weight[persons.status.argmax()] = 20 * weight.sum()
    heavy = WeighedPersons(weight, *list(vars(persons).values())[1:])
    assert found_of(heavy) is None


def test_equal_weights_of_persons_drawn_directly_tell_nothing():
    persons = group(2, persons=40)
    alike = WeighedPersons(
        np.full(40, 100.0), np.arange(40), np.zeros(40, np.int64), np.array([40.0]), persons.status
    )
    assert found_of(alike) == 0


def test_sets_are_the_same_each_time_and_without_anybody_twice():
    first = sets_of(500, 5, 2_000)
    assert len(first) == 2_000
    sets_of.cache_clear()
    again = sets_of(500, 5, 2_000)
    assert (first == again).all()
    assert (np.diff(np.sort(first, axis=1), axis=1) > 0).all()
    assert not is_all(500, 5)


@pytest.mark.parametrize(("persons", "size"), [(19, 6), (66, 3), (30, 12)])
def test_no_set_counts_twice_where_there_are_little_more_than_are_drawn(persons, size):
    weight = np.linspace(1.0, 2.0, persons)
    for drawn in DRAWN:
        sets = sets_of(persons, size, drawn)
        more, extremes = with_extremes(sets, weight)
        if comb(persons, size) <= 10 * drawn:
            assert len({frozenset(row) for row in sets.tolist()}) == len(sets)
            assert len(sets) > 0.9 * min(comb(persons, size), drawn) * (1 - np.exp(-1))
        assert len({frozenset(row) for row in more.tolist()}) == len(more)
        assert np.isin(extremes, more).all()


def test_the_rung_does_not_depend_on_the_order_of_persons_where_all_sets_are_tried():
    persons = group(3)
    order = np.random.default_rng(1).permutation(18)
    other = WeighedPersons(
        persons.weight[order], persons.cluster[order], persons.stratum[order], persons.units,
        persons.status[order],
    )  # fmt: skip
    assert found_of(persons) == found_of(other)


def test_bounds_that_name_unknown_persons_are_coarser_or_not_shown():
    """Five unknown persons, one of them with most of the weight."""
    persons = group(4, persons=60, cases=12, unknown=5)
    row = Row(0.2, 0.05, None, 0.05)
    fine = unknown_rung_of(persons, row, 0.0, leaves_out=True, from_rung=0)
    assert fine == 0
    weight = persons.weight.copy()
    weight[(persons.status == 1).argmax()] = 3_000.0
    heavy = WeighedPersons(weight, *list(vars(persons).values())[1:])
    assert unknown_rung_of(heavy, row, 0.0, leaves_out=True, from_rung=0) is None
    # The weighted n tells what they weigh, if it is given finely enough.
    assert unknown_rung_of(persons, row, 1e-6, leaves_out=True, from_rung=0) is None


def test_where_few_sets_do_not_show_it_more_are_drawn_before_bounds_are_made_coarser(monkeypatch):
    persons = group(4, persons=60, cases=12, unknown=4)
    share = float(
        persons.weight[persons.status == 2].sum() / persons.weight[persons.status != 1].sum()
    )
    row = Row(share, 0.02, None, 0.02)

    def found():
        return unknown_rung_of(persons, row, 0.0, leaves_out=True, from_rung=0)

    assert found() == 0
    monkeypatch.setattr(row_audit, "DRAWN", DRAWN[:1])
    assert found() == 2, "or nothing is tested"


@pytest.mark.parametrize(
    ("weight", "cluster", "nothing"),
    [
        ([7.0, 7.0, 7.0], [4, 2, 9], True),
        ([7.0, 7.0, 7.0], [4, 2, 4], False),
        ([7.0, 7.0, 7.1], [4, 2, 9], False),
        ([7.0, 7.0, 7.0 + 1e-12], [4, 2, 9], True),
    ],
)
def test_a_row_tells_nothing_of_persons_alike_who_are_each_in_a_cluster_of_their_own(
    weight, cluster, nothing
):
    persons = WeighedPersons(
        np.array(weight), np.array(cluster), np.zeros(3, int), np.array([9.0]), np.array([2, 0, 0])
    )
    assert _tells_nothing(persons) is nothing


def test_a_total_of_other_weights_has_a_row_by_the_sum_of_its_own_and_by_its_interval():
    """Share 0.3 of 40; 900 of 3,000 persons by other weights, without an error: 400 / 4 wide."""
    persons = group(1, persons=40, cases=3)
    others = replace(persons, weight=np.full(40, 75.0))
    share = Estimate("work", "proportion", "taylor", value=0.3, se=0.05, n=40, n_cases=3)
    total = replace(share, statistic="total", value=900.0, se=None, lower=700.0, upper=1100.0,
                    weighted_n=3000.0)  # fmt: skip
    known = SimpleNamespace(of=lambda measure, kind, group: {"total": others}[kind])
    measure = ("work", None, 0)
    cell = SimpleNamespace(at=[0, 1])
    made = cell_row.cell_row(cell, [share, total], [measure] * 2, known, persons, few=True)
    first, second = made.weighings
    assert first == Weighing(persons, Row(0.3, 0.05, None, 0.05))
    assert second.persons is others
    assert second.row == Row(0.3, None, None, pytest.approx(400 / 4 / 3000))
    with_error = replace(total, se=150.0)
    made = cell_row.cell_row(cell, [share, with_error], [measure] * 2, known, persons, few=True)
    assert made.weighings[1].row == Row(0.3, 0.05, None, 0.05)


@pytest.mark.parametrize(
    ("leaves_out", "cases", "known"),
    [(True, 2, [2, 0, 2, 0]), (False, 2, [2, 0, 0, 0, 2, 0]), (False, 4, [2, 2, 0, 2, 2, 0])],
)
def test_unknown_persons_are_left_out_or_no_or_yes_as_the_figure_counts_them(
    leaves_out, cases, known
):
    status = np.array([2, 1, 0, 1, 2, 0])
    persons = WeighedPersons(
        np.arange(1.0, 7.0), np.arange(6), np.zeros(6, np.int64), np.array([6.0]), status
    )
    figure = Estimate("y", "proportion", "taylor", value=0.5, n=6, n_cases=cases)
    found = CellRow(figure, ())._known(persons, leaves_out=leaves_out)
    assert found.status.tolist() == known
    assert len(found.weight) == len(known)
    if leaves_out:
        assert found.weight.tolist() == [1.0, 3.0, 5.0, 6.0]


@pytest.mark.parametrize("scale", [1, 10_000, 10**12])
def test_sets_have_one_number_exactly_where_all_of_theirs_are_alike(scale):
    """Of any size, as few and as many that several of them do not fit into one as they are."""
    rng = np.random.default_rng(scale % 97)
    for many in (1, 2, 7, 12):
        codes = [scale * rng.integers(-2, 3, 40).astype(float) for _ in range(many)]
        codes.append(np.round(1e4 * rng.random(40).round(1)))
        found = _packed(codes)
        rows = np.column_stack(codes)
        alike = (rows[:, None] == rows[None]).all(axis=2)
        assert np.array_equal(found[:, None] == found[None], alike)
        assert found.min() >= 0


@pytest.mark.parametrize(("error", "step"), [(0.03, 0.002), (None, 0.005)])
@pytest.mark.parametrize("total_ratio", [None, 1.5])
def test_sets_without_an_error_of_their_own_have_the_steps_of_the_released_one(
    error, step, total_ratio
):
    """Of one of 0.03, or in its place of 0.06, the value has steps of 0.002 or 0.005."""
    rows = SimpleNamespace(
        value=np.array([0.1, 0.2, 0.201]), error=np.zeros(3), total_error=np.zeros(3),
        told_clusters=np.array([3.0, 4.0, 4.0]), clusters_of_rest=np.array([1, 2, 2]),
    )  # fmt: skip
    row = Row(0.201, error, total_ratio, 0.06)
    value, released, steps, clusters = _codes(rows, row, True, LADDER[0])
    assert value.tolist() == np.round(rows.value / step).tolist()
    assert len(set(released.tolist())) == len(set(steps.tolist())) == 1
    assert clusters.tolist() == [3.0, 4.0, 4.0]
    assert _codes(rows, row, False, LADDER[0])[-1].tolist() == [1.0, 2.0, 2.0]


@pytest.mark.parametrize(
    ("unknown", "heavy", "shown", "tried"),
    [
        (2, False, True, False),
        (3, False, True, True),
        (10, False, True, True),
        (11, False, True, False),
        (11, True, True, True),
        (10, True, True, True),
        (11, True, False, False),
    ],
)
def test_unknown_persons_are_tried_where_they_are_few_or_somebody_outweighs_the_others(
    monkeypatch, unknown, heavy, shown, tried
):
    """Among 40, of whom 9 are cases; their number is told by the bounds of the share alone."""
    monkeypatch.setattr(cell_row, "unknown_rung_of", lambda *_, **__: 7)
    status = np.array([1] * unknown + [2] * 9 + [0] * (31 - unknown))
    one = np.arange(40)
    weight = np.where(one == 0, 200.0 if heavy else 1.0, 1.0)
    persons = WeighedPersons(weight, one, np.zeros(40, dtype=int), np.array([40.0]), status)
    figure = Estimate(
        "y", "proportion", "taylor", value=0.2, n=40, n_cases=9, n_unknown=unknown,
        value_if_no=0.2 if shown else None, weighted_n=40.0,
    )  # fmt: skip
    cell = CellRow(figure, (Weighing(persons, Row(0.2, 0.05, None, 0.05)),))
    assert cell.rung_for_unknown(3, 1, None, leaves_out=True) == (7 if tried else 1)


@pytest.mark.parametrize(("with_case", "told"), [(8, -1.0), (9, -1.0), (10, -2.0), (11, -2.0)])
def test_of_clusters_with_a_case_it_is_told_that_they_are_fewer_than_ten_or_nothing(
    with_case, told
):
    """Fifteen clusters of three persons; twelve or more cases in so many of them."""
    cluster = np.repeat(np.arange(15), 3)
    persons = WeighedPersons(
        np.ones(45), cluster, np.zeros(45, np.int64), np.array([15.0]), np.zeros(45, np.int64)
    )
    first, more = 3 * np.arange(with_case), 3 * np.arange(4) + 1
    rows = rows_of(persons, np.concatenate([first, more])[None])
    assert rows.clusters.tolist() == [with_case]
    assert rows.told_clusters.tolist() == [told]


def row_of_few(figures, persons, others=None):
    """What is audited of a cell with these figures."""
    known = SimpleNamespace(of=lambda *about: others)
    cell = SimpleNamespace(at=[*range(len(figures))])
    measures = [("work", None, 0)] * len(figures)
    return cell_row.cell_row(cell, figures, measures, known, persons, few=True)


@pytest.mark.parametrize("weighted_n", [None, 40.0, 4000.0])
def test_where_nobody_is_a_case_and_somebody_unknown_the_row_is_of_0(weighted_n):
    """With a number of persons of none, of the same weights or of its own."""
    persons = group(1, persons=40, cases=0, unknown=3)
    share = Estimate("work", "proportion", "taylor", value=0.0, lower=0.0, upper=0.1, n=40,
                     n_cases=0, n_unknown=3, weighted_n=40.0)  # fmt: skip
    total = replace(share, statistic="total", upper=400.0, weighted_n=weighted_n)
    figures = [share] if weighted_n is None else [share, total]
    found = row_of_few(figures, persons, replace(persons, weight=np.full(40, 100.0)))
    assert {one.row.value for one in found.weighings} == {0.0}
    assert len(found.weighings) == 1 + (weighted_n == 4000.0)


def test_whether_somebody_stands_out_is_asked_by_how_many_are_cases(monkeypatch):
    asked = []
    monkeypatch.setattr(cell_row, "stands_out", lambda weight, cases, value: asked.append(cases))
    persons = group(1, persons=9, cases=2, unknown=3)
    row = Row(0.2, 0.05, None, 0.05)
    assert not cell_row._one_stands_out([Weighing(persons, row), Weighing(persons, row)])
    assert asked == [2, 2]


@pytest.mark.parametrize("scale", [1e-6, 1e3])
def test_errors_of_sets_go_with_the_size_of_weights_however_small_they_are(scale):
    persons = group(4, persons=12, cases=3)
    sets = np.array(list(combinations(range(12), 3)))[:40]
    one = rows_of(persons, sets)
    other = rows_of(replace(persons, weight=scale * persons.weight), sets)
    assert other.value == pytest.approx(one.value)
    assert other.error == pytest.approx(one.error)
    assert other.total_error == pytest.approx(scale * one.total_error)
    assert other.total_error_of_rest == pytest.approx(scale * one.total_error_of_rest)


@pytest.mark.parametrize(("size", "are_cases"), [(3, True), (3, False), (8, True), (11, False)])
def test_a_row_of_persons_who_cannot_be_told_apart_has_the_finest_rung(size, are_cases):
    """Forty alike, each in a cluster of her own."""
    status = np.where(np.arange(40) < size, 2 if are_cases else 0, 0 if are_cases else 2)
    persons = WeighedPersons(
        np.full(40, 7.0), np.arange(40), np.zeros(40, int), np.array([60.0]), status
    )
    weighing = Weighing(persons, Row(0.1, 0.05, None, 0.05))
    assert rung_of([weighing], np.arange(40) < size, are_cases=are_cases) == 0


@pytest.fixture
def tried(monkeypatch):
    """Rungs that are found one after the other, and how many sets are drawn each time."""

    def give(*rungs):
        left = list(rungs)
        monkeypatch.setattr(row_audit, "_finest", lambda *_, **__: left.pop(0))
        return left

    monkeypatch.setattr(row_audit, "_codes_of", lambda *_, **__: None)
    monkeypatch.setattr(row_audit, "_codes_together", lambda *_: lambda _: None)
    return give


@pytest.mark.parametrize(
    ("persons", "rungs", "found", "left"),
    [
        (60, [0, 2], 0, 1),  # the finest: no more sets need be drawn
        (60, [1, 0], 0, 0),
        (60, [2, 1], 1, 0),
        (60, [None, 2], 2, 0),
        (16, [1, 0], 1, 1),  # all sets of 8 of 16 are 12,870, and of 12 of 16 1,820
        (16, [None, 0], None, 1),
    ],
)
def test_more_sets_are_drawn_until_the_finest_rung_does_or_all_were_tried(
    persons, rungs, found, left, tried
):
    size = 8 if persons == 60 else 12
    rest = tried(*rungs)
    given = group(1, persons=persons, cases=size)
    weighing = Weighing(given, Row(0.2, 0.05, None, 0.05))
    assert rung_of([weighing], given.status == 2, are_cases=True) == found
    assert len(rest) == left


class Known:
    """Groups beside a row, of whose sets all are drawn or not."""

    def __init__(self, is_all):
        self.is_all = lambda size: is_all
        self.drawn = []

    def sets(self, size, drawn):
        self.drawn.append(drawn)
        return np.zeros((1, size), dtype=np.int64)


@pytest.mark.parametrize(
    ("is_all", "rungs", "found", "times"),
    [
        (False, [0, 1, 1], 0, 1),
        (False, [1, 0, 1], 0, 2),
        (False, [1, 2, 3], 3, 3),
        (True, [2, 0, 0], 2, 1),
        (True, [0, 2, 2], 0, 1),
    ],
)
def test_sets_beside_other_groups_are_drawn_until_the_finest_rung_does(
    is_all, rungs, found, times, tried, monkeypatch
):
    tried(*rungs)
    taken = []
    monkeypatch.setattr(row_audit, "with_left", lambda known, left: taken.append(left) or known)
    monkeypatch.setattr(row_audit, "_left", lambda one, *_: one.rung)
    beside = [SimpleNamespace(is_before=before, rung=rung) for before, rung in ((True, 4), (0, 5))]
    known = Known(is_all)
    assert row_audit.rung_together([], np.array([True, False]), known, beside) == found
    assert taken == [[4, None]]
    assert known.drawn == [2_000, 20_000, 60_000][:times]


@pytest.mark.parametrize(
    ("is_all", "safe", "found", "times"),
    [
        (False, [True, False, False], True, 1),
        (False, [False, False, True], True, 3),
        (False, [False] * 3, False, 3),
        (True, [False, True, True], False, 1),
    ],
)
def test_sets_within_a_row_that_was_shown_are_drawn_until_enough_fit(
    is_all, safe, found, times, tried, monkeypatch
):
    left = list(safe)
    monkeypatch.setattr(row_audit, "with_left", lambda known, _: known)
    monkeypatch.setattr(row_audit, "_alike", lambda _: np.ones(1, bool))
    monkeypatch.setattr(row_audit, "_is_safe", lambda *_: left.pop(0))
    known = Known(is_all)
    assert row_audit.are_safe_within([], np.array([True, False]), known, [], 1) is found
    assert known.drawn == [2_000, 20_000, 60_000][:times]


@pytest.mark.parametrize(
    ("rungs", "found", "times"), [([0, 1, 1], 0, 1), ([2, 0, 1], 0, 2), ([1, 1, 2], 2, 3)]
)
def test_sets_beside_a_narrower_row_are_drawn_until_the_finest_rung_does(
    rungs, found, times, tried, monkeypatch
):
    tried(*rungs)
    drawn = []
    pair = SimpleNamespace(sets=drawn.append, codes_of=lambda _: None, tells_a_case=None)
    monkeypatch.setattr(row_audit, "_Pair", lambda *_: pair)
    assert row_audit.rung_beside_narrower([], np.ones(2, bool), [], LADDER[0]) == found
    assert drawn == [2_000, 20_000, 60_000][:times]


@pytest.mark.parametrize("are_cases", [True, False])
def test_rows_of_sets_are_those_of_cases_or_of_those_who_are_none(are_cases, tried, monkeypatch):
    tried(0, 0)
    asked = []
    monkeypatch.setattr(row_audit, "_codes_of", lambda *_, are_cases: asked.append(are_cases))
    given = group(1, persons=20, cases=3)
    weighing = Weighing(given, Row(0.2, 0.05, None, 0.05))
    assert rung_of([weighing], given.status == 2, are_cases=are_cases) == 0
    assert asked == [are_cases]


@pytest.mark.parametrize(
    ("of_these", "of_more", "tells"),
    [
        ({1: True, 2: False}, {1: False}, False),  # some set more is without the other
        ({1: True, 2: False}, {1: True}, True),
        ({1: False, 2: True}, {2: True}, True),
        ({1: False, 2: False}, {}, False),
        ({1: True, 2: True}, {1: False, 2: False}, False),
    ],
)
def test_a_case_learns_of_another_where_more_sets_with_her_say_so_too(
    of_these, of_more, tells, monkeypatch
):
    pair = object.__new__(row_audit._Pair)
    pair._own = np.array([1, 2])
    pair._with_her = lambda herself, rung: "more"
    told = {"these": of_these, "more": of_more}
    monkeypatch.setattr(
        row_audit, "learns_of_another", lambda herself, sets, own: told[sets][herself]
    )
    assert pair.tells_a_case("these", LADDER[0]) is tells


@pytest.mark.parametrize(("before", "own"), [(None, LADDER[2]), (4, row_audit.RUNGS[4])])
def test_parts_are_as_coarse_as_the_row_or_as_themselves_or_as_they_were(before, own, monkeypatch):
    """Two were shown before, by any rung; of the others one needs no more than the row has."""
    monkeypatch.setattr(row_audit, "_codes_of", lambda *_, are_cases: lambda rung: [rung])
    monkeypatch.setattr(row_audit, "sets_in", lambda part, every: every)
    beside = [
        SimpleNamespace(part=None, weighings=(), rung=rung, is_before=is_before)
        for rung, is_before in ((0, True), (5, True), (1, False), (5, False))
    ]
    sets = np.zeros((1, 2), dtype=np.int64)
    found = row_audit._codes_together((), sets, sets, beside, before)(LADDER[2])
    rungs = row_audit.RUNGS
    assert found == [own, rungs[0], rungs[5], rungs[2], rungs[5]]


def test_a_row_by_those_who_are_no_cases_tells_clusters_that_have_one_of_them():
    """Of three clusters of two persons, the second is of cases alone in one of two sets."""
    persons = WeighedPersons(
        np.ones(6), np.repeat([0, 1, 2], 2), np.zeros(6, int), np.array([9.0]), np.zeros(6, int)
    )
    sets = np.array([[2, 3], [1, 2], [1, 2]])
    row = Weighing(persons, Row(0.3, 0.1, None, 0.1))
    codes = row_audit._codes_of([row], sets, are_cases=False)(LADDER[0])
    assert codes[3].tolist() == [2.0, 3.0, 3.0]
    codes = row_audit._codes_of([row], sets, are_cases=True)(LADDER[0])
    assert codes[3].tolist() == [1.0, 2.0, 2.0]


def unknown_rung(monkeypatch, rungs, persons, possible=None, from_rung=0):
    """What is found for those who are unknown, and of which weights and cases it was asked."""
    left, asked = list(rungs), []
    monkeypatch.setattr(row_audit, "_finest", lambda sets, number, *_: left.pop(0))
    monkeypatch.setattr(
        row_audit, "partial", lambda of, *about: asked.append(about) or (lambda rung: None)
    )
    found = unknown_rung_of(
        persons, Row(0.2, 0.05, None, 0.05), 1.0, leaves_out=True, from_rung=from_rung,
        possible=possible,
    )  # fmt: skip
    return found, asked, left


def test_who_is_unknown_is_looked_for_among_those_who_are_no_cases_and_could_be(monkeypatch):
    """Weights 1 to 12: 1 and 2 are cases, 3 and 4 unknown; of the others nine could be."""
    status = np.repeat([2, 1, 0], [2, 2, 8])
    persons = WeighedPersons(
        np.arange(1.0, 13.0), np.arange(12), np.zeros(12, int), np.array([20.0]), status
    )
    could_be = np.arange(12) < 11
    for possible, number in ((None, 10), (could_be, 9)):
        found, asked, _ = unknown_rung(monkeypatch, [1], persons, possible)
        assert found == 1
        _, cases, everybody, truth, *_ = asked[0]
        assert (cases, everybody, truth) == (3.0, 78.0, 7.0)
        assert len(asked[1][0]) == comb(number, 2)


@pytest.mark.parametrize(
    ("persons", "rungs", "found", "left"),
    [(60, [1, 2], 1, 1), (60, [2, 1], 1, 0), (60, [None, 2], 2, 0), (14, [2, 1], 2, 1)],
)
def test_more_sets_of_unknown_are_drawn_until_the_rung_that_there_is_does(
    persons, rungs, found, left, monkeypatch
):
    given = group(1, persons=persons, cases=3, unknown=7)
    got, _, rest = unknown_rung(monkeypatch, rungs, given, from_rung=1)
    assert (got, len(rest)) == (found, left)


def test_of_unknown_persons_alike_every_set_has_one_row(monkeypatch):
    alike = WeighedPersons(
        np.ones(12), np.arange(12), np.zeros(12, int), np.array([20.0]), np.repeat([2, 1, 0], 4)
    )
    assert unknown_rung(monkeypatch, [], alike, from_rung=2) == (2, [], [])


PAIRS = np.array(list(combinations(range(10), 2)))[:40]
"""Of ten persons; the group's own is the first."""


def finest(*of_rungs, **more):
    """The rung where each set has such a row; the group has that of the first."""

    def codes_at(rung):
        rows = np.array(of_rungs[LADDER.index(rung)], dtype=float)
        return [np.append(rows, rows[0])]

    return row_audit._finest(PAIRS, 10, codes_at, **more)


FEW, APART = [0] * 5 + [1] * 35, [*range(40)]
"""Five sets have the group's row, and 35 another, with nobody in all; or each has its own."""


def test_sets_that_a_finer_rung_settled_are_no_longer_counted():
    assert finest([0] * 40, [0] * 40, [0] * 40) == 0
    assert finest(APART, [0] * 40, [0] * 40) == 1
    assert finest(APART, APART, [0] * 40) == 2
    assert finest(FEW, [0] * 40, [0] * 40) is None
    assert finest(APART, FEW, [0] * 40) is None
    assert finest([0] * 40, APART, [0] * 40, start=1) == 2


def test_where_the_own_set_is_among_none_that_is_left_no_rung_does(monkeypatch):
    """It tells one of the other; so many sets have one of the two."""
    monkeypatch.setattr(
        row_audit, "tell_nothing_of_one_another",
        lambda sets, *_: ~(sets == PAIRS[0]).all(axis=1),
    )  # fmt: skip
    rows = [0] * 40
    assert finest(rows, rows, rows, of_one_another=PAIRS[:1]) is None
    assert finest(rows, rows, rows) == 0


@pytest.mark.parametrize(("somewhere", "safe"), [([], True), ([9], True), ([8, 9], False)])
def test_who_must_be_somewhere_may_be_in_one_set_alone(somewhere, safe):
    """Twenty pairs of the first seven, and one with the last of ten."""
    sets = np.concatenate([PAIRS_OF_SEVEN, [[0, 9]]])
    where = np.array(somewhere, dtype=np.int64)
    assert row_audit._is_safe(sets, 10, where) is safe
    found = row_audit._have_safe_rows(sets, np.zeros(21), 10, where)
    assert found.tolist() == [safe] * 21


PAIRS_OF_SEVEN = np.array(list(combinations(range(7), 2)))[:20]


def test_a_row_with_somebody_in_all_its_sets_is_not_safe_beside_one_that_is():
    with_first = np.array([[0, k] for k in range(1, 21)])
    sets = np.concatenate([PAIRS_OF_SEVEN, with_first])
    keys = np.repeat([4, 2], 20)
    found = row_audit._have_safe_rows(sets, keys, 21, row_audit.NOBODY)
    assert found.tolist() == [True] * 20 + [False] * 20
    none = row_audit._have_safe_rows(sets[:0], keys[:0], 21, row_audit.NOBODY)
    assert none.tolist() == []


def of_sets(**told):
    """What would be estimated of two sets, and of the group's own."""
    usual = {
        "value": [0.1, 0.2, 0.2], "error": [0.02, 0.02, 0.02], "told_clusters": [3.0, 4.0, 4.0],
        "clusters_of_rest": [5, 6, 7], "total_error": [100.0, 150.0, 200.0],
        "total_error_of_rest": [300.0, 150.0, 300.0],
    }  # fmt: skip
    return SimpleNamespace(**{name: np.array(one) for name, one in (usual | told).items()})


@pytest.mark.parametrize(
    ("are_cases", "clusters", "ratios"),
    [(True, [3.0, 4.0, 4.0], [10.0, 15.0, 20.0]), (False, [5.0, 6.0, 7.0], [20.0, 10.0, 20.0])],
)
def test_a_row_tells_the_error_of_the_number_by_that_of_the_share_in_tenths(
    are_cases, clusters, ratios
):
    """The group's own is twice as large, and the others are to it as their errors are."""
    row = Row(0.2, 0.02, 2.0, 0.02)
    value, _, _, *rest = _codes(of_sets(), row, are_cases, LADDER[0])
    assert value.tolist() == [50.0, 100.0, 100.0]  # in steps of 0.002
    assert [one.tolist() for one in rest] == [clusters, ratios]
    assert len(_codes(of_sets(), replace(row, total_ratio=None), are_cases, LADDER[0])) == 4
    assert len(_codes(of_sets(), replace(row, error=None), are_cases, LADDER[0])) == 4
    halves = of_sets(error=[0.01, 0.02, 0.02])
    by_half = _codes(halves, row, are_cases, LADDER[0])[-1]
    assert by_half.tolist() == [2 * ratios[0], *ratios[1:]]


def test_errors_of_numbers_are_told_by_the_own_however_small_unless_it_is_none():
    row = Row(0.2, 0.02, 2.0, 0.02)
    small = of_sets(total_error=[0.005, 0.0075, 0.01])
    assert _codes(small, row, True, LADDER[0])[-1].tolist() == [10.0, 15.0, 20.0]
    none = of_sets(total_error=[0.01, 0.03, 0.0])
    assert _codes(none, row, True, LADDER[0])[-1].tolist() == [5.0, 15.0, 0.0]


def test_errors_of_sets_are_to_the_released_one_as_they_are_to_the_own():
    """What the arithmetic leaves out makes 0.04 of 0.02, and 0.08 of 0.04.

    Steps of values are 0.002 and 0.005, of which these are 20 and 16.
    """
    rows = of_sets(error=[0.02, 0.04, 0.04])
    _, released, steps, _ = _codes(rows, Row(0.2, 0.08, None, 0.08), True, LADDER[0])
    assert released.tolist() == [20.0, 16.0, 16.0]
    assert steps[0] != steps[1] == steps[2]
