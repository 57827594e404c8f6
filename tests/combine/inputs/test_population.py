"""Populations: the three forms, ages out of groups, years between given ones."""

import csv

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure87.combine.inputs import (
    Population,
    population_for,
    read_population,
    smooth_split,
    uniform_split,
)
from measure87.combine.inputs.age_splitting import AgeCount
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.published_figures import POPULATION_COUNTS
from tests.combine.inputs.made_figures import REFERENCE, write

WIDE = REFERENCE / "population_5_17.csv"
UN = (
    "SortOrder,LocID,Notes,ISO3_code,LocTypeName,Location,VarID,Variant,Time,MidPeriod,"
    "AgeGrp,AgeGrpStart,AgeGrpSpan,PopMale,PopFemale,PopTotal\n"
)


def un_row(start, span, male, female, *, iso3="AFG", locid=4, time=2015, variant="Medium"):
    return (
        f"1,{locid},,{iso3},Country/Area,x,2,{variant},{time},{time}.5,g,{start},{span},"
        f"{male},{female},{male + female}\n"
    )


def population(rows):
    schema = dict.fromkeys(POPULATION_COUNTS.names, pl.Int64)
    schema |= {"country": pl.String, "sex": pl.String, "persons": pl.Float64}
    return Population(pl.DataFrame(rows, schema=schema, orient="row"))


# Reference: the published table's own columns for 5-14, 15-17 (0.6 of 15-19) and 5-17.
def test_children_of_the_wide_form_are_those_its_author_computed():
    people = read_population(WIDE)
    with WIDE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["country_code"] in ("4", "50")]
    assert len(rows) == 20
    sexes = {"F": "female", "M": "male"}
    codes = {"4": "AFG", "50": "BGD"}
    for row in rows:
        about = (codes[row["country_code"]], int(row["year"]), sexes[row["sex"]])
        for ages, column in (
            ((5, 14), "pop_5_14_k"),
            ((15, 17), "pop_15_17_k_approx"),
            ((5, 17), "pop_5_17_k_approx"),
        ):
            got = people.persons(*about, *ages)
            assert got.persons == pytest.approx(float(row[column]) * 1000, rel=1e-9)
            assert got.split is (ages[1] == 17)
            assert not got.interpolated


def test_groups_of_countries_are_passed_over_and_odd_codes_found():
    assert read_population(WIDE).countries == ("AFG", "BGD", "BOL", "TWN")


def test_the_un_form_by_five_years_agrees_with_the_wide_form(tmp_path):
    with WIDE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["name"] == "Afghanistan"]
    by = {(int(row["year"]), row["sex"]): row for row in rows}
    lines = [
        un_row(start, 5, float(by[year, "M"][group]), float(by[year, "F"][group]), time=year)
        for year in (2010, 2015)
        for start, group in ((5, "5-9"), (10, "10-14"), (15, "15-19"))
    ]
    lines += [un_row(100, -1, 0.1, 0.2), un_row(5, 5, 1e6, 1e6, iso3="", locid=900)]
    lines += [un_row(5, 5, 1.0, 1.0, variant="High")]
    un = read_population(write(tmp_path / "WPP.csv", UN + "".join(lines)))
    wide = read_population(WIDE)
    for year in (2010, 2012, 2015):
        for sex in ("female", "male", "both"):
            a, b = (p.persons("AFG", year, sex, 5, 17) for p in (un, wide))
            assert a.persons == pytest.approx(b.persons, rel=1e-12)
            assert a.interpolated is b.interpolated is (year == 2012)
    assert un.persons("AFG", 2015, "both", 100, None).persons == pytest.approx(300.0)


def test_single_years_need_no_splitting(tmp_path):
    lines = "".join(un_row(age, 1, 1.0 + age, 1.0) for age in range(18))
    people = read_population(write(tmp_path / "WPP.csv", UN + lines))
    got = people.persons("AFG", 2015, "male", 12, 14)
    assert (got.persons, got.split) == (1000.0 * (13 + 14 + 15), False)


def test_the_long_form_is_read_in_persons(tmp_path):
    text = "country,year,sex,age_from,age_to,persons\nBGD,2020,M,5,11,10\nBGD,2020,F,5,11,12\n"
    people = read_population(write(tmp_path / "p.csv", text))
    assert people.persons("BGD", 2020, "both", 5, 11).persons == 22.0


