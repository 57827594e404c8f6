"""The sampler as a whole: ranks of known truths, priors before figures, rare events."""

import numpy as np
import pytest
from scipy import stats

from measure87.combine.model.design import design_of
from measure87.combine.model.figures import Figures, measured_figures
from measure87.combine.model.hierarchy import hierarchy_without_covariates
from measure87.combine.model.parts import ModelParts
from measure87.combine.model.paths import draw_paths, draw_paths_given
from measure87.combine.model.prior_prediction import predict_from_priors
from measure87.combine.model.priors import prior_model, scales_from
from measure87.combine.model.sampling import Sampler, draw_scales

STATED = ModelParts(2015, (2015, 2015))
COUNTRIES, REGIONS = 30, 5
WORLD = hierarchy_without_covariates(np.arange(COUNTRIES) % REGIONS, np.arange(REGIONS))
# 25 countries with figures, the first 15 of them with a second survey ten years before.
PLACE = np.append(np.arange(25), np.arange(15))
YEAR = np.append(np.full(25, 2015), np.full(15, 2005))
ERROR = 0.15


def an_invented_truth(rng):
    """The model told once more, one effect after the other, with its priors from the page."""
    half_normal = {
        "region_scale": 1.0,
        "subregion_scale": 0.5,
        "country_scale": 1.0,
        "slope_scale": 0.2,
        "survey_scale": 0.2,
    }
    truth = {name: abs(rng.normal(0.0, width)) for name, width in half_normal.items()}
    region = truth["region_scale"] * rng.normal(size=REGIONS)
    subregion = truth["subregion_scale"] * rng.normal(size=REGIONS)
    tail = 1.0 / rng.gamma(2.0, 1.0 / 2.0, COUNTRIES)
    own = truth["country_scale"] * np.sqrt(tail) * rng.normal(size=COUNTRIES)
    drift = rng.normal(0.0, 0.3) + truth["slope_scale"] * rng.normal(size=COUNTRIES)
    level = -2.5 + 1.5 * rng.normal() + (region + subregion)[WORLD.subregion] + own
    error = truth["survey_scale"] * rng.normal(size=len(PLACE)) + ERROR * rng.normal(
        size=len(PLACE)
    )
    truth["with figures"], truth["without figures"] = level[0], level[COUNTRIES - 1]
    return truth, level[PLACE] + drift[PLACE] * (YEAR - 2015) / 10 + error


def ranks_of_truths(worlds, warmup, thin):
    """Simulation-based calibration: ranks of each truth among 19 thinned draws, 0 to 19.

    Source: Talts and others (2018), Validating Bayesian inference algorithms with
    simulation-based calibration, arXiv 1804.06788 (not read in print). World `i` has seed `i`.
    """
    import jax
    from numpyro.infer import MCMC, NUTS, init_to_median

    figures = measured_figures(PLACE, YEAR, np.zeros(40), np.full(40, ERROR))
    design = design_of(figures, WORLD, STATED)
    kernel = NUTS(prior_model(design), target_accept_prob=0.9, init_strategy=init_to_median())
    run = MCMC(
        kernel, num_warmup=warmup, num_samples=19 * thin, progress_bar=False, jit_model_args=True
    )
    ranks: dict[str, list[int]] = {}
    for seed in range(worlds):
        rng = np.random.default_rng(seed)
        truth, logit = an_invented_truth(rng)
        block = logit[design.blocks.row] * design.blocks.real
        run.run(jax.random.PRNGKey(seed), block)
        drawn = {name: np.asarray(x)[::thin] for name, x in run.get_samples().items()}
        given = [
            (scales_from(np, design, {name: x[i] for name, x in drawn.items()}), block)
            for i in range(19)
        ]
        paths = draw_paths_given(design, given, rng).logit[:, :, 0, 0, 0]
        drawn["with figures"], drawn["without figures"] = paths[:, 0], paths[:, COUNTRIES - 1]
        for name, value in truth.items():
            ranks.setdefault(name, []).append(int((drawn[name] < value).sum()))
    return ranks


def test_truths_rank_neither_high_nor_low_nor_outside_among_their_draws():
    """Six worlds only: a check for gross errors. Forty were run once; see the methods page."""
    for name, found in ranks_of_truths(worlds=6, warmup=120, thin=5).items():
        middle = np.mean(found)
        # A uniform rank of 0 to 19 has a standard deviation of 5.77.
        assert abs(middle - 9.5) < 3.5 * 5.77 / np.sqrt(6), (name, found)
        # Draws too narrow put truths outside all of them: probability 1/10 each time.
        assert sum(rank in (0, 19) for rank in found) <= 4, (name, found)


def test_priors_allow_what_was_seen_and_little_that_nobody_would_believe():
    figures = measured_figures(PLACE, YEAR, np.full(40, -2.0), np.full(40, ERROR))
    found = predict_from_priors(design_of(figures, WORLD, STATED), 400, np.random.default_rng(1))
    # Country values of SDG 8.7.1 lie between 0.3 % and about 50 %.
    assert found.share[0] < 0.01
    assert 0.3 < found.share[-1] < 0.9
    assert found.share[2] == pytest.approx(0.076, abs=0.03)
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
