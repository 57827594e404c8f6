"""A figure is finite or absent, and a suppressed one keeps nothing of itself."""

import json
import math
from dataclasses import fields

import pytest

from measure87.vocabulary.estimate import Alternative, Estimate, Minus

NAMED = {
    "name": "child_labour",
    "statistic": "proportion",
    "method": "taylor",
    "definition": "child_labour/sdg_8_7_1@2018-10-19",
    "group": {"sex": "2"},
    "labels": {"sex": "Female"},
    "unit": "proportion",
}


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
        Estimate(**NAMED, alternatives=(Alternative("wald", 0.1, number, 1.5, ""),)),
    ):
        with pytest.raises(AssertionError, match="finite or absent"):
            bad.to_json()


def test_what_does_not_apply_is_absent_and_the_group_is_always_there():
    found = Estimate("child_labour", "proportion", "taylor").to_json()
    assert found["group"] == {}
    assert "se" not in found
    assert json.loads(json.dumps(found, allow_nan=False)) == found
