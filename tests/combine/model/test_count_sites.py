"""Counts as normal figures: against sums over grids, and against sampling every part."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, special, stats

from measure87.combine.model.count_sites import Counts, _tilted, count_sites
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.parts import ModelParts, hierarchy_without_covariates
from measure87.combine.model.paths import (
    WIDENED,
    Span,
    _log_weight,
    _widened,
    draw_own_parts,
    draw_paths_given,
)
from measure87.combine.model.priors import scales_from
from measure87.combine.model.typical_scales import prior_of_figures, typical_scales

STATED = ModelParts(2015, (2015, 2015))
WORLD = hierarchy_without_covariates(np.arange(12) % 3, np.arange(3))


def some_counts(cases, persons):
    n = len(cases)
    return Counts(np.array(cases, float), np.array(persons, float), np.zeros(n), np.ones(n))


def moments_by_quadrature(counts, mean, prior):
    """Posterior means and variances of two log-odds, by integrating over a plane."""
    density = stats.multivariate_normal(mean, prior)

    def weighted(power, which):
        def inside(b, a):
            at = np.array([a, b])
            return at[which] ** power * density.pdf(at) * np.exp(counts.log_likelihood(at).sum())

        return integrate.dblquad(inside, -9.0, 3.0, -9.0, 3.0, epsabs=1e-14)[0]

    whole = weighted(0, 0)
    first = np.array([weighted(1, i) for i in (0, 1)]) / whole
    second = np.array([weighted(2, i) for i in (0, 1)]) / whole
    return first, second - first**2


@pytest.mark.slow
def test_with_one_count_the_moments_are_those_of_the_count_itself():
    mean, prior = np.array([-3.0, -2.5]), np.array([[0.8, 0.5], [0.5, 1.1]])
    counts = some_counts([0.0], [60.0])
    seen = np.array([True, False])
    # The other figure is measured, so badly that it says nothing.
    sites = count_sites(counts, seen, np.zeros(2), np.array([0.0, 1e12]), mean, prior)
    both = some_counts([0.0, 0.0], [60.0, 1e-9])
    first, variance = moments_by_quadrature(both, mean, prior)
    precision = 1.0 / prior[0, 0] + 1.0 / sites.variance[0]
    pulled = mean[0] / prior[0, 0] + sites.logit[0] / sites.variance[0]
    assert pulled / precision == pytest.approx(first[0], abs=1e-5)
    assert 1.0 / precision == pytest.approx(variance[0], rel=1e-5)


@pytest.mark.slow
def test_two_counts_of_related_figures_have_nearly_the_moments_of_the_counts():
    mean, prior = np.array([-3.0, -2.5]), np.array([[0.8, 0.5], [0.5, 1.1]])
    counts = some_counts([0.0, 2.0], [60.0, 20.0])
    sites = count_sites(counts, np.ones(2, bool), np.zeros(2), np.zeros(2), mean, prior)
    first, variance = moments_by_quadrature(counts, mean, prior)
    told = np.diag(1.0 / sites.variance)
    covariance = np.linalg.inv(np.linalg.inv(prior) + told)
    got = covariance @ (np.linalg.solve(prior, mean) + told @ sites.logit)
    assert got == pytest.approx(first, abs=0.01)
    assert np.diag(covariance) == pytest.approx(variance, rel=0.02)


def mixed_figures():
    """Eleven countries, two of them with counts: three cases of 400 persons, and none of 300."""
    place = np.arange(11)
    logit = -2.5 + 0.8 * np.sin(place.astype(float))
    figures = measured_figures(place, np.full(11, 2015), logit, np.full(11, 0.15))
    counted = np.isin(place, (3, 7))
    return replace(
        figures,
        counted=counted,
        cases=np.where(place == 3, 3.0, 0.0),
        effective_n=np.where(place == 3, 400.0, 300.0) * counted,
    )


def test_the_order_of_the_figures_does_not_matter():
    figures = mixed_figures()
    order = np.random.default_rng(3).permutation(figures.n)
    columns = {k: v[order] for k, v in vars(figures).items() if k != "adjustment_sd"}
    shuffled = replace(figures, **columns)
    one, other = (design_of(f, WORLD, STATED) for f in (figures, shuffled))
    assert one.blocks.logit == pytest.approx(other.blocks.logit, abs=1e-9)
    assert one.blocks.error_variance == pytest.approx(other.blocks.error_variance, rel=1e-9)


def test_measured_figures_stay_as_they_are():
    figures = mixed_figures()
    design = design_of(figures, WORLD, STATED)
    left = ~figures.counted
    assert np.array_equal(design.by_figure(design.blocks.logit)[left], figures.logit[left])
    assert design.by_figure(np.sqrt(design.blocks.error_variance))[left] == pytest.approx(0.15)
    assert design.by_figure(design.sampling_variance)[~left] == pytest.approx(1e-6)


def test_the_prior_of_figures_is_that_of_the_marginal_density():
    design = design_of(replace(mixed_figures(), counted=np.zeros(11, bool)), WORLD, STATED)
    scales = typical_scales(
        design.blocks,
        np.zeros(design.step.shape),
        trend=False,
        survey=design.set_survey_scales,
    )
    mean, covariance = prior_of_figures(design.blocks, scales)
    # World, drift (no time has passed), region and sub-region, the country and her survey.
    shared = 3.0**2 + 0.6745**2 * (1.0**2 + 0.5**2)
    # Too few countries have two surveys: the size of their errors is set.
    own = 0.6745**2 * 1.0**2 + 0.35**2
    assert mean == pytest.approx(-4.0)
    assert covariance[0, 0] == pytest.approx(shared + own, rel=1e-3)
    assert covariance[0, 3] == pytest.approx(shared, rel=1e-3)
    assert covariance[0, 1] == pytest.approx(3.0**2, rel=1e-3)


def one_set_of_scales(design):
    sites = {
        "region_scale": 0.5,
        "subregion_scale": 0.3,
        "country_scale": 0.8,
        "slope_scale": 0.1,
        "tail": np.ones(len(design.blocks.country)),
    }
    return scales_from(np, design, {name: np.asarray(x) for name, x in sites.items()})


def log_likelihood_with_error(counts, logit):
    """Of one count, over its survey's error: 0.35 on the log-odds, as the model sets it."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(15)
    at = np.stack([counts.log_likelihood((logit + 0.35 * z)[:, None])[:, 0] for z in nodes])
    return special.logsumexp(at + np.log(weights / weights.sum())[:, None], axis=0)


