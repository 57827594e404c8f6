"""What moves when a prior is half or twice as wide.

Draws under one prior stand in for draws under another, weighted by the ratio of the two
densities (`importance`); the shape of the largest weights says where they cannot, and such rows
are flagged. Widths that are set and not sampled (world, drift, survey errors where nothing
tells them) change the density of the figures: countries are then drawn anew.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from measure87.combine.model.design import Design
from measure87.combine.model.figures import Floats
from measure87.combine.model.marginal import Scales, log_marginal
from measure87.combine.model.paths import draw_paths_given
from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.model.terms import SET_SCALES
from measure87.combine.validation.importance import smoothed_weights
from measure87.combine.validation.places import Places, move_rows
from measure87.combine.validation.prior_widths import sampled_priors

FACTORS = (("halved", 0.5), ("doubled", 2.0))


@dataclass(frozen=True)
class ThinnedDraws:
    """Draws of the scales that are used, evenly spread over all.

    Attributes
    ----------
    given : list of (Scales, (K, m))
    sites : name to (draws, ...)
        The same draws by name.
    """

    given: list[tuple[Scales, Floats]]
    sites: dict[str, Floats]


def thinned_draws(draws: ScaleDraws, n: int) -> ThinnedDraws:
    """Up to `n` draws, the same that `ScaleDraws.thinned` gives."""
    chosen = np.unique(np.linspace(0, draws.n - 1, min(n, draws.n)).astype(np.int64))
    sites = {name: x.reshape(-1, *x.shape[2:])[chosen] for name, x in draws.sites.items()}
    return ThinnedDraws(list(draws.thinned(n)), sites)


def prior_sensitivity(
    draws: ScaleDraws, places: Places, *, n: int, seed: int, definition: int = 0
) -> list[dict[str, object]]:
    """Rows of `WHAT_MOVES`, every prior halved and doubled.

    Parameters
    ----------
    n : int
        Draws to use.
    seed : int
        Of the paths; before and after share their chance, so that differences are not noise.
    definition : int
        Under which definition shares are looked at.

    Raises
    ------
    RefusedError
        Where the draws have not converged.
    """
    draws.convergence.refuse_unless_passed()
    design, thin = draws.design, thinned_draws(draws, n)
    before = _shares(design, thin.given, places, seed, definition)
    rows: list[dict[str, object]] = []
    for prior in sampled_priors(design):
        value = thin.sites[prior.name]
        for setting, factor in FACTORS:
            weights = smoothed_weights(prior.log_ratio(value, factor))
            rows += move_rows(places, prior.name, setting, "reweighted", before, before, weights)
    for name, changed in _set_widths(design).items():
        for setting, factor in FACTORS:
            given = [(changed(scales, factor), logit) for scales, logit in thin.given]
            ratio = np.array(
                [
                    float(log_marginal(np, design.blocks, new, logit))
                    - float(log_marginal(np, design.blocks, old, logit))
                    for (new, logit), (old, _) in zip(given, thin.given, strict=True)
                ]
            )
            after = _shares(design, given, places, seed, definition)
            weights = smoothed_weights(ratio)
            rows += move_rows(places, name, setting, "redrawn", before, after, weights)
    return rows


def _shares(
    design: Design,
    given: list[tuple[Scales, Floats]],
    places: Places,
    seed: int,
    definition: int,
) -> Floats:
    paths = draw_paths_given(design, given, np.random.default_rng(seed))
    return places.shares(paths.share_under(definition))


def _set_widths(design: Design) -> dict[str, Callable[[Scales, float], Scales]]:
    """Widths that are set: name and how scales look with a factor on it."""

    def of_group(place: int) -> Callable[[Scales, float], Scales]:
        factors = np.arange(len(design.blocks.groups)) == place
        return lambda scales, factor: replace(
            scales, group=np.where(factors, factor, 1.0) * scales.group
        )

    found = {
        f"{name}_scale": of_group(place)
        for place, name in enumerate(design.blocks.groups)
        if name in SET_SCALES
    }
    if not design.has_repeated_surveys:
        found["survey_scale"] = lambda scales, factor: replace(
            scales, survey=factor * scales.survey
        )
    return found
