"""The linear form of all totals among figures, about where the model itself puts their cells.

The point of each total's linear form (`linear_form`), and how much is open about its cells, are
their mean and covariance given all figures, at fixed scales of typical size: the model is solved,
the totals are made linear where it puts their cells, and again, until no cell moves. What is open
about a country's cells hangs on how far its own cells lie apart: that scale is the one that the
figures themselves make likely (`typical`). For a total of one cell nothing changes. A step
between definitions that are equal at some ages enters by the weights of the other ages.

How far the linear form is from the sum in the draws of the fitted model is measured by
`linearisation_error`.

Source: as `linear_form`; without the covariance these are the rounds of iteratively reweighted
least squares, McCullagh & Nelder (1989), Generalized Linear Models, ch. 2 (neither read in print).
"""

from dataclasses import replace

import numpy as np

from measure87.combine.model.cells_given import (
    RowsGiven,
    cells_of_totals,
    rows_given,
    with_cells,
)
from measure87.combine.model.country_blocks import CountryBlocks, country_blocks
from measure87.combine.model.figures import Figures
from measure87.combine.model.hierarchy import Hierarchy
from measure87.combine.model.linear_form import Cells, LinearFigures, linear_about
from measure87.combine.model.parts import ModelParts
from measure87.combine.model.survey_errors import set_survey_scales
from measure87.combine.model.typical import likely_structure, typical_scales
from measure87.combine.model.widths import STEP_MEDIAN
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import RefusedError

TOLERANCE = 1e-5
MOST_ROUNDS = 200


def linear_figures(figures: Figures, hierarchy: Hierarchy, parts: ModelParts) -> LinearFigures:
    """The linear form of all figures.

    Raises
    ------
    DataError, RefusedError
        As `country_blocks`; `totals-not-linearised` where the points do not settle.
    """
    if not figures.total.any():
        return LinearFigures(figures, np.ones(figures.n), np.zeros(figures.n))
    measured = _as_measured(figures)
    start = _start(measured)
    structure = None if figures.has_structure else 0.0
    cells = _settled(measured, hierarchy, parts, start, structure)
    if structure is None:
        told = linear_about(measured, cells).figures
        blocks, shift = _laid_out(told, hierarchy, parts)
        survey = set_survey_scales(measured, parts)
        structure = likely_structure(blocks, shift, trend=parts.trend, survey=survey)
        cells = _settled(measured, hierarchy, parts, cells, structure)
    return linear_about(figures, cells)


def step_weights(figures: Figures, parts: ModelParts) -> FloatArray:
    """(n,) by how much of a step its figures are moved: the weights of the ages that have it."""
    steps = ages_with_step(figures, parts)
    weight = np.einsum("nsa,na->n", figures.cell_weight, steps[figures.definition])
    # Where all ages have it, all of it: sums of weights are 1 but for rounding.
    return np.where(steps[figures.definition].all(axis=1), 1.0, weight)


def ages_with_step(figures: Figures, parts: ModelParts) -> FloatArray:
    """(definitions, ages) 1 where a definition differs from definition 0, which has a row too."""
    known = max(int(figures.definition.max()), len(parts.same_ages), len(parts.step_sign))
    steps = np.ones((known + 1, figures.cell_weight.shape[2]))
    for definition, ages in enumerate(parts.same_ages, start=1):
        steps[definition, list(ages)] = 0.0
    return steps


def _settled(
    measured: Figures,
    hierarchy: Hierarchy,
    parts: ModelParts,
    cells: Cells,
    structure: float | None,
) -> Cells:
    """The cells that come out where they went in, beginning with `cells`."""
    row, cell = cells_of_totals(measured)
    survey = set_survey_scales(measured, parts)
    step, before = 1.0, np.inf
    for _ in range(MOST_ROUNDS):
        told = with_cells(linear_about(measured, cells).figures, row, cell, measured.logit[row])
        blocks, shift = _laid_out(told, hierarchy, parts)
        scales = typical_scales(
            blocks, shift, trend=parts.trend, survey=survey, structure=structure
        )
        found = _cells_in(measured, rows_given(blocks, scales))
        away = Cells(found.mean - cells.mean, found.covariance - cells.covariance)
        change = float(max(np.abs(away.mean).max(), np.abs(away.covariance).max()))
        if change < TOLERANCE:
            return found
        # Points that swing to and fro settle by smaller steps.
        step, before = (step / 2.0 if change > before else step), change
        cells = Cells(cells.mean + step * away.mean, cells.covariance + step * away.covariance)
    raise RefusedError(
        f"the totals cannot be linearised: after {MOST_ROUNDS} rounds a cell still moves by "
        f"{change:.2g} on the log-odds",
        code="totals-not-linearised",
        hint="look for totals that contradict the cells of their country, and leave them out",
    )


def _start(measured: Figures) -> Cells:
    """Cells of which nothing is known but their total: all where it is, and no doubt of that."""
    inside = measured.cells[measured.total]
    t, c = inside.shape
    return Cells(inside * measured.logit[measured.total][:, None], np.zeros((t, c, c)))


def _cells_in(measured: Figures, given: RowsGiven) -> Cells:
    """The cells of totals among rows of `with_cells`."""
    inside = measured.cells[measured.total]
    both = inside[:, :, None] & inside[:, None, :]
    # Cells of which a total does not tell stand at the first row of its own, and are wiped out.
    first = np.cumsum(inside.sum(axis=1)) - inside.sum(axis=1)
    rows = measured.n + np.where(
        inside, np.cumsum(inside).reshape(inside.shape) - 1, first[:, None]
    )
    return Cells(given.mean[rows] * inside, given.among(rows) * both)


def _laid_out(
    told: Figures, hierarchy: Hierarchy, parts: ModelParts
) -> tuple[CountryBlocks, FloatArray]:
    """Blocks, and (K, m) steps between definitions at their typical size."""
    blocks = country_blocks(told, hierarchy, parts)
    sign = np.array([0, *(parts.sign_of_step(d) for d in range(1, int(told.definition.max()) + 1))])
    shift = STEP_MEDIAN * sign[told.definition] * step_weights(told, parts)
    return blocks, shift[blocks.row] * blocks.real


def _as_measured(figures: Figures) -> Figures:
    """Counts as log-odds with the error that so many cases have, half a case added."""
    cases, others = figures.cases + 0.5, figures.effective_n - figures.cases + 0.5
    none = np.zeros(figures.n)
    return replace(
        figures,
        logit=np.where(figures.counted, np.log(cases / others), figures.logit),
        logit_se=np.where(figures.counted, np.sqrt(1.0 / cases + 1.0 / others), figures.logit_se),
        counted=np.zeros(figures.n, dtype=np.bool_),
        cases=none,
        effective_n=none,
    )
