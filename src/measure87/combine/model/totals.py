"""Figures of totals as weighted means of their cells, linear about where the model puts these.

A survey that published both sexes together, or ages 5-17, tells of a sum. Where w are the shares
of the cells c among its persons, eta their log-odds as that survey would have found them and
p = expit(eta), the total as a function of its cells (`TotalCurve`) is

    share of the total       P = sum w(c) p(c)
    gradient of logit P      g(c) = w(c) p(c) (1 - p(c)) / (P (1 - P))
    curvature of logit P     H(c, d) = [c = d] g(c) (1 - 2 p(c)) - (1 - 2 P) g(c) g(d)

and about a point eta0

    logit P = T0 + sum g(c) (eta(c) - eta0(c)) + b,    b = 1/2 sum H(c, d) S(c, d).

What is open about the cells, their covariance S, lifts the sum's log-odds above those of its
expected cells, and b is by how much in the mean, to second order: nearly always above, for shares
under a half. Without it the linear form leans one way. Cells that move together add next to
nothing, for H times 1 is about 0: what counts is how far apart the cells may be from each other.

The g add to s, which is 1 or less. Divided by s the figure becomes one of a weighted mean,

    y' = (logit P - T0 - b) / s + sum g(c) eta0(c) / s,    standard error / s,    weights g(c) / s,

so that what all cells have in common (country, year, survey, adjustments) enters with
coefficient 1, and everything stays linear and normal. Backwards, logit P = offset + s y'.

The point eta0 of each total, and how much is open about its cells, are their mean and covariance
given all figures, at fixed scales of typical size: the model is solved, the totals are made linear
where it puts their cells, and again, until no cell moves. What is open about a country's cells
hangs on how far its own cells lie apart: that scale is the one that the figures themselves make
likely (`typical_scales`). For a total of one cell nothing changes. A step between definitions that
are equal at some ages enters by the weights of the other ages.

Assumes that the population's shares hold among the persons asked. What of logit P bends about
the linear form without leaning is not added to the figure's error: set beside draws weighted by
the sums themselves it made intervals no better (the methods page). How far the linear form is from
the sum in the draws of the fitted model is measured by `linearisation_error`.

Source: derivatives of the logit, textbook; the second-order delta method for the mean.
Garcia-Fernandez, Svensson, Morelande & Sarkka (2015), Posterior linearization filter: principles
and implementation using sigma points (its abstract read, not the paper); here with slopes at the
point and moments of second order in the place of sigma points. Without the covariance these are the
rounds of iteratively reweighted least squares, McCullagh & Nelder (1989), Generalized Linear
Models, ch. 2 (not read in print).
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from measure87.combine.model.country_blocks import CountryBlocks, country_blocks
from measure87.combine.model.figures import Figures
from measure87.combine.model.parts import Hierarchy, ModelParts
from measure87.combine.model.typical_scales import (
    RowsGiven,
    cells_of_totals,
    likely_structure,
    rows_given,
    set_survey_scales,
    typical_scales,
    with_cells,
)
from measure87.combine.model.widths import STEP_MEDIAN
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import RefusedError


@dataclass(frozen=True)
class TotalCurve:
    """Of n totals of C cells, on the log-odds.

    Attributes
    ----------
    logit : (n,)
        Log-odds of the totals.
    gradient : (n, C)
    curvature : (n, C, C)
    """

    logit: FloatArray
    gradient: FloatArray
    curvature: FloatArray

    def bend(self, covariance: FloatArray) -> FloatArray:
        """(n,) by how much the mean lies above the value at the mean, for cells so uncertain.

        Parameters
        ----------
        covariance : (n, C, C)
            Of the cells' log-odds.
        """
        return np.asarray(0.5 * np.einsum("ncd,ncd->n", self.curvature, covariance))


def total_curve(weight: FloatArray, eta: FloatArray) -> TotalCurve:
    """About log-odds `eta` (n, C) of the cells.

    Parameters
    ----------
    weight : (n, C)
        Shares of the cells among the persons of each total; they add to 1.

    >>> curve = total_curve(np.array([[0.5, 0.5]]), np.array([[-2.0, -2.0]]))
    >>> curve.logit, curve.gradient
    (array([-2.]), array([[0.5, 0.5]]))
    >>> apart = np.array([[[0.01, -0.01], [-0.01, 0.01]]])
    >>> curve.bend(apart).round(6)
    array([0.003808])
    """
    # What is not p is found by itself: 1 - p would lose digits near 1.
    p, q = special.expit(eta), special.expit(-eta)
    share, others = (weight * p).sum(axis=1), (weight * q).sum(axis=1)
    gradient = weight * p * q / (share * others)[:, None]
    among = gradient[:, :, None] * gradient[:, None, :]
    curvature = -(others - share)[:, None, None] * among
    cell = np.arange(weight.shape[1])
    curvature[:, cell, cell] += gradient * (q - p)
    return TotalCurve(np.log(share / others), gradient, curvature)


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
    slope: FloatArray
    offset: FloatArray

    def published(self, logit: FloatArray) -> FloatArray:
        """Log-odds as they are published, of (..., n) log-odds of the linear form."""
        return np.asarray(self.offset + self.slope * logit, dtype=np.float64)


@dataclass(frozen=True)
class Cells:
    """Log-odds (t, C) of the cells of t totals and their covariances (t, C, C).

    Both are 0 in cells of which a total does not tell.
    """

    mean: FloatArray
    covariance: FloatArray


def linear_about(figures: Figures, cells: Cells) -> LinearFigures:
    """The linear form about `cells`."""
    n, total = figures.n, figures.total
    curve = total_curve(figures.cell_weight.reshape(n, -1)[total], cells.mean)
    slope, offset = np.ones(n), np.zeros(n)
    slope[total] = curve.gradient.sum(axis=1)
    middle = curve.logit + curve.bend(cells.covariance)
    offset[total] = middle - (curve.gradient * cells.mean).sum(axis=1)
    weight = figures.cell_weight.copy()
    weight[total] = (curve.gradient / slope[total][:, None]).reshape(-1, *weight.shape[1:])
    linear = replace(
        figures,
        logit=(figures.logit - offset) / slope,
        logit_se=figures.logit_se / slope,
        cell_weight=weight,
    )
    return LinearFigures(linear, slope, offset)


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
