"""The pace to a target, and years to come under stated scenarios."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.combine.aggregation import (
    CoverageRule,
    PublicationRules,
    draws_of_place,
    summarise,
    world_estimate,
)
from measure87.combine.aggregation.country_draws import NewSurvey
from measure87.combine.estimation.changes import _pace
from measure87.combine.target import (
    Plan,
    Scenario,
    Target,
    changes_between,
    future_people,
    pace_to,
    project,
)
from measure87.combine.target.change_rows import Span
from measure87.combine.target.pace import _estimated
from measure87.combine.target.trend import draws_in
from measure87.vocabulary.combined import COMBINED_CHANGES
from measure87.vocabulary.errors import RefusedError, UsageError
from tests.combine.aggregation.made_world import (
    BANDS,
    COUNTRIES,
    MEMBERS,
    NAMES,
    YEARS,
    made_draws,
    made_population,
    made_world,
    place,
    population,
)

OPEN = PublicationRules(coverage=CoverageRule(minimum_population_share=0.0, minimum_countries=0))
LATER = (*YEARS, 2025, 2030)
ONE_PERCENT = Target(2030, share=0.01)


def world_of(draws=None):
    return made_world(draws, rules=OPEN)


def steady(start, rate, n=5):
    """Every cell falls at one rate from the same share; draws do not differ."""
    share = np.empty((n, 5, len(YEARS), 2, 3))
    for when, year in enumerate(YEARS):
        share[:, :, when] = start * (1 - rate) ** (year - YEARS[0])
    return made_draws(share=share)


def value(found, quantity, code="WORLD", *, scenario=None, year=None, sex="both", ages=(5, 17)):
    rows = found.rows.filter(
        quantity=quantity, place=code, sex=sex, age_from=ages[0], age_to=ages[1]
    )
    rows = rows if scenario is None else rows.filter(scenario=scenario)
    rows = rows if year is None else rows.filter(to_year=year)
    assert rows.height == 1
    return rows.row(0, named=True)


# By hand: 8 % in 2020 to 1 % in 2030 is 1 - (1/8)^(1/10) a year; the estimate falls by 5 % a year.
def test_the_pace_to_one_per_cent_is_the_one_found_by_hand():
    world = world_of(steady(0.08 / 0.95**10, 0.05))
    found = pace_to(world, ONE_PERCENT, 2020, estimated_from=2010)
    needed = 1 - 0.125**0.1
    assert value(found, "required_rate")["value"] == pytest.approx(needed, rel=1e-6)
    assert value(found, "acceleration")["value"] == pytest.approx(needed / 0.05, rel=1e-6)
    assert value(found, "chance_of_target")["value"] == 0.0
    assert value(found, "acceleration")["flags"] == "rate-of-2010-2020"
    assert value(found, "required_rate")["scenario"] == "target"
    fast = pace_to(world_of(steady(0.08, 0.25)), ONE_PERCENT, 2020, estimated_from=2010)
    assert value(fast, "chance_of_target")["value"] == 1.0
    reached = value(fast, "required_rate")
    assert (reached["value"], reached["lower"], reached["flags"]) == (0.0, 0.0, "target-reached")
    assert value(fast, "acceleration")["value"] == 0.0


def test_the_pace_agrees_with_a_second_implementation():
    world = world_of()
    found = pace_to(world, Target(2030, share=0.02), 2020, estimated_from=2010)
    for code, kind in (("WORLD", "world"), ("EAST", "region"), ("ZZE", "country")):
        draws = draws_of_place(world, place(world, kind, code), (2010, 2020))
        needed, factors, reached = [], [], 0
        for one in range(world.draws.n_draws):
            first, last = (
                float(draws.persons[one, t, 0, 0]) / float(draws.population[t, 0, 0])
                for t in (0, 1)
            )
            rate = 1 - (last / first) ** (1 / 10)
            needed.append(max(0.0, 1 - (0.02 / last) ** (1 / 10)))
            reached += min(1.0, last * (1 - rate) ** 10) <= 0.02
            infinite = float("inf") if needed[-1] > 0 else 0.0
            factors.append(max(0.0, needed[-1] / rate) if rate > 0 else infinite)
        median = sorted(needed)[19:21]
        row = value(found, "required_rate", code)
        assert row["value"] == pytest.approx(sum(median) / 2, rel=1e-9)
        chance = value(found, "chance_of_target", code)["value"]
        assert chance == pytest.approx(reached / 40)
        falling = sum(np.isfinite(factors)) > 20
        middle = sorted(factors)[19:21]
        rows = found.rows.filter(quantity="acceleration", place=code, sex="both", age_to=17)
        rows = rows.filter(age_from=5)
        assert rows.height == falling
        if falling and np.isfinite(middle).all():
            assert rows["value"][0] == pytest.approx(sum(middle) / 2, rel=1e-9)


def test_where_the_share_rises_there_is_nothing_to_speed_up():
    found = pace_to(world_of(steady(0.08, -0.02)), ONE_PERCENT, 2020, estimated_from=2010)
    assert found.rows.filter(quantity="acceleration").is_empty()
    refused = found.refused.filter(place="WORLD", sex="both", age_from=5, age_to=17)
    assert refused["code"].to_list() == ["not-falling"]
    assert refused["statistic"].to_list() == ["acceleration"]


@pytest.mark.parametrize(("falling", "told"), [(2, False), (3, True)])
def test_the_share_must_fall_in_more_than_half_of_the_draws(falling, told):
    share = np.empty((4, 5, len(YEARS), 2, 3))
    share[:] = np.array([0.12, 0.10, 0.08]).reshape(1, 1, -1, 1, 1)
    share[falling:] = np.array([0.04, 0.06, 0.08]).reshape(1, 1, -1, 1, 1)
    found = pace_to(world_of(made_draws(share=share)), ONE_PERCENT, 2020, estimated_from=2010)
    assert found.rows.filter(quantity="acceleration").is_empty() is not told
    if told:
        row = value(found, "acceleration")
        assert row["upper"] is None
        assert "unbounded" in row["flags"]


def test_the_required_rate_needs_no_trend_and_the_acceleration_does():
    world = world_of(made_draws(years=(2020,)))
    found = pace_to(world, ONE_PERCENT, 2020)
    assert set(found.rows["quantity"]) == {"required_rate"}
    with pytest.raises(RefusedError, match="is of 2020 alone"):
        pace_to(world, ONE_PERCENT, 2020, estimated_from=2010)


def test_a_share_of_nothing_has_no_pace():
    found = pace_to(world_of(steady(0.0, 0.0)), ONE_PERCENT, 2020)
    assert found.rows.is_empty()
    assert set(found.refused["code"]) == {"share-is-zero"}


def test_a_share_that_was_nothing_once_has_a_required_rate_and_no_estimated_one():
    share = np.full((4, 5, len(YEARS), 2, 3), 0.08)
    share[1, :, 0] = 0.0
    found = pace_to(world_of(made_draws(share=share)), ONE_PERCENT, 2020, estimated_from=2010)
    assert set(found.rows["quantity"]) == {"required_rate"}
    refused = found.refused.filter(place="WORLD", sex="both", age_from=5, age_to=17)
    told = [refused["statistic"].to_list(), {*refused["code"]}]
    assert told == [["acceleration", "chance_of_target"], {"share-is-zero"}]


def test_countries_without_a_trend_are_flagged_where_a_trend_is_asked_for():
    world = world_of(steady(0.08, 0.05))
    flagged = {}
    for since in (None, 2010):
        found = pace_to(world, ONE_PERCENT, 2020, estimated_from=since, without_trend=["ZZA"])
        flagged[since] = {code: value(found, "required_rate", code)["flags"] for code in NAMES}
    assert set(flagged[None].values()) == {None}
    assert [code for code, flags in flagged[2010].items() if flags] == ["ZZA"]


def test_a_target_in_persons_is_about_one_place_and_a_share_of_the_people_of_its_year():
    world = world_of()
    people = future_people(world, made_population(LATER), (2030,))
    found = pace_to(world, Target(2030, persons=1e5), 2020, people=people)
    assert found.rows.height == 1
    as_share = 1e5 / people.persons.sum()
    same = pace_to(world, Target(2030, share=float(as_share)), 2020)
    assert value(found, "required_rate")["value"] == pytest.approx(
        value(same, "required_rate")["value"], rel=1e-12
    )
    with pytest.raises(UsageError, match="needs the people of 2030"):
        pace_to(world, Target(2030, persons=1e5), 2020)
    nobody = replace(people, persons=np.zeros_like(people.persons))
    with pytest.raises(UsageError, match="has no people in 2030"):
        pace_to(world, Target(2030, persons=1e5), 2020, people=nobody)


@pytest.mark.parametrize(
    "changes",
    [{}, {"share": 0.01, "persons": 5.0}, {"share": 0.0}, {"share": 1.5}, {"persons": -1.0}],
)
def test_targets_that_cannot_be_are_refused(changes):
    with pytest.raises(UsageError) as caught:
        Target(2030, **changes)
    assert caught.value.code == "target"


def test_a_target_comes_after_the_base_year():
    with pytest.raises(UsageError, match="2020 does not come after"):
        pace_to(world_of(), Target(2020, share=0.01), 2020)


def test_a_pace_from_a_year_that_is_not_estimated_is_refused():
    with pytest.raises(UsageError, match="there is no estimate of 2018"):
        pace_to(world_of(), ONE_PERCENT, 2018)


def all_scenarios():
    return (
        Scenario("constant_share"),
        Scenario("same_rate"),
        Scenario("required_rate"),
        Scenario("faster", 0.1),
        Scenario("unchanged", 0.0),
    )


def plan(**changes):
    plain = {
        "base_year": 2020,
        "years": (2025, 2030),
        "scenarios": all_scenarios(),
        "estimated_from": 2010,
        "target": ONE_PERCENT,
    }
    return Plan(**plain | changes)


def test_a_plan_needs_what_its_scenarios_need_and_nothing_else():
    world = world_of()
    people = future_people(world, made_population(LATER), (2025, 2030))
    needs = {"same_rate": {"estimated_from": None}, "required_rate": {"target": None}}
    for name, lacks in needs.items():
        assert project(world, people, plan(scenarios=(Scenario(name),))).rows.height
        (other,) = needs.keys() - {name}
        assert project(world, people, plan(scenarios=(Scenario(name),), **needs[other])).rows.height
        with pytest.raises(UsageError, match=f"{name} needs {next(iter(lacks))}"):
            project(world, people, plan(scenarios=(Scenario(name),), **lacks))
    stray = {"estimated_from": 1999}
    assert project(world, people, plan(scenarios=(Scenario("faster", 0.1),), **stray)).rows.height
    with pytest.raises(UsageError, match="there is no estimate of 1999"):
        project(world, people, plan(scenarios=(Scenario("same_rate"),), **stray))
    with pytest.raises(UsageError, match="there are no people of 2040"):
        project(world, people, plan(years=(2030, 2040)))


# By hand: every cell at 8 % in 2020 and 5 % a year less before.
def test_projections_are_those_found_by_hand():
    world = world_of(steady(0.08 / 0.95**10, 0.05))
    people = future_people(world, made_population(LATER), (2025, 2030))
    found = project(world, people, plan())
    expected = {
        ("constant_share", 2030): 0.08,
        ("same_rate", 2025): 0.08 * 0.95**5,
        ("same_rate", 2030): 0.08 * 0.95**10,
        ("required_rate", 2025): (0.08 * 0.01) ** 0.5,
        ("required_rate", 2030): 0.01,
        ("faster", 2030): 0.08 * 0.9**10,
        ("unchanged", 2025): 0.08,
    }
    total = {2025: people.persons[:, 0].sum(), 2030: people.persons[:, 1].sum()}
    for (scenario, year), share in expected.items():
        row = value(found, "share", scenario=scenario, year=year)
        assert row["value"] == pytest.approx(share, rel=1e-6)
        persons = value(found, "persons", scenario=scenario, year=year)["value"]
        assert persons == pytest.approx(share * total[year], rel=1e-6)
    falls = {
        quantity: {
            one.name: value(found, quantity, scenario=one.name, year=2030)["probability_of_decline"]
            for one in all_scenarios()
        }
        for quantity in ("share", "persons")
    }
    put_in = dict.fromkeys((one.name for one in all_scenarios()), None)
    assert falls == {"share": put_in | {"same_rate": 1.0}, "persons": put_in | {"same_rate": 1.0}}
    flags = found.rows.filter(quantity="share", place="WORLD").group_by("scenario").first()
    assert dict(flags.select("scenario", "flags").iter_rows()) == {
        "constant_share": "share-held-constant",
        "unchanged": "share-held-constant",
        "faster": "direction-assumed",
        "required_rate": "direction-assumed",
        "same_rate": None,
    }
    assert tuple(found.rows.columns) == COMBINED_CHANGES.names


def test_errors_of_new_surveys_in_every_cell_and_year_leave_projections_as_they_are():
    bare = steady(0.08 / 0.95**10, 0.05)
    found = [
        project(world, future_people(world, made_population(LATER), (2025, 2030)), plan()).rows
        for world in map(
            world_of, (bare, replace(bare, new_survey=NewSurvey(0.3 + 0.0 * bare.share, 2000.0)))
        )
    ]
    assert found[0].equals(found[1])


def test_parts_of_a_projection_by_country_add_up_and_a_rate_of_nothing_changes_nothing():
    world = world_of()
    people = future_people(world, made_population(LATER), (2025, 2030))
    found = project(world, people, plan())
    for scenario in ("constant_share", "faster"):
        persons = {
            code: value(found, "persons", code, scenario=scenario, year=2030)["value"]
            for code in ("WORLD", "EAST", "WEST", "ZZA", "ZZB", "ZZE")
        }
        assert persons["EAST"] == pytest.approx(persons["ZZA"] + persons["ZZB"], rel=1e-14)
        parts = persons["EAST"] + persons["WEST"] + persons["ZZE"]
        assert persons["WORLD"] == pytest.approx(parts, rel=1e-14)
    same = ("value", "lower", "upper", "probability_of_decline")
    constant = found.rows.filter(scenario="constant_share").select(same)
    assert constant.equals(found.rows.filter(scenario="unchanged").select(same))


def test_what_a_scenario_holds_has_no_probability_of_decline_nor_have_its_persons():
    """It would say of the scenario what the scenario says, and look like a finding."""
    world = world_of()
    people = future_people(world, made_population(LATER), (2025, 2030))
    for scenario in ("constant_share", "still"):
        scenarios = (Scenario("still", 0.0), Scenario("constant_share"))
        found = project(world, people, plan(scenarios=scenarios)).rows.filter(scenario=scenario)
        assert set(found["quantity"]) == {"share", "persons"}
        assert found["probability_of_decline"].null_count() == found.height > 0
        assert set(found["flags"]) == {"share-held-constant"}


def test_a_share_that_hardly_falls_declines_by_more_than_rounding():
    world = world_of(steady(0.08, 1e-6))
    people = future_people(world, made_population(LATER), (2025, 2030))
    slower = project(world, people, plan(scenarios=(Scenario("same_rate"),)))
    assert set(slower.rows.filter(quantity="share", place="ZZD")["probability_of_decline"]) == {1.0}


def test_a_fall_is_set_against_the_rounding_of_the_base_year():
    """One person a cell in 2010, a million later.

    Persons are held to 2^-19, so that in 2010 rounding moves the share of a country of 6 cells by
    6/6 2^-19 = 2e-6, and later by 2e-12. A rate of 4e-6 over 5 years takes 1.6e-6 from 0.08.
    """
    cells = [(sex, first) for sex in ("female", "male") for first in (5, 10, 15)]
    many = population(
        [
            (code, year, sex, first, first + 4, 1.0 if year == YEARS[0] else 1e6)
            for code in COUNTRIES
            for year in LATER
            for sex, first in cells
        ]
    )
    world = world_estimate(steady(0.08, 4e-6), many, MEMBERS, rules=OPEN, names=NAMES)
    people = future_people(world, many, (2025,))
    slow = plan(scenarios=(Scenario("same_rate"),), years=(2025,))
    found = project(world, people, slow).rows.filter(quantity="share", place="ZZD")
    assert set(found["probability_of_decline"]) == {1.0}


@pytest.mark.parametrize(("steps", "told"), [(10, 0.0), (11, 1.0)])
def test_a_fall_is_set_against_the_rounding_of_both_years(steps, told):
    """One person a cell in 2020 and a quarter of one in 2025, of whom persons are held to 2^-19.

    So rounding moves the share of the 6 cells together by 2^-19 in 2020 and by four times as much
    in 2025. A share that fell by 10 such steps in ten years falls by hardly 5 in the next five, and
    one that fell by 11 by hardly 5.5.
    """
    step = 2.0**-19
    rows = [
        (code, year, sex, *ages, people)
        for code in COUNTRIES
        for year, people in zip((*YEARS, 2025), (8.0, 4.0, 1.0, 0.25), strict=True)
        for sex in ("female", "male")
        for ages in BANDS
    ]
    share = np.full((3, 5, len(YEARS), 2, 3), 0.125)
    share[:, :, -1] -= steps * step
    few = population(rows)
    world = world_estimate(made_draws(share=share), few, MEMBERS, rules=OPEN, names=NAMES)
    slow = plan(scenarios=(Scenario("same_rate"),), years=(2025,))
    row = value(project(world, future_people(world, few, (2025,)), slow), "share", "ZZD")
    assert 0.125 - steps * step - row["value"] == pytest.approx(steps / 2 * step, rel=1e-3)
    assert row["probability_of_decline"] == told


def test_a_constant_share_agrees_with_a_second_implementation():
    world = world_of()
    population = made_population(LATER)
    people = future_people(world, population, (2030,))
    found = project(
        world,
        people,
        plan(scenarios=(Scenario("constant_share"),), years=(2030,), estimated_from=None),
    )
    draws = world.draws
    numbers = []
    for one in range(draws.n_draws):
        total = 0.0
        for c, country in enumerate(draws.countries):
            for s, sex in enumerate(draws.sexes):
                for a, ages in enumerate(draws.ages):
                    count = population.persons(country, 2030, sex, *ages).persons
                    total += float(draws.share[one, c, 2, s, a]) * count
        numbers.append(total)
    row = value(found, "persons", year=2030)
    assert row["value"] == pytest.approx(sum(numbers) / len(numbers), rel=1e-9)
    assert row["lower"] == pytest.approx(float(np.quantile(numbers, 0.05)), rel=1e-9)


def test_the_uncertainty_of_the_rate_is_carried_from_the_draws():
    world = world_of()
    people = future_people(world, made_population(LATER), (2030,))
    found = project(world, people, plan(years=(2030,)))
    draws = draws_of_place(world, place(world, "world", "WORLD"), (2010, 2020)).share[:, :, 0, 0]
    goes_on = np.minimum(draws[:, 1] * (draws[:, 1] / draws[:, 0]) ** 1.0, 1.0)
    row = value(found, "share", scenario="same_rate", year=2030)
    assert row["value"] == pytest.approx(float(goes_on.mean()), rel=1e-9)
    assert row["upper"] == pytest.approx(float(np.quantile(goes_on, 0.95)), rel=1e-9)


def test_a_share_that_would_pass_everybody_is_capped_and_flagged():
    world = world_of(steady(0.2, -0.15))
    people = future_people(world, made_population(LATER), (2030,))
    found = project(world, people, plan(scenarios=(Scenario("same_rate"),), years=(2030,)))
    row = value(found, "share", scenario="same_rate", year=2030)
    assert row["value"] == 1.0
    assert row["flags"] == "capped-at-1"


def test_a_population_that_does_not_reach_the_year_makes_no_projection():
    with pytest.raises(RefusedError, match=r"no projection: .*does not reach 2030: it has ZZA"):
        future_people(world_of(), made_population(), (2030,))


def test_one_year_carries_a_constant_share_and_no_rate_of_its_own():
    world = world_of(made_draws(years=(2020,)))
    people = future_people(world, made_population(LATER), (2030,))
    only = plan(scenarios=(Scenario("constant_share"),), years=(2030,), estimated_from=None)
    assert not project(world, people, only).rows.is_empty()
    asked = plan(scenarios=(Scenario("same_rate"),), years=(2030,), estimated_from=None)
    with pytest.raises(RefusedError, match="is of 2020 alone"):
        project(world, people, asked)


def test_a_rate_that_is_not_defined_is_refused_and_the_rest_is_told():
    world = world_of(steady(0.0, 0.0))
    people = future_people(world, made_population(LATER), (2025, 2030))
    found = project(world, people, plan())
    assert set(found.rows["scenario"]) == {"constant_share", "faster", "unchanged"}
    assert set(found.refused["code"]) == {"share-is-zero"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"years": (2020,)}, "2020 does not come after"),
        ({"years": (2024,)}, "no people of 2024"),
        ({"base_year": 2018}, "no estimate of 2018"),
        ({"estimated_from": None}, "same_rate needs estimated_from"),
        ({"target": None}, "required_rate needs target"),
    ],
)
def test_plans_that_cannot_be_carried_out_are_refused(changes, says):
    world = world_of()
    people = future_people(world, made_population(LATER), (2025, 2030))
    with pytest.raises(UsageError, match=says):
        project(world, people, plan(**changes))


@pytest.mark.parametrize(
    ("name", "rate"),
    [("constant_share", 0.1), ("mine", None), ("mine", 1.0), ("mine", -1.0), ("mine", -1.2)],
)
def test_scenarios_that_cannot_be_are_refused(name, rate):
    with pytest.raises(UsageError) as caught:
        Scenario(name, rate)
    assert caught.value.code == "scenario"


def test_a_run_asks_for_the_pace_to_its_target_and_never_without_one():
    world = world_of()
    asked = SimpleNamespace(target=ONE_PERCENT, estimated_from=2010)
    found = _pace(world, asked, SimpleNamespace(), 2020, ("ZZE",))
    alone = pace_to(world, ONE_PERCENT, 2020, estimated_from=2010, without_trend=("ZZE",))
    assert found.rows.equals(alone.rows)
    assert "required_rate" in found.rows["quantity"].to_list()
    with pytest.raises(AssertionError, match="needs a target"):
        _pace(world, SimpleNamespace(target=None), SimpleNamespace(), 2020, ())


def covered_later():
    """The world of five countries, of which the west alone has figures near 2010."""
    figures = {"ZZA": (2019,), "ZZB": (2019,), "ZZC": (2010, 2020), "ZZD": (2020,), "ZZE": (2020,)}
    return made_world(
        rules=PublicationRules(CoverageRule(maximum_years_away=4), figure_years=figures)
    )


def refusals(found, code="WORLD"):
    rows = found.refused.filter(place=code).select("year", "statistic", "code")
    return sorted(rows.iter_rows(), key=str)


def test_a_year_that_may_not_be_published_takes_away_what_needs_it_and_no_more():
    world = covered_later()
    assert world.why_not(place(world, "world", "WORLD"), 2020) is None
    pace = pace_to(world, ONE_PERCENT, 2020, estimated_from=2010)
    told = pace.rows.filter(place="WORLD")
    assert set(told["quantity"]) == {"required_rate"}
    alone = pace_to(world, ONE_PERCENT, 2020).rows.filter(place="WORLD")
    assert told["value"].to_list() == alone["value"].to_list()
    assert refusals(pace) == [
        (2010, "acceleration", "coverage"),
        (2010, "chance_of_target", "coverage"),
    ]
    people = future_people(world, made_population(LATER), (2025, 2030))
    ahead = project(world, people, plan())
    kept = {"constant_share", "required_rate", "faster", "unchanged"}
    assert set(ahead.rows.filter(place="WORLD")["scenario"]) == kept
    assert refusals(ahead) == [(2010, "persons", "coverage"), (2010, "share", "coverage")]


def test_no_refusal_contradicts_what_is_published():
    """A row without a quantity refuses all of a place's year: no figure may stand beside it."""
    world = covered_later()
    people = future_people(world, made_population(LATER), (2025, 2030))
    estimates = summarise(world)
    published = set(estimates.rows.select("place", "year").iter_rows())
    for found in (
        estimates,
        pace_to(world, ONE_PERCENT, 2020, estimated_from=2010),
        project(world, people, plan()),
        changes_between(world, 2010, 2020),
    ):
        whole = found.refused.filter(found.refused["statistic"].is_null())
        assert not published & set(whole.select("place", "year").iter_rows())


