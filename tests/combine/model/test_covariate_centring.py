"""Whether coefficients that figures tell are told from those that they do not."""

import numpy as np
import pytest

from measure87.combine.model.covariate_centring import covariate_centring
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.parts import Hierarchy, ModelParts

K, Q = 60, 3
REGION = np.arange(K) % 4


def centring(coefficient, spread=1.0, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((K, Q))
    level = -3.0 + REGION + x @ np.full(Q, coefficient) + spread * rng.standard_normal(K)
    hierarchy = Hierarchy(REGION, np.arange(4), x, np.zeros((K, Q, Q)))
    figures = measured_figures(np.arange(K), np.full(K, 2015), level, np.full(K, 0.1))
    blocks = design_of(figures, hierarchy, ModelParts(2015, (2015, 2015))).blocks
    return covariate_centring(blocks, REGION)


def test_what_figures_tell_is_sampled_as_it_is_and_what_they_do_not_in_its_scale():
    assert centring(1.0) > 0.9
    found = [centring(0.0, seed=seed) for seed in range(20)]
    assert np.mean(found) < 0.3
    assert min(found) == 0.0


def test_it_is_one_less_one_over_the_f_statistic_of_a_regression_with_a_mean_per_region():
    rng = np.random.default_rng(1)
    x = rng.standard_normal((K, Q))
    y = -3.0 + REGION + x @ np.full(Q, 0.3) + rng.standard_normal(K)
    dummies = (REGION[:, None] == np.arange(4)).astype(float)

    def left(columns):
        return float(np.linalg.lstsq(columns, y, rcond=None)[1][0])

    both = left(np.column_stack([dummies, x]))
    f = (left(dummies) - both) / Q / (both / (K - 4 - Q))
    assert centring(0.3) == pytest.approx(1.0 - 1.0 / f, abs=1e-9)


def test_no_more_countries_than_coefficients_tell_nothing():
    x = np.ones((5, Q))
    hierarchy = Hierarchy(np.zeros(5, int), np.zeros(1, int), x, np.zeros((5, Q, Q)))
    figures = measured_figures(np.arange(5), np.full(5, 2015), np.full(5, -1.0), np.full(5, 0.1))
    blocks = design_of(figures, hierarchy, ModelParts(2015, (2015, 2015))).blocks
    assert covariate_centring(blocks, np.zeros(5, int)) == 0.0


def of_levels(logit, x, country=None, region=None):
    """Of figures by country, countries in one region where nothing else is said."""
    x = np.asarray(x, dtype=float).reshape(len(x), -1)
    place = np.zeros(len(x), int) if region is None else np.asarray(region)
    q = x.shape[1]
    hierarchy = Hierarchy(place, np.arange(place.max() + 1), x, np.zeros((len(x), q, q)))
    at = np.arange(len(logit)) if country is None else np.asarray(country)
    figures = measured_figures(at, np.full(len(at), 2015), logit, np.full(len(at), 0.1))
    blocks = design_of(figures, hierarchy, ModelParts(2015, (2015, 2015))).blocks
    return covariate_centring(blocks, place)


@pytest.mark.parametrize(("countries", "told"), [(6, False), (7, True)])
def test_five_degrees_of_freedom_are_the_fewest(countries, told):
    """Countries less the mean of the region and the coefficient."""
    x = np.arange(countries) - 3.0
    level = x / 2.0 - 3.0 + 0.01 * (-1.0) ** np.arange(countries)
    assert (of_levels(level, x) > 0.9) is told


def test_a_country_with_several_figures_has_their_mean():
    x = np.arange(12) - 5.0
    level = x / 3.0 - 3.0 + 0.5 * (-1.0) ** np.arange(12)
    country = np.r_[np.arange(12), 0, 0, 1]
    several = np.r_[level, level[0] - 0.4, level[0] + 0.4, level[1]]
    expected = of_levels(level, x)
    assert 0.0 < expected < 1.0
    assert of_levels(several, x, country) == pytest.approx(expected, rel=1e-12)


def test_it_does_not_depend_on_the_unit_of_the_log_odds():
    x = np.arange(12) - 5.0
    level = x / 3.0 + 0.5 * (-1.0) ** np.arange(12)
    assert of_levels(level / 1000.0, x) == pytest.approx(of_levels(level, x), rel=1e-9)


def test_where_all_countries_are_alike_nothing_is_told():
    assert of_levels(np.full(8, -1.0), np.arange(8.0)) == 0.0
