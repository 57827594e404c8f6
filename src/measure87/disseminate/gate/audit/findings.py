"""What an audit found: counts that the reader knows, and what was tried."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.releases.survey import AuditAccount

_WITHOUT_OUTER = (
    "or leave out what figures would be with a yes to each item that was not asked: "
    "outer_bound = false of the input"
)


type Count = tuple[str, tuple[int, ...]]
"""A kind of count, and the figures that it is a sum or difference of, by position."""


@dataclass(frozen=True)
class Recovered:
    """A count that the reader knows, and the figures that tell it her."""

    what: str
    names: tuple[str, ...]
    groups: tuple[Mapping[str, str], ...]
    """Of each figure that the count is a sum or difference of, beside its measure's name."""
    needed: tuple[int, ...]
    """Figures seen, by position, without one of which the count would be less sure; `limits_of` one
    that is needed for the limits that its share sets."""
    of: tuple[int, ...] = ()
    """Figures seen, by position, that the count is a sum or difference of."""
    then: tuple[tuple[int, ...], ...] = ()
    """What tells it still once the cheapest figure of `needed` is hidden, what tells it still once
    one of those is hidden too, and so on."""

    @property
    def count(self) -> Count:
        """Which count of the figures seen it is."""
        return self.what, self.of


@dataclass(frozen=True)
class Audit:
    """What was tried, and what was found."""

    tried: int
    """Counts, hidden ones and what figures leave of each other."""
    hidden: int
    """Figures that are not shown."""
    linear: int
    """Linear programmes that were solved."""
    integer: int
    """Integer programmes that were solved, where a linear one did not come out whole."""
    components: int
    """Sets of measures that nothing links."""
    recovered: tuple[Recovered, ...]
    apart: tuple[str, ...] = ()
    """Measures whose figures do not fit those of others together, judged one by one."""
    contradictory: tuple[str, ...] = ()
    """Measures whose own figures do not fit together, so that they cannot be judged."""

    @property
    def account(self) -> AuditAccount:
        """For the diagnostics of a release; it tells of no count of persons."""
        return AuditAccount(
            cells=self.hidden,
            linked_sets=self.components,
            recovered=len(self.recovered),
            judged_separately=list(self.apart) or None,
            contradictory=list(self.contradictory) or None,
        )


def require_safe(audit: Audit, outer: Collection[str] = ()) -> None:
    """Refuse a release of which the auditor recovered something; names groups, no counts.

    `outer` names the outer bounds, which a study can do without.
    """
    if not audit.recovered:
        return
    first = audit.recovered[0]
    groups = " and ".join(
        f"{name} of {_words(group)}" for name, group in zip(first.names, first.groups, strict=True)
    )
    raise StudyError(
        f"{len(audit.recovered)} counts that may not be known follow from what would be "
        f"released, the first from {groups}",
        code="disclosure-audit",
        hint="in study.toml leave that table out (`by`, `tables`) or make its groups larger"
        + (f"; {_WITHOUT_OUTER}" if _tells_outer(audit, outer) else ""),
    )


def _tells_outer(audit: Audit, outer: Collection[str]) -> bool:
    return any(name in outer for found in audit.recovered for name in found.names)


def _words(group: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {code}" for name, code in sorted(group.items())) or "everybody"
