"""Average predicted answers: what the answers would be, had everybody one code of a category.

    m(c) = sum w mu(x(c)'b) / sum w,

over the persons in the regression, x(c) being each person's terms with the category's code
replaced by c (marginal standardisation). Its variance counts both that b is estimated and that
the persons are a sample. Nothing says that it is what would happen if codes were changed.

Source: Graubard & Korn (1999), Biometrics 55, 652-659 (unseen in print). Agrees with
`svypredmeans` of R survey 4.4-2.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from measure87.estimate.survey.regression_fit import FittedSample
from measure87.estimate.survey.regression_results import AverageAnswer
from measure87.estimate.survey.regression_rows import RegressionRows
from measure87.estimate.survey.regression_terms import Model
from measure87.numerics.arrays import FloatArray
from measure87.numerics.link_families import Family, mean_of, slope_of
from measure87.numerics.model_columns import parts_of


def codes_averaged(model: Model, columns: Sequence[str]) -> list[tuple[str, str]]:
    """Column and code of every average, in the order of columns and codes."""
    return [(name, code) for name in columns for code in model.categories[name].codes]


def average_answers(
    sample: FittedSample, columns: Sequence[str], errors: FloatArray, quantile: float
) -> tuple[AverageAnswer, ...]:
    """The averages of each code of some categories, with their standard errors; `quantile` is
    that of the t limits."""
    rows, fit, found = sample.rows, sample.fit, []
    for (name, code), se in zip(codes_averaged(rows.model, columns), errors, strict=True):
        value = average_answer(rows, rows.weight, fit.family, fit.coefficients, name, code)
        reach = quantile * float(se)
        found.append(AverageAnswer(name, code, value, float(se), value - reach, value + reach))
    return tuple(found)


def average_answer(
    rows: RegressionRows,
    weight: FloatArray,
    family: Family,
    coefficients: FloatArray,
    name: str,
    code: str,
) -> float:
    """m(c) under some weights (n,) and coefficients (k,)."""
    total = 0.0
    for part, _, eta in _predictors(rows, coefficients, name, code):
        total += float(weight[part] @ mean_of(family, eta))
    return total / float(weight.sum())


def average_influence(sample: FittedSample, name: str, code: str) -> FloatArray:
    """What each unit adds to one average, (U,)."""
    rows, fit = sample.rows, sample.fit
    answer, gradient = np.empty(len(rows.weight)), np.zeros(len(fit.coefficients))
    share = rows.weight / rows.weight.sum()
    for part, x, eta in _predictors(rows, fit.coefficients, name, code):
        answer[part] = mean_of(fit.family, eta)
        gradient += (share[part] * slope_of(fit.family, eta)) @ x
    value = float(share @ answer)
    return sample.by_unit(share * (answer - value)) + sample.influence @ gradient


def _predictors(
    rows: RegressionRows, coefficients: FloatArray, name: str, code: str
) -> Iterator[tuple[slice, FloatArray, FloatArray]]:
    """Some rows at a time, their terms and linear predictors if everybody had a code."""
    model = replace(rows.model, everybody={name: code})
    for part in parts_of(len(rows.weight)):
        x = model.block(part)
        eta = x @ coefficients
        if rows.offset is not None:
            eta += rows.offset[part]
        yield part, x, eta
