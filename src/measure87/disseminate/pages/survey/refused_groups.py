"""Groups that were refused, for the table of their measure: it has rows by the same variables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measure87.vocabulary.estimate import Minus, Refusal, Result

_EVERY_GROUP = "*"
"""Code of a refusal that is of every group of a variable."""


@dataclass(frozen=True)
class RefusedGroup:
    """One group of a measure, and why it has no figure."""

    group: Minus
    reason: str


def refused_groups(result: Result) -> Mapping[str, Sequence[RefusedGroup]]:
    """Measure to its refused groups that stand in its table, labelled as other figures are."""
    variables = {(one.name, frozenset(one.group)) for one in result.estimates if one.group}
    labels = {
        (name, code): one.labels[name]
        for one in result.estimates
        for name, code in one.group.items()
        if name in one.labels
    }
    found: dict[str, list[RefusedGroup]] = {}
    for refusal in result.refused:
        if (refusal.name, frozenset(refusal.group)) in variables and not _is_whole(refusal):
            known = {
                name: labels[name, code]
                for name, code in refusal.group.items()
                if (name, code) in labels
            }
            group = Minus(refusal.name, "proportion", refusal.group, known)
            found.setdefault(refusal.name, []).append(RefusedGroup(group, refusal.text))
    return found


def stands_in_its_table(refusal: Refusal, groups: Mapping[str, Sequence[RefusedGroup]]) -> bool:
    """Whether a refusal is of a group that stands in the table of its measure."""
    return any(one.group.group == refusal.group for one in groups.get(refusal.name, ()))


def _is_whole(refusal: Refusal) -> bool:
    return _EVERY_GROUP in refusal.group.values()
