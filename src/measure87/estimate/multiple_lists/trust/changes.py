"""What the robustness checks find: a figure refitted to a changed table, and its comparison."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from measure87.vocabulary.releases.lists import (
    StatedKnownList,
    StatedOffset,
    StatedOverlap,
    StatedRefit,
    StatedTrust,
)


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

    def stated(self) -> StatedTrust:
        """The panel as it stands in results."""
        return StatedTrust(
            overlaps=[_overlap(one) for one in self.overlaps],
            without=[_refit(one) for one in self.without],
            merged=[_refit(one) for one in self.merged],
            known_lists=[_known(one) for one in self.known_lists],
            offsets=[
                StatedOffset(factor=one.factor, values=_finite(one.values)) for one in self.offsets
            ],
            linkage=[_refit(one) for one in self.linkage],
        )


def _overlap(one: Overlap) -> StatedOverlap:
    ratio = one.odds_ratio
    return StatedOverlap(
        lists=list(one.lists),
        both=int(one.both),
        odds_ratio=float(ratio) if ratio is not None and isfinite(ratio) else None,
    )


def _refit(one: Refit) -> StatedRefit:
    return StatedRefit(
        change=one.change,
        kind=one.kind,
        lists=list(one.lists),
        share=one.share,
        values=_finite(one.values),
        refused=one.refused,
        observed=int(one.observed),
    )


def _known(one: KnownList) -> StatedKnownList:
    return StatedKnownList(
        name=one.name,
        known=int(one.known),
        on_other_lists=int(one.seen_by_others),
        values=_finite(one.values),
        refused=one.refused,
    )


def _finite(values: Mapping[str, float]) -> dict[str, float]:
    """Figures by method, without those that have no limit."""
    return {name: float(value) for name, value in values.items() if isfinite(value)}