def test_a_draw_weighs_as_the_counts_do_beside_their_widened_normal_figures():
    """From one log-odds to others, by the densities themselves; of country 3 two counts."""
    place = np.array([*range(11), 3])
    figures = mixed_figures()
    figures = measured_figures(
        place, np.full(12, 2015), np.r_[figures.logit, -2.0], np.full(12, 0.15)
    )
    counted = np.isin(place, (3, 7))
    cases = np.where(place == 3, 3.0, 0.0)
    persons = np.where(place == 3, 400.0, 300.0) * counted
    figures = replace(figures, counted=counted, cases=cases, effective_n=persons)
    design = design_of(figures, WORLD, STATED)
    blocks = _widened(design)
    assert pytest.approx(2.0) == WIDENED
    normal = design.by_figure(blocks.logit)
    spread = np.sqrt(design.by_figure(design.blocks.error_variance) * 2.0)

    def log_density(by_figure):
        own = stats.binom.logpmf(cases, persons, special.expit(by_figure))
        ratio = np.where(counted, own - stats.norm.logpdf(by_figure, normal, spread), 0.0)
        return np.array([ratio[place == country].sum() for country in design.blocks.country])

    rng = np.random.default_rng(4)
    one, other = (blocks.logit + rng.normal(0, 0.5, blocks.logit.shape) for _ in range(2))
    got = [_log_weight(design, design.counts, blocks, at) for at in (one, other)]
    wanted = [log_density(design.by_figure(at)) for at in (one, other)]
    assert got[1] - got[0] == pytest.approx(wanted[1] - wanted[0], abs=1e-9)
    assert np.ptp(got[1] - got[0]) > 1.0
    left = ~counted
    assert design.by_figure(blocks.error_variance)[left] == pytest.approx(0.15**2)


