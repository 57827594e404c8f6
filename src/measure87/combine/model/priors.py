"""Every prior of the model, and how sampled values become scales.

All are on the log-odds, where 0.1 is about a tenth of a prevalence under 20 %. Scales are
half-normal: 0 is allowed, three times the stated width is all but excluded. The methods page
`world-model.md` says what each leads to.
"""

import os
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from measure87.combine.model.compiled_code import keep_compiled
from measure87.combine.model.country_blocks import SCALE_PRIORS, SET_SCALES, WORLD_MEAN
from measure87.combine.model.covariate_centring import covariate_centring
from measure87.combine.model.design import Design
from measure87.combine.model.heavy_tails import tail_map
from measure87.combine.model.marginal import Array, Scales, Steps
from measure87.combine.model.sampled_marginal import sampled_log_marginal
from measure87.combine.model.soft_positive import soft_half_normal, soft_log_normal
from measure87.combine.model.widths import (
    COUNTRY_WIDTH,
    COVARIATE_WIDTH,
    DRIFTING_WIDTH,
    PERSISTENCE,
    SLOPE_WIDTH,
    STEP_MEDIAN,
    STEP_MEDIAN_SPREAD,
    STEP_SPREAD_WIDTH,
    STRUCTURE_WIDTH,
    SURVEY_WIDTH,
    WANDER_WIDTH,
)
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import MissingExtraError

_FLAGS = {
    "host_platform_device_count": "--xla_force_host_platform_device_count=4",
    "multi_thread_eigen": "--xla_cpu_multi_thread_eigen=false",
}
"""A device for each chain, and one thread for each product, whatever the machine has."""

# Values of single countries and figures, not of the model as a whole.
COUNTRY_SITES = frozenset({"tail", "survey_tail", "step"})
# Ends of the names of values that are sampled in the place of those that are wanted.
NORMAL, TOLD, UNTOLD = "_normal", "_told", "_untold"
# Steps that a survey shows: nearly the step itself where it is large, its log where it is small.
STEP_UNIT = 0.1


def prior_model(design: Design) -> Callable[..., None]:
    """The joint density of scales and figures, as a model for numpyro.

    The model takes other (K, m) log-odds in the place of the figures' own, so that many
    invented sets of figures can be sampled without compiling anew.

    Raises
    ------
    MissingExtraError
        Where numpyro is not installed.
    """
    jnp, numpyro, _ = bayes_libraries()
    log_marginal = sampled_log_marginal(design.blocks)

    sample = priors_alone(design)

    def model(figures: Array = design.blocks.logit) -> None:
        scales = scales_from(jnp, design, sample())
        numpyro.factor("figures", log_marginal(scales, figures))

    return model


def priors_alone(design: Design) -> Callable[[], dict[str, Array]]:
    """What `prior_model` samples, without the density of the figures, as a model for numpyro.

    To read priors off it, or to draw from them, takes no pass through the figures.
    """
    _, numpyro, dist = bayes_libraries()

    def model() -> dict[str, Array]:
        sites = _scale_sites(design, numpyro, dist)
        return sites | _country_sites(design, numpyro, dist, sites)

    return model


def bayes_libraries() -> tuple[Any, Any, Any]:
    """jax.numpy, numpyro and its distributions, in double precision, a device for each chain.

    jax reads the number of devices once, when it is first used: where it was used before, chains
    follow each other instead of running side by side, with the same draws but for rounding.
    """
    flags = os.environ.get("XLA_FLAGS", "")
    for name, flag in _FLAGS.items():
        flags = flags if name in flags else f"{flags} {flag}".strip()
    os.environ["XLA_FLAGS"] = flags
    try:
        import jax.numpy as jnp
        import numpyro
        from numpyro import distributions as dist
    except ImportError as error:
        raise MissingExtraError("numpyro", "bayes") from error
    numpyro.enable_x64()
    keep_compiled()
    return jnp, numpyro, dist


def _scale_sites(design: Design, numpyro: Any, dist: Any) -> dict[str, Array]:
    """Scales and what else describes the world as a whole."""

    def half_normal(name: str, width: float, shape: tuple[int, ...] = ()) -> Array:
        return numpyro.sample(name, soft_half_normal(width).expand(shape).to_event(len(shape)))

    sites = {
        f"{name}_scale": half_normal(f"{name}_scale", SCALE_PRIORS[name])
        for name in design.blocks.groups
        if name not in SET_SCALES
    }
    sites["country_scale"] = half_normal("country_scale", COUNTRY_WIDTH)
    if estimated := int(np.isnan(design.set_survey_scales).sum()):
        sites["survey_scale"] = half_normal("survey_scale", SURVEY_WIDTH, (estimated,))
    width = SLOPE_WIDTH if design.parts.trend else DRIFTING_WIDTH
    sites["slope_scale"] = half_normal("slope_scale", width)
    if design.parts.trend:
        sites["wander_scale"] = half_normal("wander_scale", WANDER_WIDTH)
        sites["persistence"] = numpyro.sample("persistence", dist.Beta(*PERSISTENCE))
    if design.has_structure:
        sites["structure_scale"] = half_normal("structure_scale", STRUCTURE_WIDTH)
    q = design.blocks.covariates.shape[1]
    if q:
        scale = half_normal("covariate_scale", COVARIATE_WIDTH)
        place = design.hierarchy.region_of_country[design.blocks.country]
        told = covariate_centring(design.blocks, place)
        normal = dist.Normal(0.0, scale**told).expand([q]).to_event(1)
        apart = numpyro.sample("coefficients" + NORMAL, normal)
        through = scale ** (1.0 - told) * apart
        sites["coefficients"] = numpyro.deterministic("coefficients", through)
    if len(design.step_definition):
        d = design.definitions
        centre = dist.Normal(np.log(STEP_MEDIAN), STEP_MEDIAN_SPREAD).expand([d]).to_event(1)
        sites["step_log_median"] = numpyro.sample("step_log_median", centre)
        sites["step_log_spread"] = half_normal("step_log_spread", STEP_SPREAD_WIDTH, (d,))
    return sites


