"""The propensity: classes of codes give class rates; groups are of about equal weight."""

import numpy as np
import polars as pl
import pytest

from measure87.estimate.weighting import RecipeFault, prepare_recipe
from measure87.estimate.weighting.recipe import BaseWeights, Propensity, Recipe, Response
from measure87.estimate.weighting.steps.propensity import (
    groups_of_equal_weight,
    independent_columns,
)

ANSWERS = {"column": "answered", "answered": ("1",), "not_answered": ("0",)}


def persons(n: int = 600) -> pl.DataFrame:
    rng = np.random.default_rng(5)
    region, age = rng.integers(1, 5, n), rng.integers(5, 18, n)
    chance = 1.0 / (1.0 + np.exp(-(1.2 - 0.35 * region + 0.05 * age)))
    return pl.DataFrame(
        {
            "w": rng.uniform(1.0, 9.0, n),
            "region": region,
            "age": age,
            "answered": (rng.random(n) < chance).astype(int),
        }
    )


def weights(frame: pl.DataFrame, step) -> np.ndarray:
    prepared = prepare_recipe(frame, Recipe(base=BaseWeights(weights=("w",)), steps=(step,)))
    return prepared.weights(prepared.base).weights


def test_one_set_of_codes_gives_the_rates_of_its_classes():
    frame = persons()
    by_class = weights(frame, Response(**ANSWERS, classes=("region",)))
    by_chance = weights(frame, Propensity(**ANSWERS, categories=("region",)))
    np.testing.assert_allclose(by_chance, by_class, rtol=1e-8)


@pytest.mark.parametrize("dtype", [pl.Boolean, pl.Categorical, pl.Enum(["false", "true", "x"])])
def test_codes_may_be_of_any_kind(dtype):
    frame = persons().with_columns(old=pl.col("age") > 11)
    text = frame["old"].cast(pl.String)
    own = frame.with_columns(old=frame["old"] if dtype == pl.Boolean else text.cast(dtype))
    plain = frame.with_columns(pl.col("old").cast(int))
    step = Propensity(**ANSWERS, categories=("old", "region"))
    np.testing.assert_allclose(weights(own, step), weights(plain, step), rtol=1e-9)


def test_a_missing_code_is_a_code():
    frame = persons().with_columns(pl.when(pl.col("region") != 2).then("region").alias("region"))
    step = Propensity(**ANSWERS, categories=("region",))
    by_class = weights(frame, Response(**ANSWERS, classes=("region",)))
    np.testing.assert_allclose(weights(frame, step), by_class, rtol=1e-8)


def test_inverse_propensities_solve_the_equations_of_the_logit():
    """At the best coefficients the weighted answers and chances agree in every column."""
    frame = persons(4000)
    found = weights(frame, Propensity(**ANSWERS, categories=("region",), numbers=("age",)))
    frame = frame.with_columns(chance=pl.col("w") / pl.Series(found).replace(0.0, None))
    fitted = frame.group_by("region", "age").agg(pl.col("chance").drop_nulls().first().alias("p"))
    both = frame.join(fitted, on=["region", "age"], how="left")
    assert both["p"].null_count() == 0
    gap = both["w"] * (both["answered"] - both["p"])
    for column in (pl.repeat(1.0, 4000, eager=True), both["age"], both["region"] == 2):
        assert abs((gap * column.cast(float)).sum()) < 1e-7 * (both["w"] * column).sum()


def test_groups_of_propensity_keep_the_sum_of_weights_and_are_of_about_equal_weight():
    frame = persons()
    found = weights(
        frame, Propensity(**ANSWERS, numbers=("age",), categories=("region",), groups=5)
    )
    assert found.sum() == pytest.approx(frame["w"].sum(), rel=1e-12)
    answered = frame["answered"].to_numpy() == 1
    assert len(np.unique((found[answered] / frame["w"].to_numpy()[answered]).round(9))) == 5
    chance, weight = np.linspace(0.1, 0.9, 50), np.random.default_rng(0).uniform(1.0, 2.0, 50)
    own = np.bincount(groups_of_equal_weight(chance, weight, 5), weight)
    assert own.max() / own.min() < 1.4


def test_columns_that_repeat_others_are_left_out():
    x = np.column_stack([np.ones(6), [1, 0, 1, 0, 0, 0], [0, 1, 0, 1, 1, 1], np.arange(6)])
    assert independent_columns(x.astype(float)).tolist() == [True, True, False, True]
    frame = persons().with_columns(same=pl.col("region") * 10)
    once = weights(frame, Propensity(**ANSWERS, categories=("region",)))
    twice = weights(frame, Propensity(**ANSWERS, categories=("region", "same")))
    np.testing.assert_allclose(twice, once, rtol=1e-8)


