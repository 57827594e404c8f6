"""ILOSTAT tables, with labels and with codes."""

import csv
from types import SimpleNamespace

import polars as pl
import pytest

from measure87.combine.inputs import (
    IlostatSeries,
    Population,
    read_ilostat,
    read_population,
    report_inputs,
    uniform_split,
)
from measure87.combine.inputs.ilostat import _Denominator, _judged, _valued
from measure87.vocabulary.errors import DataError
from tests.combine.inputs.made_figures import REFERENCE, figure, write

LABELS = REFERENCE / "ilostat_hazardous_child_work.csv"
HAZARDOUS = IlostatSeries("hazardous_work", "thousands")
RATE = IlostatSeries("child_labour", "percent", indicator="CLD_XCHL_SEX_AGE_RT")
CODES = "ref_area,source,indicator,sex,classif1,time,obs_value,obs_status,note_source\n"
ROW = "AFG,BB:1,CLD_XCHL_SEX_AGE_RT,SEX_T,AGE_CLDVERSION_Y05-17,2014,12.5,U,R1:3\n"


def test_counts_become_shares_only_with_a_population():
    without = read_ilostat(LABELS, HAZARDOUS)
    assert without.included.is_empty()
    assert without.frame["estimate"].null_count() == without.frame.height
    assert set(without.frame["reason"]) == {
        "a number of children, and no population to divide it by"
    }


# Naive second implementation: the count of the file over the wide table's own 5-14 column,
# interpolated by hand; the year 2014 lies four fifths of the way from 2010 to 2015.
def test_a_share_is_the_count_over_the_population_of_the_year():
    people = REFERENCE / "population_5_17.csv"
    with people.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["name"] == "Afghanistan"]
    children = {
        year: sum(float(row["pop_5_17_k_approx"]) for row in rows if row["year"] == str(year))
        for year in (2010, 2015)
    }
    with LABELS.open(encoding="utf-8", newline="") as file:
        counts = [
            float(row["Total"])
            for row in csv.DictReader(file)
            if (row["Reference area"], row["Sex"], row["Age"]) == ("Afghanistan", "Total", "5-17")
        ]
    expected = counts[0] / (0.2 * children[2010] + 0.8 * children[2015])
    table = read_ilostat(LABELS, HAZARDOUS, population=_everywhere())
    got = table.included.filter(country="AFG", sex="both", age_from=5, age_to=17)
    assert got["estimate"].to_list() == [pytest.approx(expected, rel=1e-9)]
    assert got["note"][0].startswith("count over population of 2014 (interpolated, age groups")
    assert set(table.inputs) == {"ilostat_hazardous_child_work.csv", "population_5_17.csv"}


def _everywhere():
    """The reference populations; ten times Bangladesh stands in for countries not among them."""
    people = read_population(REFERENCE / "population_5_17.csv")
    known = set(people.countries)
    others = set(read_ilostat(LABELS, HAZARDOUS).frame["country"]) | {"AFG"}
    bgd = people.frame.filter(country="BGD").with_columns(persons=pl.col("persons") * 10)
    made = [bgd.with_columns(country=pl.lit(one)) for one in sorted(others - known)]
    return Population(pl.concat([people.frame, *made]), people.inputs)


def test_modelled_totals_and_surveys_that_begin_above_the_age_are_not_used():
    table = read_ilostat(LABELS, HAZARDOUS, population=_everywhere())
    report = report_inputs(table)
    assert table.included["country"].unique().to_list() == ["AFG"]
    assert set(report.left_out) == {"the survey covers ages from 16 alone"}
    assert report.passed_over["ilostat_hazardous_child_work.csv"] == 12


def test_the_form_with_codes_is_read(tmp_path):
    rows = (
        ROW
        + ROW.replace("AFG", "X01")
        + ROW.replace("BB:1", "XA:2198").replace("SEX_T", "SEX_F")
        + ROW.replace("XCHL", "XHAZ")
    )
    table = read_ilostat(write(tmp_path / "i.csv", CODES + rows), RATE)
    row = table.included.row(0, named=True)
    assert table.included.height == 1
    assert table.frame.height == 2
    assert (row["estimate"], row["age_from"], row["age_to"]) == (0.125, 5, 17)
    assert row["note"] == "obs_status: U | note_source: R1:3"
    assert table.passed_over == {"i.csv": 1}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ROW.replace("12.5", "125"), "percentage of 125 cannot be"),
        (ROW.replace("AFG", "AFX"), "no country 'AFX'"),
        (ROW.replace("_RT", "_NB"), "no row is of what was asked for"),
        (ROW.replace("2014", "2014Q1"), "year '2014Q1' cannot be read"),
        (ROW.replace("SEX_T", "SEX_O"), "sex 'SEX_O' cannot be read"),
    ],
)
def test_bad_rows_are_refused(tmp_path, row, message):
    with pytest.raises(DataError, match=message):
        read_ilostat(write(tmp_path / "i.csv", CODES + row), RATE)


