"""Published averages on constructed data whose answers are found by hand."""

from types import SimpleNamespace

import polars as pl
import pytest

from measure87.combine.aggregation import (
    AverageRules,
    CoverageRule,
    Place,
    PublishedValue,
    explain_difference,
    published_average,
    values_of,
)
from measure87.combine.aggregation.published_average import _is_within
from measure87.combine.aggregation.published_values import values_by_country
from measure87.combine.inputs import (
    LEAVE_OUT_ALL_MARKED,
    UNICEF_MARKS,
    Population,
    UnicefLayout,
    read_unicef,
)
from measure87.vocabulary.errors import DataError, RefusedError
from tests.combine.aggregation.made_world import population
from tests.combine.inputs.made_figures import write

PLACE = Place("region", "EAST", "East", None, ("QMA", "QMB", "QMC"), ("QMD", "QME"))
PEOPLE = {"QMA": 1000.0, "QMB": 3000.0, "QMC": 2000.0, "QMD": 2000.0, "QME": 0.0}
VALUES = (
    PublishedValue("QMA", 0.40, (), 2019),
    PublishedValue("QMB", 0.20, (), 2021),
    PublishedValue("QMC", 0.10, ("y",), 2018),
    PublishedValue("QMD", 0.90, ("x",), 2009),
    PublishedValue("QMZ", 0.99, (), 2019),
)
NO_MARKS = AverageRules(marks=LEAVE_OUT_ALL_MARKED)
KEEP_Y = AverageRules(marks=UNICEF_MARKS, period=(2014, 2023))


def people(changes=None, year=2023):
    counts = PEOPLE | (changes or {})
    return population([(code, year, "both", 5, 17, n) for code, n in counts.items()])


def average(rules=NO_MARKS, values=VALUES, changes=None, year=2023):
    return published_average(values, PLACE, people(changes, year), year, rules=rules)


# By hand: (1,000 x 0.40 + 3,000 x 0.20) / 4,000 = 0.25; 4,000 of 8,000 people are half.
def test_every_marked_value_is_left_out_where_the_user_says_so():
    found = average()
    assert found.average == 0.25
    assert found.covered == 0.5
    assert [one.country for one in found.used] == ["QMA", "QMB"]
    reasons = {one.country: one.left_out for one in found.members}
    assert reasons["QMC"].startswith("marked y")
    assert reasons["QMD"].startswith("marked x")
    assert reasons["QME"] == "no published value"
    assert found.without_people == ()


def test_marks_are_unicefs_unless_the_user_says_otherwise():
    found = average(AverageRules())
    assert found == average(AverageRules(marks=UNICEF_MARKS)) == average(None)
    reasons = {one.country: one.left_out for one in found.members}
    assert reasons["QMC"] is None
    assert reasons["QMD"].startswith("marked x")


# By hand: (400 + 600 + 2,000 x 0.10) / 6,000 = 0.2; 6,000 of 8,000 people.
def test_values_marked_y_stay_if_their_year_is_in_the_period_by_the_notes_of_the_table():
    found = average(KEEP_Y)
    assert found.average == pytest.approx(0.2, rel=1e-15)
    assert found.covered == 0.75
    earlier = average(AverageRules(marks=UNICEF_MARKS, period=(2019, 2023)))
    assert earlier.average == 0.25
    assert {one.left_out for one in earlier.members if one.country == "QMC"} == {
        "about 2018, outside 2019-2023"
    }


def test_half_of_the_people_suffices_and_less_makes_no_average():
    fewer = average(changes={"QMD": 2001.0})
    assert fewer.average is None
    assert fewer.refused == (
        "the countries used hold 49.99 % of the people of East, less than 50 %"
    )
    rule = CoverageRule(minimum_population_share=0.4, maximum_years_away=None)
    loose = AverageRules(marks=LEAVE_OUT_ALL_MARKED, coverage=rule)
    assert average(loose, changes={"QMD": 2001.0}).average == 0.25
    rule = CoverageRule(minimum_countries=3, maximum_years_away=None)
    many = AverageRules(marks=LEAVE_OUT_ALL_MARKED, coverage=rule)
    assert average(many).refused == "2 countries of East are used, fewer than 3"
    nobody = average(values=())
    assert nobody.refused == "no country of East has a value that may be used"


