"""Steps of a recipe on a handful of persons: weights by hand, and what replicates take away."""

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from measure87.estimate.weighting import Benchmark, Margin, Range, RecipeFault, prepare_recipe
from measure87.estimate.weighting.cell_stage import table_of
from measure87.estimate.weighting.recipe import (
    BaseWeights,
    Calibration,
    Eligibility,
    HouseholdShare,
    Propensity,
    Recipe,
    Trimming,
)
from measure87.estimate.weighting.steps.household_share import prepare_household_share
from measure87.estimate.weighting.steps.kinds import Persons
from measure87.estimate.weighting.steps.waves import _Pooled
from measure87.vocabulary.errors import DataError

SIX = pl.DataFrame(
    {
        "w": [3.0, 2.0, 5.0, 4.0, 1.0, 6.0],
        "sex": [1, 2, 1, 2, 1, 2],
        "area": [1, 1, 2, 2, 1, 2],
        "work": [2.0, 0.0, 0.0, 0.0, 0.0, 3.0],
        "one": [1.0] * 6,
    }
)
SEXES = Margin(("sex",), {("1",): 60.0, ("2",): 40.0})
DISTANCES = ["raking", "linear", "logit", "truncated"]


def prepared(frame, *steps):
    return prepare_recipe(frame, Recipe(base=BaseWeights(weights=("w",)), steps=steps))


def weights(frame, *steps, factor=1.0):
    recipe = prepared(frame, *steps)
    return recipe.weights(recipe.base * factor).weights


def population(*margins, **more):
    return Calibration(benchmark=Benchmark(margins or (SEXES,), **more))


def test_the_weight_of_the_unknown_goes_to_those_known_of_the_same_class():
    """In class a 3 of 6 are unknown: (2 + 1 + 3) / (2 + 1); in class b nobody is."""
    frame = pl.DataFrame(
        {"w": [2.0, 3.0, 1.0, 5.0], "known": ["e", "u", "i", "e"], "class": ["a", "a", "a", "b"]}
    )
    step = Eligibility(
        column="known", eligible=("e",), ineligible=("i",), unknown=("u",), classes=("class",)
    )
    assert weights(frame, step).tolist() == [4.0, 0.0, 0.0, 5.0]


@pytest.mark.parametrize("scale", [1.0, 1e-3])
def test_the_unknown_are_spread_and_refused_whatever_the_size_of_weights_is(scale):
    """In class a 3 of 6 are unknown; class b may be empty in a replicate, and is then no fault."""
    frame = pl.DataFrame({"w": [2.0, 3.0, 1.0, 5.0], "known": [*"eueu"], "class": [*"aaab"]})
    step = Eligibility(
        column="known", eligible=("e",), ineligible=("i",), unknown=("u",), classes=("class",)
    )
    with pytest.raises(RecipeFault, match="in a class nobody is known"):
        weights(frame, step, factor=scale)
    found = weights(frame, step, factor=scale * np.array([1.0, 1.0, 1.0, 0.0]))
    assert found == pytest.approx(scale * np.array([4.0, 0.0, 2.0, 0.0]), rel=1e-12)


@pytest.mark.parametrize(
    ("known", "told"),
    [("euue", "in a class nobody is known"), ("uuue", "in 2 classes nobody is known")],
)
def test_a_class_of_the_unknown_alone_is_refused_and_several_are_counted(known, told):
    frame = pl.DataFrame({"w": [2.0, 3.0, 1.0, 5.0], "known": [*known], "class": [*"abbc"]})
    step = Eligibility(
        column="known", eligible=("e",), ineligible=("i",), unknown=("u",), classes=("class",)
    )
    with pytest.raises(RecipeFault, match=told) as caught:
        weights(frame, step)
    assert f"a row of it: {known.index('u') + 1}" in caught.value.text


def test_a_table_that_is_read_late_gives_the_same_weights():
    assert weights(SIX.lazy(), population()).tolist() == weights(SIX, population()).tolist()


