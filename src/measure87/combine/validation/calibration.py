"""Simulation-based calibration: are known truths found where the draws say they are?

Truths are drawn from the priors and figures from the truths; the model is fitted to these, and
each truth ranked among thinned draws. If sampler, density and draws of countries are right, every
rank is as likely as any other, whatever the design.

Source: Talts and others (2018), Validating Bayesian inference algorithms with simulation-based
calibration, arXiv 1804.06788 (not read in print).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from measure87.combine.model.design import Design
from measure87.combine.model.marginal import (
    Scales,
    block_covariance,
    level_variance,
    residuals,
)
from measure87.combine.model.paths import draw_paths_given
from measure87.combine.model.prior_prediction import draw_prior_sites
from measure87.combine.model.priors import (
    COUNTRY_SITES,
    bayes_libraries,
    scales_from,
)
from measure87.combine.model.sampling import DEPTH, WARMUP_DEPTH, compiled_no_more, flat_model
from measure87.combine.validation.uniformity import Uniformity, judge_uniformity
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import RefusedError


@dataclass(frozen=True)
class Truth:
    """One invented world.

    Attributes
    ----------
    values : name to number
        What is to be found again; names of sampled values, numbered where there are several
        (`survey_scale 0`), or `path` with the places in (countries, years, sexes, ages) as
        `path 3 0 0 0`.
    logit : (K, m)
        Figures.
    """

    values: Mapping[str, float]
    logit: FloatArray


Invent = Callable[[np.random.Generator], Truth]
"""Draws a truth and its figures; one that shares no code with the model tests more of it."""


@dataclass(frozen=True)
class Calibration:
    """Ranks and what is made of them.

    Attributes
    ----------
    ranks : name to (worlds,)
        0 to `draws`.
    draws : int
    uniformity : name to Uniformity
    seeds : tuple of int
        First and last; world i has seed i.
    """

    ranks: Mapping[str, IntArray]
    draws: int
    uniformity: Mapping[str, Uniformity]
    seeds: tuple[int, int]

    def failed(self, chance: float = 0.001) -> tuple[str, ...]:
        """Quantities whose chi-square would be rarer than `chance`, shared among all of them."""
        limit = chance / len(self.uniformity)
        return tuple(name for name, one in self.uniformity.items() if one.p_value < limit)


def calibrate(
    design: Design,
    *,
    worlds: int,
    followed: Sequence[tuple[int, int, int, int]],
    first_seed: int = 0,
    warmup: int = 200,
    draws: int = 19,
    thin: int = 10,
    bins: int = 5,
    invent: Invent | None = None,
) -> Calibration:
    """Rank truths of `worlds` invented worlds with the layout of a design.

    Parameters
    ----------
    design : Design
        Its places, years, kinds and errors are kept, its values replaced. No counted figures.
    followed
        (country, year, sex, age) places in the paths that are ranked.
    first_seed : int
        World i has seed `first_seed` + i, for its truth and for the sampler.
    warmup, thin : int
        Steps before the first draw, and between draws.
    draws : int
        Draws kept per world.
    invent
        Without it figures are drawn from the model's own density, and paths of the truth given
        scales and figures from the model's own conditional draws: that tests the sampler, not the
        equations.

    Raises
    ------
    MissingExtraError
        Where numpyro is not installed.
    RefusedError
        For counted figures.
    """
    if design.figures.counted.any():
        raise RefusedError(
            "figures that are counts cannot be drawn anew here",
            code="counted-figures",
            hint="calibrate with a design of measured figures",
        )
    truths = invent or inventor_from_priors(design, followed)
    sample = _sampler(design, warmup, draws, thin)
    ranks: dict[str, list[int]] = {}
    for seed in range(first_seed, first_seed + worlds):
        rng = np.random.default_rng(seed)
        truth = truths(rng)
        sites = sample(truth.logit, seed)
        given = [
            (scales_from(np, design, {name: x[i] for name, x in sites.items()}), truth.logit)
            for i in range(draws)
        ]
        drawn = _followed(sites, draw_paths_given(design, given, rng).logit, followed)
        for name, value in truth.values.items():
            ranks.setdefault(name, []).append(int((drawn[name] < value).sum()))
    compiled_no_more()
    found = {name: np.array(one, dtype=np.int64) for name, one in ranks.items()}
    return Calibration(
        ranks=found,
        draws=draws,
        uniformity={name: judge_uniformity(one, draws, bins=bins) for name, one in found.items()},
        seeds=(first_seed, first_seed + worlds - 1),
    )


def figures_given(design: Design, scales: Scales, rng: np.random.Generator) -> FloatArray:
    """(K, m) figures drawn from the model's density given the scales."""
    blocks = design.blocks
    none = np.zeros(blocks.real.shape)
    centre = -residuals(np, blocks, scales, none)
    shared = rng.standard_normal(len(blocks.group)) * scales.group[blocks.group]
    covariance = block_covariance(np, blocks, scales, level_variance(np, blocks, scales))
    noise = rng.standard_normal(blocks.real.shape)
    own = np.einsum("kmn,kn->km", np.linalg.cholesky(covariance), noise)
    fitted = np.einsum("kmc,kc->km", blocks.columns, shared[blocks.column])
    return np.asarray((centre + fitted + own) * blocks.real, dtype=np.float64)


