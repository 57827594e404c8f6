"""Which columns figures need: years and groups of invented figures, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from measure87.combine.model.country_blocks import Cells, Layout, layout_of, term_columns
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.parts import ModelParts, hierarchy_without_covariates
from measure87.combine.model.typical_scales import (
    likely_structure,
    prior_of_figures,
    typical_scales,
)

HIERARCHY = SimpleNamespace(region=np.array([0, 0, 1]))


def layout(first, last, *, trend=True):
    """Of figures between two years, estimated for 2005 to 2020 with a knot every five years."""
    figures = SimpleNamespace(
        year=np.array([first, last]), cell_weight=np.zeros((2, 3, 4)), source_type=np.array([0, 2])
    )
    parts = SimpleNamespace(years=(2005, 2020), knots_every=5, trend=trend)
    return layout_of(figures, HIERARCHY, parts)


@pytest.mark.parametrize(
    ("first", "last", "knots"),
    [
        (2007, 2016, [2010, 2015]),
        (2005, 2020, [2010, 2015]),
        (2005, 2021, [2010, 2015, 2020]),
        (2007, 2023, [2010, 2015, 2020]),
        (1999, 2016, [2004, 2009, 2014, 2019]),
    ],
)
def test_knots_stand_between_the_first_and_the_last_year_of_figures_and_estimates(
    first, last, knots
):
    assert layout(first, last).knots.tolist() == knots
    assert layout(first, last, trend=False).knots.tolist() == []


def test_each_group_has_as_many_columns_as_there_are_codes():
    found = layout(2007, 2016)
    assert (found.regions, found.subregions, found.source_types) == (2, 3, 3)
    assert (found.sexes, found.ages) == (3, 4)


@pytest.mark.parametrize(
    ("sexes", "ages", "groups"),
    [(1, 1, set()), (2, 1, {"sex"}), (1, 2, {"age"}), (2, 2, {"sex", "age", "sex_age"}),
     (1, 3, {"age"}), (2, 3, {"sex", "age", "sex_age"})],
)  # fmt: skip
def test_sexes_and_ages_have_columns_where_there_are_two_of_them(sexes, ages, groups):
    """A figure of the first cell, and one of a third of it and the rest of the last."""
    weight = np.zeros((2, sexes, ages))
    weight[0, 0, 0] = 1.0
    weight[1, 0, 0] += 1.0 / 3.0
    weight[1, -1, -1] += 2.0 / 3.0
    layout = Layout(
        regions=1, subregions=1, sexes=sexes, ages=ages, source_types=1, knots=np.zeros(0)
    )
    zeros = np.zeros(2, dtype=int)
    cells = Cells(zeros, zeros, np.array([2015.0, 2005.0]), weight, zeros, np.zeros((2, 0)))
    found = term_columns(layout, ModelParts(2015, (2015, 2015)), cells)
    assert set(found) == {"world", "region", "subregion", "drift"} | groups
    assert found["drift"].tolist() == [[0.0], [-1.0]]
    for name, axis in (("sex", 2), ("age", 1)):
        if name in groups:
            assert found[name].tolist() == weight.sum(axis=axis).tolist()
    if "sex_age" in groups:
        assert found["sex_age"].tolist() == weight.reshape(2, -1).tolist()


@pytest.mark.parametrize(
    ("known", "kinds"), [((), [1, 2]), ((0,), [1, 2]), ((2,), [1]), ((1, 2), None)]
)
def test_kinds_of_source_but_the_first_and_those_with_a_stated_bias_have_columns(known, kinds):
    layout = Layout(regions=1, subregions=1, sexes=1, ages=1, source_types=3, knots=np.zeros(0))
    zeros, source = np.zeros(3, dtype=int), np.array([0, 1, 2])
    cells = Cells(zeros, zeros, np.full(3, 2015.0), np.ones((3, 1, 1)), source, np.zeros((3, 0)))
    found = term_columns(layout, ModelParts(2015, (2015, 2015), known_sources=known), cells)
    if kinds is None:
        assert "source" not in found
    else:
        assert found["source"].tolist() == np.eye(3)[:, kinds].tolist()


MEDIAN = 0.6744897501960817
"""Of a half-normal of width 1: the normal's upper quartile."""


