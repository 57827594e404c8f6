"""Totals in linear form against one dense normal of all cells, found anew without our formulas."""

import os
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import special, stats

from measure87.combine.model import totals
from measure87.combine.model import typical_scales as typical
from measure87.combine.model.convergence_gate import Convergence
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.leave_out import NODES, leave_countries_out
from measure87.combine.model.linearisation_error import LinearisationError, linearisation_error
from measure87.combine.model.marginal import log_marginal
from measure87.combine.model.parts import ModelParts, hierarchy_without_covariates
from measure87.combine.model.paths import draw_paths_given
from measure87.combine.model.priors import bayes_libraries, scales_from
from measure87.combine.model.sampled_marginal import sampled_log_marginal
from measure87.combine.model.sampling import Sampler, ScaleDraws, draw_scales
from measure87.combine.model.totals import Cells, linear_figures
from measure87.combine.validation.held_out import figures_without
from measure87.vocabulary.errors import DataError, RefusedError
from tests.combine.model.test_exact_normal import REGION, SUBREGION, Dense, some_sites

SEXES, AGES = 2, 3
NONE = (0.0, 0.0)
WORLD = hierarchy_without_covariates(SUBREGION, REGION)
# Definition 1 is the same as definition 0 at the oldest age.
PARTS = ModelParts(2015, (2000, 2016), trend=True, same_ages=((2,),))
# About the scales at which totals are linearised, told once more.
TYPICAL = {
    **{f"{name}_scale": 0.6745 * width for name, width in {
        "region": 1.0, "subregion": 0.5, "region_drift": 0.3, "bend": 0.3, "region_bend": 0.3,
        "sex": 0.5, "age": 1.0, "sex_age": 0.3, "source": 0.5}.items()},
    "country_scale": 0.6745 * 1.0, "slope_scale": 0.6745 * 0.3, "wander_scale": 0.6745 * 0.3,
    "persistence": 4.0 / 6.0, "structure_scale": 0.6745 * 0.2,
    "survey_scale": [0.6745 * 0.35] * 2, "coefficients": [],
}  # fmt: skip


def some_figures(rng, definitions=2):
    """12 countries with two to seven figures: cells, girls or boys, one age of both, everybody."""
    country = np.repeat(np.arange(12), 2 + np.arange(12) % 5 + (np.arange(12) < 10))
    n = len(country)
    cells = np.zeros((n, SEXES, AGES))
    for i, kind in enumerate(np.arange(n) % 4):
        sexes = slice(None) if kind >= 2 else slice(i % 2, i % 2 + 1)
        ages = slice(None) if kind in (1, 3) else slice(i % 3, i % 3 + 1)
        cells[i, sexes, ages] = 1.0
    weight = cells * rng.uniform(0.5, 2.0, cells.shape)
    return measured_figures(
        country,
        2000 + rng.permutation(n) % 17,
        rng.normal(-2.0, 1.0, n),
        rng.uniform(0.05, 0.3, n),
        cell_weight=weight / weight.sum(axis=(1, 2), keepdims=True),
        definition=rng.integers(0, definitions, n),
        source_type=np.arange(n) // 2 % 2,
        survey=np.arange(n) // 2,
    )


