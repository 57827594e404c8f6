"""Gradient, curvature and bend of a total's log-odds against differences and against draws."""

import numpy as np
import pytest
from scipy import special

from measure87.combine.model.totals import total_curve

RNG = np.random.default_rng(14)
WEIGHT = RNG.dirichlet(np.ones(6), size=5)
ETA = RNG.normal(-1.5, 1.5, (5, 6))


def logit_of_total(eta):
    return special.logit((WEIGHT * special.expit(eta)).sum(axis=1))


def test_the_gradient_is_that_of_differences():
    h = 1e-5
    want = [logit_of_total(ETA + h * e) - logit_of_total(ETA - h * e) for e in np.eye(6)]
    # Central differences: an error of h squared, and of rounding over h.
    got = total_curve(WEIGHT, ETA)
    assert got.gradient == pytest.approx(np.stack(want, axis=1) / (2.0 * h), abs=1e-9)
    assert got.logit == pytest.approx(logit_of_total(ETA), rel=1e-12)


def test_the_curvature_is_that_of_differences_of_the_gradient():
    h = 1e-5
    sides = [total_curve(WEIGHT, ETA + s * h * e).gradient for e in np.eye(6) for s in (1.0, -1.0)]
    want = (np.stack(sides[::2], axis=1) - np.stack(sides[1::2], axis=1)) / (2.0 * h)
    got = total_curve(WEIGHT, ETA).curvature
    assert got == pytest.approx(want, abs=1e-9)
    assert np.abs(got).max() > 0.05


def test_the_bend_is_the_mean_of_draws_less_the_value_at_their_mean():
    """Contrasts of 0.2 between six cells of a share of one in ten, as in a world of surveys."""
    rng, sd = np.random.default_rng(15), 0.2
    weight = rng.dirichlet(np.full(6, 5.0))[None]
    eta = np.array([[-3.0, -2.4, -2.0, -2.6, -2.1, -1.6]])
    curve = total_curve(weight, eta)
    bend = curve.bend(sd**2 * np.eye(6)[None])[0]
    apart = sd * rng.standard_normal((100_000, 6))
    drawn = special.logit(special.expit(eta + np.concatenate([apart, -apart])) @ weight[0])
    lifted = drawn.reshape(2, -1).mean(axis=0) - curve.logit[0]
    # What is of fourth order is about 3 sd squared of it; five standard errors of paired draws.
    error = lifted.std() / np.sqrt(len(lifted))
    assert bend > 20.0 * error
    assert lifted.mean() == pytest.approx(bend, abs=3.0 * sd**2 * bend + 5.0 * error)


def test_one_cell_has_no_curvature_and_cells_that_are_alike_none_together():
    alone = total_curve(np.array([[0.0, 1.0, 0.0]]), np.array([[0.0, -2.0, 0.0]]))
    assert alone.gradient == pytest.approx(np.array([[0.0, 1.0, 0.0]]), abs=1e-12)
    assert np.abs(alone.curvature).max() < 1e-12
    alike = total_curve(WEIGHT, np.tile(ETA[:, :1], 6))
    assert np.abs(alike.curvature.sum(axis=2)).max() < 1e-12


def test_shares_next_to_one_and_next_to_nothing_keep_their_digits():
    """A total and its complement: log-odds of the other sign, and curvature too."""
    for far in (-30.0, 30.0):
        there, back = (total_curve(WEIGHT, s * (ETA + far)) for s in (1.0, -1.0))
        assert there.logit == pytest.approx(-back.logit, rel=1e-12)
        assert there.gradient == pytest.approx(back.gradient, rel=1e-9)
        assert there.curvature == pytest.approx(-back.curvature, rel=1e-6, abs=1e-15)
