"""The least and greatest value that a sum of unknown counts can have, by linear programming.

Every solution is a way things could be; one that shows a sum to be open settles it, so most
sums need no programme of their own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any, cast

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from measure87.disseminate.gate.audit.system import Form, System, sparse_rows
from measure87.disseminate.gate.subtraction.spans import Floats

TOLERANCE = 1e-5
"""Persons; the solver keeps its rows to 1e-7."""
_ROUNDS = 4
_OPTIMAL = 0


class ContradictionError(Exception):
    """Nothing fits all that is published."""


@dataclass(frozen=True)
class Solution:
    """Of one programme.

    Attributes
    ----------
    values : (size,)
        Of the unknowns.
    prices : (rows,)
        Of the equations: by how much the cost would change with their right sides.
    """

    values: Floats
    prices: Floats


def solve(
    costs: Floats,
    at_most: csr_array,
    most: Sequence[float],
    equal: csr_array,
    values: Sequence[float],
    limit: float,
) -> Solution | None:
    """The solution of least cost, no unknown below 0 or above `limit`; None if there is none."""
    found: Any = linprog(
        costs,
        A_ub=cast(Any, at_most) if len(most) else None,
        b_ub=np.array(most) if len(most) else None,
        A_eq=cast(Any, equal) if len(values) else None,
        b_eq=np.array(values) if len(values) else None,
        bounds=(0.0, limit),
        method="highs",
    )
    if found.status != _OPTIMAL:
        return None
    return Solution(np.asarray(found.x), np.asarray(found.eqlin.marginals))


@dataclass
class Programme:
    """One system, ready to be solved for many sums; counts what it solves."""

    system: System
    solved: int = 0
    _equal: csr_array = field(init=False)
    _at_most: csr_array = field(init=False)

    def __post_init__(self) -> None:
        self._equal = self.system.equal.matrix(self.system.size)
        self._at_most = self.system.at_most.matrix(self.system.size)

    def least(self, costs: Floats) -> Solution:
        """The solution of least cost; `costs` (size,)."""
        self.solved += 1
        found = solve(
            costs,
            self._at_most,
            self.system.at_most.values,
            self._equal,
            self.system.equal.values,
            self.system.limit(),
        )
        if found is None:
            raise ContradictionError
        return found


@dataclass
class Range:
    """What solutions have shown of one sum, in persons."""

    least: float = inf
    greatest: float = -inf
    needed: frozenset[int] = frozenset()
    """Figures without which the range would be wider; empty until it was solved for."""

    @property
    def low(self) -> int:
        """Least whole number."""
        return int(np.ceil(self.least - TOLERANCE))

    @property
    def high(self) -> int:
        """Greatest whole number."""
        return int(np.floor(self.greatest + TOLERANCE))

    def take(self, value: float) -> None:
        """One more value that it can have."""
        self.least, self.greatest = min(self.least, value), max(self.greatest, value)


def ranges(
    programme: Programme,
    forms: Sequence[Form],
    found: Sequence[Range],
    is_open: Callable[[int], bool],
    rng: np.random.Generator,
) -> None:
    """Find the range of each sum, exact for those that are not open.

    Parameters
    ----------
    programme
        What is published.
    forms
        The sums.
    found
        Of each sum what is found; changed in place.
    is_open
        Whether what was found of a sum, by position, suffices to leave it alone.
    rng
        Draws which sums are made large together.
    """
    matrix = sparse_rows(forms, programme.system.size)

    def take(solution: Solution) -> None:
        for one, value in zip(found, matrix @ solution.values, strict=True):
            one.take(float(value))

    def still() -> list[int]:
        return [k for k in range(len(found)) if not is_open(k)]

    for factors in _together(len(forms), rng):
        if not (left := still()):
            return
        chosen = np.zeros(len(forms))
        chosen[left] = factors[left]
        take(programme.least(matrix.T @ chosen))
    for k in range(len(forms)):
        for sign in (-1.0, 1.0):
            if not is_open(k):
                costs = sign * (matrix[[k]].toarray().ravel())
                solution = programme.least(costs)
                take(solution)
                found[k].needed |= _supports(programme.system, solution)


def _together(size: int, rng: np.random.Generator) -> list[Floats]:
    """Costs that make many sums large, or small, at once."""
    alone = np.ones(size)
    return [-alone, alone, *(-rng.random(size) for _ in range(_ROUNDS))]


def _supports(system: System, solution: Solution) -> frozenset[int]:
    """The figures whose rows hold a sum where it is: those with a price."""
    rows = np.flatnonzero(np.abs(solution.prices) > TOLERANCE)
    said = (system.equal.said_by[int(k)] for k in rows)
    return frozenset(k for k in said if k is not None)
