"""Whoever knows the weights finds no case in a release, and does where digits go on."""

from pathlib import Path

import pytest

from tests.attacks.claims import judged
from tests.attacks.known_rows import known_rows
from tests.attacks.known_weights import known_weights
from tests.attacks.scenarios import on_stage, one_release
from tests.attacks.studies import drawn_study
from tests.study.every_digit import every_digit

BY_PERSON, HEAVY = 15, 5
"""Seeds of small studies whose weights vary from person to person, a little and much."""


def named(seed: int, folder: Path) -> dict[str, int]:
    """How many persons each attack finds; what it claims is true."""
    scene = one_release(on_stage(drawn_study(seed, 600), folder))
    found = {}
    for attack in (known_weights, known_rows):
        true, wrong = judged(attack(scene.evidence), scene.truth)
        assert wrong == []
        found[attack.__name__] = len(true)
    return found


@pytest.mark.parametrize("seed", [BY_PERSON, pytest.param(HEAVY, marks=pytest.mark.slow)])
def test_rows_in_steps_name_nobody(seed, tmp_path):
    assert named(seed, tmp_path) == {"known_weights": 0, "known_rows": 0}


@pytest.mark.parametrize("seed", [BY_PERSON, HEAVY])
def test_rows_to_all_digits_name_persons(seed, tmp_path):
    with every_digit():
        found = named(seed, tmp_path)
    assert min(found.values()) > 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed", [2, *(pytest.param(seed, marks=pytest.mark.proof) for seed in (9, 11)), 23, 31]
)
def test_rows_of_more_studies_name_nobody(seed, tmp_path):
    assert named(seed, tmp_path) == {"known_weights": 0, "known_rows": 0}
