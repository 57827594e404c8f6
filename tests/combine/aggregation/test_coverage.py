"""Rules of coverage: who is published, who is refused and why."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

import measure87
from measure87.combine.aggregation import CoverageRule, PublicationRules, summarise
from measure87.combine.aggregation.coverage import coverage_of, near_figures, why_not_covered
from measure87.combine.aggregation.groups import most_people, why_unknown
from measure87.combine.inputs import read_population
from measure87.define.classifications.geography import load_region_set
from measure87.define.classifications.geography.small_areas import small_areas
from measure87.vocabulary.errors import UsageError
from tests.combine.aggregation.made_world import COUNTRIES, made_draws, made_world, place

ALL = dict.fromkeys((*COUNTRIES, "ZZF"), 1000.0)
ENGLISH = Path(measure87.__file__).parent / "disseminate" / "locale" / "en" / "world.toml"


def with_rule(**changes):
    return PublicationRules(coverage=CoverageRule(**changes))


# By hand: figures of ZZA (2019), ZZC (2001) and ZZD (2016); of the six countries each has as many
# people. In 2020 and within ten years, that is two of six countries of the world, one of three in
# the east (one of which is not in the estimate), one of two in the west.
def test_coverage_is_what_is_found_by_hand():
    world = made_world(people=ALL, rules=with_rule())
    expected = {
        ("world", "WORLD"): (2 / 6, 2),
        ("region", "EAST"): (1 / 3, 1),
        ("region", "WEST"): (1 / 2, 1),
        ("group", "ISLANDS"): (1 / 2, 1),
        ("subregion", "EAST1"): (1.0, 1),
        ("subregion", "EAST2"): (0.0, 0),
    }
    for (kind, code), (share, countries) in expected.items():
        found = world.coverage(place(world, kind, code))
        assert found.share[-1] == pytest.approx(share, rel=1e-12)
        assert found.n_countries[-1] == countries


def test_exactly_half_of_the_people_suffices_and_less_is_refused_with_the_reason():
    world = made_world(people=ALL)
    assert world.why_not(place(world, "region", "WEST"), 2020) is None
    code, text = world.why_not(place(world, "region", "EAST"), 2020)
    assert code == "coverage"
    assert text == (
        "countries with figures no more than 10 years away hold 33.33 % of the people of East in "
        "2020, less than the 50 % that the rule asks for"
    )


def test_refused_places_are_not_among_the_estimates_and_countries_are():
    world = made_world(people=ALL)
    found = summarise(world)
    assert found.rows.filter(place="EAST", year=2020).is_empty()
    refused = found.refused.filter(place="EAST", year=2020)
    assert refused["code"].to_list() == ["coverage"]
    assert refused["sex"].to_list() == [None]
    assert not found.rows.filter(place="ZZE", year=2020).is_empty()


def test_the_user_may_set_the_rule():
    world = made_world(people=ALL, rules=with_rule(minimum_population_share=0.3))
    assert world.why_not(place(world, "region", "EAST"), 2020) is None
    strict = made_world(
        people=ALL, rules=with_rule(minimum_population_share=0.3, minimum_countries=2)
    )
    assert "fewer than the 2" in strict.why_not(place(strict, "region", "EAST"), 2020)[1]
    assert strict.why_not(place(strict, "world", "WORLD"), 2020) is None
    any_year = made_world(people=ALL, rules=with_rule(maximum_years_away=None))
    assert any_year.coverage(place(any_year, "region", "WEST")).share[-1] == 1.0


def test_a_figure_is_near_up_to_the_stated_distance_before_and_after():
    near = near_figures(made_draws(), 4)
    assert near.tolist() == [
        [False, True, True],
        [False, False, False],
        [False, False, False],
        [False, True, True],
        [False, False, False],
    ]
    told = near_figures(made_draws(), 0, {"ZZA": (2010, 2019)})
    assert told[0].tolist() == [True, False, False]


def test_forced_labour_gives_no_country_without_national_data():
    rules = PublicationRules(countries_with_own_figures_only=True)
    found = summarise(made_world(rules=rules))
    countries = found.rows.filter(place_kind="country")
    assert countries["place"].unique(maintain_order=True).to_list() == ["ZZC", "ZZD", "ZZA"]
    refused = found.refused.filter(place_kind="country")
    assert set(refused["code"]) == {"no-national-data"}
    assert set(refused["place"]) == {"ZZB", "ZZE"}
    whole = summarise(made_world()).rows.filter(place_kind="world")
    assert found.rows.filter(place_kind="world").equals(whole)


@pytest.mark.parametrize(
    "changes",
    [
        {"minimum_population_share": 1.2},
        {"minimum_population_share": float("nan")},
        {"maximum_years_away": -1},
        {"minimum_countries": -1},
    ],
)
def test_rules_that_cannot_be_are_refused(changes):
    with pytest.raises(UsageError) as caught:
        CoverageRule(**changes)
    assert caught.value.code == "coverage-rule"


@pytest.mark.parametrize(
    "changes",
    [
        {"minimum_population_share": 0.0},
        {"minimum_population_share": 1.0},
        {"maximum_years_away": 0},
        {"minimum_countries": 0},
    ],
)
def test_the_least_and_the_greatest_that_a_rule_may_ask_is_no_mistake(changes):
    rule = CoverageRule(**changes)
    assert {name: getattr(rule, name) for name in changes} == changes


def test_the_rule_says_itself_in_words():
    assert CoverageRule().text() == (
        "A sum over countries is published where countries with figures of their own, no more "
        "than 10 years from the estimate's year, hold at least 50 % of its people of these ages."
    )
    assert "at least 3 of them" in CoverageRule(minimum_countries=3).text()
    assert "from any year" in CoverageRule(maximum_years_away=None).text()


@pytest.mark.parametrize(
    ("fewest", "years", "code"),
    [
        (0, 10, "coverage-rule"),
        (1, 10, "coverage-rule"),
        (2, 10, "coverage-rule-several"),
        (1, None, "coverage-rule-any-year"),
        (2, None, "coverage-rule-several-any-year"),
        (1, 0, "coverage-rule"),
    ],
)
def test_in_every_language_the_rule_names_what_it_asks(fewest, years, code):
    rule = CoverageRule(0.4, years, fewest)
    said = rule.sentence()
    asked = {"percent": 40.0, "years": years, "fewest": fewest}
    named = ["percent", *(["years"] * (years is not None)), *(["fewest"] * (fewest > 1))]
    assert (said.code, said.values) == (code, {name: asked[name] for name in named})
    sentence = tomllib.loads(ENGLISH.read_text("utf-8"))["world_sentences"][code]
    assert said.text == sentence.format(**said.values | {"percent": "40"})


def test_a_place_without_people_is_not_covered():
    nobody = dict.fromkeys(ALL, 0.0) | {"ZZD": 1000.0}
    world = made_world(people=nobody)
    assert np.isfinite(world.coverage(place(world, "region", "EAST")).share).all()
    assert world.why_not(place(world, "region", "EAST"), 2020)[0] == "coverage"


@pytest.mark.parametrize("away", [1, None])
def test_every_refusal_by_the_rule_comes_with_what_it_is_made_of(away):
    world = made_world(rules=with_rule(minimum_population_share=0.99, maximum_years_away=away))
    refused = summarise(world).refused.filter(code="coverage")
    assert refused.height > 2
    assert set(refused["text"]) == {one.text for one in world.coverage_refusals()}
    told = [one for one in world.coverage_refusals() if one.code.startswith("too-few-people")]
    assert len(told) > 2
    for one in told:
        assert (
            f"hold {one.values['percent']:.2f} % of the people of {one.values['place']}" in one.text
        )
        assert ("years" in one.values) == (away is not None)


SURVEYED = dict.fromkeys(COUNTRIES, 1000.0)


def test_a_place_whose_population_is_not_all_there_is_refused_and_says_what_to_bring():
    world = made_world(people=SURVEYED, rules=with_rule(minimum_population_share=0.1))
    east = place(world, "region", "EAST")
    assert np.isnan(world.coverage(east).share).all()
    code, text = world.why_not(east, 2020)
    assert code == "population-unknown"
    assert text == (
        "1 of 3 countries of East have no population in this run (among them ZZF), so that it is "
        "unknown which share of its people countries with figures hold: bring the population of "
        "all of its countries"
    )
    assert world.why_not(place(world, "region", "WEST"), 2020) is None
    found = summarise(world)
    assert found.rows.filter(place="EAST").is_empty()
    assert "population-unknown" in {one.code for one in world.coverage_refusals()}


def test_where_the_rule_asks_for_no_people_an_unknown_share_stays_empty():
    world = made_world(people=SURVEYED, rules=with_rule(minimum_population_share=0.0))
    row = summarise(world).rows.filter(place="EAST", year=2020, sex="both").row(0, named=True)
    assert row["coverage"] is None
    assert row["population_missing"] is None
    assert (row["n_countries_missing"], row["n_countries_without_population"]) == (1, 1)


def test_small_areas_are_those_that_the_population_of_the_example_does_not_show():
    file = Path("examples/world-child-labour/population.csv")
    shown = set(read_population(file).countries)
    assert small_areas() == {one.iso3 for one in load_region_set("sdg")} - shown


def test_small_areas_count_as_having_as_many_people_as_they_can():
    assert most_people([], (5, 17)) == 0.0
    assert most_people(["VAT", "PCN", "TKL"], (5, 17)) == pytest.approx(3 * 110_000 * 0.39)
    assert most_people(["VAT"], (18, None)) == 110_000.0
    assert most_people(["VAT", "ZZF"], (5, 17)) == float("inf")


# By hand: ages 5-14 of 110,000 people at most are 33,000.
@pytest.mark.parametrize(("people", "refused"), [(33_000.0, False), (32_999.0, True)])
def test_a_place_is_refused_for_a_small_area_only_where_that_can_bring_it_below_half(
    people, refused
):
    near, others = np.array([[True]]), np.zeros(1)
    found = coverage_of(near, np.array([[people]]), others, most_people(["VAT"], (5, 14)))
    assert found.share[0] == 1.0
    assert (found.least[0] < 0.5) == refused


def test_half_a_person_is_somebody():
    """Numbers of persons are thousands times a number: a small place may have less than one."""
    found = coverage_of(np.array([[True], [False]]), np.array([[0.3], [0.2]]), np.zeros(1))
    assert found.share[0] == pytest.approx(0.6, rel=1e-12)
    assert found.least[0] == found.share[0], "of all countries the people are known"


@pytest.mark.parametrize(
    ("away", "share", "countries", "code", "text"),
    [
        (None, 0.9, 1, "too-few-countries-any-year",
         "East has 1 countries with figures in 2020, fewer than the 2 that the rule asks for"),
        (4, 0.9, 1, "too-few-countries",
         "East has 1 countries with figures no more than 4 years away in 2020, fewer than the 2 "
         "that the rule asks for"),
        (None, 0.25, 2, "too-few-people-any-year",
         "countries with figures hold 25.00 % of the people of East in 2020, less than the 50 % "
         "that the rule asks for"),
        (4, 0.25, 2, "too-few-people",
         "countries with figures no more than 4 years away hold 25.00 % of the people of East in "
         "2020, less than the 50 % that the rule asks for"),
    ],
)  # fmt: skip
def test_a_refusal_speaks_of_years_where_the_rule_does(away, share, countries, code, text):
    said = why_not_covered(CoverageRule(0.5, away, 2), share, countries, "East", 2020)
    assert (said.code, said.text) == (code, text)
    assert said.values.get("years") == away


def test_as_many_countries_and_people_as_the_rule_asks_for_are_enough():
    assert why_not_covered(CoverageRule(0.5, 10, 2), 0.5, 2, "East", 2020) is None


def test_all_small_areas_together_are_as_many_people_and_no_more_than_all_of_them():
    every = small_areas()
    assert most_people(every, (18, None)) == len(every) * 110_000.0
    assert most_people(["VAT"], (0, 99)) == 110_000.0, "3 % at each of 100 ages are not 300 %"


def test_of_countries_without_a_population_those_that_weigh_are_named():
    said = why_unknown("East", ["VAT", "DEU", "FRA"], 9)
    assert said.values == {"count": 3, "all": 9, "place": "East", "countries": ["DEU", "FRA"]}
    assert "3 of 9 countries of East" in said.text
    assert "(among them Germany, France)" in said.text
    small = why_unknown("East", ["VAT", "PCN"], 9)
    assert small.values["countries"] == ["VAT", "PCN"], "where there are none, small areas are"
