"""Studies of measures of which one has a ground more than the others, that is idle at some ages.

At 15 to 17 no work is too early: child labour under the resolution is hazardous work there, and
other worst forms, of which nobody was asked here. So what is shown of the one tells what is hidden
of the other, at these ages and with totals below them.
"""

from collections.abc import Mapping
from itertools import product

import numpy as np

from tests.attacks.studies import Study

DEFINITION = "child_labour/icls18_2008_amended_2018"
WIDE, NARROW = "child_labour_icls", "hazardous_work_icls"
_BANDS = ("5-11", "12-14", "15-17")
_AGES = {None: _BANDS, "5-17": _BANDS, "5-14": _BANDS[:2], **{one: (one,) for one in _BANDS}}
_CELLS = [*product((WIDE, NARROW), _BANDS, "12")]

type Group = frozenset[tuple[str, str]]
type Counts = Mapping[tuple[str, Group], int | None]
"""Measure and group to the number of cases, None where it is kept back."""


def drawn(seed: int, by: tuple[str, ...]) -> Study:
    """250 to 499 children who all answered; four of ten work, few of them under hazards."""
    rng = np.random.default_rng([1105, seed])
    n = int(rng.integers(250, 500))
    works = rng.random(n) < 0.4
    hazards = works & (rng.random(n) < rng.choice([0.05, 0.1, 0.15]))
    ones = np.ones(n, dtype=int)
    persons = {
        "id": np.arange(1, n + 1),
        "weight": 10.0 * ones,
        "stratum": ones,
        "cluster": np.arange(n),
        "age": rng.integers(5, 18, n),
        "sex": rng.integers(1, 3, n),
        "area": ones,
        "region": ones,
        "activity": np.where(works, 1, 2),
        "hours": np.where(works, rng.integers(1, 40, n), -1),
        "chores": 2 * ones,
        "chores_hours": -ones,
        "loads": np.where(works, np.where(hazards, 1, 2), -1),
        "tools": np.where(works, 2, -1),
    }
    return Study(
        seed, persons, "equal", by, (DEFINITION,), measures=(WIDE, NARROW), without_outer=True
    )


def truth(study: Study, group: Group) -> int:
    """How many of a group are in hazardous work."""
    persons, codes = study.persons, dict(group)
    low, high = (int(one) for one in codes.pop("age", "5-17").split("-"))
    inside = (persons["loads"] == 1) & (persons["age"] >= low) & (persons["age"] <= high)
    for name, code in codes.items():
        inside &= persons[name] == int(code)
    return int(inside.sum())


def told(counts: Counts) -> dict[Group, int]:
    """Hidden numbers in hazardous work that follow, both measures being one at 15 to 17."""
    rows, values = [], []
    for one, number in counts.items():
        if number is not None:
            rows.append(_row(*one))
            values.append(number)
    for sex in "12":
        sides = [_one((name, _BANDS[-1], sex)) for name in (WIDE, NARROW)]
        rows.append(sides[0] - sides[1])
        values.append(0)
    known, numbers = np.array(rows).T, np.array(values, dtype=float)
    found = {}
    for (name, group), number in counts.items():
        if number is None and name == NARROW:
            row = _row(name, group)
            x = np.linalg.lstsq(known, row, rcond=None)[0]
            if np.allclose(known @ x, row, atol=1e-9):
                found[group] = round(float(x @ numbers))
    return found


def _row(measure: str, group: Group) -> np.ndarray:
    codes = dict(group)
    ages = _AGES[codes.get("age")]
    inside = (
        name == measure and band in ages and codes.get("sex", sex) == sex
        for name, band, sex in _CELLS
    )  # fmt: skip
    return np.array([*inside], dtype=float)


def _one(cell: tuple[str, str, str]) -> np.ndarray:
    return np.array([one == cell for one in _CELLS], dtype=float)
