"""Draws of the scales that were not sampled: for exact formulas any will do."""

import numpy as np

from measure87.combine.model.convergence_gate import Convergence
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.parts import ModelParts, hierarchy_without_covariates
from measure87.combine.model.sampling import ScaleDraws

GOOD = Convergence({}, {}, 0, 0, 1.0)
STATED = ModelParts(2015, (2015, 2015))


def given_draws(design, sites, n=1):
    """`n` equal draws with these sites."""
    drawn = {name: np.broadcast_to(x, (1, n, *np.shape(x))).copy() for name, x in sites.items()}
    return ScaleDraws(design, drawn, GOOD, 0)


def a_small_world(countries=12, years=(2012, 2017), seed=3, source_types=1):
    """Countries of three regions with a survey in each of `years`."""
    rng = np.random.default_rng(seed)
    place = np.repeat(np.arange(countries), len(years))
    level = -2.0 + 0.5 * rng.normal(size=3)[np.arange(countries) % 3]
    logit = (level + 0.4 * rng.normal(size=countries))[place] + 0.1 * rng.normal(size=len(place))
    figures = measured_figures(
        place,
        np.tile(years, countries),
        logit,
        np.full(len(place), 0.1),
        source_type=np.arange(len(place)) % source_types,
    )
    world = hierarchy_without_covariates(np.arange(countries) % 3, np.arange(3))
    return design_of(figures, world, STATED)


def plain_sites(design, rng=None, draws=None):
    """Values for a world without covariates; with `draws` as many, scattered."""
    values = {
        "region_scale": 0.5,
        "subregion_scale": 0.2,
        "country_scale": 0.4,
        "slope_scale": 0.15,
        "source_scale": 0.3,
    }
    values = {name: np.asarray(x) for name, x in values.items()}
    values["survey_scale"] = np.full(design.source_types, 0.1)
    values["survey_tail"] = np.ones(design.surveys)
    values["tail"] = np.ones(len(design.blocks.country))
    if draws is None:
        return values
    return {
        name: x * np.exp(0.1 * rng.normal(size=(1, draws, *np.shape(x))))
        for name, x in values.items()
    }
