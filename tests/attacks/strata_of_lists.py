"""Studies of three lists by strata, of which two are put together under the name of one.

A cell of both is rounded once as one and once in two. Rounded to nothing as one, and to three in
two, it has one person or two: a reader solves the margins of each release for all its cells.
"""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tests.attacks.list_studies import Cell, cells_of

NAMES = ("L1", "L2", "L3")
CELLS = cells_of(3)
type Tables = Mapping[str, Mapping[Cell, int]]
"""How many persons are on exactly which lists, by stratum."""


def drawn(seed: int) -> Tables:
    """Two strata of 60 to 199 persons each, few of whom are on the third list."""
    rng = np.random.default_rng([1103, seed])
    return {name: _drawn(rng, int(rng.integers(60, 200))) for name in ("A", "B")}


def _drawn(rng: np.random.Generator, persons: int) -> dict[Cell, int]:
    chance = np.array([0.25, 0.25, 0.06]) * rng.gamma(2, 0.5, (persons, 1))
    on = rng.random((persons, 3)) < np.clip(chance, 0, 0.9)
    found = dict.fromkeys(CELLS, 0)
    for row in on[on.any(axis=1)].astype(int).tolist():
        found[tuple(row)] += 1
    return found


def together(tables: Tables) -> Tables:
    """Both strata as one, named like the first."""
    return {"A": {cell: sum(one[cell] for one in tables.values()) for cell in CELLS}}


def write(tables: Tables, folder: Path) -> None:
    """The strata as a folder that `measure87 run` takes."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lists.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["stratum", *NAMES, "persons"])
        for name, table in tables.items():
            lines.writerows([name, *cell, number] for cell, number in table.items() if number)
    (folder / "study.toml").write_text(
        'schema = 1\ntitle = "Attacked, invented"\ninvented = true\n'
        '[counted]\npopulation = "invented persons"\nplace = "nowhere"\nperiod = "2024"\n'
        'status = "referred"\nclosed_because = "it is invented so"\n'
        f'[lists]\ntable = "lists.csv"\ncolumns = {json.dumps(NAMES)}\ncount = "persons"\n'
        'strata = "stratum"\nmethods = ["independence", "chao", "sample-coverage"]\nseed = 1\n',
        encoding="utf-8",
    )


def rounded_cells(out: Path) -> dict[Cell, int] | None:
    """The cells of all strata together as they were rounded; None where a margin is kept back."""
    said: Any = json.loads((out / "estimates.json").read_text(encoding="utf-8"))
    lists = said["diagnostics"]["lists"]
    size = [one["persons"] for one in lists["lists"]]
    alone = [one["on_no_other"] for one in lists["lists"]]
    pairs = {tuple(one["lists"]): one["both"] for one in lists["robustness_checks"]["overlaps"]}
    observed = lists["observed"]
    if not all(isinstance(one, int) for one in (observed, *size, *alone, *pairs.values())):
        return None
    on_all = observed - sum(size) + sum(pairs.values())
    found = {(1, 1, 1): on_all}
    for pair, both in pairs.items():
        found[_cell(pair)] = both - on_all
    return found | {_cell((name,)): number for name, number in zip(NAMES, alone, strict=True)}


def _cell(on: tuple[str, ...]) -> Cell:
    return tuple(int(name in on) for name in NAMES)


def of_few(as_one: Mapping[Cell, int], in_two: Mapping[Cell, int]) -> list[Cell]:
    """Cells of one person or two, both strata together."""
    return [cell for cell in CELLS if as_one[cell] == 0 < in_two[cell]]
