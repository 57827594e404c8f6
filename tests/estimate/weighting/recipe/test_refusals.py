"""What cannot be weighted is refused in one sentence, which tells no cell of the table."""

import numpy as np
import polars as pl
import pytest

from measure87.estimate.weighting import (
    Benchmark,
    Margin,
    RecipeFault,
    prepare_recipe,
)
from measure87.estimate.weighting.recipe import (
    BaseWeights,
    Calibration,
    HouseholdShare,
    Propensity,
    Recipe,
    Response,
    SelectedOne,
    Trimming,
    Waves,
)
from measure87.vocabulary.errors import DataError, Measure87Error, RefusedError

ANSWERS = {"column": "r", "answered": ("1",), "not_answered": ("0",)}
FRAME = pl.DataFrame(
    {
        "w": [3.0, 2.0, 5.0, 4.0, 1.0, 6.0],
        "r": [1, 0, 1, 1, 0, 0],
        "secret": ["Kpalime", "Kpalime", "Kpalime", "Aneho", "Aneho", "Zio"],
        "s": [1, 2, 1, 2, 1, 2],
        "m": [2, 1, 1, 3, 1, 1],
        "t": [2020, 2021, 2020, 2021, None, 2020],
    }
)


def run(frame, *steps, base=None, factor=1.0):
    recipe = Recipe(base=base or BaseWeights(weights=("w",)), steps=steps)
    prepared = prepare_recipe(frame, recipe, "persons.csv")
    return prepared.weights(prepared.base * factor).weights


def margin(**persons):
    return Margin(("s",), {(code.removeprefix("s"),): n for code, n in persons.items()})


def population(*margins, **more):
    return Calibration(benchmark=Benchmark(margins or (margin(s1=60.0, s2=40.0),), **more))


CASES = {
    "no respondent in a class": (
        RecipeFault, (Response(**ANSWERS, classes=("secret",)),), {}, "nobody answered",
    ),
    "all answers missing": (
        DataError, (Response(**ANSWERS),), {"r": None}, "r is missing for 6 rows",
    ),
    "nobody answered": (RecipeFault, (Response(**ANSWERS),), {"r": 0}, "nobody is left"),
    "nobody answered a propensity": (
        RecipeFault, (Propensity(**ANSWERS, categories=("s",)),), {"r": 0}, "nobody answered",
    ),
    "a code that is not named": (
        DataError, (Response(**ANSWERS),), {"r": 7}, "a code that the recipe does not name",
    ),
    "negative weight": (DataError, (), {"w": -2.5}, "w is negative in 6 rows"),
    "missing weight": (DataError, (), {"w": None}, "w"),
    "no weight at all": (DataError, (), {"w": 0.0}, "nobody has a base weight"),
    "text for a weight": (DataError, (), {"w": "many"}, "w holds text"),
    "empty calibration cell": (
        DataError, (population(margin(s1=60.0, s2=30.0, s3=10.0)),), {}, "nobody in the sample",
    ),
    "a class that the population lacks": (
        DataError, (population(margin(s1=60.0)),), {}, "no number for a class of s",
    ),
    "bounds that cannot be met": (
        RecipeFault,
        (population(margin(s1=900.0, s2=100.0), distance="logit", bounds=(0.9, 1.1)),),
        {},
        "no weights meet all numbers",
    ),
    "a limit that cannot be kept": (
        RecipeFault, (Trimming(largest=2.0),), {}, "no weights keep both",
    ),
    "nobody is eligible": (DataError, (SelectedOne(eligible="m"),), {"m": 0}, "whole number"),
    "half a person is eligible": (DataError, (SelectedOne(eligible="m"),), {"m": 1.5}, "whole"),
    "a wave is missing": (DataError, (Waves(wave="t"),), {}, "t is missing for 1 row (the first"),
    "no such column": (DataError, (Waves(wave="year"),), {}, "no column 'year'"),
    "drawn without a link": (
        DataError, (HouseholdShare(household=("m",), links="r"),), {}, "a weight stands where r",
    ),
    "half a link": (
        DataError, (HouseholdShare(household=("m",), links="r"),), {"r": 0.5},
        "r is neither 0 nor 1",
    ),
    "a household is missing": (
        DataError, (HouseholdShare(household=("t",)),), {}, "t is missing for 1 row (the first",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_in_one_sentence(case):
    kind, steps, columns, text = CASES[case]
    frame = FRAME.with_columns(**{k: pl.lit(v) for k, v in columns.items()})
    with pytest.raises(Measure87Error) as caught:
        run(frame, *steps)
    assert type(caught.value) is kind
    assert text in caught.value.text
    assert "\n" not in caught.value.text
    assert not any(cell in str(caught.value) for cell in ("Kpalime", "Aneho", "Zio", "-2.5"))


def test_a_probability_is_above_0_and_at_most_1():
    for wrong in (0.0, 1.2, -0.1):
        frame = FRAME.with_columns(p=pl.lit(wrong))
        with pytest.raises(DataError, match="no probability"):
            run(frame, base=BaseWeights(probabilities=("p",)))


def test_margins_of_different_sums_are_refused_before_a_table_is_looked_at():
    area = Margin(("m",), {("1",): 90.0, ("2",): 90.0, ("3",): 90.0})
    with pytest.raises(DataError, match="add up to"):
        population(margin(s1=60.0, s2=40.0), area)


def test_one_class_alone_is_a_ratio():
    found = run(FRAME.with_columns(s=pl.lit(1)), population(margin(s1=50.0)))
    np.testing.assert_allclose(found, FRAME["w"].to_numpy() * 50.0 / 21.0, rtol=1e-12)


def test_a_class_that_a_replicate_empties_is_told_and_no_answer_is_lost():
    factor = np.where(FRAME["s"].to_numpy() == 1, 0.0, 2.0)
    with pytest.raises(RecipeFault, match="nobody with a weight is in s 1") as caught:
        run(FRAME, population(), factor=factor)
    assert isinstance(caught.value, RefusedError)
    assert caught.value.where == "step 1, calibration"
    prepared = prepare_recipe(
        FRAME, Recipe(base=BaseWeights(weights=("w",)), steps=(population(),))
    )
    both = np.column_stack([prepared.base, prepared.base * factor])
    right, wrong = prepared.weights_many(both)
    assert right.weights.sum() == pytest.approx(100.0)
    assert isinstance(wrong, RecipeFault)


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_weights_of_a_replicate_that_are_no_weights_are_refused(wrong):
    factor = np.ones(6)
    factor[2] = wrong
    with pytest.raises(DataError, match="negative, no numbers"):
        run(FRAME, population(), factor=factor)


def test_weights_of_another_table_are_refused():
    prepared = prepare_recipe(FRAME, Recipe(base=BaseWeights(weights=("w",))))
    with pytest.raises(DataError, match="5 base weights for 6 persons"):
        prepared.weights(np.ones(5))


@pytest.mark.parametrize("nothing", [None, "", " ", float("nan")])
def test_nothing_told_is_no_answer_of_either_kind(nothing):
    dtype = pl.Float64 if isinstance(nothing, float) else pl.String
    frame = FRAME.with_columns(r=pl.Series([nothing] * 6, dtype=dtype))
    with pytest.raises(DataError, match="r is missing for 6 rows"):
        run(frame, Response(**ANSWERS))


def test_a_code_has_one_status():
    twice = Response(column="r", answered=("1",), not_answered=("0", "1"))
    with pytest.raises(DataError, match="named twice"):
        run(FRAME, twice)
