"""The sampler as a whole: priors before figures, rare events."""

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from measure87.combine.model.design import design_of
from measure87.combine.model.figures import Figures, measured_figures
from measure87.combine.model.hierarchy import hierarchy_without_covariates
from measure87.combine.model.parts import ModelParts
from measure87.combine.model.paths import draw_paths
from measure87.combine.model.prior_prediction import predict_from_priors
from measure87.combine.model.sampling import Sampler, draw_scales

STATED = ModelParts(2015, (2015, 2015))
COUNTRIES, REGIONS = 30, 5
WORLD = hierarchy_without_covariates(np.arange(COUNTRIES) % REGIONS, np.arange(REGIONS))
# 25 countries with figures, the first 15 of them with a second survey ten years before.
PLACE = np.append(np.arange(25), np.arange(15))
YEAR = np.append(np.full(25, 2015), np.full(15, 2005))
ERROR = 0.15
MAPS = Path("/proc/self/maps")


def test_priors_allow_what_was_seen_and_little_that_nobody_would_believe():
    figures = measured_figures(PLACE, YEAR, np.full(40, -2.0), np.full(40, ERROR))
    found = predict_from_priors(design_of(figures, WORLD, STATED), 400, np.random.default_rng(1))
    # Country values of SDG 8.7.1 lie between 0.3 % and about 50 %; of State-imposed forced labour
    # there are some 5 in 10,000 in the world, and countries far below that.
    assert found.share[0] < 0.0002
    assert 0.3 < found.share[-1] < 0.95
    assert found.share[2] == pytest.approx(1.0 / (1.0 + np.exp(4.0)), abs=0.01)
    assert found.scales["country_scale"][2] == pytest.approx(stats.halfnorm.ppf(0.5), abs=0.1)
    assert found.change.tolist() == [0.0] * 5


def counted_figures(cases, size):
    """One counted figure for each country; the log-odds are starting values."""
    n = len(cases)
    plain = measured_figures(
        np.arange(n), np.full(n, 2015), np.log((cases + 0.5) / size), np.full(n, 0.1)
    )
    counts = {"counted": np.ones(n, bool), "cases": cases, "effective_n": size}
    return Figures(**{**vars(plain), "logit_se": np.zeros(n), **counts})


@pytest.mark.slow
def test_rare_events_enter_as_counts_and_zero_cases_are_no_obstacle():
    """Prevalence of 3 in 1,000 in surveys of 300 to 20,000: the countries' mean is found."""
    rng = np.random.default_rng(12)
    n = 30
    truth = np.log(0.003) + 0.7 * rng.normal(size=n)
    size = np.round(np.exp(rng.uniform(np.log(300), np.log(20000), n)))
    cases = rng.binomial(size.astype(int), 1.0 / (1.0 + np.exp(-truth))).astype(float)
    assert (cases == 0).any()
    world = hierarchy_without_covariates(np.arange(n) % 3, np.arange(3))
    design = design_of(counted_figures(cases, size), world, STATED)
    draws = draw_scales(design, Sampler(3, 4, 400, 800))
    draws.convergence.refuse_unless_passed()
    mean = draw_paths(draws, 300, rng).logit[:, :, 0, 0, 0].mean(axis=1)
    assert abs(mean.mean() - truth.mean()) < 3.0 * mean.std()
    assert mean.std() < 0.3


@pytest.mark.slow
@pytest.mark.skipif(not MAPS.exists(), reason="memory maps are told on Linux only")
def test_fits_leave_nothing_compiled_behind():
    """The first fit loads libraries; each further one had left 760 maps of a possible 65,530."""
    figures = measured_figures(PLACE, YEAR, np.full(40, -2.0), np.full(40, ERROR))
    design = design_of(figures, WORLD, STATED)
    left = []
    for seed in range(2):
        draw_scales(design, Sampler(seed, 1, 20, 20))
        left.append(len(MAPS.read_bytes().splitlines()))
    assert left[1] - left[0] < 200, left


def test_unless_it_is_asked_for_chains_do_not_go_on():
    assert Sampler(seed=1).rounds == 1
