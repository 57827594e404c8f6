"""Poisson regression with a log link: does the estimate exist, and what is it?

For small tables with any design matrix. Hierarchical log-linear models of many lists have their
own, faster fit.
"""

from dataclasses import dataclass

import numpy as np
from scipy import linalg, optimize, special

from measure87.numerics.arrays import FloatArray

_STEPS = 60
_HALVINGS = 40
_CONVERGED = 1e-10
_INSIDE = 1e-9
_SOUND = 1e-8
"""Means below this share of the sum are lost in the rounding of the others: there steps vanish
whether or not there is a maximum."""


class NoMaximumError(ArithmeticError):
    """The likelihood has no maximum at finite coefficients, or the design is not of full rank."""


@dataclass(frozen=True)
class PoissonFit:
    """A fitted regression of counts on p columns.

    coefficients : (p,) float, log scale
    covariance : (p, p) float
        Inverse of the observed information (with the penalty, if there is one).
    means : (n,) float, the unit of the counts
    log_likelihood : float, all constants included, without penalty
    deviance : float
    """

    coefficients: FloatArray
    covariance: FloatArray
    means: FloatArray
    log_likelihood: float
    deviance: float


def fit_poisson(
    design: FloatArray,
    counts: FloatArray,
    offset: FloatArray | None = None,
    penalty: FloatArray | None = None,
    start: FloatArray | None = None,
) -> PoissonFit:
    """Maximum likelihood (or penalised likelihood) by Newton's method.

    Parameters
    ----------
    design : (n, p) float
        An intercept is a column like any other.
    counts : (n,) float, not negative
        Need not be whole.
    offset : (n,) float, log scale, or None
    penalty : (p,) float or None
        Half of `penalty` times the squared coefficient is taken from the log-likelihood: the
        inverse variance of a normal prior around 0.
    start : (p,) float or None
        Where to begin.

    Raises
    ------
    NoMaximumError
        If no finite coefficients maximise the likelihood. Whole Newton steps that vanish are a
        proof that they exist, unless means are so small that rounding makes them vanish; there,
        and where steps do not vanish, a linear program decides (`maximum_exists`).

    Notes
    -----
    Source: Fienberg & Rinaldo (2012), Annals of Statistics 40(2), 996-1023, for existence.
    """
    shift = np.zeros(len(counts)) if offset is None else offset
    ridge = np.zeros(design.shape[1]) if penalty is None else penalty
    beta = _start(design, counts, shift, ridge) if start is None else start.copy()
    value = _objective(design, counts, shift, ridge, beta)
    for _ in range(_STEPS):
        means = np.exp(design @ beta + shift)
        information = (design.T * means) @ design + np.diag(ridge)
        score = design.T @ (counts - means) - ridge * beta
        step = _solve(information, score)
        beta, value, length = _ascend(design, counts, shift, ridge, beta, step, value)
        if np.abs(design @ step).max() * length < _CONVERGED:
            smallest = np.exp((design @ beta + shift).min())
            if length < 1.0 or smallest < _SOUND * max(1.0, float(counts.sum())):
                _require_maximum(design, counts, ridge)
            return _finished(design, counts, shift, ridge, beta)
    _require_maximum(design, counts, ridge)
    raise NoMaximumError(f"no convergence in {_STEPS} steps")


def _require_maximum(design: FloatArray, counts: FloatArray, ridge: FloatArray) -> None:
    """Refuse where there is none: coefficients that carry a penalty cannot run away."""
    free = design[:, ridge == 0]
    if free.shape[1] and not maximum_exists(free, counts):
        raise NoMaximumError("the likelihood has no maximum at finite coefficients")


def maximum_exists(design: FloatArray, counts: FloatArray) -> bool:
    """Whether finite coefficients maximise the Poisson likelihood.

    They do exactly where some table with positive cells has the same sufficient statistics
    `design.T @ counts` as the counts; a linear program seeks the one whose smallest cell is
    largest.
    """
    n = len(design)
    scale = np.abs(design).max(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    scaled = design / scale
    equal = np.column_stack([scaled.T, scaled.sum(axis=0)])
    found = optimize.linprog(
        c=np.r_[np.zeros(n), -1.0],
        A_eq=equal,
        b_eq=scaled.T @ counts,
        bounds=[(0, None)] * n + [(0, max(1.0, float(counts.max())))],
        method="highs",
    )
    return bool(found.x is not None and found.x[-1] > _INSIDE * max(1.0, float(counts.sum())))


def poisson_log_likelihood(counts: FloatArray, means: FloatArray) -> float:
    """Log-likelihood with all constants."""
    return float(np.sum(special.xlogy(counts, means) - means - special.gammaln(counts + 1.0)))


def _start(
    design: FloatArray, counts: FloatArray, offset: FloatArray, ridge: FloatArray
) -> FloatArray:
    """One weighted least-squares step from the counts themselves."""
    guess = counts + 0.1 * max(float(counts.mean()), 1e-3)
    weights = np.sqrt(guess)
    rows = np.vstack([design * weights[:, None], np.diag(np.sqrt(ridge))])
    target = np.r_[(np.log(guess) - offset) * weights, np.zeros(len(ridge))]
    return np.asarray(linalg.lstsq(rows, target)[0], dtype=np.float64)


def _objective(
    design: FloatArray, counts: FloatArray, offset: FloatArray, ridge: FloatArray, beta: FloatArray
) -> float:
    """Penalised log-likelihood without constants; minus infinity beyond the range of floats."""
    predictor = design @ beta + offset
    if predictor.max() > 500.0:
        return -np.inf
    return float(counts @ predictor - np.exp(predictor).sum() - 0.5 * ridge @ beta**2)


def _ascend(
    design: FloatArray,
    counts: FloatArray,
    offset: FloatArray,
    ridge: FloatArray,
    beta: FloatArray,
    step: FloatArray,
    value: float,
) -> tuple[FloatArray, float, float]:
    """The step, halved until the likelihood does not fall: coefficients, likelihood, length."""
    length = 1.0
    slack = 1e-12 * (1.0 + abs(value))
    for _ in range(_HALVINGS):
        tried = _objective(design, counts, offset, ridge, beta + length * step)
        if tried >= value - slack:
            return beta + length * step, tried, length
        length /= 2.0
    return beta, value, 0.0


def _solve(information: FloatArray, score: FloatArray) -> FloatArray:
    """Newton's step."""
    try:
        factor = linalg.cho_factor(information)
        return np.asarray(linalg.cho_solve(factor, score), dtype=np.float64)
    except linalg.LinAlgError as error:
        raise NoMaximumError("the information matrix is singular") from error


def _finished(
    design: FloatArray, counts: FloatArray, offset: FloatArray, ridge: FloatArray, beta: FloatArray
) -> PoissonFit:
    """The fit at its maximum."""
    means = np.exp(design @ beta + offset)
    information = (design.T * means) @ design + np.diag(ridge)
    scale = 1.0 / np.sqrt(np.diag(information))
    try:
        factor = linalg.cho_factor(information * np.outer(scale, scale))
    except linalg.LinAlgError as error:
        raise NoMaximumError("the information matrix is singular") from error
    covariance = np.outer(scale, scale) * linalg.cho_solve(factor, np.eye(len(beta)))
    log_likelihood = poisson_log_likelihood(counts, means)
    perfect = poisson_log_likelihood(counts, counts)
    return PoissonFit(
        coefficients=beta,
        covariance=covariance,
        means=means,
        log_likelihood=log_likelihood,
        deviance=max(0.0, 2.0 * (perfect - log_likelihood)),
    )
