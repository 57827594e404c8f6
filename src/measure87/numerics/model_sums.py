"""Sums over the rows of a model: scores, informations, and the steps that follow from them."""

from dataclasses import dataclass, field

import numpy as np

from measure87.numerics.arrays import FloatArray, IntArray
from measure87.numerics.link_families import score_and_information
from measure87.numerics.model_columns import parts_of
from measure87.numerics.model_kernels import add_products, add_unit_scores
from measure87.numerics.model_rows import ModelRows


@dataclass
class UnitScores:
    """Sums over sampled units of the weighted scores w u x; `unit` (n,) ascends.

    found : (units, k), and (0, 0) before they were added up
    """

    unit: IntArray
    n_units: int
    found: FloatArray = field(default_factory=lambda: np.zeros((0, 0)))

    def begin(self, k: int) -> None:
        """Forget what was added up before."""
        self.found = np.zeros((self.n_units, k))

    def add(self, part: slice, x: FloatArray, score: FloatArray) -> None:
        """Add some rows, whose scores are weighted."""
        add_unit_scores(np.ascontiguousarray(x.T), score, self.unit[part], self.found)


def derivatives_at(
    rows: ModelRows, c: FloatArray, units: UnitScores | None = None
) -> tuple[FloatArray, FloatArray]:
    """Score (k,) and expected information (k, k) of the coefficients in the basis."""
    k = len(c)
    total, products = np.zeros(k), np.zeros((k, k))
    if units is not None:
        units.begin(k)
    for part, (x, y, w, offset) in zip(parts_of(len(rows.answer)), rows.blocks(), strict=True):
        score, information = score_and_information(rows.family, y, x @ c + offset)
        weighted = w * score
        add_products(np.ascontiguousarray(x.T), weighted, w * information, total, products)
        if units is not None:
            units.add(part, x, weighted)
    return total, products + np.tril(products, -1).T


def score_at(rows: ModelRows, c: FloatArray) -> FloatArray:
    """Score of the coefficients in the basis, (k,)."""
    total = np.zeros(len(c))
    for x, y, w, offset in rows.blocks():
        total += x.T @ (w * score_and_information(rows.family, y, x @ c + offset)[0])
    return total


def root_of_diagonal(information: FloatArray) -> FloatArray:
    """Square roots of the diagonal, (k,)."""
    return np.sqrt(np.maximum(information.diagonal(), np.finfo(float).tiny))


def smallest_eigenvalue(information: FloatArray) -> float:
    """Of the information with a diagonal of ones; 0 where it is none."""
    if not np.isfinite(information).all():
        return 0.0
    root = root_of_diagonal(information)
    return float(np.linalg.eigvalsh(information / np.outer(root, root))[0])


def newton_step(information: FloatArray, score: FloatArray) -> FloatArray:
    """The step of the score by the information."""
    root = root_of_diagonal(information)
    return np.asarray(np.linalg.solve(information / np.outer(root, root), score / root) / root)


def inverse_of(information: FloatArray) -> FloatArray:
    """The inverse of an information, whatever the sizes on its diagonal."""
    root = root_of_diagonal(information)
    both = np.outer(root, root)
    return np.asarray(np.linalg.inv(information / both) / both)
