"""Tables of lists that are measured: published ones, and invented ones of known size."""

import json
from functools import cache
from pathlib import Path

import numpy as np

from measure87.estimate.multiple_lists import CaptureTable
from measure87.simulate.overlapping_lists import simulate_standard_lists

_REFERENCE = Path(__file__).parents[1] / "tests" / "reference"


@cache
def published(reference: str, name: str) -> CaptureTable:
    """A published study, as a folder of `tests/reference` has it."""
    entry = json.loads((_REFERENCE / reference / "expected.json").read_text("utf-8"))[name]
    histories = [[int(digit) for digit in history] for history in entry["histories"]]
    return CaptureTable.from_histories(entry["lists"], histories, entry["counts"])


@cache
def standard(n_lists: int) -> CaptureTable:
    """The standard invented population: 12,000 persons, one positive dependence."""
    found = simulate_standard_lists(np.random.default_rng(87), n_lists)
    return CaptureTable.from_histories(found.lists, found.on, np.ones(len(found.on), dtype=int))
