"""Everything that is judged together, and of each table what is shown so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from measure87.disseminate.gate.audit.seen import Seen, SeenFigures
from measure87.disseminate.gate.hiding import Told, as_shown, leaves_out
from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.subtraction.layers import Layer
from measure87.disseminate.gate.tables.boxes import Dimensions
from measure87.disseminate.gate.tables.declared_parts import Parts
from measure87.disseminate.gate.tables.known_measures import KnownMeasures
from measure87.disseminate.gate.tables.tables import Key, Table
from measure87.disseminate.gate.weight_classes import WeightClasses
from measure87.numerics.arrays import BoolArray
from measure87.vocabulary.alike_weights import AlikeWeights
from measure87.vocabulary.estimate import Estimate


@dataclass(frozen=True)
class Figures:
    """Everything that is judged together, before anything is hidden."""

    estimates: tuple[Estimate, ...]
    before: tuple[Estimate, ...]
    """Of earlier releases."""
    dims: Dimensions
    parts: Parts = field(default_factory=dict)
    """Measures that are parts of another's cases."""
    known: KnownMeasures = field(default_factory=KnownMeasures)
    """What definitions say of the measures."""
    excluding: frozenset[str] = frozenset()
    """Measures that are known to leave their unknowns out of their respondents."""
    secrets: tuple[Estimate, ...] = ()
    """Of those who left or came since earlier releases: nobody shows them, and they may not be of
    few; that some number of them is known exactly is what two releases are for."""
    alike: tuple[AlikeWeights, ...] = ()
    """Weights that are alike in known classes."""
    never_so_weighed: frozenset[str] = frozenset()
    """Names of figures that every earlier release made with other weights."""
    minimum_cases: int = 3
    """Persons of whom the classes of such weights are to stay open."""
    held_to_more: frozenset[int] = frozenset()
    """Positions of figures that must rest on more persons than others."""

    @cached_property
    def weights(self) -> WeightClasses:
        """What is released of such weights."""
        return WeightClasses(
            self.alike,
            self.dims,
            self.estimates,
            self.excluding,
            self.minimum_cases,
            self.never_so_weighed,
        )

    @cached_property
    def _seen(self) -> SeenFigures:
        return SeenFigures(self.estimates, (*self.before, *self.secrets), self.weights)

    def is_secret(self, one: Seen) -> bool:
        """Whether nobody lists it: it is of those who left or came."""
        return min(one.at) >= len(self.estimates) + len(self.before)

    def seen(self, estimates: Sequence[Estimate]) -> list[Seen]:
        """What a reader sees of these figures as they are released, and of earlier ones."""
        return self._seen.of(estimates)


@dataclass(frozen=True)
class Layers:
    """The tables of a run and, of each, what is shown; changed in place."""

    tables: tuple[Table, ...]
    cases: Sequence[Layer]
    unknown: Sequence[Layer]
    without_number: Sequence[Layer]
    _made: dict[int, dict[Told, Estimate]] = field(default_factory=dict, repr=False)
    _left_out: dict[int, bool] = field(default_factory=dict, repr=False)
    _kept_whole: set[int] = field(default_factory=set, repr=False)

    def keep_whole(self, index: int) -> None:
        """Show nothing of a measure, not even where nobody is a case."""
        for kind in (self.cases, self.unknown, self.without_number):
            kind[index].shown[:] = False
        self._kept_whole.add(index)

    def kept_whole(self) -> frozenset[int]:
        """Tables of which nothing is shown, zeros included."""
        return frozenset(self._kept_whole)

    @property
    def hide_something(self) -> bool:
        """Whether any figure, or number of unknowns, is not shown."""
        every = (*self.cases, *self.unknown, *self.without_number)
        return not all(layer.shown.all() for layer in every)

    def released(self, figures: Figures, rules: DisclosureRules) -> list[Estimate]:
        """All figures in their order, what is hidden taken away.

        A figure of which as much is shown as the last time is the same object. Of a part of a
        measure's cases the number of unknowns is shown where that of the measure is, for they are
        the same persons.
        """
        estimates = list(figures.estimates)
        every = zip(self.tables, self.cases, self.unknown, self.without_number, strict=True)
        for index, (table, *layers) in enumerate(every):
            left_out = self._leaves_out(index, figures)
            cases, unknown, without_number = (layer.shown for layer in layers)
            unknown = unknown & self._unknown_of_whole(index, figures)
            shown = zip(cases.tolist(), unknown.tolist(), without_number.tolist(), strict=True)
            for cell, told in zip(table.cells.values(), shown, strict=True):
                for at in cell.at:
                    made = self._made.setdefault(at, {})
                    if told not in made:
                        figure = figures.estimates[at]
                        made[told] = as_shown(figure, cell, told, rules, left_out=left_out)
                    estimates[at] = made[told]
        return estimates

    def _unknown_of_whole(self, index: int, figures: Figures) -> BoolArray:
        """(K,) whether the measure of which a table is a part shows its unknowns of each group."""
        table = self.tables[index]
        part = figures.parts.get(table.names[0])
        if part is None:
            return np.ones(len(table.cells), dtype=np.bool_)
        shown: dict[Key, bool] = {}
        for whole, layer in zip(self.tables, self.unknown, strict=True):
            if part.measure in whole.names:
                for key, told in zip(whole.cells, layer.shown.tolist(), strict=True):
                    shown[key] = shown.get(key, True) and told
        return np.array([shown.get(key, True) for key in table.cells], dtype=np.bool_)

    def _leaves_out(self, index: int, figures: Figures) -> bool:
        if index not in self._left_out:
            table = self.tables[index]
            self._left_out[index] = leaves_out(figures.estimates, table, figures.excluding)
        return self._left_out[index]

    def places(self) -> dict[int, tuple[int, int]]:
        """Position of a figure in the result to its table and cell."""
        return {
            at: (index, k)
            for index, table in enumerate(self.tables)
            for k, cell in enumerate(table.cells.values())
            for at in cell.at
        }
