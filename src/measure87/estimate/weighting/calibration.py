"""From a benchmark to the weight of every person: classes found, factors solved, weights made.

A *calibration class* is what persons share who are in the same class of every margin. The
sums of weights of these classes are all that calibrating needs; they come from one look at the
columns of the benchmark before the pass over the outcomes. The table is held in memory.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from measure87.estimate.row_groups import rows_by_codes
from measure87.estimate.weighting.benchmark import Benchmark, Margin, Range
from measure87.estimate.weighting.reach import within_reach
from measure87.files import code_of
from measure87.numerics.arrays import FloatArray, Int32Array, IntArray
from measure87.numerics.calibration import CLOSE_ENOUGH, calibration_factors
from measure87.numerics.one_thread import one_thread
from measure87.vocabulary.cells import cell_kind
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.estimate import MISSING_CATEGORY, Notice
from measure87.vocabulary.few_told import FEW, told

WEIGHT = "measure87_benchmarked_weight"
CLASS = "measure87_class"
_GIVEN = "measure87_given"
_NOT_SHOWN = "not-shown"
"""Stands for a number that is not told, as in what is released."""

FEWEST_IN_CLASS = 10
"""Persons of the sample in a class of a margin under which a warning says so."""

_MOST_CODES = 12

FEWEST_OF_WEIGHTS = 0.01
"""Persons of the population over the sum of the given weights up to which a warning says so."""

_MILLIONTHS = (5e5, 2e6)
"""Mean weights that are rather scaled to a mean of 1 and stored times a million."""

LARGEST_SPREAD = 10.0
"""Largest factor over the smallest from which a warning says so."""


@dataclass(frozen=True)
class Classes:
    """The calibration classes that the sample has.

    x : (K, p) auxiliaries of each class
    given : (K,) sums of the given weights
    factor : (K,) what the given weights are multiplied by
    """

    x: FloatArray
    given: FloatArray
    factor: FloatArray


@dataclass(frozen=True)
class Calibrated:
    """A table with benchmarked weights.

    table : the persons, with `WEIGHT` (0 outside the benchmark) and `CLASS` (null there)
    classes : the classes, by the number in `CLASS`
    n_outside : persons with a weight who are in no class
    """

    table: pl.LazyFrame
    classes: Classes
    n_outside: int
    notices: tuple[Notice, ...]


@one_thread()
def calibrate(table: pl.LazyFrame, weight: str | None, benchmark: Benchmark) -> Calibrated:
    """Give every person the weight that the population's numbers ask for.

    Parameters
    ----------
    table : polars LazyFrame
        One row per person; weights were checked.
    weight : str or None
        Column with the given weight; None weighs all alike.
    benchmark : Benchmark
        Persons whose number lies outside all ranges of a margin (other ages) are outside
        the benchmark and get weight 0.

    Raises
    ------
    DataError
        If a person within the ranges has no class, a class of the population has nobody in
        the sample or lies partly beyond its ages, the population is smaller than the sample,
        or no weights meet all margins.
    """
    variables = benchmark.variables
    given = pl.lit(1.0) if weight is None else pl.col(weight).cast(pl.Float64)
    frame = table.collect(engine="streaming")
    weights = np.ones(frame.height)
    if weight is not None:
        weights = frame.select(given.fill_null(0.0)).to_series().to_numpy()
    place, seen = combinations_of(frame, variables, weights)
    benchmark, unreached = within_reach(seen, benchmark, "n")
    found = find_classes(seen, benchmark)
    classes, notices = _solve(found, benchmark)
    number = pl.Series(CLASS, found.number, dtype=pl.Int32)
    factor = np.where(found.number >= 0, classes.factor[np.maximum(found.number, 0)], 0.0)
    own = number.gather(place)
    weighted = frame.with_columns(
        (given * pl.Series(factor[place])).alias(WEIGHT), pl.when(own >= 0).then(own).alias(CLASS)
    )
    outside = int(seen.filter(number < 0)["n"].sum())
    told = (*unreached, *notices, *outside_notice(outside))
    return Calibrated(weighted.lazy(), classes, outside, told)


def combinations_of(
    frame: pl.DataFrame, variables: Sequence[str], weights: FloatArray
) -> tuple[IntArray, pl.DataFrame]:
    """The combination of codes of each row, and of each combination its codes, its weight and
    its persons with a weight. Weights are added in the order of the rows, so that the same table
    gives the same last digit."""
    place, seen = rows_by_codes(frame, variables)
    given = np.bincount(place, weights, seen.height)
    persons = np.bincount(place[weights > 0.0], minlength=seen.height)
    return place, seen.with_columns(pl.Series(_GIVEN, given), pl.Series("n", persons))


@dataclass(frozen=True)
class FoundClasses:
    """The classes of the combinations of codes that the sample has.

    number : (M,) the class of each combination, -1 outside
    keys : the place in each margin, and the numbers, that each class stands for
    given : (K,) sums of weights
    in_margin : per margin the place of each of its classes
    n_in_margin : per margin (classes,) persons of the sample
    """

    number: Int32Array
    keys: Sequence[tuple[Any, ...]]
    given: FloatArray
    n_in_margin: Sequence[IntArray]


def find_classes(seen: pl.DataFrame, benchmark: Benchmark) -> FoundClasses:
    """Number the classes of the sample."""
    places = [_Places(margin) for margin in benchmark.margins]
    counts = [np.zeros(len(margin.persons), dtype=np.int64) for margin in benchmark.margins]
    keys: dict[tuple[Any, ...], int] = {}
    given: list[float] = []
    number = np.full(seen.height, -1, dtype=np.int32)
    for row, values in enumerate(seen.iter_rows(named=True)):
        if values["n"] == 0:
            continue
        own = [place.of(values) for place in places]
        if None in own:
            continue
        key = (*own, *(_known_number(values, name) for name in benchmark.numbers))
        if key not in keys:
            keys[key] = len(keys)
            given.append(0.0)
        number[row] = keys[key]
        given[keys[key]] += values[_GIVEN]
        for count, place in zip(counts, own, strict=True):
            count[place] += values["n"]
    return FoundClasses(number, list(keys), np.array(given), counts)


class _Places:
    """Which class of one margin has a person, by her values."""

    def __init__(self, margin: Margin) -> None:
        self._margin = margin
        self._ranged = _ranged(margin)
        self._by_codes: dict[tuple[str, ...], list[tuple[int, tuple[Any, ...]]]] = {}
        for place, which in enumerate(margin.persons):
            codes = tuple(part for part in which if isinstance(part, str))
            self._by_codes.setdefault(codes, []).append((place, which))
        self._found: dict[tuple[Any, ...], int | None] = {}

    def of(self, values: Mapping[str, Any]) -> int | None:
        """The place of a person's class; None if she is outside by a range."""
        key = tuple(values[name] for name in self._margin.variables)
        if key not in self._found:
            self._found[key] = self._look_up(values)
        return self._found[key]

    def _look_up(self, values: Mapping[str, Any]) -> int | None:
        margin = self._margin
        numbers: dict[str, float] = {}
        for name in self._ranged:
            number = _as_number(values[name], name)
            if number is None or not _within(margin, name, number):
                return None
            numbers[name] = number
        codes = tuple(_code(values[n]) for n in margin.variables if n not in self._ranged)
        for place, which in self._by_codes.get(codes, ()):
            pairs = zip(margin.variables, which, strict=True)
            if all(part.holds(numbers[name]) for name, part in pairs if isinstance(part, Range)):
                return place
        raise _no_row(margin, values)


