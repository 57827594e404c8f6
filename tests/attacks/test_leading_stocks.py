"""Whether a stock leads told one untold number of days from two, two cases from one; not now."""

import numpy as np
import pytest

from tests.attacks.days_studies import MEASURE, NOT_TOLD, DaysStudy
from tests.attacks.leading_stocks import leads, only, told
from tests.attacks.reading import read_release
from tests.attacks.releasing import release_days
from tests.attacks.switched_off import STOCKS_LEAD_BY_WHO_TOLD

FEW = (
    (5, 1),
    (9, 2),
    *(pytest.param(c, u, marks=pytest.mark.slow) for c in (6, 7, 8) for u in (1, 2)),
)


def drawn(cases, untold):
    """150 adults in clusters of eight, some of them cases who did not tell their days."""
    rng = np.random.default_rng([105, cases, untold])
    n = 150
    who = rng.permutation(n)[:cases]
    case = np.isin(np.arange(n), who)
    days = np.where(case, rng.integers(100, 300, n), 30)
    days[who[:untold]] = NOT_TOLD
    columns = {"id": np.arange(n), "age": np.full(n, 30), "sex": rng.integers(1, 3, n)}
    columns |= {"region": np.ones(n, dtype=int), "cluster": np.arange(n) // 8}
    columns |= {"weight": np.full(n, 100.0), "days": days, "case": case}
    return DaysStudy(columns, by=())


def released(cases, untold, folder):
    return read_release(release_days(drawn(cases, untold), folder))


@pytest.mark.few(1)
@pytest.mark.parametrize(("cases", "untold"), FEW)
def test_one_untold_number_of_days_is_not_told_from_two(tmp_path, cases, untold):
    release = released(cases, untold, tmp_path)
    assert release.shares[MEASURE, frozenset()].n_cases == cases
    assert not told(release, MEASURE)
    assert not leads(release, MEASURE)


@pytest.mark.few(1)
@pytest.mark.parametrize(("cases", "untold"), FEW)
def test_it_is_where_the_stock_leads_by_who_told(tmp_path, cases, untold):
    with STOCKS_LEAD_BY_WHO_TOLD():
        release = released(cases, untold, tmp_path)
    assert only(told(release, MEASURE)) == (cases, untold)


def test_nor_are_two_cases_of_whom_one_told_told_from_one(tmp_path):
    assert not told(released(2, 1, tmp_path / "now"), MEASURE)
    with STOCKS_LEAD_BY_WHO_TOLD():
        release = released(2, 1, tmp_path / "off")
    assert only(told(release, MEASURE)) == (2, 1)


@pytest.mark.few(1)
@pytest.mark.parametrize("untold", [1, 2])
def test_of_ten_cases_the_stock_leads_whichever_it_is(tmp_path, untold):
    release = released(10, untold, tmp_path)
    assert leads(release, MEASURE)
    assert {u for _, u in told(release, MEASURE)} == {1, 2}
