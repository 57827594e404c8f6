"""How many pairs of one person no rule finds, from those that the rules find.

Rules ask that columns of several fields agree. Where fields of one person agree or not
independently of one another, the found pairs are a table (how given names agree, by how family
names agree, by how dates agree, ...) from which the cells that no rule finds are cut out. The
margins of the whole table are fitted to the rest by expectation-maximisation, and say what the cut
cells hold.

Persons whose records are bad in several fields at once break the independence, and then more is
lost than is said here.
"""

from collections.abc import Mapping, Sequence
from functools import reduce

import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray

FIELD_OF = {
    "given": "given", "given_key": "given", "family": "family", "family_key": "family",
    "whole": "birth", "year_month": "birth", "month_day": "birth", "year_day": "birth",
    "year": "birth", "names": "names", "names_key": "names",
}  # fmt: skip
"""Columns that are forms of one field; any other is a field of its own."""
_STEPS = 500
_TOLERANCE = 1e-10


def share_uncompared(
    agree: Mapping[str, BoolArray], weight: FloatArray, rules: Sequence[Sequence[str]]
) -> float:
    """Share of the pairs of one person that no rule finds.

    Parameters
    ----------
    agree : column to (p,) bool
        In which of the pairs both records have the same.
    weight : (p,) float
        Probability that each pair is of one person.
    rules : columns of each rule

    Returns
    -------
    float
        0 to 1; 0 without pairs.

    >>> agree = {"a": np.array([1, 1, 0], bool), "b": np.array([1, 0, 1], bool)}
    >>> round(share_uncompared(agree, np.array([81.0, 9.0, 9.0]), [("a",), ("b",)]), 4)
    0.01
    """
    columns = sorted({name for rule in rules for name in rule})
    fields = sorted({FIELD_OF.get(name, name) for name in columns})
    of = {
        field: [name for name in columns if FIELD_OF.get(name, name) == field] for field in fields
    }
    by_rule = [reduce(np.logical_and, (agree[name] for name in rule)) for rule in rules]
    found = reduce(np.logical_or, by_rule, np.zeros(len(weight), dtype=np.bool_))
    if not found.any() or weight[found].sum() <= 0:
        return 0.0
    patterns, places = [], []
    for field in fields:
        bits = np.column_stack([agree[name][found] for name in of[field]])
        pattern, place = np.unique(bits, axis=0, return_inverse=True)
        patterns.append({name: pattern[:, i] for i, name in enumerate(of[field])})
        places.append(place.ravel())
    seen = [np.bincount(place, weight[found]) for place in places]
    return _share_of_cut(seen, _cut(patterns, fields, rules))


def _cut(
    patterns: Sequence[Mapping[str, BoolArray]],
    fields: Sequence[str],
    rules: Sequence[Sequence[str]],
) -> BoolArray:
    """Cells that no rule finds, with one axis for each field."""
    cut = np.ones([len(next(iter(pattern.values()))) for pattern in patterns], dtype=np.bool_)
    for rule in rules:
        met = np.ones(cut.shape, dtype=np.bool_)
        for name in rule:
            axis = fields.index(FIELD_OF.get(name, name))
            shape = [-1 if place == axis else 1 for place in range(cut.ndim)]
            met &= patterns[axis][name].reshape(shape)
        cut &= ~met
    return cut


def _share_of_cut(seen: Sequence[FloatArray], cut: BoolArray) -> float:
    """What cut cells hold of a table of independent fields, from the margins of the others."""
    total = float(seen[0].sum())
    margins = [part / total for part in seen]
    share = 0.0
    for _ in range(_STEPS):
        cells = reduce(np.multiply.outer, margins) * cut
        new = min(float(cells.sum()), 0.99)
        for axis in range(len(seen)):
            others = tuple(place for place in range(len(seen)) if place != axis)
            missed = total / (1.0 - new) * cells.sum(axis=others)
            whole = seen[axis] + missed
            margins[axis] = whole / whole.sum()
        if abs(new - share) <= _TOLERANCE:
            break
        share = new
    return share
