"""Days of SPSS and Stata files are read as days, whatever number holds them.

Reference: the library's own conversion of the same files (pyreadstat), which this package
switches off, and dates of Python's standard library.
"""

from datetime import date, datetime

import pandas as pd
import polars as pl
import pyreadstat
import pytest

import measure87 as m
from measure87.files import read_source

DAYS = [date(2024, 1, 5), date(1955, 12, 31), None, date(1600, 2, 29)]
MOMENTS = [datetime(2024, 1, 5, 10, 30, 7), None, datetime(1959, 12, 31, 23, 59, 59)]
SPSS_START, STATA_START = datetime(1582, 10, 14), datetime(1960, 1, 1)


def sav(path, columns, formats, **more):
    """An SPSS file of numbers with these formats."""
    pyreadstat.write_sav(pl.DataFrame(columns), str(path), variable_format=formats, **more)
    return read_source(path)


def seconds(day) -> float | None:
    return None if day is None else (day - SPSS_START).total_seconds()


@pytest.mark.parametrize("shown", ["DATE11", "ADATE10", "EDATE10", "SDATE10", "JDATE7"])
def test_each_format_of_days_of_spss_is_read_as_days(tmp_path, shown):
    held = [None if one is None else seconds(datetime(*one.timetuple()[:3])) for one in DAYS]
    table = sav(tmp_path / "d.sav", {"born": held}, {"born": shown})
    assert table.frame.schema["born"] == pl.Date
    assert table.frame["born"].to_list() == DAYS


def test_moments_of_spss_are_moments_and_days_where_none_has_a_time(tmp_path):
    whole = [seconds(datetime(2024, 1, day)) for day in (5, 6, 7)]
    table = sav(
        tmp_path / "d.sav",
        {"start": [seconds(one) for one in MOMENTS], "day": whole, "month": whole},
        {"start": "DATETIME20", "day": "DATETIME20", "month": "MOYR8"},
    )
    assert table.frame["start"].to_list() == MOMENTS
    assert table.frame["day"].to_list() == [date(2024, 1, day) for day in (5, 6, 7)]
    assert table.frame["month"].to_list() == ["2024-01"] * 3


@pytest.mark.parametrize("write", [pyreadstat.write_sav, pyreadstat.write_dta])
def test_days_are_those_that_the_library_reads(tmp_path, write):
    path = tmp_path / ("d.sav" if write is pyreadstat.write_sav else "d.dta")
    write(pl.DataFrame({"day": DAYS[:3], "moment": MOMENTS}), str(path))
    read = pyreadstat.read_sav if path.suffix == ".sav" else pyreadstat.read_dta
    frame, _ = read(str(path), output_format="polars")
    ours = read_source(path).frame
    assert ours["day"].to_list() == frame["day"].to_list() == DAYS[:3]
    assert ours["moment"].to_list() == frame["moment"].to_list() == MOMENTS


def dta(path, columns, formats, **more):
    """A Stata file of numbers with these formats."""
    pyreadstat.write_dta(pl.DataFrame(columns), str(path), variable_format=formats, **more)
    return read_source(path)


def test_formats_of_stata_are_days_months_or_numbers(tmp_path):
    day = (datetime(2024, 1, 5) - STATA_START).days
    moment = (datetime(2024, 1, 5, 10, 30) - STATA_START).total_seconds() * 1000
    table = dta(
        tmp_path / "d.dta",
        {
            "td": [day, -1],
            "nice": [day, None],
            "tc": [moment, None],
            "tm": [768, -1],
            "ty": [2024, 2025],
        },
        {"td": "%td", "nice": "%-tdDD/NN/CCYY", "tc": "%tc", "tm": "%tm", "ty": "%ty"},
    )
    assert table.frame["td"].to_list() == [date(2024, 1, 5), date(1959, 12, 31)]
    assert table.frame["nice"].to_list() == [date(2024, 1, 5), None]
    assert table.frame["tc"].to_list() == [datetime(2024, 1, 5, 10, 30), None]
    assert table.frame["tm"].to_list() == ["2024-01", "1959-12"]
    assert table.frame["ty"].to_list() == [2024, 2025]


def test_days_declared_missing_are_empty(tmp_path):
    """A code such as 99999999 would be a day of 1585."""
    day = seconds(datetime(2024, 1, 5))
    table = sav(
        tmp_path / "d.sav",
        {"born": [day, 99999999.0, 98.0, None]},
        {"born": "EDATE10"},
        missing_ranges={"born": [99999999, {"lo": 97, "hi": 99}]},
        variable_value_labels={"born": {99999999: "not known"}},
    )
    assert table.frame["born"].to_list() == [date(2024, 1, 5), None, None, None]
    assert table.missing_codes == {}
    assert table.remarks == ()


def test_extended_missing_values_among_days_of_stata_are_empty(tmp_path):
    path = tmp_path / "d.dta"
    frame = pd.DataFrame({"born": [23380, "a", None]})
    options = {"missing_user_values": {"born": ["a"]}, "variable_format": {"born": "%td"}}
    pyreadstat.write_dta(frame, str(path), **options)
    table = read_source(path)
    assert table.frame["born"].to_list() == [date(2024, 1, 5), None, None]
    assert not table.has_numbers_as_text("born")


def test_a_number_that_is_no_day_is_empty_and_counted(tmp_path):
    held = [seconds(datetime(2024, 1, 5)), 9e15]
    table = sav(tmp_path / "d.sav", {"born": held}, {"born": "DATE11"})
    assert table.frame["born"].to_list() == [date(2024, 1, 5), None]
    assert table.remarks == ("born: 1 number(s) are no day; read as unknown",)


def test_times_of_a_day_stay_numbers(tmp_path):
    table = sav(tmp_path / "d.sav", {"at": [3600.0, 7200.0]}, {"at": "TIME8"})
    assert table.frame["at"].to_list() == [3600, 7200]


@pytest.mark.parametrize("suffix", ["sav", "dta"])
def test_days_of_a_file_name_groups_conditions_and_rounds(tmp_path, suffix):
    days = [date(2023, 1, 5)] * 40 + [date(2024, 3, 7)] * 60
    write = pyreadstat.write_sav if suffix == "sav" else pyreadstat.write_dta
    write(pl.DataFrame({"day": days, "work": [1, 0] * 50}), str(tmp_path / f"d.{suffix}"))
    survey = m.Survey(m.read(tmp_path / f"d.{suffix}"))
    groups = [one.group for one in survey.prevalence("work", by="day")]
    assert groups == [{"day": "2023-01-05"}, {"day": "2024-03-07"}]
    assert survey.prevalence("work", where={"day": date(2024, 3, 7)}).only.n == 60
    assert len(survey.trend("work", over="day", overlap="none").trends) == 1
