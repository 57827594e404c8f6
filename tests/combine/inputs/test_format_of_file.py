"""Whose format a file of published figures is in."""

import pytest

from measure87.combine.inputs import format_of
from measure87.vocabulary.errors import DataError
from tests.combine.inputs.made_figures import REFERENCE, write

FIGURES = "country,year,sex,age_from,age_to,measure,estimate\nKEN,2015,both,5,17,child_labour,0.1\n"
CODES = "ref_area,source,sex,classif1,time,obs_value\nAFG,BB:1,SEX_T,AGE_Y05-17,2014,12.5\n"
SDMX = "SERIES,REF_AREA,TIME_PERIOD,OBS_VALUE,SEX,AGE\nSL_TLF_CHLDEA,BD,2019,6.8,_T,Y5T17\n"


@pytest.mark.parametrize(
    ("name", "format_"),
    [("sdg_871_2020.csv", "sdg_csv"), ("ilostat_hazardous_child_work.csv", "ilostat")],
)
def test_files_of_publishers_are_known_by_their_columns(name, format_):
    assert format_of(REFERENCE / name) == format_


@pytest.mark.parametrize(
    ("text", "format_"), [(FIGURES, "figures"), (CODES, "ilostat"), (SDMX, "sdg_csv")]
)
def test_columns_tell_the_format_in_any_order(tmp_path, text, format_):
    assert format_of(write(tmp_path / "f.csv", text)) == format_
    turned = "\n".join(",".join(reversed(row.split(","))) for row in text.splitlines())
    assert format_of(write(tmp_path / "f.csv", turned)) == format_


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("sdg.xml", "sdg_ml"),
        ("estimates.JSON", "own_estimates"),
        ("Child-Labour.xlsx", "unicef"),
    ],
)
def test_what_is_no_table_of_rows_is_known_by_its_ending(tmp_path, name, format_):
    assert format_of(tmp_path / name) == format_


def test_columns_of_no_format_are_refused_with_those_that_are_needed(tmp_path):
    with pytest.raises(DataError, match="columns are those of no format") as refused:
        format_of(write(tmp_path / "f.csv", "iso,when,pct\nKEN,2015,3\n"))
    assert refused.value.code == "unknown-format"
    assert "age_from" in (refused.value.hint or "")


def test_of_our_own_columns_the_one_that_is_misspelt_or_missing_is_named(tmp_path):
    with pytest.raises(DataError, match="'estimat'"):
        format_of(write(tmp_path / "f.csv", FIGURES.replace("estimate", "estimat")))
    with pytest.raises(DataError, match="sex"):
        format_of(write(tmp_path / "f.csv", FIGURES.replace(",sex", "").replace(",both", "")))
