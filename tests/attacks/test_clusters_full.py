"""Everybody in a cluster alone is a case where each has one: told before, and not now."""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.claims import judged
from tests.attacks.clusters_full import clusters_full
from tests.attacks.scenarios import SCENARIOS, on_stage
from tests.attacks.stakes import clusters_full as at_stake
from tests.attacks.studies import drawn_study
from tests.attacks.switched_off import CLUSTERS_WITH_CASES_TOLD


@pytest.fixture(scope="module")
def study():
    """Clusters of five children, nearly all of whom do chores: each cluster has one who does."""
    drawn = drawn_study(10, 400)
    rng = np.random.default_rng(10)
    does = np.where(rng.random(drawn.n) < 0.97, 1, 2)
    p = dict(drawn.persons)
    p["chores"], p["chores_hours"] = does, np.where(does == 1, rng.integers(0, 26, drawn.n), -1)
    p["cluster"] = np.arange(drawn.n) // 5
    p["cluster"][-1] += 1  # the last child is alone in hers
    return replace(drawn, persons=p, by=("sex",), skip="empty")


def told(study, folder):
    scene = SCENARIOS["one release"](on_stage(study, folder))
    assert scene is not None
    assert at_stake(scene) > 0
    return judged(clusters_full(scene.evidence), scene.truth)


def test_who_is_alone_in_a_cluster_is_a_case_where_each_has_one(study, tmp_path):
    with CLUSTERS_WITH_CASES_TOLD():
        found, wrong = told(study, tmp_path)
    assert study.n - 1 in {claim.row for claim in found}
    assert wrong == []


def test_and_nobody_is_where_it_is_not_said_that_each_has_one(study, tmp_path):
    assert told(study, tmp_path) == ([], [])
