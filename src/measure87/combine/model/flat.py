"""The model as a density of one vector, which the sampler goes through several times faster.

The sampler's own arithmetic is a handful of operations per named value and step; with thirty
names that took longer than the density itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import optimize

from measure87.combine.model.design import Design
from measure87.combine.model.marginal import Array
from measure87.combine.model.priors import bayes_libraries, prior_model, wanted_sites
from measure87.numerics.arrays import FloatArray

# Chains begin up to this many standard deviations from the mode along each axis of the normal
# approximation there.
START_SPREAD = 2.0
# Scales are kept from 0 while the mode is looked for (in the sampler's own units: a twentieth of
# the prior's width or so). Where a scale is 0, what it is the scale of has a density without end.
LEAST_SCALE = -1.5
# Values move at least and at most so much, in the sampler's own units, where the mode is flat.
LEAST_SPREAD, MOST_SPREAD = 0.02, 1.5
SCALES = ("_scale", "_spread")
"""Ends of the names of scales."""
_STEP = 1e-3
_MOST_ITERATIONS = 500


@dataclass(frozen=True)
class Beginning:
    """Where chains begin, and how far values spread there.

    Attributes
    ----------
    mode : (size,)
    starts : (chains, size)
    variance : (size,)
        Of each value, roughly: what the sampler begins to adapt from.
    """

    mode: FloatArray
    starts: FloatArray
    variance: FloatArray


@dataclass(frozen=True)
class FlatModel:
    """The posterior of one design.

    Attributes
    ----------
    middle : (size,)
        Where the unconstrained values are 0.
    least : (size,)
        Where the search for the mode ends; minus infinity but for scales.
    figures : (K, m)
        Log-odds of the figures.
    potential : (size,), (K, m) figures to float
        Minus the log density, up to a constant; of these figures unless it is given others.
    values : (size,) to sites
        What the model calls each value, on its own scale.
    """

    middle: FloatArray
    least: FloatArray
    figures: FloatArray
    potential: Callable[..., Array]
    values: Callable[[Array], dict[str, Array]]

    def beginning(self, chains: int, seed: int, figures: FloatArray | None = None) -> Beginning:
        """The mode with the spread of a normal approximation, and places about it."""
        figures = self.figures if figures is None else figures

        def potential(place: FloatArray) -> tuple[float, FloatArray]:
            value, gradient = self.with_gradient(place, figures)
            return float(value), np.asarray(gradient, dtype=np.float64)

        mode = optimize.minimize(
            potential,
            self.middle,
            jac=True,
            method="L-BFGS-B",
            bounds=optimize.Bounds(self.least, np.inf),
            options={"maxiter": _MOST_ITERATIONS, "maxcor": 30},
        ).x
        axes = _axes(lambda place: potential(place)[1], mode)
        spread = np.sqrt((axes**2).sum(axis=1)).clip(LEAST_SPREAD, MOST_SPREAD)
        away = np.random.default_rng(seed).uniform(-1.0, 1.0, (chains, len(mode)))
        return Beginning(mode, mode + START_SPREAD * away @ axes.T, spread**2)

    @cached_property
    def with_gradient(self) -> Callable[[FloatArray, FloatArray], tuple[Array, Array]]:
        """The potential and its gradient, compiled once for all figures."""
        import jax

        return jax.jit(jax.value_and_grad(self.potential))

    def sites(self, drawn: Array) -> dict[str, FloatArray]:
        """(chains, draws, ...) of what the model is about, from (chains, draws, size)."""
        return wanted_sites(self._values_of_draws(drawn))

    @cached_property
    def _values_of_draws(self) -> Callable[[Array], dict[str, Array]]:
        import jax

        return jax.jit(jax.vmap(jax.vmap(self.values)))


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
    least, _ = ravel_pytree(
        {
            name: np.full(one.shape, LEAST_SCALE if name.endswith(SCALES) else -np.inf)
            for name, one in shapes.items()
        }
    )

    def potential(place: Array, figures: Array = design.blocks.logit) -> Any:
        return potential_energy(model, (figures,), {}, named(place))

    def values(place: Array) -> dict[str, Array]:
        return dict(constrain_fn(model, (), {}, named(place), return_deterministic=True))

    # Compiled as one, for the sampler's own preparations are not: they would go step by step.
    return FlatModel(
        np.asarray(middle, dtype=np.float64),
        np.asarray(least, dtype=np.float64),
        design.blocks.logit,
        jax.jit(potential),
        values,
    )


def _axes(gradient: Callable[[FloatArray], FloatArray], mode: FloatArray) -> FloatArray:
    """(size, size) a column for each axis of the normal approximation, as long as its spread.

    From the curvature at the mode, by differences; where that is next to nothing, `MOST_SPREAD`.
    """
    steps = _STEP * np.eye(len(mode))
    rows = [gradient(mode + step) - gradient(mode - step) for step in steps]
    curvature = np.stack(rows) / (2.0 * _STEP)
    value, vector = np.linalg.eigh((curvature + curvature.T) / 2.0)
    return np.asarray(vector / np.sqrt(np.maximum(value, MOST_SPREAD**-2.0)))
