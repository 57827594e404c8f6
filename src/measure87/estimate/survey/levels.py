"""From the codes in a table's columns to small numbers: which domains is a person in?

A *base level* is a combination of codes found in the data for one domain table. A *cell* is
a reported domain; a base level belongs to one or more of them (groups may overlap), and
every base level of the first table belongs to cell 0, everybody.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from itertools import product
from typing import Any

import numpy as np
import polars as pl

from measure87.estimate.survey.outcomes import DomainTable
from measure87.numerics.arrays import Int32Array
from measure87.numerics.scanning import look_up, take
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import MISSING_CATEGORY

EVERYBODY = 0
"""The cell that everybody belongs to."""

MOST_GROUPS = 10_000
"""Reported domains of one run; a variable with more is an identifier or a number."""

_LARGEST_LOOKUP = 1 << 16
_LARGEST_CROSSING = 5_000_000


def code_text(value: Any) -> str:
    """A code as text: whole numbers without a point, true as 1, missing as `_missing`.

    >>> [code_text(value) for value in (1.0, "a", None, True, 2.5, np.float32(1))]
    ['1', 'a', '_missing', '1', '2.5', '1']
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or type(value).__name__ == "NAType":  # of pandas, which need not be here
        return MISSING_CATEGORY
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        if math.isnan(value):
            return MISSING_CATEGORY
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime) and value.time() == time() and value.tzinfo is None:
        value = value.date()  # a day, as pandas keeps it
    return str(value)


