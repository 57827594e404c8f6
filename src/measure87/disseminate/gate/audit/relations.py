"""What a reader knows about measures beyond their figures: nested, added up, of the same people.

She is taken to know everything that is true of all groups, for definitions say it.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, permutations
from math import isclose

import numpy as np

from measure87.disseminate.gate.audit.exhaustive import Exhaustive, exhaustive_groups
from measure87.disseminate.gate.audit.kinds import Crossed, crossed_of, sums_by_rule
from measure87.disseminate.gate.audit.seen import GroupKey, Measure, Seen
from measure87.disseminate.gate.tables.boxes import AGE, Dimensions
from measure87.disseminate.gate.tables.declared_parts import Parts, families, nested_by_parts
from measure87.disseminate.gate.tables.disjoint_measures import disjoint_in
from measure87.disseminate.gate.tables.known_measures import Ages, KnownMeasures
from measure87.disseminate.gate.tables.measure_unions import two_overlap, unions
from measure87.disseminate.gate.tables.tables import family_of
from measure87.vocabulary.alike_weights import AlikeWeights
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.same_persons import SamePersons
from measure87.vocabulary.status import UnknownTreatment

_MOST_PARTS = 5
_ROUNDING = 1e-12
_BY_ANSWERS = ("(by answers)", "")
"""Marks a group of those who answered, apart from that of which figures are shown."""

Counts = Mapping[Measure, Mapping[GroupKey, Seen]]
MadeUp = tuple[Measure, tuple[Measure, ...]]
"""A measure, and others that make it up."""


@dataclass(frozen=True)
class Relations:
    """Of measures.

    Attributes
    ----------
    nested
        Pairs (narrow, wide): the cases of the first are among those of the second.
    sums
        (whole, parts): the cases of the whole are those of the parts, each once.
    overlaps
        (whole, parts): everybody of the whole is in one of the parts; some may be in several.
    disjoint
        (whole, parts): the cases of the parts are among those of the whole, and nobody is in two.
    base
        Measure to a number that measures about the same persons share.
    exhaustive
        Groups that others hold wholly.
    left_out
        Measures whose unknowns are not among their respondents.
    as_cases
        Measures whose unknowns are counted among their cases.
    same
        Counts of measures that are of the same persons.
    crossed
        Measures that are crossed person by person, by kinds of persons.
    outside
        Pieces of age in which nobody is of a measure, for its definition is of other ages.
    sure
        Those of `nested` and `sums` that definitions say, and counts did not suggest.
    some
        Kind of count (`cases`, `others`, `unknown`), measure and group of which there is one
        person at least: what is 0 is shown, so a reader takes what is not shown for more.
    alike
        Weights that are alike in known classes.
    least
        Respondents that figures must rest on, of measure and group, where they are held to more.
    """

    nested: frozenset[tuple[Measure, Measure]]
    sums: tuple[MadeUp, ...]
    overlaps: tuple[MadeUp, ...]
    base: Mapping[Measure, int]
    exhaustive: tuple[Exhaustive, ...]
    left_out: frozenset[Measure]
    some: frozenset[tuple[str, Measure, GroupKey]] = frozenset()
    alike: tuple[AlikeWeights, ...] = ()
    as_cases: frozenset[Measure] = frozenset()
    same: tuple[SamePersons, ...] = ()
    sure: frozenset[tuple[Hashable, ...]] = frozenset()
    crossed: tuple[Crossed, ...] = ()
    outside: Mapping[Measure, frozenset[str]] = field(default_factory=dict)
    disjoint: tuple[MadeUp, ...] = ()
    least: Mapping[tuple[Measure, GroupKey], int] = field(default_factory=dict)

    def is_sure(self, relation: tuple[Hashable, ...]) -> bool:
        """Whether a relation, by what `System` names it, is true whatever counts suggest."""
        return (
            relation in self.sure
            or any(reason_of(one) == relation for one in self.same)
            or any(one.reason == relation for crossed in self.crossed for one in crossed.counts)
        )


def reason_of(same: SamePersons) -> tuple[Hashable, ...]:
    """What `System` calls the relation of counts of the same persons."""
    return (same.one, same.other, same.ages, same.no_more)


def reason_of_union(whole: Measure, parts: Sequence[Measure]) -> tuple[Hashable, ...]:
    """What `System` calls the relation of a measure and those that make it up and may overlap.

    The same of parts that add up is another relation.
    """
    return (whole, *parts)


def reason_of_disjoint(whole: Measure, parts: Sequence[Measure]) -> tuple[Hashable, ...]:
    """What `System` calls the relation of a measure and disjoint ones that lie in it."""
    return ("disjoint", whole, *parts)


def leaves_unknown_out(figures: Sequence[Estimate], excluding: Collection[str] = ()) -> bool:
    """Whether the unknowns of a measure are not among its respondents.

    Told by its name, if that is in `excluding`, or by the bounds: a figure that counts the
    unknown as no (or as yes) is one of them. Without any case the bounds cannot tell.
    """
    if any(e.name in excluding for e in figures):
        return True
    bounded = [e for e in figures if e.n_unknown and e.value_if_no is not None]
    return any(
        not (_same(e.value, e.value_if_no) or _same(e.value, e.value_if_yes)) for e in bounded
    )


def _same(one: float | None, other: float | None) -> bool:
    """Whether two numbers are one, but for the order in which persons were added up."""
    return one is not None and other is not None and isclose(one, other, rel_tol=_ROUNDING)


def counts_unknown_as_cases(figures: Sequence[Estimate]) -> bool:
    """Whether the unknowns of a measure are among its cases, as its bounds tell."""
    bounded = [e for e in figures if e.n_unknown and e.value_if_no is not None]
    return any(
        _same(e.value, e.value_if_yes) and not _same(e.value_if_yes, e.value_if_no) for e in bounded
    )


def unknown_treatment(
    figures: Sequence[Estimate], excluding: Collection[str] = ()
) -> UnknownTreatment:
    """What the unknowns of a measure count as, as far as its name or its bounds tell."""
    if leaves_unknown_out(figures, excluding):
        return "exclude"
    return "yes" if counts_unknown_as_cases(figures) else "no"


def relations_of(
    seen: Sequence[Seen],
    estimates: Sequence[Estimate],
    dims: Dimensions,
    declared: Sequence[tuple[str, str]] = (),
    parts: Parts | None = None,
    *,
    complete: bool = False,
    excluding: Collection[str] = (),
    alike: tuple[AlikeWeights, ...] = (),
    same: Sequence[SamePersons] = (),
    known: KnownMeasures | None = None,
    extends: Mapping[str, str] | None = None,
    answers: Sequence[Seen] = (),
) -> Relations:
    """Everything that holds of the measures in all groups.

    Parameters
    ----------
    seen
        Before anything is hidden.
    estimates
        From which they are.
    dims
        Of all their groups.
    declared
        Pairs of names (narrow, wide) beside those that the counts show.
    parts
        Measures that are parts of another's cases, of which counts are not asked.
    complete
        Whether `declared` has every pair, so that counts are not asked of any.
    excluding
        Names of measures that are known to leave their unknowns out.
    alike
        Weights that are alike in known classes.
    same
        Counts that are of the same persons.
    known
        What definitions say of the measures: where they forbid it, counts are not asked either.
    extends
        National definitions to the standards that they extend.
    answers
        Counts by the answers themselves, of figures that may not be shown: what these deny is true
        of nobody, however few of the figures that are shown speak against it.
    """
    known = known or KnownMeasures()
    by_measure: dict[Measure, dict[GroupKey, Seen]] = {}
    for one in seen:
        if one.shown:
            by_measure.setdefault(one.measure, {})[frozenset(one.group.items())] = one
    figures = {
        measure: [estimates[k] for one in groups.values() for k in one.at if k < len(estimates)]
        for measure, groups in by_measure.items()
    }
    counts = _with_answers(by_measure, answers)
    left_out = frozenset(m for m, own in figures.items() if leaves_unknown_out(own, excluding))
    as_cases = frozenset(m for m, own in figures.items() if counts_unknown_as_cases(own))
    nested = frozenset(
        (one, other)
        for one in by_measure
        for other in by_measure
        if one != other
        and _is_nested(
            counts,
            one,
            other,
            declared,
            parts or {},
            complete
            or known.cannot_nest(one[0], other[0])
            or family_of(one[1], extends) != family_of(other[1], extends),
        )
    )
    sums, overlaps = _together(counts, nested, parts or {}, known)
    by_rule = sums_by_rule(by_measure, known.crossed)
    nested -= {two for two in _beside(overlaps) if not _is_said(*two, declared, parts or {})}
    every: dict[Measure, dict[GroupKey, Seen]] = {one.measure: {} for one in seen}
    every |= by_measure
    sizes = {k: _size(one, left_out) for k, one in enumerate(seen) if one.shown}
    exhaustive = exhaustive_groups(seen, dims, sizes)
    bases = _bases(by_measure, left_out)
    some = frozenset(entry for one in seen if one.shown for entry in _some(one))
    return Relations(
        nested,
        (*sums, *by_rule),
        overlaps,
        bases,
        exhaustive,
        left_out,
        some,
        alike,
        as_cases,
        tuple(one for one in same if one.measures <= by_measure.keys()),
        frozenset(
            [
                *(two for two in nested if _is_said(*two, declared, parts or {})),
                *_declared_sums(counts, parts or {}),
                *by_rule,
            ]
        ),
        crossed=crossed_of(every, known.crossed),
        outside=_outside(by_measure, dims, known.ages),
        disjoint=tuple(
            disjoint_in(sorted(nested), lambda one, other: known.are_apart(one[0], other[0]))
        ),
    )


def _with_answers(shown: Counts, answers: Iterable[Seen]) -> Counts:
    """What is shown, and beside it the answers; groups of the two are told apart.

    Those who answered can be others than those of an earlier figure.
    """
    counts = {measure: dict(groups) for measure, groups in shown.items()}
    for one in answers:
        if one.measure in counts:
            counts[one.measure][frozenset([*one.group.items(), _BY_ANSWERS])] = one
    return counts


def _is_shown(group: GroupKey) -> bool:
    """Whether figures of a group are shown: answers alone suggest nothing, and only deny."""
    return _BY_ANSWERS not in group


def _outside(counts: Counts, dims: Dimensions, ages: Ages) -> dict[Measure, frozenset[str]]:
    """Pieces of age that measures of different ages are not of; none that a count speaks against.

    A variable of age may be that of somebody else, such as the head of the household.
    """
    here = {measure: ages[measure[0]] for measure in counts if measure[0] in ages}
    if len(set(here.values())) < 2:
        return {}
    found = {}
    for measure, (first, last) in here.items():
        pieces = dims.pieces_outside(first, last)
        of_somebody = [
            dims.box(one.group).sides.get(AGE, frozenset())
            for one in counts[measure].values()
            if one.n or one.cases or one.unknown
        ]
        if pieces and not any(side and side <= pieces for side in of_somebody):
            found[measure] = pieces
    return found


def _is_said(
    one: Measure, other: Measure, declared: Sequence[tuple[str, str]], parts: Parts
) -> bool:
    """Whether it is said, and not suggested by counts, that one measure is within another."""
    return (one[0], other[0]) in declared or bool(nested_by_parts(one[0], other[0], parts))


def _some(one: Seen) -> Iterator[tuple[str, Measure, GroupKey]]:
    """The counts of a figure that are not 0."""
    counts = {
        "cases": one.cases,
        "others": (one.n or 0) - (one.cases or 0),
        "unknown": one.unknown,
    }
    for what, count in counts.items():
        if count:
            yield what, one.measure, frozenset(one.group.items())


def _is_nested(
    counts: Counts,
    one: Measure,
    other: Measure,
    declared: Sequence[tuple[str, str]],
    parts: Parts,
    denied: bool,
) -> bool:
    if (one[0], other[0]) in declared:
        return True
    by_parts = nested_by_parts(one[0], other[0], parts)
    if by_parts is not None:
        return by_parts and one[1] == other[1]
    if denied:
        return False
    common = counts[one].keys() & counts[other].keys()
    return any(map(_is_shown, common)) and all(
        (counts[one][g].cases or 0) <= (counts[other][g].cases or 0) for g in common
    )


def _together(
    counts: Counts,
    nested: frozenset[tuple[Measure, Measure]],
    declared: Parts,
    known: KnownMeasures,
) -> tuple[tuple[MadeUp, ...], tuple[MadeUp, ...]]:
    """Measures that add up to another, and those that make it up and may overlap."""
    sums, overlaps = _declared_sums(counts, declared), []
    for whole in counts:
        parts = sorted(
            a
            for a, b in nested
            if b == whole
            and a[0] not in declared
            and not known.is_of_a_crossing(a[0])
            and any(s.cases for s in counts[a].values())
        )
        total, largest = _largest(counts[whole])
        for size in range(2, min(_MOST_PARTS, len(parts)) + 1):
            for chosen in combinations(parts, size):
                shown = [counts[a].get(largest) for a in chosen]
                at_least, at_most = (
                    sum(_cases(one, other) for one in shown) for other in (0, total)
                )
                if at_most < total or (size > 2 and at_least > total):
                    continue
                rows, names = _rows(counts, whole, chosen), [one[0] for one in chosen]
                if rows and all(total == sum(each) for total, each in rows):
                    if not any(known.can_share(*two) for two in combinations(names, 2)):
                        sums.append((whole, chosen))
                elif size == 2 and two_overlap(rows) and not known.can_be_more(whole[0], *names):
                    overlaps.append((whole, chosen))
        made_up = ((whole, chosen) for chosen in _unions(counts, whole, parts, known))
        overlaps += (one for one in made_up if one not in sums and one not in overlaps)
    for one in [one for one in overlaps if len(one[1]) > 2]:
        if _follows(one, [*sums, *overlaps]):
            overlaps.remove(one)
    return tuple(sums), tuple(overlaps)


def _beside(overlaps: Sequence[MadeUp]) -> Iterator[tuple[Measure, Measure]]:
    """Pairs of parts of one whole that three or more make up: each has a case who is in no other.

    By definition none lies in another then, whatever counts suggest.
    """
    return (two for _, parts in overlaps if len(parts) > 2 for two in permutations(parts, 2))


def _follows(one: MadeUp, others: Sequence[MadeUp]) -> bool:
    """Whether parts make up a whole because some of them make up one part of two or more of it.

    Child labour or hazards is what hours and hazards make up, and these each single hazard.
    """
    whole, parts = one
    made = {part for part, of in others if set(of) <= set(parts)} - {whole} | set(parts)
    return any(other != one and other[0] == whole and set(other[1]) <= made for other in others)


def _unions(
    counts: Counts, whole: Measure, parts: Sequence[Measure], known: KnownMeasures
) -> list[tuple[Measure, ...]]:
    """Two parts or more that by definition make up a whole, as far as no counts deny it."""
    cases = known.among(whole[0], [one[0] for one in parts])
    inside = [one for one in parts if one[0] in cases]
    if len(inside) < 2 or not len(cases[inside[0][0]]):
        return []
    groups = sorted(counts[whole], key=sorted)
    found = unions(
        np.array([counts[whole][g].cases or 0 for g in groups], dtype=float),
        np.array([[_count(counts[one].get(g)) for one in inside] for g in groups]),
        np.stack([cases[one[0]] for one in inside], axis=1),
    )
    chosen = [tuple(inside[k] for k in one) for one in found if len(one) > 1]
    return [one for one in chosen if _rows(counts, whole, one)]


def _count(one: Seen | None) -> float:
    return np.nan if one is None else float(one.cases or 0)


def _declared_sums(counts: Counts, declared: Parts) -> list[MadeUp]:
    """Measures whose declared parts by one characteristic add up to them."""
    found = []
    for whole, members in families(((one, (one[0],)) for one in counts), declared):
        own = tuple(one for one in members if one[1:] == whole[1:])
        rows = _rows(counts, whole, own) if own else []
        if rows and all(total == sum(each) for total, each in rows):
            found.append((whole, own))
    return found


def _largest(groups: Mapping[GroupKey, Seen]) -> tuple[int, GroupKey]:
    """The most cases of any group, and the group."""
    cases = {group: one.cases or 0 for group, one in groups.items()}
    group = max(cases, key=lambda one: cases[one])
    return cases[group], group


def _cases(one: Seen | None, otherwise: int) -> int:
    return otherwise if one is None else one.cases or 0


def _rows(counts: Counts, whole: Measure, parts: Sequence[Measure]) -> list[tuple[int, list[int]]]:
    """Of each common group the cases of a whole, and those of its parts; none if none is shown."""
    common = set(counts[whole]).intersection(*(counts[a] for a in parts))
    if not any(map(_is_shown, common)):
        return []
    return [
        (counts[whole][g].cases or 0, [counts[a][g].cases or 0 for a in parts])
        for g in sorted(common, key=sorted)
    ]


def _size(one: Seen, left_out: frozenset[Measure]) -> int:
    """Persons who were asked."""
    return (one.n or 0) + ((one.unknown or 0) if one.measure in left_out else 0)


def _bases(counts: Counts, left_out: frozenset[Measure]) -> dict[Measure, int]:
    """Number the sets of persons that measures are about."""

    found: dict[Measure, int] = {}
    first: list[Measure] = []
    for measure in counts:
        for number, other in enumerate(first):
            common = counts[measure].keys() & counts[other].keys()
            if common and all(
                _size(counts[measure][g], left_out) == _size(counts[other][g], left_out)
                for g in common
            ):
                found[measure] = number
                break
        else:
            found[measure] = len(first)
            first.append(measure)
    return found
