"""Which sets of those who left or came fit two rows, by going through everybody's answers."""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest

from measure87.disseminate.gate.survey.compared import sets_by_two_weights, sums_by_two_weights
from measure87.disseminate.gate.survey.compared.errors_of_classes import ANY
from measure87.disseminate.gate.survey.compared.sets_by_two_weights import (
    Changed,
    Cut,
    Parts,
    RowTold,
    _Asked,
    _Kinds,
    _Rows,
    name_somebody,
    name_somebody_of_a_part,
)
from measure87.disseminate.gate.survey.compared.sums_by_two_weights import Stayed

ENOUGH = 20


@dataclass
class Small:
    """So few persons that all their answers can be gone through.

    then, now : weights, 0 of who is not in a release; part : of each person
    """

    then: np.ndarray
    now: np.ndarray
    part: np.ndarray
    is_case: np.ndarray
    steps: tuple[float, float]
    is_then: bool

    @classmethod
    def drawn(cls, rng, weights=3, stayed=9, left=5, came=2, parts=1):
        n = stayed + left + came
        place = np.arange(n)
        then = rng.choice(rng.uniform(1, 4, weights), n) * (place < stayed + left)
        now = rng.choice(rng.uniform(1, 4, weights), n) * ((place < stayed) | (place >= n - came))
        part, is_case = rng.integers(0, parts, n), rng.random(n) < 0.4
        return cls(then, now, part, is_case, tuple(rng.uniform(0.2, 2, 2)), bool(rng.integers(2)))

    @property
    def rows(self):
        """To the nearest step, with half a step to either side."""
        return tuple(
            RowTold(
                int(self.is_case[weight > 0].sum()),
                step * float(np.round(weight[self.is_case].sum() / step)),
                step / 2,
            )
            for weight, step in zip((self.then, self.now), self.steps, strict=True)
        )

    @property
    def shown(self):
        """Cases of each part, in the release that shows them."""
        weight = self.then if self.is_then else self.now
        inside = self.is_case & (weight > 0)
        return np.bincount(self.part[inside], minlength=self.part.max() + 1)

    @property
    def cut(self):
        left, came = self.now == 0, self.then == 0
        both = ~left & ~came
        return Cut(
            Stayed(self.then[both], self.now[both], self.part[both]),
            Changed(self.then[left], self.now[came], self.part[left], self.part[came]),
            Parts(self.shown, self.is_then),
        )

    def ways(self):
        """(ways, changed) answers of those who left and came beside which others' answers fit."""
        changed = (self.now == 0) | (self.then == 0)
        every = np.array([*product((False, True), repeat=len(self.then))])
        for weight, row in zip((self.then, self.now), self.rows, strict=True):
            every = every[every[:, weight > 0].sum(axis=1) == row.cases]
            every = every[np.abs(every @ weight - row.weight) <= row.off + 1e-9]
        weight = self.then if self.is_then else self.now
        for part, number in enumerate(self.shown):
            every = every[every[:, (weight > 0) & (self.part == part)].sum(axis=1) == number]
        return np.unique(every[:, changed], axis=0)

    def rows_asked(self):
        then, now = self.rows
        return rows_of(then, now, self.cut)


def rows_of(then, now, cut):
    kinds = _Kinds.of(cut.changed)
    ways = kinds.ways(len(cut.changed.left) + now.cases - then.cases, 2_000)
    left, came = kinds.cases(ways.chosen)
    changed = kinds.by_part(left if cut.parts.is_then else came, len(cut.parts.cases))
    numbers = cut.parts.cases - changed
    return _Rows(then, now, cut.stayed, kinds, ways, numbers, np.random.default_rng(1))


def is_told(ways):
    return len(ways) < ENOUGH or bool(ways.all(axis=0).any())


@pytest.mark.parametrize("parts", [1, 2])
@pytest.mark.parametrize("left_and_came", [(7, 0), (0, 7), (5, 2)])
def test_of_few_classes_a_row_tells_what_all_answers_tell(left_and_came, parts):
    rng = np.random.default_rng([*left_and_came, parts])
    told = []
    for _ in range(12):
        small = Small.drawn(rng, 2, 6, *left_and_came, parts)
        told.append(is_told(small.ways()))
        assert small.rows_asked().are_few(_Asked(small.rows[0].weight)) == told[-1]
    assert any(told)
    assert not all(told)


