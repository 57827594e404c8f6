"""Small invented studies of overlapping lists, and what is true of them."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

METHODS = ("independence", "chao", "sample-coverage")
"""Methods without chance, so that a run takes a second."""

type Cell = tuple[int, ...]
"""On which lists a person is, 1 or 0 for each."""


@dataclass(frozen=True)
class ListStudy:
    """How many persons are on exactly which lists."""

    seed: int
    table: Mapping[Cell, int]

    @property
    def lists(self) -> int:
        return len(next(iter(self.table)))


def cells_of(lists: int) -> list[Cell]:
    """Every way to be on some list."""
    return [cell for cell in product((0, 1), repeat=lists) if any(cell)]


def drawn_lists(seed: int) -> ListStudy:
    """Three or four lists of 200 to 2,000 persons who differ in how easily they are met."""
    return _drawn(seed, np.random.default_rng([90, seed]), 4)


def drawn_many_lists(seed: int) -> ListStudy:
    """The same of three to six lists."""
    return _drawn(seed, np.random.default_rng([91, seed]), 6)


def _drawn(seed: int, rng: np.random.Generator, most: int) -> ListStudy:
    lists = int(rng.integers(3, most + 1))
    persons = int(rng.integers(200, 2001))
    chance = rng.uniform(0.02, 0.2, lists) * rng.gamma(2, 0.5, (persons, 1))
    on = rng.random((persons, lists)) < np.clip(chance, 0, 0.9)
    found = dict.fromkeys(cells_of(lists), 0)
    for row in on[on.any(axis=1)].astype(int).tolist():
        found[tuple(row)] += 1
    return ListStudy(seed, found)


def write_lists(study: ListStudy, folder: Path) -> Path:
    """The study as a folder that `measure87 run` takes."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"L{k + 1}" for k in range(study.lists)]
    with (folder / "lists.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow([*names, "persons"])
        lines.writerows([*cell, number] for cell, number in study.table.items() if number)
    (folder / "study.toml").write_text(
        'schema = 1\ntitle = "Attacked, invented"\ninvented = true\n'
        '[counted]\npopulation = "invented persons"\nplace = "nowhere"\nperiod = "2024"\n'
        'status = "referred"\nclosed_because = "it is invented so"\n'
        f'[lists]\ntable = "lists.csv"\ncolumns = {json.dumps(names)}\ncount = "persons"\n'
        f"methods = {json.dumps(METHODS)}\nseed = {study.seed}\n",
        encoding="utf-8",
    )
    return folder
