"""How many are cases of one measure alone: told by the error of a difference before, not now."""

from dataclasses import replace
from math import floor, log10

import numpy as np
import pytest

from tests.attacks.of_one_alone import of_one_alone
from tests.attacks.reading import read_release
from tests.attacks.releasing import release
from tests.attacks.studies import drawn_persons, drawn_study
from tests.attacks.switched_off import ERRORS_OF_DIFFERENCES_TOLD
from tests.attacks.truth import YES, truth_of

MEASURES = ("hazardous_conditions", "child_labour_sdg_a")


def decimals_of(step):
    """How many decimals a multiple of a step has."""
    return max(0, -floor(log10(step) + 1e-9))


def drawn(seed):
    """Children who were drawn one by one, who all answered."""
    rng = np.random.default_rng([20, seed])
    n = int(rng.integers(300, 900))
    p = drawn_persons(np.random.default_rng([21, seed]), n, "equal", "empty")
    works = p["activity"] == 1
    hours = np.where(p["hours"] == 99, 40, np.maximum(p["hours"], 1))
    p |= {"stratum": np.ones(n, int), "cluster": np.arange(n)}
    p |= {"activity": np.where(works, 1, 2), "hours": np.where(works, hours, -1)}
    p["chores"] = np.where(p["chores"] == 1, 1, 2)
    for hazard in ("loads", "tools"):
        share = rng.choice([0.05, 0.3, 0.9])
        p[hazard] = np.where(works, np.where(rng.random(n) < share, 1, 2), -1)
    return replace(
        drawn_study(seed, 900),
        persons=p,
        weights="equal",
        by=("sex",),
        definitions=("child_labour/sdg_8_7_1", "child_labour/mics6_pr34"),
        skip="empty",
        tables=False,
        numbers=False,
        differences=False,
        compared=MEASURES,
    )


def apart(study):
    """The true numbers."""
    first, second = (truth_of(study).of(name) == YES for name in MEASURES)
    return tuple(int(one.sum()) for one in (first & ~second, second & ~first, first & second))


@pytest.mark.parametrize("seed", [43, pytest.param(50, marks=pytest.mark.slow)])
def test_one_or_two_who_are_cases_of_one_alone_are_not_told(seed, tmp_path):
    study = drawn(seed)
    assert set(apart(study)) & {1, 2}
    kept = read_release(release(study, tmp_path / "kept"))
    assert of_one_alone(kept) is None
    (told,) = kept.said["differences"]
    assert told["flags"] == ["few-cases", "error-not-shown"]
    of_sides = max(decimals_of(kept.shares[name, frozenset()].digits) for name in MEASURES)
    assert decimals_of(told["digits"]) <= of_sides
    with ERRORS_OF_DIFFERENCES_TOLD():
        assert of_one_alone(read_release(release(study, tmp_path / "told"))) == [apart(study)]


@pytest.mark.parametrize("seed", [9, pytest.param(0, marks=pytest.mark.slow)])
def test_where_they_are_more_the_error_is_there(seed, tmp_path):
    study = drawn(seed)
    assert not set(apart(study)) & {1, 2}
    assert apart(study) in (of_one_alone(read_release(release(study, tmp_path))) or ())
