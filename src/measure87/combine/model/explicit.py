"""The log-odds of every figure put together from its parts, for figures that are counts.

With counts nothing is normal given the scales and nothing can be integrated out. Every part is
then sampled in units of its own scale, so that where a survey found two cases, and the scales
decide where her log-odds lie, scales and parts are independent beforehand and can be sampled.

Source: the non-centred parameterisation, as in Papaspiliopoulos, Roberts & Skoeld (2007),
Statistical Science 22(1), 59-73; known here through its use, not read in print.
"""

from typing import Any

import numpy as np

from measure87.combine.model.design import Design
from measure87.combine.model.marginal import Array, Scales, level_variance

# Two figures of one year have a correlation of 1: this keeps the root there.
_JITTER = 1e-9


def explicit_logits(design: Design, scales: Scales, numpyro: Any, dist: Any) -> Array:
    """(K, m) log-odds of the figures without sampling error; samples the parts as it goes."""
    import jax.numpy as jnp

    blocks = design.blocks

    def normal(name: str, *shape: int) -> Array:
        site = dist.Normal(0.0, 1.0).expand(shape).to_event(len(shape))
        return numpyro.sample(f"{name}_normal", site)

    k, m = blocks.real.shape
    expected = scales.mean + (blocks.covariates @ scales.coefficients)[:, None] + scales.shift
    u = normal("shared", len(blocks.group)) * scales.group[blocks.group]
    value = expected + jnp.einsum("kmc,kc->km", blocks.columns, u[blocks.column])
    level = jnp.sqrt(level_variance(jnp, blocks, scales)) * normal("level", k)
    value = value + level[:, None] + scales.slope * normal("slope", k)[:, None] * blocks.decades
    of_survey = jnp.sqrt(scales.survey_tail) * normal("survey", design.surveys)
    value = value + scales.survey[blocks.survey_type] * of_survey[blocks.survey]
    if design.has_structure:
        own = normal("structure", k, blocks.cell_weight.shape[2])
        value = value + scales.structure * jnp.einsum("kmc,kc->km", blocks.cell_weight, own)
    if design.parts.trend:
        # Rows that fill a block up have lag 0 to all others, which no correlation could be.
        pair = blocks.real[:, :, None] & blocks.real[:, None, :]
        correlation = pair * scales.persistence**blocks.lag + _JITTER * jnp.eye(m)
        root = jnp.linalg.cholesky(correlation)
        value = value + scales.wander * jnp.einsum("kmn,kn->km", root, normal("wander", k, m))
    return value


def log_likelihood(design: Design, value: Array, logit: Array, dist: Any) -> Array:
    """Of measured figures (normal on the log-odds) and of counted ones (binomial).

    Counted totals have the linear form of measured ones inside their binomial (`totals`).
    """
    blocks = design.blocks
    measured = blocks.real & (design.latent == 0)
    error = np.sqrt(np.where(measured, blocks.error_variance, 1.0))
    normal = (dist.Normal(value, error).log_prob(logit) * measured).sum()
    # Effective numbers are no whole numbers, which the library would refuse to look at.
    counted, linear = design.figures.counted, design.linear
    logits = linear.offset[counted] + linear.slope[counted] * counted_of(design, value)
    chance = dist.Binomial(design.effective_n, logits=logits, validate_args=False)
    return normal + chance.log_prob(design.cases).sum()


def counted_of(design: Design, value: Array) -> Array:
    """(latents,) the counted ones among (K, m) log-odds, in the order of `Design.cases`."""
    places = np.argwhere(design.latent > 0)
    order = np.argsort(design.latent[tuple(places.T)])
    country, row = places[order].T
    return value[country, row]
