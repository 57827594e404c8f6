"""Kinds of persons: what is true of a person under each of some measures that are crossed.

Every figure of a crossing, and of the measures themselves, counts the persons of some kinds. So the
auditor knows of three measures and more what the figures of every two of them tell together.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from measure87.disseminate.gate.audit.seen import GroupKey, Measure, Seen
from measure87.disseminate.gate.tables.crossed_measures import (
    figures_of,
    leave_out,
    names_of,
    sums_of,
)
from measure87.vocabulary.releases.survey import Comparison
from measure87.vocabulary.status import NO, UNKNOWN, YES

_MOST_KINDS = 250
"""Of measures that are crossed; of more every two are taken by themselves."""

Counts = Mapping[Measure, Mapping[GroupKey, Seen]]
Kind = tuple[int, ...]
"""Of a person the status under each of some measures."""
MadeUp = tuple[Measure, tuple[Measure, ...]]


@dataclass(frozen=True)
class OfKinds:
    """A count of a measure, which is the persons of some kinds, by position."""

    what: str
    measure: Measure
    kinds: tuple[int, ...]
    within: GroupKey = frozenset()
    """The persons of whom this holds: of both universes."""

    @property
    def reason(self) -> tuple[Hashable, ...]:
        """What `System` calls it."""
        return (self.what, self.measure, self.within)


@dataclass(frozen=True)
class Crossed:
    """Measures that are crossed person by person.

    Attributes
    ----------
    measures
        Which; each person has a status under each.
    kinds
        Of persons: all but those who are neither case nor unknown of any.
    counts
        What they come to.
    """

    measures: tuple[Measure, ...]
    kinds: tuple[Kind, ...]
    counts: tuple[OfKinds, ...]

    def without(self, broken: Collection[Hashable]) -> "Crossed":
        """The same without counts that do not fit with others."""
        return replace(self, counts=tuple(one for one in self.counts if one.reason not in broken))

    def of(self, measures: Collection[Measure]) -> list[int]:
        """Kinds of whoever is a case or unknown of one of some measures."""
        at = [k for k, measure in enumerate(self.measures) if measure in measures]
        return [place for place, kind in enumerate(self.kinds) if any(kind[k] != NO for k in at)]

    def that_cannot_be(self, whole: Measure, parts: Sequence[Measure]) -> tuple[int, ...]:
        """Kinds of cases of a measure who are a case of none of those that make it up."""
        if not {whole, *parts} <= set(self.measures):
            return ()
        at, others = self.measures.index(whole), [self.measures.index(part) for part in parts]
        return tuple(
            place
            for place, kind in enumerate(self.kinds)
            if kind[at] == YES and not any(kind[k] == YES for k in others)
        )

    def of_two(self, parts: Sequence[Measure]) -> tuple[int, ...]:
        """Kinds of cases of two or more of some measures."""
        at = [self.measures.index(part) for part in parts if part in self.measures]
        return tuple(
            place for place, kind in enumerate(self.kinds) if sum(kind[k] == YES for k in at) > 1
        )


@dataclass(frozen=True)
class _Pair:
    """Two measures, with the figures of their crossing."""

    said: Comparison
    first: Measure
    second: Measure
    sample: int


def crossed_of(counts: Counts, said: Sequence[Comparison]) -> tuple[Crossed, ...]:
    """The measures that are crossed, those together of which some are crossed with others.

    Pairs of which the counts of some group deny what is said of them are left out. A figure that
    an earlier release hid has no counts, and denies nothing.
    """
    pairs = [pair for one in said for pair in _pairs(counts, one)]
    found: list[Crossed] = []
    for together in _linked(pairs):
        crossed = _crossed(counts, together)
        found += [crossed] if crossed else [
            one for pair in together if (one := _crossed(counts, [pair])) is not None
        ]  # fmt: skip
    return tuple(found)


def sums_by_rule(counts: Counts, said: Sequence[Comparison]) -> list[MadeUp]:
    """Those in one measure alone, as the sum of those who are so by each rule."""
    found: list[MadeUp] = []
    for pair in said:
        for name, names in sums_of(pair):
            if name in (pair.first, pair.second):
                continue
            for whole in (one for one in counts if one[0] == name):
                parts = tuple((part, *whole[1:]) for part in names)
                if _fits(counts, whole, parts):
                    found.append((whole, parts))
    return found


def _pairs(counts: Counts, said: Comparison) -> Iterator[_Pair]:
    """Of each sample the pair, with the measures that its figures come to."""
    sums = dict(sums_of(said))
    own = names_of([said])
    for sample in sorted({one[2] for one in counts if one[0] in own}):
        sides = []
        for name in (said.first, said.second):
            parts = tuple(
                one for part in sums.get(name, ()) for one in counts if one[::2] == (part, sample)
            )
            if len(parts) == len(sums.get(name, ())):
                candidates = sorted(
                    (one for one in counts if one[0] == name), key=lambda one: one[2] != sample
                )
                sides += [one for one in candidates if _fits(counts, one, parts)][:1]
        if len(sides) == 2:
            yield _Pair(said, sides[0], sides[1], sample)


def _fits(counts: Counts, whole: Measure, parts: Sequence[Measure]) -> bool:
    """Whether in all groups that some measures share one is the sum of the others.

    There is such a group, or all are of one sample, or one of them has no counts at all. Of one
    sample there need be none: a crossing is of the ages alone that two measures share.
    """
    if not parts or not {whole, *parts} <= counts.keys():
        return False
    common = set(counts[whole]).intersection(*(counts[part] for part in parts))
    of_one = len({one[2] for one in (whole, *parts)}) == 1
    nothing_told = not all(counts[one] for one in (whole, *parts))
    return (bool(common) or of_one or nothing_told) and all(
        (counts[whole][g].cases or 0) == sum(counts[part][g].cases or 0 for part in parts)
        for g in common
    )


def _linked(pairs: Sequence[_Pair]) -> list[list[_Pair]]:
    """Pairs, those together that share a measure."""
    found: list[tuple[set[Measure], list[_Pair]]] = []
    for pair in pairs:
        own = {pair.first, pair.second}
        touching = [one for one in found if one[0] & own]
        found = [one for one in found if not one[0] & own]
        found.append(
            (
                own.union(*(one[0] for one in touching)),
                [p for one in touching for p in one[1]] + [pair],
            )
        )
    return [together for _, together in found]


def _crossed(counts: Counts, pairs: Sequence[_Pair]) -> Crossed | None:
    """The kinds of some pairs; None if there are too many."""
    measures = tuple(dict.fromkeys(one for pair in pairs for one in (pair.first, pair.second)))
    leaving_out = {
        measure
        for pair in pairs
        for measure, open_ in zip((pair.first, pair.second), leave_out(pair.said), strict=True)
        if open_ and any(one.unknown for one in counts[measure].values())
    }
    statuses = [(NO, UNKNOWN, YES) if one in leaving_out else (NO, YES) for one in measures]
    if prod(map(len, statuses)) > _MOST_KINDS and len(pairs) > 1:
        return None
    kinds = tuple(kind for kind in product(*statuses) if any(one != NO for one in kind))
    return Crossed(
        measures,
        kinds,
        (
            *_of_measures(measures, kinds, leaving_out),
            *(
                one
                for pair in pairs
                for one in _of_pair(counts, pair, measures, kinds, leaving_out)
            ),
        ),
    )


def _of_measures(
    measures: Sequence[Measure], kinds: Sequence[Kind], leaving_out: Collection[Measure]
) -> Iterator[OfKinds]:
    for k, measure in enumerate(measures):
        for what, status in (("cases", YES), ("unknown", UNKNOWN)):
            if what == "cases" or measure in leaving_out:
                yield OfKinds(
                    what, measure, tuple(i for i, kind in enumerate(kinds) if kind[k] == status)
                )


def _of_pair(
    counts: Counts,
    pair: _Pair,
    measures: Sequence[Measure],
    kinds: Sequence[Kind],
    leaving_out: Collection[Measure],
) -> Iterator[OfKinds]:
    at, other = measures.index(pair.first), measures.index(pair.second)
    within = frozenset(pair.said.group.items())
    named = {one[0]: one for one in counts if one[2] == pair.sample}
    for figure in figures_of(pair.said):
        measure = named.get(figure.name)
        if measure is None:
            continue
        for what, of in (("cases", figure.cases), ("unknown", figure.unknown)):
            if what == "cases" or leaving_out:
                places = (i for i, kind in enumerate(kinds) if (kind[at], kind[other]) in of)
                yield OfKinds(what, measure, tuple(places), within)
