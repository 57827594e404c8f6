"""Two readings of forced labour that differ of children alone tell of hidden children.

By one of them a child is a case too whose parent is and who works with her. Of adults the readings
say the same. So where the second shows its adults, everybody of the first less these is its
children, side by side or in two releases: here one or two, kept back.
"""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.days_studies import DaysStudy
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_days
from tests.attacks.switched_off import READINGS_OF_CHILDREN_APART

PLAIN, OTHER = "forced_labour", "forced_labour_without_co_working"
DEFINITION = "forced_labour/icls20_2018"
BOTH = {PLAIN: DEFINITION, OTHER: f"{DEFINITION}:without_co_working"}
SEEDS = (
    1,
    *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3)),
    *(pytest.param(seed, marks=pytest.mark.proof) for seed in (4, 5, 6, 7, 8)),
)


def drawn(seed):
    """150 to 299 adults, a tenth of them cases, and 50 to 89 children; how many are cases."""
    rng = np.random.default_rng([78, seed])
    adults, children = int(rng.integers(150, 300)), int(rng.integers(50, 90))
    n = adults + children
    case = np.arange(n) < 0
    case[:adults] = rng.random(adults) < 0.1
    who = adults + rng.permutation(children)
    few, more = int(rng.integers(1, 3)), int(rng.integers(3, 8))
    mother, father = np.zeros((2, n), dtype=int)
    for parent in (mother, father):
        parent[adults:] = 1 + rng.choice(np.flatnonzero(~case[:adults]), children)
    mother[who[few : few + more]] = 1 + rng.choice(np.flatnonzero(case[:adults]), more)
    case[who[:few]] = True
    ones, numbers = np.ones(n, dtype=int), np.arange(n)
    columns = {
        "id": numbers,
        "age": np.where(numbers < adults, rng.integers(25, 60, n), rng.integers(15, 18, n)),
        "sex": rng.integers(1, 3, n),
        "region": ones,
        "cluster": numbers,
        "weight": np.full(n, 100.0),
        "days": 365 * ones,
        "case": case,
        "home": ones,
        "line": numbers + 1,
        "mother": mother,
        "father": father,
    }
    study = DaysStudy(columns, ("age",), measures=tuple(BOTH), definitions=tuple(BOTH.values()))
    return study, few


def cases(study, folder):
    """Measure and age to the number of cases that is shown."""
    read = read_release(release_days(study, folder))
    return {
        (one.name, dict(one.group).get("age")): one.n_cases
        for one in read.figures
        if one.statistic == "proportion" and one.name in BOTH
    }


def together(seed, folder):
    study, _ = drawn(seed)
    return children_of(cases(study, folder))


def one_after_the_other(seed, folder):
    study, _ = drawn(seed)
    shown = {}
    for name, definition in BOTH.items():
        shown |= cases(replace(study, measures=(name,), definitions=(definition,)), folder)
    return children_of(shown)


def children_of(shown):
    """Children of the plain reading, by everybody less adults; None where they do not follow."""
    adults = next(
        (shown[name, "18+"] for name in BOTH if shown.get((name, "18+")) is not None), None
    )
    whole = shown[PLAIN, None]
    return None if adults is None or whole is None else whole - adults


@pytest.mark.few(1)
@pytest.mark.parametrize("told", [together, one_after_the_other])
@pytest.mark.parametrize("seed", SEEDS)
def test_hidden_children_of_one_reading_follow_from_adults_of_another(seed, told, tmp_path):
    _, few = drawn(seed)
    with READINGS_OF_CHILDREN_APART():
        assert told(seed, tmp_path) == few


@pytest.mark.few(1)
@pytest.mark.parametrize("told", [together, one_after_the_other])
@pytest.mark.parametrize("seed", SEEDS)
def test_and_do_not_where_it_is_known_at_which_ages_readings_are_one(seed, told, tmp_path):
    assert told(seed, tmp_path) is None
