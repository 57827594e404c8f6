"""The arithmetic of sample coverage, for many tables of the same lists at once.

Source: Chao & Tsay (1998), JASA 93, 283-293, in the form of package CARE1 1.1.0, written for any
number of lists.
"""

from dataclasses import dataclass

import numpy as np

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.numerics.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class CoverageForms:
    """Estimates of many tables at once, each (tables,) float, NaN where there is none."""

    coverage: FloatArray
    independent: FloatArray
    high_coverage: FloatArray
    one_step: FloatArray

    def get(self, name: str) -> FloatArray:
        """By the name of the option."""
        return np.asarray(getattr(self, name.replace("-", "_")), dtype=np.float64)


@dataclass(frozen=True)
class OccupiedCells:
    """The occupied cells of a table, which are all that a bootstrap sample can fill.

    rows : (c,) int, places in `counts`
    on : (c, k) float, 0 or 1
    size : (c,) int, number of lists
    """

    rows: IntArray
    on: FloatArray
    size: IntArray

    @classmethod
    def of(cls, table: CaptureTable) -> "OccupiedCells":
        """The occupied cells of a table."""
        rows = np.flatnonzero(table.counts)
        histories = table.histories[rows]
        on = ((histories[:, None] >> np.arange(table.n_lists)) & 1).astype(np.float64)
        return cls(rows, on, np.bitwise_count(histories).astype(np.int64))

    def forms(self, counts: FloatArray) -> CoverageForms:
        """The estimates of (tables, c) counts.

        For list i: n_i persons, z_i of them on no other list; for a pair: n_ij on both and
        a_ij = z_i + z_j + 2 z_ij, with z_ij those on these two lists only.
        """
        k = self.on.shape[1]
        alone, two, more = self.size == 1, self.size == 2, self.size > 2
        n = counts @ self.on
        z = counts[:, alone] @ self.on[alone]
        both = np.einsum("tc,ci,cj->tij", counts, self.on, self.on, optimize=True)
        only = np.einsum("tc,ci,cj->tij", counts[:, two], self.on[two], self.on[two])
        pair = np.triu_indices(k, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            coverage = 1.0 - (z / n).mean(axis=1)
            average = counts.sum(axis=1) - z.mean(axis=1)
            chance = both / (n[:, :, None] * n[:, None, :])
            weight = (z[:, :, None] + z[:, None, :] + 2.0 * only)[:, *pair]
            r = chance[:, *pair]
            first = average / coverage
            second = first + (weight * (first[:, None] * r - 1.0)).sum(axis=1) / (k * coverage)
            third = first + (weight * (second[:, None] * r - 1.0)).sum(axis=1) / (k * coverage)
            below = k * coverage - (weight * r).sum(axis=1)
            above = (k - 2.0) * counts[:, two].sum(axis=1) + k * counts[:, more].sum(axis=1)
            high = np.where(below > 1e-4, above / below, np.nan)
        observed = counts.sum(axis=1)
        return CoverageForms(coverage, first, np.where(high >= observed, high, np.nan), third)