def test_more_working_children_than_children_are_refused(tmp_path):
    row = ROW.replace("12.5", "99999999")
    series = IlostatSeries("hazardous_work", "thousands")
    with pytest.raises(DataError, match="thousand cannot be"):
        read_ilostat(write(tmp_path / "i.csv", CODES + row), series, population=_everywhere())


def of_persons(persons, *, interpolated=False, split=False):
    """A population that has so many persons of whatever is asked."""
    found = SimpleNamespace(persons=persons, interpolated=interpolated, split=split)
    return _Denominator(SimpleNamespace(persons=lambda *_, **__: found), uniform_split)


@pytest.mark.parametrize(
    ("number", "told", "estimate"),
    [
        (0.0, {}, 0.0),
        (50.0, {}, 0.5),
        (100.0, {}, 1.0),
        (50.0, {"interpolated": True}, 0.5),
        (50.0, {"interpolated": True, "split": True}, 0.5),
    ],
)
def test_a_count_in_thousands_is_a_share_of_the_population_and_says_of_which(
    number, told, estimate
):
    found = _valued(figure(note="n"), number, HAZARDOUS, of_persons(100_000.0, **told))
    assert found.estimate == pytest.approx(estimate)
    assert (found.included, found.reason) == (True, None)
    how = "interpolated" if told.get("interpolated") else "as given"
    ages = ", age groups split" if told.get("split") else ""
    assert found.note == f"count over population of 2019 ({how}{ages}) | n"
    bare = _valued(figure(), number, HAZARDOUS, of_persons(100_000.0, **told))
    assert bare.note == f"count over population of 2019 ({how}{ages})"


@pytest.mark.parametrize("number", [-0.001, 100.001])
def test_less_than_nobody_and_more_than_all_are_refused(number):
    with pytest.raises(DataError) as refused:
        _valued(figure(), number, HAZARDOUS, of_persons(100_000.0))
    assert refused.value.code == "count-out-of-range"


def test_a_count_of_ages_that_are_not_told_is_no_share_and_a_percentage_needs_nobody():
    of_any_age = figure(age_from=None, age_to=None).leave_out("x")
    found = _valued(of_any_age, 5.0, HAZARDOUS, of_persons(100_000.0))
    assert found.reason == "a number of children, and no population to divide it by"
    percent = _valued(of_any_age, 12.5, RATE, _Denominator(None, uniform_split))
    assert (percent.estimate, percent.included, percent.reason) == (0.125, True, None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"source": "XA:1234 - ILO modelled"}, "modelled by the agency, not an observation"),
        ({"source": "BA:1 - Modelled Estimates"}, "modelled by the agency, not an observation"),
        ({"source": "BA:1 - XA: labour force survey"}, None),
        ({"note": "Minimum age: 7"}, "the survey covers ages from 7 alone"),
        ({"note": "minimum age: 5"}, None),
        ({"note": "minimum age: 6", "age_from": None, "age_to": None}, None),
        ({}, None),
    ],
)
def test_a_model_and_a_survey_of_older_children_are_left_out(changes, reason):
    """Of figures of ages 5 to 17."""
    found = _judged(figure(**changes))
    assert (found.included, found.reason) == (reason is None, reason)


def test_a_row_that_cannot_be_read_is_told_as_a_spreadsheet_numbers_it(tmp_path):
    text = CODES + ROW + ROW.replace("2014", "2014Q1")
    with pytest.raises(DataError, match="year '2014Q1'") as caught:
        read_ilostat(write(tmp_path / "i.csv", text), RATE)
    assert caught.value.where == "i.csv row 3"


def test_an_empty_value_is_told_and_an_empty_area_is_passed_over(tmp_path):
    rows = ROW.replace("12.5", "") + ROW.replace("AFG", "") + ROW.replace("AFG", "BGD")
    table = read_ilostat(write(tmp_path / "i.csv", CODES + rows), RATE)
    assert table.included["country"].to_list() == ["BGD"]
    assert table.frame.filter(country="AFG")["reason"].to_list() == ["no value"]
    assert table.passed_over == {"i.csv": 1}


def test_a_file_of_labels_may_have_codes_of_some_columns_beside_them(tmp_path):
    text = (
        "Reference area,ref_area,Sex,Age,Time,Total,Unnamed: 6\n"
        "Afghanistan,AFG,Total,5-17,2014,12.5,Break in series\n"
    )
    row = read_ilostat(
        write(tmp_path / "i.csv", text), IlostatSeries("child_labour", "percent")
    ).included.row(0, named=True)
    assert (row["country"], row["estimate"]) == ("AFG", 0.125)
    assert row["note"] == "Break in series", "a column without a name is not named"