def test_people_of_countries_without_a_value_count_against_coverage():
    more = average(changes={"QME": 1.0})
    assert more.average is None
    assert more.covered == pytest.approx(4000 / 8001, rel=1e-12)
    assert average(changes={"QME": 0.0}).average == 0.25


def test_a_region_whose_population_is_not_all_there_has_no_average():
    given = people({"QMD": 0.0}).frame.filter(pl.col("country").is_in(["QMA", "QMB"]))
    found = published_average(VALUES, PLACE, Population(given), 2023, rules=NO_MARKS)
    assert (found.average, found.covered) == (None, None)
    assert found.without_people == ("QMC", "QMD", "QME")
    assert found.refused == (
        "3 of 5 countries of East have no population in this run (among them QMC, QMD, QME), so "
        "that it is unknown which share of its people countries with figures hold: bring the "
        "population of all of its countries"
    )


def test_a_small_area_without_a_population_makes_no_average_doubtful():
    place = Place("region", "EAST", "East", None, ("QMA", "QMB"), ("VAT",))
    given = people({"QMA": 1e6, "QMB": 3e6})
    found = published_average(VALUES, place, given, 2023, rules=NO_MARKS)
    assert found.average == 0.25
    assert (found.covered, found.without_people) == (1.0, ("VAT",))


def test_the_users_own_exclusions_leave_a_country_out_with_the_reason():
    found = average(AverageRules(marks=UNICEF_MARKS, exclusions={"QMA": "fieldwork cut short"}))
    assert found.average == pytest.approx((600 + 200) / 5000, rel=1e-15)
    assert {one.left_out for one in found.members if one.country == "QMA"} == {
        "fieldwork cut short"
    }


def test_the_order_of_values_changes_nothing():
    assert average(values=tuple(reversed(VALUES))) == average()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ((PublishedValue("QMA", 40.0),), "a share of 40 cannot be: QMA"),
        ((VALUES[0], PublishedValue("QMA", 0.3)), "QMA has two values, 0.4 and 0.3"),
        ((PublishedValue("QMA", 0.4, ("q",)),), "'q' has no rule"),
    ],
)
def test_values_that_cannot_be_averaged_are_refused(values, says):
    with pytest.raises(DataError, match=says):
        average(values=values)


def test_a_value_without_a_year_is_refused_where_years_count():
    with pytest.raises(DataError, match="the year of the value of QMA is not stated"):
        average(KEEP_Y, values=(PublishedValue("QMA", 0.4),))


def test_a_population_that_does_not_reach_the_year_makes_no_average():
    with pytest.raises(DataError, match="does not reach 2030"):
        published_average(VALUES, PLACE, people(), 2030)


# By hand, against a published 22 %: QMA 0.25 x (0.40 - 0.22) = 0.045, QMB 0.75 x (0.20 - 0.22) =
# -0.015, together 0.03. Without QMA 0.20, without QMB 0.40, with QMC 0.20, with QMD (1,000 +
# 1,800) / 6,000.
def test_a_difference_is_taken_apart_country_by_country():
    found = explain_difference(average(), 0.22, digits=1, value_digits=1)
    parts = {one.country: one for one in found.countries}
    assert found.difference == pytest.approx(0.03, rel=1e-12)
    assert parts["QMA"].contribution == pytest.approx(0.045, rel=1e-12)
    assert parts["QMB"].contribution == pytest.approx(-0.015, rel=1e-12)
    assert parts["QMC"].contribution == parts["QMD"].contribution == 0.0
    total = sum(one.contribution for one in found.countries)
    assert total == pytest.approx(found.difference, rel=1e-12)
    switched = {code: one.if_switched for code, one in parts.items()}
    assert switched == pytest.approx({"QMA": 0.2, "QMB": 0.4, "QMC": 0.2, "QMD": 2800 / 6000})
    assert [one.country for one in found.countries] == ["QMA", "QMB", "QMC", "QMD"]
    assert found.most_by_rounding == pytest.approx(0.0005)
    assert not found.agrees


