"""A second implementation of tests and moments, person by person, by another way.

Variances are of linearised values of persons summed by cluster, stratum by stratum, with
replacement: nothing of `measure87.numerics` or the unit tables is used. Rao-Scott design effects
come from the covariance of log odds-ratio-free interactions in another basis (R's: what a
regression on rows and columns leaves), ranks from pairs of persons.
"""

import numpy as np
from scipy import stats


def cluster_covariance(z, stratum, cluster):
    """Covariance of sums of z (n, k) over clusters drawn with replacement in strata."""
    total = np.zeros((z.shape[1], z.shape[1]))
    for h in np.unique(stratum):
        own = [
            z[(stratum == h) & (cluster == c)].sum(axis=0) for c in np.unique(cluster[stratum == h])
        ]
        m, centre = len(own), np.mean(own, axis=0)
        for one in own:
            total += m / (m - 1) * np.outer(one - centre, one - centre)
    return total


def nu_of(stratum, cluster):
    return len(set(zip(stratum, cluster, strict=True))) - len(set(stratum))


def rao_scott(row, column, w, stratum, cluster):
    """F, both degrees of freedom and p, by indicator variables of persons."""
    rows, columns = np.unique(row), np.unique(column)
    cells = [(a, b) for a in rows for b in columns]
    d = np.array([(row == a) & (column == b) for a, b in cells], dtype=float).T
    p = (w @ d) / w.sum()
    v = cluster_covariance(w[:, None] * (d - p) / w.sum(), stratum, cluster)
    main = np.array(
        [[float(a == x) for x in rows] + [float(b == y) for y in columns] for a, b in cells]
    )
    both = np.array(
        [[float(a == x and b == y) for x in rows[1:] for y in columns[1:]] for a, b in cells]
    )
    c = both - main @ np.linalg.lstsq(main, both, rcond=None)[0]
    n = len(w)
    delta = np.linalg.inv(c.T @ np.diag(1 / p) @ c / n) @ (
        c.T @ np.diag(1 / p) @ v @ np.diag(1 / p) @ c
    )
    effects = np.linalg.eigvals(delta).real
    table = p.reshape(len(rows), len(columns))
    expected = np.outer(table.sum(1), table.sum(0))
    x2 = n * ((table - expected) ** 2 / expected).sum()
    f, df = x2 / effects.sum(), effects.sum() ** 2 / (effects**2).sum()
    below = df * nu_of(stratum, cluster)
    return f, df, below, stats.f.sf(f, df, below)


def wilcoxon(y, group, w, stratum, cluster):
    """t and p; the rank of a person by comparing her with everybody."""
    rank = np.array([(w * ((y < one) + 0.5 * (y == one))).sum() for one in y]) / w.sum()
    first, second = np.unique(group)
    z = np.zeros((len(y), 1))
    mean = {}
    for code, sign in ((first, -1.0), (second, 1.0)):
        here = group == code
        mean[code] = np.average(rank[here], weights=w[here])
        z[here, 0] = sign * w[here] * (rank[here] - mean[code]) / w[here].sum()
    t = (mean[second] - mean[first]) / np.sqrt(cluster_covariance(z, stratum, cluster)[0, 0])
    return t, 2 * stats.t.sf(abs(t), nu_of(stratum, cluster) - 1)


def correlation(x, y, w, stratum, cluster):
    """r and its standard error, by the influence of each person."""
    zx = x - np.average(x, weights=w)
    zy = y - np.average(y, weights=w)
    zx /= np.sqrt(np.average(zx**2, weights=w))
    zy /= np.sqrt(np.average(zy**2, weights=w))
    r = np.average(zx * zy, weights=w)
    influence = zx * zy - r * (zx**2 + zy**2) / 2
    variance = cluster_covariance((w * influence / w.sum())[:, None], stratum, cluster)[0, 0]
    return r, np.sqrt(variance)


def standardised(y, group, age, weights, w, stratum, cluster):
    """Value and standard error of each group by residuals of persons."""
    found = {}
    for g in np.unique(group):
        value, z = 0.0, np.zeros((len(y), 1))
        for a, share in weights.items():
            here = (group == g) & (age == a)
            p = np.average(y[here], weights=w[here])
            value += share * p
            z[here, 0] = share * w[here] * (y[here] - p) / w[here].sum()
        found[g] = value, np.sqrt(cluster_covariance(z, stratum, cluster)[0, 0])
    return found
