"""Calibration as a step: the classes of `calibrate`, found once; factors for any weights.

What is asked of the weights is said by `measure87.numerics.calibration`, and what is refused by
`measure87.estimate.weighting.calibration`, whose classes, checks and warnings these are.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from measure87.estimate.weighting.benchmark import Benchmark
from measure87.estimate.weighting.calibration import (
    FoundClasses,
    auxiliaries_of,
    check_margins,
    combinations_of,
    find_classes,
    outside_notice,
    sum_of_nobody,
)
from measure87.estimate.weighting.columns import Columns
from measure87.estimate.weighting.fault import RecipeFault
from measure87.estimate.weighting.population_table import (
    population_variables,
    range_variables,
    read_population,
)
from measure87.estimate.weighting.reach import within_reach
from measure87.estimate.weighting.recipe import Calibration
from measure87.estimate.weighting.steps.kinds import CellStep, Persons
from measure87.files import SourceTable, find_column, read_plain_source
from measure87.numerics.arrays import BoolArray, FloatArray, Int32Array
from measure87.numerics.calibration import calibration_factors
from measure87.numerics.raking import raking_factors
from measure87.vocabulary.errors import DataError, StudyError
from measure87.vocabulary.keys import nearest


@dataclass(frozen=True)
class _Totals:
    """The population's numbers for the classes that the sample has.

    place : (K, m) int32; the class of each calibration class in each margin, numbered through
    x : (K, p) float; auxiliaries, where the quick solution of raking does not serve
    totals : (p,) float; of all classes of margins, scaled to the first, then of numbers
    """

    where: str
    benchmark: Benchmark
    place: Int32Array
    x: FloatArray | None
    totals: FloatArray

    def factors(self, total: FloatArray, squares: FloatArray) -> FloatArray:
        self._refuse_empty(total)
        common = self.benchmark.total / total.sum()
        if self.x is None:
            raked = raking_factors(self.place, total * common, self.totals)
            factor, is_met, misfit = raked.factor, raked.is_met, raked.misfit
        else:
            factor, is_met, misfit = self._solved(self.x, total * common)
        if not is_met:
            raise RecipeFault(
                "no weights meet all numbers of the population; the nearest miss one by "
                f"{misfit:.2g} of its size",
                code="calibration-failed",
                where=self.where,
                hint="merge classes with few persons, widen the bounds, or leave a margin out "
                f"({self.benchmark.distance})",
            )
        if not (factor[total > 0.0] > 0.0).all():
            raise RecipeFault(
                "some classes would get a weight that is not positive",
                code="calibration-negative",
                where=self.where,
                hint="choose raking, which keeps weights positive",
            )
        return np.asarray(factor * common)

    def _solved(self, x: FloatArray, weight: FloatArray) -> tuple[FloatArray, bool, float]:
        there = weight > 0.0
        if (name := sum_of_nobody(x[there], self.benchmark)) is not None:
            raise RecipeFault(
                f"nobody with a weight has any {name}, whose sum in the population is "
                f"{self.benchmark.numbers[name]:,.10g}",
                code="population-sum-empty",
                where=self.where,
                hint="leave the sum out",
            )
        in_use = np.any(x[there] != 0.0, axis=0)
        solved = calibration_factors(
            x[np.ix_(there, in_use)], weight[there], self.totals[in_use],
            distance=self.benchmark.distance, bounds=self.benchmark.bounds,
        )  # fmt: skip
        factor = np.zeros(len(weight))
        factor[there] = solved.factor
        return factor, solved.is_met, solved.misfit

    def _refuse_empty(self, total: FloatArray) -> None:
        """Refuse a class of the population in which nobody has a weight."""
        sizes = [len(margin.persons) for margin in self.benchmark.margins]
        sums = np.zeros(sum(sizes))
        for column in self.place.T:
            sums += np.bincount(column, total, len(sums))
        empty = np.flatnonzero((sums <= 0.0) & (self.totals[: len(sums)] > 0.0))
        if empty.size:
            texts = [m.text_of(which) for m in self.benchmark.margins for which in m.persons]
            raise RecipeFault(
                f"nobody with a weight is in {texts[empty[0]]}, which the population has",
                code="population-class-empty",
                where=self.where,
                hint="merge it with another class",
            )


def prepare_calibration(
    step: Calibration, columns: Columns, persons: Persons, where: str
) -> CellStep:
    """Find the classes of the step and hold them against the population."""
    benchmark = _benchmark(step, columns)
    given = persons.drawn.astype(float)
    place, seen = combinations_of(columns.frame, benchmark.variables, given)
    benchmark, unreached = within_reach(seen, benchmark, "n")
    found = find_classes(seen, benchmark)
    notices = check_margins(found, benchmark)
    number = pl.Series(found.number, dtype=pl.Int32)
    outside = int(seen.filter(number < 0)["n"].sum())
    cell = np.where(persons.drawn, found.number[place], -1).astype(np.int32)
    rule = _rule(found, benchmark, where)
    told = (*unreached, *notices, *outside_notice(outside))
    return CellStep(cell, len(found.keys), rule, persons.only(_has_class(cell)), told)


def _has_class(cell: Int32Array) -> BoolArray:
    return np.asarray(cell >= 0)


def _benchmark(step: Calibration, columns: Columns) -> Benchmark:
    """What the population is known to be, in the table's spelling of its columns."""
    if step.benchmark is not None:
        return step.benchmark
    source = read_plain_source(step.population or "")
    named = columns_of_population(source, step)
    spelt = {variable: _spelt(name, columns, source) for variable, name in named.items()}
    kinds = columns.frame.schema
    ranges = [name for name in range_variables(source) if kinds[spelt[name]].is_numeric()]
    return replace(
        read_population(source, columns=spelt, ranges=ranges),
        numbers={columns.spelt(name): total for name, total in step.sums.items()},
        distance=step.distance,
        bounds=(step.minimum_factor, step.maximum_factor),
    )


