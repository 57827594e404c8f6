"""Persons of a year and of ages out of a population file: between years, and at every end."""

import polars as pl
import pytest

from measure87.combine.inputs import Population
from measure87.vocabulary.errors import DataError

GROUPS = ((5, 9), (10, 14), (15, None))


def population(*rows):
    names = ("country", "year", "sex", "age_from", "age_to", "persons")
    types = {"country": pl.String, "sex": pl.String, "persons": pl.Float64}
    schema = {name: types.get(name, pl.Int64) for name in names}
    return Population(pl.DataFrame(rows, schema=schema, orient="row"))


def row(persons=100.0, *, year=2010, sex="both", first=5, last=9, country="QMA"):
    return country, year, sex, first, last, persons


# By hand: 100 in 2010 and 200 in 2014 are 125 in 2011, 150 in 2012 and 175 in 2013.
@pytest.mark.parametrize(
    ("year", "persons", "between"),
    [(2010, 100.0, False), (2011, 125.0, True), (2012, 150.0, True), (2013, 175.0, True),
     (2014, 200.0, False), (2016, 260.0, True), (2018, 320.0, False)],
)  # fmt: skip
def test_between_two_years_persons_are_those_of_a_straight_line(year, persons, between):
    made = population(row(320.0, year=2018), row(), row(200.0, year=2014))
    found = made.persons("QMA", year, "both", 5, 9)
    assert (found.persons, found.interpolated, found.split) == (pytest.approx(persons), between,
                                                                False)  # fmt: skip


@pytest.mark.parametrize("year", [2009, 2019])
def test_a_year_that_the_file_does_not_reach_is_refused(year):
    made = population(row(), row(year=2018))
    with pytest.raises(DataError, match=f"does not reach {year}: it has QMA from 2010 to 2018"):
        made.persons("QMA", year, "both", 5, 9, widest_gap=99)


def test_a_gap_may_be_as_wide_as_it_is_said_to_and_no_wider():
    made = population(row(), row(year=2015))
    assert made.persons("QMA", 2012, "both", 5, 9, widest_gap=5).interpolated
    with pytest.raises(DataError, match="has nothing for QMA between 2010 and 2015"):
        made.persons("QMA", 2012, "both", 5, 9, widest_gap=4)
    assert made.persons("QMA", 2015, "both", 5, 9, widest_gap=4).persons == 100.0


def test_both_sexes_are_the_sum_where_the_file_does_not_give_them():
    parts = (row(30.0, sex="female"), row(12.0, sex="male"))
    assert population(*parts).persons("QMA", 2010, "both", 5, 9).persons == 42.0
    whole = population(*parts, row(50.0))
    assert whole.persons("QMA", 2010, "both", 5, 9).persons == 50.0
    assert whole.persons("QMA", 2010, "male", 5, 9).persons == 12.0
    for country, sex in (("QMB", "both"), ("QMA", "male")):
        with pytest.raises(DataError, match=f"there is no population of {country}"):
            population(row(30.0, sex="female")).persons(country, 2010, sex, 5, 9)


def test_a_group_that_had_to_be_split_is_told_in_whichever_year():
    """In 2010 there are the years themselves, in 2012 a wider group; or the other way round."""
    for fine, wide in ((2010, 2012), (2012, 2010)):
        made = population(
            row(year=fine, first=5, last=6), row(year=fine, first=7, last=9),
            row(year=wide, first=5, last=9),
        )  # fmt: skip
        assert made.persons("QMA", 2011, "both", 5, 6).split
        assert not made.persons("QMA", 2011, "both", 5, 9).split


def test_what_was_done_to_one_sex_was_done_to_both():
    """Girls are told of in 2010 and 2012, boys in 2011; boys by a wider group."""
    girls = (row(sex="female"), row(year=2012, sex="female"))
    found = population(*girls, row(year=2011, sex="male")).persons("QMA", 2011, "both", 5, 9)
    assert (found.interpolated, found.split) == (True, False)
    girls = row(year=2011, sex="female")
    made = population(girls, row(year=2011, sex="male", last=14))
    found = made.persons("QMA", 2011, "both", 5, 9)
    assert (found.interpolated, found.split) == (False, True)


def test_unless_it_is_said_otherwise_five_years_are_the_widest_gap():
    assert population(row(), row(year=2015)).persons("QMA", 2011, "both", 5, 9).interpolated
    with pytest.raises(DataError, match="between 2010 and 2016"):
        population(row(), row(year=2016)).persons("QMA", 2011, "both", 5, 9)


def test_an_open_group_has_no_end():
    made = population(row(first=5, last=9), row(40.0, first=10, last=None))
    assert made.persons("QMA", 2010, "both", 5, None).persons == 140.0


@pytest.mark.parametrize("persons", [-1.0, float("inf"), float("nan")])
def test_persons_are_a_number_from_0(persons):
    population(row(0.0))
    with pytest.raises(DataError, match="a number of persons of"):
        population(row(persons))


def test_an_empty_number_of_persons_and_ages_twice_are_told_as_such():
    with pytest.raises(DataError, match="there is no number of persons: QMA 2010, both, from age"):
        population(row(None))
    for persons in (100.0, 7.0):
        with pytest.raises(DataError, match="the ages from 5 are there twice, of QMA, both, 2010"):
            population(row(), row(persons))
    with pytest.raises(DataError, match="the ages from 5 are there twice"):
        population(row(last=None), row(last=None))


@pytest.mark.parametrize(("first", "last"), [(None, 9), (-1, 9), (9, 8), (9, 5)])
def test_ages_are_completed_years_from_0_the_youngest_first(first, last):
    population(row(first=0, last=0), row(first=9, last=9))
    with pytest.raises(DataError, match="ages from"):
        population(row(first=first, last=last))


@pytest.mark.parametrize("second", [(9, 12), (5, 8), (7, 8)])
def test_groups_of_one_year_and_sex_do_not_overlap(second):
    first, last = second
    with pytest.raises(DataError, match="age groups overlap"):
        population(row(), row(first=first, last=last))
    population(row(), row(first=first, last=last, sex="female"), row(first=10, last=None))
    with pytest.raises(DataError, match="age groups overlap: 5- and one from 10"):
        population(row(first=5, last=None), row(first=10, last=12))


def test_a_population_is_shown_without_what_is_made_of_it():
    assert "_index" not in repr(population(row()))
