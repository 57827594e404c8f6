"""Effective persons of a share of a period: by the formula of its module, number by number."""

from math import isfinite, log
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from measure87.estimate.survey.period_limits import _effective_n, _own_variance, period_share_limits


def cells(value, unit_variance, variance, n=200.0, df=12.0):
    columns = {
        "value": value,
        "unit_variance": unit_variance,
        "variance": variance,
        "n": n,
        "df": df,
    }
    return SimpleNamespace(**{name: np.array([float(one)]) for name, one in columns.items()})


def by_hand(s, p, v1, variance, n, *, told=1.0, level=0.95, persons=200.0, df=12.0):
    """n* = s (1 - s) / V, of the spread in the data and of others who may have been missed."""
    if not 0 < s < 1 or not p > 0:
        return n * told
    widest = max(p / s, 1.0)
    of_data = widest if not isfinite(v1) else min(max(p * (v1 + s**2) / s**2, 1.0), widest)
    of_told = 1 + (of_data - 1) / told**2
    k, h = n * p * told, -log((1 - level) / 2)
    r = min((k * of_told + h * widest / told) / (k + h), widest / told)
    spread = max(r * s**2 / p - s**2, 0.0) / n
    if isfinite(variance):
        t, t_persons = (stats.t.ppf((1 + level) / 2, one) for one in (df, max(persons - 1, 1)))
        spread = max(spread, variance * max(t / t_persons, 1.0) ** 2)
    return s * (1 - s) / spread if spread > 0 else n * told


CASES = [
    (0.02, 0.04, 0.003, 1e-5),
    (0.02, 0.04, 0.003, 4e-4),
    (0.02, 0.04, np.nan, np.nan),
    (0.02, 0.04, 0.05, 1e-5),
    (0.04, 0.04, 0.0384, 1e-6),
    (0.05, 0.04, 0.001, 1e-6),
    (0.3, 1.0, 0.01, 1e-6),
    (0.3, 1.0, 0.0, 1e-6),
    (0.5, 0.6, 0.0, np.nan),
    (0.0, 0.04, 0.0, 0.0),
    (1.0, 1.0, 0.0, 0.0),
    (0.02, 0.0, 0.001, 1e-5),
    (np.nan, np.nan, np.nan, np.nan),
]


@pytest.mark.parametrize("level", [0.95, 0.8])
@pytest.mark.parametrize("told", [1.0, 0.6])
@pytest.mark.parametrize(("s", "p", "v1", "variance"), CASES)
def test_effective_persons_are_those_of_the_formula(s, p, v1, variance, told, level):
    of = cells(s, v1, variance)
    status = SimpleNamespace(share=np.array([p]))
    (found,) = _effective_n(of, status, np.array([150.0]), told, level)
    s, p = np.nan_to_num(s), np.nan_to_num(p)
    wanted = by_hand(s, p, v1, variance, 150.0, told=told, level=level)
    assert found == pytest.approx(wanted, rel=1e-10)


@pytest.mark.parametrize(
    ("n", "df", "wider"),
    [(200.0, 12.0, True), (2.0, 1.0, False), (1.0, 12.0, False), (10.0, 40.0, False)],
)
def test_few_clusters_make_the_variance_of_the_mean_wider_and_many_do_not_narrow_it(n, df, wider):
    (found,) = _own_variance(cells(0.02, 0.0, 0.25, n, df), 0.95)
    factor = stats.t.ppf(0.975, df) / stats.t.ppf(0.975, max(n - 1, 1))
    assert found == pytest.approx(0.25 * max(factor, 1.0) ** 2, rel=1e-10)
    assert bool(found > 0.25 * (1 + 1e-9)) is wider


@pytest.mark.parametrize("s", [0.0, 1.0, 1.0 + 1e-12, np.nan, 0.02])
def test_limits_are_those_of_so_many_persons_and_of_a_share(s):
    """Of nobody 150 effective persons of the status, of whom 60 % told their days."""
    of, status = cells(s, 0.003, 1e-5), SimpleNamespace(share=np.array([0.04]))
    found = period_share_limits(
        of, status, SimpleNamespace(n_effective=np.array([150.0])), 0.6, 0.95
    )
    at = min(np.nan_to_num(s), 1.0)
    n = by_hand(at, 0.04, 0.003, 1e-5, 150.0, told=0.6)
    lower = 0.0 if at == 0 else stats.beta.ppf(0.025, n * at, n * (1 - at) + 1)
    upper = 1.0 if at == 1 else stats.beta.ppf(0.975, n * at + 1, n * (1 - at))
    assert (found.lower[0], found.upper[0]) == pytest.approx((lower, upper), rel=1e-7)


def test_a_share_that_the_machine_rounds_to_more_than_1_has_the_limits_of_1():
    status = SimpleNamespace(share=np.array([1.0]))
    one, more = (
        period_share_limits(
            cells(value, 0.0, 0.0), status, SimpleNamespace(n_effective=np.array([90.0])), 1.0, 0.95
        )
        for value in (1.0, 1.0 + 1e-12)
    )
    assert (more.lower[0], more.upper[0]) == (one.lower[0], one.upper[0])
    assert more.upper[0] == 1.0
