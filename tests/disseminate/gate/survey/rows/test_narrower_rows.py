"""A row beside that of a narrower measure, whose cases are among its own: by plain searches."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from measure87.disseminate.gate.survey.precision.steps import LADDER
from measure87.disseminate.gate.survey.rows import nested_sets, row_audit
from measure87.disseminate.gate.survey.rows.known_to_a_case import learns_of_another
from measure87.disseminate.gate.survey.rows.nested_sets import NarrowSets, sets_of_narrow
from measure87.disseminate.gate.survey.rows.row_audit import (
    ENOUGH,
    Row,
    Weighing,
    is_safe_beside_narrower,
    rung_beside_narrower,
)
from tests.disseminate.gate.survey.rows.test_row_audit import by_hand, group, row_by_hand


def as_sets(found):
    return {frozenset(one) for one in np.asarray(found).tolist()}


def supersets(sets, persons, others):
    """Each set with so many others of so many persons."""
    return {
        frozenset(one) | set(more)
        for one in sets
        for more in combinations(sorted(set(range(persons)) - set(one)), others)
    }


NARROW = [[0, 1], [3, 2], [0, 5]]


@pytest.mark.parametrize("others", [0, 1, 2, 3])
def test_to_each_set_of_the_narrower_measure_so_many_others_are_added(others):
    found = NarrowSets(np.array(NARROW), 6).with_others(others, 2_000)
    assert found.shape[1] == 2 + others
    assert as_sets(found) == supersets(NARROW, 6, others)
    assert len(found) == len(as_sets(found)), "each once"
    assert all(len(set(one)) == len(one) for one in found.tolist()), "nobody twice"


def test_of_many_others_as_many_are_drawn_as_are_asked_for_and_always_the_same():
    narrow = NarrowSets(np.array(NARROW), 100_000)
    found = narrow.with_others(3, 500)
    assert found.shape == (500, 5)
    assert (narrow.with_others(3, 500) == found).all()
    assert len({tuple(sorted(one)) for one in found.tolist()}) == 500
    assert all(any(set(one) <= set(row) for one in NARROW) for row in found.tolist())


def test_where_no_set_is_left_there_is_none_of_the_wider_measure():
    none = NarrowSets(np.zeros((0, 2), dtype=np.int64), 6)
    assert none.with_others(2, 100).shape == (0, 4)
    assert none.holding(1, 2, 100).shape == (0, 4)
    assert none.holding(1, 0, 100).shape == (0, 2)


@pytest.mark.parametrize("others", [0, 1, 2, 3])
@pytest.mark.parametrize("person", range(6))
def test_sets_that_a_person_is_in_hold_her_among_the_narrow_cases_or_the_others(person, others):
    found = NarrowSets(np.array(NARROW), 6).holding(person, others, 2_000)
    wanted = {one for one in supersets(NARROW, 6, others) if person in one}
    assert found.shape[1] == 2 + others
    assert as_sets(found) == wanted


@pytest.mark.parametrize(("persons", "size", "number"), [(5, 2, 10), (60, 3, 34_220), (9, 9, 1)])
def test_sets_of_the_narrower_measure_are_all_though_they_are_many(persons, size, number):
    found = sets_of_narrow(persons, size)
    assert len(found) == number
    assert len(as_sets(found[:5_000])) == min(number, 5_000)


def test_of_too_many_sets_of_the_narrower_measure_some_are_drawn():
    """100 persons have 3,921,225 sets of four."""
    found = sets_of_narrow(100, 4)
    assert 50_000 < len(found) <= 60_000
    assert nested_sets.MOST_NARROW == 200_000


@pytest.mark.parametrize("seed", range(20))
def test_a_case_is_told_of_another_who_is_in_every_set_with_her(seed):
    rng = np.random.default_rng([6, seed])
    size = int(rng.integers(2, 4))
    every = list(combinations(range(6), size))
    sets = [every[k] for k in rng.choice(len(every), int(rng.integers(2, 8)), replace=False)]
    own = sets[0]
    for one in own:
        with_her = [set(other) for other in sets if one in other]
        told = set.intersection(*with_her) & set(own) - {one}
        assert learns_of_another(one, np.array(sets), np.array(own)) is bool(told)


def pair(seed, spread, others=1, persons=10):
    """A measure of some persons and a narrower one of most of them, as they are weighed."""
    wide = group(seed, persons=persons, cases=3 + others, clusters=5, spread=spread)
    rng = np.random.default_rng([2, seed])
    wide = replace(wide, rows=rng.permutation(50)[:persons])
    cases = np.flatnonzero(wide.status == 2)
    status = wide.status.copy()
    status[cases[:others]] = 0
    narrow = replace(wide, status=status)
    if seed % 2:
        asked = np.ones(persons, dtype=np.bool_)
        asked[np.flatnonzero(wide.status == 0)[:2]] = False
        narrow = narrow.only(asked)
    return wide, narrow


def weighing(persons):
    share, error, _ = by_hand(persons, np.flatnonzero(persons.status == 2).tolist())
    return [Weighing(persons, Row(share, error, None, error))]


def sets_left(wide, narrow, shown):
    """Of the wider measure all sets that hold one with the narrower row."""
    own = tuple(np.flatnonzero(narrow.status == 2).tolist())
    row = row_by_hand(narrow, own, shown)
    place = [wide.rows.tolist().index(row) for row in narrow.rows]
    fit = [
        [place[k] for k in one]
        for one in combinations(range(len(place)), len(own))
        if row_by_hand(narrow, one, shown) == row
    ]
    others = int((wide.status == 2).sum()) - len(own)
    return [tuple(sorted(one)) for one in supersets(fit, len(wide.weight), others)]


def is_safe(sets):
    return len(sets) >= ENOUGH and not set.intersection(*map(set, sets))


def tells_a_case(sets, own):
    """Whether one of the cases learns of another, of all sets with one row."""
    return any(
        set.intersection(*(set(one) for one in sets if her in one)) & set(own) - {her}
        for her in own
    )


def rung_by_hand(wide, narrow, shown):
    """The first rung at which it is safe, of the sets that no finer one settled."""
    every = sets_left(wide, narrow, shown)
    left, own = every, tuple(np.flatnonzero(wide.status == 2).tolist())
    for number, rung in enumerate(LADDER):
        rows = {one: row_by_hand(wide, one, rung) for one in every}
        alike = [one for one in left if rows[one] == rows[own]]
        with_row = [one for one in every if rows[one] == rows[own]]
        if is_safe(alike) and not tells_a_case(with_row, own):
            return number
        by_row = {}
        for one in left:
            by_row.setdefault(rows[one], []).append(one)
        left = [one for one in left if not is_safe(by_row[rows[one]])]
    return None


CASES = [(seed, spread) for seed in range(8) for spread in (0.02, 0.1)]


@pytest.fixture
def all_are_drawn(monkeypatch):
    monkeypatch.setattr(row_audit, "DRAWN_TOGETHER", (60_000, 60_000))


@pytest.mark.usefixtures("all_are_drawn")
@pytest.mark.parametrize(("seed", "spread"), CASES)
def test_the_rung_beside_a_narrower_row_is_that_of_a_search_through_all_sets(seed, spread):
    wide, narrow = pair(seed, spread)
    shown = LADDER[seed % 3]
    found = rung_beside_narrower(weighing(wide), wide.status == 2, weighing(narrow), shown)
    assert found == rung_by_hand(wide, narrow, shown)


@pytest.mark.usefixtures("all_are_drawn")
@pytest.mark.parametrize(("seed", "spread"), CASES)
def test_a_row_that_stays_is_safe_beside_a_narrower_one_where_the_search_says_so(seed, spread):
    wide, narrow = pair(seed, spread)
    own = tuple(np.flatnonzero(wide.status == 2).tolist())
    for before in (LADDER[0], LADDER[2]):
        row = row_by_hand(wide, own, before)
        alike = [
            one
            for one in sets_left(wide, narrow, LADDER[2])
            if row_by_hand(wide, one, before) == row
        ]
        wanted = is_safe(alike) and not tells_a_case(alike, own)
        asked = weighing(wide), wide.status == 2, before, weighing(narrow), LADDER[2]
        assert is_safe_beside_narrower(*asked) is wanted


def test_the_searches_have_answers_of_every_kind():
    found = {rung_by_hand(*pair(seed, spread), LADDER[seed % 3]) for seed, spread in CASES}
    assert found >= {1, 2, None}


def test_nested_rows_are_not_tried_where_it_is_not_known_who_is_in_both():
    wide, narrow = pair(0, 0.1)
    for one, other in ((replace(wide, rows=None), narrow), (wide, replace(narrow, rows=None))):
        with pytest.raises(AssertionError):
            rung_beside_narrower(weighing(one), wide.status == 2, weighing(other), LADDER[0])
