"""Reads a table in parts as one lazy table, after a look at every part's columns."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from measure87.files.dictionary_probe import damaged
from measure87.files.parts.local import is_pattern, parts_in
from measure87.files.parts.objects import address_of, name_of, parts_at
from measure87.files.parts.part import Part, Parts
from measure87.files.selection import Selection
from measure87.files.source_table import TableContent
from measure87.vocabulary.errors import DataError

_AT_ONCE = 8

Values = tuple[str | None, ...]
"""What the names of folders say of the parts in them."""


def in_parts(path: Path | str) -> bool:
    """Whether a path is of a table in parts: a folder, a pattern, or an address of objects."""
    if address_of(path) is not None:
        return True
    try:
        return Path(path).is_dir() or is_pattern(Path(path))
    except (OSError, ValueError):  # a name that no file can have
        return False


def name_of_parts(path: Path | str) -> str:
    """What messages and results call the table."""
    address = address_of(path)
    return Path(path).name if address is None else name_of(address)


def digest_of_parts(path: Path | str) -> str:
    """Hash of path, size and content (or the store's own mark) of every part."""
    return _parts_of(path).digest


def require_same_parts(path: Path | str, digest: str) -> None:
    """Refuse what was read of parts that somebody changed meanwhile.

    Raises
    ------
    DataError
        `changed-input`, if the digest is another one now.
    """
    if digest_of_parts(path) != digest:
        raise DataError(
            f"a part of {name_of_parts(path)} changed while it was read",
            code="changed-input",
            where=name_of_parts(path),
            hint="run again when nobody writes to the parts",
        )


def read_parts(path: Path | str, wanted: Selection) -> tuple[str, TableContent, str]:
    """Name, columns as a lazy frame, and digest of a table in parts.

    Names of folders as `year=2020` are columns of what lies in them: whole numbers where all are
    such, text otherwise. NaN is null.

    Raises
    ------
    DataError
        If a part is damaged, has other columns than the first, or holds one of another type.
    """
    parts = _parts_of(path)
    schemas = _schemas(parts)
    schema = _one_schema(parts, schemas)
    keys = _keys(parts, schema)
    present = [*schema, *keys]
    chosen = wanted.of(present, where=parts.name)
    frame = _scanned(parts, keys).select(chosen)
    floats = [name for name in chosen if name in schema and schema[name].is_float()]
    frame = frame.with_columns(pl.col(floats).fill_nan(None)) if floats else frame
    return parts.name, TableContent(frame, present=tuple(present)), parts.digest


def _parts_of(path: Path | str) -> Parts:
    address = address_of(path)
    return parts_in(Path(path)) if address is None else parts_at(address)


def _schemas(parts: Parts) -> list[pl.Schema]:
    """The columns of every part."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(lambda part: _schema(part, parts), parts.found))


def _schema(part: Part, parts: Parts) -> pl.Schema:
    try:
        frame = pl.scan_parquet(
            part.location, hive_partitioning=False, glob=False, storage_options=parts.options
        )
        return frame.collect_schema()
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise damaged(part.key, f"it cannot be read ({type(error).__name__})") from None


def _one_schema(parts: Parts, schemas: Sequence[pl.Schema]) -> pl.Schema:
    """The columns that all parts have, in the order of the first.

    Raises
    ------
    DataError
        For the first part that has others, or another type; with its name and the column's.
    """
    first = schemas[0]
    for part, own in zip(parts.found, schemas, strict=True):
        for name in [*first, *own]:
            if name in first and name in own and first[name] == own[name]:
                continue
            raise DataError(
                f"{part.key} {_difference(name, first, own)} in {parts.found[0].key}",
                code="part-columns",
                where=part.key,
                hint="all parts need the same columns of the same types; write the part again",
            )
    return first


def _difference(name: str, first: pl.Schema, own: pl.Schema) -> str:
    """How a part's column differs from that of the first part, as the middle of a sentence."""
    if name not in own:
        return f"has no column {name}, which is"
    if name not in first:
        return f"has a column {name}, which is not"
    return f"holds {_kind(own[name])} in {name}, and not {_kind(first[name])} as"


def _kind(dtype: pl.DataType) -> str:
    if dtype.is_integer():
        return f"whole numbers ({dtype})"
    if dtype.is_float():
        return f"numbers ({dtype})"
    texts = {pl.String: "text", pl.Boolean: "true and false"}
    text = next((text for kind, text in texts.items() if dtype == kind), None)
    return text or f"values of type {dtype}"


def _keys(parts: Parts, schema: pl.Schema) -> Mapping[str, pl.DataType]:
    """Columns of the names of folders, and their types."""
    names = list(dict.fromkeys(name for part in parts.found for name in part.values))
    for part in parts.found:
        for name in names:
            if name not in part.values or name in schema:
                problem = "is a column too" if name in schema else "is in the names of others"
                raise DataError(
                    f"the folders of {part.key}: {name} {problem}",
                    code="part-columns",
                    where=part.key,
                    hint="all parts lie in folders of the same keys, none of which is a column",
                )
    return {name: _type_of([part.values[name] for part in parts.found]) for name in names}


def _type_of(values: Sequence[str | None]) -> pl.DataType:
    """Whole numbers where every value is written as one is; `01` is a code, and text."""
    known = [value for value in values if value is not None]
    try:
        whole = all(str(int(value)) == value for value in known)
    except ValueError:
        whole = False
    return pl.Int64() if known and whole else pl.String()


def _scanned(parts: Parts, keys: Mapping[str, pl.DataType]) -> pl.LazyFrame:
    """All parts as one lazy table, those of the same folders in one scan."""
    frames = [
        pl.scan_parquet(
            locations, hive_partitioning=False, glob=False, storage_options=parts.options
        ).with_columns(
            pl.lit(value).cast(dtype).alias(name)
            for (name, dtype), value in zip(keys.items(), values, strict=True)
        )
        for values, locations in _in_folders(parts).items()
    ]
    return frames[0] if len(frames) == 1 else pl.concat(frames, how="vertical")


def _in_folders(parts: Parts) -> dict[Values, list[str]]:
    """Where the parts of folders of the same keys lie, by the values of these."""
    groups: dict[Values, list[str]] = {}
    for part in parts.found:
        groups.setdefault(tuple(part.values.values()), []).append(part.location)
    return groups


def locations_of(path: Path) -> tuple[Mapping[Values, Sequence[str]], Mapping[str, pl.DataType]]:
    """Where the parts of a table on a disk lie, for another reader than polars.

    Returns
    -------
    mapping, mapping
        Values of the keys in names of folders to the files in folders of these values; and the
        type of each of these keys. Nothing is hashed: `read_parts` did that.
    """
    parts = parts_in(path, marked=False)
    keys = list(dict.fromkeys(name for part in parts.found for name in part.values))
    types = {name: _type_of([part.values.get(name) for part in parts.found]) for name in keys}
    return _in_folders(parts), types
