"""Gaps in covariates: filled as a dense normal would, with what stays uncertain."""

import numpy as np
import pytest

from measure87.combine.estimation.country_layout import country_layout
from measure87.combine.model.covariate_gaps import (
    _check,
    _expected,
    _fit,
    _Moments,
    _step,
    fill_covariate_gaps,
)
from measure87.simulate.world import invent_world, write_world
from measure87.study.world.inputs import read_inputs
from measure87.study.world.settings import read_world_settings
from measure87.vocabulary.errors import DataError

SUBREGION = np.repeat(np.arange(12), 8)
REGION = np.repeat(np.arange(4), 3)


def a_world(rng):
    """96 countries, two covariates correlated 0.8 within places; regions far apart."""
    own = rng.multivariate_normal([0.0, 0.0], [[1.0, 0.8], [0.8, 1.0]], len(SUBREGION))
    region = 2.0 * rng.normal(size=(4, 2))
    return own + region[REGION[SUBREGION]] + 0.3 * rng.normal(size=(12, 2))[SUBREGION]


def test_without_gaps_nothing_but_the_scale_changes():
    values = a_world(np.random.default_rng(1))
    filled = fill_covariate_gaps(values, np.ones(values.shape, bool), SUBREGION, REGION)
    assert filled.mean == pytest.approx((values - values.mean(0)) / values.std(0))
    assert not filled.covariance.any()


def test_known_values_stay_and_gaps_are_as_uncertain_as_said():
    scores = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        values, known = a_world(rng), rng.random((len(SUBREGION), 2)) < 0.7
        filled = fill_covariate_gaps(np.where(known, values, np.nan), known, SUBREGION, REGION)
        truth = (values - filled.centre) / filled.spread
        assert filled.mean[known] == pytest.approx(truth[known])
        sd = np.sqrt(np.diagonal(filled.covariance, axis1=1, axis2=2))
        assert (sd[~known] > 0.0).all()
        assert not sd[known].any()
        scores.append((truth - filled.mean)[~known] / sd[~known])
    z = np.concatenate(scores)
    # About 690 gaps, a few of them correlated: a spread of 1 within four standard errors.
    assert np.sqrt((z**2).mean()) == pytest.approx(1.0, abs=0.12)
    assert abs(z.mean()) < 0.2


def test_countries_of_which_nothing_is_known_are_expected_as_their_neighbours():
    values, known = a_world(np.random.default_rng(4)), np.ones((len(SUBREGION), 2), bool)
    known[::8] = False
    filled = fill_covariate_gaps(values, known, SUBREGION, REGION)
    neighbours = filled.mean.reshape(12, 8, 2)[:, 1:].mean(axis=1)
    assert np.corrcoef(filled.mean[::8].ravel(), neighbours.ravel())[0, 1] > 0.95


def test_a_covariate_that_is_equal_everywhere_is_refused():
    values = a_world(np.random.default_rng(1))
    values[:, 1] = 3.0
    with pytest.raises(DataError, match="covariate number 2"):
        fill_covariate_gaps(values, np.ones(values.shape, bool), SUBREGION, REGION)


@pytest.mark.parametrize(
    ("known", "same", "why"),
    [
        (9, False, "known in 9 of 96 countries"),
        (9, True, "known in 9 of 96 countries"),
        (10, True, "the same in all countries"),
        (10, False, None),
    ],
)
def test_a_covariate_needs_ten_countries_and_two_values(known, same, why):
    values, has = a_world(np.random.default_rng(1)), np.ones((len(SUBREGION), 2), bool)
    has[known:, 1] = False
    if same:
        values[:, 1] = 3.0
    if why is None:
        _check(values, has, ["income", "schooling"])
        return
    with pytest.raises(DataError, match=f"the covariate schooling is {why}"):
        _check(values, has, ["income", "schooling"])


def test_many_steps_do_not_make_rounding_errors_grow(tmp_path):
    """An invented world of 40 countries, whose covariances had grown to 7e7 in 100 steps."""
    write_world(invent_world(3, countries=40, surveys=40), tmp_path)
    settings = read_world_settings(tmp_path / "world.toml")
    filled = country_layout(read_inputs(settings), settings).filled
    assert not filled.known.all()
    assert np.linalg.eigvalsh(filled.covariance).min() > -1e-9
    # A standardised covariate of which nothing is known is about as uncertain as 1.
    assert filled.covariance.max() < 3.0
    assert np.abs(filled.mean).max() < 6.0


