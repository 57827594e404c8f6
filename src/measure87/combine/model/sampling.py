"""Draws of the scales given the figures, by the no-U-turn sampler, and whether they are good.

Only scales and values of single figures are sampled; what is normal given them is integrated
out (`marginal`) and drawn afterwards (`paths`). Nothing leaves here that has not converged.

The sampler goes through the model as a density of one vector: its own arithmetic is a handful of
operations per named value and step, and with thirty names that took longer than the density itself.

Source: Hoffman & Gelman (2014), The No-U-Turn Sampler, as numpyro has it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import optimize

from measure87.combine.model.convergence_gate import Convergence, judge_convergence
from measure87.combine.model.design import Design
from measure87.combine.model.marginal import Array, Scales
from measure87.combine.model.one_thread import one_thread
from measure87.combine.model.priors import (
    COUNTRY_SITES,
    bayes_libraries,
    prior_model,
    scales_from,
    wanted_sites,
)
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.progress import progress

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


# Trajectories have up to two to this power steps; shorter while the sampler still adapts.
WARMUP_DEPTH, DEPTH = 7, 10


@dataclass(frozen=True)
class Sampler:
    """How long to sample; the seed is fixed before anything is seen.

    Chains that have not converged after `draws` go on for as many again, up to `rounds` times in
    all; all of their draws are kept and judged together.
    """

    seed: int
    chains: int = 4
    warmup: int = 300
    draws: int = 500
    target_acceptance: float = 0.8
    rounds: int = 1


@dataclass(frozen=True)
class ScaleDraws:
    """Draws of everything that is not integrated out.

    Attributes
    ----------
    design : Design
    sites : name to (chains, draws, ...)
    convergence : Convergence
    divergences : int
        Steps of the sampler that went astray; 0 is wanted.
    """

    design: Design
    sites: Mapping[str, FloatArray]
    convergence: Convergence
    divergences: int

    @property
    def n(self) -> int:
        """Draws of all chains together."""
        return int(np.prod(self.sites["country_scale"].shape[:2]))

    def thinned(self, n: int) -> Iterator[tuple[Scales, FloatArray]]:
        """Up to `n` draws, evenly spread, each with the (K, m) log-odds of the figures."""
        flat = {name: x.reshape(-1, *x.shape[2:]) for name, x in self.sites.items()}
        for i in np.unique(np.linspace(0, self.n - 1, min(n, self.n)).astype(np.int64)):
            sites = {name: x[i] for name, x in flat.items()}
            yield scales_from(np, self.design, sites), self.design.blocks.logit


def draw_scales(design: Design, sampler: Sampler) -> ScaleDraws:
    """Sample, and judge the chains.

    The same seed gives the same draws on the same kind of machine, however many cores it has. Look
    at `convergence.passed`, or call `convergence.refuse_unless_passed`, before anything is made of
    the draws.

    Raises
    ------
    MissingExtraError
        Where numpyro is not installed.
    """
    # The chains take the cores. Threads inside every small factorisation would wait for each
    # other, at five times the time.
    try:
        with one_thread():
            return _draw_scales(design, sampler)
    finally:
        compiled_no_more()


def compiled_no_more() -> None:
    """Forget what was compiled for a design, which no other design can use.

    It takes thousands of memory maps, of which a process may have 65,530 on Linux: of a model of
    195 countries and 25 years the eighth fit would fail.
    """
    import jax

    jax.clear_caches()  # type: ignore[no-untyped-call]


def _draw_scales(design: Design, sampler: Sampler) -> ScaleDraws:
    import jax
    from numpyro.infer import MCMC, NUTS

    model = flat_model(design)
    begin = model.beginning(sampler.chains, sampler.seed)
    run = MCMC(
        NUTS(
            potential_fn=model.potential,
            target_accept_prob=sampler.target_acceptance,
            inverse_mass_matrix=begin.variance,
            max_tree_depth=(WARMUP_DEPTH, DEPTH),
        ),
        num_warmup=sampler.warmup,
        num_samples=sampler.draws,
        num_chains=sampler.chains,
        chain_method="parallel" if jax.local_device_count() >= sampler.chains else "sequential",
        progress_bar=False,
    )
    key = jax.random.PRNGKey(sampler.seed)
    parts: list[dict[str, FloatArray]] = []
    divergences = 0
    for done in range(sampler.rounds):
        progress("sampling the scales", done / sampler.rounds)
        # A single chain begins at one place, several at a place each.
        at = begin.starts if sampler.chains > 1 else begin.starts[0]
        run.run(key, init_params=at, extra_fields=("diverging",))
        parts.append(model.sites(run.get_samples(group_by_chain=True)))
        divergences += int(np.asarray(run.get_extra_fields()["diverging"]).sum())
        sites = {name: np.concatenate([p[name] for p in parts], axis=1) for name in parts[0]}
        convergence = _judged(sites)
        if convergence.passed:
            break
        run.post_warmup_state = run.last_state
        key = run.last_state.rng_key
    progress("sampling the scales", 1.0)
    return ScaleDraws(design, sites, convergence, divergences)


def _judged(sites: Mapping[str, FloatArray]) -> Convergence:
    return judge_convergence(
        {name: x for name, x in sites.items() if name not in COUNTRY_SITES},
        {name: x for name, x in sites.items() if name in COUNTRY_SITES},
    )
