"""Sums over groups of two inputs, or of two releases by other readings, tell of nobody.

Areas are made of regions, as everybody knows who was asked. The one has figures by area, and the
other by region. Of one area three left who are all cases, and of the other nine who are none, so
that figures of everybody may be shown. A pencil adds the regions up, and has those who left the
area.
"""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.reading import read_release
from tests.attacks.releasing import release_two
from tests.attacks.scenarios import on_stage
from tests.attacks.studies import without
from tests.attacks.switched_off import SUMS_OF_INPUTS_APART
from tests.attacks.two_inputs import MEASURE, STRICT, drawn_two

REGIONS = {"1": ("1", "2"), "2": ("3", "4")}
SEEDS = (1, *(pytest.param(k, marks=pytest.mark.slow) for k in (2, 3, 4)))
ALL_CASES, FEW, MANY = (3, 3), (5, 3), (12, 6)
"""How many of the first area leave, and how many of them are cases."""


def drawn(seed, leave, nine=9):
    """Children by area, of whom those by region are late: an input without them, or a release."""
    number, cases = leave
    rng = np.random.default_rng([71, seed])
    two = drawn_two(seed, 0, by=("region",))
    region = rng.integers(1, 5, two.study.n)
    persons = two.study.persons | {"region": region, "area": np.where(region < 3, 1, 2)}
    works = rng.random(two.study.n) < 0.25
    persons |= {
        "activity": np.where(works, 1, 2),
        "hours": np.where(works, 30, -1),
        "loads": np.where(works, 2, -1),
        "tools": np.where(works, 2, -1),
    }
    first = persons["area"] == 1
    at_work, others, elsewhere = (
        rng.permutation(np.flatnonzero(one))
        for one in (works & first, ~works & first, ~works & ~first)
    )
    late = [*at_work[:cases], *others[: number - cases], *elsewhere[:nine]]
    study = replace(two.study, persons=persons, by=("area",))
    return replace(two, study=study, late=tuple(int(row) for row in late))


def by_pencil(areas, regions, area):
    """Who left an area, and how many cases; None where a figure that it takes is hidden."""
    whole = areas.get(frozenset({("area", area)}))
    parts = [regions.get(frozenset({("region", code)})) for code in REGIONS[area]]
    if any(one is None or one.is_hidden for one in (whole, *parts)):
        return None
    return (
        whole.n - sum(one.n for one in parts),
        whole.n_cases - sum(one.n_cases for one in parts),
    )


def of_measure(release, name):
    return {group: one for (own, group), one in release.shares.items() if own == name}


def told_by_two_inputs(seed, leave, folder):
    release = read_release(release_two(drawn(seed, leave), folder))
    areas, regions = (of_measure(release, name) for name in (MEASURE, STRICT))
    return by_pencil(areas, regions, "1")


def told_by_two_releases(seed, leave, folder):
    two = drawn(seed, leave)
    stage = on_stage(two.study, folder)
    study = without(two.study, two.late)
    strict = (f"{study.definitions[0]}:strict",)
    later = replace(study, by=("region",), definitions=strict, measures=(STRICT,))
    areas = of_measure(stage.first, MEASURE)
    return by_pencil(areas, of_measure(stage.with_ledger(later, "later"), STRICT), "1")


WAYS = [told_by_two_inputs, told_by_two_releases]


@pytest.mark.few(2)
@pytest.mark.parametrize("told", WAYS)
@pytest.mark.parametrize("leave", [ALL_CASES, FEW])
def test_they_do_where_groups_are_held_one_by_one(told, leave, tmp_path):
    with SUMS_OF_INPUTS_APART():
        assert told(1, leave, tmp_path) == leave


@pytest.mark.few(2)
@pytest.mark.parametrize("told", WAYS)
@pytest.mark.parametrize("leave", [ALL_CASES, FEW])
@pytest.mark.parametrize("seed", SEEDS)
def test_and_not_where_sums_are(seed, leave, told, tmp_path):
    assert told(seed, leave, tmp_path) is None


@pytest.mark.few(1)
@pytest.mark.parametrize("told", WAYS)
def test_of_many_who_left_all_figures_are_shown(told, tmp_path):
    """A protection that hides everything would pass the test above."""
    assert told(1, MANY, tmp_path) == MANY
