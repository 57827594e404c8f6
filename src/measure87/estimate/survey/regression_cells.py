"""What a regression tells of persons in cells: how many stand behind each term.

The coefficients of a model with a constant and a term of categories fix the weighted number of
cases in every category of that term (the score equations of the linear, logistic and Poisson
families say that fitted and observed sums are equal). So whoever knows the weights and terms of
all persons has these tables, and they are what the disclosure gate looks at. They may also fix
the sum of a crossing that is no term: where a row of the model's different rows follows from its
columns alone (its leverage among them is 1). Such crossings are among the cells too.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from measure87.estimate.survey.regression_results import Cell
from measure87.estimate.survey.regression_terms import Model
from measure87.numerics.arrays import BoolArray, Int32Array, IntArray

FEW_VALUES = 20
"""A number with so few different values is a category to whoever reads its coefficient."""

MOST_CROSSINGS = 2_000
"""Crossings of all categories of which it is looked up whether the coefficients tell them."""

_LARGEST_TABLE = 200_000
_ROUNDING = 1e-8
_FIRST_LOOK = 500
_LOOKED_AT = 20_000

type _Places = Mapping[str, tuple[Int32Array, tuple[str, ...]]]
"""Column to each person's place among its codes, and the codes."""


def cells_of(model: Model, is_case: BoolArray) -> tuple[Cell, ...]:
    """Persons and cases in each crossing of the codes of each term, and in those that are told."""
    places = _places(model)
    terms = [tuple(name for name in term if name in places) for term in model.terms.all]
    terms = [term for term in dict.fromkeys(terms) if term]
    if not terms:
        return ()
    sizes = [len(codes) for _, codes in places.values()]
    if math.prod(sizes) > _LARGEST_TABLE:
        tables = (_table({name: places[name] for name in term}, is_case) for term in terms)
        return tuple(cell for table in tables for cell in table.cells())
    whole = _table(places, is_case)
    found = [cell for term in terms for cell in whole.within(term).cells()]
    is_all = all(name in places for name in model.terms.columns)
    told = _told_crossings(model, whole) if is_all and whole.counts[..., 0].size else []
    return (*found, *told)


@dataclass(frozen=True)
class _Table:
    """Persons by codes: counts (sizes, 2), who is no case and who is one; flat (n,) each place."""

    codes: Mapping[str, tuple[str, ...]]
    counts: IntArray
    flat: IntArray

    def within(self, names: Sequence[str]) -> "_Table":
        """The same by some of the columns."""
        others = tuple(i for i, name in enumerate(self.codes) if name not in names)
        kept = {name: codes for name, codes in self.codes.items() if name in names}
        return _Table(kept, self.counts.sum(axis=others), self.flat)

    def cells(self, only: Iterable[int] | None = None) -> list[Cell]:
        """The crossings that somebody is in, or some of them by their place."""
        sizes = self.counts.shape[:-1]
        counts = self.counts.reshape(-1, 2)
        found = []
        for i in np.flatnonzero(counts.any(axis=1)) if only is None else only:
            at = np.unravel_index(i, sizes)
            codes = {
                name: own[int(k)] for (name, own), k in zip(self.codes.items(), at, strict=True)
            }
            found.append(Cell(codes, int(counts[i].sum()), int(counts[i, 1])))
        return found


def _table(places: _Places, is_case: BoolArray) -> _Table:
    """Persons by all of some columns."""
    sizes = [len(codes) for _, codes in places.values()]
    flat = np.zeros(len(is_case), dtype=np.intp)
    for (place, _), size in zip(places.values(), sizes, strict=True):
        flat *= size
        flat += place
    counts = np.bincount(2 * flat + is_case, minlength=2 * math.prod(sizes))
    codes = {name: own for name, (_, own) in places.items()}
    return _Table(codes, counts.reshape(*sizes, 2), flat)


def _told_crossings(model: Model, whole: _Table) -> list[Cell]:
    """Crossings of all categories whose sums follow from the coefficients alone."""
    there = np.flatnonzero(whole.counts.reshape(-1, 2).any(axis=1))
    if len(there) > MOST_CROSSINGS:
        return []
    first = np.empty(whole.counts.size // 2, dtype=np.intp)
    first[whole.flat[::-1]] = np.arange(len(whole.flat) - 1, -1, -1)
    rows = np.concatenate([model.block(slice(i, i + 1)) for i in first[there]])
    left = np.linalg.svd(rows, full_matrices=False)[0]
    return whole.cells(there[(left**2).sum(axis=1) > 1.0 - _ROUNDING])


def count_patterns(model: Model, enough: int) -> int:
    """Different rows of a model matrix; more than `enough` need not be told apart."""
    n = model.shape[0]
    for looked_at in (_FIRST_LOOK, _LOOKED_AT, n):
        found = len(np.unique(model.block(slice(looked_at)), axis=0))
        if found > enough or looked_at >= n:
            return found
        places = _places(model)
        if looked_at == _LOOKED_AT and all(name in places for name in model.terms.columns):
            return _count_crossings(places)
    raise AssertionError("the last look is at all rows")


def _count_crossings(places: _Places) -> int:
    """Different combinations of places that somebody has."""
    flat, n = np.zeros(1, dtype=np.intp), 1
    for place, codes in places.values():
        flat = flat * len(codes) + place
        there = np.bincount(flat, minlength=n * len(codes)) > 0
        n = int(there.sum())
        flat = (np.cumsum(there) - 1)[flat]
    return n


def _places(model: Model) -> _Places:
    """Each person's place in categories, and in numbers that are categories in all but name."""
    return dict(_few_values(model)) | {
        name: (category.place, category.codes) for name, category in model.categories.items()
    }


def _few_values(model: Model) -> list[tuple[str, tuple[Int32Array, tuple[str, ...]]]]:
    """Numbers that are categories in all but name; what the values are is told nobody."""
    found = []
    for name, values in model.numbers.items():
        if len(np.unique(values[:_LOOKED_AT])) > FEW_VALUES:
            continue
        own, place = np.unique(values, return_inverse=True)
        if len(own) <= FEW_VALUES:
            ranks = tuple(f"(value {k + 1} of {len(own)})" for k in range(len(own)))
            found.append((name, (place.astype(np.int32), ranks)))
    return found