def _country_sites(
    design: Design, numpyro: Any, dist: Any, sites: Mapping[str, Array]
) -> dict[str, Array]:
    """Values of single countries, surveys and figures."""

    def tails(name: str, df: float, size: int) -> Array:
        z = numpyro.sample(name + NORMAL, dist.Normal(0.0, 1.0).expand([size]).to_event(1))
        through = tail_map(df)
        # From the standard normal to the density that makes the factor inverse-gamma.
        change = through.log_density(z) - dist.Normal(0.0, 1.0).log_prob(z)
        numpyro.factor(name + "_density", change.sum())
        return numpyro.deterministic(name, through.factor(z))

    found = {"tail": tails("tail", design.parts.tail_df, len(design.blocks.country))}
    if design.estimates_survey_errors:
        found["survey_tail"] = tails("survey_tail", design.parts.survey_df, design.surveys)
    if len(design.step_definition):
        found["step"] = _steps(design, numpyro, dist, sites)
    return found


def wanted_sites(drawn: Mapping[str, Array]) -> dict[str, FloatArray]:
    """Draws of what the model is about, without the values that it is sampled through."""
    through = (NORMAL, TOLD, UNTOLD, "_density", "figures", "counts")
    return {
        name: np.asarray(x, dtype=np.float64)
        for name, x in drawn.items()
        if not name.endswith(through)
    }


def _steps(design: Design, numpyro: Any, dist: Any, sites: Mapping[str, Array]) -> Array:
    """(steps,) log-normal steps.

    Steps that some survey shows are sampled as they are; the others, of which little is known
    but the prior, by how far they lie from its median.
    """
    import jax.numpy as jnp

    which = design.step_definition - 1
    median, spread = sites["step_log_median"][which], sites["step_log_spread"][which]
    told = design.step_told
    step = jnp.zeros(len(which))
    if told.any():
        shown = soft_log_normal(STEP_UNIT)(median[told], spread[told]).to_event(1)
        step = step.at[told].set(numpyro.sample("step" + TOLD, shown))
    if (~told).any():
        normal = dist.Normal(0.0, 1.0).expand([int((~told).sum())]).to_event(1)
        apart = numpyro.sample("step" + UNTOLD, normal)
        step = step.at[~told].set(jnp.exp(median[~told] + spread[~told] * apart))
    return numpyro.deterministic("step", step)


def scales_from(xp: ModuleType, design: Design, sites: Mapping[str, Array]) -> Scales:
    """Scales from sampled values; parts that are not estimated are 0."""
    groups = [
        xp.asarray(SET_SCALES[name]) if name in SET_SCALES else sites[f"{name}_scale"]
        for name in design.blocks.groups
    ]
    step = sites["step"] if "step" in sites else xp.zeros(0)
    steps = None
    if "step" in sites:
        steps = Steps(step, sites["step_log_median"], sites["step_log_spread"])
    return Scales(
        group=xp.stack(groups),
        mean=WORLD_MEAN,
        coefficients=sites.get("coefficients", xp.zeros(0)),
        country=sites["country_scale"],
        tail=sites["tail"],
        slope=sites["slope_scale"],
        wander=sites.get("wander_scale", 0.0),
        persistence=sites.get("persistence", 0.5),
        structure=sites.get("structure_scale", 0.0),
        survey=_survey_scales(xp, design, sites),
        survey_tail=_survey_tails(xp, design, sites),
        shift=design.step_weight
        * xp.concatenate([xp.zeros(1), design.step_sign * step])[design.step],
        steps=steps,
    )


def _survey_scales(xp: ModuleType, design: Design, sites: Mapping[str, Array]) -> Array:
    """(source types,) those that are set, and those that are sampled in their places."""
    given = design.set_survey_scales
    free = np.flatnonzero(np.isnan(given))
    if not len(free):
        return xp.asarray(given)
    place = np.arange(len(given))[:, None] == free
    sampled = xp.asarray(place, dtype=float) @ sites["survey_scale"]
    return xp.asarray(np.nan_to_num(given, nan=0.0)) + sampled


def _survey_tails(xp: ModuleType, design: Design, sites: Mapping[str, Array]) -> Array:
    """(surveys,) 1 where the scale of the error is set."""
    if "survey_tail" not in sites:
        return xp.ones(design.surveys)
    return xp.where(xp.asarray(design.surveys_with_tails), sites["survey_tail"], 1.0)
