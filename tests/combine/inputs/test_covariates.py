"""Covariates: the nearest year, declared transformations, and what is missing."""

import json
import math
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure87.combine.inputs import CovariateUse, covariate_matrix, read_covariates
from measure87.combine.inputs.covariate_files import _refuse_wide
from measure87.vocabulary.errors import DataError, ReadingWarning, UsageError
from tests.combine.inputs.made_figures import REFERENCE, write

LONG = "country,year,covariate,value\n"


def read(tmp_path, rows, **more):
    return read_covariates(write(tmp_path / "c.csv", LONG + rows), vintage="2024-10", **more)


def wanted(*pairs):
    return pl.DataFrame(list(pairs), schema={"country": pl.String, "year": pl.Int64}, orient="row")


def test_a_wide_file_is_read_and_groups_passed_over():
    got = read_covariates(
        REFERENCE / "country_covariates.csv",
        vintage="not told",
        country="country_code",
        columns=["gdp_per_capita_ppp", "child_mortality_rate"],
    )
    assert set(got.frame["country"]) == {"AFG", "ARG", "BGD"}
    row = got.frame.filter(country="AFG", year=2014, covariate="child_mortality_rate")
    assert row.select("value", "vintage").row(0) == (75.1, "not told")


def test_the_nearest_year_is_taken_the_earlier_of_two_and_none_from_too_far(tmp_path):
    table = read(tmp_path, "BGD,2010,gdp,10\nBGD,2014,gdp,14\nKEN,2001,gdp,1\n")
    pairs = [("BGD", 2012), ("BGD", 2013), ("BGD", 2020), ("KEN", 2012), ("AFG", 2012)]
    got = covariate_matrix(table, wanted(*pairs), [CovariateUse("gdp")])
    assert got["gdp"].to_list() == [10.0, 14.0, None, None, None]
    assert got["gdp_years_away"].to_list() == [-2, 1, None, None, None]


@given(
    given_years=st.lists(st.integers(1990, 2024), min_size=1, max_size=8, unique=True),
    year=st.integers(1985, 2030),
    most=st.integers(0, 12),
)
def test_nearest_as_a_naive_search_has_it(given_years, year, most):
    from measure87.combine.inputs.covariates import _nearest

    order = sorted(given_years)
    best = None
    for away in range(most + 1):
        for one in (year - away, year + away):
            if best is None and one in order:
                best = (one - year, float(one))
    assert _nearest({one: float(one) for one in given_years}, year, most) == best


@pytest.mark.parametrize(
    ("transform", "value", "expected"),
    [
        ("as_is", -2.5, -2.5),
        ("log", 7.0, math.log(7)),
        ("log", 0.5, -math.log(2)),
        ("log1p", 0.0, 0.0),
        ("logit_percent", 25.0, math.log(1 / 3)),
        ("logit_percent", 0.5, -math.log(199)),
    ],
)
def test_transformations_are_what_they_say(tmp_path, transform, value, expected):
    table = read(tmp_path, f"BGD,2010,x,{value}\n")
    got = covariate_matrix(table, wanted(("BGD", 2010)), [CovariateUse("x", transform)])
    assert got["x"].to_list() == [pytest.approx(expected)]


@pytest.mark.parametrize(
    ("transform", "value"),
    [("log", 0.0), ("logit_percent", 0.0), ("logit_percent", 100.0), ("log1p", -1.0)],
)
def test_a_value_without_such_a_transformation_is_refused(tmp_path, transform, value):
    table = read(tmp_path, f"BGD,2010,x,{value}\n")
    with pytest.raises(DataError, match="x of BGD"):
        covariate_matrix(table, wanted(("BGD", 2010)), [CovariateUse("x", transform)])


def test_a_covariate_that_is_not_there_is_refused(tmp_path):
    table = read(tmp_path, "BGD,2010,gdp,10\n")
    with pytest.raises(UsageError, match="no covariate 'gni'"):
        covariate_matrix(table, wanted(("BGD", 2010)), [CovariateUse("gni")])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("BGX,2010,gdp,10\n", "no country 'BGX'"),
        ("BGD,10,gdp,10\n", "year '10' cannot be read"),
        ("BGD,2010,gdp,ten\n", "value 'ten' cannot be read"),
        ("BGD,2010,gdp,10\nBGD,2010,gdp,11\n", "there twice: 10.0 and 11.0"),
        ("World,2010,gdp,10\n", "no value of a country"),
        ("BGD,2010,gdp,1e999\n", "inf"),
    ],
)
def test_bad_rows_are_refused(tmp_path, rows, message):
    with pytest.raises(DataError, match=message):
        read(tmp_path, rows)


