"""Intervals that are symmetric on the scale of the logarithm of the number unobserved."""

import math

from scipy.stats import norm


def log_normal_limits(
    observed: float, unobserved: float, se: float, level: float
) -> tuple[float, float]:
    """Limits of a size from the standard error of the number unobserved.

    Parameters
    ----------
    observed : float, persons
        Known without error.
    unobserved : float, persons, positive
    se : float, persons
    level : float
        0 to 1.

    Returns
    -------
    lower, upper : float, persons
        `observed` plus `unobserved` over and times C, with
        C = exp(z sqrt(log(1 + (se / unobserved)^2))). Never below `observed`.

    Notes
    -----
    Source: Chao (1987), Biometrics 43, 783-791, equation 12 (as later works cite it).
    """
    z = float(norm.ppf(0.5 + level / 2.0))
    factor = math.exp(z * log_normal_sd(unobserved, se))
    return observed + unobserved / factor, observed + unobserved * factor


def log_normal_sd(unobserved: float, se: float) -> float:
    """Standard deviation on the log scale of a number with this standard error."""
    return math.sqrt(math.log1p((se / unobserved) ** 2))
