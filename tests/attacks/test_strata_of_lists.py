"""Strata of lists that are put together under the name of one told cells of one person or two.

Other strata than those of an earlier release were refused, but not where a name stayed.
"""

import pytest

from tests.attacks.releasing import NoReleaseError, release_written
from tests.attacks.strata_of_lists import drawn, of_few, rounded_cells, together, write
from tests.attacks.switched_off import STRATA_BY_THEIR_NAMES

SEEDS = (7, pytest.param(6, marks=pytest.mark.slow))


def released(tables, folder):
    write(tables, folder)
    return rounded_cells(release_written(folder))


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS)
def test_cells_follow_of_strata_that_are_put_together(seed, tmp_path):
    with STRATA_BY_THEIR_NAMES():
        in_two, as_one = (released(one, tmp_path) for one in (drawn(seed), together(drawn(seed))))
    cells = of_few(as_one, in_two)
    assert cells
    (whole,) = together(drawn(seed)).values()
    assert all(whole[cell] in (1, 2) for cell in cells)


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SEEDS)
def test_and_do_not_for_the_earlier_release_stands(seed, tmp_path):
    released(drawn(seed), tmp_path)
    with pytest.raises(NoReleaseError, match="strata"):
        released(together(drawn(seed)), tmp_path)


def test_a_stratum_of_other_persons_may_come(tmp_path):
    first, second = drawn(3).items()
    released(dict([first]), tmp_path)
    assert released(dict([first, second]), tmp_path) is not None
