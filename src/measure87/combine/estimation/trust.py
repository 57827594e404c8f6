"""What a fitted model is worth: figures that it has not seen, and what moves its estimates.

One measure's model is validated by what it says of figures that it has not seen; and world and
regions are looked at when a prior is changed or a survey is left out.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

import numpy as np

from measure87.combine.aggregation.world import WorldEstimate
from measure87.combine.estimation.country_layout import CountryLayout
from measure87.combine.estimation.fitting import FittedMeasure, sampler_of
from measure87.combine.estimation.inputs import WorldInputs
from measure87.combine.estimation.questions import Questions
from measure87.combine.model.design import Design
from measure87.combine.model.sampling import ScaleDraws, draw_scales
from measure87.combine.validation.exercises import (
    Exercise,
    leave_out_countries,
    leave_out_last_surveys,
    leave_out_source_types,
)
from measure87.combine.validation.held_out import Budget, without_countries
from measure87.combine.validation.predicted import Predicted, left_out_shares
from measure87.combine.validation.sensitivity import (
    SURVEY_ERRORS,
    Places,
    has_set_survey_errors,
    places_of,
    prior_sensitivity,
    survey_error_rows,
    survey_influence,
    with_survey_errors,
)
from measure87.vocabulary.combined import Cell
from measure87.vocabulary.errors import RefusedError
from measure87.vocabulary.progress import progress


@dataclass(frozen=True)
class Trust:
    """What validation found of one measure."""

    rows: tuple[Mapping[str, Cell], ...] = ()
    left_out: Mapping[str, np.ndarray] = field(default_factory=dict)
    not_done: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class _How(TypedDict):
    """Options that all exercises have."""

    level: float
    definition: int


Predictions = tuple[Predicted, Sequence[str]]


def validate_all(
    questions: Questions,
    fitted: Sequence[FittedMeasure],
    inputs: WorldInputs,
    layout: CountryLayout,
) -> list[Trust]:
    """Validate every measure; measures of one model are predicted once."""
    made: dict[int, Predictions] = {}
    return [_validate(questions, one, inputs, layout, made) for one in fitted]


def _validate(
    questions: Questions,
    fitted: FittedMeasure,
    inputs: WorldInputs,
    layout: CountryLayout,
    made: dict[int, Predictions],
) -> Trust:
    """Run the exercises that are asked for.

    An exercise that cannot be done is named with its reason; it does not stop the run.

    Parameters
    ----------
    made
        Predictions without each country, by the identity of the draws that they are from; those
        that are made are added.
    """
    wanted = questions.validation
    budget = Budget(questions.seed, wanted.draws, wanted.folds, wanted.single_refits)
    design, codes = fitted.draws.design, inputs.countries
    how = _How(level=wanted.level, definition=fitted.definition)

    def fit(again: Design) -> ScaleDraws:
        found = draw_scales(again, sampler_of(questions))
        found.convergence.refuse_unless_passed()
        return found

    def left_out() -> Exercise:
        key = id(fitted.draws)
        if key not in made:
            made[key] = without_countries(fitted.draws, codes, fit, budget)
        columns = _regression(wanted.regression, layout)
        return leave_out_countries(
            fitted.draws, codes, fit, budget, regression=columns, predictions=made[key], **how
        )

    done: list[Exercise] = []
    if wanted.countries:
        progress("leaving countries out", 0.0)
        done.append(_tried("countries", left_out))
    if wanted.last_surveys:
        progress("leaving last surveys out", 0.0)
        done.append(
            _tried(
                "last_surveys",
                lambda: leave_out_last_surveys(design, codes, fit, budget, **how),
            )
        )
    if wanted.sources:
        progress("leaving kinds of source out", 0.0)
        names = fitted.given.source_types
        done.append(
            _tried(
                "sources",
                lambda: leave_out_source_types(design, names, fit, budget, **how),
            )
        )
    whole = next((one.predicted for one in done if one.name == "countries"), None)
    figures = fitted.given.figures.n
    return Trust(
        rows=tuple(_told(fitted.settings.name, row) for one in done for row in one.rows),
        left_out={} if whole is None else left_out_shares(whole, figures, questions.level),
        not_done=tuple(f"{one.name}: {one.refused}" for one in done if one.refused),
        notes=tuple(note for one in done for note in one.notes),
    )


def _told(measure: str, row: Mapping[str, Cell]) -> dict[str, Cell]:
    """A row of the measure; scores that could not be had, as without a density, are empty."""
    return {"measure": measure} | {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in row.items()
    }


def _tried(name: str, exercise: Callable[[], Exercise]) -> Exercise:
    try:
        return exercise()
    except RefusedError as error:
        return Exercise(name, refused=error.text)


def _regression(names: Sequence[str], layout: CountryLayout) -> tuple[int, ...]:
    return tuple(layout.covariates.index(name) for name in names if name in layout.covariates)


_DRAWS = {"sensitivity": 400, "influence": 50}
"""Draws of the scales that are used: influence draws every country anew for every survey."""


class _Look(TypedDict):
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
            how = _Look(n=n, seed=questions.seed, definition=one.definition)
            rows += prior_sensitivity(one.draws, places, **how)
            if id(one.draws) not in again:
                again[id(one.draws)] = _other_survey_errors(questions, one.draws)
            rows += survey_error_rows(one.draws, again[id(one.draws)], places, **how)
        if wanted.influence:
            progress("leaving surveys out", 0.0)
            n, names = _DRAWS["influence"], one.given.surveys
            how = _Look(n=n, seed=questions.seed, definition=one.definition)
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
