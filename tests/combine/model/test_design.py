"""How figures are laid out: steps between definitions, which are told, counts beside them."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.combine.model import design as laid
from measure87.combine.model.design import Design, _told, design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.parts import ModelParts, hierarchy_without_covariates
from measure87.combine.model.typical_scales import typical_scales
from measure87.combine.model.widths import STEP_MEDIAN

WORLD = hierarchy_without_covariates(np.zeros(4, int), np.zeros(1, int))
COUNTRY = np.array([0, 0, 1, 1, 2, 3])
DEFINITION = np.array([0, 2, 0, 1, 1, 2])
SURVEY = np.array([0, 0, 1, 2, 3, 4])
"""Of country 0 one survey has definitions 0 and 2, of country 1 two surveys have 0 and 1."""


def figures(**more):
    given = {"definition": DEFINITION, "survey": SURVEY} | more
    return measured_figures(COUNTRY, np.full(6, 2015), np.full(6, -2.0), np.full(6, 0.1), **given)


def parts(**more):
    return ModelParts(2015, (2015, 2015), **more)


def test_every_country_has_a_step_for_each_of_its_other_definitions():
    design = design_of(figures(), WORLD, parts(step_sign=(1, -1)))
    assert design.step_country.tolist() == [0, 1, 2, 3]
    assert design.step_definition.tolist() == [2, 1, 1, 2]
    assert design.step_sign.tolist() == [-1.0, 1.0, 1.0, -1.0]
    assert design.by_figure(design.step).tolist() == [0, 1, 0, 2, 3, 4]
    assert design.by_figure(design.step_weight).tolist() == [1.0] * 6


def test_a_definition_that_is_the_same_at_all_ages_of_a_figure_is_no_step():
    """Definitions 1 and 0 are the same at the first age, and there are two ages."""
    weight = np.zeros((6, 1, 2))
    weight[:, 0, 0] = 1.0
    weight[4, 0] = [0.0, 1.0]
    given = figures(cell_weight=weight)
    design = design_of(given, WORLD, parts(step_sign=(1, 1), same_ages=((0,), ())))
    assert design.by_figure(design.step).tolist() == [0, 1, 0, 0, 2, 3]
    assert design.by_figure(design.step_weight).tolist() == [1.0, 1.0, 1.0, 0.0, 1.0, 1.0]
    assert design.step_country.tolist() == [0, 2, 3]


def test_a_step_is_told_by_a_survey_that_has_both_definitions():
    given = SimpleNamespace(country=COUNTRY, survey=SURVEY, definition=DEFINITION)
    steps = np.array([[0, 2], [1, 1], [2, 1], [3, 2]])
    assert _told(given, DEFINITION > 0, steps).tolist() == [True, False, False, False]
    same = SimpleNamespace(country=COUNTRY, survey=SURVEY * 0, definition=DEFINITION)
    assert _told(same, DEFINITION > 0, steps).tolist() == [True, True, False, False]
    # Without any figure of definition 0 no step is told.
    without = SimpleNamespace(country=COUNTRY, survey=SURVEY * 0, definition=DEFINITION + 1)
    steps[:, 1] += 1
    assert not _told(without, DEFINITION > -1, steps).any()


def test_a_figure_of_another_definition_that_takes_no_step_is_one_of_definition_0():
    """Of country 1 the figure of definition 2 is at ages at which it is the same as 0."""
    given = SimpleNamespace(
        country=np.array([1, 1]), survey=np.array([5, 5]), definition=np.array([2, 1])
    )
    steps = np.array([[1, 1]])
    assert _told(given, np.array([False, True]), steps).tolist() == [True]
    assert _told(given, np.array([True, True]), steps).tolist() == [False]


@pytest.mark.parametrize(
    ("set_scales", "estimates"),
    [([np.nan, 0.2], True), ([0.3, 0.2], False), ([np.nan, np.nan], True)],
)
def test_errors_of_surveys_are_estimated_where_they_are_of_any_kind_of_source(
    set_scales, estimates
):
    design = SimpleNamespace(set_survey_scales=np.array(set_scales))
    assert Design.estimates_survey_errors.fget(design) is estimates


def test_beside_counts_figures_of_other_definitions_lie_a_typical_step_away(monkeypatch):
    """Up or down by the median, as much of it as enters the figure; none for definition 0."""
    told = []

    def typical(blocks, shift, **how):
        told.append((blocks, shift))
        return typical_scales(blocks, shift, **how)

    monkeypatch.setattr(laid, "typical_scales", typical)
    weight = np.zeros((6, 1, 2))
    weight[:, 0] = [0.25, 0.75]
    counted = np.arange(6) == 5
    given = replace(
        figures(cell_weight=weight),
        counted=counted,
        cases=np.where(counted, 3.0, 0.0),
        effective_n=np.where(counted, 90.0, 0.0),
    )
    design = design_of(given, WORLD, parts(step_sign=(1, -1), same_ages=((0,), ())))
    (blocks, shift) = told[-1]
    of_figures = np.empty(6)
    of_figures[blocks.row[blocks.real]] = shift[blocks.real]
    entering = design.by_figure(design.step_weight)
    assert (entering[3:5] == pytest.approx([0.75] * 2, abs=0.1), entering[5]) == (True, 1.0)
    sign = np.array([0.0, -1.0, 0.0, 1.0, 1.0, -1.0])
    assert of_figures == pytest.approx(STEP_MEDIAN * sign * entering, rel=1e-12)
    assert design.counts.cases.tolist() == [3.0]
    assert design.counts.effective_n.tolist() == [90.0]