@pytest.mark.parametrize(("cases", "persons"), [(0.0, 30.0), (3.0, 40.0)])
def test_levels_of_countries_with_a_count_alone_have_the_moments_of_the_count(cases, persons):
    """All that is shared is -2.5; what is left of the log-odds is summed over on a grid."""
    place = np.arange(40)
    every = np.ones(40, bool)
    figures = measured_figures(place, np.full(40, 2015), np.full(40, -2.0), np.full(40, 0.15))
    figures = replace(
        figures, counted=every, cases=np.full(40, cases), effective_n=np.full(40, persons)
    )
    world = hierarchy_without_covariates(place % 3, np.arange(3))
    design = design_of(figures, world, STATED)
    scales = one_set_of_scales(design)
    span = Span(1, 1, np.zeros(design.blocks.real.shape, dtype=np.int64))
    left, rng = design.blocks.logit + 2.5, np.random.default_rng(3)
    drawn = np.concatenate(
        [
            draw_own_parts(design, span, scales, np.full(40, 0.64), left, rng).level
            for _ in range(50)
        ]
    )
    # Her level, and what is wrong with one survey: 0.8 and 0.35 on the log-odds.
    variance = 0.64 + 0.35**2
    at = np.linspace(-6.0, 6.0, 2401)
    weight = stats.norm.pdf(at, 0.0, np.sqrt(variance))
    weight = weight * stats.binom.pmf(cases, persons, special.expit(at - 2.5))
    mean = (weight * at).sum() / weight.sum()
    spread = (weight * (at - mean) ** 2).sum() / weight.sum()
    share = 0.64 / variance
    assert drawn.mean() == pytest.approx(share * mean, abs=0.06)
    assert drawn.var() == pytest.approx(share**2 * spread + 0.64 * (1.0 - share), rel=0.12)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("draws", "within"), [(1000, 0.4), pytest.param(6000, 0.12, marks=pytest.mark.proof)]
)
def test_draws_of_a_country_are_those_given_her_count_and_not_its_normal_figure(draws, within):
    """Against importance sampling from the model before any count: another route to the same."""
    figures = mixed_figures()
    design = design_of(figures, WORLD, STATED)
    scales = one_set_of_scales(design)
    rng = np.random.default_rng(11)
    given = [(scales, design.blocks.logit)] * draws
    drawn = draw_paths_given(design, given, rng).logit[:, :, 0, 0, 0]
    silent = replace(
        figures,
        counted=np.zeros(11, bool),
        logit_se=np.where(figures.counted, 1e4, figures.logit_se),
        cases=np.zeros(11),
        effective_n=np.zeros(11),
    )
    before = design_of(silent, WORLD, STATED)
    free = draw_paths_given(before, [(scales, before.blocks.logit)] * (10 * draws), rng)
    path = free.logit[:, :, 0, 0, 0]
    log_weight = sum(
        log_likelihood_with_error(some_counts([cases], [size]), path[:, country])
        for country, cases, size in ((3, 3.0, 400.0), (7, 0.0, 300.0))
    )
    weight = np.exp(log_weight - log_weight.max())
    # Of 60,000 the weights are worth some 190 draws, so that quartiles are uncertain by 0.06; of
    # 10,000 some 40, by 0.13. By their normal figures the first two countries would be 1.9 away;
    # the third, of which these alone tell, 0.2: only the longer run sees that.
    for country in (3, 7, 4):
        order = np.argsort(path[:, country])
        reached = np.cumsum(weight[order]) / weight.sum()
        wanted = path[order, country][np.searchsorted(reached, [0.25, 0.5, 0.75])]
        got = np.quantile(drawn[:, country], [0.25, 0.5, 0.75])
        assert got == pytest.approx(wanted, abs=within), country


def test_score_and_information_are_the_derivatives_of_the_likelihood():
    counts = Counts(*(np.array(one) for one in ([3.0, 40.0], [60.0, 90.0], [0.2, 0.0], [1.0, 0.7])))
    at, step = np.array([-2.5, 0.4]), 1e-4
    below, here, above = (counts.log_likelihood(at + k * step) for k in (-1, 0, 1))
    score, information = counts.score_and_information(at)
    assert score == pytest.approx((above - below) / (2 * step), rel=1e-5)
    assert information == pytest.approx((2 * here - above - below) / step**2, rel=1e-3)


