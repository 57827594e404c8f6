"""A chain of steps agrees with R survey 4.4-2, weight by weight.

Reference: `tests/reference/r_weighting` (its script stands beside the numbers). Sums and raking
are held to 1e-9; the propensity comes from R's iteration, and the bounded distance too: 1e-6.
R trims by repeating until nothing is above the limit, which leaves about 1e-8 of it.
"""

import json
from pathlib import Path

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
    Trimming,
)

FOLDER = Path(__file__).parents[3] / "reference"
REFERENCE = json.loads((FOLDER / "r_weighting" / "expected.json").read_text("utf-8"))
TYPES = Margin(("stype",), {("E",): 4421.0, ("H",): 755.0, ("M",): 1018.0})
LOW = Margin(("low",), {("0",): 2800.0, ("1",): 3394.0})
ANSWERS = {"column": "answered", "answered": ("1",), "not_answered": ("0",)}
BY_CLASS = Response(**ANSWERS, classes=("stype", "awards"))
RAKING = Calibration(benchmark=Benchmark((TYPES, LOW)))


def schools() -> pl.DataFrame:
    frame = pl.read_csv(FOLDER / "r_survey" / "apistrat.csv", null_values=["", "NA"])
    return frame.with_columns(
        answered=pl.Series(REFERENCE["answered"]), low=pl.Series(REFERENCE["low"])
    )


def weights(*steps) -> np.ndarray:
    prepared = prepare_recipe(schools(), Recipe(base=BaseWeights(weights=("pw",)), steps=steps))
    return prepared.weights(prepared.base).weights


def test_non_response_by_classes():
    np.testing.assert_allclose(weights(BY_CLASS), REFERENCE["by_class"], rtol=1e-12)


def test_non_response_by_propensity():
    step = Propensity(**ANSWERS, categories=("stype", "awards"), numbers=("meals",))
    np.testing.assert_allclose(weights(step), REFERENCE["by_propensity"], rtol=1e-6)


def test_raking_after_non_response():
    found = weights(BY_CLASS, RAKING)
    np.testing.assert_allclose(found[found > 0.0], REFERENCE["raked"], rtol=1e-9)


def test_trimming_of_raked_weights_and_calibrating_again():
    trimming = Trimming(times_median=1.15, spread="equal")
    found = weights(BY_CLASS, RAKING, trimming)
    np.testing.assert_allclose(found[found > 0.0], REFERENCE["trimmed"], rtol=1e-6)
    assert found.max() == pytest.approx(REFERENCE["upper"], rel=1e-9)
    again = weights(BY_CLASS, RAKING, trimming, Calibration(benchmark=Benchmark((TYPES,))))
    np.testing.assert_allclose(again[again > 0.0], REFERENCE["again"], rtol=1e-6)


@pytest.mark.parametrize(
    ("distance", "bounds"), [("logit", (0.6, 1.6)), ("truncated", (0.972, 1.035))]
)
def test_bounded_distances(distance, bounds):
    bounded = Benchmark((TYPES, LOW), distance=distance, bounds=bounds)
    found = weights(BY_CLASS, Calibration(benchmark=bounded))
    np.testing.assert_allclose(found[found > 0.0], REFERENCE[distance], rtol=1e-6)
