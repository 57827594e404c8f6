"""Some leave, and the second release is by another reading: the two do not tell of them now.

Children of ten, drawn one by one, of whom one in four works; nothing is unknown, as both releases
show. So both readings count the same children, and a pencil has those who left.
"""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.scenarios import on_stage
from tests.attacks.studies import UNKNOWN, Study, children_of_ten, drawn_weights, without
from tests.attacks.switched_off import OTHER_READINGS_APART, UNKNOWN_AS_COUNTED

READING, OTHER = "child_labour/sdg_8_7_1", "child_labour/sdg_8_7_1:strict"
ALL_CASES, TWO_CASES, TWO_NONE = (3, 3), (4, 2), (5, 3)
"""How many leave, with how many cases."""
EVERYBODY = frozenset()


def drawn(seed):
    rng = np.random.default_rng([33, seed])
    n = int(rng.integers(90, 161))
    one = np.ones(n, dtype=int)
    weight = drawn_weights(rng, "person", one, np.arange(n))
    persons = children_of_ten(
        rng.random(n) < 0.25, weight, rng.integers(1, 3, n), stratum=one, cluster=np.arange(n) + 1,
        region=one,
    )  # fmt: skip
    return Study(seed, persons, "person", (), (READING,))


def cases_of_leavers(seed, leave, folder, unknown=0):
    """What a pencil makes of the cases among those who left; None where a figure is not shown.

    Of the others so many gave no answer; then all weigh the same, so that rows name nobody.
    """
    study, (number, cases) = drawn(seed), leave
    works = study.persons["activity"] == 1
    rng = np.random.default_rng([35, seed])
    left = [
        *rng.permutation(np.flatnonzero(works))[:cases],
        *rng.permutation(np.flatnonzero(~works))[: number - cases],
    ]
    stayed = np.setdiff1d(np.flatnonzero(~works), left)
    study.persons["activity"][rng.permutation(stayed)[:unknown]] = UNKNOWN
    if unknown:
        study.persons["weight"][:] = 100.0
    stage = on_stage(study, folder)
    second = stage.with_ledger(replace(without(study, left), definitions=(OTHER,)), "later")
    first, then = (
        next(share for (_, group), share in one.shares.items() if group == EVERYBODY)
        for one in (stage.first, second)
    )
    assert first.name != then.name
    assert not first.is_hidden
    if then.is_hidden:
        return None
    assert first.n - then.n == number + unknown
    return first.n_cases - then.n_cases


@pytest.mark.few(2)
@pytest.mark.parametrize("leave", [ALL_CASES, TWO_CASES, TWO_NONE])
def test_they_do_where_measures_are_held_apart(leave, tmp_path):
    with OTHER_READINGS_APART():
        assert cases_of_leavers(1, leave, tmp_path) == leave[1]


@pytest.mark.few(2)
@pytest.mark.parametrize("leave", [ALL_CASES, TWO_CASES, TWO_NONE])
@pytest.mark.parametrize("seed", [1, *(pytest.param(k, marks=pytest.mark.slow) for k in (2, 3))])
def test_and_not_where_they_are_held_against_each_other(seed, leave, tmp_path):
    assert cases_of_leavers(seed, leave, tmp_path) is None


def test_of_many_who_left_both_figures_are_shown(tmp_path):
    """A protection that hides everything would pass the test above."""
    assert cases_of_leavers(1, (20, 8), tmp_path) == 8


ONE_OF_MANY, SOME_OF_MANY = (25, 1), (25, 8)


@pytest.mark.parametrize("seed", [1, *(pytest.param(k, marks=pytest.mark.slow) for k in (2, 3))])
def test_a_reading_that_leaves_unknown_answers_out_tells_no_less(seed, tmp_path):
    """Five gave no answer: the first release counts them as none, and the second has not them."""
    with UNKNOWN_AS_COUNTED():
        assert cases_of_leavers(seed, ONE_OF_MANY, tmp_path / "off", unknown=5) == 1
    assert cases_of_leavers(seed, ONE_OF_MANY, tmp_path / "on", unknown=5) is None


@pytest.mark.slow
def test_of_more_cases_both_figures_are_shown_with_unknown_answers_too(tmp_path):
    assert cases_of_leavers(1, SOME_OF_MANY, tmp_path, unknown=5) == 8