class DenseCells(Dense):
    """The dense normal of every figure's cells: rows of (figure, sex, age)."""

    def __init__(self, design, sites):
        self.s, self.trend, self.h = sites, design.parts.trend, design.hierarchy
        self.tail = dict(zip(design.blocks.country.tolist(), sites["tail"], strict=True))
        self.b = np.asarray(sites["coefficients"])
        f = design.figures
        self.of, self.sex, self.age = (x.tolist() for x in np.nonzero(f.cell_weight))
        self.weight = f.cell_weight[self.of, self.sex, self.age]
        self.points = [
            (f.country[i], f.year[i], s, a, f.source_type[i], f.survey[i], NONE)
            for i, s, a in zip(self.of, self.sex, self.age, strict=True)
        ]
        step = dict(zip([(k, d) for k, d in sorted({*zip(f.country, f.definition, strict=True)})
                         if d and self.stepped(f, k)], sites["step"], strict=True))  # fmt: skip
        self.steps = np.array([
            step.get((f.country[i], f.definition[i]), 0.0) * (a < 2)
            for i, a in zip(self.of, self.age, strict=True)
        ])  # fmt: skip

    @staticmethod
    def stepped(f, country):
        """Whether a figure of the country on definition 1 has an age at which it differs."""
        mine = (f.country == country) & (f.definition == 1)
        return bool(f.cell_weight[mine][:, :, :2].any())

    def share(self, eta):
        """(n,) shares of the totals, out of the log-odds of their cells."""
        return np.bincount(self.of, self.weight * special.expit(eta))

    def matrix(self, gradient):
        """(n, rows) from what the rows have to what the figures have."""
        found = np.zeros((max(self.of) + 1, len(self.of)))
        found[self.of, np.arange(len(self.of))] = gradient
        return found

    def gradient(self, eta):
        """(rows,) of the totals' log-odds by the rows, by central differences."""
        found = np.empty(len(eta))
        for row, of in enumerate(self.of):
            step = np.zeros(len(eta))
            step[row] = 1e-5
            sides = [special.logit(self.share(eta + side * step)[of]) for side in (1.0, -1.0)]
            found[row] = (sides[0] - sides[1]) / 2e-5
        return found

    def bend(self, eta, covariance):
        """(n,) half the trace of each total's second differences times its cells' covariance."""
        found, h = np.zeros(max(self.of) + 1), 1e-3
        for figure in range(len(found)):
            rows = np.flatnonzero(np.array(self.of) == figure)
            own, weight = eta[rows], self.weight[rows]

            def logit(one, weight=weight):
                return special.logit(weight @ special.expit(one))

            for i, j in np.ndindex(len(rows), len(rows)):
                a, b = h * np.eye(len(rows))[[i, j]]
                sides = logit(own + a + b) - logit(own + a - b)
                sides = sides - logit(own - a + b) + logit(own - a - b)
                found[figure] += 0.5 * covariance[rows[i], rows[j]] * sides / (4.0 * h * h)
        return found


def typical_sites(design, structure):
    sites = {name: np.asarray(value) for name, value in TYPICAL.items()}
    sites |= {"tail": np.ones(len(design.blocks.country)), "survey_tail": np.ones(design.surveys)}
    sites["step"] = np.full(len(design.step_definition), 0.25)
    return sites | {"structure_scale": np.asarray(structure)}


def dense_linear(design):
    """Points, slopes, gradients and bends by conditioning the dense normal, over and over.

    First with the structure of its middling size, then with that which the figures without a
    step make likely.
    """
    f = design.figures
    eta, bend, structure = f.logit[np.nonzero(f.cell_weight)[0]], np.zeros(f.n), 0.6745 * 0.2
    for last in (False, True):
        dense = DenseCells(design, typical_sites(design, structure))
        mean = dense.mean(dense.points) + dense.steps
        prior = dense.covariance(dense.points, dense.points)
        for _ in range(60):
            before = eta, bend
            g = dense.matrix(dense.gradient(eta))
            left = f.logit - special.logit(dense.share(eta)) - bend + g @ (eta - mean)
            gain = prior @ g.T @ np.linalg.inv(g @ prior @ g.T + np.diag(f.logit_se**2))
            # Half of every step: whole ones swing to and fro where figures contradict each other.
            eta = 0.5 * (eta + mean + gain @ left)
            bend = 0.5 * (bend + f.total * dense.bend(eta, prior - gain @ g @ prior))
            # What is left of the way is about as long as the last step, and it is compared to 1e-5.
            if max(np.abs(eta - before[0]).max(), np.abs(bend - before[1]).max()) < 1e-9:
                break
        if not last:
            structure = likely(design, dense, eta, bend)
    return dense, eta, dense.gradient(eta), bend


def likely(design, dense, eta, bend):
    """Root mean square of the structure's scale, by the density of figures without a step."""
    f, g = design.figures, dense.matrix(dense.gradient(eta))
    slope, plain = g.sum(axis=1), g @ dense.steps == 0.0
    value = (f.logit - special.logit(dense.share(eta)) - bend + g @ eta) / slope
    error = np.diag((f.logit_se / slope) ** 2)
    g = g / slope[:, None]
    none, one = (
        g @ there.covariance(there.points, there.points) @ g.T
        for there in (DenseCells(design, typical_sites(design, x)) for x in (0.0, 1.0))
    )
    at = np.arange(0.0025, 0.8, 0.005)
    weight = stats.halfnorm.pdf(at, scale=0.2)
    for i, structure in enumerate(at):
        covariance = none + structure**2 * (one - none) + error
        normal = stats.multivariate_normal(
            (g @ dense.mean(dense.points))[plain], covariance[np.ix_(plain, plain)]
        )
        weight[i] *= normal.pdf(value[plain])
    return np.sqrt(np.average(at**2, weights=weight))


