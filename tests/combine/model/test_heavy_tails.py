"""The values that factors of heavy tails are sampled through have the density that they should."""

import numpy as np
import pytest
from scipy import integrate, stats

from measure87.combine.model.heavy_tails import tail_map
from measure87.combine.model.priors import bayes_libraries

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
