"""Simulation-based calibration in reduced form: the machinery, and figures drawn rightly."""

import numpy as np
import pytest
from scipy import stats

from measure87.combine.model.priors import scales_from
from measure87.combine.validation.calibration import (
    calibrate,
    figures_given,
    inventor_from_priors,
)
from tests.combine.model.test_exact_normal import Dense, a_design, some_sites
from tests.combine.validation.made_draws import a_small_world

FOLLOWED = ((0, 0, 0, 0), (11, 0, 0, 0))
CROSS_SECTION = {"years": (2017,), "seed": 1}
RANKED = {
    "region_scale",
    "subregion_scale",
    "country_scale",
    "slope_scale",
    "path 0 0 0 0",
    "path 11 0 0 0",
}


@pytest.mark.slow
def test_truths_from_the_priors_are_those_that_the_page_tells():
    """200 truths: scales half-normal, figures around the country's path at the stated year."""
    invent = inventor_from_priors(a_small_world(**CROSS_SECTION), FOLLOWED)
    rng = np.random.default_rng(11)
    truths = [invent(rng) for _ in range(200)]
    assert set(truths[0].values) >= RANKED
    scale = np.array([one.values["country_scale"] for one in truths])
    assert stats.kstest(scale, stats.halfnorm(scale=1.0).cdf).pvalue > 1e-4
    apart = np.array([one.logit[0, 0] - one.values["path 0 0 0 0"] for one in truths])
    # Two years of drift (0.3 a decade, and 0.2 of the country's own), sampling, and the survey.
    spread = np.sqrt(0.1**2 + 0.35**2 + 0.04 * (0.3**2 + 0.2**2))
    assert apart.std() == pytest.approx(spread, rel=0.2)


@pytest.mark.parametrize("trend", [True, False])
def test_figures_are_drawn_from_the_dense_normal(trend):
    rng = np.random.default_rng(6)
    design = a_design(rng, trend)
    sites = some_sites(design, rng)
    scales = scales_from(np, design, sites)
    drawn = np.stack([figures_given(design, scales, rng) for _ in range(6000)])
    figures = np.empty((6000, design.figures.n))
    figures[:, design.blocks.row[design.blocks.real]] = drawn[:, design.blocks.real]
    dense = Dense(design, sites)
    covariance = dense.covariance(dense.points, dense.points) + dense.error
    sd = np.sqrt(np.diag(covariance))
    assert figures.mean(axis=0) == pytest.approx(
        dense.mean(dense.points) + dense.steps, abs=5 * sd.max() / np.sqrt(6000)
    )
    correlation = covariance / np.outer(sd, sd)
    assert np.corrcoef(figures.T) == pytest.approx(correlation, abs=5 / np.sqrt(6000))
    assert figures.std(axis=0) == pytest.approx(sd, rel=5 / np.sqrt(12000))


@pytest.mark.slow
def test_truths_from_the_models_own_priors_are_ranked_and_judged():
    found = calibrate(
        a_small_world(**CROSS_SECTION),
        worlds=3,
        followed=FOLLOWED,
        first_seed=100,
        warmup=100,
        thin=3,
    )
    assert found.seeds == (100, 102)
    assert set(found.ranks) == RANKED
    assert all(((ranks >= 0) & (ranks <= 19)).all() for ranks in found.ranks.values())
    assert found.failed() == ()
    assert set(found.failed(chance=1e9)) == RANKED
