"""The limits of a mean share of a period (a stock), from those of its status (the flow).

What is answered: between which two means does the true one lie, where most persons are not in the
status and have a share of 0, and those who are have shares between 0 and 1 that differ?

The limits are Korn & Graubard's, of an effective number of persons among whom a yes or no of that
share varies as much as the mean does:

    n* = s (1 - s) / V,   V = (m2 - s^2) / n

Here s is the mean share, n the effective number of the status (its design effect, own or borrowed,
and its degrees of freedom are in it), and m2 the mean of the squared shares. The cases that were
met do not tell how much shares can differ: up to h = -ln(alpha / 2) others of another kind (3.7 at
95 %) may well be missed by chance, the limit of a Poisson number of which none was seen. So many
are counted for m2 beside the k = n p effective cases, as a yes or no of the same mean, which
differs the most:

    m2 = r s^2 / p,   r = (k r_data + h p / s) / (k + h),   r_data = p (V1 + s^2) / s^2

with the share p of the status and V1 the variance between persons. With few cases n* is near n, as
if every share were 0 or 1; with many it is what the shares say. By the inequality of Cauchy and
Schwarz r_data is at least 1: n* s, the effective cases of the stock, are never more than k, and its
limits, relative to the figure, never narrower than those of the status.

Where only a part t of the cases told their days, the others count with the mean of these: then
r_data - 1 is divided by t^2 and p / s by t, and k counts those who told.

The mean has a design effect of its own too (episodes of one area may be long): n* is never more
than s (1 - s) over the variance of the mean, its degrees of freedom allowed for. The form is this
project's own; effective cases that make a sum of unequal parts vary as it does are those of Fay &
Feuer (1997), Statistics in Medicine 16, 791-801 (unseen in print). Coverage:
`docs/methods/survey.md`.
"""

from math import log

import numpy as np

from measure87.estimate.survey.borrowing import BorrowedInterval
from measure87.estimate.survey.linearised import LinearisedCells
from measure87.numerics.arrays import FloatArray
from measure87.numerics.proportion_intervals import Limits, exact_limits, student_quantile


def period_share_limits(
    cells: LinearisedCells,
    status: LinearisedCells,
    of_status: BorrowedInterval,
    told: float,
    level: float,
) -> Limits:
    """Limits of a mean share of a period in every cell, (cells,) as shares of 1.

    Parameters
    ----------
    cells : of the share of the period
    status : of the status, in the same cells
    of_status : what the interval of the status rests on
    told : 0 to 1
        Part of those in the status who have a share of their own; the others count with the mean
        of these, and their shares seem to differ less than they do.
    level : 0 to 1
    """
    share = np.clip(np.nan_to_num(cells.value), 0.0, 1.0)
    n_effective = _effective_n(cells, status, of_status.n_effective, told, level)
    return exact_limits(share, n_effective, level=level)


def _effective_n(
    cells: LinearisedCells,
    status: LinearisedCells,
    n_status: FloatArray,
    told: float,
    level: float,
) -> FloatArray:
    """Persons among whom a yes or no varies as the mean does; the status's where that is 0 or 1."""
    s, p = np.nan_to_num(cells.value), np.nan_to_num(status.share)
    inside = (s > 0.0) & (s < 1.0) & (p > 0.0)
    s, p = np.where(inside, s, 0.5), np.where(inside, p, 0.5)
    most = np.maximum(p / s, 1.0)
    spread = np.nan_to_num(cells.unit_variance, nan=np.inf) + s**2
    of_data = np.clip(p * spread / s**2, 1.0, most)
    # Shares that were filled by the mean do not differ from it; and the mean is that of the told.
    of_told = 1.0 + (of_data - 1.0) / told**2
    most = most / told
    cases, missed = n_status * p * told, -log((1.0 - level) / 2.0)
    r = np.minimum((cases * of_told + missed * most) / (cases + missed), most)
    variance = np.maximum(r * s**2 / p - s**2, 0.0) / n_status
    variance = np.fmax(variance, _own_variance(cells, level))
    known = inside & (variance > 0.0)
    return np.where(known, s * (1.0 - s) / np.where(known, variance, 1.0), n_status * told)


def _own_variance(cells: LinearisedCells, level: float) -> FloatArray:
    """Variance of the mean with its degrees of freedom allowed for; NaN where there is none."""
    t_persons = student_quantile(np.maximum(cells.n - 1.0, 1.0), level)
    return np.asarray(
        cells.variance * np.maximum(student_quantile(cells.df, level) / t_persons, 1.0) ** 2
    )
