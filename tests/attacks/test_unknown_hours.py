"""Who told her hours tells no number of unknown answers that is kept back."""

import pytest

from tests.attacks.claims import is_of_few, judged
from tests.attacks.evidence import Evidence
from tests.attacks.reading import read_release
from tests.attacks.releasing import release
from tests.attacks.switched_off import HOURS_APART
from tests.attacks.truth import truth_of
from tests.attacks.unknown_hours import by_hours, unknown_hours

SEED = 2


def told(seed, folder):
    study = unknown_hours(seed)
    evidence = Evidence((read_release(release(study, folder), 0),))
    right, wrong = judged(by_hours(evidence), truth_of(study))
    assert not wrong
    return right


@pytest.mark.parametrize(
    "seed", [SEED, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (0, 1, 3, 4))]
)
def test_no_hidden_count_follows_from_who_is_below_hours_or_above_them(tmp_path, seed):
    assert told(seed, tmp_path) == []


def test_numbers_of_few_do_where_nothing_is_known_of_hours(tmp_path):
    with HOURS_APART():
        assert any(map(is_of_few, told(SEED, tmp_path)))
