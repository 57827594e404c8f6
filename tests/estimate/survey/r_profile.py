"""How R 4.5 finds the limits of a likelihood: a spline through some ten points of its profile.

Written from the description of `profile.glm`, `confint` and `spline(method = "fmm")` in R's
manuals and of `svyciprop` in package survey. Shares no code with the package; it is here to
show that R's figures and ours are limits of the same likelihood.
"""

import math

import numpy as np
from scipy import stats


def limits(p: float, variance: float, n: int, df: float, level: float = 0.95) -> list[float]:
    """Both limits of a share, as R interpolates them."""
    t = float(stats.t.ppf((1 + level) / 2, df))
    cutoff = t * math.sqrt(n * variance / (p * (1 - p)))
    alpha = float(stats.norm.cdf(-cutoff)) / 2
    highest = math.sqrt(stats.f.ppf(1 - alpha, 1, n - 1))
    centre = math.log(p / (1 - p))
    step = highest / 5 * math.sqrt(variance) / (p * (1 - p))
    points = [(centre, 0.0)]
    for side in (-1, 1):
        z, i = 0.0, 1
        while i < 10 and abs(z) < highest:
            at = centre + side * i * step
            z = side * math.sqrt(max(_deviance(p, at, n) * (n - 1) / n, 0.0))
            points.append((at, z))
            i += 1
    x, y = np.array(sorted(points)).T
    fine = np.linspace(x[0], x[-1], 3 * len(x))
    heights = _fmm_spline(x, y, fine)
    found = np.interp([-cutoff, cutoff], heights, fine)
    return [1 / (1 + math.exp(-v)) for v in found]


def _deviance(p, log_odds, n):
    own = p * math.log(p) + (1 - p) * math.log(1 - p)
    return 2 * n * (own - p * log_odds + math.log1p(math.exp(log_odds)))


def _fmm_spline(x, y, at):
    """Cubic spline of Forsythe, Malcolm and Moler: at each end the third derivative is that of
    the cubic through the four points there."""
    n = len(x)
    h = np.diff(x)
    system, right = np.zeros((n, n)), np.zeros(n)
    for i in range(1, n - 1):  # m: second derivatives
        system[i, i - 1 : i + 2] = h[i - 1], 2 * (h[i - 1] + h[i]), h[i]
        right[i] = 6 * ((y[i + 1] - y[i]) / h[i] - (y[i] - y[i - 1]) / h[i - 1])
    for row, span, four in ((0, slice(0, 2), slice(0, 4)), (n - 1, slice(n - 2, n), slice(-4, n))):
        system[row, span] = -1.0, 1.0
        third = 6 * np.polyfit(x[four] - x[four].mean(), y[four], 3)[0]
        right[row] = third * np.diff(x[span])[0]
    m = np.linalg.solve(system, right)
    i = np.clip(np.searchsorted(x, at, side="right") - 1, 0, n - 2)
    a, b = x[i + 1] - at, at - x[i]
    return (m[i] * a**3 + m[i + 1] * b**3) / (6 * h[i]) + (
        (y[i] / h[i] - m[i] * h[i] / 6) * a + (y[i + 1] / h[i] - m[i + 1] * h[i] / 6) * b
    )
