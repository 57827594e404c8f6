"""Rows of halves in one release and of their whole in another: they name nobody together now."""

import numpy as np
import pytest

from tests.attacks.claims import judged
from tests.attacks.evidence import Evidence
from tests.attacks.rows_of_releases import in_all, rows_of_releases, sets_left
from tests.attacks.scenarios import on_stage, public_file
from tests.attacks.studies import Study, children_of_ten, drawn_weights
from tests.attacks.switched_off import NOBODY_KNOWS_HERSELF, ROWS_BEFORE_FORGOTTEN
from tests.attacks.truth import truth_of

ENOUGH = 20
HALVES, WHOLES = "sex*region", "region"
ORDERS = ((HALVES, WHOLES), (WHOLES, HALVES))
SEEDS = (48, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (7, 36, 58)))
"""Of sixty drawn studies those in which somebody is told of where earlier rows are forgotten."""


def drawn(seed, by):
    """Children of ten in two regions, three or four of either sex at work in each."""
    rng = np.random.default_rng([19, seed])
    n = int(rng.integers(110, 171))
    region = np.repeat([1, 2], [n // 2, n - n // 2])
    cluster, sex = np.arange(n) // 8, rng.integers(1, 3, n)
    weights = str(rng.choice(["person", "heavy"]))
    works = np.zeros(n, dtype=bool)
    for one in (1, 2):
        for other in (1, 2):
            inside = np.flatnonzero((region == one) & (sex == other))
            works[rng.choice(inside, int(rng.integers(3, 5)), replace=False)] = True
    weight = drawn_weights(rng, weights, region, cluster)
    persons = children_of_ten(works, weight, sex, stratum=region, cluster=cluster, region=region)
    return Study(seed, persons, weights, (by,), ("child_labour/sdg_8_7_1",))


def released_twice(seed, order, folder):
    first, second = (drawn(seed, by) for by in order)
    stage = on_stage(first, folder)
    releases = (stage.first, stage.with_ledger(second, "later"))
    return Evidence(releases, public_file(first)), truth_of(first)


def hidden(evidence):
    return sum(one.is_hidden for release in evidence.releases for one in release.figures)


@pytest.mark.few(1)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_rows_of_two_releases_name_somebody_where_earlier_ones_are_forgotten(seed, order, tmp_path):
    with ROWS_BEFORE_FORGOTTEN(), NOBODY_KNOWS_HERSELF():
        evidence, truth = released_twice(seed, order, tmp_path)
    right, wrong = judged(rows_of_releases(evidence), truth)
    assert right
    assert wrong == []


@pytest.mark.few(1)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_and_leave_many_sets_where_they_are_not(seed, order, tmp_path):
    evidence, _ = released_twice(seed, order, tmp_path)
    for _, sets in sets_left(evidence):
        assert len(sets) >= ENOUGH
        assert in_all(sets) == []


@pytest.mark.few(1)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("seed", [0, pytest.param(9, marks=pytest.mark.slow)])
def test_where_many_sets_fit_both_releases_show_everything(seed, order, tmp_path):
    """A protection that hides everything would pass the test above.

    Of four such studies two keep a group back, for a case would learn of another.
    """
    evidence, _ = released_twice(seed, order, tmp_path)
    assert hidden(evidence) == 0
    assert len(list(sets_left(evidence))) > 1