def inventor_from_priors(design: Design, followed: Sequence[tuple[int, int, int, int]]) -> Invent:
    """Truths from the model's own priors, density and conditional draws."""

    def invent(rng: np.random.Generator) -> Truth:
        sites = draw_prior_sites(design, 1, rng)
        scales = scales_from(np, design, {name: x[0] for name, x in sites.items()})
        logit = figures_given(design, scales, rng)
        path = draw_paths_given(design, [(scales, logit)], rng).logit
        values = {name: float(x[0]) for name, x in _followed(sites, path, followed).items()}
        return Truth(values, logit)

    return invent


def _sampler(
    design: Design, warmup: int, draws: int, thin: int
) -> Callable[[FloatArray, int], dict[str, FloatArray]]:
    """Samples given figures and a seed, as `draw_scales` does; compiled once for all worlds."""
    _, numpyro, dist = bayes_libraries()
    import jax
    from numpyro.infer import MCMC, NUTS

    model = flat_model(design)

    def flat(logit: FloatArray, mode: FloatArray, spread: FloatArray) -> None:
        # In units of the spread at the mode, which is where `draw_scales` begins to adapt.
        normal = dist.constraints.real_vector
        away = numpyro.sample("away", dist.ImproperUniform(normal, (), (len(model.middle),)))
        numpyro.factor("posterior", -model.potential(mode + spread * away, logit))

    run = MCMC(
        NUTS(flat, max_tree_depth=(WARMUP_DEPTH, DEPTH)),
        num_warmup=warmup,
        num_samples=draws * thin,
        progress_bar=False,
        jit_model_args=True,
    )

    def sample(logit: FloatArray, seed: int) -> dict[str, FloatArray]:
        begin = model.beginning(1, seed, logit)
        spread = np.sqrt(begin.variance)
        at = {"away": (begin.starts[0] - begin.mode) / spread}
        run.run(jax.random.PRNGKey(seed), logit, begin.mode, spread, init_params=at)
        away = run.get_samples(group_by_chain=True)["away"][:, thin - 1 :: thin]
        return {name: x[0] for name, x in model.sites(begin.mode + spread * away).items()}

    return sample


def _followed(
    sites: Mapping[str, FloatArray],
    path: FloatArray,
    followed: Sequence[tuple[int, int, int, int]],
) -> dict[str, FloatArray]:
    """(draws,) of every single value that describes the world, and of the paths followed.

    Values that there are several of have their number after their name, from 0.
    """
    found: dict[str, FloatArray] = {}
    for name, x in sites.items():
        if name in COUNTRY_SITES:
            continue
        if x.ndim == 1:
            found[name] = x
        else:
            found |= {f"{name} {i}": x[:, i] for i in range(x.shape[1])}
    for place in followed:
        found["path " + " ".join(map(str, place))] = path[(slice(None), *place)]
    return found
