"""The figures of a run as tables of counts: one table per measure, one cell per group."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from measure87.disseminate.gate.tables.boxes import Box, Dimensions
from measure87.disseminate.gate.tables.declared_parts import Parts
from measure87.disseminate.gate.tables.geometry import Nesting, nesting
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.releases.survey import StatedMeasure
from measure87.vocabulary.sensitive_groups import SUBJECTS

_EDITION = re.compile(r"[@:].*")
"""Of the name of a definition: as of when it is, and how it is read."""

Key = frozenset[tuple[str, frozenset[str]]]


@dataclass
class Cell:
    """All figures of one measure about one group of people."""

    box: Box
    at: list[int] = field(default_factory=list)
    """Positions of the figures in the result."""
    n: int | None = None
    cases: int | None = None
    unknown: int | None = None
    counted: int | None = None
    """Respondents of the figures that count cases; `n` is the least of all figures."""

    @property
    def without_number(self) -> int | None:
        """Persons whose case is known and whose number is not (the days of a stock)."""
        return None if self.counted is None or self.n is None else self.counted - self.n

    def respondents(self, minimum_cases: int, *, left_out: bool) -> int | None:
        """By how many respondents it is judged: as if one or two who gave no answer had answered.

        How many these are is kept back, and n is then that of all who were asked (of a stock, that
        of its measure), so that a figure that is judged by who answered would give it back.
        """
        if self.n is None:
            return None
        kept_back = [self.without_number or 0, (self.unknown or 0) if left_out else 0]
        return self.n + sum(one for one in kept_back if one < minimum_cases)

    def asked(self, *, left_out: bool) -> int | None:
        """How many were asked, whether or not they answered (`left_out`: those are none of n)."""
        number = self.n if self.counted is None else self.counted
        return number if number is None or not left_out else number + (self.unknown or 0)

    @property
    def key(self) -> Key:
        """Tells groups apart by the people in them."""
        return frozenset(self.box.sides.items())

    def add(self, position: int, figure: Estimate) -> None:
        """Take in one more figure about the same people; the fewest respondents count."""
        self.at.append(position)
        sizes = [n for n in (self.n, figure.n) if n is not None]
        self.n = min(sizes, default=None)
        self.cases = cases_of(figure) if self.cases is None else self.cases
        self.unknown = figure.n_unknown if self.unknown is None else self.unknown
        if cases_of(figure) is not None:
            self.counted = figure.n

    def is_of_others(self, figure: Estimate) -> bool:
        """Whether a figure that counts cases counts other people than those here."""
        cases = cases_of(figure)
        known = cases is not None and self.cases is not None
        return known and (cases, figure.n) != (self.cases, self.counted)


@dataclass
class Table:
    """One measure: its cells, by the people in them."""

    names: list[str]
    family: str
    cells: dict[Key, Cell] = field(default_factory=dict)

    def numbers(self, what: str) -> FloatArray:
        """(K,) `n`, `cases`, `unknown` or `without_number` of each cell; NaN where none."""
        values = [getattr(cell, what) for cell in self.cells.values()]
        return np.array([np.nan if value is None else value for value in values], dtype=float)

    def common(self, other: "Table") -> list[Key]:
        """Groups that both tables have, in the order of this one."""
        return [key for key in self.cells if key in other.cells]


class Nestings:
    """How the groups of measures lie in each other, worked out once for equal sets of groups."""

    def __init__(self, dims: Dimensions) -> None:
        self._dims = dims
        self._found: dict[tuple[Key, ...], Nesting] = {}

    def of(self, cells: Mapping[Key, Cell]) -> Nesting:
        """How the groups of some cells lie in each other, in their order."""
        keys = tuple(cells)
        if keys not in self._found:
            self._found[keys] = nesting(self._dims, [cell.box for cell in cells.values()])
        return self._found[keys]


def family_of(definition: str, extends: Mapping[str, str] | None = None) -> str:
    """What a definition is about: measures of one family may lie in each other.

    A national one is of the family of the standard that it extends, whatever its folder is called.
    Of one that is no longer there a folder named after a subject tells it.

    Parameters
    ----------
    extends
        National definitions to their standards.

    >>> family_of("child_labour/sdg_8_7_1:strict@2018-10-19")
    'child_labour'
    >>> family_of("zz/children@2024-07-01", {"zz/children": "child_labour/sdg_8_7_1"})
    'child_labour'
    >>> family_of("zz/child_labour@2024-07-01")
    'child_labour'
    """
    identity = _EDITION.sub("", definition)
    folders = (extends or {}).get(identity, identity).split("/")
    return next((one for one in folders if one in SUBJECTS), folders[0])


def tables_of(
    estimates: Sequence[Estimate],
    dims: Dimensions,
    parts: Parts | None = None,
    later_inputs: Mapping[str, str] | None = None,
    extends: Mapping[str, str] | None = None,
) -> list[Table]:
    """One table per measure, in the order of the figures; measures that count the same merged.

    Declared parts are never merged: that they count the same is chance. Nor are measures of
    `later_inputs` with those of another input that has some of their persons. National definitions
    are of the families of those that they extend (`extends`).

    Figures of one measure and group from two samples are two tables. A figure without cases
    whose name continues the name of a measure of its definition (`forced_labour_stock`)
    rests on the cases of that measure and shares its table.
    """
    counted = {_measure(figure) for figure in estimates if cases_of(figure) is not None}
    found: dict[tuple[str, str, int], Table] = {}
    for rests_on_others in (False, True):
        for position, figure in enumerate(estimates):
            own = _measure(figure)
            name = own if own in counted else base_of(own, counted)
            if (name != own) is rests_on_others:
                family = family_of(name[1], extends)
                _place(found, name, family, Cell(dims.box(figure.group)), position, figure)
    apart, inputs = parts or {}, later_inputs or {}
    merged: list[Table] = []
    for table in found.values():
        others = [] if table.names[0] in apart else merged
        its = inputs.get(table.names[0])
        others = [one for one in others if inputs.get(one.names[0]) == its]
        alike = (o for o in others if o.names[0] not in apart and _same(o, table))
        twin = next(alike, None)
        if twin is None:
            merged.append(table)
        else:
            _merge(twin, table)
    return merged


def _place(
    found: dict[tuple[str, str, int], Table],
    name: tuple[str, str],
    family: str,
    empty: Cell,
    position: int,
    figure: Estimate,
) -> None:
    """Put a figure into its measure's table, or into a further one if another sample fills it."""
    for sample in count():
        key = (*name, sample)
        table = found.setdefault(key, Table([name[0]], family))
        cell = table.cells.setdefault(empty.key, empty)
        if not cell.is_of_others(figure):
            cell.add(position, figure)
            return


