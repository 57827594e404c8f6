"""Tries to recover what is not shown, from what is: cell by cell, by integer programming.

The reader is given everything that is released, what earlier releases showed, how measures
relate, and what a reason says ("few respondents" is under 25). A count is recovered when
whatever fits all that puts it at one or two persons, or, of a group of few respondents, at one
number of persons. Persons are whole: ways things could be are found in whole numbers, and a
count that none of them shows to be open counts as recovered.

Weights are used where they are alike in classes that a reader knows (`weighted_rows`); means are
not: see docs/methods/disclosure.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from measure87.disseminate.gate.audit.findings import Audit, Count, Recovered
from measure87.disseminate.gate.audit.linked_set import Hides, LinkedSet
from measure87.disseminate.gate.audit.relations import Relations
from measure87.disseminate.gate.audit.seen import Measure, Seen
from measure87.disseminate.gate.audit.tightening import ContradictionError
from measure87.disseminate.gate.tables.boxes import Dimensions

_NO_LIMIT = 1_000_000
"""More respondents than any group has: then "few respondents" says nothing."""
ToBeOpen = Mapping[int, frozenset[str]]
"""Kinds of counts of figures, by position."""


def audit_figures(
    seen: Sequence[Seen],
    dims: Dimensions,
    relations: Relations,
    *,
    minimum_cases: int = 3,
    minimum_respondents: int = 25,
) -> Audit:
    """Try to recover every count of one or two persons, once.

    Parameters
    ----------
    seen
        What the reader sees.
    dims
        Of all groups seen.
    relations
        What she knows of the measures.
    minimum_cases, minimum_respondents : persons
        The rules that the figures were judged by.
    """
    return Auditor(seen, dims, relations, minimum_cases, minimum_respondents).audit(seen)


type _Asked = tuple[list[tuple[Seen, frozenset[str] | None]], frozenset[Count], bool]
"""What is seen of figures, which counts of each are asked, which of none, and what of unknowns."""


@dataclass
class _Verdict:
    """What was found of one set of linked measures."""

    recovered: list[Recovered] = field(default_factory=list)
    tried: int = 0
    linear: int = 0
    integer: int = 0
    apart: set[str] = field(default_factory=set)
    contradictory: set[str] = field(default_factory=set)


class Auditor:
    """Tries to recover counts, again each time that less is shown of the same figures."""

    def __init__(
        self,
        seen: Sequence[Seen],
        dims: Dimensions,
        relations: Relations,
        minimum_cases: int,
        minimum_respondents: int,
    ) -> None:
        self._at_first, self._dims, self._relations = list(seen), dims, relations
        self._boxes = [dims.box(one.group) for one in seen]
        self._minimum_cases, self._minimum_respondents = minimum_cases, minimum_respondents
        self._tells = True
        self._to_be_open: ToBeOpen | None = None
        self._hides: Hides | None = None
        self._known: frozenset[Count] = frozenset()
        self._every_unknown = False
        self._members = linked(seen, relations)
        self._sets: dict[tuple[tuple[int, ...], bool], LinkedSet] = {}
        self._last: dict[int, tuple[_Asked, _Verdict]] = {}

    def audit(
        self,
        seen: Sequence[Seen],
        enough: int | None = None,
        *,
        tells: bool = True,
        to_be_open: ToBeOpen | None = None,
        hides: Hides | None = None,
        known: frozenset[Count] = frozenset(),
        every_unknown: bool = False,
    ) -> Audit:
        """Try to recover every count of one or two persons, and every hidden one exactly.

        Parameters
        ----------
        seen
            What the reader sees: as at first, or less of it.
        enough
            After how many counts of one set of linked measures to stop; None to find them all.
        tells
            Whether to find the figures that tell each count.
        to_be_open
            Of each figure, by position, the kinds of its counts that must not be known exactly if
            they are not shown; None for all of all figures.
        hides
            What would be hidden for a count: then it is also asked what tells it after that.
        known
            Counts that she knows whatever is shown, of which nothing is asked.
        every_unknown
            Whether numbers of unknowns are asked too of figures that say nothing of them.
        """
        self._tells, self._to_be_open, self._hides, self._known = tells, to_be_open, hides, known
        self._every_unknown = every_unknown
        verdicts = [self._verdict(k, seen, enough) for k in range(len(self._members))]
        return Audit(
            tried=sum(one.tried for one in verdicts),
            hidden=sum(not one.shown for one in seen),
            linear=sum(one.linear for one in verdicts),
            integer=sum(one.integer for one in verdicts),
            components=len(verdicts),
            recovered=tuple(found for one in verdicts for found in one.recovered),
            apart=tuple(sorted({name for one in verdicts for name in one.apart})),
            contradictory=tuple(sorted({name for one in verdicts for name in one.contradictory})),
        )

    def _verdict(self, at: int, seen: Sequence[Seen], enough: int | None) -> _Verdict:
        """Of one set; what was said before where nothing of it has changed since."""
        asked = self._to_be_open
        of_figures = [
            (seen[k], None if asked is None else asked.get(k, frozenset()))
            for k in self._members[at]
        ]
        now = of_figures, self._known, self._every_unknown
        before = self._last.get(at)
        if before is not None and before[0] == now and not before[1].recovered:
            return before[1]
        verdict = self._judge(self._members[at], seen, enough)
        self._last[at] = (now, verdict)
        return verdict

    def _judge(self, members: Sequence[int], seen: Sequence[Seen], enough: int | None) -> _Verdict:
        one = self._set(members, self._relations)
        rules = (self._minimum_cases, self._minimum_respondents)
        try:
            recovered, tried = one.recovered(
                seen,
                *rules,
                enough,
                tells=self._tells,
                to_be_open=self._to_be_open,
                hides=self._hides,
                known=self._known,
                every_unknown=self._every_unknown,
            )
            return _Verdict(recovered, tried, one.linear, one.integer)
        except ContradictionError:
            if any(seen[k].weighted for k in members):
                # Without what links measures, weights would tell more than is seen there.
                return _Verdict(contradictory={seen[k].measure[0] for k in members})
            return self._one_by_one(members, seen)

    def _one_by_one(self, members: Sequence[int], seen: Sequence[Seen]) -> _Verdict:
        """Measures whose figures do not fit together, each without what relates it to others."""
        found = _Verdict()
        for measure, alone in _by_measure(seen, members).items():
            one = self._set(alone, _nothing(self._relations))
            try:
                recovered, tried = one.recovered(
                    seen,
                    self._minimum_cases,
                    _NO_LIMIT,
                    tells=self._tells,
                    to_be_open=self._to_be_open,
                    known=self._known,
                    every_unknown=self._every_unknown,
                )
            except ContradictionError:
                found.contradictory.add(measure[0])
                continue
            found.apart.add(measure[0])
            found.recovered += recovered
            found.tried += tried
            found.linear, found.integer = found.linear + one.linear, found.integer + one.integer
        return found

    def _set(self, members: Sequence[int], known: Relations) -> LinkedSet:
        key = (tuple(members), known is self._relations)
        if key not in self._sets:
            self._sets[key] = LinkedSet(self._at_first, self._boxes, members, self._dims, known)
        return self._sets[key]


def _nothing(relations: Relations) -> Relations:
    """Only how unknowns are counted: what else was known contradicts the figures."""
    return replace(
        relations,
        nested=frozenset(),
        sums=(),
        overlaps=(),
        disjoint=(),
        same=(),
        crossed=(),
        base={},
        exhaustive=(),
        some=frozenset(),
    )


def linked(seen: Sequence[Seen], relations: Relations) -> list[list[int]]:
    """Positions of figures, those together whose measures something links."""
    label: dict[Measure, Measure] = {one.measure: one.measure for one in seen}
    links = [
        *relations.nested,
        *((whole, part) for whole, parts in relations.sums for part in parts),
        *(pair for same in relations.same for pair in pairwise(sorted(same.measures))),
        *(pair for one in relations.crossed for pair in pairwise(k.measure for k in one.counts)),
    ]
    first: dict[int, Measure] = {}
    for measure, number in relations.base.items():
        links.append((first.setdefault(number, measure), measure))
    for one, other in links:
        if one in label and other in label and label[one] != label[other]:
            old, new = label[other], label[one]
            label = {name: new if at == old else at for name, at in label.items()}
    found: dict[Measure, list[int]] = {}
    for k, figure in enumerate(seen):
        found.setdefault(label[figure.measure], []).append(k)
    return list(found.values())


def _by_measure(seen: Sequence[Seen], members: Sequence[int]) -> dict[Measure, list[int]]:
    found: dict[Measure, list[int]] = {}
    for k in members:
        found.setdefault(seen[k].measure, []).append(k)
    return found
