"""Errors of a regression from replicates: coefficients fitted again in each of them.

    V(b) = scale sum_r rscales_r (b_r - c)(b_r - c)',   c their mean, or b with `mse`

Made replicates are factors of sampled units, from which the persons' weights are made one replicate
after the other; columns of a producer are read some at a time. Degrees of freedom are those
of R: rank of the factors of whoever is in the regression, less 1, plus 1 less coefficients.

A replicate in which the regression cannot be fitted (a code is left without persons, or tells all
answers) takes one step from the whole sample's coefficients, as if it were linearised. It is
counted; above one in ten there is no covariance.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Protocol

import narwhals as nw
import numpy as np
import polars as pl

from measure87.estimate.replicates.calibrating import LARGEST_SHARE_FAILED
from measure87.estimate.replicates.making import MadeFactors, make_factors
from measure87.estimate.replicates.settings import GivenReplicates, MadeReplicates, Replicates
from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.regression_averages import average_answer, codes_averaged
from measure87.estimate.survey.regression_errors import RegressionErrors, degrees_left
from measure87.estimate.survey.regression_fit import FittedSample
from measure87.estimate.survey.regression_rows import RegressionRows
from measure87.estimate.survey.replicate_columns import check_given
from measure87.estimate.survey.replicate_units import UnitNumbers
from measure87.estimate.survey.replicated import rank_of_clusters, rank_of_some
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.numerics.refitting import Refitting
from measure87.numerics.replicate_factors import WHOLE, replicate_covariance, replicate_variance
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SurveyDesign

BLOCK = 8_000_000
"""Replicate weights of a producer that are in memory at a time: 64 MB."""

ROWS_OF_RANK = 4_000
"""Persons, evenly spaced, whose replicate weights say a rank where there are more."""

_NOT_FITTED = ("separation", "no-convergence")

Read = Callable[..., RegressionRows]
"""Reads the regression's persons again; `replicate_columns` names replicate weights."""


class WeightedReplicates(Protocol):
    """The replicates of a regression: persons' weights in each, and how figures spread."""

    scale: float
    rscales: FloatArray

    def weights(self) -> Iterator[tuple[RegressionRows, FloatArray]]:
        """Persons, and their weights (n,), replicate by replicate."""

    def df(self) -> float:
        """Of the design; after `weights`."""


def replicated_errors(
    sample: FittedSample, asked: Replicates, averages: Sequence[str], table: Any, read: Read
) -> RegressionErrors:
    """Errors from replicates.

    Raises
    ------
    DataError
        As `make_factors` of the design, or as `given_replicates` of columns; `replicates-failed`
        where the regression cannot be fitted in more than one in ten; `too-few-clusters` where
        no degree of freedom is left.
    """
    if isinstance(asked, GivenReplicates):
        replicates: WeightedReplicates = _Given(sample, asked, table, read)
    else:
        replicates = _Made(sample, asked, table)
    rows, fit = sample.rows, sample.fit
    again = Refitting.of(fit, rows.model, rows.weight, sample.labels)
    of = codes_averaged(rows.model, averages)
    coefficients, answers, failed = [], [], 0
    for part, weight in replicates.weights():
        found, is_fitted = _fitted_again(again, part, weight)
        failed += not is_fitted
        coefficients.append(found)
        answers.append([average_answer(part, weight, fit.family, found, *one) for one in of])
    n = len(coefficients)
    notices = _judge_failed(failed, n)
    own = [average_answer(rows, rows.weight, fit.family, fit.coefficients, *one) for one in of]
    rule = (replicates.scale, replicates.rscales)
    k = len(rows.model.columns)
    hint = "take fewer terms, or replicates that leave more degrees of freedom"
    return RegressionErrors(
        replicate_covariance(np.array(coefficients), fit.coefficients, *rule, mse=asked.mse),
        np.sqrt(
            replicate_variance(
                np.array(answers).reshape(n, len(of)), np.array(own), *rule, mse=asked.mse
            )
        ),
        degrees_left(replicates.df(), k, f"{n} replicates", hint),
        asked.method,
        n,
        failed,
        notices,
    )


def _fitted_again(
    again: Refitting, rows: RegressionRows, weight: FloatArray
) -> tuple[FloatArray, bool]:
    """Coefficients under other weights, and whether they are the best and not one step."""
    if not weight.any():
        raise DataError(
            "a replicate has nobody of the regression",
            code="replicates-failed",
            hint="take more persons into the regression",
        )
    of = (rows.model, rows.answer, weight, rows.offset)
    try:
        return again.coefficients(*of), True
    except DataError as error:
        if error.code not in _NOT_FITTED:
            raise
        return again.one_step(*of), False