@pytest.fixture(scope="module")
def made():
    rng = np.random.default_rng(21)
    # Steps that end at 1e-5 end a few of these away from where they lead, and sums over 40 nodes
    # differ a little from those over 160: here both are as fine as in the dense normal.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(totals, "TOLERANCE", 1e-8)
        patch.setattr(typical, "_NODES", 160)
        design = design_of(some_figures(rng), WORLD, PARTS)
    assert design.figures.total.sum() > 20
    sites = some_sites(design, rng) | {"coefficients": np.zeros(0)}
    return design, sites, dense_linear(design)


@pytest.mark.slow
def test_points_and_bends_are_those_where_the_dense_normal_settles(made):
    design, _, (dense, eta, gradient, bend) = made
    g = dense.matrix(gradient)
    slope = g.sum(axis=1)
    offset = special.logit(dense.share(eta)) + bend - g @ eta
    assert design.linear.slope == pytest.approx(slope, abs=1e-5)
    assert design.linear.offset == pytest.approx(offset, abs=2e-5)
    weight = design.linear.figures.cell_weight[dense.of, dense.sex, dense.age]
    assert weight == pytest.approx(gradient / slope[dense.of], abs=1e-5)
    assert slope.min() < 0.98
    # What the points and slopes alone would give is seen to be another form.
    assert np.abs(bend).max() > 0.01


def exactly_as(design, dense):
    """(n, rows) weights of the linear form that the design has, and (n,) steps."""
    weight = design.linear.figures.cell_weight[dense.of, dense.sex, dense.age]
    g = dense.matrix(weight)
    return g, g @ dense.steps


def test_density_and_gradient_are_those_of_the_dense_normal_of_all_cells(made):
    design, sites, _ = made
    dense = DenseCells(design, sites)
    g, steps = exactly_as(design, dense)
    covariance = g @ dense.covariance(dense.points, dense.points) @ g.T
    linear = design.linear.figures
    covariance = covariance + np.diag((design.figures.logit_se / design.linear.slope) ** 2)
    want = stats.multivariate_normal(g @ dense.mean(dense.points) + steps, covariance)
    scales = scales_from(np, design, sites)
    got = float(log_marginal(np, design.blocks, scales, design.blocks.logit))
    assert got == pytest.approx(want.logpdf(linear.logit), rel=1e-9)
    jnp, _, _ = bayes_libraries()
    import jax

    density = sampled_log_marginal(design.blocks)

    def of(values):
        return density(scales_from(jnp, design, values), jnp.asarray(design.blocks.logit))

    value, gradient = jax.value_and_grad(of)({k: jnp.asarray(v) for k, v in sites.items()})
    assert float(value) == pytest.approx(got, rel=1e-9)
    for name in ("structure_scale", "sex_scale", "age_scale", "sex_age_scale", "country_scale"):
        sides = []
        for step in (1e-5, -1e-5):
            scales = scales_from(np, design, {**sites, name: sites[name] + step})
            sides.append(float(log_marginal(np, design.blocks, scales, design.blocks.logit)))
        want = (sides[0] - sides[1]) / 2e-5
        # Central differences in double precision: about six digits.
        assert float(gradient[name]) == pytest.approx(want, rel=1e-4, abs=1e-5), name


