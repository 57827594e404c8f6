"""Runs the steps of a recipe on weights: those by cells together, those by persons one by one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import polars as pl

from measure87.estimate.row_groups import rows_by_codes
from measure87.estimate.weighting.steps.kinds import CellRule, CellStep, PersonStep, PreparedStep
from measure87.numerics.arrays import FloatArray, Int32Array, IntArray
from measure87.numerics.weight_cells import WeightCells, cells_of_weights, times_factor
from measure87.vocabulary.releases.common import Json

BASE = "base"
"""The kind of what stands before the first step."""

TRIMMING = "trimming"


@dataclass(frozen=True)
class Trimmed:
    """What a step of trimming did to the weights.

    cut : persons whose weight it lowered
    moved : share of the sum of the weights that went from them to others
    design_effect_before : of weighting, before the step
    """

    cut: int
    moved: float
    design_effect_before: float

    @property
    def told(self) -> dict[str, Json]:
        """See `StepTable.told`."""
        return {
            "cut": self.cut,
            "moved": self.moved,
            "design_effect_before": self.design_effect_before,
        }


@dataclass(frozen=True)
class StepTable:
    """The weights after a step.

    kind : of the step
    persons : with a weight above 0
    total : sum of the weights, persons represented
    cv : coefficient of variation of the weights, standard deviation over mean
    design_effect : of weighting, 1 + cv^2 (Kish): how many times as many persons as with equal
        weights the same error takes, where what is measured has nothing to do with the weights
    largest_factor : largest factor by which the step multiplied a weight; None of base weights,
        and where it gave one to who had none
    largest_weight : persons represented; somebody's own weight, which is not told
    trimmed : of a step of trimming alone
    """

    kind: str
    persons: int
    total: float
    cv: float
    design_effect: float
    largest_factor: float | None
    largest_weight: float
    trimmed: Trimmed | None = None

    @property
    def told(self) -> dict[str, Json]:
        """What may be printed: no number of it stands in a cell of the table."""
        return {
            "step": self.kind,
            "persons": self.persons,
            "sum": self.total,
            "cv": self.cv,
            "design_effect": self.design_effect,
            "largest_factor": self.largest_factor,
            **({} if self.trimmed is None else self.trimmed.told),
        }


def table_of(kind: str, cells: WeightCells, largest_factor: float | None) -> StepTable:
    """What is told of weights, from what is known of their cells."""
    n, total = float(cells.persons.sum()), float(cells.total.sum())
    effect = max(1.0, n * float(cells.squares.sum()) / total**2) if total > 0.0 else 1.0
    largest = float(cells.largest.max(initial=0.0))
    cv = math.sqrt(effect - 1.0)
    return StepTable(kind, int(n), total, cv, effect, largest_factor, largest)


@dataclass(frozen=True)
class CellsDone:
    """factor : (K,) of all steps of a stage together; steps : their tables."""

    factor: FloatArray
    steps: tuple[StepTable, ...]


@dataclass(frozen=True)
class _OwnCells:
    """A step's own cells within those of a stage.

    at : the cells of the stage that the step counts
    own : the step's own cell of each of these
    """

    kind: str
    at: IntArray
    own: Int32Array
    n_cells: int
    rule: CellRule

    def factors(self, cells: WeightCells) -> FloatArray:
        """The step's factor of each cell of the stage, (K,)."""
        total = np.bincount(self.own, cells.total[self.at], self.n_cells)
        squares = np.bincount(self.own, cells.squares[self.at], self.n_cells)
        found = np.zeros(len(cells.total))
        found[self.at] = self.rule.factors(total, squares)[self.own]
        return found


@dataclass(frozen=True)
class CellStage:
    """Steps by cells that stand in a row.

    cell : (n,) int32; the crossing of the cells of all steps, -1 for who is in none of the first
    n_cells : K
    """

    cell: Int32Array
    n_cells: int
    steps: tuple[_OwnCells, ...]

    def run(self, weight: FloatArray) -> tuple[FloatArray, tuple[StepTable, ...]]:
        """Weights (n,) after the steps, and their tables."""
        done = self.factors(cells_of_weights(self.cell, weight, self.n_cells))
        return times_factor(self.cell, weight, done.factor), done.steps

    def factors(self, cells: WeightCells) -> CellsDone:
        """The steps, done to the sums of cells."""
        factor, told = np.ones(self.n_cells), []
        for step in self.steps:
            own = step.factors(cells)
            there = own[cells.persons > 0.0]
            largest = None if step.kind == BASE else float(there.max(initial=0.0))
            cells = cells.times(own)
            factor *= own
            told.append(table_of(step.kind, cells, largest))
        return CellsDone(factor, tuple(told))


@dataclass(frozen=True)
class PersonStage:
    """One step that needs each weight."""

    kind: str
    step: PersonStep

    def run(self, weight: FloatArray) -> tuple[FloatArray, tuple[StepTable, ...]]:
        """Weights (n,) after the step, and its table."""
        found = self.step.rule.weights(weight)
        had = weight > 0.0
        is_new = bool((found[~had] > 0.0).any())
        largest = None if is_new else float((found[had] / weight[had]).max(initial=0.0))
        told = table_of(self.kind, _in_one_cell(found), largest)
        if self.kind == TRIMMING:
            told = replace(told, trimmed=_trimmed(weight, found))
        return found, (told,)


def _in_one_cell(weight: FloatArray) -> WeightCells:
    return cells_of_weights(np.zeros(len(weight), dtype=np.int32), weight, 1)


def _trimmed(before: FloatArray, after: FloatArray) -> Trimmed:
    """Trimming keeps the sum, so that what some lose is what others gain."""
    lost = np.maximum(before - after, 0.0)
    total = float(before.sum())
    moved = float(lost.sum()) / total if total > 0.0 else 0.0
    effect = table_of(BASE, _in_one_cell(before), None).design_effect
    return Trimmed(int(np.count_nonzero(lost)), moved, effect)


def stages_of(steps: Sequence[tuple[str, PreparedStep]]) -> tuple[CellStage | PersonStage, ...]:
    """Put steps by cells that stand in a row together."""
    found: list[CellStage | PersonStage] = []
    for _, group in groupby(steps, key=lambda step: isinstance(step[1], CellStep)):
        together = list(group)
        by_cells = [(kind, step) for kind, step in together if isinstance(step, CellStep)]
        if by_cells:
            found.append(_crossed(by_cells))
        found += [PersonStage(kind, s) for kind, s in together if isinstance(s, PersonStep)]
    return tuple(found)


def _crossed(steps: Sequence[tuple[str, CellStep]]) -> CellStage:
    """The crossing of the cells of several steps; who is out of the last is in no cell."""
    inside = steps[0][1].cell >= 0
    names = [str(number) for number in range(len(steps))]
    frame = pl.DataFrame(
        {name: step.cell[inside] for name, (_, step) in zip(names, steps, strict=True)}
    )
    place, found = rows_by_codes(frame, names)
    cell = np.full(len(inside), -1, dtype=np.int32)
    cell[inside] = place
    own = []
    for name, (kind, step) in zip(names, steps, strict=True):
        of_cell = found[name].to_numpy()
        at = np.flatnonzero(of_cell >= 0)
        own.append(_OwnCells(kind, at, of_cell[at], step.n_cells, step.rule))
    return CellStage(cell, found.height, tuple(own))