def _judge_failed(failed: int, n: int) -> tuple[Notice, ...]:
    """Warn of replicates without a fit of their own; refuse where they are many."""
    if not failed:
        return ()
    if failed > LARGEST_SHARE_FAILED * n:
        raise DataError(
            f"in {failed} of {n} replicates the regression cannot be fitted, so that they say "
            "little of its errors",
            code="replicates-failed",
            hint="join categories with few persons or cases, or take fewer terms",
        )
    return (
        Notice(
            "replicates-not-fitted",
            f"in {failed} of {n} replicates the regression cannot be fitted; they take one step "
            "from the whole sample's coefficients, which makes the errors of terms with few "
            "persons or cases rather too small",
            {"failed": failed, "replicates": n},
        ),
    )


class _Made:
    """Replicates that are made from the design, held as factors of units."""

    def __init__(self, sample: FittedSample, asked: MadeReplicates, table: Any) -> None:
        self._rows, self._design, self._asked = sample.rows, sample.design, asked
        codes: nw.LazyFrame[Any] = nw.from_native(self._rows.codes.lazy())
        frame = codes if self._design.clusters else as_frame(table)
        in_memory = isinstance(frame.to_native(), pl.LazyFrame)
        is_fraction = self._rows.units.is_fraction
        self._units = UnitNumbers(codes if in_memory else frame, self._design, is_fraction)
        self._made = _factors(self._units, asked, self._design)
        self.scale, self.rscales = self._made.factors.scale, self._made.factors.rscales

    @cached_property
    def _number(self) -> IntArray:
        """(U,) the unit of each of the rows' units, in the order of codes."""
        return self._units.of(self._rows.codes).astype(np.int64)

    def weights(self) -> Iterator[tuple[RegressionRows, FloatArray]]:
        """Persons' weights times the factors of their units."""
        place = self._made.unit[self._number][self._rows.unit]
        for factor in self._made.factors.factor.T:
            yield self._rows, self._rows.weight * np.ascontiguousarray(factor)[place]

    def df(self) -> float:
        """Rank of the factors of units with persons, less 1."""
        present = np.zeros(len(self._made.unit), dtype=np.bool_)
        present[self._number[np.unique(self._rows.unit)]] = True
        if self._made.is_last_stage:
            return rank_of_some(self._made.factors.factor, present) - 1.0
        rank = _rank_of_strata(self._units, present, self._asked, self._design)
        return min(rank, float(self._made.factors.n)) - 1.0


def _factors(units: UnitNumbers, asked: MadeReplicates, design: SurveyDesign) -> MadeFactors:
    rule = design.single_cluster
    return make_factors(units.drawn, asked, rule, has_corrections=bool(design.fpc))


def _rank_of_strata(
    units: UnitNumbers, present: BoolArray, asked: MadeReplicates, design: SurveyDesign
) -> float:
    """Rank of the factors of first-stage units with persons; see `rank_of_clusters`."""
    drawn = units.drawn
    stratum, first = drawn.strata, drawn.first_of_unit
    here = np.zeros(len(stratum), dtype=np.bool_)
    here[first[present]] = True
    sizes, with_persons = np.bincount(stratum), np.bincount(stratum, weights=here)
    varies = drawn.fractions(0, stratum, drawn.first) < 1.0 - WHOLE
    alone, many = varies & (sizes == 1), varies & (sizes > 1)
    rank = rank_of_clusters(
        with_persons[many].sum(),
        (with_persons == sizes)[many].sum(),
        with_persons[~many].sum(),
    )
    if asked.kind == "jkn" and design.single_cluster == "adjust":
        rank = rank + with_persons[alone].sum()
    return float(rank)


class _Given:
    """Columns of a producer, read some at a time."""

    def __init__(
        self, sample: FittedSample, asked: GivenReplicates, table: Any, read: Read
    ) -> None:
        check_given(as_frame(table), asked, sample.design)
        self._sample, self._asked, self._read = sample, asked, read
        self.scale, self.rscales = asked.scales
        n = len(sample.rows.answer)
        self._at_once = max(1, BLOCK // n)
        self._seen = np.arange(n)
        if n > ROWS_OF_RANK:
            self._seen = np.linspace(0, n - 1, ROWS_OF_RANK).astype(np.int64)
        self._factors = np.zeros((len(self._seen), asked.n))
        self._same_rows = self._at_once >= asked.n or isinstance(
            as_frame(table).to_native(), pl.LazyFrame
        )

    def weights(self) -> Iterator[tuple[RegressionRows, FloatArray]]:
        """The columns, block by block."""
        for first in range(0, self._asked.n, self._at_once):
            names = self._asked.columns[first : first + self._at_once]
            rows = self._read(
                replicate_columns=names, replicates_are_factors=not self._asked.combined
            )
            for r, name in enumerate(names, start=first):
                weight = rows.replicate[name]
                self._factors[:, r] = weight[self._seen] / rows.weight[self._seen]
                yield rows, weight

    def df(self) -> float:
        """Rank of the factors of persons, less 1; of a table whose rows come in another order
        each time, clusters less strata as far as replicates reach."""
        if self._same_rows:
            everybody = np.ones(len(self._seen), dtype=np.bool_)
            return rank_of_some(self._factors, everybody) - 1.0
        clusters, strata = self._sample.clusters_and_strata
        return min(float(clusters - strata), self._asked.n - 1.0)
