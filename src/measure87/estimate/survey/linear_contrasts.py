"""Any weighted sum of figures of one survey: its error, limits and test, alone or among others.

What is answered: do groups differ by more than chance, taken together as a contrast says? Each
against the first, all pairs, each against the mean of all, a trend over ordered groups, the change
of a gap. The variance is that of one variable of the whole sample, the weighted sum of the
linearised values, so that clusters that groups share, and persons that measures share, count.

With c the weights, y the figures, l and u their own limits and R their correlation, the limits are

    sum c y - sqrt(d' R d),  d_i = c_i (y_i - l_i) where c_i > 0, c_i (u_i - y_i) where c_i < 0

and likewise above (`mover`): they keep what the limits of rare figures know. Where all figures
have t limits (`wald`), or `multivariate-t` is asked for, they are the estimate and a multiple of
its error: the t quantile, or the one that all contrasts stay below together. p-values are of t;
`p_adjusted` is Holm's, or with `multivariate-t` that of the largest of the correlated t.

Sources (unseen in print): Zou & Donner (2008), Statistics in Medicine 27, 1693-1702; Holm (1979),
Scand. J. Statist. 6, 65-70; Hothorn, Bretz & Westfall (2008), Biometrical Journal 50, 346-363.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy import special

from measure87.estimate.survey.contrast_sets import LinearContrast
from measure87.estimate.survey.covariance import value_and_gradient
from measure87.estimate.survey.differences import MOVER, Side
from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.results import METHOD
from measure87.estimate.survey.status_columns import with_statuses
from measure87.estimate.survey.table_cells import TableCells, Where, table_cells
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.numerics.proportion_intervals import student_quantile
from measure87.numerics.simultaneous import LargestT, holm
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Estimate, Refusal
from measure87.vocabulary.hypothesis import HypothesisTest
from measure87.vocabulary.survey_design import SurveyDesign

Simultaneous = Literal["holm", "multivariate-t"]
_NO_TEST = 1e-9
"""Weights that add up to more than this have no hypothesis of 0."""


@dataclass(frozen=True)
class Contrasts:
    """Contrasts and their tests, in the order in which they were asked for, and what was refused.

    A contrast whose weights do not add up to 0 is estimated and not tested.
    """

    estimates: tuple[Estimate, ...]
    tests: tuple[HypothesisTest, ...] = ()
    refused: tuple[Refusal, ...] = ()


def estimate_contrasts(
    table: Any,
    outcomes: Sequence[Outcome],
    design: SurveyDesign,
    contrasts: Sequence[LinearContrast],
    figures: Sequence[Estimate],
    *,
    adjust: Simultaneous = "holm",
    where: Where | None = None,
    benchmark: Benchmark | None = None,
) -> Contrasts:
    """Contrasts of figures of one survey; see the module.

    Parameters
    ----------
    table, outcomes, design, where, benchmark
        As `estimate_survey` had them.
    contrasts : sequence of LinearContrast
    figures : sequence of Estimate
        What `estimate_survey` found; all sides must be among them.
    adjust : str
        `holm`, or `multivariate-t` for limits and p-values of all contrasts together.

    Returns
    -------
    Contrasts
        Refused: `no-side`, a side without a figure; `different-statistics`; `no-variance`, the
        test of a contrast of which a side has no variance of its own.
    """
    if adjust not in ("holm", "multivariate-t"):
        raise UsageError(
            f"there is no adjustment {adjust!r}",
            code="adjust",
            hint="adjustments: holm, multivariate-t",
        )
    chosen = tuple(outcomes)
    known = {Side(f.name, f.group).key: f for f in figures if f.statistic != "difference"}
    refused = [one for c in contrasts if (one := _refusal(c, known, chosen)) is not None]
    names = {one.name for one in refused}
    kept = [contrast for contrast in contrasts if contrast.name not in names]
    if not kept:
        return Contrasts((), (), tuple(refused))
    joint = _Joint.of(table, chosen, design, kept, where, benchmark)
    asked = [_Asked.of(contrast, joint, known) for contrast in kept]
    largest = _largest(asked, joint) if adjust == "multivariate-t" else None
    tests = _tests(asked, largest)
    refused += [_no_error(one) for one in asked if one.is_tested and not one.has_error]
    return Contrasts(
        tuple(_as_estimate(one, largest) for one in asked), tuple(tests), tuple(refused)
    )


def _refusal(
    contrast: LinearContrast, known: Mapping[Any, Estimate], outcomes: tuple[Outcome, ...]
) -> Refusal | None:
    """Why a contrast cannot be had, if so."""
    named = {outcome.name: outcome for outcome in outcomes}
    for side, _ in contrast.weights:
        if side.outcome not in named:
            raise UsageError(
                f"there is no measure {side.outcome!r} to contrast",
                code="contrast",
                hint=f"measures: {', '.join(named)}",
            )
        figure = known.get(side.key)
        if figure is None or figure.value is None:
            return Refusal(contrast.name, "no-side", "a side of the contrast has no figure")
    statistics = {named[side.outcome].statistic for side, _ in contrast.weights}
    if "quantile" in statistics:
        raise UsageError(
            "contrasts of quantiles are not offered",
            code="contrast",
            hint="compare proportions, means, totals or ratios",
        )
    if len(statistics) > 1:
        text = f"a contrast of {' and '.join(sorted(statistics))} is no figure"
        return Refusal(contrast.name, "different-statistics", text)
    return None


@dataclass(frozen=True)
class _Joint:
    """The cells of all variables of some contrasts, and the covariance of all their sides.

    place : where each side stands; values (s,), covariance (s, s), df (s,)
    """

    place: Mapping[Any, int]
    values: FloatArray
    covariance: FloatArray
    df: FloatArray

    @staticmethod
    def of(
        table: Any,
        outcomes: tuple[Outcome, ...],
        design: SurveyDesign,
        contrasts: Sequence[LinearContrast],
        where: Where | None,
        benchmark: Benchmark | None,
    ) -> "_Joint":
        """Linearise every side once."""
        sides = list({side.key: side for c in contrasts for side, _ in c.weights}.values())
        variables = tuple(sorted({name for side in sides for name in side.group}))
        frame, read = with_statuses(as_frame(table), outcomes)
        cells = table_cells(
            frame, read, design, variables, where=where, benchmark=benchmark, keep_missing=True
        )
        order = {outcome.name: number for number, outcome in enumerate(outcomes)}
        gradient = np.zeros((len(cells.codes), len(outcomes), 3, len(sides)))
        values, df = np.zeros(len(sides)), np.zeros(len(sides))
        for i, side in enumerate(sides):
            number, members = order[side.outcome], _members(cells, variables, side)
            figure = value_and_gradient(read[number], cells.sums[members, number].sum(axis=0))
            if figure is not None:
                values[i], gradient[members, number, :, i] = figure
            df[i] = cells.df_of(members, number)
        place = {side.key: number for number, side in enumerate(sides)}
        return _Joint(place, values, cells.covariance(gradient), df)


def _members(cells: TableCells, variables: tuple[str, ...], side: Side) -> BoolArray:
    """Which cells belong to a side, (C,)."""
    return np.array(
        [
            all(dict(zip(variables, codes, strict=True))[n] == c for n, c in side.group.items())
            for codes in cells.codes
        ],
        dtype=np.bool_,
    )


@dataclass(frozen=True)
class _Asked:
    """One contrast with its sides: weights c (k,), figures, their covariance (k, k)."""

    contrast: LinearContrast
    weights: FloatArray
    figures: tuple[Estimate, ...]
    covariance: FloatArray
    value: float
    df: float
    everywhere: FloatArray
    """The weights among all sides of all contrasts."""

    @staticmethod
    def of(contrast: LinearContrast, joint: _Joint, known: Mapping[Any, Estimate]) -> "_Asked":
        """One contrast out of the sides of all."""
        places = [joint.place[side.key] for side, _ in contrast.weights]
        c = np.array([weight for _, weight in contrast.weights])
        everywhere = np.zeros(len(joint.values))
        np.add.at(everywhere, places, c)
        return _Asked(
            contrast,
            c,
            tuple(known[side.key] for side, _ in contrast.weights),
            joint.covariance[np.ix_(places, places)],
            float(c @ joint.values[places]),
            float(joint.df[places].min()),
            everywhere,
        )

    @property
    def se(self) -> float | None:
        """Standard error; None where a side has none of its own."""
        if any(figure.se is None for figure in self.figures) or self.df < 1.0:
            return None
        return math.sqrt(max(float(self.weights @ self.covariance @ self.weights), 0.0))

    @property
    def has_error(self) -> bool:
        return self.se is not None and self.se > 0.0

    @property
    def is_tested(self) -> bool:
        """Whether 0 is a hypothesis: groups are compared, not averaged."""
        return abs(float(self.weights.sum())) <= _NO_TEST * float(np.abs(self.weights).sum())


def _largest(asked: Sequence[_Asked], joint: _Joint) -> LargestT | None:
    """The largest t of the contrasts that have an error."""
    rows = [one.everywhere for one in asked if one.has_error]
    if not rows:
        return None
    c = np.stack(rows)
    return LargestT(c @ joint.covariance @ c.T, min(one.df for one in asked if one.has_error))


def _tests(asked: Sequence[_Asked], largest: LargestT | None) -> list[HypothesisTest]:
    """t tests of the contrasts that have an error and a hypothesis."""
    tested = [one for one in asked if one.has_error and one.is_tested]
    t = [one.value / float(one.se or 1.0) for one in tested]
    p = [float(2.0 * special.stdtr(x.df, -abs(y))) for x, y in zip(tested, t, strict=True)]
    how = None if len(asked) < 2 else "holm" if largest is None else "multivariate-t"
    together = holm(p) if largest is None else [largest.tail(abs(one)) for one in t]
    return [
        HypothesisTest(
            one.contrast.name, "contrast", "t", statistic, "t", chance,
            df=one.df,
            p_adjusted=None if how is None else float(adjusted), adjustment=how,
            estimate=one.value, se=one.se,
        )
        for one, statistic, chance, adjusted in zip(tested, t, p, together, strict=True)
    ]  # fmt: skip


def _no_error(one: _Asked) -> Refusal:
    return Refusal(
        one.contrast.name,
        "no-variance",
        "the contrast has no test, for a side of it has no variance of its own",
    )


def _as_estimate(one: _Asked, largest: LargestT | None) -> Estimate:
    """The contrast with its limits."""
    lower, upper, interval = _limits(one, largest)
    first = one.figures[0]
    return Estimate(
        name=one.contrast.name,
        statistic="contrast",
        method=METHOD,
        definition=first.definition,
        unit=first.unit,
        value=one.value,
        se=one.se,
        lower=lower,
        upper=upper,
        level=None if lower is None else first.level,
        interval=None if lower is None else interval,
        df=one.df,
        flags=() if one.se is not None else ("no-variance",),
    )


def _limits(one: _Asked, largest: LargestT | None) -> tuple[float | None, float | None, str]:
    """Limits of a contrast and their kind; None where there are none."""
    level, se = one.figures[0].level, one.se
    if level is None or any(figure.level != level for figure in one.figures):
        return None, None, MOVER
    if largest is not None:
        if se is None:
            return None, None, "multivariate-t"
        half = largest.quantile(level) * se
        return one.value - half, one.value + half, "multivariate-t"
    if se is not None and all(figure.interval == "wald" for figure in one.figures):
        half = float(student_quantile(one.df, level)) * se
        return one.value - half, one.value + half, "wald"
    return _mover(one)


def _mover(one: _Asked) -> tuple[float | None, float | None, str]:
    """Limits put together from those of the sides."""
    ends = [(f.value, f.lower, f.upper) for f in one.figures]
    if any(end is None for three in ends for end in three):
        return None, None, MOVER
    value, low, high = np.array(ends, dtype=np.float64).T
    size = np.sqrt(np.maximum(np.diag(one.covariance), 0.0))
    known = size > 0.0
    scale = np.where(known, size, 1.0)
    correlation = one.covariance / np.outer(scale, scale)
    correlation = np.clip(np.where(np.outer(known, known), correlation, 0.0), -1.0, 1.0)
    np.fill_diagonal(correlation, 1.0)
    c = one.weights
    below = np.where(c > 0.0, c * (value - low), c * (high - value))
    above = np.where(c > 0.0, c * (high - value), c * (value - low))
    return one.value - _length(below, correlation), one.value + _length(above, correlation), MOVER


def _length(distance: FloatArray, correlation: FloatArray) -> float:
    return math.sqrt(max(float(distance @ correlation @ distance), 0.0))
