"""The model as a density of one vector, which the sampler goes through several times faster.

The sampler's own arithmetic is a handful of operations per named value and step; with thirty
names that took longer than the density itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from measure87.combine.model.design import Design
from measure87.combine.model.figures import Floats
from measure87.combine.model.marginal import Array
from measure87.combine.model.priors import bayes_libraries, prior_model, wanted_sites

# Chains begin within this distance of the middle, in the sampler's own units.
START_SPREAD = 0.5


@dataclass(frozen=True)
class FlatModel:
    """The posterior of one design.

    Attributes
    ----------
    middle : (size,)
        Where the unconstrained values are 0.
    potential : (size,) to float
        Minus the log density, up to a constant.
    values : (size,) to sites
        What the model calls each value, on its own scale.
    """

    middle: Floats
    potential: Callable[[Array], Array]
    values: Callable[[Array], dict[str, Array]]

    def starts(self, chains: int, seed: int) -> Floats:
        """(chains, size) places where chains begin, apart from each other."""
        away = np.random.default_rng(seed).uniform(-1.0, 1.0, (chains, len(self.middle)))
        return np.asarray(self.middle + START_SPREAD * away, dtype=np.float64)

    def sites(self, drawn: Array) -> dict[str, Floats]:
        """(chains, draws, ...) of what the model is about, from (chains, draws, size)."""
        import jax

        return wanted_sites(jax.jit(jax.vmap(jax.vmap(self.values)))(drawn))


def flat_model(design: Design) -> FlatModel:
    """The model of `prior_model` as a density of one vector.

    Raises
    ------
    MissingExtraError
        Where numpyro is not installed.
    """
    bayes_libraries()
    import jax
    from jax.flatten_util import ravel_pytree
    from numpyro.infer import init_to_feasible
    from numpyro.infer.util import initialize_model

    found = initialize_model(
        jax.random.PRNGKey(0),
        prior_model(design),
        init_strategy=init_to_feasible(),
        validate_grad=False,
    )
    middle, named = ravel_pytree(found.param_info.z)

    def potential(place: Array) -> Any:
        return found.potential_fn(named(place))

    def values(place: Array) -> dict[str, Array]:
        return dict(found.postprocess_fn(named(place)))

    return FlatModel(np.asarray(middle, dtype=np.float64), potential, values)
