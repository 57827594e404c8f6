"""What a standard table is made of, read from `sets/*.toml`: rows and columns in their order.

A cell asks for one figure. What its column does not say, its row says: the measure, the group
of persons, the measure that a share is taken of. Words are keys, looked up in
`locale/LANGUAGE.toml`: a table, column or note has the text of its own key.

    [[tables]]
    id = "pr_3_1"
    number = "PR.3.1"
    rows = ["total", "sex"]                    # a variable, several crossed by *, or a named list
    notes = ["school"]

    [[tables.columns]]
    key = "activity"
    measure = "child_labour_sdg_a"
    where = { age = "5-11" }                   # with the row's own group
    shows = "share"                            # share, complement, part, n, weighted_n or cases

`share` is the figure per 100 (or `per`), `complement` is 100 less it, `part` is the figure as a
share of the figure of the measure `of` in the same group, both released. `n` and `weighted_n`
are the denominators of the first figure of `measures` that is shown, `cases` the persons in the
sample who are its cases.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Literal, Required, TypedDict, get_args

from measure87.define.characteristics import measure_of
from measure87.vocabulary.citation import Cite, Seen
from measure87.vocabulary.errors import DefinitionError, UsageError
from measure87.vocabulary.keys import nearest, refuse_unknown

Shows = Literal["share", "complement", "part", "n", "weighted_n", "cases"]
COUNTS = ("n", "weighted_n", "cases")
"""What is a number of persons."""
TOTAL = "total"
"""The row for everybody."""

_SETS = files("measure87.disseminate.standard_tables").joinpath("sets")
_SET_KEYS = ("definitions", "cite", "tables", "rows", "order")
_TABLE_KEYS = ("id", "number", "rows", "columns", "notes", "cite", "measure", "per")
_COLUMN_KEYS = ("key", "measure", "measures", "of", "where", "shows", "decimals", "under", "per",
                "not_for")  # fmt: skip
_ROW_KEYS = (
    "key",
    "measure",
    "characteristic",
    "of",
    "where",
    "shows",
    "statistic",
    "per",
    "codes",
)


@dataclass(frozen=True)
class Column:
    """One column: what each of its cells shows, as far as the row does not say."""

    key: str
    shows: Shows | None = None
    measure: str | None = None
    measures: tuple[str, ...] = ()
    """Of a number of persons: whose denominators, the first that is shown."""
    of: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    per: int | None = None
    decimals: int | None = None
    under: tuple[str, ...] = ()
    """Keys of the headings above this one, the outermost first."""
    not_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Variable to codes of rows for which the column does not apply."""


@dataclass(frozen=True)
class Row:
    """One row that is not a group of persons: a measure, or a kind of cases."""

    key: str
    measure: str | None = None
    of: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    shows: Shows | None = None
    statistic: str = "proportion"
    per: int | None = None
    characteristic: str | None = None
    """Of the cases of `of`: the row's name is that of this characteristic and code."""
    code: str | None = None


@dataclass(frozen=True)
class Block:
    """Rows under one heading: the codes of a variable (or of several crossed), or named rows."""

    key: str
    variables: tuple[str, ...] = ()
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Variable to its codes in the standard's order; without one, those of the figures."""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table of a set."""

    id: str
    number: str
    blocks: tuple[Block, ...]
    columns: tuple[Column, ...]
    cite: Cite
    """Where the order of rows and columns is from, and how it was seen."""
    notes: tuple[str, ...] = ()
    measure: str | None = None
    per: int = 100


@dataclass(frozen=True)
class Need:
    """A figure that some cell asks for: a measure by variables, within the groups named."""

    measure: str
    variables: frozenset[str] = frozenset()
    characteristic: str | None = None
    """The measure is the part of these cases with one of the codes of this characteristic."""


@dataclass(frozen=True)
class TableSet:
    """Tables that belong together."""

    id: str
    definitions: tuple[str, ...]
    """Whose measures the tables show."""
    tables: tuple[Table, ...]

    @property
    def needs(self) -> tuple[Need, ...]:
        """Every figure that the cells ask for, each once."""
        found: dict[Need, None] = {}
        for table in self.tables:
            found |= dict.fromkeys(_needs_of(table))
        return tuple(found)