def test_answers_that_a_column_tells_exactly_are_refused():
    frame = persons().with_columns(told=pl.col("answered") * 3)
    with pytest.raises(RecipeFault, match="chance of answering") as caught:
        weights(frame, Propensity(**ANSWERS, categories=("told",)))
    assert caught.value.where == "step 1, propensity"


def test_everybody_answered():
    frame = persons().with_columns(answered=1)
    step = Propensity(**ANSWERS, categories=("region",))
    np.testing.assert_array_equal(weights(frame, step), frame["w"].to_numpy())


def test_a_pattern_is_of_the_class_in_which_the_middle_of_its_weight_lies():
    """Of 11 the lower half ends at 5.5; the middle of the second is at 2 + 4, of the others not."""
    chance = np.array([0.5, 0.1, 0.9])
    assert groups_of_equal_weight(chance, np.array([8.0, 2.0, 1.0]), 2).tolist() == [1, 0, 1]
    assert groups_of_equal_weight(chance, np.array([6.0, 2.0, 3.0]), 2).tolist() == [0, 0, 1]
    assert groups_of_equal_weight(chance, np.array([1.0, 5.0, 5.0]), 4).tolist() == [2, 0, 3]
    without = groups_of_equal_weight(chance, np.array([5.0, 5.0, 0.0]), 2)
    assert without.tolist() == [1, 0, 1], "one without weight beyond all is of the last class"


@pytest.mark.parametrize("groups", [None, 3])
def test_who_has_no_weight_in_a_replicate_is_as_if_she_were_not_there(groups):
    """Of one region nobody is left: the others' chances are those without it, of any weights."""
    frame = persons()
    step = Propensity(**ANSWERS, categories=("region",), numbers=("age",), groups=groups)
    recipe = prepare_recipe(frame, Recipe(base=BaseWeights(weights=("w",)), steps=(step,)))
    left = (frame["region"] != 3).to_numpy()
    alone = weights(frame.filter(left), step)
    for scale in (1.0, 1e-3):
        found = recipe.weights(recipe.base * left * scale).weights
        np.testing.assert_allclose(found[left], scale * alone, rtol=1e-8)
        assert not found[~left].any()


@pytest.mark.parametrize("groups", [None, 3])
def test_persons_written_twice_with_half_their_weight_have_half_of_what_they_had(groups):
    """Whether others have her codes and numbers does not matter: here nobody does."""
    frame = persons(80).with_columns(age=pl.int_range(80) % 37 + pl.int_range(80) / 100)
    step = Propensity(**ANSWERS, categories=("region",), numbers=("age",), groups=groups)
    once = weights(frame, step)
    halves = frame.with_columns(pl.col("w") / 2.0)
    twice = weights(pl.concat([halves, halves]), step)
    np.testing.assert_allclose(twice, np.tile(once / 2.0, 2), rtol=1e-8)
    without = weights(frame, Propensity(**ANSWERS, numbers=("age",), groups=groups))
    assert not np.allclose(once, without, rtol=1e-3), "the region matters, or nothing is tested"


@pytest.mark.parametrize("groups", [None, 3])
@pytest.mark.parametrize(("times", "more"), [(1.0, 1e10), (1e120, 0.0), (1e-120, 0.0), (-3.0, 7.0)])
def test_from_where_and_in_which_unit_a_number_is_measured_moves_nothing(groups, times, more):
    """As the seconds since some day in place of years of age."""
    frame = persons()
    step = Propensity(**ANSWERS, categories=("region",), numbers=("age",), groups=groups)
    other = frame.with_columns(pl.col("age").cast(float) * times + more)
    np.testing.assert_allclose(weights(other, step), weights(frame, step), rtol=1e-4)


def test_a_number_that_all_have_alike_says_nothing():
    frame = persons().with_columns(year=2020)
    without = weights(frame, Propensity(**ANSWERS, categories=("region",)))
    alike = weights(frame, Propensity(**ANSWERS, categories=("region",), numbers=("year",)))
    np.testing.assert_allclose(alike, without, rtol=1e-8)


def test_where_nobody_who_was_drawn_answered_it_is_said_of_the_step():
    frame = pl.DataFrame({"w": [2.0, 3.0, 0.0], "answered": [0, 0, 1], "region": [1, 2, 1]})
    with pytest.raises(RecipeFault, match="nobody answered") as caught:
        weights(frame, Propensity(**ANSWERS, categories=("region",)))
    assert (caught.value.code, caught.value.where) == ("nobody-answered", "step 1, propensity")
