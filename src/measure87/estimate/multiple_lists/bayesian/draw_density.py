"""The shape of a posterior as a curve, so that draws need not be kept or released."""

from collections.abc import Mapping

import numpy as np
from scipy.stats import gaussian_kde

from measure87.numerics.arrays import FloatArray

_POINTS = 81
_QUANTILES = 1000
_TAIL = 0.005


def draw_density(draws: FloatArray) -> Mapping[str, list[float]]:
    """Density of positive sizes, estimated on the log scale.

    Parameters
    ----------
    draws : (m,) float, persons

    Returns
    -------
    mapping
        `persons`: points in equal steps of the log from the 0.5 to the 99.5 % quantile;
        `density`: per unit of the natural log of the size, at each. Empty where all draws are
        equal.

    Notes
    -----
    A Gaussian kernel with Scott's bandwidth over 1,000 equally likely quantiles: what lies
    closer together than the bandwidth is not told apart.
    """
    shares = (np.arange(_QUANTILES) + 0.5) / _QUANTILES
    logs = np.log(np.quantile(np.asarray(draws, dtype=np.float64), shares))
    low, high = np.quantile(logs, [_TAIL, 1.0 - _TAIL])
    if not high > low:
        return {}
    grid = np.linspace(low, high, _POINTS)
    height = gaussian_kde(logs)(grid)
    return {"persons": np.exp(grid).tolist(), "density": np.asarray(height).tolist()}
