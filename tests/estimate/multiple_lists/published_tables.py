"""Tables of published list studies with the figures of R packages, for several tests."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from measure87.estimate.multiple_lists import CaptureTable

FOLDER = Path(__file__).parents[2] / "reference" / "lists_coverage_and_chao"


@cache
def expected() -> dict[str, Any]:
    """Everything, by name of the study."""
    return json.loads((FOLDER / "expected.json").read_text("utf-8"))


def published(name: str, **options: Any) -> CaptureTable:
    """The table of a study."""
    entry = expected()[name]
    histories = [[int(digit) for digit in history] for history in entry["histories"]]
    return CaptureTable.from_histories(entry["lists"], histories, entry["counts"], **options)


def pair_of(name: str, first: str, second: str) -> CaptureTable:
    """Two lists of a study alone."""
    table = published(name)
    for other in table.lists:
        if other not in (first, second):
            table = table.without_list(other)
    return table
