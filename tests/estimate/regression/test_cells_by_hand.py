"""Which persons stand behind a regression's terms, and which crossings follow: counted."""

from collections import Counter

import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey import regression_cells
from measure87.estimate.survey.regression_cells import (
    FEW_VALUES,
    _few_values,
    cells_of,
    count_patterns,
)
from measure87.estimate.survey.regression_terms import Terms, category_of, coded, model_of


def model(named, persons, numbers=(), **of_numbers):
    """Persons as (sex, area); numbers beside them."""
    terms = Terms(tuple(named), frozenset(of_numbers))
    categories = {}
    for place, name in enumerate(("sex", "area")):
        if any(name in one for one in named):
            found, codes = coded(pl.Series(name, [person[place] for person in persons]))
            categories[name] = category_of(name, found, codes, None)
    values = {name: np.array(own, dtype=float) for name, own in of_numbers.items()}
    return model_of(terms, categories, values)


def counted(persons, is_case, *places):
    """Persons and cases by some of their codes, one by one."""
    names = ("sex", "area")
    found, cases = Counter(), Counter()
    for person, case in zip(persons, is_case, strict=True):
        key = tuple((names[p], person[p]) for p in places)
        found[key] += 1
        cases[key] += case
    return {(key, n, cases[key]) for key, n in found.items()}


def told(cells):
    return [(tuple(cell.codes.items()), cell.n, cell.n_cases) for cell in cells]


ALL_FOUR = [("1", "r"), ("1", "u"), ("2", "r"), ("2", "u")] * 5 + [("2", "u")] * 3
THREE = [one for one in ALL_FOUR if one != ("2", "u")]


def cases_of(persons):
    return np.arange(len(persons)) % 3 == 0


def test_the_cells_of_each_term_are_those_of_its_codes():
    """Of sex and area apart: the four crossings have a leverage of 3 / 4 each, and are not told."""
    is_case = cases_of(ALL_FOUR)
    found = told(cells_of(model(["sex", "area"], ALL_FOUR), is_case))
    wanted = counted(ALL_FOUR, is_case, 0) | counted(ALL_FOUR, is_case, 1)
    assert set(found) == wanted
    assert len(found) == 4


def test_crossings_that_follow_from_the_coefficients_are_among_the_cells():
    """Three crossings and three coefficients: each has its own sum."""
    is_case = cases_of(THREE)
    found = told(cells_of(model(["sex", "area"], THREE), is_case))
    wanted = counted(THREE, is_case, 0) | counted(THREE, is_case, 1) | counted(THREE, is_case, 0, 1)
    assert set(found) == wanted
    assert len(found) == 7


def test_a_crossing_that_is_a_term_is_told_once_more_as_a_crossing_of_all():
    is_case = cases_of(ALL_FOUR)
    found = Counter(told(cells_of(model(["sex*area"], ALL_FOUR), is_case)))
    crossed = counted(ALL_FOUR, is_case, 0, 1)
    assert set(found) == counted(ALL_FOUR, is_case, 0) | counted(ALL_FOUR, is_case, 1) | crossed
    assert {found[one] for one in crossed} == {2}


def test_too_many_crossings_are_not_looked_up(monkeypatch):
    is_case = cases_of(THREE)
    three = model(["sex", "area"], THREE)
    monkeypatch.setattr(regression_cells, "MOST_CROSSINGS", 3)
    assert len(cells_of(three, is_case)) == 7
    monkeypatch.setattr(regression_cells, "MOST_CROSSINGS", 2)
    assert len(cells_of(three, is_case)) == 4


@pytest.mark.parametrize(("largest", "number"), [(4, 7), (3, 4)])
def test_of_a_table_that_is_too_large_the_terms_alone_are_counted(largest, number, monkeypatch):
    """Two sexes in two areas are four crossings."""
    monkeypatch.setattr(regression_cells, "_LARGEST_TABLE", largest)
    is_case = cases_of(THREE)
    found = told(cells_of(model(["sex", "area"], THREE), is_case))
    assert len(found) == number
    assert set(found) >= counted(THREE, is_case, 0) | counted(THREE, is_case, 1)


def test_a_number_of_few_values_is_a_category_without_the_values():
    ages = [5.0 + k % 3 for k in range(len(ALL_FOUR))]
    is_case = cases_of(ALL_FOUR)
    cells = cells_of(model(["sex", "age"], ALL_FOUR, age=ages), is_case)
    by_age = [cell for cell in cells if set(cell.codes) == {"age"}]
    assert [cell.codes["age"] for cell in by_age] == [f"(value {k} of 3)" for k in (1, 2, 3)]
    assert [cell.n for cell in by_age] == [ages.count(age) for age in (5.0, 6.0, 7.0)]
    assert [cell.n_cases for cell in by_age] == [
        sum(case for case, own in zip(is_case, ages, strict=True) if own == age)
        for age in (5.0, 6.0, 7.0)
    ]


@pytest.mark.parametrize(("different", "few"), [(FEW_VALUES, True), (FEW_VALUES + 1, False)])
def test_twenty_different_values_are_few(different, few):
    persons = ALL_FOUR * 2
    ages = [float(k % different) for k in range(len(persons))]
    made = model(["sex", "age"], persons, age=ages)
    assert bool(_few_values(made)) is few
    cells = cells_of(made, cases_of(persons))
    assert any("age" in cell.codes for cell in cells) is few


def test_a_regression_on_numbers_of_many_values_has_no_cells():
    ages = [float(k) for k in range(40)]
    made = model_of(Terms(("age",), frozenset({"age"})), {}, {"age": np.array(ages)})
    assert cells_of(made, np.arange(40) % 2 == 0) == ()


@pytest.mark.parametrize("enough", [2, 3, 100])
@pytest.mark.parametrize("looked_at", [(5, 10), (500, 20_000)])
def test_different_rows_are_counted_as_far_as_they_are_needed(enough, looked_at, monkeypatch):
    """Of the first five rows four are different; no more than enough need be told apart."""
    monkeypatch.setattr(regression_cells, "_FIRST_LOOK", looked_at[0])
    monkeypatch.setattr(regression_cells, "_LOOKED_AT", looked_at[1])
    assert count_patterns(model(["sex", "area"], ALL_FOUR), enough) == 4
    assert count_patterns(model(["sex"], ALL_FOUR), enough) == 2
    ages = [float(k) for k in range(len(ALL_FOUR))]
    of_numbers = count_patterns(model(["sex", "age"], ALL_FOUR, age=ages), enough)
    assert of_numbers == len(ALL_FOUR) if enough == 100 else of_numbers > enough
