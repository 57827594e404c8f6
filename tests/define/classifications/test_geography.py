"""Countries by code or name, and region sets."""

import pytest

from measure87.define.classifications.countries import country_names, is_country_code, m49_codes
from measure87.define.classifications.geography import (
    is_aggregate,
    load_region_set,
    partition_of,
    place_of,
    region_sets,
)
from measure87.define.classifications.geography.places import by_two_letters, read_rows
from measure87.define.classifications.geography.region_sets import read_region_file
from measure87.vocabulary.errors import DataError, ReadingWarning, UsageError


@pytest.mark.parametrize(
    ("written", "iso3"),
    [
        ("Tanzania, United Republic of", "TZA"),
        ("United Republic of Tanzania", "TZA"),
        ("Cote d'Ivoire", "CIV"),
        ("Côte d’Ivoire", "CIV"),
        ("Dem. Republic of the Congo", "COD"),
        ("Congo", "COG"),
        ("Micronesia (Fed. States of)", "FSM"),
        ("Niger", "NER"),
        ("Nigeria", "NGA"),
        ("Guinea-Bissau", "GNB"),
        ("4", "AFG"),
        ("004", "AFG"),
        ("158", "TWN"),
        ("XKX", "XKX"),
        ("ZZZ", "ZZZ"),
    ],
)
def test_a_country_is_found_by_code_and_by_the_names_that_publishers_use(written, iso3):
    assert place_of(written, where="t") == iso3


@pytest.mark.parametrize(
    "group", ["World", "900", "1", "001", "0900", "002", "Sub-Saharan Africa", "Micronesia"]
)
def test_groups_of_countries_are_no_countries(group):
    assert place_of(group, where="t") is None


def test_a_name_that_is_nobodys_is_refused_with_the_nearest():
    with pytest.raises(DataError, match="no country 'Bangladech'") as caught:
        place_of("Bangladech", where="t.csv")
    assert "Bangladesh (BGD)" in caught.value.hint


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("Bungludesch", "did you mean Bangladesh (BGD)?"),
        ("Kosova", "did you mean Kosovo (XKX)"),
        ("Guinee", "did you mean Guinea (GIN)"),
        ("Republic of Congo", "did you mean "),
        ("Atlantis under the sea", "give an ISO 3166-1 alpha-3 or an M49 code"),
    ],
)
def test_up_to_three_names_that_come_near_are_told_and_else_what_to_give(written, hint):
    with pytest.raises(DataError) as caught:
        place_of(written, where="t.csv")
    assert caught.value.hint.startswith(hint)
    assert caught.value.hint.count("(") <= 3


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("and", "did you mean Andorra (AND)?"),
        ("Ken", "did you mean Kenya (KEN)?"),
        ("AM", "did you mean Armenia (ARM)?"),
        ("UK", "did you mean United Kingdom (GBR)?"),
        ("QX", "give an ISO 3166-1 alpha-3 or an M49 code"),
        ("CHA", "give an ISO 3166-1 alpha-3 or an M49 code"),
        ("Cha", "did you mean Chad (TCD)"),
    ],
)
def test_a_code_is_told_by_what_it_stands_for_and_not_by_names_like_it(written, hint):
    with pytest.raises(DataError) as caught:
        place_of(written, where="t.csv")
    assert caught.value.hint.startswith(hint)


def test_every_country_has_its_own_two_letters():
    found = by_two_letters()
    assert set(found.values()) == set(country_names())
    assert {code: found[code] for code in ("FR", "CD", "GB", "PS", "TW")} == {
        "FR": "FRA", "CD": "COD", "GB": "GBR", "PS": "PSE", "TW": "TWN",
    }  # fmt: skip


@pytest.mark.parametrize("nobody", ["UK", "", "99999", "QQQQ"])
def test_a_code_that_is_nobodys_is_refused(nobody):
    with pytest.raises(DataError, match="no country"):
        place_of(nobody, where="t")


def test_every_country_is_found_by_its_own_name_and_code():
    assert {place_of(name, where="t") for name in country_names().values()} == set(country_names())
    assert all(place_of(code, where="t") == iso3 for iso3, code in m49_codes().items())


def test_no_name_is_both_a_country_and_a_group():
    assert [name for name in country_names().values() if is_aggregate(name)] == []


def test_other_names_belong_to_countries():
    assert all(is_country_code(row["iso3"]) for row in read_rows("other_names.csv"))


# Numbers of areas as the UN's list of countries and areas for statistical use has them, counted
# in the published grouping: 53 in sub-Saharan Africa, 51 in Latin America and the Caribbean.
def test_the_sdg_regions_divide_the_world():
    regions = partition_of(load_region_set("sdg"), "region")
    subregions = partition_of(load_region_set("sdg"), "subregion")
    continents = partition_of(load_region_set("sdg"), "continent")
    assert len(regions) == 244
    assert set(regions) == set(subregions) == set(continents)
    assert sum(code == "SUBSAHARANAFRICA" for code in regions.values()) == 53
    assert sum(code == "LAC" for code in regions.values()) == 51


