"""A case who knows that she is one learned of another by the row of both; now she does not."""

import numpy as np
import pytest

from tests.attacks.days_studies import drawn_threes, public_file
from tests.attacks.evidence import Evidence
from tests.attacks.one_of_them import one_of_them
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_days
from tests.attacks.switched_off import NOBODY_KNOWS_HERSELF

SEEDS = (1, pytest.param(4, marks=pytest.mark.slow), pytest.param(17, marks=pytest.mark.slow))
"""Of 24 drawn studies those in which a case learns of another."""
LARGE = 5
"""The region with many cases."""


def told(study, folder):
    """Pairs of cases, of whom the first learns of the second."""
    evidence = Evidence((read_release(folder),), public_file(study))
    few = np.flatnonzero(study.persons["case"] & (study.persons["region"] < LARGE))
    return {(one, other.row) for one in few.tolist() for other in one_of_them(evidence, one)}


@pytest.mark.parametrize("seed", SEEDS)
def test_one_of_three_learns_of_another(seed, tmp_path):
    study = drawn_threes(seed)
    with NOBODY_KNOWS_HERSELF():
        found = told(study, release_days(study, tmp_path))
    assert found
    assert all(study.persons["case"][other] for _, other in found)


@pytest.mark.parametrize("seed", SEEDS)
def test_and_does_not_where_it_is_asked_for_each_of_them(seed, tmp_path):
    study = drawn_threes(seed)
    assert told(study, release_days(study, tmp_path)) == set()
