"""Log-odds of a total as a function of the log-odds of its cells: value, gradient, curvature.

With w the shares of the cells c among the persons of the total, eta their log-odds and
p = expit(eta), the share of the total is P = sum w(c) p(c), and

    gradient    g(c) = w(c) p(c) (1 - p(c)) / (P (1 - P))
    curvature   H(c, d) = [c = d] g(c) (1 - 2 p(c)) - (1 - 2 P) g(c) g(d)

Where the cells are normal with covariance S the mean of logit P lies half the trace of H S from
its value at their means, to second order: nearly always above it, for shares under a half. Cells
that move together add next to nothing, for H times 1 is about 0: what counts is how far apart the
cells may be from each other.

Source: derivatives of the logit, textbook; the second-order delta method for the mean.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from measure87.numerics.arrays import FloatArray


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