def test_a_target_that_is_reached_makes_no_scenario_and_no_rise():
    world = world_of(steady(0.005, 0.0))
    people = future_people(world, made_population(LATER), (2025, 2030))
    ahead = project(world, people, plan(scenarios=(Scenario("required_rate"),)))
    assert ahead.rows.is_empty()
    assert set(ahead.refused["code"]) == {"target-reached"}
    some = steady(0.02, 0.0)
    some.share[:2] = 0.005  # two of five draws are there already
    mixed = world_of(some)
    row = value(project(mixed, people, plan()), "share", scenario="required_rate", year=2030)
    assert row["value"] == pytest.approx((2 * 0.005 + 3 * 0.01) / 5, rel=1e-6)
    needed = value(pace_to(mixed, ONE_PERCENT, 2020), "required_rate")
    assert needed["lower"] == 0.0
    assert needed["flags"] is None


def test_the_pace_of_a_number_of_persons_is_told_of_its_place_as_a_whole():
    """8 % in 2020 that fall by 5 % a year, and a target of a hundredth of the people of 2030."""
    world = world_of(steady(0.08 / 0.95**10, 0.05))
    people = future_people(world, made_population(LATER), (2030,))
    target = Target(2030, persons=0.01 * float(people.persons.sum()))
    found = pace_to(world, target, 2020, estimated_from=2010, people=people)
    assert found.rows["quantity"].to_list() == ["required_rate", "chance_of_target", "acceleration"]
    assert value(found, "acceleration")["value"] == pytest.approx((1 - 0.125**0.1) / 0.05, rel=1e-6)
    east = pace_to(world, replace(target, place="EAST"), 2020, estimated_from=2010, people=people)
    assert set(east.rows["place"]) == {"EAST"}
    assert east.rows.height == 3