@pytest.mark.slow
def test_paths_have_the_mean_and_spread_of_the_dense_posterior(made):
    design, sites, _ = made
    dense = DenseCells(design, sites)
    g, steps = exactly_as(design, dense)
    n, rng = 1500, np.random.default_rng(3)
    scales = scales_from(np, design, sites)
    paths = draw_paths_given(design, [(scales, design.blocks.logit)] * n, rng)
    years = paths.years.astype(int).tolist()
    targets = [(3, years[0], 0, 0, 0, -1, NONE), (8, years[-1], 1, 2, 0, -2, NONE),
               (8, years[0], 1, 1, 0, -3, NONE)]  # fmt: skip
    cross = dense.covariance(targets, dense.points) @ g.T
    inside = g @ dense.covariance(dense.points, dense.points) @ g.T
    inside = inside + np.diag((design.figures.logit_se / design.linear.slope) ** 2)
    gap = design.linear.figures.logit - g @ dense.mean(dense.points) - steps
    mean = dense.mean(targets) + cross @ np.linalg.solve(inside, gap)
    covariance = dense.covariance(targets, targets) - cross @ np.linalg.solve(inside, cross.T)
    got = np.stack([paths.logit[:, c, years.index(y), s, a] for c, y, s, a, *_ in targets])
    sd = np.sqrt(np.diag(covariance))
    # 4.5 standard errors of a mean and of a covariance of 1,500 normal draws.
    assert np.abs(got.mean(axis=1) - mean).max() < 4.5 * sd.max() / np.sqrt(n)
    assert np.abs(np.cov(got) - covariance).max() < 4.5 * np.sqrt(2 / n) * sd.max() ** 2


def test_figures_of_single_cells_stay_as_they_are_to_the_last_bit():
    figures = some_figures(np.random.default_rng(4))
    rows = {k: v[~figures.total] for k, v in vars(figures).items() if k != "adjustment_sd"}
    single = replace(figures, **rows)
    linear = linear_figures(single, WORLD, PARTS)
    assert linear.figures is single
    assert (linear.slope == 1.0).all()
    assert (linear.offset == 0.0).all()
    assert linear.published(single.logit).tolist() == single.logit.tolist()
    # Beside totals too.
    mixed = design_of(figures, WORLD, PARTS)
    mine = ~figures.total
    assert mixed.linear.figures.logit[mine].tolist() == figures.logit[mine].tolist()
    assert mixed.linear.slope[mine].tolist() == [1.0] * int(mine.sum())


def test_the_order_of_the_figures_does_not_matter():
    figures = some_figures(np.random.default_rng(5))
    order = np.random.default_rng(6).permutation(figures.n)
    rows = {k: v[order] for k, v in vars(figures).items() if k != "adjustment_sd"}
    plain = linear_figures(figures, WORLD, PARTS)
    turned = linear_figures(replace(figures, **rows), WORLD, PARTS)
    assert turned.slope == pytest.approx(plain.slope[order], abs=1e-6)
    assert turned.figures.logit == pytest.approx(plain.figures.logit[order], abs=1e-5)


def test_a_total_of_cells_expected_alike_is_moved_by_how_far_apart_they_may_be():
    """Two halves, expected alike: slope 1, and an offset by hand."""
    weight = np.full((1, 2, 1), 0.5)
    figures = measured_figures([0], [2015], [-2.0], [0.1], cell_weight=weight)
    linear = linear_figures(figures, WORLD, ModelParts(2015, (2015, 2015)))
    assert linear.slope == pytest.approx([1.0], abs=1e-9)
    # Sexes differ by what they have in all countries alone: a single figure tells of no structure
    # of her own. H is (1 - 2 p) / 4 times (1, -1; -1, 1), and the total does not tell them apart.
    level = linear.figures.logit[0]
    expected = -4.0 + (level + 4.0) * (1.0 - 0.01 / prior_of_a_total())
    share = special.expit(expected)
    offset = 0.5 * (1.0 - 2.0 * share) / 4.0 * 2.0 * (0.6745 * 0.5) ** 2
    assert linear.offset == pytest.approx([offset], rel=1e-4)
    assert level == pytest.approx(-2.0 - offset, rel=1e-6)


def prior_of_a_total():
    """Variance of one figure of girls and boys in equal parts, scales at their medians."""
    median = 0.6745
    shared = 3.0**2 + (median * 1.0) ** 2 + (median * 0.5) ** 2 + 0.5 * (median * 0.5) ** 2
    return shared + median**2 * (1.0**2 + 0.2**2) + 0.01


def test_a_definition_moves_a_total_by_the_weights_of_the_ages_where_it_differs(made):
    design, _, _ = made
    weight = design.linear.figures.cell_weight
    want = np.where(design.figures.definition == 1, weight[:, :, :2].sum(axis=(1, 2)), 1.0)
    assert design.by_figure(design.step_weight) == pytest.approx(want, abs=1e-12)
    # Figures of the oldest age alone have no step, whatever their definition.
    oldest = ~design.figures.cell_weight[:, :, :2].any(axis=(1, 2))
    assert (design.by_figure(design.step.astype(float))[oldest] == 0.0).all()
    assert oldest.sum() > 3


