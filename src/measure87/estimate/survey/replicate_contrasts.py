"""How two figures of one survey vary together in its replicates.

A difference is a figure of each replicate like any other: its variance is that of the R differences
around the difference in the whole sample, by the rule of the replicates. Every step that the
replicates repeat (benchmarks, the steps of a recipe) is in it.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from measure87.estimate.replicates.settings import Replicates
from measure87.estimate.survey.differences import Contrast, Side
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.replicated import figures_of_cells, replicate_sums
from measure87.estimate.survey.replicated_reading import sample_of
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.survey_design import SurveyDesign

if TYPE_CHECKING:
    from measure87.estimate.weighting.prepared import PreparedRecipe
    from measure87.estimate.weighting.recipe import Recipe


class ReplicatedContrasts:
    """The figures of all sides of some contrasts in R replicates, read in one pass."""

    def __init__(
        self,
        frame: "nw.LazyFrame[Any]",
        outcomes: tuple[Outcome, ...],
        design: SurveyDesign,
        contrasts: Sequence[Contrast],
        groups: Mapping[str, Mapping[str, tuple[str, ...]]],
        where: Mapping[str, tuple[str, ...]],
        replicates: Replicates,
        benchmark: Benchmark | None = None,
        recipe: "Recipe | PreparedRecipe | None" = None,
    ) -> None:
        sides = [side for one in contrasts for side in (one.first, one.second)]
        tables = _tables(sides, groups)
        sampled, _ = sample_of(frame, outcomes, design, tables, where, benchmark, recipe)
        self._replicates = replicate_sums(sampled, replicates)
        reported = dict.fromkeys(cell for cell, _ in sampled.levels.reported())
        found = figures_of_cells(sampled, self._replicates, list(reported))
        self._figures = dict(zip((one.name for one in outcomes), found, strict=True))
        place = {cell: number for number, cell in enumerate(reported)}
        self._place = {
            frozenset(group.items()): place[cell] for cell, group in sampled.levels.reported()
        }

    def covariance(
        self, contrast: Contrast, named: Mapping[str, Outcome], figures: tuple[Estimate, Estimate]
    ) -> float | None:
        """Covariance of both sides; None where a replicate has nobody of one of them.

        `named` is for what the outcomes are, which here have been read already.
        """
        first, value = self._side(contrast.first)
        second, other = self._side(contrast.second)
        variance = self._replicates.variance((first - second)[:, None], np.array([value - other]))
        shared = (sum((figure.se or 0.0) ** 2 for figure in figures) - float(variance[0])) / 2.0
        return shared if np.isfinite(shared) else None

    def _side(self, side: Side) -> tuple[FloatArray, float]:
        """A side in the replicates, (R,), and in the whole sample."""
        one, place = self._figures[side.outcome], self._place[frozenset(side.group.items())]
        return one.figures[:, place], float(one.value[place])


def _tables(
    sides: Sequence[Side], groups: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> tuple[DomainTable, ...]:
    """The tables that have the group of every side."""
    crossings = dict.fromkeys(tuple(sorted(side.group)) for side in sides)
    return tuple(
        DomainTable(names, {name: groups[name] for name in names if name in groups})
        for names in crossings
    )
