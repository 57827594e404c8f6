"""What any of three hazards is shown to come to tells nothing of one of them that is kept back."""

import pytest

from tests.attacks.claims import is_of_few, judged
from tests.attacks.evidence import Evidence
from tests.attacks.hazards import three_hazards
from tests.attacks.programmes import by_programmes
from tests.attacks.reading import read_release
from tests.attacks.releasing import release
from tests.attacks.switched_off import UNIONS_OF_TWO_ALONE
from tests.attacks.truth import truth_of


def told(seed, folder, *, crossed=False):
    """Hidden counts that such a reader has."""
    study = three_hazards(seed, crossed=crossed)
    evidence = Evidence((read_release(release(study, folder), 0),))
    right, wrong = judged(by_programmes(evidence), truth_of(study))
    assert wrong == []
    return [claim for claim in right if claim.kind == "cases"]


@pytest.mark.parametrize("seed", [36, pytest.param(40, marks=pytest.mark.slow)])
def test_a_hazard_is_not_told_by_the_others_that_are_nobodys(tmp_path, seed):
    assert told(seed, tmp_path) == []


@pytest.mark.slow
def test_nor_by_sex_within_regions(tmp_path):
    assert told(4, tmp_path, crossed=True) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [36, 40])
def test_it_is_where_nothing_is_known_of_three_that_make_up_a_whole(tmp_path, seed):
    with UNIONS_OF_TWO_ALONE():
        assert told(seed, tmp_path)


@pytest.mark.slow
def test_so_are_counts_of_few(tmp_path):
    with UNIONS_OF_TWO_ALONE():
        assert any(is_of_few(claim) for claim in told(4, tmp_path, crossed=True))