def test_what_is_taken_away_does_not_choose_the_point_of_the_others():
    figures = some_figures(np.random.default_rng(7))
    held = np.asarray(figures.country == 8)
    other = replace(figures, logit=np.where(held, 1.5, figures.logit))
    first, second = (
        linear_figures(figures_without(one, held), WORLD, PARTS) for one in (figures, other)
    )
    assert first.slope.tolist() == second.slope.tolist()
    assert first.offset.tolist() == second.offset.tolist()


def test_points_that_do_not_settle_are_refused(monkeypatch):
    monkeypatch.setattr(totals, "MOST_ROUNDS", 2)
    with pytest.raises(RefusedError, match="cannot be linearised") as caught:
        linear_figures(some_figures(np.random.default_rng(8)), WORLD, PARTS)
    assert caught.value.code == "totals-not-linearised"


@pytest.mark.parametrize("weight", [np.full((1, 2, 1), 0.4), np.array([[[1.5], [-0.5]]])])
def test_weights_that_are_no_shares_are_refused(weight):
    with pytest.raises(DataError) as caught:
        measured_figures([0], [2015], [-2.0], [0.1], cell_weight=weight)
    assert caught.value.code == "cell-weights"


def expanded(figures, logit):
    """Shares of all figures of a world where every cell is known: (n,) log-odds."""
    share = special.expit(logit[figures.country])
    return special.logit(np.einsum("nsa,nsa->n", share, figures.cell_weight))


@pytest.mark.slow
def test_a_world_of_totals_and_cells_is_found_again_and_totals_stand_where_they_were_published():
    """30 countries of 2 sexes and 2 ages; half of their surveys publish one total only."""
    rng = np.random.default_rng(12)
    place = hierarchy_without_covariates(np.arange(30) % 5, np.arange(5))
    level = -2.0 + 0.5 * rng.normal(size=5)[np.arange(30) % 5] + 0.6 * rng.normal(size=30)
    truth = level[:, None, None] + np.array([[-0.7, 0.2], [-0.2, 0.7]])
    truth = truth + 0.1 * rng.normal(size=truth.shape)
    population = rng.uniform(0.5, 2.0, truth.shape)
    rows = [(k, np.s_[:], np.s_[:]) for k in range(0, 24, 2)]
    rows += [(k, np.s_[s : s + 1], np.s_[a : a + 1]) for k in range(1, 24, 2)
             for s in range(2) for a in range(2)]  # fmt: skip
    weight = np.zeros((len(rows), 2, 2))
    for i, (k, sexes, ages) in enumerate(rows):
        weight[i, sexes, ages] = population[k, sexes, ages]
    country = np.array([k for k, *_ in rows])
    plain = measured_figures(
        country, np.full(len(rows), 2015), np.zeros(len(rows)), np.full(len(rows), 0.08),
        cell_weight=weight / weight.sum(axis=(1, 2), keepdims=True),
    )  # fmt: skip
    # A survey is wrong by 0.1 beside sampling, which is what the model is told.
    wrong = 0.1 * rng.normal(size=30)[country] + 0.08 * rng.normal(size=len(rows))
    figures = replace(plain, logit=expanded(plain, truth) + wrong)
    parts = ModelParts(2015, (2015, 2015), survey_errors=((0, 0.1),))
    design = design_of(figures, place, parts)
    draws = draw_scales(design, Sampler(4, 4, 250, 250))
    paths = draw_paths_given(design, list(draws.thinned(400)), rng)
    logit = paths.logit[:, :, 0]
    error = (logit.mean(axis=0) - truth) / logit.std(axis=0)
    # 120 cells, cells of one country together: five in six inside 1.64 deviations at the least.
    assert np.mean(np.abs(error) < 1.64) > 0.83
    assert np.abs(error).max() < 5.0
    assert abs((logit.mean(axis=0) - truth)[:24].mean()) < 0.06
    # Where only a total was published, girls and boys are told apart by the other countries.
    apart = (logit.mean(axis=0)[:24:2, 1, 1] - logit.mean(axis=0)[:24:2, 0, 0]).mean()
    assert apart == pytest.approx(1.4, abs=0.2)
    # The totals of the draws are those that were published.
    fitted = np.stack([expanded(figures, one) for one in logit])[:, figures.total]
    published = figures.logit[figures.total]
    # Errors of sampling and survey are 0.13 together, and countries differ by 0.8.
    assert np.abs(fitted.mean(axis=0) - published).max() < 0.1
    assert fitted.std(axis=0) == pytest.approx(0.13, rel=0.2)
    far = linearisation_error(draws, 60, rng)
    assert far.row.tolist() == np.flatnonzero(figures.total).tolist()
    # Cells differ by 1.4 on the log-odds and a total by 0.08: what is lost stays under a tenth.
    assert far.overall < 0.1


