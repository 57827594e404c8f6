"""Figures that are taken away, against one dense normal of all figures."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from measure87.combine.model.design import design_of
from measure87.combine.model.figures import Figures
from measure87.combine.model.priors import bayes_libraries, scales_from
from measure87.combine.model.sampled_marginal import sampled_log_marginal
from measure87.combine.model.typical_scales import prior_of_figures
from measure87.combine.validation.held_out import (
    _normal_given,
    design_without,
    figures_without,
    log_mixture,
    predict_held,
)
from measure87.vocabulary.errors import DataError
from tests.combine.model.test_exact_normal import Dense, a_design, some_sites
from tests.combine.validation.made_draws import a_small_world, given_draws, plain_sites


@pytest.mark.parametrize("trend", [True, False])
@pytest.mark.parametrize("which", ["a few", "a country"])
def test_predictions_are_those_of_the_dense_normal(trend, which):
    rng = np.random.default_rng(8)
    design = a_design(rng, trend)
    sites = some_sites(design, rng)
    n = design.figures.n
    held = np.arange(n) % 7 == 2 if which == "a few" else design.figures.country == 3
    draws = given_draws(design_without(design, held), sites)
    got = predict_held(design, draws, held, 1, rng)

    dense = Dense(design, sites)
    whole = dense.covariance(dense.points, dense.points) + dense.error
    mean = dense.mean(dense.points) + dense.steps
    kept = ~held
    weight = np.linalg.solve(whole[np.ix_(kept, kept)], whole[np.ix_(kept, held)]).T
    want = mean[held] + weight @ (design.figures.logit - mean)[kept]
    variance = np.diag(whole[np.ix_(held, held)] - weight @ whole[np.ix_(kept, held)])
    assert got.row.tolist() == np.flatnonzero(held).tolist()
    # A standard error of 10,000 says next to nothing, not nothing.
    assert got.expected == pytest.approx(want, abs=1e-5)
    density = stats.norm.logpdf(design.figures.logit[held], want, np.sqrt(variance))
    assert got.log_density == pytest.approx(density, abs=1e-5)


@pytest.mark.slow
def test_the_sampler_sees_the_density_of_what_is_left():
    """Up to a constant that does not depend on the scales."""
    rng = np.random.default_rng(9)
    design = a_design(rng, trend=False)
    held = np.arange(design.figures.n) % 4 == 1
    without = design_without(design, held)
    jnp, _, _ = bayes_libraries()
    density = sampled_log_marginal(without.blocks)
    got, want = [], []
    for _ in range(2):
        sites = some_sites(design, rng)
        scales = scales_from(jnp, without, sites)
        got.append(float(density(scales, without.blocks.logit)))
        dense = Dense(design, sites)
        covariance = dense.covariance(dense.points, dense.points) + dense.error
        normal = stats.multivariate_normal(
            (dense.mean(dense.points) + dense.steps)[~held], covariance[np.ix_(~held, ~held)]
        )
        want.append(normal.logpdf(design.figures.logit[~held]))
    assert got[0] - got[1] == pytest.approx(want[0] - want[1], abs=1e-4)


def test_values_that_are_taken_away_change_nothing():
    design = a_small_world()
    held = np.arange(design.figures.n) % 5 == 0
    other = replace(design.figures, logit=np.where(held, 3.0, design.figures.logit))
    elsewhere = design_of(other, design.hierarchy, design.parts)
    expected = [
        predict_held(
            one,
            given_draws(design_without(one, held), plain_sites(one)),
            held,
            1,
            np.random.default_rng(1),
        ).expected
        for one in (design, elsewhere)
    ]
    assert expected[0].tolist() == expected[1].tolist()


def test_draws_have_the_spread_of_the_density():
    design = a_small_world()
    held = np.arange(design.figures.n) == 4
    draws = given_draws(design_without(design, held), plain_sites(design), n=4000)
    got = predict_held(design, draws, held, 4000, np.random.default_rng(2))
    sd = got.draws.std()
    peak = -np.log(sd) - 0.5 * np.log(2 * np.pi)
    apart = ((got.observed - got.expected) / sd) ** 2 / 2
    assert got.log_density[0] == pytest.approx(float((peak - apart)[0]), abs=0.1)


def test_counts_that_are_taken_away_come_back_as_counts():
    design = a_small_world()
    figures, held = design.figures, np.arange(design.figures.n) == 4
    counted = Figures(
        **{
            **vars(figures),
            "counted": held,
            "logit_se": np.where(held, 0.0, figures.logit_se),
            "cases": np.where(held, 2.0, 0.0),
            "effective_n": np.where(held, 30.0, 0.0),
        }
    )
    design = design_of(counted, design.hierarchy, design.parts)
    draws = given_draws(design_without(design, held), plain_sites(design), n=500)
    got = predict_held(design, draws, held, 500, np.random.default_rng(2))
    cases = 31.0 / (1.0 + np.exp(-got.draws[:, 0])) - 0.5
    assert cases == pytest.approx(np.round(cases), abs=1e-9)
    assert got.observed[0] == pytest.approx(np.log(2.5 / 28.5))
    # The chance of two cases, from how often two were drawn.
    found = (np.round(cases) == 2.0).mean()
    assert np.exp(got.log_density[0]) == pytest.approx(found, abs=3.0 * np.sqrt(found / 500.0))


def test_a_mixture_of_two_normals_is_summed():
    mean, spread = np.array([[0.0], [3.0]]), np.array([[1.0], [0.5]])
    want = 0.5 * stats.norm.pdf(1.0) + 0.5 * stats.norm.pdf(1.0, 3.0, 0.5)
    assert log_mixture(mean, spread, np.array([1.0]))[0] == pytest.approx(np.log(want))


def test_taking_everything_away_is_refused():
    design = a_small_world()
    with pytest.raises(DataError, match="all figures would be taken away"):
        design_without(design, np.ones(design.figures.n, bool))


def test_of_figures_taken_away_nothing_is_kept_and_others_stay_as_they_are():
    """Two counts, of which one is taken away, and two measured figures, of which one is."""
    figures = a_small_world(countries=2).figures
    counted, held = np.array([True, True, False, False]), np.array([True, False, True, False])
    given = replace(
        figures, counted=counted, cases=3.0 * counted, effective_n=90.0 * counted,
        logit_se=np.where(counted, 0.0, 0.1),
    )  # fmt: skip
    found = figures_without(given, held)
    assert found.counted.tolist() == [False, True, False, False]
    assert found.cases.tolist() == [0.0, 3.0, 0.0, 0.0]
    assert found.effective_n.tolist() == [0.0, 90.0, 0.0, 0.0]
    assert found.logit_se[held].min() > 1000.0
    assert found.logit_se[~held].tolist() == [0.0, 0.1]
    middle = np.median(given.logit[~held])
    assert found.logit.tolist() == np.where(held, middle, given.logit).tolist()


def test_what_is_said_of_totals_is_by_one_dense_normal_of_their_linear_form():
    """The form that totals have without what was taken away; their own error as it was with it."""
    rng = np.random.default_rng(8)
    single = a_design(rng, False)
    weight = single.figures.cell_weight.copy()
    weight[::3] = np.array([[0.2, 0.15, 0.1], [0.25, 0.2, 0.1]])
    figures = replace(single.figures, cell_weight=weight)
    design = design_of(figures, single.hierarchy, single.parts)
    held = np.arange(figures.n) % 5 == 0
    without = design_without(design, held)
    sites = some_sites(without, rng)
    scales = scales_from(np, without, sites)
    found = _normal_given(design, without, scales, without.blocks.logit)

    mean, prior = prior_of_figures(without.blocks, scales)
    error = without.by_figure(without.blocks.error_variance)
    gain = np.linalg.solve(prior + np.diag(error), prior).T
    latent = mean + gain @ (without.by_figure(without.blocks.logit) - mean)
    spread = np.diag(prior - gain @ prior)
    slope, offset = without.linear.slope, without.linear.offset
    assert (slope[held & figures.total] < 1.0).all()
    assert found.mean == pytest.approx(offset + slope * latent, rel=1e-6)
    published = np.where(figures.total, figures.logit_se, 0.0) ** 2
    own = np.where(figures.total, published, figures.logit_se**2)
    assert found.spread == pytest.approx(np.sqrt(slope**2 * spread + own), rel=1e-6)
