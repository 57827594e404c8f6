"""Generalised linear models: weighted maximum likelihood by iteratively reweighted least squares.

What is answered: which coefficients b make the weighted likelihood of answers y with linear
predictor x'b largest,

    sum_i w_i u_i(b) x_i = 0,   u the score of the family (see `link_families`),

and what is the information sum_i w_i v_i x_i x_i' there? Weighted by sampling weights this is
the pseudo-likelihood: the coefficients estimate those that the whole population would give. The
inverse information is not their covariance in a sample of clusters; see
`estimate.survey.regression`.

Rows are read in blocks, so that nothing of the table's size is made beside it.

Where the answers are separated, no finite coefficients are best: there is a direction d with
x'd >= 0 wherever y may rise with it and x'd <= 0 where it may fall, and 0 elsewhere. The
iteration's last step tends to such a direction, and is shown to be one before it is called so.

Sources: McCullagh & Nelder (1989), Generalized Linear Models, ch. 2; Albert & Anderson (1984),
Biometrika 71, 1-10 (separation); both unseen in print. Agrees with `glm` of R 4.5.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import FloatArray, IntArray
from measure87.numerics.link_families import (
    Family,
    log_likelihood,
    lowest_and_highest,
    outside_range,
    score_and_information,
    starting_predictor,
)
from measure87.numerics.model_columns import BLOCK, COLLINEAR, orthogonal_basis
from measure87.vocabulary.errors import DataError

_MOST_STEPS = 40
_MOST_HALVINGS = 30
_CLOSE_ENOUGH = 1e-11
_SEPARATES = 1e-4


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


@dataclass(frozen=True)
class _Rows:
    """Columns (n, k), answers, weights of mean 1, offsets (n,), and the columns' basis (k, k)."""

    family: Family
    columns: FloatArray
    answer: FloatArray
    weight: FloatArray
    offset: FloatArray | None
    basis: FloatArray

    def blocks(self) -> Iterator[tuple[FloatArray, FloatArray, FloatArray, FloatArray]]:
        """Columns in the basis, answers, weights and offsets, some rows at a time."""
        for begin in range(0, len(self.answer), BLOCK):
            part = slice(begin, begin + BLOCK)
            x, y = self.columns[part] @ self.basis, self.answer[part]
            offset = np.zeros_like(y) if self.offset is None else self.offset[part]
            yield x, y, self.weight[part], offset


def fit_logistic(columns: FloatArray, answer: FloatArray, weights: FloatArray) -> FloatArray:
    """Coefficients (k,) of a weighted logistic regression; see `fit_generalised_linear`.

    >>> x = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 1.0]])
    >>> fit_logistic(x, np.array([1.0, 0.0, 1.0, 0.0]), np.array([1.0, 1.0, 3.0, 1.0])).round(6)
    array([0.      , 1.098612])
    """
    return fit_generalised_linear(columns, answer, weights, "logistic").coefficients


def fit_generalised_linear(
    columns: FloatArray,
    answer: FloatArray,
    weights: FloatArray,
    family: Family,
    *,
    offset: FloatArray | None = None,
    names: Sequence[str] | None = None,
) -> GeneralisedLinearFit:
    """Coefficients that make the weighted likelihood largest.

    Parameters
    ----------
    columns : (n, k) float
        The model matrix, its constant included.
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

    Raises
    ------
    DataError
        For values that cannot be used, fewer rows than columns (`too-few-persons`), columns that
        repeat each other (`collinear`), answers without a yes, or nothing else
        (`answers-alike`), answers that a column or several tell exactly (`separation`), and an
        iteration that does not end (`no-convergence`).
    """
    called = list(names or (f"column {j + 1}" for j in range(columns.shape[1])))
    _check(columns, answer, weights, family, called)
    scale = float(weights.sum()) / max(int(np.count_nonzero(weights)), 1)
    basis = orthogonal_basis(columns, weights, called)
    rows = _Rows(family, columns, answer, weights / scale, offset, basis)
    c, information, steps = _iterate(rows, called)
    inverse = rows.basis @ np.linalg.inv(information) @ rows.basis.T / scale
    return GeneralisedLinearFit(family, rows.basis @ c, (inverse + inverse.T) / 2.0, steps)


def scores_by_unit(
    fit: GeneralisedLinearFit,
    columns: FloatArray,
    answer: FloatArray,
    weights: FloatArray,
    unit: IntArray,
    n_units: int,
    *,
    offset: FloatArray | None = None,
) -> FloatArray:
    """Sums over sampled units of the weighted scores w u x, (units, k); `unit` (n,) ascends."""
    found = np.zeros((n_units, columns.shape[1]))
    for begin in range(0, len(answer), BLOCK):
        part = slice(begin, begin + BLOCK)
        x, place = np.asarray(columns[part], dtype=np.float64), unit[part]
        eta = x @ fit.coefficients
        if offset is not None:
            eta += offset[part]
        score, _ = score_and_information(fit.family, answer[part], eta)
        starts = np.flatnonzero(np.diff(place, prepend=-1))
        found[place[starts]] += np.add.reduceat(x * (weights[part] * score)[:, None], starts)
    return found