def people_of(*changes):
    """Eight persons of every sex and age of every country and year, but where it is said."""
    counts = {
        (code, year, sex, ages): 8.0
        for code in COUNTRIES for year in LATER for sex in ("female", "male") for ages in BANDS
    }  # fmt: skip
    counts |= dict(changes)
    rows = [(code, year, sex, *ages, n) for (code, year, sex, ages), n in counts.items()]
    return population(rows)


GIRLS = ("ZZA", 2010, "female", (5, 11))


def test_a_cell_without_people_in_the_first_year_has_a_required_rate_alone():
    few = people_of((GIRLS, 0.0))
    world = world_estimate(steady(0.08, 0.05), few, MEMBERS, rules=OPEN, names=NAMES)
    found = pace_to(world, ONE_PERCENT, 2020, estimated_from=2010)
    mine = {"place": "ZZA", "sex": "female", "age_from": 5, "age_to": 11}
    assert found.rows.filter(**mine)["quantity"].to_list() == ["required_rate"]
    boys = found.rows.filter(**(mine | {"sex": "male"}))
    assert len(boys["quantity"]) == 3
    refused = found.refused.filter(**{k: v for k, v in mine.items() if k in found.refused.columns})
    assert set(refused["code"]) == {"no-people"}
    assert set(refused["year"]) == {2010}


