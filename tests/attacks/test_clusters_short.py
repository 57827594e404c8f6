"""A cluster of one who gave no answer: found where the gate lets it show, and not where it does."""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.claims import Person, judged
from tests.attacks.clusters_short import answered_in_one, clusters_short
from tests.attacks.evidence import Evidence
from tests.attacks.scenarios import SCENARIOS, on_stage, public_file
from tests.attacks.stakes import clusters_short as at_stake
from tests.attacks.studies import NO_HOURS, UNKNOWN, Study, children_of_ten, drawn_study
from tests.attacks.switched_off import (
    CLUSTERS_OF_ALL_ASKED,
    FEW_DEGREES_OF_WHO_ANSWERED,
    SHARES_WITHOUT_ERROR,
)
from tests.attacks.truth import truth_of


@pytest.fixture(scope="module")
def study():
    """By a strict reading the unknown are left out; she alone is one, and alone in her cluster."""
    drawn = drawn_study(10, 400)
    said = {"activity": (UNKNOWN, 2), "chores": (UNKNOWN, 2), "hours": (NO_HOURS, 30)}
    p = {name: column.copy() for name, column in drawn.persons.items()}
    for name, (unsaid, instead) in said.items():
        p[name] = np.where(p[name] == unsaid, instead, p[name])
    for region in np.unique(p["region"]):  # clusters of twelve or more, so that hers is the least
        here = np.flatnonzero(p["region"] == region)
        number = np.minimum(np.arange(len(here)) // 12, len(here) // 12 - 1)
        p["cluster"][here] = 1000 * region + number
    hers = {"id": drawn.n + 1, "cluster": p["cluster"].max() + 1, "activity": UNKNOWN, "hours": -1}
    persons = {name: np.append(column, hers.get(name, column[0])) for name, column in p.items()}
    strict = ("child_labour/sdg_8_7_1:strict",)
    return replace(drawn, persons=persons, definitions=strict, by=("sex",), skip="empty")


def told(study, folder):
    scene = SCENARIOS["one release"](on_stage(study, folder))
    assert scene is not None
    assert at_stake(scene) > 0
    return judged(clusters_short(scene.evidence), scene.truth)


def test_she_is_named_where_clusters_are_those_in_which_somebody_answered(study, tmp_path):
    with CLUSTERS_OF_ALL_ASKED():
        found, wrong = told(study, tmp_path)
    assert {claim.row for claim in found} == {study.n - 1}
    assert wrong == []


def test_and_not_where_they_are_those_in_which_somebody_was_asked(study, tmp_path):
    assert told(study, tmp_path) == ([], [])


def unanswered(seed, sizes, silent):
    """Children of ten in clusters of so many, read strictly; nobody of the first `silent` answers.

    Thirty, or a third, of the others work.
    """
    rng = np.random.default_rng([98, 12, seed])
    cluster = np.repeat(np.arange(len(sizes)), sizes)
    n, one = len(cluster), np.ones(len(cluster), dtype=int)
    answered = np.flatnonzero(cluster >= silent)
    works = np.zeros(n, dtype=bool)
    works[rng.choice(answered, min(30, len(answered) // 3), replace=False)] = True
    persons = children_of_ten(
        works, np.full(n, 100.0), rng.integers(1, 3, n), stratum=one, cluster=cluster, region=one
    )
    persons["activity"] = np.where(cluster < silent, UNKNOWN, persons["activity"])
    strict = ("child_labour/sdg_8_7_1:strict",)
    return Study(seed, persons, "equal", (), strict, measures=("child_labour_sdg_a_strict",))


def camp(seed):
    """A camp of 11 to 15 of whom nobody answers, smaller than all other clusters."""
    rng = np.random.default_rng([98, 13, seed])
    size = int(rng.integers(11, 16))
    return unanswered(seed, [size, *rng.integers(size + 1, 22, 14)], 1), size


def alone(seed):
    """Nine clusters of one stratum, in one of which a child is alone and does not answer."""
    rng = np.random.default_rng([98, 14, seed])
    return unanswered(seed, [1, *rng.integers(8, 14, 8)], 1), 1


SEEDS = (1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 9)))


def found_in(study, folder):
    first = on_stage(study, folder).first
    stage = Evidence((first,), public_file(study))
    right, wrong = judged(clusters_short(stage), truth_of(study))
    assert wrong == []
    return {claim.row for claim in right if isinstance(claim, Person)}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("made", "off"), [(camp, CLUSTERS_OF_ALL_ASKED), (alone, FEW_DEGREES_OF_WHO_ANSWERED)]
)
def test_clusters_that_are_missing_and_flags_of_them_name_nobody_any_more(
    seed, made, off, tmp_path
):
    """A camp of more than ten is the only cluster that fits; of nine, eight degrees are not few."""
    study, silent = made(seed)
    with off():
        assert found_in(study, tmp_path / "before") == {*range(silent)}
    assert found_in(study, tmp_path / "now") == set()


def of_three(seed, silent):
    """Two clusters of 11 to 19 and one of 40 to 59; nobody of the first ones answers."""
    rng = np.random.default_rng([98, 99, seed])
    sizes = [*rng.integers(11, 20, 2), int(rng.integers(40, 60))]
    return unanswered(seed, sizes, silent), sum(sizes[:silent])


def found_by_no_error(study, folder):
    return answered_in_one(Evidence((on_stage(study, folder).first,), public_file(study)))


@pytest.mark.parametrize("seed", SEEDS)
def test_that_a_share_has_no_error_does_not_tell_in_which_cluster_all_answered(seed, tmp_path):
    study, silent = of_three(seed, 2)
    with SHARES_WITHOUT_ERROR():
        assert found_by_no_error(study, tmp_path / "before") == {*range(silent)}
    assert found_by_no_error(study, tmp_path / "now") == set()


def test_where_two_clusters_answered_the_share_is_shown(tmp_path):
    study, _ = of_three(1, 1)
    first = on_stage(study, tmp_path).first
    assert not first.shares["child_labour_sdg_a_strict", frozenset()].is_hidden
