"""A second reader of interviews, naive, beside `measure87.collect.form.submissions`.

From elements to cells, one interview at a time; of decision 48, and of the form alone.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from measure87.collect.form.model import Form, Placed, placed, repeats
from measure87.collect.form.safe_xml import Element, local_name, read_xml
from measure87.vocabulary.errors import DataError

MAIN = "main"
_NOTHING = ("note", "audit")
"""Kinds that are no column: nothing is answered."""
_ALWAYS_SPLIT = ("geopoint", "image", "audio", "username")
"""Kinds that find a person whatever the form says of them; they go where identifiers go."""
_TYPES: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "integer": pl.Int64,
    "int": pl.Int64,
    "decimal": pl.Float64,
    "date": pl.Date,
    "today": pl.Date,
}

type Cell = str | int | float | bool | datetime.date | None


@dataclass(frozen=True)
class _Column:
    """A question as columns of its table."""

    place: Placed
    codes: tuple[str, ...] = ()
    """Of a select_multiple: one column each."""

    @property
    def type(self) -> pl.DataType | type[pl.DataType]:
        question = self.place.question
        computed = question.kind in ("calculate", "hidden")
        kind = question.bind_type if computed else question.kind
        return pl.Boolean if self.codes else _TYPES.get(kind, pl.String)

    @property
    def names(self) -> tuple[str, ...]:
        name = self.place.question.name
        return tuple(f"{name}/{code}" for code in self.codes) or (name,)

    def cells(self, text: str) -> tuple[Cell, ...]:
        """Null where nothing was answered, or where the answer does not fit its type."""
        if self.codes:
            chosen = text.split()
            return tuple(code in chosen if chosen else None for code in self.codes)
        return (_read(text, self.type),)


@dataclass
class _Table:
    """A table while it is filled."""

    name: str
    path: tuple[str, ...]
    """Names from the outermost section to the repeat; empty for `main`."""
    above: str
    columns: list[_Column]
    rows: list[dict[str, Cell]] = field(default_factory=list)

    @property
    def own(self) -> dict[str, type[pl.DataType]]:
        """Columns that no question has, with their types."""
        if self.name == MAIN:
            return {"_id": pl.String, "_form_version": pl.String}
        parent = {"_parent_row": pl.Int64} if self.above != MAIN else {}
        return {"_id": pl.String, "_row": pl.Int64, **parent}

    def frame(self) -> pl.DataFrame:
        types = {name: one.type for one in self.columns for name in one.names}
        return pl.DataFrame(self.rows, schema={**self.own, **types})


def tables_of_submissions(form: Form, xmls: Iterable[bytes]) -> dict[str, pl.DataFrame]:
    """Tables by name, in the order of the interviews."""
    tables = _tables(form)
    for number, xml in enumerate(xmls, start=1):
        root = read_xml(xml, f"interview {number}")
        if root.get("id") != form.id:
            raise DataError(
                f"interview {number} is of another form than {form.id}",
                code="other-form",
                hint="each form has a study folder of its own",
            )
        _Filling(tables, root).fill()
    return {name: table.frame() for name, table in tables.items()}


def _tables(form: Form) -> dict[str, _Table]:
    tables = {MAIN: _Table(MAIN, (), "", [])}
    for sections in repeats(form):
        above = next((one.name for one in reversed(sections[:-1]) if one.repeats), MAIN)
        path = tuple(one.name for one in sections)
        tables[path[-1]] = _Table(path[-1], path, above, [])
    for place in placed(form):
        question = place.question
        if question.identifier or question.kind in (*_NOTHING, *_ALWAYS_SPLIT):
            continue
        listed = form.list_of(question) if question.kind == "select_multiple" else None
        codes = tuple(choice.name for choice in listed.choices) if listed else ()
        tables[place.table or MAIN].columns.append(_Column(place, codes))
    return tables


class _Filling:
    """Puts one interview into the tables."""

    def __init__(self, tables: Mapping[str, _Table], root: Element) -> None:
        self.tables, self.root = tables, root
        self.id = _text_at(root, ("meta", "instanceID"))
        self.counts = dict.fromkeys(tables, 0)

    def fill(self) -> None:
        """The interview's own row, then the members of its repeats, theirs below them."""
        own = {"_id": self.id, "_form_version": self.root.get("version")}
        self._row(self.tables[MAIN], self.root, own)
        self._below(self.tables[MAIN], self.root, None)

    def _below(self, above: _Table, element: Element, parent: int | None) -> None:
        for table in self.tables.values():
            if table.above != above.name:
                continue
            for member in _members(element, table.path[len(above.path) :]):
                self.counts[table.name] += 1
                row = self.counts[table.name]
                own: dict[str, Cell] = {"_id": self.id, "_row": row}
                if "_parent_row" in table.own:
                    own["_parent_row"] = parent
                self._row(table, member, own)
                self._below(table, member, row)

    def _row(self, table: _Table, element: Element, own: dict[str, Cell]) -> None:
        for column in table.columns:
            text = _text_at(element, column.place.path[len(table.path) :])
            own.update(zip(column.names, column.cells(text), strict=True))
        table.rows.append(own)


def _children(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element if local_name(one) == name)


def _members(element: Element, path: tuple[str, ...]) -> Iterator[Element]:
    """Members of a repeat that lies in groups."""
    for one in _children(element, path[0]):
        if len(path) == 1:
            yield one
        else:
            yield from _members(one, path[1:])


def _text_at(element: Element, path: tuple[str, ...]) -> str:
    """Text of a leaf; empty where it is not there."""
    found = next(_members(element, path), None)
    return "" if found is None else (found.text or "")


def _read(text: str, kind: pl.DataType | type[pl.DataType]) -> Cell:
    if not text:
        return None
    try:
        if kind == pl.Int64:
            return int(text)
        if kind == pl.Float64:
            return float(text)
        if kind == pl.Date:
            return datetime.date.fromisoformat(text[:10])
    except ValueError:
        return None
    return text
