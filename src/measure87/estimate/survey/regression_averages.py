"""Average predicted answers: what the answers would be, had everybody one code of a category.

    m(c) = sum w mu(x(c)'b) / sum w,

over the persons in the regression, x(c) being each person's terms with the category's code
replaced by c (marginal standardisation). Its variance counts both that b is estimated and that
the persons are a sample. Nothing says that it is what would happen if codes were changed.

Source: Graubard & Korn (1999), Biometrics 55, 652-659 (unseen in print). Agrees with
`svypredmeans` of R survey 4.4-2.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from measure87.estimate.survey.regression_fit import FittedSample
from measure87.estimate.survey.regression_results import AverageAnswer
from measure87.numerics.arrays import FloatArray
from measure87.numerics.link_families import mean_of, slope_of
from measure87.numerics.model_columns import parts_of


def average_answers(
    sample: FittedSample, columns: Sequence[str], quantile: float
) -> tuple[AverageAnswer, ...]:
    """The averages of each code of some categories; `quantile` is that of the t limits."""
    found = []
    for name in columns:
        for code in sample.rows.model.categories[name].codes:
            value, z = _average(sample, name, code)
            se = float(np.sqrt(sample.covariance(z[:, None])[0, 0]))
            reach = quantile * se
            found.append(AverageAnswer(name, code, value, se, value - reach, value + reach))
    return tuple(found)


def _average(sample: FittedSample, name: str, code: str) -> tuple[float, FloatArray]:
    """One average, and what each unit adds to it, (U,)."""
    rows, fit = sample.rows, sample.fit
    model = replace(rows.model, everybody={name: code})
    answer, gradient = np.empty(len(rows.weight)), np.zeros(len(fit.coefficients))
    share = rows.weight / rows.weight.sum()
    for part in parts_of(len(share)):
        x = model.block(part)
        eta = x @ fit.coefficients
        if rows.offset is not None:
            eta += rows.offset[part]
        answer[part] = mean_of(fit.family, eta)
        gradient += (share[part] * slope_of(fit.family, eta)) @ x
    value = float(share @ answer)
    return value, sample.by_unit(share * (answer - value)) + sample.influence @ gradient
