"""Countries move as much as the priors of slopes and of the AR(1) expect, in figures of every year.

Reference: `tests/reference/world_changes`, a snapshot of our own sums on figures of ILOSTAT. In
the model's own data nearly every country has one survey, so nothing else tells.
"""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import optimize

from measure87.combine.model.widths import PERSISTENCE, SLOPE_WIDTH, WANDER_WIDTH

FIGURES = Path(__file__).parents[2] / "reference" / "world_changes" / "child_employment.csv"
BREAK = 0.7
ONE_CHILD_IN_THIRTEEN = 12.0 / 13.0


def series(parted):
    """(years, log of figures) of each country; parted where a survey seems to have been changed."""
    found = []
    for _, rows in pl.read_csv(FIGURES).group_by("country_code", maintain_order=True):
        year, value = rows["year"].to_numpy().astype(float), np.log(rows["thousands"].to_numpy())
        cut = np.flatnonzero(np.abs(np.diff(value)) > BREAK) + 1 if parted else []
        pairs = zip(np.split(year, cut), np.split(value, cut), strict=True)
        found += [(t, y) for t, y in pairs if len(t) > 1]
    return found


def minus_log_likelihood(place, figures, correlation):
    wander, error, slope = np.exp(place[:3])
    keep = 1.0 / (1.0 + np.exp(-place[3])) if correlation is None else correlation
    total = 0.0
    for t, y in figures:
        decades, lag = (t - t.mean()) / 10.0, np.abs(t[:, None] - t)
        covariance = 25.0 + slope**2 * np.outer(decades, decades) + wander**2 * keep**lag
        covariance = covariance + error**2 * np.eye(len(t))
        away = y - y.mean()
        total += 0.5 * np.linalg.slogdet(covariance)[1]
        total += 0.5 * away @ np.linalg.solve(covariance, away)
    return total


def fit(figures, correlation=None):
    """Minus the log likelihood, and (AR(1), error, slope, correlation) where it is smallest."""
    options = {"maxiter": 3000, "xatol": 1e-4, "fatol": 1e-5}
    more = [1.5] if correlation is None else []
    tries = [
        optimize.minimize(
            minus_log_likelihood,
            start + more,
            (figures, correlation),
            "Nelder-Mead",
            options=options,
        )
        for start in ([-1.5, -2.0, -1.0], [-0.8, -2.5, 0.2])
    ]
    best = min(tries, key=lambda one: one.fun)
    keep = correlation if correlation is not None else 1.0 / (1.0 + np.exp(-best.x[3]))
    return best.fun, (*np.exp(best.x[:3]), keep)


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("parted", "expected"),
    [(False, (0.46, 0.09, 1.21, 0.78)), (True, (0.29, 0.10, 0.62, 0.85))],
)
def test_the_likelihood_is_largest_where_the_readme_says(parted, expected):
    _, found = fit(series(parted))
    assert found == pytest.approx(expected, abs=0.015)


def test_countries_own_movement_is_not_smaller_than_the_priors_expect():
    """Their root mean squares are their widths."""
    _, (wander, _, slope, _) = fit(series(parted=True), np.divide(PERSISTENCE[0], sum(PERSISTENCE)))
    assert wander > 0.7 * WANDER_WIDTH
    assert slope > SLOPE_WIDTH


@pytest.mark.slow
def test_yearly_figures_do_not_tell_how_much_of_a_deviation_is_left_after_a_year():
    figures = series(parted=True)
    best, _ = fit(figures)
    for correlation in (PERSISTENCE[0] / sum(PERSISTENCE), ONE_CHILD_IN_THIRTEEN):
        assert fit(figures, correlation)[0] - best < 0.5
