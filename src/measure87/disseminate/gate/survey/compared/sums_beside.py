"""Sums over groups of two inputs, or of two releases by different readings, held together.

The earlier one lists the ages 5 to 14, the later one 5 to 11 and 12 to 14, and some persons are in
the earlier one alone. Each figure has none beside it, and the sum of the two has one. So for every
two measures that may be one, all groups of both are taken for one table, with one more variable:
who is in both, and who in one alone. What can be had of those who are in one alone, as a sum or
difference of figures that are shown, may not be of few; nor, of a group that the earlier one keeps
back for few, what the two give together. The figures of the later one give way.

Two measures are not one where their counts are those of no persons. One may count unknown answers
where the other leaves them out.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from measure87.disseminate.gate.kept_releases import WHO, Beside, Group, group_of, without_who
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.subtraction.layers import Layer, is_few
from measure87.disseminate.gate.subtraction.search import hide_until_safe
from measure87.disseminate.gate.survey.compared.as_answered import as_answered, treatments_of
from measure87.disseminate.gate.tables.boxes import Box, Dimensions, dimensions
from measure87.disseminate.gate.tables.geometry import Geometry, Nesting, geometry, nesting
from measure87.disseminate.gate.tables.tables import Key, cases_of, respondents_of
from measure87.numerics.arrays import BoolArray, FloatArray, IntArray
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.status import UnknownTreatment

type _Ways = tuple[UnknownTreatment, UnknownTreatment]
_LEFT, _BOTH, _CAME = "left", "both", "came"
_EARLIER, _LATER = frozenset({_LEFT, _BOTH}), frozenset({_CAME, _BOTH})
_ALONE = (frozenset({_LEFT}), frozenset({_CAME}))
MOST = 200
"""Groups of two measures that are taken together, those by the fewest variables first."""
_NEAR = 1e-4
"""By how much a count may miss a whole number, as far as sums of a hundred groups are rounded."""


def told_by_sums(
    figures: Sequence[Estimate],
    others: Mapping[str, Sequence[Beside]],
    rules: DisclosureRules,
    hidden: Collection[int] = (),
) -> set[int]:
    """Positions of figures that would tell, with others, of few who are in one alone.

    Parameters
    ----------
    figures
        Of this release, before anything is hidden.
    others
        Name of a figure to what stands beside it.
    hidden
        Positions of those that are not shown in any case.
    """
    found: set[int] = set()
    mine: dict[str, dict[Group, int]] = {}
    for k, figure in enumerate(figures):
        if figure.name in others and _counts(figure):
            group = group_of(figure)
            mine.setdefault(figure.name, {}).setdefault(group, k)
    if not mine:
        return found
    shapes: dict[tuple[int, tuple[Group, ...]], _Shape] = {}
    for name, own in mine.items():
        for one in others[name]:
            for then in _by_measure(one.figures):
                every = sorted({**own, **then}, key=len)
                groups = tuple(group for group in every if group in one.alone)[:MOST]
                key = (id(one.alone), groups)
                if not any(any(one.alone[group]) for group in groups):
                    continue
                if key not in shapes:
                    shapes[key] = _Shape.of(groups, one, _dimensions(figures, one, rules))
                now = {
                    group: figures[k]
                    for group, k in own.items()
                    if group not in one.of_few and k not in hidden
                }
                for ways in _ways([figures[k] for k in own.values()], [*then.values()]):
                    shown = {group: one for group, one in now.items() if own[group] not in found}
                    together = _Together(shapes[key], shown, then, rules, ways)
                    found |= {own[group] for group in together.told()}
    return found


def _ways(now: Sequence[Estimate], then: Sequence[Estimate]) -> list[_Ways]:
    """How two measures may count unknown answers, each way once; first as if they left them out."""
    some = [(before, after) for before in treatments_of(then) for after in treatments_of(now)]
    if not any(one.n_unknown for one in (*now, *then)):
        some = []
    return list(dict.fromkeys([("exclude", "exclude"), *some]))


def _counts(figure: Estimate) -> bool:
    return cases_of(figure) is not None and figure.n is not None


def _by_measure(figures: Sequence[Estimate]) -> list[dict[Group, Estimate]]:
    """Of each measure its figures that count cases, by groups."""
    found: dict[tuple[str, str | None], dict[Group, Estimate]] = {}
    for one in figures:
        if _counts(one):
            group = group_of(one)
            found.setdefault((one.name, one.definition), {}).setdefault(group, one)
    return list(found.values())


def _dimensions(figures: Sequence[Estimate], beside: Beside, rules: DisclosureRules) -> Dimensions:
    every = (*figures, *beside.figures)
    return dimensions(
        [without_who(one.group) for one in every],
        [one.labels for one in every],
        rules.parts,
        beside.together,
    )


@dataclass(frozen=True)
class _Shape:
    """K groups of two inputs: as the earlier one has them, as the later one, and alone.

    Attributes
    ----------
    at
        Group to its position; groups of the same persons have one.
    boxes
        Of each position.
    alone : (2, K)
        Of each how many persons the earlier input has alone, and how many the later one, at most.
    known : (2, K)
        The same where it is known, else NaN.
    cells
        How the 5 K cells lie: K of the earlier input, of the later one, of those who are in both,
        and of those who are in either alone.
    dims
        In which the boxes are.
    found
        Of some positions how their groups lie in each other, as far as that was asked.
    """

    at: Mapping[Group, int]
    boxes: Sequence[Box]
    alone: FloatArray
    known: FloatArray
    cells: Geometry
    dims: Dimensions
    found: dict[tuple[int, ...], Nesting] = field(default_factory=dict)

    @classmethod
    def of(cls, groups: Sequence[Group], one: Beside, dims: Dimensions) -> "_Shape":
        """Of groups and of who is in which input."""
        positions: dict[Key, int] = {}
        boxes: list[Box] = []
        firsts: list[Group] = []
        at: dict[Group, int] = {}
        for group in groups:
            box = dims.box(dict(group))
            at[group] = positions.setdefault(frozenset(box.sides.items()), len(boxes))
            if at[group] == len(boxes):
                boxes.append(box)
                firsts.append(group)
        left, came = np.array([one.alone[group] for group in firsts], dtype=float).T
        nobody_knows = (np.nan,) * 3
        known = [one.persons.get(group, nobody_knows) for group in firsts]
        only_then, both, only_now = np.array(known, dtype=float).T
        sets = (_EARLIER, _LATER, frozenset({_BOTH}), *_ALONE)
        every = [Box({**box.sides, WHO: who}) for who in sets for box in boxes]
        pieces = {**dims.pieces, WHO: frozenset({_LEFT, _BOTH, _CAME})}
        number = np.concatenate(
            [only_then + both, both + only_now, both, only_then, only_now],
        )
        cells = geometry(nesting(replace(dims, pieces=pieces), every), number)
        known_alone = np.array([only_then, only_now])
        return cls(at, boxes, np.array([left, came]), known_alone, cells, dims)

    def nesting_of(self, at: tuple[int, ...]) -> Nesting:
        """How the groups of some positions lie in each other; worked out once."""
        if at not in self.found:
            self.found[at] = nesting(self.dims, [self.boxes[k] for k in at])
        return self.found[at]

    @cached_property
    def vectors(self) -> FloatArray:
        """(5 K, r) cells as vectors, of which one that is the sum of others is their sum."""
        lengths = np.sqrt(np.diagonal(self.cells.nesting.overlap))
        found: FloatArray = self.cells.span.coordinates * lengths[:, None]
        return found


class _Together:
    """Figures of two measures as if they were of one."""

    def __init__(
        self,
        shape: _Shape,
        now: Mapping[Group, Estimate],
        then: Mapping[Group, Estimate],
        rules: DisclosureRules,
        ways: _Ways = ("exclude", "exclude"),
    ) -> None:
        self._shape, self._rules = shape, rules
        self._groups = {shape.at[group]: group for group in now if group in shape.at}
        self._unknown_fits = True
        self._size = size = len(shape.boxes)
        self._shown = np.zeros(5 * size, dtype=np.bool_)
        self._protected = self._shown.copy()
        self._counts = np.zeros((3, 5 * size))
        for start, figures, way in ((0, then, ways[0]), (size, now, ways[1])):
            for group, figure in figures.items():
                if group in shape.at:
                    self._take(start + shape.at[group], figure, way)

    def _take(self, k: int, figure: Estimate, way: UnknownTreatment) -> None:
        """A figure as it is shown; one that is kept back for few may not be had."""
        n, cases = figure.n or 0, cases_of(figure) or 0
        (one,) = as_answered(figure, [way])
        self._counts[:, k] = one.known, one.cases, one.unknown
        self._protected[k] = self._is_few(np.array([cases]), np.array([n - cases]))[0]
        judged = respondents_of(figure, self._rules.minimum_cases) or 0
        self._shown[k] = not self._protected[k] and judged >= self._rules.minimum_respondents

    def told(self) -> set[Group]:
        """Groups of the later measure that are not to be shown, so that nothing is told.

        What turns out to be hidden needlessly is shown again, the dearest first.
        """
        if not self._are_of_one_measure():
            return set()
        found: set[int] = set()
        while (needed := self._finding()) is not None:
            self._shown[self._size + needed] = False
            found.add(needed)
        for k in [one - self._size for one in self._dearest if one - self._size in found]:
            self._shown[self._size + k] = True
            if self._finding() is None:
                found.remove(k)
            else:
                self._shown[self._size + k] = False
        return {self._groups[k] for k in found}

    def _is_few(self, counts: FloatArray, others: FloatArray) -> BoolArray:
        return is_few(counts, others, self._rules.minimum_cases)

    def _are_of_one_measure(self) -> bool:
        """Whether there are persons of whom all that is shown is true."""
        had = self._had
        fits = np.abs(had[:, self._shown] - self._counts[:, self._shown]) <= _NEAR
        if not fits[:2].all():
            return False
        self._unknown_fits = bool(fits[2].all())
        k = self._derivable_alone()
        n, cases = np.rint(had[:2, k])
        most = self._shape.alone.ravel()[k - 3 * self._size]
        return bool(((cases >= 0) & (cases <= n) & (n <= most)).all())

    @property
    def _had(self) -> FloatArray:
        """(3, 5 K) what each count comes to, where it can be had, by all that is shown."""
        coordinates = self._shape.vectors
        shown = coordinates[self._shown]
        fitted = np.linalg.lstsq(shown, self._counts[:, self._shown].T, rcond=None)[0]
        found: FloatArray = (coordinates @ fitted).T
        return found

    def _derivable_alone(self) -> IntArray:
        """Positions of cells of those who are in one input alone that can be had."""
        derivable = self._shape.cells.span.derivable(self._shown).copy()
        derivable[: 3 * self._size] = False
        derivable[3 * self._size :] &= self._shape.alone.ravel() > 0
        return np.flatnonzero(derivable)

    def _finding(self) -> int | None:
        """A group of the later measure to hide; None where nothing is told, or nothing helps."""
        derivable = self._shape.cells.span.derivable(self._shown)
        told = [int(k) for k in np.flatnonzero(derivable & self._protected)]
        for k in (*told, *self._few_alone()):
            support = self._shape.cells.span.support(k, self._shown, self._dearest)
            own = [one for one in support if self._size <= one < 2 * self._size]
            if own:
                return max(own, key=self._dearest.index) - self._size
        return None

    @cached_property
    def _dearest(self) -> list[int]:
        """Cells, those to keep shown first: the earlier input's, then as in every table."""

        def cost(k: int) -> tuple[bool, bool, int, float]:
            box, (n, cases, _) = self._shape.boxes[k - self._size], self._counts[:, k]
            return cases == 0, not box.sides, -len(box.sides), n

        own = sorted(range(self._size, 2 * self._size), key=cost, reverse=True)
        return [*range(self._size), *own]

    def _few_alone(self) -> Iterator[int]:
        """Cells of those who are in one alone that are of few, or of which a difference is."""
        had = self._had
        at = self._derivable_alone()
        for side in range(2):
            start = (3 + side) * self._size
            k = at[(at >= start) & (at < start + self._size)]
            if not len(k):
                continue
            nested = self._shape.nesting_of(tuple((k - start).tolist()))
            boxes = [self._shape.boxes[one - start] for one in k]
            n, cases, unknown = np.rint(had[:, k])
            persons = self._shape.known.ravel()[k - 3 * self._size]
            shape = geometry(nested, persons)
            costs = [
                (float(count == 0), float(not box.sides), 0.0, -len(box.sides), j)
                for j, (box, count) in enumerate(zip(boxes, cases, strict=True))
            ]
            nobody_else = np.full(len(k), np.inf)
            asked = [(cases, n - cases), *([(unknown, nobody_else)] * self._unknown_fits)]
            for counts, others in asked:
                few = self._is_few(counts, others)
                layer = Layer(shape, counts, others, ~few, few, costs)
                hide_until_safe([layer], [], [], self._rules.minimum_cases)
                yield from (int(one) for one in k[~layer.shown])