def test_by_a_walk_nothing_is_open_that_is_told(monkeypatch):
    """It may miss answers, and then more is hidden; of so few persons it misses few."""
    monkeypatch.setattr(sums_by_two_weights, "MOST_POINTS", 1)
    rng = np.random.default_rng(8)
    more = []
    for _ in range(40):
        small = Small.drawn(rng, 9, 6, 6, 1)
        found, told = (
            small.rows_asked().are_few(_Asked(small.rows[0].weight)),
            is_told(small.ways()),
        )
        assert found >= told
        more.append(found > told)
    assert sum(more) < 4


def test_sets_of_each_kind_are_as_many_as_there_are():
    """Two girls who left with one weight and three boys with another: ten sets of two in all."""
    changed = Changed.of(np.array([2.0, 3.0, 2.0, 3.0, 3.0]), np.zeros(0))
    kinds = _Kinds.of(changed)
    assert kinds.size.tolist() == [2, 3]
    ways = kinds.ways(2, 2_000)
    assert dict(zip(map(tuple, ways.chosen.tolist()), ways.times.round(9), strict=True)) == {
        (0, 2): 3.0, (1, 1): 6.0, (2, 0): 1.0,
    }  # fmt: skip


def girls_and_boys(girls, boys, off, stayed=100):
    """Of as many girls as boys who stayed 30 and 20 are cases; so many of each left, the girls all
    cases. Girls weigh 1 and then 1.1, boys 2 and then 2.2 less a little."""
    weight = np.repeat([1.0, 2.0], stayed)
    now = np.repeat([1.1, 2.15], stayed)
    nobody = np.zeros(2 * stayed, dtype=np.int64)
    left = np.repeat([1.0, 2.0], [girls, boys])
    return (
        RowTold(50 + girls, 70.0 + girls, off),
        RowTold(50, 30 * 1.1 + 20 * 2.15, off),
        Cut(
            Stayed(weight, now, nobody),
            Changed.of(left, np.zeros(0)),
            Parts(np.array([50 + girls]), is_then=True),
        ),
    )


@pytest.mark.parametrize("number", [3, 12, 40])
def test_girls_who_left_and_are_all_cases_are_named_however_many_they_are(number):
    """As long as weights are told so finely that the cases of each class follow."""
    for off, named in ((0.2, True), (100.0, False)):
        rng = np.random.default_rng(2)
        found = name_somebody(*girls_and_boys(number, number, off), rng, as_told=True)
        assert found is named


def test_more_of_the_cases_of_those_who_stayed_make_it_open():
    """Where figures of girls and boys are shown it is known how many of either stayed and are."""
    then, now, cut = girls_and_boys(12, 12, 3.0)
    assert not name_somebody(then, now, cut, np.random.default_rng(2), as_told=True)
    parts = np.repeat([0, 1], 100)
    known = Cut(
        Stayed(cut.stayed.then, cut.stayed.now, parts),
        Changed(cut.changed.left, cut.changed.came, np.repeat([0, 1], 12), np.zeros(0, int)),
        Parts(np.array([42, 20]), is_then=True),
    )
    finer = RowTold(now.cases, now.weight, 0.2)
    assert name_somebody(then, finer, known, np.random.default_rng(2), as_told=True)


def test_where_rows_are_of_no_answers_nothing_is_asked_of_what_they_say():
    """As of answers that were corrected; sets at random are asked of all the same."""
    then, now, cut = girls_and_boys(12, 12, 0.2)
    other = RowTold(then.cases, 500.0, then.off)
    rows = rows_of(other, now, cut)
    assert not rows.are_few(_Asked(other.weight))


def test_a_row_that_no_drawn_set_fits_is_not_taken_to_be_open(monkeypatch):
    monkeypatch.setattr(sets_by_two_weights, "MOST_WAYS", 1)
    monkeypatch.setattr(sets_by_two_weights, "is_all", lambda *_: False)
    then, now, cut = girls_and_boys(12, 12, 0.2)
    assert name_somebody(then, now, cut, np.random.default_rng(1), as_told=True)


