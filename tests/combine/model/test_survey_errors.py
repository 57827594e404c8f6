"""Errors between surveys of one country: what is stated, estimated or set, and told from change."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from measure87.combine.model.convergence_gate import Convergence
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.marginal import log_marginal
from measure87.combine.model.parts import ModelParts, hierarchy_without_covariates
from measure87.combine.model.paths import new_survey_errors
from measure87.combine.model.prior_prediction import draw_prior_sites
from measure87.combine.model.priors import scales_from
from measure87.combine.model.sampling import Sampler, ScaleDraws, draw_scales
from measure87.combine.model.typical_scales import (
    Repeats,
    repeats_of,
    set_survey_scales,
    with_tails,
)

STATED = ModelParts(2015, (2015, 2015))


def a_design(countries, years, *, kinds=1, survey_errors=(), logit=None):
    """Countries of three regions with a survey in each of the years."""
    place = np.repeat(np.arange(countries), len(years))
    n = len(place)
    figures = measured_figures(
        place,
        np.tile(years, countries),
        np.full(n, -2.0) if logit is None else logit,
        np.full(n, 0.1),
        source_type=np.arange(n) % kinds,
    )
    world = hierarchy_without_covariates(np.arange(countries) % 3, np.arange(3))
    return design_of(figures, world, replace(STATED, survey_errors=survey_errors))


def sites_of(design, rng=None):
    return {
        k: x[0] for k, x in draw_prior_sites(design, 1, rng or np.random.default_rng(1)).items()
    }


def test_countries_with_two_surveys_and_with_two_near_each_other_are_counted():
    figures = measured_figures(
        [0, 0, 1, 1, 2, 2, 3], [2010, 2013, 2010, 2014, 2012, 2012, 2015], [-2.0] * 7, [0.1] * 7,
        survey=[0, 1, 2, 3, 4, 4, 5],
    )  # fmt: skip
    assert repeats_of(figures) == Repeats(countries=2, close=1)
    # Two surveys of one year are two; one survey with two figures is one.
    assert repeats_of(replace(figures, survey=np.arange(7))) == Repeats(countries=3, close=2)


def test_ten_countries_with_two_surveys_tell_errors():
    assert [Repeats(countries, 0).enough for countries in (9, 10)] == [False, True]


def test_with_one_survey_each_the_size_is_set_at_0_35_and_without_tails():
    design = a_design(12, (2015,))
    assert not design.estimates_survey_errors
    sites = sites_of(design)
    assert not [name for name in sites if name.startswith("survey")]
    scales = scales_from(np, design, sites)
    assert scales.survey.tolist() == [0.35]
    assert (scales.survey_tail == 1.0).all()


def test_with_two_surveys_each_it_is_estimated_but_for_the_kind_that_is_stated():
    design = a_design(12, (2012, 2015), kinds=2, survey_errors=((1, 0.2),))
    sites = sites_of(design)
    assert sites["survey_scale"].shape == (1,)
    sites["survey_tail"] = np.full(24, 3.0)
    scales = scales_from(np, design, sites)
    assert scales.survey.tolist() == [sites["survey_scale"][0], 0.2]
    # Surveys of the stated kind, every second one, are normal.
    assert scales.survey_tail.tolist() == [3.0, 1.0] * 12
    assert with_tails(design.figures, design.parts).tolist() == [True, False] * 12


def test_what_is_expected_before_any_figure_and_what_is_set_agree_in_root_mean_square():
    rng = np.random.default_rng(3)
    drawn = draw_prior_sites(a_design(12, (2012, 2015)), 4000, rng)["survey_scale"]
    assert np.sqrt((drawn**2).mean()) == pytest.approx(0.35, rel=0.05)


def test_the_density_with_stated_errors_is_that_of_a_dense_normal():
    """Two kinds of source, one survey a country and kind: built pair by pair."""
    rng = np.random.default_rng(4)
    logit = rng.normal(-2.0, 1.0, 24)
    stated = ((0, 0.15), (1, 0.6))
    design = a_design(12, (2012, 2017), kinds=2, survey_errors=stated, logit=logit)
    sites = sites_of(design, rng)
    scales = scales_from(np, design, sites)
    figures, region = design.figures, np.arange(12) % 3
    t = (figures.year - 2015) / 10.0
    a, b = np.meshgrid(np.arange(24), np.arange(24), indexing="ij")
    country = figures.country
    near = region[country[a]] == region[country[b]]
    dense = 3.0**2 + 0.3**2 * t[a] * t[b]
    dense = dense + near * (sites["region_scale"] ** 2 + sites["subregion_scale"] ** 2)
    kind = figures.source_type
    dense = dense + (kind[a] == 1) * (kind[b] == 1) * sites["source_scale"] ** 2
    own = sites["country_scale"] ** 2 * sites["tail"][country[a]]
    own = own + sites["slope_scale"] ** 2 * t[a] * t[b]
    dense = dense + (country[a] == country[b]) * own
    survey = np.array([0.15, 0.6])[kind]
    dense = dense + (a == b) * (survey[a] ** 2 + 0.1**2)
    want = stats.multivariate_normal(np.full(24, -4.0), dense).logpdf(logit)
    got = log_marginal(np, design.blocks, scales, design.blocks.logit)
    assert got == pytest.approx(want, rel=1e-9)


@pytest.mark.slow
def test_errors_between_surveys_are_found_again_and_told_from_change():
    """Forty countries, surveys two and eight years apart: errors of 0.4, slopes of 0.15."""
    rng = np.random.default_rng(6)
    years = np.array([2007, 2013, 2015])
    level = -2.0 + 0.6 * rng.normal(size=40)
    slope = 0.15 * rng.normal(size=40)
    logit = level[:, None] + slope[:, None] * (years - 2015) / 10.0
    logit = logit + 0.4 * rng.normal(size=(40, 3)) + 0.1 * rng.normal(size=(40, 3))
    design = a_design(40, years, logit=logit.reshape(-1))
    draws = draw_scales(design, Sampler(seed=1, chains=4, warmup=300, draws=500))
    assert draws.convergence.passed
    # The model's errors have t tails and these are normal: compared is what a new survey is said
    # to be off by, in nine of ten cases. Eighty differences leave a standard error of 8 %.
    errors = new_survey_errors(draws, 2000, np.random.default_rng(2))
    assert np.quantile(np.abs(errors), 0.9) == pytest.approx(1.645 * 0.4, rel=0.25)
    # Two surveys two years apart tell what is error: the slope keeps to its own size.
    assert np.quantile(draws.sites["slope_scale"], 0.05) < 0.15
    assert np.quantile(draws.sites["slope_scale"], 0.95) < 0.5


def given(design, scale):
    sites = sites_of(design)
    if "survey_scale" in sites:
        sites["survey_scale"] = np.array([scale])
    drawn = {k: np.broadcast_to(x, (2, 3000, *np.shape(x))) for k, x in sites.items()}
    return ScaleDraws(design, drawn, Convergence({}, {}, 0, 0, 1.0), 0)


def test_new_surveys_err_as_much_as_is_set_and_each_by_itself():
    found = new_survey_errors(given(a_design(12, (2015,)), 0.0), 6000, np.random.default_rng(2))
    assert found.shape == (6000, 12)
    assert stats.kstest(found[:, 0], stats.norm(0.0, 0.35).cdf).pvalue > 0.001
    assert abs(np.corrcoef(found.T) - np.eye(12)).max() < 0.06


def test_new_surveys_have_the_tails_of_errors_that_are_estimated():
    draws = given(a_design(12, (2012, 2015)), 0.2)
    found = new_survey_errors(draws, 6000, np.random.default_rng(2))
    assert stats.kstest(found[:, 3] / 0.2, stats.t(4).cdf).pvalue > 0.001


def test_what_is_stated_of_a_kind_that_no_figure_has_changes_nothing():
    design = a_design(12, (2015,), survey_errors=((3, 0.2),))
    assert design.set_survey_scales.tolist() == a_design(12, (2015,)).set_survey_scales.tolist()


def test_what_is_stated_of_a_kind_of_source_that_no_figure_is_of_is_passed_over():
    figures = a_design(4, (2015,), kinds=2).figures
    parts = replace(STATED, survey_errors=((1, 0.2), (2, 0.4), (5, 0.6)))
    assert set_survey_scales(figures, parts).tolist() == [0.35, 0.2]
