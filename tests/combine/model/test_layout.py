"""Which columns figures need: years and groups of invented figures, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from measure87.combine.model.parts import ModelParts
from measure87.combine.model.terms import Cells, Layout, layout_of, term_columns

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