def test_a_value_of_0_is_a_value_and_not_one_that_lacks():
    """By hand: without QMA 0 is left, with QMC (400 + 0 + 200) / 6,000."""
    values = (VALUES[0], PublishedValue("QMB", 0.0, (), 2021), *VALUES[2:])
    found = explain_difference(average(values=values), 0.05, digits=1, value_digits=1)
    switched = {one.country: one.if_switched for one in found.countries}
    assert found.average == pytest.approx(0.1)
    assert switched == pytest.approx({"QMA": 0.0, "QMB": 0.4, "QMC": 0.1, "QMD": 2200 / 6000})
    nobody = average(changes={"QMA": 0.0, "QMD": 0.0})
    found = explain_difference(nobody, 0.05, digits=1, value_digits=1)
    switched = {one.country: one.if_switched for one in found.countries}
    assert switched["QMC"] == pytest.approx((600 + 200) / 5000, rel=1e-12), "nobody is of QMA"


def test_a_switch_that_gives_the_published_figure_is_named_and_not_used():
    found = explain_difference(average(), 0.20, digits=1, value_digits=1)
    agreeing = [one.country for one in found.countries if one.switch_agrees]
    assert agreeing == ["QMA", "QMC"]
    assert found.average == 0.25
    assert "QMA, QMC. That is no proof" in found.text()
    same = explain_difference(average(), 0.25, digits=1, value_digits=1)
    assert same.agrees
    assert not any(one.switch_agrees for one in same.countries)


def test_averages_made_in_another_way_stand_beside_it():
    others = {
        "People of 2020": average(changes={"QMA": 3000.0}, year=2020),
        "y kept": average(KEEP_Y),
    }
    found = explain_difference(average(), 0.30, digits=2, value_digits=1, others=others)
    assert [(one.label, one.average, one.agrees) for one in found.others] == [
        ("People of 2020", pytest.approx(0.30), True),
        ("y kept", pytest.approx(0.20), False),
    ]
    assert "People of 2020: 30.00 %, which agrees." in found.text()
    assert "y kept: 20.00 %.\n" in found.text()
    nobody = explain_difference(
        average(), 0.30, digits=2, value_digits=1, others={"None used": average(values=())}
    )
    assert [(one.average, one.agrees) for one in nobody.others] == [(None, False)]
    assert nobody.text().endswith("None used: no average.\n")


# Rounding of every value by at most half a digit moves the average by at most as much.
def test_what_rounding_can_explain_is_a_bound():
    exact = (PublishedValue("QMA", 0.40049), PublishedValue("QMB", 0.20049))
    rounded = (PublishedValue("QMA", 0.400), PublishedValue("QMB", 0.200))
    found = explain_difference(average(values=rounded), 0.2, digits=1, value_digits=1)
    moved = average(values=exact).average - average(values=rounded).average
    assert 0 < moved <= found.most_by_rounding


def test_there_is_no_difference_without_an_average_or_a_share():
    with pytest.raises(RefusedError, match="there is no average"):
        explain_difference(average(values=()), 0.2, digits=1, value_digits=1)
    with pytest.raises(DataError, match=r"a published share of 26\.1 cannot be"):
        explain_difference(average(), 26.1, digits=1, value_digits=1)


@pytest.mark.parametrize("published", [-0.01, 1.01])
def test_a_published_figure_below_nobody_or_above_everybody_is_refused(published):
    with pytest.raises(DataError, match="cannot be"):
        explain_difference(average(), published, digits=1, value_digits=1)
    for end in (0.0, 1.0):
        assert explain_difference(average(), end, digits=1, value_digits=1).published == end


