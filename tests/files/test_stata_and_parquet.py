"""Stata and Parquet files."""

import pandas as pd
import polars as pl
import pyreadstat
import pytest

from measure87.files import read_source
from measure87.vocabulary.errors import DataError, UsageError


@pytest.fixture
def dta(tmp_path):
    """An invented Stata file with extended missing values."""
    path = tmp_path / "survey.dta"
    frame = pd.DataFrame(
        {
            "q1": [1, 2, "a", "b", None],
            "hours": [1.5, 2, 3, None, 5],
            "name": ["é", "b", "", "", "c"],
        }
    )
    pyreadstat.write_dta(
        frame,
        str(path),
        missing_user_values={"q1": ["a", "b"]},
        variable_value_labels={"q1": {1: "yes", 2: "no", "a": "refused"}},
        column_labels={"q1": "Heavy loads"},
    )
    return path


def test_extended_missing_values_of_stata_are_kept_as_kinds_of_missing(dta):
    table = read_source(dta)
    assert table.frame["q1"].to_list() == ["1", "2", ".a", ".b", None]
    assert table.missing_codes["q1"].codes == (".a", ".b")
    assert table.value_labels["q1"] == {"1": "yes", "2": "no", ".a": "refused"}
    assert table.variable_labels == {"q1": "Heavy loads"}
    assert table.frame["hours"].to_list() == [1.5, 2.0, 3.0, None, 5.0]
    assert table.frame["name"].to_list() == ["é", "b", None, None, "c"]


LONG = 20_240_100_100_100_001.0


@pytest.mark.parametrize("suffix", ["sav", "dta"])
def test_keys_that_have_lost_their_last_digits_are_refused_where_they_are_read(tmp_path, suffix):
    """Above 2^53 a double holds every second whole number, and then fewer: two keys are one."""
    path = tmp_path / f"keys.{suffix}"
    write = {"sav": pyreadstat.write_sav, "dta": pyreadstat.write_dta}[suffix]
    write(pl.DataFrame({"w": [1.0, 2.0, 3.0], "hh": [1.0, LONG, LONG + 1.0]}), str(path))
    with pytest.raises(DataError, match=r"2 cell\(s\) of column\(s\) hh hold .* row 2") as caught:
        read_source(path)
    assert caught.value.code == "cut-numbers"
    assert "20240" not in str(caught.value)
    assert read_source(path, ["w"]).frame["w"].to_list() == [1, 2, 3]


def test_they_are_refused_beside_extended_missing_values_too(tmp_path):
    path = tmp_path / "keys.dta"
    frame = pd.DataFrame({"hh": [LONG, "a", 5.0]})
    pyreadstat.write_dta(frame, str(path), missing_user_values={"hh": ["a"]})
    with pytest.raises(DataError, match="first in row 1"):
        read_source(path)


@pytest.mark.parametrize("suffix", ["sav", "dta"])
def test_numbers_below_2_to_the_53_are_read(tmp_path, suffix):
    path = tmp_path / f"keys.{suffix}"
    write = {"sav": pyreadstat.write_sav, "dta": pyreadstat.write_dta}[suffix]
    write(pl.DataFrame({"hh": [2.0**53 - 1.0, None], "x": [0.5, None]}), str(path))
    assert read_source(path).frame["hh"].to_list() == [2**53 - 1, None]


@pytest.mark.parametrize("share", [0.2, 0.9])
def test_a_stata_file_cut_short_is_refused(dta, share):
    data = dta.read_bytes()
    dta.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(DataError, match=r"survey.dta is damaged or cut short"):
        read_source(dta)


def test_wanted_columns_of_a_stata_file(dta):
    assert read_source(dta, ["HOURS"]).columns == ("hours",)
    table = read_source(dta, ["Q1", "weight"], skip_absent=True)
    assert table.columns == ("q1",)
    assert table.present == ("q1", "hours", "name")


def test_parquet_stays_lazy_and_holds_no_nan(tmp_path):
    path = tmp_path / "survey.parquet"
    pl.DataFrame({"w": [1.0, float("nan"), None], "c": ["a", "b", None]}).write_parquet(path)
    table = read_source(path, ["W"])
    assert isinstance(table.frame, pl.LazyFrame)
    assert table.columns == ("w",)
    assert table.frame.collect()["w"].to_list() == [1.0, None, None]


@pytest.mark.parametrize("cut", [8, 40, -4, -20])
def test_a_parquet_file_cut_short_is_refused(tmp_path, cut):
    path = tmp_path / "survey.parquet"
    pl.DataFrame({"w": list(range(1000))}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DataError, match="damaged or cut short"):
        read_source(path)


def test_an_unknown_suffix_lists_the_known_ones(tmp_path):
    with pytest.raises(UsageError, match=r"suffix '.docx'") as caught:
        read_source(tmp_path / "survey.docx")
    assert ".sav" in caught.value.hint


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match=r"no file fs.sav"):
        read_source(tmp_path / "fs.sav")


def test_more_rows_than_a_stata_file_has_room_for_are_refused(tmp_path):
    path = tmp_path / "t.dta"
    pyreadstat.write_dta(pl.DataFrame({"a": [1.0, 2.0, 3.0]}), str(path), version=15)
    content = path.read_bytes()
    at = content.index(b"<N>") + len(b"<N>")
    path.write_bytes(content[:at] + (300_000_000).to_bytes(8, "little") + content[at + 8 :])
    with pytest.raises(DataError, match="declares 300000000 rows, more than it has room for"):
        read_source(path)