@pytest.mark.slow
def test_leaving_a_country_out_is_conditioning_the_dense_normal_on_the_others():
    rng = np.random.default_rng(31)
    # Errors of surveys are stated, so that they have no heavy tails to be tried at nodes.
    stated = replace(PARTS, survey_errors=((0, 0.23), (1, 0.31)))
    design = design_of(some_figures(rng, definitions=1), WORLD, stated)
    sites = some_sites(design, rng)
    del sites["coefficients"]
    sites |= {"survey_tail": np.ones(design.surveys), "survey_scale": np.array([0.23, 0.31])}
    repeated = {name: np.broadcast_to(x, (2, 100, *x.shape)) for name, x in sites.items()}
    draws = ScaleDraws(design, repeated, Convergence({}, {}, 0, 0, 1.0), 0)
    left = leave_countries_out(draws, 200, rng)
    sites |= {"step": np.zeros(0), "coefficients": np.zeros(0)}
    figures, dense, linear = design.figures, DenseCells(design, sites), design.linear
    g, _ = exactly_as(design, dense)
    apart = linear.figures.logit - g @ dense.mean(dense.points)
    mine = figures.country == 8
    log_density, each = [], []
    for tail in stats.invgamma.ppf((np.arange(NODES) + 0.5) / NODES, 2.0, scale=2.0):
        dense.tail[8] = tail
        full = g @ dense.covariance(dense.points, dense.points) @ g.T
        full = full + np.diag((figures.logit_se / linear.slope) ** 2)
        gain = np.linalg.solve(full[np.ix_(~mine, ~mine)], full[np.ix_(~mine, mine)])
        mean = (g @ dense.mean(dense.points))[mine] + gain.T @ apart[~mine]
        spread = full[np.ix_(mine, mine)] - full[np.ix_(mine, ~mine)] @ gain
        # On the scale on which the figures are published.
        slope = linear.slope[mine]
        mean, spread = linear.offset[mine] + slope * mean, slope[:, None] * spread * slope
        log_density.append(stats.multivariate_normal(mean, spread).logpdf(figures.logit[mine]))
        alone = stats.norm(mean, np.sqrt(np.diag(spread)))
        each.append(alone.logpdf(figures.logit[mine]))
    assert left.expected[mine] == pytest.approx(mean, rel=1e-8)
    want = special.logsumexp(log_density) - np.log(NODES)
    assert left.log_score[8] == pytest.approx(want, rel=1e-8)
    want = special.logsumexp(each, axis=0) - np.log(NODES)
    assert left.log_score_each[mine] == pytest.approx(want, rel=1e-8)


def test_a_counted_total_has_its_cases_among_persons_of_all_its_cells():
    """One total of two unlike cells as a count, against the normal of as many persons."""
    weight = np.array([[[0.5], [0.5]], [[1.0], [0.0]], [[0.0], [1.0]]])
    plain = measured_figures(
        [0, 1, 1], [2015] * 3, [-2.0, -3.0, -1.0], [0.1, 0.1, 0.1], cell_weight=weight
    )
    counted = np.array([True, False, False])
    figures = replace(
        plain, counted=counted, logit_se=np.where(counted, 0.0, 0.1),
        cases=100.0 * counted, effective_n=800.0 * counted,
    )  # fmt: skip
    place = hierarchy_without_covariates(np.zeros(2, int), np.zeros(1, int))
    design = design_of(figures, place, ModelParts(2015, (2015, 2015)))
    assert design.linear.slope[0] < 0.99
    at = np.array([-1.7, -2.1])
    published = design.linear.offset[0] + design.linear.slope[0] * at
    want = stats.binom.logpmf(100, 800, special.expit(published))
    got = design.counts.log_likelihood(at[:, None])[:, 0]
    assert got[0] - got[1] == pytest.approx(want[0] - want[1], rel=1e-9)
    plain = design.linear.published(design.by_figure(design.blocks.logit))
    assert plain[1:].tolist() == [-3.0, -1.0]


