"""Editions again with one method, and published totals only beside what is of the same thing."""

from dataclasses import replace

import pytest

from measure87.combine.aggregation import CoverageRule, PublicationRules, summarise
from measure87.combine.target import Edition, PublishedTotal, back_cast, changes_between
from measure87.combine.target.back_cast import _shown
from measure87.vocabulary.errors import UsageError
from tests.combine.aggregation.made_world import made_draws, made_world

OPEN = PublicationRules(coverage=CoverageRule(minimum_population_share=0.0, minimum_countries=0))
TOTAL = PublishedTotal(
    source="Invented report",
    definition="made",
    measure="child_labour_made",
    statistic="persons",
    value=1.6e6,
    ages=(5, 17),
)
EDITIONS = (Edition("second", 2020, (TOTAL,)), Edition("first", 2010), Edition("lost", 2012))


def test_editions_are_read_off_one_model_in_order_of_years():
    world = made_world(rules=OPEN)
    found = back_cast(world, EDITIONS, "made")
    assert [(one.label, one.year) for one in found.editions] == [("first", 2010), ("second", 2020)]
    rows = summarise(world).rows.filter(
        place="WORLD", sex="both", age_from=5, age_to=17, statistic="persons"
    )
    for one in found.editions:
        row = rows.filter(year=one.year).row(0, named=True)
        assert one.persons == pytest.approx((row["value"], row["lower"], row["upper"]), rel=1e-12)
        assert one.share[0] == pytest.approx(row["value"] / row["population"], rel=1e-12)
    assert found.changes.rows.equals(changes_between(world, 2010, 2020).rows)


def test_an_edition_whose_year_is_not_estimated_is_refused_with_the_reason():
    refused = back_cast(made_world(rules=OPEN), EDITIONS, "made").changes.refused
    lost = refused.filter(year=2012)
    assert lost["code"].to_list() == ["year-not-estimated"]
    assert (
        lost["text"][0] == "the edition lost is about 2012; there are estimates of 2010, 2015, 2020"
    )


def test_a_published_total_of_the_same_thing_stands_beside_it_in_words():
    found = back_cast(made_world(rules=OPEN), EDITIONS, "made")
    first, second = found.editions
    assert first.beside == ()
    text = second.beside[0]
    assert text.startswith("second: Invented report published 1.60 million; one method throughout")
    assert f"{second.persons[0] / 1e6:,.2f} million (90 % interval" in text
    assert text.endswith("A scenario beside the estimate: neither tests the other.")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"definition": "other"}, "another definition, other and not made"),
        ({"measure": "child_labour_icls"}, "another measure"),
        ({"ages": (5, 14)}, "another ages"),
        ({"sex": "female"}, "another sex"),
    ],
)
def test_a_published_total_of_something_else_is_refused(changes, says):
    editions = (Edition("second", 2020, (replace(TOTAL, **changes),)),)
    found = back_cast(made_world(rules=OPEN), editions, "made")
    assert found.editions[0].beside == ()
    refused = found.changes.refused.filter(code="other-definition")
    assert says in refused["text"][0]
    assert refused["statistic"].to_list() == ["persons"]


def test_totals_of_other_places_are_passed_over_and_regions_can_be_told_of():
    editions = (
        Edition(
            "second", 2020, (TOTAL, replace(TOTAL, place="EAST", value=0.2, statistic="share"))
        ),
    )
    found = back_cast(made_world(rules=OPEN), editions, "made", place="EAST")
    assert len(found.editions[0].beside) == 1
    assert "published 20.0 %" in found.editions[0].beside[0]


def test_one_year_carries_its_own_edition_and_no_change():
    world = made_world(made_draws(years=(2020,)), rules=OPEN)
    found = back_cast(world, EDITIONS, "made")
    assert [one.label for one in found.editions] == ["second"]
    assert found.changes.rows.is_empty()
    assert set(found.changes.refused["year"]) == {2010, 2012}


def test_an_edition_that_is_not_covered_is_refused():
    rules = PublicationRules(coverage=CoverageRule(minimum_countries=9))
    found = back_cast(made_world(rules=rules), EDITIONS[:1], "made")
    assert found.editions == ()
    assert found.changes.refused["code"].to_list() == ["coverage"]


def test_places_that_are_not_there_and_years_that_repeat_are_refused():
    with pytest.raises(UsageError, match="no place 'NOWHERE'"):
        back_cast(made_world(), EDITIONS, "made", place="NOWHERE")
    with pytest.raises(UsageError, match="same year"):
        back_cast(made_world(), (EDITIONS[0], EDITIONS[0]), "made")


def test_a_place_without_people_has_no_edition_and_one_with_half_a_person_has():
    lives = {"ZZA": 0.0, "ZZB": 0.5, "ZZC": 1e6, "ZZD": 1e6, "ZZE": 1e6, "ZZF": 1e6}
    world = made_world(rules=OPEN, people=lives)
    none = back_cast(world, EDITIONS[:1], "made", place="ZZA")
    assert none.editions == ()
    refused = none.changes.refused.filter(place="ZZA", year=2020)
    assert refused.select("code", "text").rows() == [
        ("no-people", "Zonia has no people of these ages in 2020")
    ]
    assert len(back_cast(world, EDITIONS[:1], "made", place="ZZB").editions) == 1


def test_a_published_share_stands_beside_the_share():
    share = replace(TOTAL, statistic="share", value=0.125)
    found = back_cast(made_world(rules=OPEN), (Edition("second", 2020, (share,)),), "made")
    (text,), (value, lower, upper) = found.editions[0].beside, found.editions[0].share
    assert "published 12.5 %; one method throughout gives" in text
    assert f"gives {100 * value:.1f} % (90 % interval {100 * lower:.1f} %" in text
    assert f"to {100 * upper:.1f} %) for 2020" in text


@pytest.mark.parametrize(
    ("value", "statistic", "told"),
    [(0.01, "share", "1.0 %"), (0.0099, "share", "9.9 per 1,000"), (0.5, "share", "50.0 %"),
     (0.00123, "share", "1.23 per 1,000"), (1.234e9, "persons", "1,234.00 million")],
)  # fmt: skip
def test_shares_below_one_in_a_hundred_are_told_by_the_thousand(value, statistic, told):
    assert _shown(value, statistic) == told
