"""The sides of contrasts, linearised once, and the limits of each contrast of them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from measure87.estimate.survey.contrast_sets import LinearContrast
from measure87.estimate.survey.covariance import value_and_gradient
from measure87.estimate.survey.differences import MOVER, Side
from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.status_columns import with_statuses
from measure87.estimate.survey.table_cells import TableCells, Where, table_cells
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.numerics.proportion_intervals import student_quantile
from measure87.numerics.simultaneous import LargestT
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.survey_design import SurveyDesign

_NO_TEST = 1e-9
"""Weights that add up to more than this have no hypothesis of 0."""


@dataclass(frozen=True)
class Joint:
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
    ) -> "Joint":
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
        return Joint(place, values, cells.covariance(gradient), df)


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
class AskedContrast:
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
    def of(
        contrast: LinearContrast, joint: Joint, known: Mapping[Any, Estimate]
    ) -> "AskedContrast":
        """One contrast out of the sides of all."""
        places = [joint.place[side.key] for side, _ in contrast.weights]
        c = np.array([weight for _, weight in contrast.weights])
        everywhere = np.zeros(len(joint.values))
        np.add.at(everywhere, places, c)
        return AskedContrast(
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
        """Whether the sample tells how much it varies."""
        return self.se is not None and self.se > 0.0

    @property
    def is_tested(self) -> bool:
        """Whether 0 is a hypothesis: groups are compared, not averaged."""
        return abs(float(self.weights.sum())) <= _NO_TEST * float(np.abs(self.weights).sum())


def contrast_limits(
    one: AskedContrast, largest: LargestT | None
) -> tuple[float | None, float | None, str]:
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


def _mover(one: AskedContrast) -> tuple[float | None, float | None, str]:
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
