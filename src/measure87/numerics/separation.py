"""Separation: answers that terms tell exactly, so that no coefficients are best.

There is then a direction d with x'd >= 0 wherever an answer's likelihood rises with its predictor
without end, x'd <= 0 where it so rises as the predictor falls, and x'd = 0 for all other answers;
not all of them 0. An iteration's last step tends to such a direction, and is here shown to be one.

Source: Albert & Anderson (1984), Biometrika 71, 1-10 (unseen in print).
"""

import numpy as np

from measure87.numerics.arrays import FloatArray
from measure87.numerics.link_families import lowest_and_highest
from measure87.numerics.model_columns import Columns, parts_of
from measure87.numerics.model_rows import ModelRows
from measure87.vocabulary.errors import DataError

_SEPARATES = 1e-4
"""Largest movement against the direction, as a share of the largest along it, that is rounding."""


def no_maximum(rows: ModelRows, step: FloatArray, names: list[str], steps: int) -> DataError:
    """The error for an iteration that did not end: separation where it can be shown."""
    if _separates(rows, step) and names:
        along = step if rows.basis is None else rows.basis @ step
        moved = np.abs(along) * _largest(rows.columns)
        far = moved > 0.01 * moved.max()
        found = list(dict.fromkeys(name for name, told in zip(names, far, strict=True) if told))
        return DataError(
            f"some persons' answers are told exactly by {', '.join(found)}, so that no "
            "coefficients are best (separation)",
            code="separation",
            where=", ".join(found),
            hint="join the categories in which all answers are alike with others, or leave the "
            "term out",
        )
    return DataError(
        f"the {rows.family} regression did not converge in {steps} steps",
        code="no-convergence",
        hint="take fewer terms, or give numbers in units in which they are near 1",
    )


def _largest(columns: Columns) -> FloatArray:
    """The largest distance from 0 in each column, (k,)."""
    n, k = columns.shape
    found = np.zeros(k)
    for part in parts_of(n):
        found = np.maximum(found, np.abs(columns.block(part)).max(axis=0))
    return found


def _separates(rows: ModelRows, direction: FloatArray) -> bool:
    """Whether the likelihood never falls along a direction, wherever one begins."""
    low, high = lowest_and_highest(rows.family)
    size, worst = 0.0, 0.0
    for x, y, w, _ in rows.blocks():
        along = np.where(w > 0.0, x @ direction, 0.0)
        wrong = np.where(y == low, along, np.where(y == high, -along, np.abs(along)))
        size = max(size, float(np.abs(along).max(initial=0.0)))
        worst = max(worst, float(wrong.max(initial=0.0)))
    return size > 0.0 and worst <= _SEPARATES * size