def test_a_target_that_is_met_exactly_is_reached():
    both = SimpleNamespace(share=np.full((3, 2, 1, 1), 0.0625), years=(2010, 2020))
    span = Span("m", place(world_of(), "world", "WORLD"), "both", (5, 17), 2020, 2030, 0.9)
    (chance, faster), refused = _estimated(span, "target", both, (0, 0), 0.0625)
    assert (chance["quantity"], chance["value"]) == ("chance_of_target", 1.0)
    assert (faster["quantity"], faster["value"]) == ("acceleration", 0.0)
    assert refused == []


def test_years_that_a_rate_of_its_own_needs_are_its_first_and_the_base_year():
    assert Plan(2020, (2030,)).estimated_years == (2020,)
    assert Plan(2020, (2030,), estimated_from=2010).estimated_years == (2010, 2020)


def test_a_number_of_persons_makes_a_path_of_its_place_alone():
    world = world_of(steady(0.08 / 0.95**10, 0.05))
    people = future_people(world, made_population(LATER), (2025, 2030))
    target = Target(2030, persons=0.01 * float(people.persons[:, 1].sum()))
    found = project(world, people, plan(scenarios=(Scenario("required_rate"),), target=target))
    about = found.rows.select("place", "sex", "age_from", "age_to").unique().rows()
    assert about == [("WORLD", "both", 5, 17)]
    row = value(found, "share", scenario="required_rate", year=2030)
    assert row["value"] == pytest.approx(0.01, rel=1e-6)


