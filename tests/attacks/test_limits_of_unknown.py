"""One unknown answer or two: limits told which, and that a row is shown at all; they do not now.

Persons of one weight, drawn one by one, so that whoever is asked how many gave no answer, and has
the program, can make the row of either number.
"""

import pytest

from tests.attacks.days_studies import MEASURE
from tests.attacks.limits_studies import answered_by_all_but
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_days
from tests.attacks.switched_off import LIMITS_BY_WHO_ANSWERED

BY_LIMITS, BY_BEING_SHOWN = (7, 20), (47, 57, 70)
OTHERS = tuple(range(1, 7))
SEEDS = (
    BY_LIMITS[0],
    BY_BEING_SHOWN[0],
    *(
        pytest.param(seed, marks=pytest.mark.slow)
        for seed in (*BY_LIMITS[1:], *BY_BEING_SHOWN[1:], *OTHERS)
    ),
)


def rows(folder, seed):
    """The row of everybody where one is unknown, and where two are."""
    return [
        read_release(
            release_days(answered_by_all_but(seed, unknown), folder / str(unknown)), 0
        ).shares[MEASURE, frozenset()]
        for unknown in (1, 2)
    ]


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS)
def test_of_one_unknown_and_of_two_there_is_one_row(seed, tmp_path):
    one, two = rows(tmp_path, seed)
    assert one == two


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS[:2])
def test_there_are_two_where_limits_go_by_who_answered(seed, tmp_path):
    with LIMITS_BY_WHO_ANSWERED():
        one, two = rows(tmp_path, seed)
    assert one != two
    assert (one.value is None) is (seed in BY_BEING_SHOWN)
