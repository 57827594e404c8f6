"""Weighting repeated in every replicate: by what is each class or cell multiplied in each?

A figure of benchmarked weights varies less than one of given weights, because the benchmark is
met in whichever sample was drawn. So the weights of every replicate are made to meet it again.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from measure87.estimate.weighting.benchmark import Benchmark
from measure87.estimate.weighting.calibration import Classes
from measure87.estimate.weighting.fault import RecipeFault
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.numerics.calibration import calibration_factors
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice

if TYPE_CHECKING:
    from measure87.estimate.weighting.prepared import PreparedRecipe

LARGEST_SHARE_FAILED = 0.1
"""Share of replicates that cannot be weighted anew above which there is no variance."""


@dataclass(frozen=True)
class ClassFactors:
    """What replicate weights are multiplied by.

    factor : (K, R) of each calibration class
    failed : replicates of which no weights meet the benchmark
    """

    factor: FloatArray
    failed: int


def class_factors(classes: Classes, given: FloatArray, benchmark: Benchmark) -> ClassFactors:
    """The factors of the classes in every replicate.

    Parameters
    ----------
    classes : Classes
        Of the whole sample.
    given : (K, R) float
        Sums of the replicate weights before calibration.
    benchmark : Benchmark
        Its distance and bounds.

    Notes
    -----
    A replicate of which no weights meet the benchmark (a class of it is empty, say) keeps the
    factors of the whole sample, so that its weights vary as weights do that nothing was done
    about: its distance is rather too large than too small. It is counted.
    """
    in_use = np.any(classes.x != 0.0, axis=0)
    x = classes.x[:, in_use]
    totals = x.T @ (classes.given * classes.factor)
    size = float((classes.given * classes.factor).sum())
    factor = np.empty_like(given)
    failed = 0
    for r in range(given.shape[1]):
        scale = size / given[:, r].sum() if given[:, r].sum() > 0.0 else 0.0
        solved = calibration_factors(
            x,
            given[:, r] * scale,
            totals,
            distance=benchmark.distance,
            bounds=benchmark.bounds,
        )
        if solved.is_met:
            factor[:, r] = solved.factor * scale
        else:
            factor[:, r] = classes.factor
            failed += 1
    return ClassFactors(factor, failed)


def cell_factors(prepared: "PreparedRecipe", unit: IntArray, factor: FloatArray) -> ClassFactors:
    """The factors of the cells of a recipe in every replicate; as `class_factors` otherwise.

    Parameters
    ----------
    prepared : PreparedRecipe
        One that `is_by_cells`.
    unit : (n,) int
        The unit of each person.
    factor : (units, R) float
        Of the base weights of each unit.
    """
    by_unit = prepared.cells_by_unit(unit)
    whole, _ = prepared.cell_factors(by_unit, np.ones(len(factor)))
    found = np.empty((factor.shape[1], len(whole)))
    failed = 0
    for r, own in enumerate(np.ascontiguousarray(factor.T)):
        try:
            found[r] = prepared.cell_factors(by_unit, own)[0]
        except RecipeFault:
            found[r] = whole
            failed += 1
    return ClassFactors(np.ascontiguousarray(found.T), failed)


def judge_failed(failed: int, n: int) -> list[Notice]:
    """Warn of replicates that could not be weighted anew; refuse where they are many."""
    if not failed:
        return []
    if failed > LARGEST_SHARE_FAILED * n:
        raise DataError(
            f"{failed} of {n} replicates cannot be weighted as the sample was, so that they say "
            "little of its variance",
            code="replicates-failed",
            hint="merge classes with few persons, so that every replicate has somebody in each",
        )
    return [
        Notice(
            "replicates-failed",
            f"{failed} of {n} replicates cannot be weighted as the sample was; they keep the "
            "factors of the whole sample, which makes the variance rather too large",
            {"failed": failed, "replicates": n},
        )
    ]
