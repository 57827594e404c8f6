"""One unknown answer or two: limits told which, and that a row is shown at all; they do not now.

Persons of one weight, drawn one by one, so that whoever is asked how many gave no answer, and has
the program, can make the row of either number.
"""

import pytest

from tests.attacks.days_studies import MEASURE, write_days
from tests.attacks.limits_studies import answered_by_all_but
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_written
from tests.attacks.switched_off import LIMITS_BY_WHO_ANSWERED

BY_LIMITS, BY_BEING_SHOWN = (7, 20), (47, 57, 70)
ROUNDED = "[disclosure]\nrounding = 5\n"
OTHERS = tuple(range(1, 7))
SEEDS = (
    BY_LIMITS[0],
    BY_BEING_SHOWN[0],
    *(
        pytest.param(seed, marks=pytest.mark.slow)
        for seed in (*BY_LIMITS[1:], *BY_BEING_SHOWN[1:], *OTHERS)
    ),
)


def rows(folder, seed, more=""):
    """The row of everybody where one is unknown, and where two are."""
    found = []
    for unknown in (1, 2):
        own = folder / str(unknown)
        write_days(answered_by_all_but(seed, unknown), own)
        with (own / "study.toml").open("a", encoding="utf-8") as file:
            file.write(more)
        found.append(read_release(release_written(own), 0).shares[MEASURE, frozenset()])
    return found


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS)
def test_of_one_unknown_and_of_two_there_is_one_row(seed, tmp_path):
    one, two = rows(tmp_path, seed)
    assert one == two


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS)
def test_nor_are_there_two_where_counts_are_rounded(seed, tmp_path):
    one, two = rows(tmp_path, seed, ROUNDED)
    assert one == two


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS[:1])
def test_there_are_two_of_rounded_counts_where_limits_go_by_who_answered(seed, tmp_path):
    with LIMITS_BY_WHO_ANSWERED():
        one, two = rows(tmp_path, seed, ROUNDED)
    assert one.n_cases == two.n_cases
    assert one != two


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS[:2])
def test_there_are_two_where_limits_go_by_who_answered(seed, tmp_path):
    with LIMITS_BY_WHO_ANSWERED():
        one, two = rows(tmp_path, seed)
    assert one != two
    assert (one.value is None) is (seed in BY_BEING_SHOWN)
