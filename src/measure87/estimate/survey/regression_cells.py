"""What a regression tells of persons in cells: how many stand behind each term.

The coefficients of a model with a constant and a term of categories fix the weighted number of
cases in every category of that term (the score equations of the linear, logistic and Poisson
families say that fitted and observed sums are equal). So whoever knows the weights and terms of
all persons has these tables, and they are what the disclosure gate looks at. They may also fix
the sum of a crossing that is no term: where a row of the model's different rows follows from its
columns alone (its leverage among them is 1). Such crossings are among the cells too.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from measure87.estimate.survey.regression_results import Cell
from measure87.estimate.survey.regression_terms import Model
from measure87.numerics.arrays import BoolArray, Int32Array, IntArray

FEW_VALUES = 20
"""A number with so few different values is a category to whoever reads its coefficient."""

MOST_CROSSINGS = 2_000
"""Crossings of all categories of which it is looked up whether the coefficients tell them."""

_ROUNDING = 1e-8
_FIRST_LOOK = 500
_LOOKED_AT = 20_000


def cells_of(model: Model, is_case: BoolArray) -> tuple[Cell, ...]:
    """Persons and cases in each crossing of the codes of each term."""
    known = _places(model)
    found = []
    for term in model.terms.all:
        parts = {name: known[name] for name in term if name in known}
        if parts:
            found += _crossed(parts, is_case)
    return (*found, *_told_crossings(model, known, is_case))


def _told_crossings(
    model: Model, known: Mapping[str, tuple[Int32Array, tuple[str, ...]]], is_case: BoolArray
) -> list[Cell]:
    """Crossings of all categories whose sums follow from the coefficients alone."""
    sizes = [len(codes) for _, codes in known.values()]
    if any(name not in known for name in model.terms.columns) or math.prod(sizes) > MOST_CROSSINGS:
        return []
    flat = np.ravel_multi_index([place for place, _ in known.values()], sizes)
    first = np.full(math.prod(sizes), -1, dtype=np.int64)
    first[flat[::-1]] = np.arange(len(flat) - 1, -1, -1)
    rows = np.concatenate([model.block(slice(i, i + 1)) for i in first[first >= 0]])
    left = np.linalg.svd(rows, full_matrices=False)[0]
    is_told = np.zeros(len(first), dtype=np.bool_)
    is_told[first >= 0] = (left**2).sum(axis=1) > 1.0 - _ROUNDING
    return [cell for i, cell in _cells(known, sizes, flat, is_case) if is_told[i]]


def count_patterns(model: Model, enough: int) -> int:
    """Different rows of a model matrix; more than `enough` need not be told apart."""
    n = model.shape[0]
    for looked_at in (_FIRST_LOOK, _LOOKED_AT):
        found = len(np.unique(model.block(slice(looked_at)), axis=0))
        if found > enough or looked_at >= n:
            return found
    places = _places(model)
    if any(name not in places for name in model.terms.columns):
        return len(np.unique(model.block(slice(None)), axis=0))
    flat = np.zeros(n, dtype=np.int64)
    for place, codes in places.values():
        flat = np.unique(flat * len(codes) + place, return_inverse=True)[1]
    return int(flat.max()) + 1


def _places(model: Model) -> dict[str, tuple[Int32Array, tuple[str, ...]]]:
    """Each person's place in categories, and in numbers that are categories in all but name."""
    return dict(_few_values(model)) | {
        name: (category.place, category.codes) for name, category in model.categories.items()
    }


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
    return [cell for _, cell in _cells(parts, sizes, flat, is_case)]


def _cells(
    parts: Mapping[str, tuple[Int32Array, tuple[str, ...]]],
    sizes: Sequence[int],
    flat: IntArray,
    is_case: BoolArray,
) -> Iterator[tuple[int, Cell]]:
    """Each crossing that somebody is in, and its place among all."""
    counts = np.bincount(2 * flat + is_case, minlength=2 * math.prod(sizes)).reshape(-1, 2)
    for i in np.flatnonzero(counts.any(axis=1)):
        at = np.unravel_index(i, sizes)
        codes = {name: own[int(k)] for (name, (_, own)), k in zip(parts.items(), at, strict=True)}
        yield int(i), Cell(codes, int(counts[i].sum()), int(counts[i, 1]))