def test_the_same_value_twice_is_one(tmp_path):
    assert read(tmp_path, "BGD,2010,gdp,10\nBGD,2010,gdp,10\n").frame.height == 1


@pytest.mark.parametrize(
    ("columns", "refused"),
    [
        (("Country", "Year", "gdp", "literacy"), ["gdp", "literacy"]),
        (("country", "year", "gdp"), ["gdp"]),
        (("country", "year", "covariate", "value"), None),
        (("country", "year", "gdp", "value"), None),
        (("country", "year", "covariate", "gdp"), None),
        (("country", "gdp"), None),
        (("year", "gdp"), None),
    ],
)
def test_a_file_of_countries_and_years_has_values_or_columns_that_must_be_named(columns, refused):
    table = SimpleNamespace(columns=columns, name="wide.csv")
    if refused is None:
        _refuse_wide(table, "country")
        return
    with pytest.raises(DataError, match="each column is a covariate of its own") as caught:
        _refuse_wide(table, "country")
    assert caught.value.hint.endswith(f"columns = {json.dumps(refused)}")


def test_a_file_without_a_column_of_a_covariate_is_told_so():
    with pytest.raises(DataError, match="no column of a covariate") as caught:
        _refuse_wide(SimpleNamespace(columns=("country", "year"), name="wide.csv"), "country")
    assert "columns = []" not in caught.value.hint


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("country,year,covariate,value\nBGD,2010,gdp,10\n,,,\nBGD,2011,gdp,many\n", None),
        ("country,year,gdp\nBGD,2010,10\n,,\nBGD,2011,many\n", ["gdp"]),
    ],
)
def test_an_empty_row_has_its_number(tmp_path, text, columns):
    (tmp_path / "c.csv").write_text(text)
    with pytest.warns(ReadingWarning), pytest.raises(DataError) as caught:
        read_covariates(tmp_path / "c.csv", vintage="2020", source="x", columns=columns)
    assert caught.value.where == "c.csv row 4"


def test_a_long_file_tells_its_own_vintage_and_source_where_it_has_them(tmp_path):
    header = LONG.replace("\n", ",vintage,source\n")
    rows = "BGD,2010,gdp,10,2020-01,WDI\nBGD,2011,gdp,11,,\n"
    got = read_covariates(
        write(tmp_path / "c.csv", header + rows), vintage="2024-10", source="as stated"
    )
    assert got.frame.select("year", "vintage", "source").rows() == [
        (2010, "2020-01", "WDI"),
        (2011, "2024-10", "as stated"),
    ]
    plain = read(tmp_path, "BGD,2010,gdp,10\n", source="as stated")
    assert plain.frame.select("vintage", "source").rows() == [("2024-10", "as stated")]


@pytest.mark.parametrize("columns", [None, ["gdp"]])
def test_a_row_that_cannot_be_read_is_told_as_a_spreadsheet_numbers_it(tmp_path, columns):
    """The first row is that of the names."""
    header = LONG if columns is None else "country,year,gdp\n"
    row = "BGD,2010,gdp,{}\n" if columns is None else "BGD,2010,{}\n"
    text = header + row.format(10) + row.format("ten")
    with pytest.raises(DataError, match="value 'ten' cannot be read") as caught:
        read_covariates(write(tmp_path / "c.csv", text), vintage="v", columns=columns)
    assert caught.value.where == "c.csv row 3"


def test_a_row_without_a_country_is_refused_as_such(tmp_path):
    with pytest.raises(DataError, match="there is no country ''"):
        read(tmp_path, ",2010,gdp,10\n")


def test_a_transformation_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    table = read(tmp_path, "BGD,2010,gdp,10\n")
    with pytest.raises(UsageError, match="no transformation 'ln'") as caught:
        covariate_matrix(table, wanted(("BGD", 2010)), [CovariateUse("gdp", "ln")])
    assert caught.value.hint == "one of as_is, log, logit_percent, log1p"
