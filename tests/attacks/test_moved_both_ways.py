"""A boundary is drawn anew: some are of another region in the second release, or second input.

Children of ten, drawn one by one, of equal weights; nothing is unknown. A reader knows who lives
where. Of those who came to a region, less those who went, a pencil has the cases: where they are as
many as came, all of these are cases, and nobody who went is. By another reading, or another input,
those who moved one way are told alone.
"""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.reading import read_release
from tests.attacks.recoded import with_places
from tests.attacks.releasing import release_two
from tests.attacks.scenarios import on_stage
from tests.attacks.switched_off import WHO_MOVED_HAS_STAYED
from tests.attacks.two_inputs import MEASURE, STRICT, drawn_two

THREE, FOUR, CIRCLE = ((3, 3), (3, 0)), ((4, 4), (4, 0)), ((4, 4), (4, 0), (4, 0))
ALL_BUT_ONE = ((4, 4), (4, 1))
MANY = ((12, 6), (12, 3))
"""How many move from the second region to the first, and back; in a circle of three regions from
the first to the second, and so on. And how many of them are cases."""
ONE_WAY = [((3, 3),), ((5, 1),), ((12, 2),)]
SEEDS = (1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.proof))
WAYS = {1: ((2, 1),), 2: ((2, 1), (1, 2)), 3: ((1, 2), (2, 3), (3, 1))}
PLAIN, STRICTLY = "child_labour/sdg_8_7_1", "child_labour/sdg_8_7_1:strict"


def drawn(seed, moves):
    """A study, and its regions anew."""
    study = drawn_two(seed, 0).study
    rng = np.random.default_rng([72, seed])
    region = rng.integers(1, 4, study.n)
    works, places = rng.random(study.n) < 0.25, region.copy()
    for (was, now), (number, cases) in zip(WAYS[len(moves)], moves, strict=True):
        rows = rng.permutation(np.flatnonzero(region == was))[:number]
        places[rows], works[rows] = now, np.arange(number) < cases
    answers = {
        "region": region,
        "activity": np.where(works, 1, 2),
        "hours": np.where(works, 30, -1),
        "loads": np.where(works, 2, -1),
        "tools": np.where(works, 2, -1),
    }
    return replace(study, persons=study.persons | answers, by=("region",)), places


def more_cases(first, then, name):
    """By how many cases the first region has more; None where either is not shown."""
    group = frozenset({("region", "1")})
    both = first.shares[MEASURE, group], then.shares[name, group]
    return None if any(one.is_hidden for one in both) else both[1].n_cases - both[0].n_cases


def by_two_releases(seed, moves, folder, definition=PLAIN):
    study, places = drawn(seed, moves)
    stage = on_stage(study, folder)
    name = MEASURE if definition == PLAIN else STRICT
    later = replace(with_places(study, places), definitions=(definition,), measures=(name,))
    return more_cases(stage.first, stage.with_ledger(later, "later"), name)


def by_another_reading(seed, moves, folder):
    return by_two_releases(seed, moves, folder, STRICTLY)


def by_two_inputs(seed, moves, folder):
    study, places = drawn(seed, moves)
    two = replace(drawn_two(seed, 0, by=("region",)), study=study, places=tuple(map(int, places)))
    found = read_release(release_two(two, folder))
    return more_cases(found, found, STRICT)


BOTH_WAYS = [(by_two_releases, moves) for moves in (THREE, FOUR, ALL_BUT_ONE, CIRCLE)]
OTHERS = [(told, moves) for told in (by_another_reading, by_two_inputs) for moves in ONE_WAY]
OTHERS += [(by_another_reading, FOUR), (by_two_inputs, FOUR)]


def expected(moves):
    cases = [one for _, one in moves]
    if len(moves) == 3:
        return cases[2] - cases[0]
    return cases[0] - sum(cases[1:])


@pytest.mark.few(3)
@pytest.mark.parametrize(("told", "moves"), [*BOTH_WAYS, *OTHERS])
def test_they_are_told_where_who_moved_has_neither_left_nor_come(told, moves, tmp_path):
    with WHO_MOVED_HAS_STAYED():
        assert told(1, moves, tmp_path) == expected(moves)


@pytest.mark.few(3)
@pytest.mark.parametrize(("told", "moves"), [*BOTH_WAYS, *OTHERS])
@pytest.mark.parametrize("seed", SEEDS)
def test_and_not_where_they_have(seed, told, moves, tmp_path):
    assert told(seed, moves, tmp_path) is None


@pytest.mark.few(4)
@pytest.mark.parametrize("told", [by_two_releases, by_another_reading, by_two_inputs])
@pytest.mark.parametrize("moves", [MANY, ((12, 6),)])
def test_of_many_who_moved_all_figures_are_shown(told, moves, tmp_path):
    """A protection that hides everything would pass the test above."""
    assert told(1, moves, tmp_path) == expected(moves)
