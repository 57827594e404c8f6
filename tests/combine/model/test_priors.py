"""Priors as they are sampled have the densities that the page tells, whatever they go through."""

import os
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from measure87.combine.model import priors
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.heavy_tails import tail_map
from measure87.combine.model.parts import Hierarchy, ModelParts
from measure87.combine.model.priors import _steps, bayes_libraries, priors_alone


@pytest.fixture(scope="module")
def traced():
    """Sites of a world of twelve countries with two covariates, some of them put in."""
    _, _, _ = bayes_libraries()
    from numpyro import handlers

    rng = np.random.default_rng(1)
    x = rng.normal(size=(12, 2))
    hierarchy = Hierarchy(np.arange(12) % 2, np.arange(2), x, np.zeros((12, 2, 2)))
    logit = -2.0 + x @ np.array([0.5, -0.3]) + 0.6 * rng.normal(size=12)
    figures = measured_figures(np.arange(12), np.full(12, 2015), logit, np.full(12, 0.1))
    design = design_of(figures, hierarchy, ModelParts(2015, (2015, 2015), tail_df=5.0))

    def trace(**given):
        seeded = handlers.seed(priors_alone(design), 0)
        return handlers.trace(handlers.substitute(seeded, given)).get_trace()

    return design, trace


def log_prob(site):
    return float(np.sum(site["fn"].log_prob(site["value"])))


def test_factors_of_tails_have_their_density_whatever_they_are_sampled_through(traced):
    design, trace = traced
    z = np.linspace(-2.0, 2.0, 12)
    sites = trace(tail_normal=z)
    through = tail_map(design.parts.tail_df)
    factor = np.asarray(through.factor(z))
    assert np.asarray(sites["tail"]["value"]) == pytest.approx(factor, rel=1e-12)
    density = log_prob(sites["tail_normal"]) + float(sites["tail_density"]["fn"].log_factor)
    assert density == pytest.approx(float(through.log_density(z).sum()), rel=1e-9)


@pytest.mark.parametrize("told", [0.0, 0.3, 1.0])
def test_coefficients_are_normal_with_their_common_scale_however_they_are_centred(
    monkeypatch, traced, told
):
    """The density of what is sampled, less that of the change to what it stands for."""
    _, trace = traced
    monkeypatch.setattr(priors, "covariate_centring", lambda blocks, place: told)
    scale, apart = 0.4, np.array([0.7, -0.2])
    sites = trace(covariate_scale=np.array(scale), coefficients_normal=apart)
    coefficients = np.asarray(sites["coefficients"]["value"])
    assert coefficients == pytest.approx(scale ** (1.0 - told) * apart, rel=1e-12)
    density = log_prob(sites["coefficients_normal"]) - 2 * (1.0 - told) * np.log(scale)
    assert density == pytest.approx(stats.norm.logpdf(coefficients, scale=scale).sum(), rel=1e-9)


@pytest.mark.parametrize("told", [[True, False, True], [True, True, True], [False, False, False]])
def test_steps_that_are_told_are_sampled_and_others_by_how_far_they_lie_from_their_median(told):
    """Of two definitions with medians -1 and -2, and spreads 0.5 and 0.25, on the logarithm."""
    _, numpyro, dist = bayes_libraries()
    from numpyro import handlers

    told = np.array(told)
    design = SimpleNamespace(step_definition=np.array([2, 1, 2]), step_told=told)
    sites = {
        "step_log_median": np.array([-1.0, -2.0]), "step_log_spread": np.array([0.5, 0.25]),
    }  # fmt: skip
    given = {
        "step_told": np.array([0.3, 0.1, 0.2])[: told.sum()],
        "step_untold": np.array([1.5, -1.0, 0.5])[: (~told).sum()],
    }
    model = handlers.substitute(lambda: _steps(design, numpyro, dist, sites), given)
    trace = handlers.trace(handlers.seed(model, 0)).get_trace()
    assert set(trace) - {"step"} == {name for name, one in given.items() if len(one)}
    median, spread = np.array([-2.0, -1.0, -2.0]), np.array([0.25, 0.5, 0.25])
    expected = np.empty(3)
    expected[told] = given["step_told"]
    expected[~told] = np.exp(median[~told] + spread[~told] * given["step_untold"])
    assert np.asarray(trace["step"]["value"]) == pytest.approx(expected, rel=1e-12)
    if told.any():
        density = stats.lognorm.logpdf(given["step_told"], spread[told], scale=np.exp(median[told]))
        assert log_prob(trace["step_told"]) == pytest.approx(density.sum(), rel=1e-9)
    if (~told).any():
        density = stats.norm.logpdf(given["step_untold"])
        assert log_prob(trace["step_untold"]) == pytest.approx(density.sum(), rel=1e-9)


def test_sizes_of_surveys_errors_are_those_that_are_set_and_those_that_are_sampled():
    design = SimpleNamespace(set_survey_scales=np.array([np.nan, 0.2, np.nan]))
    found = priors._survey_scales(np, design, {"survey_scale": np.array([0.5, 0.7])})
    assert found.tolist() == [0.5, 0.2, 0.7]
    every = SimpleNamespace(set_survey_scales=np.array([0.3, 0.2]))
    assert priors._survey_scales(np, every, {}).tolist() == [0.3, 0.2]


def test_where_a_surveys_error_is_set_it_has_no_heavy_tail():
    design = SimpleNamespace(surveys=3, surveys_with_tails=np.array([True, False, True]))
    found = priors._survey_tails(np, design, {"survey_tail": np.array([2.0, 3.0, 0.5])})
    assert found.tolist() == [2.0, 1.0, 0.5]
    assert priors._survey_tails(np, design, {}).tolist() == [1.0] * 3


def test_options_of_the_compiler_are_stated_unless_the_user_has(monkeypatch):
    monkeypatch.setenv("XLA_FLAGS", "")
    bayes_libraries()
    stated = os.environ["XLA_FLAGS"].split()
    assert stated == " ".join(priors._FLAGS.values()).split()
    (first, *_) = priors._FLAGS
    monkeypatch.setenv("XLA_FLAGS", f"{first}=mine")
    bayes_libraries()
    words = os.environ["XLA_FLAGS"].split()
    assert words[0] == f"{first}=mine"
    assert sum(word.startswith(first) for word in words) == 1
    assert len(words) == len(stated)
