"""Families of generalised linear models: what each answer adds to likelihood, score, information.

What is answered: given a person's answer y and linear predictor eta, how much does her term of
the log-likelihood rise with eta (the score), and how strongly is it curved (the expected
information)? Dispersion is 1 throughout: it moves no coefficient and no design-based error.

| family | link | mean | score | information |
|---|---|---|---|---|
| linear (gaussian) | identity | eta | y - mu | 1 |
| logistic (binomial) | logit | 1/(1 + exp(-eta)) | y - mu | mu (1 - mu) |
| probit (binomial) | probit | Phi(eta) | (y - mu) phi / (mu (1 - mu)) | phi^2 / (mu (1 - mu)) |
| poisson | log | exp(eta) | y - mu | mu |

Source: McCullagh & Nelder (1989), Generalized Linear Models, ch. 2 (unseen in print). Agrees
with `glm` of R 4.5.
"""

import math
from typing import Literal

import numpy as np
from scipy import special

from measure87.numerics.arrays import BoolArray, FloatArray

Family = Literal["linear", "logistic", "probit", "poisson"]
"""Family and link: gaussian identity, binomial logit, binomial probit, Poisson log."""

FAMILIES: tuple[Family, ...] = ("linear", "logistic", "probit", "poisson")
_SHARES: tuple[Family, ...] = ("logistic", "probit")
_LARGEST_EXPONENT = 500.0
_ROOT_TWO_PI = math.sqrt(2.0 * math.pi)


def mean_of(family: Family, eta: FloatArray) -> FloatArray:
    """Expected answer at a linear predictor.

    >>> mean_of("logistic", np.array([0.0])).tolist()
    [0.5]
    """
    if family == "linear":
        return eta
    if family == "logistic":
        odds = np.negative(eta)  # of a no; one array for all steps
        np.minimum(odds, _LARGEST_EXPONENT, out=odds)
        np.exp(odds, out=odds)
        odds += 1.0
        return np.asarray(np.divide(1.0, odds, out=odds))
    if family == "probit":
        return np.asarray(special.ndtr(eta))
    return np.exp(np.minimum(eta, _LARGEST_EXPONENT))


def slope_of(family: Family, eta: FloatArray) -> FloatArray:
    """How much the expected answer rises with the linear predictor."""
    if family == "linear":
        return np.ones_like(eta)
    mu = mean_of(family, eta)
    if family == "logistic":
        return np.asarray(mu * (1.0 - mu))
    if family == "probit":
        return np.asarray(np.exp(-0.5 * eta**2) / _ROOT_TWO_PI)
    return mu


def score_and_information(
    family: Family, answer: FloatArray, eta: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """First derivative of each log-likelihood by eta and minus the expected second, (n,) each."""
    if family == "probit":
        above, below = _mills(eta), _mills(-eta)
        return answer * above - (1.0 - answer) * below, above * below
    mu = mean_of(family, eta)
    if family == "linear":
        return answer - mu, np.ones_like(mu)
    return answer - mu, mu * (1.0 - mu) if family == "logistic" else mu


def starting_predictor(family: Family, answer: FloatArray) -> FloatArray:
    """A linear predictor near each answer, from which the iteration begins (as R's `glm`)."""
    if family == "linear":
        return answer
    if family == "poisson":
        return np.log(answer + 0.1)
    near = (answer + 0.5) / 2.0
    return np.asarray(special.logit(near) if family == "logistic" else special.ndtri(near))


def outside_range(family: Family, answer: FloatArray) -> BoolArray:
    """Which answers the family cannot have."""
    wrong = ~np.isfinite(answer)
    if family != "linear":
        wrong |= answer < 0.0
    if family in _SHARES:
        wrong |= answer > 1.0
    return np.asarray(wrong)


def lowest_and_highest(family: Family) -> tuple[float, float]:
    """Answers whose likelihood rises without end as eta falls, and as it rises."""
    return {
        "linear": (-math.inf, math.inf),
        "logistic": (0.0, 1.0),
        "probit": (0.0, 1.0),
        "poisson": (0.0, math.inf),
    }[family]


def _mills(eta: FloatArray) -> FloatArray:
    """phi(eta) / Phi(eta), without underflow."""
    return np.asarray(np.exp(-0.5 * eta**2 - special.log_ndtr(eta)) / _ROOT_TWO_PI)
