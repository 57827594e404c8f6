"""What a new survey of a country would find: its share, a survey's error, and a sample's."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from scipy import special, stats

from measure87.combine.aggregation import CountryDraws, summarise, world_estimate
from measure87.combine.aggregation.country_draws import NewSurvey
from measure87.combine.aggregation.new_survey import error_between, shares_found
from measure87.combine.inputs import Population
from measure87.define.classifications.geography import load_region_set
from measure87.vocabulary.errors import DataError

CODES = ("BGD", "NPL", "BTN")
PEOPLE = {"BGD": (2e6, 1e6), "NPL": (5e5, 5e5), "BTN": (1e5, 3e5)}


def the_draws(n=4000, error=0.35, effective_n=2000.0, **other):
    rng = np.random.default_rng(1)
    logit = np.array([-2.0, -1.0, -3.0])[:, None] + np.array([0.0, 0.8])
    logit = logit + 0.2 * rng.normal(size=(n, 3, 1))
    draws = CountryDraws(
        measure="m",
        share=special.expit(logit)[:, :, None, :, None],
        countries=CODES,
        years=(2016,),
        sexes=("female", "male"),
        ages=((5, 17),),
        n_figures=np.array([1, 1, 0]),
        latest_figure=np.array([2013, 2014, 0]),
        new_survey=NewSurvey(error * rng.normal(size=(n, 3)), effective_n),
    )
    return replace(draws, **other)


def rows_of(draws):
    people = Population(
        pl.DataFrame(
            [
                {"country": c, "year": 2016, "sex": s, "age_from": 5, "age_to": 17, "persons": n}
                for c in CODES
                for s, n in zip(("female", "male"), PEOPLE[c], strict=True)
            ]
        )
    )
    return summarise(world_estimate(draws, people, load_region_set("sdg"))).rows


def test_it_has_the_countrys_spread_the_surveys_and_the_samples():
    """Against normal arithmetic on the log-odds, in a country of one cell."""
    rng = np.random.default_rng(2)
    n, share = 200_000, special.expit(-2.0 + 0.3 * rng.normal(size=200_000))
    found = shares_found(
        share[:, None, None, None],
        np.array([[[1e6]]]),
        0.4 * rng.normal(size=n),
        1000.0,
        "m XXX",
    )[:, 0, 0, 0]
    p = special.expit(-2.0)
    sd = np.sqrt(0.3**2 + 0.4**2 + 1.0 / (1000.0 * p * (1.0 - p)))
    got = special.logit(np.quantile(found, [0.05, 0.95]))
    assert got == pytest.approx(-2.0 + sd * stats.norm.ppf([0.05, 0.95]), abs=0.03)


def test_parts_are_asked_in_the_part_of_the_sample_that_they_are():
    share = np.full((5000, 1, 2, 1), 0.2)
    found = shares_found(share, np.array([[[9e5], [1e5]]]), np.zeros(5000), 1000.0, "m XXX")
    spread = found[:, 0, :, 0].std(axis=0)
    expected = np.sqrt(0.2 * 0.8 / np.array([1000.0, 900.0, 100.0]))
    assert spread == pytest.approx(expected, rel=0.05)


def test_every_part_has_whole_cases_among_the_persons_it_has_in_the_sample():
    """Of 50: everybody, two sexes and three ages; nobody lives in one cell, and one is in it."""
    people = np.array([[[30.0, 20.0, 0.0], [40.0, 9.5, 0.5]]])
    found = shares_found(np.full((200, 1, 2, 3), 0.3), people, np.zeros(200), 50.0, "m XXX")
    asked = np.array([[50, 35, 15, 1], [25, 15, 10, 1], [25, 20, 5, 1]])
    cases = found[:, 0] * asked
    there = np.ones((3, 4), dtype=bool)
    there[1, 3] = False
    assert np.isnan(found[:, 0, ~there]).all()
    assert np.abs(cases - np.rint(cases))[:, there].max() < 1e-9
    assert cases.mean(axis=0)[there] == pytest.approx((0.3 * asked)[there], abs=0.8)
    assert {*found[:, 0, 2, 3]} == {0.0, 1.0}


@pytest.mark.parametrize("end", [0.0, 1.0])
def test_no_error_on_the_log_odds_leads_from_nobody_or_everybody_or_there(end):
    share, found = np.array([end, 0.3, end, 0.2]), np.array([0.3, end, end, 0.5])
    assert error_between(share, found) == pytest.approx([0.0, 0.0, 0.0, np.log(4.0)])


def test_the_survey_errs_alike_in_all_parts_so_that_its_total_errs_as_much():
    share = np.full((4000, 1, 2, 1), 0.2)
    error = 0.5 * np.random.default_rng(3).normal(size=4000)
    found = shares_found(share, np.full((1, 2, 1), 1e6), error, 1e6, "m XXX")
    spread = special.logit(found[:, 0, :, 0]).std(axis=0)
    assert spread == pytest.approx(np.full(3, 0.5), rel=0.05)


def test_rows_of_countries_have_its_limits_and_they_hold_the_interval_of_the_share():
    rows = rows_of(the_draws()).filter(statistic="share")
    countries = rows.filter(place_kind="country")
    assert countries.height == 9
    assert (countries["new_survey_lower"] < countries["lower"]).all()
    assert (countries["new_survey_upper"] > countries["upper"]).all()
    sums = rows.filter(pl.col("place_kind") != "country")
    assert sums["new_survey_lower"].null_count() == sums.height
    persons = rows_of(the_draws()).filter(statistic="persons")
    assert persons["new_survey_lower"].null_count() == persons.height


def test_where_nothing_is_said_of_new_surveys_rows_have_no_limits():
    rows = rows_of(the_draws(new_survey=None))
    assert rows["new_survey_upper"].null_count() == rows.height


def test_the_same_draws_give_the_same_limits_whatever_other_countries_there_are():
    draws = the_draws()
    both = rows_of(draws).filter(place="NPL", statistic="share", sex="both")
    alone = rows_of(draws.without(["BTN"])).filter(place="NPL", statistic="share", sex="both")
    assert both["new_survey_lower"].to_list() == alone["new_survey_lower"].to_list()


def test_errors_of_other_countries_or_draws_are_refused():
    with pytest.raises(DataError, match="errors of new surveys have shape"):
        the_draws(new_survey=NewSurvey(np.zeros((10, 3)), 2000.0))


def test_an_error_that_is_told_cell_by_cell_is_taken_so():
    draws = the_draws()
    error = draws.new_survey.error
    in_cells = np.broadcast_to(error[:, :, None, None, None], draws.share.shape)
    same = rows_of(replace(draws, new_survey=NewSurvey(in_cells, 2000.0)))
    assert same.equals(rows_of(draws))
    girls = in_cells * np.array([1.0, 0.0])[:, None]
    apart = replace(draws, new_survey=NewSurvey(girls, 2000.0))
    assert apart.without(["BTN"]).new_survey.error.shape == (4000, 2, 1, 2, 1)
    of = {
        sex: rows_of(apart).filter(place="NPL", statistic="share", sex=sex).row(0, named=True)
        for sex in ("female", "male")
    }
    before = rows_of(draws).filter(place="NPL", statistic="share", sex="male").row(0, named=True)
    assert of["female"]["new_survey_upper"] - of["female"]["upper"] > 0.05
    assert of["male"]["new_survey_upper"] < before["new_survey_upper"] - 0.05


def test_a_country_of_less_than_one_person_is_asked_like_any_other():
    """Of 50 persons, in two parts of 30 and 20: cases are whole numbers among as many."""
    found = shares_found(
        np.full((300, 1, 2, 1), 0.3), np.array([[[0.3], [0.2]]]), np.zeros(300), 50.0, "m XXX"
    )
    for sex, n in enumerate((50, 30, 20)):
        cases = found[:, 0, sex, 0] * n
        assert cases == pytest.approx(np.rint(cases), abs=1e-9)
        assert len(np.unique(cases.round())) > 3


def test_of_a_country_without_people_a_survey_finds_nothing():
    found = shares_found(
        np.full((2, 1, 2, 1), 0.3), np.zeros((1, 2, 1)), np.zeros(2), 50.0, "m XXX"
    )
    assert np.isnan(found).all()
