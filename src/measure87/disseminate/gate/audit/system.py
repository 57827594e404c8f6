"""Everything that is published, as linear equations and inequalities.

The unknowns are persons in the smallest cells of each margin: for every set of dimensions that
some group restricts, one cell for each combination of pieces (see `boxes`). Different margins
agree where they overlap. In each cell there are persons, of whom some are cases of each
measure and some have no answer to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

import numpy as np
from scipy.sparse import csr_array

from measure87.disseminate.gate.audit.relations import Relations
from measure87.disseminate.gate.audit.seen import Measure, Seen
from measure87.disseminate.gate.tables.boxes import Box, Dimensions

Form = dict[int, float]
"""A sum of unknowns, by position: its coefficients."""
Margin = tuple[str, ...]
Relation = tuple[object, ...]
"""An entry of `Relations.nested`, `sums` or `overlaps`."""


@dataclass
class Rows:
    """Sums of unknowns with their right sides, and the figures that say so."""

    forms: list[Form] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    said_by: list[int | None] = field(default_factory=list)
    """Position of the figure seen that a row is from; None for what holds anyway."""
    because: list[Relation | None] = field(default_factory=list)
    """The relation of measures that a row is from, if any."""

    def add(
        self,
        form: Form,
        value: float,
        said_by: int | None = None,
        because: Relation | None = None,
    ) -> None:
        """One more row."""
        self.forms.append(form)
        self.values.append(value)
        self.said_by.append(said_by)
        self.because.append(because)

    def matrix(self, size: int) -> csr_array:
        """(rows, `size`) coefficients."""
        return sparse_rows(self.forms, size)


def sparse_rows(forms: Sequence[Form], size: int) -> csr_array:
    """(forms, `size`) coefficients of sums of unknowns."""
    lengths = [len(form) for form in forms]
    columns = np.fromiter((k for form in forms for k in form), dtype=np.int64)
    data = np.fromiter((x for form in forms for x in form.values()), dtype=float)
    starts = np.cumsum([0, *lengths])
    return csr_array((data, columns, starts), shape=(len(forms), size))


def combined(*parts: tuple[float, Form]) -> Form:
    """A sum of sums, each with its factor."""
    found: Form = {}
    for factor, form in parts:
        for k, x in form.items():
            found[k] = found.get(k, 0.0) + factor * x
    return found


class Cells:
    """The smallest cells of every margin, and which of them a group holds."""

    def __init__(self, dims: Dimensions, boxes: Sequence[Box]) -> None:
        sets = {tuple(sorted(box.sides)) for box in boxes}
        self.margins: list[Margin] = sorted(
            one for one in sets if not any(set(one) < set(other) for other in sets)
        )
        self._pieces = {
            (margin, name): _told_apart(dims, boxes, margin, name)
            for margin in self.margins
            for name in margin
        }
        self._cells: list[tuple[Margin, tuple[frozenset[str], ...]]] = [
            (margin, cell)
            for margin in self.margins
            for cell in product(*(self._pieces[margin, name] for name in margin))
        ]
        self._of_margin: dict[Margin, list[int]] = {margin: [] for margin in self.margins}
        for k, (margin, _) in enumerate(self._cells):
            self._of_margin[margin].append(k)
        self._held: dict[tuple[Margin, frozenset[tuple[str, frozenset[str]]]], list[int]] = {}

    def __len__(self) -> int:
        return len(self._cells)

    def of(self, box: Box) -> list[list[int]]:
        """Of each margin that tells a group apart, the cells that the group holds."""
        return [self._in(margin, box) for margin in self.margins if set(box.sides) <= set(margin)]

    def _in(self, margin: Margin, box: Box) -> list[int]:
        key = (margin, frozenset(box.sides.items()))
        if key not in self._held:
            self._held[key] = [
                k
                for k in self._of_margin[margin]
                if all(
                    name not in box.sides or piece <= box.sides[name]
                    for name, piece in zip(margin, self._cells[k][1], strict=True)
                )
            ]
        return self._held[key]

    def agreements(self) -> list[tuple[list[int], list[int]]]:
        """Cells of two margins that hold the same persons."""
        found = []
        for one, other in combinations(self.margins, 2):
            shared = [name for name in one if name in other]
            if not shared and one != self.margins[0]:
                continue  # both agree with the first on everybody
            sides = [
                _coarser(self._pieces[one, name], self._pieces[other, name]) for name in shared
            ]
            for chosen in product(*sides):
                box = Box(dict(zip(shared, chosen, strict=True)))
                found.append((self._in(one, box), self._in(other, box)))
        return found


def _told_apart(
    dims: Dimensions, boxes: Sequence[Box], margin: Margin, name: str
) -> list[frozenset[str]]:
    """The pieces of a dimension, together those that no group of a margin tells apart."""
    sides = [
        box.sides[name] for box in boxes if name in box.sides and set(box.sides) <= set(margin)
    ]
    alike: dict[tuple[bool, ...], set[str]] = {}
    for piece in sorted(dims.pieces[name]):
        alike.setdefault(tuple(piece in side for side in sides), set()).add(piece)
    return [frozenset(pieces) for pieces in alike.values()]


def _coarser(
    one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]
) -> list[frozenset[str]]:
    """The smallest sets that are unions of pieces of both cuts."""
    merged: list[set[str]] = []
    for piece in (*one, *other):
        touching = [group for group in merged if group & piece]
        merged = [group for group in merged if not group & piece]
        merged.append(set(piece).union(*touching))
    return [frozenset(group) for group in merged]


class System:
    """What is known of one set of linked measures."""

    def __init__(
        self,
        seen: Sequence[Seen],
        boxes: Sequence[Box],
        members: Sequence[int],
        dims: Dimensions,
        relations: Relations,
        minimum_respondents: int,
    ) -> None:
        self._seen, self._boxes, self._relations = seen, boxes, relations
        self.members = members
        self.cells = Cells(dims, [boxes[k] for k in members])
        self.measures = list(dict.fromkeys(seen[k].measure for k in members))
        self._start: dict[object, int] = {}
        self.size = 0
        for measure in self.measures:
            self._room(("persons", self._base(measure)))
            self._room(("cases", measure))
            self._room(("unknown", measure))
        self.equal, self.at_most = Rows(), Rows()
        self._add_structure()
        self._add_relations()
        for k in members:
            self._add_figure(k, minimum_respondents)

    def _base(self, measure: Measure) -> object:
        return self._relations.base.get(measure, measure)

    def _room(self, name: object) -> None:
        if name not in self._start:
            self._start[name] = self.size
            self.size += len(self.cells)

    def _sum(self, name: object, cells: Sequence[int]) -> Form:
        start = self._start[name]
        return {start + k: 1.0 for k in cells}

    def form(self, what: str, k: int) -> Form:
        """`cases`, `unknown`, `persons` or `others` of a figure, in one margin."""
        return self._forms(what, self._seen[k].measure, self._boxes[k])[0]

    def form_in(self, what: str, measure: Measure, box: Box) -> Form:
        """The same for any measure and group."""
        return self._forms(what, measure, box)[0]

    def _forms(self, what: str, measure: Measure, box: Box) -> list[Form]:
        held = self.cells.of(box)
        if what == "persons":
            return [self._sum(("persons", self._base(measure)), cells) for cells in held]
        if what in ("cases", "unknown"):
            return [self._sum((what, measure), cells) for cells in held]
        rest = -1.0 if what == "others" else 0.0
        minus_unknown = -1.0 if measure in self._relations.left_out else 0.0
        return [
            combined(
                (1.0, self._sum(("persons", self._base(measure)), cells)),
                (rest, self._sum(("cases", measure), cells)),
                (minus_unknown, self._sum(("unknown", measure), cells)),
            )
            for cells in held
        ]

    def _add_structure(self) -> None:
        """Cells of two margins that hold the same persons; cases and unknowns among persons."""
        for name in self._start:
            for one, other in self.cells.agreements():
                self.equal.add(
                    combined((1.0, self._sum(name, one)), (-1.0, self._sum(name, other))), 0.0
                )
        for one_split in self._relations.exhaustive:
            if one_split.measure in self.measures:
                persons = self.form_in("persons", one_split.measure, one_split.whole)
                parts = (self.form_in("persons", one_split.measure, b) for b in one_split.parts)
                self.equal.add(combined((1.0, persons), *((-1.0, part) for part in parts)), 0.0)
        every = [[k] for k in range(len(self.cells))]
        for measure in self.measures:
            for cell in every:
                persons = self._sum(("persons", self._base(measure)), cell)
                cases = self._sum(("cases", measure), cell)
                unknown = self._sum(("unknown", measure), cell)
                out = 1.0 if measure in self._relations.left_out else 0.0
                self.at_most.add(combined((1.0, cases), (out, unknown), (-1.0, persons)), 0.0)
                if not out:
                    self.at_most.add(combined((1.0, unknown), (-1.0, persons)), 0.0)

    def _add_relations(self) -> None:
        """What relates measures, in every cell."""
        every = [[k] for k in range(len(self.cells))]
        for narrow, wide in sorted(self._relations.nested):
            if narrow in self.measures and wide in self.measures:
                for cell in every:
                    cases = self._sum(("cases", narrow), cell)
                    self.at_most.add(
                        combined((1.0, cases), (-1.0, self._sum(("cases", wide), cell))),
                        0.0,
                        because=(narrow, wide),
                    )
        for whole, parts in self._relations.sums:
            if whole in self.measures:
                for cell in every:
                    of_parts = [(-1.0, self._sum(("cases", part), cell)) for part in parts]
                    whole_cases = self._sum(("cases", whole), cell)
                    self.equal.add(
                        combined((1.0, whole_cases), *of_parts), 0.0, because=(whole, parts)
                    )
        for whole, one, other in self._relations.overlaps:
            if whole in self.measures:
                for cell in every:
                    self.at_most.add(
                        combined(
                            (1.0, self._sum(("cases", whole), cell)),
                            (-1.0, self._sum(("cases", one), cell)),
                            (-1.0, self._sum(("cases", other), cell)),
                        ),
                        0.0,
                        because=(whole, one, other),
                    )

    def _add_figure(self, k: int, minimum_respondents: int) -> None:
        """What one figure says, or what its being hidden says."""
        one = self._seen[k]
        out = one.measure in self._relations.left_out
        asked = "persons" if one.hides_unknown or not out else "respondents"
        if one.few:
            (form, *_) = self._forms("respondents", one.measure, self._boxes[k])
            self.at_most.add(form, float(max(minimum_respondents - 1, 0)))
        if one.cases is None or one.n is None:
            return
        said: Mapping[str, int | None] = {
            "cases": one.cases,
            asked: one.n,
            "unknown": None if one.hides_unknown else one.unknown,
        }
        for what, count in said.items():
            if count is not None:
                self.equal.add(self.form(what, k), float(count), k)

    def limit(self) -> float:
        """More persons than any group holds."""
        return 10.0 * max([1000.0, *self.equal.values])
