"""Changes between two years: by hand, by a second implementation, exactly, and when refused."""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.combine.aggregation import (
    CoverageRule,
    PublicationRules,
    draws_of_place,
    summarise,
)
from measure87.combine.aggregation.groups import Place
from measure87.combine.aggregation.sums import cells_of_margin, margins_of
from measure87.combine.target import changes_between, trend
from measure87.combine.target.change_rows import Span
from measure87.combine.target.changes import _rate_refused, _rows
from measure87.combine.target.decomposition import change_parts
from measure87.vocabulary.combined import COMBINED_CHANGES, QUANTITIES
from measure87.vocabulary.errors import RefusedError, UsageError
from tests.combine.aggregation.made_world import (
    BANDS,
    COUNTRIES,
    PEOPLE,
    made_draws,
    made_world,
    place,
)

OPEN = PublicationRules(coverage=CoverageRule(minimum_population_share=0.0, minimum_countries=0))
PARTS = ("from_population", "from_composition", "from_prevalence")


def of(found, code, *, sex="both", ages=(5, 17), scenario=None):
    rows = found.rows.filter(place=code, sex=sex, age_from=ages[0], age_to=ages[1])
    return {row["quantity"]: row for row in rows.iter_rows(named=True)}


def one_cell(shares, people):
    """A world of two countries, one sex, one age; shares[draw][country] at two years."""
    draws = made_draws(
        share=np.array(shares, dtype=float)[:, :, :, None, None],
        countries=("ZZA", "ZZC"),
        years=(2010, 2020),
        sexes=("both",),
        ages=((5, 14),),
        n_figures=np.array([2, 1]),
        latest_figure=np.array([2019, 2010]),
    )
    world = made_world(draws, rules=OPEN)
    counts = np.array(people, dtype=float).reshape(2, 2, 1, 1)
    world.cells.persons[:] = counts
    return world


# By hand. 2010: 1,000 and 1,000 people, 50 % and 0 %: 500 of 2,000, 25 %. 2020: 1,000 and 3,000
# people, 25 % and 25 %: 1,000 of 4,000, 25 %. Persons +500. Growth: mean share 0.25 x 2,000 = 500.
# Composition: mean people 3,000 x (0.375 x (0.25 - 0.5) + 0.125 x (0.75 - 0.5)) = -187.5.
# Prevalence: 3,000 x (0.375 x (0.25 - 0.5) + 0.625 x (0.25 - 0)) = 187.5.
def test_a_change_of_two_countries_is_the_one_found_by_hand():
    world = one_cell([[[0.5, 0.25], [0.0, 0.25]]], [[1000, 1000], [1000, 3000]])
    rows = of(changes_between(world, 2010, 2020), "WORLD", ages=(5, 14))
    values = {name: row["value"] for name, row in rows.items()}
    assert values == {
        "change_in_share": 0.0,
        "change_in_persons": 500.0,
        "annual_rate_of_reduction": 0.0,
        "from_population": 500.0,
        "from_composition": -187.5,
        "from_prevalence": 187.5,
    }
    assert rows["change_in_share"]["probability_of_decline"] == 0.0


def test_a_rate_from_a_share_of_nothing_is_refused_and_the_change_is_told():
    world = one_cell([[[0.5, 0.25], [0.0, 0.25]]], [[1000, 1000], [1000, 3000]])
    found = changes_between(world, 2010, 2020)
    assert "annual_rate_of_reduction" not in of(found, "ZZC", ages=(5, 14))
    assert of(found, "ZZC", ages=(5, 14))["change_in_persons"]["value"] == 750.0
    refused = found.refused.filter(place="ZZC")
    assert refused["code"].to_list() == ["share-is-zero"]
    assert refused["statistic"].to_list() == ["annual_rate_of_reduction"]


def test_the_probability_of_decline_is_the_share_of_draws_that_fall():
    shares = [[[0.4, now], [0.4, now]] for now in (0.3, 0.39, 0.4, 0.5)]
    world = one_cell(shares, [[1000, 1000], [1000, 1000]])
    rows = of(changes_between(world, 2010, 2020), "WORLD", ages=(5, 14))
    assert rows["change_in_share"]["probability_of_decline"] == 0.5
    assert rows["change_in_persons"]["probability_of_decline"] == 0.5
    grown = one_cell(shares, [[1000, 1030], [1000, 1030]])
    rows = of(changes_between(grown, 2010, 2020), "WORLD", ages=(5, 14))
    assert rows["change_in_share"]["probability_of_decline"] == 0.5
    assert rows["change_in_persons"]["probability_of_decline"] == 0.25


