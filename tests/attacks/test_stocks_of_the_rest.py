"""A stock that is kept back for its days was the whole's less the other group's; it is not now.

A group of 26 to 59 adults of whom three to five are cases, for nearly all of the year or for days,
beside a large group of whom an eighth are, for any days. Persons of one weight, drawn one by one.
"""

import numpy as np
import pytest

from tests.attacks.co_cases_days import days_of_others, days_of_the_rest
from tests.attacks.days_studies import DaysStudy, public_file
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_days
from tests.attacks.switched_off import STOCKS_BY_SUBTRACTION

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


@pytest.mark.parametrize(("days", "seed"), TOLD)
def test_the_whole_less_the_others_tells_days(days, seed, tmp_path):
    with STOCKS_BY_SUBTRACTION():
        found, _ = told(drawn(seed, days), tmp_path)
    assert found


@pytest.mark.parametrize(("days", "seed"), TOLD)
def test_and_does_not_where_half_a_case_stays_open(days, seed, tmp_path):
    found, _ = told(drawn(seed, days), tmp_path)
    assert found == []


def test_where_days_differ_all_three_are_shown(tmp_path):
    _, released = told(drawn(0, "any"), tmp_path)
    stocks = [one for one in released.figures if one.statistic == "mean"]
    assert [one.is_hidden for one in stocks] == [False] * 3
