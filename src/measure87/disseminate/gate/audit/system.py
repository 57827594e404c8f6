"""Everything that is published of some linked measures, as equations and inequalities.

The unknowns are persons in the smallest cells of each margin (see `cells`). In each cell there
are persons, of whom some are cases of each measure and some have no answer to it. What holds
whatever is shown is written down once; each figure adds rows as far as it is shown.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from copy import copy
from functools import cache

import numpy as np
from scipy.sparse import csr_array

from measure87.disseminate.gate.audit.cells import Cells
from measure87.disseminate.gate.audit.constraints import (
    Constraints,
    Gathered,
    constraints_of,
    limits_of,
)
from measure87.disseminate.gate.audit.kinds import Crossed
from measure87.disseminate.gate.audit.nested_chains import widest, without_shortcuts
from measure87.disseminate.gate.audit.relations import (
    Relations,
    reason_of,
    reason_of_disjoint,
    reason_of_union,
)
from measure87.disseminate.gate.audit.rows import Form, Rows, combined, sparse_rows
from measure87.disseminate.gate.audit.seen import GroupKey, Measure, Seen
from measure87.disseminate.gate.audit.standing_for import is_put_in, put_in, standing_for
from measure87.disseminate.gate.audit.told_counts import ToldCounts
from measure87.disseminate.gate.audit.weighted_rows import WeightedRows
from measure87.disseminate.gate.tables.boxes import AGE, Box, Dimensions
from measure87.disseminate.gate.tables.disjoint_measures import without_those_that_follow
from measure87.disseminate.gate.weighted.splits import Split, splits_of
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.same_persons import SamePersons

_TOLD = ("cases", "persons", "respondents", "unknown")
"""Kinds of counts that a figure tells."""
_OF_UNKNOWN = frozenset({"respondents", "unknown"})
"""Of them those that a figure tells no more once it does not say how many are unknown."""
_SOME = ("cases", "others", "unknown")
"""Kinds of which it can be known that they are not 0."""
_SAID = (
    *_TOLD,
    "few",
    "few of",
    *(f"some {what}" for what in _SOME),
    "kept back of",
    "unknown of",
    "unknown at most",
)
"""Numbers that a figure says. `few of` and `kept back of` are how many were asked where it is not
shown, for that or for something else; `unknown of` where only the number of unknowns is not shown,
and the last how many these can be, if they are no more. All four are negative where it is not so.
"""
_NOBODY_KNOWS = -1.0


class System:
    """What is known of one set of linked measures.

    Counts that others stand for have no unknowns of their own, where it `puts_in` these; else that
    is an equation, which can be found to be broken.
    """

    def __init__(
        self,
        seen: Sequence[Seen],
        boxes: Sequence[Box],
        members: Sequence[int],
        dims: Dimensions,
        relations: Relations,
        *,
        puts_in: bool = True,
    ) -> None:
        self._relations, self._dims = relations, dims
        self.members = list(members)
        self._asked = {
            (one.measure, _key(one)): (_asked(one, relations.left_out), one.unknown or 0)
            for one in (seen[k] for k in members)
            if one.n and not one.hides_unknown
        }
        self._places = [(seen[k].measure, boxes[k]) for k in members]
        splits = splits_of(relations.alike, dims)
        self.cells = Cells(dims, [*(box for _, box in self._places), *self._cut_by(splits)])
        self.measures = list(dict.fromkeys(measure for measure, _ in self._places))
        self._start: dict[tuple[str, Hashable], int] = {}
        self.size = 0
        for measure in self.measures:
            self._room(("persons", self._base(measure)))
            self._room(("cases", measure))
            self._room(("unknown", measure))
        self._kinds = [one.kinds for one in self._crossed()]
        for k, kinds in enumerate(self._kinds):
            for kind in kinds:
                self._room((f"kind {k}", kind))
        self._stand_for = self._standing_for() if puts_in else {}
        self._sums_of_blocks: tuple[frozenset[int], ...] = ()
        self._blocks_of_persons: frozenset[int] = frozenset()
        self._own = self._put_in()
        self._counts = ToldCounts(self._said)
        self._relate_all(self._structure())
        self.sums = cache(self._sums)
        boxes_here = [box for _, box in self._places]
        self._weighted = WeightedRows(splits, boxes_here, self.cells, self._form)

    def with_less(self, relations: Relations) -> "System":
        """The same without some of the relations: of sums, nested measures and overlaps."""
        less = copy(self)
        less._relations = relations
        # Of nested measures it asks only where some count their unknowns among their cases.
        less._relate_all(less._structure() if relations.as_cases else self._first_rows)
        return less

    def _relate_all(self, structure: tuple[Rows, Rows]) -> None:
        """Everything that holds whatever is shown."""
        self._first_rows = structure
        self.equal, self.at_most = (rows.copy() for rows in structure)
        self._add_relations()
        self._equal = self._matrix(self.equal.forms)
        self._at_most = self._matrix(self.at_most.forms)

    def _standing_for(self) -> dict[int, dict[int, float]]:
        """Of each kind of count that is a sum of others these, by where their unknowns start."""
        measures = set(self.measures)
        same = (k for k in self._relations.same if is_put_in(k) and k.measures <= measures)
        return {
            self._start[count]: {self._start[one]: x for one, x in of.items()}
            for count, of in standing_for(same).items()
        }

    def _put_in(self) -> csr_array | None:
        """(unknowns, `size`) each as a sum of those that are left; None where all are."""
        if not self._stand_for:
            return None
        width = len(self.cells)
        sums = {
            start // width: {one // width: x for one, x in of.items()}
            for start, of in self._stand_for.items()
        }
        own = put_in(self.size // width, width, sums)
        self.size = own.shape[1]
        left = np.array([k for k in range(own.shape[0] // width) if k not in sums])
        persons = [start // width for (what, _), start in self._start.items() if what == "persons"]
        self._blocks_of_persons = frozenset(np.searchsorted(left, persons).tolist())
        self._sums_of_blocks = tuple(
            frozenset(np.searchsorted(left, list(of)).tolist())
            for of in sums.values()
            if len(of) > 1
        )
        return own

    def _matrix(self, forms: Sequence[Form]) -> csr_array:
        """(forms, `size`) coefficients, of the unknowns that are left."""
        if self._own is None:
            return sparse_rows(forms, self.size)
        return csr_array(sparse_rows(forms, self._own.shape[0]) @ self._own)

    def _cut_by(self, splits: Sequence[Split]) -> list[Box]:
        """Every group of a weighted figure, cut by the classes of its weights."""
        return [
            cut
            for split in splits
            for measure, box in self._places
            if any(split.tells(measure, statistic) for statistic in ("proportion", "total"))
            for cut, _, _ in split.of(box)
        ]

    def _crossed(self) -> list[Crossed]:
        """Those of these measures; what is left out of one changes nothing of its kinds."""
        measures = set(self.measures)
        return [one for one in self._relations.crossed if measures.issuperset(one.measures)]

    def _of_kinds(self, crossed: int, places: Sequence[int], cell: int) -> Form:
        """Persons of some kinds in a cell."""
        kinds = self._kinds[crossed]
        return {self._start[f"kind {crossed}", kinds[k]] + cell: 1.0 for k in places}

    def _base(self, measure: Measure) -> Hashable:
        return self._relations.base.get(measure, measure)

    def _room(self, name: tuple[str, Hashable]) -> None:
        if name not in self._start:
            self._start[name] = self.size
            self.size += len(self.cells)

    def _first(self, what: str, measure: Measure) -> int:
        """Place of the unknown of the first cell."""
        return self._start[what, self._base(measure) if what == "persons" else measure]

    def _of(self, what: str, measure: Measure, cells: Iterable[int]) -> Form:
        start = self._first(what, measure)
        return {start + k: 1.0 for k in cells}

    def _form(self, what: str, measure: Measure, cells: Sequence[int]) -> Form:
        """`persons`, `cases`, `unknown`, or some of the persons: see `_less`."""
        if what in ("persons", "cases", "unknown"):
            return self._of(what, measure, cells)
        return combined(
            (1.0, self._of("persons", measure, cells)),
            *((-1.0, self._of(less, measure, cells)) for less in self._less(what, measure)),
        )

    def _less(self, what: str, measure: Measure) -> tuple[str, ...]:
        """Whom persons must be less of to be `respondents`, `others` (of those, who are no cases),
        `answered`, or `no` (who answered and are no cases)."""
        among_cases = measure in self._relations.as_cases
        if what == "answered":
            return ("unknown",)
        if what == "no":
            return ("cases",) if among_cases else ("cases", "unknown")
        unknown = ("unknown",) if self._leaves_out(measure) else ()
        return unknown if what == "respondents" else ("cases", *unknown)

    def _leaves_out(self, measure: Measure) -> bool:
        return measure in self._relations.left_out

    def _sums(self, what: str) -> csr_array:
        """(members, size) `cases` and the like of each figure, as sums of unknowns."""
        return self._matrix(
            [self._form(what, measure, self.cells.of(box)) for measure, box in self._places]
        )

    def _structure(self) -> tuple[Rows, Rows]:
        """Equations and inequalities that hold without any relation of measures.

        Cells of two margins that hold the same persons; cases and unknowns among persons.
        """
        equal, at_most = Rows(), Rows()
        agreements = self.cells.agreements()
        for start in sorted(set(self._start.values()) - self._stand_for.keys()):
            for one, other in agreements:
                left, right = ({start + k: 1.0 for k in cells} for cells in (one, other))
                equal.add(combined((1.0, left), (-1.0, right)), 0.0)
        for split in self._relations.exhaustive:
            if split.measure in self.measures:
                whole, *parts = (
                    self._of("persons", split.measure, self.cells.of(box))
                    for box in (split.whole, *split.parts)
                )
                equal.add(combined((1.0, whole), *((-1.0, part) for part in parts)), 0.0)
        for form in self._of_other_ages():
            equal.add(form, 0.0)
        for form in (
            *self._cases_less_persons(),
            *self._kinds_less_persons(),
            *self._not_negative(),
        ):
            at_most.add(form, 0.0)
        return equal, at_most

    def _cases_less_persons(self) -> Iterator[Form]:
        """Of each cell cases and unknown of each measure less everybody."""
        bounding = set(self._bounding())
        for measure in self.measures:
            persons, cases, unknown = (
                self._first(what, measure) for what in ("persons", "cases", "unknown")
            )
            among: list[tuple[int, ...]] = [(cases, unknown)]
            if measure in self._relations.as_cases:
                among = [(cases,), (unknown,)] if measure in bounding else [(unknown,)]
            for k in range(len(self.cells)):
                for starts in among:
                    counts = {start + k: 1.0 for start in starts}
                    yield {**counts, persons + k: -1.0}

    def _not_negative(self) -> Iterator[Form]:
        """Counts that others stand for, less than nothing, where some are taken off."""
        for start, of in self._stand_for.items():
            if min(of.values()) < 0:
                yield from ({start + k: -1.0} for k in range(len(self.cells)))

    def _of_other_ages(self) -> Iterator[Form]:
        """Persons, cases and unknown of measures in each cell of ages that they are not of."""
        for measure in self.measures:
            outside = self._relations.outside.get(measure, frozenset())
            for k in self.cells.within(AGE, outside) if outside else ():
                for what in ("persons", "cases", "unknown"):
                    yield self._of(what, measure, [k])

    def _kinds_less_persons(self) -> Iterator[Form]:
        """Of each cell the persons of all kinds less everybody, of the measures of one base."""
        for number, crossed in enumerate(self._crossed()):
            bases: dict[Hashable, list[Measure]] = {}
            for measure in crossed.measures:
                bases.setdefault(self._base(measure), []).append(measure)
            for own in bases.values():
                persons, places = self._first("persons", own[0]), crossed.of(own)
                for k in range(len(self.cells)):
                    yield {**self._of_kinds(number, places, k), persons + k: -1.0}

    def _nested(self) -> list[tuple[Measure, Measure]]:
        """Pairs of these measures without those that follow from others."""
        measures = set(self.measures)
        return without_shortcuts([p for p in self._relations.nested if measures.issuperset(p)])

    def _bounding(self) -> list[Measure]:
        """Measures that hold the cases of all others of the same persons."""
        same = [(a, b) for a, b in self._nested() if self._base(a) == self._base(b)]
        return widest(self.measures, same)

    def _add_relations(self) -> None:
        """What relates measures, in every cell."""
        measures = set(self.measures)
        for narrow, wide in self._nested():
            self._relate(self.at_most, (narrow, wide), (1.0, narrow), (-1.0, wide))
        for whole, parts in self._relations.sums:
            if whole in measures:
                of_parts = ((-1.0, part) for part in parts)
                self._relate(self.equal, (whole, parts), (1.0, whole), *of_parts)
        for whole, parts in self._relations.overlaps:
            if whole in measures:
                of_parts = ((-1.0, part) for part in parts)
                self._relate(self.at_most, reason_of_union(whole, parts), (1.0, whole), *of_parts)
        self._relate_disjoint(measures)
        for same in self._relations.same:
            if same.measures <= measures and not (self._stand_for and is_put_in(same)):
                self._equate(same)
        for number, crossed in enumerate(self._crossed()):
            self._add_kinds(number, crossed)

    def _relate_disjoint(self, measures: set[Measure]) -> None:
        """Measures of different persons are no more than the one that they lie in together."""
        disjoint = self._relations.disjoint
        here = [one for one in disjoint if measures.issuperset((one[0], *one[1]))]
        for whole, parts in without_those_that_follow(here, self._relations.nested):
            if (whole, parts) not in self._relations.sums:
                because = reason_of_disjoint(whole, parts)
                of_parts = ((1.0, part) for part in parts)
                self._relate(self.at_most, because, (-1.0, whole), *of_parts)

    def _add_kinds(self, number: int, crossed: Crossed) -> None:
        """What figures of a crossing count, and which kinds of persons there cannot be."""
        for count in crossed.counts:
            for k in self._cells_within(count.within):
                kinds = self._of_kinds(number, count.kinds, k)
                form = combined((1.0, self._form(count.what, count.measure, [k])), (-1.0, kinds))
                self.equal.add(form, 0.0, count.reason)
        nobody = [
            *((two, crossed.that_cannot_be(two[0], two[1:])) for two in self._relations.nested),
            *((one, crossed.that_cannot_be(*one)) for one in self._relations.sums),
            *((one, crossed.of_two(one[1])) for one in self._relations.sums),
            *(
                (reason_of_union(*one), crossed.that_cannot_be(*one))
                for one in self._relations.overlaps
            ),
        ]
        for because, places in nobody:
            for k in range(len(self.cells)) if places else ():
                self.at_most.add(self._of_kinds(number, places, k), 0.0, because)

    def _cells_within(self, group: GroupKey) -> Iterable[int]:
        """All cells, or those of some ages."""
        found = set(range(len(self.cells)))
        for name, pieces in self._dims.box(dict(group)).sides.items():
            found &= set(self.cells.within(name, pieces))
        return sorted(found)

    def _equate(self, same: SamePersons) -> None:
        """One row for each cell in which two sums of counts are of the same persons.

        Or in which one is no more than the other.
        """
        rows = self.at_most if same.no_more else self.equal
        cells: Iterable[int] = range(len(self.cells))
        if same.ages is not None:
            cells = self.cells.within(AGE, self._dims.pieces_of_ages(same.ages))
        sides = ((1.0, same.one), (-1.0, same.other))
        for k in cells:
            form = combined(
                *((sign, self._form(*count, [k])) for sign, side in sides for count in side)
            )
            rows.add(form, 0.0, reason_of(same))

    def _relate(
        self, rows: Rows, because: tuple[Hashable, ...], *terms: tuple[float, Measure]
    ) -> None:
        """One row for each cell: what the cases of some measures come to is nothing."""
        first = combined(
            *((factor, {self._first("cases", measure): 1.0}) for factor, measure in terms)
        )
        for k in range(len(self.cells)):
            rows.add({start + k: factor for start, factor in first.items()}, 0.0, because)

    def constraints(
        self,
        seen: Sequence[Seen],
        minimum_respondents: int,
        minimum_cases: int = 3,
        *,
        knows_rules: bool = False,
    ) -> Constraints:
        """What is known while the figures are as they are seen.

        A group of few respondents is one of which few were asked. A reader who `knows_rules` takes
        no count that is not shown for 0, for 0 is shown, and no group that is not said to be one
        of few for one. Of a figure without its number of unknowns she knows that it is shown: these
        are one or two, or enough answered.
        """
        asked = [seen[k] for k in self.members]
        said = dict(zip(_SAID, self._counts.of(asked).T, strict=True))
        members = np.array(self.members, dtype=np.int64)
        equal, at_most = Gathered(), Gathered()
        equal.add(self._equal, self.equal.values)
        for what in _TOLD:
            told = np.flatnonzero(~np.isnan(said[what]))
            equal.add(
                self.sums(what)[told],
                said[what][told].tolist(),
                members[told].tolist(),
                of_unknown=what in _OF_UNKNOWN,
            )
        at_most.add(self._at_most, self.at_most.values)
        few = np.flatnonzero(said["few"])
        least = float(max(minimum_respondents - 1, 0))
        asked_few = np.isin(few, np.flatnonzero((said["few of"] >= 0) & (said["few of"] <= least)))
        for what, some in (("persons", few[asked_few]), ("respondents", few[~asked_few])):
            at_most.add(self.sums(what)[some], [least] * len(some))
        for what in _SOME if knows_rules else ():
            some = np.flatnonzero(said[f"some {what}"])
            at_most.add(-self.sums(what)[some], [-1.0] * len(some))
        if knows_rules:
            many = np.flatnonzero(said["kept back of"] >= minimum_respondents)
            at_most.add(-self.sums("persons")[many], [-float(minimum_respondents)] * len(many))
            self._add_unknown_of_shown(at_most, said, asked, minimum_respondents, minimum_cases)
        weighted = [
            (form, limit, self.members[k])
            for k, one in enumerate(asked)
            for form, limit in self._weighted.of(k, one)
        ]
        at_most.add(
            self._matrix([form for form, _, _ in weighted]),
            [limit for _, limit, _ in weighted],
            [by for _, _, by in weighted],
        )
        within = [(k, one.unknown_within) for k, one in enumerate(asked) if one.unknown_within]
        places, limits = [k for k, _ in within], [limit for _, limit in within]
        by = [limits_of(k) for k in members[places].tolist()]
        unknown = self.sums("unknown")[places]
        at_most.add(-unknown, [-float(least) for least, _ in limits], by)
        at_most.add(unknown, [float(most) for _, most in limits], by)
        return constraints_of(equal, at_most, self._sums_of_blocks, self._blocks_of_persons)

    def _add_unknown_of_shown(
        self,
        at_most: Gathered,
        said: dict[str, FloatArray],
        asked: Sequence[Seen],
        minimum_respondents: int,
        minimum_cases: int,
    ) -> None:
        """Most unknowns of figures that are shown without their number, where that is true.

        Of these, more than one or two would leave too few who answered, and it would not be shown.
        """
        least = [
            max(minimum_respondents, self._relations.least.get((one.measure, _key(one)), 0))
            for one in asked
        ]
        most = np.maximum(said["unknown of"] - least, minimum_cases - 1)
        known = (said["unknown of"] >= least) & (said["unknown at most"] <= most)
        # Where one person alone is few, hiding says by itself that it is one.
        at = np.flatnonzero(known & (said["unknown at most"] >= 0) & (most > 1))
        at_most.add(self.sums("unknown")[at], most[at].tolist())

    def _said(self, one: Seen) -> list[float]:
        """What one figure says, in the order of `_SAID`."""
        counts = [self._told(what, one) for what in _TOLD]
        persons, unknown = self._asked.get((one.measure, _key(one)), (_NOBODY_KNOWS, 0.0))
        alone = one.shown and one.hides_unknown and self._leaves_out(one.measure)
        return [
            *(np.nan if count is None else float(count) for count in counts),
            float(one.few),
            persons if one.few else _NOBODY_KNOWS,
            *(float(self._is_some(what, one)) for what in _SOME),
            persons if one.kept_back else _NOBODY_KNOWS,
            persons if alone else _NOBODY_KNOWS,
            unknown if alone and persons >= 0 else _NOBODY_KNOWS,
        ]

    def _is_some(self, what: str, one: Seen) -> bool:
        """Whether a count is not shown, for want of persons, that is of one person at least."""
        hidden = one.shown and one.hides_unknown if what == "unknown" else one.kept_back
        return hidden and (what, one.measure, _key(one)) in self._relations.some

    def _told(self, what: str, one: Seen) -> int | None:
        """What one figure says of a kind of count, if anything."""
        if not one.shown:
            return None
        if what == "cases":
            return one.cases
        if what == "unknown":
            return None if one.hides_unknown else one.unknown
        asked = (
            "persons" if one.hides_unknown or not self._leaves_out(one.measure) else "respondents"
        )
        return one.n if what == asked else None


def _asked(one: Seen, left_out: Collection[Measure]) -> float:
    """How many were asked of whom a figure is, all of which is shown."""
    unknown = one.unknown if one.measure in left_out else 0
    return float((one.n or 0) + (unknown or 0))


def _key(one: Seen) -> GroupKey:
    return frozenset(one.group.items())
