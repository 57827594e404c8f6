"""Rows of two measures, one in the other, named a case together; now they do not.

So it is where one release has both, and where a later one adds the narrower measure.
"""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.claims import judged
from tests.attacks.evidence import Evidence
from tests.attacks.nested_rows import nested_rows, nested_rows_for_one_of_them, pairs_left
from tests.attacks.scenarios import on_stage, public_file
from tests.attacks.studies import drawn_persons
from tests.attacks.switched_off import (
    MEASURES_BEFORE_FORGOTTEN,
    MEASURES_BEFORE_NOT_CLASSIFIED,
    NESTED_ROWS_APART,
    NOBODY_KNOWS_HERSELF_BESIDE_ANOTHER_ROW,
)
from tests.attacks.test_nested_differences import answers
from tests.attacks.test_nested_differences import drawn as drawn_nested
from tests.attacks.truth import truth_of

ENOUGH = 20
NARROW, WIDE = "child_labour_sdg_a", "child_labour_sdg_b"
REGIONS = 8


def in_tiers(quick, slow, proof):
    """A seed for each time, more with the slow tests, all of them in the proof."""
    yield quick
    yield from (pytest.param(seed, marks=pytest.mark.slow) for seed in slow)
    yield from (pytest.param(seed, marks=pytest.mark.proof) for seed in proof)


SEEDS = tuple(in_tiers(29, (1, 32), (38, 58)))
"""Five of the seven of sixty drawn studies in which rows of two measures name somebody."""
INSIDE = tuple(in_tiers(12, (8,), (26, 37)))
"""Four of the five of 51 drawn studies in which one case learns of another."""
REGION_OF = {1: 7, 29: 4, 32: 4, 38: 7, 58: 4} | {12: 4, 8: 8, 26: 1, 37: 8}
"""The region of hers; the others are left out here."""


def drawn(seed):
    """Regions of 26 to 33 children, three or four at work and three more with chores alone."""
    rng = np.random.default_rng([2101, seed])
    sizes = [*rng.integers(26, 34, REGIONS), 150]
    n, region = int(sum(sizes)), np.repeat(np.arange(1, REGIONS + 2), sizes)
    weights = (
        np.round(rng.uniform(40, 250, n), 6),
        np.round(100 * rng.lognormal(0, 0.8, n), 6),
        np.round(100 * rng.lognormal(0, 1.2, n), 6),
    )
    works, chores = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for one in range(1, REGIONS + 2):
        here = rng.permutation(np.flatnonzero(region == one))
        few, more = (3 + int(rng.integers(0, 2)), 3) if one <= REGIONS else (15, 15)
        works[here[:few]] = True
        chores[here[few : few + more]] = True
    p = drawn_persons(rng, n, "person", "empty")
    p |= {"weight": weights[seed % 3], "region": region} | answers(rng, works, chores)
    return replace(drawn_nested(seed), persons=p, by=("region",), compared=())


def of_one_region(seed):
    """The same with the region in which somebody is named, and the large one."""
    study = drawn(seed)
    stay = np.isin(study.persons["region"], [REGION_OF[seed], REGIONS + 1])
    return replace(study, persons={name: one[stay] for name, one in study.persons.items()})


def released(study, folder, first=(), then=()):
    """A release, or two of which the first has other measures; the second all, or others."""
    one = on_stage(replace(study, measures=first), folder)
    later = replace(study, measures=then)
    releases = (one.first, one.with_ledger(later, "later")) if first else (one.first,)
    return Evidence(releases, public_file(study)), truth_of(study)


@pytest.mark.parametrize("first", [(), pytest.param((WIDE,), marks=pytest.mark.slow)])
@pytest.mark.parametrize("seed", SEEDS)
def test_rows_of_two_measures_name_a_case(seed, first, tmp_path):
    with NESTED_ROWS_APART():
        evidence, truth = released(of_one_region(seed), tmp_path, first)
    right, wrong = judged(nested_rows(evidence, NARROW, WIDE), truth)
    assert right
    assert wrong == []


@pytest.mark.parametrize("first", [(), (WIDE,), pytest.param((NARROW,), marks=pytest.mark.slow)])
@pytest.mark.parametrize("seed", SEEDS)
def test_and_do_not_where_they_are_tried_together(seed, first, tmp_path):
    evidence, _ = released(of_one_region(seed), tmp_path, first)
    for found in pairs_left(evidence, NARROW, WIDE):
        assert found.number >= ENOUGH
        assert found.in_all == []


