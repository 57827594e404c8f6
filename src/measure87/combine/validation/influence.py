"""What each survey does to the estimates: they are made again without it.

Given the scales this is exact: the survey's figures are taken away and countries are drawn anew
with the same chance. The scales would be a little different without it; their draws are
weighted by the ratio of the figures' densities.
"""

from collections.abc import Sequence

import numpy as np

from measure87.combine.model.design import Design
from measure87.combine.model.marginal import Scales, log_marginal
from measure87.combine.model.paths import draw_paths_given
from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.validation.held_out import design_in_the_same_form
from measure87.combine.validation.importance import smoothed_weights
from measure87.combine.validation.places import Places, move_rows
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.combined import Cell


def survey_influence(
    draws: ScaleDraws,
    places: Places,
    names: Sequence[str],
    *,
    n: int,
    seed: int,
    surveys: Sequence[int] | None = None,
    definition: int = 0,
) -> list[dict[str, Cell]]:
    """Rows of `WHAT_MOVES`, each survey left out in turn.

    Parameters
    ----------
    names : (surveys,)
        What each survey is called.
    n : int
        Draws of the scales to use; the work is this times the number of surveys.
    seed : int
        Of the paths.
    surveys
        Which are left out; all without.
    definition : int
        Under which definition shares are looked at.

    Raises
    ------
    RefusedError
        Where the draws have not converged.
    """
    draws.convergence.refuse_unless_passed()
    design, given = draws.design, list(draws.thinned(n))
    before = _shares(design, given, places, seed, definition)
    chosen = range(len(names)) if surveys is None else surveys
    rows: list[dict[str, Cell]] = []
    for survey in chosen:
        held = design.figures.survey == survey
        without = design_in_the_same_form(design, np.asarray(held))
        weights = smoothed_weights(_log_ratio(design, without, given))
        after = _shares(without, given, places, seed, definition)
        rows += move_rows(places, names[survey], "left_out", "redrawn", before, after, weights)
    return rows


def most_influential(rows: Sequence[dict[str, Cell]], place: str) -> list[dict[str, Cell]]:
    """The rows of one place, those that move it most first."""

    def moved(row: dict[str, Cell]) -> float:
        return -abs(float(str(row["after"])) - float(str(row["before"])))

    return sorted((row for row in rows if row["place"] == place), key=moved)


def _log_ratio(
    design: Design, without: Design, given: list[tuple[Scales, FloatArray]]
) -> FloatArray:
    """(draws,) log density of the other figures less that of all, up to a constant."""
    return np.array(
        [
            float(log_marginal(np, without.blocks, scales, logit))
            - float(log_marginal(np, design.blocks, scales, logit))
            for scales, logit in given
        ]
    )


def _shares(
    design: Design,
    given: list[tuple[Scales, FloatArray]],
    places: Places,
    seed: int,
    definition: int,
) -> FloatArray:
    paths = draw_paths_given(design, given, np.random.default_rng(seed))
    return places.shares(paths.share_under(definition))