def test_a_rate_that_is_not_defined_is_refused_up_to_the_last_year():
    world = world_of(steady(0.0, 0.0))
    people = future_people(world, made_population(LATER), (2025, 2030))
    found = project(world, people, plan(scenarios=(Scenario("same_rate"),)))
    assert set(found.refused["year"]) == {2030}


@pytest.mark.parametrize(("persons", "told"), [(0.0, []), (0.5, ["share", "persons"])])
def test_a_cell_that_will_be_empty_has_no_path_and_one_of_half_a_person_has(persons, told):
    few = people_of((("ZZA", 2030, "female", (5, 11)), persons))
    world = world_estimate(steady(0.08, 0.05), few, MEMBERS, rules=OPEN, names=NAMES)
    people = future_people(world, few, (2025, 2030))
    found = project(world, people, plan(scenarios=(Scenario("constant_share"),)))
    mine = found.rows.filter(place="ZZA", sex="female", age_from=5, age_to=11)
    assert mine.filter(to_year=2025)["quantity"].to_list() == ["share", "persons"]
    assert mine.filter(to_year=2030)["quantity"].to_list() == told


def test_one_draw_that_would_pass_everybody_is_told():
    share = steady(0.2, 0.05).share
    share[2] = steady(0.2, -0.15).share[2]
    world = world_of(made_draws(share=share))
    people = future_people(world, made_population(LATER), (2030,))
    found = project(world, people, plan(scenarios=(Scenario("same_rate"),), years=(2030,)))
    assert value(found, "share", scenario="same_rate", year=2030)["flags"] == "capped-at-1"


