"""The sums of counts that must not be known: what the auditor tries to find out.

Each is a sum of counts of figures: a hidden figure itself; what a group leaves of another, or
of several; what one measure has more than others within it; who is in both of two overlapping ones.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from measure87.disseminate.gate.audit.relations import Relations
from measure87.disseminate.gate.audit.seen import Measure, Seen
from measure87.disseminate.gate.tables.boxes import Box
from measure87.disseminate.gate.tables.geometry import Nesting
from measure87.disseminate.gate.tables.tables import Key

KINDS = ("cases", "others", "unknown", "no", "answered")
"""Of persons: `others` are the respondents who are no cases, `no` those of them who answered. Where
unknowns are no respondents, or there are none, these are the same, and the last two are left out.
"""
Term = tuple[int, int]
"""Factor, and position of a figure seen."""


@dataclass(frozen=True)
class Secret:
    """A sum of counts that may not turn out to be one or two persons."""

    what: str
    """One of `KINDS`."""
    terms: tuple[Term, ...]

    @property
    def alone(self) -> bool:
        """Whether it is a figure itself."""
        return len(self.terms) == 1


def key_of(box: Box) -> Key:
    """Tells groups apart by the people in them."""
    return frozenset(box.sides.items())


class Places:
    """Where the figure of a measure and group is."""

    def __init__(self, seen: Sequence[Seen], boxes: Sequence[Box], members: Sequence[int]) -> None:
        self.of: dict[Measure, dict[Key, int]] = {}
        self.with_unknown = {
            seen[k].measure for k in members if seen[k].unknown or seen[k].hides_unknown
        }
        for k in members:
            self.of.setdefault(seen[k].measure, {}).setdefault(key_of(boxes[k]), k)

    def common(self, measures: Sequence[Measure]) -> Iterator[tuple[int, ...]]:
        """Positions of the figures of some measures, for every group that all have."""
        first = self.of.get(measures[0], {})
        for key, k in first.items():
            others = [self.of.get(other, {}).get(key) for other in measures[1:]]
            found = [k, *(other for other in others if other is not None)]
            if len(found) == len(measures):
                yield tuple(found)


def secrets(
    places: Places,
    nestings: Mapping[Measure, Nesting],
    relations: Relations,
) -> list[Secret]:
    """All sums of counts of linked measures that must not be known."""
    found: list[Secret] = []
    for measure, at in places.of.items():
        kinds = KINDS if measure in places.with_unknown - relations.left_out else KINDS[:3]
        found += _hidden(list(at.values()), kinds)
        found += _rests(list(at.values()), nestings[measure], kinds)
    for narrow, wide in sorted(relations.nested):
        for pair in places.common([narrow, wide]):
            found.append(Secret("cases", ((1, pair[1]), (-1, pair[0]))))
    for whole, parts in relations.disjoint:
        for first, *others in places.common([whole, *parts]):
            found.append(Secret("cases", ((1, first), *((-1, k) for k in others))))
    for whole, parts in relations.overlaps:
        if len(parts) == 2:  # of more it is no number of persons
            for both in places.common([whole, *parts]):
                found.append(Secret("cases", ((1, both[1]), (1, both[2]), (-1, both[0]))))
    return found


def _hidden(at: Sequence[int], kinds: Sequence[str]) -> Iterator[Secret]:
    """Each figure."""
    for k in at:
        for what in kinds:
            yield Secret(what, ((1, k),))


def _rests(at: Sequence[int], nesting: Nesting, kinds: Sequence[str]) -> Iterator[Secret]:
    """A group less one inside it, and less all parts of a split."""
    terms: list[tuple[Term, ...]] = [
        ((1, at[int(i)]), (-1, at[int(j)]))
        for i, j in zip(*np.nonzero(nesting.inside), strict=True)
    ]
    terms += [
        ((1, at[line.parent]), *((-1, at[k]) for k in line.children))
        for line in nesting.lines
        if len(line.children) > 1
    ]
    for one in terms:
        for what in kinds:
            yield Secret(what, one)
