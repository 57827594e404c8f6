"""Which measures can be computed from what a questionnaire asks, and which item is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from measure87.vocabulary.columns import (
    COERCION_ITEMS,
    INVOLUNTARY_ITEMS,
    TABLES,
)

Needs = tuple[tuple[str, ...], tuple[str, ...]]
"""Standard items that a measure requires, and those that it uses where they are."""


@dataclass(frozen=True)
class MeasureSupport:
    """Whether a measure can be computed, and what is missing."""

    measure: str
    missing: tuple[str, ...]
    """Required items that the questionnaire does not have: with any, it cannot be computed."""
    missing_optional: tuple[str, ...]
    """Items that the measure would use; without them it covers less."""

    @property
    def supported(self) -> bool:
        """Whether the measure can be computed."""
        return not self.missing

    @property
    def text(self) -> str:
        """One sentence."""
        if self.missing:
            return f"{self.measure} cannot be computed: there is no {_listed(self.missing)}"
        if self.missing_optional:
            return f"{self.measure} can be computed, without {_listed(self.missing_optional)}"
        return f"{self.measure} can be computed"


@dataclass(frozen=True)
class Support:
    """What a questionnaire supports, measure by measure."""

    measures: Mapping[str, MeasureSupport]

    @property
    def supported(self) -> tuple[str, ...]:
        """Measures that can be computed."""
        return tuple(name for name, entry in self.measures.items() if entry.supported)

    @property
    def unsupported(self) -> tuple[str, ...]:
        """Measures that cannot be computed."""
        return tuple(name for name, entry in self.measures.items() if not entry.supported)

    def missing(self, measure: str) -> tuple[str, ...]:
        """Required items of a measure that the questionnaire does not have."""
        return self.measures[measure].missing


def check_support(items: Iterable[str], measures: Mapping[str, Needs]) -> Support:
    """Compare what a questionnaire has with what measures need.

    Parameters
    ----------
    items : iterable of str
        Standard columns and items that are there (`Collected.items`).
    measures : mapping
        Measure -> (required items, optional items).
    """
    there = frozenset(items)
    return Support(
        {
            name: MeasureSupport(
                measure=name,
                missing=tuple(item for item in required if item not in there),
                missing_optional=tuple(item for item in optional if item not in there),
            )
            for name, (required, optional) in measures.items()
        }
    )


def _listed(items: Iterable[str]) -> str:
    return ", ".join(f"{item} ({about})" if (about := _about(item)) else item for item in items)


def _about(item: str) -> str:
    """What a standard column or circumstance is, in words."""
    circumstances = dict((*INVOLUNTARY_ITEMS, *COERCION_ITEMS))
    if item in circumstances:
        return circumstances[item]
    return next((table[item].about for table in TABLES.values() if item in table), "")
