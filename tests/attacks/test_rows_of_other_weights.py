"""Rows of few cases by two sets of weights, or in two sets of replicates: they name nobody now."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.claims import judged
from tests.attacks.evidence import Evidence
from tests.attacks.reading import read_release
from tests.attacks.releasing import release, release_two
from tests.attacks.rows_of_other_weights import (
    by_other_weights,
    rows_of_designs,
    rows_of_inputs,
    sets_of_designs,
)
from tests.attacks.scenarios import public_file
from tests.attacks.switched_off import DESIGNS_FORGOTTEN, ROWS_BY_ALL_WEIGHTS
from tests.attacks.truth import truth_of
from tests.attacks.two_inputs import MEASURE, STRICT, drawn_twice_weighed

EVERYBODY = frozenset()
ENOUGH = 20
FEW, MANY = (27, 3), (150, 15)
REPLICATES = 40


def evidence_of(two, folder):
    found = read_release(release_two(two, folder))
    evidence = Evidence((found,), public_file(two.study))
    return by_other_weights(evidence, two.weights)


def named(two, folder):
    right, wrong = judged(rows_of_inputs(evidence_of(two, folder)), truth_of(two.study))
    assert wrong == []
    return right


def is_shown(evidence, name, number=0):
    return not evidence.releases[number].shares[name, EVERYBODY].is_hidden


SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (10, 14, 22)))
"""Of 24 drawn studies these, 13 and 15 are those in which both inputs name somebody."""


@pytest.mark.parametrize("seed", SEEDS)
def test_two_sets_of_weights_name_cases_where_both_are_shown(seed, tmp_path):
    with ROWS_BY_ALL_WEIGHTS():
        assert named(drawn_twice_weighed(seed, *FEW), tmp_path)


@pytest.mark.parametrize("seed", SEEDS)
def test_and_nobody_where_the_later_input_gives_way(seed, tmp_path):
    evidence = evidence_of(drawn_twice_weighed(seed, *FEW), tmp_path)
    assert is_shown(evidence, MEASURE)
    assert not is_shown(evidence, STRICT)


@pytest.mark.parametrize("by", ["many cases", "the same weights"])
def test_both_are_shown_by_the_same_weights_or_with_many_cases(by, tmp_path):
    """A protection that hides everything would pass the test above."""
    two = drawn_twice_weighed(0, *(MANY if by == "many cases" else FEW))
    two = replace(two, weights=() if by == "the same weights" else two.weights)
    evidence = evidence_of(two, tmp_path)
    assert is_shown(evidence, MEASURE)
    assert is_shown(evidence, STRICT)


def bootstrap(rng, weight):
    n = len(weight)
    times = [np.bincount(rng.integers(0, n, n - 1), minlength=n) for _ in range(REPLICATES)]
    return np.stack([weight * one * n / (n - 1) for one in times], axis=1).round(6)


def in_turn(seed, number, folder):
    """Releases of one study, each with replicates of its own; and these."""
    study = drawn_twice_weighed(seed, *FEW).study
    rng = np.random.default_rng([54, seed])
    replicates = [bootstrap(rng, study.persons["weight"]) for _ in range(number)]
    found = []
    for k, own in enumerate(replicates):
        if k:
            shutil.copytree(folder / str(k - 1) / "private", folder / str(k) / "private")
        found.append(read_release(release(replace(study, replicates=own), folder / str(k)), k))
    return study, Evidence(tuple(found), public_file(study)), replicates


OF_DESIGNS = (8, pytest.param(9, marks=pytest.mark.slow))


@pytest.mark.parametrize("seed", OF_DESIGNS)
def test_replicates_drawn_anew_name_cases_where_the_ledger_forgets_them(seed, tmp_path):
    with DESIGNS_FORGOTTEN():
        study, *known = in_turn(seed, 5, tmp_path)
    right, wrong = judged(rows_of_designs(*known), truth_of(study))
    assert right
    assert wrong == []


@pytest.mark.parametrize("seed", OF_DESIGNS)
def test_and_nobody_where_it_knows_them(seed, tmp_path):
    _, *known = in_turn(seed, 2, tmp_path)
    assert is_shown(known[0], MEASURE)
    assert not is_shown(known[0], MEASURE, 1)
    assert all(len(sets) >= ENOUGH for _, sets in sets_of_designs(*known))
    assert rows_of_designs(*known) == []
