"""Regression of a complex sample: linear, logistic, probit and Poisson, with design-based errors.

What is answered: which coefficients would a fit to the whole population give, and how far may
these be from them? The coefficients solve the weighted score equations (pseudo-likelihood); their
covariance counts all stages of the sample, see `regression_fit`. t limits have clusters less
strata, plus 1 less k degrees of freedom, as `svyglm` of R. Persons who are left out (`where`,
unknown, missing) make the others a domain of the whole sample.

Source: Binder (1983), International Statistical Review 51, 279-292 (unseen in print). Agrees with
`svyglm` and `regTermTest` of R survey 4.4-2.
"""

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from scipy import special

from measure87.estimate.replicates.settings import Replicates
from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.regression_averages import average_answers
from measure87.estimate.survey.regression_cells import cells_of, count_patterns
from measure87.estimate.survey.regression_errors import linearised_errors
from measure87.estimate.survey.regression_fit import FittedSample, fitted, judge_design
from measure87.estimate.survey.regression_replicates import replicated_errors
from measure87.estimate.survey.regression_results import (
    RATIOS,
    Cell,
    Coefficient,
    Regression,
    TermTest,
)
from measure87.estimate.survey.regression_rows import read_regression
from measure87.estimate.survey.regression_terms import Model, Terms
from measure87.estimate.survey.unit_codes import with_groups_alike
from measure87.numerics.arrays import FloatArray
from measure87.numerics.link_families import FAMILIES, Family
from measure87.numerics.one_thread import one_thread
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SurveyDesign

RESIDUAL_DF = 10
"""Different rows of the model matrix beyond its columns of which no more need be counted."""

_LARGEST_EXPONENT = 690.0
_DEPENDENT = 1e-12


@one_thread()
def estimate_regression(
    table: Any,
    outcome: Outcome,
    terms: Terms,
    design: SurveyDesign,
    *,
    family: Family = "logistic",
    exposure: str | None = None,
    averages: Sequence[str] = (),
    replicates: Replicates | None = None,
    where: Mapping[str, tuple[str, ...]] | None = None,
    level: float = 0.95,
    leverage: bool = False,
) -> Regression:
    """Regression of an answer on terms.

    Parameters
    ----------
    table : polars, pandas, pyarrow, DuckDB or PySpark
        One row a person.
    outcome : Outcome
        The answer: a status (yes 1, no 0, unknown left out) or the mean of a number.
    terms, design
        What the answer is regressed on; how the sample was drawn.
    family : str
        `linear`, `logistic`, `probit` or `poisson`. Of yes and no a Poisson regression gives
        ratios of shares.
    exposure : str, optional
        Column whose logarithm is added to the linear predictor, as years under risk.
    averages : sequence of str
        Categories for whose codes the average predicted answer is given.
    replicates : MadeReplicates or GivenReplicates, optional
        Errors from fits in replicates of the weights in the place of linearised ones.
    where : mapping
        Column to the codes of the persons in the regression: a domain of the sample.
    level : float
        Of all limits, 0 to 1.
    leverage : bool
        Whether the largest leverage of a person is found, which the disclosure gate asks for.

    Raises
    ------
    DataError
        As `fit_generalised_linear` and `read_regression`; `too-few-clusters` where the design
        leaves no degree of freedom, `no-variance` where it gives none; with replicates as
        `replicated_errors`.
    UsageError
        For a family, level or average that there is not.

    >>> import polars as pl
    >>> work = [1, 0, 0, 0] * 20 + [1, 1, 0, 0] * 20
    >>> frame = pl.DataFrame({"work": work, "sex": [1] * 80 + [2] * 80})
    >>> found = estimate_regression(frame, Outcome("work", "work"), Terms(("sex",)), SurveyDesign())
    >>> round(found.coefficient("sex=2").ratio, 6)
    3.0
    """
    _check_asked(family, level, terms, averages)
    frame = as_frame(table)
    read = partial(read_regression, frame, outcome, terms, design, exposure=exposure, where=where)
    rows = read()
    warnings = judge_design(rows, design)
    sample = fitted(rows, design, family)
    if replicates is None:
        errors = linearised_errors(sample, averages)
    else:
        errors = replicated_errors(sample, replicates, averages, frame, read)
    covariance, df = errors.covariance, errors.df
    clusters, strata = sample.clusters_and_strata
    cells = cells_of(rows.model, rows.answer > 0.0)
    quantile = float(special.stdtrit(df, 0.5 + level / 2.0))
    codes = [{name: code} for name, one in rows.model.categories.items() for code in one.codes]
    return Regression(
        name=outcome.name,
        family=family,
        coefficients=_coefficients(sample, covariance, df, quantile, cells),
        covariance=covariance,
        tests=_tests(rows.model, sample.fit.coefficients, covariance, df),
        averages=average_answers(sample, averages, errors.averages, quantile),
        reference={name: one.reference for name, one in rows.model.categories.items()},
        df=df,
        level=level,
        n=len(rows.answer),
        n_cases=int(np.count_nonzero(rows.answer > 0.0)),
        n_unknown=rows.unknown,
        missing=rows.missing,
        n_clusters=clusters,
        n_strata=strata,
        cells=cells,
        patterns=count_patterns(rows.model, rows.model.shape[1] + RESIDUAL_DF),
        warnings=(
            *with_groups_alike(warnings, codes),
            *errors.notices,
            *_left_out(outcome.name, rows.unknown, rows.missing, rows.model),
        ),
        exposure=exposure,
        leverage=sample.largest_leverage() if leverage else None,
        method=errors.method,
        replicates=errors.replicates,
        replicates_failed=errors.failed,
    )


