"""The figure that was published of a country beside its estimate, and why the two differ."""

import polars as pl
import pytest

from measure87.combine.aggregation.tables import frame_of
from measure87.combine.estimation.published_beside import COLUMNS, beside_published
from measure87.vocabulary.combined import COMBINED_ESTIMATES, FITTED_FIGURES

MEASURE, OTHER = "child_labour_sdg_a", "child_labour_sdg_b"


def estimate(place="PER", year=2015, sex="both", ages=(5, 17), statistic="share", kind="country"):
    return {
        "measure": MEASURE, "place_kind": kind, "place": place, "place_name": place, "year": year,
        "sex": sex, "age_from": ages[0], "age_to": ages[1], "statistic": statistic,
        "value": 0.1, "basis": "own_figures",
    }  # fmt: skip


def figure(estimate=0.13, year=2015, place="PER", **other):
    row = {
        "country": place, "year": year, "sex": "both", "age_from": 5, "age_to": 17,
        "measure": MEASURE, "estimate": estimate, "included": "true", "serves": MEASURE,
        "source": f"survey of {year}", "left_out_expected": 0.05, "differs_by": "", "outlier": "",
    }  # fmt: skip
    return row | other


def beside(rows, figures):
    frame = frame_of(FITTED_FIGURES, [{**one, "included": None} for one in figures])
    included = pl.Series("included", [one["included"] for one in figures], dtype=pl.String)
    frame = frame.with_columns(included)
    found = beside_published(frame_of(COMBINED_ESTIMATES, rows), frame)
    return found.select(COLUMNS).rows()


def test_a_countrys_own_figure_stands_beside_its_share_with_what_others_lead_to_expect():
    assert beside([estimate()], [figure()]) == [(0.13, 2015, 0.05, "survey-errors")]


@pytest.mark.parametrize(
    "row", [estimate(statistic="persons"), estimate(kind="region"), estimate(place="BOL")]
)
def test_numbers_sums_and_countries_without_figures_have_none(row):
    assert beside([row], [figure()]) == [(None, None, None, None)]


def test_the_figure_of_the_nearest_year_is_taken_the_later_of_two_as_near():
    figures = [figure(0.2, 2005), figure(0.18, 2013), figure(0.15, 2017)]
    rows = [estimate(year=year) for year in (2008, 2015, 2016)]
    found = beside(rows, figures)
    assert [one[:2] for one in found] == [(0.2, 2005), (0.15, 2017), (0.15, 2017)]
    assert {one[3] for one in found} == {"other-year other-figures survey-errors"}


def test_figures_of_other_sexes_and_ages_are_not_put_beside_it_but_those_that_stand_in():
    assert beside([estimate()], [figure(sex="female")]) == [(None, None, None, None)]
    assert beside([estimate()], [figure(age_to=14)]) == [(None, None, None, None)]
    stands_in = figure(age_from=7, differs_by="other-ages")
    assert beside([estimate()], [stands_in]) == [(0.13, 2015, 0.05, "other-ages survey-errors")]


def test_a_figure_that_was_left_out_is_shown_where_there_is_no_other_and_said_to_be():
    left = figure(0.4, included="false", left_out_expected=None)
    assert beside([estimate()], [left]) == [(0.4, 2015, None, "left-out")]
    used = figure(0.13, 2010)
    assert beside([estimate()], [left, used])[0][:2] == (0.13, 2010)


def test_an_outlier_is_said_first_and_figures_of_another_definition_are_named():
    assert beside([estimate()], [figure(outlier="others")])[0][3] == "outlier survey-errors"
    other = figure(measure=OTHER, differs_by="other-definition")
    assert beside([estimate()], [other]) == [(None, None, None, "other-definition")]


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ([], "survey-errors"),
        ([figure(sex="female")], "survey-errors"),
        ([figure(0.2, 2010)], "other-figures survey-errors"),
        ([figure(0.2, source="another")], "other-figures survey-errors"),
        ([figure(0.2, 2010, included="false")], "survey-errors"),
    ],
)
def test_one_more_survey_of_a_country_is_other_figures_and_another_sex_of_it_is_not(others, told):
    assert beside([estimate()], [figure(), *others])[0][3] == told
