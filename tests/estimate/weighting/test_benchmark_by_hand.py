"""What the population is known to be: ranges, classes, margins and their ends, by hand."""

from itertools import product

import numpy as np
import polars as pl
import pytest

from measure87.estimate.weighting.benchmark import Benchmark, Margin, Range, _meet
from measure87.estimate.weighting.calibration import _code
from measure87.estimate.weighting.population_table import _number, _range, _source, _year
from measure87.estimate.weighting.reach import within_reach
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import MISSING_CATEGORY

ENDS = [(first, last) for first in range(4) for last in (*range(first, 5), None)]


def ages(first, last):
    return {age for age in range(9) if age >= first and (last is None or age <= last)}


@pytest.mark.parametrize(("first", "last"), ENDS)
def test_a_range_holds_its_ends_and_what_lies_between(first, last):
    held = {age for age in range(9) if Range(first, last).holds(age)}
    assert held == ages(first, last)


def test_ranges_overlap_where_both_hold_one_age():
    for one, other in product(ENDS, ENDS):
        expected = bool(ages(*one) & ages(*other))
        assert Range(*one).overlaps(Range(*other)) is expected, (one, other)


@pytest.mark.parametrize(
    ("given", "words"), [((5, 11), "5-11"), ((18, None), "18+"), ((7, 7), "7"), ((0.5, 1), "0.5-1")]
)
def test_a_range_is_told_as_in_a_table(given, words):
    assert str(Range(*given)) == words


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (Range(5, 11), Range(11, 14), True),
        (Range(5, 11), Range(12, 14), False),
        ("1", "1", True),
        ("1", "2", False),
        ("5-11", Range(5, 11), False),
        (Range(5, 11), "5-11", False),
    ],
)
def test_parts_of_classes_meet_where_a_person_can_have_both(one, other, meet):
    assert _meet(one, other) is meet


def margin(**persons):
    return Margin(("sex",), {(code.strip("_"),): n for code, n in persons.items()})


def test_a_margin_is_of_some_persons():
    assert margin(_1=30.0, _2=0.0).total == 30.0
    for persons in ({}, {"_1": 0.0, "_2": 0.0}):
        with pytest.raises(DataError, match="nobody is in any class of sex"):
            margin(**persons)
    for number in (-1.0, float("nan"), float("inf")):
        with pytest.raises(DataError, match="the population of sex 2 is"):
            margin(_1=30.0, _2=number)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (("1", Range(5, 11)), ("1", Range(11, 14)), True),
        (("1", Range(5, 11)), ("2", Range(11, 14)), False),
        (("1", Range(5, 11)), ("1", Range(12, 14)), False),
        (("1", Range(5, 11)), ("1", Range(0, None)), True),
    ],
)
def test_no_person_is_in_two_classes(one, other, shared):
    persons = {one: 10.0, ("3", Range(0, 99)): 5.0, other: 20.0}
    if shared:
        with pytest.raises(DataError, match=r"sex 1, age 5-11 and sex 1, age .* share persons"):
            Margin(("sex", "age"), persons)
    else:
        assert Margin(("sex", "age"), persons).total == 35.0


@pytest.mark.parametrize("bounds", [(0.0, 1.1), (0.3, 1000.0), (0.99, 3.0)])
def test_factors_may_be_held_between_bounds_on_both_sides_of_1(bounds):
    assert Benchmark((margin(_1=1.0),), bounds=bounds).bounds == bounds


@pytest.mark.parametrize(
    "bounds", [(-0.1, 3.0), (1.0, 3.0), (0.3, 1.0), (0.3, 1001.0), (2.0, 3.0), (0.3, 0.5)]
)
def test_other_bounds_are_refused(bounds):
    with pytest.raises(DataError, match="factors cannot be held between"):
        Benchmark((margin(_1=1.0),), bounds=bounds)


def test_a_benchmark_has_a_margin_and_a_distance_that_there_is():
    with pytest.raises(DataError, match="no margin"):
        Benchmark(())
    with pytest.raises(UsageError, match="no distance 'nearest'"):
        Benchmark((margin(_1=1.0),), distance="nearest")


