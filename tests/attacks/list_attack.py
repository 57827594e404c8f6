"""Attack on lists: try every table that fits, and keep those that would be released just so.

Sizes of lists, overlaps, and persons on no other list are sums over the same cells. Of a few sums
that are not shown there are often some dozens of tables of whole numbers. For each the public
program tells what it would have released, from the settings and the seed that are published. What
all that remain have in common is told.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linprog

from tests.attacks.list_studies import Cell, cells_of
from tests.attacks.reading import objects

MOST_TABLES = 100
"""That are tried; where more fit, the attack is given up."""
FEW = (1, 2)

type Table = Mapping[Cell, int]
type Rerun = Callable[[Table], Any]
"""What would be released of a table, inputs apart."""


@dataclass(frozen=True)
class Margin:
    """So many persons are on all lists of `on` and on none of `off`; `None` is kept back."""

    on: frozenset[int]
    off: frozenset[int]
    number: int | None

    def row(self, cells: list[Cell]) -> list[float]:
        """1 for each cell whose persons it counts."""
        return [
            float(all(cell[k] for k in self.on) and not any(cell[k] for k in self.off))
            for cell in cells
        ]


def read_lists(folder: Path) -> dict[str, Any]:
    """`estimates.json` of a released study of lists, without hashes of inputs and secret.

    The ledger's id is a keyed hash of a fixed text: who has not the secret learns nothing from it.
    """
    said = json.loads((folder / "estimates.json").read_text(encoding="utf-8"))
    said.get("provenance", {}).pop("inputs", None)
    said.get("diagnostics", {}).get("disclosure", {}).pop("ledger", None)
    return said


def margins_of(said: dict[str, Any]) -> list[Margin]:
    """Everything that is counted, or said to be kept back."""
    lists = said["diagnostics"]["lists"]["lists"]
    place = {one["name"]: k for k, one in enumerate(lists)}
    found = []
    for k, one in enumerate(lists):
        others = frozenset(place.values()) - {k}
        found.append(_margin(one.get("persons"), {k}))
        found.append(_margin(one.get("on_no_other"), {k}, others))
    pairs = (one for one in objects(said) if "both" in one and "lists" in one)
    found += [_margin(one["both"], {place[name] for name in one["lists"]}) for one in pairs]
    observed = {e["n"] for e in said["estimates"] if not e["group"] and e.get("n")}
    found += [_margin(n, set()) for n in observed]
    return list(dict.fromkeys(found))


def _margin(number: object, on: set[int], off: frozenset[int] = frozenset()) -> Margin:
    return Margin(frozenset(on), off, number if isinstance(number, int) else None)


def tables_that_fit(margins: list[Margin], lists: int, most: int = MOST_TABLES) -> list[Table]:
    """Every table of whole numbers with the margins shown, one more than `most` at most."""
    cells = cells_of(lists)
    known = [margin for margin in margins if margin.number is not None]
    rows = np.array([margin.row(cells) for margin in known])
    numbers = np.array([margin.number for margin in known], dtype=float)
    found = []
    for solution in _solutions(rows, numbers, {}):
        found.append(dict(zip(cells, solution, strict=True)))
        if len(found) > most:
            break
    return found


def _solutions(rows: np.ndarray, numbers: np.ndarray, fixed: dict[int, int]) -> Iterator[list[int]]:
    """Fix one cell after another, each between its least and greatest."""
    size = rows.shape[1]
    open_cells = [k for k in range(size) if k not in fixed]
    if not open_cells:
        solution = [fixed[k] for k in range(size)]
        if np.allclose(rows @ solution, numbers):
            yield solution
        return
    bounds = [(fixed[k], fixed[k]) if k in fixed else (0, None) for k in range(size)]
    low, high = (_extreme(rows, numbers, bounds, open_cells[0], sign) for sign in (1, -1))
    if low is None or high is None:
        return
    for number in range(int(np.ceil(low - 1e-6)), int(np.floor(-high + 1e-6)) + 1):
        yield from _solutions(rows, numbers, {**fixed, open_cells[0]: number})


def _extreme(
    rows: np.ndarray, numbers: np.ndarray, bounds: list[Any], cell: int, sign: int
) -> float | None:
    cost = np.zeros(rows.shape[1])
    cost[cell] = sign
    found = linprog(cost, A_eq=rows, b_eq=numbers, bounds=bounds)
    return float(found.fun) if found.status == 0 else None


@dataclass(frozen=True)
class ListsTold:
    """What came out: tables that fit the margins, that would be released so, and cells told."""

    fit: int
    left: int
    cells: dict[Cell, int]
    """Cells that have one number in all that are left."""

    @property
    def few(self) -> dict[Cell, int]:
        """Those of one or two persons."""
        return {cell: number for cell, number in self.cells.items() if number in FEW}


def attack_lists(said: dict[str, Any], rerun: Rerun, most: int = MOST_TABLES) -> ListsTold:
    """Try every table that fits what a release says; none where more than `most` do."""
    margins = margins_of(said)
    lists = len(said["diagnostics"]["lists"]["lists"])
    fit = tables_that_fit(margins, lists, most)
    if not 0 < len(fit) <= most:
        return ListsTold(len(fit), len(fit), {})
    left = [table for table in fit if len(fit) == 1 or rerun(table) == said]
    common = {
        cell: number
        for cell, number in (left[0].items() if left else ())
        if all(table[cell] == number for table in left)
    }
    return ListsTold(len(fit), len(left), common)