def rounds(monkeypatch, then):
    """`_settled` where one round takes mean and variance of the first of two cells to `then`."""
    monkeypatch.setattr(totals, "cells_of_totals", lambda _: (np.zeros(1, int), None))
    for name in ("set_survey_scales", "typical_scales", "with_cells"):
        monkeypatch.setattr(totals, name, lambda *_, **__: None)
    at = []
    monkeypatch.setattr(
        totals, "linear_about", lambda _, c: at.append(c) or SimpleNamespace(figures=None)
    )
    monkeypatch.setattr(totals, "_laid_out", lambda *_: (None, None))
    monkeypatch.setattr(totals, "rows_given", lambda *_: None)

    def found(*_):
        mean, covariance = then(at[-1].mean[0, 0], at[-1].covariance[0, 0, 0])
        return Cells(np.array([[mean, 0.0]]), np.array([[[covariance, 0.0], [0.0, 0.0]]]))

    monkeypatch.setattr(totals, "_cells_in", found)
    start = Cells(np.zeros((1, 2)), np.zeros((1, 2, 2)))
    end = totals._settled(
        SimpleNamespace(logit=np.zeros(1)), None, SimpleNamespace(trend=True), start, None
    )
    return end.mean[0, 0], end.covariance[0, 0, 0], [one.mean[0, 0] for one in at]


@pytest.mark.parametrize(
    ("then", "mean", "covariance"),
    [
        # Half the way to 2 a round, where the other settled at once.
        (lambda m, v: (1.0 + m / 2.0, 0.0), 2.0, 0.0),
        (lambda m, v: (0.0, 1.0 + v / 2.0), 0.0, 2.0),
        (lambda m, v: (-1.0 + m / 2.0, 1.0 + v / 4.0), -2.0, 4.0 / 3.0),
        # Whole steps would leave 4/3 ever further behind, half ones lead there.
        (lambda m, v: (4.0 - 2.0 * m, 0.0), 4.0 / 3.0, 0.0),
        (lambda m, v: (0.0, 4.0 - 2.0 * v), 0.0, 4.0 / 3.0),
    ],
)
def test_rounds_go_on_until_neither_points_nor_their_covariance_move(
    monkeypatch, then, mean, covariance
):
    found = rounds(monkeypatch, then)
    assert found[:2] == pytest.approx((mean, covariance), abs=5e-5)


def test_cells_that_come_out_where_they_went_in_take_one_round(monkeypatch):
    assert rounds(monkeypatch, lambda m, v: (m, v)) == (0.0, 0.0, [0.0])
    assert rounds(monkeypatch, lambda m, v: (3.0, 0.5)) == (3.0, 0.5, [0.0, 3.0])


def test_steps_are_halved_where_cells_move_further_than_before(monkeypatch):
    """By hand: to 4, then 8 back, of which half; 4 again, of which half; half from there on."""
    *_, points = rounds(monkeypatch, lambda m, v: (4.0 - 2.0 * m, 0.0))
    assert points[:6] == [0.0, 4.0, 0.0, 2.0, 1.0, 1.5]
    *_, points = rounds(monkeypatch, lambda m, v: (min(m + 1.0, 5.0), 0.0))
    assert points == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]


@pytest.mark.parametrize("tolerance", [1e-5, 1.0])
def test_cells_that_go_on_moving_are_refused(monkeypatch, tolerance):
    monkeypatch.setattr(totals, "TOLERANCE", tolerance)
    with pytest.raises(RefusedError, match="after 200 rounds a cell still moves by 1 "):
        rounds(monkeypatch, lambda m, v: (m + 1.0, v))


def test_of_errors_of_totals_the_worst_is_told_beside_all():
    found = LinearisationError(np.arange(2), np.array([0.06, -0.08]), np.array([0.3, 0.4]))
    assert found.largest == 0.4
    assert found.overall == pytest.approx(0.125**0.5)
    assert found.leaning == pytest.approx(0.005**0.5)
    assert found.overall_mean == pytest.approx(-0.01)


def test_asking_for_the_libraries_again_states_their_options_no_second_time():
    bayes_libraries()
    stated = os.environ["XLA_FLAGS"]
    bayes_libraries()
    assert os.environ["XLA_FLAGS"] == stated
    assert len(stated.split()) == len(set(stated.split()))
