"""Persons: exact sums in every draw, against fractions that never round."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.combine.aggregation import (
    draws_of_place,
    population_cells,
    summed_persons,
    summed_population,
)
from measure87.combine.aggregation.sums import (
    GRID,
    _require_summable,
    cells_of_margin,
    margins_of,
    on_grid,
    with_margins,
)
from measure87.vocabulary.errors import DataError, UsageError
from tests.combine.aggregation.made_world import (
    BANDS,
    COUNTRIES,
    YEARS,
    made_draws,
    made_population,
    made_world,
    place,
    population,
)

SEXES = ("female", "male")


def cells(draws, people=None):
    labels = (draws.countries, draws.years, draws.sexes, draws.ages)
    return population_cells(people or made_population(), *labels)


def in_fractions(draws, people, countries, draw, year, sexes, ages):
    """Second implementation: one number at a time, in fractions, which are never rounded."""
    total = Fraction(0)
    for country in countries:
        for sex in sexes:
            for age in ages:
                at = (
                    draws.countries.index(country),
                    draws.years.index(year),
                    draws.sexes.index(sex),
                    draws.ages.index(age),
                )
                persons = float(draws.share[(draw, *at)]) * float(people.persons[at])
                total += round(Fraction(persons) / Fraction(GRID)) * Fraction(GRID)
    return total


def test_every_sum_is_exact_to_the_last_bit():
    draws = made_draws(n=5)
    world = made_world(draws)
    for one in world.places:
        found = draws_of_place(world, one)
        for draw, when, sex, age in np.ndindex(*found.persons.shape):
            sexes = SEXES if found.sexes[sex] == "both" else (found.sexes[sex],)
            ages = BANDS if found.ages[age] == (5, 17) else (found.ages[age],)
            year = found.years[when]
            exact = in_fractions(draws, world.cells, one.members, draw, year, sexes, ages)
            assert Fraction(float(found.persons[draw, when, sex, age])) == exact


# By hand: 1/4 of 1,000 girls and 1/2 of 3,000 boys in one country, 1/8 of 80 and of 160 in another.
def test_constructed_data_give_the_numbers_found_by_hand():
    share = np.array([[[[[0.25], [0.5]]], [[[0.125], [0.125]]]]])
    draws = made_draws(
        share=share,
        countries=("ZZA", "ZZB"),
        years=(2020,),
        ages=((5, 17),),
        n_figures=np.array([1, 0]),
        latest_figure=np.array([2020, 0]),
    )
    counts = {("ZZA", "female"): 1000, ("ZZA", "male"): 3000}
    counts |= {("ZZB", "female"): 80, ("ZZB", "male"): 160}
    people = population([(c, 2020, s, 5, 17, float(n)) for (c, s), n in counts.items()])
    found = with_margins(summed_persons(draws, cells(draws, people), ("ZZA", "ZZB")))
    assert found[0, 0, :, 0].tolist() == [1780.0, 260.0, 1520.0]
    whole = with_margins(summed_population(cells(draws, people), ("ZZA", "ZZB")))
    assert whole[0, :, 0].tolist() == [4240.0, 1080.0, 3160.0]


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(len(COUNTRIES))), st.integers(0, 2**32 - 1))
def test_the_order_of_countries_changes_no_bit(order, seed):
    draws = made_draws(n=7, seed=seed)
    moved = made_draws(
        share=draws.share[:, order],
        countries=tuple(COUNTRIES[i] for i in order),
        n_figures=draws.n_figures[order],
        latest_figure=draws.latest_figure[order],
    )
    plain = summed_persons(draws, cells(draws), COUNTRIES)
    again = summed_persons(moved, cells(moved), tuple(reversed(COUNTRIES)))
    assert (plain == again).all()


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(8)), st.sets(st.sampled_from(COUNTRIES)))
def test_draws_keep_to_themselves_and_parts_add_up(order, some):
    draws = made_draws(n=8)
    moved = made_draws(n=8, share=draws.share[order])
    whole = summed_persons(draws, cells(draws), COUNTRIES)
    assert (whole[order] == summed_persons(moved, cells(draws), COUNTRIES)).all()
    rest = tuple(set(COUNTRIES) - some)
    parts = [summed_persons(draws, cells(draws), tuple(one)) for one in (some, rest)]
    assert (parts[0] + parts[1] == whole).all()


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1e10))
def test_the_grid_moves_no_number_by_more_than_a_millionth_of_a_person(persons):
    assert abs(float(on_grid(np.array(persons))) - persons) <= GRID / 2 < 1e-6


def test_margins_say_which_cells_they_are_made_of():
    margins = margins_of(SEXES, BANDS)
    parts = cells_of_margin(margins, SEXES, BANDS)
    values = np.arange(6.0).reshape(2, 3)
    assert (np.einsum("ijkl,kl->ij", parts, values) == with_margins(values)).all()
    assert cells_of_margin(margins_of(("both",), ((5, 17),)), ("both",), ((5, 17),)).tolist() == [
        [[[1.0]]]
    ]


def test_people_say_how_they_were_come_by():
    found = population_cells(made_population((2010, 2014)), ("ZZA",), (2010, 2012), SEXES, BANDS)
    assert found.interpolated[0, :, 0, 0].tolist() == [False, True]
    assert found.split[0, 0, 0].tolist() == [True, True, True]
    assert not population_cells(made_population(), ("ZZA",), (2010,), SEXES, ((5, 9),)).split.any()
    assert found.of_years((2012,)).persons.shape == (1, 1, 2, 3)


def test_all_countries_without_people_are_named():
    with pytest.raises(DataError, match="2 of 3 countries have no population: QMA, QMB"):
        population_cells(made_population(), ("QMB", "ZZA", "QMA"), YEARS, SEXES, BANDS)


def test_a_population_that_does_not_reach_the_year_is_refused_with_country_and_year():
    with pytest.raises(DataError, match=r"does not reach 2030: it has ZZA") as caught:
        population_cells(made_population(), ("ZZA",), (2030,), SEXES, BANDS)
    assert caught.value.code == "population-year"


def test_more_people_than_can_be_are_refused():
    crowd = made_population(people={"ZZA": 2e10})
    with pytest.raises(DataError, match="more than there can be"):
        population_cells(crowd, ("ZZA",), (2020,), SEXES, BANDS)


@pytest.mark.parametrize(("people", "refused"), [(4e9, True), (2e9, False)])
def test_all_countries_of_one_year_are_counted_together_and_years_are_not(people, refused):
    """Of 2^34, or 17 thousand millions, five countries with four each have too many in a year."""
    rows = [(code, year, "both", 5, 17, people) for code in COUNTRIES for year in range(2001, 2011)]
    asked = (population(rows), COUNTRIES, range(2001, 2011), ("both",), ((5, 17),))
    if refused:
        with pytest.raises(DataError, match=r"2e\+10 people in one year"):
            population_cells(*asked)
    else:
        assert population_cells(*asked).persons.sum() == 10 * 5 * people


@pytest.mark.parametrize(
    ("countries", "years", "says"),
    [
        (("QMA",), None, "QMA is not in the estimate"),
        (("ZZA", "ZZA"), None, "a country is there twice"),
        (("ZZA",), (2011,), "there is no estimate of 2011"),
    ],
)
def test_what_is_not_in_the_estimate_is_not_summed(countries, years, says):
    draws = made_draws()
    with pytest.raises(UsageError, match=says):
        summed_persons(draws, cells(draws), countries, years)


def test_shares_are_not_multiplied_with_the_people_of_other_cells():
    draws = made_draws()
    other = population_cells(made_population(), COUNTRIES, YEARS, ("both",), BANDS)
    with pytest.raises(UsageError, match="different sexes"):
        summed_persons(draws, other, COUNTRIES)


def test_a_place_without_people_has_no_share():
    none = {code: 0.0 if code == "ZZA" else 1e6 for code in (*COUNTRIES, "ZZF")}
    world = made_world(people=none)
    found = draws_of_place(world, place(world, "country", "ZZA"))
    assert np.isnan(found.share).all()
    assert (found.persons == 0).all()


@pytest.mark.parametrize("code", ["WORLD", "EAST", "ZZA"])
def test_the_grid_moves_a_share_by_a_step_of_each_cell_of_each_country_at_most(code):
    world = made_world()
    where = next(one for one in world.places if one.code == code)
    found = draws_of_place(world, where)
    cells = len(world.draws.sexes) * len(world.draws.ages) * len(where.members)
    assert found.share_rounding * found.population == pytest.approx(2.0**-19 * cells)


def test_as_many_people_as_can_be_summed_exactly_are_not_too_many():
    """2 to the power of 34 persons of the grid's steps are 2 to the power of 53."""
    most = np.full((2, 1, 2, 1), 2.0**32)
    _require_summable(most)
    with pytest.raises(DataError, match="more than there can be"):
        _require_summable(most + 2.0**-1)