def _check_asked(family: Family, level: float, terms: Terms, averages: Sequence[str]) -> None:
    """Refuse what there is not."""
    if family not in FAMILIES:
        raise UsageError(
            f"there is no family {family!r}",
            code="family",
            hint=f"choose one of {', '.join(FAMILIES)}",
        )
    if not 0.0 < level < 1.0:
        raise UsageError(
            f"a level must lie between 0 and 1, not be {level}", code="level", hint="write 0.95"
        )
    for name in averages:
        if name not in terms.categories:
            raise UsageError(
                f"{name} is no category of the regression, and has no average answers",
                code="average",
                hint=f"categories: {', '.join(terms.categories) or 'none'}",
            )


def _coefficients(
    sample: FittedSample,
    covariance: FloatArray,
    df: float,
    quantile: float,
    cells: Sequence[Cell],
) -> tuple[Coefficient, ...]:
    """Every coefficient with its limits, and who stands behind it."""
    found = []
    has_ratio = sample.fit.family in RATIOS
    everybody = Cell({}, len(sample.rows.answer), int(np.count_nonzero(sample.rows.answer > 0.0)))
    behind = {frozenset(cell.codes.items()): cell for cell in (*cells, everybody)}
    for j, column in enumerate(sample.rows.model.columns):
        value = float(sample.fit.coefficients[j])
        se = math.sqrt(max(float(covariance[j, j]), 0.0))
        lower, upper = value - quantile * se, value + quantile * se
        t = value / se if se > 0.0 else None
        cell = behind[frozenset(column.codes.items())]
        ratios = [_ratio(x) if has_ratio and column.term else None for x in (value, lower, upper)]
        found.append(
            Coefficient(
                column.label, column.term, column.codes, value, se, lower, upper, t,
                None if t is None else float(2.0 * special.stdtr(df, -abs(t))),
                ratios[0], ratios[1], ratios[2],
                cell.n, cell.n_cases,
            )
        )  # fmt: skip
    return tuple(found)


def _ratio(coefficient: float) -> float | None:
    """e to a coefficient; None where that is no number that a machine has."""
    return math.exp(coefficient) if abs(coefficient) < _LARGEST_EXPONENT else None


def _tests(
    model: Model, coefficients: FloatArray, covariance: FloatArray, df: float
) -> tuple[TermTest, ...]:
    """Wald tests of the terms; none of a term whose coefficients have no variance of their own."""
    found = []
    for term in model.terms.all:
        at = model.places_of(term)
        own = covariance[np.ix_(at, at)]
        root = np.sqrt(np.maximum(own.diagonal(), 0.0))
        if not at or not (root > 0.0).all():
            continue
        scaled = own / np.outer(root, root)
        if np.linalg.eigvalsh(scaled)[0] <= _DEPENDENT:
            continue
        b = coefficients[at] / root
        f = float(b @ np.linalg.solve(scaled, b)) / len(at)
        found.append(TermTest(term, f, len(at), df, float(special.fdtrc(len(at), df, f))))
    return tuple(found)


def unknown_answers(name: str, n: int) -> str:
    """That persons whose answer is unknown are left out.

    >>> unknown_answers("work", 1), unknown_answers("work", 1204)[:13]
    ('work: 1 person with an unknown answer is left out', 'work: 1,204 p')
    """
    if n == 1:
        return f"{name}: 1 person with an unknown answer is left out"
    return f"{name}: {n:,} persons with an unknown answer are left out"


def missing_of(name: str, n: int) -> str:
    """That persons without a value are left out.

    >>> missing_of("sex", 1)
    'sex: 1 person of whom it is missing is left out'
    """
    if n == 1:
        return f"{name}: 1 person of whom it is missing is left out"
    return f"{name}: {n:,} persons of whom it is missing are left out"


def _left_out(name: str, unknown: int, missing: Mapping[str, int], model: Model) -> list[Notice]:
    """Who is not in the regression, and which crossings nobody is in."""
    notices = []
    if unknown:
        text = unknown_answers(name, unknown)
        notices.append(Notice("unknown-left-out", text, {"name": name, "n": unknown}))
    for column, n in missing.items():
        text = missing_of(column, n)
        notices.append(Notice("missing-terms", text, {"name": column, "n": n}))
    if model.empty:
        text = f"nobody is in {', '.join(model.empty)}, and no coefficient stands for it"
        notices.append(Notice("empty-crossing", text, {"crossings": list(model.empty)}))
    return notices
