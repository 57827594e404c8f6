"""What a regression tells of persons in cells: how many stand behind each term.

The coefficients of a model with a constant and a term of categories fix the weighted number of
cases in every category of that term (the score equations of the linear, logistic and Poisson
families say that fitted and observed sums are equal). So whoever knows the weights and terms of
all persons has these tables, and they are what the disclosure gate looks at.
"""

from collections.abc import Mapping

import numpy as np

from measure87.estimate.survey.regression_results import Cell
from measure87.estimate.survey.regression_terms import Model
from measure87.numerics.arrays import BoolArray, FloatArray, Int32Array

FEW_VALUES = 20
"""A number with so few different values is a category to whoever reads its coefficient."""

_LOOKED_AT = 20_000


def cells_of(model: Model, is_case: BoolArray) -> tuple[Cell, ...]:
    """Persons and cases in each crossing of the codes of each term."""
    known = dict(_few_values(model)) | {
        name: (category.place, category.codes) for name, category in model.categories.items()
    }
    found = []
    for term in model.terms.all:
        parts = {name: known[name] for name in term if name in known}
        if parts:
            found += _crossed(parts, is_case)
    return tuple(found)


def count_patterns(matrix: FloatArray, enough: int) -> int:
    """Different rows of a model matrix; more than `enough` need not be told apart."""
    for n in (_LOOKED_AT, len(matrix)):
        found = len(np.unique(matrix[:n], axis=0))
        if found > enough or n >= len(matrix):
            return found
    raise AssertionError("the last look is at all rows")


def _few_values(model: Model) -> list[tuple[str, tuple[Int32Array, tuple[str, ...]]]]:
    """Numbers that are categories in all but name."""
    found = []
    for name, values in model.numbers.items():
        if len(np.unique(values[:_LOOKED_AT])) > FEW_VALUES:
            continue
        own, place = np.unique(values, return_inverse=True)
        if len(own) <= FEW_VALUES:
            found.append((name, (place.astype(np.int32), tuple(f"{value:g}" for value in own))))
    return found


def _crossed(
    parts: Mapping[str, tuple[Int32Array, tuple[str, ...]]], is_case: BoolArray
) -> list[Cell]:
    """The cells of one term that somebody is in."""
    sizes = [len(codes) for _, codes in parts.values()]
    flat = np.ravel_multi_index([place for place, _ in parts.values()], sizes)
    n = np.bincount(flat, minlength=int(np.prod(sizes)))
    cases = np.bincount(flat, weights=is_case, minlength=len(n))
    cells = []
    for i in np.flatnonzero(n):
        at = np.unravel_index(i, sizes)
        codes = {name: own[int(k)] for (name, (_, own)), k in zip(parts.items(), at, strict=True)}
        cells.append(Cell(codes, int(n[i]), int(cases[i])))
    return cells
