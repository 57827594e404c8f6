"""A difference of two groups named a case of a side with few; now both sides give all of it."""

import pytest

from tests.attacks.days_studies import MEASURE, drawn_beside, public_file
from tests.attacks.differences import differences
from tests.attacks.evidence import Evidence
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_days
from tests.attacks.switched_off import OWN_ERRORS_OF_DIFFERENCES

SEEDS = (5, pytest.param(50, marks=pytest.mark.slow))
"""Of 120 drawn studies those in which a person is named; a third does not show the group."""


@pytest.mark.parametrize("seed", SEEDS)
def test_its_own_limits_name_a_case(seed, tmp_path):
    study = drawn_beside(seed)
    with OWN_ERRORS_OF_DIFFERENCES():
        release = read_release(release_days(study, tmp_path))
    found = differences(Evidence((release,), public_file(study)))
    assert found
    assert all(study.persons["case"][one.row] for one in found)


@pytest.mark.parametrize("seed", SEEDS)
def test_limits_that_the_sides_give_tell_nothing_more(seed, tmp_path):
    """Anybody makes them of the two released rows, so that they are no equation of persons."""
    release = read_release(release_days(drawn_beside(seed), tmp_path))
    (told,) = release.said["differences"]
    first, second = (release.shares[MEASURE, frozenset({("sex", one)})] for one in "12")
    below = ((first.value - first.lower) ** 2 + (second.upper - second.value) ** 2) ** 0.5
    above = ((first.upper - first.value) ** 2 + (second.value - second.lower) ** 2) ** 0.5
    error = (first.se**2 + second.se**2 + (first.digits**2 + second.digits**2) / 12) ** 0.5
    assert told["se"] == pytest.approx(error, rel=0.13)
    assert told["value"] - told["lower"] == pytest.approx(below, abs=told["se"] * 0.1 + 1e-9)
    assert told["upper"] - told["value"] == pytest.approx(above, abs=told["se"] * 0.1 + 1e-9)
