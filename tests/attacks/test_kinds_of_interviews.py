"""Releases of everybody, without late interviews, without those by proxies, and without both.

Children of ten, drawn one by one, of equal weights; nothing is unknown. A reader knows whose
interview was late and for whom another person answered. The first release less the second less the
third plus the fourth is of those who are both, however many are of one kind alone.
"""

import numpy as np
import pytest

from tests.attacks.inputs_of_kinds import write_inputs
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_written
from tests.attacks.scenarios import on_stage
from tests.attacks.studies import Study, children_of_ten, without
from tests.attacks.switched_off import MANY_OF_SEVERAL_INPUTS, RELEASES_TWO_AT_A_TIME

MEASURE = "child_labour_sdg_a"
READING = "child_labour/sdg_8_7_1"
EVERYBODY = frozenset()
ONE_CASE, ONE_NONE, THREE_CASES, NINE = (1, 1), (1, 0), (3, 3), (9, 4)
"""How many are of both kinds, and how many of them are cases."""
MANY = (30, 12)
ALL_ARE = (12, 12), (40, 40), (12, 11), (40, 38)
ONE_OR_TWO_ARE = (11, 1), (12, 2), (30, 1)
"""More than ten of both kinds, of whom all, or all but one or two, or one or two are cases."""
SOME_ARE = (12, 0), (12, 3), (12, 6), (40, 20)
SEEDS = (1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.proof))


def drawn(seed, number, cases):
    """A study, the rows of late interviews and of proxies: so many of both, sixteen of one."""
    rng = np.random.default_rng([91, seed])
    n = int(rng.integers(250, 401))
    works = rng.random(n) < 0.3
    at_work, others = (rng.permutation(np.flatnonzero(one)) for one in (works, ~works))
    both = [*at_work[:cases], *others[: number - cases]]
    late, by_proxy = ([*at_work[k : k + 8], *others[k : k + 8]] for k in (50, 30))
    one = np.ones(n, dtype=int)
    persons = children_of_ten(
        works, np.full(n, 100.0), rng.integers(1, 3, n), stratum=one, cluster=np.arange(n) + 1,
        region=one,
    )  # fmt: skip
    study = Study(seed, persons, "equal", (), (READING,), measures=(MEASURE,))
    return study, [*both, *late], [*both, *by_proxy]


def of_both_kinds(shares):
    """Persons and cases of both kinds, by a pencil; None where a figure is not shown."""
    if any(one.is_hidden for one in shares):
        return None
    signs = (1, -1, -1, 1)
    return tuple(
        sum(sign * number for sign, number in zip(signs, numbers, strict=True))
        for numbers in zip(*((one.n, one.n_cases) for one in shares), strict=True)
    )


def by_four_releases(seed, both, folder):
    study, late, by_proxy = drawn(seed, *both)
    stage = on_stage(study, folder)
    found = [stage.first]
    for of, name, leaving in (
        ("first", "second", late),
        ("second", "third", by_proxy),
        ("third", "fourth", [*late, *by_proxy]),
    ):
        found.append(stage.with_ledger(without(study, leaving), name, of))
    shares = [one.shares[MEASURE, EVERYBODY] for one in found]
    assert not any(one.is_hidden for one in shares[:3])
    return of_both_kinds(shares)


def by_four_inputs(seed, both, folder):
    study, late, by_proxy = drawn(seed, *both)
    names = write_inputs(study, (late, by_proxy, [*late, *by_proxy]), folder)
    found = read_release(release_written(folder))
    shares = [found.shares[name, EVERYBODY] for name in names]
    assert not any(one.is_hidden for one in shares[:3])
    return of_both_kinds(shares)


TOLD = [
    *((by_four_inputs, both) for both in (ONE_CASE, ONE_NONE, THREE_CASES, NINE)),
    (by_four_releases, ONE_NONE),
    (by_four_releases, NINE),
]


@pytest.mark.few(4)
@pytest.mark.parametrize(("told", "both"), TOLD)
def test_they_are_told_where_releases_are_compared_two_at_a_time(told, both, tmp_path):
    with RELEASES_TWO_AT_A_TIME():
        assert told(1, both, tmp_path) == both


@pytest.mark.slow
def test_and_the_one_is_a_case_where_the_fourth_is_hidden(tmp_path):
    """Whether it is shown hangs on her answer, as the test above has her who is none."""
    with RELEASES_TWO_AT_A_TIME():
        assert by_four_releases(1, ONE_CASE, tmp_path) is None


@pytest.mark.few(3)
@pytest.mark.parametrize("told", [by_four_releases, by_four_inputs])
@pytest.mark.parametrize("both", [ONE_CASE, ONE_NONE, THREE_CASES, NINE])
@pytest.mark.parametrize("seed", SEEDS)
def test_and_not_where_all_are_taken_together(seed, told, both, tmp_path):
    assert told(seed, both, tmp_path) is None


@pytest.mark.few(1)
@pytest.mark.parametrize("told", [by_four_releases, by_four_inputs])
def test_of_many_of_both_kinds_all_figures_are_shown(told, tmp_path):
    """A protection that hides everything would pass the test above."""
    assert told(1, MANY, tmp_path) == MANY


OF_MANY = [
    *((1, both) for both in (ALL_ARE[0], ONE_OR_TWO_ARE[0])),
    *(
        pytest.param(seed, both, marks=pytest.mark.slow if seed < 3 else pytest.mark.proof)
        for seed in (2, 3, 4)
        for both in (*ALL_ARE, *ONE_OR_TWO_ARE)
    ),
]


@pytest.mark.parametrize(("seed", "both"), OF_MANY)
def test_of_more_than_ten_it_is_not_told_that_all_or_one_or_two_are_cases(seed, both, tmp_path):
    assert by_four_inputs(seed, both, tmp_path) is None


@pytest.mark.parametrize(("seed", "both"), OF_MANY[:2])
def test_it_is_where_inputs_are_not_asked_what_they_count_together(seed, both, tmp_path):
    with MANY_OF_SEVERAL_INPUTS():
        assert by_four_inputs(seed, both, tmp_path) == both


@pytest.mark.parametrize("both", [pytest.param(one, marks=pytest.mark.slow) for one in SOME_ARE])
def test_where_some_are_and_some_are_not_all_is_shown(both, tmp_path):
    assert by_four_inputs(1, both, tmp_path) == both
