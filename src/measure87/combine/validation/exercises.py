"""Predicts published figures that the model has not seen, beside simple baselines.

Three exercises: whole countries, each country's last survey, one kind of source. Countries are
taken away exactly where that is possible (`combine.model.leave_out`); where weights are poor or
figures are counts the model is fitted again, as often as a stated budget allows. An exercise
that cannot be done is named with its reason and gives no figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from measure87.combine.model.design import Design
from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.validation.baselines import (
    Baseline,
    carried_forward,
    predict_rows,
    region_mean,
    region_regression,
    region_year,
    without_each_country,
)
from measure87.combine.validation.held_out import (
    Budget,
    Fit,
    country_folds,
    last_survey_rows,
    refitted,
    source_type_rows,
    without_countries,
)
from measure87.combine.validation.predicted import (
    LEVEL,
    Predicted,
    joined_predictions,
    score_row,
    scored_rows,
)
from measure87.numerics.arrays import BoolArray
from measure87.vocabulary.combined import Cell
from measure87.vocabulary.errors import RefusedError


@dataclass(frozen=True)
class Exercise:
    """What came of one exercise.

    Attributes
    ----------
    name : str
    rows : tuple of VALIDATION_SCORES rows
    predicted : Predicted or None
        The model's predictions of every figure that was taken away.
    refused : str
        Why it was not done; empty where it was.
    notes : tuple of str
        What to know of it.
    """

    name: str
    rows: tuple[dict[str, Cell], ...] = ()
    predicted: Predicted | None = None
    refused: str = ""
    notes: tuple[str, ...] = field(default=())


def leave_out_countries(
    draws: ScaleDraws,
    codes: Sequence[str],
    fit: Fit,
    budget: Budget,
    *,
    regression: Sequence[int] = (),
    level: float = LEVEL,
    definition: int = 0,
    predictions: tuple[Predicted, Sequence[str]] | None = None,
) -> Exercise:
    """Predict each country's figures from all other countries.

    Parameters
    ----------
    draws : ScaleDraws
        With all figures.
    codes : (countries,)
        ISO3, in the order of the hierarchy.
    regression
        Columns of the covariates of the regression baseline; none without.
    definition : int
        Figures of which definition are scored; of all of them predictions are made.
    predictions
        As `without_countries` gives them, where they were made before for another definition.

    Raises
    ------
    RefusedError
        Where the draws, or those of a fit in folds, have not converged.
    """
    design = draws.design
    predicted, told = predictions or without_countries(draws, codes, fit, budget)
    notes = list(told)
    scored = scored_rows(design.figures, definition)
    mine = predicted.of_rows(np.flatnonzero(scored))
    simple = [region_mean(design.figures, design.hierarchy)]
    if np.ptp(design.figures.year[scored]) > 0:
        simple.append(region_year(design.figures, design.hierarchy))
    pairs: list[tuple[str, BoolArray, list[Baseline]]] = [("countries", scored, simple)]
    if regression:
        fitted = region_regression(design.figures, design.hierarchy, regression)
        known = scored & fitted.known
        pairs.append(("countries_with_covariates", known, [*simple, fitted]))
    rows: list[dict[str, Cell]] = []
    for name, which, baselines in pairs:
        rows.append(score_row(name, "model", mine.of_rows(np.flatnonzero(which)), level))
        for baseline in baselines:
            try:
                other = without_each_country(design.figures, baseline, which)
            except RefusedError as error:
                notes.append(f"{name}, {baseline.name}: {error.text}")
                continue
            rows.append(score_row(name, baseline.name, other, level))
    return Exercise("countries", tuple(rows), predicted, notes=tuple(notes))


def leave_out_last_surveys(
    design: Design,
    codes: Sequence[str],
    fit: Fit,
    budget: Budget,
    *,
    level: float = LEVEL,
    definition: int = 0,
) -> Exercise:
    """Predict each country's last survey from its earlier ones and all other countries.

    In folds of countries: the last surveys of a fifth of the countries are taken away at once,
    the others stay.
    """
    name = "last_surveys"
    held = last_survey_rows(design.figures)
    scored = held & scored_rows(design.figures, definition)
    if not scored.any():
        return Exercise(name, refused="no country has figures of two years")
    folds = country_folds(codes, budget.folds)[design.figures.country]
    parts = [held & (folds == fold) for fold in range(budget.folds)]
    try:
        predicted = refitted(design, parts, fit, budget)
    except RefusedError as error:
        return Exercise(name, refused=error.text)
    mine = predicted.of_rows(np.flatnonzero(scored))
    rows = [score_row(name, "model", mine, level)]
    notes: list[str] = []
    try:
        before = carried_forward(design.figures, mine.row, definition)
        if len(before.row) < len(mine.row):
            rows.append(score_row(name, "model", mine.of_rows(before.row), level))
        rows.append(score_row(name, "previous_survey", before, level))
    except RefusedError as error:
        notes.append(f"previous_survey: {error.text}")
    return Exercise(name, tuple(rows), predicted, notes=tuple(notes))


def leave_out_source_types(
    design: Design,
    names: Sequence[str],
    fit: Fit,
    budget: Budget,
    *,
    fewest: int = 5,
    level: float = LEVEL,
    definition: int = 0,
) -> Exercise:
    """Predict all figures of one kind of source from those of other kinds.

    Parameters
    ----------
    names : (source types,)
    fewest
        Kinds with fewer scored figures are not tried.
    """
    name, scored = "sources", scored_rows(design.figures, definition)
    kinds = {
        kind: rows
        for kind, rows in source_type_rows(design.figures).items()
        if (rows & scored).sum() >= fewest and (~rows & scored).sum() >= fewest
    }
    if not kinds:
        return Exercise(name, refused=f"no two kinds of source have {fewest} figures each")
    found: list[dict[str, Cell]] = []
    parts: list[Predicted] = []
    notes: list[str] = []
    baseline = region_mean(design.figures, design.hierarchy)
    for kind, rows in kinds.items():
        wanted = np.flatnonzero(rows & scored)
        label = f"{name}:{names[kind]}"
        try:
            every = refitted(design, [rows], fit, budget)
            other = predict_rows(design.figures, baseline, np.flatnonzero(~rows & scored), wanted)
        except RefusedError as error:
            notes.append(f"{label}: {error.text}")
            continue
        parts.append(every)
        found += [score_row(label, "model", every.of_rows(wanted), level)]
        found += [score_row(label, baseline.name, other, level)]
    if not parts:
        return Exercise(name, refused="; ".join(notes))
    return Exercise(name, tuple(found), joined_predictions(parts), notes=tuple(notes))
