"""Two readings of a definition tell no count that is kept back, together or one after the other.

Where nothing is known of what they count alike, both do, in one release and in two.
"""

from dataclasses import replace

import pytest

from tests.attacks.claims import judged
from tests.attacks.evidence import Evidence
from tests.attacks.reading import read_release
from tests.attacks.releasing import release
from tests.attacks.scenarios import on_stage
from tests.attacks.switched_off import READINGS_APART
from tests.attacks.truth import truth_of
from tests.attacks.two_readings import PLAIN, STRICT, by_both_readings, two_readings

SEEDS = (10, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 5, 8)))


def told_together(seed, folder):
    evidence = Evidence((read_release(release(two_readings(seed), folder), 0),))
    return right_of(evidence, seed)


def told_in_two_releases(seed, folder):
    stage = on_stage(two_readings(seed, (PLAIN,)), folder)
    second = two_readings(seed, (STRICT,))
    later = stage.with_ledger(replace(stage.study, **asked_of(second)), "later")
    return right_of(Evidence((stage.first, later)), seed)


def asked_of(study):
    return {"definitions": study.definitions, "measures": study.measures}


def right_of(evidence, seed):
    right, wrong = judged(by_both_readings(evidence), truth_of(two_readings(seed)))
    assert not wrong
    return right


@pytest.mark.few(1)
@pytest.mark.parametrize("told", [told_together, told_in_two_releases])
@pytest.mark.parametrize("seed", SEEDS)
def test_no_hidden_count_follows_from_another_reading(tmp_path, seed, told):
    assert told(seed, tmp_path) == []


@pytest.mark.few(1)
@pytest.mark.parametrize("told", [told_together, told_in_two_releases])
def test_some_do_where_readings_are_held_apart(tmp_path, told):
    with READINGS_APART():
        assert told(10, tmp_path)
