"""Where hazards are crossed person by person, kinds of children tell nothing that is kept back."""

import pytest

from tests.attacks.claims import is_of_few, judged
from tests.attacks.crossed_kinds import by_kinds, by_pencil
from tests.attacks.evidence import Evidence
from tests.attacks.hazards import HAZARDS, MEASURES, crossed_hazards
from tests.attacks.reading import read_release
from tests.attacks.releasing import release
from tests.attacks.switched_off import CROSSINGS_BY_COUNTS_ALONE
from tests.attacks.truth import truth_of

EVERYBODY, BY_SEX, BY_REGION = (), ("sex",), ("sex", "region")


def told(seed, folder, by, measures=HAZARDS):
    """Hidden numbers of cases that a pencil has, and that integer programmes have."""
    study = crossed_hazards(seed, by, measures)
    evidence = Evidence((read_release(release(study, folder), 0),))
    truth = truth_of(study)
    found = [judged(attack(evidence), truth) for attack in (by_pencil, by_kinds)]
    assert [wrong for _, wrong in found] == [[], []]
    return [right for right, _ in found]


@pytest.mark.parametrize(
    ("seed", "by", "measures"),
    [
        (2, EVERYBODY, HAZARDS),
        pytest.param(10, EVERYBODY, HAZARDS, marks=pytest.mark.slow),
        pytest.param(1, BY_REGION, HAZARDS, marks=pytest.mark.slow),
        pytest.param(2, BY_REGION, HAZARDS, marks=pytest.mark.slow),
        pytest.param(0, BY_SEX, MEASURES, marks=pytest.mark.slow),
        pytest.param(1, BY_SEX, MEASURES, marks=pytest.mark.slow),
    ],
)
def test_no_hidden_count_follows_from_who_meets_two_hazards_or_one_alone(
    tmp_path, seed, by, measures
):
    assert told(seed, tmp_path, by, measures) == [[], []]


def test_it_does_where_sums_are_found_from_counts_alone(tmp_path):
    with CROSSINGS_BY_COUNTS_ALONE():
        assert all(told(2, tmp_path, EVERYBODY))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("by", "measures"), [(BY_REGION, HAZARDS), (BY_SEX, MEASURES)], ids=["three", "their-union"]
)
def test_so_do_counts_of_few(tmp_path, by, measures):
    with CROSSINGS_BY_COUNTS_ALONE():
        assert any(map(is_of_few, told(1, tmp_path, by, measures)[1]))
