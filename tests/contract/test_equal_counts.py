"""Counts that are equal by definition are what persons show."""

import importlib.util
import json
from pathlib import Path

import polars as pl
import pytest

from measure87.define import load_definition
from measure87.define.equal_counts import (
    alike_at,
    definitions_with_equal_counts,
    equal_counts,
)
from measure87.vocabulary.status import UNKNOWN

MAKER = Path(__file__).parents[2] / "docs" / "reference" / "make_equal_counts.py"


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make_equal_counts", MAKER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_two_series_of_the_indicator_are_one_from_15_to_17():
    sides = [(("cases", f"child_labour_sdg_{letter}"),) for letter in "ab"]
    assert [one.ages for one in equal_counts() if [one.one, one.other] == sides] == [(15, 17)]


def test_nobody_from_15_to_17_has_too_many_chores():
    nobody = {one.one for one in equal_counts() if not one.other and one.ages == (15, 17)}
    assert (("cases", "household_chores_at_or_above_threshold"),) in nobody


def test_two_readings_of_the_indicator_are_one_to_14_and_not_from_15():
    both = {("cases", "child_labour_sdg_a"), ("cases", "child_labour_sdg_a_strict")}
    at = [age for age in range(5, 18) if any(both <= one for one in alike_at(age, ["", "_strict"]))]
    assert at == list(range(5, 15))


def test_measures_are_those_of_the_definitions_as_they_are():
    definitions = [load_definition(name) for name in definitions_with_equal_counts()]
    measures = {name for one in definitions for name in one.measures}
    assert {name for one in equal_counts() for name in one.measures} <= measures


def test_who_works_is_below_hours_or_above_them_or_did_not_tell():
    always = [one for one in equal_counts() if one.ages is None]
    hours = {"child_labour_sdg_a", "economic_activity_below_threshold"}
    assert {one.measures for one in always} == {
        frozenset(hours | more)
        for more in (
            {"children_in_economic_activity"},
            {"children_in_employment_global_estimates"},
            frozenset(),
        )
    }


def of_whom_it_is_said(frame, equal):
    """Persons of its ages; of all ages but who told her hours and not that she works."""
    if equal.ages is not None:
        return frame.filter(frame["age_years"].is_between(*equal.ages))
    hours = ["child_labour_sdg_a", "economic_activity_below_threshold"]
    told_one_alone = pl.any_horizontal(pl.col(hours) == UNKNOWN) & ~pl.all_horizontal(
        pl.col(hours) == UNKNOWN
    )
    return frame.filter(~told_one_alone)


@pytest.mark.slow
@pytest.mark.usefixtures("each_expression_once")
def test_no_case_of_a_definition_is_against_one(maker):
    """Whatever the cases of the definitions say of an age, no equality of the file is denied."""

    def times(person, side):
        return sum(person[name] == maker.STATUS[what] for what, name in side)

    asked = set()
    for frame in maker._classified(seeds=()):
        for one in equal_counts():
            if one.measures <= set(frame.columns):
                for person in of_whom_it_is_said(frame, one).to_dicts():
                    assert times(person, one.one) == times(person, one.other), one
                    asked.add(one)
    assert len(asked) > len(equal_counts()) / 2


@pytest.mark.proof
def test_the_file_is_what_the_persons_show(maker):
    assert json.loads(maker.PAGE.read_text("utf-8")) == json.loads(json.dumps(maker.equal_counts()))


def test_what_is_said_of_children_in_forced_marriages_is_what_all_answers_show(maker):
    said = json.loads(maker.PAGE.read_text("utf-8"))["children"]
    assert said == json.loads(json.dumps(maker.of_children()))
    (equal,) = said.values()
    assert [one["one"] for one in equal] == [
        [["cases", "forced_marriage"]],
        [["unknown", "forced_marriage"]],
    ]
