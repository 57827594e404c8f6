"""Rows of estimates: columns, a second implementation, parts and wholes, flags, draws kept."""

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from measure87.combine.aggregation import (
    CoverageRule,
    DrawTable,
    PublicationRules,
    summarise,
    together,
    world_estimate,
)
from measure87.combine.aggregation.groups import Place
from measure87.combine.aggregation.place_draws import PlaceDraws
from measure87.combine.aggregation.summary import _cells, _without_people
from measure87.combine.aggregation.sums import GRID
from measure87.combine.inputs import Population
from measure87.define.classifications.geography import load_region_set
from measure87.vocabulary.combined import COMBINED_ESTIMATES, COMBINED_REFUSALS
from measure87.vocabulary.errors import UsageError
from tests.combine.aggregation.made_world import (
    BANDS,
    MEMBERS,
    NAMES,
    made_draws,
    made_population,
    made_world,
)

OPEN = PublicationRules(coverage=CoverageRule(minimum_population_share=0.0, minimum_countries=0))
KEY = ("place_kind", "place", "year", "sex", "age_from", "age_to", "statistic")


def test_frames_have_the_declared_columns():
    found = summarise(made_world())
    assert tuple(found.rows.columns) == COMBINED_ESTIMATES.names
    assert tuple(found.refused.columns) == COMBINED_REFUSALS.names
    for column in COMBINED_ESTIMATES.columns:
        if column.required:
            assert found.rows[column.name].null_count() == 0
        if column.levels:
            assert set(found.rows[column.name]) <= {code for code, _ in column.levels}


def test_every_cell_of_every_place_has_two_rows_and_none_twice():
    rows = summarise(made_world(rules=OPEN)).rows
    assert rows.height == 12 * 3 * 3 * 4 * 2
    assert rows.select(KEY).is_unique().all()


def naive_numbers(draws, countries, year, sexes, ages, level):
    """Second implementation: from the population itself, draw by draw, without any array."""
    people = made_population(draws.years)
    numbers = []
    for draw in range(len(draws.share)):
        total = 0.0
        for country in countries:
            for sex in sexes:
                for age in ages:
                    at = (
                        draws.countries.index(country),
                        draws.years.index(year),
                        draws.sexes.index(sex),
                        draws.ages.index(age),
                    )
                    count = people.persons(country, year, sex, *age).persons
                    total += float(draws.share[(draw, *at)]) * count
        numbers.append(total)
    mean = sum(numbers) / len(numbers)
    spread = (sum((one - mean) ** 2 for one in numbers) / (len(numbers) - 1)) ** 0.5
    ordered = sorted(numbers)

    def quantile(p):
        place = p * (len(ordered) - 1)
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (place - low) * (ordered[high] - ordered[low])

    tail = (1 - level) / 2
    return mean, quantile(0.5), spread, quantile(tail), quantile(1 - tail)


def test_rows_agree_with_a_second_implementation():
    draws = made_draws(n=23)
    rows = summarise(made_world(draws, rules=OPEN, level=0.8)).rows
    members = {one.code: () for one in MEMBERS}
    for one in MEMBERS:
        members[one.code] += (one.iso3,) if one.iso3 in draws.countries else ()
    members |= {"WORLD": draws.countries} | {code: (code,) for code in draws.countries}
    people = made_population()
    for row in rows.filter(year=2015).iter_rows(named=True):
        sexes = draws.sexes if row["sex"] == "both" else (row["sex"],)
        ages = BANDS if (row["age_from"], row["age_to"]) == (5, 17) else None
        ages = ages or ((row["age_from"], row["age_to"]),)
        expected = naive_numbers(draws, members[row["place"]], 2015, sexes, ages, 0.8)
        count = sum(
            people.persons(country, 2015, sex, *age).persons
            for country in members[row["place"]]
            for sex in sexes
            for age in ages
        )
        got = [row[name] for name in ("value", "median", "se", "lower", "upper")]
        over = count if row["statistic"] == "share" else 1.0
        assert [one * over for one in got] == pytest.approx(expected, abs=100 * GRID, rel=1e-9)
        assert row["population"] == pytest.approx(count, abs=100 * GRID)


def test_printed_parts_add_up_to_printed_wholes():
    rows = summarise(made_world(rules=OPEN)).rows.filter(statistic="persons", year=2020)
    values = {row[1:2] + row[3:6]: row[-1] for row in rows.select(*KEY[:-1], "value").iter_rows()}

    def value(place, sex="both", ages=(5, 17)):
        return values[(place, sex, *ages)]

    for place in ("WORLD", "EAST", "ZZA"):
        by_sex = value(place, "female") + value(place, "male")
        by_age = sum(value(place, "both", band) for band in BANDS)
        assert value(place) == pytest.approx(by_sex, rel=1e-14)
        assert value(place) == pytest.approx(by_age, rel=1e-14)
    assert value("EAST") == pytest.approx(value("ZZA") + value("ZZB"), rel=1e-14)
    world = value("EAST") + value("WEST") + value("ZZE")
    assert value("WORLD") == pytest.approx(world, rel=1e-14)


