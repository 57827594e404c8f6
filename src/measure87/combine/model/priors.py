"""Every prior of the model, and how sampled values become scales.

All are on the log-odds, where 0.1 is about a tenth of a prevalence under 20 %. Scales are
half-normal: 0 is allowed, three times the stated width is all but excluded. The methods page
`world-model.md` says what each leads to.
"""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from measure87.combine.model.design import Design
from measure87.combine.model.marginal import Array, Scales
from measure87.combine.model.marginal_gradient import sampled_log_marginal
from measure87.combine.model.terms import SCALE_PRIORS, SET_SCALES, WORLD_MEAN
from measure87.vocabulary.errors import MissingExtraError

COUNTRY_WIDTH = 1.0
COVARIATE_WIDTH = 0.5
SLOPE_WIDTH = 0.3
# A stated year without repeated figures: nothing but this widens figures of other years.
DRIFTING_WIDTH = 0.2
WANDER_WIDTH = 0.3
PERSISTENCE = (4.0, 2.0)
STRUCTURE_WIDTH = 0.2
SURVEY_WIDTH = 0.2
# Where countries have one survey each nothing tells its error from the country's own level:
# the scale is then set, and said to be.
SET_SURVEY_SCALE = 0.1
# Steps between definitions are log-normal: positive, with a long upper end.
STEP_MEDIAN = 0.25
STEP_MEDIAN_SPREAD = 1.0
STEP_SPREAD_WIDTH = 1.0
# Values of single countries and figures, not of the model as a whole.
COUNTRY_SITES = frozenset({"tail", "step", "latent_logit"})


def prior_model(design: Design) -> Callable[..., None]:
    """The joint density of scales and figures, as a model for numpyro.

    The model takes other (K, m) log-odds in the place of the figures' own, so that many
    invented sets of figures can be sampled without compiling anew.

    Raises
    ------
    MissingExtraError
        Where numpyro is not installed.
    """
    jnp, numpyro, dist = bayes_libraries()
    log_marginal = sampled_log_marginal(design.blocks)

    def model(figures: Array = design.blocks.logit) -> None:
        sites = _scale_sites(design, numpyro, dist)
        sites |= _country_sites(design, numpyro, dist, sites)
        scales = scales_from(jnp, design, sites)
        logit = logit_from(jnp, design, sites, figures)
        numpyro.factor("figures", log_marginal(scales, logit))
        if len(design.cases):
            chance = dist.Binomial(design.effective_n, logits=sites["latent_logit"])
            numpyro.factor("counts", chance.log_prob(design.cases).sum())

    return model


def bayes_libraries() -> tuple[Any, Any, Any]:
    """jax.numpy, numpyro and its distributions, in double precision."""
    try:
        import jax.numpy as jnp
        import numpyro
        from numpyro import distributions as dist
    except ImportError as error:
        raise MissingExtraError("numpyro", "bayes") from error
    numpyro.enable_x64()
    return jnp, numpyro, dist


def _scale_sites(design: Design, numpyro: Any, dist: Any) -> dict[str, Array]:
    """Scales and what else describes the world as a whole."""

    def half_normal(name: str, width: float, shape: tuple[int, ...] = ()) -> Array:
        return numpyro.sample(name, dist.HalfNormal(width).expand(shape).to_event(len(shape)))

    sites = {
        f"{name}_scale": half_normal(f"{name}_scale", SCALE_PRIORS[name])
        for name in design.blocks.groups
        if name not in SET_SCALES
    }
    sites["country_scale"] = half_normal("country_scale", COUNTRY_WIDTH)
    if design.has_repeated_surveys:
        sites["survey_scale"] = half_normal("survey_scale", SURVEY_WIDTH, (design.source_types,))
    width = SLOPE_WIDTH if design.parts.trend else DRIFTING_WIDTH
    sites["slope_scale"] = half_normal("slope_scale", width)
    if design.parts.trend:
        sites["wander_scale"] = half_normal("wander_scale", WANDER_WIDTH)
        sites["persistence"] = numpyro.sample("persistence", dist.Beta(*PERSISTENCE))
    if design.has_structure:
        sites["structure_scale"] = half_normal("structure_scale", STRUCTURE_WIDTH)
    q = design.blocks.covariates.shape[1]
    if q:
        sites["covariate_scale"] = half_normal("covariate_scale", COVARIATE_WIDTH)
        normal = dist.Normal(0.0, 1.0).expand([q]).to_event(1)
        sites["standard_coefficients"] = numpyro.sample("standard_coefficients", normal)
    return sites


def _country_sites(
    design: Design, numpyro: Any, dist: Any, sites: Mapping[str, Array]
) -> dict[str, Array]:
    """Values of single countries and figures."""
    half_df = design.parts.tail_df / 2.0
    tails = dist.InverseGamma(half_df, half_df).expand([len(design.blocks.country)]).to_event(1)
    found = {"tail": numpyro.sample("tail", tails)}
    if len(design.step_definition):
        d = design.definitions
        centre = dist.Normal(np.log(STEP_MEDIAN), STEP_MEDIAN_SPREAD).expand([d]).to_event(1)
        spread = dist.HalfNormal(STEP_SPREAD_WIDTH).expand([d]).to_event(1)
        found["step_log_median"] = numpyro.sample("step_log_median", centre)
        found["step_log_spread"] = numpyro.sample("step_log_spread", spread)
        which = design.step_definition - 1
        steps = dist.LogNormal(found["step_log_median"][which], found["step_log_spread"][which])
        found["step"] = numpyro.sample("step", steps.to_event(1))
    if len(design.cases):
        # The density of the latent values is that of the figures, in `log_marginal`.
        flat = dist.ImproperUniform(dist.constraints.real, (), (len(design.cases),))
        found["latent_logit"] = numpyro.sample("latent_logit", flat)
    return found


def scales_from(xp: ModuleType, design: Design, sites: Mapping[str, Array]) -> Scales:
    """Scales from sampled values; parts that are not estimated are 0."""
    groups = [
        xp.asarray(SET_SCALES[name]) if name in SET_SCALES else sites[f"{name}_scale"]
        for name in design.blocks.groups
    ]
    step = sites["step"] if "step" in sites else xp.zeros(0)
    coefficients = (
        sites["covariate_scale"] * sites["standard_coefficients"]
        if "covariate_scale" in sites
        else xp.zeros(0)
    )
    return Scales(
        group=xp.stack(groups),
        mean=WORLD_MEAN,
        coefficients=coefficients,
        country=sites["country_scale"],
        tail=sites["tail"],
        slope=sites["slope_scale"],
        wander=sites.get("wander_scale", 0.0),
        persistence=sites.get("persistence", 0.5),
        structure=sites.get("structure_scale", 0.0),
        survey=sites.get("survey_scale", xp.full(design.source_types, SET_SURVEY_SCALE)),
        shift=xp.concatenate([xp.zeros(1), step])[design.step],
    )


def logit_from(xp: ModuleType, design: Design, sites: Mapping[str, Array], figures: Array) -> Array:
    """(K, m) log-odds of the figures, latent values in the place of counted ones."""
    if "latent_logit" not in sites:
        return figures
    latent = xp.concatenate([xp.zeros(1), sites["latent_logit"]])[design.latent]
    return xp.where(design.latent > 0, latent, figures)
