"""Limits lie on one side, from one day, under one reading."""

from datetime import date

import narwhals as nw
import polars as pl
import pytest

from measure87.define import load_definition
from measure87.define.limits import read_limits
from measure87.vocabulary.errors import DefinitionError

CITE = {"key": "R190", "at": "paragraph 3", "seen": "printed"}


def _limit(**entry):
    given = {"unit": "hours", "from": date(2020, 1, 1), "cite": CITE, **entry}
    return read_limits({"hours": given}, None, None)["hours"]


@pytest.mark.parametrize(
    ("side", "reached"),
    [
        ("at_least", [False, True, True]),
        ("above", [False, False, True]),
        ("below", [True, False, False]),
        ("at_most", [True, True, False]),
    ],
)
def test_the_boundary_falls_on_the_side_that_the_limit_names(side, reached):
    frame = nw.from_native(pl.DataFrame({"hours": [42.9, 43.0, 43.1]}))
    limit = _limit(**{side: 43})
    assert frame.select(x=limit.reached_by(nw.col("hours")))["x"].to_list() == reached


@pytest.mark.parametrize("sides", [{}, {"at_least": 1, "below": 2}])
def test_a_limit_has_exactly_one_side(sides):
    with pytest.raises(DefinitionError, match="exactly one of"):
        _limit(**sides)


def test_the_day_chooses_among_dated_versions_and_the_latest_holds_without_one():
    versions = [
        {"at_least": 28, "unit": "hours", "from": date(2010, 1, 1), "cite": CITE},
        {"at_least": 21, "unit": "hours", "from": date(2018, 1, 1), "cite": CITE},
    ]
    for day, bound in ((date(2017, 12, 31), 28), (date(2018, 1, 1), 21), (None, 21)):
        assert read_limits({"chores": versions}, day, None)["chores"].bound == bound
    with pytest.raises(DefinitionError, match="2009-12-31"):
        read_limits({"chores": versions}, date(2009, 12, 31), None)


def test_the_strict_reading_is_one_setting_away():
    text, custodian = (
        load_definition(f"child_labour/sdg_8_7_1{reading}") for reading in (":strict", "")
    )
    assert str(custodian.limits["economic_activity_at_15_to_17"]) == "at least 43 hours per week"
    assert str(text.limits["economic_activity_at_15_to_17"]) == "above 43 hours per week"
    assert custodian.measures["child_labour_sdg_b"].unknown == "no"
    assert text.measures["child_labour_sdg_b_strict"].unknown == "exclude"
