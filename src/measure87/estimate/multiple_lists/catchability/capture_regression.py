"""Log-linear models of how often persons are caught: Mt, Mh and Mth, with or without a trend.

Expected persons with history h: log mu(h) = g + sum of b_j over the lists of h + t * c(|h|),
where |h| is the number of lists and c a convex function. The number on no list is exp(g).

Sources: Darroch et al. (1993), JASA 88, 1137-1148 (c = m^2/2); Rivest & Baillargeon (2007),
Biometrics 63, 999-1006 (the lower bound, Poisson and gamma forms); Rivest (2011), Int. J.
Biostatistics 7(1); package Rcapture 1.4-4, with which all of them are compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.kernels.poisson_regression import (
    NoMaximumError,
    PoissonFit,
    fit_poisson,
)
from measure87.numerics.arrays import FloatArray, IntArray

GAMMA_SHAPE = 3.5
POISSON_BASE = 2.0

FORMS: Mapping[str, str] = {
    "poisson2": "2^m - 1",
    "darroch": "m^2 / 2",
    "gamma3.5": "-log(1 + m / 3.5)",
}
"""Shapes of the trend in the number of lists m, each 0 at m = 0."""


@dataclass(frozen=True)
class CaptureDesign:
    """Cells of a table and the columns of a model.

    design : (cells, p) float
        The intercept first, then the lists (or their number), then trends.
    counts : (cells,) float, persons
    offset : (cells,) float
        Log of the number of histories that a cell stands for.
    n_free : int
        Columns before the trends.
    """

    design: FloatArray
    counts: FloatArray
    offset: FloatArray
    n_free: int

    def keeping(self, trends: list[int]) -> "CaptureDesign":
        """The model with only some of its trends, by their places among them."""
        kept = [*range(self.n_free), *(self.n_free + place for place in trends)]
        return CaptureDesign(self.design[:, kept], self.counts, self.offset, self.n_free)

    def fitted(self) -> PoissonFit:
        """Maximum likelihood; raises `NoMaximumError`."""
        return fit_poisson(self.design, self.counts, self.offset)


def capture_design(table: CaptureTable, form: str | None, *, lists_differ: bool) -> CaptureDesign:
    """Cells and columns of a model.

    Parameters
    ----------
    table : CaptureTable
        Impossible histories have no cell.
    form : a name of `FORMS`, "chao", or None
        None: no heterogeneity. "chao": one broken line from each number of lists on, 3 to k.
    lists_differ : bool
        Whether each list has its own chance (Mt, Mth) or all the same (M0, Mh). The latter needs
        only the numbers of persons on 1, 2, ... lists.
    """
    sizes = np.bitwise_count(table.histories).astype(np.int64)
    possible = table.possible
    counts = table.counts.astype(np.float64)
    if lists_differ:
        on = (table.histories[possible, None] >> np.arange(table.n_lists)) & 1
        m, y, offset = sizes[possible], counts[possible], np.zeros(int(possible.sum()))
    else:
        number = np.bincount(sizes[possible], minlength=table.n_lists + 1)
        m = np.flatnonzero(number)
        y = np.bincount(sizes[possible], counts[possible], minlength=table.n_lists + 1)[m]
        on, offset = m[:, None], np.log(number[m])
    free = np.column_stack([np.ones(len(m)), on]).astype(np.float64)
    return CaptureDesign(
        np.column_stack([free, _trends(form, m)]), y, np.asarray(offset), free.shape[1]
    )


def _trends(form: str | None, m: IntArray) -> FloatArray:
    """(cells, trends) values of the trend in the number of lists."""
    lists = m.astype(np.float64)
    match form:
        case None:
            return np.empty((len(m), 0))
        case "chao":
            places = np.arange(3, int(m.max()) + 1)
            return np.maximum(lists[:, None] - places + 1.0, 0.0)
        case "poisson2":
            return (POISSON_BASE**lists - 1.0)[:, None]
        case "darroch":
            return (lists**2 / 2.0)[:, None]
        case "gamma3.5":
            return -np.log1p(lists / GAMMA_SHAPE)[:, None]
    raise ValueError(f"{form!r} is none of {', '.join(FORMS)}, chao")


def fit_convex(whole: CaptureDesign) -> tuple[PoissonFit, tuple[int, ...]]:
    """Maximum likelihood with every trend at least 0, by an active set.

    Parameters
    ----------
    whole : CaptureDesign
        With the trends of "chao".

    Returns
    -------
    fit : PoissonFit
        With the columns of the trends that are above 0.
    kept : tuple of int
        Places of those among all trends.

    Raises
    ------
    NoMaximumError

    Notes
    -----
    Log-convexity in the number of lists is what heterogeneous persons imply, whatever the
    distribution; the first two numbers of lists then bound the number on none from below.
    """
    trends = whole.design[:, whole.n_free :]
    kept: list[int] = []
    fit = whole.keeping(kept).fitted()
    for _ in range(4 * trends.shape[1] + 1):
        slope = trends.T @ (whole.counts - fit.means)
        slope[kept] = 0.0
        best = int(np.argmax(slope)) if len(slope) else 0
        if not len(slope) or slope[best] <= 1e-7:
            return fit, tuple(kept)
        kept = sorted([*kept, best])
        fit = whole.keeping(kept).fitted()
        while (fit.coefficients[whole.n_free :] < 0).any():
            kept.pop(int(np.argmin(fit.coefficients[whole.n_free :])))
            fit = whole.keeping(kept).fitted()
    raise NoMaximumError("the active set does not settle")
