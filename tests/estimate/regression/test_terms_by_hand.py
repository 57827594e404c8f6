"""Terms, categories and the matrix that they make, person by person."""

from dataclasses import replace
from itertools import product
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from measure87.estimate.survey.regression import _tests
from measure87.estimate.survey.regression_cells import _count_crossings
from measure87.estimate.survey.regression_terms import (
    CONSTANT,
    Terms,
    category_of,
    coded,
    is_missing,
    model_of,
)
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import MISSING_CATEGORY


@pytest.mark.parametrize(
    ("named", "every"),
    [
        (("sex",), [("sex",)]),
        (("sex", "age"), [("sex",), ("age",)]),
        (("sex*age",), [("sex",), ("age",), ("sex", "age")]),
        (("age", "sex * age"), [("age",), ("sex",), ("sex", "age")]),
        (("sex*age", "age*sex"), [("sex",), ("age",), ("sex", "age")]),
        (("a*b*c",), [("a",), ("b",), ("c",), ("a", "b"), ("a", "c"), ("b", "c"),
                      ("a", "b", "c")]),
    ],
)  # fmt: skip
def test_a_crossing_has_its_parts_by_themselves_and_each_term_is_there_once(named, every):
    assert list(Terms(named).all) == every


def test_columns_are_categories_unless_they_are_said_to_be_numbers():
    terms = Terms(("sex*age", "area"), frozenset({"age"}), {"area": "u"})
    assert set(terms.columns) == {"sex", "age", "area"}
    assert set(terms.categories) == {"sex", "area"}


@pytest.mark.parametrize(
    ("named", "more", "code"),
    [
        ((), {}, "no-term"),
        (("sex*sex",), {}, "term"),
        (("sex", "age*"), {}, "term"),
        (("sex*area*sex",), {}, "term"),
        (("sex",), {"reference": {"area": "u"}}, "reference"),
        (("sex", "age"), {"numbers": frozenset({"age"}), "reference": {"age": "1"}}, "reference"),
    ],
)
def test_what_is_no_term_or_reference_is_refused(named, more, code):
    with pytest.raises(UsageError) as caught:
        Terms(named, **more)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "values",
    [
        [3, 1, 2, 1],
        [-5, 70, -5, 12],
        [1, None, 2, 1],
        ["b", "a", None, "b"],
        [0, 65_535, 7, 7],
        [0, 65_536, 7, 7],
        [2, 2, 2],
        [10**12, 0, 5, 0],
        [-(10**12), 10**12, 5, 5],
    ],
)
def test_every_person_has_the_number_of_her_code(values):
    numbers, codes = coded(pl.Series("a", values))
    told = [MISSING_CATEGORY if value is None else str(value) for value in values]
    assert [codes[number] for number in numbers] == told
    assert len(set(codes)) == len(codes)
    assert set(told) <= set(codes)
    missing = [value is None for value in values]
    assert is_missing(codes, numbers).tolist() == missing


def test_codes_stand_in_order_and_those_of_nobody_are_left_out():
    numbers = np.array([3, 0, 0, 4, 3], dtype=np.int32)
    codes = ["10", "7", "8", "9", "2"]
    found = category_of("area", numbers, codes, None)
    assert (found.codes, found.reference) == (("2", "9", "10"), "2")
    assert [found.codes[place] for place in found.place] == ["9", "10", "10", "2", "9"]
    named = category_of("area", numbers, codes, "9")
    assert (named.reference, named.others) == ("9", ["2", "10"])
    same = category_of("sex", np.array([0, 1, 1], dtype=np.int32), ["1", "2"], None)
    assert same.place.tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    ("n", "reference", "code"),
    [(1, None, "one-category"), (51, None, "too-many-categories"), (3, "7", "unknown-code")],
)
def test_a_category_that_tells_nothing_or_too_much_is_refused(n, reference, code):
    codes = [str(k) for k in range(n)] + ["7"]
    with pytest.raises(DataError) as caught:
        category_of("area", np.arange(n, dtype=np.int32), codes, reference)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("code", "hint"),
    [("{}", "say that area is a number, or join its codes to fewer"),
     ("v{}", "join the codes of area to fewer")],
)  # fmt: skip
def test_texts_are_not_said_to_be_numbers(code, hint):
    codes = [code.format(k) for k in range(51)]
    with pytest.raises(DataError, match="51 categories") as caught:
        category_of("area", np.arange(51, dtype=np.int32), codes, None)
    assert caught.value.hint == hint


def test_two_and_fifty_categories_are_taken():
    for n in (2, 50):
        codes = [str(k) for k in range(n)]
        assert len(category_of("a", np.arange(n, dtype=np.int32), codes, None).codes) == n


PEOPLE = [
    (sex, area, float(age))
    for (sex, area), age in zip(
        [*product("12", "urx"), ("1", "u"), ("2", "r")], range(5, 13), strict=True
    )
    if (sex, area) != ("2", "x")
]


