"""Heavy persons in groups of many cases were named by a row, or by a difference; now they are not.

Weights are log-normal (1.2), so that two or three persons outweigh all others.
"""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.claims import judged
from tests.attacks.days_studies import drawn_heavy, public_file
from tests.attacks.evidence import Evidence, Public
from tests.attacks.heavy_rows import heavy_alone, heavy_rows
from tests.attacks.reading import Figure, Release, read_release
from tests.attacks.releasing import release, release_days
from tests.attacks.studies import drawn_persons
from tests.attacks.switched_off import (
    HEAVY_SIDES_HAVE_OWN_ERRORS,
    MANY_ALONE_NOT_TRIED,
    NOBODY_OUTWEIGHS,
)
from tests.attacks.test_nested_differences import answers
from tests.attacks.test_nested_differences import drawn as drawn_nested
from tests.attacks.truth import YES, truth_of


def slow(*seeds):
    return [pytest.param(seed, marks=pytest.mark.slow) for seed in seeds]


HIDE_EACH_OTHER = (61, *slow(21, 59))
"""Of 260 drawn studies three of the twelve in which a row names somebody where the heaviest alone
is asked for."""
BY_A_DIFFERENCE = (98, *slow(10))
"""Two of the five in which only a difference does."""
ALONE = 21
"""Of sixty studies of two measures that in which their difference names somebody."""


def told(study, folder):
    """Rows of persons who are said to be cases; all of them are."""
    released = read_release(release_days(study, folder))
    found = {one.row for one in heavy_rows(Evidence((released,), public_file(study)))}
    assert study.persons["case"][sorted(found)].all()
    return found


@pytest.mark.parametrize("seed", HIDE_EACH_OTHER)
def test_who_outweighs_all_who_are_lighter_is_named(seed, tmp_path):
    with NOBODY_OUTWEIGHS():
        assert told(drawn_heavy(seed), tmp_path)


@pytest.mark.parametrize("seed", BY_A_DIFFERENCE)
def test_the_limits_of_a_difference_name_who_is_heavy(seed, tmp_path):
    with HEAVY_SIDES_HAVE_OWN_ERRORS():
        assert told(drawn_heavy(seed), tmp_path)


@pytest.mark.parametrize("seed", [*HIDE_EACH_OTHER, *BY_A_DIFFERENCE])
def test_and_is_not_now(seed, tmp_path):
    assert told(drawn_heavy(seed), tmp_path) == set()


def drawn_alone(seed):
    """Children, drawn one by one, of whom more than ten are cases by their chores alone."""
    rng = np.random.default_rng([976, seed])
    n = int(rng.integers(40, 100))
    p = drawn_persons(rng, n, "heavy", "empty")
    works = rng.random(n) < 0.25
    few = int(rng.integers(11, 20))
    chores = np.isin(np.arange(n), rng.permutation(np.flatnonzero(~works))[:few])
    p |= {"region": np.ones(n, int)} | answers(rng, works, chores)
    return replace(drawn_nested(seed), persons=p, by=())


def told_alone(study, folder):
    released = read_release(release(study, folder))
    columns = {name: study.persons[name] for name in ("cluster", "stratum", "sex", "age")}
    evidence = Evidence((released,), Public(columns, study.persons["weight"]))
    found, wrong = judged(heavy_alone(evidence), truth_of(study))
    assert wrong == []
    return found, released.said["differences"][0]["flags"]


def test_the_error_of_two_measures_names_who_is_heavy(tmp_path):
    with MANY_ALONE_NOT_TRIED():
        found, _ = told_alone(drawn_alone(ALONE), tmp_path)
    assert found


def test_and_is_left_out_now(tmp_path):
    found, flags = told_alone(drawn_alone(ALONE), tmp_path)
    assert found == []
    assert "error-not-shown" in flags


def test_a_row_written_by_hand_names_both_of_two_who_hide_each_other():
    """Of 40 that weigh 1 or 2, and two of 30, twelve weigh 74: it takes both of the two."""
    weight = np.array([1.0, 2.0] * 20 + [30.0, 30.0])
    n, cases = len(weight), np.isin(np.arange(42), [*range(10), 40, 41])
    share = weight[cases].sum() / weight.sum()
    scores = (cases - share) * weight / weight.sum()
    row = Figure(
        0, "y", "proportion", frozenset(), frozenset(), value=round(share, 2), digits=0.01,
        se=round(float(np.sqrt(scores @ scores * n / (n - 1))), 2), n=n, n_cases=12, n_unknown=0,
        n_clusters=n,
    )  # fmt: skip
    public = Public({"cluster": np.arange(n), "stratum": np.ones(n)}, weight)
    found = heavy_rows(Evidence((Release((row,)),), public))
    assert {(one.row, one.status) for one in found} == {(40, YES), (41, YES)}
