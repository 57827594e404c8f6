"""Classes of a step: those whose weight nobody can take, and where one of their rows is."""

import numpy as np

from measure87.estimate.weighting.fault import RecipeFault
from measure87.numerics.arrays import FloatArray, Int32Array, IntArray


def first_rows(classes: Int32Array, n_classes: int) -> IntArray:
    """The first row of each class, (classes,)."""
    found = np.zeros(n_classes, dtype=np.int64)
    found[classes[::-1]] = np.arange(len(classes))[::-1]
    return found


def refuse_alone(
    given: FloatArray, taking: FloatArray, first_row: IntArray, where: str, nobody: str
) -> None:
    """Refuse classes whose weight nobody can take."""
    alone = np.flatnonzero((given > 0.0) & ~(taking > 0.0))
    if not alone.size:
        return
    classes = "a class" if alone.size == 1 else f"{alone.size} classes"
    raise RecipeFault(
        f"in {classes} nobody {nobody} (a row of it: {int(first_row[alone[0]]) + 1:,})",
        code="class-without-anybody",
        where=where,
        hint="merge classes, or leave a column of `classes` out",
    )
