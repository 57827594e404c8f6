"""Guards and ends of small functions of weighting: on a handful of persons, by hand."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from measure87.estimate.weighting import Benchmark, Margin, Range
from measure87.estimate.weighting.benchmark import CLOSE_TOTALS
from measure87.estimate.weighting.calibration import (
    FEWEST_IN_CLASS,
    LARGEST_SPREAD,
    FoundClasses,
    _known_number,
    _no_row,
    _thin,
    calibrate,
    check_margins,
    combinations_of,
    find_classes,
)
from measure87.estimate.weighting.cell_stage import CellStage, PersonStage, table_of
from measure87.estimate.weighting.columns import Columns
from measure87.estimate.weighting.fault import RecipeFault
from measure87.estimate.weighting.population_table import range_variables, read_population
from measure87.estimate.weighting.recipe import (
    BaseWeights,
    Calibration,
    Propensity,
    Recipe,
    Trimming,
)
from measure87.estimate.weighting.steps.base import base_weights
from measure87.estimate.weighting.steps.calibration import prepare_calibration
from measure87.estimate.weighting.steps.kinds import Persons
from measure87.estimate.weighting.steps.trimming import prepare_trimming
from measure87.estimate.weighting.steps.waves import prepare_waves
from measure87.numerics.weight_cells import cells_of_weights
from measure87.vocabulary.errors import DataError
from tests.estimate.weighting.test_population_table import table

PAGE = (Path(__file__).parents[3] / "docs" / "methods" / "benchmarking.md").read_text("utf-8")
SEX = Margin(("sex",), {("1",): 60.0, ("2",): 40.0})


def test_limits_of_benchmarking_are_those_of_its_page():
    assert f"differ by more than {100 * CLOSE_TOTALS:g} % in their sums" in PAGE
    assert f"fewer than {FEWEST_IN_CLASS} persons of the sample in a class" in PAGE
    assert f"factors more than {LARGEST_SPREAD:g} to 1 apart" in PAGE
    step = Calibration()
    for low, high in (Benchmark((SEX,)).bounds, (step.minimum_factor, step.maximum_factor)):
        assert f"between {low:g} and {high:g} times the common factor" in PAGE


# Classes of the population.


def test_who_has_no_weight_is_none_of_the_persons_of_a_combination():
    frame = pl.DataFrame({"sex": [1, 2, 1, 2]})
    place, seen = combinations_of(frame, ["sex"], np.array([1.0, 0.0, 2.0, 0.5]))
    assert place.tolist() == [0, 1, 0, 1]
    assert seen["n"].to_list() == [2, 1]


def test_a_combination_of_nobody_with_a_weight_is_in_no_class():
    frame = pl.DataFrame({"sex": [1, 2, 3]})
    _, seen = combinations_of(frame, ["sex"], np.array([1.0, 2.0, 0.0]))
    found = find_classes(seen, Benchmark((SEX,)))
    assert found.number.tolist() == [0, 1, -1]
    assert [counts.tolist() for counts in found.n_in_margin] == [[1, 1]]


def test_a_number_whose_sum_is_known_must_be_known_of_everybody():
    assert _known_number({"n": 3, "hours": 4}, "hours") == 4.0
    with pytest.raises(DataError, match="hours is missing for 3 persons"):
        _known_number({"n": 3, "hours": None}, "hours")


def test_of_a_class_without_a_number_the_codes_that_are_not_known_are_told_twelve_at_most():
    codes = [chr(ord("a") + number) for number in range(14)]
    margin = Margin(("age", "area"), {(Range(5, 9), code): 1.0 for code in codes})
    told = _no_row(margin, {"n": 2, "age": 7, "area": "z"}).hint
    assert f"of area the table has {', '.join(codes[:12])};" in told
    assert "of age" not in told
    known = _no_row(margin, {"n": 2, "age": 7, "area": "a"}).hint
    assert "the table has" not in known


def classes(*counts):
    """Classes of a margin with so many persons of the sample."""
    return FoundClasses(np.zeros(0, np.int32), [], np.zeros(0), [np.array(counts)])


def test_a_class_of_nobody_anywhere_is_not_told_to_have_few():
    margin = Margin(("sex",), {("1",): 60.0, ("2",): 40.0, ("3",): 0.0})
    assert check_margins(classes(10, 11, 0), Benchmark((margin,))) == []
    (thin,) = check_margins(classes(9, 11, 0), Benchmark((margin,)))
    assert thin.values == {"classes": 1, "which": "sex 1", "fewest": 10}


def test_classes_of_few_are_told_as_one_or_as_one_and_more():
    few = "of the population has fewer than 10 persons"
    assert _thin(["sex 1"]).startswith(f"the class sex 1 {few}")
    assert _thin(["sex 1", "sex 2"]).startswith(f"the class sex 1 and 1 more {few}")


# Tables of steps.


def test_weights_that_add_up_to_less_than_one_vary_as_much_as_ten_times_as_large_ones():
    """0.1 and 0.4: twice the squares, 0.34, over the square of the sum, 0.25."""
    cells = cells_of_weights(np.zeros(2, np.int32), np.array([0.1, 0.4]), 1)
    assert table_of("base", cells, None).design_effect == pytest.approx(1.36)


@pytest.mark.parametrize("weight", [1.0, 0.001, 50.0])
def test_the_largest_factor_of_a_step_is_that_of_cells_with_somebody(weight):
    """Nobody is in the third; factors below 1 are told as they are."""
    given = weight * np.array([1.0, 1.0, 1.0])
    step = SimpleNamespace(kind="response", factors=lambda _: np.array([0.5, 0.25, 9.0]))
    stage = CellStage(np.array([0, 1, 1], np.int32), 3, (step,))
    found, (told,) = stage.run(given)
    assert found.tolist() == pytest.approx([0.5 * weight, 0.25 * weight, 0.25 * weight])
    assert told.largest_factor == 0.5


@pytest.mark.parametrize(
    ("before", "after", "largest"),
    [
        ([0.5, 0.0, 0.25], [0.25, 0.0, 0.2], 0.8),
        ([0.5, 0.0, 0.25], [0.25, 0.01, 0.2], None),
        ([0.0, 0.0, 4.0], [0.0, 0.0, 2.0], 0.5),
    ],
)
def test_the_largest_factor_of_a_step_by_persons_is_none_where_somebody_is_new(
    before, after, largest
):
    step = SimpleNamespace(rule=SimpleNamespace(weights=lambda _: np.array(after)))
    _, (told,) = PersonStage("trimming", step).run(np.array(before))
    assert told.largest_factor == (None if largest is None else pytest.approx(largest))


# Columns.


def test_without_columns_all_are_in_one_class():
    place, number = Columns(pl.DataFrame({"w": [1.0, 2.0]}), "table").codes([])
    assert (place.tolist(), number) == ([0, 0], 1)


def test_a_number_of_who_does_not_count_is_0_whether_or_not_it_is_known():
    columns = Columns(pl.DataFrame({"x": [3.0, 4.0, None]}), "table")
    counted = np.array([True, False, False])
    assert columns.numbers("x", counted).tolist() == [3.0, 0.0, 0.0]


def test_who_is_kept_of_those_drawn_goes_on_and_so_do_members_who_were_not_drawn():
    persons = Persons(np.array([True, True, True, False]), np.array([True, True, False, False]))
    found = persons.only(np.array([True, False, False, True]))
    assert found.inside.tolist() == [True, False, True, False]
    assert found.drawn.tolist() == [True, False, False, False]


@pytest.mark.parametrize(("chance", "weight"), [(1.0, 2.0), (0.5, 4.0), (1.01, None), (0.0, None)])
def test_a_chance_of_being_drawn_is_above_0_and_at_most_1(chance, weight):
    columns = Columns(pl.DataFrame({"w": [2.0], "p": [chance]}), "table")
    base = BaseWeights(weights=("w",), probabilities=("p",))
    if weight is None:
        with pytest.raises(DataError, match="p is no probability"):
            base_weights(base, columns)
    else:
        assert base_weights(base, columns).tolist() == [weight]


# Population tables.


def test_the_source_of_a_table_is_no_variable_of_ranges(tmp_path):
    text = "age,source,persons\n5-11,2019-2020,10\n12,2021-2022,20\n"
    assert range_variables(table(tmp_path, text)) == ["age"]


def test_a_range_in_two_columns_may_be_of_one_age(tmp_path):
    text = "age_from,age_to,persons\n7,7,10\n8,9,20\n"
    (margin,) = read_population(table(tmp_path, text)).margins
    assert list(margin.persons) == [(Range(7.0, 7.0),), (Range(8.0, 9.0),)]


# Steps.


class Place:
    """Where a step stands, which says no more than what is wrong."""

    def fault(self, text, **_):
        return ValueError(text)

    def wrong(self, key, *_):
        return ValueError(key)

    def missing(self, key):
        return ValueError(key)


def test_a_propensity_rests_on_codes_or_on_numbers():
    told = {"column": "s", "answered": ("1",), "not_answered": ("0",)}
    for more in ({"numbers": ("age",)}, {"categories": ("sex",)}):
        step = Propensity(**told, **more)
        assert step.settled(Place()) is step
    with pytest.raises(ValueError, match="no column explains"):
        Propensity(**told).settled(Place())


@pytest.mark.parametrize(("least", "is_right"), [(0.99, True), (1.0, False), (1.2, False)])
def test_the_least_factor_is_below_1(least, is_right):
    step = Calibration(population="table.csv", minimum_factor=least)
    if is_right:
        assert step.settled(Place()) is step
    else:
        with pytest.raises(ValueError, match="minimum_factor"):
            step.settled(Place())


def test_a_recipe_made_in_python_is_of_the_first_schema():
    assert Recipe(base=BaseWeights()).schema == 1


def test_persons_of_other_ages_are_outside_and_those_of_the_first_class_are_not():
    """Four of the first class, three of the second, and thirty of an age beyond."""
    age = [5] * 4 + [12] * 3 + [30] * 30
    ages = Margin(("age",), {(Range(5, 11),): 60.0, (Range(12, 17),): 40.0})
    everybody = np.ones(37, bool)
    found = prepare_calibration(
        Calibration(benchmark=Benchmark((ages,))),
        Columns(pl.DataFrame({"age": age}), "table"),
        Persons(everybody, everybody),
        "step 1",
    )
    (outside,) = (one for one in found.notices if one.code == "outside-population-table")
    assert outside.values == {"persons": 30}
    assert found.after.drawn.tolist() == [True] * 7 + [False] * 30


def test_a_population_by_a_variable_that_the_table_does_not_have_is_refused(tmp_path):
    path = tmp_path / "population.csv"
    path.write_text("sex,persons\n1,10\n2,20\n", encoding="utf-8")
    everybody = np.ones(1, bool)
    with pytest.raises(DataError, match="gives the population by 'sex'"):
        prepare_calibration(
            Calibration(population=str(path)),
            Columns(pl.DataFrame({"age": [5]}), "table"),
            Persons(everybody, everybody),
            "step 1",
        )


def trimmed(weight, area, **limit):
    everybody = np.ones(len(weight), bool)
    columns = Columns(pl.DataFrame({"area": area}), "table")
    step = Trimming(within=("area",), **limit)
    rule = prepare_trimming(step, columns, Persons(everybody, everybody), "step 1").rule
    return rule.weights(np.array(weight)).tolist()


def test_small_weights_are_trimmed_like_large_ones_and_none_stays_none():
    """At most 0.3; what is cut off goes to the other of the area."""
    assert trimmed([0.5, 0.1, 0.0, 0.2], [1, 1, 1, 2], largest=0.3) == pytest.approx(
        [0.3, 0.3, 0.0, 0.2]
    )


def test_a_limit_that_one_class_cannot_keep_is_refused_though_another_can():
    with pytest.raises(RecipeFault, match="in 1 of 2 classes no weights keep both"):
        trimmed([5.0, 5.0, 1.0, 1.0], [1, 1, 2, 2], largest=3.0)


def test_a_class_of_nobody_with_a_weight_has_no_median_to_be_trimmed_by():
    """The medians of the others are 2 and 1, the limits 3 and 1.5."""
    found = trimmed([2.0, 2.0, 5.0, 0.0, 1.0, 1.0], [1, 1, 1, 2, 3, 3], times_median=1.5)
    assert found == pytest.approx([3.0, 3.0, 3.0, 0.0, 1.0, 1.0])


def test_a_wave_of_nobody_who_was_drawn_is_none_and_one_of_one_person_is():
    drawn = np.array([True, True, True, False, True, True])
    columns = Columns(pl.DataFrame({"wave": [1, 1, 1, 2, 3, 4]}), "table")
    step = SimpleNamespace(wave="wave", by="persons")
    found = prepare_waves(step, columns, Persons(drawn, drawn), "step 1")
    assert found.cell.tolist() == [0, 0, 0, -1, 1, 2]
    assert found.n_cells == 3
    assert found.rule.factors(np.ones(3), np.ones(3)).tolist() == pytest.approx([0.6, 0.2, 0.2])


@pytest.mark.parametrize(
    ("weight", "told"),
    [(4345.0, True), (100.0, True), (99.0, False), (1.0, False), (1e6, False), (3e6, True)],
)
def test_a_population_in_thousands_is_told_beside_weights_in_persons(weight, told):
    """Of 100 persons; weights near a million are taken for scaled ones."""
    frame = pl.DataFrame({"sex": [1, 2] * 50, "w": [weight] * 100}).lazy()
    found = calibrate(frame, "w", Benchmark((SEX,)))
    notices = {one.code: one for one in found.notices}
    assert ("population-in-other-units" in notices) is told
    if told:
        assert notices["population-in-other-units"].values == {"given": weight * 100, "total": 100}
