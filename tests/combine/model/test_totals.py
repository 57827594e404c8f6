"""Totals in linear form against one dense normal of all cells, found anew without our formulas."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import special, stats

from measure87.combine.model import totals
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.hierarchy import hierarchy_without_covariates
from measure87.combine.model.marginal import log_marginal
from measure87.combine.model.marginal_gradient import sampled_log_marginal
from measure87.combine.model.parts import ModelParts
from measure87.combine.model.paths import draw_paths_given
from measure87.combine.model.priors import bayes_libraries, scales_from
from measure87.combine.model.totals import linear_figures
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
    "country_scale": 0.7, "slope_scale": 0.2, "wander_scale": 0.2, "persistence": 0.7,
    "structure_scale": 0.15, "survey_scale": [0.1, 0.1], "coefficients": [],
}  # fmt: skip


def some_figures(rng, definitions=2):
    """12 countries with one to six figures: cells, girls or boys, one age of both, everybody."""
    country = np.repeat(np.arange(12), 1 + np.arange(12) % 5 + (np.arange(12) < 10))
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


def dense_linear(design):
    """Points, slopes and gradients by conditioning the dense normal, over and over."""
    sites = {name: np.asarray(value) for name, value in TYPICAL.items()}
    sites |= {"tail": np.ones(len(design.blocks.country)), "survey_tail": np.ones(design.surveys)}
    sites["step"] = np.full(len(design.step_definition), 0.25)
    dense, f = DenseCells(design, sites), design.figures
    mean = dense.mean(dense.points) + dense.steps
    prior = dense.covariance(dense.points, dense.points)
    eta = f.logit[dense.of]
    for _ in range(40):
        g = dense.matrix(dense.gradient(eta))
        left = f.logit - special.logit(dense.share(eta)) + g @ (eta - mean)
        gain = prior @ g.T @ np.linalg.inv(g @ prior @ g.T + np.diag(f.logit_se**2))
        eta = mean + gain @ left
    return dense, eta, dense.gradient(eta)


@pytest.fixture(scope="module")
def made():
    rng = np.random.default_rng(21)
    design = design_of(some_figures(rng), WORLD, PARTS)
    assert design.figures.total.sum() > 20
    sites = some_sites(design, rng) | {"coefficients": np.zeros(0)}
    return design, sites, dense_linear(design)


def test_the_points_are_those_where_the_dense_normal_settles(made):
    design, _, (dense, eta, gradient) = made
    g = dense.matrix(gradient)
    slope = g.sum(axis=1)
    offset = special.logit(dense.share(eta)) - g @ eta
    # The points settle to 1e-5; central differences of a step of 1e-5 are right to about 1e-9.
    assert design.linear.slope == pytest.approx(slope, abs=1e-5)
    assert design.linear.offset == pytest.approx(offset, abs=1e-5)
    weight = design.linear.figures.cell_weight[dense.of, dense.sex, dense.age]
    assert weight == pytest.approx(gradient / slope[dense.of], abs=1e-5)
    assert slope.min() < 0.98


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


def test_a_total_of_equal_cells_is_what_one_cell_would_be():
    """Where nothing tells the cells apart the linear form is exact: slope 1, no offset."""
    weight = np.full((1, 2, 1), 0.5)
    figures = measured_figures([0], [2015], [-2.0], [0.1], cell_weight=weight)
    linear = linear_figures(figures, WORLD, ModelParts(2015, (2015, 2015)))
    assert linear.slope == pytest.approx([1.0], abs=1e-9)
    assert linear.offset == pytest.approx([0.0], abs=1e-9)


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
