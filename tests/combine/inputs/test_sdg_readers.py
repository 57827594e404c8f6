"""The UN SDG database: its short and long CSV, SDMX-CSV and SDMX-ML."""

import builtins
from types import SimpleNamespace

import polars as pl
import pytest

from measure87.combine.inputs import (
    crosswalk_pairs,
    read_sdg_csv,
    read_sdg_ml,
    report_inputs,
    sdg_ml,
)
from measure87.combine.inputs.sdg_ml import _look
from measure87.vocabulary.errors import DataError, MissingExtraError
from measure87.vocabulary.release_files.reading import study_of
from tests.combine.inputs.made_figures import REFERENCE, write
from tests.disseminate.sdmx.release_of_8_7_1 import release_of

HEADER = "age,geo_area,nature,sex,units,year,value,series,area\n"
ROW = "5_17,50,ca,bothsex,percent,2019,6.8,SL_TLF_CHLDEA,Bangladesh\n"
LONG = (
    "Goal,Target,Indicator,SeriesCode,SeriesDescription,GeoAreaCode,GeoAreaName,TimePeriod,Value,"
    "Source,FootNote,LowerBound,UpperBound,[Age],[Location],[Nature],[Sex],[Units]\n"
)


# Reference: tests/reference/world_inputs/README.md; told to two digits.
def test_log_odds_with_chores_are_above_those_without_in_all_81_countries():
    table = read_sdg_csv(REFERENCE / "sdg_871_2020.csv")
    pairs = crosswalk_pairs(table, "child_labour_sdg_a", "child_labour_sdg_b")
    both = pairs.filter(pl.col("sex") == "both")["log_odds_difference"]
    assert len(both) == 81
    assert both.min() > 0
    assert both.median() == pytest.approx(0.25, abs=0.005)
    assert both.std() == pytest.approx(0.24, abs=0.005)
    assert both.max() == pytest.approx(1.40, abs=0.005)


def test_of_91_countries_90_have_a_single_year_and_none_a_standard_error():
    report = report_inputs(read_sdg_csv(REFERENCE / "sdg_871_2020.csv"))
    assert (report.countries, report.countries_with_one_year) == (91, 90)
    assert report.without_precision == report.included == report.rows.height


def test_a_row_is_read_as_published():
    table = read_sdg_csv(REFERENCE / "sdg_871_2020.csv")
    nicaragua = table.frame.filter((pl.col("country") == "NIC") & (pl.col("sex") == "male"))
    row = nicaragua.filter(pl.col("measure") == "child_labour_sdg_a").row(0, named=True)
    assert (row["year"], row["age_from"], row["age_to"]) == (2012, 10, 17)
    assert row["estimate"] == pytest.approx(0.333, rel=1e-12)
    assert (row["source_type"], row["recall_days"]) == ("unknown", 7.0)


def test_the_long_form_tells_survey_note_and_breakdown(tmp_path):
    rows = (
        '8,8.7,8.7.1,SL_TLF_CHLDEC,"Proportion, of children",050,Bangladesh,2019,6.8,'
        "MICS 2019,a note,5.0,8.0,5-17,ALLAREA,C,BOTHSEX,PERCENT\n"
        "8,8.7,8.7.1,SL_TLF_CHLDEC,x,50,Bangladesh,2019,9.1,"
        "MICS 2019,,,,5-17,RURAL,C,BOTHSEX,PERCENT\n"
        "8,8.7,8.7.1,SL_TLF_CHLDEC,x,50,Bangladesh,2018,7.0,,,,,5-17,ALLAREA,M,FEMALE,PERCENT\n"
        "8,8.7,8.7.1,SL_TLF_CHLDEC,x,202,Sub-Saharan Africa,2019,25,"
        ",,,,5-17,ALLAREA,G,BOTHSEX,PERCENT\n"
    )
    table = read_sdg_csv(write(tmp_path / "sdg.csv", LONG + rows))
    assert table.passed_over == {"sdg.csv": 1}
    used = table.included.row(0, named=True)
    assert table.included.height == 1
    assert (used["source"], used["source_type"], used["note"]) == ("MICS 2019", "mics", "a note")
    assert used["se"] is None
    assert set(table.frame["reason"].drop_nulls()) == {
        "about a part of the population: [Location] RURAL",
        "modelled by the agency, not an observation",
    }


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ROW.replace("6.8", "108"), "percentage of 108 cannot be"),
        (ROW.replace("6.8", "-3"), "percentage of -3 cannot be"),
        (ROW.replace(",50,", ",51234,"), "no country '51234'"),
        (ROW.replace("2019", "1919"), "out of reach"),
        (ROW.replace("2019", "20l9"), "year '20l9' cannot be read"),
        (ROW.replace("5_17", "school age"), "ages 'school age' cannot be read"),
        (ROW.replace("bothsex", "any"), "sex 'any' cannot be read"),
        (ROW.replace("percent", "thousands"), "unit 'thousands' is not percent"),
        (ROW.replace(",ca,", ",zz,"), "nature 'zz' is not known"),
        (ROW.replace("CHLDEA", "UEM"), "not of indicator 8.7.1"),
        (ROW.replace("6.8", "6,8"), "row 2 has 10 cell"),
        (ROW.replace("Bangladesh", "=cmd()"), "formula"),
        (ROW.replace("6.8", "about 7"), "value 'about 7' cannot be read"),
        (ROW + ROW.replace("6.8", "7.9"), "disagree"),
    ],
)
def test_bad_rows_are_refused_and_told(tmp_path, row, message):
    with pytest.raises(DataError, match=message):
        read_sdg_csv(write(tmp_path / "sdg.csv", HEADER + row))


