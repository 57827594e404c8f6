"""Rules of the interval that plans are tried with."""

import numpy as np

from measure87.estimate.survey.borrowing import CellSums, default_interval
from measure87.numerics.proportion_intervals import Limits, wald


def ours(sums, level):
    """The default interval of `estimate_survey`."""
    cells = CellSums(**vars(sums))
    found = default_interval(cells, cells, level=level)
    return Limits(found.lower, found.upper)


def textbook(sums, level):
    """Estimate plus and minus z standard errors."""
    return wald(sums.p, sums.variance, np.inf, n_effective=sums.n, level=level)
