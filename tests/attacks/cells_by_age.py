"""What follows of counts by age and sex that are kept back, by linear equations of their cells."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

BANDS = ("5-11", "12-14", "15-17")
_AGES = {None: BANDS, "5-17": BANDS, "5-14": BANDS[:2], **{one: (one,) for one in BANDS}}

type Group = frozenset[tuple[str, str]]
type Counts = Mapping[tuple[str, Group], int | None]
"""Measure and group to the number of cases, None where it is kept back."""
type Cell = tuple[str, str, str]
"""A measure, a band of ages and a sex."""


def told(
    counts: Counts, measures: Sequence[str], equal: Sequence[tuple[Cell, Cell]]
) -> dict[tuple[str, Group], int]:
    """What is kept back and follows, where two cells each hold as many cases as the other.

    Parameters
    ----------
    counts : of groups by age, by sex, by both, or of everybody
    measures : of which they are
    equal : cells that a reader of the definitions knows to be equal
    """
    cells = [*product(measures, BANDS, "12")]
    shown = {one: number for one, number in counts.items() if number is not None}
    rows = [_row(*one, cells) for one in shown]
    for one, other in equal:
        rows.append(_at(one, cells) - _at(other, cells))
    known = np.array(rows).T
    numbers = np.array([*shown.values(), *(0 for _ in equal)], dtype=float)
    found = {}
    for one, number in counts.items():
        if number is None:
            row = _row(*one, cells)
            x = np.linalg.lstsq(known, row, rcond=None)[0]
            if np.allclose(known @ x, row, atol=1e-9):
                found[one] = round(float(x @ numbers))
    return found


def _row(measure: str, group: Group, cells: Sequence[Cell]) -> np.ndarray:
    codes = dict(group)
    ages = _AGES[codes.get("age")]
    inside = (
        name == measure and band in ages and codes.get("sex", sex) == sex
        for name, band, sex in cells
    )  # fmt: skip
    return np.array([*inside], dtype=float)


def _at(cell: Cell, cells: Sequence[Cell]) -> np.ndarray:
    return np.array([one == cell for one in cells], dtype=float)
