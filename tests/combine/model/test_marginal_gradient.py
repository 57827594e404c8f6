"""The density that is sampled, and its gradient, against numpy's and differences: a small world."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.combine.model.design import design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.marginal import _solve_lower, log_marginal
from measure87.combine.model.parts import Hierarchy, ModelParts
from measure87.combine.model.priors import bayes_libraries
from measure87.combine.model.sampled_marginal import sampled_log_marginal
from measure87.combine.model.typical_scales import typical_scales


def small_world():
    """Four countries, a covariate that is not known everywhere; one has five figures."""
    covariance = np.zeros((4, 1, 1))
    covariance[2] = 0.5
    hierarchy = Hierarchy(
        np.array([0, 1, 0, 1]),
        np.array([0, 0]),
        np.array([[-1.0], [0.3], [0.1], [0.9]]),
        covariance,
    )
    figures = measured_figures(
        [0, 0, 0, 0, 0, 1, 2, 3],
        [2015, 2015, 2012, 2012, 2012, 2015, 2013, 2015],
        [-2.0, -1.6, -2.4, -1.9, -2.1, -1.2, -3.0, -2.2],
        [0.1, 0.2, 0.15, 0.3, 0.1, 0.2, 0.1, 0.25],
        sex=[0, 1, 0, 1, 0, 1, 0, 1],
        survey=[0, 0, 1, 1, 2, 3, 4, 5],
        source_type=[0, 0, 1, 1, 0, 0, 1, 0],
    )
    design = design_of(figures, hierarchy, ModelParts(2015, (2015, 2015)))
    scales = typical_scales(
        design.blocks, np.zeros(design.step.shape), trend=False, survey=design.set_survey_scales
    )
    told = {"coefficients": np.array([0.4]), "wander": 0.2, "persistence": 0.7, "slope": 0.3}
    return design.blocks, replace(scales, **told)


def test_the_sampled_density_and_its_gradient_are_those_of_the_formula():
    jnp, _, _ = bayes_libraries()
    import jax

    blocks, scales = small_world()
    density = sampled_log_marginal(blocks)
    names = ("group", "country", "tail", "slope", "wander", "structure", "survey", "coefficients")
    at = [np.asarray(getattr(scales, name), dtype=float) for name in names]

    def of(xp, function, values, logit):
        return function(replace(scales, **dict(zip(names, values, strict=True))), logit)

    value, (by_scale, by_logit) = jax.jit(
        jax.value_and_grad(lambda *both: of(jnp, density, *both), argnums=(0, 1))
    )([jnp.asarray(one) for one in at], jnp.asarray(blocks.logit))

    def plain(values, logit):
        return float(of(np, lambda s, y: log_marginal(np, blocks, s, y), values, logit))

    assert float(value) == pytest.approx(plain(at, blocks.logit), rel=1e-10)
    alone = jax.jit(lambda logit: density(scales, logit))(jnp.asarray(blocks.logit))
    assert float(alone) == pytest.approx(float(value), rel=1e-12)
    step = 1e-5
    for number, name in enumerate(names):
        for place in np.ndindex(at[number].shape):
            sides = []
            for away in (step, -step):
                moved = [one.copy() for one in at]
                moved[number][place] += away
                sides.append(plain(moved, blocks.logit))
            want = (sides[0] - sides[1]) / (2 * step)
            assert float(by_scale[number][place]) == pytest.approx(want, rel=1e-5, abs=1e-6), name
    for place in zip(*np.nonzero(blocks.real), strict=True):
        away = np.zeros(blocks.logit.shape)
        away[place] = step
        sides = [plain(at, blocks.logit + sign * away) for sign in (1, -1)]
        want = (sides[0] - sides[1]) / (2 * step)
        assert float(by_logit[place]) == pytest.approx(want, rel=1e-5, abs=1e-6)


def test_lower_triangles_are_solved_alike_by_both_libraries():
    """What stands above the diagonal is not looked at by jax, and is 0 for numpy."""
    jnp, _, _ = bayes_libraries()
    import jax

    rng = np.random.default_rng(3)
    root = np.tril(rng.normal(size=(2, 3, 3))) + 3.0 * np.eye(3)
    right = rng.normal(size=(2, 3, 2))
    found = _solve_lower(np, root, right)
    assert isinstance(found, np.ndarray)
    assert root @ found == pytest.approx(right, rel=1e-9)
    above = root + np.triu(np.ones((3, 3)), 1)
    sampled = jax.jit(lambda a, b: _solve_lower(jnp, a, b))(above, right)
    assert np.asarray(sampled) == pytest.approx(found, rel=1e-9)