def test_all_margins_are_of_one_population_and_the_first_has_its_size():
    first, near = margin(_1=600.0, _2=400.0), Margin(("area",), {("u",): 1000.000001})
    found = Benchmark((first, near), {"hours": 5.0, "sex": 1.0})
    assert found.total == 1000.0
    assert found.variables == ("sex", "area", "hours")
    for total in (900.0, 1100.0):
        with pytest.raises(DataError, match="sex add up to 1,000 persons and area to"):
            Benchmark((first, Margin(("area",), {("u",): total})))


@pytest.mark.parametrize("value", [None, float("nan"), np.nan])
def test_a_missing_code_is_one_of_its_own(value):
    assert _code(value) == MISSING_CATEGORY


@pytest.mark.parametrize(("value", "code"), [(2, "2"), ("u", "u"), (2.0, "2"), (0, "0")])
def test_a_code_is_its_text(value, code):
    assert _code(value) == code


@pytest.mark.parametrize(
    ("text", "ends"), [("5-11", (5, 11)), ("18+", (18, None)), ("7", (7, 7)), ("6-6", (6, 6))]
)
def test_ranges_are_read_as_they_are_written(text, ends):
    assert _range(text, "here") == Range(*ends)


@pytest.mark.parametrize(("text", "said"), [("11-5", "ends before it begins"), ("old", "no range")])
def test_what_is_no_range_is_refused(text, said):
    with pytest.raises(DataError, match=said) as caught:
        _range(text, "here")
    assert caught.value.where == "here"


@pytest.mark.parametrize(("value", "number"), [(3, 3.0), (2.5, 2.5), ("12", 12.0), ("1e3", 1000.0)])
def test_a_number_may_be_written_as_text(value, number):
    assert _number(value, "here") == number


@pytest.mark.parametrize("value", ["1,000", "", None, True, "x"])
def test_what_is_no_number_is_refused_without_the_cell(value):
    with pytest.raises(DataError, match="stands where a number should"):
        _number(value, "here")


def test_the_year_is_one_and_sources_are_told_once():
    rows = [{"year": 2020, "source": "a"}, {"year": None, "source": "b"}, {"year": "2020"},
            {"source": "a"}]  # fmt: skip
    assert (_year(rows, "here"), _source(rows)) == (2020, "a; b")
    assert (_year([{}], "here"), _source([{}])) == (None, None)
    with pytest.raises(DataError, match="several years: 2019, 2020"):
        _year([*rows, {"year": 2019}], "here")


@pytest.mark.parametrize(
    ("ages", "counted", "left"),
    [
        ([5, 10, 20], [3, 2, 0], [(5, 10)]),  # whoever is 20 counts nothing
        ([5, 10, 20], [3, 2, 1], [(5, 10), (18, None)]),
        ([5, 10], [3, 2], [(5, 10)]),
    ],
)
def test_classes_that_nobody_who_counts_is_of_are_left_out_and_told(ages, counted, left):
    benchmark = Benchmark((Margin(("age",), {(Range(5, 10),): 60.0, (Range(18),): 40.0}),))
    found, told = within_reach(pl.DataFrame({"age": ages, "n": counted}), benchmark, "n")
    assert [(r.first, r.last) for (r,) in found.margins[0].persons] == left
    assert [one.values["classes"] for one in told] == ([1] if len(left) == 1 else [])


def test_a_class_that_reaches_beyond_the_sample_is_refused_and_nobody_at_all_too():
    margin = Margin(("age",), {(Range(5, 11),): 60.0})
    beyond = pl.DataFrame({"age": [5, 10], "n": [3, 2]})
    with pytest.raises(DataError) as fault:
        within_reach(beyond, Benchmark((margin,)), "n")
    assert fault.value.code == "population-beyond"
    with pytest.raises(DataError) as empty:
        within_reach(beyond.with_columns(n=pl.lit(0)), Benchmark((margin,)), "n")
    assert empty.value.code == "population-empty"
    whole = pl.DataFrame({"age": [5, 11], "n": [3, 2]})
    assert within_reach(whole, Benchmark((margin,)), "n") == (Benchmark((margin,)), [])
