"""Draws that do not fit their labels are refused."""

import numpy as np
import pytest

from measure87.vocabulary.errors import DataError
from tests.combine.aggregation.made_world import made_draws


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"share": np.full((4, 5, 3, 2, 2), 0.1)}, "have shape"),
        ({"share": np.zeros((0, 5, 3, 2, 3))}, "no draws"),
        ({"countries": ("ZZA", "ZZA", "ZZC", "ZZD", "ZZE")}, "countries repeat"),
        ({"countries": ()}, "no countries"),
        ({"years": (2015, 2010, 2020)}, "years must rise"),
        ({"sexes": ("male", "female")}, "sexes are"),
        ({"ages": ((5, 11), (13, 14), (15, 17))}, "does not follow"),
        ({"ages": ((5, None), (12, 14), (15, 17))}, "does not follow"),
        ({"ages": ((5, 11), (12, 10), (11, 17))}, "ages cannot be"),
        ({"n_figures": np.array([1])}, "n_figures has shape"),
        ({"latest_figure": np.array([2019, 0, 0, 2016, 0])}, "ZZC has 1 figures"),
    ],
)
def test_draws_that_do_not_fit_their_labels_are_refused(changes, says):
    with pytest.raises(DataError, match=says) as caught:
        made_draws(**changes)
    assert caught.value.code == "country-draws"


@pytest.mark.parametrize("value", [1.5, -0.1, float("nan")])
def test_a_share_that_cannot_be_is_refused_with_its_place(value):
    share = made_draws().share.copy()
    share[3, 1, 2, 0, 1] = value
    with pytest.raises(DataError, match="draw 3, ZZB 2020, female"):
        made_draws(share=share)


def test_the_last_ages_may_be_open():
    assert made_draws(ages=((5, 11), (12, 17), (18, None))).whole_age == (5, None)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_share_may_be_of_nobody_or_of_everybody(value):
    share = made_draws().share.copy()
    share[3, 1, 2, 0, 1] = value
    assert made_draws(share=share).share[3, 1, 2, 0, 1] == value


def test_ages_may_begin_at_birth_and_be_of_one_year():
    ages = ((0, 0), (1, 4), (5, 17))
    assert made_draws(ages=ages).ages == ages
    with pytest.raises(DataError, match="ages cannot be"):
        made_draws(ages=((-1, 0), (1, 4), (5, 17)))