@pytest.mark.parametrize("distance", DISTANCES)
def test_margins_of_nearly_equal_sums_are_scaled_to_the_first(distance):
    """100 by sex and 100.4 by area, half and half: so 50 each."""
    areas = Margin(("area",), {("1",): 50.2, ("2",): 50.2})
    found = weights(SIX, population(SEXES, areas, distance=distance, bounds=(0.01, 100.0)))
    for name, sums in (("sex", [60.0, 40.0]), ("area", [50.0, 50.0])):
        own = [found[SIX[name].to_numpy() == code].sum() for code in (1, 2)]
        assert own == pytest.approx(sums, rel=1e-9)


@pytest.mark.parametrize("distance", DISTANCES)
@pytest.mark.parametrize("scale", [1.0, 1e-3])
def test_a_class_of_nobody_takes_nothing_and_weights_may_be_of_any_size(distance, scale):
    """Weights may add up to 1, and a table of the population may have a row of nobody."""
    margin = Margin(("sex",), {("1",): 60.0, ("2",): 40.0, ("3",): 0.0})
    step = population(margin, distance=distance, bounds=(0.1, 9.0))
    by_hand = [60 * 3 / 9, 40 * 2 / 12, 60 * 5 / 9, 40 * 4 / 12, 60 * 1 / 9, 40 * 6 / 12]
    assert weights(SIX, step, factor=scale).tolist() == pytest.approx(by_hand, rel=1e-9)


@pytest.mark.parametrize("distance", DISTANCES)
@pytest.mark.parametrize("number", [40.0, 0.5])
def test_a_class_that_a_replicate_empties_is_refused_however_small_it_is(distance, number):
    margin = Margin(("sex",), {("1",): 100.0 - number, ("2",): number})
    step = population(margin, distance=distance, bounds=(0.001, 900.0))
    assert weights(SIX, step).sum() == pytest.approx(100.0)
    with pytest.raises(RecipeFault, match="nobody with a weight is in sex 2"):
        weights(SIX, step, factor=np.where(SIX["sex"].to_numpy() == 2, 0.0, 1.0))


@pytest.mark.parametrize("distance", DISTANCES)
def test_a_known_sum_is_met_and_one_that_cannot_be_is_refused(distance):
    """Work of one boy and one girl; that everybody counts once gives nobody a choice."""
    wide = {"distance": distance, "bounds": (0.01, 100.0)}
    found = weights(SIX, population(numbers={"work": 90.0}, **wide))
    assert found @ SIX["work"].to_numpy() == pytest.approx(90.0, rel=1e-9)
    assert found[[0, 2, 4]].sum() == pytest.approx(60.0, rel=1e-9)
    same = weights(SIX, population(numbers={"one": 100.0}, **wide))
    np.testing.assert_allclose(same, weights(SIX, population(**wide)), rtol=1e-9)
    with pytest.raises(RecipeFault, match="no weights meet all numbers"):
        weights(SIX, population(numbers={"one": 120.0}, **wide))


@pytest.mark.parametrize("distance", DISTANCES)
def test_a_sum_of_which_nobody_with_a_weight_has_a_part_is_refused(distance):
    """No weights make 90 out of nothing: a replicate without both who work cannot meet it."""
    step = population(numbers={"work": 90.0}, distance=distance, bounds=(0.01, 100.0))
    idle = (SIX["work"] == 0.0).to_numpy().astype(float)
    with pytest.raises(RecipeFault, match="nobody with a weight has any work") as caught:
        weights(SIX, step, factor=idle)
    assert (caught.value.code, caught.value.where) == (
        "population-sum-empty", "step 1, calibration",
    )  # fmt: skip
    with pytest.raises(RecipeFault, match="nobody with a weight has any work"):
        weights(SIX.with_columns(work=0.0), step)
    nothing = population(numbers={"work": 0.0}, distance=distance, bounds=(0.01, 100.0))
    found = weights(SIX.with_columns(work=0.0), nothing)
    np.testing.assert_allclose(found, weights(SIX, population()), rtol=1e-9)