@pytest.mark.parametrize("year", [2004, 2026, 1950])
def test_a_year_that_the_file_does_not_reach_is_refused(year):
    with pytest.raises(DataError, match=f"does not reach {year}: it has AFG from 2005 to 2025"):
        read_population(WIDE).persons("AFG", year, "both", 5, 17)


def test_a_gap_wider_than_five_years_is_not_interpolated_over():
    rows = [("BGD", year, "both", 5, 17, 1.0) for year in (2000, 2010)]
    with pytest.raises(DataError, match="nothing for BGD between 2000 and 2010"):
        population(rows).persons("BGD", 2005, "both", 5, 17)


@given(
    counts=st.lists(st.floats(0, 1e7), min_size=12, max_size=12),
    year=st.integers(2010, 2015),
)
def test_interpolated_ages_and_sexes_add_up(counts, year):
    cells = iter(counts)
    people = population(
        [
            ("BGD", given_year, sex, first, first + 4, next(cells))
            for given_year in (2010, 2015)
            for sex in ("female", "male")
            for first in (5, 10, 15)
        ]
    )
    whole = people.persons("BGD", year, "both", 5, 17).persons
    parts = sum(
        people.persons("BGD", year, sex, *ages).persons
        for sex in ("female", "male")
        for ages in ((5, 11), (12, 14), (15, 17))
    )
    assert whole == pytest.approx(parts, rel=1e-9, abs=1e-6)


@given(counts=st.lists(st.integers(0, 10**7), min_size=3, max_size=6))
def test_smooth_splitting_keeps_groups_and_is_never_negative(counts):
    groups = [AgeCount(5 * i, 5 * i + 5, persons) for i, persons in enumerate(counts)]
    total = sum(counts)
    for one in groups:
        years = [smooth_split(groups, age, age + 1) for age in range(one.first, one.end)]
        assert sum(years) == pytest.approx(one.persons, rel=1e-9, abs=1e-9 * (1 + total))
        assert min(years) >= -1e-9 * (1 + total)


# Known truth: numbers that fall by 3 % with each year of age; 0.6 of a group is then 2.9 % too
# few of ages 15-17 (0.6 / 0.6179), and the smooth curve must do better.
def test_where_numbers_fall_with_age_the_smooth_split_is_nearer_than_the_uniform():
    single = [1000.0 * 0.97**age for age in range(25)]
    groups = [AgeCount(i, i + 5, sum(single[i : i + 5])) for i in range(0, 25, 5)]
    truth = sum(single[15:18])
    uniform, smooth = (split(groups, 15, 18) for split in (uniform_split, smooth_split))
    assert uniform / truth == pytest.approx(0.6 / 0.6179, abs=0.001)
    assert abs(smooth - truth) < 0.2 * abs(uniform - truth)


def test_an_open_last_group_gives_no_years_of_its_own_to_a_split():
    groups = [AgeCount(10, 15, 100.0), AgeCount(15, None, 50.0)]
    assert uniform_split(groups, 12, 18) == 60.0


@pytest.mark.parametrize(
    ("ages", "message"),
    [((0, 17), "does not cover ages 0 to 17"), ((15, 24), "not cover ages 15 to 24")],
)
def test_ages_that_the_file_does_not_have_are_refused(ages, message):
    with pytest.raises(DataError, match=message):
        read_population(WIDE).persons("AFG", 2015, "both", *ages)


def test_a_hole_between_groups_and_a_part_of_an_open_group_are_refused():
    rows = [("BGD", 2015, "both", a, b, 1.0) for a, b in ((5, 9), (15, 19), (80, None))]
    people = population(rows)
    for ages in ((5, 17), (85, None), (70, 85)):
        with pytest.raises(DataError, match="does not cover"):
            people.persons("BGD", 2015, "both", *ages)
    assert people.persons("BGD", 2015, "both", 80, None).persons == 1.0


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("BGD", 2015, "both", 5, 9, -1.0)], "persons of -1.0 cannot be"),
        ([("BGD", 2015, "both", 5, 9, float("nan"))], "persons of nan cannot be"),
        ([("BGD", 2015, "both", 5, 9, None)], "there is no number of persons"),
        ([("BGD", 2015, "both", 5, 9, 1.0), ("BGD", 2015, "both", 8, 12, 1.0)], "overlap"),
        ([("BGD", 2015, "both", 5, 9, 1.0)] * 2, "from 5 are there twice"),
    ],
)
def test_counts_that_cannot_be_are_refused(rows, message):
    with pytest.raises(DataError, match=message):
        population(rows)


