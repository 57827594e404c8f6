"""Rows of changes out of their draws, by hand; and parts of a change where nobody lives."""

from types import SimpleNamespace

import numpy as np
import pytest

from measure87.combine.aggregation.groups import Place
from measure87.combine.target.change_rows import (
    Span,
    cells_of,
    change_row,
    refused_row,
    single_row,
    span_of,
)
from measure87.combine.target.decomposition import change_parts

PLACE = Place("region", "EAST", "East", None, ("QMA", "QMB"))
SPAN = Span("m", PLACE, "female", (5, 14), 2010, 2020, 0.75, ("few-figures",))


def row(draws, quantity="change_in_share", **more):
    return change_row(SPAN, quantity, np.array(draws, dtype=float), **more)


def test_a_row_says_what_it_is_about():
    found = row([1.0], scenario="as-now")
    about = ("measure", "place_kind", "place", "sex", "age_from", "age_to", "from_year", "to_year")
    assert [found[name] for name in about] == [
        "m", "region", "EAST", "female", 5, 14, 2010, 2020,
    ]  # fmt: skip
    assert (found["quantity"], found["scenario"]) == ("change_in_share", "as-now")
    assert (found["level"], found["flags"]) == (0.75, "few-figures")


# 0, 1, 2, 3, 14: mean 4, median 2; an eighth of the way lies at 0.5, seven eighths at 3.5.
def test_the_value_is_the_mean_and_limits_lie_between_draws():
    found = row([14, 0, 3, 1, 2])
    assert found["value"] == 4.0
    assert (found["lower"], found["upper"]) == (0.5, 8.5)


@pytest.mark.parametrize("quantity", ["annual_rate_of_reduction", "required_rate", "acceleration"])
def test_of_what_is_skewed_the_value_is_the_median(quantity):
    assert row([14, 0, 3, 1, 2], quantity)["value"] == 2.0
    assert row([14, 0, 3, 1], quantity)["value"] == 2.0


def test_what_is_without_end_is_left_empty_and_flagged():
    found = row([0, 1, 2, np.inf, np.inf], "required_rate")
    assert (found["value"], found["lower"], found["upper"]) == (2.0, 0.5, None)
    assert found["flags"] == "few-figures unbounded"
    assert row([1, np.inf, np.inf], "required_rate")["value"] is None


def test_a_limit_that_lies_on_a_draw_is_that_draw():
    nine = np.arange(9.0)
    nine[-1] = np.inf
    found = row(nine, "required_rate")
    assert (found["lower"], found["value"], found["upper"]) == (1.0, 4.0, 7.0)
    assert found["flags"] == "few-figures"


def test_one_draw_is_all_three():
    assert [row([7.0])[name] for name in ("value", "lower", "upper")] == [7.0] * 3


def test_the_probability_of_decline_is_told_where_it_was_asked():
    falls = np.array([True, False, False, False])
    assert row([1, 2, 3, 4], falls=falls)["probability_of_decline"] == 0.25
    assert row([1, 2, 3, 4])["probability_of_decline"] is None


def test_a_row_of_one_number_has_neither_limits_nor_a_level():
    found = single_row(SPAN, "probability_of_target", 0.4, "as-now")
    assert (found["value"], found["quantity"], found["scenario"]) == (
        0.4,
        "probability_of_target",
        "as-now",
    )
    assert not {"lower", "upper", "level"} & {*found}
    plain = Span("m", PLACE, "female", (5, 14), 2010, 2020, 0.8)
    assert single_row(plain, "probability_of_target", 0.4)["flags"] is None
    assert change_row(plain, "change_in_share", np.ones(2))["flags"] is None


def test_a_refusal_is_of_the_later_year():
    found = refused_row(SPAN, ("share-is-zero", "no share"), "acceleration")
    assert (found["year"], found["place"], found["sex"]) == (2020, "EAST", "female")
    assert (found["code"], found["statistic"]) == ("share-is-zero", "acceleration")


def made(population):
    return SimpleNamespace(
        place=PLACE, sexes=("both", "female"), ages=((5, 17), (5, 14)),
        population=np.array(population, dtype=float),
    )  # fmt: skip


def test_cells_are_those_with_people_in_all_years():
    """One person suffices; nobody in one of two years does not."""
    found = made([[[5, 1], [0, 3]], [[7, 1], [4, 0]]])
    assert list(cells_of(found)) == [(0, 0), (0, 1)]


def test_a_span_is_of_the_sex_and_ages_of_its_cell():
    span = span_of(made(np.ones((2, 2, 2))), (1, 0), (2010, 2020), "m", 0.9, ("x",))
    assert span == Span("m", PLACE, "female", (5, 17), 2010, 2020, 0.9, ("x",))


def test_parts_where_nobody_lives_in_a_year_are_nothing_but_shares():
    """Of two margins one has nobody in the first year, the other one person."""
    share = np.array([0.5, 1.0]).reshape(1, 1, 2, 1, 1) * np.ones((1, 1, 2, 2, 1))
    people = np.array([[[0.0], [1.0]], [[8.0], [4.0]]])
    persons = share[:, 0] * people
    parts = np.eye(2).reshape(2, 1, 2, 1)
    found = change_parts(persons, people, share, people[None], parts)
    assert found.total[0, :, 0].tolist() == [8.0, 3.5]
    assert found.population[0, 0, 0] == found.composition[0, 0, 0] == 0.0
    # One person half of whom works, then four who all do: 0.75 x 3 by people, the rest by shares.
    assert found.population[0, 1, 0] == pytest.approx(2.25, abs=1e-4)
    assert found.composition[0, 1, 0] == 0.0
    assert found.prevalence[0, 1, 0] == pytest.approx(1.25, abs=1e-4)
