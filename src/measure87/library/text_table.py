"""A table of texts, wherever it is shown."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class TextTable:
    """Rows of texts, the head first; `right` names the columns that stand to the right."""

    rows: Sequence[tuple[str, ...]]
    right: Collection[int]
