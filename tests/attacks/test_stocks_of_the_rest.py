"""A stock that is kept back for its days was the whole's less the other group's; it is not now.

A group of 26 to 59 adults of whom three to five are cases, for nearly all of the year or for days,
beside a large group of whom an eighth are, for any days. Persons of one weight, drawn one by one.
"""

import numpy as np
import pytest

from tests.attacks.co_cases_days import days_of_others, days_of_the_rest
from tests.attacks.days_studies import MEASURE, DaysStudy, public_file
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_days
from tests.attacks.switched_off import STOCKS_BY_SUBTRACTION, STOCKS_OF_SIZES_AS_RELEASED

PERIOD, HALF = 365, 0.5 - 1e-6
RANGES = {"all the year": (365, 366), "days": (1, 20), "any": (60, 300)}
TOLD = (("all the year", 0), ("days", 3))


def drawn(seed, days):
    rng = np.random.default_rng([999, seed])
    few, many = int(rng.integers(26, 60)), int(rng.integers(100, 300))
    case = np.zeros(few + many, dtype=bool)
    case[rng.permutation(few)[: int(rng.integers(3, 6))]] = True
    case[few:] = rng.random(many) < 0.12
    is_few = np.arange(few + many) < few
    long = np.where(
        is_few, rng.integers(*RANGES[days], few + many), rng.integers(30, 366, few + many)
    )
    return DaysStudy(
        {
            "id": np.arange(few + many),
            "age": np.full(few + many, 30),
            "sex": np.where(is_few, 1, 2),
            "region": np.ones(few + many, dtype=int),
            "cluster": np.arange(few + many),
            "weight": np.full(few + many, 100.0),
            "days": np.where(case, long, 30),
            "case": case,
        },
        by=("sex",),
    )


def told(study, folder):
    """Cases whose days one who knows them has to within half a year; the truth is among them."""
    released = read_release(release_days(study, folder))
    share = study.persons["days"] / PERIOD
    known = (released, public_file(study), np.flatnonzero(study.persons["case"]), share)
    said = [*days_of_others(*known), *days_of_the_rest(*known)]
    assert all(one.least - 1e-6 <= share[one.row] <= one.most + 1e-6 for one in said)
    return [one for one in said if one.herself is None and one.most - one.least < HALF], released


@pytest.mark.few(1)
@pytest.mark.parametrize(("days", "seed"), TOLD)
def test_the_whole_less_the_others_tells_days(days, seed, tmp_path):
    with STOCKS_BY_SUBTRACTION():
        found, _ = told(drawn(seed, days), tmp_path)
    assert found


@pytest.mark.few(1)
@pytest.mark.parametrize(("days", "seed"), TOLD)
def test_and_does_not_where_half_a_case_stays_open(days, seed, tmp_path):
    found, _ = told(drawn(seed, days), tmp_path)
    assert found == []


def test_where_days_differ_all_three_are_shown(tmp_path):
    _, released = told(drawn(0, "any"), tmp_path)
    stocks = [one for one in released.figures if one.statistic == "mean"]
    assert [one.is_hidden for one in stocks] == [False] * 3


def with_silent(seed):
    """40 to 59 of whom three are cases, all the time or for three days, and one gave no answer.

    Beside them 80 to 139 others with 15 cases, of whom three gave none: both numbers are kept back,
    and that of everybody is not.
    """
    rng = np.random.default_rng([111, seed])
    few, many = int(rng.integers(40, 60)), int(rng.integers(80, 140))
    n = np.arange(few + many)
    case = (n < 3) | ((n >= few) & (n < few + 15))
    days = np.where(n < 3, 365 if seed % 2 else 3, rng.integers(60, 366, len(n)))
    silent = (n == 5) | ((n >= few + 20) & (n < few + 23))
    columns = {"id": n, "age": np.full(len(n), 30), "sex": np.where(n < few, 1, 2), "cluster": n}
    columns |= {"region": np.ones(len(n), dtype=int), "weight": np.full(len(n), 100.0)}
    return DaysStudy(columns | {"days": days, "case": case, "silent": silent}, by=("sex",))


def open_part(seed, folder):
    """How much of the period each case of the few may have been in it, none where nothing is told.

    What a case was in it is asserted to be within.
    """
    study = with_silent(seed)
    release = read_release(release_days(study, folder))
    stocks = {
        dict(one.group).get("sex"): one
        for one in release.figures
        if one.name == f"{MEASURE}_stock" and one.statistic == "mean"
    }
    assert stocks["1"].is_hidden
    if stocks["2"].is_hidden:
        return None
    answered = study.n - release.shares[MEASURE, frozenset()].n_unknown
    others = [int((study.persons["sex"] == 2).sum()) - unknown for unknown in (2, 3)]
    of_all, of_others = (
        [one.value + sign * one.digits / 2 for sign in (-1, 1)]
        for one in (stocks[None], stocks["2"])
    )
    least = of_all[0] * answered - of_others[1] * max(others)
    most = of_all[1] * answered - of_others[0] * min(others)
    assert least - 1e-6 <= study.persons["days"][:3].sum() / 365 <= most + 1e-6
    return min(most, 1.0) - max(least - 2, 0.0)


SILENT = (1, 2, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (3, 4, 5, 6)))


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SILENT)
def test_the_rest_is_told_where_weights_of_the_groups_are_kept_back(seed, tmp_path):
    with STOCKS_OF_SIZES_AS_RELEASED():
        assert open_part(seed, tmp_path) < 0.5


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", SILENT)
def test_and_not_where_groups_are_taken_for_parts_by_who_answered(seed, tmp_path):
    assert open_part(seed, tmp_path) is None
