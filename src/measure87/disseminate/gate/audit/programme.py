"""One linear programme: the way things could be that makes a sum as small as can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from measure87.disseminate.gate.audit.system import Constraints
from measure87.disseminate.gate.tables.spans import Floats

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
    most: Sequence[float] | Floats,
    equal: csr_array,
    values: Sequence[float] | Floats,
    limit: float,
) -> Solution | None:
    """The solution of least cost, no unknown below 0 or above `limit`; None if there is none."""
    found: Any = linprog(
        costs,
        A_ub=cast(Any, at_most) if len(most) else None,
        b_ub=np.asarray(most) if len(most) else None,
        A_eq=cast(Any, equal) if len(values) else None,
        b_eq=np.asarray(values) if len(values) else None,
        bounds=(0.0, limit),
        method="highs",
    )
    if found.status != _OPTIMAL:
        return None
    return Solution(np.asarray(found.x), np.asarray(found.eqlin.marginals))


class Programme:
    """What is published, ready to be solved for many sums; counts what it solves."""

    def __init__(self, constraints: Constraints) -> None:
        self.constraints = constraints
        self.solved = 0

    def least(self, costs: Floats) -> Solution:
        """The solution of least cost; `costs` (size,). A ContradictionError if there is none."""
        self.solved += 1
        one = self.constraints
        found = solve(costs, one.at_most, one.most, one.equal, one.values, one.limit)
        if found is None:
            raise ContradictionError
        return found
