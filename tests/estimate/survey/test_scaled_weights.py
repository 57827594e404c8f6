"""Sums of weights that were scaled to the sample are no numbers of persons."""

from dataclasses import replace

import polars as pl
import pytest

from measure87.estimate.survey import Outcome, SurveyDesign, estimate_survey
from measure87.estimate.survey.results import SurveyResult
from measure87.estimate.survey.scaled_weights import are_scaled, refuse_scaled_totals
from measure87.vocabulary.estimate import Estimate


@pytest.mark.parametrize(("weight", "refused"), [(1.0, True), (1.9, True), (2.0, False), (40.0, 0)])
def test_totals_need_weights_of_a_population(weight, refused):
    frame = pl.DataFrame({"s": [0, 2] * 50, "w": [weight] * 100}, schema_overrides={"s": pl.Int8})
    outcomes = [
        Outcome("share", "s", coding="status"),
        Outcome("number", "s", statistic="total", coding="status"),
    ]
    found = refuse_scaled_totals(estimate_survey(frame, outcomes, SurveyDesign("w")))
    names = [item.name for item in found.estimates]
    assert names == (["share"] if refused else ["share", "number"])
    assert [item.code for item in found.refused] == ["scaled-weights"] * bool(refused)
    assert all(f"{weight:g} of the population" in item.text for item in found.refused)


@pytest.mark.parametrize(
    ("weight", "told"), [(1e6, True), (1.3e6, True), (1000.0, False), (1e7, 0)]
)
def test_weights_near_a_million_may_be_scaled_ones_in_millionths(weight, told):
    frame = pl.DataFrame({"s": [0, 2] * 50, "w": [weight] * 100}, schema_overrides={"s": pl.Int8})
    number = Outcome("number", "s", statistic="total", coding="status")
    found = refuse_scaled_totals(estimate_survey(frame, [number], SurveyDesign("w")))
    assert len(found.estimates) == 1
    codes = [one.code for one in found.warnings]
    assert codes == ["weights-in-millionths"] * bool(told)


def test_a_share_needs_no_weights_of_a_population():
    frame = pl.DataFrame({"s": [0, 2] * 50, "w": [1e6] * 100}, schema_overrides={"s": pl.Int8})
    share = Outcome("share", "s", coding="status")
    assert refuse_scaled_totals(estimate_survey(frame, [share], SurveyDesign("w"))).warnings == ()


def total(n, weighted_n, **group):
    return Estimate("number", "total", "taylor", group=group, n=n, weighted_n=weighted_n)


def test_whether_weights_are_scaled_is_judged_by_the_figure_of_most_persons():
    few, many = total(10, 10.0, area="a"), total(100, 4000.0)
    for pair in ((few, many), (many, few)):
        found = refuse_scaled_totals(SurveyResult(pair))
        assert (found.estimates, found.refused, found.warnings) == (pair, (), ())
    few, many = total(10, 400.0, area="a"), total(100, 150.0)
    for pair in ((few, many), (many, few)):
        found = refuse_scaled_totals(SurveyResult(pair))
        assert [one.values["each"] for one in found.refused] == [1.5, 1.5]
    few, many = total(10, 400.0, area="a"), total(100, 1.2e8)
    for pair in ((few, many), (many, few)):
        (told,) = refuse_scaled_totals(SurveyResult(pair)).warnings
        assert told.values["each"] == 1_200_000


def test_a_figure_of_an_unknown_number_of_persons_is_not_that_of_most():
    many, unknown = total(100, 4000.0), total(None, 1.0, area="a")
    for pair in ((unknown, many), (many, unknown)):
        assert refuse_scaled_totals(SurveyResult(pair)).refused == ()
    assert are_scaled([total(None, None)])
    assert not are_scaled([total(None, 2.0)])


@pytest.mark.parametrize(
    ("each", "told"), [(499_999, 0), (500_000, 1), (2_000_000, 1), (2_000_001, 0)]
)
def test_about_a_million_is_from_half_to_twice_that(each, told):
    assert len(refuse_scaled_totals(SurveyResult((total(1, float(each)),))).warnings) == told


def test_the_figure_that_says_how_many_each_stands_for_is_that_of_one_person_beside_none():
    """Of nobody whose number is told nobody stands for anybody."""
    nobody, one = total(0, 9e9), total(1, 1.0, sex="1")
    unknown = total(None, 9e9)
    for first in (nobody, unknown):
        assert are_scaled([first, one])
        refused = refuse_scaled_totals(SurveyResult((first, one), (), ())).refused
        assert [item.values["each"] for item in refused] == [1.0, 1.0]
    million = replace(one, weighted_n=1e6)
    found = refuse_scaled_totals(SurveyResult((replace(nobody, weighted_n=5.0), million), (), ()))
    assert [item.code for item in found.warnings] == ["weights-in-millionths"]


def test_without_a_weighted_number_nobody_stands_for_anybody():
    (refused,) = refuse_scaled_totals(SurveyResult((total(4, None),), (), ())).refused
    assert refused.values["each"] == 0.0
