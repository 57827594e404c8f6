"""A second implementation, row by row and stage by stage, that shares nothing with the first.

`stop_as_r` ends the iteration where R's `glm` ends it, and takes the working weights of the step
before the last, as `svyglm` does: then R's printed figures come out.
"""

import numpy as np
from scipy import stats

MEAN = {
    "linear": lambda eta: eta,
    "logistic": lambda eta: 1 / (1 + np.exp(-eta)),
    "probit": stats.norm.cdf,
    "poisson": np.exp,
}
SLOPE = {
    "linear": np.ones_like,
    "logistic": lambda eta: np.exp(-eta) / (1 + np.exp(-eta)) ** 2,
    "probit": stats.norm.pdf,
    "poisson": np.exp,
}
SPREAD = {
    "linear": np.ones_like,
    "logistic": lambda mu: mu * (1 - mu),
    "probit": lambda mu: mu * (1 - mu),
    "poisson": lambda mu: mu,
}
LINK = {
    "linear": lambda mu: mu,
    "logistic": lambda mu: np.log(mu / (1 - mu)),
    "probit": stats.norm.ppf,
    "poisson": np.log,
}


def deviance(family, y, mu, w):
    if family == "linear":
        return np.sum(w * (y - mu) ** 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.where(y > 0, y * np.log(y / mu), 0.0)
        if family == "poisson":
            return 2 * np.sum(w * (first - (y - mu)))
        return 2 * np.sum(w * (first + np.where(y < 1, (1 - y) * np.log((1 - y) / (1 - mu)), 0.0)))


def fit(family, x, y, w, offset, stop_as_r):
    """Coefficients, the rows' scores (n, k), and the information."""
    w = w / w.mean()
    mu = {"linear": y, "poisson": y + 0.1}.get(family, (w * y + 0.5) / (w + 1))
    eta = LINK[family](mu)
    before = deviance(family, y, mu, w)
    for _ in range(200):
        slope = SLOPE[family](eta)
        working = w * slope**2 / SPREAD[family](mu)
        z = eta - offset + (y - mu) / slope
        root = np.sqrt(working)
        b = np.linalg.lstsq(x * root[:, None], z * root, rcond=None)[0]
        eta = x @ b + offset
        mu = MEAN[family](eta)
        now = deviance(family, y, mu, w)
        if abs(now - before) / (abs(now) + 0.1) < (1e-8 if stop_as_r else 1e-17):
            break
        before = now
    slope = SLOPE[family](eta)
    if not stop_as_r:
        working = w * slope**2 / SPREAD[family](mu)
    scores = x * (working * (y - mu) / slope)[:, None]
    return b, scores, (x * working[:, None]).T @ x


def sums_by(scores, labels):
    """Sums of rows by a label, and the labels in order."""
    found = sorted(set(labels))
    return np.array([scores[[k for k, one in enumerate(labels) if one == label]].sum(axis=0)
                     for label in found]), found  # fmt: skip


def spread(units, fraction):
    """(1 - f) m / (m - 1) sum of squared distances from the mean."""
    m = len(units)
    centred = units - units.mean(axis=0)
    return (1 - fraction) * m / (m - 1) * centred.T @ centred


def covariance(family, x, y, w, strata, stages, population, offset=0.0, stop_as_r=False):
    """Coefficients and their covariance; strata with one unit are not offered.

    stages: labels of each stage's units; population: of each stage its units in the population
    (of the stratum or parent), or None.
    """
    b, scores, information = fit(family, x, y, w, offset, stop_as_r)
    scores = np.where(np.isnan(scores), 0.0, scores)
    total = np.zeros((x.shape[1], x.shape[1]))
    for h in sorted(set(strata)):
        here = np.array([k for k, one in enumerate(strata) if one == h])
        sums, clusters = sums_by(scores[here], [stages[0][k] for k in here])
        fraction = 0.0 if population[0] is None else len(sums) / population[0][here[0]]
        total += spread(sums, fraction)
        if len(stages) == 1:
            continue
        for cluster in clusters:
            inside = [k for k in here if stages[0][k] == cluster]
            parts, _ = sums_by(scores[inside], [stages[1][k] for k in inside])
            if len(parts) > 1:
                total += fraction * spread(parts, len(parts) / population[1][inside[0]])
    inverse = np.linalg.inv(information)
    return b, inverse @ total @ inverse
