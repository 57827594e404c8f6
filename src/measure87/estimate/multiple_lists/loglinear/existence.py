"""Whether a log-linear model of overlapping lists has a maximum likelihood estimate at all.

Sparse tables often have none: some interaction then wants to be infinitely large, and what a
fitting program prints is where it happened to stop. An interaction of lists that share nobody
is no such case: its estimate is minus infinity, the cells below it are expected to be empty,
and the rest of the model is fitted to the other cells (the extended estimate).
"""

from collections.abc import Iterable
from enum import IntEnum
from itertools import combinations

import numpy as np
from scipy.optimize import linprog

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.numerics.arrays import BoolArray, FloatArray

_POSITIVE = 1e-7


class Existence(IntEnum):
    """What can be said of the estimate; the codes are those of R SparseMSE's `checkident`."""

    EXISTS = 0
    DOES_NOT_EXIST = 1
    NOT_IDENTIFIABLE = 2
    NEITHER = 3


def existence(table: CaptureTable, interactions: Iterable[int]) -> Existence:
    """Check existence and identifiability of an extended maximum likelihood estimate.

    Parameters
    ----------
    table : CaptureTable
        Only which cells hold somebody matters.
    interactions : histories of two lists or more
        The terms beside the intercept and one main effect per list; with each its parts.

    Returns
    -------
    Existence
        It exists if some table with the same statistics has no empty cell; it is identifiable
        if the design has full rank on the cells that are not expected to be empty.

    Notes
    -----
    The linear program of Fienberg & Rinaldo (2012), Annals of Statistics 40(2), 996-1023
    (unseen), as used by Chan, Silverman & Vincent (2021), J. Am. Stat. Assoc. 116(535),
    1297-1306: the largest s such that the statistics are those of a table with all cells at
    least s. Whether that is zero depends on the empty cells alone, so every cell that holds
    somebody is given one person; the program is then well scaled whatever the counts.
    """
    design, filled = extended_design(table, interactions)
    exists = smallest_cell(design, filled) > _POSITIVE
    identifiable = np.linalg.matrix_rank(design) == design.shape[1]
    return Existence((not exists) + 2 * (not identifiable))


def extended_design(
    table: CaptureTable, interactions: Iterable[int]
) -> tuple[FloatArray, BoolArray]:
    """Design matrix of the finite terms on the cells that are not expected to be empty.

    Parameters
    ----------
    table : CaptureTable
    interactions : histories

    Returns
    -------
    design : (cells, terms) of 0 and 1
    filled : (cells,) bool
        Whether somebody is in the cell.
    """
    interactions = tuple(interactions)
    at_infinity = [term for term in interactions if table.overlap(term) == 0]
    cells = table.possible.copy()
    for term in at_infinity:
        cells &= (table.histories & term) != term
    open_cells = table.histories[cells]
    mains = [1 << j for j in range(table.n_lists)]
    terms = np.array([0, *mains, *(t for t in interactions if t not in at_infinity)])
    design = ((open_cells[:, None] & terms) == terms).astype(np.float64)
    return design, table.counts[cells] > 0


def smallest_cell(design: FloatArray, filled: BoolArray) -> float:
    """Largest s such that a table with the same statistics has s or more in every cell.

    Parameters
    ----------
    design : (cells, terms)
    filled : (cells,) bool
        Cells with one person; the others have none.
    """
    statistics = design.T @ filled
    # Cells are s plus something that is not negative, so that bounds are all the program has.
    columns = np.column_stack([design.T, design.sum(axis=0)])
    cost = np.zeros(columns.shape[1])
    cost[-1] = -1.0
    found = linprog(cost, A_eq=columns, b_eq=statistics, bounds=(0, None), method="highs")
    if found.fun is None:
        raise AssertionError(f"the linear program of a table with itself: {found.message}")
    return -float(found.fun)


def all_pairs(table: CaptureTable) -> tuple[int, ...]:
    """Histories of two lists that may interact: all pairs but those kept apart."""
    return tuple(
        (1 << i) | (1 << j)
        for i, j in combinations(range(table.n_lists), 2)
        if (i, j) not in table.apart
    )