def test_the_order_of_draws_changes_no_median_or_limit():
    draws = made_draws(n=31)
    moved = made_draws(share=draws.share[np.random.default_rng(5).permutation(31)])
    plain, again = (summarise(made_world(one)).rows for one in (draws, moved))
    exact = [name for name in plain.columns if name not in ("value", "se")]
    assert plain.select(exact).equals(again.select(exact))
    for name in ("value", "se"):
        assert plain[name].to_list() == pytest.approx(again[name].to_list(), rel=1e-12)


def test_one_sex_one_age_and_one_year_make_one_cell():
    draws = made_draws(years=(2016,), sexes=("both",), ages=((5, 17),))
    rows = summarise(made_world(draws, rules=OPEN)).rows
    assert rows.height == 12 * 2
    assert rows.select("year", "sex", "age_from", "age_to").unique().rows() == [
        (2016, "both", 5, 17)
    ]


def test_rows_say_what_they_rest_on():
    rows = summarise(made_world(rules=OPEN)).rows.filter(
        sex="both", age_from=5, age_to=17, statistic="share", year=2020
    )
    about = {
        row["place"]: (row["basis"], row["n_figures"], row["latest_figure"], row["region"])
        for row in rows.iter_rows(named=True)
    }
    assert about["ZZA"] == ("own_figures", 2, 2019, "EAST")
    assert about["ZZB"] == ("borrowed", 0, None, "EAST")
    assert about["WEST"] == ("sum", 4, 2016, None)
    assert about["EAST2"] == ("sum", 0, None, "EAST")


def test_flags_say_what_is_missing_and_how_people_were_counted():
    draws = made_draws(years=(2010, 2012), share=made_draws().share[:, :, :2])
    people = made_population((2010, 2014))

    world = world_estimate(draws, people, MEMBERS, rules=OPEN, names=NAMES)
    rows = summarise(world).rows
    flags = {
        (row["place"], row["year"]): set((row["flags"] or "").split())
        for row in rows.filter(sex="both", age_from=5, age_to=17).iter_rows(named=True)
    }
    assert flags["EAST", 2012] == {
        "members-missing",
        "population-interpolated",
        "population-split",
    }
    assert flags["WEST", 2010] == {"population-split"}


def test_one_country_whose_people_were_interpolated_flags_the_sum():
    draws = made_draws(years=(2010,), share=made_draws().share[:, :, :1], ages=BANDS)
    frame = made_population((2008, 2010)).frame
    gone = (frame["country"] == "ZZC") & (frame["year"] == 2010)
    later = frame.filter(frame["country"] == "ZZC", frame["year"] == 2008).with_columns(year=2012)
    people = Population(
        pl.concat([frame.filter(~gone), later.select(frame.columns).cast(frame.schema)])
    )
    rows = summarise(world_estimate(draws, people, MEMBERS, rules=OPEN)).rows
    flagged = rows.filter(rows["flags"].str.contains("population-interpolated"))
    assert set(flagged["place"]) == {"ZZC", "WEST", "WEST1", "ISLANDS", "WORLD"}
    assert flagged.height == 5 * 12 * 2


def test_membership_that_nobody_saw_is_flagged():

    draws = made_draws(countries=("BRA", "FRA", "KEN", "IND", "THA"))
    people = made_population(people=dict.fromkeys(draws.countries, 1e6))
    rows = summarise(world_estimate(draws, people, load_region_set("ilo"), rules=OPEN)).rows
    regions = rows.filter(place_kind="region")
    assert regions["flags"].str.contains("membership-not-verified").all()


def test_a_cell_without_people_is_refused_by_itself():
    none = {"ZZA": 0.0, "ZZB": 1e6, "ZZC": 1e6, "ZZD": 1e6, "ZZE": 1e6, "ZZF": 1e6}
    found = summarise(made_world(people=none, rules=OPEN))
    assert found.rows.filter(place="ZZA").is_empty()
    refused = found.refused.filter(place="ZZA", year=2020)
    assert set(refused["code"]) == {"no-people"}
    assert refused.height == 12


