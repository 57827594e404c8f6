"""A generalised linear model fitted again under other weights, as replicates of a sample ask for.

What is answered: which coefficients solve the score equations when only the weights change? The
iteration starts at the coefficients of the whole sample, in the basis that made its columns
orthogonal, and is the one of `generalised_linear`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import FloatArray
from measure87.numerics.generalised_linear import GeneralisedLinearFit, iterate
from measure87.numerics.model_columns import Columns, columns_of, orthogonal_basis
from measure87.numerics.model_rows import ModelRows
from measure87.numerics.model_sums import score_at


@dataclass(frozen=True)
class Refitting:
    """The fit of a whole sample, from which others start.

    fit : of the whole sample
    basis : (k, k) see `orthogonal_basis`
    names : what the columns are called in errors
    """

    fit: GeneralisedLinearFit
    basis: FloatArray
    names: tuple[str, ...]

    @classmethod
    def of(
        cls,
        fit: GeneralisedLinearFit,
        columns: FloatArray | Columns,
        weights: FloatArray,
        names: Sequence[str],
    ) -> "Refitting":
        """Of the columns (n, k) and weights (n,) of the fit."""
        return cls(fit, orthogonal_basis(columns_of(columns, names), weights, names), tuple(names))

    def coefficients(
        self,
        columns: FloatArray | Columns,
        answer: FloatArray,
        weights: FloatArray,
        offset: FloatArray | None = None,
    ) -> FloatArray:
        """The coefficients (k,) under other weights (n,), zero or more.

        Raises
        ------
        DataError
            As `fit_generalised_linear` where the iteration does not end: `separation`, where it
            can be shown, and `no-convergence`, also where weights of 0 leave a column nobody.
        """
        matrix = columns_of(columns, self.names)
        rows = ModelRows(self.fit.family, matrix, answer, weights, offset, self.basis)
        start = np.linalg.solve(self.basis, self.fit.coefficients)
        found, _, _ = iterate(rows, start, np.ones(len(start)), list(self.names))
        return np.asarray(self.basis @ found)

    def one_step(
        self,
        columns: FloatArray | Columns,
        answer: FloatArray,
        weights: FloatArray,
        offset: FloatArray | None = None,
    ) -> FloatArray:
        """The coefficients (k,) one step from the whole sample's, by its information.

        b + J sum w u(b) x: linear in the weights, so that it exists for any of them. Of all
        replicates these would give the linearised covariance.
        """
        matrix = columns_of(columns, self.names)
        rows = ModelRows(self.fit.family, matrix, answer, weights, offset)
        b = self.fit.coefficients
        return np.asarray(b + self.fit.inverse_information @ score_at(rows, b))
