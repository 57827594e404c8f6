"""Populations that are made up for tests."""

import numpy as np

from measure87.design.population import population_of


def beta_population(p, icc, clusters, persons, seed, strata=1):
    """Persons whose clusters have chances of a beta distribution."""
    rng, size = np.random.default_rng(seed), (1.0 - icc) / icc
    chance = rng.beta(p * size, (1.0 - p) * size, clusters)
    y = rng.random((clusters, persons)) < chance[:, None]
    cluster = np.repeat(np.arange(clusters), persons)
    return population_of(cluster, y.ravel().astype(float), cluster % strata, None)


def households(seed, clusters=150, visited=40, p=0.15):
    """Households of 0 to 4 persons who count, whose values are copied from their cluster's."""
    rng = np.random.default_rng(seed)
    number = rng.choice([0, 1, 2, 4], p=[0.3, 0.3, 0.2, 0.2], size=clusters * visited)
    rows = np.maximum(number, 1)
    unit = np.repeat(np.arange(number.size), rows)
    cluster = unit // visited
    of_cluster = rng.random(clusters) < p
    copied = rng.random(unit.size) < 0.3
    y = np.where(copied, of_cluster[cluster], rng.random(unit.size) < p).astype(float)
    y[number[unit] == 0] = np.nan
    return population_of(cluster, y, None, unit)
