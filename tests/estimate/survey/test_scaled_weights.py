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
