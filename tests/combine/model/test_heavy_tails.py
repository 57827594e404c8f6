"""The values that factors of heavy tails are sampled through have the density that they should."""

import numpy as np
import pytest
from scipy import integrate, stats

from measure87.combine.model.heavy_tails import tail_map
from measure87.combine.model.priors import bayes_libraries
from measure87.combine.model.soft_positive import soft_half_normal, soft_log_normal, soft_positive

DEGREES = [3.0, 4.0, 8.0]


@pytest.fixture(scope="module", autouse=True)
def _double_precision():
    bayes_libraries()


@pytest.mark.parametrize("df", DEGREES)
def test_the_factor_is_inverse_gamma(df):
    """Its distribution function at ten quantiles, by integrating the density of z up to there."""
    through = tail_map(df)
    z = np.linspace(-9.0, 9.0, 20_001)
    density = np.exp(np.asarray(through.log_density(z)))
    factor = np.asarray(through.factor(z))
    assert np.all(np.diff(factor) < 0.0)
    # The factor falls as z rises: what lies above z lies below its factor.
    below = integrate.cumulative_simpson(density[::-1], x=-z[::-1], initial=0.0)[::-1]
    for chance in np.linspace(0.05, 0.95, 10):
        quantile = stats.invgamma.ppf(chance, df / 2.0, scale=df / 2.0)
        got = np.interp(quantile, factor[::-1], below[::-1])
        assert got == pytest.approx(chance, abs=2e-5)


@pytest.mark.parametrize("df", DEGREES)
def test_the_value_is_nearly_standard_normal(df):
    """Within a third on the log density over three standard deviations, as the module says."""
    z = np.linspace(-3.0, 3.0, 61)
    apart = np.asarray(tail_map(df).log_density(z)) - stats.norm.logpdf(z)
    assert np.abs(apart).max() < 0.34


@pytest.mark.parametrize("unit", [0.3, 2.0])
def test_positive_values_are_sampled_through_a_map_that_is_straight_where_they_are_large(unit):
    """unit times log(1 + exp(z))."""
    bayes_libraries()
    from numpyro.distributions import biject_to

    z = np.array([-3.0, 0.0, 2.0, 40.0])
    through = biject_to(soft_positive(unit))
    assert np.asarray(through(z)) == pytest.approx(unit * np.log1p(np.exp(z)), rel=1e-9)
    slope = unit / (1.0 + np.exp(-z))
    assert np.exp(through.log_abs_det_jacobian(z, through(z))) == pytest.approx(slope, rel=1e-9)


def test_how_a_scale_is_sampled_does_not_change_its_density():
    bayes_libraries()
    x = np.array([0.05, 0.4, 1.7])
    found = np.asarray(soft_half_normal(0.5).log_prob(x))
    assert found == pytest.approx(stats.halfnorm.logpdf(x, scale=0.5), rel=1e-9)
    assert soft_half_normal(0.5).support is soft_positive(0.3 * 0.5)
    found = np.asarray(soft_log_normal(0.1)(-1.0, 0.5).log_prob(x))
    assert found == pytest.approx(stats.lognorm.logpdf(x, 0.5, scale=np.exp(-1.0)), rel=1e-9)
    assert soft_log_normal(0.1).support is soft_positive(0.1)