def test_a_number_that_is_missing_for_who_was_not_drawn_moves_nothing():
    """Whoever has no weight needs no answer, nor a number."""
    frame = SIX.with_columns(
        answered=pl.Series([1, 0, 1, 1, 0, 1]), age=pl.Series([5, 7, 9, 7, 5, 9])
    )
    step = Propensity(column="answered", answered=("1",), not_answered=("0",), numbers=("age",))
    alone = weights(frame, step)
    other = pl.DataFrame({"w": [0.0], "sex": [1], "area": [1], "work": [0.0], "one": [1.0],
                          "answered": [None], "age": [None]}, schema=frame.schema)  # fmt: skip
    found = weights(pl.concat([frame, other]), step)
    np.testing.assert_allclose(found, [*alone, 0.0], rtol=1e-12)


def test_cells_of_units_give_weights_of_any_size_and_none_to_who_is_outside():
    """Weights add up to 1.5; one of 30 years is in no class, one of 9 years was not drawn."""
    frame = pl.DataFrame({"w": [0.3, 0.2, 0.5, 0.4, 0.1, 0.0], "age": [6, 8, 13, 15, 30, 9]})
    ages = Margin(("age",), {(Range(6, 11),): 60.0, (Range(12, 17),): 40.0})
    recipe = prepared(frame, population(ages))
    unit, factor = np.array([0, 1, 1, 1, 1, 0]), np.array([2.0, 0.5])
    by_unit = recipe.cells_by_unit(unit)
    found, steps = recipe.cell_factors(by_unit, factor)
    expected = recipe.weights(recipe.base * factor[unit])
    by_hand = [60 * 0.6 / 0.7, 60 * 0.1 / 0.7, 40 * 5 / 9, 40 * 4 / 9, 0.0, 0.0]
    assert expected.weights.tolist() == pytest.approx(by_hand, rel=1e-12)
    own = np.where(recipe.cell >= 0, found[np.maximum(recipe.cell, 0)], 0.0)
    assert recipe.base * factor[unit] * own == pytest.approx(expected.weights, rel=1e-12)
    assert (recipe.cell >= 0).tolist() == (recipe.base > 0.0).tolist()
    assert steps[-1].persons == expected.steps[-1].persons == 4


def test_a_recipe_that_needs_each_weight_has_no_cells():
    recipe = prepared(SIX, Trimming(times_median=3.0))
    assert not recipe.is_by_cells
    with pytest.raises(DataError, match="needs each weight") as caught:
        recipe.cells_by_unit(np.arange(6))
    assert caught.value.code == "recipe-by-persons"


@pytest.mark.parametrize("scale", [1.0, 1e-3])
@pytest.mark.parametrize(
    ("distance", "bounds"), [("linear", (0.3, 3.0)), ("truncated", (0.0, 99.0))]
)
def test_weights_below_0_or_of_nothing_are_refused_where_raking_has_some(distance, bounds, scale):
    """90 % of the most that they could work: the idle would weigh less than nothing, or nothing."""
    most = 60 * 2 + 40 * 3
    step = {"numbers": {"work": 0.9 * most}}
    with pytest.raises(RecipeFault, match="a weight that is not positive") as caught:
        weights(SIX, population(distance=distance, bounds=bounds, **step), factor=scale)
    assert caught.value.code == "calibration-negative"
    raked = weights(SIX, population(**step), factor=scale)
    assert raked.min() > 0.0
    assert raked @ SIX["work"].to_numpy() == pytest.approx(0.9 * most, rel=1e-9)


@pytest.mark.parametrize("distance", DISTANCES)
def test_a_replicate_may_be_without_some_of_those_who_share_all_classes_and_numbers(distance):
    """Without the boy who works the girl who does makes up the whole sum."""
    step = population(numbers={"work": 60.0}, distance=distance, bounds=(0.01, 99.0))
    found = weights(SIX, step, factor=np.array([0.0, 1.0, 1.0, 1.0, 1.0, 1.0]))
    assert found[[0, 5]].tolist() == pytest.approx([0.0, 20.0], rel=1e-9)
    assert found.tolist() == pytest.approx([0.0, 20 / 3, 50.0, 40 / 3, 10.0, 20.0], rel=1e-9)


