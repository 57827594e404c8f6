"""A figure is finite or absent, and a suppressed one keeps nothing of itself."""

import json
import math
from dataclasses import fields, replace

import pytest

from measure87.vocabulary.estimate import Alternative, Estimate, Minus, Result
from measure87.vocabulary.release_files.reading import result_of
from measure87.vocabulary.trend import Trend, TrendRound

NAMED = {
    "name": "child_labour",
    "statistic": "proportion",
    "method": "taylor",
    "definition": "child_labour/sdg_8_7_1@2018-10-19",
    "group": {"sex": "2"},
    "labels": {"sex": "Female"},
    "unit": "proportion",
}


TREND = Trend((TrendRound("2016", 2016.5, "a.json"), TrendRound("2019", 2019.5)), "identity")

OF_WHAT = {*NAMED, "minus", "quantile"}
"""What a figure is of, and nothing of what it came to."""


def _full() -> Estimate:
    """An estimate of which every field is filled."""
    filled = {
        item.name: "some text" if "str" in str(item.type) else 7
        for item in fields(Estimate)
        if item.name not in NAMED
    }
    filled["alternatives"] = (Alternative("wald", 0.1, 0.3, 1.5, "beside it"),)
    filled["minus"] = Minus("child_labour", "proportion", {"sex": "1"})
    filled["trend"] = TREND
    return Estimate(**NAMED, **{**filled, "flags": ("few-cases",)})


def test_nothing_of_a_suppressed_figure_is_left_but_what_it_is_of():
    full = _full().to_json()
    assert set(full) == {item.name for item in fields(Estimate)}
    assert _full().suppress("few-respondents").to_json() == {
        **{name: part for name, part in full.items() if name in OF_WHAT},
        "flags": ["suppressed", "few-respondents"],
    }


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_number_that_is_not_finite_never_gets_out(number):
    for bad in (
        Estimate(**NAMED, value=number),
        Estimate(**NAMED, trend=replace(TREND, p_value=number)),
        Estimate(**NAMED, alternatives=(Alternative("wald", 0.1, number, 1.5, ""),)),
    ):
        with pytest.raises(AssertionError, match="finite or absent"):
            bad.to_json()


def test_what_does_not_apply_is_absent_and_the_group_is_always_there():
    found = Estimate("child_labour", "proportion", "taylor").to_json()
    assert found["group"] == {}
    assert "se" not in found
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_a_trend_is_read_as_it_was_written():
    slope = Estimate("work", "slope", "wls", value=-0.01, trend=replace(TREND, p_value=0.2))
    result = Result("estimate trend", (), trends=(slope,))
    assert result_of(json.loads(json.dumps(result.to_json()))).trends == (slope,)
    assert "trends" not in Result("estimate trend", ()).to_json()
