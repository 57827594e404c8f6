"""Figures of totals as weighted means of their cells' log-odds, one for each total.

A survey that published both sexes together, or ages 5-17, tells of a sum. Where w are the shares
of the cells c among its persons and eta their log-odds as that survey would have found them,

    share of the total       P = sum w(c) p(c),    logit p(c) = eta(c)
    about a point eta0       logit P = T0 + sum g(c) (eta(c) - eta0(c)) + b,
                             b = 1/2 sum H(c, d) S(c, d),

with g the gradient of logit P and H its curvature (`total_curve`). What is open about the cells,
their covariance S, lifts the sum's log-odds above those of its expected cells, and b is by how
much in the mean: without it the linear form leans one way.

The g add to s, which is 1 or less. Divided by s the figure becomes one of a weighted mean,

    y' = (logit P - T0 - b) / s + sum g(c) eta0(c) / s,    standard error / s,    weights g(c) / s,

so that what all cells have in common (country, year, survey, adjustments) enters with
coefficient 1, and everything stays linear and normal. Backwards, logit P = offset + s y'.

Assumes that the population's shares hold among the persons asked. What of logit P bends about
the linear form without leaning is not added to the figure's error: set beside draws weighted by
the sums themselves it made intervals no better (the methods page).

Source: Garcia-Fernandez, Svensson, Morelande & Sarkka (2015), Posterior linearization filter:
principles and implementation using sigma points (its abstract read, not the paper); here with
slopes at the point and moments of second order in the place of sigma points.
"""

from dataclasses import dataclass, replace

import numpy as np

from measure87.combine.model.figures import Figures
from measure87.combine.model.total_curve import total_curve
from measure87.numerics.arrays import FloatArray


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