def test_centre_and_spread_are_those_of_what_is_known():
    values, known = a_world(np.random.default_rng(2)), np.ones((len(SUBREGION), 2), bool)
    known[::5, 0] = False
    filled = fill_covariate_gaps(np.where(known, values, 1e6), known, SUBREGION, REGION)
    for j in range(2):
        mine = values[known[:, j], j]
        assert filled.centre[j] == pytest.approx(mine.mean(), rel=1e-12)
        assert filled.spread[j] == pytest.approx(mine.std(), rel=1e-12)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_known_value_that_is_no_number_is_refused_and_an_unknown_one_is_not_looked_at(value):
    values, known = a_world(np.random.default_rng(2)), np.ones((len(SUBREGION), 2), bool)
    values[3, 1] = value
    with pytest.raises(DataError, match="marked as known is not finite") as caught:
        fill_covariate_gaps(values, known, SUBREGION, REGION)
    assert caught.value.code == "covariate-not-finite"
    known[3, 1] = False
    assert np.isfinite(fill_covariate_gaps(values, known, SUBREGION, REGION).mean).all()


class Dense:
    """The same normal model, all effects in one vector: places of each level, then countries."""

    def __init__(self, levels, moments):
        self.q = len(moments.mean)
        self.places = [len(np.unique(level)) for level in levels]
        self.levels, self.n = levels, len(levels[0])
        blocks = [
            between for between, n in zip(moments.places, self.places, strict=True)
            for _ in range(n)
        ] + [moments.own] * self.n  # fmt: skip
        self.prior = np.zeros((self.q * len(blocks),) * 2)
        for k, block in enumerate(blocks):
            at = slice(k * self.q, (k + 1) * self.q)
            self.prior[at, at] = block
        self.mean = moments.mean

    def picks(self, country, covariate):
        """Which effects a value is the sum of."""
        row, before = np.zeros(len(self.prior)), 0
        for level, n in zip(self.levels, self.places, strict=True):
            row[(before + level[country]) * self.q + covariate] = 1.0
            before += n
        row[(before + country) * self.q + covariate] = 1.0
        return row

    def given(self, x, known):
        """Mean and covariance of all effects given what is known."""
        who, what = np.nonzero(known)
        rows = np.array([self.picks(k, j) for k, j in zip(who, what, strict=True)])
        gain = self.prior @ rows.T @ np.linalg.inv(rows @ self.prior @ rows.T)
        apart = x[who, what] - self.mean[what]
        return gain @ apart, self.prior - gain @ rows @ self.prior


def few_countries():
    """Seven countries in three sub-regions of two regions; moments of which none is 0."""
    rng = np.random.default_rng(8)
    subregion, region = np.array([0, 0, 1, 1, 1, 2, 2]), np.array([0, 0, 1])
    levels = (region[subregion], subregion)
    x, known = rng.normal(size=(7, 2)) + 0.7, rng.random((7, 2)) < 0.7
    known[0] = [True, False]
    half = rng.normal(size=(3, 2, 2))
    own, *places = half @ half.transpose(0, 2, 1) + 0.2 * np.eye(2)
    return x, known, levels, _Moments(np.array([0.4, -0.3]), tuple(places), own)


def test_a_step_is_expectation_and_maximisation_over_all_effects_at_once():
    x, known, levels, old = few_countries()
    dense = Dense(levels, old)
    mean, covariance = dense.given(x, known)
    second = covariance + np.outer(mean, mean)
    blocks = [second[k : k + 2, k : k + 2] for k in range(0, len(second), 2)]
    found = _step(x, known, levels, old)
    assert found.places[0] == pytest.approx(sum(blocks[:2]) / 2, rel=1e-9)
    assert found.places[1] == pytest.approx(sum(blocks[2:5]) / 3, rel=1e-9)
    assert found.own == pytest.approx(sum(blocks[5:]) / 7, rel=1e-9)
    own = mean[10:].reshape(7, 2)
    assert found.mean == pytest.approx(old.mean + own.mean(axis=0), rel=1e-9)


def test_gaps_are_expected_as_the_sum_of_the_mean_and_all_effects():
    x, known, levels, moments = few_countries()
    dense = Dense(levels, moments)
    mean, covariance = dense.given(x, known)
    filled, uncertain = _expected(x, known, levels, moments)
    assert filled[known].tolist() == x[known].tolist()
    for k in np.flatnonzero(~known.all(axis=1)):
        gap = np.flatnonzero(~known[k])
        rows = np.array([dense.picks(k, j) for j in gap])
        assert filled[k, gap] == pytest.approx(moments.mean[gap] + rows @ mean, rel=1e-9)
        told = np.zeros((2, 2))
        told[np.ix_(gap, gap)] = rows @ covariance @ rows.T
        assert uncertain[k] == pytest.approx(told, abs=1e-12)
    assert not uncertain[known.all(axis=1)].any()


def test_the_steps_go_on_until_one_more_moves_hardly_anything():
    values, known = a_world(np.random.default_rng(3)), np.ones((len(SUBREGION), 2), bool)
    known[::3, 0] = known[1::3, 1] = False
    scaled = np.where(known, (values - values.mean(axis=0)) / values.std(axis=0), 0.0)
    levels = (REGION[SUBREGION], SUBREGION)
    found = _fit(scaled, known, levels)
    again = _step(scaled, known, levels, found)
    assert np.abs(again.own - found.own).max() < 1e-4
