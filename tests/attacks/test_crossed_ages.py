"""Of measures of other ages, crossed at those they share, what is kept back is told to nobody."""

import pytest

from tests.attacks.crossed_ages import NARROW, WIDE, by_pencil, of_other_ages
from tests.attacks.evidence import Evidence
from tests.attacks.reading import read_release
from tests.attacks.releasing import release
from tests.attacks.switched_off import CROSSINGS_OF_THE_SAME_AGES

SEEDS = (4, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (5, 6, 7)))


def told(seed, folder):
    study = of_other_ages(seed)
    evidence = Evidence((read_release(release(study, folder), 0),))
    return dict(by_pencil(evidence))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_one_in_the_narrower_measure_alone_is_told_where_ages_say_nothing(tmp_path, seed):
    with CROSSINGS_OF_THE_SAME_AGES():
        assert told(seed, tmp_path) == {f"{NARROW}__not__{WIDE}": 1}


@pytest.mark.parametrize("seed", SEEDS)
def test_and_not_where_it_is_known_that_the_measure_has_nobody_of_other_ages(tmp_path, seed):
    assert told(seed, tmp_path) == {}