def test_an_error_is_of_persons_drawn_one_by_one():
    """Of five persons of weight 10: the square of the error is 5 / 4 of the spread, by 100."""
    row = RowTold(3, 4.0, 0.1, 5, 10.0, (0.1, 0.2))
    assert row.spread == pytest.approx((0.8, 3.2))
    assert row.error_of(0.8) == pytest.approx(0.1)
    assert row.error_of(-1e-15) == 0.0  # by the machine's rounding
    assert RowTold(1, 4.0, 0.1, 2, 10.0, (0.1, 0.2)).spread == pytest.approx((0.5, 2.0))
    for low in (0.0, -np.inf):
        assert replace(row, error=(low, 0.2)).spread == pytest.approx((-np.inf, 3.2))
    for nobody in (0, 1):
        alone = RowTold(1, 4.0, 0.1, nobody, 10.0)
        assert (alone.spread, alone.error_of(4.0)) == (ANY, 2.0)


def one_girl_and_boys(boys=6, off=0.0, **now):
    """Two who stayed weigh 3, and one is a case; a girl of weight 1 and six boys of weight 2 came.

    Now there are five cases of weight 10: the girl, three boys of twenty sets, and who stayed.
    """
    came = np.repeat([1.0, 2.0], [1, boys])
    return (
        RowTold(1, 3.0, off, 2, 6.0),
        RowTold(5, 10.0, off, 3 + boys, 7.0 + 2 * boys, **now),
        Cut(
            Stayed(np.full(2, 3.0), np.full(2, 3.0), np.zeros(2, int)),
            Changed.of(np.zeros(0), came),
            Parts(np.array([1]), is_then=True),
        ),
    )


@pytest.mark.parametrize("weight", [10.0, 11.0])
def test_whoever_came_and_is_a_case_in_each_of_twenty_sets_is_named(weight):
    """By 11 it is four boys, of fifteen sets; by both rows to a step of two it is either."""
    then, now, cut = one_girl_and_boys()
    assert rows_of(then, replace(now, weight=weight), cut).are_few(_Asked(3.0))
    then, now, cut = one_girl_and_boys(off=1.0)
    assert not rows_of(then, replace(now, weight=weight), cut).are_few(_Asked(3.0))


def test_twenty_sets_without_anybody_in_all_are_open():
    """Six boys alone came, of whom three are cases."""
    then, now, cut = one_girl_and_boys()
    boys = replace(cut, changed=Changed.of(np.zeros(0), np.full(6, 2.0)))
    three = replace(now, cases=4, weight=9.0)
    assert not rows_of(then, three, boys).are_few(_Asked(3.0))
    five = replace(cut, changed=Changed.of(np.zeros(0), np.full(5, 2.0)))
    assert rows_of(then, three, five).are_few(_Asked(3.0))


def test_sets_at_random_name_somebody_where_more_than_two_of_them_would(monkeypatch):
    then, now, cut = one_girl_and_boys()
    rng = np.random.default_rng(1)
    assert name_somebody(then, now, cut, rng, as_told=False)
    for named in (2, 3):
        answers = [True] * named + [False] * 20
        monkeypatch.setattr(_Rows, "are_few", lambda *_, left=answers: left.pop(0))
        assert name_somebody(then, now, cut, rng, as_told=False) is (named > 2)


def test_what_values_tell_is_told_whatever_errors_say(monkeypatch):
    """An error that no set has, as of answers that were corrected; it is no more than not known."""
    monkeypatch.setattr(sets_by_two_weights, "MOST_NAMED", 99)
    then, now, cut = one_girl_and_boys(error=(5.0, 6.0))
    assert rows_of(then, now, cut).errors
    assert name_somebody(then, now, cut, np.random.default_rng(1), as_told=True)


@pytest.mark.parametrize(("number", "are_used"), [(12, True), (13, False)])
def test_errors_are_used_of_twelve_classes_and_where_they_are_told(number, are_used):
    then, now, cut = one_girl_and_boys(error=(0.1, 0.2))
    weight = np.arange(number) + 1.0
    many = replace(cut, stayed=Stayed(weight, weight, np.zeros(number, int)))
    assert bool(rows_of(then, now, many).errors) is are_used
    assert rows_of(then, replace(now, error=ANY), many).errors == []