def test_a_power_of_ten_is_not_passed_over(tmp_path):
    header = HEADER.replace("\n", ",UNIT_MULT\n")
    read_sdg_csv(write(tmp_path / "a.csv", header + ROW.replace("\n", ",0\n")))
    with pytest.raises(DataError, match=r"unit 'percent x 10\^3' is not percent"):
        read_sdg_csv(write(tmp_path / "b.csv", header + ROW.replace("\n", ",3\n")))


@pytest.mark.parametrize("missing", ["value", "sex", "age", "geo_area", "year", "series"])
def test_a_file_without_a_column_it_needs_is_refused(tmp_path, missing):
    header = HEADER.replace(missing + ",", "other,", 1)
    with pytest.raises(DataError, match="no column"):
        read_sdg_csv(write(tmp_path / "sdg.csv", header + ROW))


def test_counts_of_children_and_empty_values_stay_out_with_a_reason(tmp_path):
    rows = ROW.replace("CHLDEA", "CHLDEAN").replace("percent", "number") + ROW.replace("6.8", "")
    table = read_sdg_csv(write(tmp_path / "sdg.csv", HEADER + rows))
    assert table.included.is_empty()
    assert set(table.frame["reason"]) == {
        "a number of children; its percentage is another series",
        "no value",
    }


@pytest.fixture(scope="module")
def messages():
    from measure87.disseminate.formats.sdmx.messages import sdmx_messages
    from measure87.disseminate.formats.sdmx.observations import observations_of

    result = release_of()
    return result, sdmx_messages(observations_of(result)[0], study_of(result))


def test_sdmx_messages_give_back_what_our_own_writer_put_in(messages, tmp_path):
    result, texts = messages
    whole = {"child_labour_sdg_a", "child_labour_sdg_b"}
    expected = {
        (one.name, one.group.get("sex", "both"), one.group.get("age", "5-17")): one.value
        for one in result.estimates
        if one.name in whole
        and one.statistic == "proportion"
        and set(one.group) <= {"sex", "age"}
        and one.value is not None
    }
    sexes = {"both": "both", "male": "1", "female": "2"}
    frames = []
    for name, text in texts.items():
        path = write(tmp_path / name, text)
        table = read_sdg_ml(path) if name.endswith("xml") else read_sdg_csv(path)
        frames.append(table.frame.drop("origin"))
        rows = table.included.select("measure", "sex", "age_from", "age_to", "estimate").rows()
        got = {(m, sexes[s], f"{a}-{b}"): v for m, s, a, b, v in rows}
        shared = set(got) & set(expected)
        assert len(shared) >= 4
        assert all(got[key] == pytest.approx(expected[key], abs=1e-9) for key in shared)
        assert set(got) <= set(expected)
    assert all(frame.height == frames[0].height for frame in frames)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        ("<a>not sdmx</a>", "cannot|can be read|not an SDMX-ML"),
        ("not xml at all", "not an SDMX-ML"),
        ("", "not an SDMX-ML"),
    ],
)
def test_a_file_that_is_no_message_is_refused(tmp_path, text, message):
    with pytest.raises(DataError, match=message):
        read_sdg_ml(write(tmp_path / "m.xml", text))


def test_without_pysdmx_the_install_line_is_told(tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.startswith("pysdmx"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match="pysdmx"):
        read_sdg_ml(write(tmp_path / "m.xml", "<a/>"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<!DOCTYPE a><a/>", "declares a document type"),
        (b'<!entity x "y"><a/>', "declares a document type"),
        (b"\xff\xfe<\x00a\x00", "not UTF-8"),
        (b"\xfe\xff\x00<\x00a", "not UTF-8"),
        (b"\xff\xfe<a/>", "not UTF-8"),
        (b"<a>\x00</a>", "not UTF-8"),
    ],
)
def test_a_message_in_another_coding_or_with_a_declaration_is_refused(tmp_path, content, said):
    path = tmp_path / "message.xml"
    path.write_bytes(content)
    with pytest.raises(DataError, match=said):
        _look(path)
    path.write_bytes(b"<a/>")
    _look(path)


def test_a_row_that_cannot_be_read_is_told_as_a_spreadsheet_numbers_it(tmp_path):
    with pytest.raises(DataError, match="year '20l9'") as caught:
        read_sdg_csv(write(tmp_path / "sdg.csv", HEADER + ROW + ROW.replace("2019", "20l9")))
    assert caught.value.where == "sdg.csv row 3"


def test_a_message_is_read_as_it_is_and_one_without_data_is_refused(tmp_path, monkeypatch):
    """Messages of agencies are seldom valid to the letter: the reader is not asked to check."""
    asked = []

    def reader(file, *, validate):
        asked.append((file.name, validate))
        return SimpleNamespace(data=None)

    monkeypatch.setattr("pysdmx.io.read_sdmx", reader)
    with pytest.raises(DataError, match="it holds no data"):
        read_sdg_ml(write(tmp_path / "m.xml", "<a/>"))
    assert asked == [("m.xml", False)]


def test_a_message_that_is_not_there_or_too_large_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "m.xml"
    with pytest.raises(DataError, match=r"there is no file m\.xml") as caught:
        _look(path)
    assert caught.value.code == "no-file"
    write(path, "<a/>")
    monkeypatch.setattr(sdg_ml, "MOST_BYTES", 4)
    _look(path)
    monkeypatch.setattr(sdg_ml, "MOST_BYTES", 3)
    with pytest.raises(DataError, match=r"m\.xml has more than 3 bytes"):
        _look(path)
