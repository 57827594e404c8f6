"""Countries that nobody surveyed: which of them the surveyed ones can speak for."""

import numpy as np
import pytest

from measure87.combine.aggregation import (
    CoverageRule,
    KnownCovariates,
    PublicationRules,
    summarise,
    unsupported_countries,
)
from measure87.combine.aggregation.coverage import support_rule
from tests.combine.aggregation.made_world import PEOPLE, made_draws, made_world, place

COUNTRIES = ("AAA", "AAB", "AAC", "AAD", "BBA", "BBB", "BBC")
SUBREGION = ("A", "A", "A", "A", "B", "B", "B")
SURVEYED = (True, True, True, False, True, True, False)
NAMES = {"AAD": "Adalia", "BBC": "Bonia"}


def told(incomes, *, surveyed=SURVEYED, known=None):
    """Reasons, with one covariate."""
    values = np.array(incomes, dtype=float)[:, None]
    known = np.isfinite(values) if known is None else known
    one = KnownCovariates(("income",), values, known)
    return unsupported_countries(COUNTRIES, NAMES, np.array(surveyed), SUBREGION, one)


def test_three_neighbours_with_figures_and_a_covariate_within_their_range_suffice():
    assert set(told([1, 2, 3, 2.5, 1, 2, 2])) == {"BBC"}


@pytest.mark.parametrize("income", [1.0, 3.0])
def test_the_ends_of_the_range_belong_to_it(income):
    assert "AAD" not in told([1, 2, 3, income, 1, 2, 2])


@pytest.mark.parametrize(
    ("income", "code", "says"),
    [
        (3.01, "covariates-out-of-range", "outside the range of the countries with figures: inc"),
        (0.99, "covariates-out-of-range", "outside the range"),
        (np.nan, "covariates-unknown", "it is not known of it: income"),
    ],
)
def test_nothing_is_extrapolated_and_nothing_is_guessed(income, code, says):
    found = told([1, 2, 3, income, 1, 2, 2])["AAD"]
    assert found[0] == code
    assert found[1].startswith("Adalia has no usable figure in this run, and ")
    assert says in found[1]


def test_two_neighbours_with_figures_are_too_few():
    code, text = told([1, 2, 3, 2, 1, 2, 2])["BBC"]
    assert code == "too-few-neighbours"
    assert text == (
        "Bonia has no usable figure in this run, and 2 countries of its sub-region have figures of "
        "years near enough; 3 are the fewest"
    )


def test_figures_of_other_times_speak_for_no_neighbour():
    incomes = KnownCovariates(
        ("income",), np.array([[1, 2, 3, 2.5, 1, 2, 2]]).T, np.ones((7, 1), dtype=bool)
    )
    given = (COUNTRIES, NAMES, np.array(SURVEYED), SUBREGION, incomes)
    old = np.array((False, True, True, False, True, True, False))
    found = unsupported_countries(*given, near=old)
    assert found["AAD"][0] == "too-few-neighbours"
    assert "AAA" not in found
    assert "AAD" not in unsupported_countries(*given, near=np.array(SURVEYED))


def test_the_range_is_that_of_the_surveyed_and_of_what_is_known_of_them():
    # Adalia has 9; the unsurveyed Bonia has 10, and the surveyed Abba's 11 is a filled-in value.
    known = np.array([[True], [False]] + [[True]] * 5)
    assert told([1, 11, 3, 9, 1, 2, 10], known=known)["AAD"][0] == "covariates-out-of-range"
    assert "AAD" not in told([1, 11, 3, 9, 1, 2, 10])


def test_a_run_without_covariates_knows_nothing_of_countries_that_nobody_surveyed():
    found = unsupported_countries(COUNTRIES, {}, np.array(SURVEYED), SUBREGION, None)
    assert {code: why for code, (why, _) in found.items()} == {
        "AAD": "no-covariates",
        "BBC": "too-few-neighbours",
    }


def test_a_country_with_a_figure_of_its_own_is_never_refused():
    """Whatever its covariates are, and alone in its sub-region."""
    surveyed = (True, False, False, False, False, False, False)
    assert "AAA" not in told([99, 2, 3, 2, 1, 2, 2], surveyed=surveyed)
    assert set(told([np.nan, 2, 3, 2, 1, 2, 2], surveyed=surveyed)) == set(COUNTRIES[1:])


OPEN = PublicationRules(coverage=CoverageRule(minimum_population_share=0.0))
WHY = {"ZZB": ("no-covariates", "Ébur has no usable figure in this run, and ...")}


def test_a_refused_country_is_in_no_place_no_sum_and_no_draw_and_the_sum_says_how_many_live_there():
    whole, less = made_world(rules=OPEN), made_world(rules=OPEN, unsupported=WHY)
    found = summarise(less)
    assert "ZZB" not in less.draws.countries
    assert "ZZB" not in found.rows["place"].to_list()
    refused = found.refused.filter(place="ZZB").to_dicts()
    assert [(r["code"], r["year"], r["place_kind"]) for r in refused] == [
        ("no-covariates", None, "country")
    ]
    east = found.rows.filter(place="EAST", year=2010, sex="both", age_from=5, age_to=17)
    row = east.filter(statistic="persons").row(0, named=True)
    # ZZA is in the sum; ZZB was refused, and ZZF had never an estimate.
    assert (row["n_countries"], row["n_countries_missing"]) == (1, 2)
    people = 2.6 * (1 / 6.3 + 1 / 5.9)  # ages 15-17 are 0.6 of a group of five years
    assert row["population"] == pytest.approx(PEOPLE["ZZA"] * people, rel=1e-9)
    missing = (PEOPLE["ZZB"] + PEOPLE["ZZF"]) * people
    assert row["population_missing"] == pytest.approx(missing, rel=1e-9)
    assert "members-missing" in row["flags"]
    # What the others have in common is not drawn anew: their sum is the same to the last bit.
    same = [summarise(w).rows.filter(place="WEST", year=2020) for w in (whole, less)]
    assert same[0].equals(same[1])


def test_parts_of_the_missing_people_add_up_to_all_of_them():
    rows = summarise(made_world(rules=OPEN, unsupported=WHY)).rows
    east = rows.filter(place="EAST", year=2020, statistic="share")
    by_sex = {
        row["sex"]: row["population_missing"]
        for row in east.filter(age_from=5, age_to=17).iter_rows(named=True)
    }
    assert by_sex["female"] + by_sex["male"] == by_sex["both"]


def test_a_place_all_of_whose_countries_are_refused_is_refused_whatever_the_rule():
    rule = CoverageRule(minimum_population_share=0.0, minimum_countries=0)
    draws = made_draws(
        n_figures=np.array([2, 0, 0, 0, 0]), latest_figure=np.array([2019] + [0] * 4)
    )
    why = dict.fromkeys(("ZZC", "ZZD"), ("no-covariates", "..."))
    world = made_world(draws, rules=PublicationRules(coverage=rule), unsupported=why)
    assert world.why_not(place(world, "region", "WEST"), 2020) == (
        "coverage",
        "no country of West has an estimate",
    )
    found = summarise(world)
    assert "WEST" not in found.rows["place"].to_list()
    assert found.refused.filter(place="WEST").height == 3


def test_the_rule_speaks_of_years_where_figures_must_be_near():
    near, every = support_rule(10), support_rule(None)
    assert (near.code, near.values) == ("support-rule-near", {"fewest": 3, "years": 10})
    assert "figures no more than 10 years from the stated year" in near.text
    assert (every.code, every.values) == ("support-rule", {"fewest": 3})
    assert "years" not in every.text
