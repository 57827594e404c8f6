"""Validates one measure's model: what it says of figures that it has not seen."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

import numpy as np

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
from measure87.combine.validation.predicted import Predicted
from measure87.combine.validation.refits import Budget, without_countries
from measure87.combine.validation.scores import left_out_shares
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
