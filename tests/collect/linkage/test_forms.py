"""Names and dates in the form in which they are compared."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from measure87.collect.linkage import AgeBands, RawList, record_forms
from measure87.collect.linkage.date_forms import NOT_KNOWN, date_forms
from measure87.collect.linkage.name_forms import plain_name, script_of, skeleton
from measure87.collect.linkage.record_forms import read_records
from measure87.files import write_dta, write_sav


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Олена", "olena"),
        ("ELODIE", "Élodie"),
        ("E\u0301lodie", "Élodie"),
        ("Søren", "soren"),
        ("Đức", "duc"),
        ("Ștefan", "ŞTEFAN"),
        ("O’Brien", "o'brien"),
        ("Сергій", "sergii"),
        ("Γιώργος", "giorgos"),
        ("ＭＡＲＩＡ", "maria"),
    ],
)
def test_the_same_name_in_another_writing_is_the_same(one, other):
    assert plain_name(one) == plain_name(other)


@pytest.mark.parametrize("text", [None, "", "  ", "-", "?", "Unknown", "N/A", "123"])
def test_what_is_no_name_is_not_told(text):
    assert plain_name(text) is None


def test_a_name_in_another_script_keeps_it():
    assert script_of(plain_name("محمد")) == "arabic"
    assert script_of(plain_name("Олена")) == "latin"
    assert script_of(None) is None


@pytest.mark.parametrize(
    "names",
    [
        ("mohammed", "muhammad", "mohamad"),
        ("olena", "elena", "olenna"),
        ("yusuf", "youssef"),
        ("natalia", "nataliya"),
        ("oksana", "oxana"),
    ],
)
def test_spellings_of_a_name_have_one_skeleton(names):
    assert len({skeleton(name) for name in names}) == 1


def test_a_date_is_read_in_the_order_that_is_told():
    assert date_forms("03/04/1990", "day-first").whole == "19900403"
    assert date_forms("03/04/1990", "month-first").whole == "19900304"
    assert date_forms("1990-04-03").whole == "19900403"
    assert date_forms("03041990", "day-first").whole == "19900403"
    assert date_forms(date(1990, 4, 3)).whole == "19900403"
    assert date_forms("1990-04-03T00:00:00").whole == "19900403"


def test_day_and_month_that_changed_places_meet():
    assert date_forms("1990-04-03").swapped == date_forms("1990-03-04").whole


def test_what_can_only_be_a_day_is_one():
    assert date_forms("04/23/1990", "day-first").whole == "19900423"


@pytest.mark.parametrize("text", ["1990", 1990, "1990-01-01", "00/00/1990", "1990.0"])
def test_a_year_and_the_first_of_january_are_no_more_than_a_year(text):
    forms = date_forms(text)
    assert (forms.year, forms.whole) == ("1990", None)


@pytest.mark.parametrize("text", [None, "", " ", "-"])
def test_a_missing_date_is_not_known(text):
    assert date_forms(text) == NOT_KNOWN


@pytest.mark.parametrize(
    "text", ["1990-13-13", "31/02/1990", "12/05/90", "summer 1990", "1066-10-14", "3001-01-02", "7"]
)
def test_what_is_no_date_is_told_apart_from_a_missing_one(text):
    assert date_forms(text) is None


def test_unread_dates_and_missing_names_are_told_in_counts_only():
    raw = pl.DataFrame(
        {
            "given_name": ["Ana", None, "محمد"],
            "family_name": ["Silva", "n/a", "علي"],
            "birth_date": ["31/02/1990", "1990", "12 May"],
        }
    )
    records = record_forms(RawList("a", Path("a.csv"), {}), raw, None)
    told = {notice.code: notice.text for notice in records.notices}
    assert set(told) == {"dates-unread", "other-scripts", "no-names", "no-date-order"}
    assert told["dates-unread"].startswith("2 of 3")
    assert told["dates-unread"].endswith("1985-12-25, 25/12/1985, 19851225, 1985-12, 1985")
    assert not any(value in text for text in told.values() for value in ("31/02", "May", "Silva"))


@pytest.mark.parametrize(("suffix", "write"), [("sav", write_sav), ("dta", write_dta)])
def test_dates_of_birth_of_spss_and_stata_files_are_read(tmp_path, suffix, write):
    path = tmp_path / f"list.{suffix}"
    write(path, pl.DataFrame({"born": [date(1990, 5, 31), date(1958, 2, 3), None]}))
    records = read_records(RawList("a", path, {"birth_date": "born"}), None)
    assert records.frame["whole"].to_list() == ["19900531", "19580203", None]
    assert "dates-unread" not in {notice.code for notice in records.notices}


@pytest.mark.parametrize(
    ("dates", "order", "said"),
    [
        (["31/05/1990", "04/05/1991", "1990", None], "year-first", "2 of 4"),
        (["05.31.1990", "٠٤/٠٥/١٩٩١", "05/1990", ""], "year-first", "2 of 4"),
        (["31/05/1990", "04/05/1991", "1990", None], "day-first", ""),
        (["31/05/1990", "04/05/1991", "1990", None], "month-first", ""),
        (["1990-05-31", "19910504", "1990", None], "year-first", ""),
    ],
)
def test_an_order_of_dates_that_nobody_said_is_told(dates, order, said):
    raw = pl.DataFrame({"birth_date": dates})
    records = record_forms(RawList("a", Path("a.csv"), {}, date_order=order), raw, None)
    told = {notice.code: notice.text for notice in records.notices}
    assert told.get("no-date-order", "").startswith(said)
    assert ("no-date-order" in told) == bool(said)


def test_ages_go_into_bands_on_a_day():
    raw = pl.DataFrame({"birth_date": ["2000-06-30", "2000-07-01", "1950", "2015", None]})
    bands = AgeBands((18, 24, 60), date(2024, 6, 30))
    frame = record_forms(RawList("a", Path("a.csv"), {}), raw, bands).frame
    assert frame["stratum.age"].to_list() == ["24_59", "18_23", "60_up", "under_18", None]


def test_a_date_in_digits_of_another_script_is_read():
    assert date_forms("١٩٩٠-٠٥-٣١").whole == "19900531"


@pytest.mark.parametrize("written", ["9" * 5_000, "1990-05-" + "1" * 5_000, "1-2-3-4", "12/12/90"])
def test_what_is_no_date_is_said_to_be_none_however_long(written):
    assert date_forms(written) is None


def test_a_stretched_arabic_name_is_the_name():
    assert plain_name("محـــمد") == plain_name("محمد") == plain_name("مُحَمَّد")


def test_the_forms_of_dates_that_are_named_as_read_are_read():
    forms = ("1985-12-25", "25/12/1985", "19851225", "1985-12", "1985")
    assert all(date_forms(one) not in (None, NOT_KNOWN) for one in forms)
    assert {date_forms(one).whole for one in forms[:3]} == {"19851225"}
