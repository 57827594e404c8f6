"""Asks what moves world and regions when a prior is changed or a survey is left out."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np

from measure87.combine.aggregation.world import WorldEstimate
from measure87.combine.estimation.fitting import FittedMeasure, sampler_of
from measure87.combine.estimation.questions import Questions
from measure87.combine.model.sampling import ScaleDraws, draw_scales
from measure87.combine.validation.influence import survey_influence
from measure87.combine.validation.places import Places, places_of
from measure87.combine.validation.sensitivity import (
    SURVEY_ERRORS,
    has_set_survey_errors,
    prior_sensitivity,
    survey_error_rows,
    with_survey_errors,
)
from measure87.vocabulary.combined import Cell
from measure87.vocabulary.progress import progress

_DRAWS = {"sensitivity": 400, "influence": 50}
"""Draws of the scales that are used: influence draws every country anew for every survey."""


class _How(TypedDict):
    """Options of every look at what moves."""

    n: int
    seed: int
    definition: int


def moves_of(
    questions: Questions, fitted: Sequence[FittedMeasure], worlds: Sequence[WorldEstimate]
) -> list[dict[str, Cell]]:
    """Rows of `WHAT_MOVES` of every measure that is estimated by itself."""
    rows: list[dict[str, Cell]] = []
    wanted = questions.validation
    again: dict[int, Mapping[float, ScaleDraws]] = {}
    for one, world in zip(fitted, worlds, strict=True):
        if one.settings.within or one.settings.beyond:
            continue
        places = _places(questions.year, one, world)
        if not places.names:
            continue
        if wanted.sensitivity:
            progress("changing priors", 0.0)
            n = _DRAWS["sensitivity"]
            how = _How(n=n, seed=questions.seed, definition=one.definition)
            rows += prior_sensitivity(one.draws, places, **how)
            if id(one.draws) not in again:
                again[id(one.draws)] = _other_survey_errors(questions, one.draws)
            rows += survey_error_rows(one.draws, again[id(one.draws)], places, **how)
        if wanted.influence:
            progress("leaving surveys out", 0.0)
            n, names = _DRAWS["influence"], one.given.surveys
            how = _How(n=n, seed=questions.seed, definition=one.definition)
            rows += survey_influence(one.draws, places, names, **how)
    return rows


def _other_survey_errors(questions: Questions, draws: ScaleDraws) -> dict[float, ScaleDraws]:
    """The model fitted anew with other sizes of surveys' errors; nothing where they are not set."""
    if not has_set_survey_errors(draws.design):
        return {}
    found = {}
    for sd in SURVEY_ERRORS:
        progress(f"trying survey errors of {sd:g}", 0.0)
        found[sd] = draw_scales(with_survey_errors(draws.design, sd), sampler_of(questions))
    return found


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