@pytest.mark.parametrize("distance", DISTANCES)
def test_a_class_that_stands_for_less_than_one_person_is_brought_to_its_number(distance):
    """Three girls of a thousandth each stand for 0.03 of 100, and are to stand for 0.5."""
    frame = SIX.with_columns(w=pl.Series([3.0, 0.001, 5.0, 0.001, 1.0, 0.001]))
    margin = Margin(("sex",), {("1",): 99.5, ("2",): 0.5})
    found = weights(frame, population(margin, distance=distance, bounds=(0.01, 99.0)))
    by_hand = [99.5 * 3 / 9, 0.5 / 3, 99.5 * 5 / 9, 0.5 / 3, 99.5 / 9, 0.5 / 3]
    assert found.tolist() == pytest.approx(by_hand, rel=1e-9)


def shared(links, inside, drawn, household=(0, 0, 1, 1, 2)):
    """The step of five persons in households; nothing may be refused."""

    def refuse(gone, *_):
        assert not np.any(gone)

    columns = SimpleNamespace(
        frame=pl.DataFrame({"home": household}),
        spelt=lambda name: name,
        codes=lambda names: (np.array(household), max(household) + 1),
        numbers=lambda name, inside: np.array(links, dtype=float),
        refuse=refuse,
    )
    persons = Persons(np.array(inside, dtype=bool), np.array(drawn, dtype=bool))
    step = HouseholdShare(household=("home",), links="link")
    return prepare_household_share(step, columns, persons)


def test_the_weights_of_a_household_are_shared_by_its_members_over_those_who_could_be_drawn():
    """Of 6 in the first two members have 3 each; one is outside, and nobody links the third."""
    step = shared([1, 1, 1, 0, 0], [1, 1, 1, 0, 1], [1, 0, 0, 0, 0])
    assert step.rule.household.tolist() == [0, 0, 1, -1, -1]
    assert step.rule.weights(np.array([6.0, 0, 0, 0, 0])).tolist() == [3.0, 3.0, 0.0, 0.0, 0.0]
    assert step.after.inside.tolist() == [True, True, True, False, True]
    assert step.after.drawn.tolist() == [True, True, False, False, False]


def test_who_could_not_be_drawn_has_a_part_of_the_household_and_adds_none_to_it():
    step = shared([1, 0, 1, 1, 1], [1, 1, 1, 1, 1], [1, 0, 1, 1, 0])
    found = step.rule.weights(np.array([6.0, 0, 4.0, 2.0, 0]))
    assert found.tolist() == [6.0, 6.0, 3.0, 3.0, 0.0]


@pytest.mark.parametrize("scale", [1.0, 1e-3])
def test_waves_weigh_as_their_effective_persons_whatever_the_size_of_weights(scale):
    """Sums of 4 and 2 with squares of 4 and 4: four effective persons and one."""
    total, squares = scale * np.array([4.0, 2.0]), scale**2 * np.array([4.0, 4.0])
    assert _Pooled("waves", None).factors(total, squares).tolist() == pytest.approx([0.8, 0.2])
    by_persons = _Pooled("waves", np.array([30.0, 10.0])).factors(total, squares)
    assert by_persons.tolist() == [0.75, 0.25]
    with pytest.raises(RecipeFault, match="a wave has nobody with a weight"):
        _Pooled("waves", None).factors(np.array([4.0, 0.0]), squares)


def cells_of(persons, total, squares, largest):
    given = {"persons": persons, "total": total, "squares": squares, "largest": largest}
    return SimpleNamespace(**{name: np.array(value) for name, value in given.items()})


def test_what_is_told_of_weights():
    """Two of 1 and one of 4: n times the squares over the square of the sum, 3 x 18 / 36."""
    one = table_of("base", cells_of([2.0, 1.0], [2.0, 4.0], [2.0, 16.0], [1.0, 4.0]), 2.5)
    assert (one.kind, one.persons, one.total, one.largest_factor) == ("base", 3, 6.0, 2.5)
    assert (one.design_effect, one.largest_weight) == (1.5, 4.0)
    assert one.cv == pytest.approx(0.5**0.5)
    alike = table_of("base", cells_of([3.0], [6.0], [12.0 - 1e-12], [2.0]), None)
    assert (alike.design_effect, alike.cv) == (1.0, 0.0)
    nobody = table_of("base", cells_of([0.0], [0.0], [0.0], [0.0]), None)
    assert (nobody.design_effect, nobody.cv, nobody.largest_weight) == (1.0, 0.0, 0.0)
