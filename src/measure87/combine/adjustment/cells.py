"""Of which cells of the model a published figure tells, and how many persons each of them holds.

A figure of girls 5-17, in a model of two sexes and three ages, tells of three cells together: it
is a total. Its cells are weighted by the persons in them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from measure87.combine.adjustment.asked import Asked
from measure87.combine.adjustment.known_differences import Ages
from measure87.numerics.arrays import FloatArray

Persons = Callable[[str, int], FloatArray | None]
"""Persons (sexes, ages) of a country and year in the model's cells; None where nobody knows."""


@dataclass(frozen=True)
class Cells:
    """Places of sexes and of ages in what is asked for, all of them together; none: no cells."""

    sexes: tuple[int, ...] = ()
    ages: tuple[int, ...] = ()

    @property
    def places(self) -> frozenset[tuple[int, int]]:
        """Each sex with each age."""
        return frozenset((sex, age) for sex in self.sexes for age in self.ages)


def cells_of(sex: str, span: Ages, asked: Asked) -> Cells:
    """The cells of a figure; other ages that may stand in for the one age group are that group.

    >>> cells_of("both", (5, 14), Asked("a", ("female", "male"), ((5, 11), (12, 14), (15, 17))))
    Cells(sexes=(0, 1), ages=(0, 1))
    """
    ages = (0,) if span in asked.other_ages else ages_together(span, asked.ages)
    if sex in asked.sexes:
        return Cells((asked.sexes.index(sex),), ages)
    return Cells(tuple(range(len(asked.sexes))) if sex == "both" else (), ages)


def ages_together(span: Ages, ages: Sequence[Ages]) -> tuple[int, ...]:
    """Places of the adjacent age groups that are together exactly the span; none where none are.

    >>> ages_together((12, 17), [(5, 11), (12, 14), (15, 17)])
    (1, 2)
    """
    begin = [place for place, one in enumerate(ages) if one[0] == span[0]]
    end = [place for place, one in enumerate(ages) if one[1] == span[1]]
    return tuple(range(begin[0], end[0] + 1)) if begin and end else ()


def cell_weight(cells: Cells, asked: Asked, persons: FloatArray | None) -> FloatArray:
    """(sexes, ages) shares of the cells among the persons of a figure.

    Parameters
    ----------
    persons : (sexes, ages)
        Not needed for a single cell.
    """
    weight = np.zeros((len(asked.sexes), len(asked.ages)))
    at = np.ix_(cells.sexes, cells.ages)
    weight[at] = 1.0 if persons is None else persons[at]
    return np.asarray(weight / weight.sum(), dtype=np.float64)
