"""What the trust panel finds: a figure refitted to a changed table, and what stands beside it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Refit:
    """A figure of one method for a changed table.

    `values` has persons by method; a method without an answer is in `refused` with the reason.
    `observed` is the number of persons in the changed table.
    """

    change: str
    kind: str
    """`without`, `merged`, `matches-undone` or `matches-added`."""
    lists: tuple[str, ...]
    observed: int
    values: Mapping[str, float]
    refused: Mapping[str, str]
    share: float | None = None


@dataclass(frozen=True)
class KnownList:
    """The size of one list as the other lists would have estimated it."""

    name: str
    known: int
    """Persons on the list."""
    seen_by_others: int
    """Those of them on another list too."""
    values: Mapping[str, float]
    refused: Mapping[str, str]


@dataclass(frozen=True)
class Overlap:
    """Two lists: persons on both, and as many as chance would give.

    `odds_ratio` compares the two lists among persons on a third list at least (the only ones
    for whom all four combinations are seen); None where it cannot be computed.
    """

    lists: tuple[str, str]
    both: int
    odds_ratio: float | None


@dataclass(frozen=True)
class Offset:
    """The figures if the persons on no list were `factor` times as many as assumed."""

    factor: float
    values: Mapping[str, float]


@dataclass(frozen=True)
class TrustPanel:
    """Everything that moves the figure besides chance."""

    overlaps: tuple[Overlap, ...]
    without: tuple[Refit, ...]
    merged: tuple[Refit, ...]
    known_lists: tuple[KnownList, ...]
    offsets: tuple[Offset, ...]
    linkage: tuple[Refit, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values, absent where there is none."""
        return {name: [_plain(item) for item in getattr(self, name)] for name in vars(self)}


def _plain(item: Any) -> dict[str, Any]:
    """A dataclass as an object without empty keys."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in asdict(item).items()
        if value is not None
    }