def test_a_share_that_stays_does_not_decline_by_rounding():
    share = made_draws().share[:, :, :1].repeat(3, axis=2)
    found = changes_between(made_world(made_draws(share=share), rules=OPEN), 2010, 2020)
    rows = found.rows.filter(quantity="change_in_share")
    assert set(rows["probability_of_decline"]) == {0.0}
    assert rows["value"].abs().max() < 1e-9


def naive_parts(world, members, draw, sexes, ages, years):
    """Second implementation: one cell at a time, in fractions, by the formula of all three."""
    draws, people = world.draws, world.cells
    cells = [
        (draws.countries.index(c), draws.sexes.index(s), draws.ages.index(a))
        for c in members
        for s in sexes
        for a in ages
    ]
    when = [draws.years.index(year) for year in years]
    p = [[Fraction(float(draws.share[draw, c, t, s, a])) for c, s, a in cells] for t in when]
    n = [[Fraction(float(people.persons[c, t, s, a])) for c, s, a in cells] for t in when]
    whole = [sum(one) for one in n]
    share = [
        sum(x * y for x, y in zip(*pair, strict=True)) / w
        for *pair, w in zip(p, n, whole, strict=True)
    ]
    w = [[x / one for x in row] for row, one in zip(n, whole, strict=True)]
    middle = (whole[0] + whole[1]) / 2
    each = list(zip(p[0], p[1], w[0], w[1], strict=True))
    return (
        (share[0] + share[1]) / 2 * (whole[1] - whole[0]),
        middle * sum((p0 + p1) / 2 * (w1 - w0) for p0, p1, w0, w1 in each),
        middle * sum((w0 + w1) / 2 * (p1 - p0) for p0, p1, w0, w1 in each),
        whole[1] * share[1] - whole[0] * share[0],
    )


def parts_of(world, code, years):
    where = next(one for one in world.places if one.code == code)
    found = draws_of_place(world, where, years)
    at = [world.draws.countries.index(one) for one in where.members]
    when = [world.draws.years.index(year) for year in years]
    margins = margins_of(world.draws.sexes, world.draws.ages)
    parts = change_parts(
        found.persons,
        found.population,
        world.draws.share[:, at][:, :, when],
        world.cells.persons[at][:, when],
        cells_of_margin(margins, world.draws.sexes, world.draws.ages),
    )
    return where, found, parts


@pytest.mark.parametrize("code", ["WORLD", "EAST", "ISLANDS", "ZZA"])
def test_parts_of_a_change_agree_with_their_formulas_and_add_up_to_the_last_bit(code):
    world = made_world(made_draws(n=4), rules=OPEN)
    where, found, parts = parts_of(world, code, (2010, 2020))
    for draw, sex, age in np.ndindex(*parts.total.shape):
        sexes = world.draws.sexes if sex == 0 else (found.sexes[sex],)
        ages = BANDS if age == 0 else (found.ages[age],)
        expected = naive_parts(world, where.members, draw, sexes, ages, (2010, 2020))
        got = [
            float(one[draw, sex, age])
            for one in (parts.population, parts.composition, parts.prevalence, parts.total)
        ]
        assert got == pytest.approx([float(one) for one in expected], abs=1e-3)
        assert sum(map(Fraction, got[:3])) == Fraction(got[3])


def test_one_cell_has_no_composition():
    world = made_world(rules=OPEN)
    rows = of(changes_between(world, 2010, 2015), "ZZA", sex="male", ages=(5, 11))
    assert rows["from_composition"]["value"] == pytest.approx(0.0, abs=1e-6)
    assert rows["from_population"]["value"] != 0


