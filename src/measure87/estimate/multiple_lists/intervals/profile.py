"""Profile likelihood of the population size under a log-linear model of captures."""

import math
from collections.abc import Callable

import numpy as np
from scipy import optimize, special
from scipy.stats import chi2

from measure87.estimate.multiple_lists.kernels.poisson_regression import (
    NoMaximumError,
    PoissonFit,
    fit_poisson,
)
from measure87.numerics.arrays import FloatArray

LARGEST_FACTOR = 1e4
"""An upper limit is sought up to this many times the number estimated as unobserved."""


def profile_log_likelihood(
    design: FloatArray,
    counts: FloatArray,
    offset: FloatArray,
    size: float,
    start: FloatArray | None = None,
) -> tuple[float, FloatArray]:
    """Log of the multinomial likelihood of a size, the other parameters at their best.

    Parameters
    ----------
    design : (cells, p) float
        The intercept first: the cell of nobody's list has 1 there and 0 elsewhere.
    counts, offset : (cells,) float
    size : float, persons
        At least `counts.sum()`.

    Returns
    -------
    value : float
        Constants that do not depend on the size are left out.
    coefficients : (p,) float
        Where it is reached: a start for a size near by.

    Raises
    ------
    NoMaximumError

    Notes
    -----
    Source: Cormack (1992), Biometrics 48, 567-576. Factorials are exact, where Rcapture takes
    Stirling's approximation.
    """
    nobody = np.eye(1, design.shape[1])
    missing = size - float(counts.sum())
    fit: PoissonFit = fit_poisson(
        np.vstack([design, nobody]), np.r_[counts, missing], np.r_[offset, 0.0], start=start
    )
    means = fit.means
    value = float(
        special.gammaln(size + 1.0)
        - special.gammaln(missing + 1.0)
        + special.xlogy(counts, means[:-1]).sum()
        + special.xlogy(missing, means[-1])
        - size * math.log(size)
    )
    return value, fit.coefficients


def profile_limits(
    design: FloatArray, counts: FloatArray, offset: FloatArray, estimate: float, level: float
) -> tuple[float, float | None]:
    """Sizes whose likelihood is not too far below the highest.

    Parameters
    ----------
    design, counts, offset : as in `profile_log_likelihood`
    estimate : float, persons
        Where to begin: the maximum of the Poisson likelihood.
    level : float
        0 to 1; twice the fall of the log-likelihood against a chi-squared with one degree.

    Returns
    -------
    lower : float, persons
        Never below the number observed.
    upper : float, persons, or None
        None if the likelihood does not fall far enough up to `LARGEST_FACTOR` times the number
        unobserved.

    Raises
    ------
    NoMaximumError
    """
    observed = float(counts.sum())
    known: list[FloatArray | None] = [None]

    def height(log_missing: float) -> float:
        size = observed + math.exp(log_missing)
        try:
            value, known[0] = profile_log_likelihood(design, counts, offset, size, known[0])
        except NoMaximumError:
            value, known[0] = profile_log_likelihood(design, counts, offset, size)
        return value

    centre = math.log(max(estimate - observed, 1e-3))
    best = optimize.minimize_scalar(
        lambda x: -height(x), bounds=(centre - 3.0, centre + 1.0), options={"xatol": 1e-7}
    )
    needed = -float(best.fun) - float(chi2.ppf(level, 1)) / 2.0

    def above(x: float) -> float:
        return height(x) - needed

    lower = _cross(above, float(best.x), -1.0, math.log(1e-3))
    upper = _cross(above, float(best.x), 1.0, centre + math.log(LARGEST_FACTOR))
    return (
        observed if lower is None else observed + math.exp(lower),
        None if upper is None else observed + math.exp(upper),
    )


def _cross(
    above: Callable[[float], float], inside: float, direction: float, end: float
) -> float | None:
    """Where the likelihood crosses what is needed, walking from inside; None if it does not."""
    step, near = 0.25, inside
    while (end - near) * direction > 0:
        far = near + direction * min(step, (end - near) * direction)
        if above(far) < 0:
            return float(optimize.brentq(above, near, far, xtol=1e-9))
        near, step = far, 2.0 * step
    return None