def _spelt(name: str, columns: Columns, source: SourceTable) -> str:
    """The table's spelling of a variable of the population."""
    found = find_column(name, columns.frame.columns, where=columns.name)
    if found is None:
        raise DataError(
            f"{source.name} gives the population by {name!r}, of which {columns.name} has no"
            " column",
            code="unknown-column",
            where=columns.name,
            hint="every column of it but persons, year and source is a variable: name the table's"
            " column under `columns`, or leave it out",
        )
    return found


def columns_of_population(source: SourceTable, step: Calibration) -> dict[str, str]:
    """The variables of a table of the population, and the columns that the recipe says they are.

    Raises
    ------
    StudyError
        If the recipe names a variable that the table does not have.
    """
    variables = population_variables(source)
    for name in step.columns:
        if name not in variables:
            raise StudyError(
                f"the table of the population has no variable {name!r}",
                code="unknown-key",
                where="[steps.columns]",
                hint=nearest(name, variables),
            )
    return {name: step.columns.get(name, name) for name in variables}


def _rule(found: FoundClasses, benchmark: Benchmark, where: str) -> _Totals:
    sizes = [len(margin.persons) for margin in benchmark.margins]
    starts = np.cumsum([0, *sizes])[:-1]
    keys = np.array([key[: len(sizes)] for key in found.keys], dtype=np.int32)
    totals = [
        float(persons) * (benchmark.total / margin.total)
        for margin in benchmark.margins
        for persons in margin.persons.values()
    ]
    is_quick = benchmark.distance == "raking" and not benchmark.numbers
    return _Totals(
        where,
        benchmark,
        (keys.reshape(-1, len(sizes)) + starts).astype(np.int32),
        None if is_quick else auxiliaries_of(found, benchmark),
        np.array([*totals, *benchmark.numbers.values()]),
    )
