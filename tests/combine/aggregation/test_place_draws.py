"""Shares of a place out of persons and people, and how far the grid of persons can move them."""

import numpy as np
import pytest

from measure87.combine.aggregation.groups import Place
from measure87.combine.aggregation.place_draws import PlaceDraws

STEP = 2.0**-19
"""Persons of each cell of each country are held to so many."""


def place_draws(sexes, ages, people, persons=1.0, members=("QMA", "QMB", "QMC")):
    shape = (1, len(sexes), len(ages))
    population = np.array(people, dtype=float).reshape(shape)
    nothing = np.zeros(shape, dtype=bool)
    return PlaceDraws(
        Place("region", "EAST", "East", None, members), (2020,), sexes, ages,
        np.full((2, *shape), persons), population, nothing, nothing,
    )  # fmt: skip


def test_a_share_is_persons_over_people_and_no_number_without_people():
    found = place_draws(("both",), ((5, 17), (5, 11)), [4.0, 0.0]).share
    assert found[:, 0, 0, 0].tolist() == [0.25, 0.25]
    assert np.isnan(found[:, 0, 0, 1]).all()


@pytest.mark.parametrize(
    ("sexes", "ages", "cells"),
    [
        (("both",), ((5, 17),), 1),
        (("both", "female", "male"), ((5, 17),), 2),
        (("both",), ((5, 17), (5, 11), (12, 17)), 2),
        (("both", "female", "male"), ((5, 17), (5, 11), (12, 14), (15, 17)), 6),
    ],
)
def test_every_cell_of_every_country_can_be_off_by_a_step_of_the_grid(sexes, ages, cells):
    people = np.full((len(sexes), len(ages)), 50.0)
    people[-1, -1] = 0.0
    found = place_draws(sexes, ages, people).share_rounding
    expected = np.where(people > 0, 3 * cells * STEP / 50.0, 0.0)
    assert found[0] == pytest.approx(expected, rel=1e-12)


def test_the_grid_moves_the_share_of_a_part_of_a_person_too():
    found = place_draws(("both",), ((5, 17),), [0.5], members=("QMA",)).share_rounding
    assert found.tolist() == [[[STEP / 0.5]]]