def test_without_the_only_country_that_is_used_there_is_no_average():
    """Nor with one in which nobody lives."""
    values = (VALUES[1], PublishedValue("QME", 0.5, ("x",)), VALUES[3])
    found = explain_difference(average(values=values, changes={"QMA": 0.0, "QMC": 0.0}), 0.2,
                               digits=1, value_digits=1)  # fmt: skip
    switched = {one.country: one.if_switched for one in found.countries}
    assert switched == {"QMB": None, "QME": None, "QMD": pytest.approx((600 + 1800) / 5000)}


def test_values_come_out_of_a_table_of_unicef_with_their_marks(tmp_path):
    text = "Country,Total,Year\nBangladesh,6.8,2019\nNepal,21.7 y,2018\nIndia,30.0 x,2005\n"
    layout = UnicefLayout(
        measure="child_labour_sdg_b",
        definition="child_labour/sdg_8_7_1",
        ages=(5, 17),
        values={"both": "B"},
        year="C",
    )
    rows = read_unicef(write(tmp_path / "a.csv", text), layout).frame.to_dicts()
    found = values_of([*rows, *rows, {**rows[0], "estimate": None}])
    assert found == (
        PublishedValue("BGD", 0.068, (), 2019),
        PublishedValue("IND", 0.3, ("x",), 2005),
        PublishedValue("NPL", 0.217, ("y",), 2018),
    )


def test_nobody_and_everybody_are_shares():
    values = PublishedValue("QMA", 0.0), PublishedValue("QMB", 1.0), PublishedValue("QXX", 1.0)
    found = values_by_country(values, {"QMA", "QMB"})
    assert {name: one.share for name, one in found.items()} == {"QMA": 0.0, "QMB": 1.0}


@pytest.mark.parametrize(
    ("year", "inside"), [(2014, False), (2015, True), (2017, True), (2020, True), (2021, False)]
)
def test_a_period_begins_with_its_first_year_and_ends_with_its_last(year, inside):
    value = SimpleNamespace(country="ZZA", year=year)
    assert _is_within(value, (2015, 2020)) is inside
    value.year = None
    with pytest.raises(DataError, match="the year of the value of ZZA is not stated"):
        _is_within(value, (2015, 2020))


def test_why_a_country_with_a_value_and_without_people_is_left_out():
    found = average(changes={"QMA": 0.0})
    assert {one.left_out for one in found.members if one.country == "QMA"} == {"no people"}
    given = Population(people().frame.filter(pl.col("country") != "QMB"))
    found = published_average(VALUES, PLACE, given, 2023, rules=NO_MARKS)
    assert {one.left_out for one in found.members if one.country == "QMB"} == {"no population"}


def test_where_nobody_lives_nobody_is_covered_and_no_country_weighs():
    found = average(changes=dict.fromkeys(PEOPLE, 0.0))
    assert (found.average, found.covered) == (None, 0.0)
    assert {one.weight for one in found.members} == {0.0}


# By hand: 50,000 of 90,000 people are covered; with 13 x 3 % of 110,000 more, 50,000 of 132,900.
def test_a_small_area_that_can_bring_the_covered_below_half_makes_no_average():
    place = Place("region", "EAST", "East", None, ("QMA", "QMD"), ("VAT",))
    given = people({"QMA": 50_000.0, "QMD": 40_000.0})
    found = published_average(VALUES, place, given, 2023, rules=NO_MARKS)
    assert found.average is None
    assert found.covered == pytest.approx(5 / 9, rel=1e-12)
    assert found.refused.startswith("1 of 3 countries of East have no population in this run")


def test_a_value_a_little_above_everybody_is_no_share():
    with pytest.raises(DataError, match=r"a share of 1\.2 cannot be: QMA"):
        values_by_country([PublishedValue("QMA", 1.2)], {"QMA"})
