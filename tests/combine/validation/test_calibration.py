"""Simulation-based calibration in reduced form: the machinery, and figures drawn rightly."""

import numpy as np
import pytest
from scipy import stats

from measure87.combine.model.priors import scales_from
from measure87.combine.validation.calibration import (
    Truth,
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


def an_invented_truth(rng):
    """A cross-section told without the model: one effect after the other, priors of the page."""
    half_normal = {
        "region_scale": 1.0,
        "subregion_scale": 0.5,
        "country_scale": 1.0,
        "slope_scale": 0.2,
    }
    truth = {name: abs(rng.normal(0.0, width)) for name, width in half_normal.items()}
    place = truth["region_scale"] * rng.normal(size=3)
    place = place + truth["subregion_scale"] * rng.normal(size=3)
    tail = 1.0 / rng.gamma(2.0, 1.0 / 2.0, 12)
    level = -2.5 + 1.5 * rng.normal() + place[np.arange(12) % 3]
    level = level + truth["country_scale"] * np.sqrt(tail) * rng.normal(size=12)
    drift = rng.normal(0.0, 0.3) + truth["slope_scale"] * rng.normal(size=12)
    # One survey each: the scale of their errors is set at 0.1, as is the sampling error here.
    error = np.hypot(0.1, 0.1) * rng.normal(size=12)
    values = truth | {"path 0 0 0 0": level[0], "path 11 0 0 0": level[11]}
    return Truth(values, (level + 0.2 * drift + error)[:, None])


def test_truths_told_without_the_model_rank_anywhere_among_its_draws():
    """Five worlds, seeds 100 to 104: a check for gross errors; the page tells of more."""
    found = calibrate(
        a_small_world(**CROSS_SECTION),
        worlds=5,
        followed=FOLLOWED,
        first_seed=100,
        warmup=100,
        thin=4,
        invent=an_invented_truth,
    )
    assert found.seeds == (100, 104)
    assert set(found.ranks) == RANKED
    assert found.failed() == ()
    for name, ranks in found.ranks.items():
        # A uniform rank of 0 to 19 has a standard deviation of 5.77.
        assert abs(ranks.mean() - 9.5) < 3.5 * 5.77 / np.sqrt(5), (name, ranks)
        assert np.isin(ranks, (0, 19)).sum() <= 3, (name, ranks)


def test_truths_from_the_priors_are_those_that_the_page_tells():
    """200 truths: scales half-normal, figures around the country's path at the stated year."""
    invent = inventor_from_priors(a_small_world(**CROSS_SECTION), FOLLOWED)
    rng = np.random.default_rng(11)
    truths = [invent(rng) for _ in range(200)]
    assert set(truths[0].values) >= RANKED
    scale = np.array([one.values["country_scale"] for one in truths])
    assert stats.kstest(scale, stats.halfnorm(scale=1.0).cdf).pvalue > 1e-4
    apart = np.array([one.logit[0, 0] - one.values["path 0 0 0 0"] for one in truths])
    # Two years of drift (0.3 a decade, and 0.2 of the country's own) and two errors of 0.1.
    assert apart.std() == pytest.approx(np.sqrt(0.02 + 0.04 * (0.3**2 + 0.2**2)), rel=0.2)


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
