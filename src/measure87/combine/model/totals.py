"""Figures of totals brought to the model's cells: weighted means of log-odds, one for each total.

A survey that published both sexes together, or ages 5-17, tells of a sum. Where w are the shares
of the cells c among its persons and eta their log-odds as that survey would have found them,

    share of the total       P = sum w(c) p(c),    logit p(c) = eta(c)
    about a point eta0       logit P = T0 + sum g(c) (eta(c) - eta0(c)),
                             g(c) = w(c) p(c) (1 - p(c)) / (P (1 - P)).

The g add to s, which is 1 or less. Divided by s the figure becomes one of a weighted mean,

    y' = (logit P - T0) / s + sum g(c) eta0(c) / s,    standard error / s,    weights g(c) / s,

so that what all cells have in common (country, year, survey, adjustments) enters with
coefficient 1, and everything stays linear and normal. Backwards, logit P = offset + s y'. A step
between definitions that are equal at some ages enters by the weights of the other ages.

The point is the expected log-odds of the cells given all figures, at fixed scales of typical
size: the model is solved, the totals are linearised where it puts their cells, and again, until
no cell moves (Gauss-Newton). For a total of one cell nothing changes.

Assumes that the population's shares hold among the persons asked. How far the linear form is from
the sum in the draws of the fitted model is measured by `linearisation_error`.

Source: linearisation of a generalised model about its mode, as in iteratively reweighted least
squares: McCullagh & Nelder (1989), Generalized Linear Models, ch. 2 (not read in print).
"""

from dataclasses import dataclass, replace

import numpy as np

from measure87.combine.model.country_blocks import country_blocks
from measure87.combine.model.figures import Figures, Floats, Whole
from measure87.combine.model.hierarchy import Hierarchy
from measure87.combine.model.marginal import block_covariance, level_variance, residuals
from measure87.combine.model.parts import ModelParts
from measure87.combine.model.shared_effects import shared_effects
from measure87.combine.model.typical import typical_scales
from measure87.combine.model.widths import STEP_MEDIAN
from measure87.vocabulary.errors import RefusedError

TOLERANCE = 1e-5
MOST_ROUNDS = 200
NO_INFORMATION = 1e4
"""Standard error, on the log-odds, of rows that are only to be predicted."""


@dataclass(frozen=True)
class LinearFigures:
    """Figures of single cells as they are, and of totals in linear form.

    Attributes
    ----------
    figures : Figures
        Log-odds, errors and weights of cells of the linear form.
    slope, offset : (n,)
        Published log-odds are `offset` + `slope` times those of the linear form: 1 and 0 for
        single cells.
    """

    figures: Figures
    slope: Floats
    offset: Floats

    def published(self, logit: Floats) -> Floats:
        """Log-odds as they are published, of (..., n) log-odds of the linear form."""
        return np.asarray(self.offset + self.slope * logit, dtype=np.float64)


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
    row, cell = cells_of_totals(figures)
    at, step, before = measured.logit[row], 1.0, np.inf
    for _ in range(MOST_ROUNDS):
        told = with_cells(_at(measured, row, cell, at).figures, row, cell, at)
        moved = _expected(told, hierarchy, parts)[figures.n :]
        change = float(np.abs(moved - at).max())
        if change < TOLERANCE:
            return _at(figures, row, cell, moved)
        # Points that swing to and fro settle by smaller steps.
        step, before = (step / 2.0 if change > before else step), change
        at = at + step * (moved - at)
    raise RefusedError(
        f"the totals cannot be linearised: after {MOST_ROUNDS} rounds a cell still moves by "
        f"{change:.2g} on the log-odds",
        code="totals-not-linearised",
        hint="look for totals that contradict the cells of their country, and leave them out",
    )


def cells_of_totals(figures: Figures) -> tuple[Whole, Whole]:
    """Row and cell of every cell that a total tells of."""
    row, cell = np.nonzero(figures.cells & figures.total[:, None])
    return row, cell