class CodeBook:
    """The codes of one variable, numbered in the order in which they were first seen."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.in_order: tuple[str, ...] = ()
        """Codes in the order that the column itself has, of an enumeration."""
        self._number_of: dict[str, int] = {}
        self._values: dict[Any, int] = {}
        self._lookup: Int32Array = np.full(0, -1, dtype=np.int32)
        self._offset = 0

    def number(self, code: str) -> int:
        """The number of a code, new if it was not seen before."""
        if code not in self._number_of:
            self._number_of[code] = len(self.codes)
            self.codes.append(code)
        return self._number_of[code]

    def numbers(self, column: pl.Series) -> Int32Array:
        """The number of each value of a column."""
        if column.dtype.is_integer() and column.len() > 0:
            lowest, highest = column.min(), column.max()
            if lowest is None:
                return np.full(column.len(), self.number(MISSING_CATEGORY), dtype=np.int32)
            if self._fits(int(lowest), int(highest)):  # type: ignore[arg-type]
                return self._small_integers(column, int(lowest), int(highest))  # type: ignore[arg-type]
        return self._any_values(column)

    def _fits(self, lowest: int, highest: int) -> bool:
        """Whether a look-up table over all values so far and these stays small."""
        if self._lookup.size:
            lowest = min(lowest, self._offset)
            highest = max(highest, self._offset + self._lookup.size - 1)
        return highest - lowest < _LARGEST_LOOKUP

    def _small_integers(self, column: pl.Series, lowest: int, highest: int) -> Int32Array:
        """Numbers by a look-up table."""
        self._make_room(lowest, highest)
        missing = column.is_null().to_numpy() if column.null_count() else None
        filled = column.fill_null(lowest) if missing is not None else column
        values = filled.to_numpy().astype(np.int64)
        numbers = np.empty(len(values), dtype=np.int32)
        if not look_up(values, self._offset, self._lookup, numbers):
            for value in np.unique(values[numbers < 0]):
                self._lookup[int(value) - self._offset] = self.number(str(int(value)))
            look_up(values, self._offset, self._lookup, numbers)
        if missing is not None:
            numbers[missing] = self.number(MISSING_CATEGORY)
        return numbers

    def _make_room(self, lowest: int, highest: int) -> None:
        """Stretch the look-up table over a range of values."""
        if self._lookup.size:
            lowest = min(lowest, self._offset)
            highest = max(highest, self._offset + self._lookup.size - 1)
        if self._lookup.size and lowest == self._offset:
            extra = highest - lowest + 1 - self._lookup.size
            if extra == 0:
                return
        lookup = np.full(highest - lowest + 1, -1, dtype=np.int32)
        if self._lookup.size:
            at = self._offset - lowest
            lookup[at : at + self._lookup.size] = self._lookup
        self._lookup, self._offset = lookup, lowest

    def _any_values(self, column: pl.Series) -> Int32Array:
        """Numbers by a dictionary of the values met so far."""
        if isinstance(column.dtype, pl.Enum):
            self.in_order = tuple(column.dtype.categories)
        if column.dtype in (pl.Categorical, pl.Enum):
            column = column.cast(pl.String)
        if column.dtype.is_float():
            column = column.fill_nan(None)
        for value in column.unique(maintain_order=True).to_list():
            if value not in self._values:
                self._values[value] = self.number(code_text(value))
        values = pl.Series(list(self._values), dtype=column.dtype)
        found: pl.Series = column.replace_strict(
            values, pl.Series(list(self._values.values()), dtype=pl.Int32), return_dtype=pl.Int32
        )
        return np.array(found.to_numpy(), dtype=np.int32)


class _Table:
    """Base levels of one domain table."""

    def __init__(self, table: DomainTable) -> None:
        self.table = table
        self.sizes: tuple[int, ...] = (0,) * len(table.variables)
        self.lookup: Int32Array = np.full(0, -1, dtype=np.int32)
        self.bases: dict[tuple[int, ...], int] = {}


class Domains:
    """All domain tables of one run.

    `cells[i]` is (table, codes) of reported cell i; cell 0 is everybody. `targets[b]` holds
    the cells of base level b. `most` cells may be reported; None for domains that are
    crossed with classes of the program's own.
    """

    def __init__(
        self,
        tables: Sequence[DomainTable],
        where: Mapping[str, tuple[str, ...]] | None = None,
        most: int | None = MOST_GROUPS,
    ) -> None:
        self._most = most
        self.tables = tuple(tables)
        self.where = dict(where or {})
        kept = [table for table in tables if table.variables]
        self._tables = [_Table(table) for table in kept] or [_Table(DomainTable())]
        self._table_numbers = [self.tables.index(table) for table in kept] or [-1]
        names = {name for table in kept for name in table.variables} | set(self.where)
        self.books = {name: CodeBook() for name in sorted(names)}
        self.cells: list[tuple[int, tuple[str, ...]]] = [(-1, ())]
        self._cell_of: dict[tuple[int, tuple[str, ...]], int] = {(-1, ()): EVERYBODY}
        self.targets: list[tuple[int, ...]] = []

    @property
    def variables(self) -> tuple[str, ...]:
        """Every column that is needed."""
        return tuple(self.books)

    @property
    def n_tables(self) -> int:
        """Base levels that each person has."""
        return len(self._tables)

    def base_levels(self, frame: pl.DataFrame, only: int | None = None) -> Int32Array:
        """Base levels of the persons of a batch, (tables, n); -1 where `where` fails.

        `only` asks for one table.
        """
        numbers = {name: self.books[name].numbers(frame[name]) for name in self._needed(only)}
        chosen = self._tables if only is None else [self._tables[only]]
        levels = np.empty((len(chosen), frame.height), dtype=np.int32)
        for row, table in enumerate(chosen):
            self._fill(table, numbers, levels[row])
        for name, codes in self.where.items():
            wanted = np.isin(np.array(self.books[name].codes, dtype=object), codes)
            levels[:, ~wanted[numbers[name]]] = -1
        return levels

    def variables_of(self, only: int) -> tuple[str, ...]:
        """Columns that one table and `where` need."""
        return self._needed(only)

    def _needed(self, only: int | None) -> tuple[str, ...]:
        if only is None:
            return self.variables
        names = {*self._tables[only].table.variables, *self.where}
        return tuple(name for name in self.books if name in names)

    def _fill(self, table: _Table, numbers: Mapping[str, Int32Array], out: Int32Array) -> None:
        """Base levels of one table."""
        variables = table.table.variables
        if not variables:
            out[:] = self._base(table, ())
            return
        sizes = tuple(len(self.books[name].codes) for name in variables)
        if sizes != table.sizes:
            self._resize(table, sizes)
        flat = numbers[variables[0]]
        if len(variables) > 1:
            crossed = np.ravel_multi_index([numbers[name] for name in variables], sizes)
            flat = crossed.astype(np.int32)
        if not take(table.lookup, flat, out):
            for place in np.unique(flat[out < 0]):
                key = tuple(int(k) for k in np.unravel_index(int(place), sizes))
                table.lookup[place] = self._base(table, key)
            take(table.lookup, flat, out)

    def _resize(self, table: _Table, sizes: tuple[int, ...]) -> None:
        """Make the table's look-up fit the codes seen so far."""
        if math.prod(sizes) > _LARGEST_CROSSING:
            raise UsageError(
                f"{'*'.join(table.table.variables)} has {math.prod(sizes):,} combinations of codes",
                code="too-many-domains",
                hint="cross fewer variables, or variables with fewer codes",
            )
        table.sizes = sizes
        table.lookup = np.full(math.prod(sizes), -1, dtype=np.int32)
        for key, base in table.bases.items():
            table.lookup[np.ravel_multi_index(key, sizes)] = base

    def _base(self, table: _Table, key: tuple[int, ...]) -> int:
        """Number of a base level, new with its cells if it was not seen before."""
        if key not in table.bases:
            table.bases[key] = len(self.targets)
            self.targets.append(self._cells_of(table, key))
        return table.bases[key]

    def _cells_of(self, table: _Table, key: tuple[int, ...]) -> tuple[int, ...]:
        """The reported cells of a base level."""
        order = self._tables.index(table)
        everybody = (EVERYBODY,) if order == 0 else ()
        if not table.table.variables:
            return everybody
        names = [
            _reported(table.table.groups.get(variable), self.books[variable].codes[number])
            for variable, number in zip(table.table.variables, key, strict=True)
        ]
        return everybody + tuple(
            self._cell(self._table_numbers[order], codes) for codes in product(*names)
        )

    def _cell(self, table_number: int, codes: tuple[str, ...]) -> int:
        """Number of a reported cell, new if it was not seen before."""
        key = (table_number, codes)
        if key not in self._cell_of:
            self._cell_of[key] = len(self.cells)
            self.cells.append(key)
            if self._most is not None and len(self.cells) > self._most + 1:
                raise self._too_many(table_number)
        return self._cell_of[key]

    def _too_many(self, table_number: int) -> DataError:
        """The error for a table with more groups than anybody can read."""
        variables = "*".join(self.tables[table_number].variables)
        return DataError(
            f"the groups by {variables} are more than {MOST_GROUPS:,}",
            code="too-many-groups",
            where=variables,
            hint="leave out what tells single persons or places apart; put numbers into classes",
        )

    def reported(self) -> list[tuple[int, dict[str, str]]]:
        """Cells to report, with their groups, table by table in the order of codes."""
        found: list[tuple[int, dict[str, str]]] = []
        for number, table in enumerate(self.tables):
            if not table.variables:
                found.append((EVERYBODY, {}))
                continue
            own = [(i, codes) for i, (which, codes) in enumerate(self.cells) if which == number]
            own.sort(key=lambda item: self._order(table, item[1]))
            found.extend((i, dict(zip(table.variables, codes, strict=True))) for i, codes in own)
        return found

    def absent(self) -> list[dict[str, str]]:
        """Groups that were asked for and have nobody."""
        empty: list[dict[str, str]] = []
        for number, table in enumerate(self.tables):
            if not table.variables:
                continue
            seen = {codes for which, codes in self.cells if which == number}
            for position, variable in enumerate(table.variables):
                found = {codes[position] for codes in seen}
                groups = table.groups.get(variable, {})
                empty.extend({variable: code} for code in groups if code not in found)
        return empty

    def _order(
        self, table: DomainTable, codes: tuple[str, ...]
    ) -> tuple[tuple[int, float, str], ...]:
        return tuple(
            code_rank(code, list(table.groups.get(variable, {})) or self.books[variable].in_order)
            for variable, code in zip(table.variables, codes, strict=True)
        )


def _reported(groups: Mapping[str, tuple[str, ...]] | None, code: str) -> tuple[str, ...]:
    """The codes under which a code is reported."""
    if groups is None or code == MISSING_CATEGORY:
        return (code,)
    return tuple(name for name, members in groups.items() if code in members)


def code_rank(code: str, groups: Sequence[str] = ()) -> tuple[int, float, str]:
    """Place of a code in a table: groups as listed, numbers, texts, missing last."""
    if code == MISSING_CATEGORY:
        return (3, 0.0, "")
    if code in groups:
        return (0, float(groups.index(code)), "")
    try:
        return (1, float(code), code)
    except ValueError:
        return (2, 0.0, code)
