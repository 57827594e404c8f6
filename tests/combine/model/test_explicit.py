"""Counts: log-odds put together from parts against the model's covariances; rounds of sampling."""

import numpy as np
import pytest

from measure87.combine.model.design import design_of
from measure87.combine.model.explicit import counted_of, explicit_logits
from measure87.combine.model.figures import Figures, measured_figures
from measure87.combine.model.hierarchy import hierarchy_without_covariates
from measure87.combine.model.marginal import block_covariance, level_variance
from measure87.combine.model.parts import ModelParts
from measure87.combine.model.paths import draw_paths_given
from measure87.combine.model.priors import bayes_libraries, scales_from
from measure87.combine.model.sampling import Sampler, draw_scales

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


def test_counted_values_come_in_the_order_of_their_cases():
    design = a_design()
    value = np.arange(design.latent.size, dtype=float).reshape(design.latent.shape)
    got = counted_of(design, value)
    want = [value[design.latent == 1][0], value[design.latent == 2][0]]
    assert got.tolist() == want


def test_chains_go_on_where_they_have_not_converged_and_stop_where_they_have():
    design = a_design()
    short = draw_scales(design, Sampler(2, 4, 150, 60, 0.8, rounds=1))
    longer = draw_scales(design, Sampler(2, 4, 150, 60, 0.8, rounds=3))
    assert not short.convergence.passed
    assert (short.n, longer.n) == (240, 720)
    first = longer.sites["country_scale"][:, :60]
    assert first == pytest.approx(short.sites["country_scale"])


def test_two_counts_of_one_survey_and_cell_leave_countries_where_the_counts_put_them():
    """A stock and a flow of one survey: without an error of their own no inverse was to be had."""
    plain = measured_figures([0, 0, 1], [2015] * 3, [-5.0] * 3, [0.1] * 3, survey=[0, 0, 1])
    counts = {
        "counted": np.ones(3, bool),
        "logit_se": np.zeros(3),
        "cases": np.full(3, 6.0),
        "effective_n": np.full(3, 900.0),
        "adjustment": np.array([[1.0], [0.0], [0.0]]),
        "adjustment_sd": np.array([0.2]),
    }
    figures = Figures(**{**vars(plain), **counts})
    world = hierarchy_without_covariates(np.array([0, 0]), np.array([0]))
    design = design_of(figures, world, ModelParts(2015, (2015, 2015)))
    sites = {f"{name}_scale": np.asarray(0.5) for name in ("region", "subregion", "country")}
    sites |= {"slope_scale": np.asarray(0.2), "tail": np.ones(2)}
    scales = scales_from(np, design, sites)
    # Log-odds as the sampler gives them: the two differ by the adjustment alone.
    latent = np.array([[-4.9, -5.0], [-5.1, 0.0]])
    rng = np.random.default_rng(3)
    paths = draw_paths_given(design, [(scales, latent)] * 200, rng).logit[:, :, 0, 0, 0]
    # A survey's error is set at 0.1 where nothing tells it.
    assert np.abs(paths - [-5.0, -5.1]).max() < 0.7
    assert paths.std(axis=0).max() < 0.15
