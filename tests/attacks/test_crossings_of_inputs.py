"""The second of two inputs crosses two measures: whether a late child does chores is not told.

Children of ten, and no answer unknown. Whoever is in child labour by work is so with chores too; so
of the first input, which crosses nothing, a pencil has those who do chores alone.
"""

import pytest

from tests.attacks.reading import read_release
from tests.attacks.releasing import release_two
from tests.attacks.switched_off import CROSSINGS_BY_THEMSELVES, DIFFERENCES_OF_INPUTS_APART
from tests.attacks.two_inputs import MEASURE, STRICT, WITH_CHORES, drawn_crossed

ALONE = f"{WITH_CHORES}_strict__not__{STRICT}"
slow = pytest.mark.slow
SEEDS = (
    0,
    pytest.param(1, marks=slow),
    *(pytest.param(seed, marks=pytest.mark.proof) for seed in (2, 3)),
)
FEW = ((1, 1, 0), (1, 0, 0), (2, 1, 0))
"""How many are late, how many of them do chores alone, and how many work."""
MORE = ((4, 1, 1), (25, 1, 7))


def chores_of_the_late(late, seed, folder):
    """How many do chores alone, by the crossing and by both measures; the first is shown always."""
    number, chores, works = late
    release = read_release(release_two(drawn_crossed(seed, number, chores, works), folder))
    cases = {
        name: None if one.is_hidden else one.n_cases
        for (name, group), one in release.shares.items()
        if not group
    }
    before = cases[WITH_CHORES] - cases[MEASURE]
    work, all_ = cases[STRICT], cases[f"{WITH_CHORES}_strict"]
    now = {cases[ALONE], None if work is None or all_ is None else all_ - work}
    return {before - one for one in now if one is not None}


@pytest.mark.parametrize("late", [(1, 1, 0), *(pytest.param(one, marks=slow) for one in FEW[1:])])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_crossing_tells_it_that_is_of_no_subject(seed, late, tmp_path):
    with CROSSINGS_BY_THEMSELVES():
        assert chores_of_the_late(late, seed, tmp_path / "off") == {late[1]}
    assert chores_of_the_late(late, seed, tmp_path / "on") == set()


@pytest.mark.slow
@pytest.mark.parametrize("late", MORE)
def test_and_where_more_are_late_and_one_of_them_does_chores_alone(late, tmp_path):
    with DIFFERENCES_OF_INPUTS_APART():
        told = [chores_of_the_late(late, seed, tmp_path / f"off{seed}") for seed in range(4, 6)]
    assert {late[1]} in told
    for seed in range(4, 6):
        assert chores_of_the_late(late, seed, tmp_path / f"on{seed}") == set()


@pytest.mark.slow
def test_of_many_who_do_everything_is_shown(tmp_path):
    """A protection that hides everything would pass the tests above."""
    assert {8} in [chores_of_the_late((30, 8, 0), seed, tmp_path / str(seed)) for seed in range(3)]
