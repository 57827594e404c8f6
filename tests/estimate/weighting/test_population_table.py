"""A table of the population as a user writes it, and every mistake in it."""

import pytest

from measure87.estimate.weighting import (
    Range,
    population_variables,
    range_variables,
    read_population,
)
from measure87.files import read_source
from measure87.vocabulary.errors import DataError

TWO_MARGINS = """age_from,age_to,sex,region,persons,year,source
5,11,1,,1200,2024,Invented projections
5,11,2,,1100,2024,Invented projections
12,,1,,900,2024,Invented projections
12,,2,,800,2024,Invented projections
,,,1,2500,2024,Invented census
,,,2,1500,2024,Invented census
"""


def table(folder, text):
    path = folder / "population.csv"
    path.write_text(text, encoding="utf-8")
    return read_source(path)


def test_rows_by_the_same_variables_are_one_margin(tmp_path):
    found = read_population(table(tmp_path, TWO_MARGINS), columns={"age": "age_years"})
    by_age, by_region = found.margins
    assert by_age.variables == ("age_years", "sex")
    assert by_age.persons[Range(12.0), "2"] == 800.0
    assert by_region.persons == {("1",): 2500.0, ("2",): 1500.0}
    assert (found.total, found.year) == (4000.0, 2024)
    assert found.source == "Invented projections; Invented census"


def test_ages_may_be_written_as_one_text(tmp_path):
    text = "age,persons\n5-11,10\n12-17,20\n18+,30\n"
    source = table(tmp_path, text)
    (margin,) = read_population(source, columns={"age": "age_years"}, ranges=["age"]).margins
    assert list(margin.persons) == [(Range(5.0, 11.0),), (Range(12.0, 17.0),), (Range(18.0),)]
    assert population_variables(source) == ["age"]


def test_rows_without_anything_are_passed_over(tmp_path):
    """Spreadsheets add them at the end."""
    (margin,) = read_population(table(tmp_path, "sex,persons\n1,10\n2,20\n,\n,\n")).margins
    assert margin.persons == {("1",): 10.0, ("2",): 20.0}


def test_variables_of_ranges_are_told_from_codes(tmp_path):
    text = "age,sex,region,level,persons\n5-11,1,7,1-2,10\n12,2,8,x,20\n"
    assert range_variables(table(tmp_path, text)) == ["age"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sex,people\n1,10\n", "unknown-column"),
        ("sex,persons\n1,10\n1,20\n", "population-twice"),
        ("sex,persons\n1,-10\n2,20\n", "population-not-positive"),
        ("sex,persons\n1,0\n2,0\n", "population-not-positive"),
        ("sex,persons\n1,many\n2,20\n", "not-a-number"),
        ("sex,persons\n1,\n2,20\n", "not-a-number"),
        ("sex,persons\n1,10\n,20\n", "population-class"),
        ("sex,persons,year\n1,10,2020\n2,20,2024\n", "population-year"),
        ("age_from,persons\n5,10\n", "unknown-column"),
        ("age_from,age_to,persons\n5,11,10\n11,17,20\n", "population-overlap"),
        ("age_from,age_to,persons\n11,5,10\n", "population-class"),
        ("age_from,age_to,persons\n,5,10\n", "population-class"),
        ("age,age_from,age_to,persons\n5-11,5,11,10\n", "population-twice"),
        ("age,persons\nyoung,10\n", "population-class"),
        ("sex,region,persons\n1,,10\n2,,10\n,1,15\n,2,15\n", "population-totals"),
    ],
)
def test_every_mistake_is_named(tmp_path, text, code):
    with pytest.raises(DataError) as fault:
        read_population(table(tmp_path, text), ranges=["age"])
    assert fault.value.code == code
    assert fault.value.hint


def test_open_ranges_and_closed_ones_share_persons_where_they_meet(tmp_path):
    with pytest.raises(DataError, match="share persons"):
        read_population(table(tmp_path, "age_from,age_to,persons\n15,,10\n18,25,20\n"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("sex,persons\n1,many\n2,20\n", 2),
        ("sex,persons\n1,10\n1,20\n", 3),
        ("sex,persons\n1,10\n2,many\n", 3),
        ("sex,persons\n1,10\n2,20\n2,30\n", 4),
        ("sex,persons\n1,10\n,20\n", 3),
    ],
)
def test_a_mistake_is_told_with_its_line_of_the_file(tmp_path, text, line):
    """The first is that of the names."""
    with pytest.raises(DataError) as fault:
        read_population(table(tmp_path, text))
    assert fault.value.where.endswith(f"line {line}")
