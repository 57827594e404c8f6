"""Draws of what all countries share, given all figures: what a world run releases.

Scales, coefficients of covariates and the middles of steps between definitions as they were
sampled, and with each of them one draw of the shared coefficients u (world, regions, sub-regions,
sexes, ages, kinds of source, adjustments), which the sampler had integrated out. Values of single
countries (how far off it and its surveys are, its step between definitions) are not among them:
whoever adds figures of a country draws its own anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from measure87.combine.model.marginal import draw_shared, shared_effects
from measure87.combine.model.priors import COUNTRY_SITES
from measure87.combine.model.sampling import ScaleDraws
from measure87.numerics.arrays import FloatArray


@dataclass(frozen=True)
class GlobalDraws:
    """Joint draws of what countries share.

    Attributes
    ----------
    sites : name to (draws, ...)
        Scales, coefficients and so on by their names in the model.
    shared : (draws, p)
        Coefficients u of the shared columns, on the log-odds.
    """

    sites: Mapping[str, FloatArray]
    shared: FloatArray

    @property
    def n(self) -> int:
        """How many draws."""
        return len(self.shared)

    def at(self, draw: int) -> dict[str, FloatArray]:
        """The sites of one draw."""
        return {name: values[draw] for name, values in self.sites.items()}


def global_draws(draws: ScaleDraws, n: int, rng: np.random.Generator) -> GlobalDraws:
    """Up to `n` draws, evenly spread over those that were sampled.

    Raises
    ------
    RefusedError
        Where the draws have not converged.
    """
    draws.convergence.refuse_unless_passed()
    blocks = draws.design.blocks
    shared = [
        draw_shared(shared_effects(blocks, scales, logit), rng) * scales.group[blocks.group]
        for scales, logit in draws.thinned(n)
    ]
    # The same draws as `thinned` gives.
    chosen = np.unique(np.linspace(0, draws.n - 1, min(n, draws.n)).astype(np.int64))
    sites = {
        name: values.reshape(-1, *values.shape[2:])[chosen]
        for name, values in draws.sites.items()
        if name not in COUNTRY_SITES
    }
    return GlobalDraws(sites, np.stack(shared))
