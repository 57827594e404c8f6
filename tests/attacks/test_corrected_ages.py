"""Some are 18 in the second edition: they leave the measure and stay in the file.

Children of ten, drawn one by one, of whom one in four works; nothing is unknown, as both releases
show. A pencil takes the second figure from the first. So it does where answers were taken back: of
those who were cases the number of unknown answers rises by what that of cases falls by.
"""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.scenarios import on_stage
from tests.attacks.studies import Study, children_of_ten, drawn_weights
from tests.attacks.switched_off import ALL_AGES_ARE_ONE, ANSWERS_TAKEN_BACK

READING = "child_labour/sdg_8_7_1"
ALL_CASES, TWO_CASES, TWO_NONE = (4, 4), (4, 2), (5, 3)
"""How many are corrected, with how many cases."""
EVERYBODY = frozenset()
SEEDS = (1, *(pytest.param(k, marks=pytest.mark.slow) for k in (2, 3)))


def drawn(seed):
    rng = np.random.default_rng([36, seed])
    n = int(rng.integers(90, 161))
    one = np.ones(n, dtype=int)
    weight = drawn_weights(rng, "person", one, np.arange(n))
    persons = children_of_ten(
        rng.random(n) < 0.25, weight, rng.integers(1, 3, n), stratum=one, cluster=np.arange(n) + 1,
        region=one,
    )  # fmt: skip
    return Study(seed, persons, "person", (), (READING,))


def chosen(study, number, cases):
    works = study.persons["activity"] == 1
    rng = np.random.default_rng([37, study.seed])
    return np.array(
        [
            *rng.permutation(np.flatnonzero(works))[:cases],
            *rng.permutation(np.flatnonzero(~works))[: number - cases],
        ]
    )


def with_answers(study, rows, **answers):
    """The same study with other answers of some persons."""
    persons = dict(study.persons)
    for name, answer in answers.items():
        persons[name] = persons[name].copy()
        persons[name][rows] = answer
    return replace(study, persons=persons)


def told(study, second, folder):
    """The figures of everybody of both releases; None where the second is not shown."""
    stage = on_stage(study, folder)
    later = stage.with_ledger(second, "later")
    first, then = (
        next(share for (_, group), share in one.shares.items() if group == EVERYBODY)
        for one in (stage.first, later)
    )
    assert not first.is_hidden
    return None if then.is_hidden else (first, then)


def cases_of_grown_up(seed, corrected, folder):
    """What a pencil makes of the cases among those who are 18 now; None where nothing is shown."""
    study = drawn(seed)
    both = told(study, with_answers(study, chosen(study, *corrected), age=18), folder)
    if both is None:
        return None
    first, then = both
    assert first.n - then.n == corrected[0]
    return first.n_cases - then.n_cases


@pytest.mark.parametrize("corrected", [ALL_CASES, TWO_NONE])
def test_they_do_where_the_ledger_knows_of_no_ages(corrected, tmp_path):
    with ALL_AGES_ARE_ONE():
        assert cases_of_grown_up(1, corrected, tmp_path) == corrected[1]


@pytest.mark.parametrize("corrected", [ALL_CASES, TWO_CASES, TWO_NONE])
@pytest.mark.parametrize("seed", SEEDS)
def test_and_not_where_they_have_left_the_measure(seed, corrected, tmp_path):
    assert cases_of_grown_up(seed, corrected, tmp_path) is None


def test_of_many_who_are_older_now_both_figures_are_shown(tmp_path):
    """A protection that hides everything would pass the test above."""
    assert cases_of_grown_up(1, (20, 8), tmp_path) == 8


def is_told_of_four_who_took_back(seed, folder):
    study = drawn(seed)
    nothing = {"activity": 9, "hours": -1, "loads": -1, "tools": -1}
    second = with_answers(study, chosen(study, *ALL_CASES), **nothing)
    both = told(study, second, folder)
    return both is not None and both[0].n_cases - both[1].n_cases == ALL_CASES[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_of_answers_that_were_taken_back_it_is_not_told_that_all_were_cases(seed, tmp_path):
    assert not is_told_of_four_who_took_back(seed, tmp_path / "on")
    with ANSWERS_TAKEN_BACK():
        assert is_told_of_four_who_took_back(seed, tmp_path / "off")
