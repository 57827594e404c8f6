"""Rows of few cases for a reader who has the groups beside them, against a search by hand."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.kept_releases import KeptReleases
from measure87.disseminate.gate.survey.precision.steps import LADDER, RUNGS, stepped_error
from measure87.disseminate.gate.survey.rows import row_audit, rows_together
from measure87.disseminate.gate.survey.rows.row_audit import Beside, Row, Weighing, are_safe_within
from measure87.disseminate.gate.survey.rows.rows_together import (
    DRAWN,
    Narrowed,
    Part,
    narrowed,
    sets_in,
    with_left,
)
from measure87.numerics.weighed_persons import WeighedPersons
from measure87.vocabulary.estimate import Estimate, Result
from tests.disseminate.gate.survey.rows.test_row_audit import by_hand, row_by_hand

GROUPS = ({}, {"sex": "1"}, {"sex": "2"}, {"region": "1"}, {"region": "2"})


class Sixty:
    """30 men and 30 women, half of each in two regions; the cases are men of the second."""

    def __init__(self, seed, cases=3):
        rng = np.random.default_rng(seed)
        self.columns = {"sex": np.repeat(["1", "2"], 30), "region": np.tile(["1", "2"], 30)}
        self.open = np.flatnonzero((self.columns["sex"] == "1") & (self.columns["region"] == "2"))
        cluster = rng.integers(0, 12, 60)
        status = np.zeros(60, dtype=np.int64)
        status[rng.choice(self.open, cases, replace=False)] = 2
        weight = 100 * np.exp(0.4 * rng.standard_normal(60))
        units = np.array([7.0, 7.0])
        self.all = WeighedPersons(weight, cluster, cluster % 2, units, status, np.arange(60))

    def of(self, _measure, _statistic, group):
        inside = np.ones(60, dtype=bool)
        for variable, code in group.items():
            inside &= self.columns[variable] == code
        return self.all.only(inside)

    def figure(self, group):
        persons = self.of(None, None, group)
        cases = np.flatnonzero(persons.status == 2).tolist()
        share, error, clusters = by_hand(persons, cases)
        return Estimate(
            "child_labour", "proportion", "taylor", group=group, value=share,
            se=error if cases else 0.0, n=len(persons.status), n_cases=len(cases),
            n_clusters=12, n_clusters_with_cases=clusters,
            weighted_n=float(persons.weight.sum()),
        )  # fmt: skip

    def sets(self, shown):
        """Every set of men of the second region that would have given each row that is shown."""
        size = int((self.all.status == 2).sum())
        return [
            set(one)
            for one in combinations(self.open.tolist(), size)
            if all(self._is_row(figure, set(one)) for figure in shown)
        ]

    def _is_row(self, figure, cases):
        persons = self.of(None, None, figure.group)
        if not figure.n_cases:
            return not cases & set(persons.rows.tolist())
        own = np.flatnonzero(persons.status == 2).tolist()
        other = [k for k, row in enumerate(persons.rows.tolist()) if row in cases]
        error = by_hand(persons, own)[1]
        rungs = [r for r in RUNGS if stepped_error(error, r) == (figure.se, figure.digits)]
        return any(row_by_hand(persons, own, r) == row_by_hand(persons, other, r) for r in rungs)


def released(persons, rules):
    result = Result("run", tuple(persons.figure(group) for group in GROUPS))
    return [one for one in release(result, rules).estimates if not one.suppressed]


class WithoutRows(Sixty):
    """The same where it is not known who of one group is in another."""

    def of(self, measure, statistic, group):
        found = super().of(measure, statistic, group)
        return replace(found, rows=None)


@pytest.mark.parametrize("seed", range(12))
def test_rows_of_the_same_persons_name_nobody_together(seed):
    persons = Sixty(seed)
    shown = released(persons, DisclosureRules(persons=persons))
    if any(one.n_cases for one in shown):
        sets = persons.sets(shown)
        assert len(sets) >= 20
        assert not set.intersection(*sets)


@pytest.mark.parametrize("seed", range(4))
def test_nor_where_few_who_could_be_cases_are_none(seed):
    """11 of the 15 who could be: of all 60 they and the others are many."""
    persons = Sixty(seed, cases=11)
    shown = released(persons, DisclosureRules(persons=persons))
    if any(one.n_cases for one in shown):
        sets = persons.sets(shown)
        assert len(sets) >= 20
        assert not set.intersection(*sets)


def again(persons, rules, first, then):
    """What two releases show, by these groups and then by those, the first being kept."""
    before = release(Result("run", tuple(persons.figure(one) for one in first)), rules)
    rules = replace(rules, kept=KeptReleases(results=(before,)))
    after = release(Result("run", tuple(persons.figure(one) for one in then)), rules)
    return [[one for one in found.estimates if not one.suppressed] for found in (before, after)]


ORDERS = ((GROUPS[:3], GROUPS[3:]), (GROUPS[3:], GROUPS[:3]), (GROUPS[2:], GROUPS[:2]))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("seed", range(6))
def test_nor_do_rows_of_two_releases(seed, order):
    persons = Sixty(seed)
    before, after = again(persons, DisclosureRules(persons=persons), *order)
    if any(one.n_cases for one in before) and any(one.n_cases for one in after):
        sets = persons.sets([*before, *after])
        assert len(sets) >= 20
        assert not set.intersection(*sets)


def test_a_group_that_is_shown_again_is_shown_as_before():
    """Another step of the same row would be one more equation."""
    shown = 0
    for seed in range(8):
        persons = Sixty(seed)
        rules = DisclosureRules(persons=persons)
        before, after = again(persons, rules, GROUPS, GROUPS[1:2])
        known = {str(one.group): one for one in before}
        for one in after:
            if str(one.group) in known:
                shown += 1
                old = known[str(one.group)]
                assert (one.value, one.se, one.digits) == (old.value, old.se, old.digits)
    assert shown > 2


def test_one_by_one_they_name_somebody():
    named = {3: 0, 11: 0}
    for seed in range(8):
        for cases in named:
            persons = Sixty(seed, cases)
            shown = released(persons, DisclosureRules(persons=WithoutRows(seed, cases)))
            named[cases] += bool(set.intersection(*persons.sets(shown)))
    assert min(named.values()) > 1


def test_something_is_shown_of_most():
    """A protection that hides everything would pass the tests above."""
    shown = [released(one, DisclosureRules(persons=one)) for one in map(Sixty, range(12))]
    assert sum(any(figure.n_cases for figure in one) for one in shown) > 4


def test_sets_are_all_that_fit_the_counts_beside():
    rows = np.array([3, 4, 5, 6, 7, 8, 9])
    known = narrowed(
        rows, [np.array([4, 99])], [(np.array([3, 4, 5, 6]), 2), (np.array([6, 7]), 1)]
    )
    by_search = {
        one
        for one in combinations(rows.tolist(), 3)
        if 4 not in one and len({3, 5, 6} & {*one}) == 2 and len({6, 7} & {*one}) == 1
    }
    sets = known.sets(3, 1)
    assert known.is_all(3)
    assert {tuple(sorted(rows[one].tolist())) for one in sets} == by_search
    assert len(sets) == len(by_search)
    first = sets_in(known.parts[0], sets)
    assert first.shape == (len(sets), 2)
    assert all(set(rows[one].tolist()) & {3, 5, 6} == {3, 5, 6} & set(rows[s].tolist())
               for one, s in zip(first, sets, strict=True))  # fmt: skip


def test_sets_that_are_drawn_fit_too_and_hold_nobody_twice():
    rows = np.arange(90)
    known = narrowed(rows, [np.arange(10)], [(np.arange(5, 40), 4), (np.arange(30, 60), 3)])
    assert not known.is_all(8)
    sets = known.sets(8, DRAWN[0])
    assert len(sets) > 100
    assert (np.diff(np.sort(sets, axis=1), axis=1) > 0).all()
    assert sets.min() >= 10
    assert set((sets < 40).sum(axis=1).tolist()) == {4}
    assert set(((sets >= 30) & (sets < 60)).sum(axis=1).tolist()) == {3}


@pytest.mark.parametrize(("size", "number"), [(8, 24_310), (9, 243_100)])
def test_no_set_counts_twice_where_there_are_little_more_than_are_drawn(size, number):
    known = narrowed(np.arange(27), [], [(np.arange(17), 8)])
    for drawn in (one for one in DRAWN if number <= 10 * one):
        sets = known.sets(size, drawn)
        assert len({frozenset(row) for row in sets.tolist()}) == len(sets)
        assert len(sets) > 0.9 * number * (1 - np.exp(-drawn / number))


def is_each_once(sets):
    return len({frozenset(row) for row in sets.tolist()}) == len(sets)


def test_of_ten_times_as_many_sets_as_are_drawn_none_counts_twice():
    known = narrowed(np.arange(27), [], [(np.arange(17), 8)])
    assert is_each_once(known.sets(8, 2_431))


def test_exactly_twelve_thousand_sets_are_all_looked_at():
    assert Narrowed(np.ones(12_000, dtype=bool)).is_all(1)
    assert not Narrowed(np.ones(12_001, dtype=bool)).is_all(1)


def test_where_a_part_has_more_cases_than_persons_who_may_be_there_is_no_set():
    known = narrowed(np.arange(20), [np.array([0])], [(np.array([0, 1]), 2)])
    assert known.sets(5, 10).shape == (0, 5)


def test_sets_are_drawn_of_those_alone_that_a_row_of_before_leaves_and_each_counts_once():
    """Three pairs among ten, and any three of fifty; and two parts of which each has some left."""
    known = narrowed(np.arange(60), [], [(np.arange(10), 2)])
    assert known.parts[0].place.tolist() == [*range(10), *[-1] * 50]
    pairs = np.array([[0, 1], [2, 3], [4, 5]])
    sets = with_left(known, [pairs]).sets(5, 5_000)
    assert is_each_once(sets)
    assert {tuple(one) for one in sets[:, :2].tolist()} == {(0, 1), (2, 3), (4, 5)}
    both = narrowed(np.arange(60), [], [(np.arange(30), 2), (np.arange(30, 60), 2)])
    left = [both.sets_of_part(part)[:150] for part in both.parts]
    sets = with_left(both, left).sets(4, 2_000)
    assert 1_800 < len(sets) < 2_000
    assert is_each_once(sets)


def test_of_a_part_that_was_shown_before_only_the_sets_that_fit_it_are_left():
    rows = np.arange(9)
    known = narrowed(rows, [np.array([8])], [(np.arange(5), 2), (np.arange(5, 9), 1)])
    of_part = known.sets_of_part(known.parts[0])
    assert len(of_part) == 10
    some = of_part[[0, 3, 7]]
    sets = with_left(known, [some, None]).sets(3, 1)
    assert {tuple(one) for one in sets.tolist()} == {
        (*one, other) for one in map(tuple, some.tolist()) for other in (5, 6, 7)
    }
    assert len(with_left(known, [some[:0], None]).sets(3, 1)) == 0


def test_sets_of_a_part_are_all_there_are_up_to_the_most_and_then_as_many_at_random(monkeypatch):
    """Of two among four persons there are six sets; a fifth could not be one."""
    part = Part(np.array([0, 1, 2, 3, 4, -1]), 2)
    known = Narrowed(np.array([True, True, True, True, False, True]))
    every = {(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)}
    for most in (7, 6):
        monkeypatch.setattr(rows_together, "MOST_OF_PART", most)
        assert [tuple(one) for one in known.sets_of_part(part).tolist()] == sorted(every)
    monkeypatch.setattr(rows_together, "MOST_OF_PART", 5)
    drawn = known.sets_of_part(part)
    assert len(drawn) == 5
    assert {tuple(sorted(one)) for one in drawn.tolist()} <= every


def alike(n, cases):
    """Persons who weigh the same, each a cluster of her own; the first are cases."""
    status = np.where(np.arange(n) < cases, 2, 0)
    persons = WeighedPersons(
        np.ones(n), np.arange(n), np.zeros(n, dtype=np.int64), np.array([100.0]), status
    )
    return Weighing(persons, Row(cases / n, 0.05, None, 0.05))


@pytest.mark.parametrize(
    ("of_part", "cases", "is_safe"),
    [(10, 2, True), (3, 2, True), (2, 2, False), (10, 3, True), (3, 3, False)],
)
def test_a_part_beside_a_row_of_before_names_nobody_unless_all_of_it_are_cases(
    of_part, cases, is_safe
):
    """Of 20 alike, 3 of them cases: any of the part may be, unless it has no others."""
    place = np.where(np.arange(20) < of_part, np.arange(20), -1)
    part = Part(place, cases)
    whole, beside = alike(20, 3), Beside(part, (alike(of_part, cases),), 0)
    whole.persons.status[:3] = 0
    whole.persons.status[[*range(cases), *range(19, 16 + cases, -1)]] = 2
    is_case = whole.persons.status == 2
    known = Narrowed(np.ones(20, dtype=bool), (part,))
    assert is_case.sum() == 3
    assert are_safe_within([whole], is_case, known, [beside], 0) is is_safe


def test_parts_beside_a_row_of_before_are_asked_of_at_the_finest_rung_alone(monkeypatch):
    """Had they been made coarser, every set would have had the row."""
    place = np.where(np.arange(20) < 10, np.arange(20), -1)
    part = Part(place, 2)
    is_case = np.isin(np.arange(20), [0, 1, 19])

    def codes_together(_weighings, sets, own, *_):
        n = len(sets) + len(own)
        return lambda rung: [np.arange(n) if rung == LADDER[0] else np.zeros(n)]

    monkeypatch.setattr(row_audit, "_codes_together", codes_together)
    beside = Beside(part, (alike(10, 2),), 0)
    known = Narrowed(np.ones(20, dtype=bool), (part,))
    assert not are_safe_within([alike(20, 3)], is_case, known, [beside], 0)