def _ranged(margin: Margin) -> tuple[str, ...]:
    """Variables of a margin whose classes are ranges."""
    first = next(iter(margin.persons))
    return tuple(n for n, part in zip(margin.variables, first, strict=True) if _is_range(part))


def _is_range(part: object) -> bool:
    return isinstance(part, Range)


def _within(margin: Margin, name: str, number: float) -> bool:
    """Whether any range of a variable holds a number."""
    at = margin.variables.index(name)
    return any(part.holds(number) for w in margin.persons if isinstance(part := w[at], Range))


def _as_number(value: object, name: str) -> float | None:
    """A value of a variable with ranges; None where it is missing."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, int | float):
        return float(value)
    raise DataError(
        f"{name} holds {cell_kind(value)}, and the population is given by ranges of it",
        code="wrong-type",
        where=name,
        hint="ranges need a column of numbers, such as the age in years",
    )


def _known_number(values: Mapping[str, Any], name: str) -> float:
    """A number whose sum is benchmarked, which everybody must have."""
    number = _as_number(values[name], name)
    if number is None:
        raise DataError(
            f"{name} is missing for {values['n']} persons, and its sum is a benchmark",
            code="benchmark-missing",
            where=name,
            hint="benchmark to numbers that are known of everybody",
        )
    return number


def _no_row(margin: Margin, values: Mapping[str, Any]) -> DataError:
    """The error for persons who have no class, though their age is one of the table's."""
    hint = "add the row, or merge classes"
    for at, name in enumerate(margin.variables):
        codes = dict.fromkeys(str(which[at]) for which in margin.persons)
        if name not in _ranged(margin) and _code(values[name]) not in codes:
            hint += f"; of {name} the table has {', '.join([*codes][:_MOST_CODES])}"
    return DataError(
        f"the population has no number for a class of {', '.join(margin.variables)}, where "
        f"{values['n']} persons of the sample are",
        code="population-hole",
        hint=f"{hint}; the codes must be those of the survey",
    )


