"""Raking a million persons to five margins, beside svy, and a recipe repeated in 200 replicates.

All is loaded and warm; the median of five counts. Both programs get the same table, weights alone
are asked for, and their weights must agree.
"""

from typing import Any

import numpy as np
import polars as pl

from benchmarks.results_page import median_cpu_seconds
from benchmarks.survey_statistics.rows import Row
from measure87.estimate.weighting import Benchmark, Margin, calibrate, prepare_recipe
from measure87.estimate.weighting.calibration import WEIGHT
from measure87.estimate.weighting.recipe import BaseWeights, Calibration, Recipe, Response

PERSONS = 1_000_000
CLASSES = {"sex": 2, "region": 6, "age_group": 8, "education": 4, "wealth": 5}
REPEATS, REPLICATES = 5, 200
NEAR = 1e-10
LEAST, MOST = 10.0, 40.0


def persons() -> pl.DataFrame:
    """An invented sample of whom four in five answered."""
    rng = np.random.default_rng(87)
    columns = {name: rng.integers(0, size, PERSONS) for name, size in CLASSES.items()}
    answered = (rng.random(PERSONS) < 0.8).astype(int)
    place = rng.integers(0, 20, PERSONS)
    weight = rng.uniform(1.0, 3.0, PERSONS)
    return pl.DataFrame({**columns, "weight": weight, "answered": answered, "place": place})


def population(frame: pl.DataFrame) -> dict[str, dict[int, float]]:
    """Ten million persons, by each variable up to a fifth other than the sample."""
    rng = np.random.default_rng(7)
    found = {}
    for name, size in CLASSES.items():
        own = np.bincount(frame[name], frame["weight"], size) * rng.uniform(0.8, 1.2, size)
        found[name] = dict(enumerate((own * (1e7 / own.sum())).tolist()))
    return found


def measure() -> list[Row]:
    """CPU seconds of both, and of 200 repetitions of a recipe."""
    frame = persons()
    controls = population(frame)
    benchmark = Benchmark(
        tuple(
            Margin((name,), {(str(code),): total for code, total in totals.items()})
            for name, totals in controls.items()
        )
    )
    plain, own = median_cpu_seconds(lambda: _ours(frame, benchmark), REPEATS)
    theirs, expected = median_cpu_seconds(lambda: _svy(frame, controls), REPEATS)
    np.testing.assert_allclose(own, expected, rtol=1e-8)
    repeated = _repeated(frame, benchmark)
    what = "raking 5 margins, 1 M rows, to 1e-10, weights alone"
    again = f"{REPLICATES} times non-response by classes and the same raking"
    return [
        Row(what, theirs / plain, "times less than svy", LEAST, True, plain, theirs),
        Row(again, repeated / plain, "times one plain calibrate", MOST, False, repeated, plain),
    ]


def _ours(frame: pl.DataFrame, benchmark: Benchmark) -> np.ndarray:
    return calibrate(frame.lazy(), "weight", benchmark).table.collect()[WEIGHT].to_numpy()


def _svy(frame: pl.DataFrame, controls: dict[str, Any]) -> np.ndarray:
    import svy

    sample = svy.Sample(frame, svy.Design(wgt="weight"))
    found: Any = sample.weighting.rake(controls=controls, tol=NEAR, max_iter=500).data
    return np.asarray(found["rk_wgt"].to_numpy())


def _repeated(frame: pl.DataFrame, benchmark: Benchmark) -> float:
    """CPU seconds of all replicates, each with other weights of 2,000 units."""
    steps = (
        Response(column="answered", answered=("1",), not_answered=("0",), classes=("place",)),
        Calibration(benchmark=benchmark),
    )
    prepared = prepare_recipe(frame, Recipe(base=BaseWeights(weights=("weight",)), steps=steps))
    unit = np.arange(PERSONS) // (PERSONS // 2_000)
    rng = np.random.default_rng(3)
    factors = rng.multinomial(2_000, [1 / 2_000] * 2_000, REPLICATES).astype(float)
    prepared.weights(prepared.base)  # warm

    def all_replicates() -> None:
        for factor in factors:
            prepared.weights(prepared.base * factor[unit])

    return median_cpu_seconds(all_replicates, 1)[0]
