"""The exact formulas against one dense normal of all figures, built pair by pair from words."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import special, stats

from measure87.combine.model.convergence_gate import Convergence
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.leave_out import NODES, leave_countries_out
from measure87.combine.model.marginal import log_marginal
from measure87.combine.model.parts import Hierarchy, ModelParts
from measure87.combine.model.paths import draw_paths_given
from measure87.combine.model.priors import bayes_libraries, scales_from
from measure87.combine.model.sampled_marginal import sampled_log_marginal
from measure87.combine.model.sampling import ScaleDraws

REGION = np.array([0, 0, 1])
SUBREGION = np.array([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 2, 1])
SITES = {
    "region_scale": 0.5,
    "subregion_scale": 0.3,
    "sex_scale": 0.2,
    "age_scale": 0.7,
    "sex_age_scale": 0.15,
    "source_scale": 0.4,
    "bend_scale": 0.6,
    "region_bend_scale": 0.3,
    "region_drift_scale": 0.25,
    "country_scale": 0.6,
    "slope_scale": 0.3,
    "wander_scale": 0.2,
    "persistence": 0.7,
    "structure_scale": 0.15,
    "survey_scale": [0.1, 0.25],
    "coefficients": [0.4, -0.3],
}
ADJUSTMENT_SD = (0.3, 0.2)
KNOTS = (2003, 2006, 2009, 2012, 2015)


def a_design(rng, trend, definitions=2, known_sources=(), survey_errors=()):
    """14 countries, 12 of them with two to seven figures."""
    k = len(SUBREGION)
    root = rng.normal(size=(k, 2, 2)) * (np.arange(k) % 3 == 0)[:, None, None]
    covariance = root @ root.transpose(0, 2, 1)
    hierarchy = Hierarchy(SUBREGION, REGION, rng.normal(size=(k, 2)), covariance)
    country = np.repeat(np.arange(12), 2 + np.arange(12) % 5 + (np.arange(12) < 10))
    n = len(country)
    figures = measured_figures(
        country,
        2000 + rng.permutation(n) % 17,
        rng.normal(-2.0, 1.0, n),
        rng.uniform(0.05, 0.3, n),
        sex=np.arange(n) % 2,
        age=np.arange(n) % 3,
        definition=rng.integers(0, definitions, n),
        source_type=np.arange(n) // 2 % 2,
        survey=np.arange(n) // 2,
        adjustment=np.stack([np.arange(n) % 4 == 1, np.log(1.0 + np.arange(n) % 3)], axis=1),
        adjustment_sd=ADJUSTMENT_SD,
    )
    years = (2000, 2016) if trend else (2015, 2015)
    parts = ModelParts(2015, years, trend=trend, known_sources=known_sources)
    parts = replace(parts, survey_errors=survey_errors)
    return design_of(figures, hierarchy, parts)


def some_sites(design, rng):
    sites = {name: np.asarray(value) for name, value in SITES.items()}
    if not design.parts.trend:
        for name in ("bend_scale", "region_bend_scale", "region_drift_scale"):
            del sites[name]
        del sites["wander_scale"], sites["persistence"]
    sites["survey_tail"] = rng.uniform(0.5, 3.0, design.surveys)
    sites["tail"] = rng.uniform(0.5, 2.0, len(design.blocks.country))
    if len(design.step_definition):
        sites["step"] = rng.uniform(0.1, 0.6, len(design.step_definition))
        sites["step_log_median"] = np.array([np.log(0.3)])
        sites["step_log_spread"] = np.array([0.5])
    return sites


class Dense:
    """Means and covariances of points (country, year, sex, age, source type, survey)."""

    def __init__(self, design, sites):
        self.s, self.trend, self.h = sites, design.parts.trend, design.hierarchy
        self.tail = dict(zip(design.blocks.country.tolist(), sites["tail"], strict=True))
        f = design.figures
        _, sex, age = np.nonzero(f.cell_weight)
        self.points = list(
            zip(f.country, f.year, sex, age, f.source_type, f.survey, f.adjustment, strict=True)
        )
        self.error = np.diag(f.logit_se**2)
        self.steps = np.zeros(f.n)
        if "step" in sites:
            taken = np.concatenate([[0.0], sites["step"]])[design.step]
            self.steps[design.blocks.row[design.blocks.real]] = taken[design.blocks.real]
        self.b = sites["coefficients"]

    def mean(self, points):
        return np.array([-4.0 + self.h.covariates[p[0]] @ self.b for p in points])

    def covariance(self, left, right):
        if left is not right:
            return np.array([[self.pair(p, q) for q in right] for p in left])
        found = np.zeros((len(left), len(left)))
        for i, j in zip(*np.tril_indices(len(left)), strict=True):
            found[i, j] = found[j, i] = self.pair(left[i], left[j])
        return found

    def pair(self, p, q):
        s, t, v = self.s, (p[1] - 2015) / 10, (q[1] - 2015) / 10
        sub = SUBREGION[p[0]], SUBREGION[q[0]]
        near = REGION[sub[0]] == REGION[sub[1]]
        total = 3.0**2 + 0.3**2 * t * v + near * s["region_scale"] ** 2
        total += (sub[0] == sub[1]) * s["subregion_scale"] ** 2
        if self.trend:
            bends = sum(max(0, p[1] - k) * max(0, q[1] - k) / 100 for k in KNOTS)
            total += bends * (s["bend_scale"] ** 2 + near * s["region_bend_scale"] ** 2)
            total += near * s["region_drift_scale"] ** 2 * t * v
        same_sex, same_age = p[2] == q[2], p[3] == q[3]
        total += same_sex * s["sex_scale"] ** 2 + same_age * s["age_scale"] ** 2
        total += same_sex * same_age * s["sex_age_scale"] ** 2
        total += (p[4] == q[4] == 1) * s["source_scale"] ** 2
        total += sum(a * b * sd**2 for a, b, sd in zip(p[6], q[6], ADJUSTMENT_SD, strict=True))
        return total + (self.own(p, q, t, v) if p[0] == q[0] else 0.0)

    def own(self, p, q, t, v):
        s = self.s
        total = s["country_scale"] ** 2 * self.tail[p[0]] + s["slope_scale"] ** 2 * t * v
        total += self.b @ self.h.covariate_covariance[p[0]] @ self.b
        if self.trend:
            total += s["wander_scale"] ** 2 * s["persistence"] ** abs(int(p[1]) - int(q[1]))
        total += (p[2] == q[2] and p[3] == q[3]) * s["structure_scale"] ** 2
        both = p[5] == q[5] >= 0
        survey = s["survey_scale"][p[4]] * s["survey_scale"][q[4]] * s["survey_tail"][p[5]]
        return total + both * survey


@pytest.mark.parametrize("trend", [True, False])
def test_density_is_that_of_one_dense_normal(trend):
    rng = np.random.default_rng(5)
    design = a_design(rng, trend)
    sites = some_sites(design, rng)
    dense = Dense(design, sites)
    covariance = dense.covariance(dense.points, dense.points) + dense.error
    want = stats.multivariate_normal(dense.mean(dense.points) + dense.steps, covariance)
    got = log_marginal(np, design.blocks, scales_from(np, design, sites), design.blocks.logit)
    assert float(got) == pytest.approx(want.logpdf(design.figures.logit), rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("trend", [True, False])
def test_the_samplers_density_and_gradient_are_those_of_the_dense_normal(trend):
    jnp, _, _ = bayes_libraries()
    import jax

    rng = np.random.default_rng(11)
    design = a_design(rng, trend)
    sites = some_sites(design, rng)
    density = sampled_log_marginal(design.blocks)

    def of(values):
        return density(scales_from(jnp, design, values), jnp.asarray(design.blocks.logit))

    value, gradient = jax.value_and_grad(of)({k: jnp.asarray(v) for k, v in sites.items()})
    plain = log_marginal(np, design.blocks, scales_from(np, design, sites), design.blocks.logit)
    assert float(value) == pytest.approx(float(plain), rel=1e-10)
    for name, at in sites.items():
        for place in np.ndindex(at.shape):
            sides = []
            for step in (1e-5, -1e-5):
                moved = {**sites, name: at.copy()}
                moved[name][place] += step
                scales = scales_from(np, design, moved)
                sides.append(float(log_marginal(np, design.blocks, scales, design.blocks.logit)))
            # Central differences of a step of 1e-5 in double precision: about six digits.
            want = (sides[0] - sides[1]) / 2e-5
            assert float(gradient[name][place]) == pytest.approx(want, rel=1e-4, abs=1e-5), name


@pytest.mark.parametrize(("known", "kept"), [((0,), True), ((0, 1), False)])
def test_a_kind_of_source_whose_bias_is_stated_has_no_coefficient_of_its_own(known, kept):
    rng = np.random.default_rng(5)
    design = a_design(rng, trend=True, known_sources=known)
    sites = some_sites(design, rng)
    dense = Dense(design, {**sites, "source_scale": sites["source_scale"] * kept})
    covariance = dense.covariance(dense.points, dense.points) + dense.error
    want = stats.multivariate_normal(dense.mean(dense.points) + dense.steps, covariance)
    scales = scales_from(np, design, sites)
    got = log_marginal(np, design.blocks, scales, design.blocks.logit)
    assert float(got) == pytest.approx(want.logpdf(design.figures.logit), rel=1e-9)
    assert ("source" in design.blocks.groups) is kept


def test_density_does_not_depend_on_the_order_of_the_figures():
    rng = np.random.default_rng(6)
    design = a_design(rng, trend=True, definitions=1)
    sites = some_sites(design, rng)
    order = rng.permutation(design.figures.n)
    rows = {k: v[order] for k, v in vars(design.figures).items() if k != "adjustment_sd"}
    figures = replace(design.figures, **rows)
    turned = design_of(figures, design.hierarchy, design.parts)
    densities = [
        float(log_marginal(np, d.blocks, scales_from(np, d, sites), d.blocks.logit))
        for d in (design, turned)
    ]
    assert densities[0] == pytest.approx(densities[1], rel=1e-10)


@pytest.mark.few(1)
@pytest.mark.parametrize("trend", [True, False])
def test_paths_have_the_mean_and_spread_of_the_dense_posterior(trend):
    rng = np.random.default_rng(7)
    design = a_design(rng, trend)
    sites = some_sites(design, rng)
    dense = Dense(design, sites)
    scales = scales_from(np, design, sites)
    n = 1500
    paths = draw_paths_given(design, [(scales, design.blocks.logit)] * n, rng)
    years = paths.years.astype(int).tolist()
    # The last two are of one country: their difference is a joint property of a path.
    none = (0.0, 0.0)
    targets = [
        (0, years[0], 0, 0, 0, -1, none),
        (8, years[-1], 1, 2, 0, -2, none),
        (8, years[0], 1, 1, 0, -3, none),
    ]
    cross = dense.covariance(targets, dense.points)
    inside = dense.covariance(dense.points, dense.points) + dense.error
    gap = design.figures.logit - dense.mean(dense.points) - dense.steps
    mean = dense.mean(targets) + cross @ np.linalg.solve(inside, gap)
    covariance = dense.covariance(targets, targets) - cross @ np.linalg.solve(inside, cross.T)
    got = np.stack([paths.logit[:, c, years.index(y), s, a] for c, y, s, a, *_ in targets])
    sd = np.sqrt(np.diag(covariance))
    # 4.5 standard errors of a mean and of a covariance of 1,500 normal draws.
    assert np.abs(got.mean(axis=1) - mean).max() < 4.5 * sd.max() / np.sqrt(n)
    assert np.abs(np.cov(got) - covariance).max() < 4.5 * np.sqrt(2 / n) * sd.max() ** 2


def test_a_country_without_figures_is_as_wide_as_the_dense_prior_says():
    rng = np.random.default_rng(8)
    design = a_design(rng, trend=False, definitions=1)
    sites = some_sites(design, rng)
    dense = Dense(design, sites)
    paths = draw_paths_given(
        design, [(scales_from(np, design, sites), design.blocks.logit)] * 1500, rng
    )
    # Tails are drawn anew; a t distribution with 4 degrees of freedom has mean factor 2.
    dense.tail[12] = 2.0
    target = [(12, 2015, 0, 0, 0, -1, (0.0, 0.0))]
    cross = dense.covariance(target, dense.points)
    inside = dense.covariance(dense.points, dense.points) + dense.error
    variance = dense.pair(target[0], target[0]) - cross @ np.linalg.solve(inside, cross.T)
    got = paths.logit[:, 12, 0, 0, 0]
    assert got.var() == pytest.approx(variance[0, 0], rel=0.2)


def test_leaving_a_country_out_is_conditioning_the_dense_normal_on_the_others():
    rng = np.random.default_rng(9)
    stated = tuple(enumerate(SITES["survey_scale"]))
    design = a_design(rng, trend=True, definitions=1, survey_errors=stated)
    sites = some_sites(design, rng)
    # Where the size of surveys' errors is stated, their tails are not in the model.
    assert not design.estimates_survey_errors
    sites["survey_tail"] = np.ones(design.surveys)
    # One set of scales, many times over: the weights are equal and only the formula is left.
    repeated = {name: np.broadcast_to(x, (2, 30, *x.shape)) for name, x in sites.items()}
    converged = Convergence({}, {}, 0, 0, 1.0)
    draws = ScaleDraws(design, repeated, converged, 0)
    left = leave_countries_out(draws, 60, rng)
    figures, dense = design.figures, Dense(design, sites)
    middle = (np.arange(NODES) + 0.5) / NODES
    for place, country in ((0, 0), (8, 8)):
        mine = figures.country == country
        points = [one for one, own in zip(dense.points, mine, strict=True) if own]
        full = dense.covariance(dense.points, dense.points) + dense.error
        log_density, each = [], []
        for tail in stats.invgamma.ppf(middle, 2.0, scale=2.0):
            dense.tail[country] = tail
            # Her own tail is in nothing but what her points have in common.
            full[np.ix_(mine, mine)] = dense.covariance(points, points) + np.diag(
                figures.logit_se[mine] ** 2
            )
            gain = np.linalg.solve(full[np.ix_(~mine, ~mine)], full[np.ix_(~mine, mine)])
            apart = figures.logit - dense.mean(dense.points)
            mean = dense.mean(dense.points)[mine] + gain.T @ apart[~mine]
            spread = full[np.ix_(mine, mine)] - full[np.ix_(mine, ~mine)] @ gain
            normal = stats.multivariate_normal(mean, spread)
            log_density.append(normal.logpdf(figures.logit[mine]))
            alone = stats.norm(mean, np.sqrt(np.diag(spread)))
            each.append(alone.logpdf(figures.logit[mine]))
        assert left.expected[mine] == pytest.approx(mean, rel=1e-8)
        want = special.logsumexp(log_density) - np.log(NODES)
        assert left.log_score[place] == pytest.approx(want, rel=1e-8)
        want = special.logsumexp(each, axis=0) - np.log(NODES)
        assert left.log_score_each[mine] == pytest.approx(want, rel=1e-8)
        dense.tail[country] = sites["tail"][place]


def test_the_worlds_trend_bends_at_its_knots_only_and_for_all_countries_alike():
    rng = np.random.default_rng(3)
    design = a_design(rng, trend=True)
    sites = {name: np.asarray(0.0) * x for name, x in some_sites(design, rng).items()}
    sites["bend_scale"], sites["persistence"] = np.asarray(0.5), np.asarray(0.5)
    paths = draw_paths_given(design, [(scales_from(np, design, sites), design.blocks.logit)], rng)
    between = np.diff(paths.logit[0, :, :, 0, 0], n=2, axis=1)
    straight = [j for j in range(between.shape[1]) if 2001 + j not in KNOTS]
    assert np.abs(between[:, straight]).max() < 1e-9
    bent = [j for j in range(between.shape[1]) if 2001 + j in KNOTS]
    # All countries share the world's bends, and these are not 0.
    assert np.ptp(between[:, bent], axis=0) == pytest.approx(0.0, abs=1e-9)
    assert np.abs(between[0, bent]).min() > 0.0
