"""Read a table by the suffix of its file, after a look at its first bytes."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from measure87.files.csv_reading import read_csv_bytes
from measure87.files.dictionary_probe import damaged
from measure87.files.formats import CSV, FORMATS, PARQUET, Format, first_bytes, format_of, look
from measure87.files.packed import SUFFIX, read_packed
from measure87.files.parts import digest_of_parts, in_parts, read_parts, require_same_parts
from measure87.files.selection import Selection
from measure87.files.source_table import SourceTable, TableContent
from measure87.files.table_form import AS_FOUND, AskedError, TableForm
from measure87.files.writing import sha256_of
from measure87.vocabulary.errors import DataError

MOST_COLUMNS = 100_000
"""Columns of a file; the widest surveys have some thousands."""


def read_source(
    path: Path | str,
    columns: Sequence[str] | None = None,
    *,
    skip_absent: bool = False,
    encoding: str | None = None,
    patterns: Sequence[str] = (),
    form: TableForm = AS_FOUND,
) -> SourceTable:
    """Read a CSV, Parquet, SPSS, Stata, Excel or OpenDocument file, or a ZIP file with one of them.

    `-` is CSV from standard input; Parquet may lie in parts.

    Parameters
    ----------
    path : path
        The suffix tells the format, in either case of letters. A folder, a pattern of names and an
        address as `s3://bucket/folder` are of tables in parts, all Parquet.
    columns : sequence of str, optional
        Variables to read; a name that is not spelt exactly is matched without regard to case.
        All of them without it.
    skip_absent : bool
        Pass over a name in `columns` that the file does not have, instead of refusing it.
    encoding : str, optional
        Of the text in CSV, SPSS and Stata files, where it is not what the file declares; short for
        a `form` with it.
    patterns : sequence of str
        Variables to read besides `columns`, as `rw*`; one may name none.
    form : TableForm
        How the table lies in the file, as far as the file does not say it surely.

    Raises
    ------
    UsageError
        If the suffix is none of these.
    AskedError
        A DataError: the file can be read in several ways. The hint has the lines that say which.
    DataError
        If the file is not there, is empty, damaged, hostile or cut short, is not of the kind its
        suffix says, has two columns of one name, lacks a column that was asked for, has a
        formula in a cell of text, or is in another encoding.
    """
    names = None if columns is None else tuple(columns)
    wanted = Selection(names, skip_absent, tuple(patterns))
    form = form if encoding is None else replace(form, encoding=encoding)
    if str(path) == "-":
        content, digest = read_csv_bytes(sys.stdin.buffer.read(), wanted, form, name="-")
        return _source("-", CSV, content, digest)
    if in_parts(path):
        name, content, digest = read_parts(path, wanted)
        return _source(name, PARQUET, content, digest)
    file = Path(path)
    try:
        content, kind, digest = _content(file, wanted, form)
    except (OSError, pl.exceptions.PolarsError, MemoryError) as error:
        raise damaged(file.name, f"it cannot be read ({type(error).__name__})") from error
    return _source(file.name, kind, content, digest)


def read_plain_source(path: Path | str) -> SourceTable:
    """Read a whole table that stands beside another, and of which nobody can say how it lies.

    Raises
    ------
    UsageError, DataError
        As `read_source`; a file that can be read in several ways is to be saved anew.
    """
    try:
        return read_source(path)
    except AskedError as error:
        raise DataError(
            error.text,
            code=error.code,
            where=error.where,
            hint="save it as CSV text in UTF-8, with a point before decimals and no sign between"
            " thousands",
        ) from None


def digest_of(path: Path | str) -> str:
    """Hash of the bytes of a file, or of a table in parts, as `SourceTable.sha256` has it."""
    return digest_of_parts(path) if in_parts(path) else sha256_of(path)


def require_unchanged(path: Path | str, source: SourceTable) -> None:
    """Refuse what was read of a table in parts if a part changed meanwhile.

    Raises
    ------
    DataError
        `changed-input`.
    """
    if in_parts(path):
        require_same_parts(path, source.sha256)


def _content(file: Path, wanted: Selection, form: TableForm) -> tuple[TableContent, Format, str]:
    """What is read, in which format, and the hash of the file as it lies there."""
    if file.suffix.lower() == SUFFIX:
        first_bytes(file)
        digest = sha256_of(file)
        return *read_packed(file, wanted, form), digest
    kind = format_of(file, (*FORMATS, SUFFIX))
    look(file, kind)
    digest = sha256_of(file)
    return kind.read(file, wanted, form), kind, digest


def _source(name: str, kind: Format, content: TableContent, digest: str) -> SourceTable:
    names = content.frame.collect_schema().names()
    width = max(len(names), len(content.present))
    if width > MOST_COLUMNS:
        raise DataError(
            f"{name} has {width:,} columns; at most {MOST_COLUMNS:,} are read",
            code="too-many-columns",
            where=name,
            hint="leave out columns that are not needed, or turn rows and columns about",
        )
    return SourceTable(
        name=name,
        format=kind.name,
        frame=content.frame,
        columns=tuple(names),
        variable_labels=content.variable_labels,
        value_labels=content.value_labels,
        missing_codes=content.missing_codes,
        sha256=digest,
        notices=content.notices,
        remarks=content.remarks,
        present=content.present,
        rows=content.rows,
    )
