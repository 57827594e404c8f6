"""All forced labour less that of adults and that of children: who was in it only as a child.

Everybody is asked of all her life. One or two adults were in forced labour at 16 and not since.
"""

import numpy as np
import pytest

from tests.attacks.days_studies import DaysStudy
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_days
from tests.attacks.switched_off import AGES_APART

MEASURES = ("forced_labour", "forced_labour_adults", "forced_labour_children")
SEEDS = (
    1,
    *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3)),
    *(pytest.param(seed, marks=pytest.mark.proof) for seed in (4, 5, 6)),
)


def drawn(seed, past):
    """200 children, 8 to 19 of them cases, and 300 adults with 15 to 29; `past` only at 16."""
    rng = np.random.default_rng([103, seed])
    n = 500
    age = np.where(np.arange(n) < 200, rng.integers(10, 18, n), rng.integers(19, 60, n))
    case = np.zeros(n, dtype=bool)
    case[rng.permutation(200)[: int(rng.integers(8, 20))]] = True
    adults = 200 + rng.permutation(300)[: int(rng.integers(15, 30))]
    case[adults] = True
    then = np.minimum(age, 25)
    then[adults[:past]] = 16
    ones, numbers = np.ones(n, dtype=int), np.arange(n)
    columns = {"id": numbers, "age": age, "sex": rng.integers(1, 3, n), "region": ones}
    columns |= {"cluster": numbers, "weight": np.full(n, 100.0), "days": 300 * ones}
    return DaysStudy(columns | {"case": case, "age_then": then}, by=(), measures=MEASURES)


def rest(seed, past, folder):
    """What is left of the first measure; None where not all three are shown."""
    read = read_release(release_days(drawn(seed, past), folder))
    shares = [one for one in read.figures if one.statistic == "proportion" and not one.group]
    cases = {one.name: one.n_cases for one in shares}
    whole, *parts = (cases[name] for name in MEASURES)
    return None if None in (whole, *parts) else whole - sum(parts)


@pytest.mark.parametrize("seed", SEEDS)
def test_three_measures_tell_of_one_or_two_who_were_in_it_only_as_children(seed, tmp_path):
    past = 1 + seed % 2
    with AGES_APART():
        assert rest(seed, past, tmp_path) == past


@pytest.mark.parametrize("seed", SEEDS)
def test_and_do_not_where_what_is_left_is_protected(seed, tmp_path):
    assert rest(seed, 1 + seed % 2, tmp_path) is None


def test_all_three_are_shown_where_more_are_left(tmp_path):
    assert rest(1, 5, tmp_path) == 5


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3, 4, 5, 6])
def test_where_more_are_left_no_more_is_hidden_than_without_it(seed, tmp_path):
    """In one of the studies adults are kept back for something else."""
    with AGES_APART():
        off = rest(seed, 5, tmp_path / "off")
    assert rest(seed, 5, tmp_path / "on") == off
