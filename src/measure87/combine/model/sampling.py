"""Draws of the scales given the figures, by the no-U-turn sampler, and whether they are good.

Only scales and values of single figures are sampled; what is normal given them is integrated
out (`marginal`) and drawn afterwards (`paths`). Nothing leaves here that has not converged.

Source: Hoffman & Gelman (2014), The No-U-Turn Sampler, as numpyro has it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from measure87.combine.model.convergence_gate import Convergence, judge_convergence
from measure87.combine.model.design import Design
from measure87.combine.model.flat import flat_model
from measure87.combine.model.marginal import Scales
from measure87.combine.model.one_thread import one_thread
from measure87.combine.model.priors import COUNTRY_SITES, scales_from
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.progress import progress

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