@pytest.mark.parametrize(
    ("drawn", "answers", "found"),
    [(True, [True, False], False), (True, [False], False), (False, [True], True)],
)
def test_where_sets_are_drawn_more_are_before_it_is_said_that_somebody_is_named(
    monkeypatch, drawn, answers, found
):
    if drawn:
        monkeypatch.setattr(sets_by_two_weights, "MOST_WAYS", 1)
        monkeypatch.setattr(sets_by_two_weights, "is_all", lambda *_: False)
    left = [*answers]
    monkeypatch.setattr(_Rows, "name_somebody", lambda *_, as_told: left.pop(0))
    rng = np.random.default_rng(1)
    assert name_somebody(*one_girl_and_boys(), rng, as_told=True) is found
    assert left == []


@pytest.mark.parametrize("chosen", [1, 4])
def test_sets_that_are_drawn_have_so_many_persons_of_each_kind(monkeypatch, chosen):
    """Of two girls and three boys: of sets of one, and of four, all there are."""
    monkeypatch.setattr(sets_by_two_weights, "MOST_WAYS", 1)
    kinds = _Kinds.of(Changed.of(np.array([2.0, 3.0, 2.0, 3.0, 3.0]), np.zeros(0)))
    ways = kinds.ways(chosen, 2_000)
    sets = {1: {(1, 0): 2, (0, 1): 3}, 4: {(1, 3): 2, (2, 2): 3}}[chosen]
    assert ways.are_all
    assert Counter(map(tuple, ways.chosen.tolist())) == sets


class OneWeight:
    """Twenty persons of weight 2 stayed, of whom six are cases; four left, two of them cases.

    All are of one class, so that a spread is 4 n f (1 - f).
    """

    def __init__(self, error=ANY):
        self.then = RowTold(8, 16.0, 1.0, 24, 48.0)
        self.now = RowTold(6, 12.0, 0.5, 20, 40.0, error)
        everybody = np.full(20, 2.0)
        self.cut = Cut(
            Stayed(everybody, everybody, np.zeros(20, int)),
            Changed.of(np.full(4, 2.0), np.zeros(0)),
            Parts(np.array([8]), is_then=True),
        )

    @staticmethod
    def spread(n, cases):
        return 4 * n * (cases / n) * (1 - cases / n)

    def rows(self):
        return rows_of(self.then, self.now, self.cut)


ERROR = float(np.sqrt(OneWeight.spread(20, 6) / (1 - 1 / 20)) / 40)
"""Of six cases of twenty."""


def test_a_row_that_a_set_would_have_is_its_sum_to_the_step_and_its_error_as_it_is_released():
    rows = OneWeight((0.9 * ERROR, 1.1 * ERROR)).rows()
    (by,) = rows.errors
    true = OneWeight.spread(24, 8)
    weights = []
    for _ in range(200):
        alone, said = rows._said_by(0, None), rows._said_by(0, by)
        weights += [alone.weight, said.weight]
        assert (alone.spreads, alone.spread, said.spreads) == (None, ANY, by)
        # The finest steps of errors are an eighth at most, and (9 / 8)^2 is 1.27.
        assert true / 1.3 < said.spread[0] <= true <= said.spread[1] < 1.3 * true
    assert 15.0 <= min(weights) < 15.1
    assert 16.9 < max(weights) <= 17.0


@pytest.mark.parametrize("error", [(1.1 * ERROR, 1.2 * ERROR), (0.8 * ERROR, 0.9 * ERROR)])
def test_a_set_whose_error_is_not_that_of_now_would_have_no_row(error):
    rows = OneWeight(error).rows()
    assert rows._said_by(0, rows.errors[0]) is None
    assert rows._said_by(0, None) is not None


def test_of_no_case_the_error_is_nothing_and_tells_nothing():
    one = OneWeight((-np.inf, 1.0))
    one.then, one.now = replace(one.then, cases=0, weight=0.0), replace(one.now, cases=0, weight=0)
    one.cut = replace(one.cut, parts=Parts(np.array([0]), is_then=True))
    rows = one.rows()
    assert rows._said_by(0, rows.errors[0]).spread == ANY