def test_rows_agree_with_estimates_and_parts_with_their_sum():
    world = made_world(rules=OPEN)
    found = changes_between(world, 2010, 2020)
    estimates = summarise(world).rows.filter(statistic="persons")
    for key, rows in found.rows.group_by("place_kind", "place", "sex", "age_from", "age_to"):
        kind, code, sex, first, last = key
        mean = {
            row["year"]: row["value"]
            for row in estimates.filter(
                place_kind=kind, place=code, sex=sex, age_from=first, age_to=last
            ).iter_rows(named=True)
        }
        values = dict(rows.select("quantity", "value").iter_rows())
        change = mean[2020] - mean[2010]
        assert values["change_in_persons"] == pytest.approx(change, abs=1e-5)
        assert sum(values[one] for one in PARTS) == pytest.approx(change, abs=1e-5)


def test_rows_have_the_declared_columns_and_quantities():
    found = changes_between(made_world(rules=OPEN), 2010, 2020)
    assert tuple(found.rows.columns) == COMBINED_CHANGES.names
    assert set(found.rows["quantity"]) <= {code for code, _ in QUANTITIES}
    assert found.rows.height == 12 * 12 * 6
    assert set(found.rows["level"]) == {0.9}


@settings(max_examples=5, deadline=None)
@given(st.permutations(range(len(COUNTRIES))), st.permutations(range(9)))
def test_the_order_of_countries_and_draws_changes_nothing(countries, draws):
    plain = made_draws(n=9)
    moved = made_draws(
        share=plain.share[draws][:, countries],
        countries=tuple(COUNTRIES[i] for i in countries),
        n_figures=plain.n_figures[countries],
        latest_figure=plain.latest_figure[countries],
    )
    first, second = (
        changes_between(made_world(one, rules=OPEN), 2010, 2020).rows for one in (plain, moved)
    )
    assert first["place"].to_list() == second["place"].to_list()
    for name in ("value", "lower", "upper", "probability_of_decline"):
        pairs = zip(first[name], second[name], strict=True)
        assert all(a == pytest.approx(b, rel=1e-9, abs=1e-5) for a, b in pairs if a is not None)


def test_an_estimate_of_one_year_has_no_change_and_says_why():
    world = made_world(made_draws(years=(2016,)))
    with pytest.raises(RefusedError, match="is of 2016 alone: its figures say where") as caught:
        changes_between(world, 2010, 2016)
    assert caught.value.code == "trend-not-carried"


@pytest.mark.parametrize(
    ("years", "says"),
    [((2010, 2021), "no estimate of 2021"), ((2020, 2010), "2020 does not come before 2010")],
)
def test_years_that_are_not_there_or_in_the_wrong_order_are_refused(years, says):
    with pytest.raises(UsageError, match=says):
        changes_between(made_world(), *years)


def test_a_place_that_is_not_covered_in_one_of_the_years_has_no_change():
    figures = {"ZZA": (2019,), "ZZC": (2010, 2020), "ZZD": (2010, 2020)}
    rules = PublicationRules(CoverageRule(maximum_years_away=4), figure_years=figures)
    world = made_world(rules=rules)
    assert world.why_not(place(world, "group", "ISLANDS"), 2020) is None
    found = changes_between(world, 2010, 2020)
    assert found.rows.filter(place="ISLANDS").is_empty()
    refused = found.refused.filter(place="ISLANDS")
    assert set(refused.select("code", "year").iter_rows()) == {("coverage", 2010)}
    assert refused["statistic"].to_list() == [
        "change_in_share",
        "change_in_persons",
        "annual_rate_of_reduction",
    ]
    assert "2010" in refused["text"][0]
    assert not found.rows.filter(place="WEST").is_empty()


def test_countries_without_a_trend_of_their_own_are_flagged():
    found = changes_between(made_world(rules=OPEN), 2010, 2020, without_trend=("ZZC",))
    flagged = found.rows.filter(found.rows["flags"] == "trend-of-region")
    assert set(flagged["place"]) == {"ZZC"}
    assert flagged.height == 12 * 6


def test_cells_without_people_are_refused_one_by_one():
    world = made_world(people=PEOPLE | {"ZZA": 0.0}, rules=OPEN)
    found = changes_between(world, 2010, 2020)
    assert found.rows.filter(place="ZZA").is_empty()
    assert set(found.refused.filter(place="ZZA")["code"]) == {"no-people"}
    assert found.refused.filter(place="ZZA").height == 12


