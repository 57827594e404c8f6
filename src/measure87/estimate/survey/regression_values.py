"""Columns of a regression as arrays: weights, answers, numbers, exposures, replicate weights."""

import numpy as np
import polars as pl

from measure87.estimate.survey.faults import bad_rows, number_error, weight_error
from measure87.estimate.survey.outcomes import Outcome
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.numerics.pass_arrays import LARGEST
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import NO, UNKNOWN, YES
from measure87.vocabulary.survey_design import SurveyDesign

_OUTSIDE = -1
"""Stands for a status that is null."""


def weights_of(batch: pl.DataFrame, design: SurveyDesign) -> FloatArray:
    """Weights, 1 without a column of them."""
    if design.weight is None:
        return np.ones(batch.height)
    values = batch.select(pl.col(design.weight).cast(pl.Float64).alias("w"))
    if n := int(values.select(bad_rows("w").sum()).item()):
        first = values.filter(bad_rows("w"))["w"][0]
        raise weight_error(design.weight, n, first)
    return values["w"].to_numpy()


def replicate_of(
    batch: pl.DataFrame, name: str, weight: FloatArray, *, are_factors: bool
) -> FloatArray:
    """A column of replicate weights, or of factors of the weights as such.

    Who has no weight in the sample must have none in a replicate.
    """
    values = batch.select(pl.col(name).cast(pl.Float64))
    if n := int(values.select(bad_rows(name).sum()).item()):
        raise weight_error(name, n, values.filter(bad_rows(name))[name][0])
    found: FloatArray = values[name].to_numpy()
    if are_factors:
        return found * weight
    if n := int(((weight <= 0.0) & (found > 0.0)).sum()):
        raise DataError(
            f"{n} persons have a sampling weight of 0 and a replicate weight {name} above 0, so "
            "that replicates of the regression would be of others than the regression",
            code="bad-weight",
            where=name,
            hint="name the sampling weight that the replicates were made of",
        )
    return found


def answers_of(batch: pl.DataFrame, outcome: Outcome) -> tuple[FloatArray, BoolArray]:
    """Answers as numbers, NaN where there is none, and which are unknown.

    Of a status a null is outside of the universe; a number that is not there is unknown.
    """
    if outcome.kind == "number":
        found = numbers_of(batch, outcome.column)
        return found, np.isnan(found)
    status = batch[outcome.column].cast(pl.Int8).fill_null(_OUTSIDE).to_numpy()
    answer, unknown = (status == YES).astype(np.float64), status == UNKNOWN
    answer[(status != YES) & (status != NO)] = np.nan
    return answer, unknown


def numbers_of(batch: pl.DataFrame, name: str) -> FloatArray:
    """A column as numbers, NaN where one is missing."""
    found = batch[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
    lowest, highest = np.fmin.reduce(found), np.fmax.reduce(found)
    if max(-lowest, highest) >= LARGEST:
        raise number_error(name)
    return found


def logarithm_of(exposure: FloatArray, name: str) -> FloatArray:
    """What an exposure adds to the linear predictor."""
    if not (exposure > 0.0).all():
        raise DataError(
            f"the exposure {name} must be positive; of {int((exposure <= 0.0).sum())} persons it "
            "is not",
            code="bad-exposure",
            where=name,
            hint="leave out whoever was not exposed, or make the value missing and say so",
        )
    return np.log(exposure)
