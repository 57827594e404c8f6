"""A stock of few told a case another's days to within a month; now half a case stands open.

Five regions of three to ten cases, and a large one; persons were drawn one by one.
"""

from dataclasses import replace

import numpy as np
import pytest

from tests.attacks.co_cases_days import days_of_others
from tests.attacks.days_studies import DaysStudy, public_file
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_days
from tests.attacks.switched_off import DAYS_OF_FEW_TOLD

PERIOD, MONTH = 365, 30 / 365
RANGES = {"all the year": (340, 366), "weeks": (1, 21), "any": (30, 366)}
TOLD = (("all the year", 0), ("weeks", 1))


def drawn(seed, days):
    rng = np.random.default_rng([2103, seed])
    sizes = [*rng.integers(26, 60, 5), 250]
    n, region = int(sum(sizes)), np.repeat(np.arange(1, 7), sizes)
    weights = (
        np.full(n, 100.0),
        np.round(rng.uniform(40, 250, n), 6),
        np.round(100 * rng.lognormal(0, 0.8, n), 6),
    )
    case = np.zeros(n, dtype=bool)
    for one in range(1, 7):
        few = int(rng.integers(3, 11)) if one < 6 else 40
        case[rng.permutation(np.flatnonzero(region == one))[:few]] = True
    return DaysStudy(
        {
            "id": np.arange(n),
            "age": np.full(n, 30),
            "sex": rng.integers(1, 3, n),
            "region": region,
            "cluster": np.arange(n),
            "weight": weights[seed % 3],
            "days": np.where(case, rng.integers(*RANGES[days], n), 30),
            "case": case,
        },
        by=("region",),
    )


def told(study, folder):
    """Cases whose days somebody knows to within a month; the truth is never left out."""
    released = read_release(release_days(study, folder))
    share = study.persons["days"] / PERIOD
    cases = np.flatnonzero(study.persons["case"])
    said = list(days_of_others(released, public_file(study), cases, share))
    assert all(one.least - 1e-6 <= share[one.row] <= one.most + 1e-6 for one in said)
    return [one for one in said if one.most - one.least <= MONTH], released


@pytest.mark.few(1)
@pytest.mark.parametrize(("days", "seed"), TOLD)
def test_a_stock_of_few_tells_days(days, seed, tmp_path):
    with DAYS_OF_FEW_TOLD():
        found, _ = told(drawn(seed, days), tmp_path)
    assert found


@pytest.mark.few(1)
@pytest.mark.parametrize(("days", "seed"), TOLD)
def test_and_does_not_where_half_of_what_one_could_be_is_open(days, seed, tmp_path):
    found, _ = told(drawn(seed, days), tmp_path)
    assert found == []


def test_where_days_differ_stocks_are_shown(tmp_path):
    """A protection that hides everything would pass the test above."""
    _, released = told(drawn(0, "any"), tmp_path)
    stocks = [one for one in released.figures if one.statistic == "mean"]
    assert len(stocks) == 7
    assert not any(one.is_hidden for one in stocks)


def test_the_same_again_is_the_same_and_hides_no_case(tmp_path):
    """A stock that is not shown is none whose cases were not shown."""
    study = replace(drawn(0, "all the year"), by=("region", "sex"))
    _, first = told(study, tmp_path)
    _, second = told(study, tmp_path)
    assert first.figures == second.figures
    assert not any(one.is_hidden for one in second.shares.values())
