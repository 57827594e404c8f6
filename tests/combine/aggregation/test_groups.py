"""Places: partitions, groups that overlap, what is missing, alphabetical order."""

import pytest

from measure87.combine.aggregation import places_of, without_region
from measure87.define.classifications.geography import Membership, load_region_set, region_sets
from measure87.vocabulary.errors import UsageError
from tests.combine.aggregation.made_world import COUNTRIES, MEMBERS, NAMES

PLACES = places_of(COUNTRIES, MEMBERS, names=NAMES)


def of(kind):
    return {one.code: one for one in PLACES if one.kind == kind}


def test_places_come_from_the_world_down_and_in_alphabetical_order_of_names():
    assert [one.kind for one in PLACES] == (
        ["world"] + ["region"] * 2 + ["subregion"] * 3 + ["group"] + ["country"] * 5
    )
    assert [one.name for one in PLACES if one.kind == "country"] == [
        "Aland",
        "Corvia",
        "Dunmark",
        "Ébur",
        "Zonia",
    ]


def test_what_is_missing_from_a_place_is_named():
    assert of("region")["EAST"].members == ("ZZA", "ZZB")
    assert of("region")["EAST"].missing == ("ZZF",)
    assert of("world")["WORLD"].missing == ("ZZF",)
    assert of("region")["WEST"].missing == ()


def test_the_world_holds_countries_without_a_region_and_they_are_named():
    assert of("world")["WORLD"].members == COUNTRIES
    assert without_region(PLACES) == ("ZZE",)
    assert of("country")["ZZE"].region is None


def test_sub_regions_and_countries_say_in_which_region_they_lie():
    assert of("subregion")["EAST2"].region == "EAST"
    assert of("country")["ZZD"].region == "WEST"
    assert of("group")["ISLANDS"].region is None


def test_regions_that_overlap_are_refused():
    twice = (*MEMBERS, Membership("ZZA", "region", "WEST", "West", "secondary"))
    with pytest.raises(UsageError, match="ZZA is in EAST and in WEST"):
        places_of(COUNTRIES, twice)


def test_a_place_none_of_whose_countries_is_in_the_estimate_is_there_to_be_refused():
    regions = {one.code: one for one in places_of(("ZZC",), MEMBERS) if one.kind == "region"}
    assert (regions["WEST"].members, regions["EAST"].members) == (("ZZC",), ())


def test_unseen_membership_stays_with_the_place():
    ilo = {one.code: one for one in places_of(("BRA", "AFG"), load_region_set("ilo"))}
    assert ilo["AMERICAS"].seen == "unseen"


@pytest.mark.parametrize("name", region_sets())
def test_every_region_set_makes_places_that_divide_their_countries(name):
    countries = tuple(sorted({one.iso3 for one in load_region_set(name)}))
    places = places_of(countries, load_region_set(name))
    for kind in ("region", "subregion"):
        inside = [code for one in places if one.kind == kind for code in one.members]
        assert len(inside) == len(set(inside))
    assert places[0].members == countries
    assert all(not one.missing for one in places)


def test_groups_of_the_un_overlap_and_hold_what_the_table_says():
    sdg = load_region_set("sdg")
    countries = tuple(sorted({one.iso3 for one in sdg}))
    groups = {one.code: one for one in places_of(countries, sdg) if one.kind == "group"}
    assert set(groups) == {"LDC", "LLDC", "SIDS"}
    assert set(groups["LDC"].members) & set(groups["LLDC"].members)
    assert groups["LDC"].members == tuple(sorted(m.iso3 for m in sdg if m.code == "LDC"))


def whole(countries, name):
    """The whole of a region set, of which only some countries are estimated."""
    return places_of(countries, load_region_set(name))[0]


def test_nothing_less_than_the_world_is_called_the_world():
    everywhere = tuple(sorted({one.iso3 for one in load_region_set("sdg")}))
    assert whole(everywhere, "sdg").title == "World"
    assert whole(everywhere[:40], "sdg").title == "40 of 244 countries"
    # UNICEF's regions leave territories of the UN's list out.
    unicef = tuple(sorted({one.iso3 for one in load_region_set("unicef")}))
    assert whole(unicef, "unicef").title == "All countries of these regions"
    assert whole(unicef[:-1], "unicef").title == "202 of 203 countries"
    assert PLACES[0].title == "5 of 6 countries"


def test_the_whole_of_the_african_union_has_its_own_name_and_stands_there_once():
    union = tuple(sorted({one.iso3 for one in load_region_set("african_union")}))
    assert whole(union, "african_union").title == "Africa (African Union)"
    places = places_of((*union[:40], "USA"), load_region_set("african_union"))
    assert places[0].title == "Africa (African Union), 40 of 55 countries"
    assert "USA" not in places[0].members
    assert [one.code for one in places if one.kind == "group"] == []


def test_a_sum_is_named_with_how_many_countries_it_has_and_a_country_is_not():
    assert of("region")["EAST"].title == "East, 2 of 3 countries"
    assert of("region")["WEST"].title == "West"
    assert of("country")["ZZA"].title == "Zonia"


def test_what_is_called_the_world_holds_every_country_of_the_list_of_the_united_nations():
    """Whether they come with the estimate or not; one fewer are all countries of these regions."""
    every = load_region_set("sdg")
    (world, *_) = places_of(("KEN",), every)
    assert (world.name, world.members) == ("World", ("KEN",))
    without = [one for one in every if one.iso3 != "KEN"]
    assert places_of(("UGA",), without)[0].name == "All countries of these regions"
    assert places_of(("KEN",), without)[0].name == "World", "KEN comes with the estimate"


def test_a_whole_of_one_country_has_the_name_that_its_set_gives():
    one = Membership("ZZA", "world", "UNION", "Union", "secondary")
    assert places_of(("ZZA",), [one])[0].name == "Union"
