"""At ages at which a measure's other grounds are idle, what it shares with another was not known.

Hidden numbers of children in hazardous work, some of one or two, followed from child labour at 15
to 17: in one release, and in two of which one has each.
"""

from dataclasses import replace

import pytest

from tests.attacks.reading import read_release
from tests.attacks.releasing import release
from tests.attacks.rest_of_ages import NARROW, WIDE, drawn, told, truth
from tests.attacks.switched_off import IDLE_GROUNDS_FORGOTTEN

BY = {1: ("age", "sex"), 0: ("age", "sex", "sex*age")}


def cases(study, folder):
    return {
        (one.name, frozenset(one.group)): one.n_cases
        for one in read_release(release(study, folder)).figures
        if one.statistic == "proportion"
    }


def together(study, folder):
    return cases(study, folder)


def one_after_the_other(study, folder):
    return {
        one: n
        for name in (WIDE, NARROW)
        for one, n in cases(replace(study, measures=(name,)), folder).items()
    }


def the_narrow_one_first(study, folder):
    return {
        one: n
        for name in (NARROW, WIDE)
        for one, n in cases(replace(study, measures=(name,)), folder).items()
    }


WAYS = (together, one_after_the_other, the_narrow_one_first)


def hidden_that_follow(seed, way, folder):
    """Hidden counts that follow, and how many are shown."""
    study = drawn(seed, BY[seed % 2])
    counts = way(study, folder)
    found = told(counts)
    assert all(n == truth(study, group) for group, n in found.items())
    return found, sum(n is not None for n in counts.values())


OF_BOTH = [(7, way) for way in WAYS]
MORE = [pytest.param(seed, together, marks=pytest.mark.slow) for seed in (1, 4, 8)]
OTHERS = [pytest.param(seed, way, marks=pytest.mark.proof) for seed in (2, 3, 5, 6) for way in WAYS]


@pytest.mark.few(1)
@pytest.mark.parametrize(("seed", "way"), [*OF_BOTH, *MORE])
def test_hidden_counts_follow_from_ages_at_which_other_grounds_are_idle(seed, way, tmp_path):
    with IDLE_GROUNDS_FORGOTTEN():
        found, _ = hidden_that_follow(seed, way, tmp_path / "study")
    assert found
    assert seed != 7 or {*found.values()} & {1, 2}


@pytest.mark.few(1)
@pytest.mark.parametrize(("seed", "way"), [*OF_BOTH, *MORE, *OTHERS])
def test_and_do_not_where_persons_are_asked_at_which_ages_they_are(seed, way, tmp_path):
    found, shown = hidden_that_follow(seed, way, tmp_path / "study")
    assert found == {}
    assert shown > 0
