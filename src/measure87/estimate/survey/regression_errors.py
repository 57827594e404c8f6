"""Errors of a regression: covariance of its coefficients, errors of average answers, and df."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from measure87.estimate.survey.regression_averages import average_influence, codes_averaged
from measure87.estimate.survey.regression_fit import FittedSample
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.printed import counted

LINEARISED = "linearised"


@dataclass(frozen=True)
class RegressionErrors:
    """What is known of the errors of a regression with k coefficients and q average answers.

    covariance : (k, k) of the coefficients
    averages : (q,) standard errors of the average answers
    df : degrees of freedom of limits and tests
    method : `linearised`, or how the replicates were made
    replicates, failed : how many, and of how many the regression could not be fitted
    """

    covariance: FloatArray
    averages: FloatArray
    df: float
    method: str = LINEARISED
    replicates: int = 0
    failed: int = 0
    notices: tuple[Notice, ...] = ()


def linearised_errors(sample: FittedSample, averages: Sequence[str]) -> RegressionErrors:
    """Through all stages of the design; clusters less strata, plus 1 less coefficients df.

    Raises
    ------
    DataError
        `too-few-clusters` where no degree of freedom is left, `no-variance` where the design
        gives none.
    """
    clusters, strata = sample.clusters_and_strata
    k = len(sample.rows.model.columns)
    of = f"{clusters} clusters in {counted(strata, 'stratum', 'strata')}"
    df = degrees_left(clusters - strata, k, of, "take fewer terms, or categories with fewer codes")
    errors = [
        np.sqrt(sample.covariance(average_influence(sample, name, code)[:, None])[0, 0])
        for name, code in codes_averaged(sample.rows.model, averages)
    ]
    return RegressionErrors(sample.covariance(sample.influence), np.array(errors), df)


def degrees_left(of_design: float, columns: int, of: str, hint: str) -> float:
    """Those of the design, plus 1 less coefficients; `of` says in an error what the design has."""
    df = of_design + 1.0 - columns
    if df < 1.0:
        raise DataError(
            f"{of} leave no degree of freedom for the error of {columns} coefficients",
            code="too-few-clusters",
            hint=hint,
        )
    return float(df)