def with_cells(linear: Figures, row: Whole, cell: Whole, logit: Floats) -> Figures:
    """The figures, and after them a row for each cell of a total, which says nothing.

    Each stands for what the survey of figure `row` would have found in that cell.
    """
    weight = np.zeros((len(row), *linear.cell_weight.shape[1:]))
    weight.reshape(len(row), -1)[np.arange(len(row)), cell] = 1.0
    added = {
        "cell_weight": weight,
        "logit": logit,
        "logit_se": np.full(len(row), NO_INFORMATION),
        "counted": np.zeros(len(row), dtype=np.bool_),
        "cases": np.zeros(len(row)),
        "effective_n": np.zeros(len(row)),
    }
    columns = {
        name: np.concatenate([values, added.get(name, values[row])])
        for name, values in vars(linear).items()
        if name != "adjustment_sd"
    }
    return Figures(**columns, adjustment_sd=linear.adjustment_sd)


def step_weights(figures: Figures, parts: ModelParts) -> Floats:
    """(n,) by how much of a step its figures are moved: the weights of the ages that have it."""
    steps = np.ones((int(figures.definition.max()) + 1, figures.cell_weight.shape[2]))
    for definition, ages in enumerate(parts.same_ages, start=1):
        steps[definition : definition + 1, list(ages)] = 0.0
    weight = np.einsum("nsa,na->n", figures.cell_weight, steps[figures.definition])
    # Where all ages have it, all of it: sums of weights are 1 but for rounding.
    return np.where(steps[figures.definition].all(axis=1), 1.0, weight)


def _at(figures: Figures, row: Whole, cell: Whole, at: Floats) -> LinearFigures:
    """The linear form about log-odds `at` of the cells of totals."""
    n = figures.n
    eta = np.zeros((n, figures.cells.shape[1]))
    eta[row, cell] = at
    weight = np.where(figures.total[:, None], figures.cell_weight.reshape(n, -1), 0.0)
    p = 1.0 / (1.0 + np.exp(-eta))
    share = np.where(figures.total, (weight * p).sum(axis=1), 0.5)
    gradient = weight * p * (1.0 - p) / (share * (1.0 - share))[:, None]
    slope = np.where(figures.total, gradient.sum(axis=1), 1.0)
    mean = gradient / slope[:, None]
    middle = np.log(share / (1.0 - share))
    offset = np.where(figures.total, middle - slope * (mean * eta).sum(axis=1), 0.0)
    shape = figures.cell_weight.shape
    linear = replace(
        figures,
        logit=(figures.logit - offset) / slope,
        logit_se=figures.logit_se / slope,
        cell_weight=np.where(
            figures.total[:, None, None], mean.reshape(shape), figures.cell_weight
        ),
    )
    return LinearFigures(linear, slope, offset)


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


def _expected(told: Figures, hierarchy: Hierarchy, parts: ModelParts) -> Floats:
    """(n,) expected log-odds of every row given all, with its survey's error, without its own."""
    blocks = country_blocks(told, hierarchy, parts)
    sign = np.array([0, *(parts.sign_of_step(d) for d in range(1, int(told.definition.max()) + 1))])
    shift = STEP_MEDIAN * sign[told.definition] * step_weights(told, parts)
    scales = typical_scales(blocks, shift[blocks.row] * blocks.real, trend=parts.trend)
    left = residuals(np, blocks, scales, blocks.logit)
    u = shared_effects(blocks, scales, blocks.logit).mean * scales.group[blocks.group]
    shared = np.einsum("kmc,kc->km", blocks.columns, u[blocks.column])
    covariance = block_covariance(np, blocks, scales, level_variance(np, blocks, scales))
    weight = np.linalg.solve(covariance, (left - shared)[:, :, None])[:, :, 0]
    own = np.einsum("kmn,kn->km", covariance, weight * blocks.real) - blocks.error_variance * weight
    expected = blocks.logit - left + shared + own
    found = np.empty(told.n)
    found[blocks.row[blocks.real]] = expected[blocks.real]
    return found
