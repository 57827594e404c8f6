"""Published tables with the figures of R's log-linear packages, and tables made at random."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from measure87.estimate.multiple_lists import CaptureTable

FOLDER = Path(__file__).parents[2] / "reference" / "lists_loglinear"


@cache
def expected() -> dict[str, Any]:
    """Everything, by name of the study."""
    return json.loads((FOLDER / "expected.json").read_text("utf-8"))


NAMES = tuple(expected())


def published(name: str, **options: Any) -> CaptureTable:
    """The table of a study."""
    entry = expected()[name]
    histories = [[int(digit) for digit in history] for history in entry["histories"]]
    return CaptureTable.from_histories(entry["lists"], histories, entry["counts"], **options)


def pair(table: CaptureTable, name: str) -> int:
    """History of an interaction written `A:B`."""
    return sum(1 << table.lists.index(one) for one in name.split(":"))


def sparse_table(rng: np.random.Generator, n_lists: int) -> CaptureTable:
    """A small table in which every list holds somebody and two share somebody."""
    while True:
        chance = rng.uniform(0.02, 0.25, n_lists)
        on = (rng.random((rng.integers(30, 300), n_lists)) < chance).astype(int)
        on = on[on.any(axis=1)]
        if on.sum(axis=0).all() and (on.sum(axis=1) > 1).any():
            return CaptureTable.from_histories(
                [f"L{j}" for j in range(n_lists)], on, np.ones(len(on), dtype=int)
            )


def reordered_names(terms: tuple[str, ...]) -> set[frozenset[str]]:
    """Interactions as sets of lists."""
    return {frozenset(term.split(":")) for term in terms}
