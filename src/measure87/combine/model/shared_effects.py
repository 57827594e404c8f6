"""What countries share, given the scales: mean and precision, with or without a country."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from measure87.combine.model.country_blocks import CountryBlocks
from measure87.combine.model.figures import Floats
from measure87.combine.model.marginal import Scales, country_information


@dataclass(frozen=True)
class SharedEffects:
    """Coefficients u of the shared columns, in units of their scales: normal.

    Attributes
    ----------
    precision : (p, p) or (K, p, p)
    mean : (p,) or (K, p)
        With the leading axis: as they are without the figures of each country in turn.
    """

    precision: Floats
    mean: Floats


def shared_effects(blocks: CountryBlocks, scales: Scales, logit: Floats) -> SharedEffects:
    """Given all figures."""
    total = country_information(np, blocks, scales, logit).sum(axis=0)
    p = len(total) - 1
    precision = np.eye(p) + total[:p, :p]
    return SharedEffects(precision, np.linalg.solve(precision, total[:p, p]))


def shared_effects_without_each(
    blocks: CountryBlocks, scales: Scales, logit: Floats
) -> SharedEffects:
    """Given the figures of all other countries, for each country in turn."""
    information = country_information(np, blocks, scales, logit)
    others = information.sum(axis=0) - information
    p = information.shape[1] - 1
    precision = np.eye(p) + others[:, :p, :p]
    mean = np.linalg.solve(precision, others[:, :p, p:])[:, :, 0]
    return SharedEffects(precision, mean)


def draw_shared(effects: SharedEffects, rng: np.random.Generator) -> Floats:
    """(p,) one draw of u, in units of its scales."""
    upper = np.linalg.cholesky(effects.precision).T
    noise = solve_triangular(upper, rng.standard_normal(len(effects.mean)), lower=False)
    return np.asarray(effects.mean + noise, dtype=np.float64)
