"""Do groups differ in level? t tests and Wald tests of means, and rank tests, of a complex sample.

What is answered: `means_test`: are the means of a number, or the shares of a status, the same in
all groups (or is one mean a given value)? `rank_test`: do values of one group tend to be above
those of another? Two groups have a t test of the difference, second less first in the order of
codes, on clusters less strata less 1 degrees of freedom; more have a Wald F of all differences
from the first, F (nu - m + 1) / nu on m and nu - m + 1 for means, R's F on m and nu - m for ranks.

Ranks are of the population: of the N persons that the weights stand for those below, and half of
those with the same value. A score of the rank over N is compared between groups as a mean is:

| `method` | score of r = rank / N |
|---|---|
| `wilcoxon`, `kruskal-wallis` | r (two groups, more groups) |
| `van-der-waerden` | normal quantile of r |
| `median` | 1 if r is above a half |

Ranks are taken as known: under the hypothesis, that they are estimated does not matter to first
order. Sources: Lumley & Scott (2013), Biometrika 100, 831-842 (unseen in print); R survey 4.4-2,
`svyranktest` and `svyttest`.
"""

from collections.abc import Sequence
from typing import Any, Literal, get_args

import narwhals as nw
import numpy as np
import polars as pl
from scipy import special

from measure87.estimate.survey.answered import without_unknown
from measure87.estimate.survey.covariance import value_and_gradient
from measure87.estimate.survey.engine_columns import collect
from measure87.estimate.survey.engines import as_frame, check_columns
from measure87.estimate.survey.levels import code_text
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.status_columns import with_statuses
from measure87.estimate.survey.table_cells import TableCells, Where, table_cells
from measure87.estimate.survey.wald import wald_statistic
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.vocabulary.errors import RefusedError, UsageError
from measure87.vocabulary.estimate import MISSING_CATEGORY
from measure87.vocabulary.hypothesis import HypothesisTest
from measure87.vocabulary.survey_design import SurveyDesign

RankMethod = Literal["wilcoxon", "kruskal-wallis", "van-der-waerden", "median"]

_SCORE = "measure87_score"


def means_test(
    table: Any,
    outcome: Outcome,
    by: str | None,
    design: SurveyDesign,
    *,
    value: float = 0.0,
    where: Where | None = None,
    benchmark: Benchmark | None = None,
    statuses: tuple[str, ...] = (),
) -> HypothesisTest:
    """Test that a mean, ratio or share is the same in all groups; without groups, that it is `value`.

    Parameters
    ----------
    table, design, where, benchmark
        As `estimate_survey` takes them.
    outcome : Outcome
        A mean or ratio of a number, or a proportion.
    by : str or None
        Column of the groups; a missing code is no group.

    Raises
    ------
    RefusedError
        `one-group`, `constant` (the number does not vary), `empty-domain`, `no-variance`,
        `too-few-clusters`.
    """  # noqa: E501
    if outcome.statistic not in ("mean", "ratio", "proportion"):
        raise UsageError(
            f"a test compares means, ratios or shares, not a {outcome.statistic}",
            code="statistic",
            hint="ask for a mean, a ratio or a proportion",
        )
    frame, (read,) = with_statuses(as_frame(table), [outcome])
    variables = () if by is None else (by,)
    frame = without_unknown(frame, variables, statuses)
    cells = table_cells(frame, (read,), design, variables, where=where, benchmark=benchmark)
    method = "t" if len(cells.codes) <= 2 else "wald"
    found = of_groups(cells, read, by, value=value, adjusted=True)
    return _as_test(outcome.name, "means", method, by, cells, found)


def rank_test(
    table: Any,
    column: str,
    by: str,
    design: SurveyDesign,
    *,
    method: RankMethod = "wilcoxon",
    where: Where | None = None,
    benchmark: Benchmark | None = None,
    statuses: tuple[str, ...] = (),
) -> HypothesisTest:
    """Test that a number is distributed alike in all groups, by ranks; see the module.

    Parameters and errors as `means_test`; `benchmark` needs a table in memory.
    """
    if method not in get_args(RankMethod):
        raise UsageError(
            f"there is no rank test {method!r}",
            code="method",
            hint=f"methods: {', '.join(get_args(RankMethod))}",
        )
    outcome = Outcome(column, column, "number", "mean")
    frame = without_unknown(as_frame(table), (by,), statuses)
    check_columns(frame, (outcome,), design, (DomainTable((by,)),), where or {})
    needed = [*design.columns, column, by, *(where or {})]
    needed += [] if benchmark is None else [*benchmark.variables]
    rows = collect(frame.select(*(nw.col(name) for name in dict.fromkeys(needed))))
    scored = _with_scores(rows, column, by, design, method, where or {})
    score = Outcome(column, _SCORE, "number", "mean")
    cells = table_cells(scored, (score,), design, (by,), where=where, benchmark=benchmark)
    found = of_groups(cells, score, by, adjusted=False)
    if method == "wilcoxon" and len(cells.codes) > 2:
        method = "kruskal-wallis"
    return _as_test(column, "ranks", method, by, cells, found)


def _as_test(
    name: str, kind: Any, method: str, by: str | None, cells: TableCells, found: dict[str, Any]
) -> HypothesisTest:
    return HypothesisTest(
        name, kind, method, by=() if by is None else (by,),
        n=round(float(cells.persons.sum())), n_unknown=cells.without_answer,
        n_clusters=cells.clusters, **found,
    )  # fmt: skip