def _code(value: object) -> str:
    """A code as text; a missing one is `_missing`, which no table of the population has."""
    is_missing = value is None or (isinstance(value, float) and np.isnan(value))
    return MISSING_CATEGORY if is_missing else code_of(value)


def _solve(found: FoundClasses, benchmark: Benchmark) -> tuple[Classes, list[Notice]]:
    """The factors of the classes."""
    notices = [*check_margins(found, benchmark), *_other_unit(found, benchmark)]
    totals = [
        float(persons) * (benchmark.total / margin.total)
        for margin in benchmark.margins
        for persons in margin.persons.values()
    ]
    totals += benchmark.numbers.values()
    x = auxiliaries_of(found, benchmark)
    if (name := sum_of_nobody(x, benchmark)) is not None:
        raise DataError(
            f"nobody in the sample has any {name}, whose sum in the population is "
            f"{benchmark.numbers[name]:,.10g}",
            code="population-sum-empty",
            where=name,
            hint="benchmark to numbers that somebody in the sample has",
        )
    in_use = np.any(x != 0.0, axis=0)
    expanded = found.given * (benchmark.total / found.given.sum())
    solved = calibration_factors(
        x[:, in_use],
        expanded,
        np.array(totals)[in_use],
        distance=benchmark.distance,
        bounds=benchmark.bounds,
    )
    if not solved.is_met:
        raise DataError(
            f"no weights meet all margins of the population; the nearest miss one by "
            f"{solved.misfit:.2g} of its size",
            code="calibration-failed",
            hint=f"merge classes with few persons, or leave a margin out ({benchmark.distance})",
        )
    if not (solved.factor > 0.0).all():
        raise DataError(
            f"{int((solved.factor <= 0.0).sum())} classes would get a weight that is not positive",
            code="calibration-negative",
            hint="choose raking, which keeps weights positive",
        )
    spread = float(solved.factor.max() / solved.factor.min())
    if spread > LARGEST_SPREAD:
        notices.append(
            Notice(
                "unequal-factors",
                f"benchmarking multiplies the weights of some classes {spread:.0f} times as much "
                "as those of others; the sample and the population table differ much",
                {"times": round(spread)},
            )
        )
    factor = solved.factor * (benchmark.total / found.given.sum())
    return Classes(x, found.given, factor), notices


def auxiliaries_of(found: FoundClasses, benchmark: Benchmark) -> FloatArray:
    """One column for each class of each margin, then the numbers; (K, p)."""
    sizes = [len(margin.persons) for margin in benchmark.margins]
    x = np.zeros((len(found.keys), sum(sizes) + len(benchmark.numbers)))
    starts = np.cumsum([0, *sizes])
    for row, key in enumerate(found.keys):
        for at, place in enumerate(key[: len(sizes)]):
            x[row, starts[at] + place] = 1.0
        x[row, sum(sizes) :] = key[len(sizes) :]
    return x


def sum_of_nobody(x: FloatArray, benchmark: Benchmark) -> str | None:
    """A number with a known sum of which no class has any, so that no weights meet it.

    x : (K, p) as `auxiliaries_of` gives it, of the classes that have a weight
    """
    numbers = benchmark.numbers.items()
    own = x[:, x.shape[1] - len(numbers) :]
    lacking = (
        name
        for (name, total), column in zip(numbers, own.T, strict=True)
        if total != 0.0 and not column.any()
    )
    return next(lacking, None)


