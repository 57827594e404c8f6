"""What is known of the strata before the survey."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.errors import DataError


@dataclass(frozen=True)
class Strata:
    """H strata with what is known of V variables.

    Attributes
    ----------
    names : H names of strata
    population : (H,) float, units; at least 1, whole
    variables : V names of variables
    mean : (H, V) float, in the variable's unit
    sd : (H, V) float, standard deviation with divisor N - 1, in the variable's unit
    cost : (H,) float, of one unit, in any currency
    low, high : (H,) int, fewest and most units of the sample
    effect : (H,) float, design effect by which the variance of simple random sampling is multiplied
    rows : H numbers of the rows in which the strata stand, for messages
    """

    names: tuple[str, ...]
    population: FloatArray
    variables: tuple[str, ...]
    mean: FloatArray
    sd: FloatArray
    cost: FloatArray
    low: IntArray
    high: IntArray
    effect: FloatArray
    rows: Sequence[int]

    @property
    def spread(self) -> FloatArray:
        """(H, V) standard deviation after the design effect."""
        return self.sd * np.sqrt(self.effect)[:, None]


def make_strata(
    names: Sequence[str],
    population: FloatArray,
    *,
    variables: Sequence[str] = (),
    mean: FloatArray | None = None,
    sd: FloatArray | None = None,
    cost: FloatArray | None = None,
    low: IntArray | None = None,
    high: IntArray | None = None,
    effect: FloatArray | None = None,
    rows: Sequence[int] | None = None,
    columns: Mapping[str, str] | None = None,
) -> Strata:
    """Strata whose numbers make sense; what is not told is 1 a cost, 2 at least, all at most.

    The fewest are 2, for a stratum with one unit gives no variance; a stratum of one unit has one.
    Rows are counted from 1, if no numbers are told. `columns` says where the names and numbers
    stand, as errors tell it: `name`, `population`, `cost`, `design effect`.

    Raises
    ------
    DataError
        If a number is missing, negative, or contradicts another; it names strata by their rows.
    """
    H, V = len(names), len(variables)
    ones = np.ones(H)
    table = _Table(range(1, H + 1) if rows is None else rows, columns or {})
    if H == 0:
        raise DataError("there is no stratum", code="no-strata", hint="give one row a stratum")
    if len(set(names)) < H:
        raise table.bad("stands twice", _twice(names), "name", "give one row a stratum")
    table.refuse(~(population >= 1) | (population != np.floor(population)), "population",
                 "is no whole number of at least 1", "count the units of the frame")  # fmt: skip
    size = population.astype(np.int64)
    low = np.minimum(2, size) if low is None else low
    high = size if high is None else high
    found = Strata(
        tuple(names),
        population,
        tuple(variables),
        np.zeros((H, V)) if mean is None else mean,
        np.zeros((H, V)) if sd is None else sd,
        ones if cost is None else cost,
        low.astype(np.int64),
        np.minimum(high, size).astype(np.int64),
        ones if effect is None else effect,
        table.rows,
    )
    _check(found, table)
    return found


def proportion_spread(p: FloatArray, population: FloatArray) -> FloatArray:
    """Standard deviation, divisor N - 1, of an answer that a share p of N units give.

    sqrt(p (1 - p) N / (N - 1)); 0 for a stratum of one unit.

    >>> proportion_spread(np.array([0.5]), np.array([101.0]))
    array([0.50249378])
    """
    more = np.maximum(population - 1.0, 1.0)
    return np.where(population > 1, np.sqrt(p * (1.0 - p) * population / more), 0.0)


def _check(strata: Strata, table: "_Table") -> None:
    """Refuse numbers that make no sense."""
    for place, name in enumerate(strata.variables):
        table.refuse(~np.isfinite(strata.mean[:, place]), f"mean of {name}", "is missing", _GIVE)
        spread = strata.sd[:, place]
        table.refuse(~(np.isfinite(spread) & (spread >= 0)), f"standard deviation of {name}",
                "is missing or negative", _GIVE)  # fmt: skip
    table.refuse(~(np.isfinite(strata.cost) & (strata.cost > 0)), "cost", "is not above 0",
            "give what one unit costs")  # fmt: skip
    table.refuse(~(np.isfinite(strata.effect) & (strata.effect > 0)), "design effect",
            "is not above 0", "give 1 where units are drawn one by one")  # fmt: skip
    table.refuse(strata.low < 0, "minimum", "is negative", "give 0 or more")
    table.refuse(strata.low > strata.high, "minimum", "is above its maximum or its population",
            "lower the minimum")  # fmt: skip


_GIVE = "give it from a census or an earlier survey"


@dataclass(frozen=True)
class _Table:
    """Where the strata stand: numbers of their rows, and by what is told of them its column."""

    rows: Sequence[int]
    columns: Mapping[str, str]

    def refuse(self, bad: BoolArray, what: str, wrong: str, hint: str) -> None:
        """Refuse strata, by the first of their rows."""
        if bad.any():
            raise self.bad(wrong, np.flatnonzero(bad), what, hint)

    def bad(self, wrong: str, places: IntArray, what: str, hint: str) -> DataError:
        """The error for the strata at these places."""
        row = self.rows[int(places[0])]
        return DataError(
            f"the {what} of {places.size} strata {wrong}; first in row {row}"
            if places.size > 1
            else f"the {what} of the stratum in row {row} {wrong}",
            code="bad-stratum",
            where=self.columns.get(what, what),
            hint=hint,
        )


def _twice(names: Sequence[str]) -> IntArray:
    """Places of names that stood before."""
    seen: set[str] = set()
    found = []
    for place, name in enumerate(names):
        if name in seen:
            found.append(place)
        seen.add(name)
    return np.array(found, dtype=np.int64)
