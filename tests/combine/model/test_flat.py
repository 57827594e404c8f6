"""Where chains begin: at the mode of a density, spread as its curvature says."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from measure87.combine.model import sampling as flat
from measure87.combine.model.priors import bayes_libraries
from measure87.combine.model.sampling import (
    LEAST_SCALE,
    LEAST_SPREAD,
    MOST_SPREAD,
    START_SPREAD,
    FlatModel,
    _axes,
    flat_model,
)

PRECISION = np.array([[4.0, 1.2], [1.2, 2.0]])
CENTRE = np.array([0.5, -1.0])


def gaussian(precision, centre, least=(-np.inf, -np.inf)):
    """A model whose potential is a quadratic form about a centre that its figures move."""
    model = FlatModel(
        np.zeros(len(centre)), np.array(least), np.zeros((1, len(centre))), lambda *_: None, dict
    )

    def with_gradient(place, figures):
        away = place - centre - figures[0]
        return 0.5 * away @ precision @ away, precision @ away

    vars(model)["with_gradient"] = with_gradient  # in place of what is compiled
    return model


def test_chains_begin_about_the_mode_along_the_axes_of_the_normal():
    """Every start is the mode plus at most so many standard deviations along each axis."""
    begin = gaussian(PRECISION, CENTRE).beginning(400, seed=3)
    assert begin.mode == pytest.approx(CENTRE, abs=1e-5)
    covariance = np.linalg.inv(PRECISION)
    assert begin.variance == pytest.approx(np.diag(covariance), rel=1e-6)
    assert begin.starts.shape == (400, 2)
    value, vector = np.linalg.eigh(PRECISION)
    away = (begin.starts - begin.mode) @ vector * np.sqrt(value)
    assert np.abs(away).max() <= START_SPREAD
    # Uniform to both sides: a variance of a third of the squared range, and no correlation.
    assert away.mean(axis=0) == pytest.approx([0.0, 0.0], abs=0.25)
    assert away.var(axis=0) == pytest.approx([START_SPREAD**2 / 3] * 2, rel=0.15)
    assert abs(np.corrcoef(away.T)[0, 1]) < 0.2


def test_a_beginning_is_of_its_seed_and_of_the_figures_that_it_is_given():
    model = gaussian(PRECISION, CENTRE)
    one, again, other = (model.beginning(2, seed=seed) for seed in (1, 1, 2))
    assert (one.starts == again.starts).all()
    assert (one.starts != other.starts).any()
    moved = model.beginning(2, 1, np.array([[10.0, 20.0]]))
    assert moved.mode == pytest.approx(CENTRE + np.array([10.0, 20.0]), abs=1e-4)
    assert model.beginning(2, 1, model.figures).mode == pytest.approx(one.mode)


def test_scales_are_kept_from_nought_while_the_mode_is_looked_for():
    begin = gaussian(np.eye(2), np.array([-9.0, 1.0]), (-1.5, -np.inf)).beginning(1, 1)
    assert begin.mode == pytest.approx([-1.5, 1.0], abs=1e-6)


def test_values_spread_within_limits_where_the_mode_is_flat_or_sharp():
    """Standard deviations of 1/1000, 1/2 and 100."""
    precision = np.diag([1e6, 4.0, 1e-4])
    begin = gaussian(precision, np.zeros(3), (-np.inf,) * 3).beginning(1, 1)
    wanted = [LEAST_SPREAD**2, 0.25, MOST_SPREAD**2]
    assert begin.variance == pytest.approx(wanted, rel=1e-6)


def test_axes_are_those_of_the_inverse_curvature():
    axes = _axes(lambda place: PRECISION @ place, CENTRE)
    assert axes @ axes.T == pytest.approx(np.linalg.inv(PRECISION), rel=1e-8)
    # Where nothing holds a value, and where the mode is a saddle, its spread has a limit.
    axes = _axes(lambda place: np.array([0.0, -place[1]]), np.zeros(2))
    assert axes @ axes.T == pytest.approx(MOST_SPREAD**2 * np.eye(2), rel=1e-8)


def small_model(figures):
    """A scale, two coefficients, what is made of them, and what was seen."""
    _, numpyro, dist = bayes_libraries()

    def model(given=figures):
        scale = numpyro.sample("region_scale", dist.HalfNormal(0.5))
        x = numpyro.sample("coefficients", dist.Normal(0.0, 2.0).expand([2]).to_event(1))
        numpyro.deterministic("twice", 2.0 * x)
        numpyro.sample("seen", dist.Normal(scale, 1.0), obs=0.7)
        numpyro.factor("figures", -0.5 * ((given - x) ** 2).sum())

    return model


def test_a_model_of_named_values_is_a_density_of_one_vector(monkeypatch):
    """Of the coefficients, and of the logarithm of the scale; by scipy's densities."""
    figures = np.array([[0.3, -0.4]])
    monkeypatch.setattr(flat, "prior_model", lambda design: small_model(design.blocks.logit))
    made = flat_model(SimpleNamespace(blocks=SimpleNamespace(logit=figures)))
    assert made.middle.tolist() == [0.0] * 3
    # Nothing but the scale is kept from 0, and what was seen has no place.
    assert made.least.tolist() == [-np.inf, -np.inf, LEAST_SCALE]
    place = np.array([0.2, -0.1, np.log(0.4)])
    values = {name: np.asarray(one) for name, one in made.values(place).items()}
    assert values["region_scale"] == pytest.approx(0.4, rel=1e-12)
    assert values["coefficients"] == pytest.approx([0.2, -0.1])
    assert values["twice"] == pytest.approx([0.4, -0.2])

    def by_hand(given):
        density = stats.halfnorm.logpdf(0.4, scale=0.5) + np.log(0.4)
        density += stats.norm.logpdf([0.2, -0.1], scale=2.0).sum()
        density += stats.norm.logpdf(0.7, loc=0.4) - 0.5 * ((given - place[:2]) ** 2).sum()
        return -density

    assert float(made.potential(place)) == pytest.approx(by_hand(figures), rel=1e-9)
    other = np.array([[2.0, 1.0]])
    assert float(made.potential(place, other)) == pytest.approx(by_hand(other), rel=1e-9)
    assert made.figures is figures
