"""Controlled rounding of numbers: to multiples of a base, so that sums still hold.

Every number goes to the multiple below or above it (further only where no other choice adds
up), zero stays zero, and a whole whose parts add up to it still does. Of all such choices the
one nearest to the numbers is taken: an integer programme (HiGHS by scipy).

Source: the idea is controlled rounding as in Cox (1987), J. Am. Stat. Assoc. 82, 520-524
(unseen); the programme is written here anew.
"""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from measure87.numerics.arrays import FloatArray
from measure87.numerics.solver_output import solver_output_aside

_EXACT = 1e-9
"""Share of a number by which a sum may differ from it through rounding of the machine."""
_SPREADS = (0, 1, 3, 10, 100)
"""Multiples further away than the nearest two, tried in this order."""


def round_together(
    numbers: FloatArray,
    base: int,
    sums: Sequence[tuple[int, tuple[int, ...]]],
    within: Sequence[tuple[int, int]] = (),
) -> FloatArray:
    """Multiples of `base` that add up as the numbers do, as near to them as can be.

    Parameters
    ----------
    numbers : (K,)
        At least 0; NaN where there is none.
    base
        At least 2.
    sums
        A whole and its parts, by position; those that do not add up are left alone.
    within
        Pairs (part, whole): a part stays at most its whole.

    Returns
    -------
    (K,) float
    """
    given = np.where(np.isnan(numbers), 0.0, numbers)
    below = np.floor(given / base + _EXACT)
    exact = np.abs(given / base - below) < _EXACT
    rows: list[FloatArray] = []
    least: list[float] = []
    most: list[float] = []
    for whole, parts in sums:
        total = numbers[list(parts)].sum()
        if np.isnan(total) or not np.isclose(total, numbers[whole], rtol=_EXACT, atol=_EXACT):
            continue
        row = np.zeros(len(numbers))
        row[whole] = 1.0
        row[list(parts)] -= 1.0
        rows.append(row)
        least.append(-float(row @ below))
        most.append(-float(row @ below))
    for part, whole in within:
        if not np.isnan(numbers[[part, whole]]).any():
            row = np.zeros(len(numbers))
            row[whole], row[part] = 1.0, -1.0
            rows.append(row)
            least.append(-float(row @ below))
            most.append(np.inf)
    for spread in _SPREADS:
        steps = _steps(given, below, exact, base, (rows, least, most), spread)
        if steps is not None:
            return np.where(np.isnan(numbers), np.nan, base * (below + steps))
    raise AssertionError("zero for every number adds up, so some multiple must")


def _steps(
    given: FloatArray,
    below: FloatArray,
    exact: np.ndarray[tuple[int], np.dtype[np.bool_]],
    base: int,
    constraints: tuple[list[FloatArray], list[float], list[float]],
    spread: int,
) -> FloatArray | None:
    """Multiples to go up from the one below: of least distance in all; None if none fit.

    A second variable for each number is its distance from the multiple that was chosen.
    """
    size = len(given)
    rest = given / base - below
    low = np.where(exact, 0.0, -float(spread))
    high = np.where(exact, 0.0, 1.0 + spread)
    low = np.maximum(low, -below)
    if spread:
        low = np.where(exact & (given > 0), np.maximum(-float(spread), -below), low)
        high = np.where(exact & (given > 0), float(spread), high)
    eye = np.eye(size)
    rows, least, most = constraints
    every = [
        LinearConstraint(np.hstack([eye, -eye]), -np.inf, rest),
        LinearConstraint(np.hstack([-eye, -eye]), -np.inf, -rest),
    ]
    if rows:
        matrix = np.hstack([np.array(rows), np.zeros((len(rows), size))])
        every.append(LinearConstraint(matrix, np.array(least), np.array(most)))
    with solver_output_aside():
        found = milp(
            np.concatenate([np.zeros(size), np.ones(size)]),
            constraints=every,
            integrality=np.concatenate([np.ones(size), np.zeros(size)]),
            bounds=Bounds(
                np.concatenate([low, np.zeros(size)]), np.concatenate([high, np.full(size, np.inf)])
            ),
        )
    return None if found.x is None else np.round(found.x[:size])