def table_set_names() -> tuple[str, ...]:
    """Ids of the sets that there are."""
    names = (entry.name for entry in _SETS.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def table_set(name: str) -> TableSet:
    """A set of tables.

    Raises
    ------
    UsageError
        If there is none of that name; the hint has the nearest.
    DefinitionError
        If its file names a key that nothing reads, or lacks one.
    """
    if name not in table_set_names():
        raise UsageError(
            f"there is no table set {name!r}",
            code="unknown-tables",
            hint=nearest(name, table_set_names()),
        )
    raw = tomllib.loads(_SETS.joinpath(f"{name}.toml").read_text("utf-8"))
    where = f"sets/{name}.toml"
    refuse_unknown(raw, _SET_KEYS, where, DefinitionError)
    cite = Cite(**raw["cite"])
    blocks = {key: _named_block(key, rows, where) for key, rows in raw.get("rows", {}).items()}
    order = {key: tuple(codes) for key, codes in raw.get("order", {}).items()}
    tables = tuple(_table(entry, cite, blocks, order, where) for entry in raw["tables"])
    return TableSet(name, tuple(raw["definitions"]), tables)


class _ColumnEntry(TypedDict, total=False):
    """A column as a file of a set has it; keys as of `Column`."""

    key: Required[str]
    measure: str
    measures: list[str]
    of: str
    where: dict[str, str]
    shows: Shows
    decimals: int
    under: list[str]
    per: int
    not_for: dict[str, list[str]]


class _RowEntry(TypedDict, total=False):
    """A row, or with `characteristic` one for each of its `codes`; keys as of `Row`."""

    key: str
    measure: str
    characteristic: str
    of: str
    where: dict[str, str]
    shows: Shows
    statistic: str
    per: int
    codes: list[str]


class _CiteEntry(TypedDict, total=False):
    """Where the order is from; keys as of `Cite`."""

    key: Required[str]
    title: str
    at: Required[str]
    seen: Required[Seen]


class _TableEntry(TypedDict, total=False):
    """A table; `rows` names variables, several crossed by *, or lists of rows."""

    id: Required[str]
    number: Required[str]
    rows: Required[list[str]]
    columns: Required[list[_ColumnEntry]]
    notes: list[str]
    cite: _CiteEntry
    measure: str
    per: int


def _table(
    entry: _TableEntry,
    cite: Cite,
    blocks: Mapping[str, Block],
    order: Mapping[str, tuple[str, ...]],
    where: str,
) -> Table:
    place = f"{where}, table {entry.get('id')}"
    refuse_unknown(entry, _TABLE_KEYS, place, DefinitionError)
    return Table(
        id=entry["id"],
        number=entry["number"],
        blocks=tuple(blocks.get(key) or _variable_block(key, order) for key in entry["rows"]),
        columns=tuple(_column(column, place) for column in entry["columns"]),
        cite=Cite(**entry["cite"]) if "cite" in entry else cite,
        notes=tuple(entry.get("notes", ())),
        measure=entry.get("measure"),
        per=entry.get("per", 100),
    )


def _variable_block(key: str, order: Mapping[str, tuple[str, ...]]) -> Block:
    """`total`, a variable, or several crossed."""
    variables = () if key == TOTAL else tuple(part.strip() for part in key.split("*"))
    return Block(key, variables, {name: order[name] for name in variables if name in order})


def _named_block(key: str, rows: Sequence[_RowEntry], where: str) -> Block:
    found = [row for entry in rows for row in _rows(entry, f"{where}, rows {key}")]
    return Block(key, rows=tuple(found))


def _rows(entry: _RowEntry, where: str) -> Iterator[Row]:
    """One row, or one for each code of a characteristic."""
    refuse_unknown(entry, _ROW_KEYS, where, DefinitionError)
    name = entry.get("characteristic")
    one = Row(
        key=entry["key"] if name is None else name,
        measure=entry.get("measure"),
        of=entry.get("of"),
        where=entry.get("where", {}),
        shows=entry.get("shows"),
        statistic=entry.get("statistic", "proportion"),
        per=entry.get("per"),
    )
    if name is None:
        yield one
        return
    cases = entry["of"]
    for code in entry["codes"]:
        measure = measure_of(cases, name, code)
        yield replace(one, key=code, measure=measure, characteristic=name, code=code)


def _column(entry: _ColumnEntry, where: str) -> Column:
    refuse_unknown(entry, _COLUMN_KEYS, where, DefinitionError)
    shows = entry.get("shows")
    if shows is not None and shows not in get_args(Shows):
        raise DefinitionError(
            f"column {entry['key']} shows {shows!r}",
            where=where,
            hint=f"one of {', '.join(get_args(Shows))}",
        )
    return Column(
        key=entry["key"],
        shows=shows,
        measure=entry.get("measure"),
        measures=tuple(entry.get("measures", ())),
        of=entry.get("of"),
        where=entry.get("where", {}),
        per=entry.get("per"),
        decimals=entry.get("decimals"),
        under=tuple(entry.get("under", ())),
        not_for={name: tuple(codes) for name, codes in entry.get("not_for", {}).items()},
    )


def _needs_of(table: Table) -> Iterator[Need]:
    for block in table.blocks:
        for row in block.rows or (Row(block.key),):
            for column in table.columns:
                variables = frozenset((*block.variables, *row.where, *column.where))
                yield from _needs_of_cell(table, row, column, variables)


def _needs_of_cell(
    table: Table, row: Row, column: Column, variables: frozenset[str]
) -> Iterator[Need]:
    for name in measures_of_cell(table, row, column):
        if row.characteristic is not None and name == row.measure and row.of is not None:
            yield Need(row.of, variables, row.characteristic)
        else:
            yield Need(name, variables)


def measures_of_cell(table: Table, row: Row, column: Column) -> tuple[str, ...]:
    """Names of the measures of which a cell may show a figure; the first that is shown counts."""
    of = column.of or row.of
    measure = column.measure or row.measure or table.measure
    own = column.measures or ((measure,) if measure else ())
    return (*own, of) if of and (column.shows or row.shows) == "part" else own
