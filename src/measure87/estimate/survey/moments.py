"""How much a number varies between persons, and how two numbers go together, with their errors.

What is estimated: the variance of a number in the population, the covariance of two, and their
correlation, each of persons who have both numbers:

    s_xy = n/(n - 1) sum w (x - x_bar)(y - y_bar) / sum w,   r = s_xy / sqrt(s_xx s_yy)

n persons in the sample, as R survey's `svyvar`. Errors are linearised; that x_bar and y_bar are
estimated does not matter to first order. Limits of a variance are t limits of its logarithm, of
a correlation t limits of its inverse hyperbolic tangent (Fisher's z), of a covariance plain t
limits: a variance stays above 0, a correlation between -1 and 1.

Source: R survey 4.4-2, `svyvar` and `svycontrast`; Fisher (1915), Biometrika 10, 507-521 (unseen
in print).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw
import numpy as np

from measure87.estimate.survey.engines import as_frame, check_columns
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.results import METHOD, Labels, labels_of
from measure87.estimate.survey.table_cells import TableCells, Where, table_cells
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.numerics.arrays import FloatArray
from measure87.numerics.proportion_intervals import student_quantile
from measure87.vocabulary.errors import RefusedError, UsageError
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.survey_design import SurveyDesign

Moment = Literal["variance", "covariance", "correlation"]
Frame = nw.LazyFrame[Any]

_X, _Y = "measure87_x", "measure87_y"
_ROUNDING = 1e-24
_ON_A_LINE = 1e-12
"""What 1 - r^2 may be by rounding where all persons lie on a line."""

_PRODUCTS = {"xx": (_X, _X), "xy": (_X, _Y), "yy": (_Y, _Y)}


@dataclass(frozen=True)
class _Products:
    """Mean products of deviations s_xx, s_xy, s_yy, (3,), and their covariance, (3, 3)."""

    value: FloatArray
    covariance: FloatArray
    cells: TableCells


def estimate_moment(
    table: Any,
    columns: Sequence[str],
    design: SurveyDesign,
    statistic: Moment = "variance",
    *,
    where: Where | None = None,
    group: Mapping[str, str] | None = None,
    level: float = 0.95,
    benchmark: Benchmark | None = None,
    labels: Labels | None = None,
) -> Estimate:
    """Variance of one number, or covariance or correlation of two; see the module.

    Parameters
    ----------
    table, design, where, level, benchmark, labels
        As `estimate_survey` takes them.
    columns : sequence of str
        One column for a variance, two for a covariance and a correlation.
    group : mapping, optional
        The group that the figure is of, one code a variable; everybody without it.

    Raises
    ------
    RefusedError
        `empty-domain`; `one-person`, with fewer than two persons; `constant`, if a number whose
        correlation is asked does not vary; `no-variance`.
    """
    x, y = _names(columns, statistic)
    chosen = dict(where or {}) | {name: (code,) for name, code in (group or {}).items()}
    products = _products(as_frame(table), x, y, design, chosen, benchmark)
    value, gradient = _figure(products.value, statistic, (x, y))
    variance = float(gradient @ products.covariance @ gradient)
    se, df = math.sqrt(max(variance, 0.0)), products.cells.df
    lower, upper, interval = _limits(statistic, value, se, df, level)
    persons = float(products.cells.persons.sum())
    return Estimate(
        name=x if x == y else f"{x} with {y}",
        statistic=statistic,
        method=METHOD,
        group=dict(group or {}),
        labels=labels_of(group or {}, labels or {}),
        value=value,
        se=se,
        lower=lower,
        upper=upper,
        level=level,
        interval=interval,
        n=round(persons),
        n_unknown=products.cells.without_answer,
        n_clusters=products.cells.clusters,
        df=df,
    )


def _names(columns: Sequence[str], statistic: str) -> tuple[str, str]:
    """Both columns, the same of a variance."""
    if statistic not in ("variance", "covariance", "correlation"):
        raise UsageError(
            f"there is no moment {statistic!r}",
            code="statistic",
            hint="statistics: variance, covariance, correlation",
        )
    wanted = 1 if statistic == "variance" else 2
    if len(set(columns)) != wanted:
        raise UsageError(
            f"a {statistic} is of {wanted} column{'s' * (wanted > 1)}, not of {len(set(columns))}",
            code="names",
            hint="name one column for a variance, and two for a covariance or a correlation",
        )
    return columns[0], columns[-1]


def _products(
    frame: Frame,
    x: str,
    y: str,
    design: SurveyDesign,
    where: Where,
    benchmark: Benchmark | None,
) -> _Products:
    """Mean products of deviations from the means, of persons who have both numbers."""
    numbers = tuple(Outcome(name, name, "number", "mean") for name in dict.fromkeys((x, y)))
    check_columns(frame, numbers, design, (DomainTable(),), where)
    both = _of_both(frame, x, y)
    means = table_cells(both, _as_outcomes((_X, _Y)), design, (), where=where, benchmark=benchmark)
    n = float(means.persons.sum())
    if n < 2.0:
        raise RefusedError(
            "one person has no variance",
            code="one-person",
            hint="ask of a larger part of the sample",
        )
    centre = means.sums[0, :, 0] / means.sums[0, :, 2]
    deviation = {
        _X: nw.col(_X) - float(centre[0]),
        _Y: nw.col(_Y) - float(centre[1]),
    }
    made = both.with_columns(**deviation)
    made = made.with_columns(
        **{name: nw.col(one) * nw.col(other) for name, (one, other) in _PRODUCTS.items()}
    )
    cells = table_cells(
        made, _as_outcomes(tuple(_PRODUCTS)), design, (), where=where, benchmark=benchmark
    )
    weight, correction = cells.sums[0, :, 2], n / (n - 1.0)
    mean = cells.sums[0, :, 0] / weight
    # What is left of a constant after its mean was taken away is rounding.
    mean[np.abs(mean) <= _ROUNDING * _sizes(centre)] = 0.0
    gradient = np.zeros((1, 3, 3, 3))
    for place in range(3):
        gradient[0, place, 0, place] = 1.0 / weight[place]
        gradient[0, place, 2, place] = -mean[place] / weight[place]
    return _Products(mean * correction, correction**2 * cells.covariance(gradient), cells)


def _sizes(centre: FloatArray) -> FloatArray:
    """By what the rounding of the products is measured, (3,)."""
    x, y = float(centre[0]), float(centre[1])
    return np.array([x * x, abs(x * y), y * y])


def _of_both(frame: Frame, x: str, y: str) -> Frame:
    """Both numbers, missing where either is."""
    one, other = nw.col(x).cast(nw.Float64), nw.col(y).cast(nw.Float64)
    known = ~(one.is_null() | one.is_nan() | other.is_null() | other.is_nan())
    return frame.with_columns(
        nw.when(known).then(one).alias(_X), nw.when(known).then(other).alias(_Y)
    )


def _as_outcomes(names: tuple[str, ...]) -> tuple[Outcome, ...]:
    return tuple(Outcome(name, name, "number", "mean") for name in names)


def _figure(s: FloatArray, statistic: str, names: tuple[str, str]) -> tuple[float, FloatArray]:
    """The figure and its gradient by s_xx, s_xy and s_yy."""
    xx, xy, yy = (float(one) for one in s)
    for name, square in zip(names, (xx, yy), strict=True):
        if square == 0.0:
            raise RefusedError(
                f"{name} is the same for everybody, so that it has no {statistic} to estimate",
                code="constant",
                hint="name a number that varies",
            )
    if statistic != "correlation":
        return xy, np.array([0.0, 1.0, 0.0])
    size = math.sqrt(xx * yy)
    r = max(-1.0, min(1.0, xy / size))
    return r, np.array([-0.5 * r / xx, 1.0 / size, -0.5 * r / yy])


def _limits(
    statistic: str, value: float, se: float, df: float, level: float
) -> tuple[float, float, str]:
    """Limits and the kind of interval."""
    t = float(student_quantile(df, level))
    if statistic == "variance" and value > 0.0:
        factor = math.exp(t * se / value)
        return value / factor, value * factor, "log"
    if statistic == "correlation":
        if 1.0 - value**2 <= _ON_A_LINE:
            return value, value, "fisher-z"
        z, half = math.atanh(value), t * se / (1.0 - value**2)
        return math.tanh(z - half), math.tanh(z + half), "fisher-z"
    return value - t * se, value + t * se, "wald"
