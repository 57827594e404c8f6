"""Known truth: answering that hangs on what classes tell biases plain weights, and no others.

The population is made with numpy alone. Work of children is commoner in the poor region and among
the older, who answer less; samples are drawn with unequal chances.
"""

import numpy as np
import polars as pl
import pytest

from measure87.estimate.weighting import Benchmark, Margin, prepare_recipe
from measure87.estimate.weighting.recipe import (
    BaseWeights,
    Calibration,
    Propensity,
    Recipe,
    Response,
)

N, SAMPLES = 12_000, 400
ANSWERS = {"column": "answered", "answered": ("1",), "not_answered": ("0",)}


@pytest.fixture(scope="module")
def population():
    rng = np.random.default_rng(11)
    region, old = rng.integers(1, 4, N), rng.integers(0, 2, N)
    working = rng.random(N) < 0.04 + 0.06 * (region == 3) + 0.08 * old
    chance = np.where(region == 3, 0.06, 0.03)
    answering = 0.9 - 0.25 * (region == 3) - 0.3 * old
    return region, old, working.astype(float), chance, answering


def margins(region, old):
    return Benchmark(
        (
            Margin(("region",), {(str(k),): float((region == k).sum()) for k in (1, 2, 3)}),
            Margin(("old",), {(str(k),): float((old == k).sum()) for k in (0, 1)}),
        )
    )


@pytest.fixture(scope="module")
def biases(population):
    """By way of weighting the error of the prevalence in each sample."""
    region, old, working, chance, answering = population
    recipes = {
        "base alone": (),
        "classes": (Response(**ANSWERS, classes=("region", "old")),),
        "propensity": (Propensity(**ANSWERS, categories=("region", "old")),),
        "groups": (Propensity(**ANSWERS, categories=("region", "old"), groups=6),),
        "one class, then raking": (
            Response(**ANSWERS),
            Calibration(benchmark=margins(region, old)),
        ),
    }
    rng = np.random.default_rng(12)
    found = {name: [] for name in recipes}
    for _ in range(SAMPLES):
        drawn = np.flatnonzero(rng.random(N) < chance)
        answered = (rng.random(len(drawn)) < answering[drawn]).astype(int)
        frame = pl.DataFrame(
            {"p": chance[drawn], "region": region[drawn], "old": old[drawn], "answered": answered}
        )
        for name, steps in recipes.items():
            recipe = Recipe(base=BaseWeights(probabilities=("p",)), steps=steps)
            prepared = prepare_recipe(frame, recipe)
            w = prepared.weights(prepared.base).weights * answered
            found[name].append((w * working[drawn]).sum() / w.sum() - working.mean())
    return found


@pytest.mark.slow
@pytest.mark.parametrize("way", ["classes", "propensity", "groups", "one class, then raking"])
def test_the_bias_of_a_recipe_is_within_its_simulation_error(biases, way):
    error = np.array(biases[way])
    naive = np.array(biases["base alone"])
    assert abs(error.mean()) < 3.3 * error.std() / np.sqrt(SAMPLES)
    assert naive.mean() < -10.0 * naive.std() / np.sqrt(SAMPLES)


def test_in_expectation_classes_give_the_truth_and_base_weights_do_not(population):
    """With everybody drawn, weighed by her chance of being drawn and counted by her chance of
    answering: the same in the small, without a draw."""
    region, old, working, _, answering = population
    share = np.round(answering, 2)
    frame = pl.DataFrame({"region": region, "old": old, "w": 1.0}).with_columns(
        who=pl.Series(np.arange(N))
    )
    both = pl.concat(
        [
            frame.with_columns(w=pl.Series(share), answered=1),
            frame.with_columns(w=pl.Series(1.0 - share), answered=0),
        ]
    )
    step = Response(**ANSWERS, classes=("region", "old"))
    prepared = prepare_recipe(both, Recipe(base=BaseWeights(weights=("w",)), steps=(step,)))
    w = prepared.weights(prepared.base).weights[:N]
    assert (w * working).sum() / w.sum() == pytest.approx(working.mean(), rel=0.02)
    naive = (share * working).sum() / share.sum()
    assert naive < 0.9 * working.mean()
