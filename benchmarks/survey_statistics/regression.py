"""A logistic regression of ten columns on a million persons, beside svy.

Once on categories and four numbers, once on categories alone; the sample is invented, both programs
are loaded and warm, and median CPU seconds of the calls count, from the table to the coefficients.
Coefficients and standard errors are compared. Peak memory (of ours, on Linux) is what a process of
its own takes beyond the table.
"""

import multiprocessing
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.results_page import median_cpu_seconds
from benchmarks.survey_statistics.rows import Row, kilobytes_of_this_process
from measure87.estimate.survey import (
    Outcome,
    Regression,
    SurveyDesign,
    Terms,
    estimate_regression,
)

PERSONS = 1_000_000
REPEATS = 5
AT_LEAST = 5.0
CLOSE = 1e-6
NUMBERS = ("x0", "x1", "x2", "x3")
WORK = {
    "categories and numbers": ("sex", "region", *NUMBERS),
    "categories alone": ("sex", "region", "wealth"),
}
"""Each makes ten columns, the constant among them."""


def invented(persons: int = PERSONS) -> pl.DataFrame:
    """Persons in clusters of 50 and strata of 400 clusters, in that order."""
    rng = np.random.default_rng(1)
    cluster = np.arange(persons) // 50
    sex, region, wealth = (rng.integers(1, n + 1, persons) for n in (2, 5, 5))
    x = rng.normal(size=(persons, len(NUMBERS)))
    eta = -1.0 + 0.3 * (sex == 2) + 0.1 * region - 0.2 * wealth + x @ [0.2, -0.1, 0.3, 0.05]
    eta += rng.normal(0.0, 0.3, persons // 50)[cluster]
    return pl.DataFrame(
        {
            "work": (rng.random(persons) < 1.0 / (1.0 + np.exp(-eta))).astype(np.int8),
            "sex": sex.astype(np.int8), "region": region.astype(np.int8),
            "wealth": wealth.astype(np.int8),
            **{name: x[:, j] for j, name in enumerate(NUMBERS)},
            "weight": rng.gamma(3.0, 40.0, persons), "cluster": cluster,
            "stratum": cluster // 400,
        }
    )  # fmt: skip


def ours(frame: pl.DataFrame, columns: Sequence[str]) -> Regression:
    """The regression here."""
    return estimate_regression(
        frame, Outcome("work", "work"), Terms(tuple(columns), frozenset(NUMBERS) & set(columns)),
        SurveyDesign("weight", "stratum", ("cluster",)),
    )  # fmt: skip


def theirs(frame: pl.DataFrame, columns: Sequence[str]) -> Any:
    """The regression in svy."""
    import svy

    sample = svy.Sample(frame, svy.Design(stratum="stratum", psu="cluster", wgt="weight"))
    terms = [name if name in NUMBERS else svy.Cat(name) for name in columns]
    return sample.glm.fit(y="work", x=terms, family="binomial")


def measure() -> list[Row]:
    """Both regressions, each beside svy."""
    frame = invented()
    rows = []
    for work, columns in WORK.items():
        mine, seconds = _warm(partial(ours, frame, columns))
        other, beside = _warm(partial(theirs, frame, columns))
        _compare(mine, other.to_polars())
        peak = _peak(work)
        rows.append(
            Row(
                f"logistic regression, 10 columns, 1 M rows ({work}), beside svy",
                beside / seconds, "times less", AT_LEAST, at_least=True, seconds=seconds,
                beside=beside, peak_mb=peak,
            )
        )  # fmt: skip
    return rows


def _warm(call: Callable[[], Any]) -> tuple[Any, float]:
    """What a call gives, and its median CPU seconds after one that does not count."""
    call()
    seconds, found = median_cpu_seconds(call, REPEATS)
    return found, seconds


def _compare(mine: Regression, other: pl.DataFrame) -> None:
    """Raise where both programs differ."""
    for one, row in zip(mine.coefficients, other.iter_rows(named=True), strict=True):
        for value, expected in ((one.value, row["estimate"]), (one.se, row["std_err"])):
            if abs(value - expected) > CLOSE * abs(expected):
                raise AssertionError(f"{one.label}: {value} here, {expected} in svy")


def _peak(work: str) -> float:
    """Megabytes that a regression takes beyond its table, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_peak_here, (work,))


def _peak_here(work: str) -> float:
    frame = invented()
    ours(frame.head(1_000), WORK[work])  # what is loaded once
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = kilobytes_of_this_process("VmRSS")
    ours(frame, WORK[work])
    return (kilobytes_of_this_process("VmHWM") - before) / 1024.0