@pytest.mark.parametrize(
    ("count", "centre", "variance"),
    [
        ((0.0, 60.0, 0.0, 1.0), -3.0, 0.8),
        ((2.0, 20.0, 0.0, 1.0), -2.5, 2.0),
        ((45.0, 90.0, 0.2, 0.7), 0.0, 1.1),
        ((3.0, 400.0, -0.1, 0.9), -6.0, 0.3),
    ],
)
def test_moments_of_a_tilted_normal_are_those_of_its_density_summed_on_a_fine_grid(
    count, centre, variance
):
    cases, persons, offset, slope = count
    at = np.linspace(-40.0, 20.0, 60_001)
    share = special.expit(offset + slope * at)
    log_density = stats.norm.logpdf(at, centre, np.sqrt(variance))
    log_density += special.xlogy(cases, share) + special.xlog1py(persons - cases, -share)
    density = np.exp(log_density - log_density.max())
    mean = (density * at).sum() / density.sum()
    spread = (density * (at - mean) ** 2).sum() / density.sum()
    given = Counts(*(np.array([one]) for one in count))
    found = _tilted(given, np.array([centre]), np.array([variance]))
    # Ten widths to both sides leave some 2e-9 of the variance in a tail that is skew.
    assert np.ravel(found) == pytest.approx([mean, spread], rel=1e-8)


def test_counts_that_are_tilted_together_are_those_that_are_tilted_alone():
    """The search goes on until the last of them is at its height."""
    counts = Counts(*(np.array(one) for one in ([0.0, 45.0], [60.0, 90.0], [0.0, 0.0], [1.0, 1.0])))
    centre, variance = np.array([-6.0, 0.0]), np.array([9.0, 1e-6])
    together = np.array(_tilted(counts, centre, variance))
    for k in range(2):
        one = slice(k, k + 1)
        alone = Counts(*(getattr(counts, name)[one] for name in vars(counts)))
        found = np.array(_tilted(alone, centre[one], variance[one]))
        assert together[:, one] == pytest.approx(found, rel=1e-12)


def moments_on_a_grid(counts, mean, prior):
    """Posterior means and variances of two log-odds: sums over 400 by 400 nodes."""
    reach = 9.0 * np.sqrt(np.diag(prior))
    sides = [np.linspace(m - r, m + r, 401) for m, r in zip(mean, reach, strict=True)]
    at = np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1)
    log_density = stats.multivariate_normal(mean, prior).logpdf(at)
    log_density = log_density + counts.log_likelihood(at).sum(axis=-1)
    weight = np.exp(log_density - log_density.max())
    weight = weight / weight.sum()
    first = np.einsum("ij,ijk->k", weight, at)
    return first, np.einsum("ij,ijk->k", weight, (at - first) ** 2)


def with_sites(sites, mean, prior):
    """Means and variances of all log-odds with normal figures in the place of counts."""
    told = np.diag(1.0 / sites.variance)
    covariance = np.linalg.inv(np.linalg.inv(prior) + told)
    return covariance @ (np.linalg.solve(prior, mean) + told @ sites.logit), np.diag(covariance)


SILENT = 1e-9
"""Persons of a count that says nothing."""


@pytest.mark.parametrize("cases", [0.0, 3.0, 60.0])
def test_with_one_count_that_says_something_the_moments_are_those_of_the_count(cases):
    mean, prior = np.array([-3.0, -2.5]), np.array([[0.8, 0.5], [0.5, 1.1]])
    counts = some_counts([cases, 0.0], [60.0, SILENT])
    both = np.ones(2, bool)
    sites = count_sites(counts, both, np.zeros(2), np.zeros(2), mean, prior)
    found, spread = with_sites(sites, mean, prior)
    first, variance = moments_on_a_grid(counts, mean, prior)
    assert found[0] == pytest.approx(first[0], abs=2e-4)
    assert spread[0] == pytest.approx(variance[0], rel=2e-3)
    # The silent one says as little as a site may, and is pulled by the other alone.
    assert sites.variance[1] == pytest.approx(1e4, rel=1e-6)
    assert found[1] == pytest.approx(first[1], abs=2e-3)