@pytest.mark.parametrize("name", ["sdg", "unicef", "ilo"])
def test_every_subregion_lies_in_one_region(name):
    members = load_region_set(name)
    region, sub = partition_of(members, "region"), partition_of(members, "subregion")
    assert set(region) == set(sub)
    over = {(sub[iso3], region[iso3]) for iso3 in sub}
    assert len(over) == len({one for one, _ in over})


@pytest.mark.parametrize("name", region_sets())
def test_every_set_has_a_level_that_divides_its_countries(name):
    regions = partition_of(load_region_set(name), "region")
    assert all(is_country_code(iso3) for iso3 in regions)
    assert len(set(regions.values())) >= 4


def test_groups_that_overlap_are_no_partition():
    with pytest.raises(UsageError, match="does not divide"):
        partition_of(load_region_set("sdg"), "group")


# Reference: the part of ILO's own list that a public program shows (labor.py, its README).
def test_ilo_members_are_as_they_were_seen():
    members = load_region_set("ilo")
    names = {(one.iso3, one.level): one.name for one in members}
    seen = {
        "AFG": ("Asia and the Pacific", "Southern Asia"),
        "ALB": ("Europe and Central Asia", "Northern, Southern and Western Europe"),
        "DZA": ("Africa", "Northern Africa"),
        "ASM": ("Asia and the Pacific", "South-Eastern Asia and the Pacific"),
        "AND": ("Europe and Central Asia", "Northern, Southern and Western Europe"),
        "AGO": ("Africa", "Sub-Saharan Africa"),
        "AIA": ("Americas", "Latin America and the Caribbean"),
        "ATG": ("Americas", "Latin America and the Caribbean"),
        "ARG": ("Americas", "Latin America and the Caribbean"),
    }
    assert {i: (names[i, "region"], names[i, "subregion"]) for i in seen} == seen
    assert {one.iso3: one.seen for one in members if one.iso3 in seen} == dict.fromkeys(
        seen, "secondary"
    )


def test_an_edited_region_table_takes_the_place_of_the_ilo_one(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "iso3,region,region_name,subregion,subregion_name,seen\n"
        "BGD,A,Asia,SA,South Asia,printed\nKEN,B,Africa,EA,East Africa,printed\n",
        "utf-8",
    )
    assert partition_of(read_region_file(path), "subregion") == {"BGD": "SA", "KEN": "EA"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("BGX,A,Asia,SA,South Asia,printed\n", r"no country 'BGX' \(row 2\)"),
        ("BGD,A,Asia,SA,South Asia,printed\nBGD,B,x,y,z,printed\n", r"in two regions \(row 3\)"),
        ("BGD,A,Asia,SA,,printed\n", "row 2 has an empty cell in subregion_name"),
        ("BGD,A\n", "row 2 has 2 cell"),
    ],
)
def test_a_bad_region_table_is_refused(tmp_path, rows, message):
    path = tmp_path / "mine.csv"
    path.write_text("iso3,region,region_name,subregion,subregion_name,seen\n" + rows, "utf-8")
    with pytest.raises(DataError, match=message):
        read_region_file(path)


def test_rows_of_a_region_table_are_those_of_the_file(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "iso3,region,region_name,subregion,subregion_name,seen\n\n"
        "KEN,A,Asia,SA,South Asia,printed\n\nBGD,A,Asia,SA,x,\n",
        "utf-8",
    )
    with (
        pytest.warns(ReadingWarning, match="left out"),
        pytest.raises(DataError, match="row 5 has an empty cell in seen"),
    ):
        read_region_file(path)


@pytest.mark.parametrize("column", ["iso3", "subregion", "seen"])
def test_a_region_table_without_a_column_is_refused_with_those_that_it_has(tmp_path, column):
    names = ["iso3", "region", "region_name", "subregion", "subregion_name", "seen"]
    cells = dict(zip(names, ("BGD", "A", "Asia", "SA", "South Asia", "printed"), strict=True))
    del cells[column]
    path = tmp_path / "mine.csv"
    path.write_text(f"{','.join(cells)}\n{','.join(cells.values())}\n", "utf-8")
    with pytest.raises(DataError, match=f"the column '{column}' is missing") as caught:
        read_region_file(path)
    assert caught.value.hint.endswith(f"present: {', '.join(cells)}")


def test_a_level_that_a_region_set_does_not_have_is_refused_with_those_that_it_has():
    with pytest.raises(UsageError, match="has no level 'planet'") as caught:
        partition_of(load_region_set("sdg"), "planet")
    assert "continent" in caught.value.hint


def test_a_region_set_that_is_not_there_is_refused():
    with pytest.raises(UsageError, match="no region set"):
        load_region_set("g20")


def test_members_of_ilos_regions_are_seen_but_for_territories():
    ilo = {one.iso3: one.seen for one in load_region_set("ilo") if one.level == "subregion"}
    assert len(ilo) == 247
    assert sum(seen == "unseen" for seen in ilo.values()) == 18
    assert {ilo[code] for code in ("HKG", "MAC", "DEU", "NGA")} == {"secondary"}