def _check(
    columns: FloatArray, answer: FloatArray, weights: FloatArray, family: Family, names: list[str]
) -> None:
    """Raise for what cannot be fitted."""
    if not (np.isfinite(weights).all() and (weights >= 0.0).all()):
        raise DataError("a weight must be zero or positive, and a number", code="bad-weight")
    used = weights > 0.0
    if outside_range(family, answer[used]).any():
        wanted = {"linear": "finite", "poisson": "zero or more"}.get(family, "from 0 to 1")
        raise DataError(f"an answer of a {family} regression must be {wanted}", code="bad-answer")
    for j, name in enumerate(names):
        if not np.isfinite(columns[:, j]).all():
            raise DataError(f"{name} holds values that are not finite", code="bad-number")
    n = int(np.count_nonzero(used))
    if n < len(names):
        raise DataError(
            f"{n} persons with a known answer and weight cannot give {len(names)} coefficients",
            code="too-few-persons",
            hint="take fewer terms",
        )
    low, high = lowest_and_highest(family)
    for end, word in ((low, "no person has a case"), (high, "every person is a case")):
        if np.isfinite(end) and (answer[used] == end).all():
            raise DataError(
                f"{word}, so that no coefficients are best",
                code="answers-alike",
                hint="give the prevalence with its upper limit instead",
            )


def _iterate(rows: _Rows, names: list[str]) -> tuple[FloatArray, FloatArray, int]:
    """Coefficients in the basis, the information there, and the number of steps."""
    c = _start(rows)
    value = _likelihood(rows, c)
    step = np.zeros_like(c)
    for number in range(1, _MOST_STEPS + 1):
        score, information = _derivatives(rows, c)
        if not _is_definite(information):
            break
        step = np.linalg.solve(information, score)
        size = float(np.abs(c).max())
        if np.abs(step).max() <= _CLOSE_ENOUGH * (size if rows.family == "linear" else 1 + size):
            c = c + step
            return c, _derivatives(rows, c)[1], number
        c, value = _shortened(rows, c, step, value)
    raise _no_maximum(rows, step, names)


def _start(rows: _Rows) -> FloatArray:
    """One weighted least-squares step from predictors near the answers."""
    k = rows.basis.shape[0]
    products, sums = np.zeros((k, k)), np.zeros(k)
    for x, y, w, offset in rows.blocks():
        eta = starting_predictor(rows.family, y)
        score, information = score_and_information(rows.family, y, eta)
        weighted = x * (w * information)[:, None]
        products += weighted.T @ x
        sums += weighted.T @ (eta - offset) + x.T @ (w * score)
    return np.asarray(np.linalg.lstsq(products, sums, rcond=None)[0])


def _derivatives(rows: _Rows, c: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Score (k,) and expected information (k, k) of the coefficients in the basis."""
    k = len(c)
    total, products = np.zeros(k), np.zeros((k, k))
    for x, y, w, offset in rows.blocks():
        score, information = score_and_information(rows.family, y, x @ c + offset)
        total += x.T @ (w * score)
        products += (x * (w * information)[:, None]).T @ x
    return total, products


def _likelihood(rows: _Rows, c: FloatArray) -> float:
    """Weighted log-likelihood."""
    return float(
        sum(w @ log_likelihood(rows.family, y, x @ c + offset) for x, y, w, offset in rows.blocks())
    )


def _is_definite(information: FloatArray) -> bool:
    """Whether the information can be inverted: every direction still tells something."""
    size = information.diagonal()
    if not (np.isfinite(information).all() and (size > 0.0).all()):
        return False
    root = np.sqrt(size)
    return bool(np.linalg.eigvalsh(information / np.outer(root, root))[0] > COLLINEAR)


def _shortened(
    rows: _Rows, c: FloatArray, step: FloatArray, before: float
) -> tuple[FloatArray, float]:
    """The step, halved until the likelihood does not fall."""
    length = 1.0
    allowed = 1e-12 * abs(before)
    for _ in range(_MOST_HALVINGS):
        moved = c + length * step
        value = _likelihood(rows, moved)
        if np.isfinite(value) and value >= before - allowed:
            return moved, value
        length /= 2.0
    return c, before


def _no_maximum(rows: _Rows, step: FloatArray, names: list[str]) -> DataError:
    """The error for an iteration that did not end: separation where it can be shown."""
    if _separates(rows, step):
        along = rows.basis @ step
        moved = np.abs(along) * np.abs(rows.columns).max(axis=0)
        found = [name for name, size in zip(names, moved, strict=True) if size > 0.01 * moved.max()]
        return DataError(
            f"some persons' answers are told exactly by {', '.join(found)}, so that no "
            "coefficients are best (separation)",
            code="separation",
            where=", ".join(found),
            hint="join the categories in which all answers are alike with others, or leave the "
            "term out",
        )
    return DataError(
        f"the {rows.family} regression did not converge in {_MOST_STEPS} steps",
        code="no-convergence",
        hint="take fewer terms, or give numbers in units in which they are near 1",
    )


def _separates(rows: _Rows, direction: FloatArray) -> bool:
    """Whether the likelihood never falls along a direction, wherever one begins."""
    low, high = lowest_and_highest(rows.family)
    size, worst = 0.0, 0.0
    for x, y, w, _ in rows.blocks():
        along = np.where(w > 0.0, x @ direction, 0.0)
        wrong = np.where(y == low, along, np.where(y == high, -along, np.abs(along)))
        size = max(size, float(np.abs(along).max(initial=0.0)))
        worst = max(worst, float(wrong.max(initial=0.0)))
    return size > 0.0 and worst <= _SEPARATES * size
