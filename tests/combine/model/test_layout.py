"""Which columns figures need: years and groups of invented figures, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from measure87.combine.model.terms import layout_of

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