def test_the_draws_behind_the_rows_are_kept_in_single_precision():
    world = made_world(rules=PublicationRules(coverage=CoverageRule(maximum_years_away=4)))
    assert 0 < summarise(world).rows.filter(place="WEST")["year"].n_unique() < 3
    table = DrawTable(world.draws.measure)
    rows = summarise(world, watch=table.keep).rows.filter(statistic="share")
    kept = table.frame()
    keys = ("measure", *KEY[:-1])
    assert kept.select(keys).rows() == rows.select(keys).rows()
    assert kept.schema["draws"] == pl.List(pl.Float32)
    assert kept["draws"].list.len().unique().to_list() == [world.draws.n_draws]
    means = kept["draws"].list.mean().to_list()
    assert means == pytest.approx(rows["value"].to_list(), rel=1e-5)


def test_draws_are_kept_of_a_part_of_a_person_and_not_of_nobody():
    people = np.array([[[0.5, 0.0]]])
    persons = np.array([[[[0.25, 0.0]]], [[[0.125, 0.0]]]])
    found = PlaceDraws(
        Place("country", "ZZA", "Zonia", None, ("ZZA",)),
        (2020,),
        ("both",),
        ((5, 11), (12, 17)),
        persons,
        people,
        np.zeros(people.shape, dtype=bool),
        np.zeros(people.shape, dtype=bool),
    )
    table = DrawTable("made")
    table.keep(found, (2020,))
    rows = table.frame().select("age_from", "draws").rows()
    assert rows == [(5, [0.5, 0.25])]


def test_several_measures_stand_one_after_the_other():
    first = summarise(made_world())
    second = summarise(made_world(made_draws(measure="another")))
    both = together([first, second])
    assert both.rows["measure"].unique(maintain_order=True).to_list() == [
        "child_labour_made",
        "another",
    ]
    assert both.refused.height == first.refused.height + second.refused.height


@pytest.mark.parametrize("level", [90, 1.0, 0.0, -0.5])
def test_a_level_that_cannot_be_is_refused(level):
    with pytest.raises(UsageError, match=f"a level of {level:g} cannot be"):
        made_world(level=level)


def test_a_cell_with_one_person_or_a_part_of_one_has_a_row_and_an_empty_one_has_none():
    population = np.array([[[0.0, 0.4], [1.0, 2.0]], [[5.0, 5.0], [5.0, 5.0]]])
    found = SimpleNamespace(population=population, years=(2019, 2020))
    assert list(_cells(found, (2019,))) == [(0, 0, 1), (0, 1, 0), (0, 1, 1)]
    assert len(list(_cells(found, (2018, 2020)))) == 4


def test_one_draw_has_no_spread():
    rows = summarise(made_world(made_draws(1), rules=OPEN)).rows
    assert set(rows["se"]) == {0.0}
    assert rows["value"].to_list() == rows["median"].to_list()


def test_two_draws_spread_by_half_of_what_lies_between_them_times_the_root_of_two():
    rows = summarise(made_world(made_draws(2), rules=OPEN)).rows
    between = 2.0 * (rows["value"] - _lowest(rows)).to_numpy()
    assert rows["se"].to_numpy() == pytest.approx(between / np.sqrt(2.0), rel=1e-9, abs=1e-12)


def _lowest(rows):
    """The smaller of two draws: the limits of 90 % are a twentieth of the way inside."""
    return rows["lower"] - (rows["upper"] - rows["lower"]) * (0.05 / 0.9)


def test_a_country_has_no_parts_and_a_sum_tells_how_many_it_has():
    rows = summarise(made_world(rules=OPEN)).rows
    parts = ["n_countries", "n_countries_missing", "n_countries_without_population"]
    assert rows.filter(place_kind="country").select(parts).unique().rows() == [(None,) * 3]
    assert rows.filter(place="EAST").select(parts).unique().rows() == [(2, 1, 0)]


def test_nothing_is_kept_of_a_place_that_is_refused_in_every_year():
    told = []
    world = made_world(rules=PublicationRules(coverage=CoverageRule(minimum_countries=2)))
    refused = set(
        summarise(world, watch=lambda found, _: told.append(found.place.code)).refused["place"]
    )
    assert "EAST2" in refused
    assert "EAST2" not in told
    assert "WORLD" in told


def test_a_cell_of_a_part_of_a_person_is_not_said_to_be_empty():
    found = SimpleNamespace(
        population=np.array([[[0.0, 0.4]], [[0.0, 5.0]]]), years=(2019, 2020), sexes=("both",),
        ages=((5, 11), (12, 17)), place=Place("country", "ZZA", "Zonia", None, ("ZZA",)),
    )  # fmt: skip
    world = SimpleNamespace(draws=SimpleNamespace(measure="m"))
    (one,) = _without_people(world, found, (2019,))
    assert (one["year"], one["age_from"], one["code"]) == (2019, 5, "no-people")
    assert len(list(_without_people(world, found, (2019, 2020)))) == 2