def test_persons_that_stay_do_not_decline():
    """As many people in every year, and a share of an eighth that stays."""
    same = people_of()
    world = world_estimate(steady(0.125, 0.0), same, MEMBERS, rules=OPEN, names=NAMES)
    people = future_people(world, same, (2030,))
    found = project(world, people, plan(scenarios=(Scenario("same_rate"),), years=(2030,)))
    for quantity in ("share", "persons"):
        row = value(found, quantity, scenario="same_rate", year=2030)
        assert row["probability_of_decline"] == 0.0


def test_everybody_may_be_a_target_and_a_part_of_a_person_has_a_share():
    assert Target(2030, share=1.0).share == 1.0
    half = people_of(*(((code, 2030, sex, ages), 1 / 128) for code in COUNTRIES
                       for sex in ("female", "male") for ages in BANDS))  # fmt: skip
    world = world_estimate(steady(0.08, 0.05), half, MEMBERS, rules=OPEN, names=NAMES)
    people = future_people(world, half, (2030,))
    target = Target(2030, persons=0.0234375)
    assert target.share_of(place(world, "world", "WORLD"), people) == pytest.approx(0.1, rel=1e-9)


@pytest.mark.parametrize("years", [(2010, 2010), (2020, 2010)])
def test_a_change_goes_from_an_earlier_to_a_later_year(years):
    with pytest.raises(UsageError, match=f"{years[0]} does not come before {years[1]}"):
        changes_between(world_of(), *years)


def test_what_the_last_year_refuses_is_refused_altogether():
    refused = []
    strict = PublicationRules(coverage=CoverageRule(minimum_countries=9))
    world = made_world(rules=strict)
    assert (
        draws_in(world, place(world, "region", "EAST"), (2010, 2020), refused, ("a", "b")) is None
    )
    assert [(one["year"], one["statistic"]) for one in refused] == [(2020, None)]


@pytest.mark.parametrize("rate", [-1.0, 1.0, -1.2, 1.2, float("nan")])
def test_a_rate_of_ones_own_lies_between_minus_one_and_one(rate):
    with pytest.raises(UsageError, match="the scenario 'mine' has a rate of"):
        Scenario("mine", rate)
    for fine in (-0.99, 0.0, 0.99):
        assert Scenario("mine", fine).rate == fine


@pytest.mark.parametrize("name", ["constant_share", "same_rate", "required_rate"])
def test_a_named_scenario_states_no_rate(name):
    assert Scenario(name).rate is None
    with pytest.raises(UsageError, match=f"{name} has no rate to state"):
        Scenario(name, 0.0)
