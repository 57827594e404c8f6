"""Non-response, raking and trimming agree with svy 0.35, where it offers them."""

import numpy as np
import polars as pl
import pytest

from measure87.estimate.weighting import Benchmark, Margin, prepare_recipe
from measure87.estimate.weighting.recipe import (
    BaseWeights,
    Calibration,
    Recipe,
    Response,
    Trimming,
)

svy = pytest.importorskip("svy")
N = 400
TOTALS = {"sex": {1: 5200.0, 2: 4800.0}, "area": {1: 3000.0, 2: 4500.0, 3: 2500.0}}


@pytest.fixture(scope="module")
def persons():
    rng = np.random.default_rng(6)
    return pl.DataFrame(
        {
            "w": rng.uniform(5.0, 40.0, N),
            "region": rng.integers(1, 5, N),
            "sex": rng.integers(1, 3, N),
            "area": rng.integers(1, 4, N),
            "status": rng.choice(["rr", "nr"], N, p=[0.7, 0.3]),
        }
    )


def ours(frame, *steps):
    prepared = prepare_recipe(frame, Recipe(base=BaseWeights(weights=("w",)), steps=steps))
    return prepared.weights(prepared.base).weights


def test_non_response_by_classes(persons):
    sample = svy.Sample(persons, svy.Design(wgt="w"))
    found = sample.weighting.adjust("status", "region", wgt_name="nr", respondents_only=True)
    step = Response(column="status", answered=("rr",), not_answered=("nr",), classes=("region",))
    weights = ours(persons, step)
    np.testing.assert_allclose(found.data["nr"].to_numpy(), weights[weights > 0.0], rtol=1e-12)


def test_raking(persons):
    sample = svy.Sample(persons, svy.Design(wgt="w"))
    found = sample.weighting.rake(controls=TOTALS, tol=1e-12, max_iter=1000)
    margins = (Margin((v,), {(str(k),): n for k, n in t.items()}) for v, t in TOTALS.items())
    weights = ours(persons, Calibration(benchmark=Benchmark(tuple(margins))))
    np.testing.assert_allclose(found.data["rk_wgt"].to_numpy(), weights, rtol=1e-9)


def test_trimming(persons):
    sample = svy.Sample(persons, svy.Design(wgt="w"))
    found = sample.weighting.trim(upper=32.0, max_iter=1000, tol=1e-12)
    weights = ours(persons, Trimming(largest=32.0))
    np.testing.assert_allclose(found.data["trim_wgt"].to_numpy(), weights, rtol=1e-8)
