"""Steps between definitions, by country and draw: no measure on the wrong side of another."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from measure87.combine.model.design import design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.marginal import Scales, Steps
from measure87.combine.model.parts import ModelParts, hierarchy_without_covariates
from measure87.combine.model.paths import at_ages, draw_paths_before, draw_paths_given, signed_steps

LOG_MEDIAN, LOG_SPREAD, SIZE = np.log(0.3), 0.6, np.array([0.2, 0.9])
AGES = 3


def a_design(**parts):
    """Five countries: two have figures of both definitions, two of the first alone."""
    country = [0, 0, 1, 1, 2, 3]
    figures = measured_figures(
        country,
        [2015] * 6,
        [-2.0, -1.8, -1.0, -0.2, -3.0, -2.5],
        [0.1] * 6,
        definition=[0, 1, 0, 1, 0, 0],
        age=[0, 0, 0, 0, 1, 2],
    )
    hierarchy = hierarchy_without_covariates([0, 0, 1, 1, 1], [0, 1])
    return design_of(figures, hierarchy, ModelParts(2015, (2015, 2015), **parts))


def some_scales(design):
    k = len(design.blocks.country)
    shift = np.concatenate([[0.0], design.step_sign * SIZE])[design.step] * design.step_weight
    return Scales(
        group=np.full(len(design.blocks.groups), 0.5),
        mean=-2.0,
        coefficients=np.zeros(0),
        country=0.7,
        tail=np.ones(k),
        slope=0.1,
        wander=0.0,
        persistence=0.5,
        structure=0.1,
        survey=np.array([0.35]),
        survey_tail=np.ones(design.surveys),
        shift=shift,
        steps=Steps(SIZE, np.array([LOG_MEDIAN]), np.array([LOG_SPREAD])),
    )


def drawn(design, n, seed=1):
    given = [(some_scales(design), design.blocks.logit)] * n
    return draw_paths_given(design, given, np.random.default_rng(seed))


def test_a_country_with_both_definitions_has_her_step_and_others_one_as_they_are_spread():
    design, rng = a_design(), np.random.default_rng(5)
    steps = some_scales(design).steps
    found = np.stack([signed_steps(design, steps, rng) for _ in range(4000)])
    assert found.shape == (4000, 5, 2)
    assert (found[:, :, 0] == 0.0).all()
    assert (found[:, :2, 1] == SIZE).all()
    for country in (2, 3, 4):
        test = stats.kstest(found[:, country, 1], stats.lognorm(LOG_SPREAD, scale=0.3).cdf)
        assert test.pvalue > 0.001


def test_the_outer_measure_is_the_inner_one_and_a_share_of_the_rest_in_every_draw():
    paths = drawn(a_design(), 300)
    inner, outer = paths.share, paths.share_under(1)
    assert (outer > inner).all()
    q = outer * (1.0 - np.exp(-paths.step[:, :, 1]))[:, :, None, None, None]
    assert ((q > 0.0) & (q < 1.0)).all()
    assert outer == pytest.approx(inner + (1.0 - inner) * q, rel=1e-12)


def test_a_definition_that_counts_fewer_lies_below_in_every_draw():
    paths = drawn(a_design(step_sign=(-1,)), 100)
    assert (paths.share_under(1) < paths.share).all()


def test_at_ages_where_definitions_are_the_same_their_shares_are_the_same():
    design = a_design(same_ages=((2,),))
    assert at_ages(design, 1).tolist() == [1.0, 1.0, 0.0]
    assert at_ages(design, 0).tolist() == [0.0] * AGES
    paths = drawn(design, 50)
    assert (paths.share_under(1)[..., 2] == paths.share[..., 2]).all()
    assert (paths.share_under(1)[..., :2] > paths.share[..., :2]).all()


def test_a_country_with_one_measure_alone_has_a_wider_interval_of_the_other():
    design = a_design()
    paths = drawn(design, 2000)
    logit = np.stack([paths.logit_under(d)[:, :, 0, 0, 0] for d in (0, 1)])
    own, other = logit.std(axis=1)
    # Countries 0 and 1 have both, and their step is given here; of 2 and 3 it is not.
    assert other[:2] == pytest.approx(own[:2], rel=1e-9)
    assert (other[2:4] > 1.005 * own[2:4]).all()
    assert np.corrcoef(logit[0, :, 2], logit[1, :, 2])[0, 1] > 0.8


def test_definition_zero_is_drawn_alike_whether_steps_are_drawn_or_not():
    design = a_design()
    bare = [(replace(some_scales(design), steps=None), design.blocks.logit)] * 20
    without = draw_paths_given(design, bare, np.random.default_rng(1))
    assert (without.logit == drawn(design, 20).logit).all()
    assert (without.step == 0.0).all()


def test_before_any_figure_all_countries_have_a_step_too():
    design = a_design()
    paths = draw_paths_before(design, [some_scales(design)] * 30, np.random.default_rng(2))
    assert (paths.share_under(1) > paths.share).all()


def test_each_of_two_definitions_has_the_step_that_its_country_has():
    """Of three countries one takes both steps, one the second; others are drawn anew."""
    design = SimpleNamespace(
        hierarchy=SimpleNamespace(countries=3),
        step_country=np.array([0, 0, 2]),
        step_definition=np.array([1, 2, 2]),
        parts=ModelParts(2015, (2015, 2015), step_sign=(1, -1)),
    )
    size = np.array([0.2, 0.5, 0.7])
    found = signed_steps(
        design, Steps(size, np.log([0.3, 0.4]), np.zeros(2)), np.random.default_rng(1)
    )
    expected = [[0.0, 0.2, -0.5], [0.0, 0.3, -0.4], [0.0, 0.3, -0.7]]
    assert found == pytest.approx(np.array(expected), rel=1e-12)
