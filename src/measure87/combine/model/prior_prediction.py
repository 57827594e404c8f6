"""What the priors say before any figure is seen.

A prior is judged by what it makes of prevalence: figures that nobody would believe must be
improbable, and none that have been seen may be.
"""

from dataclasses import dataclass

import numpy as np

from measure87.combine.model.design import Design
from measure87.combine.model.paths import draw_paths_before
from measure87.combine.model.priors import (
    COUNTRY_SITES,
    bayes_libraries,
    priors_alone,
    scales_from,
    wanted_sites,
)
from measure87.numerics.arrays import FloatArray

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class PriorPrediction:
    """Quantiles at `LEVELS` before any figure.

    Attributes
    ----------
    scales : name to (5,)
        Of every scale and step (of all its entries together).
    share : (5,)
        Share in a country and year, 0 to 1.
    country_ratio : (5,)
        Odds of one country over those of another.
    change : (5,)
        Log-odds of the last year less the first; zeros for one stated year.
    """

    scales: dict[str, FloatArray]
    share: FloatArray
    country_ratio: FloatArray
    change: FloatArray


def predict_from_priors(design: Design, n: int, rng: np.random.Generator) -> PriorPrediction:
    """Draw `n` worlds from the priors.

    Raises
    ------
    MissingExtraError
        Where numpyro is not installed.
    """
    sites = draw_prior_sites(design, n, rng)
    given = [scales_from(np, design, {name: x[i] for name, x in sites.items()}) for i in range(n)]
    paths = draw_paths_before(design, given, rng)
    first, last = paths.logit[:, :, 0], paths.logit[:, :, -1]
    whole = {name: x for name, x in sites.items() if name not in COUNTRY_SITES or name == "step"}
    return PriorPrediction(
        scales={name: np.quantile(x, LEVELS) for name, x in whole.items()},
        share=np.quantile(paths.share, LEVELS),
        country_ratio=np.quantile(np.exp(last[:, 1:] - last[:, :-1]), LEVELS),
        change=np.quantile(last - first, LEVELS),
    )


def draw_prior_sites(design: Design, n: int, rng: np.random.Generator) -> dict[str, FloatArray]:
    """`n` draws of everything that is sampled, (n, ...) each, from the priors alone."""
    bayes_libraries()
    import jax
    from numpyro.infer import Predictive

    key = jax.random.PRNGKey(int(rng.integers(2**31)))
    drawn = Predictive(priors_alone(design), num_samples=n)(key)
    sites = wanted_sites(drawn)
    # These are sampled through values that are only nearly as their prior: drawn anew here.
    for name, df in (("tail", design.parts.tail_df), ("survey_tail", design.parts.survey_df)):
        if name in sites:
            gamma = rng.gamma(df / 2.0, 1.0, sites[name].shape)
            sites[name] = np.asarray(df / 2.0 / gamma, dtype=np.float64)
    return sites
