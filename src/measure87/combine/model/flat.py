"""The model as a density of one vector, which the sampler goes through several times faster.

The sampler's own arithmetic is a handful of operations per named value and step; with thirty
names that took longer than the density itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize

from measure87.combine.model.design import Design
from measure87.combine.model.figures import Floats
from measure87.combine.model.marginal import Array
from measure87.combine.model.priors import bayes_libraries, prior_model, wanted_sites

# Chains begin this many standard deviations from the mode, in the normal approximation there.
START_SPREAD = 2.0
# Values move at least and at most so much, in the sampler's own units, where the mode is flat.
LEAST_SPREAD, MOST_SPREAD = 0.02, 1.5
_STEP = 1e-3
_MOST_ITERATIONS = 500


@dataclass(frozen=True)
class Beginning:
    """Where chains begin, and how far values spread there.

    Attributes
    ----------
    starts : (chains, size)
    variance : (size,)
        Of each value, roughly: what the sampler begins to adapt from.
    """

    starts: Floats
    variance: Floats


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

    def beginning(self, chains: int, seed: int) -> Beginning:
        """The mode with the spread of a normal approximation, and places about it."""
        import jax

        both = jax.jit(jax.value_and_grad(self.potential))

        def potential(place: Floats) -> tuple[float, Floats]:
            value, gradient = both(place)
            return float(value), np.asarray(gradient, dtype=np.float64)

        mode = optimize.minimize(
            potential,
            self.middle,
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": _MOST_ITERATIONS, "maxcor": 30},
        ).x
        spread = np.sqrt(_variance(lambda place: potential(place)[1], mode))
        spread = spread.clip(LEAST_SPREAD, MOST_SPREAD)
        away = np.random.default_rng(seed).uniform(-1.0, 1.0, (chains, len(mode)))
        return Beginning(mode + START_SPREAD * spread * away, spread**2)

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
    _, _, dist = bayes_libraries()
    import jax
    from jax.flatten_util import ravel_pytree
    from numpyro import handlers
    from numpyro.infer.util import constrain_fn, potential_energy

    model = prior_model(design)

    def sampled() -> dict[str, Array]:
        trace = handlers.trace(handlers.seed(model, 0)).get_trace()
        return {
            name: dist.biject_to(site["fn"].support).inv(site["value"])
            for name, site in trace.items()
            if site["type"] == "sample" and not site["is_observed"]
        }

    # Only the shapes are wanted: computing the values would compile each operation by itself.
    shapes = jax.eval_shape(sampled)
    middle, named = ravel_pytree({name: np.zeros(one.shape) for name, one in shapes.items()})

    def potential(place: Array) -> Any:
        return potential_energy(model, (), {}, named(place))

    def values(place: Array) -> dict[str, Array]:
        return dict(constrain_fn(model, (), {}, named(place), return_deterministic=True))

    # Compiled as one, for the sampler's own preparations are not: they would go step by step.
    return FlatModel(np.asarray(middle, dtype=np.float64), jax.jit(potential), values)


def _variance(gradient: Callable[[Floats], Floats], mode: Floats) -> Floats:
    """(size,) of each value, from the inverse of the curvature at the mode by differences.

    Where the curvature is next to nothing, that of `MOST_SPREAD` takes its place.
    """
    steps = _STEP * np.eye(len(mode))
    rows = [gradient(mode + step) - gradient(mode - step) for step in steps]
    curvature = np.stack(rows) / (2.0 * _STEP)
    value, vector = np.linalg.eigh((curvature + curvature.T) / 2.0)
    return np.asarray((vector**2 / np.maximum(value, MOST_SPREAD**-2.0)).sum(axis=1))
