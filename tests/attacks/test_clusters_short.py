"""A cluster of one who gave no answer: found where the gate lets it show, and not where it does."""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.claims import judged
from tests.attacks.clusters_short import clusters_short
from tests.attacks.scenarios import SCENARIOS, on_stage
from tests.attacks.stakes import clusters_short as at_stake
from tests.attacks.studies import NO_HOURS, UNKNOWN, drawn_study
from tests.attacks.switched_off import CLUSTERS_OF_ALL_ASKED


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
