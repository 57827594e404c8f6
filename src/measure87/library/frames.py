"""Any table as one that can be estimated from: polars, pandas, pyarrow, DuckDB, Spark, a file read.

What a column holds is told by its type. An enumeration of no, unknown and yes keeps its meaning
in every library that has one: `pl.Enum`, a categorical of pandas with these categories, a
dictionary of Arrow, `ENUM` of DuckDB.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
from polars import selectors

from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.status_columns import are_statuses
from measure87.files import SourceTable, unknown_column
from measure87.files.source_table import column_in_index, is_plain_name
from measure87.library.hints import in_python
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.status import DECLARED

Lazy = nw.LazyFrame[Any]
FRAME = "the frame"
_NAMED = re.compile(r"\binterval\b|^period\[")
"""Kinds of pandas whose values are told by their names."""
_KINDS = "a polars, pandas or pyarrow table, a DuckDB relation or a PySpark DataFrame"


@dataclass(frozen=True)
class Frame:
    """A table as it was given, and what its file says of its codes.

    `source` is there for a file that `read` opened, with labels and declared missing codes.
    """

    given: Any
    name: str = FRAME
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    source: SourceTable | None = None

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        with in_python():
            return list(self._as_narwhals().collect_schema().names())

    def _as_narwhals(self) -> Any:
        return nw.from_native(self.given)

    def require(self, names: Iterable[str]) -> None:
        """Raise `DataError` for the first name that is no column; tells those that come near."""
        columns = self.columns
        for name in names:
            if name not in columns:
                raise self._in_the_index(name) or unknown_column(name, columns, where=self.name)

    def _in_the_index(self, name: str) -> DataError | None:
        """The error for a name that pandas keeps in the index, which is no column."""
        return column_in_index(name, self.name) if name in _index_names(self.given) else None

    def lazy(self, names: Iterable[str]) -> Lazy:
        """The named columns as a lazy frame; tables in memory become polars.

        Text is trimmed and empty text is missing, as of a file: codes that differ by a blank at
        their end are one group, and one cluster.
        """
        chosen = self._as_narwhals().select(*dict.fromkeys(names))
        if not isinstance(chosen, nw.LazyFrame):
            chosen = as_frame(_with_enumerations(chosen))
        chosen = _with_types(chosen)
        return chosen if self.source is not None else _trimmed(chosen)

    def in_memory(self) -> pl.LazyFrame | None:
        """All columns as polars; None if an engine has the rows."""
        with in_python():
            table: Any = self.lazy(self.columns).to_native()
        return table if isinstance(table, pl.LazyFrame) else None


def frame_of(given: Any) -> Frame:
    """A table of any library, or a file that was read.

    Raises
    ------
    UsageError
        If it is none, or two of its columns have one name.
    """
    source = getattr(given, "source", given)
    if isinstance(source, SourceTable):
        return Frame(source.lazy, source.name, source.value_labels, source)
    if isinstance(given, str | Path):
        raise UsageError(
            "a path is no table yet", code="table-type", hint="read it first: Survey(read(path))"
        )
    with in_python():
        names = _names_of(given)
    if not names:
        raise UsageError(
            "the frame has no columns",
            code="empty-table",
            where=FRAME,
            hint="give one row a person, with a column for each variable",
        )
    if not all(isinstance(name, str) for name in names):
        raise _no_text(names)
    return Frame(given)


def _no_text(names: Iterable[Any]) -> UsageError:
    """The error for a column whose name is a number, or are the several of pandas."""
    are_several = any(isinstance(name, tuple) for name in names)
    return UsageError(
        f"a column of the frame has {'several names' if are_several else 'a number for a name'}",
        code="column-name",
        where=FRAME,
        hint='write frame.columns = ["_".join(map(str, name)) for name in frame.columns]'
        if are_several
        else "give every column a name that is text",
    )


def _names_of(given: Any) -> list[str]:
    """Names of the columns of a table of any library."""
    try:
        names = list(nw.from_native(given).collect_schema().names())
    except TypeError as error:
        raise UsageError(
            f"a table of type {type(given).__name__} cannot be read",
            code="table-type",
            hint=f"give {_KINDS}",
        ) from error
    except nw.exceptions.DuplicateError:
        raise _twice(_native_names(given)) from None
    native = names if isinstance(given, pl.LazyFrame) else _native_names(given)
    if len(set(native)) < len(native):  # an engine takes the first and says nothing
        raise _twice(native)
    return names


def _native_names(given: Any) -> list[str]:
    """Names of the columns as the table itself has them: twice what is there twice."""
    return [str(name) for name in getattr(given, "column_names", getattr(given, "columns", ()))]


def _twice(names: list[str]) -> UsageError:
    """The error for two columns of one name, which is told if it is one word."""
    several = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    plain = [name for name in several if is_plain_name(name)]
    return UsageError(
        f"two columns of the frame have one name{': ' if plain else ''}{', '.join(plain)}",
        code="duplicate-column",
        where=FRAME,
        hint="rename one of them",
    )


def source_of(given: Any) -> SourceTable:
    """A table in memory, or a file that was read, as the readers of files give it.

    Raises
    ------
    UsageError
        For a table of an engine, whose rows are not here.
    """
    frame = frame_of(given)
    if frame.source is not None:
        return frame.source
    table = frame.in_memory()
    if table is None:
        raise UsageError(
            f"a {type(given).__name__} is a table of an engine, and its rows are needed here",
            code="table-type",
            hint="collect it first: .pl() of DuckDB, .toPandas() of Spark",
        )
    names = tuple(table.collect_schema().names())
    in_index = _index_names(given)
    return SourceTable(FRAME, "frame", table, names, present=names, in_index=in_index)


def _index_names(given: Any) -> tuple[str, ...]:
    """Names that pandas keeps in the index of a frame."""
    names = getattr(getattr(given, "index", None), "names", None)
    found = names if isinstance(names, Iterable) else ()
    return tuple(name for name in found if isinstance(name, str))


def _with_types(frame: Lazy) -> Lazy:
    """The frame with columns of polars that hold nothing, and have no type, as numbers."""
    native = frame.to_native()
    if nw.Unknown not in frame.collect_schema().values() or not isinstance(native, pl.LazyFrame):
        return frame
    return nw.from_native(native.with_columns(selectors.by_dtype(pl.Null).cast(pl.Float64)))


def _with_enumerations(table: "nw.DataFrame[Any]") -> pl.DataFrame:
    """A table in memory as polars; enumerations of no, unknown and yes, or in order, as such."""
    found = _as_polars(table)
    if table.implementation.is_polars():
        return found
    kept = []
    for name, dtype in table.schema.items():
        if not isinstance(dtype, nw.Categorical | nw.Enum):
            continue
        native = table[name].to_native()
        categories = _categories(native)
        if are_statuses(categories):
            kept.append(pl.col(name).cast(pl.String).cast(pl.Enum(list(DECLARED))))
        elif _is_ordered(native) and all(_is_plain_text(one) for one in categories):
            kept.append(pl.col(name).cast(pl.String).cast(pl.Enum(list(categories))))
    return found.with_columns(kept)


def _is_plain_text(category: Any) -> bool:
    """Whether a category is text that trimming leaves as it is."""
    return isinstance(category, str) and category != "" and category == category.strip()


def _is_ordered(column: Any) -> bool:
    """Whether a categorical of pandas or pyarrow says that its categories are in order."""
    kind = getattr(column, "dtype", None) or getattr(column, "type", None)
    return bool(getattr(kind, "ordered", False))


def _trimmed(frame: Lazy) -> Lazy:
    """The frame with its text as the readers of files give it."""
    texts = [name for name, kind in frame.collect_schema().items() if kind == nw.String]
    if not texts:
        return frame
    plain = {name: nw.col(name).str.strip_chars() for name in texts}
    return frame.with_columns(
        **{name: nw.when(text != nw.lit("")).then(text) for name, text in plain.items()}
    )


def _as_polars(table: "nw.DataFrame[Any]") -> pl.DataFrame:
    """A table in memory as polars; names the column that is of no one kind, and no value of it."""
    if table.implementation.is_polars():
        return pl.DataFrame(table.to_native())
    columns = []
    for name in table.columns:
        try:
            columns.append(_column(table, name))
        except Exception:  # whatever it is, it repeats the value
            raise DataError(
                f"{name} holds values of several kinds, or of one that no table has",
                code="wrong-type",
                where=name,
                hint="make all its values numbers, all text, or all true and false",
            ) from None
    return pl.concat(columns, how="horizontal") if columns else pl.DataFrame()


def _column(table: "nw.DataFrame[Any]", name: str) -> pl.DataFrame:
    """One column as polars; the intervals of `pandas.cut` by their names, as in any other group,
    and periods by theirs (`2020-01`, `2020Q1`), of which other libraries see a number alone.

    What pandas keeps without its zeros is read with them.
    """
    column: Any = table[name].to_native()
    kind = getattr(column, "dtype", None)
    if _NAMED.search(str(getattr(getattr(kind, "categories", None), "dtype", kind))):
        texts = [None if value != value else str(value) for value in column]
        return pl.DataFrame({name: texts}, schema={name: pl.String})
    if type(kind).__name__ == "SparseDtype":
        column = column.sparse.to_dense()
        return pl.DataFrame({name: pl.Series(column.to_numpy(), nan_to_null=True)})
    found = pl.DataFrame(table.select(name).to_polars())
    is_empty = str(kind) == "object" and found[name].null_count() == found.height
    return found.cast(pl.Null) if is_empty else found


def _categories(column: Any) -> tuple[Any, ...]:
    """The categories of a column of pandas or Arrow, of all its pieces."""
    declared = getattr(getattr(column, "dtype", None), "categories", None)
    if declared is not None:
        return tuple(declared)
    pieces = [one.dictionary.to_pylist() for one in getattr(column, "chunks", ())]
    return tuple(dict.fromkeys(category for piece in pieces for category in piece))
