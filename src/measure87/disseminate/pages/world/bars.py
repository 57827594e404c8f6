"""Intervals drawn inside the cells of a table: a bar from limit to limit, a point at the estimate.

Positions are shares of the cell's width, so that one drawing serves every screen, paper, and both
directions of writing. The figures stand beside them as text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

_STEPS = (1.0, 1.2, 1.6, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True)
class Axis:
    """From 0 to `end`, a share, with a line at each quarter."""

    end: float

    @classmethod
    def over(cls, values: Iterable[float | None]) -> "Axis":
        """The shortest axis with a round end that holds all values."""
        largest = max((v for v in values if v is not None), default=0.0)
        if largest <= 0:
            return cls(0.01)
        unit = 10.0 ** floor(log10(largest))
        return cls(next(s * unit for s in _STEPS if s * unit >= largest * (1 - 1e-9)))

    @property
    def marks(self) -> Sequence[float]:
        """Where numbers stand: at the start, in the middle, at the end."""
        return 0.0, self.end / 2, self.end

    def at(self, value: float) -> float:
        """A value's place, per cent of the width."""
        return round(min(max(value / self.end, 0.0), 1.0) * 100, 1)


@dataclass(frozen=True)
class Bar:
    """Places of limits and estimate, per cent of the width; `borrowed` is drawn hollow."""

    start: float
    width: float
    point: float
    borrowed: bool = False


def bar_of(row: Mapping[str, Any], axis: Axis) -> Bar | None:
    """The bar of an estimate; None where it has no limits."""
    if row.get("value") is None or row.get("lower") is None or row.get("upper") is None:
        return None
    start, end = axis.at(row["lower"]), axis.at(row["upper"])
    return Bar(start, round(end - start, 1), axis.at(row["value"]), row.get("basis") == "borrowed")
