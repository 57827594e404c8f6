"""Sums of weights that were scaled to the sample are no numbers of persons."""

import polars as pl
import pytest

from measure87.estimate.survey import Outcome, SurveyDesign, estimate_survey
from measure87.estimate.survey.scaled_weights import refuse_scaled_totals


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
