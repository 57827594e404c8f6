"""Multinomial logistic regression with a ridge: chances of a few classes given covariates."""

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from measure87.numerics.arrays import FloatArray, IntArray

_STEPS = 100
_CONVERGED = 1e-8


@dataclass(frozen=True)
class MultinomialFit:
    """Coefficients of the log odds of each class against class 0.

    coefficients : (p, classes - 1) float
    """

    coefficients: FloatArray

    def chances(self, design: FloatArray) -> FloatArray:
        """(n, classes) chances of each row, which add up to 1."""
        return _softmax(design @ self.coefficients)


def fit_multinomial(
    design: FloatArray, classes: IntArray, n_classes: int, penalty: FloatArray
) -> MultinomialFit:
    """Penalised maximum likelihood by Newton's method.

    Parameters
    ----------
    design : (n, p) float
        The intercept is a column like any other.
    classes : (n,) int, 0 to n_classes - 1
    n_classes : int
    penalty : (p,) float, not negative
        Half of it times each squared coefficient is taken from the log-likelihood.

    Returns
    -------
    MultinomialFit

    Raises
    ------
    ArithmeticError
        If Newton's method does not converge: a class that nobody has, or one that a covariate
        without penalty foretells for certain.
    """
    p, free = design.shape[1], n_classes - 1
    seen = np.eye(n_classes)[classes][:, 1:]
    beta = np.zeros((p, free))
    value = -np.inf
    step = np.zeros((p, free))
    for _ in range(_STEPS):
        length = 1.0
        slack = 1e-11 * (1.0 + abs(value)) if np.isfinite(value) else 0.0
        while (tried := _objective(design, seen, penalty, beta + length * step)) < value - slack:
            length /= 2.0
            if length < 1e-12:
                break
        beta, value = beta + length * step, tried
        chances = _softmax(design @ beta)[:, 1:]
        score = design.T @ (seen - chances) - penalty[:, None] * beta
        try:
            solved = linalg.solve(
                _information(design, chances, penalty), score.T.ravel(), assume_a="pos"
            )
        except linalg.LinAlgError as error:
            raise ArithmeticError("the information matrix is singular") from error
        step = solved.reshape(free, p).T
        if np.abs(design @ step).max() < _CONVERGED:
            return MultinomialFit(beta + step)
    raise ArithmeticError(f"no convergence in {_STEPS} steps")


def _softmax(predictor: FloatArray) -> FloatArray:
    """Chances of all classes, the first of which has the predictor 0."""
    whole = np.column_stack([np.zeros(len(predictor)), predictor])
    odds = np.exp(whole - whole.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float64)


def _objective(
    design: FloatArray, seen: FloatArray, penalty: FloatArray, beta: FloatArray
) -> float:
    """Penalised log-likelihood."""
    predictor = design @ beta
    whole = np.column_stack([np.zeros(len(predictor)), predictor])
    top = whole.max(axis=1)
    total = top + np.log(np.exp(whole - top[:, None]).sum(axis=1))
    return float((seen * predictor).sum() - total.sum() - 0.5 * penalty @ (beta**2).sum(axis=1))


def _information(design: FloatArray, chances: FloatArray, penalty: FloatArray) -> FloatArray:
    """(p * free, p * free) observed information, class by class."""
    p, free = design.shape[1], chances.shape[1]
    found = np.empty((free * p, free * p))
    for a in range(free):
        for b in range(free):
            weight = chances[:, a] * ((a == b) - chances[:, b])
            block = (design.T * weight) @ design
            found[a * p : (a + 1) * p, b * p : (b + 1) * p] = block + (a == b) * np.diag(penalty)
    return found