def told_to_cases(seed, folder):
    """Pairs of cases, the second of whom the first learns of, and all who are cases."""
    study = of_one_region(seed)
    evidence, truth = released(study, folder)
    p = study.persons
    cases = np.flatnonzero((p["activity"] == 1) | (p["chores"] == 1)).tolist()
    few = [one for one in cases if p["region"][one] == REGION_OF[seed]]
    claims = [
        claim for one in few for claim in nested_rows_for_one_of_them(evidence, NARROW, WIDE, one)
    ]
    return judged(claims, truth)


@pytest.mark.parametrize("seed", INSIDE)
def test_a_case_learns_of_another_by_rows_of_two_measures(seed, tmp_path):
    with NOBODY_KNOWS_HERSELF_BESIDE_ANOTHER_ROW():
        right, wrong = told_to_cases(seed, tmp_path)
    assert right
    assert wrong == []


@pytest.mark.parametrize("seed", INSIDE)
def test_and_does_not_where_it_is_asked_for_each_of_them(seed, tmp_path):
    assert told_to_cases(seed, tmp_path) == ([], [])


APART = (
    ((WIDE,), (NARROW,)),
    pytest.param((NARROW,), (WIDE,), marks=pytest.mark.slow),
)
"""Measures of two releases none of which has those of the other."""


@pytest.mark.parametrize(("first", "then"), APART)
@pytest.mark.parametrize("seed", SEEDS)
def test_rows_of_two_releases_that_share_no_measure_name_a_case(seed, first, then, tmp_path):
    with MEASURES_BEFORE_FORGOTTEN():
        evidence, truth = released(of_one_region(seed), tmp_path, first, then)
    right, wrong = judged(nested_rows(evidence, NARROW, WIDE), truth)
    assert right
    assert wrong == []


@pytest.mark.parametrize(("first", "then"), APART)
@pytest.mark.parametrize("seed", SEEDS)
def test_and_do_not_where_the_earlier_measure_is_classified_too(seed, first, then, tmp_path):
    evidence, _ = released(of_one_region(seed), tmp_path, first, then)
    for found in pairs_left(evidence, NARROW, WIDE):
        assert found.number >= ENOUGH
        assert found.in_all == []


@pytest.mark.parametrize(("first", "then"), APART)
@pytest.mark.parametrize("seed", SEEDS)
def test_where_it_cannot_be_the_later_row_gives_way(seed, first, then, tmp_path):
    with MEASURES_BEFORE_NOT_CLASSIFIED():
        evidence, _ = released(of_one_region(seed), tmp_path, first, then)
    assert list(pairs_left(evidence, NARROW, WIDE)) == []
    earlier, later = evidence.releases
    assert not any(one.is_hidden for one in earlier.figures)
    hidden = {dict(one.group).get("region") for one in later.figures if one.is_hidden}
    assert str(REGION_OF[seed]) in hidden


def test_where_weights_were_made_anew_the_later_row_gives_way(tmp_path):
    """Of the weights of the earlier measure, which is not in this release, nothing is known."""
    study = of_one_region(29)
    one = on_stage(replace(study, measures=(WIDE,)), tmp_path)
    persons = study.persons | {"weight": study.persons["weight"][::-1]}
    later = one.with_ledger(replace(study, measures=(NARROW,), persons=persons), "later")
    hidden = {dict(figure.group).get("region") for figure in later.figures if figure.is_hidden}
    assert str(REGION_OF[29]) in hidden


@pytest.mark.parametrize("then", [(WIDE,), (NARROW,)])
def test_where_many_pairs_fit_two_releases_show_everything(then, tmp_path):
    first = (NARROW,) if then == (WIDE,) else (WIDE,)
    evidence, _ = released(drawn(0), tmp_path, first, then)
    assert not any(one.is_hidden for release in evidence.releases for one in release.figures)
    assert len(list(pairs_left(evidence, NARROW, WIDE))) == REGIONS


def test_where_many_pairs_fit_everything_is_shown(tmp_path):
    """A protection that hides everything would pass the test above."""
    evidence, _ = released(drawn(0), tmp_path)
    assert not any(one.is_hidden for one in evidence.releases[0].figures)
    assert len(list(pairs_left(evidence, NARROW, WIDE))) == REGIONS
