"""What a step is, once its columns were read: by cells, or by persons.

A step *by cells* multiplies all persons of a cell by one number, which follows from sums of
weights over cells alone: most steps do. Several in a row cost one look at the persons. A step *by
persons* (trimming, sharing) needs each weight.
"""

from dataclasses import dataclass, field
from typing import Protocol

from measure87.numerics.arrays import BoolArray, FloatArray, Int32Array
from measure87.vocabulary.estimate import Notice


@dataclass(frozen=True)
class Persons:
    """Who still counts before a step, whatever the weights of a replicate are.

    inside : (n,) bool; belongs to the population and answered, as far as the steps know
    drawn : (n,) bool; of them, those who were drawn: they have a weight
    """

    inside: BoolArray
    drawn: BoolArray

    def only(self, kept: BoolArray) -> "Persons":
        """Those drawn who are kept, and members of households who were not drawn."""
        return Persons(self.inside & (kept | ~self.drawn), self.drawn & kept)


class CellRule(Protocol):
    """The factors of a step by cells."""

    def factors(self, total: FloatArray, squares: FloatArray) -> FloatArray:
        """Factors (C,) of the step's own cells, from sums of weights and of their squares.

        Raises
        ------
        RecipeFault
            If no factor does what is asked.
        """


class PersonRule(Protocol):
    """The weights of a step by persons."""

    def weights(self, weight: FloatArray) -> FloatArray:
        """Weights (n,) after the step; the given ones are left as they are. Raises as above."""


@dataclass(frozen=True)
class CellStep:
    """A step by cells.

    cell : (n,) int32; the step's own cell of each person, -1 for who is out
    n_cells : C
    rule : gives their factors
    after : who counts after the step
    """

    cell: Int32Array
    n_cells: int
    rule: CellRule
    after: Persons
    notices: tuple[Notice, ...] = field(default=())


@dataclass(frozen=True)
class PersonStep:
    """A step by persons; fields as of `CellStep`."""

    rule: PersonRule
    after: Persons
    notices: tuple[Notice, ...] = field(default=())


type PreparedStep = CellStep | PersonStep
