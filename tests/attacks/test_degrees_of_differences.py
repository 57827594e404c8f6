"""A difference of girls and boys has the degrees of freedom of those who were asked.

Of one cluster the one girl, or two, gave no answer, and how many did not is not shown. Whoever
knows who was asked counts clusters and strata; a degree less is a cluster of which no girl
answered.
"""

import numpy as np
import pytest

from tests.attacks.reading import read_release
from tests.attacks.releasing import release
from tests.attacks.studies import UNKNOWN, Study, children_of_ten
from tests.attacks.switched_off import DIFFERENCES_BY_WHO_ANSWERED

READING = "child_labour/sdg_8_7_1:strict"
CLUSTERS, PERSONS = 20, 16
SEEDS = (1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow))


def drawn(seed, silent):
    """So many girls of the first cluster, which has no others, give no answer."""
    rng = np.random.default_rng([92, seed])
    n = CLUSTERS * PERSONS
    cluster, sex = np.arange(n) // PERSONS + 1, np.arange(n) % 2 + 1
    sex[:PERSONS] = np.where(np.arange(PERSONS) < silent, 2, 1)
    one = np.ones(n, dtype=int)
    persons = children_of_ten(
        rng.random(n) < 0.35, np.full(n, 100.0), sex, stratum=one, cluster=cluster, region=one
    )
    for name, value in (("activity", UNKNOWN), ("hours", -1), ("loads", -1), ("tools", -1)):
        persons[name][:silent] = value
    return Study(
        seed, persons, "equal", ("sex",), (READING,), differences=True,
        measures=("child_labour_sdg_a_strict",),
    )  # fmt: skip


def degrees_less(seed, silent, folder):
    """By how many a difference has fewer than clusters that girls were asked in leave."""
    release_ = read_release(release(drawn(seed, silent), folder))
    (told,) = release_.said["differences"]
    girls = release_.shares["child_labour_sdg_a_strict", frozenset({("sex", "2")})]
    assert not girls.is_hidden
    assert girls.unknown is None
    return CLUSTERS - 1 - told["df"]


@pytest.mark.parametrize("silent", [1, 2])
@pytest.mark.parametrize("seed", SEEDS)
def test_they_tell_that_no_girl_of_a_cluster_answered(seed, silent, tmp_path):
    with DIFFERENCES_BY_WHO_ANSWERED():
        assert degrees_less(seed, silent, tmp_path) == 1


@pytest.mark.parametrize("silent", [1, 2])
@pytest.mark.parametrize("seed", SEEDS)
def test_and_not_where_the_released_sides_give_them(seed, silent, tmp_path):
    assert degrees_less(seed, silent, tmp_path) == 0