def of_groups(
    cells: TableCells, outcome: Outcome, by: str | None, *, value: float = 0.0, adjusted: bool
) -> dict[str, Any]:
    """Statistic, degrees of freedom and p-value of the equality of a figure in all cells."""
    figures = [value_and_gradient(outcome, total) for total in cells.sums[:, 0]]
    values = np.array([0.0 if one is None else one[0] for one in figures])
    k = len(values)
    if by is not None and k < 2:
        raise RefusedError(
            f"{by} has one group only among those who have an answer",
            code="one-group",
            hint="name a column with two groups or more, or take away a condition",
        )
    gradient = np.zeros((k, 1, 3, k))
    for place, one in enumerate(figures):
        gradient[place, 0, :, place] = 0.0 if one is None else one[1]
    compared = np.eye(1) if by is None else np.column_stack([-np.ones(k - 1), np.eye(k - 1)])
    of_each = cells.covariance(gradient)
    _refuse_constant(outcome.name, np.diag(of_each), values)
    if any(cells.df_of(np.arange(k) == group, 0) < 1.0 for group in range(k)):
        raise _no_error(outcome.name)
    covariance = compared @ of_each @ compared.T
    differences = compared @ values - (value if by is None else 0.0)
    if len(differences) == 1:
        df = cells.df if by is None else cells.df - 1.0
        return _t(float(differences[0]), float(covariance[0, 0]), df)
    if adjusted:
        return wald_statistic(differences, covariance, cells.df, adjusted=True)
    return _as_r(wald_statistic(differences, covariance, cells.df), cells.df)


def _refuse_constant(name: str, variance: FloatArray, values: FloatArray) -> None:
    """Refuse groups that do not vary: a constant number, or a group without a case."""
    size = max(1e-300, float(np.abs(values).max())) ** 2
    still = np.abs(variance) <= 1e-24 * size
    if still.all():
        raise RefusedError(
            f"{name} does not vary within the groups, so that there is no error to test against",
            code="constant",
            hint="a number or answer that is the same for everybody has no test",
        )
    if still.any():
        raise _no_error(name)


def _no_error(name: str) -> RefusedError:
    """Of a group in one cluster, or of which all have the same answer: 0 is no error."""
    return RefusedError(
        f"a group has no error of its own: it is one cluster, or its {name} is the same for all",
        code="no-variance",
        hint="put groups together; for a table of codes the test rao-scott needs no such error",
    )


def _t(difference: float, variance: float, df: float) -> dict[str, Any]:
    """A t test of both sides."""
    if df < 1.0:
        raise RefusedError(
            "the test needs at least one cluster more than strata and groups, and has none",
            code="too-few-clusters",
            hint="test a larger part of the sample",
        )
    se = float(np.sqrt(variance))
    t = difference / se
    return {
        "statistic": t, "statistic_name": "t", "df": df, "estimate": difference, "se": se,
        "p_value": float(2.0 * special.stdtr(df, -abs(t))),
    }  # fmt: skip


def _as_r(found: dict[str, Any], nu: float) -> dict[str, Any]:
    """A Wald F on m and nu - m degrees of freedom."""
    m, below = found["df"], nu - found["df"]
    if below < 1.0:
        raise RefusedError(
            f"a rank test of {m + 1:g} groups needs more than {m:g} clusters more than strata, "
            f"and there are {nu:g}",
            code="too-few-clusters",
            hint="put groups together",
        )
    p = float(special.fdtrc(m, below, found["statistic"]))
    return found | {"df_denominator": below, "p_value": p}


def mid_ranks(weight: FloatArray) -> FloatArray:
    """Rank over N of each value, from the weight of those who have it, in the order of values.

    >>> mid_ranks(np.array([1.0, 2.0, 1.0])).tolist()
    [0.125, 0.5, 0.875]
    """
    return np.asarray((np.cumsum(weight) - weight / 2.0) / weight.sum())


def scores(rank: FloatArray, method: str) -> FloatArray:
    """Scores of ranks between 0 and 1."""
    if method == "van-der-waerden":
        return np.asarray(special.ndtri(rank))
    if method == "median":
        return (rank > 0.5).astype(np.float64)
    return rank


def _with_scores(
    rows: pl.DataFrame, column: str, by: str, design: SurveyDesign, method: str, where: Where
) -> pl.DataFrame:
    """The rows with each person's score, missing of those whom the test leaves out."""
    value = rows[column].cast(pl.Float64)
    weight = np.ones(rows.height)
    if design.weight is not None:
        weight = rows[design.weight].cast(pl.Float64).fill_null(np.nan).to_numpy()
    counts = value.is_finite().fill_null(value=False).to_numpy() & (weight > 0.0)
    counts &= ~_coded(rows[by], (MISSING_CATEGORY,))
    for name, codes in where.items():
        counts &= _coded(rows[name], codes)
    if not counts.any():
        raise RefusedError(
            "nobody with a weight above 0 has an answer to all that the test is of",
            code="empty-domain",
            hint="name other columns, or take away a condition",
        )
    _, place = np.unique(value.to_numpy()[counts], return_inverse=True)
    rank = mid_ranks(np.bincount(place, weights=weight[counts]))
    score = np.full(rows.height, np.nan)
    score[counts] = scores(rank, method)[place]
    return rows.with_columns(pl.Series(_SCORE, score, nan_to_null=True))


def _coded(column: pl.Series, codes: Sequence[str]) -> BoolArray:
    """Whether each code is one of some."""
    found = {value: code_text(value) in codes for value in column.unique().to_list()}
    return np.array([found[value] for value in column.to_list()], dtype=np.bool_)