def test_where_nobody_lived_in_one_year_population_and_composition_are_none():
    persons = np.array([[[[0.0]], [[20.0]]]])
    people = np.array([[[0.0]], [[100.0]]])
    parts = change_parts(
        persons, people, np.full((1, 1, 2, 1, 1), 0.2), people[None], np.ones((1, 1, 1, 1))
    )
    assert parts.population.item() == parts.composition.item() == 0.0
    assert parts.prevalence.item() == parts.total.item() == 20.0


def test_a_cell_without_people_in_one_of_two_years_is_refused_for_the_latest_of_them(monkeypatch):
    """Nobody is in the first cell in 2015, in the second in 2020, in the third in both."""
    monkeypatch.setattr(trend, "refusal", lambda measure, place, why, **about: (why[1], about))
    population = np.array([[[0.0, 5.0], [0.0, 5.0]], [[5.0, 0.0], [0.0, 5.0]]])
    found = SimpleNamespace(
        population=population, years=(2015, 2020), place=SimpleNamespace(name="A"),
        sexes=("female", "male"), ages=((5, 11), (12, 17)),
    )  # fmt: skip
    world = SimpleNamespace(draws=SimpleNamespace(measure="m"))
    rows = list(trend._without_people(world, found, ("persons", "share")))
    told = [(about["year"], about["statistic"]) for _, about in rows]
    assert told == [(2015, "persons"), (2015, "share"), (2020, None), (2020, None)]
    assert rows[0][0] == "A has no people of that sex and age in 2015"


def rows_by_hand(first, last, rounding=0.0):
    """Rows of one cell of a thousand people, whose share goes from first to last in each draw."""
    shares = np.stack([first, last], axis=1).astype(float)[:, :, None, None]
    people = np.full((2, 1, 1), 1024.0)
    nothing = np.zeros((len(first), 1, 1))
    found = SimpleNamespace(
        persons=shares * people, population=people, share_rounding=np.full((2, 1, 1), rounding / 2)
    )
    change = shares[:, 1] * people[1] - shares[:, 0] * people[0]
    parts = SimpleNamespace(
        total=change, population=nothing, composition=nothing, prevalence=nothing + 1.0
    )
    rows = {one["quantity"]: one for one in _rows(SPAN, found, parts, 0, 0)}
    return rows, list(_rate_refused(SPAN, found, 0, 0))


SPAN = Span("m", Place("region", "EAST", "East", None, ("QMA",)), "both", (5, 17), 2010, 2012, 0.9)


def test_a_change_is_the_last_less_the_first_and_its_rate_that_of_the_years_between():
    """From a half and a quarter to an eighth and a sixteenth: to a quarter in two years."""
    rows, refused = rows_by_hand([0.5, 0.25], [0.125, 0.0625])
    assert rows["change_in_share"]["value"] == -(0.375 + 0.1875) / 2
    assert rows["change_in_persons"]["value"] == -1024 * (0.375 + 0.1875) / 2
    assert rows["annual_rate_of_reduction"]["value"] == pytest.approx(0.5, rel=1e-12)
    assert rows["from_prevalence"]["value"] == 1.0
    assert refused == []


def test_a_share_that_falls_by_no_more_than_rounding_does_not_decline():
    for rounding, falls in ((0.25, 0.5), (0.125, 1.0), (0.5, 0.0)):
        rows, _ = rows_by_hand([0.5, 0.5], [0.25, 0.125], rounding)
        assert rows["change_in_share"]["probability_of_decline"] == falls
        assert rows["annual_rate_of_reduction"]["probability_of_decline"] == falls


def test_one_draw_of_nobody_takes_the_rate_away_and_is_told():
    rows, refused = rows_by_hand([0.0, 0.5, 0.5], [0.25, 0.25, 0.25])
    assert "annual_rate_of_reduction" not in rows
    assert rows["change_in_share"]["value"] == pytest.approx(-0.25 / 3)
    (why,) = refused
    assert (why["code"], why["statistic"]) == ("share-is-zero", "annual_rate_of_reduction")
    assert "in 1 of 3 draws" in why["text"]


def test_a_part_of_a_person_has_a_rate():
    """Draws of shares of which persons are less than one."""
    rows, refused = rows_by_hand([1 / 4096], [1 / 16384])
    assert rows["annual_rate_of_reduction"]["value"] == pytest.approx(0.5, rel=1e-9)
    assert refused == []
