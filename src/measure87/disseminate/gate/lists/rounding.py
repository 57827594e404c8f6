"""Rounds sizes so far that one person more or less on a list would hardly show.

A size is a function of the counts. Given to the last digit, with the model and all other
counts known, it would give a hidden count back. Often one person on a list moves the size by
some two to three times size over persons observed; figures are rounded to the next 1, 2 or 5
times a power of ten that is at least five times that ratio. Where few are on two lists one person
moves it by far more, so that this alone hides no count: `rounded_cells` does.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

PER_PERSON = 5.0


@dataclass(frozen=True)
class Rounding:
    """How figures of one study are rounded.

    Attributes
    ----------
    observed : int
        Persons on at least one list.
    exact : bool
        Whether the counts are public, so that nothing is rounded.
    """

    observed: int
    exact: bool = False

    def unit(self, size: float) -> int:
        """What a size and its limits are rounded to, persons.

        >>> Rounding(2744).unit(22_991), Rounding(100).unit(260)
        (50, 20)
        """
        least = PER_PERSON * max(size, self.observed) / max(self.observed, 1)
        power = 10 ** max(math.floor(math.log10(least)), 0)
        return next(int(step * power) for step in (1, 2, 5, 10) if step * power >= least)

    def persons(self, value: float, size: float | None = None) -> float:
        """A number of persons, to the unit of `size` (its own if None)."""
        if self.exact:
            return value
        unit = self.unit(value if size is None else size)
        return float(unit * round(value / unit))

    def table(self, values: Mapping[str, float]) -> dict[str, float]:
        """Sizes by method."""
        return {name: self.persons(value) for name, value in values.items()}

    def digits(self, value: float, digits: int = 2) -> float:
        """Any other number, to some significant digits."""
        return value if self.exact else float(f"{value:.{digits}g}")