def test_errors_are_asked_of_as_many_pairs_of_points_and_ways_as_there_is_time_for(monkeypatch):
    """One way, by one number of cases of twenty alike: one pair, of another error than is told."""
    rows = OneWeight((1.1 * ERROR, 1.2 * ERROR)).rows()
    asked = _Asked(16.0, ANY, rows.errors[0])
    ((k, own),) = enumerate(rows._ways_of)
    assert own.tolist() == [0]
    for most, fitting in ((20_000_000, []), (1, []), (0, [0])):
        monkeypatch.setattr(sets_by_two_weights, "_MOST_PAIRS", most)
        assert rows._fitting(k, asked).tolist() == fitting


def test_a_part_with_more_cases_than_can_have_come_is_of_no_answers_and_names_nobody():
    then, now, cut = one_girl_and_boys()
    rng = np.random.default_rng(1)
    assert not name_somebody_of_a_part(then, now.cases, cut, 8, rng)


def told_of_a_part(then, cut, cases, more):
    """By all answers of everybody: whether too few sets of those who left and came fit, or one is a
    case in all. Of now the cases of the first part are known, and those of all if `more` is."""
    left, came, stayed = (len(x) for x in (cut.changed.left, cut.changed.came, cut.stayed.then))
    every = np.array([*product((False, True), repeat=left + came + stayed)])
    of_left, of_came, of_stayed = np.split(every, [left, left + came], axis=1)
    cases_then = of_left.sum(axis=1) + of_stayed.sum(axis=1)
    weight = of_left @ cut.changed.left + of_stayed @ cut.stayed.then
    fits = (cases_then == then.cases) & (np.abs(weight - then.weight) <= then.off + 1e-9)
    of_part = of_came[:, cut.changed.part_of_came == 0].sum(axis=1)
    of_part += of_stayed[:, cut.stayed.part == 0].sum(axis=1)
    fits &= of_part == cases
    if more is not None:
        fits &= of_came.sum(axis=1) + of_stayed.sum(axis=1) == cases_then + more
    ways = np.unique(every[fits][:, : left + came], axis=0)
    return bool(len(ways)) and is_told(ways)


@pytest.mark.parametrize(("left", "came"), [(6, 0), (4, 3), (0, 6)])
def test_a_part_that_is_shown_now_tells_what_all_answers_tell(monkeypatch, left, came):
    def as_told_alone(rows, *, as_told):
        return as_told and rows.are_few(_Asked(rows._then.weight))

    monkeypatch.setattr(_Rows, "name_somebody", as_told_alone)
    rng = np.random.default_rng([left, came])
    told = []
    for _ in range(12):
        stayed, weights = 5, rng.uniform(1, 4, 2)
        of_left, of_stayed = rng.random(left) < 0.5, rng.random(stayed) < 0.4
        of_came = rng.random(came) < 0.5
        then = rng.choice(weights, left + stayed)
        part_of_came, part = rng.integers(0, 2, came), rng.integers(0, 2, stayed)
        cut = Cut(
            Stayed(then[left:], then[left:], part),
            Changed(then[:left], np.ones(came), np.zeros(left, int), part_of_came),
            Parts(np.zeros(1, int), is_then=True),
        )
        is_case = np.append(of_left, of_stayed)
        row = RowTold(int(is_case.sum()), float(then[is_case].sum()), rng.choice([0.01, 1.5]))
        cases = int(of_came[part_of_came == 0].sum() + of_stayed[part == 0].sum())
        for more in (None, int(of_came.sum() - of_left.sum()), -left, came):
            expected = told_of_a_part(row, cut, cases, more)
            assert name_somebody_of_a_part(row, cases, cut, more, rng) == expected
            told.append(expected)
    assert any(told)
    assert not all(told)
    # More cases than can have come, and more kinds than are gone through.
    assert not name_somebody_of_a_part(row, cases, cut, came + left + 1, rng)
    monkeypatch.setattr(sets_by_two_weights, "MOST_WAYS", 1)
    monkeypatch.setattr(_Rows, "name_somebody", lambda *_, **__: True)
    assert not name_somebody_of_a_part(row, cases, cut, None, rng)
