"""A recipe is repeated, step by step, in every replicate: against a loop that weighs anew.

Wrong would be to keep the factors of the whole sample, which is shown beside it.
"""

import numpy as np
import polars as pl
import pytest

from measure87.estimate.replicates import GivenReplicates, MadeReplicates
from measure87.estimate.survey import DomainTable, Outcome, SurveyDesign, estimate_survey
from measure87.estimate.weighting import Benchmark, Margin, prepare_recipe
from measure87.estimate.weighting.recipe import (
    BaseWeights,
    Calibration,
    Recipe,
    Response,
    Trimming,
)
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.status import NO, YES
from tests.estimate.replicates.test_naive import OUTCOMES, figure, people, variance, weights_of

DESIGN = SurveyDesign(None, "stratum", ("psu",))
WEIGHED = SurveyDesign("w", "stratum", ("psu",))
ANSWERS = Response(
    column="answered", answered=("1",), not_answered=("0",), classes=("area",)
)  # fmt: skip


def sample(seed=2):
    """Persons of whom the women and the third area answer less."""
    frame = people(seed)
    rng = np.random.default_rng(seed + 1)
    chance = 0.9 - 0.2 * (frame["sex"] == 2) - 0.2 * (frame["area"] == 3)
    answered = (rng.random(frame.height) < chance.to_numpy()).astype(int)
    told = pl.when(pl.col("answered") == 1)
    return frame.with_columns(answered=answered).with_columns(
        told.then("status").alias("status"), told.then("y").alias("y")
    )


def recipe(*more):
    margins = (
        Margin(("sex",), {("1",): 16_000.0, ("2",): 15_000.0}),
        Margin(("area",), {("1",): 11_000.0, ("2",): 10_000.0, ("3",): 10_000.0}),
    )
    steps = (ANSWERS, *more, Calibration(benchmark=Benchmark(margins)))
    return Recipe(base=BaseWeights(weights=("w",)), steps=steps)


RECIPES = {"by cells": recipe(), "by persons": recipe(Trimming(times_median=1.5))}


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize("asked", [MadeReplicates("jkn"), MadeReplicates("rao-wu", n=40)])
def test_every_step_is_repeated(name, asked):
    frame, steps = sample(), RECIPES[name]
    prepared = prepare_recipe(frame, steps)
    assert prepared.is_by_cells == (name == "by cells")
    weights, factors = weights_of(frame, WEIGHED, asked)
    whole = prepared.weights(prepared.base).weights
    anew = [prepared.weights(np.ascontiguousarray(w)).weights for w in weights.T]
    result = estimate_survey(
        frame, OUTCOMES, DESIGN, [DomainTable(()), DomainTable(("sex",))],
        replicates=asked, recipe=steps,
    )  # fmt: skip
    by_name = {outcome.name: outcome for outcome in OUTCOMES}
    for got in result.estimates:
        inside = np.ones(frame.height, dtype=bool)
        inside &= frame["sex"].to_numpy() == int(got.group["sex"]) if got.group else True
        outcome = by_name[got.name]
        value = figure(outcome, whole, frame, inside)
        each = [figure(outcome, w, frame, inside) for w in anew]
        assert got.value == pytest.approx(value, rel=1e-9)
        expected = variance(each, value, factors.scale, factors.rscales, mse=False)
        assert got.se == pytest.approx(expected**0.5, rel=1e-7)
    assert result.diagnostics["replicates_failed"] == 0


def test_a_number_that_the_benchmark_knows_has_no_error():
    frame = sample()
    known = frame.with_columns(
        man=pl.when(pl.col("answered") == 1).then(
            pl.when(pl.col("sex") == 1).then(YES).otherwise(NO).cast(pl.Int8)
        )
    )
    outcome = Outcome("men", "man", statistic="total", coding="status")
    asked = MadeReplicates("jkn")
    result = estimate_survey(known, [outcome], DESIGN, replicates=asked, recipe=recipe())
    (got,) = result.estimates
    assert got.value == pytest.approx(16_000.0, rel=1e-9)
    assert got.se < 1e-3
    kept = estimate_survey(
        known.with_columns(w=pl.Series(_weights(known))), [outcome], WEIGHED, replicates=asked
    ).estimates[0]
    assert kept.se > 500.0


def _weights(frame):
    prepared = prepare_recipe(frame, recipe())
    return prepared.weights(prepared.base).weights


def test_a_replicate_in_which_raking_fails_is_told_and_kept():
    """One man of the first area answered: without his cluster no weights meet the margin."""
    frame = sample().with_columns(w=pl.lit(50.0))
    one = pl.int_range(pl.len()) == 7
    rare = frame.with_columns(
        area=pl.when(one).then(9).otherwise("area"),
        answered=pl.when(one).then(1).otherwise("answered"),
    )
    margin = Margin(("area",), {("1",): 1e4, ("2",): 1e4, ("3",): 1e4, ("9",): 50.0})
    steps = Recipe(
        base=BaseWeights(weights=("w",)),
        steps=(
            Response(column="answered", answered=("1",), not_answered=("0",)),
            Calibration(benchmark=Benchmark((margin,))),
        ),
    )
    result = estimate_survey(
        rare, OUTCOMES[:1], DESIGN, replicates=MadeReplicates("jkn"), recipe=steps
    )
    assert result.diagnostics["replicates"] == 40
    assert result.diagnostics["replicates_failed"] == 1
    assert "replicates-failed" in [notice.code for notice in result.warnings]
    assert result.estimates[0].se > 0.0


@pytest.mark.parametrize(
    ("options", "design", "says"),
    [
        ({}, DESIGN, "no linearised variance"),
        ({"replicates": MadeReplicates("jkn")}, WEIGHED, "is named besides"),
        (
            {"replicates": MadeReplicates("jkn"),
             "benchmark": Benchmark((Margin(("sex",), {("1",): 1e4, ("2",): 1e4}),))},
            DESIGN, "a benchmark is given besides",
        ),
        ({"replicates": GivenReplicates(("w", "x"), "brr")}, DESIGN, "its own weighting"),
    ],
)  # fmt: skip
def test_what_does_not_go_together(options, design, says):
    with pytest.raises(UsageError, match=says):
        estimate_survey(sample(), OUTCOMES[:1], design, recipe=recipe(), **options)
