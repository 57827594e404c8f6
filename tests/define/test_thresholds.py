"""Limits lie on one side, from one day, under one reading."""

import tomllib
from datetime import date
from importlib.resources import files

import narwhals as nw
import polars as pl
import pytest

from measure87.classify import run_cases
from measure87.define import load_definition
from measure87.define.thresholds import read_limits
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


def test_two_versions_of_one_day_are_refused():
    version = {"at_least": 28, "unit": "hours", "from": date(2010, 1, 1), "cite": CITE}
    with pytest.raises(DefinitionError, match="two versions of one date"):
        read_limits({"chores": [version, version | {"at_least": 21}]}, None, None)


@pytest.mark.parametrize("words", [{}, {"words": ["exclude"]}])
def test_a_choice_is_one_of_the_words_that_the_limit_names(words):
    assert _limit(counts_as="no", words=["no", "yes"]).bound == "no"
    with pytest.raises(DefinitionError, match="'no', which no rule understands"):
        _limit(counts_as="no", **words)


def test_a_reading_has_a_side_and_a_citation_and_nothing_else():
    raw = {"at_least": 43, "from": date(2020, 1, 1), "cite": CITE}
    read_limits({"hours": {**raw, "readings": {"strict": {"above": 43}}}}, None, "strict")
    with pytest.raises(DefinitionError, match="'abuve' is not known"):
        read_limits({"hours": {**raw, "readings": {"strict": {"abuve": 43}}}}, None, "strict")


def test_a_limit_without_ages_covers_none_of_them():
    with pytest.raises(DefinitionError, match="names no ages"):
        _limit(at_least=43).covers_age(nw.col("age_years"))


def test_each_threshold_of_2018_holds_from_the_day_on_which_the_guidelines_were_adopted():
    limits = files("measure87.define") / "forced_labour/icls20_2018/thresholds.toml"
    for name, entry in tomllib.loads(limits.read_text("utf-8")).items():
        assert read_limits({name: entry}, date(2018, 10, 19), None)[name].name == name
        with pytest.raises(DefinitionError, match="2018-10-18"):
            read_limits({name: entry}, date(2018, 10, 18), None)


def test_on_the_day_of_their_adoption_the_guidelines_of_2018_judge_all_their_cases():
    assert run_cases(load_definition("forced_labour/icls20_2018@2018-10-19")) == ()
