"""All of a camp are cases, and nothing but the error says so: named before, and not now."""

import numpy as np
import pytest

from tests.attacks.claims import judged
from tests.attacks.evidence import Evidence
from tests.attacks.scenarios import on_stage, public_file
from tests.attacks.studies import Study, children_of_ten
from tests.attacks.switched_off import CLUSTERS_ARE_NOT_ASKED
from tests.attacks.truth import truth_of
from tests.attacks.whole_clusters import whole_clusters


def drawn(seed):
    """Camps of children who all work, among households of whom hardly anybody does."""
    rng = np.random.default_rng([98, 7, seed])
    camps = int(rng.integers(1, 3))
    sizes = [*rng.integers(11, 26, camps), *rng.integers(1, 7, int(rng.integers(30, 70)))]
    cluster = np.repeat(np.arange(len(sizes)), sizes)
    n, one = len(cluster), np.ones(len(cluster), dtype=int)
    works = (cluster < camps) | (rng.random(n) < rng.choice([0.0, 0.01, 0.02]))
    persons = children_of_ten(
        works, np.full(n, 100.0), rng.integers(1, 3, n), stratum=one, cluster=cluster, region=one
    )
    definitions = ("child_labour/sdg_8_7_1",)
    return Study(seed, persons, "equal", (), definitions, measures=("child_labour_sdg_a",))


def named(study, folder):
    evidence = Evidence((on_stage(study, folder).first,), public_file(study))
    right, wrong = judged(whole_clusters(evidence), truth_of(study))
    assert wrong == []
    return right


STUDIES = (
    3,
    6,
    *(pytest.param(seed, marks=pytest.mark.slow) for seed in (7, 9, 12)),
)
"""Of drawn studies those in which somebody is named where clusters are not asked of."""


@pytest.mark.parametrize("seed", STUDIES)
def test_a_camp_of_cases_is_named_by_the_error_where_clusters_are_not_asked_of(seed, tmp_path):
    with CLUSTERS_ARE_NOT_ASKED():
        assert named(drawn(seed), tmp_path)


@pytest.mark.parametrize("seed", STUDIES)
def test_and_nobody_is_where_they_are(seed, tmp_path):
    assert named(drawn(seed), tmp_path) == []