@pytest.mark.parametrize("trend", [True, False])
@pytest.mark.parametrize("covariates", [0, 4])
def test_typical_scales_are_the_medians_of_the_priors_on_the_page(trend, covariates):
    groups = ("world", "region", "subregion", "drift", "sex", "age", "sex_age", "source",
              "adjustment", "bend", "region_drift", "region_bend")  # fmt: skip
    blocks = SimpleNamespace(
        groups=groups, cell_weight=np.zeros((3, 2, 4)), covariates=np.zeros((3, covariates)),
        country=np.arange(3), survey=np.array([[0, 4], [1, 0], [2, 0]]),
    )  # fmt: skip
    shift = np.ones((3, 2))
    found = typical_scales(blocks, shift, trend=trend, survey=np.array([0.2, np.nan]))
    told = {"region": 1.0, "subregion": 0.5, "sex": 0.5, "age": 1.0, "sex_age": 0.3, "source": 0.5,
            "bend": 0.3, "region_drift": 0.3, "region_bend": 0.3}  # fmt: skip
    expected = [
        {"world": 3.0, "drift": 0.3, "adjustment": 1.0}.get(name, MEDIAN * told.get(name, 0.0))
        for name in groups
    ]
    assert found.group == pytest.approx(expected, rel=1e-9)
    assert found.mean == -4.0
    # Levels of countries hold what covariates add, each with a half-normal 0.5 in common.
    assert found.country == pytest.approx(MEDIAN * np.sqrt(1.0 + 0.25 * covariates), rel=1e-9)
    assert found.slope == pytest.approx(MEDIAN * (0.3 if trend else 0.2), rel=1e-9)
    assert found.wander == pytest.approx(MEDIAN * 0.3 if trend else 0.0, rel=1e-9)
    assert found.persistence == pytest.approx(4 / 6)
    assert found.structure == pytest.approx(MEDIAN * 0.2, rel=1e-9)
    assert found.survey == pytest.approx([0.2, MEDIAN * 0.35], rel=1e-9)
    assert found.survey_tail.tolist() == [1.0] * 5
    assert found.tail.tolist() == [1.0] * 3
    assert found.coefficients.tolist() == [0.0] * covariates
    assert found.shift is shift


def test_where_there_is_one_cell_countries_have_no_structure_of_their_own():
    blocks = SimpleNamespace(
        groups=("world",), cell_weight=np.zeros((3, 2, 1)), covariates=np.zeros((3, 0)),
        country=np.arange(3), survey=np.array([[0]]),
    )  # fmt: skip
    given = {"trend": False, "survey": np.array([0.35])}
    assert typical_scales(blocks, np.zeros((3, 2)), **given).structure == 0.0
    two = SimpleNamespace(**vars(blocks) | {"cell_weight": np.zeros((3, 2, 2))})
    found = typical_scales(two, np.zeros((3, 2)), **given)
    assert found.structure == pytest.approx(MEDIAN * 0.2, rel=1e-9)
    assert typical_scales(blocks, np.zeros((3, 2)), **given, structure=0.4).structure == 0.4


def test_how_unlike_sexes_and_ages_are_is_asked_of_figures_that_take_no_step():
    """Others are as if they were not there, however far off they are."""
    rng = np.random.default_rng(4)
    country, age = np.repeat(np.arange(8), 3), np.tile([0, 1, 1], 8)
    stepped = np.tile([False, False, True], 8)
    logit = -2.0 + 0.5 * rng.normal(size=24) + 3.0 * stepped * rng.normal(size=24)
    world = hierarchy_without_covariates(np.zeros(8, int), np.zeros(1, int))

    def structure(rows):
        figures = measured_figures(
            country[rows], np.full(len(rows), 2015), logit[rows], np.full(len(rows), 0.1),
            age=age[rows], survey=country[rows],
        )  # fmt: skip
        design = design_of(figures, world, ModelParts(2015, (2015, 2015)))
        shift = np.where(stepped[rows], 0.25, 0.0)[design.blocks.row] * design.blocks.real
        survey = design.set_survey_scales
        return likely_structure(design.blocks, shift, trend=False, survey=survey)

    alone = structure(np.flatnonzero(~stepped))
    assert structure(np.arange(24)) == pytest.approx(alone, rel=1e-4)
    assert 0.05 < alone < 0.8


def test_the_size_of_structure_is_its_root_mean_square_given_the_figures():
    """Over a half-normal prior times the dense normal density of the figures, on a fine grid."""
    rng = np.random.default_rng(7)
    country, age = np.repeat(np.arange(5), 3), np.tile([0, 1, 2], 5)
    figures = measured_figures(
        country, np.full(15, 2015), -2.0 + 0.4 * rng.normal(size=15), np.full(15, 0.1),
        age=age, survey=country,
    )  # fmt: skip
    world = hierarchy_without_covariates(np.zeros(5, int), np.zeros(1, int))
    design = design_of(figures, world, ModelParts(2015, (2015, 2015)))
    given = {"trend": False, "survey": design.set_survey_scales}
    shift = np.zeros(design.step.shape)
    found = likely_structure(design.blocks, shift, **given)
    at = np.linspace(0.0, 1.0, 201)[1:]
    log_density = []
    for structure in at:
        scales = typical_scales(design.blocks, shift, **given, structure=structure)
        mean, covariance = prior_of_figures(design.blocks, scales)
        normal = stats.multivariate_normal(mean, covariance + np.diag(figures.logit_se**2))
        log_density.append(normal.logpdf(figures.logit) - 0.5 * (structure / 0.2) ** 2)
    weight = np.exp(np.array(log_density) - max(log_density))
    assert found == pytest.approx(np.sqrt((weight * at**2).sum() / weight.sum()), rel=0.02)
