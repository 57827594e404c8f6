"""Are two columns independent? Tests of a two-way table from a complex sample.

What is answered: how likely are shares so far from the product of their margins, if rows and
columns are independent in the population? Persons with an answer to both count, others do not.

Pearson's X^2 of the estimated shares p, of n persons, behaves like sum_i a_i chi2_1: the a_i are
the eigenvalues of D = (C' diag(1/p)/n C)^-1 C' diag(1/p) V diag(1/p) C, the design effects of the
interactions C, with V the linearised covariance of the shares.

| `method` | statistic, and what it is held against |
|---|---|
| `rao-scott` | X^2 / sum a, an F on (sum a)^2 / sum a^2 and that times nu (second order) |
| `rao-scott-chi-squared` | X^2 / mean a, a chi-square on (r - 1)(c - 1) (first order) |
| `wald` | Y' V_Y^-1 Y / m of Y = N_rc - N_r N_c / N, an F on m = (r - 1)(c - 1) and nu |
| `adjusted-wald` | that times (nu - m + 1) / nu, an F on m and nu - m + 1 |
| `lincom` | X^2, against sum a_i chi2_1 over an estimated variance, by numerical integration |
| `saddlepoint` | the same, by a saddle point |

nu is the number of clusters less strata. `rao-scott` is the default; a Wald test rejects too often
where nu is not many times m. Sources: Rao & Scott (1984), Annals of Statistics 12, 46-60; Thomas &
Rao (1987), J. Am. Stat. Assoc. 82, 630-636 (both unseen in print); R survey 4.4-2, `svychisq`.
"""

from dataclasses import dataclass
from typing import Any, Literal, get_args

import narwhals as nw
import numpy as np
from scipy import special

from measure87.estimate.survey.answered import without_unknown
from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.table_cells import PERSONS, TableCells, Where, table_cells
from measure87.estimate.survey.wald import wald_statistic
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.numerics.arrays import FloatArray
from measure87.numerics.weighted_chi_squares import (
    exact_tail,
    saddlepoint_tail,
    satterthwaite_df,
    satterthwaite_tail,
)
from measure87.vocabulary.errors import RefusedError, UsageError
from measure87.vocabulary.hypothesis import HypothesisTest
from measure87.vocabulary.survey_design import SurveyDesign

IndependenceMethod = Literal[
    "rao-scott", "rao-scott-chi-squared", "wald", "adjusted-wald", "lincom", "saddlepoint"
]
MOST_CELLS = 400
"""Cells of a table that is tested; one with more is of numbers, not of classes."""


def independence_test(
    table: Any,
    row: str,
    column: str,
    design: SurveyDesign,
    *,
    method: IndependenceMethod = "rao-scott",
    where: Where | None = None,
    benchmark: Benchmark | None = None,
    statuses: tuple[str, ...] = (),
) -> HypothesisTest:
    """Test that two columns are independent; see the module.

    Parameters
    ----------
    table, design, where, benchmark
        As `estimate_survey` takes them.
    row, column : str
        Columns of codes. Unknown statuses and missing codes are no answers.
    statuses : tuple of str
        Those of the two that hold statuses without a type that says so.

    Raises
    ------
    RefusedError
        `one-group`, if either column has a single code; `empty-domain`; `no-variance`;
        `too-few-clusters`, if a Wald test has no more clusters less strata than degrees of freedom.
    """
    _check(method, row, column)
    frame = without_unknown(as_frame(table), (row, column), statuses)
    frame = frame.with_columns(nw.lit(1.0).alias(PERSONS))
    everybody = Outcome(PERSONS, PERSONS, "number", "total")
    cells = table_cells(
        frame, (everybody,), design, (row, column), where=where, benchmark=benchmark
    )
    two_way = _two_way(cells, row, column)
    found = two_way.wald(method) if "wald" in method else two_way.pearson(method)
    return HypothesisTest(
        row, "independence", method, by=(column,), n=round(float(cells.persons.sum())),
        n_unknown=cells.without_answer, n_clusters=cells.clusters, **found,
    )  # fmt: skip


def _check(method: str, row: str, column: str) -> None:
    """Refuse a method that does not exist and a column against itself."""
    if method not in get_args(IndependenceMethod):
        raise UsageError(
            f"there is no test of independence {method!r}",
            code="method",
            hint=f"methods: {', '.join(get_args(IndependenceMethod))}",
        )
    if row == column:
        raise UsageError(
            f"{row} is tested against itself", code="one-column", hint="name two columns"
        )