def test_a_country_without_population_is_refused():
    with pytest.raises(DataError, match="no population of KEN, male"):
        read_population(WIDE).persons("KEN", 2015, "male", 5, 17)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "none of the known forms"),
        (UN + un_row(5, 5, 1.0, 1.0, variant="High"), "no variant 'Medium'"),
        (UN + un_row(5, 5, 1.0, 1.0, locid=99999), "no country '99999'"),
        (UN + un_row(5, 5, 1.0, 1.0).replace("1.0,1.0", "many,1.0"), "'many' in column 'PopMale'"),
        (UN + un_row(5, 5, 1.0, 1.0, locid=900), "nothing of what was asked for"),
        ("country_code,year,sex,5-9\n4,2015,X,1\n", "sex 'X' cannot be read"),
        ("country_code,year,sex,5-9\n4,2015,F,1e999\n", "'1e999' in column '5-9' is no number"),
        ("country_code,year,sex,5-9\n4,1e999,F,1\n", "in column 'year' is no number"),
        ("country_code,year,sex,9-5\n4,2015,F,1\n", "ages from 9 to 5 cannot be"),
        (UN + un_row(-3, 5, 1.0, 1.0), "ages from -3 to 1 cannot be"),
    ],
)
def test_files_that_cannot_be_are_refused(tmp_path, text, message):
    with pytest.raises(DataError, match=message):
        read_population(write(tmp_path / "p.csv", text))


def test_ages_can_be_kept():
    people = read_population(WIDE, ages=(5, 14))
    assert people.persons("AFG", 2015, "both", 5, 14).persons > 0
    with pytest.raises(DataError, match="does not cover ages 5 to 17"):
        people.persons("AFG", 2015, "both", 5, 17)


def test_years_can_be_kept_and_a_table_filled():
    people = read_population(WIDE, years=(2010, 2020))
    wanted = pl.DataFrame(
        {"country": ["AFG", "BGD"], "year": [2012, 2020], "sex": ["both", "male"]}
    ).with_columns(age_from=pl.lit(5), age_to=pl.lit(14))
    got = population_for(people, wanted)
    assert got["interpolated"].to_list() == [True, False]
    assert got["split"].to_list() == [False, False]
    naive = sum(
        0.6 * people.persons("AFG", 2010, sex, 5, 14).persons
        + 0.4 * people.persons("AFG", 2015, sex, 5, 14).persons
        for sex in ("female", "male")
    )
    assert got["persons"][0] == pytest.approx(naive, rel=1e-12)


LONG = "country,year,sex,age_from,age_to,persons{}\n"


def test_a_long_file_may_have_a_column_that_the_form_of_the_un_has_too(tmp_path):
    text = LONG.format(",LocID") + "AFG,2015,F,5,9,100,4\n"
    assert (
        read_population(write(tmp_path / "p.csv", text))
        .persons("AFG", 2015, "female", 5, 9)
        .persons
        == 100.0
    )


@pytest.mark.parametrize("column", ["Time", "AgeGrpStart", "AgeGrpSpan", "PopMale", "PopFemale"])
def test_every_number_of_the_form_of_the_un_is_looked_at(tmp_path, column):
    names = UN.strip().split(",")
    cells = un_row(5, 5, 1.0, 2.0).strip().split(",")
    cells[names.index(column)] = "many"
    text = UN + un_row(5, 5, 1.0, 2.0) + ",".join(cells) + "\n"
    with pytest.raises(DataError, match=f"'many' in column '{column}' is no number"):
        read_population(write(tmp_path / "p.csv", text))


@pytest.mark.parametrize(
    ("written", "fine"),
    [("999999999999", True), ("1000000000000", False), ("1e300", False), ("inf", False)],
)
def test_a_million_million_persons_are_no_number_of_persons(tmp_path, written, fine):
    text = LONG.format("") + f"AFG,2015,F,5,9,{written}\n"
    if fine:
        assert read_population(write(tmp_path / "p.csv", text)).frame.height == 1
        return
    with pytest.raises(DataError, match="is no number"):
        read_population(write(tmp_path / "p.csv", text))
