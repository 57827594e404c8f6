"""Classifications: every age has one band, codes that a version cannot have are refused."""

import narwhals as nw
import polars as pl
import pytest

from measure87.define.classifications.age_groups import (
    AGE_GROUPS,
    BASE_BANDS,
    UNIONS,
    age_band,
    unions_of,
)
from measure87.define.classifications.countries import (
    country_names,
    is_country_code,
    is_user_assigned,
)
from measure87.define.classifications.industry import ISIC3_1, ISIC4, is_possible_industry
from measure87.define.classifications.occupation import (
    ISCO08,
    ISCO88,
    is_possible_occupation,
)
from measure87.define.classifications.versions import check_codes
from measure87.vocabulary.errors import DataError


def _ages(group) -> set[int]:
    return set(range(group.first, 121 if group.last is None else group.last + 1))


def test_every_age_lies_in_exactly_one_base_band():
    covered = [age for band in BASE_BANDS for age in _ages(band)]
    assert sorted(covered) == list(range(121))


def test_a_union_has_exactly_the_ages_of_its_bands():
    for group in UNIONS:
        assert _ages(group) == set().union(*(_ages(AGE_GROUPS[code]) for code in group.bands))


def test_the_band_of_an_age_is_that_whose_limits_hold_it():
    ages = [*range(0, 100), None]
    frame = nw.from_native(pl.LazyFrame({"age": ages}, schema={"age": pl.Int64}))
    got = frame.select(band=age_band(nw.col("age"))).collect()["band"].to_list()
    want = [
        None if age is None else next(b.code for b in BASE_BANDS if age in _ages(b)) for age in ages
    ]
    assert got == want


def test_unions_need_all_their_bands():
    assert "5-17" not in unions_of(("5-11", "12-14"))
    assert set(unions_of(tuple(band.code for band in BASE_BANDS))) == {"5-14", "5-17", "18+"}
    assert set(unions_of(("5-11", "12-14"))) == {"5-14"}
    assert set(unions_of(("18-24", "25+", "5-11"))) == {"18+"}


def test_codes_that_iso_leaves_to_users_begin_and_end_where_it_says():
    """AAA-AAZ, QMA-QZZ, XAA-XZZ and ZZA-ZZZ."""
    users = ("AAA", "AAZ", "QMA", "QZZ", "XAA", "XZZ", "ZZA", "ZZZ")
    others = ("ABA", "QLZ", "RAA", "WZZ", "YAA", "ZYZ", "zzz", "ZZ", "ZZZZ", "ZZ1", "ZZÉ")
    assert [code for code in (*users, *others) if is_user_assigned(code)] == list(users)


def test_classifications_have_as_many_groups_as_they_are_known_to_have():
    # 21 sections and 88 divisions (ISIC Rev.4), 17 and 62 (Rev.3.1), 116 and 130 minor
    # groups (ISCO-88, ISCO-08): recalled, not read in print.
    for sections, count, divisions in ((ISIC4, 21, 88), (ISIC3_1, 17, 62)):
        codes = [code for section in sections for code in section.divisions]
        assert (len(sections), len(codes), len(set(codes))) == (count, divisions, divisions)
    assert (len(ISCO88), len(ISCO08)) == (116, 130)


@pytest.mark.parametrize(
    ("column", "code", "version", "remedy"),
    [
        ("occupation", "2512", "ISCO88", "exists in ISCO-08"),
        ("occupation", "8290", "ISCO08", "exists in ISCO-88"),
        ("industry", "0710", "ISIC3.1", "exists in ISIC Rev.4"),
        ("industry", "5.0", "ISIC4", "leading zeros"),
        ("occupation", "73120", "ISCO08", "leading zeros"),
    ],
)
def test_a_code_of_another_version_is_refused_without_its_value(column, code, version, remedy):
    right = {"occupation": "9111", "industry": "14"}[column]
    check_codes(column, [right], version)
    with pytest.raises(DataError) as caught:
        check_codes(column, [right, code], version)
    assert code not in caught.value.text
    assert remedy in caught.value.hint


def test_a_number_that_means_something_else_in_the_other_version_cannot_be_told():
    for version in ("ISCO88", "ISCO08"):
        check_codes("occupation", ["6210", "9111"], version)
    for version in ("ISIC4", "ISIC3.1"):
        check_codes("industry", ["4510"], version)


def test_codes_of_a_national_classification_are_not_checked():
    check_codes("industry", ["Q-17"], "NATIONAL-2010")


def test_249_countries_have_a_name_and_invented_ones_take_a_user_assigned_code():
    names = country_names()
    assert len(names) == 249
    assert all(names.values())
    assert all(is_country_code(code) for code in ("BGD", "XKX", "ZZZ"))
    assert not any(is_country_code(code) for code in ("bgd", "UK", "ZYZ", "XAAA", ""))


@pytest.mark.parametrize(
    ("code", "possible"), [("0510", True), ("05100", False), ("05", True), ("5", False)]
)
def test_an_industry_has_two_to_four_digits(code, possible):
    assert is_possible_industry(code, ISIC4) == possible


@pytest.mark.parametrize(
    ("code", "in_88", "in_08"),
    [
        ("9", True, True),
        ("93", True, True),
        ("933", True, True),
        ("9333", True, True),
        ("95", False, True),
        ("9510", False, True),
        ("8290", True, False),
        ("93330", False, False),
        ("", False, False),
        ("9a", False, False),
        ("\u0669", False, False),  # a nine of another script
    ],
)
def test_an_occupation_has_one_to_four_digits_of_its_version(code, in_88, in_08):
    assert (is_possible_occupation(code, ISCO88), is_possible_occupation(code, ISCO08)) == (
        in_88,
        in_08,
    )
