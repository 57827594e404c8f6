"""A country's own parts: as large in each year before any figure, and what a figure is made of."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.combine.model.design import design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.hierarchy import hierarchy_without_covariates
from measure87.combine.model.own_parts import Span, _moved, prior_parts
from measure87.combine.model.parts import ModelParts
from measure87.combine.model.typical import typical_scales

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
