"""Which sets of those who left or came fit two rows, by going through everybody's answers."""

from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest

from measure87.disseminate.gate.survey import sets_by_two_weights, sums_by_two_weights
from measure87.disseminate.gate.survey.sets_by_two_weights import (
    Changed,
    Cut,
    Parts,
    RowTold,
    _Asked,
    _Kinds,
    _Rows,
    name_somebody,
)
from measure87.disseminate.gate.survey.sums_by_two_weights import Stayed

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
