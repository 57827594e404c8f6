"""The model with every part sampled in units of its own scale: a second route, for tests.

With counts nothing is normal given the scales. This route takes the counts as they are and
integrates nothing out; the program takes normal figures in their place (`count_sites`).
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


def log_likelihood(design: Design, value: Array, dist: Any) -> Array:
    """Of measured figures (normal on the log-odds) and of counted ones (binomial)."""
    figures, blocks = design.figures, design.blocks
    at = np.argsort(blocks.row[blocks.real])
    country, place = (index[at] for index in np.nonzero(blocks.real))
    value = value[country, place]
    counted = figures.counted
    measured = dist.Normal(value[~counted], figures.logit_se[~counted])
    normal = measured.log_prob(figures.logit[~counted]).sum()
    # Effective numbers are no whole numbers, which the library would refuse to look at.
    chance = dist.Binomial(figures.effective_n[counted], logits=value[counted], validate_args=False)
    return normal + chance.log_prob(figures.cases[counted]).sum()
