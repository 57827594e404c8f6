"""A country's own parts: as large in each year before any figure, and what a figure is made of."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from measure87.combine.model import paths as own_parts
from measure87.combine.model import prior_prediction
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.parts import ModelParts, hierarchy_without_covariates
from measure87.combine.model.paths import (
    OwnParts,
    Span,
    _moved,
    all_level_variances,
    new_survey_errors,
    path_grid,
    path_of,
    prior_parts,
)
from measure87.combine.model.priors import bayes_libraries
from measure87.combine.model.typical_scales import typical_scales

COUNTRIES = 11
FIGURES = measured_figures(
    np.arange(COUNTRIES),
    np.full(COUNTRIES, 2015),
    -2.5 + 0.8 * np.sin(np.arange(COUNTRIES)),
    np.full(COUNTRIES, 0.15),
)
WORLD = hierarchy_without_covariates(np.arange(COUNTRIES) % 3, np.arange(3))
DESIGN = design_of(FIGURES, WORLD, ModelParts(2015, (2015, 2015)))
SCALES = replace(
    typical_scales(
        DESIGN.blocks, np.zeros(DESIGN.step.shape), trend=False, survey=DESIGN.set_survey_scales
    ),
    slope=0.4,
    wander=0.5,
    persistence=0.8,
    structure=0.3,
    survey=np.zeros_like(DESIGN.set_survey_scales),
)


def test_before_any_figure_yearly_deviations_are_alike_in_size_and_fade():
    """A stationary autoregression: variance 0.25 in every year, correlation 0.8^lag."""
    size = 40_000
    span = Span(5, 1, np.zeros((size, 1), dtype=np.int64))
    parts = prior_parts(SCALES, np.full(size, 0.49), span, np.random.default_rng(5))
    lag = np.abs(np.subtract.outer(np.arange(5), np.arange(5)))
    assert np.cov(parts.wander, rowvar=False) == pytest.approx(0.25 * 0.8**lag, abs=0.01)
    spreads = [part.std() for part in (parts.level, parts.slope, parts.structure)]
    assert spreads == pytest.approx([0.7, 0.4, 0.3], rel=0.03)


def test_a_figure_without_its_error_is_the_sum_of_the_parts_of_its_country():
    """No survey errs here, so nothing else is left of it."""
    blocks = DESIGN.blocks
    span = Span(2, blocks.cell_weight.shape[2], np.ones(blocks.real.shape, dtype=np.int64))
    rng = np.random.default_rng(6)
    variance = np.full(len(blocks.country), 0.49)
    prior = prior_parts(SCALES, variance, span, rng)
    moved = _moved(blocks, span, SCALES, variance, blocks.logit, prior, rng)
    structure = np.einsum("kmc,kc->km", blocks.cell_weight, moved.parts.structure)
    total = moved.parts.level[:, None] + moved.parts.slope[:, None] * blocks.decades
    total = total + moved.parts.wander[:, 1:2] + structure
    assert moved.logit[blocks.real] == pytest.approx(total[blocks.real], abs=1e-12)


YEARS = np.array([2008, 2015, 2012])
SEVERAL = measured_figures(
    np.repeat(np.arange(COUNTRIES), 3),
    np.tile(YEARS, COUNTRIES),
    -2.5 + 0.8 * np.sin(np.arange(3.0 * COUNTRIES)),
    np.full(3 * COUNTRIES, 0.15),
)
TREND = design_of(SEVERAL, WORLD, ModelParts(2015, (2008, 2015), trend=True))


def test_figures_of_several_years_are_the_sum_of_level_slope_and_deviations_of_their_years():
    """No survey errs here: what is drawn is without the sampling error, and nothing is lost."""
    blocks = TREND.blocks
    span = Span(8, blocks.cell_weight.shape[2], SEVERAL.year[blocks.row] - 2008)
    rng = np.random.default_rng(6)
    variance = np.full(len(blocks.country), 0.49)
    scales = replace(SCALES, survey_tail=np.ones(TREND.surveys))
    prior = prior_parts(scales, variance, span, rng)
    moved = _moved(blocks, span, scales, variance, blocks.logit, prior, rng)
    parts, k = moved.parts, np.arange(COUNTRIES)[:, None]
    total = parts.level[:, None] + parts.slope[:, None] * blocks.decades
    total = total + parts.wander[k, span.figure_year] + parts.structure
    assert np.abs(blocks.decades).max() == 0.7
    assert moved.logit == pytest.approx(total, abs=1e-10)


class Told:
    """In the place of chance: every proposal is taken, or none is."""

    def __init__(self, taken):
        self.taken = taken

    def random(self, n):
        return np.full(n, 0.5)


@pytest.mark.parametrize("taken", [True, False])
def test_parts_are_weighed_at_log_odds_with_what_is_shared_in_them(monkeypatch, taken):
    """A proposal that weighs more is taken, and one of next to no weight is not."""
    first = SimpleNamespace(parts=_parts(0.0), logit=np.full((2, 3), 1.0))
    proposal = SimpleNamespace(parts=_parts(7.0), logit=np.full((2, 3), 2.0))
    blocks = SimpleNamespace(logit=np.arange(6.0).reshape(2, 3))
    left, weighed = np.full((2, 3), 0.25), []

    def weigh(design, counts, of_blocks, logit):
        assert of_blocks is blocks
        weighed.append(logit)
        return np.full(2, 0.0 if len(weighed) == 1 else (9.0 if taken else -9.0))

    monkeypatch.setattr(own_parts, "_widened", lambda design: blocks)
    monkeypatch.setattr(own_parts, "_log_weight", weigh)
    monkeypatch.setattr(own_parts, "prior_parts", lambda *_: None)
    monkeypatch.setattr(own_parts, "_moved", lambda *_: proposal)
    monkeypatch.setattr(own_parts, "replace", lambda one, parts: parts)
    found = own_parts._with_counts(None, None, None, None, None, left, first, Told(taken))
    shared = blocks.logit - left
    assert weighed[0].tolist() == (first.logit + shared).tolist()
    assert all(one.tolist() == (proposal.logit + shared).tolist() for one in weighed[1:])
    assert len(weighed) == 1 + own_parts.PROPOSALS
    assert found.level.tolist() == [7.0 if taken else 0.0] * 2


def _parts(value):
    return OwnParts(*(np.full(2, value) for _ in range(4)))


def test_years_of_paths_reach_from_the_first_to_the_last_of_figures_and_estimates():
    inside = ModelParts(2015, (2010, 2013), trend=True)
    around = ModelParts(2015, (2003, 2018), trend=True)
    for parts, first, last in ((inside, 2008, 2015), (around, 2003, 2018)):
        grid = path_grid(design_of(SEVERAL, WORLD, parts))
        assert grid.years.tolist() == list(range(first, last + 1))
        assert grid.figure_year[0].tolist() == (YEARS - first).tolist()


@pytest.mark.parametrize(("estimated", "law"), [(True, stats.t(4.0)), (False, stats.norm())])
def test_a_new_surveys_error_is_of_the_reference_kind_and_heavy_tailed_where_it_is_estimated(
    estimated, law
):
    scale = np.array([0.3, 0.6] * 3000)
    draws = SimpleNamespace(
        design=SimpleNamespace(
            hierarchy=SimpleNamespace(countries=2),
            set_survey_scales=np.array([np.nan if estimated else 0.3, 0.2]),
            parts=SimpleNamespace(survey_df=4.0),
        ),
        thinned=lambda n: (
            (SimpleNamespace(survey=np.array([one, 9.0])), None) for one in scale[:n]
        ),
    )
    found = new_survey_errors(draws, 6000, np.random.default_rng(1))
    assert found.shape == (6000, 2)
    assert stats.kstest((found / scale[:, None]).ravel(), law.cdf).pvalue > 0.01
    assert abs(np.corrcoef(np.abs(found).T)[0, 1]) < 0.2, "each country's by itself"


def test_a_path_is_the_sum_of_what_is_shared_and_of_a_countrys_own():
    """Two countries of one sub-region, two years, two ages; one by one."""
    design = SimpleNamespace(
        hierarchy=SimpleNamespace(covariates=np.array([[1.0], [2.0]]), subregion=np.array([1, 0])),
        parts=ModelParts(2015, (2005, 2020), trend=True),
    )
    shared = np.arange(8.0).reshape(2, 2, 1, 2, 1)
    grid = SimpleNamespace(years=np.array([2005.0, 2020.0]), sexes=1, ages=2, shared=shared)
    own = OwnParts(
        level=np.array([0.1, 0.2]),
        slope=np.array([0.3, -0.4]),
        wander=np.array([[0.01, 0.02], [0.03, 0.04]]),
        structure=np.array([[0.001, 0.002], [0.003, 0.004]]),
    )
    scales = SimpleNamespace(mean=-4.0, coefficients=np.array([0.5]))
    found = path_of(design, grid, scales, np.array([2.0]), own)
    assert found.shape == (2, 2, 1, 2)
    for k, when, age in np.ndindex(2, 2, 2):
        decades = (-1.0, 0.5)[when]
        by_hand = -4.0 + 0.5 * (1.0 + k) + own.level[k] + own.slope[k] * decades
        by_hand += own.wander[k, when] + own.structure[k, age]
        by_hand += 2.0 * shared[1 - k, when, 0, age, 0]
        assert found[k, when, 0, age] == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.parametrize("df", [4.0, 8.0])
def test_levels_of_countries_without_figures_have_tails_drawn_anew(df):
    """And what is not known of covariates; those with figures have theirs."""
    n, b = 4000, np.array([0.5, -1.0])
    covariance = np.zeros((n, 2, 2))
    covariance[1::2] = [[0.4, 0.1], [0.1, 0.2]]
    seen = np.array([3, 8])
    design = SimpleNamespace(
        parts=SimpleNamespace(tail_df=df),
        hierarchy=SimpleNamespace(countries=n, covariate_covariance=covariance),
        blocks=SimpleNamespace(country=seen, covariate_covariance=covariance[seen]),
    )
    scales = SimpleNamespace(country=0.7, tail=np.array([2.0, 3.0]), coefficients=b)
    found = all_level_variances(design, scales, np.random.default_rng(2))
    unknown = 0.25 * 0.4 - 2 * 0.5 * 0.1 + 0.2
    assert found[3] == pytest.approx(0.49 * 2.0 + unknown, rel=1e-12)
    assert found[8] == pytest.approx(0.49 * 3.0, rel=1e-12)
    own = (found - np.where(np.arange(n) % 2, unknown, 0.0)) / 0.49
    # A factor of df over a chi-square of df.
    assert stats.kstest(df / np.delete(own, seen), stats.chi2(df).cdf).pvalue > 0.01


def test_what_priors_say_is_told_by_quantiles_of_worlds_drawn_from_them(monkeypatch):
    """Three worlds of two countries in two years; of single countries steps alone are told."""
    logit = np.array([[[0.0, 1.0], [2.0, 4.0]], [[0.0, 2.0], [1.0, 1.0]], [[1.0, 1.0], [0.0, 3.0]]])
    paths = SimpleNamespace(
        logit=logit[:, :, :, None, None], share=1.0 / (1.0 + np.exp(-logit[:, :, :, None, None]))
    )
    sites = {"country_scale": np.array([0.1, 0.2, 0.3]), "tail": np.ones((3, 2)),
             "step": np.array([[0.5], [0.6], [0.7]])}  # fmt: skip
    monkeypatch.setattr(prior_prediction, "draw_prior_sites", lambda design, n, rng: sites)
    monkeypatch.setattr(prior_prediction, "scales_from", lambda xp, design, one: one)
    monkeypatch.setattr(prior_prediction, "draw_paths_before", lambda design, given, rng: paths)
    found = prior_prediction.predict_from_priors(None, 3, None)
    assert set(found.scales) == {"country_scale", "step"}
    levels = prior_prediction.LEVELS
    assert found.scales["step"].tolist() == np.quantile([0.5, 0.6, 0.7], levels).tolist()
    assert found.share.tolist() == np.quantile(paths.share, levels).tolist()
    ratio = np.exp([4.0 - 1.0, 1.0 - 2.0, 3.0 - 1.0])
    assert found.country_ratio == pytest.approx(np.quantile(ratio, levels), rel=1e-12)
    assert found.change.tolist() == np.quantile([1, 2, 2, 0, 0, 3], levels).tolist()


def test_tails_drawn_from_priors_are_those_of_their_degrees_of_freedom(monkeypatch):
    """Whatever they were sampled through; what is no tail stays as it was drawn."""
    bayes_libraries()
    drawn = {"tail": np.zeros((2000, 2)), "survey_tail": np.zeros((2000, 3)),
             "country_scale": np.arange(2000.0), "tail_normal": np.zeros((2000, 2))}  # fmt: skip
    monkeypatch.setattr("numpyro.infer.Predictive", lambda model, num_samples: lambda key: drawn)
    monkeypatch.setattr(prior_prediction, "priors_alone", lambda design: None)
    design = SimpleNamespace(parts=SimpleNamespace(tail_df=4.0, survey_df=10.0))
    found = prior_prediction.draw_prior_sites(design, 2000, np.random.default_rng(1))
    assert set(found) == {"tail", "survey_tail", "country_scale"}
    assert found["country_scale"].tolist() == drawn["country_scale"].tolist()
    for name, df in (("tail", 4.0), ("survey_tail", 10.0)):
        assert found[name].shape == drawn[name].shape
        assert stats.kstest(df / found[name].ravel(), stats.chi2(df).cdf).pvalue > 0.01