def check_margins(found: FoundClasses, benchmark: Benchmark) -> list[Notice]:
    """Every class of the population has persons in the sample, and the other way about."""
    _check_size(int(found.n_in_margin[0].sum()), benchmark)
    notices = []
    thin: list[str] = []
    for margin, counts in zip(benchmark.margins, found.n_in_margin, strict=True):
        for count, (which, persons) in zip(counts, margin.persons.items(), strict=True):
            if (count > 0) != (persons > 0.0):
                raise _one_sided(margin.text_of(which), int(count), persons)
            if 0 < count < FEWEST_IN_CLASS:
                thin.append(margin.text_of(which))
        if abs(margin.total / benchmark.total - 1.0) > CLOSE_ENOUGH:
            notices.append(
                Notice(
                    "population-scaled",
                    f"the population by {', '.join(margin.variables)} adds up to "
                    f"{margin.total:,.0f} and was scaled to {benchmark.total:,.0f}",
                    {
                        "variables": list(margin.variables),
                        "given": round(margin.total),
                        "total": round(benchmark.total),
                    },
                )
            )
    if thin:
        told = {"classes": len(thin), "which": thin[0], "fewest": FEWEST_IN_CLASS}
        notices.append(Notice("thin-class", _thin(thin), told))
    return notices


def _thin(classes: Sequence[str]) -> str:
    """That classes have few persons, in a sentence for one and another for several."""
    few = f"has fewer than {FEWEST_IN_CLASS} persons in the sample; merge it with another"
    if len(classes) == 1:
        return f"the class {classes[0]} of the population {few}"
    return f"the class {classes[0]} and {len(classes) - 1} more of the population {few}"


def _check_size(n: int, benchmark: Benchmark) -> None:
    """A population smaller than its sample is in thousands, or in per cent."""
    if benchmark.total < n:
        raise DataError(
            f"the population table has {benchmark.total:,.10g} persons, and the sample {n:,}",
            code="population-below-sample",
            hint="give numbers of persons, not thousands, millions or shares",
        )


def _other_unit(found: FoundClasses, benchmark: Benchmark) -> list[Notice]:
    """A population far below what the weights add up to may be in thousands or millions."""
    given = float(found.given.sum())
    n = int(found.n_in_margin[0].sum())
    if benchmark.total > FEWEST_OF_WEIGHTS * given or _MILLIONTHS[0] <= given / n <= _MILLIONTHS[1]:
        return []
    text = (
        f"the weights add up to {given:,.0f} persons, and the population to "
        f"{benchmark.total:,.0f}; if it is in thousands or millions, give it in persons, or "
        "numbers of persons are too small by as much"
    )
    told = {"given": round(given), "total": round(benchmark.total)}
    return [Notice("population-in-other-units", text, told)]


def _one_sided(which: str, count: int, persons: float) -> DataError:
    """The error for a class that only the population or only the sample has."""
    if count == 0:
        text = f"nobody in the sample is in {which}, which has {persons:,.0f} persons"
        return DataError(text, code="population-class-empty", hint="merge it with another class")
    return DataError(
        f"the population has nobody in {which}, where {count} persons of the sample are",
        code="population-class-empty",
        hint="correct the table, or merge the class with another",
    )


def outside_notice(outside: int) -> list[Notice]:
    """What is told of persons who are in no class; nothing where there is nobody.

    Mostly they are those of unknown age, whom what was read counts too: under the same limit.
    """
    if not outside:
        return []
    return [
        Notice(
            "outside-population-table",
            f"{told(outside, 'persons')} of ages that are unknown, or that the population table "
            "does not have, are left out",
            {"persons": _NOT_SHOWN if outside < FEW else outside},
        )
    ]


def outside_benchmark(
    table: pl.LazyFrame, weight: str | None, benchmark: Benchmark, columns: Sequence[str]
) -> dict[str, int]:
    """By column the persons with a weight and a value there who are in no class; errors as
    `calibrate`."""
    found = calibrate(table, weight, benchmark)
    heavy = pl.lit(True) if weight is None else pl.col(weight) > 0.0
    nowhere = found.table.filter(pl.col(CLASS).is_null() & heavy)
    counted = nowhere.select(pl.col(name).is_not_null().sum() for name in columns).collect()
    return {name: int(counted[name][0]) for name in columns}