def test_two_counts_of_related_figures_have_nearly_the_moments_of_both_on_a_grid():
    mean, prior = np.array([-3.0, -2.5]), np.array([[0.8, 0.5], [0.5, 1.1]])
    counts = some_counts([0.0, 2.0], [60.0, 20.0])
    sites = count_sites(counts, np.ones(2, bool), np.zeros(2), np.zeros(2), mean, prior)
    found, spread = with_sites(sites, mean, prior)
    first, variance = moments_on_a_grid(counts, mean, prior)
    assert found == pytest.approx(first, abs=0.01)
    assert spread == pytest.approx(variance, rel=0.02)


@pytest.mark.parametrize("size", [1e-4, 1e-2, 1.0])
def test_however_narrow_the_prior_is_the_sites_are_found_to_the_end(size):
    """A count of ten times as much information as the prior has, one prior spread away."""
    share = 0.2
    persons = 10.0 / size**2 / (share * (1.0 - share))
    mean = np.array([special.logit(share) - size])
    counts = some_counts([share * persons], [persons])
    one = np.ones(1, bool)
    sites = count_sites(counts, one, np.zeros(1), np.zeros(1), mean, np.array([[size**2]]))
    found, spread = with_sites(sites, mean, np.array([[size**2]]))
    at = mean + size * np.linspace(-9.0, 9.0, 20_001)
    log_density = -0.5 * ((at - mean) / size) ** 2 + counts.log_likelihood(at[:, None])[:, 0]
    weight = special.softmax(log_density)
    first = (weight * at).sum()
    assert (found[0] - first) / size == pytest.approx(0.0, abs=1e-5)
    assert spread[0] == pytest.approx((weight * (at - first) ** 2).sum(), rel=1e-5)


def test_a_count_that_says_nothing_does_not_end_the_search_for_another():
    """The two have nothing to do with each other."""
    mean, prior = np.array([-3.0, -3.0]), np.diag([1.0, 1.0])
    together = count_sites(
        some_counts([0.0, 9.0], [SILENT, 60.0]), np.ones(2, bool), np.zeros(2), np.zeros(2),
        mean, prior,
    )  # fmt: skip
    alone = count_sites(
        some_counts([9.0], [60.0]), np.ones(1, bool), np.zeros(1), np.zeros(1),
        mean[:1], prior[:1, :1],
    )  # fmt: skip
    assert together.logit[1] == pytest.approx(alone.logit[0], rel=1e-5)
    assert together.variance[1] == pytest.approx(alone.variance[0], rel=1e-5)


def test_measured_figures_beside_a_count_say_what_they_say():
    """By conditioning of normals on the second, by hand."""
    mean, prior = np.array([-3.0, -2.5]), np.array([[0.8, 0.5], [0.5, 1.1]])
    told, error = -2.0, 0.3
    weight = 0.5 / (1.1 + error)
    after = np.array([-3.0 + weight * (told + 2.5)]), np.array([[0.8 - weight * 0.5]])
    counts, nothing = some_counts([2.0], [60.0]), np.zeros(1)
    beside = count_sites(
        counts, np.array([True, False]), np.array([99.0, told]), np.array([99.0, error]),
        mean, prior,
    )  # fmt: skip
    alone = count_sites(counts, np.ones(1, bool), nothing, nothing, *after)
    assert beside.logit == pytest.approx(alone.logit, rel=1e-9)
    assert beside.variance == pytest.approx(alone.variance, rel=1e-9)


@pytest.mark.parametrize("centre", [-6.0, -5.45, 0.0, 3.3, 6.0])
@pytest.mark.parametrize("prior", [400.0, 1e6])
def test_the_height_of_a_density_is_found_from_far_away_where_the_prior_is_wide(centre, prior):
    """450 cases of 900 with a prior spread of 20 or more: normal around 0, or next to it."""
    counts = some_counts([450.0], [900.0])
    mean, variance = _tilted(counts, np.array([centre]), np.array([prior]))
    assert mean[0] == pytest.approx(centre / prior / 225.0, abs=1e-6)
    assert variance[0] == pytest.approx(1.0 / 225.0, rel=0.01)