def _measure(figure: Estimate) -> tuple[str, str]:
    """Name and definition."""
    return figure.name, figure.definition or ""


def base_of(measure: tuple[str, str], counted: Collection[tuple[str, str]]) -> tuple[str, str]:
    """The measure whose name this one continues, the longest; itself if there is none.

    >>> base_of(("work_stock", "d"), [("work", "d"), ("wo", "d"), ("work", "other")])
    ('work', 'd')
    """
    name, definition = measure
    bases = [a for a, b in counted if b == definition and name.startswith(f"{a}_")]
    return (max(bases, key=len), definition) if bases else measure


def _same(one: Table, other: Table) -> bool:
    """Whether two measures of a family have equal counts in all common groups."""
    keys = one.common(other)
    if one.family != other.family or not keys:
        return False
    pairs = [(one.cells[key], other.cells[key]) for key in keys]
    return all(
        a.cases is not None and (a.n, a.cases, a.unknown) == (b.n, b.cases, b.unknown)
        for a, b in pairs
    )


def _merge(into: Table, table: Table) -> None:
    """Put the figures of a measure that counts the same people beside the first one's."""
    into.names.extend(table.names)
    for key, cell in table.cells.items():
        if key in into.cells:
            into.cells[key].at.extend(cell.at)
        else:
            into.cells[key] = cell


def cases_of(figure: Estimate) -> int | None:
    """Persons with the outcome; of a proportion without that number, what it comes to."""
    if figure.n_cases is not None or figure.statistic != "proportion":
        return figure.n_cases
    if figure.value is None or figure.n is None:
        return None
    return round(figure.value * figure.n)


def respondents_of(figure: Estimate, minimum_cases: int) -> int | None:
    """The most that a figure can be judged by, whatever it does with unknown answers.

    See `Cell.respondents`.
    """
    unknown = figure.n_unknown or 0
    return figure.n if figure.n is None or unknown >= minimum_cases else figure.n + unknown


def headlines(measures: Mapping[str, StatedMeasure]) -> frozenset[str]:
    """Names of the measures that a study marks as its main ones."""
    return frozenset(name for name, about in measures.items() if about.headline)
