"""Persons of cells, places of countries, and what stands beside a figure: by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from measure87.combine.estimation.country_layout import country_layout, unsupported_of
from measure87.combine.estimation.families import (
    persons_of,
    persons_of_part,
    shares_of_cells,
)
from measure87.combine.estimation.figure_rows import _limits, _shares_at
from measure87.combine.estimation.trust import _places, _regression, _told, _tried
from measure87.combine.inputs.age_splitting import uniform_split
from measure87.combine.validation.exercises import Exercise
from measure87.define.classifications.geography import Membership
from measure87.vocabulary.errors import RefusedError
from tests.combine.aggregation.made_world import made_world, population

ASKED = SimpleNamespace(sexes=("female", "male"), ages=((5, 9), (10, 14), (15, 17)))


def test_persons_of_cells_are_those_of_the_population_or_none_at_all():
    counts = {("female", 5): 10.0, ("female", 10): 20.0, ("female", 15): 30.0,
              ("male", 5): 1.0, ("male", 10): 2.0, ("male", 15): 3.0}  # fmt: skip
    rows = [
        ("ZZA", 2020, sex, first, 17 if first == 15 else first + 4, n)
        for (sex, first), n in counts.items()
    ]
    persons = persons_of(population(rows), uniform_split, ASKED)
    assert persons("ZZA", 2020).tolist() == [[10.0, 20.0, 30.0], [1.0, 2.0, 3.0]]
    assert persons("ZZA", 2035) is None
    assert persons("ZZB", 2020) is None


def base_of(*shares):
    """Draws of two countries in 2018 to 2020, one cell: shares (draws, countries, years)."""
    return SimpleNamespace(
        share=np.array(shares, dtype=float)[..., None, None],
        years=(2018, 2019, 2020),
        countries=("ZZA", "ZZB"),
    )


@pytest.mark.parametrize("beyond", [False, True])
def test_persons_of_a_base_are_its_mean_share_of_persons_in_the_nearest_year(beyond):
    base = base_of([[0.1, 0.2, 0.3], [0.5, 0.6, 0.7]], [[0.3, 0.4, 0.7], [0.5, 0.8, 0.9]])
    part = persons_of_part(
        lambda country, year: None if country == "ZZC" else np.array([[1000.0]]),
        base,
        beyond=beyond,
    )
    means = {("ZZA", 2018): 0.2, ("ZZA", 2019): 0.3, ("ZZA", 2020): 0.5, ("ZZA", 2011): 0.2,
             ("ZZB", 2019): 0.7, ("ZZB", 2031): 0.8}  # fmt: skip
    for (country, year), share in means.items():
        expected = 1000.0 * (1.0 - share if beyond else share)
        assert part(country, year)[0, 0] == pytest.approx(expected, rel=1e-12)
    assert part("ZZC", 2019) is None


def test_cells_of_totals_are_weighed_by_persons_and_single_cells_stay():
    weight = np.zeros((4, 2, 2))
    weight[0, 1, 0] = 1.0
    weight[1] = [[0.7, 0.1], [0.2, 0.0]]
    weight[2] = [[0.5, 0.5], [0.0, 0.0]]
    weight[3] = [[0.3, 0.1], [0.4, 0.2]]
    figures = SimpleNamespace(
        cell_weight=weight.copy(),
        total=np.array([False, True, True, True]),
        country=np.array([0, 1, 0, 1]),
        year=np.array([2020, 2019, 2020, 2031]),
    )
    known = {
        ("ZZB", 2019): np.array([[10.0, 30.0], [40.0, 20.0]]),
        ("ZZA", 2020): np.array([[6.0, 2.0], [5.0, 5.0]]),
    }
    found = shares_of_cells(figures, ("ZZA", "ZZB"), lambda *key: known.get(key))
    assert found[0].tolist() == [[0.0, 0.0], [1.0, 0.0]]
    assert found[1] == pytest.approx(np.array([[10, 30], [40, 0]]) / 80)
    assert found[2].tolist() == [[0.75, 0.25], [0.0, 0.0]]
    assert found[3] == pytest.approx(weight[3]), "a year that the population does not reach"
    assert figures.cell_weight[1].tolist() == weight[1].tolist(), "figures are left as they are"


def members(**places):
    return tuple(
        Membership(iso3, level, code, code.title(), "secondary")
        for level, of in places.items()
        for code, countries in of.items()
        for iso3 in countries
    )


REGIONS = {"WEST": ("ZZC", "ZZD"), "EAST": ("ZZA", "ZZB")}
PARTS = {"E2": ("ZZA",), "E1": ("ZZB",), "W1": ("ZZC", "ZZD")}
NOTHING = SimpleNamespace(covariates=(), year=2020)


def laid_out(countries, **levels):
    inputs = SimpleNamespace(members=members(**levels), countries=countries, covariates=None)
    return country_layout(inputs, NOTHING)


def test_countries_lie_in_sub_regions_in_regions_in_the_order_of_their_codes():
    found = laid_out(("ZZD", "ZZA", "ZZB"), region=REGIONS, subregion=PARTS)
    assert (found.regions, found.subregions) == (("EAST", "WEST"), ("E1", "E2", "W1"))
    assert found.hierarchy.subregion.tolist() == [2, 1, 0]
    assert found.hierarchy.region_of_country.tolist() == [1, 0, 0]
    assert (found.covariates, found.filled) == ((), None)


def test_without_sub_regions_each_region_has_one():
    found = laid_out(("ZZC", "ZZA"), region=REGIONS)
    assert (found.regions, found.subregions) == (("EAST", "WEST"), ("EAST", "WEST"))
    assert found.hierarchy.subregion.tolist() == [1, 0]


def test_a_country_without_a_figure_needs_three_neighbours_and_covariates():
    """Of the first sub-region three have figures near enough; nothing else is known of anybody."""
    codes = ("ZZA", "ZZB", "ZZC", "ZZD", "ZZE", "ZZF")
    places = {"P1": codes[:4], "P2": codes[4:]}
    found = laid_out(codes, region={"EAST": codes}, subregion=places)
    draws = SimpleNamespace(countries=codes, n_figures=np.array([2, 1, 1, 0, 1, 0]))
    told = {code: why for code, (why, _) in unsupported_of(draws, found).items()}
    assert told == {"ZZD": "no-covariates", "ZZF": "too-few-neighbours"}
    near = np.array([True, True, False, True, True, True])
    told = {code: why for code, (why, _) in unsupported_of(draws, found, near).items()}
    assert told == {"ZZD": "too-few-neighbours", "ZZF": "too-few-neighbours"}


def fitted(years, of_figures, weights):
    share = np.arange(2 * 2 * len(years) * 2, dtype=float).reshape(2, 2, len(years), 1, 2)
    figures = SimpleNamespace(country=np.array([1, 0, 1]), year=np.array(of_figures))
    return SimpleNamespace(
        countries=SimpleNamespace(share=share, years=years),
        given=SimpleNamespace(figures=figures),
        shares_of_cells=np.array(weights, dtype=float)[:, None, :],
    )


def test_a_figure_stands_beside_its_cells_in_its_country_and_year():
    weights = [[1, 0], [0, 1], [0.25, 0.75]]
    one = fitted((2018, 2019), (2019, 2018, 2015), weights)
    found = _shares_at(one)
    share = one.countries.share[:, :, :, 0]
    assert found[:, 0].tolist() == share[:, 1, 1, 0].tolist()
    assert found[:, 1].tolist() == share[:, 0, 0, 1].tolist()
    assert np.isnan(found[:, 2]).all(), "nothing is said of 2015"


def test_of_one_stated_year_figures_of_all_years_stand_beside_it():
    one = fitted((2018,), (2019, 2018, 2015), [[1, 0], [0, 1], [0.25, 0.75]])
    share = one.countries.share[:, :, 0, 0]
    expected = [
        share[:, 1, 0],
        share[:, 0, 1],
        0.25 * share[:, 1, 0] + 0.75 * share[:, 1, 1],
    ]
    assert _shares_at(one).T.tolist() == [one.tolist() for one in expected]


def test_limits_of_a_figures_place_are_quantiles_around_the_mean():
    share = np.array([0.0, 1.0, 2.0, 3.0, 14.0])[:, None]
    lower, middle, upper = _limits(share, 0.5)
    assert (lower[0], middle[0], upper[0]) == (1.0, 4.0, 3.0)


def test_places_that_move_are_the_world_and_regions_that_are_published():
    world = made_world()
    codes = ("ZZX", *reversed(world.cells.countries))
    one = SimpleNamespace(
        settings=SimpleNamespace(name="m"), countries=SimpleNamespace(countries=codes)
    )
    year = 2015
    found = _places(year, one, world)
    told = [
        place
        for place in world.places
        if place.kind in ("world", "region") and world.why_not(place, year) is None
    ]
    assert list(found.names) == [place.code for place in told]
    assert {"world", "region"} == {place.kind for place in told}, "or too little is tested"
    assert (found.measure, found.year, found.year_index) == ("m", 2015, 1)
    persons = dict(zip(world.cells.countries, world.cells.persons[:, 1], strict=True))
    for place, weight in zip(told, found.weights, strict=True):
        whole = sum(persons[code].sum() for code in place.members)
        for code, of_country in zip(codes, weight, strict=True):
            inside = code in place.members
            expected = persons[code] / whole if inside else np.zeros_like(of_country)
            assert of_country == pytest.approx(expected, rel=1e-12)


def test_what_is_no_number_is_told_as_nothing():
    row = {"score": float("nan"), "width": float("inf"), "n": 3, "of": "x", "bias": -0.5}
    assert _told("m", row) == {
        "measure": "m", "score": None, "width": None, "n": 3, "of": "x", "bias": -0.5,
    }  # fmt: skip


def test_an_exercise_that_cannot_be_done_is_named_with_its_reason():
    def refuse():
        raise RefusedError("too few countries", code="few")

    done = Exercise("countries")
    assert _tried("countries", lambda: done) is done
    refused = _tried("sources", refuse)
    assert (refused.name, refused.refused) == ("sources", "too few countries")


def test_a_regression_is_on_the_covariates_that_there_are():
    layout = SimpleNamespace(covariates=("income", "school", "births"))
    assert _regression(("births", "rain", "income"), layout) == (2, 0)
