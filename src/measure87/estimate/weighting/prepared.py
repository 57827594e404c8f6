"""A recipe whose columns were read: weights from base weights, as often as replicates ask.

Preparing reads the table once. Afterwards a run of all steps is arithmetic over arrays: steps by
cells that stand in a row share one look at the persons, which sums weights over the crossing of
their cells; what the steps do is done to the sums, and one multiplication gives the weights.
That is exact: such a step multiplies all persons of a cell alike.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from measure87.estimate.weighting.cell_stage import (
    BASE,
    CellStage,
    PersonStage,
    StepTable,
    stages_of,
)
from measure87.estimate.weighting.columns import Columns
from measure87.estimate.weighting.fault import RecipeFault
from measure87.estimate.weighting.recipe import Recipe
from measure87.estimate.weighting.steps.base import as_drawn, base_weights
from measure87.estimate.weighting.steps.kinds import Persons, PreparedStep
from measure87.estimate.weighting.steps.register import prepare_step
from measure87.numerics.arrays import FloatArray, Int32Array, IntArray
from measure87.numerics.one_thread import one_thread
from measure87.numerics.weight_cells import WeightCells, cells_of_groups, cells_of_weights
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import Notice


@dataclass(frozen=True)
class RecipeRun:
    """What a recipe made of base weights.

    weights : (n,) float, persons represented; 0 for who is out
    steps : the base weights, then the weights after each step
    """

    weights: FloatArray
    steps: tuple[StepTable, ...]


@dataclass(frozen=True)
class UnitCells:
    """Base weights by first-stage unit and cell, for replicates that weigh units.

    unit, cell : (G,) of each pair that has persons
    groups : what is known of the base weights of each pair
    """

    unit: IntArray
    cell: Int32Array
    groups: WeightCells


@dataclass(frozen=True)
class PreparedRecipe:
    """A recipe and the columns of one table.

    base : (n,) float; the base weights of the table
    notices : what the numbers of the population warn of
    """

    base: FloatArray
    notices: tuple[Notice, ...]
    stages: tuple[CellStage | PersonStage, ...]

    @one_thread()
    def weights(self, base: FloatArray) -> RecipeRun:
        """Every step repeated on the base weights given; the same ones give the same bits.

        Parameters
        ----------
        base : (n,) float, 0 or more
            `self.base`, or these times what a replicate does to the units that were drawn.

        Raises
        ------
        DataError
            If a weight is negative or no number, or there are not n.
        RecipeFault
            If a step cannot be done with these weights.
        """
        if base.shape != self.base.shape:
            raise DataError(
                f"there are {len(base):,} base weights for {len(self.base):,} persons",
                code="weights-of-another-table",
            )
        current: FloatArray = base
        told: list[StepTable] = []
        for stage in self.stages:
            current, steps = stage.run(current)
            told += steps
        return RecipeRun(current, tuple(told))

    @one_thread()
    def weights_many(self, base: FloatArray) -> tuple[RecipeRun | RecipeFault, ...]:
        """`weights` of each column of (n, R); a fault stands in the place of its replicate."""
        return tuple(self._or_fault(np.ascontiguousarray(column)) for column in base.T)

    def _or_fault(self, base: FloatArray) -> RecipeRun | RecipeFault:
        try:
            return self.weights(base)
        except RecipeFault as fault:
            return fault

    @property
    def is_by_cells(self) -> bool:
        """Whether no step needs each weight, so that `cell` and `cell_factors` serve."""
        return len(self.stages) == 1 and isinstance(self.stages[0], CellStage)

    @cached_property
    def _stage(self) -> CellStage:
        stage = self.stages[0] if self.is_by_cells else None
        if not isinstance(stage, CellStage):
            raise DataError(
                "a step of the recipe needs each weight, so that it has no factors of cells",
                code="recipe-by-persons",
                hint="ask `is_by_cells` first, and use `weights`",
            )
        return stage

    @property
    def cell(self) -> Int32Array:
        """The cell of each person, (n,), -1 for who is out; where the recipe `is_by_cells`."""
        return self._stage.cell

    def cells_by_unit(self, unit: IntArray) -> UnitCells:
        """Sum the base weights by unit and cell, once for all replicates.

        Parameters
        ----------
        unit : (n,) int, 0 or more
            The unit of each person, whose factors replicates change.
        """
        cell = self.cell
        inside = np.flatnonzero((cell >= 0) & (self.base > 0.0))
        pair = unit[inside].astype(np.int64) * self._stage.n_cells + cell[inside]
        found, group = np.unique(pair, return_inverse=True)
        groups = cells_of_weights(group.astype(np.int32), self.base[inside], len(found))
        return UnitCells(
            found // self._stage.n_cells, (found % self._stage.n_cells).astype(np.int32), groups
        )

    def cell_factors(
        self, by_unit: UnitCells, factor: FloatArray
    ) -> tuple[FloatArray, tuple[StepTable, ...]]:
        """What a replicate multiplies the weights of each cell by, without a look at any person.

        A person's weight is base * factor[unit] * found[cell], and 0 where the cell is -1.

        Parameters
        ----------
        factor : (units,) float, 0 or more
            What the replicate does to the base weights of each unit.

        Returns
        -------
        (K,) float, and the tables of the steps
        """
        stage = self._stage
        own = cells_of_groups(by_unit.cell, factor[by_unit.unit], by_unit.groups, stage.n_cells)
        done = stage.factors(own)
        return done.factor, done.steps


def prepare_recipe(
    table: pl.DataFrame | pl.LazyFrame, recipe: Recipe, name: str = "table"
) -> PreparedRecipe:
    """Read the columns of a recipe, once, and find what each step counts.

    Parameters
    ----------
    table : polars DataFrame or LazyFrame
        One row per person.
    recipe : Recipe
        See `read_recipe`.
    name : str
        What messages call the table.

    Raises
    ------
    DataError
        If a column is not there or holds what a step cannot use, or the population and the
        sample do not have the same classes.
    RecipeFault
        If nobody of the sample is left by a step.
    """
    frame = table.collect(engine="streaming") if isinstance(table, pl.LazyFrame) else table
    columns = Columns(frame, name)
    base = base_weights(recipe.base, columns)
    persons = Persons(np.ones(frame.height, dtype=bool), base > 0.0)
    steps: list[tuple[str, PreparedStep]] = [(BASE, as_drawn(persons))]
    for number, step in enumerate(recipe.steps, start=1):
        where = f"step {number}, {step.kind}"
        prepared = prepare_step(step, columns, persons, where)
        persons = prepared.after
        if not persons.drawn.any():
            raise RecipeFault(
                "nobody is left", code="nobody-left", where=where,
                hint="look at the codes that the step names",
            )  # fmt: skip
        steps.append((step.kind, prepared))
    notices = tuple(notice for _, step in steps for notice in step.notices)
    return PreparedRecipe(base, notices, stages_of(steps))
