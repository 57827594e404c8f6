"""Wald tests: is a vector of figures 0, by its linearised covariance?"""

from typing import Any

import numpy as np
from scipy import special

from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import RefusedError


def wald_statistic(
    figures: FloatArray, covariance: FloatArray, nu: float, *, adjusted: bool = False
) -> dict[str, Any]:
    """F, its degrees of freedom and p-value of the hypothesis that all figures are 0.

    Parameters
    ----------
    figures, covariance : (m,), (m, m) float
    nu : float
        Degrees of freedom of the covariance: clusters less strata.
    adjusted : bool
        F (nu - m + 1) / nu on m and nu - m + 1: exact where the covariance is Wishart
        (Hotelling's T^2). Otherwise F on m and nu.

    Raises
    ------
    RefusedError
        `too-few-clusters`, if nu is not enough for m figures; `no-variance`, if a combination of
        the figures does not vary.
    """
    m = len(figures)
    if nu < (m if adjusted else 1):
        raise RefusedError(
            f"a Wald test of {m} figures needs at least {m} clusters more than strata, "
            f"and there are {nu:g}",
            code="too-few-clusters",
            hint="put groups together, or choose a test that stands on X^2 (rao-scott)",
        )
    # By correlations, so that figures of very different size are told from constant ones.
    size = np.sqrt(np.diag(covariance))
    if np.any(size == 0.0) or _rank(covariance / np.outer(size, size)) < m:
        raise RefusedError(
            f"the {m} figures of a Wald test do not vary apart from each other in this sample",
            code="no-variance",
            hint="put groups together, or choose a test that stands on X^2 (rao-scott)",
        )
    f = float(figures @ np.linalg.solve(covariance, figures)) / m
    below = nu - m + 1.0 if adjusted else nu
    f *= below / nu
    return {
        "statistic": f, "statistic_name": "F", "df": float(m), "df_denominator": below,
        "p_value": float(special.fdtrc(m, below, f)),
    }  # fmt: skip


def _rank(correlation: FloatArray) -> int:
    return int(np.linalg.matrix_rank(correlation, tol=1e-10, hermitian=True))
