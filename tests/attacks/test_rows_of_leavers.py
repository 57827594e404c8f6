"""Six who leave, come, or are there for others, three of each cases: no two rows name them now."""

import numpy as np
import pytest

from tests.attacks.claims import judged
from tests.attacks.evidence import Evidence
from tests.attacks.rows_of_leavers import rows_of_leavers, ways_left
from tests.attacks.scenarios import on_stage, public_file
from tests.attacks.studies import Study, children_of_ten, drawn_weights, without
from tests.attacks.switched_off import ROWS_OF_LEAVERS_NOT_TRIED
from tests.attacks.truth import truth_of

LEAVE, COME, FOR_OTHERS = ((6, 3), (0, 0)), ((0, 0), (6, 3)), ((5, 3), (5, 2))
"""How many leave, and come, with how many cases."""


def drawn(seed, drawn_by=1, least=90):
    """Children of ten, drawn one by one or some together, of whom one in four works."""
    rng = np.random.default_rng([29, seed])
    n = int(rng.integers(least, least + 71))
    cluster = np.arange(n) // drawn_by
    region = np.sort(rng.integers(1, 4, n)) if drawn_by > 1 else np.ones(n, dtype=int)
    works = rng.random(n) < 0.25
    weight = drawn_weights(rng, ("person", "heavy")[seed % 2], region, cluster)
    sex = rng.integers(1, 3, n)
    persons = children_of_ten(
        works, weight, sex, stratum=region, cluster=cluster + 1, region=region
    )
    return Study(seed, persons, "person", (), ("child_labour/sdg_8_7_1",))


def some(study, rng, number, cases, but=()):
    works = study.persons["activity"] == 1
    free = ~np.isin(np.arange(study.n), but)
    return [
        *rng.permutation(np.flatnonzero(works & free))[:cases],
        *rng.permutation(np.flatnonzero(~works & free))[: number - cases],
    ]


def released_twice(study, leave, come, folder):
    rng = np.random.default_rng([31, study.seed])
    left = some(study, rng, *leave)
    came = some(study, rng, *come, left)
    stage = on_stage(without(study, came), folder) if came else on_stage(study, folder)
    second = stage.with_ledger(without(study, left), "later")
    there = ((0,),) * len(left) + ((1,),) * len(came)
    evidence = Evidence(
        (stage.first, second), public_file(study), tuple(map(int, [*left, *came])), there
    )
    return evidence, truth_of(study)


def named(study, leave, come, folder):
    evidence, truth = released_twice(study, leave, come, folder)
    right, wrong = judged(rows_of_leavers(evidence), truth)
    assert wrong == []
    return right


SOME = (
    (1, 1, LEAVE),
    *(
        pytest.param(*one, marks=pytest.mark.slow)
        for one in (
            (1, 4, LEAVE),
            (1, 1, COME),
            (3, 4, COME),
            (3, 1, FOR_OTHERS),
            (4, 4, FOR_OTHERS),
        )
    ),
)
"""Of eight drawn studies some in which somebody is named where such rows are not tried."""


@pytest.mark.parametrize(("seed", "drawn_by", "change"), SOME)
def test_of_those_who_left_or_came_somebody_is_named_where_rows_are_not_tried(
    seed, drawn_by, change, tmp_path
):
    with ROWS_OF_LEAVERS_NOT_TRIED():
        assert named(drawn(seed, drawn_by), *change, tmp_path)


@pytest.mark.parametrize(("seed", "drawn_by", "change"), SOME)
def test_and_nobody_where_they_are(seed, drawn_by, change, tmp_path):
    assert named(drawn(seed, drawn_by), *change, tmp_path) == []


def test_where_many_left_both_releases_are_shown(tmp_path):
    """A protection that hides everything would pass the test above."""
    study = drawn(0, least=300)
    evidence, _ = released_twice(study, (16, 5), (0, 0), tmp_path)
    assert not any(one.is_hidden for release in evidence.releases for one in release.figures)
    assert min(len(ways) for _, ways in ways_left(evidence)) >= 20