@dataclass(frozen=True)
class _TwoWay:
    """Shares of a table, row by row, and the covariance of its totals.

    totals (r, c); covariance (rc, rc); n persons; nu clusters less strata
    """

    totals: FloatArray
    covariance: FloatArray
    n: float
    nu: float

    @property
    def interactions(self) -> int:
        rows, columns = self.totals.shape
        return int((rows - 1) * (columns - 1))

    def pearson(self, method: str) -> dict[str, Any]:
        """Statistic, degrees of freedom and p-value of the tests that stand on Pearson's X^2."""
        x2, effects = self._x2(), self._design_effects()
        df = satterthwaite_df(effects)
        if method == "rao-scott":
            return {
                "statistic": x2 / float(effects.sum()), "statistic_name": "F", "df": df,
                "df_denominator": df * self.nu,
                "p_value": satterthwaite_tail(x2, effects, df * self.nu),
            }  # fmt: skip
        if method == "rao-scott-chi-squared":
            p = float(special.chdtrc(self.interactions, x2 / float(effects.mean())))
            return {
                "statistic": x2 / float(effects.mean()), "statistic_name": "chi-squared",
                "df": float(self.interactions), "p_value": p,
            }  # fmt: skip
        tail = exact_tail if method == "lincom" else saddlepoint_tail
        return {
            "statistic": x2, "statistic_name": "sum of chi-squares",
            "p_value": tail(x2, effects, df * self.nu),
        }  # fmt: skip

    def wald(self, method: str) -> dict[str, Any]:
        """Of the tests that stand on the distance of totals from what independence expects."""
        total = float(self.totals.sum())
        row, column = self.totals.sum(axis=1), self.totals.sum(axis=0)
        distance = self.totals - np.outer(row, column) / total
        r, c = self.totals.shape
        same_row = np.kron(np.eye(r), np.ones((c, c)))
        same_column = np.kron(np.ones((r, r)), np.eye(c))
        jacobian = (
            np.eye(r * c)
            - same_row * (np.tile(column, r) / total)[:, None]
            - same_column * (np.repeat(row, c) / total)[:, None]
            + (np.outer(row, column).ravel() / total**2)[:, None]
        )
        use = np.arange(r * c).reshape(r, c)[1:, 1:].ravel()
        variance = (jacobian @ self.covariance @ jacobian.T)[np.ix_(use, use)]
        return wald_statistic(
            distance.ravel()[use], variance, self.nu, adjusted=method == "adjusted-wald"
        )

    def _x2(self) -> float:
        """Pearson's X^2 of the shares, of n persons."""
        p = self.totals / self.totals.sum()
        expected = np.outer(p.sum(axis=1), p.sum(axis=0))
        return float(self.n * ((p - expected) ** 2 / expected).sum())

    def _design_effects(self) -> FloatArray:
        """Eigenvalues of D, those above rounding."""
        share = (self.totals / self.totals.sum()).ravel()
        to_share = (np.eye(len(share)) - share[:, None]) / self.totals.sum()
        v = to_share @ self.covariance @ to_share.T
        inverse = np.divide(1.0, share, out=np.zeros_like(share), where=share > 0.0)
        c = _interactions(*self.totals.shape)
        below = c.T @ (inverse[:, None] / self.n * c)
        above = c.T @ (inverse[:, None] * v * inverse) @ c
        found = np.sort(np.linalg.eigvals(np.linalg.solve(below, above)).real)[::-1]
        kept = found[found > 1e-12 * max(found[0], 0.0)]
        if kept.size == 0 or kept[0] <= 0.0:
            raise RefusedError(
                "the table does not vary between clusters, so that there is nothing to compare",
                code="no-variance",
                hint="test a larger part of the sample",
            )
        return np.asarray(kept, dtype=np.float64)


def _interactions(rows: int, columns: int) -> FloatArray:
    """A basis of what rows and columns do not explain, orthogonal to both, (rc, (r-1)(c-1))."""
    return np.asarray(np.kron(_contrasts(rows), _contrasts(columns)), dtype=np.float64)


def _contrasts(k: int) -> FloatArray:
    """k - 1 contrasts that add up to 0, (k, k - 1)."""
    return np.asarray(np.eye(k)[:, 1:] - 1.0 / k, dtype=np.float64)


def _two_way(cells: TableCells, row: str, column: str) -> _TwoWay:
    """The table with a row and a column for each code that persons have."""
    names = [list(dict.fromkeys(codes[side] for codes in cells.codes)) for side in (0, 1)]
    for name, codes in zip((row, column), names, strict=True):
        if len(codes) < 2:
            raise RefusedError(
                f"{name} has one code only among those who have an answer to both",
                code="one-group",
                hint="name a column with two codes or more, or take away a condition",
            )
    shape = (len(names[0]), len(names[1]))
    if shape[0] * shape[1] > MOST_CELLS:
        raise UsageError(
            f"{row} by {column} has {shape[0]} rows and {shape[1]} columns",
            code="too-many-domains",
            hint=f"put codes together: a table of more than {MOST_CELLS} cells is not tested",
        )
    place = [names[0].index(a) * shape[1] + names[1].index(b) for a, b in cells.codes]
    k = shape[0] * shape[1]
    totals = np.zeros(k)
    totals[place] = cells.sums[:, 0, 0]
    gradient = np.zeros((len(place), 1, 3, k))
    gradient[np.arange(len(place)), 0, 0, place] = 1.0
    return _TwoWay(
        totals.reshape(shape), cells.covariance(gradient), float(cells.persons.sum()), cells.df
    )
