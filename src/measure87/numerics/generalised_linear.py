"""Generalised linear models: weighted maximum likelihood by iteratively reweighted least squares.

What is answered: which coefficients b make the weighted likelihood of answers y with linear
predictor x'b largest,

    sum_i w_i u_i(b) x_i = 0,   u the score of the family (see `link_families`),

and what is the information sum_i w_i v_i x_i x_i' there? Weighted by sampling weights this is
the pseudo-likelihood: the coefficients estimate those that the whole population would give. The
inverse information is not their covariance in a sample of clusters; see
`estimate.survey.regression`.

Rows are read in blocks, so that nothing of the table's size is made beside it.

Where the answers are separated, no finite coefficients are best: see `separation`.

Source: McCullagh & Nelder (1989), Generalized Linear Models, ch. 2 (unseen in print). Agrees with
`glm` of R 4.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from measure87.numerics.arrays import FloatArray, IntArray
from measure87.numerics.link_families import (
    Family,
    lowest_and_highest,
    outside_range,
    score_and_information,
    starting_predictor,
)
from measure87.numerics.model_columns import (
    COLLINEAR,
    Columns,
    columns_of,
    orthogonal_basis,
    parts_of,
)
from measure87.numerics.model_rows import ModelRows
from measure87.numerics.model_sums import (
    UnitScores,
    derivatives_at,
    inverse_of,
    newton_step,
    root_of_diagonal,
    score_at,
    smallest_eigenvalue,
)
from measure87.numerics.separation import no_maximum
from measure87.vocabulary.errors import DataError

_MOST_STEPS = 80
_SHORTEST = 1e-9
_NEAR = 1e-3
"""After such a step the next pass over the rows is likely the last."""
_CLOSE_ENOUGH = 1e-8
_CLOSE_ENOUGH_OF_MANY = 5e-8
_CLOSE_ENOUGH_OF_PROBIT = 1e-10
"""Largest step, in units of the linear predictor, that is the last and still taken. What is then
missing of coefficients is its square, but of probit, where information is expected and not
observed, a part; of their errors it is a part, about 1e-7 of them where rows are many."""
_MANY = 20_000
_LONGEST_STEP = 16
_WELL_APART = 1e-4


@dataclass(frozen=True)
class GeneralisedLinearFit:
    """The best coefficients.

    family : str
    coefficients : (k,) float
    inverse_information : (k, k) float
        (sum w v x x')^-1 at the coefficients.
    steps : steps that the iteration took
    """

    family: Family
    coefficients: FloatArray
    inverse_information: FloatArray
    steps: int


def fit_logistic(columns: FloatArray, answer: FloatArray, weights: FloatArray) -> FloatArray:
    """Coefficients (k,) of a weighted logistic regression; see `fit_generalised_linear`.

    >>> x = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 1.0]])
    >>> fit_logistic(x, np.array([1.0, 0.0, 1.0, 0.0]), np.array([1.0, 1.0, 3.0, 1.0]))[1].round(6)
    np.float64(1.098612)
    """
    return fit_generalised_linear(columns, answer, weights, "logistic").coefficients


def fit_generalised_linear(
    columns: FloatArray | Columns,
    answer: FloatArray,
    weights: FloatArray,
    family: Family,
    *,
    offset: FloatArray | None = None,
    names: Sequence[str] | None = None,
    units: UnitScores | None = None,
) -> GeneralisedLinearFit:
    """Coefficients that make the weighted likelihood largest.

    Parameters
    ----------
    columns : (n, k) float
        The model matrix, its constant included; an array, or blocks of rows.
    answer : (n,) float
        0 to 1 for `logistic` and `probit`, 0 or more for `poisson`.
    weights : (n,) float, persons represented
        Zero or more; a row of weight 0 does not count. Their scale moves no coefficient.
    family : str
        `linear`, `logistic`, `probit` or `poisson`, each with its own link.
    offset : (n,) float, optional
        What is added to each linear predictor, as the logarithm of an exposure.
    names : sequence of str, optional
        What the columns are called in errors; their numbers otherwise.
    units : UnitScores, optional
        Filled on the last pass, where that spares one.

    Raises
    ------
    DataError
        For values that cannot be used, fewer rows than columns (`too-few-persons`), columns that
        repeat each other (`collinear`), answers without a yes, or nothing else
        (`answers-equal`), answers that a column or several tell exactly (`separation`), and an
        iteration that does not end (`no-convergence`).
    """
    called = list(names or (f"column {j + 1}" for j in range(columns.shape[1])))
    matrix = columns_of(columns, called)
    _check(answer, weights, family, len(called))
    rows = ModelRows(family, matrix, answer, weights, offset)
    some = _start_of_some(rows)
    if some is None:
        rows = replace(rows, basis=orthogonal_basis(matrix, weights, called))
        some = _start(rows), np.ones(columns.shape[1])
    c, information, steps = iterate(rows, *some, called, units)
    inverse = inverse_of(information)
    if rows.basis is not None:
        c, inverse = rows.basis @ c, rows.basis @ inverse @ rows.basis.T
    return GeneralisedLinearFit(family, c, (inverse + inverse.T) / 2.0, steps)


def scores_by_unit(
    fit: GeneralisedLinearFit,
    columns: FloatArray | Columns,
    answer: FloatArray,
    weights: FloatArray,
    unit: IntArray,
    n_units: int,
    *,
    offset: FloatArray | None = None,
) -> FloatArray:
    """Sums over sampled units of the weighted scores w u x, (units, k); `unit` (n,) ascends."""
    units, matrix = UnitScores(unit, n_units), columns_of(columns, ())
    rows = ModelRows(fit.family, matrix, answer, weights, offset)
    derivatives_at(rows, fit.coefficients, units)
    return units.found


def largest_leverage(
    fit: GeneralisedLinearFit,
    columns: FloatArray | Columns,
    answer: FloatArray,
    weights: FloatArray,
    *,
    offset: FloatArray | None = None,
) -> float:
    """The largest part that a person has in her own fitted answer, w v x'(sum w v x x')^-1 x."""
    found, matrix = 0.0, columns_of(columns, ())
    for part in parts_of(len(answer)):
        x = matrix.block(part)
        eta = x @ fit.coefficients + (0.0 if offset is None else offset[part])
        _, information = score_and_information(fit.family, answer[part], eta)
        own = ((x @ fit.inverse_information) * x).sum(axis=1)
        found = max(found, float((weights[part] * information * own).max(initial=0.0)))
    return found


def _check(answer: FloatArray, weights: FloatArray, family: Family, k: int) -> None:
    """Raise for what cannot be fitted."""
    least = float(weights.min(initial=np.inf))
    if not (np.isfinite(weights.sum()) and least >= 0.0):
        raise DataError("a weight must be zero or positive, and a number", code="bad-weight")
    told = answer if least > 0.0 else answer[weights > 0.0]
    lowest, highest = told.min(initial=np.inf), told.max(initial=-np.inf)
    if told.size and outside_range(family, np.array([lowest, highest])).any():
        wanted = {"linear": "finite", "poisson": "zero or more"}.get(family, "from 0 to 1")
        raise DataError(f"an answer of a {family} regression must be {wanted}", code="bad-answer")
    if len(told) < k:
        raise DataError(
            f"{len(told)} persons with a known answer and weight cannot give {k} coefficients",
            code="too-few-persons",
            hint="take fewer terms",
        )
    low, high = lowest_and_highest(family)
    for end, word in ((low, "no person has a case"), (high, "every person is a case")):
        if np.isfinite(end) and lowest == highest == end:
            raise DataError(
                f"{word}, so that no coefficients are best",
                code="answers-equal",
                hint="give the prevalence with its upper limit instead",
            )


def _start_of_some(rows: ModelRows) -> tuple[FloatArray, FloatArray] | None:
    """Coefficients near the best, and each column's mean square root.

    They are those of every few rows, and a step from there by the score of all and the
    information of these. None where rows are few, and where the columns of some nearly repeat
    each other, or give no answer: then all rows are looked at with more care. Where the products
    of some rows are far from singular those of all are, to which the others only add.
    """
    step = len(rows.answer) // _MANY
    if step < 2:
        return None
    some = rows.thinned(min(step, _LONGEST_STEP))
    start = _start(some)
    products = derivatives_at(replace(some, family="linear"), start)[1]
    if smallest_eigenvalue(products) < _WELL_APART:
        return None
    size = root_of_diagonal(products) / np.sqrt(some.weight.sum())
    try:
        c, information, _ = iterate(some, start, size, [])
    except DataError:
        return None
    grown = float(rows.weight.sum() / some.weight.sum())
    return c + newton_step(grown * information, score_at(rows, c)), size


def _start(rows: ModelRows) -> FloatArray:
    """One weighted least-squares step from predictors near the answers."""
    k = rows.columns.shape[1]
    products, sums = np.zeros((k, k)), np.zeros(k)
    for x, y, w, offset in rows.blocks():
        eta = starting_predictor(rows.family, y)
        score, information = score_and_information(rows.family, y, eta)
        weighted = x * (w * information)[:, None]
        products += weighted.T @ x
        sums += weighted.T @ (eta - offset) + x.T @ (w * score)
    return np.asarray(np.linalg.lstsq(products, sums, rcond=None)[0])


def iterate(
    rows: ModelRows,
    start: FloatArray,
    size: FloatArray,
    names: list[str],
    units: UnitScores | None = None,
) -> tuple[FloatArray, FloatArray, int]:
    """Coefficients in the basis, the information there, and the number of steps.

    `size` (k,) is the root mean square of each column in the basis. A step is halved while the
    likelihood falls at its end more than half as steeply as it rises at its beginning: all four
    likelihoods are concave, so that the best point then lies behind.
    """
    c, step, length = start, np.zeros_like(start), 0.0
    slope, near = np.inf, False
    enough = _CLOSE_ENOUGH if rows.basis is not None or not names else _CLOSE_ENOUGH_OF_MANY
    enough = _CLOSE_ENOUGH_OF_PROBIT if rows.family == "probit" else enough
    for number in range(1, _MOST_STEPS + 1):
        score, information = derivatives_at(rows, c + length * step, units if near else None)
        falls = not np.isfinite(score).all() or float(score @ step) < -0.5 * slope
        if falls and length > _SHORTEST:
            length /= 2.0
            continue
        c = c + length * step
        if smallest_eigenvalue(information) <= COLLINEAR:
            break
        step, length = newton_step(information, score), 1.0
        slope = float(score @ step)
        reach = float(np.abs(c * size).max()) + (rows.family != "linear")
        moved = float(np.abs(step * size).max()) / reach if reach else 0.0
        near = moved <= _NEAR and rows.basis is None
        if moved <= enough:
            return c + step, information, number
    raise no_maximum(rows, step, names, _MOST_STEPS)