def made(everybody=None):
    """Persons of two sexes in three areas, of which nobody is a woman in x."""
    terms = Terms(("sex*area", "age*sex"), frozenset({"age"}), {"area": "r"})
    categories = {}
    for place, name in enumerate(("sex", "area")):
        numbers, codes = coded(pl.Series(name, [person[place] for person in PEOPLE]))
        categories[name] = category_of(name, numbers, codes, terms.reference.get(name))
    model = model_of(terms, categories, {"age": np.array([person[2] for person in PEOPLE])})
    return replace(model, everybody=everybody or {})


def cell(column, sex, area, age):
    """What a column gives a person: the product of its parts."""
    has = {"sex": sex, "area": area}
    found = 1.0
    for name in column.term:
        found *= age if name == "age" else float(has[name] == column.codes[name])
    return found


def test_there_is_a_column_for_each_code_beside_the_reference_each_number_and_each_crossing():
    model = made()
    assert [column.label for column in model.columns] == [
        CONSTANT, "sex=2", "area=u", "area=x", "age", "sex=2*area=u", "age*sex=2",
    ]  # fmt: skip
    assert model.empty == ("sex=2*area=x",)
    assert model.shape == (len(PEOPLE), 7)
    assert model.places_of(("area",)) == [2, 3]
    assert model.places_of(()) == [0]
    assert model.places_of(["age", "sex"]) == [6]


def test_a_model_of_one_category_has_a_row_for_each_person():
    numbers, codes = coded(pl.Series("sex", ["1", "2", "2"]))
    category = category_of("sex", numbers, codes, None)
    assert model_of(Terms(("sex",)), {"sex": category}, {}).shape == (3, 2)


@pytest.mark.parametrize("part", [slice(None), slice(0, 1), slice(2, 5), slice(3, 99)])
def test_every_cell_of_the_matrix_is_the_product_of_its_parts(part):
    model = made()
    expected = [[cell(column, *person) for column in model.columns] for person in PEOPLE[part]]
    assert model.block(part).tolist() == expected


def test_everybody_can_be_given_one_code():
    model = made({"sex": "2"})
    as_women = [("2", area, age) for _, area, age in PEOPLE]
    expected = [[cell(column, *person) for column in model.columns] for person in as_women]
    assert model.block(slice(None)).tolist() == expected
    model = made({"area": "r"})
    in_r = [(sex, "r", age) for sex, _, age in PEOPLE]
    expected = [[cell(column, *person) for column in model.columns] for person in in_r]
    assert model.block(slice(1, 4)).tolist() == expected[1:4]


@pytest.mark.parametrize("persons", [1, 7, 60])
def test_combinations_that_somebody_has_are_counted_each_once(persons):
    rng = np.random.default_rng(persons)
    sizes = {"sex": 2, "region": 3, "age": 4}
    places = {name: rng.integers(0, size, persons) for name, size in sizes.items()}
    codes = {name: tuple("abcd"[:size]) for name, size in sizes.items()}
    found = _count_crossings({name: (places[name], codes[name]) for name in sizes})
    assert found == len(set(zip(*places.values(), strict=True)))


def wald_of_terms(covariance, places):
    """The tests of terms whose coefficients stand at some places; all coefficients are 1."""
    model = SimpleNamespace(
        terms=SimpleNamespace(all=list(places)), places_of=lambda term: places[term]
    )
    tests = _tests(model, np.ones(len(covariance)), np.array(covariance), 10.0)
    return {one.term: one for one in tests}


def test_the_test_of_a_term_is_that_of_its_own_coefficients_together():
    """F = b' V^-1 b / m: of b with variance 4 it is 1 / 4, of the pair (2 - 2 + 2) / 3 / 2."""
    covariance = [[4.0, 0.5, 0.5], [0.5, 2.0, 1.0], [0.5, 1.0, 2.0]]
    found = wald_of_terms(covariance, {("a",): [0], ("b",): [1, 2]})
    assert found[("a",)].f == pytest.approx(1 / 4, rel=1e-12)
    assert found[("b",)].f == pytest.approx(1 / 3, rel=1e-12)
    assert found[("b",)].p == pytest.approx((1 + 2 / 3 / 10) ** -5, rel=1e-12)


@pytest.mark.parametrize(
    "covariance",
    [[[0.0, 0.0], [0.0, 2.0]], [[1.0, 1.0], [1.0, 1.0]], [[1.0, 2.0], [2.0, 4.0]]],
)
def test_a_term_whose_coefficients_do_not_vary_apart_has_no_test(covariance):
    found = wald_of_terms(covariance, {("a",): [0, 1], ("none",): [], ("b",): [1]})
    assert set(found) == {("b",)}


def test_the_test_of_a_term_is_the_same_in_whatever_unit_its_number_is():
    """Of a coefficient of 1 with an error of a ten-millionth F is 10^14; so of two beside it."""
    found = wald_of_terms([[1e-14, 5e-15], [5e-15, 1e-14]], {("a",): [0], ("b",): [0, 1]})
    assert found[("a",)].f == pytest.approx(1e14, rel=1e-9)
    assert found[("b",)].f == pytest.approx(1e14 / 1.5, rel=1e-9)
