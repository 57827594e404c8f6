"""Asks what moves world and regions when a prior is changed or a survey is left out."""

from collections.abc import Sequence

import numpy as np

from measure87.combine.aggregation.world import WorldEstimate
from measure87.combine.validation.influence import survey_influence
from measure87.combine.validation.places import Places, places_of
from measure87.combine.validation.sensitivity import prior_sensitivity
from measure87.study.world.fitting import FittedMeasure
from measure87.study.world.settings import WorldSettings
from measure87.vocabulary.progress import progress

_DRAWS = {"sensitivity": 400, "influence": 50}
"""Draws of the scales that are used: influence draws every country anew for every survey."""


def moves_of(
    settings: WorldSettings, fitted: Sequence[FittedMeasure], worlds: Sequence[WorldEstimate]
) -> list[dict[str, object]]:
    """Rows of `WHAT_MOVES` of every measure that is estimated by itself."""
    rows: list[dict[str, object]] = []
    wanted = settings.validation
    for one, world in zip(fitted, worlds, strict=True):
        if one.settings.within or one.settings.beyond:
            continue
        places = _places(settings.year, one, world)
        if not places.names:
            continue
        if wanted.sensitivity:
            progress("changing priors", 0.0)
            n = _DRAWS["sensitivity"]
            rows += prior_sensitivity(
                one.draws, places, n=n, seed=settings.seed, definition=one.definition
            )
        if wanted.influence:
            progress("leaving surveys out", 0.0)
            n, names = _DRAWS["influence"], one.given.surveys
            rows += survey_influence(
                one.draws, places, names, n=n, seed=settings.seed, definition=one.definition
            )
    return rows


def _places(year: int, one: FittedMeasure, world: WorldEstimate) -> Places:
    """World and regions that are published in the year."""
    when = world.draws.years.index(year)
    codes = one.countries.countries
    # Countries that no estimate is made of are drawn by the model still, and in no place.
    population = np.zeros((len(codes), *world.cells.persons.shape[2:]))
    population[[codes.index(code) for code in world.cells.countries]] = world.cells.persons[:, when]
    members = [
        (place.code, [codes.index(code) for code in place.members])
        for place in world.places
        if place.kind in ("world", "region") and world.why_not(place, year) is None
    ]
    return places_of(one.settings.name, year, when, population, members)
