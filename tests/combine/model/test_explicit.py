"""Counts: log-odds put together from parts against the model's covariances; rounds of sampling."""

import numpy as np
import pytest

from measure87.combine.model.design import design_of
from measure87.combine.model.figures import Figures, measured_figures
from measure87.combine.model.marginal import block_covariance, level_variance
from measure87.combine.model.parts import ModelParts, hierarchy_without_covariates
from measure87.combine.model.paths import draw_paths_given
from measure87.combine.model.priors import bayes_libraries, scales_from
from measure87.combine.model.sampling import Sampler, draw_scales
from tests.combine.model.explicit_model import explicit_logits, log_likelihood

WORLD = hierarchy_without_covariates(np.array([0, 1, 0]), np.array([0, 1]))


def a_design():
    """Three countries with four, two and one figures; two of the seven are counts."""
    plain = measured_figures(
        [0, 0, 0, 0, 1, 1, 2],
        [2010, 2010, 2015, 2015, 2012, 2012, 2014],
        np.linspace(-3.0, -2.0, 7),
        np.full(7, 0.2),
        sex=[0, 1, 0, 1, 0, 1, 0],
        survey=[0, 0, 1, 1, 2, 2, 3],
    )
    counted = np.array([False, True, False, False, False, False, True])
    counts = {
        "counted": counted,
        "logit_se": np.where(counted, 0.0, plain.logit_se),
        "cases": np.where(counted, 3.0, 0.0),
        "effective_n": np.where(counted, 50.5, 0.0),
    }
    return design_of(Figures(**{**vars(plain), **counts}), WORLD, ModelParts(2015, (2015, 2015)))


def test_parts_have_the_covariance_that_the_model_says():
    """20,000 draws from the parts against the covariance of blocks plus that of shared columns."""
    jnp, numpyro, dist = bayes_libraries()
    import jax
    from numpyro import handlers

    design = a_design()
    names = ("region", "subregion", "sex")
    sites = {f"{name}_scale": np.asarray(0.3 + 0.1 * i) for i, name in enumerate(names)}
    sites |= {"country_scale": np.asarray(0.5), "slope_scale": np.asarray(0.4)}
    sites |= {"structure_scale": np.asarray(0.2), "tail": np.array([0.7, 1.0, 2.0])}
    scales = scales_from(jnp, design, sites)

    def one(key):
        with handlers.seed(rng_seed=key), handlers.block():
            return explicit_logits(design, scales, numpyro, dist)

    drawn = np.asarray(jax.vmap(one)(jax.random.split(jax.random.PRNGKey(4), 20_000)))
    blocks, plain = design.blocks, scales_from(np, design, sites)
    own = block_covariance(np, blocks, plain, level_variance(np, blocks, plain))
    own = own - blocks.error_variance[:, :, None] * np.eye(own.shape[1])
    scaled = blocks.columns * plain.group[blocks.group[blocks.column]][:, None, :]
    for k, m in enumerate(blocks.real.sum(axis=1)):
        want = own[k] + scaled[k] @ scaled[k].T
        got = np.cov(drawn[:, k, :m].T).reshape(m, m)
        # Five standard errors of a covariance of 20,000 normal draws, of the largest variance.
        assert np.abs(got - want[:m, :m]).max() < 5.0 * np.sqrt(2.0 / 20_000) * want.max()


@pytest.mark.slow
def test_chains_go_on_where_they_have_not_converged_and_stop_where_they_have():
    design = a_design()
    short = draw_scales(design, Sampler(2, 4, 150, 60, 0.8, rounds=1))
    longer = draw_scales(design, Sampler(2, 4, 150, 60, 0.8, rounds=3))
    assert not short.convergence.passed
    assert (short.n, longer.n) == (240, 720)
    first = longer.sites["country_scale"][:, :60]
    assert first == pytest.approx(short.sites["country_scale"])


def few_cases():
    """Sixteen countries with one or two surveys, eighteen of twenty figures counts of 0 to 6."""
    rng = np.random.default_rng(8)
    place = np.append(np.arange(16), np.arange(4))
    year = np.append(np.full(16, 2015), np.full(4, 2010))
    level = -5.5 + np.array([-0.8, 0.0, 0.9])[place % 3] + 0.6 * rng.standard_normal(20)
    counted = np.arange(20) > 1
    persons = np.where(counted, 900.0, 0.0)
    cases = rng.binomial(persons.astype(int), 1.0 / (1.0 + np.exp(-level))).astype(float)
    plain = measured_figures(place, year, level, np.full(20, 0.2))
    counts = {
        "counted": counted,
        "logit_se": np.where(counted, 0.0, 0.2),
        "cases": cases,
        "effective_n": persons,
    }
    world = hierarchy_without_covariates(np.arange(18) % 3, np.arange(3))
    figures = Figures(**{**vars(plain), **counts})
    return design_of(figures, world, ModelParts(2015, (2015, 2015)))


@pytest.mark.slow
@pytest.mark.parametrize("draws", [5_000, pytest.param(20_000, marks=pytest.mark.proof)])
def test_countries_with_few_cases_are_where_sampling_every_part_puts_them(draws):
    """Given the scales, so many draws of the other route; one country has figures, one has none."""
    jnp, numpyro, dist = bayes_libraries()
    import jax
    from numpyro.infer import MCMC, NUTS

    design = few_cases()
    assert design.figures.cases[design.figures.counted].min() == 0.0
    sites = {"region_scale": np.asarray(0.7), "subregion_scale": np.asarray(0.2)}
    sites |= {"country_scale": np.asarray(0.7), "slope_scale": np.asarray(0.3)}
    sites |= {"tail": np.ones(16)}
    scales = scales_from(jnp, design, sites)

    def model():
        value = explicit_logits(design, scales, numpyro, dist)
        numpyro.factor("figures", log_likelihood(design, value, dist))

    run = MCMC(NUTS(model), num_warmup=500, num_samples=draws, progress_bar=False)
    run.run(jax.random.PRNGKey(5))
    drawn = {name: np.asarray(x) for name, x in run.get_samples().items()}
    groups = np.asarray(scales.group)[design.blocks.group]
    u = drawn["shared_normal"] * groups
    column = {name: np.flatnonzero(design.blocks.group == i)
              for i, name in enumerate(design.blocks.groups)}  # fmt: skip
    world = -4.0 + u[:, column["world"][0]]
    of_place = world[:, None] + u[:, column["region"]] + u[:, column["subregion"]]
    want = of_place[:, np.arange(16) % 3] + 0.7 * drawn["level_normal"]
    given = [(scales_from(np, design, sites), design.blocks.logit)] * (draws // 4)
    got = draw_paths_given(design, given, np.random.default_rng(6)).logit[:, :, 0, 0, 0]
    chances = [0.05, 0.5, 0.95]
    apart = np.quantile(got[:, :16], chances, axis=0) - np.quantile(want, chances, axis=0)
    spread = want.std(axis=0)
    # 20,000 of both routes leave about 0.04 of a standard deviation open at these levels.
    assert np.abs(apart / spread).max() < 0.2
    assert np.abs((apart / spread).mean(axis=1)).max() < 0.06
    # A country without figures is where her region is.
    none = np.quantile(got[:, 16], chances)
    fresh = of_place[:, 1] + 0.7 * np.random.default_rng(7).standard_normal(len(world))
    # Tails of countries without figures are drawn anew: only her middle is the same.
    assert none[1] == pytest.approx(np.median(fresh), abs=0.06)
